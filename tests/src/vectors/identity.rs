//! Who the peer is: SPIFFE IDs to the letter, the principal by class, expected names.

use super::model::Vector;
use super::world::{Case, More as _, WEB, World, document, sha256_hex};
use crate::forge::Spec;
use crate::forge::der::{cn, integer, rdns};
use crate::forge::extension::{dns, email, ip, upn, uri};

const VERIFIED: &[&str] = &["path_verified"];
const MALFORMED: &[&str] = &["identity_malformed"];
const AMBIGUOUS: &[&str] = &["identity_ambiguous"];
const MISSING: &[&str] = &["identity_missing"];
const NOT_MATCHED: &[&str] = &["name_not_matched"];

pub(super) fn vectors(world: &World) -> Vec<Vector> {
    [spiffe(world), several(world), principals(world), expected(world)].concat()
}

fn case(world: &World, name: &str, rule: &str, end_entity: Spec) -> Case {
    world.case(&format!("identity/{name}"), rule, world.sign(&end_entity))
}

/// SPIFFE-ID, section 2.
fn spiffe(world: &World) -> Vec<Vector> {
    let longest = format!("spiffe://prod.example/{}", "a".repeat(2048 - 22));
    let too_long = format!("{longest}a");
    let domain_255 = format!("spiffe://{}/a", "d".repeat(255));
    let domain_256 = format!("spiffe://{}/a", "d".repeat(256));
    let good = [
        (
            "spiffe-path",
            "segments of letters, digits, dots, hyphens and underscores",
            "spiffe://prod.example/Ns/a.b-c_9",
        ),
        ("spiffe-trust-domain-underscore", "a trust domain may have underscores", "spiffe://prod_1.example/a"),
        ("spiffe-trust-domain-numeric", "a trust domain may be digits and dots", "spiffe://192.0.2.1/a"),
        ("spiffe-three-dots", "three dots are a segment like any other", "spiffe://prod.example/.../a"),
        ("spiffe-2048-bytes", "a SPIFFE ID has at most 2048 bytes", &longest),
        ("spiffe-trust-domain-255", "a trust domain has at most 255 bytes", &domain_255),
    ];
    let bad = [
        ("spiffe-2049-bytes", "a SPIFFE ID has at most 2048 bytes", &*too_long),
        ("spiffe-trust-domain-256", "a trust domain has at most 255 bytes", &domain_256),
        ("spiffe-scheme-upper-case", "the scheme is in lower case", "SPIFFE://prod.example/a"),
        ("spiffe-scheme-only", "the scheme is followed by //", "spiffe:prod.example/a"),
        ("spiffe-trust-domain-upper-case", "a trust domain is in lower case", "spiffe://Prod.example/a"),
        ("spiffe-trust-domain-empty", "a trust domain is not empty", "spiffe:///a"),
        ("spiffe-trust-domain-percent", "a trust domain is not percent-encoded", "spiffe://prod%2eexample/a"),
        ("spiffe-port", "there is no port", "spiffe://prod.example:8443/a"),
        ("spiffe-user", "there is no user", "spiffe://web@prod.example/a"),
        ("spiffe-query", "there is no query", "spiffe://prod.example/a?b=c"),
        ("spiffe-fragment", "there is no fragment", "spiffe://prod.example/a#b"),
        ("spiffe-empty-segment", "a segment is not empty", "spiffe://prod.example/a//b"),
        ("spiffe-trailing-slash", "a path does not end with a slash", "spiffe://prod.example/a/"),
        ("spiffe-dot-segment", "a segment is not a dot", "spiffe://prod.example/a/./b"),
        ("spiffe-dot-dot-segment", "a segment is not two dots", "spiffe://prod.example/a/../b"),
        ("spiffe-percent", "a path is not percent-encoded", "spiffe://prod.example/a%20b"),
        ("spiffe-no-path", "an end entity's SPIFFE ID has a path", "spiffe://prod.example"),
    ];
    let mut vectors: Vec<Vector> = good
        .into_iter()
        .map(|(name, rule, id)| case(world, name, rule, world.named(&[uri(id)])).allow(VERIFIED).principal(id))
        .collect();
    vectors.extend(bad.into_iter().map(|(name, rule, id)| {
        // The path verified; nobody could be named.
        case(world, name, rule, world.named(&[uri(id)])).deny(MALFORMED).state("verified")
    }));
    vectors.push(
        case(world, "uri-of-another-scheme", "a URI of another scheme is a name like any other", {
            world.named(&[uri("https://web.prod.example/")])
        })
        .allow(VERIFIED)
        .principal("https://web.prod.example/"),
    );
    vectors.push(
        case(world, "spiffe-beside-uri", "a SPIFFE ID is the only URI", {
            world.named(&[uri(WEB), uri("https://web.prod.example/")])
        })
        .deny(AMBIGUOUS),
    );
    vectors.push(
        case(world, "spiffe-twice", "a SPIFFE ID is the only URI, even of twice the same", {
            world.named(&[uri(WEB), uri(WEB)])
        })
        .deny(AMBIGUOUS),
    );
    vectors
}

/// A policy that allows everybody whom these classes name.
fn naming(classes: &str) -> String {
    document(classes, "  - { id: anybody, effect: allow }\n")
}

fn several(world: &World) -> Vec<Vector> {
    let by = |name: &str, rule: &str, classes: &str, end_entity: Spec| {
        case(world, name, rule, end_entity).policy(&naming(classes))
    };
    let two_dns = || world.named(&[dns("a.corp.example"), dns("b.corp.example")]);
    vec![
        by("no-name-of-the-class", "there is no falling through to another class", "[spiffe]", {
            world.named(&[dns("web.prod.example")])
        })
        .deny(MISSING),
        by("two-of-the-class", "two names of the class are ambiguous", "[dns]", two_dns()).deny(AMBIGUOUS),
        by("two-of-the-class-one-expected", "the expected one of two is not ambiguous", "[dns]", two_dns())
            .expecting("dns:b.corp.example")
            .allow(&["rule_allowed"])
            .rule("anybody")
            .principal("b.corp.example"),
        by("second-class", "the first class of which there is a name is the one", "[upn, dns]", {
            world.named(&[dns("web.prod.example")])
        })
        .allow(&["rule_allowed"])
        .rule("anybody")
        .principal("web.prod.example"),
        by("first-class-ambiguous", "no later class helps an ambiguous one", "[dns, email]", {
            world.named(&[dns("a.corp.example"), dns("b.corp.example"), email("ana@corp.example")])
        })
        .deny(AMBIGUOUS),
        case(world, "two-names-without-policy", "without a policy nothing is decided by the name", two_dns())
            .allow(VERIFIED)
            .principal("a.corp.example"),
        case(world, "nameless", "somebody without any name is nobody", {
            world.bare().change(|spec| spec.subject = rdns(&[]))
        })
        .deny(MISSING)
        .until("2027-01-01T00:00:01Z"),
        by("two-common-names", "two attributes of the class are ambiguous", "[subject.cn]", {
            world.bare().change(|spec| {
                spec.subject = rdns(&[(&[85, 4, 3], 0x0c, b"a"), (&[85, 4, 3], 0x0c, b"b")]);
            })
        })
        .deny(AMBIGUOUS),
    ]
}

fn principals(world: &World) -> Vec<Vector> {
    let spec = || {
        world
            .named(&[
                uri(WEB),
                dns("Web.Prod.Example"),
                email("Ana@Corp.Example"),
                ip(&[192, 0, 2, 7]),
                upn("Ana@Corp.Example"),
            ])
            .change(|spec| {
                spec.subject = rdns(&[(&[85, 4, 10], 0x0c, b"Acme"), (&[85, 4, 3], 0x0c, b"web")]);
                spec.serial = integer(&[0x0a, 0x1b]);
            })
    };
    let fingerprint = sha256_hex(&world.sign(&spec()));
    let pin = sha256_hex(&world.peer.spki());
    [
        ("spiffe", WEB),
        ("dns", "web.prod.example"),
        // RFC 5280 section 7.5: the local part is kept as it is.
        ("email", "Ana@corp.example"),
        ("uri", WEB),
        ("ip_san", "192.0.2.7"),
        ("upn", "Ana@corp.example"),
        ("subject", "CN=web,O=Acme"),
        ("subject.cn", "web"),
        ("subject.o", "Acme"),
        ("serial", "0a1b"),
        ("cert_sha256", &fingerprint),
        ("spki", &pin),
    ]
    .into_iter()
    .map(|(class, value)| {
        let name = format!("principal-{}", class.replace(['_', '.'], "-"));
        case(world, &name, &format!("the class {class} names the principal"), spec())
            .policy(&naming(&format!("[{class}]")))
            .allow(&["rule_allowed"])
            .rule("anybody")
            .principal(value)
    })
    .collect()
}

/// RFC 9525.
fn expected(world: &World) -> Vec<Vector> {
    let yes = |name: &str, rule: &str, held: Vec<u8>, expected: &str, principal: &str| {
        let name = format!("expected-{name}");
        case(world, &name, rule, world.named(&[held])).expecting(expected).allow(VERIFIED).principal(principal)
    };
    let no = |name: &str, rule: &str, end_entity: Spec, expected: &str| {
        case(world, &format!("expected-{name}"), rule, end_entity)
            .expecting(expected)
            .deny(NOT_MATCHED)
            .state("verified")
    };
    let held = |name: Vec<u8>| world.named(&[name]);
    let host = "a.corp.example";
    vec![
        yes("dns", "the host is one of the names", dns(host), "dns:a.corp.example", host),
        yes("dns-case", "case does not matter", dns("A.corp.EXAMPLE"), "dns:a.CORP.example", host),
        yes("dns-trailing-dot", "a trailing dot of the host is dropped", dns(host), "dns:a.corp.example.", host),
        yes(
            "wildcard",
            "a wildcard stands for one label",
            dns("*.corp.example"),
            "dns:a.corp.example",
            "*.corp.example",
        ),
        no("dns-other", "another host is another host", held(dns("b.corp.example")), "dns:a.corp.example"),
        no(
            "wildcard-two-labels",
            "a wildcard does not stand for two labels",
            held(dns("*.corp.example")),
            "dns:a.b.corp.example",
        ),
        no(
            "wildcard-no-label",
            "a wildcard does not stand for nothing",
            held(dns("*.corp.example")),
            "dns:corp.example",
        ),
        no(
            "common-name",
            "the common name is no DNS name",
            world.bare().change(|spec| spec.subject = cn("a.corp.example")),
            "dns:a.corp.example",
        ),
        yes("ip", "an address among the addresses", ip(&[192, 0, 2, 7]), "ip:192.0.2.7", "192.0.2.7"),
        no("ip-among-dns", "an address is not looked for among the DNS names", held(dns("192.0.2.7")), "ip:192.0.2.7"),
        yes(
            "email",
            "a mailbox, its host without regard to case",
            email("ana@Corp.example"),
            "email:ana@corp.example",
            "ana@corp.example",
        ),
        no(
            "email-local-part",
            "a local part is compared exactly",
            held(email("Ana@corp.example")),
            "email:ana@corp.example",
        ),
        yes("spiffe", "a SPIFFE ID, exactly", uri(WEB), WEB, WEB),
        no(
            "spiffe-other",
            "another workload is another workload",
            held(uri(WEB)),
            "spiffe://prod.example/ns/checkout/sa/we",
        ),
        no(
            "dns-not-uri",
            "the host of a URI is no DNS name",
            held(uri("https://a.corp.example/")),
            "dns:a.corp.example",
        ),
    ]
}
