//! What a profile asks of the end entity besides a standard's form.

use super::Place;
use super::check::duration_words;
use super::form::missing;
use super::profile::Profile;
use crate::certificate::{Certificate, GeneralName, KeyUsage};
use crate::reason::{Code, Reason};

/// What a profile asks of the end entity besides: names, extensions, lifetime.
pub(super) fn of_end_entity(certificate: &Certificate, profile: &Profile) -> Result<(), Reason> {
    let place = Place::EndEntity;
    if !profile.required_names.is_empty() && !profile.required_names.iter().any(|name| name.is_in(certificate)) {
        let nouns: Vec<&str> = profile.required_names.iter().map(|name| name.noun()).collect();
        let wanted = nouns.join(" or ");
        return Err(place
            .reason(certificate, Code::IdentityMissing, |subject| format!("{subject} has not {wanted}"))
            .wanted(wanted.clone())
            .by("profile")
            .mended_by("issue the certificate with such a name, or choose a profile that does not ask for one"));
    }
    if let Some(lacking) = profile.required_extensions.iter().find(|oid| certificate.extension(oid.as_oid()).is_none())
    {
        return Err(missing(certificate, place, &lacking.to_string(), "profile"));
    }
    // The last second counts as well (RFC 5280 section 4.1.2.5).
    let lifetime = certificate.not_after().seconds_since(certificate.not_before()).saturating_add(1);
    let most = profile.lifetime.map(|most| i64::try_from(most.as_secs()).unwrap_or(i64::MAX));
    match most {
        Some(most) if lifetime > most => Err(place
            .reason(certificate, Code::LifetimeTooLong, |subject| {
                format!(
                    "{subject} was issued for {}, and the profile permits {}",
                    duration_words(lifetime),
                    duration_words(most)
                )
            })
            .saw(format!("{lifetime} seconds"))
            .wanted(format!("at most {most} seconds"))),
        _ => Ok(()),
    }
}

/// X509-SVID section 5.2: a key that signs no revocation lists; section 2: exactly one URI SAN, whatever else there is.
pub(super) fn svid(certificate: &Certificate) -> Result<(), Reason> {
    if let Some(usage) = certificate.key_usage().filter(KeyUsage::crl_sign) {
        return Err(Place::EndEntity
            .reason(certificate, Code::UsageNotPermitted, |subject| {
                format!(
                    "{subject} has a keyUsage that permits signing revocation lists, as no X509-SVID of a workload may"
                )
            })
            .saw(usage.to_string())
            .wanted("no cRLSign")
            .by("X509-SVID, section 5.2"));
    }
    let count = certificate.subject_alt_names().filter(|name| matches!(name, GeneralName::Uri(_))).count();
    match count {
        1 => Ok(()),
        0 => Err(Place::EndEntity
            .reason(certificate, Code::IdentityMissing, |subject| {
                format!("{subject} has no URI among its names, so no SPIFFE ID")
            })
            .wanted("exactly one URI, a SPIFFE ID")
            .by("X509-SVID, section 2")),
        _ => Err(Place::EndEntity
            .reason(certificate, Code::IdentityAmbiguous, |subject| {
                format!("{subject} has {count} URIs, and an X509-SVID has exactly one")
            })
            .saw(count.to_string())
            .wanted("exactly one URI, a SPIFFE ID")
            .by("X509-SVID, section 2")),
    }
}
