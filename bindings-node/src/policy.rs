//! Profiles, policies, and what a peer asks for.

use handfast::{AccessRequest, Policy, Profile, SetupError};
use handfast_js::{external_sets, forms, instant};
use napi_derive::napi;

use crate::thrown;

/// What a certification path must look like.
#[napi]
pub struct RawProfile(pub(crate) Profile);

#[napi]
impl RawProfile {
    /// The profile of that name.
    #[napi]
    pub fn by_name(name: String) -> napi::Result<Self> {
        Profile::by_name(&name).map(Self).map_err(thrown)
    }

    /// Its name.
    #[napi]
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// With one thing changed.
    #[napi]
    pub fn derived(&self, what: String, values: Vec<String>) -> napi::Result<Self> {
        handfast_js::derived(&self.0, &what, &values).map(Self).map_err(thrown)
    }
}

/// A policy document.
#[napi]
pub struct RawPolicy(pub(crate) Policy);

#[napi]
impl RawPolicy {
    /// Reads it and runs its tests.
    #[napi]
    pub fn parse(text: String, sets: Vec<String>) -> napi::Result<Self> {
        Policy::parse_with_sets(&text, &external_sets(sets)).map(Self).map_err(thrown)
    }

    /// Reads it.
    #[napi]
    pub fn parse_untested(text: String, sets: Vec<String>) -> napi::Result<Self> {
        Policy::parse_untested_with_sets(&text, &external_sets(sets)).map(Self).map_err(thrown)
    }

    /// What it says of itself.
    #[napi]
    pub fn to_json(&self) -> String {
        forms::policy(&self.0)
    }

    /// What may be mistaken about it.
    #[napi]
    pub fn lint(&self, at: Option<f64>) -> String {
        forms::findings(&self.0.lint(at.map(instant)))
    }

    /// Runs its tests.
    #[napi]
    pub fn test(&self) -> napi::Result<String> {
        self.0.test().map(|outcomes| forms::outcomes(&outcomes)).map_err(thrown)
    }
}

/// What a peer asks for.
#[napi]
pub struct RawAccessRequest(pub(crate) AccessRequest);

impl RawAccessRequest {
    fn change(&mut self, with: impl FnOnce(AccessRequest) -> Result<AccessRequest, SetupError>) -> napi::Result<()> {
        self.0 = with(self.0.clone()).map_err(thrown)?;
        Ok(())
    }
}

#[napi]
impl RawAccessRequest {
    /// An HTTP request.
    #[napi]
    pub fn http(method: String, path: String) -> Self {
        Self(AccessRequest::new(&method, &path))
    }

    /// A connection by itself.
    #[napi]
    pub fn connection() -> Self {
        Self(AccessRequest::connection())
    }

    /// An action on a resource.
    #[napi]
    pub fn action(action: String, resource: String) -> Self {
        Self(AccessRequest::action(&action, &resource))
    }

    /// Who the peer is expected to be.
    #[napi]
    pub fn expecting(&mut self, name: String) -> napi::Result<()> {
        self.change(|request| name.parse().map(|name| request.expecting(name)))
    }

    /// The address that the connection comes from.
    #[napi]
    pub fn source_ip(&mut self, address: String) -> napi::Result<()> {
        self.change(|request| request.with("source_ip", &address))
    }

    /// The host that the request is for.
    #[napi]
    pub fn host(&mut self, host: String) -> napi::Result<()> {
        self.change(|request| Ok(request.host(&host)))
    }

    /// A value of the context.
    #[napi]
    pub fn with(&mut self, key: String, value: String) -> napi::Result<()> {
        self.change(|request| request.with(&key, &value))
    }
}
