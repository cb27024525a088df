//! What was decided.

use handfast::path::{Rejection, VerifiedPath};
use handfast::{Decision, PeerIdentity};
use handfast_js::forms;
use wasm_bindgen::prelude::*;

use crate::presented::RawCertificate;

/// A decision.
#[wasm_bindgen]
pub struct RawDecision(Decision);

#[wasm_bindgen]
impl RawDecision {
    /// `allow` or `deny`.
    pub fn effect(&self) -> String {
        self.0.effect().as_str().to_owned()
    }

    /// The core's bytes.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> String {
        self.0.to_json()
    }

    /// The core's few lines for people.
    pub fn text(&self) -> String {
        self.0.to_string()
    }

    /// The peer, if it was verified and named.
    pub fn identity(&self) -> Option<RawPeerIdentity> {
        self.0.identity().cloned().map(RawPeerIdentity)
    }

    /// The certificates of the verified path.
    pub fn path(&self) -> Vec<RawCertificate> {
        self.0.path().iter().map(|certificate| certificate.clone().into()).collect()
    }

    /// The certificate of the anchor that it ends in.
    pub fn anchor(&self) -> Option<RawCertificate> {
        self.0.anchor().map(|anchor| anchor.certificate().clone().into())
    }
}

impl From<Decision> for RawDecision {
    fn from(decision: Decision) -> Self {
        Self(decision)
    }
}

/// A verified peer.
#[wasm_bindgen]
pub struct RawPeerIdentity(PeerIdentity);

#[wasm_bindgen]
impl RawPeerIdentity {
    /// Its names, as JSON.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> String {
        forms::identity(&self.0)
    }

    /// The path that vouches for it.
    pub fn path(&self) -> RawVerifiedPath {
        RawVerifiedPath(self.0.path().clone())
    }
}

impl From<PeerIdentity> for RawPeerIdentity {
    fn from(identity: PeerIdentity) -> Self {
        Self(identity)
    }
}

/// A verified path.
#[wasm_bindgen]
pub struct RawVerifiedPath(VerifiedPath);

#[wasm_bindgen]
impl RawVerifiedPath {
    /// Its certificates, the end entity first.
    pub fn certificates(&self) -> Vec<RawCertificate> {
        self.0.certificates().iter().map(|certificate| certificate.clone().into()).collect()
    }

    /// The certificate of the anchor that it ends in.
    pub fn anchor(&self) -> RawCertificate {
        self.0.anchor().certificate().clone().into()
    }

    /// The rest, as JSON.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> String {
        forms::verified_path(&self.0)
    }
}

impl From<VerifiedPath> for RawVerifiedPath {
    fn from(path: VerifiedPath) -> Self {
        Self(path)
    }
}

/// No path verified.
#[wasm_bindgen]
pub struct RawRejection(Rejection);

#[wasm_bindgen]
impl RawRejection {
    /// Why, as JSON.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> String {
        forms::rejection(&self.0)
    }
}

impl From<Rejection> for RawRejection {
    fn from(rejection: Rejection) -> Self {
        Self(rejection)
    }
}
