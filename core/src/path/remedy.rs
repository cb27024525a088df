//! What to do about a reason, where the certificate and its place tell more than the code does.

use std::net::IpAddr;

use super::dns_name::DnsName;
use super::{Place, designation};
use crate::certificate::Certificate;
use crate::encoding::oid::known;
use crate::reason::remedy::{CA_USAGE, ISSUE_PEER, NEW_KEY, ca_with, peer_with};
use crate::reason::{Code, Reason, hex};

const CA_CONSTRAINTS: &str = "basicConstraints = critical, CA:TRUE";

/// The reason about the certificate at this place with the fix that suits it; a fix of its own stays.
pub(super) fn mended(reason: Reason, certificate: &Certificate, place: Place) -> Reason {
    if reason.fix() != reason.code().explanation().fix {
        return reason;
    }
    match fix(&reason, certificate, place) {
        Some(fix) => reason.mended_by(fix),
        None => reason,
    }
}

fn fix(reason: &Reason, certificate: &Certificate, place: Place) -> Option<String> {
    // An anchor is the caller's, and nobody issues it again for a peer.
    if matches!(place, Place::Anchor(_)) && reason.code() != Code::CertificateExpired {
        return None;
    }
    Some(match reason.code() {
        Code::CertificateExpired => match place {
            Place::EndEntity => format!(
                "renew the certificate and let the peer load the new one (with OpenSSL: `{ISSUE_PEER}`); if it looks current, compare the clocks of both machines (`date -u`)"
            ),
            Place::Intermediate(_) => "send the CA's current certificate in its place, which has the same name and key; what it issued may stay. A root that was cross-signed by this CA's issuer can be added to the trust anchors instead".to_owned(),
            Place::Anchor(_) => "give the CA's current certificate as trust anchor; if this one looks current, compare the clocks of both machines (`date -u`)".to_owned(),
        },
        Code::IssuerNotCa if certificate.basic_constraints().is_some() => "it is a peer's own certificate, and cannot issue others: have the certificate below it issued by a CA, such as the one that issued this".to_owned(),
        Code::IssuerNotCa => ca_with(&[CA_CONSTRAINTS, CA_USAGE]),
        Code::VersionNotAccepted => again(place, "basicConstraints = critical, CA:FALSE", &[CA_CONSTRAINTS, CA_USAGE]),
        Code::UsageNotPermitted => usage(reason.expected()?, certificate, place)?,
        Code::ExtensionMissing => missing(reason.expected()?, certificate, place)?,
        // Both are said of a key, too.
        Code::AlgorithmNotAccepted | Code::EncodingMalformed => algorithm(reason, certificate, place)?,
        Code::CriticalExtensionUnknown if place == Place::EndEntity => format!(
            "take the extension, or its `critical`, out of the certificate's extension file and issue it again: `{ISSUE_PEER}`"
        ),
        Code::IdentityMalformed => {
            let address: IpAddr = reason.observed()?.trim_matches('`').parse().ok()?;
            peer_with(&format!("subjectAltName = IP:{address}"))
        }
        Code::IdentityMissing => peer_with("subjectAltName = URI:spiffe://trust-domain/path"),
        Code::IdentityAmbiguous => format!(
            "issue a certificate for each of the names, with a single `URI:` in its `subjectAltName`: `{ISSUE_PEER}`"
        ),
        Code::NameNotPermitted if place == Place::EndEntity => format!(
            "issue the certificate again with names that the CA may give, or by a CA that may give these: `{ISSUE_PEER}`"
        ),
        Code::CertificatePolicyNotPermitted if place == Place::EndEntity => {
            let policy = reason.expected()?.split(", ").next().filter(|policy| is_dotted(policy));
            let line = format!("certificatePolicies = {}", policy.unwrap_or("OID"));
            format!("if it was issued as one of the policies expected demands, {}", peer_with(&line))
        }
        Code::CertificateRevoked if place == Place::EndEntity => format!(
            "make a new key and a request for it (`{NEW_KEY}`), and have that certified (`{ISSUE_PEER}`); a certificate that is only on hold can be released by the CA, in its next CRL"
        ),
        _ => return None,
    })
}

/// For what stands among the DNS names and is none: with its host, if it is a URL, has a port, or ends with a dot.
pub(super) fn host_alone(text: &str) -> String {
    let authority = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = authority.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let host = host.strip_suffix('.').unwrap_or(host);
    let host = if DnsName::parse_host(host).is_some() { host } else { "host.example" };
    let fix = peer_with(&format!("subjectAltName = DNS:{host}"));
    format!(
        "{fix}; a DNS name is a host alone, without scheme, port and last dot, and a wildcard is all of its first label; a mailbox is `email:`, a URL `URI:`"
    )
}

fn is_dotted(oid: &str) -> bool {
    oid.contains('.') && oid.split('.').all(|arc| arc.parse::<u64>().is_ok())
}

fn again(place: Place, peer: &str, ca: &[&str]) -> String {
    if place == Place::EndEntity { peer_with(peer) } else { ca_with(ca) }
}

/// By the usage that was expected.
fn usage(expected: &str, certificate: &Certificate, place: Place) -> Option<String> {
    if expected == "keyCertSign" {
        return Some(ca_with(&[CA_USAGE]));
    }
    if expected == "no cRLSign" || expected.starts_with("digitalSignature") {
        return Some(peer_with("keyUsage = critical, digitalSignature"));
    }
    let line = usage_line(expected)?;
    if place != Place::EndEntity {
        return Some(format!("{}; without extendedKeyUsage it may issue for every use", ca_with(&[&line])));
    }
    let for_servers = certificate.extended_key_usage().is_some_and(|usages| usages.contains(known::SERVER_AUTH));
    let public = if for_servers && expected == "clientAuth" {
        "; public CAs no longer issue for clients: use a CA of your own, and have it trusted where the client connects"
    } else {
        ""
    };
    Some(format!("{}{public}", peer_with(&line)))
}

/// The first of the alternatives, in the words of OpenSSL; `None` for one that has no name there.
fn usage_line(expected: &str) -> Option<String> {
    let first = expected.split(" or ").next()?;
    let name = |usage: &str| {
        Some(match usage {
            "serverAuth" | "clientAuth" | "codeSigning" | "emailProtection" | "timeStamping" | "OCSPSigning" => {
                usage.to_owned()
            }
            "smartcardLogon" => "msSmartcardLogin".to_owned(),
            dotted if is_dotted(dotted) => dotted.to_owned(),
            _ => return None,
        })
    };
    let names: Vec<String> = first.split(", ").map(name).collect::<Option<_>>()?;
    Some(format!("extendedKeyUsage = {}", names.join(", ")))
}

/// By the extension that was expected.
fn missing(expected: &str, certificate: &Certificate, place: Place) -> Option<String> {
    let line = match expected {
        "subjectAltName" => return Some(peer_with(&format!("subjectAltName = {}", own_name(certificate)))),
        "subjectKeyIdentifier" => "subjectKeyIdentifier = hash".to_owned(),
        "authorityKeyIdentifier with a keyIdentifier" => "authorityKeyIdentifier = keyid".to_owned(),
        "keyUsage" => CA_USAGE.to_owned(),
        "keyUsage with digitalSignature" => "keyUsage = critical, digitalSignature".to_owned(),
        usages => usage_line(usages)?,
    };
    Some(again(place, &line, &[&line]))
}

/// The common name as a subject alternative name, if it can be one.
fn own_name(certificate: &Certificate) -> String {
    let common_name = certificate.subject().values(known::COMMON_NAME).next().unwrap_or_default().into_owned();
    if let Ok(address) = common_name.parse::<IpAddr>() {
        return format!("IP:{address}");
    }
    let is_name = DnsName::parse_presented(&common_name).is_some_and(|name| name.is_preferred_syntax());
    if is_name { format!("DNS:{common_name}") } else { "DNS:host.example".to_owned() }
}

fn algorithm(reason: &Reason, certificate: &Certificate, place: Place) -> Option<String> {
    let observed = reason.observed()?;
    let key = certificate.public_key().kind().to_string();
    if observed == key {
        return match place {
            Place::EndEntity => Some(format!(
                "make a new key and a request for it (`{NEW_KEY}`), and have that certified: `{ISSUE_PEER}`"
            )),
            _ if reason.code() == Code::EncodingMalformed => {
                Some("have the CA's own public key certified, and send that certificate".to_owned())
            }
            _ => None,
        };
    }
    let old = ["md5", "sha1"].iter().any(|hash| observed.contains(hash));
    old.then(|| {
        let issue = ISSUE_PEER.replace("-req ", "-req -sha256 ");
        let whose = designation(&certificate.issuer());
        match place {
            Place::EndEntity => format!("have {whose} sign it again with SHA-256; the keys may stay: `{issue}`"),
            _ => format!("have {whose} sign it again with SHA-256; the keys, and what it issued, may stay"),
        }
    })
}

/// Adds what is wrong with the end entity itself to what is wrong with the path, in the order of mending.
pub(super) fn about_end_entity(
    reasons: &mut Vec<Reason>,
    own: Vec<Reason>,
    end_entity: &Certificate,
    others: &[Certificate],
) {
    let is_ca = own.iter().any(|reason| reason.code() == Code::EndEntityIsCa);
    for reason in own {
        if !is_ca {
            reasons.push(mended(reason, end_entity, Place::EndEntity));
        } else if reason.code() != Code::EndEntityIsCa {
            // A CA's certificate is not to be made fit for a peer.
            reasons.push(reason.mended_by("nothing by itself: a CA's certificate stands where the peer's own belongs"));
        } else {
            let no_ca = |other: &&Certificate| other.basic_constraints().is_none_or(|constraints| !constraints.ca);
            let other = others.iter().find(no_ca);
            // In the wrong order: what is said about the path is about another certificate than the peer's.
            let place = if other.is_some() { 0 } else { reasons.len() };
            reasons.insert(place, end_entity_is_ca(reason, other));
        }
    }
}

fn end_entity_is_ca(reason: Reason, other: Option<&Certificate>) -> Reason {
    reason.mended_by(match other {
        Some(other) => format!(
            "put the certificate of {} first, which was presented after it and is no CA's: `cat peer.pem ca.pem > chain.pem`",
            designation(&other.subject())
        ),
        None => format!(
            "configure the peer with its own certificate instead of a CA's; if this is to be its own, {}",
            peer_with("basicConstraints = critical, CA:FALSE")
        ),
    })
}

/// A signature that is not the candidate's: the key identifiers tell whether it is another CA of the same name.
pub(super) fn other_signer(reason: Reason, subject: &Certificate, issuer: &Certificate) -> Reason {
    let named = subject.authority_key_identifier().and_then(|identifier| identifier.key_identifier());
    match (named, issuer.subject_key_identifier()) {
        (Some(named), Some(has)) if named != has => {
            let fix = "another CA has the same name: give the certificate of the one that did sign. The key identifiers tell: `openssl x509 -in peer.pem -noout -ext authorityKeyIdentifier` shows whose key is wanted, `openssl x509 -in ca.pem -noout -ext subjectKeyIdentifier` a CA's own";
            reason.saw(hex(has)).wanted(hex(named)).mended_by(fix)
        }
        _ => reason,
    }
}

/// A certificate to which no issuer is at hand.
pub(super) fn no_issuer(reason: Reason, certificate: &Certificate, place: Place, self_signed: bool) -> Reason {
    let issuer = designation(&certificate.issuer());
    reason.mended_by(match (self_signed, place) {
        (true, Place::EndEntity) => format!(
            "have a CA issue it, whose certificate is among the trust anchors: `openssl req -new -key peer.key -subj /CN=peer -out peer.csr`, then `{ISSUE_PEER}`"
        ),
        (true, _) => "if it is a root to be trusted, add it to the trust anchors; take it from the CA, not from what the peer sent".to_owned(),
        (false, Place::EndEntity) => format!(
            "let the peer send the certificate of {issuer} after its own: `cat peer.pem ca.pem > chain.pem`; if {issuer} is a root to be trusted, add it to the trust anchors"
        ),
        (false, _) => format!(
            "if {issuer} is a root to be trusted, add its certificate to the trust anchors; if it is another intermediate, let the peer send it as well"
        ),
    })
}
