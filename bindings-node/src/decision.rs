//! What comes out: decisions, identities, verified paths and rejections.

use handfast::path::{Rejection, VerifiedPath};
use handfast::{Decision, PeerIdentity};
use handfast_js::forms;
use napi::bindgen_prelude::External;
use napi_derive::napi;

use crate::certificate::RawCertificate;

/// Whether a decision allows: `allow` or `deny`.
#[napi]
pub fn decision_effect(decision: &External<Decision>) -> &'static str {
    decision.effect().as_str()
}

/// The core's bytes.
#[napi]
pub fn decision_to_json(decision: &External<Decision>) -> String {
    decision.to_json()
}

/// The core's lines for people.
#[napi]
pub fn decision_text(decision: &External<Decision>) -> String {
    decision.to_string()
}

/// Who the peer is.
#[napi]
pub fn decision_identity(decision: &External<Decision>) -> Option<RawPeerIdentity> {
    decision.identity().cloned().map(RawPeerIdentity)
}

/// The certificates of the verified path.
#[napi]
pub fn decision_path(decision: &External<Decision>) -> Vec<RawCertificate> {
    RawCertificate::all(decision.path())
}

/// The certificate of the trust anchor.
#[napi]
pub fn decision_anchor(decision: &External<Decision>) -> Option<RawCertificate> {
    decision.anchor().map(|anchor| RawCertificate::of(anchor.certificate()))
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
