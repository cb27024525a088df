//! `from` and `to`: lists of alternatives, each some keys that must all hold.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use super::criterion::{Comparison, Quantifier, Test};
use super::document::Set;
use super::field::Field;
use super::matcher::Atom;
use super::reader::{get, inconsistent, known_keys, mistake, unknown};
use super::request::{ContextKey, NAMED_KEYS, PLAIN_KEYS};
use super::syntax::{Entry, Node, Value};
use super::values::{comparison, oid, tests_of};
use crate::encoding::oid::OidBuf;
use crate::identity::{NAME_ATTRIBUTES, PrincipalClass};
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
    pub(super) sets: &'a [Set],
    pub(super) bundles: Option<&'a [&'a str]>,
    pub(super) used: RefCell<BTreeSet<String>>,
    /// Whether the values of a set are being read, which may not use another set.
    pub(super) in_set: Cell<bool>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(sets: &'a [Set], bundles: &'a [&'a str]) -> Self {
        Self { sets, bundles: Some(bundles), used: RefCell::default(), in_set: Cell::default() }
    }

    pub(crate) fn empty() -> Self {
        Self { sets: &[], bundles: None, used: RefCell::default(), in_set: Cell::default() }
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
        key => vec![vec![atom(field(key, entry.key_position)?, &entry.node, reading)?]],
    };
    Ok(Condition { key: entry.key.clone(), position: entry.key_position, negated, any })
}

/// The field of a key that stands by itself.
pub(super) fn field(key: &str, position: Position) -> Result<Field, SetupError> {
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
                return Err(unknown(position, "a rule's alternative", key, &known));
            }
        },
    })
}

fn is_quantified(node: &Node) -> bool {
    matches!(&node.value, Value::Map(entries) if entries.iter().any(|entry| ["all", "only", "present"].contains(&entry.key.as_str())))
}

/// A field with its tests: a value, a list, or `{all: …}`, `{only: …}`, `{present: …}` and the other forms of [`tests_of`].
fn atom(field: Field, node: &Node, reading: &Reading<'_>) -> Result<Atom, SetupError> {
    let (quantifier, tests) = quantified(&field, node, reading)?;
    Ok(Atom { field, quantifier, tests })
}

/// The tests of a field, and how many values must fit them.
pub(super) fn quantified(
    field: &Field,
    node: &Node,
    reading: &Reading<'_>,
) -> Result<(Quantifier, Vec<Test>), SetupError> {
    if let Value::Map(entries) = &node.value {
        for (key, quantifier) in [("all", Quantifier::All), ("only", Quantifier::Only)] {
            let Some(inside) = get(entries, key) else { continue };
            known_keys(entries, &format!("`{key}`"), &[key])?;
            let tests = tests_of(field, inside, reading)?;
            if tests.iter().any(|test| matches!(test, Test::Present(_))) {
                return Err(mistake(
                    inside,
                    format!("`present` asks about the field and not about each value, so `{key}` cannot hold it"),
                    "write {present: true} by itself",
                ));
            }
            return Ok((quantifier, tests));
        }
        // `{gte: 1h, lt: 24h}`: both must hold, so each is a test of its own that the one value fits.
        if entries.len() > 1 && entries.iter().all(|entry| Comparison::ALL.iter().any(|(name, _)| *name == entry.key)) {
            let tests = entries.iter().map(|entry| comparison(field, entry)).collect::<Result<_, _>>()?;
            return Ok((Quantifier::All, tests));
        }
    }
    Ok((Quantifier::Any, tests_of(field, node, reading)?))
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
