//! Revocation data and what it says.

use std::time::Duration;

use handfast::revocation;
use handfast::{Crl, OcspResponse, RevocationMode};

use super::{all, signed};
use crate::types::{
    CertificateRevocation, CrlRecord, OcspRecord, OcspStatement, OcspStatus, RevocationModeRecord, RevocationReason,
    RevocationSource, RevocationStatus,
};

pub(crate) fn of_path(found: Option<&[revocation::CertificateRevocation]>) -> Option<Vec<CertificateRevocation>> {
    found.map(all)
}

impl From<&revocation::CertificateRevocation> for CertificateRevocation {
    fn from(of: &revocation::CertificateRevocation) -> Self {
        Self {
            index: signed(of.index()),
            fingerprint: of.fingerprint().to_string(),
            status: RevocationStatus(of.status().to_string()),
            source: of.source().map(|source| RevocationSource(source.as_str().to_owned())),
            this_update: of.this_update().map(Into::into),
            next_update: of.next_update().map(Into::into),
            revoked_at: of.revoked_at().map(Into::into),
            reason: of.reason().map(|reason| RevocationReason(reason.as_str().to_owned())),
            crl_urls: of.crl_urls().to_vec(),
            ocsp_urls: of.ocsp_urls().to_vec(),
            observations: of.observations().to_vec(),
        }
    }
}

impl From<&Crl> for CrlRecord {
    fn from(crl: &Crl) -> Self {
        Self {
            issuer: crl.issuer().to_string(),
            this_update: crl.this_update().into(),
            next_update: crl.next_update().into(),
            number: crl.number(),
            base_number: crl.base_number(),
            entry_count: signed(crl.entry_count()),
            scope: crl.scope(),
            signature_algorithm: crl.signature_algorithm(),
        }
    }
}

impl From<&OcspResponse> for OcspRecord {
    fn from(response: &OcspResponse) -> Self {
        let statement = |(serial, says): (String, &str)| OcspStatement { serial, status: OcspStatus(says.to_owned()) };
        Self {
            produced_at: response.produced_at().into(),
            responder: response.responder(),
            statements: response.statements().map(statement).collect(),
            certificates: all(response.certificates()),
        }
    }
}

impl From<RevocationModeRecord> for RevocationMode {
    fn from(mode: RevocationModeRecord) -> Self {
        match mode {
            RevocationModeRecord::Hard => Self::Hard,
            RevocationModeRecord::Soft { grace_seconds: None } => Self::SOFT,
            RevocationModeRecord::Soft { grace_seconds: Some(seconds) } => {
                Self::SoftUntil { grace: Duration::from_secs(seconds) }
            }
            RevocationModeRecord::Off => Self::Off,
        }
    }
}
