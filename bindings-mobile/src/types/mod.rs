//! The records that cross to Kotlin and Swift, and back. Fields and nothing else: [`convert`](crate::convert) fills them.

mod certificate;
mod decision;
mod path;
mod policy;
mod question;
mod revocation;
mod timeline;

pub(crate) use certificate::{CertificateReading, CertificateRecord};
pub(crate) use decision::{
    Authorization, DecisionRecord, Explanation, Nearest, Obligations, Principal, Reason, ShadowOutcome,
};
pub(crate) use path::{
    Anchor, AppliedLoosening, Attempt, AttemptStep, CertificatePolicies, IdentityRecord, PathRecord, ProfileDifference,
    StatedPolicy, StatedPolicyRecord, VerificationRecord,
};
pub(crate) use policy::{Finding, PolicyRecord, TestOutcome};
pub(crate) use question::{
    ArrivalRecord, ChainContents, ChainRecord, Question, RelyingPartySettings, RequestRecord, Verb,
};
pub(crate) use revocation::{CertificateRevocation, CrlRecord, OcspRecord, OcspStatement, RevocationModeRecord};
pub(crate) use timeline::{TimelineEvent, TimelineRecord, TimelineSpanRecord};

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

spelled! {
    Effect PeerState Arrival Possession ReasonCode Stage SetupCode Severity Audit
    OcspStatus RevocationReason RevocationSource RevocationStatus TimelineEventKind
}

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

/// How closely certificates are held to the form that a standard prescribes for those who issue them, beyond what decides
/// who the peer is.
#[derive(Clone, Copy, Debug, uniffi::Enum)]
pub enum Form {
    /// As private CAs issue: key identifiers may be missing, extensions may have the other criticality.
    AsIssued,
    /// RFC 5280's requirements on conforming CAs, section 4.
    Rfc5280,
    /// Also the CA/Browser Forum's Baseline Requirements, as far as a relying party can see them.
    BaselineRequirements,
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
