//! The suite's file.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
pub(crate) struct Suite {
    pub(crate) testcases: Vec<Case>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Expected {
    Success,
    Failure,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum ValidationKind {
    Client,
    Server,
}

#[derive(Deserialize)]
pub(crate) struct PeerName {
    pub(crate) kind: String,
    pub(crate) value: String,
}

/// Certificate policy inputs, which PKITS cases have (RFC 5280 section 6.1.1 (c) to (f)).
#[derive(Deserialize)]
pub(crate) struct PolicyInputs {
    pub(crate) user_initial_policy_set: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) initial_explicit_policy: bool,
    #[serde(default)]
    pub(crate) initial_policy_mapping_inhibit: bool,
    #[serde(default)]
    pub(crate) initial_any_policy_inhibit: bool,
}

#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) features: Vec<String>,
    pub(crate) validation_kind: ValidationKind,
    pub(crate) trusted_certs: Vec<String>,
    pub(crate) untrusted_intermediates: Vec<String>,
    pub(crate) peer_certificate: String,
    pub(crate) validation_time: Option<String>,
    #[serde(default)]
    pub(crate) extended_key_usage: Vec<String>,
    pub(crate) expected_result: Expected,
    pub(crate) expected_peer_name: Option<PeerName>,
    #[serde(default)]
    pub(crate) expected_peer_names: Vec<PeerName>,
    pub(crate) max_chain_depth: Option<usize>,
    #[serde(default)]
    pub(crate) crls: Vec<String>,
    pub(crate) certificate_policy_inputs: Option<PolicyInputs>,
}

impl Suite {
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let named = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let file = BufReader::new(File::open(path).map_err(|error| named(&error))?);
        let compressed = path.extension().is_some_and(|extension| extension == "xz");
        let mut text = String::new();
        if compressed {
            let mut reader = lzma_rust2::XzReader::new(file, true);
            reader.read_to_string(&mut text).map_err(|error| named(&error))?;
        } else {
            let mut file = file;
            file.read_to_string(&mut text).map_err(|error| named(&error))?;
        }
        serde_json::from_str(&text).map_err(|error| named(&error))
    }
}
