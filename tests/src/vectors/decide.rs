//! A vector to the decision about it, through the public surface: what each language's runner does, too.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use handfast::{
    AccessRequest, Certificate, Crl, Decision, OcspResponse, Policy, PresentedChain, Profile, Provider, RelyingParty,
    RelyingPartyBuilder, RevocationData, RevocationMode, Timestamp, TrustAnchors,
};

use super::model::{Expectation, RequestKind, RequestSpec, RevocationSpec, Vector};

/// The order of the certificates behind the first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    AsSent,
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests ask for it"))]
    Reversed,
}

/// Decides.
///
/// # Errors
/// The vector cannot be read, or its relying party cannot be built.
pub(crate) fn decide(vector: &Vector, provider: Provider, order: Order) -> Result<Decision, String> {
    decide_by(&builder(vector, provider)?.build().map_err(told)?, vector, order)
}

/// Decides with a relying party that was built for the vector.
pub(crate) fn decide_by(relying_party: &RelyingParty, vector: &Vector, order: Order) -> Result<Decision, String> {
    let at: Timestamp = vector.at.parse().map_err(told)?;
    Ok(relying_party.decide(&chain(vector, order)?, &request(&vector.request)?, at))
}

/// Decides at another time than the vector's.
#[cfg(test)]
pub(crate) fn decide_at(relying_party: &RelyingParty, vector: &Vector, at: Timestamp) -> Result<Decision, String> {
    Ok(relying_party.decide(&chain(vector, Order::AsSent)?, &request(&vector.request)?, at))
}

/// The decisions from one time to another.
#[cfg(test)]
pub(crate) fn timeline(
    relying_party: &RelyingParty,
    vector: &Vector,
    from: Timestamp,
    to: Timestamp,
) -> Result<handfast::Timeline, String> {
    Ok(relying_party.timeline(&chain(vector, Order::AsSent)?, &request(&vector.request)?, from, to))
}

/// The relying party that the vector asks for.
pub(crate) fn builder(vector: &Vector, provider: Provider) -> Result<RelyingPartyBuilder, String> {
    let spec = &vector.relying_party;
    let is_document = spec.profile.starts_with('{');
    let profile = if is_document { Profile::from_json(&spec.profile) } else { Profile::by_name(&spec.profile) };
    let profile = profile.map_err(told)?;
    let mut builder = RelyingParty::builder().profile(profile).provider(provider);
    for anchor in &vector.anchors {
        let mut anchors = TrustAnchors::from_der(bytes(&anchor.der)?).map_err(told)?;
        if let Some(bundle) = &anchor.bundle {
            anchors = anchors.named(bundle);
        }
        builder = builder.trust_anchors(anchors);
    }
    if let Some(text) = &spec.policy {
        builder = builder.policy(Policy::parse_with_sets(text, &spec.external_sets).map_err(told)?);
    }
    if spec.any_verified_peer {
        builder = builder.any_verified_peer();
    }
    if spec.accept_files {
        builder = builder.accept_files_without_possession();
    }
    for hop in &spec.trusted_hops {
        builder = builder.trusted_hop(hop);
    }
    if let Some(given) = &vector.revocation {
        builder = revocation(builder, given)?;
    }
    Ok(builder)
}

fn revocation(builder: RelyingPartyBuilder, given: &RevocationSpec) -> Result<RelyingPartyBuilder, String> {
    let mut data = RevocationData::new();
    for crl in &given.crls {
        data = data.with_crl(Crl::from_der(bytes(crl)?).map_err(told)?);
    }
    for response in &given.ocsp {
        data = data.with_ocsp_response(OcspResponse::from_der(bytes(response)?).map_err(told)?);
    }
    for certificate in &given.certificates {
        data = data.with_certificate(Certificate::parse(bytes(certificate)?).map_err(told)?);
    }
    let grace = given.grace_seconds.map_or(Duration::MAX, Duration::from_secs);
    let builder = builder.revocation(data);
    Ok(match given.mode.as_deref() {
        None => builder,
        Some("hard") => builder.revocation_mode(RevocationMode::Hard),
        Some("soft") => builder.revocation_mode(RevocationMode::SoftUntil { grace }),
        Some("off") => builder.revocation_mode(RevocationMode::Off),
        Some(other) => return Err(format!("there is no revocation mode {other}")),
    })
}

fn chain(vector: &Vector, order: Order) -> Result<PresentedChain, String> {
    let mut items: Vec<Vec<u8>> = vector.chain.iter().map(|item| bytes(item)).collect::<Result<_, _>>()?;
    if let (Order::Reversed, Some(behind)) = (order, items.get_mut(1..)) {
        behind.reverse();
    }
    let mut chain = match vector.arrived.as_str() {
        "tls" => PresentedChain::from_tls(items),
        "files" => PresentedChain::from_files(items),
        "forwarded" => {
            PresentedChain::from_forwarded(items, vector.hop.as_deref().ok_or("a forwarded chain names its hop")?)
        }
        other => return Err(format!("a chain does not arrive by {other}")),
    };
    for response in vector.revocation.iter().flat_map(|given| &given.stapled_ocsp) {
        chain = chain.with_stapled_ocsp(bytes(response)?);
    }
    Ok(chain)
}

fn request(spec: &RequestSpec) -> Result<AccessRequest, String> {
    let text = |value: &Option<String>| value.clone().ok_or("the request lacks a value of its kind".to_owned());
    let mut request = match spec.kind {
        RequestKind::Connection => AccessRequest::connection(),
        RequestKind::Http => AccessRequest::new(&text(&spec.method)?, &text(&spec.path)?),
        RequestKind::Action => AccessRequest::action(&text(&spec.action)?, &text(&spec.resource)?),
    };
    if let Some(name) = &spec.expected_name {
        request = request.expecting(name.parse().map_err(told)?);
    }
    for (key, values) in &spec.context {
        for value in values {
            request = request.with(key, value).map_err(told)?;
        }
    }
    Ok(request)
}

fn bytes(base64: &str) -> Result<Vec<u8>, String> {
    STANDARD.decode(base64).map_err(told)
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// What the decision is, in the terms of the expectation; what the vector is not about is left out.
pub(crate) fn outcome(decision: &Decision, about: &Expectation) -> Expectation {
    let shadow = decision.shadow().iter().map(|shadow| {
        let star = if shadow.would_change { "*" } else { "" };
        format!("{}{star}", shadow.rule)
    });
    let until = || decision.valid_until().map_or_else(|| "never".to_owned(), |instant| instant.to_string());
    Expectation {
        effect: decision.effect().as_str().to_owned(),
        codes: decision.reasons().iter().map(|reason| reason.code().as_str().to_owned()).collect(),
        rule: decision.rule().map(ToOwned::to_owned),
        nearest_field: decision.nearest().map(|nearest| nearest.field.clone()),
        principal: decision.principal().map(|principal| principal.value().to_owned()),
        state: about.state.is_some().then(|| decision.state().as_str().to_owned()),
        valid_until: about.valid_until.is_some().then(until),
        shadow: about.shadow.is_some().then(|| shadow.collect()),
        obligations: about.obligations.is_some().then(|| obligations(decision)),
    }
}

/// The member of the decision's JSON, whose keys are in a fixed order.
fn obligations(decision: &Decision) -> String {
    let json = decision.to_json();
    let after = json.split_once("\"obligations\":").map_or("", |(_, after)| after);
    after.split_once(",\"shadow\":").map_or("", |(obligations, _)| obligations).to_owned()
}
