//! What the caller sets up: anchors, profile, policy, relying party.

use handfast::{Policy, Profile, Provider, RelyingParty, RelyingPartyBuilder, RevocationData, Timestamp, TrustAnchors};
use handfast_js::{derived, external_sets, forms, instant, revocation_mode};
use wasm_bindgen::prelude::*;

use crate::decided::{RawDecision, RawPeerIdentity, RawRejection, RawVerifiedPath};
use crate::error::thrown;
use crate::presented::{RawAccessRequest, RawCertificate, RawPresentedChain};
use crate::revocation::{RawCrl, RawOcspResponse};

/// Trust anchors.
#[wasm_bindgen]
pub struct RawTrustAnchors(TrustAnchors);

#[wasm_bindgen]
impl RawTrustAnchors {
    /// Reads PEM.
    #[wasm_bindgen(js_name = fromPem)]
    pub fn from_pem(bytes: &[u8]) -> Result<Self, JsValue> {
        TrustAnchors::from_pem(bytes).map(Self).map_err(thrown)
    }

    /// Reads one DER certificate.
    #[wasm_bindgen(js_name = fromDer)]
    pub fn from_der(bytes: &[u8]) -> Result<Self, JsValue> {
        TrustAnchors::from_der(bytes).map(Self).map_err(thrown)
    }

    /// Reads whichever of the two it is.
    #[wasm_bindgen(js_name = fromPemOrDer)]
    pub fn from_pem_or_der(bytes: &[u8]) -> Result<Self, JsValue> {
        TrustAnchors::from_pem_or_der(bytes).map(Self).map_err(thrown)
    }

    /// Reads a SPIFFE trust bundle.
    #[wasm_bindgen(js_name = fromSpiffeBundle)]
    pub fn from_spiffe_bundle(bytes: &[u8]) -> Result<Self, JsValue> {
        TrustAnchors::from_spiffe_bundle(bytes).map(Self).map_err(thrown)
    }

    /// These, in the bundle of that name.
    pub fn named(&self, bundle: &str) -> Self {
        Self(self.0.clone().named(bundle))
    }

    /// These and the others.
    #[wasm_bindgen(js_name = withAnchors)]
    pub fn with_anchors(&self, others: &Self) -> Self {
        Self(self.0.clone().with(&others.0))
    }

    /// Their certificates.
    pub fn certificates(&self) -> Vec<RawCertificate> {
        self.0.iter().map(|anchor| anchor.certificate().clone().into()).collect()
    }
}

/// A profile.
#[wasm_bindgen]
pub struct RawProfile(Profile);

#[wasm_bindgen]
impl RawProfile {
    /// The profile of that name.
    #[wasm_bindgen(js_name = byName)]
    pub fn by_name(name: &str) -> Result<Self, JsValue> {
        Profile::by_name(name).map(Self).map_err(thrown)
    }

    /// Its name.
    pub fn name(&self) -> String {
        self.0.name().to_owned()
    }

    /// This, with one thing changed.
    pub fn derived(&self, what: &str, values: Vec<String>) -> Result<Self, JsValue> {
        derived(&self.0, what, &values).map(Self).map_err(thrown)
    }
}

/// A policy.
#[wasm_bindgen]
pub struct RawPolicy(Policy);

#[wasm_bindgen]
impl RawPolicy {
    /// Reads a document and runs its tests; `sets` is the list that [`external_sets`] reads.
    pub fn parse(text: &str, sets: Vec<String>) -> Result<Self, JsValue> {
        Policy::parse_with_sets(text, &external_sets(sets)).map(Self).map_err(thrown)
    }

    /// Reads a document.
    #[wasm_bindgen(js_name = parseUntested)]
    pub fn parse_untested(text: &str, sets: Vec<String>) -> Result<Self, JsValue> {
        Policy::parse_untested_with_sets(text, &external_sets(sets)).map(Self).map_err(thrown)
    }

    /// What it says of itself, as JSON.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> String {
        forms::policy(&self.0)
    }

    /// What may be mistaken about it, as JSON.
    pub fn lint(&self, at: Option<f64>) -> String {
        forms::findings(&self.0.lint(at.map(instant)))
    }

    /// What its own tests give, as JSON.
    pub fn test(&self) -> Result<String, JsValue> {
        self.0.test().map(|outcomes| forms::outcomes(&outcomes)).map_err(thrown)
    }
}

/// Builds a relying party.
#[wasm_bindgen]
#[derive(Default)]
pub struct RawRelyingPartyBuilder(RelyingPartyBuilder);

#[wasm_bindgen]
impl RawRelyingPartyBuilder {
    /// Begins one.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts these anchors, too.
    #[wasm_bindgen(js_name = trustAnchors)]
    pub fn trust_anchors(&mut self, anchors: &RawTrustAnchors) {
        self.turn(|builder| builder.trust_anchors(anchors.0.clone()));
    }

    /// Evaluates this policy.
    pub fn policy(&mut self, policy: &RawPolicy) {
        self.turn(|builder| builder.policy(policy.0.clone()));
    }

    /// Goes without a policy.
    #[wasm_bindgen(js_name = anyVerifiedPeer)]
    pub fn any_verified_peer(&mut self) {
        self.turn(RelyingPartyBuilder::any_verified_peer);
    }

    /// Verifies paths by this profile.
    pub fn profile(&mut self, profile: &RawProfile) {
        self.turn(|builder| builder.profile(profile.0.clone()));
    }

    /// Verifies signatures with the provider of that name.
    pub fn provider(&mut self, name: &str) -> Result<(), JsValue> {
        let provider = Provider::by_name(name).map_err(thrown)?;
        self.turn(|builder| builder.provider(provider));
        Ok(())
    }

    /// Accepts chains from files.
    #[wasm_bindgen(js_name = acceptFilesWithoutPossession)]
    pub fn accept_files_without_possession(&mut self) {
        self.turn(RelyingPartyBuilder::accept_files_without_possession);
    }

    /// Believes this hop.
    #[wasm_bindgen(js_name = trustedHop)]
    pub fn trusted_hop(&mut self, hop: String) {
        self.turn(|builder| builder.trusted_hop(hop));
    }

    /// Says which keys of the context will be supplied.
    #[wasm_bindgen(js_name = suppliesContext)]
    pub fn supplies_context(&mut self, keys: Vec<String>) {
        self.turn(|builder| builder.supplies_context(keys));
    }

    /// Looks at revocation with this CRL, too.
    pub fn crl(&mut self, crl: &RawCrl) {
        self.turn(|builder| builder.revocation(RevocationData::new().with_crl(crl.inner().clone())));
    }

    /// Looks at revocation with this OCSP response, too.
    #[wasm_bindgen(js_name = ocspResponse)]
    pub fn ocsp_response(&mut self, response: &RawOcspResponse) {
        self.turn(|builder| builder.revocation(RevocationData::new().with_ocsp_response(response.inner().clone())));
    }

    /// Knows this certificate of somebody who may have signed revocation data.
    #[wasm_bindgen(js_name = revocationCertificate)]
    pub fn revocation_certificate(&mut self, certificate: &RawCertificate) {
        self.turn(|builder| builder.revocation(RevocationData::new().with_certificate(certificate.inner().clone())));
    }

    /// Asks this of revocation, of one bundle if it is named.
    #[wasm_bindgen(js_name = revocationMode)]
    pub fn revocation_mode(&mut self, kind: &str, grace: Option<f64>, bundle: Option<String>) {
        let mode = revocation_mode(kind, grace);
        self.turn(|builder| match bundle {
            Some(bundle) => builder.revocation_mode_of(bundle, mode),
            None => builder.revocation_mode(mode),
        });
    }

    /// Makes the relying party.
    pub fn build(&self) -> Result<RawRelyingParty, JsValue> {
        self.0.clone().build().map(RawRelyingParty).map_err(thrown)
    }

    fn turn(&mut self, with: impl FnOnce(RelyingPartyBuilder) -> RelyingPartyBuilder) {
        self.0 = with(std::mem::take(&mut self.0));
    }
}

/// A relying party.
#[wasm_bindgen]
pub struct RawRelyingParty(RelyingParty);

#[wasm_bindgen]
impl RawRelyingParty {
    /// Decides; never throws for what a peer sent.
    pub fn decide(&self, chain: &RawPresentedChain, request: &RawAccessRequest, at: f64) -> RawDecision {
        self.0.decide(chain.inner(), request.inner(), instant(at)).into()
    }

    /// The identity of a peer that may, or the decision that says why not.
    pub fn authorize(&self, chain: &RawPresentedChain, request: &RawAccessRequest, at: f64) -> JsValue {
        match self.0.authorize(chain.inner(), request.inner(), instant(at)) {
            Ok(identity) => RawPeerIdentity::from(identity).into(),
            Err(denied) => RawDecision::from(denied.decision().clone()).into(),
        }
    }

    /// The verified path, or the rejection.
    pub fn verify(&self, chain: &RawPresentedChain, at: f64) -> JsValue {
        let at: Timestamp = instant(at);
        match self.0.verify(chain.inner(), at) {
            Ok(path) => RawVerifiedPath::from(path).into(),
            Err(rejection) => RawRejection::from(rejection).into(),
        }
    }
}
