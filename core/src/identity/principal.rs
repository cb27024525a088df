//! The principal: the one name that the policy speaks about.

use std::fmt;

use super::facts::{NameFacts, PeerFacts};
use crate::certificate::Certificate;
use crate::encoding::oid::{Oid, OidBuf, known};
use crate::reason::remedy::peer_with;
use crate::reason::{Code, Reason, quoted};

/// A class of name that may name the principal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PrincipalClass(Class);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Class {
    Spiffe,
    Dns,
    Email,
    Uri,
    Ip,
    Upn,
    Subject,
    SubjectAttribute { name: &'static str, oid: OidBuf },
    Serial,
    CertSha256,
    Spki,
}

/// The attributes of a name that documents may speak of, by the names they use.
pub(crate) const NAME_ATTRIBUTES: [(&str, Oid<'static>); 17] = [
    ("cn", known::COMMON_NAME),
    ("o", known::ORGANIZATION),
    ("ou", known::ORGANIZATIONAL_UNIT),
    ("c", known::COUNTRY),
    ("l", known::LOCALITY),
    ("st", known::STATE),
    ("street", known::STREET),
    ("dc", known::DOMAIN_COMPONENT),
    ("uid", known::USER_ID),
    ("email", known::EMAIL_ADDRESS),
    ("serial_number", known::SERIAL_NUMBER),
    ("title", known::TITLE),
    ("given_name", known::GIVEN_NAME),
    ("surname", known::SURNAME),
    ("pseudonym", known::PSEUDONYM),
    ("dn_qualifier", known::DN_QUALIFIER),
    ("organization_identifier", known::ORGANIZATION_IDENTIFIER),
];

impl PrincipalClass {
    /// The classes that are not attributes of the subject, as documents write them.
    pub const NAMES: [&'static str; 10] =
        ["spiffe", "upn", "email", "dns", "uri", "ip_san", "subject", "serial", "cert_sha256", "spki"];

    /// Parses a class as a policy document writes it: one of [`NAMES`](Self::NAMES), or `subject.` and an attribute such
    /// as `subject.cn`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(attribute) = text.strip_prefix("subject.") {
            let (name, oid) = NAME_ATTRIBUTES.into_iter().find(|(name, _)| *name == attribute)?;
            return Some(Self(Class::SubjectAttribute { name, oid: oid.into() }));
        }
        Some(Self(match text {
            "spiffe" => Class::Spiffe,
            "upn" => Class::Upn,
            "email" => Class::Email,
            "dns" => Class::Dns,
            "uri" => Class::Uri,
            "ip_san" => Class::Ip,
            "subject" => Class::Subject,
            "serial" => Class::Serial,
            "cert_sha256" => Class::CertSha256,
            "spki" => Class::Spki,
            _ => return None,
        }))
    }

    /// The order for a relying party without a policy: the strongest class of name first.
    pub(crate) fn without_policy() -> [Self; 7] {
        [Class::Spiffe, Class::Upn, Class::Dns, Class::Email, Class::Uri, Class::Ip, Class::Subject].map(Self)
    }

    /// Such a name as OpenSSL's extension files write it, if it is a subject alternative name.
    fn example(&self) -> Option<&'static str> {
        Some(match &self.0 {
            Class::Spiffe => "URI:spiffe://trust-domain/path",
            Class::Dns => "DNS:host.example",
            Class::Email => "email:user@host.example",
            Class::Uri => "URI:https://host.example/path",
            Class::Ip => "IP:192.0.2.1",
            Class::Upn => "otherName:1.3.6.1.4.1.311.20.2.3;UTF8:user@host.example",
            _ => return None,
        })
    }

    /// All values of the class that the peer has.
    fn values(&self, facts: &PeerFacts) -> Vec<String> {
        let one = |value: &str| if value.is_empty() { Vec::new() } else { vec![value.to_owned()] };
        match &self.0 {
            Class::Spiffe => facts.spiffe.iter().cloned().collect(),
            Class::Dns => facts.dns.clone(),
            Class::Email => facts.email.clone(),
            Class::Uri => facts.uri.clone(),
            Class::Ip => facts.ip_san.iter().map(ToString::to_string).collect(),
            Class::Upn => facts.upn.clone(),
            Class::Subject => one(&facts.subject.text),
            Class::SubjectAttribute { oid, .. } => attribute_values(&facts.subject, oid),
            Class::Serial => one(&facts.serial),
            Class::CertSha256 => one(&facts.cert_sha256),
            Class::Spki => one(&facts.spki),
        }
    }
}

/// Those that say something: nobody is named by an empty one.
fn attribute_values(name: &NameFacts, oid: &OidBuf) -> Vec<String> {
    let held = name.attributes.iter().filter(|attribute| attribute.oid == *oid && !attribute.value.is_empty());
    held.map(|attribute| attribute.value.clone()).collect()
}

impl fmt::Display for PrincipalClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            Class::Spiffe => "spiffe",
            Class::Dns => "dns",
            Class::Email => "email",
            Class::Uri => "uri",
            Class::Ip => "ip_san",
            Class::Upn => "upn",
            Class::Subject => "subject",
            Class::SubjectAttribute { name, .. } => return write!(f, "subject.{name}"),
            Class::Serial => "serial",
            Class::CertSha256 => "cert_sha256",
            Class::Spki => "spki",
        })
    }
}

/// The one name that the policy speaks about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Principal {
    class: PrincipalClass,
    value: String,
}

impl Principal {
    /// Which class of name it is.
    pub fn class(&self) -> &PrincipalClass {
        &self.class
    }

    /// The name. It is the peer's text: [`quoted`] makes it fit to print.
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Display for Principal {
    /// The name with everything escaped that is not fit to print.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = quoted(&self.value);
        f.write_str(quoted.trim_matches('`'))
    }
}

/// How many names of a class may stand for one peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Several {
    /// Several are ambiguous, as a policy's `identity` has it.
    Ambiguous,
    /// The first stands for all: nothing is decided by it.
    FirstNamed,
}

/// The principal by the first class of which the peer has a name; no class after it is looked at, whatever it has.
pub(super) fn choose(
    facts: &PeerFacts,
    end_entity: &Certificate,
    classes: &[PrincipalClass],
    matched: Option<&str>,
    several: Several,
) -> Result<Principal, Reason> {
    for class in classes {
        let values = class.values(facts);
        let expected = |value: &&String| matched.is_some_and(|matched| is_presented_as(class, value, matched));
        let value = match values.as_slice() {
            [] => continue,
            [value] => value,
            [first, ..] => match (values.iter().find(expected), several) {
                (Some(value), _) => value,
                (None, Several::FirstNamed) => first,
                (None, Several::Ambiguous) => return Err(ambiguous(end_entity, class, &values)),
            },
        };
        return Ok(Principal { class: class.clone(), value: value.clone() });
    }
    Err(missing(end_entity, classes))
}

/// Whether a value of the class is the presented identifier `matched`, which prints with its kind.
fn is_presented_as(class: &PrincipalClass, value: &str, matched: &str) -> bool {
    let Some((kind, name)) = matched.split_once(':') else { return false };
    match (&class.0, kind) {
        (Class::Dns, "dns") => name.eq_ignore_ascii_case(value),
        (Class::Email, "email") => super::with_lower_case_host(name) == value,
        (Class::Ip, "ip") | (Class::Uri, "uri") => name == value,
        _ => false,
    }
}

fn ambiguous(end_entity: &Certificate, class: &PrincipalClass, values: &[String]) -> Reason {
    let shown: Vec<String> = values.iter().take(4).map(|value| quoted(value)).collect();
    let (count, shown) = (values.len(), shown.join(", "));
    Reason::new(
        Code::IdentityAmbiguous,
        format!("certificate 0 has {count} names of the class {class}, and the principal must be one: {shown}"),
    )
    .certificate_ref(Some(0), end_entity.fingerprint())
    .saw(count.to_string())
    .wanted(format!("one name of the class {class}"))
}

fn missing(end_entity: &Certificate, classes: &[PrincipalClass]) -> Reason {
    let names: Vec<String> = classes.iter().map(ToString::to_string).collect();
    let names = names.join(" or ");
    let has: Vec<String> = end_entity.subject_alt_names().take(4).map(|name| quoted(&name.to_string())).collect();
    let has = if has.is_empty() { "no subject alternative name".to_owned() } else { has.join(", ") };
    let reason = Reason::new(
        Code::IdentityMissing,
        format!("certificate 0 has no name of the class {names} to take as the principal; it has {has}"),
    )
    .certificate_ref(Some(0), end_entity.fingerprint())
    .saw(has)
    .wanted(format!("a name of the class {names}"));
    match classes.first().and_then(PrincipalClass::example) {
        Some(example) => {
            let fix = peer_with(&format!("subjectAltName = {example}"));
            reason.mended_by(format!("{fix}; or name a class that it has in the policy's `identity`"))
        }
        None => reason,
    }
}
