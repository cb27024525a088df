//! What happens at an instant: which certificate, CRL, OCSP response or rule begins or ends.

use std::fmt;

use super::RelyingParty;
use crate::certificate::Certificate;
use crate::decision::Decision;
use crate::encoding::oid::known;
use crate::encoding::time::Timestamp;
use crate::policy::Policy;
use crate::presented::PresentedChain;
use crate::reason::{Fingerprint, quoted};
use crate::revocation::{Crl, OcspResponse};

/// Why a decision may flip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum TimelineEventKind {
    /// A certificate or a trust anchor begins to be valid.
    CertificateBegins,
    /// One is valid no more.
    CertificateEnds,
    /// A certificate is revoked.
    CertificateRevoked,
    /// A CRL or an OCSP response begins to count.
    RevocationBegins,
    /// One is stale, or has been for so long that it does not count any more.
    RevocationStale,
    /// A rule of the policy begins to be in force.
    RuleBegins,
    /// One is in force no more.
    RuleEnds,
    /// A loosening of the profile is over.
    LooseningEnds,
    /// A condition of the policy about age or remaining time has another answer.
    Condition,
    /// Public CAs issue no more certificates for clientAuth.
    ClientAuthSunset,
}

impl TimelineEventKind {
    /// The kind's name, such as `certificate_ends`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CertificateBegins => "certificate_begins",
            Self::CertificateEnds => "certificate_ends",
            Self::CertificateRevoked => "certificate_revoked",
            Self::RevocationBegins => "revocation_begins",
            Self::RevocationStale => "revocation_stale",
            Self::RuleBegins => "rule_begins",
            Self::RuleEnds => "rule_ends",
            Self::LooseningEnds => "loosening_ends",
            Self::Condition => "condition",
            Self::ClientAuthSunset => "client_auth_sunset",
        }
    }
}

impl fmt::Display for TimelineEventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something that happens at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEvent {
    kind: TimelineEventKind,
    at: Timestamp,
    message: String,
    certificate: Option<Fingerprint>,
}

impl TimelineEvent {
    /// What sort of thing.
    pub fn kind(&self) -> TimelineEventKind {
        self.kind
    }

    /// When.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// What, in a sentence.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The certificate that it is about, if it is about one.
    pub fn certificate_fingerprint(&self) -> Option<Fingerprint> {
        self.certificate
    }
}

/// From that day on no public CA issues certificates for clientAuth: 15 March 2027 (Chrome Root Program Policy 1.8).
const SUNSET: Timestamp = Timestamp::from_unix_seconds(1_805_068_800);

/// Everything that happens at that instant and bears on the chain; the decision is the one then.
pub(super) fn at(
    party: &RelyingParty,
    chain: &PresentedChain,
    decision: &Decision,
    at: Timestamp,
) -> Vec<TimelineEvent> {
    let mut events = Vec::new();
    let mut tell = |kind, message: String, certificate: Option<Fingerprint>| {
        let event = TimelineEvent { kind, at, message, certificate };
        if !events.contains(&event) {
            events.push(event);
        }
    };
    let presented =
        chain.end_entity().ok().into_iter().chain(chain.others()).map(|certificate| ("certificate", certificate));
    let anchors = party.anchors.iter().map(|anchor| ("trust anchor", anchor.certificate()));
    let stapled: Vec<OcspResponse> =
        chain.stapled_ocsp().iter().filter_map(|response| OcspResponse::from_der(response).ok()).collect();
    let responses = || party.sources.ocsp_responses().chain(&stapled);
    let signers = party.sources.certificates().iter().chain(responses().flat_map(OcspResponse::certificates));
    let signers = signers.map(|certificate| ("revocation signer", certificate));
    for (what, certificate) in presented.clone().chain(anchors).chain(signers.clone()) {
        let (name, fingerprint) = (designation(certificate), Some(certificate.fingerprint()));
        if certificate.not_before() == at {
            tell(TimelineEventKind::CertificateBegins, format!("the {what} {name} begins to be valid"), fingerprint);
        }
        if after(certificate.not_after()) == at {
            tell(TimelineEventKind::CertificateEnds, format!("the {what} {name} expires"), fingerprint);
        }
    }
    for revocation in decision.revocation().unwrap_or_default().iter().filter(|one| one.revoked_at() == Some(at)) {
        let message = format!("certificate {} is revoked", revocation.index());
        tell(TimelineEventKind::CertificateRevoked, message, Some(revocation.fingerprint()));
    }
    let of_crl = |crl: &Crl| {
        let name = format!("the CRL of {}", quoted(&crl.issuer().to_string()));
        (name, (crl.this_update(), crl.this_update(), Some(crl.next_update())))
    };
    let of_response = |response: &OcspResponse| {
        let windows = |window| (response.named(), window);
        response.windows().map(windows).collect::<Vec<_>>()
    };
    let windows = party.sources.crls().map(of_crl).chain(responses().flat_map(of_response));
    for (name, (counts_from, this_update, next_update)) in windows {
        if counts_from == at {
            tell(TimelineEventKind::RevocationBegins, format!("{name} begins to count"), None);
        }
        for requirement in party.requirements.each() {
            let fresh_until = requirement.fresh_until(this_update, next_update.unwrap_or(this_update));
            let graced_until = requirement.graced_until(fresh_until);
            if after(fresh_until) == at {
                tell(
                    TimelineEventKind::RevocationStale,
                    format!("{name} is stale, for there should be a newer one"),
                    None,
                );
            } else if after(graced_until) == at {
                tell(TimelineEventKind::RevocationStale, format!("{name} has been stale for too long to count"), None);
            }
        }
    }
    for (rule, from, until) in party.policy.iter().flat_map(Policy::dated_rules) {
        if from == Some(at) {
            tell(TimelineEventKind::RuleBegins, format!("the rule {} begins to be in force", quoted(rule)), None);
        }
        if until == Some(at) {
            tell(TimelineEventKind::RuleEnds, format!("the rule {} is in force no more", quoted(rule)), None);
        }
    }
    for loosening in party.profile.loosenings().iter().filter(|loosening| loosening.ends() == Some(at)) {
        let message = format!("the loosening {} is over", quoted(loosening.name()));
        tell(TimelineEventKind::LooseningEnds, message, None);
    }
    if events.is_empty() {
        // A certificate of another path, or of who signed revocation data.
        for (what, certificate) in presented.chain(signers) {
            let by_crl = party.sources.crls().flat_map(|crl| crl.revokes_from(certificate));
            let by_ocsp = responses().flat_map(|response| response.revokes_from(certificate));
            if by_crl.chain(by_ocsp).any(|since| since == at) {
                let (message, kind) = (
                    format!("the {what} {} is revoked", designation(certificate)),
                    TimelineEventKind::CertificateRevoked,
                );
                events.push(TimelineEvent { kind, at, message, certificate: Some(certificate.fingerprint()) });
            }
        }
    }
    if events.is_empty() {
        let message = "a condition of the policy about age or remaining time has another answer".to_owned();
        events.push(TimelineEvent { kind: TimelineEventKind::Condition, at, message, certificate: None });
    }
    events
}

/// What lies between two instants and flips nothing by itself.
pub(super) fn notices(
    party: &RelyingParty,
    chain: &PresentedChain,
    from: Timestamp,
    to: Timestamp,
) -> Vec<TimelineEvent> {
    let Ok(certificate) = chain.end_entity() else { return Vec::new() };
    let asked_for = party.profile.extended_key_usage.iter().any(|usage| usage.as_oid() == known::CLIENT_AUTH);
    let for_clients = certificate.extended_key_usage().is_some_and(|usages| usages.contains(known::CLIENT_AUTH));
    let public = [
        known::EXTENDED_VALIDATION,
        known::DOMAIN_VALIDATED,
        known::ORGANIZATION_VALIDATED,
        known::INDIVIDUAL_VALIDATED,
    ];
    let is_public = certificate.certificate_policies().any(|policy| public.contains(&policy));
    if !(asked_for && for_clients && is_public && from <= SUNSET && SUNSET <= to) {
        return Vec::new();
    }
    let message = format!(
        "from now on public CAs issue no certificate for clientAuth: the one that replaces {} will not be accepted here",
        designation(certificate)
    );
    let (kind, certificate) = (TimelineEventKind::ClientAuthSunset, Some(certificate.fingerprint()));
    vec![TimelineEvent { kind, at: SUNSET, message, certificate }]
}

/// The first instant at which it is over.
fn after(last: Timestamp) -> Timestamp {
    last.plus_seconds(1)
}

fn designation(certificate: &Certificate) -> String {
    let subject = certificate.subject();
    match subject.values(known::COMMON_NAME).next() {
        Some(name) => quoted(&name),
        None => quoted(&subject.to_string()),
    }
}
