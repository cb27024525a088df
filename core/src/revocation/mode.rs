//! What a relying party asks of revocation, for all of its anchors or for the bundle of one.

use std::time::Duration;

use crate::encoding::time::Timestamp;

/// What happens to a certificate of which nobody says that it is good. One that is revoked is denied in every mode but off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RevocationMode {
    /// Every certificate of the path must be said to be good, by data that is not stale.
    Hard,
    /// A certificate of which nothing is known is let through, and stale data counts until so long after it should have been
    /// replaced; then the certificate is denied. Whoever can keep data from the relying party keeps revocation from it.
    SoftUntil {
        /// How long stale data counts.
        grace: Duration,
    },
    /// Revocation is not looked at.
    Off,
}

impl RevocationMode {
    /// [`SoftUntil`](Self::SoftUntil) without an end: stale data counts for ever.
    pub const SOFT: Self = Self::SoftUntil { grace: Duration::MAX };

    /// `hard`, `soft` or `off`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hard => "hard",
            Self::SoftUntil { .. } => "soft",
            Self::Off => "off",
        }
    }
}

/// What is asked for the paths of one bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Requirement {
    pub(crate) mode: RevocationMode,
    /// Whether a CRL may say that a certificate is good; that it is revoked is believed of any source.
    pub(crate) crl: bool,
    /// Whether an OCSP response may.
    pub(crate) ocsp: bool,
    /// How long after thisUpdate data is stale, whatever its nextUpdate says.
    pub(crate) max_age: Option<Duration>,
}

impl Requirement {
    pub(crate) const fn of(mode: RevocationMode) -> Self {
        Self { mode, crl: true, ocsp: true, max_age: None }
    }

    /// The last instant at which data is not stale.
    pub(crate) fn fresh_until(&self, this_update: Timestamp, next_update: Timestamp) -> Timestamp {
        self.max_age.map_or(next_update, |age| later(this_update, age).min(next_update))
    }

    /// The last instant at which stale data counts.
    pub(crate) fn graced_until(&self, fresh_until: Timestamp) -> Timestamp {
        match self.mode {
            RevocationMode::SoftUntil { grace } => later(fresh_until, grace),
            RevocationMode::Hard | RevocationMode::Off => fresh_until,
        }
    }
}

fn later(instant: Timestamp, by: Duration) -> Timestamp {
    instant.plus_seconds(i64::try_from(by.as_secs()).unwrap_or(i64::MAX))
}

/// What is asked: of the paths to the anchors of a bundle, each bundle once, and of all others.
#[derive(Clone, Debug)]
pub(crate) struct Requirements {
    pub(crate) all: Requirement,
    pub(crate) by_bundle: Vec<(String, Requirement)>,
}

impl Requirements {
    /// Whether revocation is looked at anywhere.
    pub(crate) fn ask_anything(&self) -> bool {
        self.each().any(|requirement| requirement.mode != RevocationMode::Off)
    }

    /// Each of them.
    pub(crate) fn each(&self) -> impl Iterator<Item = &Requirement> {
        self.by_bundle.iter().map(|(_, requirement)| requirement).chain([&self.all])
    }

    /// For the paths that end in an anchor of this bundle; `None` if revocation is not to be looked at.
    pub(crate) fn of(&self, bundle: Option<&str>) -> Option<&Requirement> {
        let own = self.by_bundle.iter().find(|(named, _)| Some(named.as_str()) == bundle).map(|(_, own)| own);
        Some(own.unwrap_or(&self.all)).filter(|requirement| requirement.mode != RevocationMode::Off)
    }
}
