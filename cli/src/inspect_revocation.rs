//! `handfast inspect`, of CRLs and OCSP responses.

use std::fmt::Write as _;

use handfast::reason::quoted;
use handfast::{Crl, OcspResponse};
use serde::Serialize;

use crate::Failure;
use crate::output::{DIM, STRONG, styled};

/// What a CRL or an OCSP response says.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Form {
    Crl(CrlForm),
    OcspResponse(OcspForm),
}

#[derive(Serialize)]
pub(crate) struct CrlForm {
    file: String,
    issuer: String,
    this_update: String,
    next_update: String,
    number: Option<String>,
    base_number: Option<String>,
    scope: String,
    entries: usize,
    signature: String,
}

#[derive(Serialize)]
pub(crate) struct OcspForm {
    file: String,
    responder: String,
    produced_at: String,
    statements: Vec<StatementForm>,
    certificates: Vec<String>,
}

#[derive(Serialize)]
struct StatementForm {
    serial: String,
    status: &'static str,
}

/// `None` if the file holds something else.
pub(crate) fn forms(file: &str, bytes: &[u8]) -> Option<Vec<Form>> {
    if let Ok(crls) = Crl::from_pem_or_der(bytes) {
        return Some(crls.iter().map(|crl| Form::Crl(of_crl(file, crl))).collect());
    }
    let response = OcspResponse::from_der(bytes).ok()?;
    Some(vec![Form::OcspResponse(of_response(file, &response))])
}

fn of_crl(file: &str, crl: &Crl) -> CrlForm {
    CrlForm {
        file: file.to_owned(),
        issuer: crl.issuer().to_string(),
        this_update: crl.this_update().to_string(),
        next_update: crl.next_update().to_string(),
        number: crl.number(),
        base_number: crl.base_number(),
        scope: crl.scope(),
        entries: crl.entry_count(),
        signature: crl.signature_algorithm(),
    }
}

fn of_response(file: &str, response: &OcspResponse) -> OcspForm {
    OcspForm {
        file: file.to_owned(),
        responder: response.responder(),
        produced_at: response.produced_at().to_string(),
        statements: response.statements().map(|(serial, status)| StatementForm { serial, status }).collect(),
        certificates: response.certificates().iter().map(|certificate| certificate.subject().to_string()).collect(),
    }
}

impl Form {
    /// Everything that its maker chose goes through `quoted`.
    pub(crate) fn text(&self) -> Result<String, Failure> {
        let safe = |value: &str| quoted(value).trim_matches('`').to_owned();
        let mut text = String::new();
        let mut lines: Vec<(&str, String)> = Vec::new();
        match self {
            Self::Crl(crl) => {
                writeln!(text, "{}", styled(STRONG, &format!("CRL of {}", safe(&crl.issuer))))?;
                lines.push(("valid", format!("{} to {}", crl.this_update, crl.next_update)));
                lines.push(("number", crl.number.clone().unwrap_or_else(|| "none".to_owned())));
                if let Some(base) = &crl.base_number {
                    lines.push(("delta since", base.clone()));
                }
                lines.push(("about", crl.scope.clone()));
                let plural = if crl.entries == 1 { "" } else { "s" };
                lines.push(("revoked", format!("{} certificate{plural}", crl.entries)));
                lines.push(("signed with", crl.signature.clone()));
            }
            Self::OcspResponse(response) => {
                writeln!(text, "{}", styled(STRONG, &format!("OCSP response of {}", safe(&response.responder))))?;
                lines.push(("produced", response.produced_at.clone()));
                for StatementForm { serial, status } in &response.statements {
                    lines.push(("says", format!("serial {serial} is {status}")));
                }
                for certificate in &response.certificates {
                    lines.push(("came with", safe(certificate)));
                }
            }
        }
        for (label, value) in lines {
            writeln!(text, "  {} {value}", styled(DIM, &format!("{label:<12}")))?;
        }
        Ok(text.trim_end().to_owned())
    }
}
