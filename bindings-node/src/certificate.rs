//! Certificates, and what a peer presented. Both are bytes that JavaScript has: nothing here is held for it.

use handfast::anchor::TrustAnchor;
use handfast::{Certificate, TrustAnchors};
use handfast_js::{forms, packed};
use napi::Env;
use napi::bindgen_prelude::Uint8ArraySlice;
use napi_derive::napi;

use crate::thrown;

/// Bytes as JavaScript's own; memory of ours would be given back by a finaliser, between tasks only.
pub(crate) fn copied<'env>(env: Env, bytes: impl AsRef<[u8]>) -> napi::Result<Uint8ArraySlice<'env>> {
    Uint8ArraySlice::copy_from(&env, bytes)
}

/// The DER of one certificate, DER or PEM.
#[napi]
pub fn parse_certificate<'env>(env: Env, bytes: &[u8]) -> napi::Result<Uint8ArraySlice<'env>> {
    copied(env, Certificate::parse(bytes).map_err(thrown)?.der())
}

/// Every certificate of a file, or the reason why it cannot be read.
#[napi]
pub fn read_certificates<'env>(env: Env, bytes: &[u8]) -> napi::Result<Uint8ArraySlice<'env>> {
    copied(env, packed::read_certificates(bytes))
}

/// A certificate's fields.
#[napi]
pub fn certificate_json(der: &[u8]) -> napi::Result<String> {
    Certificate::parse(der).map(|certificate| forms::certificate(&certificate)).map_err(thrown)
}

/// What can be read of what a peer presented.
#[napi]
pub fn presented<'env>(env: Env, chain: &[u8]) -> napi::Result<Uint8ArraySlice<'env>> {
    copied(env, packed::presented(chain))
}

/// Throws if a request is none.
#[napi]
pub fn check_request(request: String) -> napi::Result<()> {
    packed::request(&request).map(drop).map_err(thrown)
}

/// Trust anchors.
#[napi]
pub struct RawTrustAnchors(pub(crate) TrustAnchors);

#[napi]
impl RawTrustAnchors {
    /// Of a PEM text.
    #[napi]
    pub fn from_pem(bytes: &[u8]) -> napi::Result<Self> {
        TrustAnchors::from_pem(bytes).map(Self).map_err(thrown)
    }

    /// Of one DER certificate.
    #[napi]
    pub fn from_der(bytes: &[u8]) -> napi::Result<Self> {
        TrustAnchors::from_der(bytes).map(Self).map_err(thrown)
    }

    /// Of either.
    #[napi]
    pub fn from_pem_or_der(bytes: &[u8]) -> napi::Result<Self> {
        TrustAnchors::from_pem_or_der(bytes).map(Self).map_err(thrown)
    }

    /// Of a SPIFFE trust bundle.
    #[napi]
    pub fn from_spiffe_bundle(bytes: &[u8]) -> napi::Result<Self> {
        TrustAnchors::from_spiffe_bundle(bytes).map(Self).map_err(thrown)
    }

    /// All of them in the bundle of that name.
    #[napi]
    pub fn named(&self, bundle: String) -> Self {
        Self(self.0.clone().named(&bundle))
    }

    /// These and the others.
    #[napi]
    pub fn with_anchors(&self, others: &RawTrustAnchors) -> Self {
        Self(self.0.clone().with(&others.0))
    }

    /// Their certificates.
    #[napi]
    pub fn certificates<'env>(&self, env: Env) -> napi::Result<Uint8ArraySlice<'env>> {
        copied(env, packed::certificates(self.0.iter().map(TrustAnchor::certificate)))
    }
}
