//! The index only leaves out rules that say nothing: a document whose rules cannot be filed decides the same.

use std::fmt::Write as _;
use std::sync::LazyLock;

use handfast::{AccessRequest, Decision, Policy, PresentedChain, RelyingParty};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::forge::Ca;
use crate::forge::der::rdns;
use crate::forge::extension::{dns, email, uri};
use crate::properties::cases;
use crate::support::{AT, anchors, client, instant};

/// Alternatives of `from`, of every kind that is filed and of some that are not.
const ALTERNATIVES: [&str; 40] = [
    "dns: a.example",
    "dns: A.Example",
    "dns: \"*.example\"",
    "dns: \"**.example\"",
    "dns: \"*.b.example\"",
    "dns: \"**\"",
    "dns: [a.example, \"*.c.example\"]",
    "dns: { all: [a.example, b.example] }",
    "dns: { only: [a.example] }",
    "dns: { suffix: .b.example }",
    "dns: \"${subject.cn}.example\"",
    "not_dns: a.example",
    "dns: a.example, not_email: ana@corp.example",
    "email: ana@corp.example",
    "email: Ana@CORP.example",
    "email: \"*@corp.example\"",
    "email: \"ana@**.example\"",
    "email: \"*@*.Example\"",
    "email: { present: false }",
    "not_email: \"*@corp.example\"",
    "uri: https://a.example/x",
    "uri: https://a.example/**",
    "uri: [urn:a, spiffe://d/ns/a]",
    "spiffe: spiffe://d/ns/a",
    "spiffe: spiffe://d/ns/**",
    "spiffe: spiffe://*/ns/a",
    "spiffe: spiffe://d/**/a",
    "spiffe: [spiffe://d/ns/b, spiffe://d/ns/*]",
    "spiffe: \"spiffe://d/ns/${subject.cn}\"",
    "not_spiffe: spiffe://d/ns/a",
    "trust_domain: d",
    "subject: { cn: a }",
    "subject: { cn: [a, b] }",
    "subject: { cn: { prefix: a } }",
    "subject: { o: { present: false }, cn: b }",
    "not_subject: { cn: a }",
    "issuer: { cn: Root }, source_ip: 10.0.0.0/8",
    "source_ip: 10.0.0.0/8",
    "source_ip: 192.0.2.0/24, dns: a.example",
    "spki: 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
];

/// Holds for nobody, and cannot be filed.
const NOBODY: &str = "chain_depth: { gt: 1000 }";

struct Peers {
    root: Ca,
    chains: Vec<PresentedChain>,
}

static PEERS: LazyLock<Peers> = LazyLock::new(|| {
    let root = Ca::new("Root");
    let named = |common_name: &str, names: &[Vec<u8>]| {
        let subject = rdns(&[(&[85, 4, 3], 0x0c, common_name.as_bytes())]);
        PresentedChain::from_tls([client(&root, names).change(|spec| spec.subject = subject).sign(&root.key)])
    };
    let chains = vec![
        named("a", &[dns("a.example")]),
        named("b", &[dns("A.EXAMPLE"), dns("b.example")]),
        named("c", &[dns("c.b.example"), email("ana@Corp.Example")]),
        named("a", &[email("Ana@corp.example")]),
        named("b", &[email("ana@x.y.example"), uri("https://a.example/x/y")]),
        named("a", &[uri("spiffe://d/ns/a")]),
        named("b", &[uri("spiffe://d/ns/b"), dns("x.c.example")]),
        named("d", &[uri("urn:a")]),
    ];
    Peers { root, chains }
});

/// Whether a rule denies, and which alternatives it has.
type Rule = (bool, Vec<&'static str>);

fn party(rules: &[Rule], more: Option<&str>) -> RelyingParty {
    let mut document = "handfast: 1\ndefault: deny\nidentity: [subject]\nrules:\n".to_owned();
    for (number, (denies, alternatives)) in rules.iter().enumerate() {
        let effect = if *denies { "deny" } else { "allow" };
        writeln!(document, "  - id: r{number}\n    effect: {effect}\n    from:").unwrap();
        for alternative in alternatives.iter().copied().chain(more) {
            writeln!(document, "      - {{ {alternative} }}").unwrap();
        }
    }
    let policy = Policy::parse(&document).unwrap_or_else(|error| panic!("{error}\n{document}"));
    RelyingParty::builder().trust_anchors(anchors(&[PEERS.root.root()])).policy(policy).build().unwrap()
}

/// What the rules come to: but for the one that is told as the nearest.
fn verdict(decision: &Decision) -> (String, Option<String>, Vec<String>) {
    let reasons = decision.reasons().iter().filter(|reason| reason.code().as_str() != "no_rule_matched");
    let reasons = reasons.map(|reason| reason.message().to_owned()).collect();
    (decision.effect().to_string(), decision.rule().map(ToOwned::to_owned), reasons)
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn the_index_changes_no_decision(
        rules in vec((any::<bool>(), vec(select(&ALTERNATIVES[..]), 1..3)), 1..8),
        supplied in select(&[None, Some("10.1.2.3"), Some("192.0.2.1")][..]),
    ) {
        let request = AccessRequest::connection();
        let request = match supplied {
            Some(address) => request.with("source_ip", address).unwrap(),
            None => request,
        };
        let (filed, unfiled) = (party(&rules, None), party(&rules, Some(NOBODY)));
        for chain in &PEERS.chains {
            let by_index = verdict(&filed.decide(chain, &request, instant(AT)));
            let by_all = verdict(&unfiled.decide(chain, &request, instant(AT)));
            prop_assert_eq!(by_index, by_all, "{:?}", rules);
        }
    }
}
