//! Revocation data.

use handfast::{Crl, OcspResponse};
use handfast_js::{forms, packed};
use napi::Env;
use napi::bindgen_prelude::Uint8ArraySlice;
use napi_derive::napi;

use crate::certificate::copied;
use crate::thrown;

/// A certificate revocation list.
#[napi]
pub struct RawCrl(pub(crate) Crl);

#[napi]
impl RawCrl {
    /// Of DER.
    #[napi]
    pub fn from_der(bytes: &[u8]) -> napi::Result<Self> {
        Crl::from_der(bytes).map(Self).map_err(thrown)
    }

    /// All of a PEM text.
    #[napi]
    pub fn from_pem(bytes: &[u8]) -> napi::Result<Vec<RawCrl>> {
        Crl::from_pem(bytes).map(Self::all).map_err(thrown)
    }

    /// All of either.
    #[napi]
    pub fn from_pem_or_der(bytes: &[u8]) -> napi::Result<Vec<RawCrl>> {
        Crl::from_pem_or_der(bytes).map(Self::all).map_err(thrown)
    }

    /// Its DER encoding.
    #[napi]
    pub fn der<'env>(&self, env: Env) -> napi::Result<Uint8ArraySlice<'env>> {
        copied(env, self.0.der())
    }

    /// What it says of itself.
    #[napi]
    pub fn to_json(&self) -> String {
        forms::crl(&self.0)
    }
}

impl RawCrl {
    fn all(crls: Vec<Crl>) -> Vec<Self> {
        crls.into_iter().map(Self).collect()
    }
}

/// An OCSP response.
#[napi]
pub struct RawOcspResponse(pub(crate) OcspResponse);

#[napi]
impl RawOcspResponse {
    /// Of DER.
    #[napi]
    pub fn from_der(bytes: &[u8]) -> napi::Result<Self> {
        OcspResponse::from_der(bytes).map(Self).map_err(thrown)
    }

    /// Its DER encoding.
    #[napi]
    pub fn der<'env>(&self, env: Env) -> napi::Result<Uint8ArraySlice<'env>> {
        copied(env, self.0.der())
    }

    /// What it says.
    #[napi]
    pub fn to_json(&self) -> String {
        forms::ocsp_response(&self.0)
    }

    /// The certificates that came with it.
    #[napi]
    pub fn certificates<'env>(&self, env: Env) -> napi::Result<Uint8ArraySlice<'env>> {
        copied(env, packed::certificates(self.0.certificates()))
    }
}
