//! The relying party: the pipeline, from a presented chain to a decision.

mod builder;
mod timeline;
mod timeline_events;
mod timeline_forms;

use std::fmt;
use std::sync::Arc;

use crate::anchor::TrustAnchors;
use crate::decision::{Circumstances, Decision, PolicyRef};
use crate::encoding::time::Timestamp;
use crate::identity::{PeerIdentity, identify};
use crate::path::{Profile, Rejection, RevocationInputs, VerifiedPath, Verifier};
use crate::policy::{AccessRequest, Policy};
use crate::presented::{Arrival, PresentedChain};
use crate::reason::{Code, Reason, quoted};
use crate::revocation::{Requirements, Sources};
use crate::signature::{Provider, SignatureCache};

pub use builder::RelyingPartyBuilder;
pub use timeline::{Timeline, TimelineSpan};
pub use timeline_events::{TimelineEvent, TimelineEventKind};

/// Decides about peers: trust anchors, a profile, a policy. Made once, used for every peer, from any thread.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    anchors: TrustAnchors,
    profile: Profile,
    provider: Provider,
    policy: Option<Policy>,
    policy_ref: Option<PolicyRef>,
    cache: Option<SignatureCache>,
    sources: Arc<Sources>,
    requirements: Requirements,
    accepts_files: bool,
    trusted_hops: Vec<String>,
}

impl RelyingParty {
    /// Begins one. Without further calls it accepts nobody: [`build`](RelyingPartyBuilder::build) says what is missing.
    pub fn builder() -> RelyingPartyBuilder {
        RelyingPartyBuilder::default()
    }

    /// Decides whether the peer may do what it asks for, at that time. For showing: see [`authorize`](Self::authorize).
    ///
    /// Never fails, whatever the peer sent. It looks at revocation if it was given data about it, or told to.
    pub fn decide(&self, chain: &PresentedChain, request: &AccessRequest, at: Timestamp) -> Decision {
        let (arrival, policy) = (chain.arrival(), self.policy_ref.clone());
        let circumstances = Circumstances { arrival, at, profile: self.profile.name(), policy, request };
        let path = match self.verify(chain, at) {
            Ok(path) => path,
            Err(rejection) => return Decision::rejected(circumstances, rejection),
        };
        let classes = self.policy.as_ref().map(Policy::identity);
        let identity = match identify(path, &self.profile, request.expected(), classes) {
            Ok(identity) => identity,
            Err(unnamed) => {
                let (reason, path) = *unnamed;
                return Decision::unnamed(circumstances, reason, path);
            }
        };
        let evaluation = self.policy.as_ref().map(|policy| policy.evaluate(&identity, request, at));
        Decision::evaluated(circumstances, identity, evaluation)
    }

    /// Decides, and gives the identity of a peer that may. For guarding: a denial cannot be overlooked.
    ///
    /// # Errors
    /// [`AccessDenied`] with the decision.
    pub fn authorize(
        &self,
        chain: &PresentedChain,
        request: &AccessRequest,
        at: Timestamp,
    ) -> Result<PeerIdentity, AccessDenied> {
        self.decide(chain, request, at).into_identity().map_err(AccessDenied)
    }

    /// Verifies the path alone. It says that the anchors vouch for the peer, not that the peer may do anything.
    /// What its names mean is read for a decision only: with the profile `svid`, whether the URI is a SPIFFE ID.
    ///
    /// # Errors
    /// A [`Rejection`] with the reasons and everything that was tried.
    pub fn verify(&self, chain: &PresentedChain, at: Timestamp) -> Result<VerifiedPath, Rejection> {
        if !chain.is_empty() {
            self.possession(chain.arrival()).map_err(Rejection::of)?;
        }
        let Self { anchors, profile, provider, sources, requirements, cache, .. } = self;
        let revocation = requirements.ask_anything().then_some(RevocationInputs { sources, requirements });
        Verifier { anchors, profile, provider: *provider, revocation, cache: cache.as_ref(), at }.verify(chain)
    }

    /// Law 6: how a chain arrived is part of it.
    fn possession(&self, arrival: &Arrival) -> Result<(), Reason> {
        let not_proven =
            |message: String, fix: &'static str| Err(Reason::new(Code::PossessionNotProven, message).mended_by(fix));
        match arrival {
            Arrival::Tls => Ok(()),
            Arrival::Forwarded { hop } if self.trusted_hops.contains(hop) => Ok(()),
            Arrival::Forwarded { hop } => not_proven(
                format!("the certificate was forwarded by {}, which is not a trusted hop", quoted(hop)),
                "if the hop terminates TLS and cannot be bypassed, build the relying party with `trusted_hop` (on the command line, `--trusted-hop NAME`)",
            ),
            Arrival::Files if self.accepts_files => Ok(()),
            Arrival::Files => not_proven(
                "the certificate came from a file, and nobody has shown that the peer holds its key".to_owned(),
                "take the chain from the TLS stack; a tool may build its relying party with `accept_files_without_possession`",
            ),
        }
    }
}

/// A denial, with the decision that says why.
#[derive(Clone, Debug)]
pub struct AccessDenied(Box<Decision>);

impl AccessDenied {
    /// The decision.
    pub fn decision(&self) -> &Decision {
        &self.0
    }
}

impl fmt::Display for AccessDenied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for AccessDenied {}
