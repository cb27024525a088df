//! The extensions of RFC 5280 section 4.2 that matter to a path.
//!
//! For each there is a function that reads it strictly when the certificate is parsed, and a view for later.

use std::fmt;

use super::distinguished_name;
use super::general_name::{self, GeneralName, GeneralNames, GeneralSubtrees};
use crate::encoding::der::{Malformed, Reader, Value, tag};
use crate::encoding::oid::Oid;

/// An extension of a certificate.
#[derive(Clone, Copy, Debug)]
pub struct Extension<'a> {
    pub(super) oid: Oid<'a>,
    pub(super) critical: bool,
    pub(super) value: &'a [u8],
}

impl<'a> Extension<'a> {
    /// Which extension it is.
    pub fn oid(&self) -> Oid<'a> {
        self.oid
    }

    /// Whether whoever does not understand it must refuse the certificate.
    pub fn critical(&self) -> bool {
        self.critical
    }

    /// The content of its OCTET STRING.
    pub fn value(&self) -> &'a [u8] {
        self.value
    }
}

/// Most extensions of one list; public certificates have about ten. Keeps the search for doubles linear.
const EXTENSIONS: usize = 128;

/// Reads the list of extensions inside an explicit tag (sections 4.1.2.9 and 5.1.2.7): `each` gets the object identifier,
/// whether it is critical, and the OCTET STRING. The object identifier is well formed.
pub(crate) fn read_list<'a>(
    explicit: &Value<'a>,
    each: impl FnMut(Value<'a>, bool, Value<'a>) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    let mut outside = explicit.reader();
    let list = outside.expect(tag::SEQUENCE, "extensions is not a SEQUENCE")?;
    outside.finish("bytes follow the extensions")?;
    read_sequence(&list, each)
}

/// As [`read_list`], without the explicit tag (section 5.1.2.6).
pub(crate) fn read_sequence<'a>(
    list: &Value<'a>,
    mut each: impl FnMut(Value<'a>, bool, Value<'a>) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    let mut reader = list.reader();
    if reader.is_empty() {
        return Err(list.malformed("the list of extensions is empty", "RFC 5280, section 4.1.2.9"));
    }
    // Of those that came before: how many, and a bit for each last octet of an object identifier.
    let (mut count, mut seen) = (0_usize, 0_u64);
    while !reader.is_empty() {
        let extension = reader.expect(tag::SEQUENCE, "an extension is not a SEQUENCE")?;
        let mut inside = extension.reader();
        let oid_value = inside.expect(tag::OID, "an extension has no object identifier")?;
        let oid = oid_value.oid()?;
        let critical = match inside.optional(tag::BOOLEAN)? {
            None => false,
            Some(critical) if critical.boolean()? => true,
            Some(critical) => {
                return Err(
                    critical.malformed("critical FALSE is encoded, though it is the default", "X.690, section 11.5")
                );
            }
        };
        let value = inside.expect(tag::OCTET_STRING, "an extension's value is not an OCTET STRING")?;
        inside.finish("bytes follow an extension's value")?;
        let bit = oid.as_bytes().last().map_or(0, |last| 1 << (last & 63));
        if seen & bit != 0 && values(list.reader()).take(count).any(|before| is_of(&before, oid)) {
            return Err(extension.malformed("an extension occurs twice", "RFC 5280, section 4.2"));
        }
        if count >= EXTENSIONS {
            return Err(extension.malformed("there are too many extensions", "limits of Handfast"));
        }
        (count, seen) = (count.saturating_add(1), seen | bit);
        each(oid_value, critical, value)?;
    }
    Ok(())
}

fn is_of(extension: &Value<'_>, oid: Oid<'_>) -> bool {
    extension.reader().read().is_ok_and(|stated| stated.content == oid.as_bytes())
}

/// The one SEQUENCE that an extension's value is.
pub(crate) fn sequence<'a>(value: &Value<'a>, what: &'static str) -> Result<Value<'a>, Malformed> {
    let mut reader = value.reader();
    let sequence = reader.expect(tag::SEQUENCE, what)?;
    reader.finish("bytes follow the value of an extension")?;
    Ok(sequence)
}

/// A SEQUENCE OF at least one element, each read by `element`.
pub(crate) fn elements<'a>(
    list: &Value<'a>,
    empty: &'static str,
    mut element: impl FnMut(Value<'a>) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    let mut reader = list.reader();
    if reader.is_empty() {
        return Err(list.malformed(empty, "RFC 5280, section 4.2.1"));
    }
    while !reader.is_empty() {
        element(reader.read()?)?;
    }
    Ok(())
}

/// What is inside an element of such a list, if that is a SEQUENCE.
pub(crate) fn fields<'a>(element: &Value<'a>, what: &'static str) -> Result<Reader<'a>, Malformed> {
    if element.tag == tag::SEQUENCE {
        Ok(element.reader())
    } else {
        Err(element.malformed(what, "RFC 5280, section 4.2"))
    }
}

/// The one SEQUENCE of an extension that was found well formed.
pub(crate) fn view(value: &[u8]) -> Reader<'_> {
    Reader::new(value).read().map_or(Reader::new(&[]), |sequence| sequence.reader())
}

/// The values in a sequence that was found well formed.
pub(crate) fn values(mut reader: Reader<'_>) -> impl Iterator<Item = Value<'_>> {
    std::iter::from_fn(move || if reader.is_empty() { None } else { reader.read().ok() })
}

/// basicConstraints (section 4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BasicConstraints {
    /// Whether the subject is a CA.
    pub ca: bool,
    /// How many intermediate certificates that are not self-issued may follow.
    pub path_length: Option<u32>,
}

/// `cA FALSE` may be written out, though DER leaves a default out: it is common, and nothing can be read two ways.
pub(super) fn basic_constraints(value: &Value<'_>) -> Result<BasicConstraints, Malformed> {
    let mut inside = sequence(value, "basicConstraints is not a SEQUENCE")?.reader();
    let ca = inside.optional(tag::BOOLEAN)?.map_or(Ok(false), |ca| ca.boolean())?;
    let path_length = inside.optional(tag::INTEGER)?.map(|number| number.small_integer()).transpose()?;
    inside.finish("bytes follow basicConstraints")?;
    Ok(BasicConstraints { ca, path_length })
}

/// keyUsage (section 4.2.1.3). Prints as the names of its bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUsage(u16);

/// The bits of keyUsage, the first one first.
const USAGES: [&str; 9] = [
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
];

impl KeyUsage {
    fn bit(self, number: u32) -> bool {
        // The first bit of the BIT STRING is the most significant one here.
        self.0.checked_shl(number).is_some_and(|bits| bits & 0x8000 != 0)
    }

    /// Whether it permits signatures only: digitalSignature, nonRepudiation, keyCertSign, cRLSign.
    pub(crate) fn only_signs(self) -> bool {
        const SIGNATURES: u16 = 0xc600;
        self.0 & !SIGNATURES == 0
    }

    /// digitalSignature
    pub fn digital_signature(&self) -> bool {
        self.bit(0)
    }

    /// nonRepudiation
    pub(crate) fn non_repudiation(self) -> bool {
        self.bit(1)
    }

    /// keyEncipherment
    pub fn key_encipherment(&self) -> bool {
        self.bit(2)
    }

    /// keyAgreement
    pub fn key_agreement(&self) -> bool {
        self.bit(4)
    }

    /// keyCertSign
    pub fn key_cert_sign(&self) -> bool {
        self.bit(5)
    }

    /// cRLSign
    pub fn crl_sign(&self) -> bool {
        self.bit(6)
    }

    /// The names of the bits that are set, as RFC 5280 writes them.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        let usage = *self;
        USAGES.into_iter().zip(0_u32..).filter_map(move |(name, number)| usage.bit(number).then_some(name))
    }
}

impl fmt::Display for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.names().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            f.write_str(name)?;
        }
        Ok(())
    }
}

/// A named bit list has no trailing zero bits (X.690 section 11.2.2), and at least one bit is set (section 4.2.1.3).
pub(super) fn key_usage(value: &Value<'_>) -> Result<KeyUsage, Malformed> {
    let mut reader = value.reader();
    let bits = reader.expect(tag::BIT_STRING, "keyUsage is not a BIT STRING")?;
    reader.finish("bytes follow keyUsage")?;
    let (unused, octets) = bits.bit_string()?;
    let Some(last) = octets.last() else {
        return Err(bits.malformed("keyUsage has no bit set", "RFC 5280, section 4.2.1.3"));
    };
    if octets.iter().all(|&octet| octet == 0) {
        return Err(bits.malformed("keyUsage has no bit set", "RFC 5280, section 4.2.1.3"));
    }
    if last.trailing_zeros() != u32::from(unused) {
        return Err(bits.malformed("keyUsage has trailing zero bits", "X.690, section 11.2.2"));
    }
    match octets {
        [first] => Ok(KeyUsage(u16::from_be_bytes([*first, 0]))),
        // Of the second octet, decipherOnly alone.
        [first, second @ 0x80] => Ok(KeyUsage(u16::from_be_bytes([*first, *second]))),
        _ => Err(bits.malformed("keyUsage has more than nine bits", "RFC 5280, section 4.2.1.3")),
    }
}

/// extKeyUsage (section 4.2.1.12).
#[derive(Clone, Copy, Debug)]
pub struct ExtendedKeyUsage<'a>(&'a [u8]);

impl<'a> ExtendedKeyUsage<'a> {
    pub(super) fn new(value: &'a [u8]) -> Self {
        Self(value)
    }

    /// The usages, in order.
    pub fn iter(&self) -> impl Iterator<Item = Oid<'a>> + use<'a> {
        values(view(self.0)).filter_map(|usage| usage.oid().ok())
    }

    /// Whether the usage is stated; anyExtendedKeyUsage stands only for itself.
    pub fn contains(&self, usage: Oid<'_>) -> bool {
        values(view(self.0)).any(|stated| stated.content == usage.as_bytes())
    }
}

pub(super) fn extended_key_usage(value: &Value<'_>) -> Result<(), Malformed> {
    let list = sequence(value, "extKeyUsage is not a SEQUENCE")?;
    elements(&list, "extKeyUsage is empty", |usage| {
        if usage.tag == tag::OID {
            usage.oid().map(drop)
        } else {
            Err(usage.malformed("a usage is not an object identifier", "RFC 5280, section 4.2.1.12"))
        }
    })
}

pub(super) fn subject_key_identifier<'a>(value: &Value<'a>) -> Result<Value<'a>, Malformed> {
    let mut reader = value.reader();
    let identifier = reader.expect(tag::OCTET_STRING, "subjectKeyIdentifier is not an OCTET STRING")?;
    reader.finish("bytes follow subjectKeyIdentifier")?;
    if identifier.content.is_empty() {
        return Err(identifier.malformed("subjectKeyIdentifier is empty", "RFC 5280, section 4.2.1.2"));
    }
    Ok(identifier)
}

/// authorityKeyIdentifier (section 4.2.1.1).
#[derive(Clone, Copy, Debug)]
pub struct AuthorityKeyIdentifier<'a>(&'a [u8]);

impl<'a> AuthorityKeyIdentifier<'a> {
    pub(crate) fn new(value: &'a [u8]) -> Self {
        Self(value)
    }

    fn field(&self, wanted: u8) -> Option<Value<'a>> {
        values(view(self.0)).find(|field| field.tag == wanted)
    }

    /// The identifier of the issuer's key.
    pub fn key_identifier(&self) -> Option<&'a [u8]> {
        self.field(tag::implicit(0)).map(|field| field.content)
    }

    /// The names of the issuer's own issuer.
    pub fn issuer(&self) -> Option<GeneralNames<'a>> {
        self.field(tag::explicit(1)).map(|field| GeneralNames::inside(&field))
    }

    /// Whether the issuer's certificate is named by its issuer or serial number.
    pub(crate) fn has_issuer_and_serial(&self) -> bool {
        self.field(tag::explicit(1)).is_some() || self.field(tag::implicit(2)).is_some()
    }
}

pub(crate) fn authority_key_identifier(value: &Value<'_>) -> Result<(), Malformed> {
    let mut inside = sequence(value, "authorityKeyIdentifier is not a SEQUENCE")?.reader();
    if let Some(identifier) = inside.optional(tag::implicit(0))?
        && identifier.content.is_empty()
    {
        return Err(identifier.malformed("a keyIdentifier is empty", "RFC 5280, section 4.2.1.1"));
    }
    if let Some(issuer) = inside.optional(tag::explicit(1))? {
        names(&issuer, "authorityCertIssuer is empty")?;
    }
    if let Some(serial) = inside.optional(tag::implicit(2))? {
        serial.integer()?;
    }
    inside.finish("bytes follow authorityKeyIdentifier")
}

pub(super) fn alternative_names(value: &Value<'_>) -> Result<(), Malformed> {
    let list = sequence(value, "a list of alternative names is not a SEQUENCE")?;
    names(&list, "a list of alternative names is empty")
}

/// GeneralNames, of which there is at least one.
fn names(list: &Value<'_>, empty: &'static str) -> Result<(), Malformed> {
    elements(list, empty, |name| general_name::well_formed(&name))
}

/// nameConstraints (section 4.2.1.10).
#[derive(Clone, Copy, Debug)]
pub struct NameConstraints<'a>(&'a [u8]);

impl<'a> NameConstraints<'a> {
    pub(super) fn new(value: &'a [u8]) -> Self {
        Self(value)
    }

    fn subtrees(&self, wanted: u8) -> GeneralSubtrees<'a> {
        GeneralSubtrees::new(values(view(self.0)).find(|field| field.tag == wanted))
    }

    /// permittedSubtrees
    pub fn permitted(&self) -> GeneralSubtrees<'a> {
        self.subtrees(tag::explicit(0))
    }

    /// excludedSubtrees
    pub fn excluded(&self) -> GeneralSubtrees<'a> {
        self.subtrees(tag::explicit(1))
    }
}

/// Section 4.2.1.10: at least one list, minimum is the default 0, maximum is absent.
pub(super) fn name_constraints(value: &Value<'_>) -> Result<(), Malformed> {
    let whole = sequence(value, "nameConstraints is not a SEQUENCE")?;
    let mut inside = whole.reader();
    if inside.is_empty() {
        return Err(whole.malformed("nameConstraints is empty", "RFC 5280, section 4.2.1.10"));
    }
    for number in [0, 1] {
        if let Some(list) = inside.optional(tag::explicit(number))? {
            elements(&list, "a list of subtrees is empty", |subtree| {
                let mut inside = fields(&subtree, "a subtree is not a SEQUENCE")?;
                general_name::parse_subtree(&inside.read()?)?;
                inside.finish("a subtree has a minimum or a maximum")
            })?;
        }
    }
    inside.finish("bytes follow nameConstraints")
}

/// cRLDistributionPoints and freshestCRL (sections 4.2.1.13 and 4.2.1.15). Which CRL a point means is found out where one is
/// looked for.
pub(super) fn distribution_points(value: &Value<'_>) -> Result<(), Malformed> {
    let list = sequence(value, "cRLDistributionPoints is not a SEQUENCE")?;
    elements(&list, "cRLDistributionPoints is empty", |point| distribution_point(&point))
}

/// DistributionPoint. That it has a name or a CRL issuer is left to those who look for a CRL: without, it means none.
fn distribution_point(point: &Value<'_>) -> Result<(), Malformed> {
    const SECTION: &str = "RFC 5280, section 4.2.1.13";
    let mut inside = fields(point, "a distribution point is not a SEQUENCE")?;
    if let Some(name) = inside.optional(tag::explicit(0))? {
        let mut choice = name.reader();
        let stated = choice.read()?;
        choice.finish("bytes follow the name of a distribution point")?;
        match stated.tag {
            FULL_NAME => names(&stated, "a distribution point has no name")?,
            RELATIVE_NAME => distinguished_name::parse_rdn(&stated)?,
            _ => return Err(stated.malformed("the name of a distribution point is neither full nor relative", SECTION)),
        }
    }
    if let Some(reasons) = inside.optional(tag::implicit(1))? {
        reasons.bit_string()?;
    }
    if let Some(issuer) = inside.optional(tag::explicit(2))? {
        names(&issuer, "cRLIssuer is empty")?;
    }
    inside.finish("bytes follow a distribution point")
}

const FULL_NAME: u8 = tag::explicit(0);
const RELATIVE_NAME: u8 = tag::explicit(1);

pub(super) fn distribution_point_uris(value: &[u8]) -> Vec<&str> {
    // distributionPoint [0] { fullName [0] { GeneralName, ... } }
    values(view(value))
        .filter_map(|point| values(point.reader()).find(|field| field.tag == tag::explicit(0)))
        .filter_map(|name| values(name.reader()).find(|field| field.tag == tag::explicit(0)))
        .flat_map(|names| GeneralNames::inside(&names))
        .filter_map(uri)
        .collect()
}

fn uri(name: GeneralName<'_>) -> Option<&str> {
    match name {
        GeneralName::Uri(uri) => Some(uri),
        _ => None,
    }
}

/// authorityInfoAccess and subjectInfoAccess (section 4.2.2).
pub(super) fn access_descriptions(value: &Value<'_>) -> Result<(), Malformed> {
    let list = sequence(value, "an information access extension is not a SEQUENCE")?;
    elements(&list, "an information access extension is empty", |description| {
        let mut inside = fields(&description, "an access description is not a SEQUENCE")?;
        inside.expect(tag::OID, "an access description has no method")?.oid()?;
        general_name::well_formed(&inside.read()?)?;
        inside.finish("bytes follow an access description")
    })
}

pub(super) fn access_uris<'a>(value: &'a [u8], method: Oid<'_>) -> Vec<&'a str> {
    let location = |description: Value<'a>| {
        let mut inside = description.reader();
        let stated = inside.read().ok()?.oid().ok()?;
        let name = general_name::parse(&inside.read().ok()?).ok()?;
        if stated == method { uri(name) } else { None }
    };
    values(view(value)).filter_map(location).collect()
}
