//! Path building: from the end entity towards the anchors, depth first, every candidate tried and accounted for.
//!
//! At each step the candidates are the trust anchors, then the other presented certificates, whose subject is the
//! issuer that the last certificate names; those whose subjectKeyIdentifier is the authorityKeyIdentifier come first
//! (RFC 4158 section 3.5). The order in which the peer sent them has no influence. Cheap checks come before the
//! signature, and each signature is verified at most once.

use std::ptr;
use std::sync::Arc;

use super::check::{self, Failure};
use super::names::{is_named_by, same_ca};
use super::policies::{self, CertificatePolicies};
use super::profile::Form;
use super::revocation::Judge;
use super::{
    Attempt, AttemptStep, Attempts, Place, Rejection, VerifiedPath, Verifier, designation, forum, public_key, remedy,
};
use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::encoding::order::sort_by;
use crate::encoding::time::Timestamp;
use crate::limits::{Budget, Spent};
use crate::presented::PresentedChain;
use crate::reason::{Code, Reason, quoted};
use crate::revocation::CertificateRevocation;
use crate::signature::{self, Verified};

pub(super) fn build(verifier: &Verifier<'_>, chain: &PresentedChain) -> Result<VerifiedPath, Rejection> {
    let end_entity = chain.end_entity().map_err(|reason| Rejection::of(reason.clone()))?;
    chain.read_with(&|der| verifier.cache?.issuer(der));
    let budget = Budget::default();
    let signers = verifier.revocation.map(|inputs| inputs.signers(verifier, chain));
    let judge = signers.as_ref().map(|signers| signers.judge(&budget));
    let mut builder = Builder::new(verifier, chain.others(), &budget);
    builder.judge = judge.as_ref();
    for (fingerprint, reason) in chain.unusable() {
        builder.attempts.record(|| Attempt {
            path: Vec::new(),
            candidate: Some(AttemptStep { fingerprint: *fingerprint, subject: String::new() }),
            is_anchor: false,
            reason: reason.clone(),
        });
    }
    let mut reasons = Vec::new();
    let found = match builder.search(end_entity) {
        Ok(Some(found)) => Some(found),
        Ok(None) => {
            reasons.push(builder.rejection(end_entity));
            None
        }
        Err(spent) => {
            reasons.push(check::work_limit(spent));
            // A certificate whose time begins or ends makes the search another one.
            let given = verifier.revocation.map(|inputs| inputs.sources.certificates()).unwrap_or_default();
            builder.note_all_borders(end_entity, given);
            None
        }
    };
    builder.note_beginning(end_entity);
    remedy::about_end_entity(
        &mut reasons,
        check::end_entity(verifier, end_entity, &budget),
        end_entity,
        chain.others(),
    );
    match found {
        Some((path, anchor, certificate_policies)) if reasons.is_empty() => {
            let valid_until = verifier.valid_until(&path, anchor);
            let revocation = builder.judged.take();
            builder.remember(&path, anchor);
            let loosened = verifier.loosened(&path, anchor);
            loosened.iter().filter_map(|applied| applied.loosening.ends()).for_each(|end| builder.note(end));
            Ok(VerifiedPath {
                loosened,
                certificates: path.into_iter().cloned().collect(),
                anchor: Arc::clone(anchor),
                arrival: chain.arrival().clone(),
                at: verifier.at,
                valid_until,
                flips: builder.flips,
                certificate_policies,
                revocation,
                attempts: builder.attempts,
            })
        }
        found => {
            let revocation = if found.is_some() { builder.judged } else { builder.best_judged };
            // Before the end entity begins, nothing else can mend it.
            let begins = Some(end_entity.not_before()).filter(|begins| *begins > verifier.at);
            Err(Rejection { reasons, attempts: builder.attempts, revocation, flips: begins.or(builder.flips) })
        }
    }
}

/// A path from the certificate of somebody who may have signed revocation data to that anchor and no other; and the
/// instants at which there may be another one.
pub(super) fn build_to(
    verifier: &Verifier<'_>,
    anchor: &Arc<TrustAnchor>,
    signer: &Certificate,
    others: &[Certificate],
    judge: &Judge<'_>,
) -> (Result<(), Failure>, Vec<Timestamp>) {
    let mut builder = Builder::new(verifier, others, judge.budget);
    builder.only = Some(anchor);
    builder.judge = Some(judge);
    builder.note_beginning(signer);
    // What takes no signature comes first: who else is revoked on the way can take many.
    if let Some(reason) = check::end_entity(verifier, signer, judge.budget).into_iter().next() {
        return (Err(reason.into()), builder.flips.into_iter().collect());
    }
    let outcome = match builder.search(signer) {
        Err(spent) => Err(spent.into()),
        Ok(None) => Err(builder.rejection(signer).into()),
        Ok(Some((path, anchor, _))) => {
            verifier.valid_until(&path, anchor).into_iter().for_each(|instant| builder.note(instant));
            builder.remember(&path, anchor);
            let loosened = verifier.loosened(&path, anchor);
            loosened.iter().filter_map(|applied| applied.loosening.ends()).for_each(|end| builder.note(end));
            Ok(())
        }
    };
    (outcome, builder.flips.into_iter().collect())
}

/// Certificates of a path, but for the anchor, and what there is to try, for which room is made at once.
const COMMON_LENGTH: usize = 4;
const CANDIDATES_AHEAD: usize = 8;

/// A certificate that may have issued the last one of the path.
#[derive(Clone, Copy)]
enum Candidate<'a> {
    Anchor(&'a Arc<TrustAnchor>),
    /// One of the presented certificates.
    Other(&'a Certificate),
}

impl<'a> Candidate<'a> {
    fn certificate(self) -> &'a Certificate {
        match self {
            Self::Anchor(anchor) => anchor.certificate(),
            Self::Other(certificate) => certificate,
        }
    }
}

/// A path: the certificates, the end entity first, the anchor, and the certificate policies that hold.
type Found<'a> = (Vec<&'a Certificate>, &'a Arc<TrustAnchor>, CertificatePolicies);

/// A signature that was looked at.
struct Signed<'a> {
    subject: &'a Certificate,
    issuer: &'a Certificate,
    outcome: Result<Verified, Reason>,
}

impl Signed<'_> {
    /// Whether it is that one's by that one; each of them is in one place of memory.
    fn is(&self, subject: &Certificate, issuer: &Certificate) -> bool {
        ptr::eq(self.subject, subject) && ptr::eq(self.issuer, issuer)
    }
}

struct Builder<'a> {
    verifier: &'a Verifier<'a>,
    others: &'a [Certificate],
    budget: &'a Budget,
    /// Whether only paths to this anchor are looked for.
    only: Option<&'a Arc<TrustAnchor>>,
    /// Who says whether a certificate is revoked, if that is looked at.
    judge: Option<&'a Judge<'a>>,
    /// What was found out about the last path that was whole, and about the one whose failure is the best.
    judged: Option<Vec<CertificateRevocation>>,
    best_judged: Option<Vec<CertificateRevocation>>,
    signatures: Vec<Signed<'a>>,
    attempts: Attempts,
    /// The failure that came closest to a path, and how close.
    best: Option<(Closeness, Reason)>,
    /// The first instant ahead at which a certificate that was looked at begins to be valid, so that another path may
    /// be found, or one at all.
    flips: Option<Timestamp>,
}

/// How close a failed attempt came to being a path, for choosing the reason that is told first.
type Closeness = (Kind, usize, bool);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// There was no candidate.
    DeadEnd,
    /// The candidate has the issuer's name and did not make the signature: likely another CA of the same name.
    OtherSigner,
    /// The candidate fails a check.
    Failed,
}

impl<'a> Builder<'a> {
    fn new(verifier: &'a Verifier<'a>, others: &'a [Certificate], budget: &'a Budget) -> Self {
        Self {
            verifier,
            others,
            budget,
            only: None,
            judge: None,
            judged: None,
            best_judged: None,
            signatures: Vec::with_capacity(COMMON_LENGTH),
            attempts: Attempts::default(),
            best: None,
            flips: None,
        }
    }

    /// The first path that leads to an anchor and passes every check of its issuers.
    fn search(&mut self, end_entity: &'a Certificate) -> Result<Option<Found<'a>>, Spent> {
        let mut path = Vec::with_capacity(COMMON_LENGTH);
        path.push(end_entity);
        let mut ahead = Vec::with_capacity(CANDIDATES_AHEAD);
        self.push_candidates(&mut ahead, &path);
        while let Some(next) = ahead.pop() {
            let Some(candidate) = next else {
                path.pop();
                continue;
            };
            self.budget.spend_candidate()?;
            if !self.ignores_validity_of(candidate) {
                self.note_beginning(candidate.certificate());
            }
            match self.examine(candidate, &path) {
                Ok(policies) => match candidate {
                    Candidate::Anchor(anchor) => return Ok(Some((path, anchor, policies))),
                    Candidate::Other(certificate) => {
                        path.push(certificate);
                        self.push_candidates(&mut ahead, &path);
                    }
                },
                Err(Failure::Spent(spent)) => return Err(spent),
                Err(Failure::Reason(reason)) => self.failed(candidate, &path, *reason),
            }
        }
        Ok(None)
    }

    fn ignores_validity_of(&self, candidate: Candidate<'_>) -> bool {
        matches!(candidate, Candidate::Anchor(_))
            && self.verifier.profile.anchor_validity == super::AnchorStatement::Ignored
    }

    fn note_beginning(&mut self, certificate: &Certificate) {
        self.note(certificate.not_before());
    }

    /// Every border of every certificate that may stand in a path, or in one of who signed revocation data.
    fn note_all_borders(&mut self, end_entity: &Certificate, signers: &[Certificate]) {
        let anchors = self.verifier.anchors.iter().map(TrustAnchor::certificate);
        for certificate in anchors.chain(self.others).chain(signers).chain([end_entity]) {
            self.note(certificate.not_before());
            self.note(certificate.not_after().plus_seconds(1));
        }
    }

    fn note(&mut self, instant: Timestamp) {
        if instant > self.verifier.at && self.flips.is_none_or(|earliest| instant < earliest) {
            self.flips = Some(instant);
        }
    }

    /// Adds the candidates for the issuer of the last certificate of the path: the first to be tried last, and below them
    /// `None`, where there are no more.
    fn push_candidates(&mut self, ahead: &mut Vec<Option<Candidate<'a>>>, path: &[&'a Certificate]) {
        let Some((&certificate, below)) = path.split_last() else { return };
        let in_path = |candidate: &Certificate| path.iter().any(|certificate| same_ca(candidate, certificate));
        let wanted = |anchor: &&Arc<TrustAnchor>| self.only.is_none_or(|only| Arc::ptr_eq(only, anchor));
        // A CA that many have presented has its name made comparable already.
        let issuer = certificate.issuer();
        let known = || self.others.iter().find(|other| other.subject().der() == issuer.der());
        let issuer_key = || known().map_or_else(|| certificate.issuer_key(), Certificate::subject_key);
        let anchors = self.verifier.anchors.candidates_for(&issuer, issuer_key);
        let anchors = anchors.filter(wanted).map(Candidate::Anchor);
        // RFC 5280 section 6.1: a certificate stands at most once in a path; the same name with the same key is the
        // same CA, however often it was certified.
        let may_be = |candidate: &&Certificate| {
            !ptr::eq(*candidate, certificate) && is_named_by(candidate, certificate) && !in_path(candidate)
        };
        let others = self.others.iter().filter(may_be).map(Candidate::Other);
        ahead.push(None);
        let begin = ahead.len();
        ahead.extend(anchors.chain(others).map(Some));
        let count = ahead.len().saturating_sub(begin);
        if count > 1 {
            let wanted = certificate.authority_key_identifier().and_then(|identifier| identifier.key_identifier());
            let rank = |candidate: &Candidate<'a>| {
                let stated = candidate.certificate().subject_key_identifier();
                let agrees = match (wanted, stated) {
                    (Some(wanted), Some(stated)) => {
                        if wanted == stated {
                            2
                        } else {
                            0
                        }
                    }
                    _ => 1,
                };
                (agrees, matches!(candidate, Candidate::Anchor(_)), candidate.certificate().not_after())
            };
            let mut own = ahead.split_off(begin);
            sort_by(&mut own, |a, b| b.as_ref().map(rank).cmp(&a.as_ref().map(rank)));
            ahead.extend(own.into_iter().rev());
        }
        if count == 0 {
            self.dead_end(certificate, place_of(below.len()), below);
        }
    }

    /// Every check of the candidate as the issuer of the last certificate of `path`; the signature last. With an anchor the
    /// path is whole, so the certificate policies that hold for it are known.
    fn examine(&mut self, candidate: Candidate<'a>, path: &[&'a Certificate]) -> Result<CertificatePolicies, Failure> {
        let place = match candidate {
            Candidate::Anchor(_) => Place::Anchor(path.len()),
            Candidate::Other(_) => Place::Intermediate(path.len()),
        };
        self.judged = None;
        check::issuer(self.verifier, candidate.certificate(), place, path, self.budget)?;
        if let (Candidate::Anchor(anchor), Some(&end_entity)) = (candidate, path.first()) {
            check::loosened_for_others(self.verifier, anchor.certificate(), path)?;
            // A bundle is bound to the names of its peers.
            if self.only.is_none() {
                anchor.permits(end_entity)?;
            }
        }
        let Some(&last) = path.last() else { return Ok(CertificatePolicies::default()) };
        match candidate {
            Candidate::Anchor(anchor) => {
                let Verifier { profile, .. } = self.verifier;
                let policies = policies::evaluate(path, anchor.certificate(), profile, self.budget)?;
                self.verify_signature(last, anchor.certificate(), place)?;
                self.not_revoked(path, anchor)?;
                Ok(policies)
            }
            Candidate::Other(issuer) => {
                match self.signatures.iter().find(|known| known.is(last, issuer)) {
                    Some(known) => known.outcome.clone().map(drop)?,
                    None => self.verify_signature(last, issuer, place)?,
                }
                Ok(CertificatePolicies::default())
            }
        }
    }

    /// RFC 5280 section 6.1.3 (a)(1).
    fn verify_signature(
        &mut self,
        subject: &'a Certificate,
        issuer: &'a Certificate,
        place: Place,
    ) -> Result<(), Failure> {
        let outcome = match self.signature(subject, issuer, place) {
            Err(Failure::Spent(spent)) => return Err(Failure::Spent(spent)),
            Err(Failure::Reason(reason)) => Err(*reason),
            Ok(verified) => Ok(verified),
        };
        self.signatures.push(Signed { subject, issuer, outcome: outcome.clone() });
        outcome.map(drop).map_err(Failure::from)
    }

    fn signature(&self, subject: &Certificate, issuer: &Certificate, place: Place) -> Result<Verified, Failure> {
        let index = place.index().saturating_sub(1);
        self.algorithm(subject, place_of(index))?;
        if self.verifier.profile.form == Form::BaselineRequirements {
            forum::signature(subject, place_of(index), issuer)?;
        }
        self.budget.spend_signature()?;
        let verified = signature::verify_certificate(self.verifier.provider, subject, issuer, self.verifier.cache);
        verified.map_err(|failure| public_key::signature(&failure, (subject, place_of(index)), (issuer, place)).into())
    }

    /// Whether the profile accepts the algorithm that a certificate was signed with.
    fn algorithm(&self, subject: &Certificate, place: Place) -> Result<(), Reason> {
        let Some(accepted) = &self.verifier.profile.signature_algorithms else { return Ok(()) };
        let name = subject.signature().algorithm_name();
        if accepted.contains(&name) {
            return Ok(());
        }
        Err(place
            .reason(subject, Code::AlgorithmNotAccepted, |subject| {
                format!("{subject} is signed with {name}, which the profile does not accept")
            })
            .saw(name.clone())
            .wanted(accepted.join(", "))
            .by("profile"))
    }

    /// RFC 5280 section 6.1.3 (a)(3), for the whole path.
    fn not_revoked(&mut self, path: &[&Certificate], anchor: &Arc<TrustAnchor>) -> Result<(), Failure> {
        let Some(judged) = self.judge.map(|judge| judge.path(path, anchor)).transpose()?.flatten() else {
            return Ok(());
        };
        judged.flips.into_iter().for_each(|instant| self.note(instant));
        self.judged = Some(judged.certificates);
        judged.reason.map_or(Ok(()), |reason| Err(reason.into()))
    }

    /// Keeps the signatures that a path stands on, and the CAs in it.
    fn remember(&self, path: &[&Certificate], anchor: &TrustAnchor) {
        let Verifier { provider, cache: Some(cache), .. } = *self.verifier else { return };
        let cas = || path.iter().copied().skip(1);
        cas().for_each(|issuer| cache.keep_issuer(issuer));
        for (subject, issuer) in path.iter().zip(cas().chain([anchor.certificate()])) {
            let is_new = |made: &Signed<'_>| made.outcome == Ok(Verified::Now) && made.is(subject, issuer);
            if self.signatures.iter().any(is_new) {
                cache.keep(subject.shared_der(), issuer, provider);
            }
        }
    }

    fn failed(&mut self, candidate: Candidate<'_>, path: &[&Certificate], reason: Reason) {
        let is_anchor = matches!(candidate, Candidate::Anchor(_));
        let reason = mended(reason, candidate, path);
        let kind = if reason.code() == Code::SignatureInvalid { Kind::OtherSigner } else { Kind::Failed };
        if self.consider((kind, path.len(), is_anchor), &reason) {
            self.best_judged = self.judged.take();
        }
        self.attempts.record(|| Attempt {
            path: path.iter().map(|certificate| step(certificate)).collect(),
            candidate: Some(step(candidate.certificate())),
            is_anchor,
            reason,
        });
    }

    fn dead_end(&mut self, certificate: &Certificate, place: Place, below: &[&Certificate]) {
        let issuer = designation(&certificate.issuer());
        let self_signed = check::is_self_signed(self.verifier, certificate, self.budget);
        let reason = if self_signed {
            place.reason(certificate, Code::IssuerUnknown, |subject| {
                format!("{subject} is self-signed and not among the trust anchors")
            })
        } else {
            place.reason(certificate, Code::IssuerUnknown, |subject| {
                format!("{subject} was issued by {issuer}, which is neither a trust anchor nor among the certificates presented")
            })
        };
        let reason =
            reason.saw(quoted(&certificate.issuer().to_string())).wanted("an issuer that leads to a trust anchor");
        let reason = remedy::no_issuer(reason, certificate, place, self_signed);
        self.consider((Kind::DeadEnd, below.len(), false), &reason);
        self.attempts.record(|| Attempt {
            path: below.iter().copied().chain([certificate]).map(step).collect(),
            candidate: None,
            is_anchor: false,
            reason,
        });
    }

    /// Keeps the failure if it is closer to a path than the one before.
    fn consider(&mut self, closeness: Closeness, reason: &Reason) -> bool {
        let closer = self.best.as_ref().is_none_or(|(best, _)| closeness > *best);
        if closer {
            self.best = Some((closeness, reason.clone()));
        }
        closer
    }

    fn rejection(&mut self, end_entity: &Certificate) -> Reason {
        self.best.take().map_or_else(
            || {
                Place::EndEntity.reason(end_entity, Code::IssuerUnknown, |subject| {
                    format!("no path leads from {subject} to a trust anchor")
                })
            },
            |(_, reason)| reason,
        )
    }
}

/// The reason with the fix that suits the certificate it is about, which may be the candidate or one below it.
fn mended(reason: Reason, candidate: Candidate<'_>, path: &[&Certificate]) -> Reason {
    let Some(index) = reason.certificate().and_then(|certificate| certificate.index()) else { return reason };
    let (certificate, place) = match (path.get(index), candidate) {
        (Some(certificate), _) => (*certificate, place_of(index)),
        (None, Candidate::Anchor(anchor)) => (anchor.certificate(), Place::Anchor(index)),
        (None, Candidate::Other(certificate)) => (certificate, Place::Intermediate(index)),
    };
    if reason.code() == Code::SignatureInvalid {
        return remedy::other_signer(reason, certificate, candidate.certificate());
    }
    remedy::mended(reason, certificate, place)
}

fn place_of(index: usize) -> Place {
    if index == 0 { Place::EndEntity } else { Place::Intermediate(index) }
}

fn step(certificate: &Certificate) -> AttemptStep {
    AttemptStep { fingerprint: certificate.fingerprint(), subject: certificate.subject().to_string() }
}
