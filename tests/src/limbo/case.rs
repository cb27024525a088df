//! One case, decided by a relying party without a policy.

use std::time::{SystemTime, UNIX_EPOCH};

use handfast::encoding::oid::{Oid, OidBuf, known};
use handfast::path::Form;
use handfast::{
    AccessRequest, Crl, Decision, Effect, PresentedChain, Profile, Provider, ReferenceIdentifier, RelyingParty,
    RevocationData, SetupError, Timestamp, TrustAnchors,
};

use super::Actual;
use super::suite::{Case, PeerName, PolicyInputs, ValidationKind};

/// What the decisions say of the case, and the codes of the reasons.
pub(super) fn outcome(answers: &Result<Vec<Decision>, SetupError>) -> (Actual, Vec<String>) {
    let decisions = match answers {
        Ok(decisions) => decisions,
        Err(error) => return (Actual::Failure, vec![error.code().to_string()]),
    };
    match decisions.iter().find(|decision| decision.effect() == Effect::Deny) {
        Some(denied) => (Actual::Failure, denied.reasons().iter().map(|reason| reason.code().to_string()).collect()),
        None => (Actual::Success, Vec::new()),
    }
}

/// A decision for each name that the case expects, or one about the connection; an error where the caller's part of the case
/// is refused.
pub(super) fn answers(case: &Case, profile: Profile, provider: Provider) -> Result<Vec<Decision>, SetupError> {
    let relying_party = relying_party(case, profile, provider)?;
    let chain = PresentedChain::from_tls(chain(case));
    let at = time(case);
    let names: Vec<ReferenceIdentifier> = names(case).iter().map(|name| name.parse()).collect::<Result<_, _>>()?;
    let mut requests: Vec<AccessRequest> =
        names.into_iter().map(|name| AccessRequest::connection().expecting(name)).collect();
    if requests.is_empty() {
        requests.push(AccessRequest::connection());
    }
    Ok(requests.iter().map(|request| relying_party.decide(&chain, request, at)).collect())
}

/// The certificates that the peer sends, PEM.
pub(super) fn chain(case: &Case) -> Vec<&str> {
    std::iter::once(&case.peer_certificate).chain(&case.untrusted_intermediates).map(String::as_str).collect()
}

/// The names that the peer is expected to have, as reference identifiers are written.
pub(super) fn names(case: &Case) -> Vec<String> {
    let written = |name: &PeerName| {
        let class = match name.kind.as_str() {
            "RFC822" => "email",
            "IP" => "ip",
            _ => "dns",
        };
        format!("{class}:{}", name.value)
    };
    case.expected_peer_name.iter().chain(&case.expected_peer_names).map(written).collect()
}

/// When the case is decided.
pub(super) fn time(case: &Case) -> Timestamp {
    case.validation_time.as_deref().and_then(|text| text.parse().ok()).unwrap_or_else(now)
}

fn relying_party(case: &Case, profile: Profile, provider: Provider) -> Result<RelyingParty, SetupError> {
    let anchors = TrustAnchors::from_pem(case.trusted_certs.join("\n"))?;
    let mut builder = RelyingParty::builder().trust_anchors(anchors).profile(profile).provider(provider);
    if !case.crls.is_empty() {
        builder = builder.revocation(RevocationData::new().with_crls(Crl::from_pem(case.crls.join("\n"))?));
    }
    builder.any_verified_peer().build()
}

/// `webpki` and `online` follow the CA/Browser Forum, everything else RFC 5280. PKITS was issued before RFC 5280 and is
/// about section 6.1: its CAs leave extensions uncritical that section 4 wants critical.
pub(super) fn profile(case: &Case) -> Profile {
    let forum = ["webpki::", "online::"].iter().any(|namespace| case.id.starts_with(namespace));
    let mut profile = if forum { Profile::webpki_server() } else { Profile::rfc5280() };
    if case.id.starts_with("pkits::") {
        profile = profile.with_form(Form::AsIssued);
    }
    // The suite's verifiers are TLS verifiers: without a list, the role's own usage is asked for.
    let role = if case.validation_kind == ValidationKind::Client { known::CLIENT_AUTH } else { known::SERVER_AUTH };
    let listed: Vec<Oid<'_>> = case.extended_key_usage.iter().filter_map(|name| usage(name)).collect();
    profile = profile.with_extended_key_usages(if listed.is_empty() { vec![role] } else { listed });
    if let Some(depth) = case.max_chain_depth {
        profile = profile.with_at_most_intermediates(depth);
    }
    match &case.certificate_policy_inputs {
        Some(inputs) => with_policies(profile, inputs),
        None => profile,
    }
}

/// With the public suffix list where the case asks for it; not every binding has it.
pub(super) fn pedantic(case: &Case) -> Result<Profile, SetupError> {
    let asks = case.features.iter().any(|feature| feature == "pedantic-public-suffix-wildcard");
    if asks { profile(case).without_public_suffix_wildcards() } else { Ok(profile(case)) }
}

fn with_policies(mut profile: Profile, inputs: &PolicyInputs) -> Profile {
    let set: Vec<OidBuf> =
        inputs.user_initial_policy_set.iter().flatten().filter_map(|oid| OidBuf::parse(oid)).collect();
    profile = profile.with_initial_certificate_policies(set.iter().map(OidBuf::as_oid));
    if inputs.initial_explicit_policy {
        profile = profile.with_explicit_certificate_policy();
    }
    if inputs.initial_policy_mapping_inhibit {
        profile = profile.without_policy_mapping();
    }
    if inputs.initial_any_policy_inhibit {
        profile = profile.without_any_policy();
    }
    profile
}

fn usage(name: &str) -> Option<Oid<'static>> {
    match name {
        "serverAuth" => Some(known::SERVER_AUTH),
        "clientAuth" => Some(known::CLIENT_AUTH),
        "codeSigning" => Some(known::CODE_SIGNING),
        "emailProtection" => Some(known::EMAIL_PROTECTION),
        "timeStamping" => Some(known::TIME_STAMPING),
        "OCSPSigning" => Some(known::OCSP_SIGNING),
        _ => None,
    }
}

fn now() -> Timestamp {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs());
    Timestamp::from_unix_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
}
