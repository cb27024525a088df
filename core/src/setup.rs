//! The caller's mistakes: wrong anchors, an unusable policy, an empty trust store.
//!
//! A peer can never cause a [`SetupError`]; it comes from construction only (law 1 of the design).

use std::fmt;

/// What kind of mistake a [`SetupError`] is. Stable: programs may branch on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SetupCode {
    /// No trust anchors were given, or the input held none.
    AnchorsEmpty,
    /// A certificate given as a trust anchor is not a CA certificate.
    AnchorNotCa,
    /// A trust anchor could not be parsed.
    AnchorMalformed,
    /// A certificate that the caller asked about could not be parsed.
    CertificateMalformed,
    /// A CRL or an OCSP response that the caller gave could not be parsed.
    RevocationMalformed,
    /// Revocation data is asked for that was not given.
    RevocationMissing,
    /// The input holds a private key, which has no place among trust anchors or in a policy.
    PrivateKeyPresent,
    /// The input is not of a form that can be read here (PKCS#7, PKCS#12, a CSR, plain text, ...).
    FormNotSupported,
    /// A bundle named by the policy was not supplied, or one supplied is not named by it.
    BundleUnknown,
    /// The policy document could not be parsed.
    PolicyMalformed,
    /// The policy document is well formed, and says something that cannot be meant.
    PolicyInconsistent,
    /// A test inside the policy document failed.
    PolicyTestFailed,
    /// Neither a policy nor an explicit decision to go without one was given.
    PolicyMissing,
    /// The policy needs a context key that the host did not declare it can supply.
    ContextMissing,
    /// A name, time, profile or other value is not of its form.
    ValueMalformed,
    /// The build has no signature provider, or not the one asked for.
    ProviderMissing,
    /// The input is larger than the limit.
    TooLarge,
}

impl SetupCode {
    /// The code as it is written in every language.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AnchorsEmpty => "anchors_empty",
            Self::AnchorNotCa => "anchor_not_ca",
            Self::AnchorMalformed => "anchor_malformed",
            Self::CertificateMalformed => "certificate_malformed",
            Self::RevocationMalformed => "revocation_malformed",
            Self::RevocationMissing => "revocation_missing",
            Self::PrivateKeyPresent => "private_key_present",
            Self::FormNotSupported => "form_not_supported",
            Self::BundleUnknown => "bundle_unknown",
            Self::PolicyMalformed => "policy_malformed",
            Self::PolicyInconsistent => "policy_inconsistent",
            Self::PolicyTestFailed => "policy_test_failed",
            Self::PolicyMissing => "policy_missing",
            Self::ContextMissing => "context_missing",
            Self::ValueMalformed => "value_malformed",
            Self::ProviderMissing => "provider_missing",
            Self::TooLarge => "too_large",
        }
    }
}

impl fmt::Display for SetupCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where in the caller's input the mistake is; lines, columns and entries count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Position {
    /// A place in a text.
    LineColumn {
        /// Line, from 1.
        line: u64,
        /// Column in characters, from 1.
        column: u64,
    },
    /// An entry of a file that holds several (the third PEM block), and the line it begins on, if the file is text.
    Entry {
        /// Which one, from 1.
        number: usize,
        /// The line that it begins on, from 1.
        line: Option<u64>,
    },
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LineColumn { line, column } => write!(f, "line {line}, column {column}"),
            Self::Entry { number, line: Some(line) } => write!(f, "entry {number} (line {line})"),
            Self::Entry { number, line: None } => write!(f, "entry {number}"),
        }
    }
}

/// A caller's mistake, found at construction: a stable code, a sentence, where it is, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupError(Box<Mistake>);

/// Behind a pointer, so that what may fail hands on little: every `?` of the policy's reader does so.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mistake {
    code: SetupCode,
    message: String,
    position: Option<Position>,
    fix: String,
}

impl SetupError {
    pub(crate) fn new(code: SetupCode, message: impl Into<String>, fix: impl Into<String>) -> Self {
        Self(Box::new(Mistake { code, message: message.into(), position: None, fix: fix.into() }))
    }

    pub(crate) fn at(mut self, position: Position) -> Self {
        self.0.position = Some(position);
        self
    }

    /// Says which rule of a policy the mistake is in.
    pub(crate) fn in_rule(mut self, id: &str) -> Self {
        self.0.message = format!("rule {}: {}", crate::reason::quoted(id), self.0.message);
        self
    }

    /// The kind of mistake.
    pub fn code(&self) -> SetupCode {
        self.0.code
    }

    /// One sentence, lower case, without its position.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Where in the input, if the mistake has a place.
    pub fn position(&self) -> Option<Position> {
        self.0.position
    }

    /// What to do about it.
    pub fn fix(&self) -> &str {
        &self.0.fix
    }
}

impl From<crate::reason::code::UnknownCode> for SetupError {
    /// For a program that asks about a code that there is not.
    fn from(unknown: crate::reason::code::UnknownCode) -> Self {
        Self::new(SetupCode::ValueMalformed, unknown.to_string(), unknown.fix())
    }
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(position) = self.position() {
            write!(f, "{position}: ")?;
        }
        write!(f, "{}; {}", self.0.message, self.0.fix)
    }
}

impl std::error::Error for SetupError {}
