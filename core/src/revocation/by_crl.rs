//! What CRLs say about a certificate: RFC 5280 section 6.3.3.
//!
//! Two things are done otherwise than the algorithm there has it, both on the safe side. It stops at the first CRL that
//! answers; here every CRL is asked that is about the certificate, and one that says "revoked" is believed even when it is
//! stale, or of a time after the verification time. And a certificate whose entry has an invalidityDate is revoked since
//! then, if that is earlier.

use super::crl::Crl;
use super::entries::{Entry, Kind};
use super::mode::Requirement;
use super::ocsp::OcspResponse;
use super::reasons::ReasonMask;
use super::scope::{self, Point};
use super::status::{Finding, RevocationSource, RevocationStatus};
use super::{Authority, NoSigner, Signer, Sources};
use crate::certificate::{Certificate, DistinguishedName};
use crate::encoding::time::Timestamp;
use crate::limits::{Budget, Spent};
use crate::reason::quoted;

/// What is asked about one certificate.
pub(crate) struct Question<'a> {
    pub(crate) certificate: &'a Certificate,
    pub(crate) at: Timestamp,
    pub(crate) requirement: &'a Requirement,
    /// Whether CRLs must have the form that RFC 5280 section 5.2 asks of those who issue them.
    pub(crate) form_of_rfc5280: bool,
    /// The signature algorithms that the profile accepts; `None` for all.
    pub(crate) algorithms: Option<&'a [String]>,
    /// OCSP responses that the peer stapled, or why one cannot be read.
    pub(crate) stapled: &'a [Result<OcspResponse, String>],
    pub(crate) budget: &'a Budget,
}

impl Question<'_> {
    /// Why what is signed so may not say that a certificate is good; that it is revoked is believed all the same.
    pub(super) fn refuses(&self, name: &str, algorithm: &str) -> Option<String> {
        let accepted = self.algorithms?;
        let refused = !accepted.iter().any(|name| name == algorithm);
        refused.then(|| format!("{name} is signed with {algorithm}, which the profile does not accept"))
    }
}

/// What the CRLs that are at hand say.
pub(super) fn finding(question: &Question<'_>, sources: &Sources, authority: &dyn Authority) -> Result<Finding, Spent> {
    let points = scope::points(question.certificate);
    let mut answer = Answer {
        question,
        finding: Finding::unknown(),
        covered: ReasonMask::NONE,
        fresh: ReasonMask::NONE,
        weakest: None,
        weakest_fresh: None,
        released: Vec::new(),
        asked: Vec::new(),
        elsewhere: Vec::new(),
    };
    let own = [question.certificate.issuer_key()];
    for point in &points {
        let others: Vec<Vec<u8>> = point.crl_issuers.iter().map(DistinguishedName::comparison_key).collect();
        let others: Vec<&[u8]> = others.iter().map(Vec::as_slice).collect();
        let issuers = if point.by_other { others.as_slice() } else { &own };
        for issuer in issuers {
            for crl in sources.complete(issuer) {
                match is_about(question, crl, point)? {
                    Ok(interim) => {
                        answer.asked.push(crl.clone());
                        answer.ask(crl, interim, sources, authority)?;
                    }
                    Err(why) => answer.elsewhere.push((crl.clone(), why)),
                }
            }
            for delta in sources.deltas(issuer) {
                answer.ask_delta_alone(delta, point, authority)?;
            }
        }
    }
    Ok(answer.conclude())
}

/// Section 6.3.3 (b) and (d): for which reasons a CRL answers at a distribution point.
fn is_about(question: &Question<'_>, crl: &Crl, point: &Point<'_>) -> Result<Result<ReasonMask, String>, Spent> {
    let scope = crl.scope_ref();
    question.budget.spend_crl()?;
    for wanted in scope.names.iter().flatten() {
        question.budget.spend_name_comparison(wanted.len().saturating_add(point.octets()))?;
    }
    Ok(if point.by_other && !scope.indirect {
        Err("is not an indirect CRL, so not about certificates of another CA".to_owned())
    } else if !point.is_of(scope) {
        Err("is of another distribution point than the certificate's".to_owned())
    } else if !scope.holds(question.certificate) {
        Err(format!("is only about {scope}"))
    } else {
        Ok(point.reasons.and(scope.reasons))
    })
}

pub(super) fn named(crl: &Crl) -> String {
    format!("the CRL of {}", quoted(&crl.issuer().to_string()))
}

struct Answer<'a> {
    question: &'a Question<'a>,
    finding: Finding,
    /// For which reasons some CRL says that the certificate is not revoked, and for which one that is not stale.
    covered: ReasonMask,
    fresh: ReasonMask,
    /// The one that is stale first: among all that were needed, and among those that are fresh.
    weakest: Option<Said>,
    weakest_fresh: Option<Said>,
    /// CRLs by which the certificate is not, or no longer, on hold; they overrule older ones of the same scope.
    released: Vec<Crl>,
    /// CRLs that are about the certificate at one of its distribution points, and those that are not at one, with the reason.
    asked: Vec<Crl>,
    elsewhere: Vec<(Crl, String)>,
}

/// What a CRL, with its delta CRL, says.
#[derive(Clone)]
struct Said {
    name: String,
    this_update: Timestamp,
    next_update: Timestamp,
    fresh_until: Timestamp,
}

impl Answer<'_> {
    /// Section 6.3.3 (c) and (f) to (l).
    fn ask(
        &mut self,
        crl: &Crl,
        interim: ReasonMask,
        sources: &Sources,
        authority: &dyn Authority,
    ) -> Result<(), Spent> {
        let Question { at, requirement, .. } = *self.question;
        if let Some(obstacle) = crl.obstacle() {
            self.finding.observe(obstacle);
            return Ok(());
        }
        let Some(signer) = self.signer(crl, authority)? else { return Ok(()) };
        let delta = self.delta(crl, &signer, sources, authority)?;
        let amended = delta.map(|delta| self.find(delta)).unwrap_or_default();
        let mut complete = self.find(crl);
        // RFC 5280 section 5.3.1: from a CRL, unless it has expired, only a certificate on hold is removed.
        let removed = amended.iter().any(|entry| entry.kind() == Kind::Removed);
        let released = removed && complete.iter().any(|entry| entry.kind() == Kind::OnHold);
        complete.retain(|entry| !(released && entry.kind() == Kind::OnHold));
        let mut answered = false;
        for entry in amended.iter().filter(|entry| entry.kind() != Kind::Removed) {
            answered |= self.revoked(delta.unwrap_or(crl), entry);
        }
        for entry in complete.iter().filter(|entry| entry.kind() != Kind::Removed) {
            answered |= self.revoked(crl, entry);
        }
        if answered {
            return Ok(());
        }
        if let Some(why) = self.reserved(crl) {
            self.finding.observe(why);
            return Ok(());
        }
        let latest = delta.unwrap_or(crl);
        if latest.this_update() > at {
            self.finding.flips.push(latest.this_update());
            let (name, since) = (named(crl), latest.this_update());
            self.finding.observe(format!("{name} was issued at {since}, after the verification time"));
            return Ok(());
        }
        self.released.push(latest.clone());
        let fresh = |crl: &Crl| requirement.fresh_until(crl.this_update(), crl.next_update());
        // A complete CRL that should have been replaced is as good as new with a delta CRL that is new (section 5.2.4). That a hold
        // is over, only the delta CRL says.
        let counts = if released || fresh(latest) >= fresh(crl) { latest } else { crl };
        let said = Said {
            name: named(counts),
            this_update: counts.this_update(),
            next_update: counts.next_update(),
            fresh_until: fresh(counts),
        };
        if said.fresh_until >= at {
            keep_weakest(&mut self.weakest_fresh, &said, !self.fresh.has_all(interim));
            self.fresh = self.fresh.or(interim);
        }
        keep_weakest(&mut self.weakest, &said, !self.covered.has_all(interim));
        self.covered = self.covered.or(interim);
        Ok(())
    }

    /// A delta CRL says less than a complete one, and what it says is revoked is: also one of a time after the verification time, or
    /// that amends none that is at hand. What it says is no longer on hold counts only with the CRL that it amends.
    fn ask_delta_alone(&mut self, delta: &Crl, point: &Point<'_>, authority: &dyn Authority) -> Result<(), Spent> {
        if is_about(self.question, delta, point)?.is_err() {
            return Ok(());
        }
        let mut entries = self.find(delta);
        entries.retain(|entry| entry.kind() != Kind::Removed);
        if entries.is_empty() {
            return Ok(());
        }
        if let Some(obstacle) = delta.obstacle() {
            self.finding.observe(obstacle);
        } else if self.signer(delta, authority)?.is_some() {
            for entry in &entries {
                self.revoked(delta, entry);
            }
        }
        Ok(())
    }

    /// Why a CRL may not say that a certificate is good; that it is revoked is believed all the same, for section 6.3.3 asks none of
    /// it.
    fn reserved(&self, crl: &Crl) -> Option<String> {
        if self.question.form_of_rfc5280 && !crl.number_as_rfc5280() {
            let name = named(crl);
            return Some(format!("{name} has no CRL number, or a critical one (RFC 5280, section 5.2.3)"));
        }
        let refused = || self.question.refuses(&named(crl), &crl.signature_algorithm());
        crl.reservation().map(ToOwned::to_owned).or_else(refused)
    }

    fn find(&self, crl: &Crl) -> Vec<Entry> {
        let certificate = self.question.certificate;
        let own = crl.issuer() == certificate.issuer();
        crl.find(&certificate.issuer(), own, certificate.serial().content())
    }

    fn signer(&mut self, crl: &Crl, authority: &dyn Authority) -> Result<Option<Signer>, Spent> {
        match authority.signer_of(crl) {
            Ok(signer) => Ok(Some(signer)),
            Err(NoSigner::Spent(spent)) => Err(spent),
            Err(NoSigner::None(why)) => {
                self.finding.observe(format!("{} {why}", named(crl)));
                Ok(None)
            }
        }
    }

    /// The newest delta CRL that amends this one and was signed by the same key; section 6.3.3 (c) and (h).
    fn delta<'s>(
        &mut self,
        crl: &Crl,
        signer: &Signer,
        sources: &'s Sources,
        authority: &dyn Authority,
    ) -> Result<Option<&'s Crl>, Spent> {
        for delta in sources.deltas(crl.issuer_key()) {
            self.question.budget.spend_crl()?;
            if !delta.amends(crl) {
                continue;
            }
            if delta.this_update() > self.question.at {
                self.finding.flips.push(delta.this_update());
            } else if let Some(obstacle) = delta.obstacle() {
                self.finding.observe(obstacle);
            } else if let Some(why) = self.reserved(delta) {
                self.finding.observe(why);
            } else if self.signer(delta, authority)?.is_some_and(|other| other.pin == signer.pin) {
                return Ok(Some(delta));
            }
        }
        Ok(None)
    }

    /// Whether an entry says that the certificate was revoked by the verification time.
    fn revoked(&mut self, crl: &Crl, entry: &Entry) -> bool {
        let (since, on_hold) = (entry.since(), entry.kind() == Kind::OnHold);
        let overruled = |newer: &Crl| {
            newer.issuer_key() == crl.issuer_key()
                && newer.scope_ref() == crl.scope_ref()
                && newer.this_update() > crl.this_update()
        };
        if on_hold && self.released.iter().any(overruled) {
            return true;
        }
        let finding = &mut self.finding;
        if since > self.question.at {
            finding.flips.push(since);
            finding.observe(format!("{} says that it is revoked from {since} on", named(crl)));
            if finding.revoked.is_none_or(|(before, _)| since < before) {
                finding.revoked = Some((since, entry.reason));
            }
            return false;
        }
        let worse =
            finding.status != RevocationStatus::Revoked || finding.revoked.is_none_or(|(before, _)| since < before);
        if worse {
            finding.status = RevocationStatus::Revoked;
            finding.source = Some(RevocationSource::Crl);
            finding.said_by = named(crl);
            finding.this_update = Some(crl.this_update());
            finding.next_update = Some(crl.next_update());
            finding.revoked = Some((since, entry.reason));
        }
        if on_hold {
            // It may be released by the next one.
            finding.flips.push(crl.next_update().plus_seconds(1));
        }
        true
    }

    fn conclude(self) -> Finding {
        let Self { question, mut finding, covered, fresh, weakest, weakest_fresh, asked, elsewhere, .. } = self;
        if finding.status == RevocationStatus::Revoked {
            return finding;
        }
        let is_fresh = fresh.has_all(ReasonMask::ALL);
        // Where something else answers, it is no news that a CRL is about other certificates.
        let mut before: Option<&(Crl, String)> = None;
        for said in elsewhere.iter().filter(|(crl, _)| !is_fresh && !asked.iter().any(|other| other.is(crl))) {
            let (crl, why) = said;
            // A CA may have thousands, and the sentence about each is the same.
            if before.is_none_or(|(other, reason)| reason != why || other.issuer().der() != crl.issuer().der()) {
                finding.observe(format!("{} {why}", named(crl)));
            }
            before = Some(said);
        }
        let Some(said) = (if is_fresh { weakest_fresh } else { weakest }) else { return finding };
        if !covered.has_all(ReasonMask::ALL) {
            finding.observe(format!(
                "{} is only about some reasons for revocation, and none is about the others",
                said.name
            ));
            return finding;
        }
        finding.status = if is_fresh { RevocationStatus::Good } else { RevocationStatus::Stale };
        finding.source = Some(RevocationSource::Crl);
        finding.said_by = said.name;
        finding.this_update = Some(said.this_update);
        finding.next_update = Some(said.next_update);
        finding.fresh_until = Some(said.fresh_until);
        finding.flips.extend(ends(question.requirement, said.fresh_until));
        finding
    }
}

/// Keeps what is said if it brings `news` and is stale before what was kept.
fn keep_weakest(kept: &mut Option<Said>, said: &Said, news: bool) {
    if news && kept.as_ref().is_none_or(|before| said.fresh_until < before.fresh_until) {
        *kept = Some(said.clone());
    }
}

/// The first instants at which data is stale, and no longer counts.
pub(super) fn ends(requirement: &Requirement, fresh_until: Timestamp) -> [Timestamp; 2] {
    [fresh_until.plus_seconds(1), requirement.graced_until(fresh_until).plus_seconds(1)]
}
