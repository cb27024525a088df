//! Everything together: a [`Decision`], for people and for machines.

mod human;
mod json;

use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::encoding::time::Timestamp;
use crate::identity::{PeerIdentity, Principal};
use crate::path::{AppliedLoosening, Attempts, Rejection, VerifiedPath};
use crate::policy::{AccessRequest, Effect, Evaluation, Nearest, Obligations, ShadowOutcome};
use crate::presented::{Arrival, Possession};
use crate::reason::{Code, Reason};
use crate::revocation::CertificateRevocation;

/// What is known of the peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PeerState {
    /// It presented no certificate.
    NoCertificate,
    /// It presented a certificate, and nobody has shown that it holds the key.
    Presented,
    /// Its path verified, and it holds the key.
    Verified,
    /// Its path verified here; that it holds the key was seen by the hop that forwarded it.
    VerifiedElsewhere,
    /// Its certificate was refused.
    Rejected,
}

impl PeerState {
    /// `no_certificate`, `presented`, `verified`, `verified_elsewhere` or `rejected`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoCertificate => "no_certificate",
            Self::Presented => "presented",
            Self::Verified => "verified",
            Self::VerifiedElsewhere => "verified_elsewhere",
            Self::Rejected => "rejected",
        }
    }
}

/// The policy that a decision was made by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyRef {
    /// The document's `name`.
    pub name: Option<String>,
    /// Its [fingerprint](crate::policy::Policy::fingerprint).
    pub fingerprint: String,
}

/// Whether a peer may do what it asks for, and why. Only a relying party makes one.
///
/// For showing. To guard something, use [`authorize`](crate::RelyingParty::authorize), which cannot be ignored.
#[must_use = "a decision that nobody looks at guards nothing"]
#[derive(Clone, Debug)]
pub struct Decision {
    effect: Effect,
    state: PeerState,
    arrival: Arrival,
    at: Timestamp,
    profile: String,
    policy: Option<PolicyRef>,
    request: AccessRequest,
    reasons: Vec<Reason>,
    evaluation: Option<Evaluation>,
    valid_until: Option<Timestamp>,
    outcome: Outcome,
}

#[derive(Clone, Debug)]
enum Outcome {
    /// Who the peer is, whether or not it may.
    Identified(Box<PeerIdentity>),
    /// The path verified, and nobody could be named.
    Unnamed(Box<VerifiedPath>),
    /// No path verified, or none was looked for.
    Rejected(Attempts, Option<Vec<CertificateRevocation>>),
}

/// What every decision says, whatever it is.
pub(crate) struct Circumstances<'a> {
    pub(crate) arrival: &'a Arrival,
    pub(crate) at: Timestamp,
    pub(crate) profile: &'a str,
    pub(crate) policy: Option<PolicyRef>,
    pub(crate) request: &'a AccessRequest,
}

impl Decision {
    fn new(
        circumstances: Circumstances<'_>,
        effect: Effect,
        state: PeerState,
        reasons: Vec<Reason>,
        outcome: Outcome,
    ) -> Self {
        let Circumstances { arrival, at, profile, policy, request } = circumstances;
        Self {
            effect,
            state,
            arrival: arrival.clone(),
            at,
            profile: profile.to_owned(),
            policy,
            request: request.clone(),
            reasons,
            evaluation: None,
            valid_until: None,
            outcome,
        }
    }

    /// A denial before any policy: the chain cannot be used, possession is not proven, or no path verified.
    pub(crate) fn rejected(circumstances: Circumstances<'_>, rejection: Rejection) -> Self {
        let first = rejection.reasons().first().map(Reason::code);
        let state = match first {
            Some(Code::ChainEmpty) => PeerState::NoCertificate,
            Some(Code::PossessionNotProven) => PeerState::Presented,
            _ => PeerState::Rejected,
        };
        let (reasons, valid_until) = (rejection.reasons().to_vec(), rejection.may_change_at());
        let revocation = rejection.revocation().map(<[_]>::to_vec);
        let attempts = rejection.attempts().clone();
        let decision = Self::new(circumstances, Effect::Deny, state, reasons, Outcome::Rejected(attempts, revocation));
        Self { valid_until, ..decision }
    }

    /// A denial of a peer that cannot be named, though its path verified.
    pub(crate) fn unnamed(circumstances: Circumstances<'_>, reason: Reason, path: VerifiedPath) -> Self {
        let valid_until = path.may_change_at();
        let state = verified_state(circumstances.arrival);
        let decision = Self::new(circumstances, Effect::Deny, state, vec![reason], Outcome::Unnamed(Box::new(path)));
        Self { valid_until, ..decision }
    }

    /// What the policy said, or without one that the path verified.
    pub(crate) fn evaluated(
        circumstances: Circumstances<'_>,
        identity: PeerIdentity,
        evaluation: Option<Evaluation>,
    ) -> Self {
        let (effect, reasons) = match &evaluation {
            Some(evaluation) => (evaluation.effect, evaluation.reasons.clone()),
            None => (Effect::Allow, vec![path_verified(&identity)]),
        };
        let flips = evaluation.as_ref().and_then(Evaluation::valid_until);
        let valid_until = [identity.path().may_change_at(), flips].into_iter().flatten().min();
        let state = verified_state(circumstances.arrival);
        let decision = Self::new(circumstances, effect, state, reasons, Outcome::Identified(Box::new(identity)));
        Self { evaluation, valid_until, ..decision }
    }

    /// Whether the request is allowed.
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// The one name that the policy speaks about; `None` unless the peer was verified and named.
    pub fn principal(&self) -> Option<&Principal> {
        self.identity().map(PeerIdentity::principal)
    }

    /// Everything that the verified path says about the peer; `None` unless it was verified and named.
    pub fn identity(&self) -> Option<&PeerIdentity> {
        match &self.outcome {
            Outcome::Identified(identity) => Some(identity),
            _ => None,
        }
    }

    /// What is known of the peer.
    pub fn state(&self) -> PeerState {
        self.state
    }

    /// How the chain arrived.
    pub fn arrival(&self) -> &Arrival {
        &self.arrival
    }

    /// Who has shown that the peer holds its key.
    pub fn possession(&self) -> Possession {
        self.arrival.possession()
    }

    /// Why, at least one reason; the one to mend first comes first.
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// The `id` of the rule that decided.
    pub fn rule(&self) -> Option<&str> {
        self.evaluation.as_ref().and_then(Evaluation::rule)
    }

    /// For a denial by no rule: the allow rule that came nearest, and the field that failed.
    pub fn nearest(&self) -> Option<&Nearest> {
        self.evaluation.as_ref().and_then(Evaluation::nearest)
    }

    /// What the host is asked to do with a peer that is let in.
    pub fn obligations(&self) -> Obligations {
        self.evaluation.as_ref().map(|evaluation| evaluation.obligations.clone()).unwrap_or_default()
    }

    /// The shadow rules that matched.
    pub fn shadow(&self) -> &[ShadowOutcome] {
        self.evaluation.as_ref().map(|evaluation| evaluation.shadow.as_slice()).unwrap_or_default()
    }

    /// The certificates of the verified path, the end entity first; empty if none verified.
    pub fn path(&self) -> &[Certificate] {
        self.verified_path().map(VerifiedPath::certificates).unwrap_or_default()
    }

    /// The trust anchor that the verified path ends in.
    pub fn anchor(&self) -> Option<&TrustAnchor> {
        self.verified_path().map(VerifiedPath::anchor)
    }

    /// What is known of the revocation of each certificate of the path, or for a denial of the path that came closest;
    /// `None` if revocation was not looked at.
    pub fn revocation(&self) -> Option<&[CertificateRevocation]> {
        match &self.outcome {
            Outcome::Rejected(_, revocation) => revocation.as_deref(),
            _ => self.verified_path().and_then(VerifiedPath::revocation),
        }
    }

    /// The loosenings of the profile without which the path would not have verified.
    pub fn loosened(&self) -> &[AppliedLoosening] {
        self.verified_path().map(VerifiedPath::loosened).unwrap_or_default()
    }

    /// Everything that was tried and failed on the way to a path.
    pub fn attempts(&self) -> &Attempts {
        match &self.outcome {
            Outcome::Identified(identity) => identity.path().attempts(),
            Outcome::Unnamed(path) => path.attempts(),
            Outcome::Rejected(attempts, _) => attempts,
        }
    }

    /// The first instant at which the decision may be another one, by anything known now: until then it may be kept.
    /// `None` if nothing known now will change it.
    pub fn valid_until(&self) -> Option<Timestamp> {
        self.valid_until
    }

    /// The verification time.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The request that was decided on.
    pub fn request(&self) -> &AccessRequest {
        &self.request
    }

    /// The name of the profile that the path was held to.
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// The policy that it was made by; `None` for a relying party without one.
    pub fn policy(&self) -> Option<&PolicyRef> {
        self.policy.as_ref()
    }

    fn verified_path(&self) -> Option<&VerifiedPath> {
        match &self.outcome {
            Outcome::Identified(identity) => Some(identity.path()),
            Outcome::Unnamed(path) => Some(path),
            Outcome::Rejected(..) => None,
        }
    }

    pub(crate) fn into_identity(self) -> Result<PeerIdentity, Box<Self>> {
        match (self.effect, self.outcome) {
            (Effect::Allow, Outcome::Identified(identity)) => Ok(*identity),
            (effect, outcome) => Err(Box::new(Self { effect, outcome, ..self })),
        }
    }
}

fn verified_state(arrival: &Arrival) -> PeerState {
    match arrival.possession() {
        Possession::Proven => PeerState::Verified,
        Possession::AssertedByHop => PeerState::VerifiedElsewhere,
        // Only a relying party that was built to accept files gets here.
        Possession::NotProven => PeerState::Presented,
    }
}

fn path_verified(identity: &PeerIdentity) -> Reason {
    let anchor = crate::reason::quoted(&identity.path().anchor().certificate().subject().to_string());
    Reason::new(
        Code::PathVerified,
        format!("the path verified up to the trust anchor {anchor}, and no policy was asked"),
    )
}
