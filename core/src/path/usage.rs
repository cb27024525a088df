//! What a certificate may be used for: keyUsage and extendedKeyUsage.

use super::Place;
use super::profile::{Form, KeyRole, Loosened, Presence, Profile};
use crate::certificate::{Certificate, KeyUsage};
use crate::encoding::oid::{Oid, OidBuf, known};
use crate::encoding::time::Timestamp;
use crate::reason::{Code, Reason, nearest};

/// The end entity's key usage bits against the role its key plays.
pub(super) fn key_usage(certificate: &Certificate, profile: &Profile) -> Result<(), Reason> {
    let stated = certificate.key_usage();
    let (fits, wanted): (fn(&KeyUsage) -> bool, &str) = match profile.key_role {
        KeyRole::Any => return Ok(()),
        KeyRole::Signs | KeyRole::SignsExplicitly => (KeyUsage::digital_signature, "digitalSignature"),
        KeyRole::Serves => (
            |usage| usage.digital_signature() || usage.key_encipherment() || usage.key_agreement(),
            "digitalSignature, keyEncipherment or keyAgreement",
        ),
    };
    match stated {
        Some(usage) if fits(&usage) => Ok(()),
        Some(usage) => Err(Place::EndEntity
            .reason(certificate, Code::UsageNotPermitted, |subject| {
                format!("{subject} has a keyUsage that does not permit {wanted}")
            })
            .saw(usage.to_string())
            .wanted(wanted)
            .by("RFC 5280, section 4.2.1.3")),
        None if profile.key_role == KeyRole::SignsExplicitly => Err(Place::EndEntity
            .reason(certificate, Code::ExtensionMissing, |subject| {
                let what = if profile.spiffe_id == Presence::Required { "an X509-SVID" } else { "such a certificate" };
                format!("{subject} has no keyUsage extension, which {what} must have")
            })
            .wanted("keyUsage with digitalSignature")
            .by(if profile.spiffe_id == Presence::Required { "X509-SVID, section 4.3" } else { "profile" })),
        None => Ok(()),
    }
}

/// The extended key usages that the profile asks for. They nest: a CA that states extended key usages must permit them
/// too, which RFC 5280 leaves open and every TLS verifier asks for. anyExtendedKeyUsage counts for a CA and not for
/// the end entity.
pub(super) fn extended_key_usage(
    certificate: &Certificate,
    place: Place,
    profile: &Profile,
    at: Timestamp,
) -> Result<(), Reason> {
    let loosened = |what: &Loosened| profile.loosens(what, at);
    let Some(stated) = certificate.extended_key_usage() else {
        if place == Place::EndEntity && lacks_usage(certificate, profile) && !loosened(&Loosened::NoExtendedKeyUsage) {
            return Err(place
                .reason(certificate, Code::ExtensionMissing, |subject| {
                    format!("{subject} has no extendedKeyUsage extension")
                })
                .wanted(wanted_usages(profile))
                .by(if profile.form == Form::BaselineRequirements {
                    "CA/Browser Forum Baseline Requirements, section 7.1.2.7.6"
                } else {
                    "profile"
                }));
        }
        return Ok(());
    };
    let any_counts = place != Place::EndEntity;
    if profile.extended_key_usage_instead.iter().any(|usage| stated.contains(usage.as_oid())) {
        // Which one it is for all of the path: see `common_usage`.
        return Ok(());
    }
    for wanted in &profile.extended_key_usage {
        let any = || any_counts && stated.contains(known::ANY_EXTENDED_KEY_USAGE);
        let server = || {
            wanted.as_oid() == known::CLIENT_AUTH
                && stated.contains(known::SERVER_AUTH)
                && loosened(&Loosened::ServerAuthForClients)
        };
        if !(stated.contains(wanted.as_oid()) || any() || server()) {
            let wanted = wanted_usages(profile);
            let seen: Vec<String> = stated.iter().take(USAGES_NAMED).map(usage_name).collect();
            let seen = seen.join(", ");
            return Err(place
                .reason(certificate, Code::UsageNotPermitted, |subject| {
                    format!("{subject} may be used for {seen}, not for {wanted}")
                })
                .saw(seen.clone())
                .wanted(wanted)
                .by("RFC 5280, section 4.2.1.12"));
        }
    }
    Ok(())
}

/// Whether an end entity states no usage where it must.
pub(super) fn lacks_usage(certificate: &Certificate, profile: &Profile) -> bool {
    profile.extended_key_usage_presence == Presence::Required && certificate.extended_key_usage().is_none()
}

/// Where a profile has alternatives: one of them that all certificates of the path permit, as far as they state usages. Else a
/// CA that may issue for one alternative could issue for another.
pub(super) fn common_usage(
    issuer: &Certificate,
    place: Place,
    below: &[&Certificate],
    profile: &Profile,
    at: Timestamp,
) -> Result<(), Reason> {
    if profile.extended_key_usage_instead.is_empty() {
        return Ok(());
    }
    let lets_servers = profile.loosens(&Loosened::ServerAuthForClients, at);
    let permits =
        |certificate: &Certificate, is_ca, usages: &[OidBuf]| permits(certificate, is_ca, usages, lets_servers);
    let alternatives = || alternatives(profile);
    let by_those_below = |usages: &[OidBuf]| {
        below.iter().enumerate().all(|(index, certificate)| permits(certificate, index > 0, usages))
    };
    let mut usable = alternatives().filter(|usages| by_those_below(usages)).peekable();
    // Those below permit none by themselves: that is told of them.
    if usable.peek().is_none() || usable.any(|usages| permits(issuer, true, usages)) {
        return Ok(());
    }
    let wanted = alternatives().filter(|usages| by_those_below(usages));
    let names =
        |usages: &[OidBuf]| usages.iter().map(|usage| usage_name(usage.as_oid())).collect::<Vec<_>>().join(", ");
    let wanted = wanted.map(names).collect::<Vec<_>>().join(" or ");
    Err(place
        .reason(issuer, Code::UsageNotPermitted, |subject| {
            format!("{subject} may not issue for {wanted}, which the certificate below it is for")
        })
        .wanted(wanted.clone())
        .by("RFC 5280, section 4.2.1.12"))
}

/// The usages of which the profile asks for all, and each that does as well.
fn alternatives(profile: &Profile) -> impl Iterator<Item = &[OidBuf]> {
    let instead = profile.extended_key_usage_instead.iter().map(std::slice::from_ref);
    std::iter::once(profile.extended_key_usage.as_slice()).chain(instead)
}

/// Whether a certificate that may state usages permits all of these.
fn permits(certificate: &Certificate, is_ca: bool, usages: &[OidBuf], lets_servers: bool) -> bool {
    certificate.extended_key_usage().is_none_or(|stated| {
        let any = is_ca && stated.contains(known::ANY_EXTENDED_KEY_USAGE);
        let server =
            |usage: Oid<'_>| usage == known::CLIENT_AUTH && lets_servers && stated.contains(known::SERVER_AUTH);
        any || usages.iter().all(|usage| stated.contains(usage.as_oid()) || server(usage.as_oid()))
    })
}

/// Whether the certificates of a path (the end entity first) verify only because those for serverAuth are let through as
/// ones for clientAuth, and whether this one is among those.
pub(super) fn serves_as_client(path: &[&Certificate], index: usize, profile: &Profile) -> bool {
    let strictly = |usages: &[OidBuf]| {
        path.iter().enumerate().all(|(index, certificate)| permits(certificate, index > 0, usages, false))
    };
    let client_auth = OidBuf::from(known::CLIENT_AUTH);
    let for_clients = |certificate| permits(certificate, index > 0, std::slice::from_ref(&client_auth), false);
    !alternatives(profile).any(strictly)
        && profile.extended_key_usage.contains(&client_auth)
        && path.get(index).is_some_and(|certificate| !for_clients(certificate))
}

/// Most usages that a message lists.
const USAGES_NAMED: usize = 8;

fn wanted_usages(profile: &Profile) -> String {
    let names = |usages: &[OidBuf]| usages.iter().map(|oid| usage_name(oid.as_oid())).collect::<Vec<_>>();
    let mut wanted = names(&profile.extended_key_usage).join(", ");
    for usage in names(&profile.extended_key_usage_instead) {
        wanted = format!("{wanted} or {usage}");
    }
    wanted
}

/// Usages that have a name.
const NAMED: [(Oid<'static>, &str); 9] = [
    (known::SERVER_AUTH, "serverAuth"),
    (known::CLIENT_AUTH, "clientAuth"),
    (known::CODE_SIGNING, "codeSigning"),
    (known::EMAIL_PROTECTION, "emailProtection"),
    (known::TIME_STAMPING, "timeStamping"),
    (known::OCSP_SIGNING, "OCSPSigning"),
    (known::EAP_OVER_LAN, "eapOverLAN"),
    (known::ANY_EXTENDED_KEY_USAGE, "anyExtendedKeyUsage"),
    (known::SMARTCARD_LOGON, "smartcardLogon"),
];

/// The extended key usage of that name.
pub(super) fn usage_of_name(name: &str) -> Option<Oid<'static>> {
    NAMED.iter().find(|(_, known)| *known == name).map(|(oid, _)| *oid)
}

/// The name of a usage that a text most likely means.
pub(super) fn nearest_usage(text: &str) -> Option<&'static str> {
    nearest(text, &NAMED.map(|(_, name)| name))
}

/// The name of an extended key usage as RFC 5280 and OpenSSL write it, or its dotted form.
pub fn usage_name(oid: Oid<'_>) -> String {
    NAMED.iter().find(|(known, _)| *known == oid).map_or_else(|| oid.to_string(), |(_, name)| (*name).to_owned())
}
