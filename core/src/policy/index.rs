//! Which rules can concern a peer: exact names by hash, patterns by their literal segments, the rest by list.
//!
//! Every alternative of a rule's `from` is filed under one of its conditions: the one that says most. A rule with an
//! alternative that cannot be filed is looked at every time. A deny rule is filed only under what a certificate
//! states, never under what the host may fail to supply, and never under a negation: what cannot be evaluated must be
//! seen.

use std::collections::HashMap;

use super::conditions::{Alternative, Condition};
use super::criterion::{NamePart, Quantifier, Test};
use super::document::Rule;
use super::field::Field;
use crate::encoding::oid::known;
use crate::identity::facts::PeerFacts;

/// The place of a rule in the document.
pub(crate) type RuleNumber = u32;

/// Under what an alternative is filed, the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Kind {
    Spiffe,
    CertSha256,
    Spki,
    Serial,
    Upn,
    Email,
    Dns,
    Uri,
    SpiffePrefix,
    UpnSuffix,
    EmailSuffix,
    DnsSuffix,
    IssuerCommonName,
    SubjectCommonName,
}

#[derive(Debug, Default)]
pub(crate) struct Index {
    /// Only the kinds under which something is filed.
    filed: Vec<(Kind, Table)>,
    /// Rules that may concern anybody.
    rest: Vec<RuleNumber>,
}

/// The rules that are filed under one kind.
#[derive(Debug, Default)]
struct Table {
    rules: HashMap<String, Vec<RuleNumber>>,
    /// How many separators the keys have, as bits: of a name's prefixes and suffixes only those of these lengths are
    /// looked up, so that the work does not grow with the square of a peer's name.
    lengths: u64,
}

impl Table {
    fn file(&mut self, kind: Kind, text: String, number: RuleNumber) {
        self.lengths |= length_bit(text.matches(kind.separator()).count());
        let numbers = self.rules.entry(text).or_default();
        if numbers.last() != Some(&number) {
            numbers.push(number);
        }
    }

    fn look(&self, text: &str, found: &mut Vec<RuleNumber>) {
        found.extend(self.rules.get(text).into_iter().flatten());
    }

    /// Looks at the prefixes of a path or the suffixes of a domain, the whole first.
    fn look_at_parts<'t>(&self, kind: Kind, parts: impl Iterator<Item = &'t str>, found: &mut Vec<RuleNumber>) {
        let mut separators = None;
        for part in parts {
            let left = separators.unwrap_or_else(|| part.matches(kind.separator()).count());
            if self.lengths & length_bit(left) != 0 {
                self.look(part, found);
            }
            separators = Some(left.saturating_sub(1));
        }
    }
}

/// The last bit stands for every number from 63 on.
fn length_bit(separators: usize) -> u64 {
    1_u64.rotate_left(u32::try_from(separators.min(63)).unwrap_or(63))
}

impl Kind {
    /// What stands between the pieces of a key of this kind.
    fn separator(self) -> char {
        if self == Self::SpiffePrefix { '/' } else { '.' }
    }
}

impl Index {
    pub(crate) fn new(rules: &[Rule]) -> Self {
        let mut index = Self::default();
        for (rule, number) in rules.iter().zip(0..) {
            let keys: Option<Vec<_>> = rule.from.iter().map(keys_of).collect();
            match keys {
                Some(keys) if !keys.is_empty() => {
                    for (kind, text) in keys.into_iter().flatten() {
                        index.file(kind, text, number);
                    }
                }
                _ => index.rest.push(number),
            }
        }
        index
    }

    fn file(&mut self, kind: Kind, text: String, number: RuleNumber) {
        let mut filed = self.filed.iter_mut();
        if let Some((_, table)) = filed.find(|(filed, _)| *filed == kind) {
            return table.file(kind, text, number);
        }
        let mut table = Table::default();
        table.file(kind, text, number);
        self.filed.push((kind, table));
    }

    /// The rules that may concern the peer, in the order of the document, each once.
    pub(crate) fn candidates(&self, peer: &PeerFacts) -> Vec<RuleNumber> {
        let mut found = Vec::with_capacity(self.rest.len().saturating_add(8));
        for (kind, table) in &self.filed {
            let found = &mut found;
            let all = |texts: &[String], found: &mut Vec<_>| texts.iter().for_each(|text| table.look(text, found));
            match kind {
                Kind::Spiffe => peer.spiffe.iter().for_each(|text| table.look(text, found)),
                Kind::SpiffePrefix => {
                    peer.spiffe.iter().for_each(|text| table.look_at_parts(*kind, prefixes(text), found));
                }
                Kind::CertSha256 => table.look(&peer.cert_sha256, found),
                Kind::Spki => table.look(&peer.spki, found),
                Kind::Serial => table.look(&peer.serial, found),
                Kind::Upn => all(&peer.upn, found),
                Kind::Email => all(&peer.email, found),
                Kind::Dns => all(&peer.dns, found),
                Kind::Uri => all(&peer.uri, found),
                Kind::DnsSuffix => {
                    peer.dns.iter().for_each(|text| table.look_at_parts(*kind, suffixes(text), found));
                }
                Kind::EmailSuffix => {
                    domains(&peer.email).for_each(|text| table.look_at_parts(*kind, suffixes(text), found));
                }
                Kind::UpnSuffix => domains(&peer.upn).for_each(|text| {
                    let text = text.to_ascii_lowercase();
                    table.look_at_parts(*kind, suffixes(&text), found);
                }),
                Kind::IssuerCommonName => common_names(&peer.issuer).for_each(|text| table.look(text, found)),
                Kind::SubjectCommonName => common_names(&peer.subject).for_each(|text| table.look(text, found)),
            }
        }
        found.extend_from_slice(&self.rest);
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn common_names(name: &crate::identity::facts::NameFacts) -> impl Iterator<Item = &str> {
    let common_name = |attribute: &&crate::identity::facts::NameAttribute| attribute.oid.as_oid() == known::COMMON_NAME;
    name.attributes.iter().filter(common_name).map(|attribute| attribute.value.as_str())
}

fn domains(mailboxes: &[String]) -> impl Iterator<Item = &str> {
    mailboxes.iter().filter_map(|mailbox| mailbox.rsplit_once('@')).map(|(_, domain)| domain)
}

/// `a/b/c`: `a/b/c`, `a/b`, `a` and so on.
fn prefixes(text: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(text), |text| text.rsplit_once('/').map(|(before, _)| before))
}

/// `a.b.c`: `a.b.c`, `b.c`, `c`.
fn suffixes(text: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(text), |text| text.split_once('.').map(|(_, after)| after))
}

/// The keys to file an alternative under: those of its most telling condition, one for each of its values.
fn keys_of(alternative: &Alternative) -> Option<Vec<(Kind, String)>> {
    let keys = alternative.conditions.iter().filter_map(keys_of_condition);
    keys.min_by_key(|keys| keys.iter().map(|(kind, _)| *kind).max())
}

fn keys_of_condition(condition: &Condition) -> Option<Vec<(Kind, String)>> {
    let [atoms] = condition.any.as_slice() else { return None };
    let [atom] = atoms.as_slice() else { return None };
    if condition.negated || atom.quantifier != Quantifier::Any {
        return None;
    }
    let keys: Option<Vec<_>> = atom.tests.iter().map(|test| key_of(&atom.field, test)).collect();
    keys.map(|keys| keys.into_iter().flatten().collect()).filter(|keys: &Vec<_>| !keys.is_empty())
}

fn key_of(field: &Field, test: &Test) -> Option<Vec<(Kind, String)>> {
    let one = |kind, text: String| Some(vec![(kind, text)]);
    match (field, test) {
        (Field::Spiffe, Test::Exact(text)) => one(Kind::Spiffe, text.clone()),
        (Field::CertSha256, Test::Exact(text)) => one(Kind::CertSha256, text.clone()),
        (Field::Spki, Test::Exact(text)) => one(Kind::Spki, text.clone()),
        (Field::Serial, Test::Exact(text)) => one(Kind::Serial, text.clone()),
        (Field::Upn, Test::Exact(text)) => one(Kind::Upn, text.clone()),
        (Field::Email, Test::Exact(text)) => one(Kind::Email, text.clone()),
        (Field::Dns, Test::Exact(text)) => one(Kind::Dns, text.clone()),
        (Field::Uri, Test::Exact(text)) => one(Kind::Uri, text.clone()),
        (Field::Spiffe, Test::Pattern(pattern)) => one(Kind::SpiffePrefix, pattern.literal_prefix()?),
        (Field::Dns, Test::Pattern(pattern)) => one(Kind::DnsSuffix, pattern.literal_suffix()?),
        (Field::Email, Test::Pattern(pattern)) => {
            one(Kind::EmailSuffix, pattern.literal_suffix()?.to_ascii_lowercase())
        }
        (Field::Upn, Test::Pattern(pattern)) => one(Kind::UpnSuffix, pattern.literal_suffix()?.to_ascii_lowercase()),
        (Field::Issuer, Test::Name(attributes)) => common_name_keys(Kind::IssuerCommonName, attributes),
        (Field::Subject, Test::Name(attributes)) => common_name_keys(Kind::SubjectCommonName, attributes),
        _ => None,
    }
}

fn common_name_keys(kind: Kind, attributes: &[NamePart]) -> Option<Vec<(Kind, String)>> {
    let asks = |part: &&NamePart| part.oid.as_oid() == known::COMMON_NAME && part.quantifier == Quantifier::Any;
    let tests = &attributes.iter().find(asks)?.tests;
    let exact = |test: &Test| match test {
        Test::Exact(text) => Some((kind, text.clone())),
        _ => None,
    };
    tests.iter().map(exact).collect()
}
