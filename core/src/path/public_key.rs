//! The public key that a certificate certifies: of a kind, and as long, as the profile accepts, and a key at all; and
//! why nothing verifies by it.

use rustls_pki_types::alg_id;

use super::profile::{AnchorStatement, Form, Profile, RSA_BITS};
use super::{Place, designation};
use crate::certificate::{Certificate, KeyKind, NamedCurve};
use crate::reason::remedy::{CA_USAGE, ca_with, peer_with};
use crate::reason::{Code, Reason, Stage};
use crate::signature::Failure;

/// Baseline Requirements: key sizes.
const FORUM_SIZES: &str = "CA/Browser Forum Baseline Requirements, section 6.1.5";

/// What is asked of the end entity's key: the peer proves that it holds it, which says little if it can be forged.
pub(super) fn end_entity(certificate: &Certificate, profile: &Profile) -> Result<(), Reason> {
    let place = Place::EndEntity;
    accepted(certificate, place, profile)?;
    flaw(certificate, place).map_or(Ok(()), Err)?;
    ml_dsa_usage(certificate, place)
}

/// What is asked of an issuer's key before anything is verified by it. Other kinds than the profile names are no
/// provider's algorithms, except where the Forum names fewer.
pub(super) fn issuer(certificate: &Certificate, place: Place, profile: &Profile) -> Result<(), Reason> {
    let is_short = || matches!(certificate.public_key().kind(), KeyKind::Rsa { bits } if *bits < profile.rsa_bits);
    if profile.form == Form::BaselineRequirements || is_short() {
        accepted(certificate, place, profile)?;
    }
    if matches!(place, Place::Anchor(_)) && profile.anchor_usage == AnchorStatement::Ignored {
        return Ok(());
    }
    ml_dsa_usage(certificate, place)
}

/// Whether the key is of a kind and size that the profile accepts.
fn accepted(certificate: &Certificate, place: Place, profile: &Profile) -> Result<(), Reason> {
    let key = certificate.public_key();
    let kind = key.kind();
    let forum = profile.form == Form::BaselineRequirements;
    let (wanted, reference) = match kind {
        KeyKind::Rsa { bits } if *bits < profile.rsa_bits => {
            let reference = match forum {
                _ if *bits >= RSA_BITS => "profile",
                true => FORUM_SIZES,
                false => "NIST SP 800-131A, section 3",
            };
            (format!("RSA of at least {} bits", profile.rsa_bits), reference)
        }
        KeyKind::Rsa { bits } if forum && bits % 8 != 0 => {
            ("an RSA modulus whose bits are divisible by 8".to_owned(), FORUM_SIZES)
        }
        KeyKind::Rsa { .. } if forum && key.is_for_pss_only() => (
            "RSA under the identifier rsaEncryption".to_owned(),
            "CA/Browser Forum Baseline Requirements, section 7.1.3.1.1",
        ),
        KeyKind::Rsa { .. } if forum && key.algorithm() != alg_id::RSA_ENCRYPTION.as_ref() => (
            "RSA under the identifier rsaEncryption with the parameters NULL".to_owned(),
            "CA/Browser Forum Baseline Requirements, section 7.1.3.1.1",
        ),
        KeyKind::Rsa { .. } | KeyKind::Ec { curve: NamedCurve::P256 | NamedCurve::P384 | NamedCurve::P521 } => {
            return Ok(());
        }
        KeyKind::Ed25519 | KeyKind::MlDsa44 | KeyKind::MlDsa65 | KeyKind::MlDsa87 if !forum => return Ok(()),
        _ if forum => {
            (format!("RSA of at least {} bits, or ECDSA on P-256, P-384 or P-521", profile.rsa_bits), FORUM_SIZES)
        }
        _ => (
            format!("RSA of at least {} bits, ECDSA on P-256, P-384 or P-521, Ed25519, or ML-DSA", profile.rsa_bits),
            "profile",
        ),
    };
    Err(place
        .reason(certificate, Code::AlgorithmNotAccepted, |subject| {
            format!("{subject} certifies a key that is not accepted, {kind}")
        })
        .saw(kind.to_string())
        .wanted(wanted)
        .by(reference))
}

/// Why the signature on the certificate at this place did not verify by the key of its issuer, which stands at the other.
pub(super) fn signature(
    failure: &Failure,
    (subject, place): (&Certificate, Place),
    (issuer, above): (&Certificate, Place),
) -> Reason {
    // Nothing verifies by a key that is none: that is to be mended, not the signature.
    let flawed = || flaw(issuer, above).filter(|_| *failure == Failure::SignatureInvalid);
    flawed().unwrap_or_else(|| not_verified(failure, subject, issuer, place))
}

fn not_verified(failure: &Failure, subject: &Certificate, issuer: &Certificate, place: Place) -> Reason {
    let name = designation(&issuer.subject());
    match failure {
        Failure::AlgorithmNotAccepted { what } => place
            .reason(subject, Code::AlgorithmNotAccepted, |subject| {
                format!("{subject} is signed with {what}, which is not accepted")
            })
            .saw(what.clone()),
        Failure::NotOffered { what, by } => place
            .reason(subject, Code::AlgorithmNotAccepted, |subject| {
                format!("{subject} is signed with {what}, which the signature provider has not got")
            })
            .saw(what.clone())
            .mended_by(format!("build with the feature {by}, and choose that provider")),
        Failure::KeyMismatch if issuer.public_key().is_for_pss_only() => {
            let made_by = subject.signature().algorithm_name();
            place
                .reason(subject, Code::SignatureInvalid, |subject| {
                    format!("{subject} is signed with {made_by}, which the key of {name}, for RSASSA-PSS only, does not permit")
                })
                .saw(made_by.clone())
                .by("RFC 4055, sections 1.2 and 3.3")
        }
        Failure::KeyMismatch => place.reason(subject, Code::SignatureInvalid, |subject| {
            format!("{subject} is signed with an algorithm that the key of {name} is not for")
        }),
        Failure::SignatureInvalid => place.reason(subject, Code::SignatureInvalid, |subject| {
            format!("the signature of {subject} was not made by the key of {name}")
        }),
    }
}

/// Why nothing can be verified by the key, whoever signs.
fn flaw(certificate: &Certificate, place: Place) -> Option<Reason> {
    let key = certificate.public_key();
    let flaw = key.flaw()?;
    let what = flaw.what;
    let said = match flaw.code {
        Code::EncodingMalformed => "certifies a key that is none",
        _ => "certifies a key that is not accepted",
    };
    let reason = place.reason(certificate, flaw.code, |subject| format!("{subject} {said}: {what}"));
    Some(reason.at_stage(Stage::Path).saw(key.kind().to_string()).by(flaw.reference))
}

/// RFC 9881 section 5: an ML-DSA key signs, and a keyUsage that is there permits nothing else. (One that permits none of the
/// rest and not signing has no bit at all, and was refused when it was read.)
fn ml_dsa_usage(certificate: &Certificate, place: Place) -> Result<(), Reason> {
    let kind = certificate.public_key().kind();
    let signs_only = matches!(kind, KeyKind::MlDsa44 | KeyKind::MlDsa65 | KeyKind::MlDsa87);
    let Some(usage) = certificate.key_usage().filter(|usage| signs_only && !usage.only_signs()) else {
        return Ok(());
    };
    let fix = if place == Place::EndEntity {
        peer_with("keyUsage = critical, digitalSignature")
    } else {
        ca_with(&[CA_USAGE])
    };
    Err(place
        .reason(certificate, Code::ExtensionNotPermitted, |subject| {
            format!("{subject}: keyUsage permits more than signatures, and {kind} makes nothing else")
        })
        .saw(usage.to_string())
        .wanted("digitalSignature, nonRepudiation, keyCertSign or cRLSign, and nothing else")
        .by("RFC 9881, section 5")
        .mended_by(fix))
}
