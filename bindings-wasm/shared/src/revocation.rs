//! Revocation data as JSON, and what is asked of it.

use std::time::Duration;

use handfast::{Crl, OcspResponse, RevocationMode};
use serde::Serialize;

use crate::forms::written;

#[derive(Serialize)]
struct CrlForm {
    issuer: String,
    this_update: String,
    next_update: String,
    number: Option<String>,
    base_number: Option<String>,
    entry_count: usize,
    scope: String,
    signature_algorithm: String,
}

#[derive(Serialize)]
struct OcspResponseForm {
    produced_at: String,
    responder: String,
    statements: Vec<StatementForm>,
}

#[derive(Serialize)]
struct StatementForm {
    serial: String,
    status: &'static str,
}

pub(crate) fn crl_json(crl: &Crl) -> String {
    written(&CrlForm {
        issuer: crl.issuer().to_string(),
        this_update: crl.this_update().to_string(),
        next_update: crl.next_update().to_string(),
        number: crl.number(),
        base_number: crl.base_number(),
        entry_count: crl.entry_count(),
        scope: crl.scope(),
        signature_algorithm: crl.signature_algorithm(),
    })
}

pub(crate) fn ocsp_response_json(response: &OcspResponse) -> String {
    let statement = |(serial, status)| StatementForm { serial, status };
    written(&OcspResponseForm {
        produced_at: response.produced_at().to_string(),
        responder: response.responder(),
        statements: response.statements().map(statement).collect(),
    })
}

/// What a relying party asks of revocation: `hard`, `off`, or else soft with a grace in whole seconds, without an end if there
/// is none. The facade makes no other.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from float saturates, and the facade has seen that it is a whole number"
)]
pub fn revocation_mode(kind: &str, grace: Option<f64>) -> RevocationMode {
    match (kind, grace) {
        ("hard", _) => RevocationMode::Hard,
        ("off", _) => RevocationMode::Off,
        (_, Some(seconds)) => RevocationMode::SoftUntil { grace: Duration::from_secs(seconds as u64) },
        (_, None) => RevocationMode::SOFT,
    }
}
