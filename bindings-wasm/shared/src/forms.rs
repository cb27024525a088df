//! Values of the core as JSON texts, keys in the order of these structures and in snake_case, as in a decision. Reasons,
//! attempts and principals have one form, the core's.

use std::fmt::Write as _;

use handfast::identity::{PeerIdentity, Principal};
use handfast::path::{AppliedLoosening, Attempts, ProfileDifference, Rejection, StatedPolicy, VerifiedPath};
use handfast::policy::{Finding, TestOutcome};
use handfast::reason::Reason;
use handfast::revocation::CertificateRevocation;
use handfast::setup::Position;
use handfast::{Certificate, Code, Crl, OcspResponse, Policy, SetupError};
use serde::Serialize;

/// What the message of an error begins with that the facade makes a `SetupError` of.
pub const SETUP_ERROR: &str = "handfast:setup:";

#[derive(Serialize)]
struct SetupErrorForm<'a> {
    code: &'static str,
    message: &'a str,
    position: Option<PositionForm>,
    fix: &'a str,
    text: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum PositionForm {
    LineColumn { line: u64, column: u64 },
    Entry { entry: usize, line: Option<u64> },
}

#[derive(Serialize)]
struct IdentityForm<'a> {
    principal: &'a Principal,
    names: Vec<String>,
    matched_name: Option<&'a str>,
    spiffe_id: Option<&'a str>,
    bundle: Option<&'a str>,
}

#[derive(Serialize)]
struct VerifiedPathForm<'a> {
    bundle: Option<&'a str>,
    at: String,
    valid_until: Option<String>,
    attempts: &'a Attempts,
    revocation: Option<&'a [CertificateRevocation]>,
    certificate_policies: CertificatePoliciesForm,
    loosened: &'a [AppliedLoosening],
}

#[derive(Serialize)]
struct CertificatePoliciesForm {
    permitted: Vec<String>,
    stated: Vec<StatedPolicyForm>,
}

#[derive(Serialize)]
struct StatedPolicyForm {
    oid: String,
    /// DER, in hex.
    qualifiers: String,
}

#[derive(Serialize)]
struct DifferenceForm<'a> {
    member: &'static str,
    left: &'a str,
    right: &'a str,
}

#[derive(Serialize)]
struct RejectionForm<'a> {
    reasons: &'a [Reason],
    attempts: &'a Attempts,
    revocation: Option<&'a [CertificateRevocation]>,
}

#[derive(Serialize)]
struct PolicyForm<'a> {
    name: Option<&'a str>,
    fingerprint: String,
    identity: Vec<String>,
    rules: Vec<&'a str>,
    bundles: Vec<&'a str>,
    required_context: Vec<String>,
}

#[derive(Serialize)]
struct FindingForm<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    line: Option<u64>,
    column: Option<u64>,
    rule: Option<&'a str>,
    fix: &'a str,
}

#[derive(Serialize)]
struct OutcomeForm<'a> {
    name: &'a str,
    passed: bool,
    expected: &'a str,
    actual: &'a str,
    line: Option<u64>,
    column: Option<u64>,
}

#[derive(Serialize)]
struct ExplanationForm {
    code: &'static str,
    stage: &'static str,
    meaning: &'static str,
    matters: &'static str,
    fix: &'static str,
    reference: &'static str,
}

/// A `SetupError`, as the message of the error that the raw module throws.
pub fn setup_error(error: &SetupError) -> String {
    let position = error.position().and_then(|position| match position {
        Position::LineColumn { line, column } => Some(PositionForm::LineColumn { line, column }),
        Position::Entry { number, line } => Some(PositionForm::Entry { entry: number, line }),
        _ => None,
    });
    let (code, message, fix) = (error.code().as_str(), error.message(), error.fix());
    let form = SetupErrorForm { code, message, position, fix, text: error.to_string() };
    format!("{SETUP_ERROR}{}", written(&form))
}

/// A certificate's fields.
pub fn certificate(certificate: &Certificate) -> String {
    crate::certificate::json(certificate)
}

/// A reason, as it stands in a decision.
pub fn reason(reason: &Reason) -> String {
    written(reason)
}

/// The names of a peer.
pub fn identity(identity: &PeerIdentity) -> String {
    written(&IdentityForm {
        principal: identity.principal(),
        names: identity.names(),
        matched_name: identity.matched_name(),
        spiffe_id: identity.spiffe_id(),
        bundle: identity.bundle(),
    })
}

/// What a verified path says beside its certificates.
pub fn verified_path(path: &VerifiedPath) -> String {
    let policies = path.certificate_policies();
    let stated = |policy: &StatedPolicy| StatedPolicyForm {
        oid: policy.oid().to_string(),
        qualifiers: hex(policy.qualifiers()),
    };
    written(&VerifiedPathForm {
        bundle: path.anchor().bundle(),
        at: path.at().to_string(),
        valid_until: path.valid_until().map(|instant| instant.to_string()),
        attempts: path.attempts(),
        revocation: path.revocation(),
        loosened: path.loosened(),
        certificate_policies: CertificatePoliciesForm {
            permitted: policies.permitted().iter().map(ToString::to_string).collect(),
            stated: policies.stated().iter().map(stated).collect(),
        },
    })
}

/// Why no path verified.
pub fn rejection(rejection: &Rejection) -> String {
    let (reasons, attempts, revocation) = (rejection.reasons(), rejection.attempts(), rejection.revocation());
    written(&RejectionForm { reasons, attempts, revocation })
}

/// What a CRL says of itself.
pub fn crl(crl: &Crl) -> String {
    crate::revocation::crl_json(crl)
}

/// What an OCSP response says.
pub fn ocsp_response(response: &OcspResponse) -> String {
    crate::revocation::ocsp_response_json(response)
}

/// What a policy says of itself.
pub fn policy(policy: &Policy) -> String {
    written(&PolicyForm {
        name: policy.name(),
        fingerprint: policy.fingerprint(),
        identity: policy.identity().iter().map(ToString::to_string).collect(),
        rules: policy.rules().collect(),
        bundles: policy.bundles().collect(),
        required_context: policy.required_context(),
    })
}

/// In what two profiles differ.
pub fn differences(differences: &[ProfileDifference]) -> String {
    written(&differences.iter().map(difference).collect::<Vec<_>>())
}

fn difference(one: &ProfileDifference) -> DifferenceForm<'_> {
    DifferenceForm { member: one.member(), left: one.left(), right: one.right() }
}

/// What may be mistaken about a policy.
pub fn findings(findings: &[Finding]) -> String {
    let form = |finding: &Finding| {
        let (line, column) = place(finding.position);
        let (code, severity, fix) = (finding.code, finding.severity.as_str(), finding.fix);
        written(&FindingForm {
            code,
            severity,
            message: &finding.message,
            line,
            column,
            rule: finding.rule.as_deref(),
            fix,
        })
    };
    list(findings.iter().map(form))
}

/// What the tests of a policy gave.
pub fn outcomes(outcomes: &[TestOutcome]) -> String {
    let form = |outcome: &TestOutcome| {
        let (line, column) = place(outcome.position);
        let TestOutcome { name, passed, expected, actual, .. } = outcome;
        written(&OutcomeForm { name, passed: *passed, expected, actual, line, column })
    };
    list(outcomes.iter().map(form))
}

/// What a reason code means.
pub fn explanation(code: Code) -> String {
    let text = code.explanation();
    written(&ExplanationForm {
        code: code.as_str(),
        stage: text.stage.as_str(),
        meaning: text.meaning,
        matters: text.matters,
        fix: text.fix,
        reference: text.reference,
    })
}

fn place(position: Position) -> (Option<u64>, Option<u64>) {
    match position {
        Position::LineColumn { line, column } => (Some(line), Some(column)),
        Position::Entry { line, .. } => (line, None),
        _ => (None, None),
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

/// Nothing in these forms can fail to be written: texts, numbers and lists of them.
pub(crate) fn written(form: &impl Serialize) -> String {
    serde_json::to_string(form).unwrap_or_default()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len().saturating_mul(2)), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
