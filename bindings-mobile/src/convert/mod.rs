//! The core's types as records, field by field, and records as the core's types.

pub(crate) mod revocation;
mod timeline;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use handfast::anchor::TrustAnchor;
use handfast::encoding::oid::known;
use handfast::path::{self, VerifiedPath};
use handfast::policy;
use handfast::presented::{self, PresentedChain};
use handfast::reason;
use handfast::setup::Position;
use handfast::{AccessRequest, Code, Decision, PeerIdentity, Policy};

use crate::error::SetupFailure;
use crate::types::{
    Anchor, AnchorStatement, AppliedLoosening, Arrival, ArrivalRecord, Attempt, AttemptStep, Audit, Certificate,
    CertificatePolicies, CertificateReading, CertificateRecord, ChainContents, ChainRecord, DecisionRecord, Effect,
    Explanation, Finding, Form, IdentityRecord, Nearest, Obligations, PathRecord, PeerState, PolicyRecord, Possession,
    Principal, ProfileDifference, Reason, ReasonCode, RequestRecord, Severity, ShadowOutcome, Stage, StatedPolicy,
    StatedPolicyRecord, TestOutcome, Timestamp, Verb,
};

/// Kotlin and Swift count in signed numbers.
pub(crate) fn signed(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len().saturating_mul(2)), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn texts<T: ToString>(items: impl IntoIterator<Item = T>) -> Vec<String> {
    items.into_iter().map(|item| item.to_string()).collect()
}

fn all<'a, T: 'a, R: From<&'a T>>(items: impl IntoIterator<Item = &'a T>) -> Vec<R> {
    items.into_iter().map(R::from).collect()
}

impl From<handfast::Timestamp> for Timestamp {
    fn from(instant: handfast::Timestamp) -> Self {
        Self(instant.unix_seconds())
    }
}

impl From<Timestamp> for handfast::Timestamp {
    fn from(seconds: Timestamp) -> Self {
        Self::from_unix_seconds(seconds.0)
    }
}

impl From<AnchorStatement> for path::AnchorStatement {
    fn from(statement: AnchorStatement) -> Self {
        match statement {
            AnchorStatement::Honoured => Self::Honoured,
            AnchorStatement::Ignored => Self::Ignored,
        }
    }
}

impl From<Form> for path::Form {
    fn from(form: Form) -> Self {
        match form {
            Form::AsIssued => Self::AsIssued,
            Form::Rfc5280 => Self::Rfc5280,
            Form::BaselineRequirements => Self::BaselineRequirements,
        }
    }
}

impl From<handfast::Effect> for Effect {
    fn from(effect: handfast::Effect) -> Self {
        Self(effect.to_string())
    }
}

impl From<&handfast::Certificate> for Certificate {
    fn from(certificate: &handfast::Certificate) -> Self {
        Self(certificate.der().to_vec())
    }
}

impl From<&handfast::Certificate> for CertificateRecord {
    fn from(certificate: &handfast::Certificate) -> Self {
        let (key, constraints) = (certificate.public_key().kind(), certificate.basic_constraints());
        Self {
            fingerprint: certificate.fingerprint().to_string(),
            spki_pin: hex(&certificate.spki_pin()),
            version: certificate.version().number().into(),
            serial: certificate.serial().to_string(),
            issuer: certificate.issuer().to_string(),
            subject: certificate.subject().to_string(),
            not_before: certificate.not_before().into(),
            not_after: certificate.not_after().into(),
            names: texts(certificate.subject_alt_names()),
            key_algorithm: key.algorithm_name(),
            key_bits: key.bits().map(Into::into),
            key_curve: key.curve_name(),
            signature_algorithm: certificate.signature().algorithm_name(),
            is_ca: constraints.is_some_and(|constraints| constraints.ca),
            path_length: constraints.and_then(|constraints| constraints.path_length).map(Into::into),
            key_usage: certificate.key_usage().map(|usage| texts(usage.names())).unwrap_or_default(),
            extended_key_usage: certificate.extended_key_usage().map(|usage| texts(usage.iter())).unwrap_or_default(),
            subject_key_identifier: certificate.subject_key_identifier().map(hex),
            authority_key_identifier: certificate
                .authority_key_identifier()
                .and_then(|identifier| identifier.key_identifier())
                .map(hex),
            certificate_policies: texts(certificate.certificate_policies()),
            crl_distribution_points: texts(certificate.crl_distribution_points()),
            ocsp_urls: texts(certificate.authority_info_access(known::AD_OCSP)),
            ca_issuers_urls: texts(certificate.authority_info_access(known::AD_CA_ISSUERS)),
            is_self_issued: certificate.is_self_issued(),
            oddities: certificate.oddities(),
        }
    }
}

impl From<&reason::Reason> for Reason {
    fn from(reason: &reason::Reason) -> Self {
        let certificate = reason.certificate();
        Self {
            code: ReasonCode(reason.code().to_string()),
            stage: Stage(reason.stage().to_string()),
            message: reason.message().to_owned(),
            certificate_index: certificate.and_then(|certificate| certificate.index()).map(signed),
            certificate_fingerprint: certificate.map(|certificate| certificate.fingerprint().to_string()),
            rule: reason.rule().map(ToOwned::to_owned),
            reference: reason.reference().to_owned(),
            observed: reason.observed().map(ToOwned::to_owned),
            expected: reason.expected().map(ToOwned::to_owned),
            fix: reason.fix().to_owned(),
        }
    }
}

pub(crate) fn reading(read: Result<&handfast::Certificate, &reason::Reason>) -> CertificateReading {
    match read {
        Ok(certificate) => CertificateReading::Readable { certificate: certificate.into() },
        Err(reason) => CertificateReading::Unreadable { reason: reason.into() },
    }
}

impl From<Code> for Explanation {
    fn from(code: Code) -> Self {
        let reason::Explanation { stage, meaning, matters, fix, reference, .. } = code.explanation();
        Self {
            code: ReasonCode(code.to_string()),
            stage: Stage(stage.to_string()),
            meaning: meaning.to_owned(),
            matters: matters.to_owned(),
            fix: fix.to_owned(),
            reference: reference.to_owned(),
        }
    }
}

impl From<&TrustAnchor> for Anchor {
    fn from(anchor: &TrustAnchor) -> Self {
        Self { certificate: anchor.certificate().into(), bundle: anchor.bundle().map(ToOwned::to_owned) }
    }
}

impl From<&path::AttemptStep> for AttemptStep {
    fn from(step: &path::AttemptStep) -> Self {
        Self { fingerprint: step.fingerprint.to_string(), subject: step.subject.clone() }
    }
}

impl From<&path::Attempt> for Attempt {
    fn from(attempt: &path::Attempt) -> Self {
        Self {
            path: all(attempt.path()),
            candidate: attempt.candidate().map(Into::into),
            is_anchor: attempt.is_anchor(),
            reason: attempt.reason().into(),
        }
    }
}

pub(crate) fn attempts(attempts: &path::Attempts) -> Vec<Attempt> {
    all(attempts.kept())
}

impl From<&VerifiedPath> for PathRecord {
    fn from(path: &VerifiedPath) -> Self {
        Self {
            certificates: all(path.certificates()),
            anchor: path.anchor().into(),
            at: path.at().into(),
            valid_until: path.valid_until().map(Into::into),
            attempts: attempts(path.attempts()),
            revocation: revocation::of_path(path.revocation()),
            certificate_policies: path.certificate_policies().into(),
            loosened: all(path.loosened()),
        }
    }
}

impl From<&path::CertificatePolicies> for CertificatePolicies {
    fn from(policies: &path::CertificatePolicies) -> Self {
        Self { permitted: texts(policies.permitted()), stated: all(policies.stated()) }
    }
}

impl From<&path::AppliedLoosening> for AppliedLoosening {
    fn from(applied: &path::AppliedLoosening) -> Self {
        let loosening = applied.loosening();
        Self {
            name: loosening.name().to_owned(),
            what: loosening.what().to_string(),
            until: loosening.ends().map(Into::into),
            issuer_spki: loosening.issuer_spki(),
            index: signed(applied.index()),
        }
    }
}

impl From<&path::ProfileDifference> for ProfileDifference {
    fn from(difference: &path::ProfileDifference) -> Self {
        Self {
            member: difference.member().to_owned(),
            left: difference.left().to_owned(),
            right: difference.right().to_owned(),
        }
    }
}

impl From<&path::StatedPolicy> for StatedPolicy {
    fn from(policy: &path::StatedPolicy) -> Self {
        Self(StatedPolicyRecord { oid: policy.oid().to_string(), qualifiers: policy.qualifiers().to_vec() })
    }
}

impl From<&PeerIdentity> for IdentityRecord {
    fn from(identity: &PeerIdentity) -> Self {
        let principal = identity.principal();
        Self {
            principal: Principal { class_name: principal.class().to_string(), value: principal.value().to_owned() },
            names: identity.names(),
            matched_name: identity.matched_name().map(ToOwned::to_owned),
            spiffe_id: identity.spiffe_id().map(ToOwned::to_owned),
            bundle: identity.bundle().map(ToOwned::to_owned),
        }
    }
}

impl From<&policy::Nearest> for Nearest {
    fn from(nearest: &policy::Nearest) -> Self {
        let policy::Nearest { rule, field, observed, expected } = nearest;
        Self { rule: rule.to_string(), field: field.clone(), observed: observed.clone(), expected: expected.clone() }
    }
}

impl From<policy::Obligations> for Obligations {
    fn from(obligations: policy::Obligations) -> Self {
        Self {
            roles: obligations.roles,
            labels: obligations.labels.into_iter().collect(),
            tenant: obligations.tenant,
            max_session_seconds: obligations.max_session_seconds,
            bind_token: obligations.bind_token,
            forward: obligations.forward,
            audit: obligations.audit.map(|audit| Audit(audit.to_owned())),
            call: obligations.call,
        }
    }
}

impl From<&policy::ShadowOutcome> for ShadowOutcome {
    fn from(shadow: &policy::ShadowOutcome) -> Self {
        Self { rule: shadow.rule.to_string(), effect: shadow.effect.into(), would_change: shadow.would_change }
    }
}

impl From<&Decision> for DecisionRecord {
    fn from(decision: &Decision) -> Self {
        let identity = decision.identity();
        Self {
            effect: decision.effect().into(),
            state: PeerState(decision.state().as_str().to_owned()),
            arrival: arrival(decision.arrival()),
            hop: hop(decision.arrival()),
            possession: Possession(decision.possession().as_str().to_owned()),
            identity: identity.map(Into::into),
            path: all(decision.path()),
            anchor: decision.anchor().map(Into::into),
            path_valid_until: identity.and_then(|identity| identity.path().valid_until()).map(Into::into),
            path_certificate_policies: identity.map(|identity| identity.path().certificate_policies().into()),
            revocation: revocation::of_path(decision.revocation()),
            loosened: all(decision.loosened()),
            attempts: attempts(decision.attempts()),
            reasons: all(decision.reasons()),
            rule: decision.rule().map(ToOwned::to_owned),
            nearest: decision.nearest().map(Into::into),
            obligations: decision.obligations().into(),
            shadow: all(decision.shadow()),
            attempts_total: signed(decision.attempts().total()),
            valid_until: decision.valid_until().map(Into::into),
            at: decision.at().into(),
            profile: decision.profile().to_owned(),
            policy_name: decision.policy().and_then(|policy| policy.name.clone()),
            policy_fingerprint: decision.policy().map(|policy| policy.fingerprint.clone()),
            json: decision.to_json(),
            text: decision.to_string(),
        }
    }
}

fn arrival(arrival: &presented::Arrival) -> Arrival {
    Arrival(arrival.as_str().to_owned())
}

fn hop(arrival: &presented::Arrival) -> Option<String> {
    match arrival {
        presented::Arrival::Forwarded { hop } => Some(hop.clone()),
        _ => None,
    }
}

impl From<&ChainRecord> for PresentedChain {
    fn from(chain: &ChainRecord) -> Self {
        let ChainRecord { arrival, certificates, stapled_ocsp } = chain;
        let presented = match arrival {
            ArrivalRecord::Tls => Self::from_tls(certificates),
            ArrivalRecord::Forwarded { hop } => Self::from_forwarded(certificates, hop),
            ArrivalRecord::Files => Self::from_files(certificates),
        };
        stapled_ocsp.iter().fold(presented, Self::with_stapled_ocsp)
    }
}

impl From<&PresentedChain> for ChainContents {
    fn from(chain: &PresentedChain) -> Self {
        Self {
            arrival: arrival(chain.arrival()),
            hop: hop(chain.arrival()),
            is_empty: chain.is_empty(),
            end_entity: reading(chain.end_entity()),
            others: all(chain.others()),
        }
    }
}

impl TryFrom<&RequestRecord> for AccessRequest {
    type Error = SetupFailure;

    fn try_from(record: &RequestRecord) -> Result<Self, SetupFailure> {
        let mut request = match &record.verb {
            Verb::Http { method, path } => Self::new(method, path),
            Verb::Action { action, resource } => Self::action(action, resource),
            Verb::Connection => Self::connection(),
        };
        if let Some(name) = &record.expecting {
            request = request.expecting(name.parse()?);
        }
        if let Some(address) = &record.source_ip {
            request = request.with("source_ip", address)?;
        }
        if let Some(host) = &record.host {
            request = request.host(host);
        }
        // In an order of its own, whatever order the map came in.
        for (key, values) in record.context.iter().collect::<BTreeMap<_, _>>() {
            for value in values {
                request = request.with(key, value)?;
            }
        }
        Ok(request)
    }
}

impl From<&Policy> for PolicyRecord {
    fn from(policy: &Policy) -> Self {
        Self {
            name: policy.name().map(ToOwned::to_owned),
            fingerprint: policy.fingerprint(),
            identity: texts(policy.identity()),
            rules: texts(policy.rules()),
            bundles: texts(policy.bundles()),
            required_context: policy.required_context(),
        }
    }
}

fn line_and_column(position: Position) -> (Option<i64>, Option<i64>) {
    match position {
        Position::LineColumn { line, column } => (Some(signed(line)), Some(signed(column))),
        _ => (None, None),
    }
}

impl From<&policy::Finding> for Finding {
    fn from(finding: &policy::Finding) -> Self {
        let (line, column) = line_and_column(finding.position);
        Self {
            code: finding.code.to_owned(),
            severity: Severity(finding.severity.as_str().to_owned()),
            message: finding.message.clone(),
            line,
            column,
            rule: finding.rule.clone(),
            fix: finding.fix.to_owned(),
        }
    }
}

impl From<&policy::TestOutcome> for TestOutcome {
    fn from(outcome: &policy::TestOutcome) -> Self {
        let (line, column) = line_and_column(outcome.position);
        Self {
            name: outcome.name.clone(),
            passed: outcome.passed,
            expected: outcome.expected.clone(),
            actual: outcome.actual.clone(),
            line,
            column,
        }
    }
}
