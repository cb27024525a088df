//! What a peer presents and asks for.

use handfast::presented::{Arrival, read_certificates};
use handfast::{AccessRequest, Certificate, PresentedChain, SetupError};
use handfast_js::forms;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use crate::error::thrown;

/// A presented chain.
#[wasm_bindgen]
pub struct RawPresentedChain(PresentedChain);

#[wasm_bindgen]
impl RawPresentedChain {
    /// From a TLS stack.
    #[wasm_bindgen(js_name = fromTls)]
    pub fn from_tls(certificates: Vec<Uint8Array>) -> Self {
        Self(PresentedChain::from_tls(copied(&certificates)))
    }

    /// From a proxy's header.
    #[wasm_bindgen(js_name = fromForwarded)]
    pub fn from_forwarded(certificates: Vec<Uint8Array>, hop: &str) -> Self {
        Self(PresentedChain::from_forwarded(copied(&certificates), hop))
    }

    /// From files.
    #[wasm_bindgen(js_name = fromFiles)]
    pub fn from_files(files: Vec<Uint8Array>) -> Self {
        Self(PresentedChain::from_files(copied(&files)))
    }

    /// With an OCSP response that the peer stapled.
    #[wasm_bindgen(js_name = withStapledOcsp)]
    pub fn with_stapled_ocsp(&self, response: &[u8]) -> Self {
        Self(self.0.clone().with_stapled_ocsp(response))
    }

    /// How it arrived.
    pub fn arrival(&self) -> String {
        self.0.arrival().as_str().to_owned()
    }

    /// The hop that forwarded it.
    pub fn hop(&self) -> Option<String> {
        match self.0.arrival() {
            Arrival::Forwarded { hop } => Some(hop.clone()),
            _ => None,
        }
    }

    /// Whether there is nothing in it.
    #[wasm_bindgen(js_name = isEmpty)]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The end entity, if it can be read.
    #[wasm_bindgen(js_name = endEntity)]
    pub fn end_entity(&self) -> Option<RawCertificate> {
        self.0.end_entity().ok().map(|certificate| certificate.clone().into())
    }

    /// The other certificates that can be read.
    pub fn others(&self) -> Vec<RawCertificate> {
        self.0.others().iter().map(|certificate| certificate.clone().into()).collect()
    }

    pub(crate) fn inner(&self) -> &PresentedChain {
        &self.0
    }
}

fn copied(arrays: &[Uint8Array]) -> impl Iterator<Item = Vec<u8>> {
    arrays.iter().map(Uint8Array::to_vec)
}

/// A request.
#[wasm_bindgen]
pub struct RawAccessRequest(AccessRequest);

#[wasm_bindgen]
impl RawAccessRequest {
    /// An HTTP request.
    pub fn http(method: &str, path: &str) -> Self {
        Self(AccessRequest::new(method, path))
    }

    /// A connection.
    pub fn connection() -> Self {
        Self(AccessRequest::connection())
    }

    /// An action on a resource.
    pub fn action(action: &str, resource: &str) -> Self {
        Self(AccessRequest::action(action, resource))
    }

    /// Who the peer is expected to be.
    pub fn expecting(&mut self, name: &str) -> Result<(), JsValue> {
        self.turn(|request| Ok(request.expecting(name.parse()?)))
    }

    /// The address that the connection comes from.
    #[wasm_bindgen(js_name = sourceIp)]
    pub fn source_ip(&mut self, address: &str) -> Result<(), JsValue> {
        self.turn(|request| request.with("source_ip", address))
    }

    /// The host that the request is for.
    pub fn host(&mut self, host: &str) -> Result<(), JsValue> {
        self.turn(|request| Ok(request.host(host)))
    }

    /// A value of the context.
    pub fn with(&mut self, key: &str, value: &str) -> Result<(), JsValue> {
        self.turn(|request| request.with(key, value))
    }

    pub(crate) fn inner(&self) -> &AccessRequest {
        &self.0
    }

    fn turn(&mut self, with: impl FnOnce(AccessRequest) -> Result<AccessRequest, SetupError>) -> Result<(), JsValue> {
        self.0 = with(self.0.clone()).map_err(thrown)?;
        Ok(())
    }
}

/// A certificate.
#[wasm_bindgen]
pub struct RawCertificate(Certificate);

#[wasm_bindgen]
impl RawCertificate {
    /// Reads one, DER or PEM.
    pub fn parse(bytes: &[u8]) -> Result<Self, JsValue> {
        Certificate::parse(bytes).map(Self).map_err(thrown)
    }

    /// Reads every one of a file: certificates, or reasons as JSON.
    #[wasm_bindgen(js_name = readAll)]
    pub fn read_all(bytes: &[u8]) -> Vec<JsValue> {
        let read = |item: Result<Certificate, _>| match item {
            Ok(certificate) => Self(certificate).into(),
            Err(reason) => forms::reason(&reason).into(),
        };
        read_certificates(bytes).into_iter().map(read).collect()
    }

    /// Its DER encoding.
    pub fn der(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    /// Its fields, as JSON.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> String {
        forms::certificate(&self.0)
    }

    pub(crate) fn inner(&self) -> &Certificate {
        &self.0
    }
}

impl From<Certificate> for RawCertificate {
    fn from(certificate: Certificate) -> Self {
        Self(certificate)
    }
}
