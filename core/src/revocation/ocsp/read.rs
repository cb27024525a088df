//! OCSP responses read from DER (RFC 6960 section 4.2).

use std::sync::Arc;

use super::{CERTIFICATES, Hash, Inner, OcspResponse, Responder, STATEMENTS, Says, Single};
use crate::certificate::{Certificate, Span, algorithm_identifier, parse_name, read_list};
use crate::encoding::der::{Malformed, Reader, Value, tag};
use crate::encoding::oid::{Oid, known};
use crate::encoding::time::{self, Timestamp};
use crate::revocation::reasons::RevocationReason;

pub(super) enum Unreadable {
    Malformed(Malformed),
    /// Completes "the responder ...".
    NoAnswer(&'static str),
}

impl From<Malformed> for Unreadable {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

const BASIC: &str = "RFC 6960, section 4.2.1";

/// OCSPResponse.
pub(super) fn response(der: &[u8]) -> Result<OcspResponse, Unreadable> {
    let mut outside = Reader::new(der);
    let whole = outside.expect(tag::SEQUENCE, "an OCSP response is a SEQUENCE")?;
    outside.finish("bytes follow the OCSP response")?;
    let mut reader = whole.reader();
    let status = reader.expect(tag::ENUMERATED, "responseStatus is not an ENUMERATED")?;
    match status.integer()? {
        [0] => {}
        [1] => return Err(Unreadable::NoAnswer("was asked in a way that it does not understand")),
        [2] => return Err(Unreadable::NoAnswer("has an internal error")),
        [3] => return Err(Unreadable::NoAnswer("is to be asked again later")),
        [5] => return Err(Unreadable::NoAnswer("wants the request signed")),
        [6] => return Err(Unreadable::NoAnswer("does not answer whoever asked")),
        _ => return Err(status.malformed("responseStatus is none of those that there are", BASIC).into()),
    }
    let explicit = reader.expect(tag::explicit(0), "responseBytes is missing")?;
    reader.finish("bytes follow responseBytes")?;
    let mut inside = explicit.reader();
    let bytes = inside.expect(tag::SEQUENCE, "responseBytes is not a SEQUENCE")?;
    inside.finish("bytes follow responseBytes")?;
    let mut inside = bytes.reader();
    let kind = inside.expect(tag::OID, "responseType is not an object identifier")?;
    if kind.oid()? != known::OCSP_BASIC {
        return Err(kind.malformed("the response is not a basic one", BASIC).into());
    }
    let octets = inside.expect(tag::OCTET_STRING, "response is not an OCTET STRING")?;
    inside.finish("bytes follow the response")?;
    let mut inside = octets.reader();
    let basic = inside.expect(tag::SEQUENCE, "BasicOCSPResponse is not a SEQUENCE")?;
    inside.finish("bytes follow the BasicOCSPResponse")?;
    basic_response(der, &basic).map_err(Unreadable::Malformed)
}

/// BasicOCSPResponse.
fn basic_response(der: &[u8], basic: &Value<'_>) -> Result<OcspResponse, Malformed> {
    let mut reader = basic.reader();
    let data = reader.expect(tag::SEQUENCE, "tbsResponseData is not a SEQUENCE")?;
    let algorithm = algorithm_identifier(&mut reader, "signatureAlgorithm is not a SEQUENCE")?;
    let signature = reader.expect(tag::BIT_STRING, "signature is not a BIT STRING")?;
    signature.octet_aligned_bits()?;
    let mut certificates = Vec::new();
    if let Some(explicit) = reader.optional(tag::explicit(0))? {
        let mut inside = explicit.reader();
        let list = inside.expect(tag::SEQUENCE, "certs is not a SEQUENCE")?;
        inside.finish("bytes follow certs")?;
        let mut inside = list.reader();
        while !inside.is_empty() {
            let certificate = inside.read()?;
            // One that cannot be read helps nobody; another may.
            if let (Ok(certificate), true) = (Certificate::from_der(certificate.raw), certificates.len() < CERTIFICATES)
            {
                certificates.push(certificate);
            }
        }
    }
    reader.finish("bytes follow a BasicOCSPResponse's last field")?;

    let mut reader = data.reader();
    if let Some(version) = reader.optional(tag::explicit(0))? {
        return Err(version.malformed("the version is not 1, which is not encoded", BASIC));
    }
    let responder = responder(&reader.read()?)?;
    let produced_at = generalized(&reader.read()?)?;
    let list = reader.expect(tag::SEQUENCE, "responses is not a SEQUENCE")?;
    let mut unknown = None;
    if let Some(explicit) = reader.optional(tag::explicit(1))? {
        read_list(&explicit, |oid, critical, _| {
            if critical && oid.oid()? != known::OCSP_NONCE {
                unknown.get_or_insert(oid.oid()?.to_string());
            }
            Ok(())
        })?;
    }
    reader.finish("bytes follow tbsResponseData's last field")?;
    let mut singles = Vec::new();
    let mut reader = list.reader();
    while !reader.is_empty() {
        if singles.len() >= STATEMENTS {
            return Err(list.malformed("there are too many single responses", "limits of Handfast"));
        }
        singles.push(single(&reader.expect(tag::SEQUENCE, "a SingleResponse is not a SEQUENCE")?)?);
    }
    Ok(OcspResponse(Arc::new(Inner {
        der: der.into(),
        data: Span::raw(&data),
        algorithm: Span::content(&algorithm),
        signature: Span::at(signature.content_offset().saturating_add(1), signature.content.len().saturating_sub(1)),
        responder,
        produced_at,
        singles,
        certificates,
        unknown,
    })))
}

/// A GeneralizedTime.
fn generalized(value: &Value<'_>) -> Result<Timestamp, Malformed> {
    if value.tag != tag::GENERALIZED_TIME {
        return Err(value.malformed("a time is not a GeneralizedTime", BASIC));
    }
    time::of_der(value)
}

/// ResponderID.
fn responder(value: &Value<'_>) -> Result<Responder, Malformed> {
    const NAME: u8 = tag::explicit(1);
    const KEY: u8 = tag::explicit(2);
    let mut inside = value.reader();
    let responder = match value.tag {
        NAME => Responder::Name(Span::raw(&parse_name(&mut inside)?)),
        KEY => Responder::Key(Span::content(&inside.expect(tag::OCTET_STRING, "a key's hash is not an OCTET STRING")?)),
        _ => return Err(value.malformed("the responder is named neither by name nor by key", BASIC)),
    };
    inside.finish("bytes follow the responder's name")?;
    Ok(responder)
}

/// SingleResponse.
fn single(value: &Value<'_>) -> Result<Single, Malformed> {
    let mut reader = value.reader();
    let id = reader.expect(tag::SEQUENCE, "certID is not a SEQUENCE")?;
    let mut inside = id.reader();
    let algorithm = algorithm_identifier(&mut inside, "hashAlgorithm is not a SEQUENCE")?;
    let name_hash = inside.expect(tag::OCTET_STRING, "issuerNameHash is not an OCTET STRING")?;
    let key_hash = inside.expect(tag::OCTET_STRING, "issuerKeyHash is not an OCTET STRING")?;
    let serial = inside.expect(tag::INTEGER, "serialNumber is not an INTEGER")?;
    serial.integer()?;
    inside.finish("bytes follow certID")?;
    let hash = match algorithm.reader().read()?.oid()? {
        known::SHA1 => Hash::Sha1,
        known::SHA256 => Hash::Sha256,
        known::SHA384 => Hash::Sha384,
        known::SHA512 => Hash::Sha512,
        _ => Hash::Other,
    };
    let says = says(&reader.read()?)?;
    let this_update = generalized(&reader.read()?)?;
    let next_update = match reader.optional(tag::explicit(0))? {
        Some(explicit) => {
            let mut inside = explicit.reader();
            let instant = generalized(&inside.read()?)?;
            inside.finish("bytes follow nextUpdate")?;
            Some(instant)
        }
        None => None,
    };
    let mut extensions = SingleExtensions::default();
    if let Some(explicit) = reader.optional(tag::explicit(1))? {
        read_list(&explicit, |oid, critical, value| single_extension(oid.oid()?, critical, &value, &mut extensions))?;
    }
    reader.finish("bytes follow a SingleResponse's last field")?;
    let SingleExtensions { archive_cutoff, invalid_since, unknown } = extensions;
    // As of a CRL's entry: revoked since the key may be in other hands.
    let says = match says {
        Says::Revoked(at, reason) => Says::Revoked(invalid_since.map_or(at, |since| since.min(at)), reason),
        says => says,
    };
    Ok(Single {
        hash,
        name_hash: Span::content(&name_hash),
        key_hash: Span::content(&key_hash),
        serial: Span::content(&serial),
        says,
        this_update,
        next_update,
        archive_cutoff,
        unknown,
    })
}

#[derive(Default)]
struct SingleExtensions {
    archive_cutoff: Option<Timestamp>,
    invalid_since: Option<Timestamp>,
    unknown: Option<String>,
}

/// Section 4.4; those of a CRL's entries are among them (section 4.4.5). A reason stands in RevokedInfo: one that stands here can
/// make nothing a hold.
fn single_extension(
    oid: Oid<'_>,
    critical: bool,
    value: &Value<'_>,
    extensions: &mut SingleExtensions,
) -> Result<(), Malformed> {
    let mut inside = value.reader();
    match oid {
        known::OCSP_ARCHIVE_CUTOFF => extensions.archive_cutoff = Some(generalized(&inside.read()?)?),
        known::INVALIDITY_DATE => extensions.invalid_since = Some(generalized(&inside.read()?)?),
        known::CRL_REASON => {
            RevocationReason::read(&inside.expect(tag::ENUMERATED, "reasonCode is not an ENUMERATED")?)?;
        }
        _ => {
            if critical {
                extensions.unknown.get_or_insert(oid.to_string());
            }
            return Ok(());
        }
    }
    inside.finish("bytes follow the value of an extension")
}

/// CertStatus.
fn says(value: &Value<'_>) -> Result<Says, Malformed> {
    const GOOD: u8 = tag::implicit(0);
    const REVOKED: u8 = tag::explicit(1);
    const UNKNOWN: u8 = tag::implicit(2);
    match value.tag {
        GOOD | UNKNOWN if !value.content.is_empty() => {
            Err(value.malformed("a NULL is not empty", "X.690, section 8.8.2"))
        }
        GOOD => Ok(Says::Good),
        UNKNOWN => Ok(Says::Unknown),
        REVOKED => {
            let mut inside = value.reader();
            let at = generalized(&inside.read()?)?;
            let reason = match inside.optional(tag::explicit(0))? {
                Some(explicit) => {
                    let mut inside = explicit.reader();
                    let reason = inside.expect(tag::ENUMERATED, "revocationReason is not an ENUMERATED")?;
                    inside.finish("bytes follow revocationReason")?;
                    RevocationReason::read(&reason)?
                }
                None => RevocationReason::Unspecified,
            };
            inside.finish("bytes follow RevokedInfo")?;
            Ok(Says::Revoked(at, reason))
        }
        _ => Err(value.malformed("a certificate's status is none of those that there are", BASIC)),
    }
}
