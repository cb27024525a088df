//! Revocation data.

use handfast::{Crl, OcspResponse};
use handfast_js::{forms, packed};
use wasm_bindgen::prelude::*;

use crate::error::thrown;

/// A certificate revocation list.
#[wasm_bindgen]
pub struct RawCrl(pub(crate) Crl);

#[wasm_bindgen]
impl RawCrl {
    /// Reads DER.
    #[wasm_bindgen(js_name = fromDer)]
    pub fn from_der(bytes: &[u8]) -> Result<Self, JsValue> {
        Crl::from_der(bytes).map(Self).map_err(thrown)
    }

    /// Reads all of a PEM text.
    #[wasm_bindgen(js_name = fromPem)]
    pub fn from_pem(bytes: &[u8]) -> Result<Vec<RawCrl>, JsValue> {
        Crl::from_pem(bytes).map(Self::all).map_err(thrown)
    }

    /// Reads whichever of the two it is.
    #[wasm_bindgen(js_name = fromPemOrDer)]
    pub fn from_pem_or_der(bytes: &[u8]) -> Result<Vec<RawCrl>, JsValue> {
        Crl::from_pem_or_der(bytes).map(Self::all).map_err(thrown)
    }

    /// Its DER encoding.
    pub fn der(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    /// What it says of itself, as JSON.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> String {
        forms::crl(&self.0)
    }

    fn all(crls: Vec<Crl>) -> Vec<Self> {
        crls.into_iter().map(Self).collect()
    }
}

/// An OCSP response.
#[wasm_bindgen]
pub struct RawOcspResponse(pub(crate) OcspResponse);

#[wasm_bindgen]
impl RawOcspResponse {
    /// Reads DER.
    #[wasm_bindgen(js_name = fromDer)]
    pub fn from_der(bytes: &[u8]) -> Result<Self, JsValue> {
        OcspResponse::from_der(bytes).map(Self).map_err(thrown)
    }

    /// Its DER encoding.
    pub fn der(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    /// What it says, as JSON.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> String {
        forms::ocsp_response(&self.0)
    }

    /// The certificates that came with it.
    pub fn certificates(&self) -> Vec<u8> {
        packed::certificates(self.0.certificates())
    }
}
