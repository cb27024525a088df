//! General names (RFC 5280 section 4.2.1.6) and the subtrees that constrain them (section 4.2.1.10).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::distinguished_name::{self, DistinguishedName};
use crate::encoding::der::{Malformed, Reader, Value, tag};
use crate::encoding::oid::{Oid, known};

const SECTION: &str = "RFC 5280, section 4.2.1.6";

/// A name of a certificate. Its text is the peer's: it is 7-bit, has no control characters, and is otherwise as found.
///
/// Prints with its kind: `dns:host.example`, `email:`, `uri:`, `ip:`, `dir:`, `upn:`, `other:`, `rid:`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum GeneralName<'a> {
    /// dNSName
    Dns(&'a str),
    /// rfc822Name
    Email(&'a str),
    /// uniformResourceIdentifier
    Uri(&'a str),
    /// iPAddress
    Ip(IpAddr),
    /// directoryName
    DirectoryName(DistinguishedName<'a>),
    /// otherName
    OtherName {
        /// What kind of other name it is.
        type_id: Oid<'a>,
        /// The DER of its value.
        value: &'a [u8],
    },
    /// registeredID
    RegisteredId(Oid<'a>),
    /// x400Address or ediPartyName, which nobody uses.
    Obsolete(&'static str),
}

impl<'a> GeneralName<'a> {
    /// The user principal name, if it is an otherName of that type, and not empty.
    pub fn user_principal_name(&self) -> Option<&'a str> {
        match self {
            Self::OtherName { type_id: known::USER_PRINCIPAL_NAME, .. } => {
                self.other_name_text().filter(|name| !name.is_empty())
            }
            _ => None,
        }
    }

    /// The value of an otherName as text, if it is one UTF8String, IA5String or PrintableString.
    pub fn other_name_text(&self) -> Option<&'a str> {
        match self {
            Self::OtherName { value, .. } => string_value(value),
            _ => None,
        }
    }

    /// How much there is to compare.
    pub(crate) fn octets(&self) -> usize {
        match self {
            Self::Dns(text) | Self::Email(text) | Self::Uri(text) => text.len(),
            Self::Ip(_) => 16,
            Self::DirectoryName(name) => name.der().len(),
            Self::OtherName { value, .. } => value.len(),
            Self::RegisteredId(oid) => oid.as_bytes().len(),
            Self::Obsolete(form) => form.len(),
        }
    }

    /// The name of its form in RFC 5280.
    pub(crate) fn form(&self) -> &'static str {
        match self {
            Self::Dns(_) => "dNSName",
            Self::Email(_) => "rfc822Name",
            Self::Uri(_) => "uniformResourceIdentifier",
            Self::Ip(_) => "iPAddress",
            Self::DirectoryName(_) => "directoryName",
            Self::OtherName { .. } => "otherName",
            Self::RegisteredId(_) => "registeredID",
            Self::Obsolete(form) => form,
        }
    }
}

/// The text of a DER value that is one string and nothing more.
pub(crate) fn string_value(der: &[u8]) -> Option<&str> {
    let mut reader = Reader::new(der);
    let value = reader.read().ok()?;
    let is_string = matches!(value.tag, tag::UTF8_STRING | tag::IA5_STRING | tag::PRINTABLE_STRING);
    let text = std::str::from_utf8(value.content).ok()?;
    (is_string && reader.is_empty() && !text.contains('\0')).then_some(text)
}

impl fmt::Display for GeneralName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(text) => write!(f, "dns:{text}"),
            Self::Email(text) => write!(f, "email:{text}"),
            Self::Uri(text) => write!(f, "uri:{text}"),
            Self::Ip(address) => write!(f, "ip:{address}"),
            Self::DirectoryName(name) => write!(f, "dir:{name}"),
            Self::OtherName { type_id, .. } => match self.user_principal_name() {
                Some(name) => write!(f, "upn:{name}"),
                None => write!(f, "other:{type_id}"),
            },
            Self::RegisteredId(oid) => write!(f, "rid:{oid}"),
            Self::Obsolete(form) => f.write_str(form),
        }
    }
}

const OTHER: u8 = tag::explicit(0);
const EMAIL: u8 = tag::implicit(1);
const DNS: u8 = tag::implicit(2);
const X400: u8 = tag::explicit(3);
const DIRECTORY: u8 = tag::explicit(4);
const EDI: u8 = tag::explicit(5);
const URI: u8 = tag::implicit(6);
const IP: u8 = tag::implicit(7);
const REGISTERED: u8 = tag::implicit(8);

/// Reads a GeneralName strictly.
pub(crate) fn parse<'a>(value: &Value<'a>) -> Result<GeneralName<'a>, Malformed> {
    well_formed(value)?;
    view(value).ok_or_else(|| value.malformed("a name is of no known form", SECTION))
}

/// Whether [`parse`] reads it.
pub(crate) fn well_formed(value: &Value<'_>) -> Result<(), Malformed> {
    match value.tag {
        OTHER => other_name(value),
        EMAIL | DNS | URI if value.content.is_empty() => Err(value.malformed("a name is empty", SECTION)),
        EMAIL | DNS | URI => printable(value),
        DIRECTORY => {
            let mut inside = value.reader();
            distinguished_name::parse(&mut inside)?;
            inside.finish("bytes follow a directoryName")
        }
        IP if address(value.content).is_none() => {
            Err(value.malformed("an iPAddress has neither 4 nor 16 octets", SECTION))
        }
        REGISTERED => value.oid().map(drop),
        X400 => value.any(),
        EDI => edi_party_name(value),
        IP => Ok(()),
        _ => Err(value.malformed("a name is of no known form", SECTION)),
    }
}

fn other_name(value: &Value<'_>) -> Result<(), Malformed> {
    let mut inside = value.reader();
    inside.expect(tag::OID, "an otherName has no type")?.oid()?;
    let explicit = inside.expect(tag::explicit(0), "an otherName has no value")?;
    inside.finish("bytes follow an otherName's value")?;
    let mut content = explicit.reader();
    let held = content.read()?;
    content.finish("bytes follow an otherName's value")?;
    held.any()
}

/// What is said of a name that is not in ASCII.
pub(super) const NOT_ASCII: &str = "a name has NUL, control or non-ASCII characters";

/// Who assigned the name, which may be absent, and the name, both a DirectoryString.
fn edi_party_name(value: &Value<'_>) -> Result<(), Malformed> {
    let mut inside = value.reader();
    if let Some(assigner) = inside.optional(tag::explicit(0))? {
        directory_string(&assigner)?;
    }
    directory_string(&inside.expect(tag::explicit(1), "an ediPartyName has no name")?)?;
    inside.finish("bytes follow an ediPartyName")
}

fn directory_string(explicit: &Value<'_>) -> Result<(), Malformed> {
    let mut inside = explicit.reader();
    let text = inside.read()?;
    inside.finish("bytes follow a part of an ediPartyName")?;
    match text.tag {
        tag::UTF8_STRING | tag::PRINTABLE_STRING | tag::TELETEX_STRING | tag::UNIVERSAL_STRING | tag::BMP_STRING => {
            distinguished_name::string(&text)
        }
        _ => Err(text.malformed("a part of an ediPartyName is no string", SECTION)),
    }
}

/// The octets of an IA5String: 7-bit, no control characters.
fn printable(value: &Value<'_>) -> Result<(), Malformed> {
    // All of them, whatever the first ones are: that is done for many at a time.
    if value.content.iter().fold(true, |all, octet| all & (0x20..0x7f).contains(octet)) {
        return Ok(());
    }
    Err(value.malformed(NOT_ASCII, SECTION))
}

fn text<'a>(value: &Value<'a>) -> Option<&'a str> {
    std::str::from_utf8(value.content).ok()
}

/// A name that was found [`well_formed`].
fn view<'a>(value: &Value<'a>) -> Option<GeneralName<'a>> {
    let whole = |value: Value<'a>| value.reader().read().ok();
    Some(match value.tag {
        OTHER => {
            let mut inside = value.reader();
            let type_id = inside.read().ok()?;
            let value = whole(inside.read().ok()?)?.raw;
            GeneralName::OtherName { type_id: Oid::from_content(type_id.content), value }
        }
        EMAIL => GeneralName::Email(text(value)?),
        DNS => GeneralName::Dns(text(value)?),
        URI => GeneralName::Uri(text(value)?),
        DIRECTORY => GeneralName::DirectoryName(DistinguishedName::new(whole(*value)?.raw)),
        IP => GeneralName::Ip(address(value.content)?),
        REGISTERED => GeneralName::RegisteredId(Oid::from_content(value.content)),
        X400 => GeneralName::Obsolete("x400Address"),
        EDI => GeneralName::Obsolete("ediPartyName"),
        _ => return None,
    })
}

fn address(octets: &[u8]) -> Option<IpAddr> {
    match octets.len() {
        4 => <[u8; 4]>::try_from(octets).ok().map(|octets| IpAddr::V4(Ipv4Addr::from(octets))),
        16 => <[u8; 16]>::try_from(octets).ok().map(|octets| IpAddr::V6(Ipv6Addr::from(octets))),
        _ => None,
    }
}

/// A list of general names.
#[derive(Clone, Debug)]
pub struct GeneralNames<'a>(Reader<'a>);

impl<'a> GeneralNames<'a> {
    /// The names inside an extension's SEQUENCE, its value; none without the extension.
    pub(super) fn of_extension(value: Option<&'a [u8]>) -> Self {
        let sequence = value.and_then(|value| Reader::new(value).read().ok());
        Self(sequence.map_or(Reader::new(&[]), |sequence| sequence.reader()))
    }

    pub(crate) fn inside(value: &Value<'a>) -> Self {
        Self(value.reader())
    }
}

impl<'a> Iterator for GeneralNames<'a> {
    type Item = GeneralName<'a>;

    fn next(&mut self) -> Option<GeneralName<'a>> {
        if self.0.is_empty() {
            return None;
        }
        parse(&self.0.read().ok()?).ok()
    }
}

/// What a name constraint permits or excludes. Prints as the [`GeneralName`] of its kind.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum GeneralSubtree<'a> {
    /// A domain and everything below it; nothing is every name.
    Dns(&'a str),
    /// A mailbox, a host, or with a leading dot a domain.
    Email(&'a str),
    /// A host, or with a leading dot a domain.
    Uri(&'a str),
    /// A range of addresses.
    Ip {
        /// 4 or 16 octets.
        network: &'a [u8],
        /// As many octets.
        mask: &'a [u8],
    },
    /// A name and everything below it.
    DirectoryName(DistinguishedName<'a>),
    /// A form for which RFC 5280 defines no constraint.
    Other {
        /// The form's name in RFC 5280.
        form: &'static str,
    },
}

impl GeneralSubtree<'_> {
    /// How much there is to compare.
    pub(crate) fn octets(&self) -> usize {
        match self {
            Self::Dns(text) | Self::Email(text) | Self::Uri(text) => text.len(),
            Self::Ip { network, mask } => network.len().saturating_add(mask.len()),
            Self::DirectoryName(name) => name.der().len(),
            Self::Other { form } => form.len(),
        }
    }
}

impl fmt::Display for GeneralSubtree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(text) => write!(f, "dns:{text}"),
            Self::Email(text) => write!(f, "email:{text}"),
            Self::Uri(text) => write!(f, "uri:{text}"),
            Self::Ip { network, mask } => match (address(network), address(mask)) {
                (Some(network), Some(_)) => {
                    let ones = mask.iter().fold(0_u32, |ones, octet| ones.saturating_add(octet.count_ones()));
                    write!(f, "ip:{network}/{ones}")
                }
                _ => f.write_str("ip:(malformed)"),
            },
            Self::DirectoryName(name) => write!(f, "dir:{name}"),
            Self::Other { form } => f.write_str(form),
        }
    }
}

/// Reads the base of a GeneralSubtree strictly.
pub(super) fn parse_subtree<'a>(base: &Value<'a>) -> Result<GeneralSubtree<'a>, Malformed> {
    let constraint = || {
        printable(base)?;
        text(base).ok_or_else(|| base.malformed("a name is not ASCII", SECTION))
    };
    match base.tag {
        EMAIL => constraint().map(GeneralSubtree::Email),
        DNS => constraint().map(GeneralSubtree::Dns),
        URI => constraint().map(GeneralSubtree::Uri),
        IP => {
            let half = base.content.len() / 2;
            let (network, mask) = base.content.split_at_checked(half).unwrap_or_default();
            if !matches!(base.content.len(), 8 | 32) {
                return Err(
                    base.malformed("an iPAddress constraint has neither 8 nor 32 octets", "RFC 5280, section 4.2.1.10")
                );
            }
            Ok(GeneralSubtree::Ip { network, mask })
        }
        _ => match parse(base)? {
            GeneralName::DirectoryName(name) => Ok(GeneralSubtree::DirectoryName(name)),
            other => Ok(GeneralSubtree::Other { form: other.form() }),
        },
    }
}

/// A list of subtrees.
#[derive(Clone, Debug)]
pub struct GeneralSubtrees<'a>(Reader<'a>);

impl<'a> GeneralSubtrees<'a> {
    pub(super) fn new(list: Option<Value<'a>>) -> Self {
        Self(list.map_or(Reader::new(&[]), |list| list.reader()))
    }
}

impl<'a> Iterator for GeneralSubtrees<'a> {
    type Item = GeneralSubtree<'a>;

    fn next(&mut self) -> Option<GeneralSubtree<'a>> {
        if self.0.is_empty() {
            return None;
        }
        let base = self.0.read().ok()?.reader().read().ok()?;
        parse_subtree(&base).ok()
    }
}
