//! OCSP responses (RFC 6960 section 4.2), read once and strictly.

use std::fmt;
use std::sync::Arc;

use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use super::reasons::RevocationReason;
use crate::certificate::{Certificate, DistinguishedName, Span, algorithm_identifier, parse_name, read_list};
use crate::encoding::der::{Malformed, Reader, Value, tag};
use crate::encoding::oid::{Oid, known};
use crate::encoding::time::{self, Timestamp};
use crate::encoding::{other_form, pem};
use crate::limits::OCSP_BYTES;
use crate::reason::quoted;
use crate::setup::{SetupCode, SetupError};
use crate::signature::{self, Provider, SignatureCache, Verified};

/// An OCSP response that was read strictly. Whether its signature is that of somebody who may speak about a certificate is
/// found out when the certificate is asked about. Cheap to clone.
#[derive(Clone)]
pub struct OcspResponse(Arc<Inner>);

struct Inner {
    der: Box<[u8]>,
    data: Span,
    algorithm: Span,
    signature: Span,
    responder: Responder,
    produced_at: Timestamp,
    singles: Vec<Single>,
    certificates: Vec<Certificate>,
    /// A critical extension that is not understood.
    unknown: Option<String>,
}

/// ResponderID.
#[derive(Clone, Copy)]
enum Responder {
    Name(Span),
    /// SHA-1 of the key.
    Key(Span),
}

/// How the issuer is named in a CertID.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hash {
    Sha1,
    Sha256,
    Other,
}

/// SingleResponse.
struct Single {
    hash: Hash,
    name_hash: Span,
    key_hash: Span,
    serial: Span,
    says: Says,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    archive_cutoff: Option<Timestamp>,
    unknown: Option<String>,
}

/// What is said about one certificate; later is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    Good,
    Unknown,
    Revoked(Timestamp, RevocationReason),
}

/// One of the things that a response says about a certificate.
pub(super) struct Statement<'a> {
    pub(super) says: Says,
    pub(super) this_update: Timestamp,
    pub(super) next_update: Option<Timestamp>,
    pub(super) archive_cutoff: Option<Timestamp>,
    /// A critical extension that is not understood.
    pub(super) unknown: Option<&'a str>,
}

/// Most certificates that are looked at in one response, and most statements; a response about a path has one of each.
const CERTIFICATES: usize = 8;
const STATEMENTS: usize = 1_024;

impl OcspResponse {
    /// Reads one DER response of at most [`OCSP_BYTES`] octets that the caller has.
    ///
    /// # Errors
    /// `revocation_malformed`, also for one in which the responder says that it has no answer; `form_not_supported` for
    /// something else; `too_large`.
    pub fn from_der(der: impl AsRef<[u8]>) -> Result<Self, SetupError> {
        let der = der.as_ref();
        if der.len() > OCSP_BYTES {
            let message = format!("an OCSP response takes more than {OCSP_BYTES} bytes");
            return Err(SetupError::new(SetupCode::TooLarge, message, "give one OCSP response in DER"));
        }
        let other = if pem::is_pem(der) {
            Some("PEM")
        } else {
            let form = other_form::of_der(der).map(|form| form.what).filter(|what| *what != "an OCSP response");
            form.or_else(|| Certificate::from_der(der).is_ok().then_some("a certificate"))
        };
        if let Some(what) = other {
            let fix = "give one OCSP response in DER, as `openssl ocsp -respout FILE` writes it";
            return Err(SetupError::new(
                SetupCode::FormNotSupported,
                format!("the file is {what}, not an OCSP response"),
                fix,
            ));
        }
        Self::read(der).map_err(|what| {
            SetupError::new(
                SetupCode::RevocationMalformed,
                what,
                "ask the responder again; `openssl ocsp -respin FILE -resp_text -noverify` should read it",
            )
        })
    }

    /// Reads one that a peer stapled; the sentence says why it cannot be read.
    pub(crate) fn read(der: &[u8]) -> Result<Self, String> {
        if der.len() > OCSP_BYTES {
            return Err(format!("an OCSP response takes more than {OCSP_BYTES} bytes"));
        }
        match response(der) {
            Ok(response) => Ok(response),
            Err(Unreadable::NoAnswer(why)) => Err(format!("an OCSP response says that the responder {why}")),
            Err(Unreadable::Malformed(Malformed { offset, what, .. })) => {
                Err(format!("an OCSP response's DER is malformed at byte {offset}: {what}"))
            }
        }
    }

    /// Its DER encoding, as it was given.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// When it was signed.
    pub fn produced_at(&self) -> Timestamp {
        self.0.produced_at
    }

    /// The serial numbers of the certificates that it speaks of, in hex, each with what it says: `good`, `revoked` or
    /// `unknown`.
    pub fn statements(&self) -> impl Iterator<Item = (String, &'static str)> {
        self.0.singles.iter().map(|single| {
            let says = match single.says {
                Says::Good => "good",
                Says::Unknown => "unknown",
                Says::Revoked(..) => "revoked",
            };
            (crate::reason::hex(self.bytes(single.serial)), says)
        })
    }

    /// Of each certificate that it speaks of: from when on that counts, thisUpdate and nextUpdate.
    pub(crate) fn windows(&self) -> impl Iterator<Item = (Timestamp, Timestamp, Option<Timestamp>)> {
        let produced_at = self.0.produced_at;
        let window =
            move |single: &Single| (single.this_update.max(produced_at), single.this_update, single.next_update);
        self.0.singles.iter().map(window)
    }

    /// Who made it, in words: its name, or the hash of its key.
    pub fn responder(&self) -> String {
        match self.0.responder {
            Responder::Name(span) => DistinguishedName::new(self.bytes(span)).to_string(),
            Responder::Key(span) => format!("key {}", crate::reason::hex(self.bytes(span))),
        }
    }

    /// The certificates that came with it.
    pub fn certificates(&self) -> &[Certificate] {
        &self.0.certificates
    }

    pub(crate) fn named(&self) -> String {
        format!("the OCSP response of {}", quoted(&self.responder()))
    }

    /// A critical extension that keeps it from being used.
    pub(super) fn unknown_extension(&self) -> Option<&str> {
        self.0.unknown.as_deref()
    }

    pub(super) fn serials(&self) -> impl Iterator<Item = &[u8]> {
        self.0.singles.iter().map(|single| self.bytes(single.serial))
    }

    /// What it says about this certificate of that issuer (section 4.1.1): the hashes of the issuer's name and key, and the
    /// serial number, are all three the certificate's.
    pub(super) fn about(&self, certificate: &Certificate, issuer: &Certificate) -> Vec<Statement<'_>> {
        let serial = certificate.serial().content();
        let (name, key) = (certificate.issuer(), issuer.public_key().key_bytes());
        let same = |single: &&Single| {
            let (name_hash, key_hash) = (self.bytes(single.name_hash), self.bytes(single.key_hash));
            self.bytes(single.serial) == serial
                && match single.hash {
                    Hash::Sha1 => *name_hash == *Sha1::digest(name.der()) && *key_hash == *Sha1::digest(key),
                    Hash::Sha256 => *name_hash == *Sha256::digest(name.der()) && *key_hash == *Sha256::digest(key),
                    Hash::Other => false,
                }
        };
        self.0
            .singles
            .iter()
            .filter(same)
            .map(|single| Statement {
                says: single.says,
                this_update: single.this_update,
                next_update: single.next_update,
                archive_cutoff: single.archive_cutoff,
                unknown: single.unknown.as_deref(),
            })
            .collect()
    }

    /// Whether the responder that it names may be the subject of this certificate.
    pub(crate) fn is_by(&self, certificate: &Certificate) -> bool {
        match self.0.responder {
            Responder::Name(span) => DistinguishedName::new(self.bytes(span)) == certificate.subject(),
            Responder::Key(span) => *self.bytes(span) == *Sha1::digest(certificate.public_key().key_bytes()),
        }
    }

    /// Whether the subject of this certificate signed it. What is remembered is a path's own, not a peer's: whom to ask was
    /// found by one.
    pub(crate) fn verify(
        &self,
        provider: Provider,
        by: &Certificate,
        cache: Option<&SignatureCache>,
    ) -> Result<(), signature::Failure> {
        let known = cache.map(|cache| (cache, self.signature_by(by, provider)));
        if known.as_ref().is_some_and(|(cache, signature)| cache.knows(signature)) {
            return Ok(());
        }
        let key = by.public_key();
        signature::verify(
            provider,
            self.bytes(self.0.algorithm),
            key.algorithm(),
            key.key_bytes(),
            self.bytes(self.0.data),
            self.bytes(self.0.signature),
        )?;
        if let Some((cache, signature)) = known {
            cache.keep(signature);
        }
        Ok(())
    }

    fn signature_by(&self, certificate: &Certificate, provider: Provider) -> Verified {
        Verified::other(Sha256::digest(self.der()).into(), certificate.spki_pin(), provider)
    }

    /// Whether both are the same value in memory.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    fn bytes(&self, span: Span) -> &[u8] {
        span.of(&self.0.der)
    }
}

impl PartialEq for OcspResponse {
    /// Same bytes.
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for OcspResponse {}

impl fmt::Debug for OcspResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OcspResponse({}, {} statements)", self.responder(), self.0.singles.len())
    }
}

enum Unreadable {
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
fn response(der: &[u8]) -> Result<OcspResponse, Unreadable> {
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
    let (mut archive_cutoff, mut unknown) = (None, None);
    if let Some(explicit) = reader.optional(tag::explicit(1))? {
        read_list(&explicit, |oid, critical, value| {
            single_extension(oid.oid()?, critical, &value, &mut archive_cutoff, &mut unknown)
        })?;
    }
    reader.finish("bytes follow a SingleResponse's last field")?;
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

/// Section 4.4.
fn single_extension(
    oid: Oid<'_>,
    critical: bool,
    value: &Value<'_>,
    archive_cutoff: &mut Option<Timestamp>,
    unknown: &mut Option<String>,
) -> Result<(), Malformed> {
    if oid == known::OCSP_ARCHIVE_CUTOFF {
        let mut inside = value.reader();
        *archive_cutoff = Some(generalized(&inside.read()?)?);
        return inside.finish("bytes follow the archive cutoff");
    }
    if critical {
        unknown.get_or_insert(oid.to_string());
    }
    Ok(())
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
