//! The records that cross to Kotlin and Swift, and back. Fields and nothing else: [`convert`](crate::convert) fills them.

use std::collections::HashMap;

/// Spelling of a core enumeration; Kotlin and Swift have an enum over it (`uniffi.toml`).
macro_rules! spelled {
    ($($name:ident)*) => {
        $(
            /// The core's spelling.
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub struct $name(pub String);
            uniffi::custom_newtype!($name, String);
        )*
    };
}

spelled! { Effect PeerState Arrival Possession ReasonCode Stage SetupCode Severity Audit }

/// Seconds since 1970-01-01T00:00:00Z: `Instant` in Kotlin, `Date` in Swift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timestamp(pub i64);
uniffi::custom_newtype!(Timestamp, i64);

/// A certificate's DER, which the core has read: `Certificate` in Kotlin and Swift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate(pub Vec<u8>);
uniffi::custom_newtype!(Certificate, Vec<u8>);

/// Whether a statement in a trust anchor's own certificate counts (RFC 5280 section 6.2 leaves it to the relying party).
#[derive(Clone, Copy, Debug, uniffi::Enum)]
pub enum AnchorStatement {
    /// It limits the paths that end in the anchor.
    Honoured,
    /// Only the anchor's name and key count.
    Ignored,
}

/// Where in the caller's input a mistake is; everything counts from 1.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum Position {
    /// A place in a text.
    LineColumn {
        /// Line, from 1.
        line: i64,
        /// Column in characters, from 1.
        column: i64,
    },
    /// An entry of a file that holds several.
    Entry {
        /// Which one, from 1.
        number: i64,
        /// The line that it begins on, if the file is text.
        line: Option<i64>,
    },
}

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

/// A trust anchor, and the bundle that it belongs to.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Anchor {
    /// The anchor's certificate.
    pub certificate: Certificate,
    /// The name of its bundle; nothing for the unnamed one.
    pub bundle: Option<String>,
}

/// A certificate of an attempt, in short.
#[derive(Clone, Debug, uniffi::Record)]
pub struct AttemptStep {
    /// SHA-256 of the certificate, in hex.
    pub fingerprint: String,
    /// Its subject as text (RFC 4514).
    pub subject: String,
}

/// A candidate issuer that was tried, and what ended the attempt.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Attempt {
    /// The certificates so far, the end entity first.
    pub path: Vec<AttemptStep>,
    /// The candidate issuer of the last of them; nothing if there was none.
    pub candidate: Option<AttemptStep>,
    /// Whether the candidate is a trust anchor.
    pub is_anchor: bool,
    /// What failed.
    pub reason: Reason,
}

/// Something in a policy that may be mistaken.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Finding {
    /// What kind of finding it is; stable.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence.
    pub message: String,
    /// Line, from 1.
    pub line: Option<i64>,
    /// Column in characters, from 1.
    pub column: Option<i64>,
    /// The rule, if it is about one.
    pub rule: Option<String>,
    /// What to do about it.
    pub fix: String,
}

/// What a test inside a policy gave.
#[derive(Clone, Debug, uniffi::Record)]
pub struct TestOutcome {
    /// The test's `name`.
    pub name: String,
    /// Whether the policy said what the test expects.
    pub passed: bool,
    /// What it expects.
    pub expected: String,
    /// What the policy said.
    pub actual: String,
    /// Line, from 1.
    pub line: Option<i64>,
    /// Column in characters, from 1.
    pub column: Option<i64>,
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

/// A certificate that was read, or the reason why it cannot be.
#[derive(Clone, Debug, uniffi::Enum)]
#[expect(clippy::large_enum_variant, reason = "it is taken apart as soon as it has crossed")]
pub enum CertificateReading {
    /// It was read. Nothing about it is verified.
    Readable {
        /// The certificate.
        certificate: Certificate,
    },
    /// It cannot be read.
    Unreadable {
        /// Why.
        reason: Reason,
    },
}

/// A policy's lists and names, read once.
#[derive(Clone, Debug, uniffi::Record)]
pub struct PolicyRecord {
    /// See `Policy`.
    pub name: Option<String>,
    /// See `Policy`.
    pub fingerprint: String,
    /// See `Policy`.
    pub identity: Vec<String>,
    /// See `Policy`.
    pub rules: Vec<String>,
    /// See `Policy`.
    pub bundles: Vec<String>,
    /// See `Policy`.
    pub required_context: Vec<String>,
}

/// What a certificate says, read once, when it is first asked.
#[derive(Clone, Debug, uniffi::Record)]
pub struct CertificateRecord {
    /// See `Certificate`.
    pub fingerprint: String,
    /// See `Certificate`.
    pub spki_pin: String,
    /// See `Certificate`.
    pub version: i64,
    /// See `Certificate`.
    pub serial: String,
    /// See `Certificate`.
    pub issuer: String,
    /// See `Certificate`.
    pub subject: String,
    /// See `Certificate`.
    pub not_before: Timestamp,
    /// See `Certificate`.
    pub not_after: Timestamp,
    /// See `Certificate`.
    pub names: Vec<String>,
    /// See `Certificate`.
    pub key_algorithm: String,
    /// See `Certificate`.
    pub key_bits: Option<i64>,
    /// See `Certificate`.
    pub key_curve: Option<String>,
    /// See `Certificate`.
    pub signature_algorithm: String,
    /// See `Certificate`.
    pub is_ca: bool,
    /// See `Certificate`.
    pub path_length: Option<i64>,
    /// See `Certificate`.
    pub key_usage: Vec<String>,
    /// See `Certificate`.
    pub extended_key_usage: Vec<String>,
    /// See `Certificate`.
    pub subject_key_identifier: Option<String>,
    /// See `Certificate`.
    pub authority_key_identifier: Option<String>,
    /// See `Certificate`.
    pub certificate_policies: Vec<String>,
    /// See `Certificate`.
    pub crl_distribution_points: Vec<String>,
    /// See `Certificate`.
    pub ocsp_urls: Vec<String>,
    /// See `Certificate`.
    pub ca_issuers_urls: Vec<String>,
    /// See `Certificate`.
    pub is_self_issued: bool,
    /// See `Certificate`.
    pub oddities: Vec<String>,
}

/// The certificates of a peer as they came, each DER or PEM.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum ChainRecord {
    /// From the TLS stack.
    Tls {
        /// The end entity first.
        certificates: Vec<Vec<u8>>,
    },
    /// From a hop.
    Forwarded {
        /// The end entity first.
        certificates: Vec<Vec<u8>>,
        /// Who forwarded them.
        hop: String,
    },
    /// From files.
    Files {
        /// In any order.
        files: Vec<Vec<u8>>,
    },
}

/// What a presented chain holds.
#[derive(Clone, Debug, uniffi::Record)]
pub struct ChainContents {
    /// See `PresentedChain`.
    pub arrival: Arrival,
    /// See `PresentedChain`.
    pub hop: Option<String>,
    /// See `PresentedChain`.
    pub is_empty: bool,
    /// See `PresentedChain`.
    pub end_entity: CertificateReading,
    /// See `PresentedChain`.
    pub others: Vec<Certificate>,
}

/// What a peer asks for.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum Verb {
    /// An HTTP request.
    Http {
        /// Its method.
        method: String,
        /// Its path.
        path: String,
    },
    /// An action on a resource.
    Action {
        /// The action.
        action: String,
        /// The resource.
        resource: String,
    },
    /// A connection by itself.
    Connection,
}

/// What a peer asks for, and what the host knows of it.
#[derive(Clone, Debug, uniffi::Record)]
pub struct RequestRecord {
    /// What it asks for.
    pub verb: Verb,
    /// See `AccessRequest`.
    pub expecting: Option<String>,
    /// See `AccessRequest`.
    pub source_ip: Option<String>,
    /// See `AccessRequest`.
    pub host: Option<String>,
    /// See `AccessRequest`.
    pub context: HashMap<String, Vec<String>>,
}

/// Everything that one decision is made from.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Question {
    /// The peer's certificates.
    pub chain: ChainRecord,
    /// What it asks for.
    pub request: RequestRecord,
    /// The verification time.
    pub at: Timestamp,
}

/// How a relying party is built; what is nothing is not said to the core.
#[derive(Clone, Debug, uniffi::Record)]
pub struct RelyingPartySettings {
    /// See `RelyingParty`.
    pub any_verified_peer: bool,
    /// See `RelyingParty`.
    pub provider: Option<String>,
    /// See `RelyingParty`.
    pub accept_files_without_possession: bool,
    /// See `RelyingParty`.
    pub trusted_hops: Vec<String>,
    /// See `RelyingParty`.
    pub supplies_context: Option<Vec<String>>,
}

/// A certification path that verified.
#[derive(Clone, Debug, uniffi::Record)]
pub struct PathRecord {
    /// See `VerifiedPath`.
    pub certificates: Vec<Certificate>,
    /// See `VerifiedPath`.
    pub anchor: Anchor,
    /// See `VerifiedPath`.
    pub at: Timestamp,
    /// See `VerifiedPath`.
    pub valid_until: Option<Timestamp>,
    /// See `VerifiedPath`.
    pub attempts: Vec<Attempt>,
}

/// The names of a peer; the path that vouches for them stands beside.
#[derive(Clone, Debug, uniffi::Record)]
pub struct IdentityRecord {
    /// See `PeerIdentity`.
    pub principal: Principal,
    /// See `PeerIdentity`.
    pub names: Vec<String>,
    /// See `PeerIdentity`.
    pub matched_name: Option<String>,
    /// See `PeerIdentity`.
    pub spiffe_id: Option<String>,
    /// See `PeerIdentity`.
    pub bundle: Option<String>,
}

/// A path, or why there is none.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum VerificationRecord {
    /// It verified.
    Verified {
        /// The path.
        path: PathRecord,
    },
    /// It did not.
    Rejected {
        /// Why.
        reasons: Vec<Reason>,
        /// What was tried.
        attempts: Vec<Attempt>,
    },
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
