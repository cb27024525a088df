//! Instants: whole seconds of UTC, printed and parsed as RFC 3339.

use std::fmt;
use std::str::FromStr;

use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

use super::der::{Malformed, Value, tag};

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
        let Ok(t) = OffsetDateTime::from_unix_timestamp(self.0) else {
            // Out of reach: the constructors hold the value within the years 0 to 9999.
            return write!(f, "{}", self.0);
        };
        // Digit by digit: a decision writes a dozen times, and `{:02}` for each part is most of what they cost.
        let mut text = *b"0000-00-00T00:00:00Z";
        let part = |number: i32| u8::try_from(number % 100).unwrap_or_default();
        let day = [(0, part(t.year() / 100)), (2, part(t.year())), (5, t.month().into()), (8, t.day())];
        let time = [(11, t.hour()), (14, t.minute()), (17, t.second())];
        for (place, number) in day.into_iter().chain(time) {
            if let Some(digits) = text.get_mut(place..).and_then(|rest| rest.first_chunk_mut()) {
                *digits = [b'0' | (number / 10), b'0' | (number % 10)];
            }
        }
        f.write_str(str::from_utf8(&text).unwrap_or_default())
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

/// A time of a certificate or a CRL (RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2): seconds, and `Z`. A GeneralizedTime before 2050 is read, as section 4.1.2.5 asks
/// of those who verify, though it forbids those who issue to write it.
pub(crate) fn of_der(value: &Value<'_>) -> Result<Timestamp, Malformed> {
    let malformed = || value.malformed("a time is not of the form [YY]YYMMDDHHMMSSZ", "RFC 5280, section 4.1.2.5");
    let digits = value.content.strip_suffix(b"Z").filter(|digits| digits.iter().all(u8::is_ascii_digit));
    let (pairs, []) = digits.ok_or_else(malformed)?.as_chunks() else { return Err(malformed()) };
    let (year, rest) = match (value.tag, pairs) {
        (tag::UTC_TIME, [year, rest @ ..]) => {
            let year = number(*year);
            (u16::from(year).saturating_add(if year >= 50 { 1900 } else { 2000 }), rest)
        }
        (tag::GENERALIZED_TIME, [century, year, rest @ ..]) => {
            (u16::from(number(*century)).saturating_mul(100).saturating_add(number(*year).into()), rest)
        }
        _ => return Err(malformed()),
    };
    let rest: &[[u8; 2]; 5] = rest.try_into().map_err(|_| malformed())?;
    instant(year, rest.map(number)).ok_or_else(malformed)
}

/// Two digits.
fn number([tens, ones]: [u8; 2]) -> u8 {
    (tens & 0xf).saturating_mul(10).saturating_add(ones & 0xf)
}

fn instant(year: u16, [month, day, hour, minute, second]: [u8; 5]) -> Option<Timestamp> {
    let date = Date::from_calendar_date(i32::from(year), Month::try_from(month).ok()?, day).ok()?;
    let time = Time::from_hms(hour, minute, second).ok()?;
    let seconds = PrimitiveDateTime::new(date, time).assume_utc().unix_timestamp();
    Some(Timestamp::from_unix_seconds(seconds))
}
