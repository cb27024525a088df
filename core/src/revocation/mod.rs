//! Revocation: what CRLs and OCSP responses that were handed in say about a certificate. Nothing is ever fetched.
//!
//! - `crl` and `entries` read a CRL once, `scope` knows which certificates it is about;
//! - `ocsp` reads an OCSP response;
//! - `by_crl` is RFC 5280 section 6.3.3 for one certificate, `by_ocsp` RFC 6960 section 3.2;
//! - `mode` is what a relying party asks, `status` what was found out, `reasons` why something is revoked.
//!
//! Who may have signed is a question of certification paths, so `path` answers it (`Authority`).

mod by_crl;
mod by_ocsp;
mod crl;
mod entries;
mod mode;
mod ocsp;
mod reasons;
mod scope;
mod status;

use std::cmp::Reverse;
use std::collections::HashMap;

pub(crate) use by_crl::Question;
pub use crl::Crl;
pub use mode::RevocationMode;
pub(crate) use mode::{Requirement, Requirements};
pub use ocsp::OcspResponse;
pub use reasons::RevocationReason;
pub(crate) use status::Finding;
pub use status::{CertificateRevocation, RevocationSource, RevocationStatus};

use crate::certificate::Certificate;
use crate::limits::Spent;

/// Revocation data that the caller has: CRLs, OCSP responses, and certificates whose keys may have signed them.
///
/// What it says counts once somebody signed it whose certification path ends in the same anchor as the certificate's, so
/// data of others, and about other certificates, does no harm and no good.
#[derive(Clone, Debug, Default)]
pub struct RevocationData {
    crls: Vec<Crl>,
    responses: Vec<OcspResponse>,
    certificates: Vec<Certificate>,
}

impl RevocationData {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// This CRL as well.
    pub fn with_crl(mut self, crl: Crl) -> Self {
        self.crls.push(crl);
        self
    }

    /// These CRLs as well.
    pub fn with_crls(mut self, crls: impl IntoIterator<Item = Crl>) -> Self {
        self.crls.extend(crls);
        self
    }

    /// This OCSP response as well.
    pub fn with_ocsp_response(mut self, response: OcspResponse) -> Self {
        self.responses.push(response);
        self
    }

    /// The certificate of somebody who may have signed revocation data, such as a CA's key for its CRLs or an OCSP responder's. It is no trust
    /// anchor, and no intermediate for the peer's own path. Of those that a peer sends only such count as a CA of its path has
    /// certified.
    pub fn with_certificate(mut self, certificate: Certificate) -> Self {
        self.certificates.push(certificate);
        self
    }

    /// Its CRLs.
    pub fn crls(&self) -> &[Crl] {
        &self.crls
    }

    /// Its OCSP responses.
    pub fn ocsp_responses(&self) -> &[OcspResponse] {
        &self.responses
    }

    /// The certificates of those who may have signed it.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.crls.is_empty() && self.responses.is_empty()
    }

    /// These and the others.
    pub fn with(mut self, others: Self) -> Self {
        self.crls.extend(others.crls);
        self.responses.extend(others.responses);
        self.certificates.extend(others.certificates);
        self
    }
}

/// Revocation data by what it is looked up by.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    complete: HashMap<Vec<u8>, Vec<Crl>>,
    deltas: HashMap<Vec<u8>, Vec<Crl>>,
    /// OCSP responses by serial number.
    responses: HashMap<Vec<u8>, Vec<OcspResponse>>,
    certificates: Vec<Certificate>,
}

impl Sources {
    pub(crate) fn new(data: &RevocationData) -> Self {
        let mut sources = Self { certificates: data.certificates.clone(), ..Self::default() };
        // The same CRL counts once. Thousands are told apart by how they end, which is their signature.
        let mut seen: HashMap<Vec<u8>, Vec<Crl>> = HashMap::new();
        for crl in &data.crls {
            let end = crl.der().get(crl.der().len().saturating_sub(64)..).unwrap_or_default();
            let alike = seen.entry(end.to_vec()).or_default();
            if !alike.contains(crl) {
                alike.push(crl.clone());
                let by_issuer = if crl.is_delta() { &mut sources.deltas } else { &mut sources.complete };
                by_issuer.entry(crl.issuer_key().to_vec()).or_default().push(crl.clone());
            }
        }
        for response in &data.responses {
            for serial in response.serials() {
                let about = sources.responses.entry(serial.to_vec()).or_default();
                if !about.contains(response) {
                    about.push(response.clone());
                }
            }
        }
        for crls in sources.complete.values_mut().chain(sources.deltas.values_mut()) {
            crls.sort_by_key(|crl| Reverse(crl.this_update()));
        }
        sources
    }

    /// Complete CRLs of that issuer, the newest first.
    fn complete(&self, issuer: &[u8]) -> &[Crl] {
        self.complete.get(issuer).map(Vec::as_slice).unwrap_or_default()
    }

    /// Delta CRLs of that issuer, the newest first.
    fn deltas(&self, issuer: &[u8]) -> &[Crl] {
        self.deltas.get(issuer).map(Vec::as_slice).unwrap_or_default()
    }

    /// OCSP responses about a certificate with this serial number, of whatever issuer.
    fn responses(&self, serial: &[u8]) -> &[OcspResponse] {
        self.responses.get(serial).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every CRL, in no order.
    pub(crate) fn crls(&self) -> impl Iterator<Item = &Crl> {
        self.complete.values().chain(self.deltas.values()).flatten()
    }

    /// Every OCSP response, once for each certificate that it is about.
    pub(crate) fn ocsp_responses(&self) -> impl Iterator<Item = &OcspResponse> + Clone {
        self.responses.values().flatten()
    }

    /// Certificates whose keys may have signed.
    pub(crate) fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// What is known of the certificate.
    pub(crate) fn finding(&self, question: &Question<'_>, authority: &dyn Authority) -> Result<Finding, Spent> {
        let Requirement { crl, ocsp, .. } = *question.requirement;
        let by_crl = counting(by_crl::finding(question, self, authority)?, crl, "a CRL");
        let by_ocsp = counting(by_ocsp::finding(question, self, authority)?, ocsp, "an OCSP response");
        Ok(by_crl.and(by_ocsp))
    }
}

/// A source that does not count cannot say good; that it says revoked is believed all the same.
fn counting(finding: Finding, counts: bool, what: &str) -> Finding {
    if counts || matches!(finding.status, RevocationStatus::Revoked | RevocationStatus::Unknown) {
        return finding;
    }
    let mut none = Finding { flips: finding.flips, revoked: finding.revoked, ..Finding::unknown() };
    finding.observations.into_iter().for_each(|sentence| none.observe(sentence));
    none.observe(format!("{what} says {}, and is not a source that counts here", finding.status));
    none
}

/// Who may speak about the revocation of one certificate: those whose path ends in the same trust anchor.
pub(crate) trait Authority {
    /// The key that signed this CRL (RFC 5280 section 6.3.3 (f) and (g)).
    fn signer_of(&self, crl: &Crl) -> Result<Signer, NoSigner>;

    /// The certificate of the issuer: the next one in the path.
    fn issuer(&self) -> &Certificate;

    /// Whether this OCSP response is the issuer's, or that of a responder whom the issuer certified (RFC 6960 section
    /// 4.2.2.2).
    fn responder_of(&self, response: &OcspResponse) -> Result<(), NoSigner>;
}

/// A key that signed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signer {
    /// SHA-256 of the SubjectPublicKeyInfo.
    pub(crate) pin: [u8; 32],
}

/// Why there is none.
#[derive(Clone, Debug)]
pub(crate) enum NoSigner {
    /// Completes "the CRL of X ...", or "the OCSP response of X ...".
    None(String),
    Spent(Spent),
}
