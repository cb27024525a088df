//! What a decision is made from: the relying party, the chain, the request.

use std::collections::HashMap;

use super::{Arrival, Certificate, CertificateReading, Timestamp};

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
}

/// The certificates of a peer as they came, each DER or PEM.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum ChainRecord {
    /// From the TLS stack.
    Tls {
        /// The end entity first.
        certificates: Vec<Vec<u8>>,
    },
    /// From a hop.
    Forwarded {
        /// The end entity first.
        certificates: Vec<Vec<u8>>,
        /// Who forwarded them.
        hop: String,
    },
    /// From files.
    Files {
        /// In any order.
        files: Vec<Vec<u8>>,
    },
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
