//! What comes out: decisions, identities, verified paths and rejections.

use handfast::path::{Rejection, VerifiedPath};
use handfast::{Decision, PeerIdentity};
use handfast_js::forms;
use napi_derive::napi;

use crate::certificate::RawCertificate;

/// A decision.
#[napi]
pub struct RawDecision(pub(crate) Decision);

#[napi]
impl RawDecision {
    /// `allow` or `deny`.
    #[napi]
    pub fn effect(&self) -> &'static str {
        self.0.effect().as_str()
    }

    /// The core's bytes.
    #[napi]
    pub fn to_json(&self) -> String {
        self.0.to_json()
    }

    /// The core's lines for people.
    #[napi]
    pub fn text(&self) -> String {
        self.0.to_string()
    }

    /// Who the peer is.
    #[napi]
    pub fn identity(&self) -> Option<RawPeerIdentity> {
        self.0.identity().cloned().map(RawPeerIdentity)
    }

    /// The certificates of the verified path.
    #[napi]
    pub fn path(&self) -> Vec<RawCertificate> {
        RawCertificate::all(self.0.path())
    }

    /// The certificate of the trust anchor.
    #[napi]
    pub fn anchor(&self) -> Option<RawCertificate> {
        self.0.anchor().map(|anchor| RawCertificate::of(anchor.certificate()))
    }
}

/// Who the peer is.
#[napi]
pub struct RawPeerIdentity(pub(crate) PeerIdentity);

#[napi]
impl RawPeerIdentity {
    /// Its names.
    #[napi]
    pub fn to_json(&self) -> String {
        forms::identity(&self.0)
    }

    /// The path that vouches for it.
    #[napi]
    pub fn path(&self) -> RawVerifiedPath {
        RawVerifiedPath(self.0.path().clone())
    }
}

/// A path that verified.
#[napi]
pub struct RawVerifiedPath(pub(crate) VerifiedPath);

#[napi]
impl RawVerifiedPath {
    /// The certificates, the end entity first.
    #[napi]
    pub fn certificates(&self) -> Vec<RawCertificate> {
        RawCertificate::all(self.0.certificates())
    }

    /// The certificate of the trust anchor.
    #[napi]
    pub fn anchor(&self) -> RawCertificate {
        RawCertificate::of(self.0.anchor().certificate())
    }

    /// What else there is to say.
    #[napi]
    pub fn to_json(&self) -> String {
        forms::verified_path(&self.0)
    }
}

/// No path verified.
#[napi]
pub struct RawRejection(pub(crate) Rejection);

#[napi]
impl RawRejection {
    /// Why.
    #[napi]
    pub fn to_json(&self) -> String {
        forms::rejection(&self.0)
    }
}
