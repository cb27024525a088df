//! What the caller sets up: anchors, profile, policy.

use handfast::anchor::TrustAnchor;
use handfast::{Policy, Profile, TrustAnchors};
use handfast_js::{derived, external_sets, forms, instant, packed};
use wasm_bindgen::prelude::*;

use crate::error::thrown;

/// Trust anchors.
#[wasm_bindgen]
pub struct RawTrustAnchors(pub(crate) TrustAnchors);

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
    pub fn certificates(&self) -> Vec<u8> {
        packed::certificates(self.0.iter().map(TrustAnchor::certificate))
    }
}

/// A profile.
#[wasm_bindgen]
pub struct RawProfile(pub(crate) Profile);

#[wasm_bindgen]
impl RawProfile {
    /// The profile of that name.
    #[wasm_bindgen(js_name = byName)]
    pub fn by_name(name: &str) -> Result<Self, JsValue> {
        Profile::by_name(name).map(Self).map_err(thrown)
    }

    /// Reads one.
    #[wasm_bindgen(js_name = fromJson)]
    pub fn from_json(text: &str) -> Result<Self, JsValue> {
        Profile::from_json(text).map(Self).map_err(thrown)
    }

    /// Its name.
    pub fn name(&self) -> String {
        self.0.name().to_owned()
    }

    /// All of it.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> String {
        self.0.to_json()
    }

    /// In lines for people.
    pub fn text(&self) -> String {
        self.0.to_string()
    }

    /// In what the other differs, as JSON.
    pub fn diff(&self, other: &Self) -> String {
        forms::differences(&self.0.diff(&other.0))
    }

    /// This, with one thing changed.
    pub fn derived(&self, what: &str, values: Vec<String>) -> Result<Self, JsValue> {
        derived(&self.0, what, &values).map(Self).map_err(thrown)
    }
}

/// A policy.
#[wasm_bindgen]
pub struct RawPolicy(pub(crate) Policy);

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
