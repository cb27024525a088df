//! Trust anchors: the keys that are believed without a certificate above them (RFC 5280 section 6.1.1 (d)).
//!
//! They are the caller's, so what is wrong with them is a [`SetupError`].

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::certificate::{Certificate, DistinguishedName, Version};
use crate::encoding::der::{Reader, tag};
use crate::encoding::folded::Folds;
use crate::encoding::other_form::OtherForm;
use crate::encoding::{json, other_form, pem};
use crate::presented::{ONE_CERTIFICATE, first_value, is_followed};
use crate::reason::{Reason, quoted};
use crate::setup::{Position, SetupCode, SetupError};

/// Largest input that anchors are read from; the anchors of all public CAs together are below 1 MB.
const INPUT_BYTES: usize = 16 * 1024 * 1024;

/// What a policy binds the anchors of a bundle to.
pub(crate) trait Binding: fmt::Debug + Send + Sync {
    /// Whether a path from this end entity may end in an anchor of the bundle.
    fn permits(&self, end_entity: &Certificate) -> Result<(), Reason>;
}

/// A CA certificate that is trusted, and the bundle that it belongs to.
#[derive(Clone, Debug)]
pub struct TrustAnchor {
    certificate: Certificate,
    bundle: Option<Arc<str>>,
    binding: Option<Arc<dyn Binding>>,
}

impl TrustAnchor {
    /// The anchor's certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The name of its bundle, which a policy's `trust` speaks of; `None` for the unnamed bundle.
    pub fn bundle(&self) -> Option<&str> {
        self.bundle.as_deref()
    }

    pub(crate) fn permits(&self, end_entity: &Certificate) -> Result<(), Reason> {
        self.binding.as_ref().map_or(Ok(()), |binding| binding.permits(end_entity))
    }
}

/// Places of anchors by their subject. Names that are the same by RFC 5280 section 7.1 share their places, whatever
/// their bytes.
#[derive(Debug, Default)]
struct BySubject {
    /// By the DER of a subject that an anchor has: the common case, which needs no comparison.
    by_der: HashMap<Box<[u8]>, Arc<[usize]>, Folds>,
    /// By what all names that are the same have in common.
    by_key: HashMap<Vec<u8>, Arc<[usize]>, Folds>,
}

impl BySubject {
    fn new(anchors: &[TrustAnchor]) -> Self {
        let mut places: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
        for (place, anchor) in anchors.iter().enumerate() {
            places.entry(anchor.certificate.subject_key().to_vec()).or_default().push(place);
        }
        let by_key: HashMap<Vec<u8>, Arc<[usize]>, Folds> =
            places.into_iter().map(|(key, of)| (key, of.into())).collect();
        let mut by_der = HashMap::default();
        for anchor in anchors {
            if let Some(of) = by_key.get(anchor.certificate.subject_key()) {
                by_der.insert(anchor.certificate.subject().der().into(), Arc::clone(of));
            }
        }
        Self { by_der, by_key }
    }

    fn places<'k>(&self, name: &DistinguishedName<'_>, key: impl FnOnce() -> &'k [u8]) -> &[usize] {
        let found = self.by_der.get(name.der()).or_else(|| self.by_key.get(key()));
        found.map(AsRef::as_ref).unwrap_or_default()
    }
}

/// A set of trust anchors, never empty. Cheap to clone.
#[derive(Clone, Debug)]
pub struct TrustAnchors {
    anchors: Arc<[Arc<TrustAnchor>]>,
    by_subject: Arc<BySubject>,
}

impl TrustAnchors {
    /// Reads the certificates of a PEM text: any number of blocks, text between them, Windows line ends.
    ///
    /// # Errors
    /// With the block's number and line: `anchors_empty`, `anchor_malformed`, `anchor_not_ca`, `private_key_present`,
    /// `form_not_supported` (PKCS#7, PKCS#12, a request, a revocation list), `too_large`.
    pub fn from_pem(text: impl AsRef<[u8]>) -> Result<Self, SetupError> {
        let text = text.as_ref();
        bounded(text)?;
        let mut certificates = Vec::new();
        for block in pem::blocks(text) {
            let position = Position::Entry { number: block.number, line: Some(block.line) };
            certificates.push(of_block(block).map_err(|error| error.at(position))?);
        }
        if certificates.is_empty() {
            return Err(nothing_in(text));
        }
        Self::of(certificates)
    }

    /// Reads one DER certificate.
    ///
    /// # Errors
    /// `anchors_empty`, `anchor_malformed`, `anchor_not_ca`, `form_not_supported`, `too_large`.
    pub fn from_der(der: impl AsRef<[u8]>) -> Result<Self, SetupError> {
        let der = der.as_ref();
        bounded(der)?;
        if der.trim_ascii().is_empty() {
            return Err(nothing_in(der));
        }
        if let Some(error) = refused_form(der) {
            return Err(error);
        }
        Self::of(vec![anchor(der)?])
    }

    /// Reads PEM or DER, whichever it is.
    ///
    /// # Errors
    /// As [`from_pem`](Self::from_pem) and [`from_der`](Self::from_der).
    pub fn from_pem_or_der(bytes: impl AsRef<[u8]>) -> Result<Self, SetupError> {
        let bytes = bytes.as_ref();
        bounded(bytes)?;
        if pem::is_pem(bytes) || bytes.first() != Some(&tag::SEQUENCE) {
            Self::from_pem(bytes)
        } else {
            Self::from_der(bytes)
        }
    }

    /// Reads the X.509 authorities of a SPIFFE trust bundle: a JWK set whose keys with `use` `x509-svid` carry one
    /// certificate each. As X509-SVID section 6.2 has it, keys of another use and keys without a certificate are left
    /// out, and of several certificates in one key the first counts.
    ///
    /// # Errors
    /// `anchors_empty`, `anchor_malformed`, `anchor_not_ca`, `too_large`; the position counts the keys of the set.
    pub fn from_spiffe_bundle(json: impl AsRef<[u8]>) -> Result<Self, SetupError> {
        let json = json.as_ref();
        bounded(json)?;
        let keys = spiffe_keys(json).map_err(|json::Unexpected(offset)| {
            let (line, column) = json::line_and_column(json, offset);
            let position = Position::LineColumn { line: widen(line), column: widen(column) };
            SetupError::new(
                SetupCode::AnchorMalformed,
                "the SPIFFE trust bundle is not a JWK set",
                "give the bundle as JSON with a list `keys`, as a SPIFFE bundle endpoint serves it",
            )
            .at(position)
        })?;
        let mut certificates = Vec::new();
        for (index, key) in keys.iter().enumerate() {
            if let (Some("x509-svid"), Some(certificate)) = (key.usage.as_deref(), key.x5c.first()) {
                let position = Position::Entry { number: index.saturating_add(1), line: None };
                certificates.push(of_key(certificate).map_err(|error| error.at(position))?);
            }
        }
        if certificates.is_empty() {
            return Err(SetupError::new(
                SetupCode::AnchorsEmpty,
                "the SPIFFE trust bundle has no key with the use `x509-svid` and a certificate",
                "give a bundle with X.509 authorities; without any, no X509-SVID can be verified",
            ));
        }
        Self::of(certificates)
    }

    /// Puts all of them into the bundle of that name, which a policy's `trust` speaks of.
    pub fn named(self, bundle: &str) -> Self {
        let bundle: Arc<str> = bundle.into();
        Self::indexed(
            self.iter().map(|anchor| TrustAnchor { bundle: Some(Arc::clone(&bundle)), ..anchor.clone() }).collect(),
        )
    }

    /// These and the others; the same certificate in the same bundle counts once.
    pub fn with(self, others: &Self) -> Self {
        let mut all: Vec<TrustAnchor> = self.iter().cloned().collect();
        for other in others.iter() {
            if !all.iter().any(|anchor| anchor.certificate == other.certificate && anchor.bundle == other.bundle) {
                all.push(other.clone());
            }
        }
        Self::indexed(all)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &TrustAnchor> {
        self.anchors.iter().map(AsRef::as_ref)
    }

    /// How many there are; at least one.
    #[expect(clippy::len_without_is_empty, reason = "a set of trust anchors is never empty")]
    pub fn len(&self) -> usize {
        self.anchors.len()
    }

    /// Binds every anchor of a bundle.
    pub(crate) fn bound(self, binding_of: impl Fn(Option<&str>) -> Option<Arc<dyn Binding>>) -> Self {
        let bind = |anchor: &TrustAnchor| TrustAnchor { binding: binding_of(anchor.bundle()), ..anchor.clone() };
        Self::indexed(self.iter().map(bind).collect())
    }

    /// Those whose subject is this name (RFC 5280 section 7.1), of which `key` makes the comparison key, in their own order.
    pub(crate) fn candidates_for<'k>(
        &self,
        issuer: &DistinguishedName<'_>,
        key: impl FnOnce() -> &'k [u8],
    ) -> impl Iterator<Item = &Arc<TrustAnchor>> {
        self.by_subject.places(issuer, key).iter().filter_map(|place| self.anchors.get(*place))
    }

    fn of(certificates: Vec<Certificate>) -> Result<Self, SetupError> {
        let mut anchors: Vec<TrustAnchor> = Vec::with_capacity(certificates.len());
        let mut seen = std::collections::HashSet::new();
        for certificate in certificates {
            if seen.insert(certificate.fingerprint()) {
                anchors.push(TrustAnchor { certificate, bundle: None, binding: None });
            }
        }
        if anchors.is_empty() {
            return Err(nothing_in(&[]));
        }
        Ok(Self::indexed(anchors))
    }

    fn indexed(anchors: Vec<TrustAnchor>) -> Self {
        let by_subject = Arc::new(BySubject::new(&anchors));
        Self { anchors: anchors.into_iter().map(Arc::new).collect(), by_subject }
    }
}

fn widen(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn bounded(input: &[u8]) -> Result<(), SetupError> {
    if input.len() <= INPUT_BYTES {
        return Ok(());
    }
    Err(SetupError::new(
        SetupCode::TooLarge,
        format!("the trust anchors take more than {INPUT_BYTES} bytes"),
        "give a file with nothing but CA certificates",
    ))
}

fn of_block(block: pem::Block) -> Result<Certificate, SetupError> {
    let pem::Block { label, body, .. } = block;
    match (label.as_str(), body) {
        ("CERTIFICATE" | "X509 CERTIFICATE", Ok(der)) => anchor(&der),
        ("TRUSTED CERTIFICATE", Ok(der)) => {
            let certificate = first_value(&der);
            let settings = der.get(certificate.len()..).unwrap_or_default();
            if limits_uses(settings) { Err(limited()) } else { anchor(certificate) }
        }
        ("CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE", Err(error)) => {
            Err(SetupError::new(SetupCode::AnchorMalformed, format!("the PEM block {}", error.what()), error.fix()))
        }
        (label, _) if label.ends_with("PRIVATE KEY") => Err(SetupError::new(
            SetupCode::PrivateKeyPresent,
            "there is a private key among the trust anchors",
            "take it out of the file, and replace the key if others have seen the file",
        )),
        (label, _) => Err(SetupError::new(
            SetupCode::FormNotSupported,
            format!("{} is not a certificate", quoted(label)),
            other_form::fix_of_label(label),
        )),
    }
}

/// What OpenSSL has behind a trusted certificate (`X509_CERT_AUX`): a SEQUENCE of the uses that it is trusted for, `[0]` of those
/// that it is not, then an alias and more that does not matter. Whether any use is named, or that cannot be told.
fn limits_uses(settings: &[u8]) -> bool {
    if settings.is_empty() {
        return false;
    }
    let mut reader = Reader::new(settings);
    let Ok(all) = reader.expect(tag::SEQUENCE, "trust settings are not a SEQUENCE") else { return true };
    let mut fields = all.reader();
    let uses = [tag::SEQUENCE, tag::explicit(0)].map(|of| fields.optional(of).map(|uses| uses.is_some()));
    !reader.is_empty() || uses != [Ok(false), Ok(false)]
}

/// Email's CAs, and those that a distribution has ceased to trust, stand among the others in files of this form.
fn limited() -> SetupError {
    SetupError::new(
        SetupCode::FormNotSupported,
        "the trusted certificate says by OpenSSL's trust settings what it is trusted for, and that would not be heeded",
        "give the CAs that are trusted for this as plain certificates: `openssl x509 -in FILE -out ca.pem` writes one without its settings",
    )
}

fn of_key(certificate: &str) -> Result<Certificate, SetupError> {
    let der = STANDARD.decode(certificate).map_err(|_| {
        SetupError::new(
            SetupCode::AnchorMalformed,
            "a certificate of the SPIFFE trust bundle is not base64",
            "get the bundle again; `x5c` holds a certificate in base64 DER (X509-SVID, section 6.1)",
        )
    })?;
    anchor(&der)
}

/// A CA certificate. Versions 1 and 2 cannot say that they are one; a self-issued one is taken at the caller's word.
fn anchor(der: &[u8]) -> Result<Certificate, SetupError> {
    let certificate = Certificate::from_der(der).map_err(|reason| {
        let again = "get the CA's certificate again; `openssl x509 -in FILE -noout -text` should read it";
        let fix = if is_followed(der) { ONE_CERTIFICATE } else { again };
        SetupError::new(SetupCode::AnchorMalformed, reason.message().to_owned(), fix)
    })?;
    let is_ca = match certificate.basic_constraints() {
        Some(constraints) => constraints.ca,
        None => certificate.version() != Version::V3 && certificate.is_self_issued(),
    };
    if is_ca {
        return Ok(certificate);
    }
    let subject = quoted(&certificate.subject().to_string());
    Err(SetupError::new(
        SetupCode::AnchorNotCa,
        format!("the certificate of {subject} is not a CA certificate (no basicConstraints CA:TRUE)"),
        "give the certificate of the CA that issued it; an end-entity certificate cannot be a trust anchor",
    ))
}

/// What bytes without any certificate are.
fn nothing_in(input: &[u8]) -> SetupError {
    if let Some(form) = other_form::of_text(input) {
        return not_a_certificate(form);
    }
    let (code, message, fix) = if input.trim_ascii().is_empty() {
        (SetupCode::AnchorsEmpty, "there are no trust anchors: the input is empty", "give at least one CA certificate")
    } else {
        (
            SetupCode::AnchorsEmpty,
            "there are no trust anchors: the input has no PEM block",
            "give PEM blocks that begin with -----BEGIN CERTIFICATE-----, or DER",
        )
    };
    SetupError::new(code, message, fix)
}

/// DER that is something else.
fn refused_form(der: &[u8]) -> Option<SetupError> {
    other_form::of_der(der).map(not_a_certificate)
}

fn not_a_certificate(form: OtherForm) -> SetupError {
    let code = if form.what == "a private key" { SetupCode::PrivateKeyPresent } else { SetupCode::FormNotSupported };
    SetupError::new(code, format!("the file is {}, not a certificate", form.what), form.fix)
}

/// A key of a SPIFFE trust bundle.
struct SpiffeKey {
    usage: Option<String>,
    x5c: Vec<String>,
}

/// SPIFFE Trust Domain and Bundle, section 4. Unknown members are to be ignored (RFC 7517 section 4).
fn spiffe_keys(bundle: &[u8]) -> Result<Vec<SpiffeKey>, json::Unexpected> {
    let bundle = json::parse(bundle)?;
    let keys = bundle.member("keys")?.ok_or(json::Unexpected(bundle.offset))?.list()?;
    let text = |value: &json::Value| value.text().map(ToOwned::to_owned);
    let key = |key: &json::Value| {
        let usage = key.member("use")?.map(text).transpose()?;
        let x5c = key.member("x5c")?.map(json::Value::list).transpose()?.unwrap_or_default();
        Ok(SpiffeKey { usage, x5c: x5c.iter().map(text).collect::<Result<_, _>>()? })
    };
    keys.iter().map(key).collect()
}
