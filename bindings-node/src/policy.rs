//! Profiles and policies.

use handfast::{Policy, Profile};
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

    /// Reads one.
    #[napi]
    pub fn from_json(text: String) -> napi::Result<Self> {
        Profile::from_json(text).map(Self).map_err(thrown)
    }

    /// Its name.
    #[napi]
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// All of it.
    #[napi]
    pub fn to_json(&self) -> String {
        self.0.to_json()
    }

    /// In lines for people.
    #[napi]
    pub fn text(&self) -> String {
        self.0.to_string()
    }

    /// In what the other differs.
    #[napi]
    pub fn diff(&self, other: &RawProfile) -> String {
        forms::differences(&self.0.diff(&other.0))
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
