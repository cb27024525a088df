//! Text as a policy: read or refused with its place; what is read is read the same again, and evaluates.

use std::sync::OnceLock;

use handfast::{
    AccessRequest, Effect, PeerIdentity, Policy, PresentedChain, RelyingParty, SetupCode, Timestamp, TrustAnchors,
};

const ROOT: &[u8] = include_bytes!("../anchors/root.der");
/// A chain that leads to it, in the form of the target `chain`.
const CHAIN: &[u8] = include_bytes!("../corpus/chain/intermediate");
const AT: Timestamp = Timestamp::from_unix_seconds(1_780_000_000);

pub fn run(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    match Policy::parse_untested(text) {
        Err(error) => {
            assert!(!error.message().is_empty() && !error.fix().is_empty());
            assert!(!error.message().contains(char::is_control), "control characters in {:?}", error.message());
            let whole = text.trim().is_empty() || error.code() == SetupCode::TooLarge;
            assert!(whole || error.position().is_some(), "no place: {error}");
        }
        Ok(policy) => accepted(&policy, text),
    }
}

fn accepted(policy: &Policy, text: &str) {
    let again = Policy::parse_untested(text).expect("what was read once is read again");
    assert_eq!(policy.fingerprint(), again.fingerprint());
    assert_eq!(policy.lint(Some(AT)).len(), again.lint(Some(AT)).len());
    let _ = policy.test();
    let peer = identity();
    let requests = [
        AccessRequest::new("GET", "/api/ledger/balances/7"),
        AccessRequest::new("POST", "/../%2e"),
        AccessRequest::connection(),
        AccessRequest::action("publish", "meters/M-1/up"),
    ];
    for request in requests {
        let evaluation = policy.evaluate(peer, &request, AT);
        assert!(!evaluation.reasons().is_empty());
        let named = evaluation.rule();
        assert!(named.is_none_or(|rule| policy.rules().any(|id| id == rule)), "a rule that is not in the document");
        assert!(evaluation.effect() == Effect::Deny || named.is_some(), "allowed by no rule");
        assert_eq!(format!("{evaluation:?}"), format!("{:?}", again.evaluate(peer, &request, AT)));
    }
}

fn identity() -> &'static PeerIdentity {
    static IDENTITY: OnceLock<PeerIdentity> = OnceLock::new();
    IDENTITY.get_or_init(|| {
        let mut rest = CHAIN.get(1..).unwrap_or_default();
        let mut certificates = Vec::new();
        while let [high, low, after @ ..] = rest {
            let (certificate, left) = after.split_at(usize::from(u16::from_be_bytes([*high, *low])));
            certificates.push(certificate);
            rest = left;
        }
        let anchors = TrustAnchors::from_der(ROOT).expect("the anchor is a CA certificate");
        let party =
            RelyingParty::builder().trust_anchors(anchors).any_verified_peer().build().expect("a relying party");
        let chain = PresentedChain::from_tls(certificates);
        party.authorize(&chain, &AccessRequest::connection(), AT).expect("the seed verifies")
    })
}
