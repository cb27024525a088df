//! Instants: whole seconds of UTC, printed and parsed as RFC 3339.

use std::fmt;
use std::str::FromStr;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// An instant in whole seconds since 1970-01-01T00:00:00Z, between the years 0 and 9999.
///
/// X.509 has no finer time (RFC 5280, section 4.1.2.5: no fractions of a second), so a fraction is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 0000-01-01T00:00:00Z.
    pub const MIN: Self = Self(-62_167_219_200);
    /// 9999-12-31T23:59:59Z, which in a certificate means "no well-defined expiry" (RFC 5280, section 4.1.2.5).
    pub const MAX: Self = Self(253_402_300_799);

    /// The instant `seconds` after 1970-01-01T00:00:00Z; one outside the years 0 to 9999 becomes [`Self::MIN`]
    /// or [`Self::MAX`].
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        if seconds < Self::MIN.0 {
            Self::MIN
        } else if seconds > Self::MAX.0 {
            Self::MAX
        } else {
            Self(seconds)
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub const fn unix_seconds(self) -> i64 {
        self.0
    }

    /// This instant and `seconds` more, held within the years 0 to 9999.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_unix_seconds(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this instant, negative if it is later.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match OffsetDateTime::from_unix_timestamp(self.0) {
            Ok(t) => write!(
                f,
                "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
                t.year(),
                u8::from(t.month()),
                t.day(),
                t.hour(),
                t.minute(),
                t.second()
            ),
            // Out of reach: the constructors hold the value within the years 0 to 9999.
            Err(_) => write!(f, "{}", self.0),
        }
    }
}

/// A text that is no RFC 3339 time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotRfc3339;

impl fmt::Display for NotRfc3339 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a time of the form 2026-11-23T12:00:00Z (RFC 3339)")
    }
}

impl std::error::Error for NotRfc3339 {}

impl FromStr for Timestamp {
    type Err = NotRfc3339;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        OffsetDateTime::parse(text, &Rfc3339)
            .map(|t| Self::from_unix_seconds(t.unix_timestamp()))
            .map_err(|_| NotRfc3339)
    }
}
