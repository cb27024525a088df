//! Certificates, trust anchors, and what a peer presented.

use handfast::presented::{Arrival, PresentedChain, read_certificates};
use handfast::{Certificate, TrustAnchors};
use handfast_js::forms;
use napi::bindgen_prelude::{Either, External, Uint8Array, Uint8ArraySlice};
use napi_derive::napi;

use crate::thrown;

/// A certificate that was read.
#[napi]
pub struct RawCertificate(pub(crate) Certificate);

impl RawCertificate {
    pub(crate) fn all(certificates: &[Certificate]) -> Vec<Self> {
        certificates.iter().cloned().map(Self).collect()
    }

    pub(crate) fn of(certificate: &Certificate) -> Self {
        Self(certificate.clone())
    }
}

#[napi]
impl RawCertificate {
    /// One certificate, DER or PEM.
    #[napi]
    pub fn parse(bytes: &[u8]) -> napi::Result<Self> {
        Certificate::parse(bytes).map(Self).map_err(thrown)
    }

    /// Every certificate of a file, or the reason why it cannot be read.
    #[napi]
    pub fn read_all(bytes: &[u8]) -> Vec<Either<RawCertificate, String>> {
        let read = read_certificates(bytes).into_iter();
        read.map(|read| read.map_or_else(|reason| Either::B(forms::reason(&reason)), |read| Either::A(Self(read))))
            .collect()
    }

    /// Its DER encoding.
    #[napi]
    pub fn der(&self) -> Uint8Array {
        Uint8Array::from(self.0.der())
    }

    /// Its fields.
    #[napi]
    pub fn to_json(&self) -> String {
        forms::certificate(&self.0)
    }
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
    pub fn certificates(&self) -> Vec<RawCertificate> {
        self.0.iter().map(|anchor| RawCertificate::of(anchor.certificate())).collect()
    }
}

/// A presented chain, from the TLS stack of this process.
///
/// Chains and decisions are handles, and their classes are written in `raw.cjs`: one of each is made for every decision,
/// and an instance of a class of napi's costs several times as much.
#[napi]
pub fn chain_from_tls(certificates: Vec<Uint8ArraySlice<'_>>) -> External<PresentedChain> {
    External::new(PresentedChain::from_tls(certificates))
}

/// From a hop.
#[napi]
pub fn chain_from_forwarded(certificates: Vec<Uint8ArraySlice<'_>>, hop: String) -> External<PresentedChain> {
    External::new(PresentedChain::from_forwarded(certificates, hop))
}

/// From files.
#[napi]
pub fn chain_from_files(files: Vec<Uint8ArraySlice<'_>>) -> External<PresentedChain> {
    External::new(PresentedChain::from_files(files))
}

/// A chain with an OCSP response that the peer stapled.
#[napi]
pub fn chain_with_stapled_ocsp(chain: &External<PresentedChain>, response: &[u8]) -> External<PresentedChain> {
    External::new(PresentedChain::clone(chain).with_stapled_ocsp(response))
}

/// How it arrived.
#[napi]
pub fn chain_arrival(chain: &External<PresentedChain>) -> &'static str {
    chain.arrival().as_str()
}

/// The hop that forwarded it.
#[napi]
pub fn chain_hop(chain: &External<PresentedChain>) -> Option<String> {
    match chain.arrival() {
        Arrival::Forwarded { hop } => Some(hop.clone()),
        _ => None,
    }
}

/// Whether the peer sent nothing.
#[napi]
pub fn chain_is_empty(chain: &External<PresentedChain>) -> bool {
    chain.is_empty()
}

/// The peer's own certificate.
#[napi]
pub fn chain_end_entity(chain: &External<PresentedChain>) -> Option<RawCertificate> {
    chain.end_entity().ok().map(RawCertificate::of)
}

/// The other certificates.
#[napi]
pub fn chain_others(chain: &External<PresentedChain>) -> Vec<RawCertificate> {
    RawCertificate::all(chain.others())
}
