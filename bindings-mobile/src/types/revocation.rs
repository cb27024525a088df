//! Revocation data, what is asked of it, and what it says.

use super::{Certificate, OcspStatus, RevocationReason, RevocationSource, RevocationStatus, Timestamp};

/// What a CRL says besides its entries, read once.
#[derive(Clone, Debug, uniffi::Record)]
pub struct CrlRecord {
    /// See `Crl`.
    pub issuer: String,
    /// See `Crl`.
    pub this_update: Timestamp,
    /// See `Crl`.
    pub next_update: Timestamp,
    /// See `Crl`.
    pub number: Option<String>,
    /// See `Crl`.
    pub base_number: Option<String>,
    /// See `Crl`.
    pub entry_count: i64,
    /// See `Crl`.
    pub scope: String,
    /// See `Crl`.
    pub signature_algorithm: String,
}

/// What an OCSP response says, read once.
#[derive(Clone, Debug, uniffi::Record)]
pub struct OcspRecord {
    /// See `OcspResponse`.
    pub produced_at: Timestamp,
    /// See `OcspResponse`.
    pub responder: String,
    /// See `OcspResponse`.
    pub statements: Vec<OcspStatement>,
    /// See `OcspResponse`.
    pub certificates: Vec<Certificate>,
}

/// What an OCSP response says about one certificate.
#[derive(Clone, Debug, uniffi::Record)]
pub struct OcspStatement {
    /// The certificate's serial number, in hex.
    pub serial: String,
    /// What is said of it.
    pub status: OcspStatus,
}

/// What happens to a certificate of which nobody says that it is good.
#[derive(Clone, Copy, Debug, uniffi::Enum)]
pub enum RevocationModeRecord {
    /// See `RevocationMode`.
    Hard,
    /// See `RevocationMode`.
    Soft {
        /// How long stale data counts; nothing for ever.
        grace_seconds: Option<u64>,
    },
    /// See `RevocationMode`.
    Off,
}

/// What was found out about the revocation of one certificate of a path.
#[derive(Clone, Debug, uniffi::Record)]
pub struct CertificateRevocation {
    /// The certificate's place in the path: 0 is the end entity.
    pub index: i64,
    /// The SHA-256 of the certificate, in hex.
    pub fingerprint: String,
    /// Good, revoked, unknown or stale.
    pub status: RevocationStatus,
    /// Who says so; nothing if nobody says anything.
    pub source: Option<RevocationSource>,
    /// When that was issued.
    pub this_update: Option<Timestamp>,
    /// When something newer is issued at the latest.
    pub next_update: Option<Timestamp>,
    /// Since when it is revoked. It may be after the verification time: then the certificate was not revoked yet.
    pub revoked_at: Option<Timestamp>,
    /// Why it is revoked.
    pub reason: Option<RevocationReason>,
    /// Where the certificate says that its CRL can be fetched. Told, never fetched.
    pub crl_urls: Vec<String>,
    /// Where the certificate says that its OCSP responder is. Told, never asked.
    pub ocsp_urls: Vec<String>,
    /// Why data that was at hand did not count, in sentences for people.
    pub observations: Vec<String>,
}
