//! How rules combine: deny wins, negations, quantifiers, absent and unavailable, paths, times, shadow.

use super::model::Vector;
use super::world::{Case, More as _, WEB, World, document};
use crate::forge::Spec;
use crate::forge::extension::{dns, uri};

const ALLOWED: &[&str] = &["rule_allowed"];
const DENIED: &[&str] = &["rule_denied"];
const FAILED: &[&str] = &["rule_failed"];
const NO_RULE: &[&str] = &["no_rule_matched"];

pub(super) fn vectors(world: &World) -> Vec<Vector> {
    [
        combining(world),
        negations(world),
        quantifiers(world),
        unavailable(world),
        paths(world),
        times(world),
        shadow(world),
    ]
    .concat()
}

pub(super) fn of(world: &World, name: &str, rule: &str, end_entity: &Spec, rules: &str) -> Case {
    world
        .case(&format!("policy/{name}"), rule, world.sign(end_entity))
        .policy(&document("[spiffe]", rules))
        .http("GET", "/a")
}

pub(super) fn case(world: &World, name: &str, rule: &str, rules: &str) -> Case {
    of(world, name, rule, &world.web(), rules)
}

pub(super) const ANYBODY: &str = "  - { id: anybody, effect: allow }\n";

fn combining(world: &World) -> Vec<Vector> {
    let case = |name: &str, rule: &str, rules: &str| case(world, name, rule, rules);
    let with = |rules: &str| format!("{ANYBODY}{rules}");
    let near = "  - { id: far, effect: allow, from: [{ trust_domain: test.example }], to: [{ method: POST }] }\n  - { id: near, effect: allow, from: [{ trust_domain: prod.example }], to: [{ method: GET, path: /b }] }\n";
    vec![
        case("no-rules", "an empty list of rules denies everybody", "  []\n").deny(NO_RULE).principal(WEB).until("2027-01-01T00:00:01Z"),
        case("anybody", "a rule without `from` and `to` is for anybody and anything", ANYBODY)
            .allow(ALLOWED)
            .rule("anybody")
            .principal(WEB),
        case("deny-wins", "deny wins, wherever it stands", &with("  - { id: no, effect: deny, from: [{ spiffe: \"spiffe://prod.example/**\" }] }\n"))
            .deny(DENIED)
            .rule("no")
            .principal(WEB),
        case("every-denial-is-told", "each deny rule that matches gives a reason", &with(
            "  - { id: no-1, effect: deny, why: not today }\n  - { id: no-2, effect: deny, to: [{ path: /a }] }\n  - { id: no-3, effect: deny, to: [{ path: /b }] }\n",
        ))
        .deny(&["rule_denied", "rule_denied"])
        .rule("no-1")
        .principal(WEB),
        case("first-allowing-rule-is-told", "the first rule that allows is the one that decides", &with("  - { id: second, effect: allow }\n"))
            .allow(ALLOWED)
            .rule("anybody")
            .principal(WEB),
        case("alternatives", "alternatives of `from` are or", "  - { id: one, effect: allow, from: [{ trust_domain: test.example }, { trust_domain: prod.example }] }\n")
            .allow(ALLOWED)
            .rule("one")
            .principal(WEB),
        case("keys-of-an-alternative", "keys of one alternative are and", "  - { id: one, effect: allow, from: [{ trust_domain: prod.example, dns: web.prod.example }] }\n")
            .deny(NO_RULE)
            .nearest("dns")
            .principal(WEB),
        case("nearest-holds-most", "the nearest rule is the one of which most holds", near).deny(NO_RULE).nearest("path").principal(WEB),
        case("nearest-of-equals", "of equals the first is the nearest", "  - { id: one, effect: allow, to: [{ path: /b }] }\n  - { id: two, effect: allow, to: [{ method: POST }] }\n")
            .deny(NO_RULE)
            .nearest("path")
            .principal(WEB),
        case("json-document", "a document may be JSON", "")
            .policy("{\"handfast\": 1, \"default\": \"deny\", \"identity\": [\"spiffe\"], \"rules\": [{\"id\": \"one\", \"effect\": \"allow\"}]}")
            .allow(ALLOWED)
            .rule("one")
            .principal(WEB),
        case("not-evaluated-for-a-stranger", "no rule is evaluated for a chain that did not verify", ANYBODY)
            .change(|vector| vector.chain.truncate(1))
            .deny(&["issuer_unknown"]),
    ]
}

fn negations(world: &World) -> Vec<Vector> {
    let rule =
        |effect: &str, condition: &str| format!("  - {{ id: one, effect: {effect}, from: [{{ {condition} }}] }}\n");
    let case = |name: &str, rule: &str, rules: &str| case(world, name, rule, rules);
    let denying = |condition: &str| format!("{ANYBODY}{}", rule("deny", condition));
    vec![
        case("not-holds", "`not_` holds for another value", &rule("allow", "not_trust_domain: test.example"))
            .allow(ALLOWED)
            .rule("one")
            .principal(WEB),
        case(
            "not-does-not-hold",
            "`not_` does not hold for the value",
            &rule("allow", "not_trust_domain: prod.example"),
        )
        .deny(NO_RULE)
        .nearest("not_trust_domain")
        .principal(WEB),
        case(
            "not-absent-allow",
            "`not_` of something absent does not hold in an allow rule",
            &rule("allow", "not_dns: a.example"),
        )
        .deny(NO_RULE)
        .nearest("not_dns")
        .principal(WEB),
        case("not-absent-deny", "`not_` of something absent holds in a deny rule", &denying("not_dns: a.example"))
            .deny(DENIED)
            .rule("one")
            .principal(WEB),
        case("absent-allow", "what is absent does not match", &rule("allow", "dns: a.example"))
            .deny(NO_RULE)
            .nearest("dns")
            .principal(WEB),
        case("absent-deny", "what is absent does not match in a deny rule either", &denying("dns: a.example"))
            .allow(ALLOWED)
            .rule("anybody")
            .principal(WEB),
        case("present-false", "`present: false` asks for absence", &rule("allow", "dns: { present: false }"))
            .allow(ALLOWED)
            .rule("one")
            .principal(WEB),
        case("present-true", "`present: true` asks for any value", &rule("allow", "spiffe: { present: true }"))
            .allow(ALLOWED)
            .rule("one")
            .principal(WEB),
        case(
            "present-true-absent",
            "`present: true` does not hold for what is absent",
            &rule("allow", "dns: { present: true }"),
        )
        .deny(NO_RULE)
        .nearest("dns")
        .principal(WEB),
        case(
            "not-in-to",
            "`not_` stands in `to` as well",
            "  - { id: one, effect: allow, to: [{ not_method: [POST, DELETE] }] }\n",
        )
        .allow(ALLOWED)
        .rule("one")
        .principal(WEB),
    ]
}

fn quantifiers(world: &World) -> Vec<Vector> {
    let names = || world.named(&[uri(WEB), dns("a.corp.example"), dns("b.test.example")]);
    let yes = |name: &str, rule: &str, dns: &str| {
        of(world, name, rule, &names(), &format!("  - {{ id: one, effect: allow, from: [{{ dns: {dns} }}] }}\n"))
            .allow(ALLOWED)
            .rule("one")
            .principal(WEB)
    };
    let no = |name: &str, rule: &str, dns: &str| {
        of(world, name, rule, &names(), &format!("  - {{ id: one, effect: allow, from: [{{ dns: {dns} }}] }}\n"))
            .deny(NO_RULE)
            .nearest("dns")
            .principal(WEB)
    };
    vec![
        yes("any-of-several", "one of several values is enough", "\"*.corp.example\""),
        yes(
            "all-fitted",
            "`all`: each test is fitted by some value",
            "{ all: [\"*.corp.example\", \"*.test.example\"] }",
        ),
        no("all-not-fitted", "`all`: a test that no value fits", "{ all: [\"*.corp.example\", \"*.other.example\"] }"),
        yes("only-fitting", "`only`: every value fits some test", "{ only: [\"*.corp.example\", \"*.test.example\"] }"),
        no("only-not-fitting", "`only`: a value that fits no test", "{ only: [\"*.corp.example\"] }"),
        yes("prefix", "`prefix`", "{ prefix: a.corp }"),
        yes("suffix", "`suffix`", "{ suffix: test.example }"),
        yes("contains", "`contains`", "{ contains: corp }"),
        no("contains-not", "`contains`", "{ contains: lab }"),
        no("wildcard-is-one-label", "`*` is exactly one label", "\"*.example\""),
        yes("wildcard-any-labels", "`**` is any number of labels", "\"**.example\""),
    ]
}

fn unavailable(world: &World) -> Vec<Vector> {
    let case = |name: &str, rule: &str, rules: &str| case(world, name, rule, rules);
    let denying = |to: &str| format!("{ANYBODY}  - {{ id: one, effect: deny, to: [{{ {to} }}] }}\n");
    vec![
        case("unavailable-allow", "what the host did not supply does not match in an allow rule", {
            "  - { id: one, effect: allow, to: [{ source_ip: 10.0.0.0/8 }] }\n"
        })
        .deny(NO_RULE)
        .nearest("source_ip")
        .principal(WEB),
        case("unavailable-deny", "a deny rule that cannot be evaluated denies", &denying("source_ip: 10.0.0.0/8"))
            .deny(FAILED)
            .rule("one")
            .principal(WEB),
        case("unavailable-deny-negated", "a negation of what was not supplied denies, too", &denying("not_source_ip: 10.0.0.0/8"))
            .deny(FAILED)
            .rule("one")
            .principal(WEB),
        case("unavailable-not-allow", "a negation of what was not supplied allows nobody", {
            "  - { id: one, effect: allow, to: [{ not_source_ip: 10.0.0.0/8 }] }\n"
        })
        .deny(NO_RULE)
        .nearest("not_source_ip")
        .principal(WEB),
        case("unavailable-present", "`present` of what was not supplied is not known either", &denying("device_group: { present: false }"))
            .deny(FAILED)
            .rule("one")
            .principal(WEB),
        case("unavailable-deny-other-key-false", "a deny rule of which something else does not hold needs no value", &denying("method: POST, source_ip: 10.0.0.0/8"))
        .allow(ALLOWED)
        .rule("anybody")
        .principal(WEB),
        case("unavailable-deny-other-alternative", "an alternative that holds is a denial, not a failure", &format!("{ANYBODY}  - {{ id: one, effect: deny, to: [{{ source_ip: 10.0.0.0/8 }}, {{ method: GET }}] }}\n"))
        .deny(DENIED)
        .rule("one")
        .principal(WEB),
        case("denied-and-failed", "a denial and a failure are both told", &format!("{ANYBODY}  - {{ id: one, effect: deny, to: [{{ method: GET }}] }}\n  - {{ id: two, effect: deny, to: [{{ sni: a.example }}] }}\n"))
        .deny(&["rule_denied", "rule_failed"])
        .rule("one")
        .principal(WEB),
        case("revocation-unavailable-allow", "nobody has said that the certificate is good", {
            "  - { id: one, effect: allow, from: [{ revocation: good }] }\n"
        })
        .deny(NO_RULE)
        .nearest("revocation")
        .principal(WEB),
        case("revocation-unavailable-deny", "nobody has said that the certificate is not revoked", &format!("{ANYBODY}  - {{ id: one, effect: deny, from: [{{ revocation: [revoked, unknown, stale] }}] }}\n"))
        .deny(FAILED)
        .rule("one")
        .principal(WEB),
    ]
}

fn paths(world: &World) -> Vec<Vector> {
    let rules = "  - { id: one, effect: allow, to: [{ path: /api/** }] }\n";
    let yes = |name: &str, rule: &str, path: &str| {
        case(world, &format!("path-{name}"), rule, rules).http("GET", path).allow(ALLOWED).rule("one").principal(WEB)
    };
    let no = |name: &str, rule: &str, path: &str| {
        case(world, &format!("path-{name}"), rule, rules).http("GET", path).deny(NO_RULE).nearest("path").principal(WEB)
    };
    vec![
        yes("query", "a query is no part of the path", "/api/orders?path=/admin"),
        yes("encoded", "percent-encoding is decoded once", "/%61pi/orders"),
        yes("many-segments-none", "`**` may be no segment at all", "/api"),
        no("other", "another path", "/admin"),
        no("prefix-of-segment", "a segment is whole", "/apis/orders"),
        no("dot-dot", "a dot segment is refused", "/api/../admin"),
        no("encoded-dot-dot", "an encoded dot segment is refused", "/api/%2e%2e/admin"),
        no("encoded-slash", "an encoded slash is refused", "/api/a%2fb"),
        no("encoded-percent", "what would be decoded twice is refused", "/api/%2561"),
        no("empty-segment", "an empty segment is refused", "/api//orders"),
        no("backslash", "a backslash is refused", "/api/a\\b"),
        no("path-parameter", "a dot segment with a parameter is refused", "/api/..;/admin"),
        no("malformed-encoding", "percent-encoding has two digits", "/api/%4"),
        case(
            world,
            "path-refused-deny",
            "a deny rule that cannot see the path denies",
            &format!("{ANYBODY}  - {{ id: two, effect: deny, to: [{{ path: /admin/** }}] }}\n"),
        )
        .http("GET", "/api/../admin")
        .deny(FAILED)
        .rule("two")
        .principal(WEB),
    ]
}

fn times(world: &World) -> Vec<Vector> {
    let case = |name: &str, rule: &str, rules: &str| case(world, name, rule, rules);
    let valid = |effect: &str, valid: &str| format!("  - {{ id: one, effect: {effect}, valid: {{ {valid} }} }}\n");
    let denying = |valid_: &str| format!("{ANYBODY}{}", valid("deny", valid_));
    vec![
        case(
            "valid-in-force",
            "a rule is in force between its times, and the decision ends with it",
            &valid("allow", "from: 2026-05-01T00:00:00Z, until: 2026-07-01T00:00:00Z"),
        )
        .allow(ALLOWED)
        .rule("one")
        .principal(WEB)
        .until("2026-07-01T00:00:00Z"),
        case("valid-from-now", "`from` belongs to the time", &valid("allow", "from: 2026-06-01T00:00:00Z"))
            .allow(ALLOWED)
            .rule("one")
            .principal(WEB)
            .until("2027-01-01T00:00:01Z"),
        case("valid-until-now", "`until` does not", &valid("allow", "until: 2026-06-01T00:00:00Z"))
            .deny(NO_RULE)
            .principal(WEB),
        case(
            "valid-later",
            "a rule that is not yet in force does nothing, and will",
            &valid("allow", "from: 2026-09-01T00:00:00Z"),
        )
        .deny(NO_RULE)
        .principal(WEB)
        .until("2026-09-01T00:00:00Z"),
        case(
            "valid-deny-later",
            "a deny rule that begins later ends the decision",
            &denying("from: 2026-08-01T00:00:00Z"),
        )
        .allow(ALLOWED)
        .rule("anybody")
        .principal(WEB)
        .until("2026-08-01T00:00:00Z"),
        case("valid-deny-over", "a deny rule that is over denies nothing", &denying("until: 2026-05-01T00:00:00Z"))
            .allow(ALLOWED)
            .rule("anybody")
            .principal(WEB)
            .until("2027-01-01T00:00:01Z"),
        // Valid since 1 January: 152 days old on 2 June.
        case(
            "age-border",
            "the decision ends when a rule's age is reached",
            "  - { id: one, effect: allow, from: [{ age: { lt: 152d } }] }\n",
        )
        .allow(ALLOWED)
        .rule("one")
        .principal(WEB)
        .until("2026-06-02T00:00:00Z"),
        // Valid until 1 January: 200 days before that is 15 June.
        case(
            "remaining-border",
            "the decision ends when a rule's remaining time is reached",
            "  - { id: one, effect: allow, from: [{ remaining: { gt: 200d } }] }\n",
        )
        .allow(ALLOWED)
        .rule("one")
        .principal(WEB)
        .until("2026-06-15T00:00:00Z"),
        case(
            "age-not-yet",
            "a certificate that is too young grows older",
            "  - { id: one, effect: allow, from: [{ age: { gte: 152d } }] }\n",
        )
        .deny(NO_RULE)
        .nearest("age")
        .principal(WEB)
        .until("2026-06-02T00:00:00Z"),
    ]
}

fn shadow(world: &World) -> Vec<Vector> {
    let case = |name: &str, rule: &str, rules: &str| case(world, name, rule, rules);
    let deny = "  - { id: dark, effect: deny, mode: shadow, from: [{ trust_domain: prod.example }] }\n";
    let allow = "  - { id: light, effect: allow, mode: shadow }\n";
    vec![
        case("shadow-deny", "a shadow rule changes nothing and is told", &format!("{ANYBODY}{deny}"))
            .allow(ALLOWED)
            .rule("anybody")
            .principal(WEB)
            .shadow(&["dark*"]),
        case("shadow-allow", "a shadow rule lets nobody in", allow).deny(NO_RULE).principal(WEB).shadow(&["light*"]),
        case("shadow-without-effect", "a shadow rule that would change nothing says so", &format!("{ANYBODY}{allow}"))
            .allow(ALLOWED)
            .rule("anybody")
            .principal(WEB)
            .shadow(&["light"]),
        case(
            "shadow-deny-beside-deny",
            "a denial beside a denial changes nothing",
            &format!("  - {{ id: no, effect: deny }}\n{deny}"),
        )
        .deny(DENIED)
        .rule("no")
        .principal(WEB)
        .shadow(&["dark"]),
        case(
            "shadow-not-matching",
            "a shadow rule that does not match is not told",
            &format!(
                "{ANYBODY}  - {{ id: dark, effect: deny, mode: shadow, from: [{{ trust_domain: test.example }}] }}\n"
            ),
        )
        .allow(ALLOWED)
        .rule("anybody")
        .principal(WEB)
        .shadow(&[]),
        case(
            "shadow-unavailable",
            "a shadow deny rule that cannot be evaluated would deny",
            &format!("{ANYBODY}  - {{ id: dark, effect: deny, mode: shadow, to: [{{ sni: a.example }}] }}\n"),
        )
        .allow(ALLOWED)
        .rule("anybody")
        .principal(WEB)
        .shadow(&["dark*"]),
        case("enforce", "`enforce` is what a rule does by itself", "  - { id: one, effect: allow, mode: enforce }\n")
            .allow(ALLOWED)
            .rule("one")
            .principal(WEB)
            .shadow(&[]),
    ]
}
