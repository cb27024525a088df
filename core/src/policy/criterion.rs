//! What a value must be, and how a document's words say it.

use std::fmt;
use std::net::IpAddr;

use super::pattern::Pattern;
use crate::encoding::oid::OidBuf;
use crate::identity::NAME_ATTRIBUTES;

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

    pub(super) fn holds(self, left: i64, right: i64) -> bool {
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
    /// `10.20.0.0/16`, or an address by itself; bits beyond the prefix must be zero. A range of IPv4 addresses in IPv6
    /// clothes is the range of IPv4 addresses, as each of them is (RFC 4291 section 2.5.5.2).
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (network, bits) = text.split_once('/').map_or((text, None), |(network, bits)| (network, Some(bits)));
        let network: IpAddr = network.parse().ok()?;
        let most = if network.is_ipv4() { 32 } else { 128 };
        let bits: u32 = bits.map_or(Some(most), |bits| bits.parse().ok().filter(|bits| *bits <= most))?;
        let cidr = match (network.to_canonical(), bits.checked_sub(96)) {
            (IpAddr::V4(within), Some(bits)) if network.is_ipv6() => Self { network: within.into(), bits },
            _ => Self { network, bits },
        };
        let network = cidr.network;
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

    pub(super) fn contains(self, address: IpAddr) -> bool {
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
    /// A distinguished name: each of these attributes has what is asked of it.
    Name(Vec<NamePart>),
}

/// What is asked of the values of one attribute of a distinguished name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamePart {
    pub(crate) oid: OidBuf,
    pub(crate) quantifier: Quantifier,
    pub(crate) tests: Vec<Test>,
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
                for (index, NamePart { oid, quantifier, tests }) in attributes.iter().enumerate() {
                    let known = NAME_ATTRIBUTES.iter().find(|(_, known)| *known == oid.as_oid());
                    let name = known.map_or("?", |(name, _)| name);
                    let tests: Vec<String> = tests.iter().map(ToString::to_string).collect();
                    write!(f, "{}{name} {}", if index > 0 { " and " } else { "" }, quantifier.words(&tests))?;
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

impl Quantifier {
    /// The tests in words, joined as they count.
    pub(crate) fn words(self, tests: &[String]) -> String {
        match self {
            Self::Any => tests.join(" or "),
            Self::All => tests.join(" and "),
            Self::Only => format!("only {}", tests.join(" or ")),
        }
    }
}
