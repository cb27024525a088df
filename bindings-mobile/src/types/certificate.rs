//! What a certificate says.

use super::{Certificate, Reason, Timestamp};

/// A certificate that was read, or the reason why it cannot be.
#[derive(Clone, Debug, uniffi::Enum)]
#[expect(clippy::large_enum_variant, reason = "it is taken apart as soon as it has crossed")]
pub enum CertificateReading {
    /// It was read. Nothing about it is verified.
    Readable {
        /// The certificate.
        certificate: Certificate,
    },
    /// It cannot be read.
    Unreadable {
        /// Why.
        reason: Reason,
    },
}

/// What a certificate says, read once, when it is first asked.
#[derive(Clone, Debug, uniffi::Record)]
pub struct CertificateRecord {
    /// See `Certificate`.
    pub fingerprint: String,
    /// See `Certificate`.
    pub spki_pin: String,
    /// See `Certificate`.
    pub version: i64,
    /// See `Certificate`.
    pub serial: String,
    /// See `Certificate`.
    pub issuer: String,
    /// See `Certificate`.
    pub subject: String,
    /// See `Certificate`.
    pub not_before: Timestamp,
    /// See `Certificate`.
    pub not_after: Timestamp,
    /// See `Certificate`.
    pub names: Vec<String>,
    /// See `Certificate`.
    pub key_algorithm: String,
    /// See `Certificate`.
    pub key_bits: Option<i64>,
    /// See `Certificate`.
    pub key_curve: Option<String>,
    /// See `Certificate`.
    pub signature_algorithm: String,
    /// See `Certificate`.
    pub is_ca: bool,
    /// See `Certificate`.
    pub path_length: Option<i64>,
    /// See `Certificate`.
    pub key_usage: Vec<String>,
    /// See `Certificate`.
    pub extended_key_usage: Vec<String>,
    /// See `Certificate`.
    pub subject_key_identifier: Option<String>,
    /// See `Certificate`.
    pub authority_key_identifier: Option<String>,
    /// See `Certificate`.
    pub certificate_policies: Vec<String>,
    /// See `Certificate`.
    pub crl_distribution_points: Vec<String>,
    /// See `Certificate`.
    pub ocsp_urls: Vec<String>,
    /// See `Certificate`.
    pub ca_issuers_urls: Vec<String>,
    /// See `Certificate`.
    pub is_self_issued: bool,
    /// See `Certificate`.
    pub oddities: Vec<String>,
}
