//! What one key of a rule asks, and what the answer can be.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::net::IpAddr;

use super::pattern::{Matched, Pattern};
use super::request::{AccessRequest, ContextKey};
use super::template::Inserts;
use crate::encoding::oid::OidBuf;
use crate::encoding::time::Timestamp;
use crate::identity::NAME_ATTRIBUTES;
use crate::identity::facts::{NameFacts, PeerFacts, RevocationFact};

/// A field of the peer or the context.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Field {
    TrustDomain,
    Spiffe,
    Dns,
    Email,
    Uri,
    IpSan,
    Upn,
    OtherName(OidBuf),
    Subject,
    Issuer,
    Via,
    Anchor,
    Eku,
    Policy,
    Extension(OidBuf),
    KeyAlgorithm,
    KeyBits,
    KeyCurve,
    Sig,
    Serial,
    CertSha256,
    Spki,
    Age,
    Remaining,
    Lifetime,
    Revocation,
    ChainDepth,
    Context(ContextKey),
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TrustDomain => "trust_domain",
            Self::Spiffe => "spiffe",
            Self::Dns => "dns",
            Self::Email => "email",
            Self::Uri => "uri",
            Self::IpSan => "ip_san",
            Self::Upn => "upn",
            Self::OtherName(oid) => return write!(f, "other_name.{oid}"),
            Self::Subject => "subject",
            Self::Issuer => "issuer",
            Self::Via => "via",
            Self::Anchor => "anchor",
            Self::Eku => "eku",
            Self::Policy => "policy",
            Self::Extension(oid) => return write!(f, "extension.{oid}"),
            Self::KeyAlgorithm => "key.alg",
            Self::KeyBits => "key.bits",
            Self::KeyCurve => "key.curve",
            Self::Sig => "sig",
            Self::Serial => "serial",
            Self::CertSha256 => "cert_sha256",
            Self::Spki => "spki",
            Self::Age => "age",
            Self::Remaining => "remaining",
            Self::Lifetime => "lifetime",
            Self::Revocation => "revocation",
            Self::ChainDepth => "chain_depth",
            Self::Context(key) => return write!(f, "{key}"),
        })
    }
}

/// A comparison of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
}

impl Comparison {
    pub(crate) const ALL: [(&'static str, Self); 5] = [
        ("lt", Self::Less),
        ("lte", Self::LessOrEqual),
        ("gt", Self::Greater),
        ("gte", Self::GreaterOrEqual),
        ("eq", Self::Equal),
    ];

    fn holds(self, left: i64, right: i64) -> bool {
        match self {
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
            Self::Equal => left == right,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Less => "less than",
            Self::LessOrEqual => "at most",
            Self::Greater => "more than",
            Self::GreaterOrEqual => "at least",
            Self::Equal => "exactly",
        }
    }
}

/// A range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cidr {
    network: IpAddr,
    bits: u32,
}

impl Cidr {
    /// `10.20.0.0/16`, or an address by itself; bits beyond the prefix must be zero.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (network, bits) = text.split_once('/').map_or((text, None), |(network, bits)| (network, Some(bits)));
        let network: IpAddr = network.parse().ok()?;
        let most = if network.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Some(most), |bits| bits.parse().ok().filter(|bits| *bits <= most))?;
        let cidr = Self { network, bits };
        (cidr.masked(network) == cidr.number(network)).then_some(cidr)
    }

    fn number(self, address: IpAddr) -> Option<u128> {
        match (self.network, address) {
            (IpAddr::V4(_), IpAddr::V4(address)) => Some(u128::from(u32::from(address)) << 96),
            (IpAddr::V6(_), IpAddr::V6(address)) => Some(u128::from(address)),
            _ => None,
        }
    }

    fn masked(self, address: IpAddr) -> Option<u128> {
        let mask = if self.bits == 0 { 0 } else { u128::MAX.checked_shl(u128::BITS.saturating_sub(self.bits))? };
        self.number(address).map(|number| number & mask)
    }

    fn contains(self, address: IpAddr) -> bool {
        // An IPv4 address in IPv6 clothes is the IPv4 address (RFC 4291 section 2.5.5.2).
        let address = address.to_canonical();
        self.masked(address).is_some_and(|masked| Some(masked) == self.masked(self.network))
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.network, self.bits)
    }
}

/// What a value must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Test {
    Exact(String),
    Pattern(Pattern),
    Prefix(String),
    Suffix(String),
    Contains(String),
    Cidr(Cidr),
    Number(Comparison, i64, Unit),
    Present(bool),
    /// A distinguished name: each of these attributes has one of these values.
    Name(Vec<(OidBuf, Vec<Self>)>),
}

/// How a number is written for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Seconds,
    Plain,
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(text) => f.write_str(&crate::reason::quoted(text)),
            Self::Pattern(pattern) => f.write_str(&crate::reason::quoted(&pattern.to_string())),
            Self::Prefix(text) => write!(f, "beginning with {}", crate::reason::quoted(text)),
            Self::Suffix(text) => write!(f, "ending with {}", crate::reason::quoted(text)),
            Self::Contains(text) => write!(f, "containing {}", crate::reason::quoted(text)),
            Self::Cidr(cidr) => write!(f, "{cidr}"),
            Self::Number(comparison, number, Unit::Seconds) => {
                write!(f, "{} {}", comparison.words(), duration(*number))
            }
            Self::Number(comparison, number, Unit::Plain) => write!(f, "{} {number}", comparison.words()),
            Self::Present(true) => f.write_str("present"),
            Self::Present(false) => f.write_str("absent"),
            Self::Name(attributes) => {
                for (index, (oid, tests)) in attributes.iter().enumerate() {
                    let name =
                        NAME_ATTRIBUTES.iter().find(|(_, known)| *known == oid.as_oid()).map_or("?", |(name, _)| name);
                    let tests: Vec<String> = tests.iter().map(ToString::to_string).collect();
                    write!(f, "{}{name} {}", if index > 0 { " and " } else { "" }, tests.join(" or "))?;
                }
                Ok(())
            }
        }
    }
}

/// Seconds, as documents write durations.
pub(crate) fn duration(seconds: i64) -> String {
    const UNITS: [(i64, char); 3] = [(86_400, 'd'), (3_600, 'h'), (60, 'm')];
    let whole = UNITS.iter().find(|(unit, _)| seconds != 0 && seconds.checked_rem(*unit) == Some(0));
    match whole {
        Some((unit, letter)) => format!("{}{letter}", seconds.checked_div(*unit).unwrap_or_default()),
        None => format!("{seconds}s"),
    }
}

/// Which of several values must fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quantifier {
    /// Some value fits one of the tests.
    Any,
    /// Each test is fitted by some value.
    All,
    /// Every value fits one of the tests.
    Only,
}

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
        let text = |value: &str| (!value.is_empty()).then(|| value.to_owned());
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
            "serial" => text(&peer.serial),
            "cert_sha256" => text(&peer.cert_sha256),
            "spki" => text(&peer.spki),
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
        value.map(Cow::Owned)
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
            Values::None => Answer::Absent,
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

    fn quantify<V: Copy>(&self, values: impl Iterator<Item = V> + Clone, fits: impl Fn(&Test, V) -> Matched) -> Answer {
        let mut unclear = false;
        let mut fits = |test: &Test, value: V| match fits(test, value) {
            Matched::Yes => true,
            Matched::No => false,
            Matched::NoInsert => {
                unclear = true;
                false
            }
        };
        if values.clone().next().is_none() {
            return Answer::Absent;
        }
        let matched = match self.quantifier {
            Quantifier::Any => values.clone().any(|value| self.tests.iter().any(|test| fits(test, value))),
            Quantifier::All => self.tests.iter().all(|test| values.clone().any(|value| fits(test, value))),
            Quantifier::Only => values.clone().all(|value| self.tests.iter().any(|test| fits(test, value))),
        };
        match (matched, unclear) {
            (true, _) => Answer::Match,
            (false, true) => Answer::Unavailable,
            (false, false) => Answer::NoMatch,
        }
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

impl From<bool> for Matched {
    fn from(matched: bool) -> Self {
        if matched { Self::Yes } else { Self::No }
    }
}

impl Test {
    fn text(&self, value: &str, subject: &Subject<'_>) -> Matched {
        match self {
            Self::Exact(text) => (text == value).into(),
            Self::Pattern(pattern) => pattern.matches(value, subject),
            Self::Prefix(text) => value.starts_with(text).into(),
            Self::Suffix(text) => value.ends_with(text).into(),
            Self::Contains(text) => value.contains(text).into(),
            Self::Cidr(cidr) => value.parse().is_ok_and(|address| cidr.contains(address)).into(),
            Self::Number(..) => value.parse().map_or(Matched::No, |number| self.number(number)),
            Self::Present(_) | Self::Name(_) => Matched::No,
        }
    }

    fn number(&self, number: i64) -> Matched {
        match self {
            Self::Number(comparison, wanted, _) => comparison.holds(number, *wanted).into(),
            Self::Exact(text) => text.parse().is_ok_and(|wanted: i64| wanted == number).into(),
            _ => Matched::No,
        }
    }

    fn name(&self, name: &NameFacts, subject: &Subject<'_>) -> Matched {
        match self {
            Self::Exact(text) => (*text == name.text).into(),
            Self::Name(attributes) => attributes
                .iter()
                .all(|(oid, tests)| {
                    let values = name.attributes.iter().filter(|attribute| attribute.oid == *oid);
                    values
                        .into_iter()
                        .any(|held| tests.iter().any(|test| test.text(&held.value, subject) == Matched::Yes))
                })
                .into(),
            _ => Matched::No,
        }
    }
}
