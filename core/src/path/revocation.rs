//! Whether a certificate of a whole path is revoked (RFC 5280 section 6.1.3 (a)(3)), and who may say so.
//!
//! Revocation data counts when the key that signed it has a certification path to the same trust anchor (section 6.3.3 (f)):
//! the issuer of the certificate, which stands in the path itself, or another certificate with its name, which is verified
//! by a path of its own. That path's certificates must not be revoked either, which is found out in the same way; what would
//! have to be asked about itself says nothing.

mod authority;

use std::sync::Arc;

use self::authority::PathAuthority;
use super::check::Failure;
use super::names::same_certificate;
use super::profile::{EndEntity, Form, Profile};
use super::{Place, Verifier, designation};
use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::encoding::oid::known;
use crate::encoding::time::Timestamp;
use crate::limits::{Budget, Spent};
use crate::presented::PresentedChain;
use crate::reason::{Code, Reason, quoted};
use crate::revocation::{
    CertificateRevocation, Finding, OcspResponse, Question, Requirement, Requirements, RevocationMode,
    RevocationStatus, Sources,
};

/// What revocation is looked at with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RevocationInputs<'a> {
    pub(crate) sources: &'a Sources,
    pub(crate) requirements: &'a Requirements,
}

impl<'a> RevocationInputs<'a> {
    /// Those who may have signed: whose certificates the peer sent, or the caller gave.
    pub(super) fn signers(self, verifier: &Verifier<'a>, chain: &'a PresentedChain) -> Signers<'a> {
        let given = self.sources.certificates();
        let at_hand = given.iter().chain(chain.others()).cloned().collect();
        let form_of_rfc5280 = verifier.profile.form != Form::AsIssued;
        // A signer's path is held to RFC 5280 section 6.1, whatever the profile asks of the peer's but signatures and keys. The
        // critical extensions that it lets stand may stand there, too: both have CAs in common.
        let Profile { anchor_validity, anchor_name_constraints, anchor_usage, rsa_bits, .. } = *verifier.profile;
        let profile = Profile {
            end_entity: EndEntity::Any,
            signature_algorithms: verifier.profile.signature_algorithms.clone(),
            understood_extensions: verifier.profile.understood_extensions.clone(),
            loosenings: verifier.profile.loosenings.clone(),
            rsa_bits,
            anchor_validity,
            anchor_name_constraints,
            anchor_usage,
            ..Profile::rfc5280().with_form(Form::AsIssued)
        };
        let stapled = chain.stapled_ocsp().iter().map(|response| OcspResponse::read(response)).collect();
        Signers { inputs: self, verifier: *verifier, profile, at_hand, given: given.len(), form_of_rfc5280, stapled }
    }
}

/// See [`RevocationInputs::signers`].
pub(super) struct Signers<'a> {
    inputs: RevocationInputs<'a>,
    verifier: Verifier<'a>,
    profile: Profile,
    /// The certificates of those who may have signed: so many that the caller gave, then those that the peer sent.
    at_hand: Vec<Certificate>,
    given: usize,
    form_of_rfc5280: bool,
    stapled: Vec<Result<OcspResponse, String>>,
}

impl Signers<'_> {
    pub(super) fn judge<'s>(&'s self, budget: &'s Budget) -> Judge<'s> {
        Judge { signers: self, budget, asked: Vec::new(), known: Vec::new() }
    }

    /// What the caller gave, and what the peer sent.
    fn others(&self) -> (&[Certificate], &[Certificate]) {
        self.at_hand.split_at_checked(self.given).unwrap_or_default()
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
            let authority = PathAuthority::new(self, certificate, above, anchor);
            let finding = if self.asked.iter().any(|asked| same_certificate(asked, certificate)) {
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
            judged.flips.extend(authority.flips());
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
