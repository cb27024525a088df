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
    filed: HashMap<Kind, HashMap<String, Vec<RuleNumber>>>,
    /// Rules that may concern anybody.
    rest: Vec<RuleNumber>,
}

impl Index {
    pub(crate) fn new(rules: &[Rule]) -> Self {
        let mut index = Self::default();
        for (rule, number) in rules.iter().zip(0..) {
            let keys: Option<Vec<_>> = rule.from.iter().map(keys_of).collect();
            match keys {
                Some(keys) if !keys.is_empty() => {
                    for (kind, text) in keys.into_iter().flatten() {
                        let numbers = index.filed.entry(kind).or_default().entry(text).or_default();
                        if numbers.last() != Some(&number) {
                            numbers.push(number);
                        }
                    }
                }
                _ => index.rest.push(number),
            }
        }
        index
    }

    /// The rules that may concern the peer, in the order of the document, each once.
    pub(crate) fn candidates(&self, peer: &PeerFacts) -> Vec<RuleNumber> {
        let mut found = Vec::with_capacity(self.rest.len().saturating_add(8));
        for (kind, table) in &self.filed {
            let mut look = |text: &str| found.extend(table.get(text).into_iter().flatten().copied());
            match kind {
                Kind::Spiffe => peer.spiffe.iter().for_each(|text| look(text)),
                Kind::SpiffePrefix => peer.spiffe.iter().for_each(|text| prefixes(text).for_each(&mut look)),
                Kind::CertSha256 => look(&peer.cert_sha256),
                Kind::Spki => look(&peer.spki),
                Kind::Serial => look(&peer.serial),
                Kind::Upn => peer.upn.iter().for_each(|text| look(text)),
                Kind::Email => peer.email.iter().for_each(|text| look(text)),
                Kind::Dns => peer.dns.iter().for_each(|text| look(text)),
                Kind::Uri => peer.uri.iter().for_each(|text| look(text)),
                Kind::DnsSuffix => peer.dns.iter().for_each(|text| suffixes(text).for_each(&mut look)),
                Kind::EmailSuffix => domains(&peer.email).for_each(|text| suffixes(text).for_each(&mut look)),
                Kind::UpnSuffix => domains(&peer.upn).for_each(|text| {
                    let text = text.to_ascii_lowercase();
                    suffixes(&text).for_each(&mut look);
                }),
                Kind::IssuerCommonName => common_names(&peer.issuer).for_each(&mut look),
                Kind::SubjectCommonName => common_names(&peer.subject).for_each(&mut look),
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
