//! Certificates, and what a peer presented and asks for. All are bytes and texts that JavaScript has: nothing here is held
//! for it.

use handfast::Certificate;
use handfast_js::{forms, packed};
use wasm_bindgen::prelude::*;

use crate::error::thrown;

/// The DER of one certificate, DER or PEM.
///
/// # Errors
/// A setup error if it is none.
#[wasm_bindgen(js_name = parseCertificate)]
pub fn parse_certificate(bytes: &[u8]) -> Result<Vec<u8>, JsValue> {
    Certificate::parse(bytes).map(|certificate| certificate.der().to_vec()).map_err(thrown)
}

/// Every certificate of a file, or the reason why it cannot be read.
#[wasm_bindgen(js_name = readCertificates)]
pub fn read_certificates(bytes: &[u8]) -> Vec<u8> {
    packed::read_certificates(bytes)
}

/// A certificate's fields, as JSON.
///
/// # Errors
/// A setup error if it is none.
#[wasm_bindgen(js_name = certificateJson)]
pub fn certificate_json(der: &[u8]) -> Result<String, JsValue> {
    Certificate::parse(der).map(|certificate| forms::certificate(&certificate)).map_err(thrown)
}

/// What can be read of what a peer presented.
#[wasm_bindgen]
pub fn presented(chain: &[u8]) -> Vec<u8> {
    packed::presented(chain)
}

/// Says if a request is none.
///
/// # Errors
/// A setup error for what the core does not take.
#[wasm_bindgen(js_name = checkRequest)]
pub fn check_request(request: &str) -> Result<(), JsValue> {
    packed::request(request).map(drop).map_err(thrown)
}
