//! One case, decided by a relying party without a policy.

use std::time::{SystemTime, UNIX_EPOCH};

use handfast::encoding::oid::{Oid, OidBuf, known};
use handfast::path::Form;
use handfast::{
    AccessRequest, Crl, Effect, PresentedChain, Profile, Provider, ReferenceIdentifier, RelyingParty, RevocationData,
    SetupError, Timestamp, TrustAnchors,
};

use super::Actual;
use super::suite::{Case, PeerName, PolicyInputs, ValidationKind};

/// What the case gives, and the codes of the reasons.
pub(super) fn decide(case: &Case, provider: Provider) -> (Actual, Vec<String>) {
    let relying_party = match relying_party(case, provider) {
        Ok(relying_party) => relying_party,
        Err(error) => return (Actual::Failure, vec![error.code().to_string()]),
    };
    let chain = std::iter::once(&case.peer_certificate).chain(&case.untrusted_intermediates);
    let chain = PresentedChain::from_tls(chain);
    let at = case.validation_time.as_deref().and_then(|text| text.parse().ok()).unwrap_or_else(now);
    let names: Vec<&PeerName> = case.expected_peer_name.iter().chain(&case.expected_peer_names).collect();
    let mut requests = Vec::new();
    for name in &names {
        match reference(name) {
            Ok(name) => requests.push(AccessRequest::connection().expecting(name)),
            Err(error) => return (Actual::Failure, vec![error.code().to_string()]),
        }
    }
    if requests.is_empty() {
        requests.push(AccessRequest::connection());
    }
    for request in &requests {
        let decision = relying_party.decide(&chain, request, at);
        if decision.effect() == Effect::Deny {
            let codes = decision.reasons().iter().map(|reason| reason.code().to_string()).collect();
            return (Actual::Failure, codes);
        }
    }
    (Actual::Success, Vec::new())
}

/// `webpki` and `online` follow the CA/Browser Forum, everything else RFC 5280. PKITS was issued before RFC 5280 and is
/// about section 6.1: its CAs leave extensions uncritical that section 4 wants critical.
fn relying_party(case: &Case, provider: Provider) -> Result<RelyingParty, SetupError> {
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
    if let Some(inputs) = &case.certificate_policy_inputs {
        profile = with_policies(profile, inputs);
    }
    let anchors = TrustAnchors::from_pem(case.trusted_certs.join("\n"))?;
    let mut builder = RelyingParty::builder().trust_anchors(anchors).profile(profile).provider(provider);
    if !case.crls.is_empty() {
        builder = builder.revocation(RevocationData::new().with_crls(Crl::from_pem(case.crls.join("\n"))?));
    }
    builder.any_verified_peer().build()
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

fn reference(name: &PeerName) -> Result<ReferenceIdentifier, SetupError> {
    match name.kind.as_str() {
        "RFC822" => ReferenceIdentifier::email(&name.value),
        "IP" => format!("ip:{}", name.value).parse(),
        _ => ReferenceIdentifier::dns(&name.value),
    }
}

fn now() -> Timestamp {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs());
    Timestamp::from_unix_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
}
