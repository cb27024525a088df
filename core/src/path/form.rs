//! What RFC 5280 section 4 and the profile ask of a certificate's form, in its place.
//!
//! What is asked at every level of [`Form`] bears on who the peer is. The rest is asked by the profiles that name a
//! standard, so that they can be held to its conformance suites.

use std::net::Ipv4Addr;

use super::dns_name::DnsName;
use super::profile::{EndEntity, Form, Loosened, Presence, Profile};
use super::remedy::host_alone;
use super::{Place, asked, forum, public_key, public_suffix};
use crate::certificate::{Certificate, GeneralName, Version};
use crate::encoding::oid::{Oid, known};
use crate::encoding::time::Timestamp;
use crate::reason::remedy::peer_with;
use crate::reason::{Code, Reason, quoted};

/// Critical extensions that are understood (RFC 5280 section 4.2), those first that nearly always are critical.
const UNDERSTOOD: [Oid<'static>; 12] = [
    known::KEY_USAGE,
    known::BASIC_CONSTRAINTS,
    known::AUTHORITY_KEY_IDENTIFIER,
    known::SUBJECT_KEY_IDENTIFIER,
    known::SUBJECT_ALT_NAME,
    known::ISSUER_ALT_NAME,
    known::NAME_CONSTRAINTS,
    known::EXTENDED_KEY_USAGE,
    known::CERTIFICATE_POLICIES,
    known::POLICY_MAPPINGS,
    known::POLICY_CONSTRAINTS,
    known::INHIBIT_ANY_POLICY,
];

/// Policy qualifiers that are understood: nothing is to be done about them (RFC 5280 section 4.2.1.4).
const UNDERSTOOD_QUALIFIERS: [Oid<'static>; 2] = [known::QUALIFIER_CPS, known::QUALIFIER_USER_NOTICE];

/// Extensions that RFC 5280 section 4.2 wants not critical.
const NEVER_CRITICAL: [(Oid<'static>, &str); 2] = [
    (known::AUTHORITY_KEY_IDENTIFIER, "authorityKeyIdentifier"),
    (known::SUBJECT_KEY_IDENTIFIER, "subjectKeyIdentifier"),
];

/// Extensions that RFC 5280 wants critical. The Forum permits name constraints that are not (Baseline Requirements section
/// 7.1.2.5.2), and no others.
const ALWAYS_CRITICAL: [(Oid<'static>, &str, &str); 3] = [
    (known::NAME_CONSTRAINTS, "nameConstraints", "RFC 5280, section 4.2.1.10"),
    (known::POLICY_CONSTRAINTS, "policyConstraints", "RFC 5280, section 4.2.1.11"),
    (known::INHIBIT_ANY_POLICY, "inhibitAnyPolicy", "RFC 5280, section 4.2.1.14"),
];

/// `signs_itself` says whether the signature is of its own key, whatever name it has for its issuer.
pub(super) fn end_entity(
    certificate: &Certificate,
    profile: &Profile,
    at: Timestamp,
    signs_itself: &dyn Fn() -> bool,
) -> Result<(), Reason> {
    let place = Place::EndEntity;
    common(certificate, place, profile, at, signs_itself)?;
    let is_ca = certificate.basic_constraints().is_some_and(|constraints| constraints.ca);
    if is_ca && profile.end_entity == EndEntity::NotCa {
        return Err(place
            .reason(certificate, Code::EndEntityIsCa, |subject| {
                format!("{subject}, the peer's own, is a CA certificate")
            })
            .saw("basicConstraints CA:TRUE")
            .wanted("an end-entity certificate"));
    }
    if !is_ca {
        not_a_ca(certificate)?;
    }
    if profile.form != Form::AsIssued {
        path_length(certificate)?;
    }
    public_key::end_entity(certificate, profile)?;
    if profile.spiffe_id == Presence::Required {
        asked::svid(certificate)?;
    }
    names(certificate, profile)?;
    asked::of_end_entity(certificate, profile)
}

/// `signs_itself` says it of an anchor.
pub(super) fn issuer(
    certificate: &Certificate,
    place: Place,
    profile: &Profile,
    at: Timestamp,
    signs_itself: &dyn Fn() -> bool,
) -> Result<(), Reason> {
    common(certificate, place, profile, at, signs_itself)?;
    match certificate.basic_constraints() {
        Some(constraints) if constraints.ca => {}
        // A version 1 certificate can only be an anchor here, and that it is one was the caller's decision.
        None if certificate.version() != Version::V3 => {}
        stated => {
            let saw = if stated.is_some() { "basicConstraints CA:FALSE" } else { "no basicConstraints" };
            return Err(place
                .reason(certificate, Code::IssuerNotCa, |subject| {
                    format!("{subject} issued a certificate and is not a CA")
                })
                .saw(saw)
                .wanted("basicConstraints CA:TRUE"));
        }
    }
    public_key::issuer(certificate, place, profile)?;
    if profile.form == Form::AsIssued {
        return Ok(());
    }
    if certificate.subject().is_empty() {
        return Err(malformed(certificate, place, "subject", "RFC 5280, section 4.1.2.6"));
    }
    if certificate.extension(known::BASIC_CONSTRAINTS).is_some_and(|extension| !extension.critical()) {
        return Err(not_permitted(
            certificate,
            place,
            "basicConstraints is not critical, as a CA's must be",
            "RFC 5280, section 4.2.1.9",
        ));
    }
    for (oid, name, section) in ALWAYS_CRITICAL {
        let not_critical = certificate.extension(oid).is_some_and(|extension| !extension.critical());
        if not_critical && (profile.form == Form::Rfc5280 || oid != known::NAME_CONSTRAINTS) {
            return Err(not_permitted(certificate, place, &format!("{name} is not critical"), section));
        }
    }
    if certificate.version() == Version::V3 && certificate.subject_key_identifier().is_none() {
        return Err(missing(certificate, place, "subjectKeyIdentifier", "RFC 5280, section 4.2.1.2"));
    }
    if profile.form == Form::BaselineRequirements {
        if certificate.key_usage().is_none() {
            return Err(missing(
                certificate,
                place,
                "keyUsage",
                "CA/Browser Forum Baseline Requirements, section 7.1.2.10.7",
            ));
        }
        if matches!(place, Place::Anchor(_)) {
            return forum::anchor(certificate, place);
        }
    }
    Ok(())
}

/// What is asked of every certificate of a path, wherever it stands.
fn common(
    certificate: &Certificate,
    place: Place,
    profile: &Profile,
    at: Timestamp,
    signs_itself: &dyn Fn() -> bool,
) -> Result<(), Reason> {
    version(certificate, place, profile)?;
    critical_extensions(certificate, place, profile, at)?;
    if profile.form == Form::AsIssued {
        return Ok(());
    }
    if certificate.issuer().is_empty() {
        return Err(malformed(certificate, place, "issuer", "RFC 5280, section 4.1.2.4"));
    }
    if certificate.serial().is_zero() && !matches!(place, Place::Anchor(_)) {
        return Err(malformed(certificate, place, "serial number other than zero", "RFC 5280, section 4.1.2.2"));
    }
    for (oid, name) in NEVER_CRITICAL {
        if certificate.extension(oid).is_some_and(|extension| extension.critical()) {
            return Err(not_permitted(certificate, place, &format!("{name} is critical"), "RFC 5280, section 4.2.1"));
        }
    }
    authority_key_identifier(certificate, place, signs_itself)
}

/// Only version 3 has extensions; an anchor's version is the caller's choice, except under the Forum's rules.
fn version(certificate: &Certificate, place: Place, profile: &Profile) -> Result<(), Reason> {
    let anchor_may = matches!(place, Place::Anchor(_)) && profile.form != Form::BaselineRequirements;
    if certificate.version() == Version::V3 || anchor_may {
        return Ok(());
    }
    Err(place
        .reason(certificate, Code::VersionNotAccepted, |subject| {
            format!("{subject} is of X.509 version {}", certificate.version())
        })
        .saw(certificate.version().to_string())
        .wanted("3"))
}

/// RFC 5280 section 6.1.4 (o) and 6.1.5 (f).
pub(super) fn critical_extensions(
    certificate: &Certificate,
    place: Place,
    profile: &Profile,
    at: Timestamp,
) -> Result<(), Reason> {
    for oid in certificate.critical_extensions() {
        let understood = || profile.understood_extensions.iter().any(|known| known.as_oid() == oid);
        let loosened = || profile.loosens(&Loosened::CriticalExtension(oid.into()), at);
        if understands(certificate, oid) || understood() || loosened() {
            continue;
        }
        if let Some(qualifier) = unknown_qualifier(certificate, oid) {
            return Err(place
                .reason(certificate, Code::CriticalExtensionUnknown, |subject| {
                    format!("{subject} has critical certificatePolicies with the qualifier {qualifier}, which is not understood")
                })
                .saw(qualifier.to_string())
                .wanted("no qualifiers but id-qt-cps and id-qt-unotice")
                .by("RFC 5280, section 4.2.1.4"));
        }
        return Err(place
            .reason(certificate, Code::CriticalExtensionUnknown, |subject| {
                format!("{subject} has the critical extension {oid}, which is not understood")
            })
            .saw(oid.to_string()));
    }
    Ok(())
}

/// Whether this extension of the certificate is understood here, with all that is in it.
pub(super) fn understands(certificate: &Certificate, oid: Oid<'_>) -> bool {
    UNDERSTOOD.contains(&oid) && unknown_qualifier(certificate, oid).is_none()
}

/// Section 4.2.1.4: where certificatePolicies is critical, its qualifiers are to be understood as well.
fn unknown_qualifier<'c>(certificate: &'c Certificate, extension: Oid<'_>) -> Option<Oid<'c>> {
    let policies = || certificate.policy_information().flat_map(|policy| policy.qualifier_kinds());
    let is_unknown = |kind: &Oid<'_>| !UNDERSTOOD_QUALIFIERS.contains(kind);
    (extension == known::CERTIFICATE_POLICIES).then(policies)?.find(is_unknown)
}

/// Section 4.2.1.1: on every certificate but a self-signed one, which is one that its own key signed.
fn authority_key_identifier(
    certificate: &Certificate,
    place: Place,
    signs_itself: &dyn Fn() -> bool,
) -> Result<(), Reason> {
    let identifier = certificate.authority_key_identifier();
    let has_key_identifier = identifier.is_some_and(|identifier| identifier.key_identifier().is_some());
    if has_key_identifier {
        return Ok(());
    }
    let exempt = match place {
        Place::EndEntity => certificate.is_self_issued() && signs_itself(),
        Place::Intermediate(_) => false,
        Place::Anchor(_) => certificate.is_self_issued() || signs_itself(),
    };
    if exempt {
        return Ok(());
    }
    Err(missing(certificate, place, "authorityKeyIdentifier with a keyIdentifier", "RFC 5280, section 4.2.1.1"))
}

/// Section 4.2.1.9: only a CA whose keyUsage says that it may sign certificates has a path length.
fn path_length(certificate: &Certificate) -> Result<(), Reason> {
    let stated = certificate.basic_constraints().filter(|constraints| constraints.path_length.is_some());
    let signs = certificate.key_usage().is_some_and(|usage| usage.key_cert_sign());
    if stated.is_none_or(|constraints| constraints.ca && signs) {
        return Ok(());
    }
    let what = match stated {
        Some(constraints) if constraints.ca && certificate.key_usage().is_none() => {
            "basicConstraints has a path length, and no keyUsage says that it signs certificates"
        }
        _ => "basicConstraints has a path length, and it signs no certificates",
    };
    Err(not_permitted(certificate, Place::EndEntity, what, "RFC 5280, section 4.2.1.9"))
}

/// Sections 4.2.1.3 and 4.2.1.10: what only a CA certificate may have.
fn not_a_ca(certificate: &Certificate) -> Result<(), Reason> {
    let place = Place::EndEntity;
    if certificate.key_usage().is_some_and(|usage| usage.key_cert_sign()) {
        return Err(not_permitted(
            certificate,
            place,
            "keyUsage permits signing certificates, though it is no CA",
            "RFC 5280, section 4.2.1.3",
        ));
    }
    if certificate.name_constraints().is_some() {
        return Err(not_permitted(
            certificate,
            place,
            "it has nameConstraints, though it is no CA",
            "RFC 5280, section 4.2.1.10",
        ));
    }
    Ok(())
}

/// Subject and subject alternative names of the end entity.
fn names(certificate: &Certificate, profile: &Profile) -> Result<(), Reason> {
    let place = Place::EndEntity;
    for name in certificate.subject_alt_names() {
        match name {
            GeneralName::Dns(text) => dns_name(certificate, text, profile)?,
            GeneralName::Email(text)
                if profile.form >= Form::Rfc5280
                    && text.split_once('@').is_none_or(|(l, h)| l.is_empty() || h.is_empty()) =>
            {
                let fix = peer_with("subjectAltName = email:user@host.example");
                return Err(name_malformed(certificate, text, "it is no mailbox").mended_by(fix));
            }
            _ => {}
        }
    }
    if profile.form == Form::AsIssued {
        return Ok(());
    }
    let subject_alt_name = certificate.extension(known::SUBJECT_ALT_NAME);
    if certificate.subject().is_empty() && subject_alt_name.as_ref().is_none_or(|extension| !extension.critical()) {
        return Err(not_permitted(
            certificate,
            place,
            "the subject is empty, and subjectAltName is not critical",
            "RFC 5280, section 4.1.2.6",
        ));
    }
    if profile.form == Form::BaselineRequirements {
        return forum::names(certificate, subject_alt_name.is_some_and(|extension| extension.critical()));
    }
    Ok(())
}

/// RFC 5280 section 4.2.1.6: the preferred name syntax; wildcards as RFC 9525 section 6.3 has them.
fn dns_name(certificate: &Certificate, text: &str, profile: &Profile) -> Result<(), Reason> {
    let Some(name) = DnsName::parse_presented(text) else {
        return Err(name_malformed(certificate, text, "it is no DNS name").mended_by(host_alone(text)));
    };
    if profile.refuses_public_suffix_wildcards && name.is_wildcard() && public_suffix::is_one(&name) {
        let reason = name_malformed(certificate, text, "the wildcard stands for all of a public suffix");
        return Err(reason.by("CA/Browser Forum Baseline Requirements, section 3.2.2.6"));
    }
    if profile.form == Form::AsIssued {
        return Ok(());
    }
    if name.looks_like_address() || text.parse::<Ipv4Addr>().is_ok() {
        return Err(name_malformed(certificate, text, "it is an address, and stands among the DNS names"));
    }
    if !name.is_preferred_syntax() {
        return Err(name_malformed(certificate, text, "a DNS name has letters, digits and hyphens only"));
    }
    if name.is_wildcard() && name.label_count() < 2 && profile.form == Form::BaselineRequirements {
        return Err(name_malformed(certificate, text, "the wildcard stands for all of a top-level domain"));
    }
    Ok(())
}

pub(super) fn missing(certificate: &Certificate, place: Place, what: &str, reference: &'static str) -> Reason {
    place
        .reason(certificate, Code::ExtensionMissing, |subject| format!("{subject} lacks {what}"))
        .wanted(what)
        .by(reference)
}

pub(super) fn not_permitted(certificate: &Certificate, place: Place, what: &str, reference: &'static str) -> Reason {
    place.reason(certificate, Code::ExtensionNotPermitted, |subject| format!("{subject}: {what}")).by(reference)
}

fn malformed(certificate: &Certificate, place: Place, what: &str, reference: &'static str) -> Reason {
    place
        .reason(certificate, Code::EncodingMalformed, |subject| format!("{subject} has no {what}"))
        .wanted(format!("a {what}"))
        .by(reference)
}

fn name_malformed(certificate: &Certificate, name: &str, why: &str) -> Reason {
    let name = quoted(name);
    Place::EndEntity
        .reason(certificate, Code::IdentityMalformed, |subject| format!("{subject} has the name {name}: {why}"))
        .saw(name.clone())
        .by("RFC 5280, section 4.2.1.6")
}
