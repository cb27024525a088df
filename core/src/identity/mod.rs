//! A verified path to a [`PeerIdentity`]: all names that the path vouches for, and the one that is the principal.

pub(crate) mod facts;
mod principal;
mod reference;
mod spiffe;

pub(crate) use principal::{NAME_ATTRIBUTES, Several};
pub use principal::{Principal, PrincipalClass};
pub use reference::ReferenceIdentifier;
pub use spiffe::{SpiffeId, SpiffeIdError};

use crate::certificate::{Certificate, DistinguishedName, GeneralName};
use crate::path::{Profile, VerifiedPath, asks_for_spiffe_id};
use crate::reason::remedy::{ISSUE_PEER, peer_with};
use crate::reason::{Code, Reason, hex, quoted};
use crate::revocation::{CertificateRevocation, RevocationStatus};
use facts::{ExtensionFact, KeyFacts, NameAttribute, NameFacts, PeerFacts, RevocationFact};

/// Who the peer is: every name that the verified path vouches for, and the principal. Only this stage makes one.
#[derive(Clone, Debug)]
pub struct PeerIdentity {
    principal: Principal,
    matched: Option<String>,
    facts: PeerFacts,
    path: VerifiedPath,
}

impl PeerIdentity {
    /// The one name that the policy speaks about.
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// The presented identifier that matched the expected name, if one was expected.
    pub fn matched_name(&self) -> Option<&str> {
        self.matched.as_deref()
    }

    /// The path that vouches for it.
    pub fn path(&self) -> &VerifiedPath {
        &self.path
    }

    /// The SPIFFE ID, if the certificate has exactly one URI and it is one.
    pub fn spiffe_id(&self) -> Option<&str> {
        self.facts.spiffe.as_deref()
    }

    /// The name of the trust anchor's bundle; `None` for the unnamed one.
    pub fn bundle(&self) -> Option<&str> {
        self.facts.anchor.as_deref()
    }

    /// All subject alternative names, each with its kind: `dns:host.example`, `uri:…`, `upn:…`.
    pub fn names(&self) -> Vec<String> {
        let end_entity = self.path.end_entity();
        end_entity
            .map(|certificate| certificate.subject_alt_names().map(|name| name.to_string()).collect())
            .unwrap_or_default()
    }

    pub(crate) fn facts(&self) -> &PeerFacts {
        &self.facts
    }
}

/// Names the peer of a verified path.
pub(crate) fn identify(
    path: VerifiedPath,
    profile: &Profile,
    expected: Option<&ReferenceIdentifier>,
    classes: Option<&[PrincipalClass]>,
) -> Result<PeerIdentity, Box<(Reason, VerifiedPath)>> {
    let Some(end_entity) = path.end_entity().cloned() else {
        // Out of reach: a verified path has an end entity.
        return Err(Box::new((Reason::new(Code::IdentityMissing, "the path has no end entity"), path)));
    };
    let named = (|| {
        let facts = facts_of(&path, &end_entity, profile)?;
        let matched = expected.map(|expected| matched_name(expected, &end_entity)).transpose()?;
        let principal = match classes {
            Some(classes) => principal::choose(&facts, &end_entity, classes, matched.as_deref(), Several::Ambiguous),
            None => {
                let classes = PrincipalClass::without_policy();
                principal::choose(&facts, &end_entity, &classes, matched.as_deref(), Several::FirstNamed)
            }
        }?;
        Ok((facts, matched, principal))
    })();
    match named {
        Ok((facts, matched, principal)) => Ok(PeerIdentity { principal, matched, facts, path }),
        Err(reason) => Err(Box::new((reason, path))),
    }
}

/// RFC 9525 section 6.
fn matched_name(expected: &ReferenceIdentifier, end_entity: &Certificate) -> Result<String, Reason> {
    expected.matched_in(end_entity).ok_or_else(|| {
        let names: Vec<String> = end_entity.subject_alt_names().take(8).map(|name| quoted(&name.to_string())).collect();
        let is_wildcard = |name: GeneralName<'_>| matches!(name, GeneralName::Dns(text) if text.starts_with("*."));
        let (names, note) = if names.is_empty() {
            ("no subject alternative name".to_owned(), ", and a common name does not count")
        } else if end_entity.subject_alt_names().any(is_wildcard) {
            (names.join(", "), ", and a wildcard stands for one label")
        } else {
            (names.join(", "), "")
        };
        let wanted = quoted(&expected.to_string());
        Reason::new(Code::NameNotMatched, format!("certificate 0 is not for {wanted}; it has {names}{note}"))
            .certificate_ref(Some(0), end_entity.fingerprint())
            .saw(names)
            .wanted(wanted)
            .mended_by(format!(
                "connect to a name that the certificate has, or add `{}` to the subjectAltName in its extension file and issue it again: `{ISSUE_PEER}`",
                expected.as_subject_alt_name()
            ))
    })
}

fn facts_of(path: &VerifiedPath, end_entity: &Certificate, profile: &Profile) -> Result<PeerFacts, Reason> {
    let key = end_entity.public_key().kind();
    let mut facts = PeerFacts {
        anchor: path.anchor().bundle().map(ToOwned::to_owned),
        subject: name_facts(end_entity.subject()),
        issuer: name_facts(end_entity.issuer()),
        via: path
            .certificates()
            .iter()
            .skip(1)
            .chain([path.anchor().certificate()])
            .map(|ca| name_facts(ca.subject()))
            .collect(),
        eku: end_entity.extended_key_usage().map(|usages| usages.iter().map(Into::into).collect()).unwrap_or_default(),
        policy: path.certificate_policies().permitted().to_vec(),
        extension: end_entity
            .extensions()
            .map(|extension| ExtensionFact {
                oid: extension.oid().into(),
                value: extension.value().to_vec(),
                text: crate::certificate::string_value(extension.value()).map(ToOwned::to_owned),
            })
            .collect(),
        key: KeyFacts { algorithm: key.algorithm_name(), bits: key.bits(), curve: key.curve_name() },
        sig: end_entity.signature().algorithm_name(),
        serial: end_entity.serial().to_string(),
        cert_sha256: end_entity.fingerprint().to_string(),
        spki: hex(&end_entity.spki_pin()),
        not_before: Some(end_entity.not_before()),
        not_after: Some(end_entity.not_after()),
        revocation: revocation_fact(path),
        chain_depth: u32::try_from(path.certificates().len()).unwrap_or(u32::MAX),
        ..PeerFacts::default()
    };
    for name in end_entity.subject_alt_names() {
        match name {
            GeneralName::Dns(dns) => facts.dns.push(dns.strip_suffix('.').unwrap_or(dns).to_ascii_lowercase()),
            GeneralName::Email(email) => facts.email.push(with_lower_case_host(email)),
            GeneralName::Uri(uri) => facts.uri.push(uri.to_owned()),
            GeneralName::Ip(address) => facts.ip_san.push(address),
            GeneralName::OtherName { type_id, .. } => {
                facts.upn.extend(name.user_principal_name().map(with_lower_case_host));
                facts.other_name.push((type_id.into(), name.other_name_text().map(ToOwned::to_owned)));
            }
            _ => {}
        }
    }
    spiffe_id(&mut facts, end_entity, profile)?;
    Ok(facts)
}

fn revocation_fact(path: &VerifiedPath) -> RevocationFact {
    let worst = path.revocation().and_then(|all| all.iter().map(CertificateRevocation::status).max());
    match worst {
        None => RevocationFact::Unchecked,
        Some(RevocationStatus::Good) => RevocationFact::Good,
        Some(RevocationStatus::Stale) => RevocationFact::Stale,
        Some(RevocationStatus::Unknown) => RevocationFact::Unknown,
        Some(RevocationStatus::Revoked) => RevocationFact::Revoked,
    }
}

/// X509-SVID section 2: exactly one URI, and it is the SPIFFE ID. A URI of the scheme that is malformed, or not the
/// only one, is no identity and no accident: the peer is refused rather than named by something else.
fn spiffe_id(facts: &mut PeerFacts, end_entity: &Certificate, profile: &Profile) -> Result<(), Reason> {
    let about = |reason: Reason| reason.certificate_ref(Some(0), end_entity.fingerprint());
    let claims = |uri: &String| uri.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("spiffe:"));
    if !facts.uri.iter().any(claims) && !asks_for_spiffe_id(profile) {
        return Ok(());
    }
    let [uri] = facts.uri.as_slice() else {
        let count = facts.uri.len();
        return Err(about(
            Reason::new(
                Code::IdentityAmbiguous,
                format!("certificate 0 has {count} URIs, one of them a SPIFFE ID, and an X509-SVID has exactly one"),
            )
            .saw(count.to_string())
            .wanted("exactly one URI")
            .by("X509-SVID, section 2"),
        ));
    };
    let malformed = |why: String| {
        about(
            Reason::new(Code::IdentityMalformed, format!("{} is not a SPIFFE ID: {why}", quoted(uri)))
                .saw(quoted(uri))
                .mended_by(peer_with("subjectAltName = URI:spiffe://trust-domain/path")),
        )
    };
    let id = SpiffeId::parse(uri).map_err(|error| malformed(error.to_string()))?;
    if id.path().is_empty() {
        return Err(malformed("it names a trust domain, and an end entity's has a path".to_owned())
            .by("X509-SVID, section 5.2"));
    }
    let (text, trust_domain) = (id.as_str().to_owned(), id.trust_domain().to_owned());
    facts.spiffe = Some(text);
    facts.trust_domain = Some(trust_domain);
    Ok(())
}

fn name_facts(name: DistinguishedName<'_>) -> NameFacts {
    let attribute = |attribute: crate::certificate::Attribute<'_>| NameAttribute {
        oid: attribute.oid().into(),
        value: attribute.text().into_owned(),
    };
    NameFacts { attributes: name.attributes().map(attribute).collect(), text: name.to_string() }
}

/// RFC 5280 section 7.5.
pub(crate) fn with_lower_case_host(email: &str) -> String {
    match email.rsplit_once('@') {
        Some((local, host)) => format!("{local}@{}", host.to_ascii_lowercase()),
        None => email.to_owned(),
    }
}
