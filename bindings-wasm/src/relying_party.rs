//! The relying party.

use handfast::{Certificate, Provider, RelyingPartyBuilder, RevocationData, SignatureCache};
use handfast_js::{Deciding, count, revocation_mode};
use wasm_bindgen::prelude::*;

use crate::caller::{RawPolicy, RawProfile, RawTrustAnchors};
use crate::error::thrown;
use crate::revocation::{RawCrl, RawOcspResponse};

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
        self.turn(|builder| builder.revocation(RevocationData::new().with_crl(crl.0.clone())));
    }

    /// Looks at revocation with this OCSP response, too.
    #[wasm_bindgen(js_name = ocspResponse)]
    pub fn ocsp_response(&mut self, response: &RawOcspResponse) {
        self.turn(|builder| builder.revocation(RevocationData::new().with_ocsp_response(response.0.clone())));
    }

    /// Knows this certificate, DER, of somebody who may have signed revocation data.
    #[wasm_bindgen(js_name = revocationCertificate)]
    pub fn revocation_certificate(&mut self, der: &[u8]) -> Result<(), JsValue> {
        let certificate = Certificate::parse(der).map_err(thrown)?;
        self.turn(|builder| builder.revocation(RevocationData::new().with_certificate(certificate)));
        Ok(())
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

    /// Remembers right signatures in this cache.
    #[wasm_bindgen(js_name = signatureCache)]
    pub fn signature_cache(&mut self, cache: &RawSignatureCache) {
        self.turn(|builder| builder.signature_cache(cache.0.clone()));
    }

    /// Remembers none.
    #[wasm_bindgen(js_name = withoutSignatureCache)]
    pub fn without_signature_cache(&mut self) {
        self.turn(RelyingPartyBuilder::without_signature_cache);
    }

    /// Makes the relying party.
    pub fn build(&self) -> Result<RawRelyingParty, JsValue> {
        self.0.clone().build().map(|party| RawRelyingParty(party.into())).map_err(thrown)
    }

    fn turn(&mut self, with: impl FnOnce(RelyingPartyBuilder) -> RelyingPartyBuilder) {
        self.0 = with(std::mem::take(&mut self.0));
    }
}

/// Right signatures that are remembered.
#[wasm_bindgen]
pub struct RawSignatureCache(SignatureCache);

#[wasm_bindgen]
impl RawSignatureCache {
    /// An empty one.
    #[wasm_bindgen(constructor)]
    pub fn new(entries: u32) -> Self {
        Self(SignatureCache::new(usize::try_from(entries).unwrap_or(usize::MAX)))
    }

    /// Most that it keeps.
    pub fn capacity(&self) -> f64 {
        count(self.0.capacity())
    }

    /// How many it keeps.
    pub fn size(&self) -> f64 {
        count(self.0.len())
    }

    /// Forgets them.
    pub fn clear(&self) {
        self.0.clear();
    }
}

/// Decides about peers.
#[wasm_bindgen]
pub struct RawRelyingParty(Deciding);

#[wasm_bindgen]
impl RawRelyingParty {
    /// Whether the peer may do what it asks for: a number, odd if it may.
    pub fn decide(&self, chain: &[u8], request: &str, at: f64) -> Result<f64, JsValue> {
        self.0.decide(chain, request, at).map_err(thrown)
    }

    /// The path alone: a number, odd if it verified.
    pub fn verify(&self, chain: &[u8], at: f64) -> f64 {
        self.0.verify(chain, at)
    }

    /// The decisions from one time to another, as JSON and as text.
    pub fn timeline(&self, chain: &[u8], request: &str, from: f64, to: f64) -> Result<Vec<String>, JsValue> {
        self.0.timeline(chain, request, from, to).map_err(thrown)
    }

    /// A text of an outcome; nothing if it is not kept any more.
    pub fn text(&self, number: f64, what: &str) -> Option<String> {
        self.0.text(number, what)
    }

    /// The certificates of an outcome's path and its trust anchor's; nothing if it is not kept any more.
    pub fn certificates(&self, number: f64) -> Option<Vec<u8>> {
        self.0.certificates(number)
    }
}
