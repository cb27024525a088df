//! Certificates, and the reasons that speak of them.

use handfast::certificate::{ExtendedKeyUsage, KeyUsage};
use handfast::encoding::oid::known;
use handfast::presented::read_certificates;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::convert::{Instant, Origin, Reduced, Tuple, file, hex};
use crate::error::OrRaise;

record! {
    /// Why something is as it is: a code for machines and sentences for people.
    Reason(handfast::Reason) as reason {
        /// The code, stable across releases.
        code: &str = reason.code().as_str();
        /// The stage of the pipeline that made it.
        stage: &str = reason.stage().as_str();
        /// One sentence for people.
        message: &str = reason.message();
        /// The place in the path of the certificate it speaks of: 0 is the end entity.
        certificate_index: Option<usize> = reason.certificate().and_then(|certificate| certificate.index());
        /// The SHA-256 of the certificate it speaks of.
        certificate_fingerprint: Option<String> =
            reason.certificate().map(|certificate| certificate.fingerprint().to_string());
        /// The `id` of the policy rule it speaks of.
        rule: Option<&str> = reason.rule();
        /// The standard and section that asks for it.
        reference: &str = reason.reference();
        /// What was seen, if it is one value.
        observed: Option<&str> = reason.observed();
        /// What would have been accepted, if it is one value.
        expected: Option<&str> = reason.expected();
        /// What to do about it.
        fix: &str = reason.fix();
    }
    fn __str__(&self) -> String {
        self.0.to_string()
    }
}

record! {
    @own
    /// An X.509 certificate that was read strictly. Nothing about it is verified.
    Certificate(handfast::Certificate) as certificate {
        /// The SHA-256 of its DER encoding, in hex.
        fingerprint: String = certificate.fingerprint().to_string();
        /// The SHA-256 of its SubjectPublicKeyInfo, in hex (RFC 7469).
        spki_pin: String = hex(&certificate.spki_pin());
        /// 1, 2 or 3.
        version: u8 = certificate.version().number();
        /// The serial number, in hex.
        serial: String = certificate.serial().to_string();
        /// The issuer's name (RFC 4514).
        issuer: String = certificate.issuer().to_string();
        /// The subject's name, which may be empty (RFC 4514).
        subject: String = certificate.subject().to_string();
        /// The first second of its validity; an instant before the year 1 becomes the first that a `datetime` can hold.
        not_before: Instant = Instant(certificate.not_before());
        /// The last second of its validity.
        not_after: Instant = Instant(certificate.not_after());
        /// The subject alternative names, each with its kind: `dns:host.example`.
        names: Tuple<String> = certificate.subject_alt_names().map(|name| name.to_string()).collect();
        /// `rsa`, `ec`, `ed25519`, `ed448`, `dsa`, `ml-dsa-44`, `ml-dsa-65`, `ml-dsa-87`, or the object identifier.
        key_algorithm: String = certificate.public_key().kind().algorithm_name();
        /// The key's size.
        key_bits: Option<u32> = certificate.public_key().kind().bits();
        /// `p256`, `p384`, `p521`, or the object identifier.
        key_curve: Option<String> = certificate.public_key().kind().curve_name();
        /// The algorithm of the signature on it.
        signature_algorithm: String = certificate.signature().algorithm_name();
        /// Whether its basic constraints make it a CA certificate.
        is_ca: bool = certificate.basic_constraints().is_some_and(|constraints| constraints.ca);
        /// How many CA certificates may follow it in a path.
        path_length: Option<u32> = certificate.basic_constraints().and_then(|constraints| constraints.path_length);
        /// The bits of keyUsage that are set; none if there is no such extension.
        key_usage: Tuple<&'static str> = certificate.key_usage().iter().flat_map(KeyUsage::names).collect();
        /// The object identifiers of extendedKeyUsage; none if there is no such extension.
        extended_key_usage: Tuple<String> =
            certificate.extended_key_usage().iter().flat_map(ExtendedKeyUsage::iter).map(|oid| oid.to_string()).collect();
        /// subjectKeyIdentifier, in hex.
        subject_key_identifier: Option<String> = certificate.subject_key_identifier().map(hex);
        /// The key identifier of authorityKeyIdentifier, in hex.
        authority_key_identifier: Option<String> =
            certificate.authority_key_identifier().and_then(|identifier| identifier.key_identifier()).map(hex);
        /// The certificate policies that it states.
        certificate_policies: Tuple<String> = certificate.certificate_policies().map(|oid| oid.to_string()).collect();
        /// Where it says that its CRL is. Told, never fetched.
        crl_distribution_points: Tuple<&str> = certificate.crl_distribution_points().into_iter().collect();
        /// Where it says that OCSP is answered. Told, never fetched.
        ocsp_urls: Tuple<&str> = certificate.authority_info_access(known::AD_OCSP).into_iter().collect();
        /// Where it says that its issuer's certificate is. Told, never fetched.
        ca_issuers_urls: Tuple<&str> = certificate.authority_info_access(known::AD_CA_ISSUERS).into_iter().collect();
        /// Whether subject and issuer are the same name.
        is_self_issued: bool = certificate.is_self_issued();
        /// What is unusual about it, in sentences.
        oddities: Tuple<String> = certificate.oddities().into_iter().collect();
    }

    /// Reads one certificate, DER or PEM.
    #[staticmethod]
    fn parse(py: Python<'_>, bytes: &Bound<'_, PyAny>) -> PyResult<Self> {
        handfast::Certificate::parse(file(bytes)?.as_bytes()).or_raise(py).map(Self)
    }

    /// Reads every certificate of a file: each is a `Certificate`, or the `Reason` why it cannot be read.
    #[staticmethod]
    fn read_all(py: Python<'_>, bytes: &Bound<'_, PyAny>) -> PyResult<Vec<Py<PyAny>>> {
        let bytes = file(bytes)?;
        let object = |read| match read {
            Ok(certificate) => Ok(Self(certificate).into_pyobject(py)?.into_any().unbind()),
            Err(reason) => Ok(Reason(reason).into_pyobject(py)?.into_any().unbind()),
        };
        read_certificates(bytes.as_bytes()).into_iter().map(object).collect()
    }

    /// Its DER encoding, as it was given.
    #[getter]
    fn der<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.der())
    }

    fn __repr__(&self) -> String {
        format!("Certificate(fingerprint='{}')", self.0.fingerprint())
    }

    fn __eq__(&self, other: &Bound<'_, Self>) -> bool {
        self.0 == other.get().0
    }

    fn __hash__(slf: &Bound<'_, Self>) -> PyResult<isize> {
        slf.as_any().repr()?.hash()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        Origin::of::<Self>(py, "parse", (self.der(py),))?.reduce(py)
    }
}
