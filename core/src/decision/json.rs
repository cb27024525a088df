//! A decision as JSON: the same bytes in every language, keys in the order of these structures.
//!
//! The schema is `schemas/decision.schema.json`. What bindings also show by itself (a reason, the attempts, a principal)
//! is `Serialize`, so that its form is written here and nowhere else.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::Decision;
use crate::certificate::Certificate;
use crate::encoding::time::Timestamp;
use crate::identity::Principal;
use crate::path::{AppliedLoosening, Attempt, AttemptStep, Attempts};
use crate::policy::{AccessRequest, Nearest, ShadowOutcome};
use crate::presented::Arrival;
use crate::reason::Reason;
use crate::revocation::{CertificateRevocation, RevocationReason, RevocationSource};

/// The version of the form.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct DecisionForm<'a> {
    handfast: u32,
    effect: &'static str,
    principal: Option<&'a Principal>,
    peer: PeerForm<'a>,
    request: RequestForm,
    at: String,
    profile: &'a str,
    policy: Option<PolicyForm<'a>>,
    reasons: &'a [Reason],
    rule: Option<&'a str>,
    nearest: Option<NearestForm<'a>>,
    obligations: ObligationsForm,
    shadow: Vec<ShadowForm<'a>>,
    path: Vec<CertificateForm>,
    anchor: Option<AnchorForm<'a>>,
    /// Left out where revocation was not looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    revocation: Option<&'a [CertificateRevocation]>,
    /// Left out where nothing was loosened.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    loosened: &'a [AppliedLoosening],
    attempts: &'a Attempts,
    valid_until: Option<String>,
}

#[derive(Serialize)]
struct PrincipalForm<'a> {
    class: String,
    value: &'a str,
}

#[derive(Serialize)]
struct PeerForm<'a> {
    state: &'static str,
    arrived: &'static str,
    hop: Option<&'a str>,
    possession: &'static str,
    matched_name: Option<&'a str>,
}

#[derive(Serialize)]
struct RequestForm {
    text: String,
    expected_name: Option<String>,
    context: BTreeMap<String, Vec<String>>,
}

#[derive(Serialize)]
struct PolicyForm<'a> {
    name: Option<&'a str>,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct ReasonForm<'a> {
    code: &'static str,
    stage: &'static str,
    message: &'a str,
    certificate: Option<CertificateRefForm>,
    rule: Option<&'a str>,
    reference: &'a str,
    observed: Option<&'a str>,
    expected: Option<&'a str>,
    fix: &'a str,
}

#[derive(Serialize)]
struct CertificateRefForm {
    index: Option<usize>,
    fingerprint: String,
}

#[derive(Serialize)]
struct NearestForm<'a> {
    rule: &'a str,
    field: &'a str,
    observed: Option<&'a str>,
    expected: &'a str,
}

#[derive(Serialize)]
struct ObligationsForm {
    roles: Vec<String>,
    labels: BTreeMap<String, String>,
    tenant: Option<String>,
    max_session_seconds: Option<i64>,
    bind_token: bool,
    forward: Vec<String>,
    audit: Option<&'static str>,
    call: Vec<String>,
}

#[derive(Serialize)]
struct ShadowForm<'a> {
    rule: &'a str,
    effect: &'static str,
    would_change: bool,
}

#[derive(Serialize)]
struct CertificateForm {
    fingerprint: String,
    subject: String,
    issuer: String,
    serial: String,
    not_before: String,
    not_after: String,
}

#[derive(Serialize)]
struct AnchorForm<'a> {
    bundle: Option<&'a str>,
    #[serde(flatten)]
    certificate: CertificateForm,
}

#[derive(Serialize)]
struct LoosenedForm<'a> {
    name: &'a str,
    what: String,
    until: Option<String>,
    issuer_spki: Option<String>,
    index: usize,
}

#[derive(Serialize)]
struct RevocationForm<'a> {
    certificate: CertificateRefForm,
    status: &'static str,
    source: Option<&'static str>,
    this_update: Option<String>,
    next_update: Option<String>,
    revoked_at: Option<String>,
    reason: Option<&'static str>,
    crl_urls: &'a [String],
    ocsp_urls: &'a [String],
    observations: &'a [String],
}

#[derive(Serialize)]
struct AttemptsForm<'a> {
    total: usize,
    kept: Vec<AttemptForm<'a>>,
}

#[derive(Serialize)]
struct AttemptForm<'a> {
    path: Vec<StepForm<'a>>,
    candidate: Option<StepForm<'a>>,
    is_anchor: bool,
    reason: &'a Reason,
}

#[derive(Serialize)]
struct StepForm<'a> {
    fingerprint: String,
    subject: &'a str,
}

/// As it stands in a decision's JSON.
impl Serialize for Principal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        PrincipalForm { class: self.class().to_string(), value: self.value() }.serialize(serializer)
    }
}

/// As it stands in a decision's JSON.
impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let form = ReasonForm {
            code: self.code().as_str(),
            stage: self.stage().as_str(),
            message: self.message(),
            certificate: self.certificate().map(|certificate| CertificateRefForm {
                index: certificate.index(),
                fingerprint: certificate.fingerprint().to_string(),
            }),
            rule: self.rule(),
            reference: self.reference(),
            observed: self.observed(),
            expected: self.expected(),
            fix: self.fix(),
        };
        form.serialize(serializer)
    }
}

/// As they stand in a decision's JSON.
impl Serialize for Attempts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kept = self.kept().iter().map(attempt).collect();
        AttemptsForm { total: self.total(), kept }.serialize(serializer)
    }
}

impl Decision {
    /// The decision as JSON, on one line: the same decision gives the same bytes, in every language.
    pub fn to_json(&self) -> String {
        // Nothing in the form can fail to be written: no maps with other keys than texts, no floats.
        serde_json::to_string(&form(self)).unwrap_or_default()
    }

    /// As [`to_json`](Self::to_json), over several lines.
    pub fn to_json_pretty(&self) -> String {
        serde_json::to_string_pretty(&form(self)).unwrap_or_default()
    }
}

/// As [`to_json`](Decision::to_json) writes it.
impl Serialize for Decision {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        form(self).serialize(serializer)
    }
}

fn form(decision: &Decision) -> DecisionForm<'_> {
    let obligations = decision.obligations();
    DecisionForm {
        handfast: FORMAT,
        effect: decision.effect().as_str(),
        principal: decision.principal(),
        peer: PeerForm {
            state: decision.state().as_str(),
            arrived: decision.arrival().as_str(),
            hop: match decision.arrival() {
                Arrival::Forwarded { hop } => Some(hop),
                _ => None,
            },
            possession: decision.possession().as_str(),
            matched_name: decision.identity().and_then(|identity| identity.matched_name()),
        },
        request: RequestForm {
            text: decision.request().to_string(),
            expected_name: decision.request().expected().map(ToString::to_string),
            context: context(decision.request()),
        },
        at: decision.at().to_string(),
        profile: &decision.profile,
        policy: decision
            .policy()
            .map(|policy| PolicyForm { name: policy.name.as_deref(), fingerprint: &policy.fingerprint }),
        reasons: decision.reasons(),
        rule: decision.rule(),
        nearest: decision.nearest().map(nearest),
        obligations: ObligationsForm {
            roles: obligations.roles,
            labels: obligations.labels,
            tenant: obligations.tenant,
            max_session_seconds: obligations.max_session_seconds,
            bind_token: obligations.bind_token,
            forward: obligations.forward,
            audit: obligations.audit,
            call: obligations.call,
        },
        shadow: decision.shadow().iter().map(shadow).collect(),
        path: decision.path().iter().map(certificate).collect(),
        anchor: decision
            .anchor()
            .map(|anchor| AnchorForm { bundle: anchor.bundle(), certificate: certificate(anchor.certificate()) }),
        revocation: decision.revocation(),
        loosened: decision.loosened(),
        attempts: decision.attempts(),
        valid_until: decision.valid_until().map(|instant| instant.to_string()),
    }
}

/// One by one: made from an iterator, a map would be sorted by an instance of `sort` of its own, 2 kB of WebAssembly.
fn context(request: &AccessRequest) -> BTreeMap<String, Vec<String>> {
    let mut context = BTreeMap::new();
    for (key, values) in request.all() {
        context.insert(key.to_string(), values.to_vec());
    }
    context
}

fn nearest(nearest: &Nearest) -> NearestForm<'_> {
    NearestForm {
        rule: &nearest.rule,
        field: &nearest.field,
        observed: nearest.observed.as_deref(),
        expected: &nearest.expected,
    }
}

fn shadow(shadow: &ShadowOutcome) -> ShadowForm<'_> {
    ShadowForm { rule: &shadow.rule, effect: shadow.effect.as_str(), would_change: shadow.would_change }
}

fn certificate(certificate: &Certificate) -> CertificateForm {
    CertificateForm {
        fingerprint: certificate.fingerprint().to_string(),
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        serial: certificate.serial().to_string(),
        not_before: certificate.not_before().to_string(),
        not_after: certificate.not_after().to_string(),
    }
}

/// As it stands in a decision's JSON.
impl Serialize for AppliedLoosening {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let loosening = self.loosening();
        let form = LoosenedForm {
            name: loosening.name(),
            what: loosening.what().to_string(),
            until: loosening.ends().map(|until| until.to_string()),
            issuer_spki: loosening.issuer_spki(),
            index: self.index(),
        };
        form.serialize(serializer)
    }
}

/// As it stands in a decision's JSON.
impl Serialize for CertificateRevocation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        revocation(self).serialize(serializer)
    }
}

fn revocation(of: &CertificateRevocation) -> RevocationForm<'_> {
    let text = |instant: Option<Timestamp>| instant.map(|instant| instant.to_string());
    RevocationForm {
        certificate: CertificateRefForm { index: Some(of.index()), fingerprint: of.fingerprint().to_string() },
        status: of.status().as_str(),
        source: of.source().map(RevocationSource::as_str),
        this_update: text(of.this_update()),
        next_update: text(of.next_update()),
        revoked_at: text(of.revoked_at()),
        reason: of.reason().map(RevocationReason::as_str),
        crl_urls: of.crl_urls(),
        ocsp_urls: of.ocsp_urls(),
        observations: of.observations(),
    }
}

fn attempt(attempt: &Attempt) -> AttemptForm<'_> {
    AttemptForm {
        path: attempt.path().iter().map(step).collect(),
        candidate: attempt.candidate().map(step),
        is_anchor: attempt.is_anchor(),
        reason: attempt.reason(),
    }
}

fn step(step: &AttemptStep) -> StepForm<'_> {
    StepForm { fingerprint: step.fingerprint.to_string(), subject: &step.subject }
}
