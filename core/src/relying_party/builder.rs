//! How a relying party is put together, and what is refused.

use std::sync::Arc;

use super::RelyingParty;
use crate::anchor::TrustAnchors;
use crate::decision::PolicyRef;
use crate::path::Profile;
use crate::policy::Policy;
use crate::reason::quoted;
use crate::revocation::{Requirement, Requirements, RevocationData, RevocationMode, Sources};
use crate::setup::{SetupCode, SetupError};
use crate::signature::{Provider, SignatureCache};

/// Where signatures that are right are remembered.
#[derive(Clone, Debug, Default)]
enum Cached {
    #[default]
    Own,
    In(SignatureCache),
    Nowhere,
}

/// Builds a [`RelyingParty`].
#[derive(Clone, Debug, Default)]
pub struct RelyingPartyBuilder {
    anchors: Option<TrustAnchors>,
    profile: Option<Profile>,
    provider: Option<Provider>,
    policy: Option<Policy>,
    any_verified_peer: bool,
    accepts_files: bool,
    trusted_hops: Vec<String>,
    supplied: Option<Vec<String>>,
    cache: Cached,
    revocation: RevocationData,
    revocation_mode: Option<RevocationMode>,
    revocation_modes: Vec<(String, RevocationMode)>,
}

impl RelyingPartyBuilder {
    /// Trusts these anchors; called again, those as well.
    pub fn trust_anchors(mut self, anchors: TrustAnchors) -> Self {
        self.anchors = Some(match self.anchors.take() {
            Some(before) => before.with(&anchors),
            None => anchors,
        });
        self
    }

    /// Verifies paths by this profile; [`Profile::client`] unless this says otherwise.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = Some(profile);
        self
    }

    /// Verifies signatures with this provider; [`Provider::preferred`] unless this says otherwise.
    pub fn provider(mut self, provider: Provider) -> Self {
        self.provider = Some(provider);
        self
    }

    /// Evaluates this policy.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Goes without a policy: whomever the anchors vouch for may do anything.
    pub fn any_verified_peer(mut self) -> Self {
        self.any_verified_peer = true;
        self
    }

    /// Accepts chains from files, though nobody has shown that the peer holds the key. For tools that show decisions;
    /// never for guarding anything.
    pub fn accept_files_without_possession(mut self) -> Self {
        self.accepts_files = true;
        self
    }

    /// Believes this hop that the peers whose certificates it forwards hold their keys. Whoever can reach the relying
    /// party past the hop can claim to be anybody.
    pub fn trusted_hop(mut self, hop: impl Into<String>) -> Self {
        self.trusted_hops.push(hop.into());
        self
    }

    /// Says which keys of the context the host will supply with each request, so that a policy that asks for another is
    /// refused now and not in production.
    pub fn supplies_context<I>(mut self, keys: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.supplied.get_or_insert_default().extend(keys.into_iter().map(Into::into));
        self
    }

    /// Remembers in this cache which signatures are right, and believes it; several relying parties may share one. It has one
    /// of its own unless this says otherwise.
    pub fn signature_cache(mut self, cache: SignatureCache) -> Self {
        self.cache = Cached::In(cache);
        self
    }

    /// Remembers nothing: each signature is verified anew.
    pub fn without_signature_cache(mut self) -> Self {
        self.cache = Cached::Nowhere;
        self
    }

    /// Looks at revocation with this data; called again, with that as well. What is not said to be good is denied, unless
    /// [`revocation_mode`](Self::revocation_mode) says otherwise.
    pub fn revocation(mut self, data: RevocationData) -> Self {
        self.revocation = self.revocation.with(data);
        self
    }

    /// Says how revocation is looked at: hard with data and off without, unless this says otherwise. What a policy's
    /// `trust` says of a bundle comes before it.
    pub fn revocation_mode(mut self, mode: RevocationMode) -> Self {
        self.revocation_mode = Some(mode);
        self
    }

    /// Says how revocation is looked at on paths that end in an anchor of that bundle.
    pub fn revocation_mode_of(mut self, bundle: impl Into<String>, mode: RevocationMode) -> Self {
        let bundle = bundle.into();
        self.revocation_modes.retain(|(named, _)| *named != bundle);
        self.revocation_modes.push((bundle, mode));
        self
    }

    /// Makes the relying party.
    ///
    /// # Errors
    /// `anchors_empty`, `policy_missing`, `policy_inconsistent` for both ways at once, `bundle_unknown` when policy and anchors do not speak of the same bundles,
    /// `context_missing`, `revocation_missing` for a policy that counts on CRLs when there are none, `provider_missing`.
    pub fn build(self) -> Result<RelyingParty, SetupError> {
        let anchors = self.anchors.clone().ok_or_else(|| {
            SetupError::new(
                SetupCode::AnchorsEmpty,
                "there are no trust anchors",
                "call `trust_anchors` with at least one CA certificate",
            )
        })?;
        if self.policy.is_none() && !self.any_verified_peer {
            return Err(SetupError::new(
                SetupCode::PolicyMissing,
                "there is no policy",
                "call `policy`, or `any_verified_peer` if whomever the anchors vouch for may do anything",
            ));
        }
        if self.policy.is_some() && self.any_verified_peer {
            return Err(SetupError::new(
                SetupCode::PolicyInconsistent,
                "there is a policy, and `any_verified_peer` goes without one",
                "take one of the two out",
            ));
        }
        let anchors = match &self.policy {
            Some(policy) => bound(anchors, policy)?,
            None => anchors,
        };
        if let (Some(policy), Some(supplied)) = (&self.policy, &self.supplied) {
            context(policy, supplied)?;
        }
        let requirements = requirements(&self, &anchors)?;
        let provider = self.provider.map_or_else(Provider::preferred, Ok)?;
        let policy_ref = self
            .policy
            .as_ref()
            .map(|policy| PolicyRef { name: policy.name().map(ToOwned::to_owned), fingerprint: policy.fingerprint() });
        Ok(RelyingParty {
            anchors,
            profile: self.profile.unwrap_or_default(),
            provider,
            policy: self.policy,
            policy_ref,
            cache: match self.cache {
                Cached::Own => Some(SignatureCache::default()),
                Cached::In(cache) => Some(cache),
                Cached::Nowhere => None,
            },
            sources: Arc::new(Sources::new(&self.revocation)),
            requirements,
            accepts_files: self.accepts_files,
            trusted_hops: self.trusted_hops,
        })
    }
}

/// What is asked of revocation: by the policy of its bundles, by the builder of others, and of all the rest.
fn requirements(builder: &RelyingPartyBuilder, anchors: &TrustAnchors) -> Result<Requirements, SetupError> {
    let RelyingPartyBuilder { policy, revocation, revocation_mode, revocation_modes, .. } = builder;
    let unasked = if revocation.is_empty() { RevocationMode::Off } else { RevocationMode::Hard };
    let all = Requirement::of(revocation_mode.unwrap_or(unasked));
    let mut by_bundle: Vec<(String, Requirement)> = Vec::new();
    for (bundle, mode) in revocation_modes {
        if !anchors.iter().any(|anchor| anchor.bundle() == Some(bundle)) {
            return Err(SetupError::new(
                SetupCode::BundleUnknown,
                format!("a revocation mode is given for the bundle {}, which has no trust anchors", quoted(bundle)),
                "name a bundle that its anchors were given by",
            ));
        }
        by_bundle.push((bundle.clone(), Requirement::of(*mode)));
    }
    for (bundle, requirement) in policy.iter().flat_map(Policy::revocation) {
        match by_bundle.iter().find(|(named, _)| named == bundle) {
            None => by_bundle.push((bundle.to_owned(), *requirement)),
            Some((_, given)) if given == requirement => {}
            Some(_) => {
                return Err(SetupError::new(
                    SetupCode::PolicyInconsistent,
                    format!(
                        "the policy's `trust` asks for another revocation mode of {} than was given",
                        quoted(bundle)
                    ),
                    "say it in one of the two places",
                ));
            }
        }
        if requirement.mode != RevocationMode::Off && !requirement.ocsp && revocation.crls().is_empty() {
            return Err(SetupError::new(
                SetupCode::RevocationMissing,
                format!("the policy asks for CRLs about the bundle {}, and none were given", quoted(bundle)),
                "hand them in: `.revocation(...)`, on the command line `--crl FILE`",
            ));
        }
    }
    Ok(Requirements { all, by_bundle })
}

/// Every bundle that the policy names was supplied, and no anchor stands outside the bundles that it names.
fn bound(anchors: TrustAnchors, policy: &Policy) -> Result<TrustAnchors, SetupError> {
    let named: Vec<&str> = policy.bundles().collect();
    if named.is_empty() {
        return Ok(anchors);
    }
    let unknown = |message: String, fix: String| Err(SetupError::new(SetupCode::BundleUnknown, message, fix));
    for bundle in &named {
        if !anchors.iter().any(|anchor| anchor.bundle() == Some(bundle)) {
            return unknown(
                format!("the policy's bundle {} has no trust anchors", quoted(bundle)),
                format!(
                    "give its anchors by name: `.named(\"{bundle}\")`, on the command line `--anchors {bundle}=FILE`"
                ),
            );
        }
    }
    for anchor in anchors.iter() {
        match anchor.bundle() {
            Some(bundle) if named.contains(&bundle) => {}
            Some(bundle) => {
                return unknown(
                    format!("the policy's `trust` does not speak of the bundle {}", quoted(bundle)),
                    format!("name it one of {}, or add it to `trust`", named.join(", ")),
                );
            }
            None => {
                return unknown(
                    "there are trust anchors without a bundle, and the policy's `trust` binds its bundles by name"
                        .to_owned(),
                    format!(
                        "name them one of {}: `.named(...)`, on the command line `--anchors NAME=FILE`",
                        named.join(", ")
                    ),
                );
            }
        }
    }
    Ok(anchors.bound(|bundle| bundle.and_then(|bundle| policy.binding(bundle))))
}

fn context(policy: &Policy, supplied: &[String]) -> Result<(), SetupError> {
    let by_group = |key: &str| key.split_once('.').map_or(String::new(), |(group, _)| group.to_owned());
    let missing: Vec<String> = policy
        .required_context()
        .into_iter()
        .filter(|key| !supplied.contains(key) && !supplied.contains(&by_group(key)))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let missing = missing.join(", ");
    Err(SetupError::new(
        SetupCode::ContextMissing,
        format!("the policy asks for context that the host does not supply: {missing}"),
        "supply it with each request, or take it out of the rules",
    ))
}
