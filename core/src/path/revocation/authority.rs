//! Who may speak about one certificate of a path: those whose certification path ends in the same anchor (RFC 5280 section
//! 6.3.3 (f)), and for OCSP whom the issuer itself has certified for it (RFC 6960 section 4.2.2.2).

use std::cell::RefCell;
use std::sync::Arc;

use super::super::names::{same_ca, same_certificate};
use super::super::profile::AnchorStatement;
use super::super::{Verifier, build, designation};
use super::{Failure, Judge};
use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::encoding::oid::known;
use crate::encoding::time::Timestamp;
use crate::limits::{SIGNER_DEPTH, SIGNERS_TRIED};
use crate::reason::quoted;
use crate::revocation::{Authority, Crl, NoSigner, OcspResponse, Signer};
use crate::signature;

/// Who may speak about one certificate of a path.
pub(super) struct PathAuthority<'a> {
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
#[derive(Clone, Copy)]
enum Candidate<'a> {
    /// A CA of the path itself.
    OfPath(&'a Certificate),
    /// The trust anchor.
    Anchor(&'a Certificate),
    /// Somebody whose certificate the caller gave, and whose own path is still to be found.
    Given(&'a Certificate),
    /// The same of a certificate that the peer sent.
    Sent(&'a Certificate),
}

impl<'a> Candidate<'a> {
    fn certificate(self) -> &'a Certificate {
        match self {
            Self::OfPath(certificate)
            | Self::Anchor(certificate)
            | Self::Given(certificate)
            | Self::Sent(certificate) => certificate,
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

impl<'a> PathAuthority<'a> {
    pub(super) fn new(
        judge: &'a Judge<'a>,
        certificate: &'a Certificate,
        above: &'a [&'a Certificate],
        anchor: &'a Arc<TrustAnchor>,
    ) -> Self {
        let (flips, answers, responders) = (RefCell::default(), RefCell::default(), RefCell::default());
        Self { judge, certificate, above, anchor, flips, answers, responders }
    }

    /// The instants at which another one may be found.
    pub(super) fn flips(self) -> Vec<Timestamp> {
        self.flips.into_inner()
    }

    fn find_signer(&self, crl: &Crl) -> Result<Signer, NoSigner> {
        let mut why = "was issued by nobody whose certificate is at hand".to_owned();
        for candidate in self.candidates(crl)? {
            match self.signed(candidate, crl) {
                Err(NoSigner::None(other)) => why = other,
                answer => return answer,
            }
        }
        Err(NoSigner::None(why))
    }

    /// Those who have the issuer's name, the path's own CAs first, then whom the caller knows, then whom the peer sent: so many of
    /// each, that a peer cannot keep another from being tried. Of each, whose key the CRL names comes first. A peer may send
    /// many, and a caller many CRLs: each of those with the name is counted.
    fn candidates(&self, crl: &Crl) -> Result<Vec<Candidate<'a>>, NoSigner> {
        let other_key = |certificate: &Certificate| match (crl.key_identifier(), certificate.subject_key_identifier()) {
            (Some(wanted), Some(stated)) => wanted != stated,
            _ => false,
        };
        let elsewhere = |certificate: &&Certificate| !self.above.contains(certificate) && !self.is_asked(certificate);
        let (given, sent) = self.judge.signers.others();
        let groups: [Vec<Candidate<'a>>; 3] = [
            self.own().collect(),
            given.iter().filter(elsewhere).map(Candidate::Given).collect(),
            sent.iter().filter(elsewhere).map(Candidate::Sent).collect(),
        ];
        let mut candidates = Vec::new();
        for mut group in groups {
            group.retain(|candidate| candidate.certificate().subject_key() == crl.issuer_key());
            group.iter().try_for_each(|_| self.judge.budget.spend_crl()).map_err(NoSigner::Spent)?;
            group.sort_by_key(|candidate| other_key(candidate.certificate()));
            candidates.extend(group.into_iter().take(SIGNERS_TRIED));
        }
        Ok(candidates)
    }

    /// The CAs of the path.
    fn own(&self) -> impl Iterator<Item = Candidate<'a>> {
        self.above.iter().map(|ca| Candidate::OfPath(ca)).chain([Candidate::Anchor(self.anchor.certificate())])
    }

    /// Whether this is the certificate that is asked about, or one for whose sake it is.
    fn is_asked(&self, certificate: &Certificate) -> bool {
        self.judge.asked.iter().chain([&self.certificate]).any(|asked| same_certificate(asked, certificate))
    }

    /// RFC 5280 section 6.3.3 (f). Who is no CA of the path must also be a CA or say that it signs CRLs, as section 4.2.1.3 asks: else any
    /// subscriber of the CA's that has got its name would.
    fn may_sign(&self, candidate: Candidate<'_>) -> Result<(), NoSigner> {
        let certificate = candidate.certificate();
        let profile = self.judge.signers.verifier.profile;
        let (own, what) = match candidate {
            Candidate::Anchor(_) if profile.anchor_usage == AnchorStatement::Ignored => return Ok(()),
            Candidate::Anchor(_) | Candidate::OfPath(_) => (true, "keyUsage"),
            Candidate::Given(_) | Candidate::Sent(_) => (false, "certificate"),
        };
        let is_ca = || certificate.basic_constraints().is_some_and(|constraints| constraints.ca);
        let (may, what) = match certificate.key_usage() {
            Some(usage) => (usage.crl_sign(), "keyUsage"),
            None => (own || is_ca(), what),
        };
        if may {
            return Ok(());
        }
        let name = designation(&certificate.subject());
        Err(NoSigner::None(format!("would be signed by {name}, whose {what} does not permit cRLSign")))
    }

    /// RFC 5280 section 8 warns that two CAs below an anchor may have one name, and asks at least for the same anchor. Whom a
    /// peer brings must be certified by a CA of the path, or be one: else any CA below the anchor, whatever names it is
    /// constrained to, could say of the others' certificates that they are good.
    fn belongs_to_path(&self, sent: &Certificate) -> Result<(), NoSigner> {
        let Verifier { provider, cache, .. } = self.judge.signers.verifier;
        for ca in self.own().map(Candidate::certificate) {
            if same_ca(ca, sent) {
                return Ok(());
            }
            if ca.subject_key() == sent.issuer_key() {
                self.judge.budget.spend_signature().map_err(NoSigner::Spent)?;
                if signature::verify_certificate(provider, sent, ca, cache).is_ok() {
                    return Ok(());
                }
            }
        }
        let name = designation(&sent.subject());
        Err(NoSigner::None(format!("would be signed by {name}, whom no CA of the path has certified")))
    }

    fn signed(&self, candidate: Candidate<'_>, crl: &Crl) -> Result<Signer, NoSigner> {
        let certificate = candidate.certificate();
        let Verifier { provider, .. } = self.judge.signers.verifier;
        self.may_sign(candidate)?;
        if let Candidate::Sent(certificate) = candidate {
            self.belongs_to_path(certificate)?;
        }
        self.judge.budget.spend_signature().map_err(NoSigner::Spent)?;
        let (pin, key) = (certificate.spki_pin(), certificate.public_key());
        match crl.verify(provider, pin, &key) {
            Ok(()) => {}
            Err(signature::Failure::AlgorithmNotAccepted { what }) => {
                return Err(NoSigner::None(format!("is signed with {what}, which is not accepted")));
            }
            Err(signature::Failure::NotOffered { what, by }) => return Err(NoSigner::None(not_offered(&what, by))),
            Err(signature::Failure::KeyMismatch | signature::Failure::SignatureInvalid) => {
                return Err(NoSigner::None("is not signed by a key of its issuer's".to_owned()));
            }
        }
        // Last: of whoever did not sign nobody needs to know a path, which can take many signatures.
        if let Candidate::Given(certificate) | Candidate::Sent(certificate) = candidate {
            self.path_of(certificate, Revocable::Yes)?;
        }
        Ok(Signer { pin })
    }

    /// RFC 6960 section 4.2.2.2: the issuer of the certificate, or a responder that the issuer itself certified for that.
    fn find_responder(&self, response: &OcspResponse) -> Result<(), NoSigner> {
        let issuer = self.issuer();
        let mut why = "was made by nobody whose certificate is at hand".to_owned();
        if response.is_by(issuer) {
            match self.made(response, issuer) {
                Err(NoSigner::None(other)) => why = other,
                answer => return answer,
            }
        }
        // So many of each, that a peer cannot keep another from being tried.
        let may_be = |certificate: &&Certificate| {
            response.is_by(certificate) && !same_ca(certificate, issuer) && !self.is_asked(certificate)
        };
        let (given, sent) = self.judge.signers.others();
        let candidates = [response.certificates(), given, sent].into_iter();
        for candidate in candidates.flat_map(|group| group.iter().filter(may_be).take(SIGNERS_TRIED)) {
            match self.delegated(response, candidate, issuer) {
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
            signature::Failure::NotOffered { what, by } => NoSigner::None(not_offered(&what, by)),
            signature::Failure::KeyMismatch | signature::Failure::SignatureInvalid => {
                NoSigner::None("is not signed by the responder's key".to_owned())
            }
        })
    }

    /// Whether a responder that speaks for the issuer made the response: certified by the issuer's own key, for OCSPSigning, and by
    /// a path that verifies. With id-pkix-ocsp-nocheck nobody is asked whether its certificate is revoked (section 4.2.2.2.1).
    fn delegated(
        &self,
        response: &OcspResponse,
        responder: &Certificate,
        issuer: &Certificate,
    ) -> Result<(), NoSigner> {
        let not = |why: &str| Err(NoSigner::None(format!("was made by {}, {why}", designation(&responder.subject()))));
        if !responder.extended_key_usage().is_some_and(|usages| usages.contains(known::OCSP_SIGNING)) {
            return not("whose certificate is not for OCSPSigning");
        }
        // RFC 5280 section 4.2.1.12: either goes with OCSPSigning.
        if responder.key_usage().is_some_and(|usage| !usage.digital_signature() && !usage.non_repudiation()) {
            return not("whose keyUsage permits neither digitalSignature nor nonRepudiation");
        }
        if responder.issuer() != issuer.subject() {
            return not("whom another CA than the certificate's issuer has certified");
        }
        self.judge.budget.spend_signature().map_err(NoSigner::Spent)?;
        let Verifier { provider, cache, .. } = self.judge.signers.verifier;
        if signature::verify_certificate(provider, responder, issuer, cache).is_err() {
            return not("whom the certificate's issuer has not certified");
        }
        self.made(response, responder)?;
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

fn not_offered(what: &str, by: &str) -> String {
    format!(
        "is signed with {what}, which the signature provider has not got; a build with the feature {by} has one that does"
    )
}
