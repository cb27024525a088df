//! What a policy puts together from elsewhere: obligations, values of the peer's, sets, bundles.

use super::model::Vector;
use super::policy_keys::rich;
use super::policy_logic::{ANYBODY, case, of};
use super::world::{Case, More as _, WEB, World};
use crate::forge::Spec;
use crate::forge::der::rdns;
use crate::forge::extension::{dns, email};

const ALLOWED: &[&str] = &["rule_allowed"];
const DENIED: &[&str] = &["rule_denied"];
const NO_RULE: &[&str] = &["no_rule_matched"];

pub(super) fn vectors(world: &World) -> Vec<Vector> {
    [obligations(world), templates(world), sets(world), bindings(world)].concat()
}

fn obligations(world: &World) -> Vec<Vector> {
    let of = |name: &str, rule: &str, rules: &str| of(world, name, rule, &rich(world), rules);
    vec![
        of("obligations", "everything that a rule may ask for", {
            "  - id: one\n    effect: allow\n    then:\n      roles: [reader, writer]\n      labels: { user: \"${upn.local}\", team: blue }\n      tenant: \"${trust_domain}\"\n      max_session: 15m\n      bind_token: true\n      forward: [x-peer]\n      audit: always\n      call: [risk]\n"
        })
        .allow(ALLOWED)
        .rule("one")
        .principal(WEB)
        .obligations("{\"roles\":[\"reader\",\"writer\"],\"labels\":{\"team\":\"blue\",\"user\":\"ana\"},\"tenant\":\"prod.example\",\"max_session_seconds\":900,\"bind_token\":true,\"forward\":[\"x-peer\"],\"audit\":\"always\",\"call\":[\"risk\"]}"),
        of("obligations-merged", "all rules that allow ask together: most roles, shortest session, most audit, first label", {
            "  - { id: one, effect: allow, then: { roles: [a, b], labels: { l: first }, tenant: t1, max_session: 8h, audit: denied } }\n  - { id: two, effect: allow, then: { roles: [b, c], labels: { l: second, m: \"2\" }, tenant: t2, max_session: 1h, audit: always } }\n"
        })
        .allow(ALLOWED)
        .rule("one")
        .principal(WEB)
        .obligations("{\"roles\":[\"a\",\"b\",\"c\"],\"labels\":{\"l\":\"first\",\"m\":\"2\"},\"tenant\":\"t1\",\"max_session_seconds\":3600,\"bind_token\":false,\"forward\":[],\"audit\":\"always\",\"call\":[]}"),
        of("obligations-none-for-denied", "a peer that is not let in is asked for nothing", {
            "  - { id: one, effect: allow, then: { roles: [a] } }\n  - { id: no, effect: deny }\n"
        })
        .deny(DENIED)
        .rule("no")
        .principal(WEB)
        .obligations("{\"roles\":[],\"labels\":{},\"tenant\":null,\"max_session_seconds\":null,\"bind_token\":false,\"forward\":[],\"audit\":null,\"call\":[]}"),
        of("obligations-value-ambiguous", "a rule that inserts a value which is one of several does not allow", {
            "  - { id: one, effect: allow, then: { labels: { host: \"${dns}\" } } }\n"
        })
        .deny(NO_RULE)
        .principal(WEB),
        of("obligations-value-ambiguous-of-one", "what one rule cannot say does not keep another from allowing", {
            "  - { id: one, effect: allow, then: { labels: { host: \"${dns}\" } } }\n  - { id: two, effect: allow }\n"
        })
        .allow(ALLOWED)
        .rule("two")
        .principal(WEB),
    ]
}

fn templates(world: &World) -> Vec<Vector> {
    let meter = |name: &str| {
        let name = name.to_owned();
        world.web().change(|spec| spec.subject = rdns(&[(&[85, 4, 5], 0x13, name.as_bytes())]))
    };
    let rules = "  - { id: own, effect: allow, to: [{ topic: \"meters/${subject.serial_number}/up/**\" }] }\n";
    let case =
        |name: &str, rule: &str, meter: &Spec, topic: &str| of(world, name, rule, meter, rules).context("topic", topic);
    let denying = format!(
        "{ANYBODY}  - {{ id: no, effect: deny, to: [{{ topic: \"meters/${{subject.serial_number}}/up\" }}] }}\n"
    );
    vec![
        case("template-own", "a value of the peer's is one segment", &meter("M-1"), "meters/M-1/up/kwh")
            .allow(ALLOWED)
            .rule("own")
            .principal(WEB),
        case("template-of-another", "another's is not its own", &meter("M-1"), "meters/M-2/up/kwh")
            .deny(NO_RULE)
            .nearest("topic")
            .principal(WEB),
        case("template-absent", "a value that is absent is not inserted", &world.web(), "meters//up/kwh")
            .deny(NO_RULE)
            .nearest("topic")
            .principal(WEB),
        case(
            "template-with-separator",
            "a value with a separator is not inserted",
            &meter("M-1/up"),
            "meters/M-1/up/up/kwh",
        )
        .deny(NO_RULE)
        .nearest("topic")
        .principal(WEB),
        // A PrintableString has no asterisk and would be malformed; a UTF8String may hold one.
        case(
            "template-with-wildcard",
            "a value with a wildcard is not inserted",
            &world.web().change(|spec| {
                spec.subject = rdns(&[(&[85, 4, 5], 0x0c, b"*")]);
            }),
            "meters/M-2/up/kwh",
        )
        .deny(NO_RULE)
        .nearest("topic")
        .principal(WEB),
        of(
            world,
            "template-deny-absent",
            "a value that is absent makes the key absent, in a deny rule too",
            &world.web(),
            &denying,
        )
        .context("topic", "meters/M-1/up")
        .allow(ALLOWED)
        .rule("anybody")
        .principal(WEB),
    ]
}

fn sets(world: &World) -> Vec<Vector> {
    let text = |sets: &str, condition: &str| {
        format!(
            "handfast: 1\ndefault: deny\nidentity: [spiffe]\nsets:\n{sets}rules:\n  - {{ id: one, effect: allow, from: [{{ {condition} }}] }}\n"
        )
    };
    let case = |name: &str, rule: &str, text: &str| case(world, name, rule, "").policy(text);
    let external = text("  known: { external: true, type: spiffe }\n", "spiffe: { in: known }");
    let supplied = |case: Case, values: &[&str]| {
        let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        case.change(|vector| drop(vector.relying_party.external_sets.insert("known".to_owned(), values)))
    };
    vec![
        case("set", "a named list", &text("  tds: [test.example, prod.example]\n", "trust_domain: { in: tds }"))
            .allow(ALLOWED)
            .rule("one")
            .principal(WEB),
        case(
            "set-not-in",
            "a value that is not in the list",
            &text("  tds: [test.example]\n", "trust_domain: { in: tds }"),
        )
        .deny(NO_RULE)
        .nearest("trust_domain")
        .principal(WEB),
        case(
            "set-of-issuers",
            "a list of CAs that the path may go through",
            &text("  cas: [{ issuer: { cn: Issuing CA } }, { issuer: { cn: Issuing CA 2 } }]\n", "via: { in: cas }"),
        )
        .allow(ALLOWED)
        .rule("one")
        .principal(WEB),
        supplied(case("external-set", "a list that the host supplies", &external), &["spiffe://test.example/a", WEB])
            .allow(ALLOWED)
            .rule("one")
            .principal(WEB),
        supplied(
            case("external-set-not-in", "a value that the host did not supply", &external),
            &["spiffe://test.example/a"],
        )
        .deny(NO_RULE)
        .nearest("spiffe")
        .principal(WEB),
    ]
}

fn bindings(world: &World) -> Vec<Vector> {
    let text = |trust: &str| {
        format!(
            "handfast: 1\ndefault: deny\nidentity: [spiffe, dns, email]\ntrust:\n  mesh: {trust}\nrules:\n{ANYBODY}"
        )
    };
    let bound = |name: &str, rule: &str, end_entity: &Spec, trust: &str| {
        of(world, name, rule, end_entity, "").bundle("mesh").policy(&text(trust))
    };
    const NOT: &[&str] = &["name_not_permitted"];
    let laptop = || world.named(&[dns("m1.laptops.corp.example")]);
    let office = crate::forge::Ca::new("Office Root");
    vec![
        bound("binding-trust-domain", "a bundle vouches for its trust domain", &world.web(), "{ trust_domain: prod.example }")
            .allow(ALLOWED)
            .rule("anybody")
            .principal(WEB),
        bound("binding-other-trust-domain", "a bundle vouches for no other trust domain", &world.web(), "{ trust_domain: test.example }")
            .deny(NOT),
        bound("binding-trust-domain-no-spiffe-id", "a trust domain says nothing about names without one", &laptop(), "{ trust_domain: test.example }")
            .allow(ALLOWED)
            .rule("anybody")
            .principal("m1.laptops.corp.example"),
        bound("binding-permit", "a bundle vouches for the names it is bound to", &laptop(), "{ permit: { dns: \"**.laptops.corp.example\" } }")
            .allow(ALLOWED)
            .rule("anybody")
            .principal("m1.laptops.corp.example"),
        bound("binding-not-permitted", "a bundle vouches for no other name", &laptop(), "{ permit: { dns: \"**.servers.corp.example\" } }")
            .deny(NOT),
        bound("binding-one-name-not-permitted", "every name of the certificate is held to the binding", &world.named(&[dns("m1.laptops.corp.example"), dns("m1.other.example")]), "{ permit: { dns: \"**.laptops.corp.example\" } }")
        .deny(NOT),
        bound("binding-email", "mailboxes are bound, too", &world.named(&[email("ana@other.example")]), "{ permit: { email: \"*@corp.example\" } }")
            .deny(NOT),
        // The same root stands in both bundles; the path ends in the one that is bound to the name.
        of(world, "binding-of-either-bundle", "the bundle that is bound to the name vouches", &world.web(), "")
            .bundle("office")
            .anchor(Some("mesh"), &world.root.root())
            .policy("handfast: 1\ndefault: deny\nidentity: [spiffe]\ntrust:\n  office: { trust_domain: office.example }\n  mesh: { trust_domain: prod.example }\nrules:\n  - { id: one, effect: allow, from: [{ anchor: mesh }] }\n")
            .allow(ALLOWED)
            .rule("one")
            .principal(WEB),
        of(world, "revocation-off", "a bundle may go without revocation, and says so", &world.web(), "")
            .bundle("mesh")
            .anchor(Some("office"), &office.root())
            .policy(&format!(
                "handfast: 1\ndefault: deny\nidentity: [spiffe]\ntrust:\n  mesh: {{ bundle: mesh.pem, revocation: off }}\n  office: {{ revocation: {{ crl: off }} }}\nrules:\n{ANYBODY}"
            ))
            .allow(ALLOWED)
            .rule("anybody")
            .principal(WEB),
    ]
}
