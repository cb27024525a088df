//! Handfast decides who is at the other end of a connection.
//!
//! ```text
//!  bytes -> certificates -> presented chain -> verified path -> identity -> policy -> decision
//!
//!  encoding  certificate    presented          path             identity    policy    decision
//!               anchor, signature, revocation -^
//! ```
//!
//! The modules stand in the order of the data. A module uses only modules above it in this list (`cargo xtask layers`
//! holds it to that), and each stage's output can only be made by that stage: holding a
//! [`VerifiedPath`](path::VerifiedPath) is the proof that it was verified.

pub mod limits;
pub mod reason;
pub mod setup;

pub mod encoding;

pub mod certificate;
pub mod presented;

pub mod anchor;
pub mod signature;

pub mod revocation;

pub mod path;

pub mod identity;

pub mod policy;

pub mod decision;

mod relying_party;

mod caller;

pub use anchor::TrustAnchors;
pub use certificate::Certificate;
pub use decision::Decision;
pub use encoding::time::Timestamp;
pub use identity::{PeerIdentity, ReferenceIdentifier};
pub use path::Profile;
pub use policy::{AccessRequest, Effect, Policy};
pub use presented::PresentedChain;
pub use reason::{Code, Reason};
pub use relying_party::{
    AccessDenied, RelyingParty, RelyingPartyBuilder, Timeline, TimelineEvent, TimelineEventKind, TimelineSpan,
};
pub use revocation::{Crl, OcspResponse, RevocationData, RevocationMode};
pub use setup::{SetupCode, SetupError};
pub use signature::{Provider, SignatureCache};

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
