//! Reasons: one record for people and machines, made in the core and nowhere else.
//!
//! A [`Reason`] says what is true of which certificate or rule, by which text, what was observed and what was
//! expected, and what to do. The list of codes is in [`code`]; adding a line there adds the code to every
//! language, to the documentation and to `handfast explain`.

pub mod code;
pub(crate) mod remedy;
mod text;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

pub use code::{Code, Explanation, Stage};
pub(crate) use text::{hex, write_hex};
pub use text::{nearest, quoted};

/// A SHA-256 over the DER encoding of a certificate; prints as 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub(crate) const fn new(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// The 32 bytes of the digest.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

/// Which certificate a reason speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CertificateRef {
    index: Option<usize>,
    fingerprint: Fingerprint,
}

impl CertificateRef {
    pub(crate) fn new(index: Option<usize>, fingerprint: Fingerprint) -> Self {
        Self { index, fingerprint }
    }

    /// Its place in the path that was tried: 0 is the end entity, 1 its issuer, and so on to the anchor.
    /// `None` for a certificate that had no place in any path. It is not the order in which the peer sent them,
    /// so that the same certificates in another order give the same decision.
    pub fn index(&self) -> Option<usize> {
        self.index
    }

    /// The SHA-256 of its DER encoding.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }
}

/// Why a decision is as it is: a code for machines and sentences for people. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(Arc<Record>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Record {
    code: Code,
    stage: Stage,
    message: Cow<'static, str>,
    certificate: Option<CertificateRef>,
    rule: Option<String>,
    reference: Cow<'static, str>,
    observed: Option<String>,
    expected: Option<String>,
    fix: Cow<'static, str>,
}

impl Reason {
    /// A reason with the stage, reference and fix that the list of codes gives. `message` is lower case, without a
    /// final stop, and has passed every peer-chosen value through [`quoted`].
    pub(crate) fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        let explanation = code.explanation();
        Self(Arc::new(Record {
            code,
            stage: explanation.stage,
            message: message.into(),
            certificate: None,
            rule: None,
            reference: Cow::Borrowed(explanation.reference),
            observed: None,
            expected: None,
            fix: Cow::Borrowed(explanation.fix),
        }))
    }

    /// For changing while it is made; nobody else holds it then, so nothing is copied.
    fn record(&mut self) -> &mut Record {
        Arc::make_mut(&mut self.0)
    }

    pub(crate) fn at_stage(mut self, stage: Stage) -> Self {
        self.record().stage = stage;
        self
    }

    pub(crate) fn certificate_ref(mut self, index: Option<usize>, fingerprint: Fingerprint) -> Self {
        self.record().certificate = Some(CertificateRef::new(index, fingerprint));
        self
    }

    pub(crate) fn for_rule(mut self, rule: impl Into<String>) -> Self {
        self.record().rule = Some(rule.into());
        self
    }

    pub(crate) fn by(mut self, reference: impl Into<Cow<'static, str>>) -> Self {
        self.record().reference = reference.into();
        self
    }

    pub(crate) fn saw(mut self, observed: impl Into<String>) -> Self {
        self.record().observed = Some(observed.into());
        self
    }

    pub(crate) fn wanted(mut self, expected: impl Into<String>) -> Self {
        self.record().expected = Some(expected.into());
        self
    }

    pub(crate) fn mended_by(mut self, fix: impl Into<Cow<'static, str>>) -> Self {
        self.record().fix = fix.into();
        self
    }

    /// The code, stable across releases.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The stage of the pipeline that made it.
    pub fn stage(&self) -> Stage {
        self.0.stage
    }

    /// One sentence for people: lower case, no final stop, control characters escaped.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The certificate it speaks of, if it is one.
    pub fn certificate(&self) -> Option<CertificateRef> {
        self.0.certificate
    }

    /// The `id` of the policy rule it speaks of, if it is one.
    pub fn rule(&self) -> Option<&str> {
        self.0.rule.as_deref()
    }

    /// The text that asks for it: a standard and its section.
    pub fn reference(&self) -> &str {
        &self.0.reference
    }

    /// What was seen, if it is one value.
    pub fn observed(&self) -> Option<&str> {
        self.0.observed.as_deref()
    }

    /// What would have been accepted, if it is one value.
    pub fn expected(&self) -> Option<&str> {
        self.0.expected.as_deref()
    }

    /// What to do about it.
    pub fn fix(&self) -> &str {
        &self.0.fix
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.code, self.0.message)
    }
}
