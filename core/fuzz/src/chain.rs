//! Bytes as a presented chain, against anchors that issued some of the seeds and against anchors that issued nothing.
//!
//! Input: an octet that chooses profile and arrival, then certificates, each after two octets with its length.

use std::sync::OnceLock;

use handfast::limits::{CANDIDATES, CHAIN_CERTIFICATES};
use handfast::{AccessRequest, Code, Decision, Effect, PresentedChain, Profile, RelyingParty, Timestamp, TrustAnchors};

/// The CA that the seeds lead to.
const ROOT: &[u8] = include_bytes!("../anchors/root.der");
/// A CA of the same name, whose key has never signed anything: the signature on its own certificate is broken.
const STRANGER: &[u8] = include_bytes!("../anchors/stranger.der");
/// When the seeds are valid.
const AT: Timestamp = Timestamp::from_unix_seconds(1_780_000_000);

pub fn run(input: &[u8]) {
    let (choice, certificates) = read(input);
    let [end_entity, others @ ..] = certificates.as_slice() else {
        let chain = PresentedChain::from_tls(&certificates);
        let nothing = decide(ROOT, choice, &chain);
        assert_eq!((nothing.effect(), nothing.reasons()[0].code()), (Effect::Deny, Code::ChainEmpty));
        return;
    };
    let present = |certificates: &[&[u8]]| match choice & 0x30 {
        0x10 => PresentedChain::from_forwarded(certificates, "edge"),
        _ => PresentedChain::from_tls(certificates),
    };
    let chain = present(&certificates);
    // The same certificates backwards, the end entity first again, and some of them twice.
    let mut backwards = vec![*end_entity];
    backwards.extend(others.iter().rev());
    backwards.extend(others.iter().take(2));
    let backwards = present(&backwards);
    for anchor in [ROOT, STRANGER] {
        let decision = decide(anchor, choice, &chain);
        sound(&decision);
        assert_eq!(decision.to_json(), decide(anchor, choice, &backwards).to_json(), "the order of others matters");
        assert!(anchor != STRANGER || decision.effect() == Effect::Deny, "a stranger was let in: {decision}");
    }
}

/// What holds for every decision.
fn sound(decision: &Decision) {
    let json: serde_json::Value = serde_json::from_str(&decision.to_json()).expect("a decision is JSON");
    assert_eq!(json["effect"], decision.effect().as_str());
    assert!(!decision.reasons().is_empty(), "a decision without a reason");
    for reason in decision.reasons() {
        assert!(!reason.message().contains(char::is_control), "control characters in {:?}", reason.message());
        assert!(reason.message().len() < 16 * 1024, "a message of {} bytes", reason.message().len());
    }
    assert!(!decision.to_string().contains(|c: char| c.is_control() && c != '\n'));
    assert!(decision.effect() == Effect::Deny || (decision.identity().is_some() && !decision.path().is_empty()));
    // Every candidate that failed, every certificate that cannot be read, and the dead ends between.
    let most = 2 * (CANDIDATES as usize + CHAIN_CERTIFICATES);
    assert!(decision.attempts().total() <= most, "{} attempts", decision.attempts().total());
}

fn decide(anchor: &[u8], choice: u8, chain: &PresentedChain) -> Decision {
    static PARTIES: OnceLock<Vec<RelyingParty>> = OnceLock::new();
    let parties = PARTIES.get_or_init(|| {
        // Profiles that refuse a CA certificate as the end entity: with another the anchor itself would be let in.
        let profiles = [Profile::client(), Profile::svid(), Profile::webpki_server()];
        let parties = profiles.into_iter().flat_map(|profile| [ROOT, STRANGER].map(|anchor| party(anchor, &profile)));
        parties.collect()
    });
    let place = usize::from(choice % 3) * 2 + usize::from(anchor == STRANGER);
    parties[place].decide(chain, &AccessRequest::new("GET", "/"), AT)
}

fn party(anchor: &[u8], profile: &Profile) -> RelyingParty {
    let anchors = TrustAnchors::from_der(anchor).expect("the anchor is a CA certificate");
    let builder = RelyingParty::builder().trust_anchors(anchors).profile(profile.clone()).trusted_hop("edge");
    builder.any_verified_peer().build().expect("a relying party")
}

fn read(input: &[u8]) -> (u8, Vec<&[u8]>) {
    let Some((choice, mut rest)) = input.split_first() else { return (0, Vec::new()) };
    let mut certificates = Vec::new();
    while let [high, low, after @ ..] = rest {
        let length = usize::from(u16::from_be_bytes([*high, *low])).min(after.len());
        let (certificate, left) = after.split_at(length);
        if !certificate.trim_ascii().is_empty() {
            certificates.push(certificate);
        }
        rest = left;
    }
    (*choice, certificates)
}
