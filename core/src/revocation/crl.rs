//! Certificate revocation lists (RFC 5280 section 5), read once and strictly.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::entries::{Entries, Entry, Kind, Obstacle};
use super::scope::Scope;
use crate::certificate::{
    AuthorityKeyIdentifier, Certificate, DistinguishedName, PublicKey, Span, algorithm_identifier,
    authority_key_identifier, parse_name, read_list,
};
use crate::encoding::der::{Malformed, Reader, Value, tag};
use crate::encoding::oid::{Oid, known};
use crate::encoding::time::{self, Timestamp};
use crate::encoding::{other_form, pem};
use crate::limits::CRL_BYTES;
use crate::reason::{hex, quoted};
use crate::setup::{Position, SetupCode, SetupError};
use crate::signature::{self, Provider};

/// A certificate revocation list that was read strictly. Whether its signature is its issuer's is found out when a
/// certificate is asked about. Cheap to clone.
#[derive(Clone)]
pub struct Crl(Arc<Inner>);

struct Inner {
    der: Box<[u8]>,
    fields: Fields,
    entries: Entries,
    issuer_key: Vec<u8>,
    /// The key that made the signature, and the provider that said so, once that is known.
    signed_by: OnceLock<([u8; 32], &'static str)>,
}

/// What a CRL says besides its entries.
struct Fields {
    tbs: Span,
    algorithm: Span,
    signature: Span,
    issuer: Span,
    this_update: Timestamp,
    next_update: Timestamp,
    extensions: Extensions,
    obstacle: Option<String>,
    reservation: Option<String>,
}

#[derive(Default)]
struct Extensions {
    key_identifier: Option<Span>,
    number: Option<Span>,
    number_critical: bool,
    base: Option<Span>,
    scope: Option<Scope>,
    unknown: Option<String>,
}

impl Crl {
    /// Reads one DER CRL of at most [`CRL_BYTES`] octets.
    ///
    /// # Errors
    /// `revocation_malformed`, `form_not_supported` if it is something else, `private_key_present`, `too_large`.
    pub fn from_der(der: impl AsRef<[u8]>) -> Result<Self, SetupError> {
        let der = der.as_ref();
        bounded(der)?;
        if let Some(error) = refused_form(der) {
            return Err(error);
        }
        read(der).map_err(|malformed| {
            let Malformed { offset, what, .. } = malformed;
            SetupError::new(
                SetupCode::RevocationMalformed,
                format!("a CRL's DER is malformed at byte {offset}: {what}"),
                "get the CRL again; `openssl crl -inform DER -in FILE -noout -text` should read it",
            )
        })
    }

    /// Reads the CRLs of a PEM text: any number of blocks, text between them.
    ///
    /// # Errors
    /// As [`from_der`](Self::from_der), with the block's number and line.
    pub fn from_pem(text: impl AsRef<[u8]>) -> Result<Vec<Self>, SetupError> {
        let text = text.as_ref();
        bounded(text)?;
        let mut crls = Vec::new();
        for block in pem::blocks(text) {
            let position = Position::Entry { number: block.number, line: Some(block.line) };
            crls.push(of_block(block).map_err(|error| error.at(position))?);
        }
        if crls.is_empty() {
            return Err(SetupError::new(SetupCode::RevocationMalformed, "there is no CRL in it", GIVE));
        }
        Ok(crls)
    }

    /// Reads PEM or DER, whichever it is.
    ///
    /// # Errors
    /// As [`from_pem`](Self::from_pem) and [`from_der`](Self::from_der).
    pub fn from_pem_or_der(bytes: impl AsRef<[u8]>) -> Result<Vec<Self>, SetupError> {
        let bytes = bytes.as_ref();
        if pem::is_pem(bytes) || bytes.first() != Some(&tag::SEQUENCE) {
            Self::from_pem(bytes)
        } else {
            Self::from_der(bytes).map(|crl| vec![crl])
        }
    }

    /// Its DER encoding, as it was given.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// Who issued it.
    pub fn issuer(&self) -> DistinguishedName<'_> {
        DistinguishedName::new(self.bytes(self.0.fields.issuer))
    }

    /// When it was issued.
    pub fn this_update(&self) -> Timestamp {
        self.0.fields.this_update
    }

    /// When the next one is issued at the latest; after that, this one is stale.
    pub fn next_update(&self) -> Timestamp {
        self.0.fields.next_update
    }

    /// Its number in hex (RFC 5280 section 5.2.3).
    pub fn number(&self) -> Option<String> {
        self.0.fields.extensions.number.map(|span| hex(self.bytes(span)))
    }

    /// For a delta CRL: the number of the complete CRL, in hex, from which on it tells what has changed (section 5.2.4).
    pub fn base_number(&self) -> Option<String> {
        self.0.fields.extensions.base.map(|span| hex(self.bytes(span)))
    }

    /// How many certificates it names.
    pub fn entry_count(&self) -> usize {
        self.0.entries.count()
    }

    /// Octets that it takes in memory: its own, and those of the table of its entries; below twice its size unless it names
    /// many other CAs.
    pub fn memory_bytes(&self) -> usize {
        self.0.der.len().saturating_add(self.0.entries.table_bytes())
    }

    /// What it is about, in words: `all certificates`, `user certificates`, `for some reasons`, ...
    pub fn scope(&self) -> String {
        self.scope_ref().to_string()
    }

    /// The algorithm's name that it is signed with, such as `ecdsa-sha256`.
    pub fn signature_algorithm(&self) -> String {
        crate::encoding::algorithm::name(self.bytes(self.0.fields.algorithm))
    }

    pub(super) fn scope_ref(&self) -> &Scope {
        self.0.fields.extensions.scope.as_ref().unwrap_or(&Scope::WHOLE)
    }

    /// The identifier of the key that signed it.
    pub(crate) fn key_identifier(&self) -> Option<&[u8]> {
        let span = self.0.fields.extensions.key_identifier?;
        AuthorityKeyIdentifier::new(self.bytes(span)).key_identifier()
    }

    /// What the issuer's name has in common with all that are the same.
    pub(crate) fn issuer_key(&self) -> &[u8] {
        &self.0.issuer_key
    }

    /// What keeps it from being used, if anything does: a sentence about "the CRL of X".
    pub(super) fn obstacle(&self) -> Option<&str> {
        self.0.fields.obstacle.as_deref()
    }

    /// What keeps it from saying that a certificate is good, if anything does: a sentence as well.
    pub(super) fn reservation(&self) -> Option<&str> {
        self.0.fields.reservation.as_deref()
    }

    /// What RFC 5280 section 5.2.3 asks of those who issue CRLs: a number, not critical.
    pub(super) fn number_as_rfc5280(&self) -> bool {
        self.0.fields.extensions.number.is_some() && !self.0.fields.extensions.number_critical
    }

    pub(super) fn is_delta(&self) -> bool {
        self.0.fields.extensions.base.is_some()
    }

    /// Whether this delta CRL tells what changed since that complete CRL (sections 5.2.4 and 6.3.3 (c)).
    pub(super) fn amends(&self, complete: &Self) -> bool {
        let extensions = &self.0.fields.extensions;
        let (Some(base), Some(number), Some(complete_number)) =
            (extensions.base, extensions.number, complete.0.fields.extensions.number)
        else {
            return false;
        };
        let (base, number) = (size(self.bytes(base)), size(self.bytes(number)));
        let complete_number = size(complete.bytes(complete_number));
        self.issuer_key() == complete.issuer_key()
            && self.scope_ref() == complete.scope_ref()
            // Numbers rise with time (section 5.2.3); a CA's that has begun to count anew tell nothing.
            && self.this_update() >= complete.this_update()
            && self.key_identifier() == complete.key_identifier()
            && complete_number >= base
            && complete_number < number
    }

    /// What it says about the certificate of that issuer with that serial number.
    pub(super) fn find(&self, issuer: &DistinguishedName<'_>, own: bool, serial: &[u8]) -> Vec<Entry> {
        self.0.entries.find(&self.0.der, issuer, own, serial)
    }

    /// From when on the certificate is revoked by it, whoever signed it: several times if it says several things.
    pub(crate) fn revokes_from(&self, certificate: &Certificate) -> impl Iterator<Item = Timestamp> {
        let own = self.issuer_key() == certificate.issuer_key();
        let entries = self.find(&certificate.issuer(), own, certificate.serial().content());
        entries.into_iter().filter(|entry| entry.kind() != Kind::Removed).map(|entry| entry.since())
    }

    /// Whether this key signed it. Found out once for each key; a failure is not kept.
    pub(crate) fn verify(
        &self,
        provider: Provider,
        pin: [u8; 32],
        key: &PublicKey<'_>,
    ) -> Result<(), signature::Failure> {
        if self.0.signed_by.get() == Some(&(pin, provider.name())) {
            return Ok(());
        }
        let fields = &self.0.fields;
        signature::verify(
            provider,
            self.bytes(fields.algorithm),
            key.algorithm(),
            key.key_bytes(),
            self.bytes(fields.tbs),
            self.bytes(fields.signature),
        )?;
        // Another thread may have been first, or another key may be kept; then this one is verified again next time.
        let _ = self.0.signed_by.set((pin, provider.name()));
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

impl PartialEq for Crl {
    /// Same bytes.
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for Crl {}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crl({}, {} entries)", self.issuer(), self.entry_count())
    }
}

const GIVE: &str = "give PEM blocks that begin with -----BEGIN X509 CRL-----, or DER";

/// A number without leading zero octets, to be compared.
fn size(octets: &[u8]) -> (usize, &[u8]) {
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    let octets = octets.get(zeros..).unwrap_or_default();
    (octets.len(), octets)
}

fn bounded(input: &[u8]) -> Result<(), SetupError> {
    if input.len() <= CRL_BYTES {
        return Ok(());
    }
    Err(SetupError::new(
        SetupCode::TooLarge,
        format!("a CRL takes more than {CRL_BYTES} bytes"),
        "have the CA partition its CRLs by distribution point",
    ))
}

fn of_block(block: pem::Block) -> Result<Crl, SetupError> {
    let pem::Block { label, body, .. } = block;
    match (label.as_str(), body) {
        ("X509 CRL" | "CRL", Ok(der)) => Crl::from_der(&der),
        ("X509 CRL" | "CRL", Err(error)) => {
            Err(SetupError::new(SetupCode::RevocationMalformed, format!("the PEM block {}", error.what()), error.fix()))
        }
        (label, _) if label.ends_with("PRIVATE KEY") => Err(SetupError::new(
            SetupCode::PrivateKeyPresent,
            "there is a private key among the CRLs",
            "take it out of the file, and replace the key if others have seen the file",
        )),
        (label, _) => {
            let what = quoted(label);
            Err(SetupError::new(SetupCode::FormNotSupported, format!("{what} is not a CRL"), GIVE))
        }
    }
}

/// DER that is something else.
fn refused_form(der: &[u8]) -> Option<SetupError> {
    let form = other_form::of_der(der).filter(|form| form.what != "a revocation list");
    let (code, what) = match form {
        Some(form) if form.what == "a private key" => (SetupCode::PrivateKeyPresent, form.what),
        Some(form) => (SetupCode::FormNotSupported, form.what),
        None if Certificate::from_der(der).is_ok() => (SetupCode::FormNotSupported, "a certificate"),
        None => return None,
    };
    Some(SetupError::new(code, format!("the file is {what}, not a CRL"), GIVE))
}

/// Section 5.1.
fn read(der: &[u8]) -> Result<Crl, Malformed> {
    let mut outside = Reader::new(der);
    let whole = outside.expect(tag::SEQUENCE, "a CRL is a SEQUENCE")?;
    outside.finish("bytes follow the CRL")?;
    let mut reader = whole.reader();
    let tbs = reader.expect(tag::SEQUENCE, "tbsCertList is not a SEQUENCE")?;
    let outer_algorithm = algorithm_identifier(&mut reader, "signatureAlgorithm is not a SEQUENCE")?;
    let signature = reader.expect(tag::BIT_STRING, "signatureValue is not a BIT STRING")?;
    reader.finish("bytes follow signatureValue")?;
    signature.octet_aligned_bits()?;

    let mut reader = tbs.reader();
    let version_2 = match reader.optional(tag::INTEGER)? {
        Some(version) if version.content == [1] => true,
        Some(version) => return Err(version.malformed("the version is not 2", "RFC 5280, section 5.1.2.1")),
        None => false,
    };
    let algorithm = algorithm_identifier(&mut reader, "signature is not an AlgorithmIdentifier")?;
    if algorithm.raw != outer_algorithm.raw {
        let what = "signatureAlgorithm differs from the signature field that is signed";
        return Err(outer_algorithm.malformed(what, "RFC 5280, section 5.1.1.2"));
    }
    let issuer_value = parse_name(&mut reader)?;
    let issuer = DistinguishedName::new(issuer_value.raw);
    let this_update = time::of_der(&reader.read()?)?;
    let next_update = match reader.optional(tag::UTC_TIME)? {
        Some(time) => Some(time),
        None => reader.optional(tag::GENERALIZED_TIME)?,
    };
    let missing = || tbs.malformed("nextUpdate is missing", "RFC 5280, section 5.1.2.5");
    let next_update = time::of_der(&next_update.ok_or_else(missing)?)?;
    let list = reader.optional(tag::SEQUENCE)?;
    let mut extensions = Extensions::default();
    if let Some(explicit) = reader.optional(tag::explicit(0))? {
        if !version_2 {
            return Err(explicit.malformed("a CRL has extensions in version 1", "RFC 5280, section 5.1.2.7"));
        }
        read_list(&explicit, |oid, critical, value| extension(oid.oid()?, critical, &value, &issuer, &mut extensions))?;
    }
    reader.finish("bytes follow the last field of tbsCertList")?;
    let (entries, obstacle) = match list {
        Some(list) => Entries::read(&list, der, version_2, &issuer)?,
        None => (Entries::none(), None),
    };
    let name = quoted(&issuer.to_string());
    let obstacle = match (&extensions.unknown, obstacle) {
        (Some(oid), _) => Some(format!("the CRL of {name} has the critical extension {oid}, which is not understood")),
        (None, Some(Obstacle::UnknownExtension(oid))) => {
            Some(format!("an entry of the CRL of {name} has the critical extension {oid}, which is not understood"))
        }
        (None, Some(Obstacle::IssuerWithoutName)) => {
            Some(format!("an entry of the CRL of {name} names a certificate issuer without a directory name"))
        }
        (None, Some(Obstacle::IssuerOfManyNames)) => {
            Some(format!("an entry of the CRL of {name} names a certificate issuer by too many directory names"))
        }
        (None, None) => None,
    };
    let indirect = extensions.scope.as_ref().is_some_and(|scope| scope.indirect);
    let reservation = (entries.name_issuers() && !indirect)
        .then(|| format!("the CRL of {name} names other certificate issuers and is not an indirect CRL"));
    let signature = Span::at(signature.content_offset().saturating_add(1), signature.content.len().saturating_sub(1));
    let fields = Fields {
        tbs: Span::raw(&tbs),
        algorithm: Span::content(&algorithm),
        signature,
        issuer: Span::raw(&issuer_value),
        this_update,
        next_update,
        extensions,
        obstacle,
        reservation,
    };
    let issuer_key = issuer.comparison_key();
    Ok(Crl(Arc::new(Inner { der: der.into(), fields, entries, issuer_key, signed_by: OnceLock::new() })))
}

/// Section 5.2. Extensions that only say where to get something are left alone.
fn extension(
    oid: Oid<'_>,
    critical: bool,
    value: &Value<'_>,
    issuer: &DistinguishedName<'_>,
    extensions: &mut Extensions,
) -> Result<(), Malformed> {
    match oid {
        known::AUTHORITY_KEY_IDENTIFIER => {
            authority_key_identifier(value)?;
            extensions.key_identifier = Some(Span::content(value));
        }
        known::CRL_NUMBER => {
            extensions.number = Some(number(value)?);
            extensions.number_critical = critical;
        }
        known::DELTA_CRL_INDICATOR => extensions.base = Some(number(value)?),
        known::ISSUING_DISTRIBUTION_POINT => extensions.scope = Some(Scope::read(value, issuer)?),
        known::ISSUER_ALT_NAME | known::FRESHEST_CRL | known::AUTHORITY_INFO_ACCESS => {}
        _ if critical => {
            extensions.unknown.get_or_insert(oid.to_string());
        }
        _ => {}
    }
    Ok(())
}

/// CRLNumber and BaseCRLNumber: up to 20 octets, not negative (section 5.2.3).
fn number(value: &Value<'_>) -> Result<Span, Malformed> {
    let mut inside = value.reader();
    let number = inside.expect(tag::INTEGER, "a CRL's number is not an INTEGER")?;
    inside.finish("bytes follow a CRL's number")?;
    let octets = number.integer()?;
    if octets.len() > 20 || octets.first().is_some_and(|octet| octet & 0x80 != 0) {
        return Err(number.malformed("a CRL's number is negative or too long", "RFC 5280, section 5.2.3"));
    }
    Ok(Span::content(&number))
}
