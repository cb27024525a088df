//! OCSP responses (RFC 6960 section 4.2), read once and strictly.

mod read;

use std::fmt;
use std::sync::Arc;

use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use self::read::{Unreadable, response};
use super::reasons::RevocationReason;
use crate::certificate::{Certificate, DistinguishedName, Span};
use crate::encoding::der::Malformed;
use crate::encoding::time::Timestamp;
use crate::encoding::{other_form, pem};
use crate::limits::OCSP_BYTES;
use crate::reason::quoted;
use crate::setup::{SetupCode, SetupError};
use crate::signature::{self, Provider, SignatureCache};

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
    Sha384,
    Sha512,
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

    /// From when on the certificate with this serial number is revoked by it, whoever issued it and whoever signed that.
    pub(crate) fn revokes_from(&self, certificate: &Certificate) -> impl Iterator<Item = Timestamp> {
        let about = self.0.singles.iter().filter(|single| self.bytes(single.serial) == certificate.serial().content());
        about.filter_map(|single| match single.says {
            Says::Revoked(since, _) => Some(since),
            Says::Good | Says::Unknown => None,
        })
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
                    Hash::Sha384 => *name_hash == *Sha384::digest(name.der()) && *key_hash == *Sha384::digest(key),
                    Hash::Sha512 => *name_hash == *Sha512::digest(name.der()) && *key_hash == *Sha512::digest(key),
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

    /// The algorithm's name that it is signed with.
    pub(super) fn signature_algorithm(&self) -> String {
        crate::encoding::algorithm::name(self.bytes(self.0.algorithm))
    }

    /// Whether the subject of this certificate signed it. What is remembered is a path's own, not a peer's: whom to ask was
    /// found by one.
    pub(crate) fn verify(
        &self,
        provider: Provider,
        by: &Certificate,
        cache: Option<&SignatureCache>,
    ) -> Result<(), signature::Failure> {
        let remembered = cache.map(|cache| (cache, Sha256::digest(self.der())));
        if remembered.as_ref().is_some_and(|(cache, digest)| cache.knows(digest, by, provider)) {
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
        if let Some((cache, digest)) = remembered {
            cache.keep(digest.as_slice().into(), by, provider);
        }
        Ok(())
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
