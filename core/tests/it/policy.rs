//! What the rules of a policy document say of real peers, each expectation from docs/policy.md.

use std::collections::BTreeMap;

use handfast::{AccessRequest, Decision, Policy, PresentedChain, RelyingParty, Timestamp};

use crate::forge::Ca;
use crate::forge::der::rdns;
use crate::forge::extension::{dns, email};
use crate::support::{AT, anchors, client, codes, instant};

const ALL: &str = "- { id: all, effect: allow }";

/// The peer `OU=Meters` with this common name (`client` for most) and these names.
struct Peer {
    common_name: &'static str,
    names: Vec<Vec<u8>>,
}

impl Peer {
    fn named(names: &[&str]) -> Self {
        Self::with_common_name("client", names)
    }

    fn with_common_name(common_name: &'static str, names: &[&str]) -> Self {
        Self { common_name, names: names.iter().map(|name| dns(name)).collect() }
    }

    fn ask_with(&self, rules: &str, sets: &Sets, request: &AccessRequest, at: Timestamp) -> Decision {
        let root = Ca::new("Root");
        let names = if self.names.is_empty() { vec![dns("a.example")] } else { self.names.clone() };
        let subject = rdns(&[(&[85, 4, 11], 0x0c, b"Meters"), (&[85, 4, 3], 0x0c, self.common_name.as_bytes())]);
        let leaf = client(&root, &names).change(|spec| spec.subject = subject).sign(&root.key);
        let declared: Vec<String> = sets.keys().map(|name| format!("{name}: {{ external: true }}")).collect();
        let document = format!(
            "handfast: 1\ndefault: deny\nidentity: [subject]\nsets: {{ {} }}\nrules:\n  {}\n",
            declared.join(", "),
            rules.replace('\n', "\n  ")
        );
        let policy = Policy::parse_with_sets(&document, sets).unwrap_or_else(|error| panic!("{error}\n{document}"));
        let builder = RelyingParty::builder().trust_anchors(anchors(&[root.root()])).policy(policy);
        builder.build().unwrap().decide(&PresentedChain::from_tls([leaf]), request, at)
    }

    fn ask(&self, rules: &str) -> String {
        let decision = self.ask_with(rules, &Sets::new(), &AccessRequest::connection(), instant(AT));
        verdict(&decision)
    }
}

type Sets = BTreeMap<String, Vec<String>>;

/// The code, and the rule that decided.
fn verdict(decision: &Decision) -> String {
    let rule = decision.rule().map(|rule| format!(" {rule}")).unwrap_or_default();
    format!("{}{rule}", codes(decision).join(" "))
}

const NOBODY: &str = "no_rule_matched";
const ALLOWED: &str = "rule_allowed all";

fn allow(from: &str) -> String {
    format!("- {{ id: all, effect: allow, from: [{{ {from} }}] }}")
}

fn deny(from: &str) -> String {
    format!("- {{ id: no, effect: deny, from: [{{ {from} }}] }}\n{ALL}")
}

#[test]
fn what_the_certificate_lacks_lets_nobody_in_under_negation_and_keeps_everybody_out() {
    let peer = Peer::named(&["client.example"]);
    // A key, whether a rule that allows by it matches, whether one that denies by it does.
    let cases = [
        ("subject: { ou: Meters }", true, true),
        ("subject: { ou: Other }", false, false),
        ("not_subject: { ou: Other }", true, true),
        ("not_subject: { ou: Meters }", false, false),
        // Absent: the subject has no such attribute.
        ("subject: { o: Acme }", false, false),
        ("not_subject: { o: Acme }", false, true),
        ("not_subject: { ou: Other, o: Acme }", true, true),
        ("not_subject: { ou: Meters, o: Acme }", false, true),
        ("email: ana@corp.example", false, false),
        ("not_email: ana@corp.example", false, true),
        ("email: { all: [ana@corp.example] }", false, false),
        ("not_email: { only: [ana@corp.example] }", false, true),
        ("spiffe: spiffe://prod.example/**", false, false),
        ("not_spiffe: spiffe://prod.example/**", false, true),
        ("not_extension: { 1.2.3.4: a }", false, true),
        // Asked about by itself.
        ("email: { present: false }", true, true),
        ("email: { present: true }", false, false),
        ("not_email: { present: true }", true, true),
        ("not_email: { present: false }", false, false),
        ("dns: { present: true }", true, true),
        ("subject: { o: { present: false } }", true, true),
        ("not_subject: { ou: { present: false } }", true, true),
        // A value to insert that is there, and one that is not.
        ("dns: \"${subject.cn}.example\"", true, true),
        ("not_dns: \"${subject.cn}.example\"", false, false),
        ("dns: \"${subject.uid}.example\"", false, false),
        ("not_dns: \"${subject.uid}.example\"", false, true),
    ];
    for (key, allows, denies) in cases {
        assert_eq!(peer.ask(&allow(key)), if allows { ALLOWED } else { NOBODY }, "allow {key}");
        assert_eq!(peer.ask(&deny(key)), if denies { "rule_denied no" } else { ALLOWED }, "deny {key}");
    }
}

#[test]
fn an_inserted_value_matches_a_dns_name_whatever_its_case() {
    // RFC 5280, section 7.2: dNSNames are compared without regard to case; a common name keeps its own.
    let peer = Peer::with_common_name("CLIENT", &["client.example"]);
    let key = "dns: \"${subject.cn}.example\"";
    assert_eq!(peer.ask(&allow(key)), ALLOWED);
    assert_eq!(peer.ask(&deny(key)), "rule_denied no");
}

#[test]
fn of_several_values_any_may_match_and_all_and_only_say_otherwise() {
    let both = Peer::named(&["a.corp.example", "b.corp.example"]);
    let stranger = Peer::named(&["a.corp.example", "a.other.example"]);
    // A condition, and whether it holds for each of the two.
    let cases = [
        ("dns: \"*.corp.example\"", true, true),
        ("dns: [x.corp.example, b.corp.example]", true, false),
        ("dns: { only: [\"*.corp.example\"] }", true, false),
        ("dns: { only: [\"*.corp.example\", \"*.other.example\"] }", true, true),
        ("dns: { all: [a.corp.example, b.corp.example] }", true, false),
        ("dns: { all: [\"*.corp.example\"] }", true, true),
        ("not_dns: \"*.other.example\"", true, false),
        ("not_dns: { only: [\"*.corp.example\"] }", false, true),
        ("not_dns: { all: [a.corp.example, b.corp.example] }", false, true),
        ("dns: { suffix: .corp.example }", true, true),
        ("dns: { only: [{ suffix: .corp.example }] }", true, false),
        ("dns: { prefix: B. }", true, false),
        ("dns: \"**.example\"", true, true),
        ("dns: \"*.example\"", false, false),
    ];
    for (key, for_both, for_stranger) in cases {
        for (peer, holds) in [(&both, for_both), (&stranger, for_stranger)] {
            assert_eq!(peer.ask(&allow(key)), if holds { ALLOWED } else { NOBODY }, "{key}");
        }
    }
    // Alternatives are OR, the keys of one AND.
    let rule = "- { id: all, effect: allow, from: [{ dns: a.corp.example, subject: { cn: other } }, { dns: b.corp.example }] }";
    assert_eq!((both.ask(rule), stranger.ask(rule)), (ALLOWED.to_owned(), NOBODY.to_owned()));
}

#[test]
fn a_part_is_compared_in_the_case_that_values_have() {
    let peer = Peer::named(&["a.example"]);
    for key in ["sig: { prefix: ECDSA }", "key: { alg: { contains: EC } }", "key: { curve: { prefix: P } }"] {
        assert_eq!(peer.ask(&allow(key)), ALLOWED, "{key}");
        assert_eq!(peer.ask(&deny(key)), "rule_denied no", "{key}");
    }
    let fingerprint = "00AA".repeat(16);
    let tested = |key: &str| {
        let test = format!(
            "{{ name: t, peer: {{ serial: '0A:BC', spki: '{fingerprint}' }}, expect: {{ decision: deny, rule: no }} }}"
        );
        Policy::parse(&format!(
            "handfast: 1\ndefault: deny\nidentity: [dns]\nrules:\n  {}\ntests: [{test}]\n",
            deny(key).replace('\n', "\n  ")
        ))
    };
    for key in ["serial: { prefix: '0A:B' }", "serial: { suffix: BC }", "spki: { prefix: 'sha256:00:AA:00' }"] {
        assert!(tested(key).is_ok(), "{key}: {:?}", tested(key));
    }
}

#[test]
fn an_empty_set_matches_nothing_whatever_asks_for_it() {
    let peer = Peer::named(&["a.example"]);
    let ask = |rules: &str, values: &[&str]| {
        let sets = Sets::from([("s".to_owned(), values.iter().map(ToString::to_string).collect())]);
        verdict(&peer.ask_with(rules, &sets, &AccessRequest::connection(), instant(AT)))
    };
    for key in ["dns: { in: s }", "dns: { all: { in: s } }", "dns: { only: { in: s } }"] {
        assert_eq!(ask(&allow(key), &[]), NOBODY, "{key}");
        assert_eq!(ask(&deny(key), &[]), ALLOWED, "{key}");
        assert_eq!(ask(&allow(key), &["A.example"]), ALLOWED, "{key}");
        assert_eq!(ask(&deny(key), &["A.example"]), "rule_denied no", "{key}");
        // What is in no set is outside all of them; what is absent stays absent.
        assert_eq!(ask(&allow(&format!("not_{key}")), &[]), ALLOWED, "{key}");
        assert_eq!(ask(&allow(&format!("not_{}", key.replace("dns", "email"))), &[]), NOBODY, "{key}");
    }
}

#[test]
fn a_set_is_used_with_the_field_of_its_type_only() {
    let document = |field: &str| {
        format!(
            "handfast: 1\ndefault: deny\nidentity: [dns]\nsets: {{ s: {{ external: true, type: serial }} }}\n\
             rules: [{{ id: a, effect: deny, from: [{{ {field}: {{ in: s }} }}] }}]\n"
        )
    };
    let sets = Sets::from([("s".to_owned(), vec!["4a01".to_owned()])]);
    assert!(Policy::parse_with_sets(&document("serial"), &sets).is_ok());
    let error = Policy::parse_with_sets(&document("spki"), &sets).unwrap_err();
    assert_eq!(
        (error.code().as_str(), error.position().unwrap().to_string().as_str()),
        ("policy_inconsistent", "line 5, column 53")
    );
}

fn on_path(path: &str) -> AccessRequest {
    AccessRequest::new("GET", path)
}

#[test]
fn a_path_that_two_servers_may_read_differently_is_allowed_by_nothing_and_denied_by_what_looks_at_it() {
    let peer = Peer::named(&["a.example"]);
    let ask = |rules: &str, path: &str| verdict(&peer.ask_with(rules, &Sets::new(), &on_path(path), instant(AT)));
    let allow = "- { id: all, effect: allow, to: [{ path: /a/** }] }";
    let negated = "- { id: all, effect: allow, to: [{ not_path: /secret/** }] }";
    let deny = format!("- {{ id: no, effect: deny, to: [{{ path: /secret/** }}] }}\n{ALL}");
    for path in ["/a/b", "/a/b?c=/../", "/a/b#/../", "/%61/b", "/a/b/", "/a/%C3%A9", "/a/b;v=1", "/a/..b"] {
        assert_eq!(ask(allow, path), ALLOWED, "{path}");
        assert_eq!(ask(negated, path), ALLOWED, "{path}");
        assert_eq!(ask(&deny, path), ALLOWED, "{path}");
    }
    let refused = [
        "",
        "a",
        "a/b",
        "/a/../b",
        "/a/..",
        "/a/./b",
        "/a//b",
        "//a/b",
        "/a%2fb",
        "/a%2Fb",
        "/a%252e%252e/b",
        "/a%25",
        "/a\\b",
        "/a%5cb",
        "/a\u{1}",
        "/a%00",
        "/a%0a",
        "/a/..;/b",
        "/a/.;x/b",
        "/a/%2e%2e/b",
        "/a%",
        "/a%2",
        "/a%zz",
        "/a%ff",
        "/a%+1",
    ];
    for path in refused {
        assert_eq!(ask(allow, path), NOBODY, "{path}");
        assert_eq!(ask(negated, path), NOBODY, "{path}");
        assert_eq!(ask(&deny, path), "rule_failed no", "{path}");
        // A rule that does not look at the path is none the wiser.
        assert_eq!(ask(ALL, path), ALLOWED, "{path}");
    }
}

#[test]
fn a_rule_that_denies_and_cannot_be_evaluated_denies() {
    let peer = Peer::named(&["a.example"]);
    let from = |address: &str| AccessRequest::connection().source_ip(address.parse().unwrap());
    let ask = |rules: &str, request: &AccessRequest| verdict(&peer.ask_with(rules, &Sets::new(), request, instant(AT)));
    let nothing = AccessRequest::connection();
    for key in
        ["source_ip: 10.0.0.0/8", "not_source_ip: 10.0.0.0/8", "source_ip: { present: true }", "header: { x: a }"]
    {
        assert_eq!(ask(&deny(key), &nothing), "rule_failed no", "{key}");
        assert_eq!(ask(&allow(key), &nothing), NOBODY, "{key}");
    }
    // What is certainly false stays false, wherever it stands.
    for key in ["source_ip: 10.0.0.0/8, dns: other.example", "dns: other.example, source_ip: 10.0.0.0/8"] {
        assert_eq!(ask(&deny(key), &nothing), ALLOWED, "{key}");
    }
    let alternatives = "- { id: no, effect: deny, from: [{ source_ip: 10.0.0.0/8 }, { dns: a.example }] }\n";
    assert_eq!(ask(&format!("{alternatives}{ALL}"), &nothing), "rule_denied no", "another alternative holds");
    assert_eq!(ask(&deny("not_source_ip: 10.0.0.0/8"), &from("10.1.2.3")), ALLOWED);
    assert_eq!(ask(&deny("not_source_ip: 10.0.0.0/8"), &from("192.0.2.1")), "rule_denied no");
    // Nobody looks at revocation here.
    assert_eq!(ask(&deny("revocation: [revoked, unknown]"), &nothing), "rule_failed no");
    assert_eq!(ask(&allow("revocation: good"), &nothing), NOBODY);
}

/// RFC 4291 section 2.5.5.2, whichever side is written so.
#[test]
fn an_ipv4_address_in_ipv6_clothes_is_the_ipv4_address() {
    let plain = client_from("10.1.2.3");
    let mapped = client_from("::ffff:10.1.2.3");
    for range in ["10.0.0.0/8", "10.1.2.3", "'::ffff:10.0.0.0/104'", "'::ffff:10.1.2.3'", "'::ffff:0:0/96'"] {
        for request in [&plain, &mapped] {
            let ask = |rules: &str| verdict(&Peer::named(&[]).ask_with(rules, &Sets::new(), request, instant(AT)));
            assert_eq!(ask(&deny(&format!("source_ip: {range}"))), "rule_denied no", "{range}");
            assert_eq!(ask(&allow(&format!("not_source_ip: {range}"))), NOBODY, "{range}");
        }
    }
    let ask = |range: &str| {
        verdict(&Peer::named(&[]).ask_with(&deny(&format!("source_ip: {range}")), &Sets::new(), &plain, instant(AT)))
    };
    assert_eq!(ask("'::ffff:11.0.0.0/104'"), ALLOWED);
    assert_eq!(ask("'::/0'"), ALLOWED, "IPv4 is no part of IPv6");
}

fn client_from(address: &str) -> AccessRequest {
    AccessRequest::connection().source_ip(address.parse().unwrap())
}

#[test]
fn deny_wins_and_order_does_not_matter() {
    let peer = Peer::named(&["a.example"]);
    let rules = [
        "- { id: one, effect: allow, then: { roles: [a, b], labels: { l: x }, max_session: 2h, audit: denied, tenant: t } }",
        "- { id: two, effect: allow, then: { roles: [b, c], labels: { l: y, m: z }, max_session: 15m, audit: always, bind_token: true } }",
        "- { id: other, effect: allow, from: [{ dns: b.example }], then: { roles: [never] } }",
    ];
    let denying = "- { id: no, effect: deny, from: [{ dns: a.example }], why: not today, then: { audit: always } }";
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let text = order.map(|place| rules[place]).join("\n");
        let decision = peer.ask_with(&text, &Sets::new(), &AccessRequest::connection(), instant(AT));
        let place_of = |rule: usize| order.iter().position(|place| *place == rule);
        let first = usize::from(place_of(1) < place_of(0));
        assert_eq!(verdict(&decision), ["rule_allowed one", "rule_allowed two"][first]);
        let asked = decision.obligations();
        assert_eq!(asked.roles, [["a", "b", "c"], ["b", "c", "a"]][first]);
        assert_eq!(asked.labels["l"], ["x", "y"][first], "the first in the document");
        assert_eq!((asked.labels["m"].as_str(), asked.tenant.as_deref()), ("z", Some("t")));
        assert_eq!((asked.max_session_seconds, asked.audit, asked.bind_token), (Some(900), Some("always"), true));
        for at in 0..=3 {
            let mut all: Vec<&str> = order.map(|place| rules[place]).to_vec();
            all.insert(at, denying);
            let decision = peer.ask_with(&all.join("\n"), &Sets::new(), &AccessRequest::connection(), instant(AT));
            assert_eq!(verdict(&decision), "rule_denied no");
            assert!(decision.reasons()[0].message().contains("not today"));
            let asked = decision.obligations();
            assert_eq!((asked.roles.len(), asked.audit), (0, Some("always")), "a denial grants nothing");
        }
    }
    assert_eq!(peer.ask("[]"), NOBODY);
}

#[test]
fn a_shadow_rule_is_told_and_changes_nothing() {
    let peer = Peer::named(&["a.example"]);
    let shadow = |effect: &str, rest: &str| format!("- {{ id: shadow, effect: {effect}, mode: shadow }}\n{rest}");
    let seen = |rules: &str| {
        let decision = peer.ask_with(rules, &Sets::new(), &AccessRequest::connection(), instant(AT));
        let shadow: Vec<(&str, bool)> = decision.shadow().iter().map(|s| (s.effect.as_str(), s.would_change)).collect();
        (verdict(&decision), shadow)
    };
    let no = "- { id: no, effect: deny }";
    assert_eq!(seen(&shadow("deny", ALL)), (ALLOWED.to_owned(), vec![("deny", true)]));
    assert_eq!(seen(&shadow("allow", ALL)), (ALLOWED.to_owned(), vec![("allow", false)]));
    assert_eq!(seen(&shadow("deny", no)), ("rule_denied no".to_owned(), vec![("deny", false)]));
    assert_eq!(seen(&shadow("allow", no)), ("rule_denied no".to_owned(), vec![("allow", false)]));
    assert_eq!(seen("- { id: shadow, effect: allow, mode: shadow }"), (NOBODY.to_owned(), vec![("allow", true)]));
    let unlike =
        "- { id: shadow, effect: deny, mode: shadow, from: [{ dns: b.example }] }\n- { id: all, effect: allow }";
    assert_eq!(seen(unlike), (ALLOWED.to_owned(), vec![]));
    let failing =
        "- { id: shadow, effect: deny, mode: shadow, from: [{ source_ip: 10.0.0.0/8 }] }\n- { id: all, effect: allow }";
    assert_eq!(seen(failing), (ALLOWED.to_owned(), vec![("deny", true)]), "it would deny if it were enforced");
    let granting =
        "- { id: shadow, effect: allow, mode: shadow, then: { roles: [admin] } }\n- { id: all, effect: allow }";
    let decision = peer.ask_with(granting, &Sets::new(), &AccessRequest::connection(), instant(AT));
    assert!(decision.obligations().is_empty(), "a shadow rule grants nothing");
}

/// What it inserts is not there, so it would not allow if it were enforced.
#[test]
fn a_shadow_rule_that_could_not_allow_would_change_nothing() {
    let rule = "- { id: shadow, effect: allow, mode: shadow, then: { labels: { who: \"${upn}\" } } }";
    let peer = Peer::named(&["a.example"]);
    let decision = peer.ask_with(rule, &Sets::new(), &AccessRequest::connection(), instant(AT));
    assert_eq!(decision.shadow().iter().map(|shadow| shadow.would_change).collect::<Vec<_>>(), [false]);
}

/// The fingerprint says which policy decided, so each set's values count as its own.
#[test]
fn policies_of_different_sets_have_different_fingerprints() {
    let document = "handfast: 1\ndefault: deny\nidentity: [dns]\nsets: { a: { external: true }, c: { external: true } }\nrules: []\n";
    let fingerprint = |a: &[&str], c: &[&str]| {
        let values = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
        let sets = Sets::from([("a".to_owned(), values(a)), ("c".to_owned(), values(c))]);
        Policy::parse_with_sets(document, &sets).unwrap().fingerprint()
    };
    assert_ne!(fingerprint(&["c"], &[]), fingerprint(&[], &["c"]));
    assert_eq!(fingerprint(&["c"], &[]), fingerprint(&["c"], &[]));
}

#[test]
fn a_rule_is_in_force_from_the_first_second_until_before_the_last() {
    let peer = Peer::named(&["a.example"]);
    let rule = "- { id: all, effect: allow, valid: { from: 2026-03-01T10:00:00Z, until: 2026-03-01T13:00:00+01:00 } }";
    let ask = |at: &str| {
        let decision = peer.ask_with(rule, &Sets::new(), &AccessRequest::connection(), instant(at));
        (verdict(&decision), decision.valid_until().map(|until| until.to_string()))
    };
    let until = |text: &str| Some(text.to_owned());
    assert_eq!(ask("2026-03-01T09:59:59Z"), (NOBODY.to_owned(), until("2026-03-01T10:00:00Z")));
    assert_eq!(ask("2026-03-01T10:00:00Z"), (ALLOWED.to_owned(), until("2026-03-01T12:00:00Z")));
    assert_eq!(ask("2026-03-01T11:59:59Z"), (ALLOWED.to_owned(), until("2026-03-01T12:00:00Z")));
    // The certificate ends next, and nothing begins by that.
    assert_eq!(ask("2026-03-01T12:00:00Z").0, NOBODY);
}

#[test]
fn a_rule_that_inserts_what_is_not_there_does_not_allow() {
    let peer = Peer { common_name: "client", names: vec![dns("a.example"), email("ana@Corp.example")] };
    let labelled = |text: &str| format!("- {{ id: all, effect: allow, then: {{ labels: {{ who: \"{text}\" }} }} }}");
    let label = |text: &str| {
        let decision = peer.ask_with(&labelled(text), &Sets::new(), &AccessRequest::connection(), instant(AT));
        decision.obligations().labels.get("who").cloned().unwrap_or_else(|| verdict(&decision))
    };
    assert_eq!(label("${email.local} of ${email.domain}"), "ana of corp.example");
    assert_eq!(label("${subject.cn}/${subject.ou}"), "client/Meters");
    assert_eq!(label("plain"), "plain");
    assert_eq!(label("${upn}"), NOBODY);
    assert_eq!(label("${subject.uid}"), NOBODY);
}
