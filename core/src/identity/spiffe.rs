//! SPIFFE IDs, to the letter of the SPIFFE-ID standard, section 2.

use std::fmt;

use crate::limits::SPIFFE_ID_BYTES;

/// Longest trust domain name in bytes (SPIFFE-ID, section 2.3).
const TRUST_DOMAIN_BYTES: usize = 255;
const SCHEME: &str = "spiffe://";

/// A SPIFFE ID: `spiffe://trust-domain/path`.
///
/// The trust domain is of lower-case letters, digits, dots, hyphens and underscores; a path segment also of upper-case
/// letters, is not empty, and is neither `.` nor `..`. There is no port, user, query, fragment or percent-encoding.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SpiffeId<'a> {
    text: &'a str,
    trust_domain: &'a str,
}

impl<'a> SpiffeId<'a> {
    /// Parses a SPIFFE ID; it may lack a path, as a trust domain's own ID does.
    ///
    /// # Errors
    /// The rule that the text breaks.
    pub fn parse(text: &'a str) -> Result<Self, SpiffeIdError> {
        if text.len() > SPIFFE_ID_BYTES {
            return Err(SpiffeIdError::TooLong);
        }
        let rest = text.strip_prefix(SCHEME).ok_or(SpiffeIdError::Scheme)?;
        let (trust_domain, path) = match rest.split_once('/') {
            Some((trust_domain, path)) => (trust_domain, Some(path)),
            None => (rest, None),
        };
        Self::check_trust_domain(trust_domain)?;
        for segment in path.into_iter().flat_map(|path| path.split('/')) {
            let well_formed = segment.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
            if segment.is_empty() || matches!(segment, "." | "..") || !well_formed {
                return Err(SpiffeIdError::Path);
            }
        }
        Ok(Self { text, trust_domain })
    }

    /// Whether a text is the name of a trust domain.
    ///
    /// # Errors
    /// The rule that the text breaks.
    pub fn check_trust_domain(name: &str) -> Result<(), SpiffeIdError> {
        let well_formed =
            name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_'));
        if name.is_empty() || name.len() > TRUST_DOMAIN_BYTES || !well_formed {
            return Err(SpiffeIdError::TrustDomain);
        }
        Ok(())
    }

    /// All of it.
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// The name of its trust domain.
    pub fn trust_domain(&self) -> &'a str {
        self.trust_domain
    }

    /// The path with its leading slash; empty if there is none.
    pub fn path(&self) -> &'a str {
        self.text.get(SCHEME.len().saturating_add(self.trust_domain.len())..).unwrap_or_default()
    }
}

impl fmt::Debug for SpiffeId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SpiffeId({})", self.text)
    }
}

impl fmt::Display for SpiffeId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

/// Which rule a text breaks that should be a SPIFFE ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SpiffeIdError {
    /// It is longer than 2048 bytes (section 2.3).
    TooLong,
    /// It does not begin with `spiffe://` (section 2).
    Scheme,
    /// The trust domain is empty, too long, or has other characters than it may (section 2.1).
    TrustDomain,
    /// A path segment is empty, a dot segment, or has other characters than it may (section 2.2).
    Path,
}

impl fmt::Display for SpiffeIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "it is longer than 2048 bytes",
            Self::Scheme => "it does not begin with spiffe://",
            Self::TrustDomain => {
                "its trust domain must have lower-case letters, digits, dots, hyphens and underscores only, and at most 255"
            }
            Self::Path => {
                "its path must be segments of letters, digits, dots, hyphens and underscores, with no empty or dot segment"
            }
        })
    }
}

impl std::error::Error for SpiffeIdError {}
