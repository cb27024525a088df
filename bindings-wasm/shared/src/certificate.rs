//! A certificate's fields as JSON.

use handfast::Certificate;
use handfast::encoding::oid::known;
use serde::Serialize;

use crate::forms::{hex, written};

#[derive(Serialize)]
struct CertificateForm<'a> {
    fingerprint: String,
    spki_pin: String,
    version: String,
    serial: String,
    issuer: String,
    subject: String,
    not_before: String,
    not_after: String,
    names: Vec<String>,
    key_algorithm: String,
    key_bits: Option<u32>,
    key_curve: Option<String>,
    signature_algorithm: String,
    is_ca: bool,
    path_length: Option<u32>,
    key_usage: Vec<&'static str>,
    extended_key_usage: Vec<String>,
    subject_key_identifier: Option<String>,
    authority_key_identifier: Option<String>,
    certificate_policies: Vec<String>,
    crl_distribution_points: Vec<&'a str>,
    ocsp_urls: Vec<&'a str>,
    ca_issuers_urls: Vec<&'a str>,
    is_self_issued: bool,
    oddities: Vec<String>,
}

pub(crate) fn json(certificate: &Certificate) -> String {
    let key = certificate.public_key().kind();
    let constraints = certificate.basic_constraints();
    let usages = certificate.extended_key_usage();
    let authority = certificate.authority_key_identifier();
    written(&CertificateForm {
        fingerprint: certificate.fingerprint().to_string(),
        spki_pin: hex(&certificate.spki_pin()),
        version: certificate.version().to_string(),
        serial: certificate.serial().to_string(),
        issuer: certificate.issuer().to_string(),
        subject: certificate.subject().to_string(),
        not_before: certificate.not_before().to_string(),
        not_after: certificate.not_after().to_string(),
        names: certificate.subject_alt_names().map(|name| name.to_string()).collect(),
        key_algorithm: key.algorithm_name(),
        key_bits: key.bits(),
        key_curve: key.curve_name(),
        signature_algorithm: certificate.signature().algorithm_name(),
        is_ca: constraints.is_some_and(|constraints| constraints.ca),
        path_length: constraints.and_then(|constraints| constraints.path_length),
        key_usage: certificate.key_usage().map(|usage| usage.names().collect()).unwrap_or_default(),
        extended_key_usage: usages.map(|usages| usages.iter().map(|oid| oid.to_string()).collect()).unwrap_or_default(),
        subject_key_identifier: certificate.subject_key_identifier().map(hex),
        authority_key_identifier: authority.and_then(|authority| authority.key_identifier()).map(hex),
        certificate_policies: certificate.certificate_policies().map(|oid| oid.to_string()).collect(),
        crl_distribution_points: certificate.crl_distribution_points(),
        ocsp_urls: certificate.authority_info_access(known::AD_OCSP),
        ca_issuers_urls: certificate.authority_info_access(known::AD_CA_ISSUERS),
        is_self_issued: certificate.is_self_issued(),
        oddities: certificate.oddities(),
    })
}
