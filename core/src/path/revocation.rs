//! Whether a certificate of a whole path is revoked (RFC 5280 section 6.1.3 (a)(3)), and who may say so.
//!
//! Revocation data counts when the key that signed it has a certification path to the same trust anchor (section 6.3.3 (f)):
//! the issuer of the certificate, which stands in the path itself, or another certificate with its name, which is verified
//! by a path of its own. That path's certificates must not be revoked either, which is found out in the same way; what would
//! have to be asked about itself says nothing.

use std::cell::RefCell;
use std::sync::Arc;

use super::build;
use super::check::Failure;
use super::profile::{AnchorStatement, EndEntity, Form, Profile};
use super::{Place, Verifier, designation};
use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::encoding::oid::known;
use crate::encoding::time::Timestamp;
use crate::limits::{Budget, SIGNER_DEPTH, SIGNERS_TRIED, Spent};
use crate::presented::PresentedChain;
use crate::reason::{Code, Reason, quoted};
use crate::revocation::{
    Authority, CertificateRevocation, Crl, Finding, NoSigner, OcspResponse, Question, Requirement, Requirements,
    RevocationMode, RevocationStatus, Signer, Sources,
};
use crate::signature;

/// What revocation is looked at with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RevocationInputs<'a> {
    pub(crate) sources: &'a Sources,
    pub(crate) requirements: &'a Requirements,
}

impl<'a> RevocationInputs<'a> {
    /// Those who may have signed: whose certificates the peer sent, or the caller gave.
    pub(super) fn signers(self, verifier: &Verifier<'a>, chain: &'a PresentedChain) -> Signers<'a> {
        let at_hand = chain.others().iter().chain(self.sources.certificates()).cloned().collect();
        let form_of_rfc5280 = verifier.profile.form != Form::AsIssued;
        // A signer's path is held to RFC 5280 section 6.1, whatever the profile asks of the peer's but signatures and keys.
        let Profile { anchor_validity, anchor_name_constraints, anchor_usage, rsa_bits, .. } = *verifier.profile;
        let profile = Profile {
            end_entity: EndEntity::Any,
            signature_algorithms: verifier.profile.signature_algorithms.clone(),
            rsa_bits,
            anchor_validity,
            anchor_name_constraints,
            anchor_usage,
            ..Profile::rfc5280().with_form(Form::AsIssued)
        };
        let stapled = chain.stapled_ocsp().iter().map(|response| OcspResponse::read(response)).collect();
        Signers { inputs: self, verifier: *verifier, profile, at_hand, form_of_rfc5280, stapled }
    }
}

/// See [`RevocationInputs::signers`].
pub(super) struct Signers<'a> {
    inputs: RevocationInputs<'a>,
    verifier: Verifier<'a>,
    profile: Profile,
    /// The certificates of those who may have signed.
    at_hand: Vec<Certificate>,
    form_of_rfc5280: bool,
    stapled: Vec<Result<OcspResponse, String>>,
}

impl Signers<'_> {
    pub(super) fn judge<'s>(&'s self, budget: &'s Budget) -> Judge<'s> {
        Judge { signers: self, budget, asked: Vec::new(), known: Vec::new() }
    }
}

/// Says whether the certificates of a path are revoked.
pub(super) struct Judge<'a> {
    signers: &'a Signers<'a>,
    pub(super) budget: &'a Budget,
    /// The certificates that are being asked about, each because the one before was.
    asked: Vec<&'a Certificate>,
    /// Certificates of the path that all of this is about: they are judged in their own place.
    known: Vec<&'a Certificate>,
}

/// What was found out about a path.
pub(super) struct Judged {
    pub(super) certificates: Vec<CertificateRevocation>,
    /// Why the path cannot be taken, if it cannot.
    pub(super) reason: Option<Reason>,
    pub(super) flips: Vec<Timestamp>,
}

impl Judge<'_> {
    /// Judges a whole path; `None` if revocation is not looked at under this anchor.
    pub(super) fn path(&self, path: &[&Certificate], anchor: &Arc<TrustAnchor>) -> Result<Option<Judged>, Spent> {
        let Signers { inputs, verifier, form_of_rfc5280, stapled, .. } = self.signers;
        let Some(requirement) = inputs.requirements.of(anchor.bundle()) else { return Ok(None) };
        let mut judged = Judged { certificates: Vec::new(), reason: None, flips: Vec::new() };
        let mut worst: Option<(RevocationStatus, Reason)> = None;
        for (index, certificate) in path.iter().enumerate() {
            if self.known.contains(certificate) {
                continue;
            }
            let above = path.get(index.saturating_add(1)..).unwrap_or_default();
            let authority = PathAuthority {
                judge: self,
                certificate,
                above,
                anchor,
                flips: RefCell::default(),
                answers: RefCell::default(),
                responders: RefCell::default(),
            };
            let finding = if self.asked.contains(certificate) {
                let mut finding = Finding::unknown();
                finding.observe("whoever would speak about it is to be found out with its help");
                finding
            } else {
                let question = Question {
                    certificate,
                    at: verifier.at,
                    requirement,
                    form_of_rfc5280: *form_of_rfc5280,
                    algorithms: verifier.profile.signature_algorithms.as_deref(),
                    stapled,
                    budget: self.budget,
                };
                inputs.sources.finding(&question, &authority)?
            };
            judged.flips.extend(authority.flips.into_inner());
            judged.flips.extend(&finding.flips);
            if denied(&finding, requirement, verifier.at)
                && worst.as_ref().is_none_or(|(status, _)| finding.status > *status)
            {
                worst = Some((finding.status, reason(certificate, index, &finding, verifier.at)));
            }
            judged.certificates.push(told(certificate, index, finding));
        }
        judged.reason = worst.map(|(_, reason)| reason);
        Ok(Some(judged))
    }
}

fn denied(finding: &Finding, requirement: &Requirement, at: Timestamp) -> bool {
    let hard = requirement.mode == RevocationMode::Hard;
    match finding.status {
        RevocationStatus::Good => false,
        RevocationStatus::Revoked => true,
        RevocationStatus::Unknown => hard,
        RevocationStatus::Stale => hard || finding.fresh_until.is_none_or(|until| at > requirement.graced_until(until)),
    }
}

fn told(certificate: &Certificate, index: usize, finding: Finding) -> CertificateRevocation {
    let owned = |urls: Vec<&str>| urls.into_iter().map(ToOwned::to_owned).collect();
    CertificateRevocation {
        index,
        fingerprint: certificate.fingerprint(),
        finding,
        crl_urls: owned(certificate.crl_distribution_points()),
        ocsp_urls: owned(certificate.authority_info_access(known::AD_OCSP)),
    }
}

fn reason(certificate: &Certificate, index: usize, finding: &Finding, at: Timestamp) -> Reason {
    let place = if index == 0 { Place::EndEntity } else { Place::Intermediate(index) };
    let said_by = &finding.said_by;
    match (finding.status, finding.revoked, finding.fresh_until) {
        (RevocationStatus::Revoked, Some((since, why)), _) => place
            .reason(certificate, Code::CertificateRevoked, |subject| {
                format!("{subject} has been revoked since {since} ({why}), says {said_by}")
            })
            .saw(format!("revoked at {since}, {why}"))
            .wanted("good"),
        (RevocationStatus::Stale, _, Some(until)) => place
            .reason(certificate, Code::RevocationDataStale, |subject| {
                format!("{said_by}, which says that {subject} is good, should have been replaced by {until}")
            })
            .saw(format!("valid until {until}"))
            .wanted(format!("valid at {at}"))
            .mended_by(format!(
                "fetch the CRL or OCSP response again and hand it in{}; if the CA itself is late, a grace period (mode soft) bridges it, until the CA has made a new CRL (with OpenSSL: `openssl ca -gencrl -out ca.crl`)",
                published(certificate)
            )),
        _ => {
            let why = match finding.observations.as_slice() {
                [] => "nothing that was handed in is about it".to_owned(),
                observations => {
                    observations.iter().take(OBSERVATIONS_TOLD).map(String::as_str).collect::<Vec<_>>().join("; ")
                }
            };
            place
                .reason(certificate, Code::RevocationStatusUnknown, |subject| {
                    format!("it is not known whether {subject} is revoked: {why}")
                })
                .saw("unknown")
                .wanted("good")
                .mended_by(format!(
                    "hand in the current CRL of {} or an OCSP response about the certificate{}; with OpenSSL, the CA makes a CRL with `openssl ca -gencrl -out ca.crl`. The decision's `revocation` says why what was handed in did not count",
                    designation(&certificate.issuer()),
                    published(certificate)
                ))
        }
    }
}

/// Where the certificate says that its CA publishes what revokes it.
fn published(certificate: &Certificate) -> String {
    let urls =
        certificate.crl_distribution_points().into_iter().chain(certificate.authority_info_access(known::AD_OCSP));
    match urls.map(quoted).take(URLS_TOLD).collect::<Vec<_>>().as_slice() {
        [] => String::new(),
        urls => format!(" (it is published at {})", urls.join(" and ")),
    }
}

/// Most places where revocation data is published that a fix names; the decision has all of them.
const URLS_TOLD: usize = 2;

/// Most observations in a message; they may hold messages about other certificates' revocation. The decision has the rest.
const OBSERVATIONS_TOLD: usize = 2;

/// Who may speak about one certificate of a path.
struct PathAuthority<'a> {
    judge: &'a Judge<'a>,
    certificate: &'a Certificate,
    /// The certificates above it in its path.
    above: &'a [&'a Certificate],
    anchor: &'a Arc<TrustAnchor>,
    /// When another one may be found.
    flips: RefCell<Vec<Timestamp>>,
    /// CRLs that were asked about before.
    answers: RefCell<Vec<(Crl, Result<Signer, NoSigner>)>>,
    /// OCSP responses that were asked about before.
    responders: RefCell<Vec<(OcspResponse, Result<(), NoSigner>)>>,
}

/// Whether it is asked if a signer's own certificate is revoked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Revocable {
    Yes,
    No,
}

/// Somebody who may have signed.
enum Candidate<'a> {
    /// A CA of the path itself.
    OfPath(&'a Certificate),
    /// The trust anchor.
    Anchor(&'a Certificate),
    /// Somebody whose own path is still to be found.
    Other(&'a Certificate),
}

impl Candidate<'_> {
    fn certificate(&self) -> &Certificate {
        match self {
            Self::OfPath(certificate) | Self::Anchor(certificate) | Self::Other(certificate) => certificate,
        }
    }
}

impl Authority for PathAuthority<'_> {
    fn signer_of(&self, crl: &Crl) -> Result<Signer, NoSigner> {
        if let Some((_, answer)) = self.answers.borrow().iter().find(|(before, _)| before.is(crl)) {
            return answer.clone();
        }
        let answer = self.find_signer(crl);
        self.answers.borrow_mut().push((crl.clone(), answer.clone()));
        answer
    }

    fn issuer(&self) -> &Certificate {
        self.above.first().copied().unwrap_or(self.anchor.certificate())
    }

    fn responder_of(&self, response: &OcspResponse) -> Result<(), NoSigner> {
        if let Some((_, answer)) = self.responders.borrow().iter().find(|(before, _)| before.is(response)) {
            return answer.clone();
        }
        let answer = self.find_responder(response);
        self.responders.borrow_mut().push((response.clone(), answer.clone()));
        answer
    }
}

impl PathAuthority<'_> {
    fn find_signer(&self, crl: &Crl) -> Result<Signer, NoSigner> {
        let mut why = "was issued by nobody whose certificate is at hand".to_owned();
        for candidate in self.candidates(crl)?.into_iter().take(SIGNERS_TRIED) {
            match self.signed(&candidate, crl) {
                Err(NoSigner::None(other)) => why = other,
                answer => return answer,
            }
        }
        Err(NoSigner::None(why))
    }

    /// Those who have the issuer's name: whose key the CRL names before others, the path's own CAs first. A peer may send many, and
    /// a caller many CRLs: each of those with the name is counted.
    fn candidates(&self, crl: &Crl) -> Result<Vec<Candidate<'_>>, NoSigner> {
        let (above, anchor) = (self.above, self.anchor.certificate());
        let own = above.iter().map(|certificate| Candidate::OfPath(certificate)).chain([Candidate::Anchor(anchor)]);
        let elsewhere = |certificate: &&Certificate| {
            *certificate != self.certificate && !above.contains(certificate) && !self.judge.asked.contains(certificate)
        };
        let others = self.judge.signers.at_hand.iter().filter(elsewhere).map(Candidate::Other);
        let named = own.chain(others).filter(|candidate| candidate.certificate().subject_key() == crl.issuer_key());
        let mut candidates = Vec::new();
        for candidate in named {
            self.judge.budget.spend_crl().map_err(NoSigner::Spent)?;
            candidates.push(candidate);
        }
        let other_key = |certificate: &Certificate| match (crl.key_identifier(), certificate.subject_key_identifier()) {
            (Some(wanted), Some(stated)) => wanted != stated,
            _ => false,
        };
        candidates.sort_by_key(|candidate| other_key(candidate.certificate()));
        Ok(candidates)
    }

    fn signed(&self, candidate: &Candidate<'_>, crl: &Crl) -> Result<Signer, NoSigner> {
        let certificate = candidate.certificate();
        let Verifier { provider, profile, .. } = self.judge.signers.verifier;
        let anchor_may = matches!(candidate, Candidate::Anchor(_)) && profile.anchor_usage == AnchorStatement::Ignored;
        // RFC 5280 section 6.3.3 (f).
        if !anchor_may && certificate.key_usage().is_some_and(|usage| !usage.crl_sign()) {
            let name = designation(&certificate.subject());
            return Err(NoSigner::None(format!("would be signed by {name}, whose keyUsage does not permit cRLSign")));
        }
        if let Candidate::Other(names) = candidate {
            self.path_of(names, Revocable::Yes)?;
        }
        self.judge.budget.spend_signature().map_err(NoSigner::Spent)?;
        let (pin, key) = (certificate.spki_pin(), certificate.public_key());
        match crl.verify(provider, pin, &key) {
            Ok(()) => Ok(Signer { pin }),
            Err(signature::Failure::AlgorithmNotAccepted { what }) => {
                Err(NoSigner::None(format!("is signed with {what}, which is not accepted")))
            }
            Err(signature::Failure::NotOffered { what, .. }) => Err(NoSigner::None(not_offered(&what))),
            Err(signature::Failure::KeyMismatch | signature::Failure::SignatureInvalid) => {
                Err(NoSigner::None("is not signed by a key of its issuer's".to_owned()))
            }
        }
    }

    /// RFC 6960 section 4.2.2.2: the issuer of the certificate, or a responder that the issuer itself certified for that.
    fn find_responder(&self, response: &OcspResponse) -> Result<(), NoSigner> {
        let issuer = self.issuer();
        if response.is_by(issuer) {
            return self.made(response, issuer);
        }
        let mut why = "was made by nobody whose certificate is at hand".to_owned();
        let at_hand = &self.judge.signers.at_hand;
        let candidates = response.certificates().iter().chain(at_hand).filter(|certificate| {
            response.is_by(certificate) && *certificate != self.certificate && !self.judge.asked.contains(certificate)
        });
        for candidate in candidates.take(SIGNERS_TRIED) {
            match self.delegated(candidate, issuer).and_then(|()| self.made(response, candidate)) {
                Err(NoSigner::None(other)) => why = other,
                answer => return answer,
            }
        }
        Err(NoSigner::None(why))
    }

    fn made(&self, response: &OcspResponse, by: &Certificate) -> Result<(), NoSigner> {
        self.judge.budget.spend_signature().map_err(NoSigner::Spent)?;
        let Verifier { provider, cache, .. } = self.judge.signers.verifier;
        response.verify(provider, by, cache).map_err(|failure| match failure {
            signature::Failure::AlgorithmNotAccepted { what } => {
                NoSigner::None(format!("is signed with {what}, which is not accepted"))
            }
            signature::Failure::NotOffered { what, .. } => NoSigner::None(not_offered(&what)),
            signature::Failure::KeyMismatch | signature::Failure::SignatureInvalid => {
                NoSigner::None("is not signed by the responder's key".to_owned())
            }
        })
    }

    /// Whether a responder speaks for the issuer: certified by the issuer's own key, for OCSPSigning, and by a path that
    /// verifies. With id-pkix-ocsp-nocheck nobody is asked whether its certificate is revoked (section 4.2.2.2.1).
    fn delegated(&self, responder: &Certificate, issuer: &Certificate) -> Result<(), NoSigner> {
        let not = |why: &str| Err(NoSigner::None(format!("was made by {}, {why}", designation(&responder.subject()))));
        if !responder.extended_key_usage().is_some_and(|usages| usages.contains(known::OCSP_SIGNING)) {
            return not("whose certificate is not for OCSPSigning");
        }
        if responder.key_usage().is_some_and(|usage| !usage.digital_signature()) {
            return not("whose keyUsage does not permit digitalSignature");
        }
        if responder.issuer() != issuer.subject() {
            return not("whom another CA than the certificate's issuer has certified");
        }
        self.judge.budget.spend_signature().map_err(NoSigner::Spent)?;
        let Verifier { provider, cache, .. } = self.judge.signers.verifier;
        if signature::verify_certificate(provider, responder, issuer, cache).is_err() {
            return not("whom the certificate's issuer has not certified");
        }
        let exempt = responder.extension(known::OCSP_NO_CHECK).is_some();
        self.path_of(responder, if exempt { Revocable::No } else { Revocable::Yes })
    }

    /// Finds a path of the signer's own to the same anchor.
    fn path_of(&self, signer: &Certificate, revocable: Revocable) -> Result<(), NoSigner> {
        let Judge { signers, budget, asked, known } = self.judge;
        if asked.len() >= SIGNER_DEPTH {
            return Err(NoSigner::None("is signed by somebody who is too far away".to_owned()));
        }
        let exempt = (revocable == Revocable::No).then_some(signer);
        let judge = Judge {
            signers,
            budget,
            asked: asked.iter().copied().chain([self.certificate]).collect(),
            known: known.iter().chain(self.above).copied().chain(exempt).collect(),
        };
        let verifier = Verifier { profile: &signers.profile, revocation: None, ..signers.verifier };
        let (outcome, flips) = build::build_to(&verifier, self.anchor, signer, &signers.at_hand, &judge);
        self.flips.borrow_mut().extend(flips);
        outcome.map_err(|failure| match failure {
            Failure::Spent(spent) => NoSigner::Spent(spent),
            Failure::Reason(reason) => {
                let name = quoted(&signer.subject().to_string());
                NoSigner::None(format!("would be signed by {name}, and that one does not verify: {}", reason.message()))
            }
        })
    }
}

fn not_offered(what: &str) -> String {
    format!("is signed with {what}, which the signature provider has not got")
}
