//! A presented chain to a `VerifiedPath`: path building with backtracking, and RFC 5280 section 6.1.
//!
//! - `build` walks from the end entity towards the anchors and keeps every candidate that failed, `names` tells it
//!   whose name is whose;
//! - `check` is what section 6.1 asks of one certificate, `form` what section 4 asks of it, `forum` the Baseline Requirements,
//!   `asked` the profile besides;
//! - `name_constraints`, `usage`: the two checks with rules of their own;
//! - `policies`: which certificate policies hold for the whole path;
//! - `revocation`: whether any of its certificates is revoked, and who may say so;
//! - `profile`: what the relying party asks for; `public_suffix`: what a wildcard may not stand for;
//! - `remedy`: what to do about a reason, where more is known than its code.

mod asked;
mod build;
mod check;
mod common_names;
pub(crate) mod dns_name;
mod form;
mod forum;
mod name_constraints;
mod names;
mod policies;
mod profile;
mod public_key;
mod public_suffix;
mod remedy;
mod revocation;
mod usage;

use std::sync::Arc;

pub use policies::{CertificatePolicies, StatedPolicy};
pub use profile::{
    AnchorStatement, AppliedLoosening, Form, Loosened, Loosening, PROFILE_NAMES, Profile, ProfileDifference,
    RequiredName,
};
pub(crate) use revocation::RevocationInputs;
pub use usage::usage_name as extended_key_usage_name;

use crate::anchor::{TrustAnchor, TrustAnchors};
use crate::certificate::{Certificate, DistinguishedName};
use crate::encoding::time::Timestamp;
use crate::presented::{Arrival, PresentedChain};
use crate::reason::{Code, Fingerprint, Reason, quoted};
use crate::revocation::CertificateRevocation;
use crate::signature::{Provider, SignatureCache};

/// A certification path that verified. Only [`RelyingParty`](crate::RelyingParty) makes one: holding it is the proof.
#[derive(Clone, Debug)]
pub struct VerifiedPath {
    certificates: Vec<Certificate>,
    anchor: Arc<TrustAnchor>,
    arrival: Arrival,
    at: Timestamp,
    valid_until: Option<Timestamp>,
    flips: Option<Timestamp>,
    certificate_policies: CertificatePolicies,
    revocation: Option<Vec<CertificateRevocation>>,
    loosened: Vec<AppliedLoosening>,
    attempts: Attempts,
}

impl VerifiedPath {
    /// The certificates, the end entity first, the anchor excluded.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The trust anchor that the path ends in.
    pub fn anchor(&self) -> &TrustAnchor {
        &self.anchor
    }

    /// How the chain arrived.
    pub fn arrival(&self) -> &Arrival {
        &self.arrival
    }

    /// The verification time.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The first instant at which the path no longer verifies: a second after the first notAfter. `None` if that is
    /// beyond the year 9999.
    pub fn valid_until(&self) -> Option<Timestamp> {
        self.valid_until
    }

    /// The first instant ahead at which this path no longer verifies, or another one may be found before it.
    pub(crate) fn may_change_at(&self) -> Option<Timestamp> {
        [self.valid_until, self.flips].into_iter().flatten().min()
    }

    /// The certificate policies that hold for the path (RFC 5280 section 6.1.5 (g)).
    pub fn certificate_policies(&self) -> &CertificatePolicies {
        &self.certificate_policies
    }

    /// The loosenings of the profile without which the path would not have verified.
    pub fn loosened(&self) -> &[AppliedLoosening] {
        &self.loosened
    }

    /// What is known of each certificate's revocation, in the order of the path; `None` if that was not looked at.
    pub fn revocation(&self) -> Option<&[CertificateRevocation]> {
        self.revocation.as_deref()
    }

    /// The candidates that failed before this path was found.
    pub fn attempts(&self) -> &Attempts {
        &self.attempts
    }

    pub(crate) fn end_entity(&self) -> Option<&Certificate> {
        self.certificates.first()
    }
}

/// No path verified: why, and everything that was tried.
#[derive(Clone, Debug)]
pub struct Rejection {
    reasons: Vec<Reason>,
    attempts: Attempts,
    revocation: Option<Vec<CertificateRevocation>>,
    flips: Option<Timestamp>,
}

impl Rejection {
    pub(crate) fn of(reason: Reason) -> Self {
        Self { reasons: vec![reason], attempts: Attempts::default(), revocation: None, flips: None }
    }

    /// Why, at least one reason; the one to mend first comes first.
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// The candidates that were tried.
    pub fn attempts(&self) -> &Attempts {
        &self.attempts
    }

    /// What is known of the revocation of the certificates of the path that came closest; `None` if that was not looked at.
    pub fn revocation(&self) -> Option<&[CertificateRevocation]> {
        self.revocation.as_deref()
    }

    /// The first instant ahead at which a certificate that was looked at begins to be valid; before it the rejection
    /// cannot turn into anything else.
    pub(crate) fn may_change_at(&self) -> Option<Timestamp> {
        self.flips
    }
}

/// A certificate of an attempt, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptStep {
    /// SHA-256 of the certificate.
    pub fingerprint: Fingerprint,
    /// Its subject as text (RFC 4514).
    pub subject: String,
}

/// A candidate issuer that was tried, and what ended the attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub(crate) path: Vec<AttemptStep>,
    pub(crate) candidate: Option<AttemptStep>,
    pub(crate) is_anchor: bool,
    pub(crate) reason: Reason,
}

impl Attempt {
    /// The certificates so far, the end entity first.
    pub fn path(&self) -> &[AttemptStep] {
        &self.path
    }

    /// The candidate issuer of the last of them; `None` if there was no candidate at all.
    pub fn candidate(&self) -> Option<&AttemptStep> {
        self.candidate.as_ref()
    }

    /// Whether the candidate is a trust anchor.
    pub fn is_anchor(&self) -> bool {
        self.is_anchor
    }

    /// What failed, with what was observed and expected.
    pub fn reason(&self) -> &Reason {
        &self.reason
    }
}

/// The attempts of one decision: the first [`ATTEMPTS_KEPT`](crate::limits::ATTEMPTS_KEPT) of them, and their number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    kept: Vec<Attempt>,
    total: usize,
}

impl Attempts {
    /// Those that were kept, in the order in which they were made.
    pub fn kept(&self) -> &[Attempt] {
        &self.kept
    }

    /// How many were made.
    pub fn total(&self) -> usize {
        self.total
    }

    fn record(&mut self, attempt: impl FnOnce() -> Attempt) {
        self.total = self.total.saturating_add(1);
        if self.kept.len() < crate::limits::ATTEMPTS_KEPT {
            self.kept.push(attempt());
        }
    }
}

/// Where in a path a certificate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    EndEntity,
    /// A CA certificate that the peer sent, at this index of the path.
    Intermediate(usize),
    /// A trust anchor's certificate, at this index of the path.
    Anchor(usize),
}

impl Place {
    pub(crate) fn index(self) -> usize {
        match self {
            Self::EndEntity => 0,
            Self::Intermediate(index) | Self::Anchor(index) => index,
        }
    }

    /// A reason about the certificate at this place; `sentence` gets the certificate's designation as its subject.
    fn reason(self, certificate: &Certificate, code: Code, sentence: impl FnOnce(&str) -> String) -> Reason {
        let subject = match self {
            Self::EndEntity => "certificate 0".to_owned(),
            Self::Intermediate(index) => format!("certificate {index} ({})", designation(&certificate.subject())),
            Self::Anchor(_) => format!("trust anchor {}", designation(&certificate.subject())),
        };
        Reason::new(code, sentence(&subject)).certificate_ref(Some(self.index()), certificate.fingerprint())
    }
}

/// A name for a sentence: its common name if it has one, else all of it.
fn designation(name: &DistinguishedName<'_>) -> String {
    match name.values(crate::encoding::oid::known::COMMON_NAME).next() {
        Some(common_name) => quoted(&common_name),
        None => quoted(&name.to_string()),
    }
}

/// Whether the profile is for X509-SVIDs.
pub(crate) fn asks_for_spiffe_id(profile: &Profile) -> bool {
    profile.spiffe_id == profile::Presence::Required
}

/// What a path is verified against.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verifier<'a> {
    pub(crate) anchors: &'a TrustAnchors,
    pub(crate) profile: &'a Profile,
    pub(crate) provider: Provider,
    /// What revocation is looked at with; `None` if it is not.
    pub(crate) revocation: Option<RevocationInputs<'a>>,
    /// What is known of signatures; `None` if each is to be verified.
    pub(crate) cache: Option<&'a SignatureCache>,
    pub(crate) at: Timestamp,
}

impl Verifier<'_> {
    /// Verifies a presented chain.
    ///
    /// Does not look at proof of possession, or at the name that the peer was expected to have.
    ///
    /// # Errors
    /// A [`Rejection`] with the reasons and all attempts; never anything else, whatever the peer sent.
    pub(crate) fn verify(&self, chain: &PresentedChain) -> Result<VerifiedPath, Rejection> {
        build::build(self, chain)
    }

    /// The first instant after the first notAfter.
    fn valid_until(&self, path: &[&Certificate], anchor: &TrustAnchor) -> Option<Timestamp> {
        let honoured = self.profile.anchor_validity == AnchorStatement::Honoured;
        let anchor = honoured.then(|| anchor.certificate());
        let not_after = path.iter().copied().chain(anchor).map(Certificate::not_after).min()?;
        (not_after < Timestamp::MAX).then(|| not_after.plus_seconds(1))
    }

    /// The loosenings without which the path would be none.
    fn loosened(&self, certificates: &[&Certificate], anchor: &TrustAnchor) -> Vec<AppliedLoosening> {
        let Self { profile, at, .. } = *self;
        if profile.loosenings.is_empty() {
            return Vec::new();
        }
        let path: Vec<&Certificate> = certificates.iter().copied().chain([anchor.certificate()]).collect();
        let below = path.get(..certificates.len()).unwrap_or_default();
        let asked_for_usage = if profile.anchor_usage == AnchorStatement::Ignored { below } else { path.as_slice() };
        let cas = path.get(1..).unwrap_or_default();
        let in_force = || profile.loosenings.iter().filter(|loosening| loosening.holds_at(at) && loosening.is_for(cas));
        let mut applied = Vec::new();
        for (index, certificate) in path.iter().enumerate() {
            let needed = |what: &Loosened| match what {
                Loosened::ServerAuthForClients => usage::serves_as_client(asked_for_usage, index, profile),
                Loosened::NoExtendedKeyUsage => index == 0 && usage::lacks_usage(certificate, profile),
                Loosened::CriticalExtension(oid) => {
                    let known =
                        profile.understood_extensions.contains(oid) || form::understands(certificate, oid.as_oid());
                    !known && certificate.extension(oid.as_oid()).is_some_and(|extension| extension.critical())
                }
            };
            let needed = in_force().filter(|loosening| needed(loosening.what()));
            applied.extend(needed.map(|loosening| AppliedLoosening { loosening: loosening.clone(), index }));
        }
        applied
    }
}
