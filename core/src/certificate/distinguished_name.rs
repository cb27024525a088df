//! Distinguished names: RFC 5280 section 4.1.2.4, compared as section 7.1 says.

use std::borrow::Cow;
use std::fmt;

use super::name_text::{short_name, write_escaped};
use crate::encoding::der::{Malformed, Reader, Value, tag};
use crate::encoding::lower_case::lower_case;
use crate::encoding::oid::Oid;
use crate::encoding::order::sort_by;
use crate::reason::hex;

/// A distinguished name, a view of a certificate's bytes. Prints as RFC 4514 has it, most specific attribute first.
#[derive(Clone, Copy)]
pub struct DistinguishedName<'a> {
    der: &'a [u8],
}

/// An attribute of a name, and which relative distinguished name it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    rdn: usize,
    oid: Oid<'a>,
    value: Value<'a>,
}

impl<'a> Attribute<'a> {
    /// The place of its relative distinguished name, from 0, the most general.
    pub fn rdn(&self) -> usize {
        self.rdn
    }

    /// Its type.
    pub fn oid(&self) -> Oid<'a> {
        self.oid
    }

    /// Its value as text; a value that is no string is `#` and its DER in hex (RFC 4514 section 2.4), which none of a type that
    /// has a short name is.
    pub fn text(&self) -> Cow<'a, str> {
        text(&self.value).unwrap_or_else(|| Cow::Owned(format!("#{}", hex(self.value.raw))))
    }
}

/// Reads a Name strictly: relative distinguished names are not empty and sorted, strings keep to their types and have
/// no NUL, and an attribute whose type is that of a string is one.
pub(crate) fn parse<'a>(reader: &mut Reader<'a>) -> Result<Value<'a>, Malformed> {
    let name = reader.expect(tag::SEQUENCE, "a name is not a SEQUENCE")?;
    parse_rdns(&name)?;
    Ok(name)
}

pub(crate) fn parse_rdns(name: &Value<'_>) -> Result<(), Malformed> {
    let mut rdns = name.reader();
    while !rdns.is_empty() {
        parse_rdn(&rdns.expect(tag::SET, "a relative distinguished name is not a SET")?)?;
    }
    Ok(())
}

/// What is inside a RelativeDistinguishedName, whatever its tag.
pub(super) fn parse_rdn(rdn: &Value<'_>) -> Result<(), Malformed> {
    let mut attributes = rdn.reader();
    if attributes.is_empty() {
        return Err(rdn.malformed("a relative distinguished name is empty", "RFC 5280, section 4.1.2.4"));
    }
    let mut previous: &[u8] = &[];
    while !attributes.is_empty() {
        let (pair, kind, value) = attribute(&mut attributes)?;
        if pair.raw <= previous {
            return Err(pair.malformed("the elements of a SET are not in order", "X.690, section 11.6"));
        }
        previous = pair.raw;
        string(&value)?;
        if !is_string(&value) && short_name(kind).is_some() {
            return Err(value.malformed("an attribute that is a string by its type is none", "RFC 5280, appendix A.1"));
        }
    }
    Ok(())
}

fn attribute<'a>(reader: &mut Reader<'a>) -> Result<(Value<'a>, Oid<'a>, Value<'a>), Malformed> {
    let pair = reader.expect(tag::SEQUENCE, "an attribute is not a SEQUENCE")?;
    let mut inside = pair.reader();
    let kind = inside.expect(tag::OID, "an attribute has no type")?.oid()?;
    let value = inside.read()?;
    inside.finish("bytes follow an attribute's value")?;
    Ok((pair, kind, value))
}

/// Whether a string of that type is ASCII.
fn is_ascii(tag: u8) -> bool {
    matches!(tag, tag::NUMERIC_STRING | tag::PRINTABLE_STRING | tag::IA5_STRING | tag::VISIBLE_STRING)
}

/// The octets of a string fit its type, and those of another value are DER. PrintableString is held to ASCII only: `*`, `@`, `&`
/// and `_` stand in too many names in use, and comparison does not depend on the type.
pub(super) fn string(value: &Value<'_>) -> Result<(), Malformed> {
    const SECTION: &str = "X.690, section 8.23; X.680, section 41";
    let malformed = |what| Err(value.malformed(what, SECTION));
    let octets = value.content;
    let has_nul = match value.tag {
        tag::UTF8_STRING if !octets.is_ascii() && str::from_utf8(octets).is_err() => {
            return malformed("a UTF8String is not UTF-8");
        }
        ascii if is_ascii(ascii) && !octets.is_ascii() => return malformed("a string is not ASCII"),
        tag::BMP_STRING if wide::<2>(octets).is_none() => return malformed("a BMPString is malformed"),
        tag::UNIVERSAL_STRING if wide::<4>(octets).is_none() => return malformed("a UniversalString is malformed"),
        octet if octet == tag::UTF8_STRING || octet == tag::TELETEX_STRING || is_ascii(octet) => octets.contains(&0),
        _ => {
            value.any()?;
            text(value).is_some_and(|text| text.contains('\0'))
        }
    };
    if has_nul { malformed("a name has a NUL character") } else { Ok(()) }
}

/// Whether [`text`] reads it, once [`string`] has found it well formed.
fn is_string(value: &Value<'_>) -> bool {
    is_ascii(value.tag)
        || matches!(value.tag, tag::UTF8_STRING | tag::TELETEX_STRING | tag::BMP_STRING | tag::UNIVERSAL_STRING)
}

/// The text of a string value; `None` for another type.
pub(super) fn text<'a>(value: &Value<'a>) -> Option<Cow<'a, str>> {
    match value.tag {
        utf8 if utf8 == tag::UTF8_STRING || is_ascii(utf8) => {
            std::str::from_utf8(value.content).ok().map(Cow::Borrowed)
        }
        // As every implementation has it: T.61 is read as Latin-1.
        tag::TELETEX_STRING => Some(Cow::Owned(value.content.iter().map(|&octet| char::from(octet)).collect())),
        tag::BMP_STRING => wide::<2>(value.content).map(Cow::Owned),
        tag::UNIVERSAL_STRING => wide::<4>(value.content).map(Cow::Owned),
        _ => None,
    }
}

/// Characters of `WIDTH` octets each, most significant first; surrogates are none.
fn wide<const WIDTH: usize>(octets: &[u8]) -> Option<String> {
    if !octets.len().is_multiple_of(WIDTH) {
        return None;
    }
    let code = |chunk: &[u8]| chunk.iter().fold(0_u32, |code, octet| (code << 8) | u32::from(*octet));
    octets.chunks_exact(WIDTH).map(|chunk| char::from_u32(code(chunk))).collect()
}

impl<'a> DistinguishedName<'a> {
    /// From the whole DER of a Name that [`parse`] has read.
    pub(crate) fn new(der: &'a [u8]) -> Self {
        Self { der }
    }

    /// The DER encoding of the Name.
    pub fn der(&self) -> &'a [u8] {
        self.der
    }

    /// Whether it has no attribute at all.
    pub fn is_empty(&self) -> bool {
        self.rdns().next().is_none()
    }

    /// All attributes, the most general first.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        self.rdns()
            .enumerate()
            .flat_map(|(rdn, attributes)| attributes.map(move |(oid, value)| Attribute { rdn, oid, value }))
    }

    /// The values of one attribute type, as text.
    pub fn values<'b>(&self, oid: Oid<'b>) -> impl Iterator<Item = Cow<'a, str>> + use<'a, 'b> {
        self.attributes().filter(move |attribute| attribute.oid == oid).map(|attribute| attribute.text())
    }

    /// Whether both are the same name: RFC 5280 section 7.1. Relative distinguished names in the same order, each with
    /// the same attributes; strings without regard to case, and to white space but for its presence between words.
    pub fn matches(&self, other: &DistinguishedName<'_>) -> bool {
        self.der == other.der || (self.rdns().count() == other.rdns().count() && self.is_within(other))
    }

    /// Octets that are the same for two names exactly when they [match](Self::matches).
    pub(crate) fn comparison_key(&self) -> Vec<u8> {
        // The numbers in it take more than the tags and lengths that they stand for.
        let mut key = Vec::with_capacity(self.der.len().saturating_mul(3));
        for attributes in self.rdns() {
            if let Some((oid, value)) = attributes.alone() {
                push_number(&mut key, 1);
                push_attribute(&mut key, oid, &value);
                continue;
            }
            let (count, values) = several(attributes);
            push_number(&mut key, count);
            values.iter().for_each(|value| key.extend_from_slice(value));
        }
        key
    }

    /// Whether this name is `base` or lies in the subtree below it: RFC 5280 section 4.2.1.10.
    pub fn is_within(&self, base: &DistinguishedName<'_>) -> bool {
        let mut rdns = self.rdns();
        base.rdns().all(|base| rdns.next().is_some_and(|rdn| same_rdn(rdn, base)))
    }

    /// Whether it may lie there if Unicode's normalization were computed (RFC 4518 section 2.3), which it is not: wherever the two
    /// differ, one has characters outside ASCII.
    pub(crate) fn may_be_within(&self, base: &DistinguishedName<'_>) -> bool {
        let mut rdns = self.rdns();
        base.rdns().all(|base| rdns.next().is_some_and(|rdn| may_be_same_rdn(rdn, &base)))
    }

    fn rdns(&self) -> Rdns<'a> {
        Rdns(inside(self.der))
    }
}

impl PartialEq for DistinguishedName<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.matches(other)
    }
}

fn inside(der: &[u8]) -> Reader<'_> {
    Reader::new(der).read().map_or(Reader::new(&[]), |value| value.reader())
}

struct Rdns<'a>(Reader<'a>);

impl<'a> Iterator for Rdns<'a> {
    type Item = Attributes<'a>;

    fn next(&mut self) -> Option<Attributes<'a>> {
        (!self.0.is_empty()).then(|| self.0.read().ok())?.map(|rdn| Attributes(rdn.reader()))
    }
}

#[derive(Clone)]
struct Attributes<'a>(Reader<'a>);

impl<'a> Attributes<'a> {
    /// The attribute, if there is no other: so it is in nearly all names.
    fn alone(&self) -> Option<(Oid<'a>, Value<'a>)> {
        let mut attributes = self.clone();
        attributes.next().filter(|_| attributes.0.is_empty())
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (Oid<'a>, Value<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let mut pair = self.0.read().ok()?.reader();
        Some((pair.read().ok()?.oid().ok()?, pair.read().ok()?))
    }
}

/// As sets: as many attributes on both sides, each of one side found on the other. Attributes of one relative
/// distinguished name differ in type in all names in use, so counting doubles apart is not worth its while.
fn same_rdn(left: Attributes<'_>, right: Attributes<'_>) -> bool {
    match (left.alone(), right.alone()) {
        (Some((oid, value)), Some((other_oid, other))) => oid == other_oid && same_value(&value, &other),
        (None, None) => several(left) == several(right),
        _ => false,
    }
}

/// How many attributes there are, and each once, in order. Holding each against each would take as many comparisons as the
/// square of their number, which is a peer's to choose.
fn several(attributes: Attributes<'_>) -> (usize, Vec<Vec<u8>>) {
    let mut values: Vec<Vec<u8>> = attributes.map(|(oid, value)| attribute_key(oid, &value)).collect();
    let count = values.len();
    sort_by(&mut values, Ord::cmp);
    values.dedup();
    (count, values)
}

fn may_be_same_rdn(left: Attributes<'_>, right: &Attributes<'_>) -> bool {
    let beyond_ascii = |value: &Value<'_>| text(value).is_none_or(|text| !text.is_ascii());
    if let (Some((oid, value)), Some((other_oid, other))) = (left.alone(), right.alone()) {
        return oid == other_oid && (same_value(&value, &other) || beyond_ascii(&value) || beyond_ascii(&other));
    }
    // What there is on the right: types, types of values beyond ASCII, and other values.
    let type_of = |oid: Oid<'_>| [b"t", oid.as_bytes()].concat();
    let beyond = |oid: Oid<'_>| [b"b", oid.as_bytes()].concat();
    let whole = |oid, value: &Value<'_>| [b"v".as_slice(), &attribute_key(oid, value)].concat();
    let mut there = Vec::new();
    for (oid, value) in right.clone() {
        there.push(type_of(oid));
        there.push(if beyond_ascii(&value) { beyond(oid) } else { whole(oid, &value) });
    }
    sort_by(&mut there, Ord::cmp);
    let has = |what: Vec<u8>| there.binary_search(&what).is_ok();
    left.clone().count() == right.clone().count()
        && left.into_iter().all(|(oid, value)| {
            if beyond_ascii(&value) { has(type_of(oid)) } else { has(beyond(oid)) || has(whole(oid, &value)) }
        })
}

fn same_value(left: &Value<'_>, right: &Value<'_>) -> bool {
    if left.raw == right.raw {
        return true;
    }
    match (text(left), text(right)) {
        (Some(left), Some(right)) => prepared(&left).eq(prepared(&right)),
        _ => false,
    }
}

/// Type and value after their numbers of octets, such that two are the same exactly when [`same_value`] says so of two values of
/// one type.
fn push_attribute(key: &mut Vec<u8>, oid: Oid<'_>, value: &Value<'_>) {
    push_number(key, oid.as_bytes().len());
    key.extend_from_slice(oid.as_bytes());
    let place = key.len();
    push_number(key, 0);
    let start = key.len();
    match text(value) {
        Some(text) => push_prepared(key, &text),
        // No text holds this octet.
        None => {
            key.push(0xff);
            key.extend_from_slice(value.raw);
        }
    }
    let octets = key.len().saturating_sub(start).to_be_bytes();
    if let Some(number) = key.get_mut(place..start) {
        number.copy_from_slice(&octets);
    }
}

fn attribute_key(oid: Oid<'_>, value: &Value<'_>) -> Vec<u8> {
    let mut key = Vec::new();
    push_attribute(&mut key, oid, value);
    key
}

/// What is counted goes after its number, so that no two lists give the same key.
fn push_number(key: &mut Vec<u8>, number: usize) {
    key.extend_from_slice(&number.to_be_bytes());
}

/// As [`prepared`].
fn push_prepared(key: &mut Vec<u8>, text: &str) {
    if !text.bytes().all(|octet| matches!(octet, b' '..=b'~')) {
        key.extend(prepared(text).collect::<String>().bytes());
        return;
    }
    let start = key.len();
    for octet in text.bytes() {
        if octet != b' ' {
            key.push(octet.to_ascii_lowercase());
        } else if key.len() > start && key.last() != Some(&b' ') {
            key.push(b' ');
        }
    }
    if key.len() > start && key.last() == Some(&b' ') {
        key.pop();
    }
}

/// RFC 4518 as RFC 5280 section 7.1 asks for it, but for normalization: nothing of what maps to nothing, case folding, no white
/// space at the ends, one space for any inside.
fn prepared(text: &str) -> impl Iterator<Item = char> {
    text.split(char::is_whitespace)
        .filter(|word| !word.chars().all(maps_to_nothing))
        .enumerate()
        .flat_map(|(index, word)| (index > 0).then_some(' ').into_iter().chain(word.chars()))
        .filter(|c| !maps_to_nothing(*c))
        .flat_map(lower_case)
}

/// RFC 4518 section 2.2.
fn maps_to_nothing(c: char) -> bool {
    if (' '..='~').contains(&c) {
        return false;
    }
    matches!(c, '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{ad}' | '\u{34f}'
        | '\u{6dd}' | '\u{70f}' | '\u{1806}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2063}' | '\u{206a}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffc}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0001}' | '\u{e0020}'..='\u{e007f}')
}

impl fmt::Display for DistinguishedName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let attributes: Vec<Attribute<'_>> = self.attributes().collect();
        let mut previous: Option<usize> = None;
        for attribute in attributes.iter().rev() {
            match previous {
                None => {}
                Some(rdn) if rdn == attribute.rdn => f.write_str("+")?,
                Some(_) => f.write_str(",")?,
            }
            previous = Some(attribute.rdn);
            match short_name(attribute.oid) {
                Some(name) => write!(f, "{name}=")?,
                None => write!(f, "{}=", attribute.oid)?,
            }
            match text(&attribute.value) {
                Some(text) => write_escaped(f, &text)?,
                None => write!(f, "#{}", hex(attribute.value.raw))?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for DistinguishedName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DistinguishedName({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::{DistinguishedName, tag};

    fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, u8::try_from(content.len()).unwrap_or(0x7f)], content].concat()
    }

    /// Each list is a relative distinguished name, of attribute types 2.5.4.0, 2.5.4.1 and so on.
    fn name(rdns: &[&[Vec<u8>]]) -> Vec<u8> {
        let pair = |(arc, value): (u8, &Vec<u8>)| {
            tlv(tag::SEQUENCE, &[tlv(tag::OID, &[0x55, 4, arc]), value.clone()].concat())
        };
        let set = |values: &&[Vec<u8>]| tlv(tag::SET, &(0..).zip(*values).map(pair).collect::<Vec<_>>().concat());
        tlv(tag::SEQUENCE, &rdns.iter().map(set).collect::<Vec<_>>().concat())
    }

    #[test]
    fn names_have_the_same_key_exactly_when_they_match() {
        let texts = [
            "Root CA",
            " root  ca ",
            "ROOT\tCA",
            "RootCA",
            "",
            " ",
            "  a",
            "a",
            "a b c",
            "a  b c ",
            "soft\u{ad}hyphen",
            "softhyphen",
            "\u{ad}",
            "Wurzel Ä",
            "wurzel\u{2003}ä",
            "~",
            "\u{7f}~",
            "\u{1}a",
        ];
        let mut values = vec![tlv(2, &[5]), tlv(2, &[6]), tlv(tag::BMP_STRING, b"\0a")];
        for text in texts {
            values.push(tlv(tag::UTF8_STRING, text.as_bytes()));
            values.push(tlv(tag::TELETEX_STRING, text.as_bytes()));
        }
        let mut names = vec![name(&[])];
        for (value, next) in values.iter().zip(values.iter().cycle().skip(1)) {
            let (value, both) = ([value.clone()], [value.clone(), next.clone()]);
            names.extend([name(&[&value]), name(&[&value, &value]), name(&[&both]), name(&[&both, &value])]);
        }
        let mut same = 0;
        for left in names.iter().map(|der| DistinguishedName::new(der)) {
            for right in names.iter().map(|der| DistinguishedName::new(der)) {
                let matches = left.matches(&right);
                assert_eq!(left.comparison_key() == right.comparison_key(), matches, "{left:?} {right:?}");
                same += u32::from(matches && left.der() != right.der());
            }
        }
        assert!(same > 100, "{same}");
    }
}
