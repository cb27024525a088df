//! What is handed in about revocation, what is asked of it, and what was found out.

use std::time::Duration;

use handfast::SetupError;
use handfast::revocation::{RevocationReason, RevocationSource};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDelta, PyTuple};

use super::certificate::Certificate;
use crate::convert::{Instant, Origin, Reduced, Tuple, file};
use crate::error::OrRaise;

record! {
    @own
    /// A certificate revocation list that was read strictly. Whether its signature is its issuer's is found out when a
    /// certificate is asked about.
    Crl(handfast::Crl) as crl {
        /// Who issued it (RFC 4514).
        issuer: String = crl.issuer().to_string();
        /// When it was issued.
        this_update: Instant = Instant(crl.this_update());
        /// When the next one is issued at the latest; after that, this one is stale.
        next_update: Instant = Instant(crl.next_update());
        /// Its number, in hex.
        number: Option<String> = crl.number();
        /// For a delta CRL: the number of the complete CRL, in hex, from which on it tells what has changed.
        base_number: Option<String> = crl.base_number();
        /// How many certificates it names.
        entry_count: usize = crl.entry_count();
        /// What it is about, in words: `all certificates`, `user certificates`, ...
        scope: String = crl.scope();
        /// The algorithm of the signature on it.
        signature_algorithm: String = crl.signature_algorithm();
    }

    /// Reads one DER CRL, or the file that a path names.
    #[staticmethod]
    fn from_der(der: &Bound<'_, PyAny>) -> PyResult<Self> {
        read(der, |bytes| handfast::Crl::from_der(bytes)).map(Self)
    }

    /// Reads the CRLs of a PEM text, or of the file that a path names.
    #[staticmethod]
    fn from_pem(text: &Bound<'_, PyAny>) -> PyResult<Vec<Self>> {
        Ok(read(text, |bytes| handfast::Crl::from_pem(bytes))?.into_iter().map(Self).collect())
    }

    /// Reads PEM or DER, whichever it is, or the file that a path names.
    #[staticmethod]
    fn from_pem_or_der(bytes: &Bound<'_, PyAny>) -> PyResult<Vec<Self>> {
        Ok(read(bytes, |bytes| handfast::Crl::from_pem_or_der(bytes))?.into_iter().map(Self).collect())
    }

    /// Its DER encoding, as it was given.
    #[getter]
    fn der<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.der())
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        crate::convert::shown(slf.as_any(), &["issuer", "number", "this_update", "next_update", "entry_count"])
    }

    fn __eq__(&self, other: &Bound<'_, Self>) -> bool {
        self.0 == other.get().0
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        self.der(py).hash()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        Origin::of::<Self>(py, "from_der", (self.der(py),))?.reduce(py)
    }
}

record! {
    /// What an OCSP response says about one certificate.
    OcspStatement((String, &'static str)) as statement {
        /// The certificate's serial number, in hex.
        serial: &str = &statement.0;
        /// `good`, `revoked` or `unknown`.
        status: &str = statement.1;
    }
}

record! {
    @own
    /// An OCSP response that was read strictly. Whether its signature is a responder's is found out when a certificate is
    /// asked about.
    OcspResponse(handfast::OcspResponse) as response {
        /// When it was signed.
        produced_at: Instant = Instant(response.produced_at());
        /// Who made it, in words: its name, or the hash of its key.
        responder: String = response.responder();
        /// What it says about each certificate.
        statements: Tuple<OcspStatement> = response.statements().map(OcspStatement).collect();
        /// The certificates that came with it.
        certificates: Tuple<Certificate> = super::path::certificates(response.certificates());
    }

    /// Reads one DER response, or the file that a path names.
    #[staticmethod]
    fn from_der(der: &Bound<'_, PyAny>) -> PyResult<Self> {
        read(der, |bytes| handfast::OcspResponse::from_der(bytes)).map(Self)
    }

    /// Its DER encoding, as it was given.
    #[getter]
    fn der<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.der())
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        crate::convert::shown(slf.as_any(), &["responder", "produced_at", "statements"])
    }

    fn __eq__(&self, other: &Bound<'_, Self>) -> bool {
        self.0 == other.get().0
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        self.der(py).hash()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        Origin::of::<Self>(py, "from_der", (self.der(py),))?.reduce(py)
    }
}

/// Reads with the GIL released: a CRL may have millions of entries.
fn read<T: Send>(given: &Bound<'_, PyAny>, read: fn(&[u8]) -> Result<T, SetupError>) -> PyResult<T> {
    let (py, given) = (given.py(), file(given)?);
    let bytes = given.as_bytes();
    py.detach(|| read(bytes)).or_raise(py)
}

record! {
    @own
    /// Revocation data that the caller has. What it says counts once somebody signed it whose certification path ends in the
    /// same anchor as the certificate's. Nothing is ever fetched.
    RevocationData(handfast::RevocationData) as data {
        /// Its CRLs.
        crls: Tuple<Crl> = data.crls().iter().cloned().map(Crl).collect();
        /// Its OCSP responses.
        ocsp_responses: Tuple<OcspResponse> = data.ocsp_responses().iter().cloned().map(OcspResponse).collect();
        /// The certificates of those who may have signed it.
        certificates: Tuple<Certificate> = super::path::certificates(data.certificates());
        /// Whether there is nothing in it.
        is_empty: bool = data.is_empty();
    }

    /// `certificates` are those of CRL issuers and responders that stand in no chain: no trust anchors, and no intermediates
    /// for the peer's own path.
    #[new]
    #[pyo3(signature = (*, crls=None, ocsp_responses=None, certificates=None))]
    fn new(
        crls: Option<Vec<Py<Crl>>>,
        ocsp_responses: Option<Vec<Py<OcspResponse>>>,
        certificates: Option<Vec<Py<Certificate>>>,
    ) -> Self {
        let mut data = handfast::RevocationData::new();
        for crl in crls.iter().flatten() {
            data = data.with_crl(crl.get().0.clone());
        }
        for response in ocsp_responses.iter().flatten() {
            data = data.with_ocsp_response(response.get().0.clone());
        }
        for certificate in certificates.iter().flatten() {
            data = data.with_certificate(certificate.get().0.clone());
        }
        Self(data)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        crate::convert::shown(slf.as_any(), &["crls", "ocsp_responses", "certificates"])
    }

    fn __eq__(slf: &Bound<'_, Self>, other: &Bound<'_, Self>) -> PyResult<bool> {
        crate::convert::same(slf.as_any(), other.as_any(), &["crls", "ocsp_responses", "certificates"])
    }

    fn __hash__(slf: &Bound<'_, Self>) -> PyResult<isize> {
        slf.as_any().repr()?.hash()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        Origin::of::<Self>(py, "", PyTuple::empty(py))?
            .option(py, "crls", self.crls())?
            .option(py, "ocsp_responses", self.ocsp_responses())?
            .option(py, "certificates", self.certificates())?
            .reduce(py)
    }
}

record! {
    @own
    /// What happens to a certificate of which nobody says that it is good. One that is revoked is denied in every mode but off.
    RevocationMode(handfast::RevocationMode) as mode {
        /// `hard`, `soft` or `off`.
        kind: &str = mode.as_str();
    }

    /// Every certificate of the path must be said to be good, by data that is not stale.
    #[staticmethod]
    fn hard() -> Self {
        Self(handfast::RevocationMode::Hard)
    }

    /// A certificate of which nothing is known is let through, and stale data counts until so long after it should have been
    /// replaced, without an end if no grace is given. Whoever can keep data from the relying party keeps revocation from it.
    #[staticmethod]
    #[pyo3(signature = (grace=None))]
    fn soft(grace: Option<&Bound<'_, PyDelta>>) -> PyResult<Self> {
        let Some(grace) = grace else { return Ok(Self(handfast::RevocationMode::SOFT)) };
        if grace.lt(PyDelta::new(grace.py(), 0, 0, 0, false)?)? {
            return Err(PyValueError::new_err(format!("a grace cannot be negative, as {} is", grace.repr()?)));
        }
        Ok(Self(handfast::RevocationMode::SoftUntil { grace: grace.extract()? }))
    }

    /// Revocation is not looked at.
    #[staticmethod]
    fn off() -> Self {
        Self(handfast::RevocationMode::Off)
    }

    /// How long stale data counts; `None` without an end, and in every other mode.
    #[getter]
    fn grace(&self) -> Option<Duration> {
        match self.0 {
            handfast::RevocationMode::SOFT => None,
            handfast::RevocationMode::SoftUntil { grace } => Some(grace),
            _ => None,
        }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        self.origin(py)?.shown(py)
    }

    fn __eq__(&self, other: &Bound<'_, Self>) -> bool {
        self.0 == other.get().0
    }

    fn __hash__(slf: &Bound<'_, Self>) -> PyResult<isize> {
        slf.as_any().repr()?.hash()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        self.origin(py)?.reduce(py)
    }
}

impl RevocationMode {
    fn origin(&self, py: Python<'_>) -> PyResult<Origin> {
        match self.grace() {
            Some(grace) => Origin::of::<Self>(py, self.0.as_str(), (grace,)),
            None => Origin::of::<Self>(py, self.0.as_str(), PyTuple::empty(py)),
        }
    }
}

record! {
    /// What was found out about one certificate of a path.
    CertificateRevocation(handfast::revocation::CertificateRevocation) as certificate {
        /// The certificate's place in the path: 0 is the end entity.
        index: usize = certificate.index();
        /// The SHA-256 of the certificate, in hex.
        fingerprint: String = certificate.fingerprint().to_string();
        /// `good`, `stale`, `unknown` or `revoked`.
        status: &str = certificate.status().as_str();
        /// Who says so, `crl` or `ocsp`; `None` if nobody says anything.
        source: Option<&str> = certificate.source().map(RevocationSource::as_str);
        /// When that was issued.
        this_update: Option<Instant> = certificate.this_update().map(Instant);
        /// When something newer is issued at the latest.
        next_update: Option<Instant> = certificate.next_update().map(Instant);
        /// Since when it is revoked. It may be after the verification time: then the certificate was not revoked yet.
        revoked_at: Option<Instant> = certificate.revoked_at().map(Instant);
        /// Why it is revoked: `key_compromise`, `superseded`, ...
        reason: Option<&str> = certificate.reason().map(RevocationReason::as_str);
        /// Where the certificate says that its CRL can be fetched. Told, never fetched.
        crl_urls: Tuple<&str> = certificate.crl_urls().iter().map(String::as_str).collect();
        /// Where the certificate says that its OCSP responder is. Told, never asked.
        ocsp_urls: Tuple<&str> = certificate.ocsp_urls().iter().map(String::as_str).collect();
        /// Why data that was at hand did not count, in sentences.
        observations: Tuple<&str> = certificate.observations().iter().map(String::as_str).collect();
    }
}

/// What was found out about the certificates of a path; `None` if revocation was not looked at.
pub(crate) fn found(
    revocation: Option<&[handfast::revocation::CertificateRevocation]>,
) -> Option<Tuple<CertificateRevocation>> {
    revocation.map(|all| all.iter().cloned().map(CertificateRevocation).collect())
}
