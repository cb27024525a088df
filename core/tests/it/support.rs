//! What most tests begin with: a root, an end entity, a relying party and a time.

use base64::Engine as _;
use handfast::anchor::TrustAnchors;
use handfast::{AccessRequest, Decision, Policy, PresentedChain, Profile, RelyingParty, Timestamp};

use crate::forge::extension::{
    CLIENT_AUTH, authority_key_identifier, basic_constraints, extended_key_usage, key_usage, subject_alt_names,
};
use crate::forge::{Ca, Key, Spec};

/// The time of most decisions; certificates are valid in 2026 unless a test says otherwise.
pub(crate) const AT: &str = "2026-06-01T00:00:00Z";

pub(crate) fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An end entity's certificate for a client with these names.
pub(crate) fn client(ca: &Ca, names: &[Vec<u8>]) -> Spec {
    Spec::new("client", &Key::new("client"), ca)
        .with(basic_constraints(false, None))
        .with(key_usage(&[0]))
        .with(extended_key_usage(&[CLIENT_AUTH]))
        .with(authority_key_identifier(&ca.key))
        .with(subject_alt_names(names))
}

pub(crate) fn anchors(certificates: &[Vec<u8>]) -> TrustAnchors {
    let mut all: Option<TrustAnchors> = None;
    for certificate in certificates {
        let one = TrustAnchors::from_der(certificate).unwrap();
        all = Some(match all {
            Some(before) => before.with(&one),
            None => one,
        });
    }
    all.unwrap()
}

/// Trusts these anchors, and lets in whomever they vouch for.
pub(crate) fn party(certificates: &[Vec<u8>]) -> RelyingParty {
    party_with(certificates, Profile::client())
}

pub(crate) fn party_with(certificates: &[Vec<u8>], profile: Profile) -> RelyingParty {
    RelyingParty::builder().trust_anchors(anchors(certificates)).profile(profile).any_verified_peer().build().unwrap()
}

pub(crate) fn party_by(certificates: &[Vec<u8>], policy: &str) -> RelyingParty {
    let policy = Policy::parse(policy).unwrap();
    RelyingParty::builder().trust_anchors(anchors(certificates)).policy(policy).build().unwrap()
}

pub(crate) fn decide(party: &RelyingParty, chain: &[Vec<u8>]) -> Decision {
    decide_at(party, chain, AT)
}

pub(crate) fn decide_at(party: &RelyingParty, chain: &[Vec<u8>], at: &str) -> Decision {
    party.decide(&PresentedChain::from_tls(chain), &AccessRequest::connection(), instant(at))
}

/// The codes of a decision's reasons, in order.
pub(crate) fn codes(decision: &Decision) -> Vec<&'static str> {
    decision.reasons().iter().map(|reason| reason.code().as_str()).collect()
}

pub(crate) fn pem(der: &[u8]) -> String {
    labelled("CERTIFICATE", der)
}

pub(crate) fn labelled(label: &str, der: &[u8]) -> String {
    let base64 = base64::engine::general_purpose::STANDARD.encode(der);
    format!("-----BEGIN {label}-----\n{base64}\n-----END {label}-----\n")
}
