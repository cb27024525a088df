//! What one key of a rule asks, and what the answer can be.

use std::borrow::Cow;
use std::cell::Cell;

use super::criterion::{NamePart, Quantifier, Test, duration};
use super::field::Field;
use super::pattern::Matched;
use super::request::{AccessRequest, ContextKey};
use super::template::Inserts;
use crate::encoding::time::Timestamp;
use crate::identity::NAME_ATTRIBUTES;
use crate::identity::facts::{NameFacts, PeerFacts, RevocationFact};

/// One question about one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Atom {
    pub(crate) field: Field,
    pub(crate) quantifier: Quantifier,
    pub(crate) tests: Vec<Test>,
}

/// What asking gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Match,
    NoMatch,
    /// The certificate lacks it.
    Absent,
    /// The host did not supply it, or it could not be evaluated.
    Unavailable,
}

/// What a rule is evaluated against.
pub(crate) struct Subject<'a> {
    pub(crate) peer: &'a PeerFacts,
    pub(crate) request: &'a AccessRequest,
    pub(crate) at: Timestamp,
    /// The first instant ahead at which an answer that was given may change.
    pub(crate) flips: Cell<Option<Timestamp>>,
}

enum Values<'a> {
    None,
    Unavailable,
    One(&'a str),
    Many(&'a [String]),
    Owned(Vec<String>),
    Number(i64),
    Names(Vec<&'a NameFacts>),
}

impl Subject<'_> {
    /// An instant at which an answer may change.
    pub(crate) fn may_flip_at(&self, instant: Timestamp) {
        if instant > self.at && self.flips.get().is_none_or(|flip| instant < flip) {
            self.flips.set(Some(instant));
        }
    }

    fn values(&self, field: &Field) -> Values<'_> {
        let peer = self.peer;
        let text = |value: Option<&'static str>| value.map_or(Values::None, Values::One);
        match field {
            Field::TrustDomain => peer.trust_domain.as_deref().map_or(Values::None, Values::One),
            Field::Spiffe => peer.spiffe.as_deref().map_or(Values::None, Values::One),
            Field::Anchor => peer.anchor.as_deref().map_or(Values::None, Values::One),
            Field::Dns => Values::Many(&peer.dns),
            Field::Email => Values::Many(&peer.email),
            Field::Uri => Values::Many(&peer.uri),
            Field::Upn => Values::Many(&peer.upn),
            Field::IpSan => Values::Owned(peer.ip_san.iter().map(ToString::to_string).collect()),
            Field::OtherName(oid) => {
                let held = peer.other_name.iter().filter(|(held, _)| held == oid);
                Values::Owned(held.map(|(_, value)| value.clone().unwrap_or_default()).collect())
            }
            Field::Subject => name(&peer.subject),
            Field::Issuer => name(&peer.issuer),
            Field::Via => Values::Names(peer.via.iter().collect()),
            Field::Eku => Values::Owned(peer.eku.iter().map(ToString::to_string).collect()),
            Field::Policy => Values::Owned(peer.policy.iter().map(ToString::to_string).collect()),
            Field::Extension(oid) => match peer.extension.iter().find(|extension| extension.oid == *oid) {
                Some(extension) => Values::One(extension.text.as_deref().unwrap_or_default()),
                None => Values::None,
            },
            Field::KeyAlgorithm => one(&peer.key.algorithm),
            Field::KeyBits => peer.key.bits.map_or(Values::None, |bits| Values::Number(i64::from(bits))),
            Field::KeyCurve => peer.key.curve.as_deref().map_or(Values::None, Values::One),
            Field::Sig => one(&peer.sig),
            Field::Serial => one(&peer.serial),
            Field::CertSha256 => one(&peer.cert_sha256),
            Field::Spki => one(&peer.spki),
            Field::Age => peer.not_before.map_or(Values::None, |from| Values::Number(self.at.seconds_since(from))),
            Field::Remaining => {
                peer.not_after.map_or(Values::None, |until| Values::Number(until.seconds_since(self.at)))
            }
            Field::Lifetime => match (peer.not_before, peer.not_after) {
                (Some(from), Some(until)) => Values::Number(until.seconds_since(from)),
                _ => Values::None,
            },
            Field::Revocation => match peer.revocation {
                RevocationFact::Unchecked => Values::Unavailable,
                RevocationFact::Good => text(Some("good")),
                RevocationFact::Revoked => text(Some("revoked")),
                RevocationFact::Unknown => text(Some("unknown")),
                RevocationFact::Stale => text(Some("stale")),
            },
            Field::ChainDepth => Values::Number(i64::from(peer.chain_depth)),
            Field::Context(key) => self.request.values(key).map_or(Values::Unavailable, Values::Many),
        }
    }

    /// The peer's own values of a field as text, for a message.
    pub(crate) fn observed(&self, field: &Field) -> Option<String> {
        const SHOWN: usize = 4;
        let shown = |values: &mut dyn Iterator<Item = &str>| {
            let values: Vec<String> = values.take(SHOWN).map(crate::reason::quoted).collect();
            (!values.is_empty()).then(|| values.join(", "))
        };
        match self.values(field) {
            Values::None => None,
            Values::Unavailable if matches!(field, Field::Context(ContextKey::Plain("path"))) => Some(
                self.request
                    .path_refused()
                    .map_or("not supplied".to_owned(), |why| format!("a path that is refused: {why}")),
            ),
            Values::Unavailable => Some("not supplied".to_owned()),
            Values::One(value) => Some(crate::reason::quoted(value)),
            Values::Many(values) => shown(&mut values.iter().map(String::as_str)),
            Values::Owned(values) => shown(&mut values.iter().map(String::as_str)),
            Values::Number(number) if matches!(field, Field::Age | Field::Remaining | Field::Lifetime) => {
                Some(duration(number))
            }
            Values::Number(number) => Some(number.to_string()),
            Values::Names(names) => shown(&mut names.iter().map(|name| name.text.as_str())),
        }
    }
}

fn one(value: &str) -> Values<'_> {
    if value.is_empty() { Values::None } else { Values::One(value) }
}

fn name(name: &NameFacts) -> Values<'_> {
    if name.attributes.is_empty() && name.text.is_empty() { Values::None } else { Values::Names(vec![name]) }
}

impl Inserts for Subject<'_> {
    fn value(&self, name: &str) -> Option<Cow<'_, str>> {
        let peer = self.peer;
        let only = |values: &'_ [String]| match values {
            [value] => Some(value.clone()),
            _ => None,
        };
        let mailbox = |values: &[String], local: bool| {
            let value = only(values)?;
            let (before, after) = value.rsplit_once('@')?;
            Some(if local { before.to_owned() } else { after.to_owned() })
        };
        let value = match name {
            "spiffe" => peer.spiffe.clone(),
            "trust_domain" => peer.trust_domain.clone(),
            "dns" => only(&peer.dns),
            "email" => only(&peer.email),
            "email.local" => mailbox(&peer.email, true),
            "email.domain" => mailbox(&peer.email, false),
            "upn" => only(&peer.upn),
            "upn.local" => mailbox(&peer.upn, true),
            "upn.domain" => mailbox(&peer.upn, false),
            "uri" => only(&peer.uri),
            "ip_san" => match peer.ip_san.as_slice() {
                [address] => Some(address.to_string()),
                _ => None,
            },
            "serial" => Some(peer.serial.clone()),
            "cert_sha256" => Some(peer.cert_sha256.clone()),
            "spki" => Some(peer.spki.clone()),
            "anchor" => peer.anchor.clone(),
            _ => {
                let attribute = name.strip_prefix("subject.")?;
                let (_, oid) = NAME_ATTRIBUTES.iter().find(|(known, _)| *known == attribute)?;
                let mut values = peer.subject.attributes.iter().filter(|a| a.oid.as_oid() == *oid);
                match (values.next(), values.next()) {
                    (Some(attribute), None) => Some(attribute.value.clone()),
                    _ => None,
                }
            }
        };
        // What is empty names nobody, neither in a pattern nor in a label.
        value.filter(|value| !value.is_empty()).map(Cow::Owned)
    }
}

impl Atom {
    pub(crate) fn ask(&self, subject: &Subject<'_>) -> Answer {
        let values = subject.values(&self.field);
        if let [Test::Present(wanted)] = self.tests.as_slice() {
            let present = match &values {
                Values::Unavailable => return Answer::Unavailable,
                Values::None => false,
                Values::Many(values) => !values.is_empty(),
                Values::Owned(values) => !values.is_empty(),
                Values::Names(names) => !names.is_empty(),
                Values::One(_) | Values::Number(_) => true,
            };
            return if present == *wanted { Answer::Match } else { Answer::NoMatch };
        }
        match values {
            Values::Unavailable => Answer::Unavailable,
            Values::None => lacking(self.quantifier, &self.tests),
            Values::One(value) => self.quantify(std::iter::once(value), |test, value| test.text(value, subject)),
            Values::Many(values) => {
                self.quantify(values.iter().map(String::as_str), |test, value| test.text(value, subject))
            }
            Values::Owned(values) => {
                self.quantify(values.iter().map(String::as_str), |test, value| test.text(value, subject))
            }
            Values::Number(number) => {
                self.flips(subject);
                self.quantify(std::iter::once(number), Test::number)
            }
            Values::Names(names) => self.quantify(names.iter().copied(), |test, name| test.name(name, subject)),
        }
    }

    fn quantify<V: Copy>(&self, values: impl Iterator<Item = V> + Clone, fits: impl Fn(&Test, V) -> Answer) -> Answer {
        quantify(self.quantifier, &self.tests, values, fits)
    }

    /// When the answer about a span of time changes next. Both sides of the border are noted: too early does no harm.
    fn flips(&self, subject: &Subject<'_>) {
        for test in &self.tests {
            let Test::Number(_, seconds, _) = test else { continue };
            let border = match self.field {
                Field::Age => subject.peer.not_before.map(|from| from.plus_seconds(*seconds)),
                Field::Remaining => subject.peer.not_after.map(|until| until.plus_seconds(seconds.saturating_neg())),
                _ => None,
            };
            if let Some(border) = border {
                subject.may_flip_at(border);
                subject.may_flip_at(border.plus_seconds(1));
            }
        }
    }
}

/// What a field without any value answers.
fn lacking(quantifier: Quantifier, tests: &[Test]) -> Answer {
    let asks_for_none = quantifier == Quantifier::Any && tests.contains(&Test::Present(false));
    if asks_for_none { Answer::Match } else { Answer::Absent }
}

/// Holds the tests against the values. A test that finds nothing to look at, in any value, is absent: an attribute that
/// the name lacks, or a value to insert that the peer has not.
fn quantify<V: Copy>(
    quantifier: Quantifier,
    tests: &[Test],
    values: impl Iterator<Item = V> + Clone,
    fits: impl Fn(&Test, V) -> Answer,
) -> Answer {
    if values.clone().next().is_none() {
        return lacking(quantifier, tests);
    }
    let best = |answers: &mut dyn Iterator<Item = Answer>| {
        let mut best = Answer::Absent;
        for answer in answers {
            match answer {
                Answer::Match => return Answer::Match,
                Answer::Absent => {}
                _ => best = Answer::NoMatch,
            }
        }
        best
    };
    let by_test = |test: &Test| best(&mut values.clone().map(|value| fits(test, value)));
    let by_value = |value: V| best(&mut tests.iter().map(|test| fits(test, value)));
    match quantifier {
        Quantifier::Any => {
            let mut absent = false;
            for test in tests {
                match by_test(test) {
                    Answer::Match => return Answer::Match,
                    Answer::Absent => absent = true,
                    _ => {}
                }
            }
            if absent { Answer::Absent } else { Answer::NoMatch }
        }
        // Of no tests at all, as an empty set gives them, none is fitted.
        Quantifier::All if tests.is_empty() => Answer::NoMatch,
        Quantifier::All => every(tests.iter().map(by_test)),
        Quantifier::Only if tests.is_empty() => Answer::NoMatch,
        Quantifier::Only => every(values.clone().map(by_value)),
    }
}

/// All of them hold; one that certainly does not comes before one that finds nothing to look at.
fn every(answers: impl Iterator<Item = Answer>) -> Answer {
    answers.fold(Answer::Match, |all, answer| match (all, answer) {
        (Answer::NoMatch, _) | (_, Answer::NoMatch) => Answer::NoMatch,
        (Answer::Absent, _) | (_, Answer::Absent) => Answer::Absent,
        _ => Answer::Match,
    })
}

impl From<bool> for Answer {
    fn from(matched: bool) -> Self {
        if matched { Self::Match } else { Self::NoMatch }
    }
}

impl From<Matched> for Answer {
    fn from(matched: Matched) -> Self {
        match matched {
            Matched::Yes => Self::Match,
            Matched::No => Self::NoMatch,
            Matched::NoInsert => Self::Absent,
        }
    }
}

impl Test {
    fn text(&self, value: &str, subject: &Subject<'_>) -> Answer {
        match self {
            Self::Exact(text) => (text == value).into(),
            Self::Pattern(pattern) => pattern.matches(value, subject).into(),
            Self::Prefix(text) => value.starts_with(text).into(),
            Self::Suffix(text) => value.ends_with(text).into(),
            Self::Contains(text) => value.contains(text).into(),
            Self::Cidr(cidr) => value.parse().is_ok_and(|address| cidr.contains(address)).into(),
            Self::Number(..) => value.parse().map_or(Answer::NoMatch, |number| self.number(number)),
            Self::Present(present) => (*present).into(),
            Self::Name(_) => Answer::NoMatch,
        }
    }

    fn number(&self, number: i64) -> Answer {
        match self {
            Self::Number(comparison, wanted, _) => comparison.holds(number, *wanted).into(),
            Self::Exact(text) => text.parse().is_ok_and(|wanted: i64| wanted == number).into(),
            Self::Present(present) => (*present).into(),
            _ => Answer::NoMatch,
        }
    }

    fn name(&self, name: &NameFacts, subject: &Subject<'_>) -> Answer {
        match self {
            Self::Exact(text) => (*text == name.text).into(),
            Self::Name(parts) => every(parts.iter().map(|part: &NamePart| {
                let held = name.attributes.iter().filter(|attribute| attribute.oid == part.oid);
                let values = held.map(|attribute| attribute.value.as_str());
                quantify(part.quantifier, &part.tests, values, |test, value| test.text(value, subject))
            })),
            Self::Present(present) => (*present).into(),
            _ => Answer::NoMatch,
        }
    }
}
