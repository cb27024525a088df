//! `from` and `to`: lists of alternatives, each some keys that must all hold.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::document::Set;
use super::matcher::{Atom, Cidr, Comparison, Field, Quantifier, Test, Unit};
use super::pattern::{NotAPattern, Pattern, Shape};
use super::reader::{get, inconsistent, known_keys, mistake, unknown};
use super::request::{ContextKey, NAMED_KEYS, PLAIN_KEYS};
use super::syntax::{Entry, Node, Value};
use crate::encoding::oid::{Oid, OidBuf, known};
use crate::identity::{NAME_ATTRIBUTES, PrincipalClass, SpiffeId, with_lower_case_host};
use crate::reason::quoted;
use crate::setup::{Position, SetupError};

/// Some conditions that must all hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Alternative {
    pub(crate) conditions: Vec<Condition>,
}

/// One key of an alternative: one of `any` must hold, each of which is some atoms that must all hold; or, negated, not.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    /// The key as the document writes it, with `not_`.
    pub(crate) key: String,
    pub(crate) position: Position,
    pub(crate) negated: bool,
    pub(crate) any: Vec<Vec<Atom>>,
}

impl PartialEq for Condition {
    /// The same question, wherever it stands.
    fn eq(&self, other: &Self) -> bool {
        self.negated == other.negated && self.any == other.any
    }
}

impl Eq for Condition {}

/// What a condition is read against: the sets, the bundles, and which sets were used.
pub(crate) struct Reading<'a> {
    sets: &'a [Set],
    bundles: Option<&'a [&'a str]>,
    used: RefCell<BTreeSet<String>>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(sets: &'a [Set], bundles: &'a [&'a str]) -> Self {
        Self { sets, bundles: Some(bundles), used: RefCell::default() }
    }

    pub(crate) fn empty() -> Self {
        Self { sets: &[], bundles: None, used: RefCell::default() }
    }

    pub(crate) fn sets_used(&self) -> Vec<String> {
        self.used.borrow().iter().cloned().collect()
    }
}

/// The keys about a peer, as documents write them.
pub(crate) const PEER_KEYS: [&str; 24] = [
    "trust_domain",
    "spiffe",
    "dns",
    "email",
    "uri",
    "ip_san",
    "upn",
    "other_name",
    "subject",
    "issuer",
    "anchor",
    "via",
    "eku",
    "policy",
    "extension",
    "key",
    "sig",
    "serial",
    "cert_sha256",
    "spki",
    "age",
    "remaining",
    "lifetime",
    "revocation",
];

pub(crate) fn alternatives(node: &Node, what: &str, reading: &Reading<'_>) -> Result<Vec<Alternative>, SetupError> {
    let items = node.list();
    if items.is_empty() {
        return Err(mistake(
            node,
            format!("`{what}` is an empty list, which nobody can match"),
            format!("leave `{what}` out if it does not matter"),
        ));
    }
    let alternative = |item: &Node| {
        let entries = item.map(&format!("an alternative of `{what}`"))?;
        let conditions = entries.iter().map(|entry| condition(entry, reading)).collect::<Result<_, _>>()?;
        Ok(Alternative { conditions })
    };
    items.iter().map(alternative).collect()
}

fn condition(entry: &Entry, reading: &Reading<'_>) -> Result<Condition, SetupError> {
    let (negated, key) = match entry.key.strip_prefix("not_") {
        Some(key) => (true, key),
        None => (false, entry.key.as_str()),
    };
    let any = match key {
        "subject" | "issuer" | "via" if !is_quantified(&entry.node) => {
            vec![vec![name_atom(key, &entry.node, reading)?]]
        }
        "key" => maps(&entry.node, "`key`", |entries| key_atoms(entries, reading))?,
        "extension" => maps(&entry.node, "`extension`", |entries| oid_atoms(entries, Field::Extension, reading))?,
        "other_name" => maps(&entry.node, "`other_name`", |entries| oid_atoms(entries, Field::OtherName, reading))?,
        group if NAMED_KEYS.contains(&group) => {
            maps(&entry.node, &format!("`{group}`"), |entries| named_atoms(group, entries, reading))?
        }
        key => vec![vec![atom(field(key, entry)?, &entry.node, reading)?]],
    };
    Ok(Condition { key: entry.key.clone(), position: entry.key_position, negated, any })
}

fn field(key: &str, entry: &Entry) -> Result<Field, SetupError> {
    Ok(match key {
        "trust_domain" => Field::TrustDomain,
        "spiffe" => Field::Spiffe,
        "dns" => Field::Dns,
        "email" => Field::Email,
        "uri" => Field::Uri,
        "ip_san" => Field::IpSan,
        "upn" => Field::Upn,
        "subject" => Field::Subject,
        "issuer" => Field::Issuer,
        "via" => Field::Via,
        "anchor" => Field::Anchor,
        "eku" => Field::Eku,
        "policy" => Field::Policy,
        "sig" => Field::Sig,
        "serial" => Field::Serial,
        "cert_sha256" => Field::CertSha256,
        "spki" => Field::Spki,
        "age" => Field::Age,
        "remaining" => Field::Remaining,
        "lifetime" => Field::Lifetime,
        "revocation" => Field::Revocation,
        "chain_depth" => Field::ChainDepth,
        key => match ContextKey::parse(key) {
            Some(key) => Field::Context(key),
            None => {
                let known: Vec<&str> =
                    PEER_KEYS.iter().chain(&["chain_depth"]).chain(&PLAIN_KEYS).chain(&NAMED_KEYS).copied().collect();
                return Err(unknown(entry.key_position, "a rule's alternative", key, &known));
            }
        },
    })
}

/// How the values of a field fall into segments.
fn shape(field: &Field) -> Shape {
    match field {
        Field::Spiffe => Shape::Spiffe,
        Field::Dns => Shape::Dns,
        Field::Email | Field::Upn => Shape::Email,
        Field::Uri => Shape::Slashes,
        Field::Context(ContextKey::Plain("host" | "sni")) => Shape::Dns,
        Field::Context(ContextKey::Plain("path" | "topic" | "resource" | "grpc")) => Shape::Slashes,
        _ => Shape::Whole,
    }
}

fn is_quantified(node: &Node) -> bool {
    matches!(&node.value, Value::Map(entries) if entries.iter().any(|entry| ["all", "only", "present"].contains(&entry.key.as_str())))
}

/// A field with its tests: a value, a list, or `{all: …}`, `{only: …}`, `{present: …}` and the other forms of [`tests_of`].
fn atom(field: Field, node: &Node, reading: &Reading<'_>) -> Result<Atom, SetupError> {
    if let Value::Map(entries) = &node.value {
        for (key, quantifier) in [("all", Quantifier::All), ("only", Quantifier::Only)] {
            if let Some(inside) = get(entries, key) {
                known_keys(entries, &format!("`{key}`"), &[key])?;
                let tests = tests_of(&field, inside, reading)?;
                return Ok(Atom { field, quantifier, tests });
            }
        }
        // `{gte: 1h, lt: 24h}`: both must hold, so each is a test of its own that the one value fits.
        if entries.len() > 1 && entries.iter().all(|entry| Comparison::ALL.iter().any(|(name, _)| *name == entry.key)) {
            let tests = entries.iter().map(|entry| comparison(&field, entry)).collect::<Result<_, _>>()?;
            return Ok(Atom { field, quantifier: Quantifier::All, tests });
        }
    }
    let tests = tests_of(&field, node, reading)?;
    Ok(Atom { field, quantifier: Quantifier::Any, tests })
}

/// The tests of a value or a list of values.
pub(crate) fn tests_of(field: &Field, node: &Node, reading: &Reading<'_>) -> Result<Vec<Test>, SetupError> {
    let items = node.list();
    if items.is_empty() {
        return Err(mistake(
            node,
            format!("`{field}` is an empty list, which nothing matches"),
            "name at least one value",
        ));
    }
    let mut tests = Vec::new();
    for item in items {
        match &item.value {
            Value::Map(entries)
                if matches!(field, Field::Subject | Field::Issuer | Field::Via)
                    && get(entries, "in").is_none()
                    && get(entries, "present").is_none() =>
            {
                tests.push(name_test(item, reading)?);
            }
            Value::Map(entries) => tests.extend(operator(field, item, entries, reading)?),
            _ => tests.push(scalar(field, item, reading)?),
        }
    }
    Ok(tests)
}

fn operator(field: &Field, node: &Node, entries: &[Entry], reading: &Reading<'_>) -> Result<Vec<Test>, SetupError> {
    const OPERATORS: [&str; 11] =
        ["in", "present", "cidr", "prefix", "suffix", "contains", "lt", "lte", "gt", "gte", "eq"];
    known_keys(entries, &format!("`{field}`"), &OPERATORS)?;
    let [entry] = entries else {
        return Err(mistake(
            node,
            format!("`{field}` needs one operator"),
            format!("use one of {}", OPERATORS.join(", ")),
        ));
    };
    let text = || entry.node.text(&entry.key).map(ToOwned::to_owned);
    Ok(vec![match entry.key.as_str() {
        "in" => return set_tests(field, &entry.node, reading),
        "present" => Test::Present(entry.node.boolean("`present`")?),
        "prefix" => Test::Prefix(text()?),
        "suffix" => Test::Suffix(text()?),
        "contains" => Test::Contains(text()?),
        "cidr" => {
            let text = text()?;
            Test::Cidr(Cidr::parse(&text).ok_or_else(|| {
                mistake(
                    &entry.node,
                    format!("{} is not a range of addresses", quoted(&text)),
                    "write one such as 10.20.0.0/16, with nothing set beyond the prefix",
                )
            })?)
        }
        "eq" if !is_number(field) => scalar(field, &entry.node, reading)?,
        _ => comparison(field, entry)?,
    }])
}

fn is_number(field: &Field) -> bool {
    matches!(
        field,
        Field::Age
            | Field::Remaining
            | Field::Lifetime
            | Field::KeyBits
            | Field::ChainDepth
            | Field::Context(ContextKey::Plain("port"))
    )
}

fn comparison(field: &Field, entry: &Entry) -> Result<Test, SetupError> {
    let found = Comparison::ALL.iter().find(|(name, _)| *name == entry.key);
    let (Some((_, comparison)), true) = (found, is_number(field)) else {
        return Err(mistake(
            &entry.node,
            format!("`{field}` cannot be compared with `{}`", entry.key),
            "compare age, remaining, lifetime, key.bits, chain_depth or port",
        ));
    };
    if matches!(field, Field::Age | Field::Remaining | Field::Lifetime) {
        return Ok(Test::Number(*comparison, entry.node.duration(&entry.key)?, Unit::Seconds));
    }
    Ok(Test::Number(*comparison, entry.node.integer(&entry.key)?, Unit::Plain))
}

fn set_tests(field: &Field, node: &Node, reading: &Reading<'_>) -> Result<Vec<Test>, SetupError> {
    let name = node.text("`in`")?;
    let Some(set) = reading.sets.iter().find(|set| set.name == name) else {
        let known: Vec<&str> = reading.sets.iter().map(|set| set.name.as_str()).collect();
        return Err(unknown(node.position, "`sets`", name, &known));
    };
    reading.used.borrow_mut().insert(name.to_owned());
    let mut tests = Vec::new();
    for item in &set.items {
        // A set of CAs may say `{issuer: {cn: …}}` for what `via` and `issuer` look at.
        let inner = match &item.value {
            Value::Map(entries) => ["issuer", "subject"].iter().find_map(|key| get(entries, key)).unwrap_or(item),
            _ => item,
        };
        tests.extend(tests_of(field, inner, reading)?);
    }
    Ok(tests)
}

fn scalar(field: &Field, node: &Node, reading: &Reading<'_>) -> Result<Test, SetupError> {
    if is_number(field) {
        return match field {
            Field::Age | Field::Remaining | Field::Lifetime => {
                node.duration(&field.to_string()).map(|s| Test::Number(Comparison::Equal, s, Unit::Seconds))
            }
            _ => node.integer(&field.to_string()).map(|n| Test::Number(Comparison::Equal, n, Unit::Plain)),
        };
    }
    let text = node.text(&format!("`{field}`"))?;
    match field {
        Field::Eku => return usage(node, text),
        Field::Policy => return oid(node, text).map(|oid| Test::Exact(oid.to_string())),
        Field::Serial => return hex(node, text, 1..=20).map(|digits| Test::Exact(without_zeros(&digits))),
        Field::CertSha256 | Field::Spki => return hex(node, text, 32..=32).map(Test::Exact),
        Field::IpSan | Field::Context(ContextKey::Plain("source_ip" | "forwarded_ip")) => {
            return Cidr::parse(text).map(Test::Cidr).ok_or_else(|| {
                mistake(
                    node,
                    format!("{} is not an address or a range", quoted(text)),
                    "write one such as 192.0.2.7 or 10.20.0.0/16",
                )
            });
        }
        Field::Anchor => known_bundle(node, text, reading)?,
        Field::Revocation => {
            return node
                .word("`revocation`", &["good", "revoked", "unknown", "stale"])
                .map(|word| Test::Exact(word.to_owned()));
        }
        Field::KeyAlgorithm => return Ok(Test::Exact(text.to_ascii_lowercase())),
        _ => {}
    }
    let pattern = Pattern::parse(text, shape(field)).map_err(|why| not_a_pattern(field, node, text, why))?;
    Ok(match pattern.exact() {
        Some(exact) if matches!(field, Field::Email | Field::Upn) => Test::Exact(with_lower_case_host(&exact)),
        Some(exact) => {
            if *field == Field::Spiffe {
                SpiffeId::parse(&exact).map_err(|error| {
                    mistake(
                        node,
                        format!("{} is no SPIFFE ID: {error}", quoted(&exact)),
                        "write one such as spiffe://prod.example/ns/web",
                    )
                })?;
            }
            Test::Exact(exact)
        }
        None => Test::Pattern(pattern),
    })
}

fn not_a_pattern(field: &Field, node: &Node, text: &str, why: NotAPattern) -> SetupError {
    let text = quoted(text);
    let (what, fix) = match why {
        NotAPattern::PartOfSegment => (
            "a wildcard must be a whole segment",
            "write `*` or `**` between separators, or {prefix: ...}, {suffix: ...}, {contains: ...}",
        ),
        NotAPattern::NoPatterns => (
            "this field takes exact values only",
            "write the value, or {prefix: ...}, {suffix: ...}, {contains: ...}, {present: true}",
        ),
        NotAPattern::NoScheme => ("it does not begin with spiffe://", "write spiffe://trust-domain/path"),
        NotAPattern::NoMailbox => ("it is no mailbox", "write local@domain, such as \"*@corp.example\""),
        NotAPattern::Insert => {
            ("`${...}` names nothing that can be inserted", "see docs/policy.md for what `${...}` can name")
        }
        NotAPattern::Empty => ("it is empty", "write a value"),
    };
    mistake(node, format!("`{field}` cannot be {text}: {what}"), fix)
}

fn known_bundle(node: &Node, text: &str, reading: &Reading<'_>) -> Result<(), SetupError> {
    match reading.bundles {
        Some(bundles) if !bundles.contains(&text) => Err(unknown(node.position, "`trust`", text, bundles)),
        _ => Ok(()),
    }
}

fn usage(node: &Node, text: &str) -> Result<Test, SetupError> {
    const NAMES: [(&str, Oid<'static>); 8] = [
        ("serverAuth", known::SERVER_AUTH),
        ("clientAuth", known::CLIENT_AUTH),
        ("codeSigning", known::CODE_SIGNING),
        ("emailProtection", known::EMAIL_PROTECTION),
        ("timeStamping", known::TIME_STAMPING),
        ("OCSPSigning", known::OCSP_SIGNING),
        ("smartcardLogon", known::SMARTCARD_LOGON),
        ("anyExtendedKeyUsage", known::ANY_EXTENDED_KEY_USAGE),
    ];
    if let Some((_, oid)) = NAMES.iter().find(|(name, _)| *name == text) {
        return Ok(Test::Exact(oid.to_string()));
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return oid(node, text).map(|oid| Test::Exact(oid.to_string()));
    }
    Err(unknown(node.position, "`eku`", text, &NAMES.map(|(name, _)| name)))
}

fn oid(node: &Node, text: &str) -> Result<OidBuf, SetupError> {
    OidBuf::parse(text).ok_or_else(|| {
        mistake(
            node,
            format!("{} is no object identifier", quoted(text)),
            "write one such as 2.16.840.1.101.3.2.1.3.13",
        )
    })
}

/// Hex digits, with or without colons, in lower case.
fn hex(node: &Node, text: &str, octets: std::ops::RangeInclusive<usize>) -> Result<String, SetupError> {
    let text = text.strip_prefix("sha256:").unwrap_or(text);
    let digits: String = text.chars().filter(|c| *c != ':').map(|c| c.to_ascii_lowercase()).collect();
    let most = octets.end().saturating_mul(2);
    let fits = (1..=most).contains(&digits.len()) && (octets.start() != octets.end() || digits.len() == most);
    if fits && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(digits);
    }
    Err(mistake(
        node,
        format!("{} is not {} octets in hex", quoted(text), octets.end()),
        "write hex digits, with colons or without; put them in quotes",
    ))
}

fn without_zeros(digits: &str) -> String {
    let mut digits = digits.trim_start_matches('0').to_owned();
    if digits.len() % 2 == 1 || digits.is_empty() {
        digits.insert(0, '0');
        if digits.len() == 1 {
            digits.push('0');
        }
    }
    digits
}

/// A mapping or a list of mappings, each some atoms.
fn maps(
    node: &Node,
    what: &str,
    mut atoms: impl FnMut(&[Entry]) -> Result<Vec<Atom>, SetupError>,
) -> Result<Vec<Vec<Atom>>, SetupError> {
    let any: Vec<Vec<Atom>> = node.list().iter().map(|item| atoms(item.map(what)?)).collect::<Result<_, _>>()?;
    if any.is_empty() || any.iter().any(Vec::is_empty) {
        return Err(mistake(node, format!("{what} says nothing"), "name at least one thing to match"));
    }
    Ok(any)
}

fn key_atoms(entries: &[Entry], reading: &Reading<'_>) -> Result<Vec<Atom>, SetupError> {
    known_keys(entries, "`key`", &["alg", "bits", "curve"])?;
    entries
        .iter()
        .map(|entry| {
            let field = match entry.key.as_str() {
                "alg" => Field::KeyAlgorithm,
                "bits" => Field::KeyBits,
                _ => Field::KeyCurve,
            };
            atom(field, &entry.node, reading)
        })
        .collect()
}

fn oid_atoms(
    entries: &[Entry],
    field: impl Fn(OidBuf) -> Field,
    reading: &Reading<'_>,
) -> Result<Vec<Atom>, SetupError> {
    entries
        .iter()
        .map(|entry| {
            let key = Node { value: Value::Text(entry.key.clone()), position: entry.key_position };
            atom(field(oid(&key, &entry.key)?), &entry.node, reading)
        })
        .collect()
}

fn named_atoms(group: &str, entries: &[Entry], reading: &Reading<'_>) -> Result<Vec<Atom>, SetupError> {
    entries
        .iter()
        .map(|entry| match ContextKey::named(group, &entry.key) {
            Some(key) => atom(Field::Context(key), &entry.node, reading),
            None => Err(inconsistent(entry.key_position, format!("`{group}` has an empty name"), "name the value")),
        })
        .collect()
}

/// `subject`, `issuer` or `via`, by attributes.
fn name_atom(key: &str, node: &Node, reading: &Reading<'_>) -> Result<Atom, SetupError> {
    let field = match key {
        "subject" => Field::Subject,
        "issuer" => Field::Issuer,
        _ => Field::Via,
    };
    let tests = tests_of(&field, node, reading)?;
    Ok(Atom { field, quantifier: Quantifier::Any, tests })
}

fn name_test(node: &Node, reading: &Reading<'_>) -> Result<Test, SetupError> {
    let entries = node.map("a name")?;
    let known: Vec<&str> = NAME_ATTRIBUTES.iter().map(|(name, _)| *name).collect();
    known_keys(entries, "a name", &known)?;
    if entries.is_empty() {
        return Err(mistake(
            node,
            "a name without attributes matches nothing",
            "name an attribute, such as {cn: Issuing CA 1}",
        ));
    }
    let attribute = |entry: &Entry| {
        let oid = NAME_ATTRIBUTES.iter().find(|(name, _)| *name == entry.key).map(|(_, oid)| OidBuf::from(*oid));
        let oid = oid.ok_or_else(|| unknown(entry.key_position, "a name", &entry.key, &known))?;
        // Each value is a text by itself; `{prefix: …}` and its kin work as elsewhere.
        let tests = tests_of(&Field::Extension(oid.clone()), &entry.node, reading)?;
        Ok((oid, tests))
    };
    entries.iter().map(attribute).collect::<Result<_, _>>().map(Test::Name)
}

/// `identity:` a list of classes, each once.
pub(crate) fn principal_classes(node: &Node) -> Result<Vec<PrincipalClass>, SetupError> {
    let mut classes = Vec::new();
    for item in node.list() {
        let text = item.text("a class of `identity`")?;
        let class = PrincipalClass::parse(text).ok_or_else(|| {
            let attributes: Vec<String> = NAME_ATTRIBUTES.iter().map(|(name, _)| format!("subject.{name}")).collect();
            let known: Vec<&str> =
                PrincipalClass::NAMES.into_iter().chain(attributes.iter().map(String::as_str)).collect();
            unknown(item.position, "`identity`", text, &known)
        })?;
        if classes.contains(&class) {
            return Err(inconsistent(
                item.position,
                format!("`identity` names {} twice", quoted(text)),
                "name each class once",
            ));
        }
        classes.push(class);
    }
    if classes.is_empty() {
        return Err(mistake(
            node,
            "`identity` is empty, so nobody could be named",
            "name at least one class, such as `identity: [spiffe]`",
        ));
    }
    Ok(classes)
}
