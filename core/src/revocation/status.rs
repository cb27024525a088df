//! What is known of a certificate's revocation.

use std::fmt;

use super::reasons::RevocationReason;
use crate::encoding::time::Timestamp;
use crate::reason::Fingerprint;

/// What is known of whether a certificate is revoked; four things that must not be taken for one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RevocationStatus {
    /// Its CA, or who speaks for it, says that it is not revoked.
    Good,
    /// Its CA said so, and should have said something newer by now.
    Stale,
    /// Nothing says anything about it.
    Unknown,
    /// Its CA revoked it.
    Revoked,
}

impl RevocationStatus {
    /// `good`, `stale`, `unknown` or `revoked`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Stale => "stale",
            Self::Unknown => "unknown",
            Self::Revoked => "revoked",
        }
    }
}

impl fmt::Display for RevocationStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RevocationSource {
    /// A certificate revocation list.
    Crl,
    /// An OCSP response.
    Ocsp,
}

impl RevocationSource {
    /// `crl` or `ocsp`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Crl => "crl",
            Self::Ocsp => "ocsp",
        }
    }
}

/// What was found out about one certificate of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateRevocation {
    pub(crate) index: usize,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) finding: Finding,
    pub(crate) crl_urls: Vec<String>,
    pub(crate) ocsp_urls: Vec<String>,
}

impl CertificateRevocation {
    /// The certificate's place in the path: 0 is the end entity.
    pub fn index(&self) -> usize {
        self.index
    }

    /// The certificate's fingerprint.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// Good, revoked, unknown or stale.
    pub fn status(&self) -> RevocationStatus {
        self.finding.status
    }

    /// Who says so; `None` if nobody says anything.
    pub fn source(&self) -> Option<RevocationSource> {
        self.finding.source
    }

    /// When that was issued.
    pub fn this_update(&self) -> Option<Timestamp> {
        self.finding.this_update
    }

    /// When something newer is issued at the latest.
    pub fn next_update(&self) -> Option<Timestamp> {
        self.finding.next_update
    }

    /// Since when it is revoked. It may be after the verification time: then the certificate was not revoked yet.
    pub fn revoked_at(&self) -> Option<Timestamp> {
        self.finding.revoked.map(|(at, _)| at)
    }

    /// Why it is revoked.
    pub fn reason(&self) -> Option<RevocationReason> {
        self.finding.revoked.map(|(_, reason)| reason)
    }

    /// Where the certificate says that its CRL can be fetched. Told, never fetched.
    pub fn crl_urls(&self) -> &[String] {
        &self.crl_urls
    }

    /// Where the certificate says that its OCSP responder is. Told, never asked.
    pub fn ocsp_urls(&self) -> &[String] {
        &self.ocsp_urls
    }

    /// Why data that was at hand did not count, in sentences for people.
    pub fn observations(&self) -> &[String] {
        &self.finding.observations
    }
}

/// What sources say about a certificate, put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) status: RevocationStatus,
    pub(crate) source: Option<RevocationSource>,
    /// In words, for a message.
    pub(crate) said_by: String,
    pub(crate) this_update: Option<Timestamp>,
    pub(crate) next_update: Option<Timestamp>,
    /// The last instant at which what is said is not stale.
    pub(crate) fresh_until: Option<Timestamp>,
    pub(crate) revoked: Option<(Timestamp, RevocationReason)>,
    pub(crate) observations: Vec<String>,
    /// When the finding may be another one, by anything known.
    pub(crate) flips: Vec<Timestamp>,
}

/// Most observations that are kept for one certificate.
const OBSERVATIONS: usize = 8;

impl Finding {
    pub(crate) fn unknown() -> Self {
        Self {
            status: RevocationStatus::Unknown,
            source: None,
            said_by: String::new(),
            this_update: None,
            next_update: None,
            fresh_until: None,
            revoked: None,
            observations: Vec::new(),
            flips: Vec::new(),
        }
    }

    pub(crate) fn observe(&mut self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        if self.observations.len() < OBSERVATIONS && !self.observations.contains(&sentence) {
            self.observations.push(sentence);
        }
    }

    /// Both together. Revoked beats everything, whoever says it; then what is known beats what is not, and what is fresh
    /// what is stale.
    pub(crate) fn and(mut self, mut other: Self) -> Self {
        let worth = |finding: &Self| match finding.status {
            RevocationStatus::Unknown => 0,
            RevocationStatus::Stale => 1,
            RevocationStatus::Good => 2,
            RevocationStatus::Revoked => 3,
        };
        let rank = |finding: &Self| (worth(finding), finding.fresh_until);
        if rank(&other) > rank(&self) {
            std::mem::swap(&mut self, &mut other);
        }
        other.observations.into_iter().for_each(|sentence| self.observe(sentence));
        self.flips.append(&mut other.flips);
        // A revocation that is yet to come is told, whoever else says good; the first one.
        if self.status != RevocationStatus::Revoked {
            self.revoked = self.revoked.into_iter().chain(other.revoked).min_by_key(|(since, _)| *since);
        }
        self
    }
}
