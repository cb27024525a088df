//! The one pass over a certificate's DER: RFC 5280 section 4.1, and the strictness that DER and it ask for.

use super::distinguished_name;
use super::extensions::{self, BasicConstraints, KeyUsage};
use super::general_name::NOT_ASCII;
use super::policy_extensions::{self, PolicyConstraints};
use super::{KeyKind, Version, public_key};
use crate::encoding::der::{Malformed, Reader, Value, tag};
use crate::encoding::oid::{Oid, known};
use crate::encoding::time::{self, Timestamp};
use crate::limits::CERTIFICATE_BYTES;
use crate::reason::remedy::peer_with;
use crate::reason::{Code, Reason, Stage};

/// A piece of the bytes of a certificate, or of whatever else is read once and asked later.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Span {
    start: u32,
    length: u32,
}

impl Span {
    /// The content of a value.
    pub(crate) fn content(value: &Value<'_>) -> Self {
        Self::at(value.content_offset(), value.content.len())
    }

    /// All of a value.
    pub(crate) fn raw(value: &Value<'_>) -> Self {
        Self::at(value.offset, value.raw.len())
    }

    pub(crate) fn at(start: usize, length: usize) -> Self {
        // Whatever is read here has a limit on its length that is below.
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self { start: narrow(start), length: narrow(length) }
    }

    pub(crate) fn of(self, der: &[u8]) -> &[u8] {
        let (start, length) = (widen(self.start), widen(self.length));
        der.get(start..start.saturating_add(length)).unwrap_or_default()
    }
}

fn widen(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// An extension's place.
#[derive(Debug)]
pub(super) struct ExtensionEntry {
    pub(super) oid: Span,
    pub(super) critical: bool,
    pub(super) value: Span,
}

/// Everything that is kept of a certificate, besides its bytes.
#[derive(Debug)]
pub(super) struct Fields {
    pub(super) tbs: Span,
    pub(super) version: Version,
    pub(super) serial: Span,
    pub(super) issuer: Span,
    pub(super) not_before: Timestamp,
    pub(super) not_after: Timestamp,
    pub(super) subject: Span,
    pub(super) spki: Span,
    pub(super) key_algorithm: Span,
    pub(super) key: Span,
    pub(super) key_kind: KeyKind,
    pub(super) signature_algorithm: Span,
    pub(super) signature: Span,
    pub(super) extensions: Vec<ExtensionEntry>,
    /// Of these extensions the one value, which is looked at again and again.
    pub(super) subject_alt_name: Option<Span>,
    pub(super) extended_key_usage: Option<Span>,
    pub(super) name_constraints: Option<Span>,
    pub(super) certificate_policies: Option<Span>,
    pub(super) policy_mappings: Option<Span>,
    pub(super) basic_constraints: Option<BasicConstraints>,
    pub(super) key_usage: Option<KeyUsage>,
    pub(super) subject_key_identifier: Option<Span>,
    pub(super) policy_constraints: Option<PolicyConstraints>,
    pub(super) inhibit_any_policy: Option<u32>,
}

/// Reads a certificate.
pub(super) fn parse(der: &[u8]) -> Result<Fields, Reason> {
    if der.len() > CERTIFICATE_BYTES {
        let length = der.len();
        return Err(Reason::new(
            Code::WorkLimitReached,
            format!("a certificate of {length} bytes is larger than {CERTIFICATE_BYTES} bytes"),
        )
        .at_stage(Stage::Encoding)
        .saw(length.to_string())
        .wanted(format!("at most {CERTIFICATE_BYTES} bytes")));
    }
    certificate(der).map_err(|malformed| {
        let Malformed { offset, what, reference } = malformed;
        let message = format!("a certificate's DER is malformed at byte {offset}: {what}");
        let reason = Reason::new(Code::EncodingMalformed, message).saw(format!("byte {offset}")).by(reference);
        if what == NOT_ASCII { reason.mended_by(in_ascii()) } else { reason }
    })
}

/// Section 7.2.
fn in_ascii() -> String {
    let fix = peer_with("subjectAltName = DNS:xn--bcher-kva.example");
    format!("write its names in ASCII, a host by its A-labels (here those of b\u{fc}cher.example): {fix}")
}

/// Section 4.1.
fn certificate(der: &[u8]) -> Result<Fields, Malformed> {
    let mut outside = Reader::new(der);
    let whole = outside.expect(tag::SEQUENCE, "a certificate is a SEQUENCE")?;
    outside.finish("bytes follow the certificate")?;
    let mut reader = whole.reader();
    let tbs = reader.expect(tag::SEQUENCE, "tbsCertificate is not a SEQUENCE")?;
    let algorithm = algorithm_identifier(&mut reader, "signatureAlgorithm is not a SEQUENCE")?;
    let signature = reader.expect(tag::BIT_STRING, "signatureValue is not a BIT STRING")?;
    reader.finish("bytes follow signatureValue")?;
    signature.octet_aligned_bits()?;
    let mut fields = tbs_certificate(&tbs, &algorithm)?;
    fields.signature =
        Span::at(signature.content_offset().saturating_add(1), signature.content.len().saturating_sub(1));
    Ok(fields)
}

/// Section 4.1.1.2; the parameters are compared as a whole by whoever knows the algorithm.
pub(crate) fn algorithm_identifier<'a>(reader: &mut Reader<'a>, what: &'static str) -> Result<Value<'a>, Malformed> {
    let identifier = reader.expect(tag::SEQUENCE, what)?;
    well_formed_algorithm(&identifier)?;
    Ok(identifier)
}

fn well_formed_algorithm(identifier: &Value<'_>) -> Result<(), Malformed> {
    let mut inside = identifier.reader();
    inside.expect(tag::OID, "an AlgorithmIdentifier has no object identifier")?.oid()?;
    if !inside.is_empty() {
        inside.read()?.any()?;
    }
    inside.finish("bytes follow the parameters of an AlgorithmIdentifier")
}

/// Extensions for which room is made at once.
const COMMON_EXTENSIONS: usize = 12;

/// Section 4.1.2.
fn tbs_certificate(tbs: &Value<'_>, outer_algorithm: &Value<'_>) -> Result<Fields, Malformed> {
    let mut reader = tbs.reader();
    let version = version(&mut reader)?;
    let serial = serial_number(&mut reader)?;
    let algorithm = reader.expect(tag::SEQUENCE, "signature is not an AlgorithmIdentifier")?;
    if algorithm.raw != outer_algorithm.raw {
        well_formed_algorithm(&algorithm)?;
        return Err(outer_algorithm.malformed(
            "signatureAlgorithm differs from the signature field that is signed",
            "RFC 5280, section 4.1.1.2",
        ));
    }
    let issuer = distinguished_name::parse(&mut reader)?;
    let (not_before, not_after) = validity(&mut reader)?;
    let subject = distinguished_name::parse(&mut reader)?;
    let spki = reader.expect(tag::SEQUENCE, "subjectPublicKeyInfo is not a SEQUENCE")?;
    let (key_algorithm, key, key_kind) = subject_public_key_info(&spki)?;
    for number in [1, 2] {
        let identifier = reader.optional(tag::implicit(number))?;
        if let Some(identifier) = identifier.filter(|_| version == Version::V1) {
            return Err(identifier.malformed("a unique identifier stands in version 1", "RFC 5280, section 4.1.2.8"));
        }
        if let Some(identifier) = identifier {
            identifier.bit_string()?;
        }
    }
    let mut fields = Fields {
        tbs: Span::raw(tbs),
        version,
        serial: Span::content(&serial),
        issuer: Span::raw(&issuer),
        not_before,
        not_after,
        subject: Span::raw(&subject),
        spki: Span::raw(&spki),
        key_algorithm: Span::content(&key_algorithm),
        key: Span::at(key.content_offset().saturating_add(1), key.content.len().saturating_sub(1)),
        key_kind,
        signature_algorithm: Span::content(&algorithm),
        signature: Span::default(),
        extensions: Vec::with_capacity(COMMON_EXTENSIONS),
        subject_alt_name: None,
        extended_key_usage: None,
        name_constraints: None,
        certificate_policies: None,
        policy_mappings: None,
        basic_constraints: None,
        key_usage: None,
        subject_key_identifier: None,
        policy_constraints: None,
        inhibit_any_policy: None,
    };
    if let Some(extensions) = reader.optional(tag::explicit(3))? {
        if version != Version::V3 {
            return Err(extensions.malformed("extensions stand in a version below 3", "RFC 5280, section 4.1.2.1"));
        }
        read_extensions(&extensions, &mut fields)?;
    }
    reader.finish("bytes follow the last field of tbsCertificate")?;
    Ok(fields)
}

/// Section 4.1.2.1: version 1 is the default, which DER does not encode.
fn version(reader: &mut Reader<'_>) -> Result<Version, Malformed> {
    let Some(explicit) = reader.optional(tag::explicit(0))? else {
        return Ok(Version::V1);
    };
    let mut inside = explicit.reader();
    let number = inside.expect(tag::INTEGER, "version is not an INTEGER")?;
    inside.finish("bytes follow the version")?;
    match number.small_integer()? {
        0 => Err(explicit.malformed("version 1 is encoded, though it is the default", "X.690, section 11.5")),
        1 => Ok(Version::V2),
        2 => Ok(Version::V3),
        _ => Err(explicit.malformed("the version is none of 1, 2 and 3", "RFC 5280, section 4.1.2.1")),
    }
}

/// Section 4.1.2.2. Zero is let through here, for old roots have it; the profiles that name a standard refuse it.
fn serial_number<'a>(reader: &mut Reader<'a>) -> Result<Value<'a>, Malformed> {
    const SECTION: &str = "RFC 5280, section 4.1.2.2";
    let serial = reader.expect(tag::INTEGER, "serialNumber is not an INTEGER")?;
    let octets = serial.integer()?;
    if octets.first().is_some_and(|octet| octet & 0x80 != 0) {
        return Err(serial.malformed("the serial number is negative", SECTION));
    }
    if octets.len() > 20 {
        return Err(serial.malformed("the serial number is longer than 20 octets", SECTION));
    }
    Ok(serial)
}

/// Section 4.1.2.5.
fn validity(reader: &mut Reader<'_>) -> Result<(Timestamp, Timestamp), Malformed> {
    let validity = reader.expect(tag::SEQUENCE, "validity is not a SEQUENCE")?;
    let mut inside = validity.reader();
    let not_before = time::of_der(&inside.read()?)?;
    let not_after = time::of_der(&inside.read()?)?;
    inside.finish("bytes follow notAfter")?;
    Ok((not_before, not_after))
}

/// Section 4.1.2.7.
fn subject_public_key_info<'a>(spki: &Value<'a>) -> Result<(Value<'a>, Value<'a>, KeyKind), Malformed> {
    let mut inside = spki.reader();
    let algorithm = algorithm_identifier(&mut inside, "the public key's algorithm is not a SEQUENCE")?;
    let key = inside.expect(tag::BIT_STRING, "the public key is not a BIT STRING")?;
    inside.finish("bytes follow the public key")?;
    let octets = key.octet_aligned_bits()?;
    let kind = public_key::parse(&algorithm, &key, octets)?;
    Ok((algorithm, key, kind))
}

/// Section 4.1.2.9 and 4.2.
fn read_extensions(explicit: &Value<'_>, fields: &mut Fields) -> Result<(), Malformed> {
    extensions::read_list(explicit, |oid_value, critical, value| {
        known_extension(Oid::from_content(oid_value.content), &value, fields)?;
        fields.extensions.push(ExtensionEntry {
            oid: Span::content(&oid_value),
            critical,
            value: Span::content(&value),
        });
        Ok(())
    })
}

/// Reads the extensions that matter to a path completely, so that whoever asks for them later finds them well formed.
fn known_extension(oid: Oid<'_>, value: &Value<'_>, fields: &mut Fields) -> Result<(), Malformed> {
    match oid {
        known::BASIC_CONSTRAINTS => fields.basic_constraints = Some(extensions::basic_constraints(value)?),
        known::KEY_USAGE => fields.key_usage = Some(extensions::key_usage(value)?),
        known::SUBJECT_KEY_IDENTIFIER => {
            let identifier = extensions::subject_key_identifier(value)?;
            fields.subject_key_identifier = Some(Span::content(&identifier));
        }
        known::POLICY_CONSTRAINTS => fields.policy_constraints = Some(policy_extensions::policy_constraints(value)?),
        known::INHIBIT_ANY_POLICY => fields.inhibit_any_policy = Some(policy_extensions::inhibit_any_policy(value)?),
        known::AUTHORITY_KEY_IDENTIFIER => extensions::authority_key_identifier(value)?,
        known::EXTENDED_KEY_USAGE => {
            extensions::extended_key_usage(value)?;
            fields.extended_key_usage = Some(Span::content(value));
        }
        known::SUBJECT_ALT_NAME => {
            extensions::alternative_names(value)?;
            fields.subject_alt_name = Some(Span::content(value));
        }
        known::ISSUER_ALT_NAME => extensions::alternative_names(value)?,
        known::NAME_CONSTRAINTS => {
            extensions::name_constraints(value)?;
            fields.name_constraints = Some(Span::content(value));
        }
        known::CERTIFICATE_POLICIES => {
            policy_extensions::certificate_policies(value)?;
            fields.certificate_policies = Some(Span::content(value));
        }
        known::POLICY_MAPPINGS => {
            policy_extensions::policy_mappings(value)?;
            fields.policy_mappings = Some(Span::content(value));
        }
        known::CRL_DISTRIBUTION_POINTS | known::FRESHEST_CRL => extensions::distribution_points(value)?,
        known::AUTHORITY_INFO_ACCESS | known::SUBJECT_INFO_ACCESS => extensions::access_descriptions(value)?,
        _ => {}
    }
    Ok(())
}
