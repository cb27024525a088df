//! Why a certificate is revoked, and for which reasons a CRL answers.

use std::fmt;

use crate::encoding::der::{Malformed, Value};

/// Why a certificate was revoked (RFC 5280 section 5.3.1). Prints in snake_case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RevocationReason {
    /// None is given.
    Unspecified,
    /// The key is known or suspected to be in other hands.
    KeyCompromise,
    /// The key of the CA is.
    CaCompromise,
    /// The subject's name or other data have changed.
    AffiliationChanged,
    /// Another certificate takes its place.
    Superseded,
    /// It is no longer needed.
    CessationOfOperation,
    /// It is on hold, and may come back.
    CertificateHold,
    /// In a delta CRL: it is no longer on hold, or has expired.
    RemoveFromCrl,
    /// A privilege that it attests was withdrawn.
    PrivilegeWithdrawn,
    /// The key of the attribute authority is in other hands.
    AaCompromise,
}

impl RevocationReason {
    /// Its name, as decisions write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "key_compromise",
            Self::CaCompromise => "ca_compromise",
            Self::AffiliationChanged => "affiliation_changed",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessation_of_operation",
            Self::CertificateHold => "certificate_hold",
            Self::RemoveFromCrl => "remove_from_crl",
            Self::PrivilegeWithdrawn => "privilege_withdrawn",
            Self::AaCompromise => "aa_compromise",
        }
    }

    /// CRLReason, an ENUMERATED: seven is not used.
    pub(super) fn read(value: &Value<'_>) -> Result<Self, Malformed> {
        match value.integer()? {
            [0] => Ok(Self::Unspecified),
            [1] => Ok(Self::KeyCompromise),
            [2] => Ok(Self::CaCompromise),
            [3] => Ok(Self::AffiliationChanged),
            [4] => Ok(Self::Superseded),
            [5] => Ok(Self::CessationOfOperation),
            [6] => Ok(Self::CertificateHold),
            [8] => Ok(Self::RemoveFromCrl),
            [9] => Ok(Self::PrivilegeWithdrawn),
            [10] => Ok(Self::AaCompromise),
            _ => {
                Err(value
                    .malformed("a reason for revocation is none of those that there are", "RFC 5280, section 5.3.1"))
            }
        }
    }
}

impl fmt::Display for RevocationReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of reasons: ReasonFlags (RFC 5280 section 4.2.1.13). The first bit is unused, and counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ReasonMask(u16);

impl ReasonMask {
    pub(super) const NONE: Self = Self(0);
    /// keyCompromise to aACompromise: bits 1 to 8.
    pub(super) const ALL: Self = Self(0x7f80);

    /// A BIT STRING; bits that have no name are left out.
    pub(super) fn read(value: &Value<'_>) -> Result<Self, Malformed> {
        let (_, octets) = value.bit_string()?;
        let octet = |place: usize| octets.get(place).copied().unwrap_or(0);
        Ok(Self(u16::from_be_bytes([octet(0), octet(1)]) & Self::ALL.0))
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether every reason of `other` is here.
    pub(super) fn has_all(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}
