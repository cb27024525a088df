//! What a decision is made from: the relying party, the chain, the request.

use std::collections::HashMap;

use super::{Arrival, Certificate, CertificateReading, RevocationModeRecord, Timestamp};

/// How a relying party is built; what is nothing is not said to the core.
#[derive(Clone, Debug, uniffi::Record)]
pub struct RelyingPartySettings {
    /// See `RelyingParty`.
    pub any_verified_peer: bool,
    /// See `RelyingParty`.
    pub provider: Option<String>,
    /// See `RelyingParty`.
    pub accept_files_without_possession: bool,
    /// See `RelyingParty`.
    pub trusted_hops: Vec<String>,
    /// See `RelyingParty`.
    pub supplies_context: Option<Vec<String>>,
    /// The OCSP responses of a `RevocationData`, each as `OcspResponse` has read it.
    pub ocsp_responses: Vec<Vec<u8>>,
    /// The certificates of a `RevocationData`.
    pub revocation_certificates: Vec<Certificate>,
    /// See `RelyingParty`.
    pub revocation_mode: Option<RevocationModeRecord>,
    /// See `RelyingParty`.
    pub revocation_modes: HashMap<String, RevocationModeRecord>,
    /// Whether it remembers no signatures.
    pub without_signature_cache: bool,
}

/// The certificates of a peer as they came.
#[derive(Clone, Debug, uniffi::Record)]
pub struct ChainRecord {
    /// Where they came from.
    pub arrival: ArrivalRecord,
    /// Each DER or PEM.
    pub certificates: Vec<Vec<u8>>,
    /// What the peer stapled.
    pub stapled_ocsp: Vec<Vec<u8>>,
}

/// Where the certificates of a peer came from.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum ArrivalRecord {
    /// From the TLS stack.
    Tls,
    /// From a hop.
    Forwarded {
        /// Who forwarded them.
        hop: String,
    },
    /// From files.
    Files,
}

/// What a presented chain holds.
#[derive(Clone, Debug, uniffi::Record)]
pub struct ChainContents {
    /// See `PresentedChain`.
    pub arrival: Arrival,
    /// See `PresentedChain`.
    pub hop: Option<String>,
    /// See `PresentedChain`.
    pub is_empty: bool,
    /// See `PresentedChain`.
    pub end_entity: CertificateReading,
    /// See `PresentedChain`.
    pub others: Vec<Certificate>,
}

/// What a peer asks for.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum Verb {
    /// An HTTP request.
    Http {
        /// Its method.
        method: String,
        /// Its path.
        path: String,
    },
    /// An action on a resource.
    Action {
        /// The action.
        action: String,
        /// The resource.
        resource: String,
    },
    /// A connection by itself.
    Connection,
}

/// What a peer asks for, and what the host knows of it.
#[derive(Clone, Debug, uniffi::Record)]
pub struct RequestRecord {
    /// What it asks for.
    pub verb: Verb,
    /// See `AccessRequest`.
    pub expecting: Option<String>,
    /// See `AccessRequest`.
    pub source_ip: Option<String>,
    /// See `AccessRequest`.
    pub host: Option<String>,
    /// See `AccessRequest`.
    pub context: HashMap<String, Vec<String>>,
}

/// Everything that one decision is made from.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Question {
    /// The peer's certificates.
    pub chain: ChainRecord,
    /// What it asks for.
    pub request: RequestRecord,
    /// The verification time.
    pub at: Timestamp,
}
