//! Every key of a rule: a value that it has, and one that it has not.

use super::model::Vector;
use super::world::{Case, More as _, WEB, World, document, sha256_hex};
use crate::forge::Spec;
use crate::forge::der::{integer, oid, rdns, tlv};
use crate::forge::extension::{
    CLIENT_AUTH, SERVER_AUTH, certificate_policies, dns, email, extended_key_usage, ip, raw, upn, uri,
};

/// 1.3.6.1.4.1.99999.1
const RING: &[u8] = &[0x2b, 6, 1, 4, 1, 0x86, 0x8d, 0x1f, 1];

pub(super) fn vectors(world: &World) -> Vec<Vector> {
    [peer(world), context(world), named_context(world)].concat()
}

/// A certificate that has something of everything.
pub(super) fn rich(world: &World) -> Spec {
    let other = tlv(0xa0, [oid(RING), tlv(0xa0, tlv(0x0c, "badge-7"))].concat());
    world
        .named(&[
            uri(WEB),
            dns("web.prod.example"),
            dns("api.prod.example"),
            email("Ana@Corp.Example"),
            ip(&[10, 1, 2, 3]),
            upn("ana@corp.example"),
            other,
        ])
        .instead(37, extended_key_usage(&[CLIENT_AUTH, SERVER_AUTH]))
        .with(certificate_policies(false, &[&[42, 3]]))
        .with(raw(RING, false, tlv(0x0c, "fw-ring-0")))
        .change(|spec| {
            spec.serial = integer(&[0x12, 0x34]);
            spec.subject = rdns(&[
                (&[85, 4, 10], 0x0c, b"Acme"),
                (&[85, 4, 11], 0x0c, b"Ops"),
                (&[85, 4, 11], 0x0c, b"Night"),
                (&[85, 4, 3], 0x0c, b"web"),
            ]);
        })
}

fn case(world: &World, name: &str, rule: &str, rules: &str) -> Case {
    // The CA states the peer's certificate policy as well, so that it holds for the path.
    let issuing = world.issuing.spec(&world.root).with(certificate_policies(false, &[&[42, 3]]));
    let chain = vec![world.sign(&rich(world)), issuing.sign(&world.root.key)];
    Case::new(&format!("policy/{name}"), rule, &world.root.root(), chain)
        .policy(&document("[spiffe]", rules))
        .http("GET", "/a")
}

/// Allowed by a rule with the one alternative, or not, for that key.
fn pair(world: &World, place: &str, key: &str, has: &str, has_not: &str) -> Vec<Vector> {
    let id = format!("key/{}", key.replace(['_', '.'], "-"));
    let rules = |value: &str| format!("  - {{ id: one, effect: allow, {place}: [{{ {key}: {value} }}] }}\n");
    vec![
        case(world, &format!("{id}/has"), &format!("`{key}` holds for what the peer has"), &rules(has))
            .allow(&["rule_allowed"])
            .rule("one")
            .principal(WEB),
        case(world, &format!("{id}/has-not"), &format!("`{key}` does not hold for anything else"), &rules(has_not))
            .deny(&["no_rule_matched"])
            .nearest(key)
            .principal(WEB),
    ]
}

fn peer(world: &World) -> Vec<Vector> {
    let fingerprint = sha256_hex(&world.sign(&rich(world)));
    let pin = sha256_hex(&world.peer.spki());
    let zeros = "0".repeat(64);
    let quoted = |text: &str| format!("\"{text}\"");
    let upper = pin.to_ascii_uppercase();
    let rows: Vec<(&str, String, String)> = [
        ("trust_domain", "prod.example", "test.example"),
        ("spiffe", "spiffe://prod.example/ns/*/sa/web", "spiffe://prod.example/*/sa/web"),
        ("dns", "\"*.prod.example\"", "\"*.test.example\""),
        ("email", "\"*@corp.example\"", "ana@corp.example"),
        ("uri", "\"spiffe://prod.example/**\"", "https://prod.example/a"),
        ("ip_san", "10.0.0.0/8", "[10.2.0.0/16, 192.0.2.7]"),
        ("upn", "ana@corp.example", "bob@corp.example"),
        ("other_name", "{ 1.3.6.1.4.1.99999.1: badge-7 }", "{ 1.3.6.1.4.1.99999.1: badge-8 }"),
        ("subject", "{ o: Acme, ou: Night }", "{ o: Acme, ou: Day }"),
        ("issuer", "{ cn: Issuing CA }", "{ cn: Test Root }"),
        ("via", "{ cn: Test Root }", "{ cn: Strange Root }"),
        ("eku", "serverAuth", "codeSigning"),
        ("policy", "1.2.3", "1.2.4"),
        ("extension", "{ 1.3.6.1.4.1.99999.1: { eq: fw-ring-0 } }", "{ 1.3.6.1.4.1.99999.1: { eq: fw-ring-1 } }"),
        ("key", "{ alg: ec, curve: p256, bits: { gte: 256 } }", "{ alg: [rsa, ed25519] }"),
        ("sig", "ecdsa-sha256", "rsa-pkcs1-sha256"),
        ("serial", "\"12:34\"", "\"1235\""),
        // From 1 January to 1 June there are 151 days.
        ("age", "{ lt: 152d }", "{ lt: 151d }"),
        // From 1 June to 1 January there are 214.
        ("remaining", "{ gte: 214d }", "{ gt: 214d }"),
        ("lifetime", "365d", "{ lt: 365d }"),
        ("chain_depth", "2", "{ lt: 2 }"),
    ]
    .into_iter()
    .map(|(key, has, has_not)| (key, has.to_owned(), has_not.to_owned()))
    .chain([
        ("cert_sha256", quoted(&fingerprint), quoted(&zeros)),
        ("spki", quoted(&format!("sha256:{upper}")), quoted(&zeros)),
    ])
    .collect();
    let mut vectors: Vec<Vector> =
        rows.iter().flat_map(|(key, has, has_not)| pair(world, "from", key, has, has_not)).collect();
    vectors.push(
        world
            .case(
                "policy/key/policy/not-of-the-issuer",
                "a certificate policy that the issuer does not state does not hold",
                world.sign(&rich(world)),
            )
            .policy(&document("[spiffe]", "  - { id: one, effect: allow, from: [{ policy: 1.2.3 }] }\n"))
            .http("GET", "/a")
            .deny(&["no_rule_matched"])
            .nearest("policy")
            .principal(WEB),
    );
    // Anchors are spoken of by the name of their bundle.
    let bound = |name: &str, anchor: &str| {
        let text = format!(
            "handfast: 1\ndefault: deny\nidentity: [spiffe]\ntrust: {{ mesh: {{}}, office: {{}} }}\nrules:\n  - {{ id: one, effect: allow, from: [{{ anchor: {anchor} }}] }}\n"
        );
        case(world, name, "`anchor` is the bundle that the path ends in", "")
            .bundle("mesh")
            .anchor(Some("office"), &crate::forge::Ca::new("Office Root").root())
            .policy(&text)
    };
    vectors.push(bound("key/anchor/has", "mesh").allow(&["rule_allowed"]).rule("one").principal(WEB));
    vectors.push(bound("key/anchor/has-not", "office").deny(&["no_rule_matched"]).nearest("anchor").principal(WEB));
    vectors
}

/// A key of the context with a value that the host supplies, which is the first, a rule that has it and one that has not.
fn context(world: &World) -> Vec<Vector> {
    let rows = [
        ("source_ip", "192.0.2.7", "192.0.2.0/24", "10.0.0.0/8"),
        ("forwarded_ip", "2001:db8::7", "2001:db8::/32", "2001:db9::/32"),
        ("sni", "Portal.corp.example", "portal.corp.example", "other.corp.example"),
        ("tls", "1.3", "\"1.3\"", "\"1.2\""),
        ("alpn", "h2", "h2", "http/1.1"),
        ("host", "Portal.corp.example:8443", "\"*.corp.example\"", "\"*.test.example\""),
        ("port", "8443", "{ gte: 8000, lt: 9000 }", "443"),
        ("grpc", "/orders.v1.Orders/Get", "/orders.v1.Orders/*", "/orders.v1.Orders/Put"),
        ("topic", "meters/M-1/up/kwh", "\"meters/*/up/**\"", "\"meters/*/down/**\""),
        ("device_group", "managed", "[managed, encrypted]", "[encrypted]"),
        ("local", "admin", "admin", "public"),
    ];
    let mut vectors = Vec::new();
    for (key, supplied, has, has_not) in rows {
        for vector in pair_with(world, key, has, has_not) {
            vectors.push(vector(key, supplied));
        }
    }
    vectors.extend(pair(world, "to", "method", "[GET, HEAD]", "POST"));
    vectors.extend(pair(world, "to", "path", "[/b, /a]", "/a/*"));
    let acting = |name: &str, rules: &str| {
        case(world, name, "`action` and `resource` are for what is not HTTP", rules).change(|vector| {
            vector.request.method = None;
            vector.request.path = None;
        })
    };
    let rule = |to: &str| format!("  - {{ id: one, effect: allow, to: [{{ {to} }}] }}\n");
    vectors.push(
        acting("key/action/has", &rule("action: publish, resource: \"meters/*/up\""))
            .action("publish", "meters/M-1/up")
            .allow(&["rule_allowed"])
            .rule("one")
            .principal(WEB),
    );
    vectors.push(
        acting("key/action/has-not", &rule("action: subscribe, resource: \"meters/*/up\""))
            .action("publish", "meters/M-1/up")
            .deny(&["no_rule_matched"])
            .nearest("action")
            .principal(WEB),
    );
    vectors.push(
        acting("key/resource/has-not", &rule("action: publish, resource: meters/M-2/up"))
            .action("publish", "meters/M-1/up")
            .deny(&["no_rule_matched"])
            .nearest("resource")
            .principal(WEB),
    );
    vectors
}

type Supplying = Box<dyn Fn(&str, &str) -> Vector>;

/// As [`pair`], for a request that still lacks the value.
fn pair_with(world: &World, key: &str, has: &str, has_not: &str) -> Vec<Supplying> {
    pair(world, "to", key, has, has_not)
        .into_iter()
        .map(|vector| {
            let supply = move |key: &str, value: &str| {
                let mut vector = vector.clone();
                vector.request.context.insert(key.to_owned(), vec![value.to_owned()]);
                vector
            };
            Box::new(supply) as Supplying
        })
        .collect()
}

fn named_context(world: &World) -> Vec<Vector> {
    let rows = [
        ("header", "header.X-Team", "blue", "{ x-team: blue }", "{ x-team: red }"),
        (
            "claims",
            "claims.iss",
            "https://id.example/",
            "{ iss: https://id.example/ }",
            "{ iss: https://other.example/ }",
        ),
        ("attrs", "attrs.region", "eu-1", "{ region: { prefix: eu- } }", "{ region: { suffix: west } }"),
    ];
    let mut vectors = Vec::new();
    for (key, supplied_key, supplied, has, has_not) in rows {
        for vector in pair_with(world, key, has, has_not) {
            vectors.push(vector(supplied_key, supplied));
        }
    }
    vectors
}
