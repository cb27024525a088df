//! What a denial by the policy says: the rule that came nearest, and what to mend first.

use handfast::{AccessRequest, Decision, PresentedChain};

use crate::forge::Ca;
use crate::forge::extension::dns;
use crate::support::{AT, client, instant, party_by};

fn decided(rules: &str, request: &AccessRequest) -> Decision {
    let root = Ca::new("Root");
    let leaf = client(&root, &[dns("a.example")]).sign(&root.key);
    let document = format!("handfast: 1\ndefault: deny\nidentity: [dns]\nrules:\n{rules}\n");
    party_by(&[root.root()], &document).decide(&PresentedChain::from_tls([leaf]), request, instant(AT))
}

/// The first reason's message.
fn told(rules: &str, request: &AccessRequest) -> String {
    decided(rules, request).reasons().first().unwrap().message().to_owned()
}

fn get(path: &str) -> AccessRequest {
    AccessRequest::new("GET", path)
}

#[test]
fn every_part_of_a_key_is_told_with_what_was_seen_of_it() {
    let nothing = AccessRequest::connection();
    assert_eq!(
        told("  - { id: big, effect: allow, from: [{ key: { alg: ec, bits: { gte: 384 } } }] }", &nothing),
        "no rule allows it; nearest is `big`, whose `key` wants `ec`, at least 384 and saw `ec`, 256"
    );
    let headers = "  - { id: h, effect: allow, to: [{ header: { x-a: one, x-b: two } }] }";
    let request = nothing.with("header.x-a", "one").unwrap();
    assert_eq!(
        told(headers, &request),
        "no rule allows it; nearest is `h`, whose `header` wants `one`, `two` and saw `one`, not supplied"
    );
}

#[test]
fn a_rule_that_matches_and_cannot_say_whom_it_lets_in_is_named() {
    let rules = "  - { id: labelled, effect: allow, then: { labels: { who: \"user ${upn.local}\" } } }";
    let decision = decided(rules, &AccessRequest::connection());
    let reason = decision.reasons().first().unwrap();
    assert_eq!(
        reason.message(),
        "no rule allows it; rule `labelled` matches, and inserts `${upn.local}`, of which the peer has none or several"
    );
    assert_eq!((reason.rule(), reason.expected()), (Some("labelled"), Some("one value for `${upn.local}`")));
    assert!(reason.fix().contains("take `${upn.local}` out of the rule's `then`"), "{}", reason.fix());
    assert_eq!(decision.nearest(), None, "it is no rule that did not match");
}

#[test]
fn a_path_that_is_refused_is_blamed_where_the_path_was_what_failed() {
    let by_path = "  - { id: a, effect: allow, to: [{ path: /x/** }] }";
    assert_eq!(told(by_path, &get("/x//y")), "no rule allows a path that is refused: it has an empty segment");
    let by_name = "  - { id: a, effect: allow, from: [{ dns: b.example }] }";
    assert_eq!(
        told(by_name, &get("/x//y")),
        "no rule allows it; nearest is `a`, whose `dns` wants `b.example` and saw `a.example`"
    );
    assert_eq!(told("  []", &get("/x//y")), "no rule allows it, and the policy has no allow rule in force");
}

#[test]
fn what_a_rule_that_denies_lacks_is_told_of_the_alternative_that_may_hold() {
    let rules = "  - { id: no, effect: deny, from: [{ dns: b.example, not_source_ip: 10.0.0.1 }, { dns: a.example, not_sni: a.example }] }";
    assert_eq!(
        told(rules, &AccessRequest::connection()),
        "rule `no` denies, and could not be evaluated: `not_sni` was not supplied or cannot be used"
    );
}
