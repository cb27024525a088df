//! What a relying party can see of the CA/Browser Forum's Baseline Requirements, besides what RFC 5280 has, too.
//!
//! Section 7.1.3.2 is asked of certificates, and not of CRLs and OCSP responses, which it is about, too: whoever refused one for its
//! spelling would know nothing of a certificate that it revokes, and where revocation may be unknown would let it in.

use rustls_pki_types::{AlgorithmIdentifier, alg_id};

use super::form::{missing, not_permitted};
use super::{Place, common_names, usage};
use crate::certificate::{Certificate, GeneralName, KeyKind, NamedCurve};
use crate::encoding::oid::{Oid, known};
use crate::reason::{Code, Reason, quoted};

/// Baseline Requirements sections 7.1.2.7.12 and 7.1.4.3: the names are in subjectAltName, and a common name repeats one
/// of them.
pub(super) fn names(certificate: &Certificate, critical: bool) -> Result<(), Reason> {
    let place = Place::EndEntity;
    const SECTION: &str = "CA/Browser Forum Baseline Requirements, section 7.1.2.7.12";
    if certificate.extension(known::SUBJECT_ALT_NAME).is_none() {
        return Err(missing(certificate, place, "subjectAltName", SECTION));
    }
    let is_foreign = |name: &GeneralName<'_>| !matches!(name, GeneralName::Dns(_) | GeneralName::Ip(_));
    if let Some(name) = certificate.subject_alt_names().find(is_foreign) {
        let what = format!("subjectAltName has a name that is neither a dNSName nor an iPAddress, {}", name.form());
        return Err(not_permitted(certificate, place, &what, SECTION));
    }
    if critical && !certificate.subject().is_empty() {
        return Err(not_permitted(
            certificate,
            place,
            "subjectAltName is critical, though there is a subject",
            SECTION,
        ));
    }
    if certificate.extension(known::EXTENDED_KEY_USAGE).is_some_and(|extension| extension.critical()) {
        return Err(not_permitted(
            certificate,
            place,
            "extendedKeyUsage is critical",
            "CA/Browser Forum Baseline Requirements, section 7.1.2.7.6",
        ));
    }
    let usages = certificate.extended_key_usage();
    if let Some(usage) = usages.and_then(|usages| usages.iter().find(|usage| FOREIGN_USAGES.contains(usage))) {
        return Err(not_permitted(
            certificate,
            place,
            &format!("extendedKeyUsage has {}", usage::usage_name(usage)),
            "CA/Browser Forum Baseline Requirements, section 7.1.2.7.10",
        ));
    }
    if let Some(common_name) = common_names::by_itself(certificate) {
        let shown = quoted(&common_name);
        return Err(not_permitted(
            certificate,
            place,
            &format!("the common name {shown} is not one of the subject alternative names"),
            "CA/Browser Forum Baseline Requirements, section 7.1.4.3",
        ));
    }
    Ok(())
}

/// Baseline Requirements section 7.1.2.1: a root CA's certificate.
pub(super) fn anchor(certificate: &Certificate, place: Place) -> Result<(), Reason> {
    const SECTION: &str = "CA/Browser Forum Baseline Requirements, section 7.1.2.1";
    if certificate.extended_key_usage().is_some() {
        return Err(not_permitted(certificate, place, "it has extendedKeyUsage, though it is a root", SECTION));
    }
    if let Some(identifier) = certificate.authority_key_identifier() {
        if identifier.key_identifier().is_none() {
            return Err(not_permitted(certificate, place, "authorityKeyIdentifier has no keyIdentifier", SECTION));
        }
        if identifier.has_issuer_and_serial() {
            return Err(not_permitted(
                certificate,
                place,
                "authorityKeyIdentifier names issuer and serial number",
                SECTION,
            ));
        }
    }
    Ok(())
}

/// Section 7.1.2.7.10: usages that no certificate for a server has.
const FOREIGN_USAGES: [Oid<'static>; 6] = [
    known::ANY_EXTENDED_KEY_USAGE,
    known::CODE_SIGNING,
    known::EMAIL_PROTECTION,
    known::TIME_STAMPING,
    known::OCSP_SIGNING,
    known::PRECERTIFICATE_SIGNING,
];

/// Baseline Requirements section 7.1.3.2: each algorithm in one spelling, and with a key on a curve the hash of its size. An
/// algorithm that is not for the key is left to who verifies.
pub(super) fn signature(subject: &Certificate, place: Place, issuer: &Certificate) -> Result<(), Reason> {
    let made = subject.signature();
    let name = made.algorithm_name();
    let (family, spellings, wanted): (_, &[AlgorithmIdentifier], _) = match issuer.public_key().kind() {
        KeyKind::Rsa { .. } if name.starts_with("rsa-pss") => (
            "rsa-pss",
            &RSA_SPELLINGS,
            format!("{name} with the parameters of its hashes NULL, and no others left out"),
        ),
        KeyKind::Rsa { .. } => ("rsa-pkcs1", &RSA_SPELLINGS, format!("{name} with the parameters NULL")),
        KeyKind::Ec { curve: NamedCurve::P256 } => ("ecdsa-", &[alg_id::ECDSA_SHA256], "ecdsa-sha256".to_owned()),
        KeyKind::Ec { curve: NamedCurve::P384 } => ("ecdsa-", &[alg_id::ECDSA_SHA384], "ecdsa-sha384".to_owned()),
        KeyKind::Ec { curve: NamedCurve::P521 } => ("ecdsa-", &[alg_id::ECDSA_SHA512], "ecdsa-sha512".to_owned()),
        _ => return Ok(()),
    };
    let is_known =
        name.starts_with(family) && ["-sha256", "-sha384", "-sha512"].iter().any(|hash| name.ends_with(hash));
    if !is_known || spellings.iter().any(|spelling| spelling.as_ref() == made.algorithm()) {
        return Ok(());
    }
    Err(place
        .reason(subject, Code::AlgorithmNotAccepted, |subject| {
            format!("{subject} is signed with {name} by a key that the Forum has {wanted} for")
        })
        .saw(name.clone())
        .wanted(wanted.clone())
        .by("CA/Browser Forum Baseline Requirements, section 7.1.3.2"))
}

/// Section 7.1.3.2.1.
const RSA_SPELLINGS: [AlgorithmIdentifier; 6] = [
    alg_id::RSA_PKCS1_SHA256,
    alg_id::RSA_PKCS1_SHA384,
    alg_id::RSA_PKCS1_SHA512,
    alg_id::RSA_PSS_SHA256,
    alg_id::RSA_PSS_SHA384,
    alg_id::RSA_PSS_SHA512,
];
