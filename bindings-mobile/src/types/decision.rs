//! A decision and its parts.

use std::collections::HashMap;

use super::{
    Anchor, AppliedLoosening, Arrival, Attempt, Audit, Certificate, CertificatePolicies, CertificateRevocation, Effect,
    IdentityRecord, PathRecord, PeerState, Possession, ReasonCode, Stage, Timestamp,
};

/// A name, and the class of name that it is.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Principal {
    /// The class, as policies write it: `spiffe`, `dns`, `subject.cn`.
    pub class_name: String,
    /// The name. It is the peer's text.
    pub value: String,
}

/// Why a decision is as it is: a code for machines and sentences for people.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Reason {
    /// The code, stable across releases.
    pub code: ReasonCode,
    /// The stage of the pipeline that made it.
    pub stage: Stage,
    /// One sentence: lower case, no final stop, control characters escaped.
    pub message: String,
    /// The place in the path of the certificate it speaks of: 0 is the end entity.
    pub certificate_index: Option<i64>,
    /// The SHA-256 of the certificate it speaks of, in hex.
    pub certificate_fingerprint: Option<String>,
    /// The `id` of the rule it speaks of.
    pub rule: Option<String>,
    /// The text that asks for it: a standard and its section.
    pub reference: String,
    /// What was seen, if it is one value.
    pub observed: Option<String>,
    /// What would have been accepted, if it is one value.
    pub expected: Option<String>,
    /// What to do about it.
    pub fix: String,
}

/// An allow rule that did not match, and the one field that failed.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Nearest {
    /// The rule's `id`.
    pub rule: String,
    /// The key that did not hold, as the document writes it.
    pub field: String,
    /// What was seen; nothing if the certificate lacks it.
    pub observed: Option<String>,
    /// What the rule asks for.
    pub expected: String,
}

/// What the host is asked to do with a peer that is let in.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Obligations {
    /// Roles of every rule that allows it.
    pub roles: Vec<String>,
    /// Labels, by name.
    pub labels: HashMap<String, String>,
    /// The tenant.
    pub tenant: Option<String>,
    /// The shortest of the session lengths, in seconds.
    pub max_session_seconds: Option<i64>,
    /// Whether tokens are to be bound to the certificate (RFC 8705).
    pub bind_token: bool,
    /// What to forward.
    pub forward: Vec<String>,
    /// The most that any rule asks to be recorded.
    pub audit: Option<Audit>,
    /// What to call.
    pub call: Vec<String>,
}

/// A shadow rule that matched: it changes nothing, and is told.
#[derive(Clone, Debug, uniffi::Record)]
pub struct ShadowOutcome {
    /// The rule's `id`.
    pub rule: String,
    /// What it would do.
    pub effect: Effect,
    /// Whether the decision would be another one if it were enforced.
    pub would_change: bool,
}

/// What a reason code means.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Explanation {
    /// The code.
    pub code: ReasonCode,
    /// The stage that gives it, unless the reason itself says another.
    pub stage: Stage,
    /// What is true when it is given.
    pub meaning: String,
    /// Why it matters.
    pub matters: String,
    /// How to mend it.
    pub fix: String,
    /// The standard and section that asks for it.
    pub reference: String,
}

/// The identity of a peer that may, or the decision that it may not.
#[derive(Clone, Debug, uniffi::Enum)]
#[expect(clippy::large_enum_variant, reason = "it is taken apart as soon as it has crossed")]
pub enum Authorization {
    /// The peer may.
    Authorized {
        /// Who it is.
        identity: IdentityRecord,
        /// The path that vouches for it.
        path: PathRecord,
    },
    /// The peer may not.
    Denied {
        /// Why.
        decision: DecisionRecord,
    },
}

/// A decision, with the core's JSON and its lines for people.
#[derive(Clone, Debug, uniffi::Record)]
pub struct DecisionRecord {
    /// See `Decision`.
    pub effect: Effect,
    /// See `Decision`.
    pub state: PeerState,
    /// See `Decision`.
    pub arrival: Arrival,
    /// See `Decision`.
    pub hop: Option<String>,
    /// See `Decision`.
    pub possession: Possession,
    /// See `Decision`.
    pub identity: Option<IdentityRecord>,
    /// See `Decision`.
    pub path: Vec<Certificate>,
    /// See `Decision`.
    pub anchor: Option<Anchor>,
    /// The `validUntil` of the path in `identity`.
    pub path_valid_until: Option<Timestamp>,
    /// The `certificatePolicies` of the path in `identity`.
    pub path_certificate_policies: Option<CertificatePolicies>,
    /// See `Decision`.
    pub revocation: Option<Vec<CertificateRevocation>>,
    /// See `Decision`.
    pub loosened: Vec<AppliedLoosening>,
    /// See `Decision`.
    pub attempts: Vec<Attempt>,
    /// See `Decision`.
    pub reasons: Vec<Reason>,
    /// See `Decision`.
    pub rule: Option<String>,
    /// See `Decision`.
    pub nearest: Option<Nearest>,
    /// See `Decision`.
    pub obligations: Obligations,
    /// See `Decision`.
    pub shadow: Vec<ShadowOutcome>,
    /// See `Decision`.
    pub attempts_total: i64,
    /// See `Decision`.
    pub valid_until: Option<Timestamp>,
    /// See `Decision`.
    pub at: Timestamp,
    /// See `Decision`.
    pub profile: String,
    /// See `Decision`.
    pub policy_name: Option<String>,
    /// See `Decision`.
    pub policy_fingerprint: Option<String>,
    /// See `Decision`.
    pub json: String,
    /// See `Decision`.
    pub text: String,
}
