//! Until when a decision holds, and that its bytes are always the same.

use handfast::path::AnchorStatement;
use handfast::{AccessRequest, PresentedChain, Profile};

use crate::forge::der::utc;
use crate::forge::extension::{dns, uri};
use crate::forge::{Ca, Spec};
use crate::support::{client, codes, decide, decide_at, instant, party, party_by, party_with};

fn valid(from: &'static str, until: &'static str) -> impl Fn(&mut Spec) {
    move |spec| (spec.not_before, spec.not_after) = (utc(from), utc(until))
}

/// What the JSON says about the decision being another one: everything but the time it was made at.
fn verdict(decision: &handfast::Decision) -> String {
    format!("{} {:?}", decision.effect(), codes(decision))
}

#[test]
fn a_path_holds_until_the_second_after_the_first_of_its_ends() {
    let (root, middle) = (Ca::new("Root"), Ca::new("Middle"));
    let leaf = client(&middle, &[dns("a.example")]).sign(&middle.key);
    let short = middle.spec(&root).change(valid("260101000000Z", "260701000000Z")).sign(&root.key);
    let party = party(&[root.root()]);
    let chain = [leaf, short];
    let decision = decide(&party, &chain);
    assert_eq!(decision.valid_until(), Some(instant("2026-07-01T00:00:01Z")));
    assert_eq!(verdict(&decide_at(&party, &chain, "2026-07-01T00:00:00Z")), verdict(&decision), "the last second");
    assert_eq!(codes(&decide_at(&party, &chain, "2026-07-01T00:00:01Z")), ["certificate_expired"]);
}

#[test]
fn a_rejection_holds_until_anything_that_was_looked_at_begins() {
    let (root, middle) = (Ca::new("Root"), Ca::new("Middle"));
    let leaf = |from| client(&middle, &[dns("a.example")]).change(valid(from, "270101000000Z")).sign(&middle.key);
    let between = |from| middle.spec(&root).change(valid(from, "270101000000Z")).sign(&root.key);
    let root_from = |from| root.spec(&root).change(valid(from, "270101000000Z")).sign(&root.key);
    let (early, july, august) = ("260101000000Z", "260701000000Z", "260801000000Z");
    let (from_july, from_august) = (Some(instant("2026-07-01T00:00:00Z")), Some(instant("2026-08-01T00:00:00Z")));
    let cases = [
        ("the end entity", july, early, early, from_july),
        ("an intermediate", early, july, early, from_july),
        ("the anchor", early, early, july, from_july),
        ("end entity and intermediate: nothing helps before the end entity begins", august, july, early, from_august),
        ("intermediate and anchor: the anchor is not looked at before", early, august, july, from_august),
    ];
    for (what, of_leaf, of_middle, of_root, until) in cases {
        let party = party(&[root_from(of_root)]);
        let decision = decide(&party, &[leaf(of_leaf), between(of_middle)]);
        assert_eq!(decision.effect().as_str(), "deny", "{what}");
        assert_eq!(decision.valid_until(), until, "{what}");
    }
    let ignoring = Profile::client().with_anchor_validity(AnchorStatement::Ignored);
    let party = party_with(&[root_from(july)], ignoring);
    let decision = decide(&party, &[leaf(early), between(early)]);
    assert_eq!(decision.effect().as_str(), "allow", "an anchor's own time does not count if the profile says so");
    assert_eq!(decision.valid_until(), Some(instant("2027-01-01T00:00:01Z")));
}

#[test]
fn what_no_time_can_mend_holds_for_ever() {
    let (root, stranger) = (Ca::new("Root"), Ca::new("Stranger"));
    let party = party(&[root.root()]);
    let decision = decide(&party, &[client(&stranger, &[dns("a.example")]).sign(&stranger.key)]);
    assert_eq!((codes(&decision), decision.valid_until()), (vec!["issuer_unknown"], None));
}

#[test]
fn a_path_that_may_be_found_first_later_ends_the_decision_too() {
    // Two certificates of one CA; the one that lasts longer is tried first, and is not valid yet.
    let (root, middle) = (Ca::new("Root"), Ca::new("Middle"));
    let leaf = client(&middle, &[dns("a.example")]).sign(&middle.key);
    let now = middle.spec(&root).change(valid("260101000000Z", "261001000000Z")).sign(&root.key);
    let later = middle.spec(&root).change(valid("260701000000Z", "261201000000Z")).sign(&root.key);
    let decision = decide(&party(&[root.root()]), &[leaf, now, later]);
    assert_eq!(decision.effect().as_str(), "allow");
    assert_eq!(decision.valid_until(), Some(instant("2026-07-01T00:00:00Z")));
}

const BY_TIME: &str = "
handfast: 1
default: deny
identity: [dns]
rules:
  - { id: summer, effect: allow, from: [{ dns: a.example, age: { lt: 200d } }], valid: { from: 2026-06-01T00:00:00Z } }
  - { id: closed, effect: deny, from: [{ dns: a.example }], valid: { from: 2026-07-10T00:00:00Z, until: 2026-07-11T00:00:00Z } }
";

#[test]
fn a_rule_and_a_span_of_time_end_the_decision() {
    let root = Ca::new("Root");
    let leaf = client(&root, &[dns("a.example")]).sign(&root.key);
    let party = party_by(&[root.root()], BY_TIME);
    let mut seen = Vec::new();
    let mut at = instant("2026-05-01T00:00:00Z");
    // From one `valid_until` to the next: each decision is what it says until then.
    loop {
        let chain = PresentedChain::from_tls([&leaf]);
        let decision = party.decide(&chain, &AccessRequest::connection(), at);
        let last = decision.valid_until().map(|until| until.plus_seconds(-1));
        if let Some(last) = last {
            let then = party.decide(&chain, &AccessRequest::connection(), last);
            assert_eq!(verdict(&then), verdict(&decision), "from {at} to {last}");
        }
        let told = (decision.effect().as_str(), decision.rule().map(ToOwned::to_owned));
        if seen.last().is_none_or(|(_, before)| *before != told) {
            seen.push((at.to_string(), told));
        }
        match decision.valid_until() {
            Some(until) => at = until,
            None => break,
        }
    }
    let expected = [
        ("2026-05-01T00:00:00Z", "deny", None),
        ("2026-06-01T00:00:00Z", "allow", Some("summer")),
        ("2026-07-10T00:00:00Z", "deny", Some("closed")),
        ("2026-07-11T00:00:00Z", "allow", Some("summer")),
        // 200 days after 1 January.
        ("2026-07-20T00:00:00Z", "deny", None),
    ];
    let expected: Vec<_> =
        expected.into_iter().map(|(at, effect, rule)| (at.to_owned(), (effect, rule.map(ToOwned::to_owned)))).collect();
    assert_eq!(seen, expected);
}

#[test]
fn the_first_path_decides_and_bindings_are_part_of_finding_it() {
    // One CA in two bundles' roots: the path that the binding refuses is not taken, the other is.
    let (mesh, other, middle) = (Ca::new("Mesh"), Ca::new("Other"), Ca::new("Middle"));
    let leaf = client(&middle, &[uri("spiffe://prod.example/web")]).sign(&middle.key);
    let (by_mesh, by_other) = (middle.certificate(&mesh), middle.certificate(&other));
    let policy = "
handfast: 1
default: deny
trust: { mesh: { trust_domain: prod.example }, other: { trust_domain: other.example } }
identity: [spiffe]
rules: [{ id: web, effect: allow, from: [{ anchor: mesh, spiffe: spiffe://prod.example/web }] }]
";
    let policy = handfast::Policy::parse(policy).unwrap();
    let named = |ca: &Ca, name: &str| handfast::TrustAnchors::from_der(ca.root()).unwrap().named(name);
    let party = handfast::RelyingParty::builder()
        .trust_anchors(named(&other, "other"))
        .trust_anchors(named(&mesh, "mesh"))
        .policy(policy)
        .build()
        .unwrap();
    for chain in [[leaf.clone(), by_mesh.clone(), by_other.clone()], [leaf.clone(), by_other.clone(), by_mesh.clone()]]
    {
        let decision = decide(&party, &chain);
        assert_eq!((decision.effect().as_str(), decision.rule()), ("allow", Some("web")));
        assert_eq!(decision.anchor().and_then(|anchor| anchor.bundle()), Some("mesh"));
    }
    let decision = decide(&party, &[leaf, by_other]);
    assert_eq!(codes(&decision), ["name_not_permitted"]);
}
