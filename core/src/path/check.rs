//! What RFC 5280 section 6.1 asks of one certificate in its place, in the order in which people can mend it.

use super::form;
use super::name_constraints::{self, Violation};
use super::profile::AnchorStatement;
use super::{Place, Verifier, usage};
use crate::certificate::Certificate;
use crate::encoding::time::Timestamp;
use crate::limits::{Budget, Spent};
use crate::reason::remedy::{ISSUE_CA, ISSUE_PEER};
use crate::reason::{Code, Reason, Stage};
use crate::signature;

/// Everything about the end entity that does not depend on its issuer; several things may be wrong at once.
pub(super) fn end_entity(verifier: &Verifier<'_>, certificate: &Certificate, budget: &Budget) -> Vec<Reason> {
    let place = Place::EndEntity;
    let profile = verifier.profile;
    let signs_itself = || signs_itself(verifier, certificate, budget);
    [
        validity(certificate, place, verifier.at),
        form::end_entity(certificate, profile, verifier.at, &signs_itself),
        usage::key_usage(certificate, profile),
        usage::extended_key_usage(certificate, place, profile, verifier.at),
    ]
    .into_iter()
    .filter_map(Result::err)
    .collect()
}

/// Whether `issuer` may stand above `below` (end entity first); all but the signature.
pub(super) fn issuer(
    verifier: &Verifier<'_>,
    issuer: &Certificate,
    place: Place,
    below: &[&Certificate],
    budget: &Budget,
) -> Result<(), Failure> {
    let profile = verifier.profile;
    let anchor = matches!(place, Place::Anchor(_));
    let honours = |statement| !anchor || statement == AnchorStatement::Honoured;
    if honours(profile.anchor_validity) {
        validity(issuer, place, verifier.at)?;
    }
    let signs_itself = || signs_itself(verifier, issuer, budget);
    form::issuer(issuer, place, profile, verifier.at, &signs_itself)?;
    if honours(profile.anchor_usage) {
        certificate_signing(issuer, place)?;
        usage::extended_key_usage(issuer, place, profile, verifier.at)?;
        usage::common_usage(issuer, place, below, profile, verifier.at)?;
        path_length(issuer, place, below)?;
    }
    intermediates(verifier, issuer, place, below)?;
    if honours(profile.anchor_name_constraints) {
        names(issuer, below, budget)?;
    }
    Ok(())
}

/// Whether a certificate is its own issuer's, and not only of a CA that has its name: by the key identifiers, or else by its
/// signature.
pub(super) fn is_self_signed(verifier: &Verifier<'_>, certificate: &Certificate, budget: &Budget) -> bool {
    let issuers = certificate.authority_key_identifier().and_then(|identifier| identifier.key_identifier());
    certificate.is_self_issued()
        && match issuers.zip(certificate.subject_key_identifier()) {
            Some((issuers, own)) => issuers == own,
            None => signs_itself(verifier, certificate, budget),
        }
}

/// Whether a certificate's signature is of its own key. Who has spent too much is not told.
fn signs_itself(verifier: &Verifier<'_>, certificate: &Certificate, budget: &Budget) -> bool {
    budget.spend_signature().is_ok()
        && signature::verify_certificate(verifier.provider, certificate, certificate, verifier.cache).is_ok()
}

/// What was let through for the sake of an issuer that the path may not have: again, now that it is whole.
pub(super) fn loosened_for_others(
    verifier: &Verifier<'_>,
    anchor: &Certificate,
    below: &[&Certificate],
) -> Result<(), Reason> {
    if verifier.profile.loosenings.is_empty() {
        return Ok(());
    }
    let path: Vec<&Certificate> = below.iter().copied().chain([anchor]).collect();
    let Some(profile) = verifier.profile.on_path_through(path.get(1..).unwrap_or_default()) else { return Ok(()) };
    for (index, certificate) in path.iter().enumerate() {
        let place = match index {
            0 => Place::EndEntity,
            _ if index == below.len() => Place::Anchor(index),
            _ => Place::Intermediate(index),
        };
        form::critical_extensions(certificate, place, &profile, verifier.at)?;
        if matches!(place, Place::Anchor(_)) && profile.anchor_usage == AnchorStatement::Ignored {
            continue;
        }
        usage::extended_key_usage(certificate, place, &profile, verifier.at)?;
        if index > 0 {
            let below = path.get(..index).unwrap_or_default();
            usage::common_usage(certificate, place, below, &profile, verifier.at)?;
        }
    }
    Ok(())
}

/// Why a candidate cannot stand in its place.
pub(super) enum Failure {
    Reason(Box<Reason>),
    Spent(Spent),
}

impl From<Reason> for Failure {
    fn from(reason: Reason) -> Self {
        Self::Reason(Box::new(reason))
    }
}

impl From<Spent> for Failure {
    fn from(spent: Spent) -> Self {
        Self::Spent(spent)
    }
}

/// Section 6.1.3 (a)(2); both ends are inclusive (section 4.1.2.5).
pub(super) fn validity(certificate: &Certificate, place: Place, at: Timestamp) -> Result<(), Reason> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    // No clock and no waiting helps where no instant lies between both ends.
    let never =
        |reason: Reason| if not_after < not_before { reason.mended_by(ends_before_it_begins(place)) } else { reason };
    if at < not_before {
        let ahead = duration_words(not_before.seconds_since(at));
        return Err(never(
            place
                .reason(certificate, Code::CertificateNotYetValid, |subject| {
                    format!("{subject} is valid from {not_before}, {ahead} after the verification time")
                })
                .saw(at.to_string())
                .wanted(format!("{not_before} or later")),
        ));
    }
    if at > not_after {
        let past = duration_words(at.seconds_since(not_after));
        return Err(never(
            place
                .reason(certificate, Code::CertificateExpired, |subject| {
                    format!("{subject} was valid until {not_after}, {past} before the verification time")
                })
                .saw(at.to_string())
                .wanted(format!("{not_after} or earlier")),
        ));
    }
    Ok(())
}

fn ends_before_it_begins(place: Place) -> String {
    let again = if place == Place::EndEntity { ISSUE_PEER } else { ISSUE_CA };
    format!("it ends before it begins, and is never valid: issue it again with a later end: `{again}`")
}

/// `seconds` in the largest unit of which there are at least two.
pub(super) fn duration_words(seconds: i64) -> String {
    const UNITS: [(i64, &str); 3] = [(86_400, "days"), (3_600, "hours"), (60, "minutes")];
    for (unit, name) in UNITS {
        if let Some(count) = seconds.checked_div(unit).filter(|&count| count >= 2) {
            return format!("{count} {name}");
        }
    }
    if seconds == 1 { "1 second".to_owned() } else { format!("{seconds} seconds") }
}

/// Section 6.1.4 (n): a keyUsage that is there must permit signing certificates.
fn certificate_signing(issuer: &Certificate, place: Place) -> Result<(), Reason> {
    match issuer.key_usage() {
        Some(usage) if !usage.key_cert_sign() => Err(place
            .reason(issuer, Code::UsageNotPermitted, |subject| {
                format!("{subject} has a keyUsage that does not permit signing certificates")
            })
            .saw(usage.to_string())
            .wanted("keyCertSign")
            .by("RFC 5280, section 6.1.4 (n)")),
        _ => Ok(()),
    }
}

/// Section 6.1.4 (l) and (m): intermediates that are not self-issued count, the end entity does not.
fn path_length(issuer: &Certificate, place: Place, below: &[&Certificate]) -> Result<(), Reason> {
    let Some(limit) = issuer.basic_constraints().and_then(|constraints| constraints.path_length) else {
        return Ok(());
    };
    let count = below.iter().skip(1).filter(|certificate| !certificate.is_self_issued()).count();
    if u32::try_from(count).is_ok_and(|count| count <= limit) {
        return Ok(());
    }
    Err(place
        .reason(issuer, Code::PathLengthExceeded, |subject| {
            format!("{subject} permits {limit} intermediate certificates below it, and the path has {count}")
        })
        .saw(count.to_string())
        .wanted(format!("at most {limit}")))
}

/// The profile's own limit on the length of a path.
fn intermediates(
    verifier: &Verifier<'_>,
    candidate: &Certificate,
    place: Place,
    below: &[&Certificate],
) -> Result<(), Reason> {
    // `below` counts the end entity, which is none; a candidate that is no anchor is one more.
    let more = usize::from(!matches!(place, Place::Anchor(_)));
    let count = below.len().saturating_sub(1).saturating_add(more);
    let limit = verifier.profile.intermediates;
    if count <= limit {
        return Ok(());
    }
    Err(place
        .reason(candidate, Code::PathLengthExceeded, |subject| {
            format!(
                "with {subject} the path would have {count} intermediate certificates, and the profile permits {limit}"
            )
        })
        .saw(count.to_string())
        .wanted(format!("at most {limit}"))
        .by("profile"))
}

/// Section 6.1.3 (b) and (c), for the constraints of one CA.
fn names(issuer: &Certificate, below: &[&Certificate], budget: &Budget) -> Result<(), Failure> {
    let Some(constraints) = issuer.name_constraints() else {
        return Ok(());
    };
    for (index, certificate) in below.iter().enumerate() {
        if index > 0 && certificate.is_self_issued() {
            continue;
        }
        match name_constraints::apply(&constraints, issuer, certificate, budget) {
            Ok(()) => {}
            Err(Violation::Spent(spent)) => return Err(spent.into()),
            Err(Violation::Reason(reason)) => {
                return Err((*reason).certificate_ref(Some(index), certificate.fingerprint()).into());
            }
        }
    }
    Ok(())
}

/// The counter that ran out, as a reason.
pub(super) fn work_limit(spent: Spent) -> Reason {
    let (noun, limit) = (spent.noun(), spent.limit());
    Reason::new(Code::WorkLimitReached, format!("building the path took more than {limit} {noun}"))
        .at_stage(Stage::Path)
        .wanted(format!("at most {limit} {noun}"))
}
