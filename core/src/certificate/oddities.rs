//! What is unusual about a certificate, for people who inspect one.

use super::{Certificate, GeneralName, KeyKind, Version};
use crate::encoding::oid::known;
use crate::encoding::time::Timestamp;
use crate::reason::quoted;

/// The longest validity that the CA/Browser Forum has permitted for a TLS server since 2018, in days.
const LONG_DAYS: i64 = 825;
const DAY: i64 = 86_400;

pub(super) fn of(certificate: &Certificate) -> Vec<String> {
    let mut notes = Vec::new();
    let is_ca = certificate.basic_constraints().is_some_and(|constraints| constraints.ca);
    if certificate.version() != Version::V3 {
        notes.push(format!("it is of X.509 version {}, which has no extensions", certificate.version()));
    }
    if certificate.serial().is_zero() {
        notes.push("its serial number is zero".to_owned());
    }
    names(certificate, is_ca, &mut notes);
    key(certificate, &mut notes);
    validity(certificate, is_ca, &mut notes);
    if is_ca && certificate.extension(known::BASIC_CONSTRAINTS).is_some_and(|extension| !extension.critical()) {
        notes.push("basicConstraints is not critical, as a CA's should be".to_owned());
    }
    if is_ca && certificate.subject_key_identifier().is_none() {
        notes.push("it has no subjectKeyIdentifier, as a CA's should".to_owned());
    }
    if !certificate.is_self_issued() && certificate.authority_key_identifier().is_none() {
        notes.push("it has no authorityKeyIdentifier to find its issuer by".to_owned());
    }
    if !is_ca && certificate.version() == Version::V3 && certificate.extended_key_usage().is_none() {
        notes.push("it states no extended key usage, so it is for every use".to_owned());
    }
    notes
}

fn names(certificate: &Certificate, is_ca: bool, notes: &mut Vec<String>) {
    if !is_ca && certificate.subject_alt_names().next().is_none() {
        notes.push("it has no subject alternative name; a common name is not taken for an identity".to_owned());
    }
    if is_ca {
        return;
    }
    for common_name in certificate.subject().values(known::COMMON_NAME) {
        let looks_like_host = common_name.contains('.') && !common_name.contains([' ', '@', '/']);
        let repeated = certificate
            .subject_alt_names()
            .any(|name| matches!(name, GeneralName::Dns(dns) if dns.eq_ignore_ascii_case(&common_name)));
        if looks_like_host && !repeated {
            let shown = quoted(&common_name);
            notes.push(format!(
                "the common name {shown} is not among the subject alternative names, and does not count"
            ));
        }
    }
}

fn key(certificate: &Certificate, notes: &mut Vec<String>) {
    if let KeyKind::Rsa { bits } = certificate.public_key().kind()
        && *bits < 2048
    {
        notes.push(format!("its RSA key has {bits} bits, less than 2048"));
    }
    let signature = certificate.signature().algorithm_name();
    if signature.ends_with("sha1") || signature.ends_with("md5") || signature.ends_with("md2") {
        notes.push(format!("it is signed with {signature}, whose hash is broken"));
    }
}

fn validity(certificate: &Certificate, is_ca: bool, notes: &mut Vec<String>) {
    let (from, until) = (certificate.not_before(), certificate.not_after());
    if until < from {
        notes.push("it ends before it begins".to_owned());
    } else if until == Timestamp::MAX {
        notes.push("it has no well-defined expiry (9999-12-31T23:59:59Z)".to_owned());
    } else if !is_ca && until.seconds_since(from) > LONG_DAYS.saturating_mul(DAY) {
        notes.push(format!("it is valid for more than {LONG_DAYS} days"));
    }
}
