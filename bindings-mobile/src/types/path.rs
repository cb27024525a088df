//! A path: the one that verified, or what was tried.

use super::{Certificate, CertificateRevocation, Principal, Reason, Timestamp};

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
    /// See `VerifiedPath`.
    pub revocation: Option<Vec<CertificateRevocation>>,
    /// See `VerifiedPath`.
    pub certificate_policies: CertificatePolicies,
    /// See `VerifiedPath`.
    pub loosened: Vec<AppliedLoosening>,
}

/// A loosening of the profile that was needed, and where.
#[derive(Clone, Debug, uniffi::Record)]
pub struct AppliedLoosening {
    /// Its name.
    pub name: String,
    /// What it lets through; behind `critical_extension` its object identifier.
    pub what: String,
    /// The first instant at which it is over.
    pub until: Option<Timestamp>,
    /// SHA-256 of the SubjectPublicKeyInfo of the CA that it is for, in hex; nothing if it is for every path.
    pub issuer_spki: Option<String>,
    /// The place in the path of the certificate that needed it: 0 is the end entity, the last one the anchor.
    pub index: i64,
}

/// What a path says about certificate policies (RFC 5280 section 6.1).
#[derive(Clone, Debug, uniffi::Record)]
pub struct CertificatePolicies {
    /// The user-constrained policy set: the policies that hold for the whole path as the trust anchor names them, as object
    /// identifiers. Where anyPolicy (2.5.29.32.0) is among them, every policy holds.
    pub permitted: Vec<String>,
    /// The same policies as the end entity's certificate names them, with their qualifiers.
    pub stated: Vec<StatedPolicy>,
}

/// A certificate policy that holds, behind `StatedPolicy`.
#[derive(Clone, Debug, uniffi::Record)]
pub struct StatedPolicyRecord {
    /// See `StatedPolicy`.
    pub oid: String,
    /// See `StatedPolicy`.
    pub qualifiers: Vec<u8>,
}

/// `StatedPolicy` in Kotlin and Swift, where bytes are compared by what they are.
#[derive(Clone, Debug)]
pub struct StatedPolicy(pub StatedPolicyRecord);
uniffi::custom_newtype!(StatedPolicy, StatedPolicyRecord);

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
        /// See `Rejection`.
        revocation: Option<Vec<CertificateRevocation>>,
    },
}

/// One thing in which two profiles differ.
#[derive(uniffi::Record)]
pub struct ProfileDifference {
    /// The member, as a profile's JSON names it.
    pub member: String,
    /// Its value in the first profile, as JSON.
    pub left: String,
    /// Its value in the second.
    pub right: String,
}
