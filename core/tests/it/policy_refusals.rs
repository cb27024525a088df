//! What a policy document may not say, each with its place, a code, and what to do. `§` marks the place.

use handfast::Policy;

const HEAD: &str = "handfast: 1\ndefault: deny\nidentity: [dns]\n";

/// The document without the mark, and where the mark stood.
fn marked(text: &str) -> (String, String) {
    let before = text.split('§').next().unwrap();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    (text.replace('§', ""), format!("line {line}, column {column}"))
}

fn refused(text: &str, code: &str, message: &str, fix: &str) {
    let (document, place) = marked(text);
    let error = Policy::parse(&document).expect_err(text);
    assert_eq!(error.code().as_str(), code, "{text}\n{error}");
    assert!(error.message().contains(message), "{text}\n{error}");
    assert!(error.fix().contains(fix), "{text}\n{error}");
    assert_eq!(error.position().unwrap().to_string(), place, "{text}\n{error}");
    assert!(!error.message().ends_with('.') && !error.message().contains('\n'), "{error}");
}

/// In the rule of this head.
fn in_rule(rule: &str, code: &str, message: &str, fix: &str) {
    refused(&format!("{HEAD}rules:\n  - {{ id: a, {rule} }}\n"), code, message, fix);
}

/// In an alternative of `from`.
fn in_from(from: &str, message: &str, fix: &str) {
    in_rule(&format!("effect: allow, from: [{{ {from} }}]"), "policy_malformed", message, fix);
}

#[test]
fn the_syntax_is_a_part_of_yaml() {
    let malformed = |rest: &str, message: &str, fix: &str| {
        refused(&format!("{HEAD}{rest}"), "policy_malformed", message, fix);
    };
    malformed("rules: []\n§rules: []\n", "`rules` stands twice", "each key once");
    malformed("rules: [{ id: a, effect: deny, §id: b }]\n", "`id` stands twice", "each key once");
    malformed("rules: &all §[]\n", "an anchor or alias", "write the value out");
    malformed("name: §*all\nrules: []\n", "an anchor or alias", "in quotes");
    malformed("rules: []\n§<<: { name: a }\n", "a merge key", "write the keys out");
    malformed("rules:\n§\t- id: a\n", "a tab stands in the indentation", "spaces");
    malformed("rules:\n §\t- id: a\n", "a tab stands in the indentation", "spaces");
    malformed("rules:\n  - id: a\n  §\t  effect: deny\n", "a tab stands in the indentation", "spaces");
    malformed("trust:\n  §\tmesh: {}\nrules: []\n", "a tab stands in the indentation", "spaces");
    // In a document that is JSON a tab says nothing.
    Policy::parse("{\n\t\"handfast\": 1,\n\t\"default\": \"deny\",\n\t\"identity\": [\"dns\"],\n\t\"rules\": []\n}\n")
        .unwrap();
    let empty = Policy::parse(" \n").unwrap_err();
    assert!(empty.message().contains("empty") && empty.fix().contains("handfast: 1"), "{empty}");
    let large = Policy::parse(&format!("{HEAD}rules: []\n#{}", "x".repeat(16 << 20))).unwrap_err();
    assert_eq!(large.code().as_str(), "too_large");
    let deep = format!("{HEAD}rules: {}{}\n", "[".repeat(40), "]".repeat(40));
    assert_eq!(Policy::parse(&deep).unwrap_err().code().as_str(), "policy_malformed");
}

#[test]
fn the_document_has_its_keys_and_no_others() {
    let rest = "default: deny\nidentity: [dns]\nrules: []\n";
    let malformed = |text: &str, message: &str, fix: &str| refused(text, "policy_malformed", message, fix);
    malformed(&format!("§{rest}"), "no `handfast`", "handfast: 1");
    malformed(&format!("handfast: §2\n{rest}"), "not a version", "handfast: 1");
    malformed(&format!("handfast: §\"1\"\n{rest}"), "not a version", "handfast: 1");
    malformed("§handfast: 1\nidentity: [dns]\nrules: []\n", "no `default`", "default: deny");
    malformed("handfast: 1\ndefault: §allow\nidentity: [dns]\nrules: []\n", "must be `deny`", "allow with rules");
    malformed("§handfast: 1\ndefault: deny\nrules: []\n", "no `identity`", "identity: [spiffe]");
    malformed("§handfast: 1\ndefault: deny\nidentity: [dns]\n", "no `rules`", "an empty list");
    malformed(&format!("{HEAD}§ruls: []\n"), "the document has no `ruls`", "did you mean `rules`?");
    malformed("handfast: 1\ndefault: deny\nidentity: §[]\nrules: []\n", "`identity` is empty", "at least one");
    malformed(
        "handfast: 1\ndefault: deny\nidentity: [§dsn]\nrules: []\n",
        "`identity` has no `dsn`",
        "did you mean `dns`?",
    );
    malformed("handfast: 1\ndefault: deny\nidentity: [§5]\nrules: []\n", "must be a text, and is a number", "quotes");
    refused(
        "handfast: 1\ndefault: deny\nidentity: [dns, §dns]\nrules: []\n",
        "policy_inconsistent",
        "names `dns` twice",
        "once",
    );
    malformed(&format!("{HEAD}name: §[a]\nrules: []\n"), "`name` must be a text, and is a list", "one value");
    malformed(&format!("{HEAD}rules: [§5]\n"), "a rule must be a mapping, and is a number", "`key: value`");
}

#[test]
fn what_is_asked_of_revocation_is_one_thing() {
    let document = |asked: &str| format!("{HEAD}rules: []\ntrust: {{ mesh: {{ revocation: {asked} }} }}\n");
    for asked in [
        "off",
        "soft",
        "hard",
        "require_fresh",
        "{ crl: off }",
        "{ crl: off, ocsp: off }",
        "{ crl: require_fresh, ocsp: hard }",
        "{ ocsp: hard, max_age: 12h }",
        "{ crl: soft, grace: 2d }",
    ] {
        assert!(Policy::parse(&document(asked)).is_ok(), "{asked}");
    }
    refused(&document("§on"), "policy_malformed", "`revocation` has no `on`", "use one of");
    refused(&document("{ crl: §strict }"), "policy_malformed", "`crl` has no `strict`", "use one of");
    refused(&document("§[off]"), "policy_malformed", "`revocation` must be a text", "one value");
    refused(&document("{ §clr: off }"), "policy_malformed", "`revocation` has no `clr`", "did you mean `crl`?");
    refused(&document("{ max_age: §soon }"), "policy_malformed", "`max_age` must be a duration", "24h");
    refused(&document("§{ crl: soft, ocsp: hard }"), "policy_inconsistent", "different modes", "the same mode");
    refused(&document("§{ crl: hard, grace: 2d }"), "policy_inconsistent", "`grace`", "write `soft`");
    refused(&document("§{ grace: 2d }"), "policy_inconsistent", "`grace`", "write `soft`");
}

#[test]
fn what_cannot_be_honoured_is_not_left_unheeded() {
    let inconsistent = |trust: &str, message: &str, fix: &str| {
        refused(&format!("{HEAD}rules: []\ntrust: {{ mesh: {{ {trust} }} }}\n"), "policy_inconsistent", message, fix);
    };
    inconsistent("grace: §{ expired: 30d }", "`grace` is not supported", "take `grace` out");
    in_rule("effect: allow, when: §\"true\"", "policy_inconsistent", "`when` conditions", "`from` and `to`");
    refused(
        &format!("{HEAD}rules: []\ntrust: {{ mesh: {{ permit: {{ §ip_san: 10.0.0.1 }} }} }}\n"),
        "policy_malformed",
        "`permit` has no `ip_san`",
        "dns",
    );
    refused(
        &format!("{HEAD}rules: []\ntrust: {{ mesh: {{ trust_domain: §Prod }} }}\n"),
        "policy_malformed",
        "`Prod` is no trust domain",
        "prod.example",
    );
}

#[test]
fn a_rule_says_what_it_does_in_known_words() {
    let malformed = |rule: &str, message: &str, fix: &str| in_rule(rule, "policy_malformed", message, fix);
    malformed("effect: §alow", "rule `a`: `effect` has no `alow`", "did you mean `allow`?");
    malformed("effect: §true", "`effect` must be a text, and is a boolean", "quotes");
    malformed("effect: allow, mode: §shadw", "`mode` has no `shadw`", "did you mean `shadow`?");
    malformed("effect: allow, §form: []", "a rule has no `form`", "did you mean `from`?");
    malformed("effect: allow, from: §[]", "`from` is an empty list", "leave `from` out");
    malformed("effect: allow, to: [§a]", "an alternative of `to` must be a mapping, and is a text", "`key: value`");
    malformed("effect: allow, valid: { from: §yesterday }", "RFC 3339", "2027-03-01T00:00:00Z");
    malformed("effect: allow, valid: { §form: 2026-01-01T00:00:00Z }", "`valid` has no `form`", "did you mean `from`?");
    malformed("effect: allow, why: §5", "`why` must be a text", "quotes");
    malformed("effect: allow, then: { audit: §sometimes }", "`audit` has no `sometimes`", "never, denied, always");
    malformed("effect: allow, then: { §role: [a] }", "`then` has no `role`", "did you mean `roles`?");
    malformed("effect: allow, then: { max_session: §15 }", "`max_session` must be a text, and is a number", "quotes");
    malformed("effect: allow, then: { max_session: §15x }", "must be a duration", "24h");
    malformed("effect: allow, then: { bind_token: §\"yes\" }", "`bind_token` must be true or false", "true or false");
    malformed("effect: allow, then: { labels: { a: §\"${nobody}\" } }", "does not exist", "docs/policy.md");
    malformed("effect: allow, then: { tenant: §\"${subject.cn\" }", "does not exist", "docs/policy.md");
    let inconsistent = |rule: &str, message: &str, fix: &str| in_rule(rule, "policy_inconsistent", message, fix);
    inconsistent("effect: deny, then: { §roles: [a] }", "`roles` stands in the `then` of a rule that denies", "audit");
    inconsistent("effect: deny, then: { audit: always, §call: [a] }", "`call` stands", "a rule that allows");
    let rules = |rules: &str, code: &str, message: &str, fix: &str| {
        refused(&format!("{HEAD}rules:\n{rules}"), code, message, fix);
    };
    rules("  - §{ effect: allow }\n", "policy_malformed", "a rule has no `id`", "id: a-name");
    rules("  - §{ id: a }\n", "policy_malformed", "has no `effect`", "effect: allow");
    rules("  - { id: §a b, effect: allow }\n", "policy_malformed", "`a b` cannot be a rule's id", "letters");
    rules(
        "  - { id: a, effect: allow }\n  - §{ id: a, effect: deny }\n",
        "policy_inconsistent",
        "two rules have the id `a`",
        "its own id",
    );
}

#[test]
fn a_condition_names_a_field_and_values_that_it_can_have() {
    in_from("§dnz: a", "a rule's alternative has no `dnz`", "did you mean `dns`?");
    in_from("§not_dnz: a", "a rule's alternative has no `dnz`", "did you mean `dns`?");
    in_from("dns: §[]", "`dns` is an empty list", "at least one");
    in_from("dns: §\"a*.example\"", "a wildcard must be a whole segment", "{prefix: ...}");
    in_from("dns: §5", "`dns` must be a text, and is a number", "quotes");
    in_from("dns: { §prefx: a }", "`dns` has no `prefx`", "did you mean `prefix`?");
    in_from("dns: §{ prefix: a, suffix: b }", "`dns` needs one operator", "use one of");
    in_from("dns: { lt: §3 }", "cannot be compared", "compare");
    in_from("dns: { cidr: §10.0.0.0/8 }", "`dns` is no address", "ip_san");
    in_from("dns: { all: §{ present: true } }", "`present` asks about the field", "by itself");
    in_from("dns: { present: §maybe }", "`present` must be true or false", "true or false");
    in_from("dns: { in: §s }", "`sets` has no `s`", "it has none");
    in_from("dns: §\"${nobody}.example\"", "names nothing that can be inserted", "docs/policy.md");
    in_from("spiffe: §web", "does not begin with spiffe://", "spiffe://trust-domain/path");
    in_from("spiffe: §spiffe://Prod/web", "is no SPIFFE ID", "spiffe://");
    in_from("email: §corp.example", "it is no mailbox", "*@corp.example");
    in_from("subject: §{}", "a name without attributes matches nothing", "{cn:");
    in_from("subject: { §cm: a }", "a name has no `cm`", "did you mean `cn`?");
    in_from("key: §{}", "`key` says nothing", "at least one");
    in_from("key: { alg: §rss }", "has no `rss`", "did you mean `rsa`?");
    in_from("key: { §size: 2048 }", "`key` has no `size`", "alg, bits, curve");
    in_from("key: { bits: { lt: §large } }", "must be a whole number", "digits");
    in_from("eku: §clientauth", "`eku` has no `clientauth`", "did you mean `clientAuth`?");
    in_from("policy: §1.2.x", "is no object identifier", "2.16.840");
    in_from("extension: { §x: a }", "is no object identifier", "2.16.840");
    in_from("serial: §zz", "is not 20 octets in hex", "quotes");
    in_from("cert_sha256: §\"00ff\"", "is not 32 octets in hex", "quotes");
    in_from("age: { lt: §24 }", "must be a text, and is a number", "quotes");
    in_from("age: { lt: §24y }", "must be a duration", "24h");
    in_from("source_ip: §10.0.0.0/33", "is not an address or a range", "10.20.0.0/16");
    in_from("source_ip: { cidr: §10.20.0.1/16 }", "is not a range", "nothing set beyond the prefix");
    in_from("path: §api/**", "no path begins like this", "slash");
    for path in ["/a%2fb/**", "/a//b", "/a/../b", "/./a", "/a\\\\b", "/%61", "/a%", "/..;/**"] {
        in_from(&format!("path: §\"{path}\""), "no path is like this once it was made plain", "decoded");
    }
    in_from("host: §\"*.corp.example:8443\"", "without its port and brackets", "the name or the address alone");
    in_from("sni: §\"[2001:db8::1]\"", "without its port and brackets", "the name or the address alone");
    in_from("revocation: §reviked", "`revocation` has no `reviked`", "did you mean `revoked`?");
    in_from("anchor: §mesh", "`trust` has no `mesh`", "it has none");
    in_from("header: §{}", "`header` says nothing", "at least one");
}

/// A rule that denies by it would let everybody pass, and say nothing.
#[test]
fn a_name_that_no_certificate_has_is_refused() {
    let no_name = |from: &str| in_from(from, "no certificate has such a name", "A-labels");
    for name in ["bücher.example", "*.bücher.example", "a b.example", "-a.example", "https://a.example", "a:443"] {
        no_name(&format!("dns: §\"{name}\""));
    }
    no_name("dns: { suffix: §bücher.example }");
    no_name("dns: { only: [\"*.example\", §ä.example] }");
    no_name("email: §a@bücher.example");
    no_name("email: §\"*@bücher.example\"");
    no_name("email: { prefix: §müller }");
    no_name("uri: §https://bücher.example/**");
    for id in ["spiffe://PROD.example/**", "spiffe://prod.example/a b/*", "spiffe://*/../**", "spiffe://*/%61"] {
        no_name(&format!("spiffe: §\"{id}\""));
    }
    no_name("spiffe: { contains: §ü }");
    let not_printed =
        |name: &str| in_from(&format!("subject: §'{name}'"), "no name prints like this", "handfast inspect");
    for name in [
        "CN=Ana, O=Corp",
        "CN = Ana",
        "cn=Ana",
        "/CN=Ana",
        "Ana",
        "CN=Ana,",
        "CN=Ana;O=Corp",
        "2.5.4.3=Ana",
        "CN= Ana",
        "CN=Ana ",
        "CN=a\\\"b\"",
        "CN=a\\b",
        "CN=#xyz",
        "CN=#0500",
        "CN=Ana/O=Corp,1.2.x=a",
    ] {
        not_printed(name);
    }
    in_from("issuer: §'CN=Ana,o=Corp'", "no name prints like this", "handfast inspect");
    in_from("subject: §'CN=${subject.cn}'", "this field takes exact values only", "write the value");
    // What certificates may have.
    let fine = [
        r#"dns: [xn--bcher-kva.example, "_a.b-c.example", "*", "**.9", "${subject.cn}.example"]"#,
        r#"upn: "*@bücher.example""#,
        r#"email: ["a b@c_d", "*@[192.0.2.1]"], uri: "urn:a b""#,
        r#"spiffe: ["spiffe://a_b-1.c/A.b-C_9/**", "spiffe://*/...", "spiffe://**"]"#,
        r#"path: [/, /a/, "/a b/?/#", "*", "**", "/${subject.cn}/**"], host: [A.example, "::1", bücher.example]"#,
        r#"subject: ['CN=Ana,O=Corp', 'CN=a\, \"b\"+OU=é,O=\ x\ ', '1.2.3=a', '1.2.3=#0500', 'CN=', 'CN=\#a=b,DC=c']"#,
    ];
    for from in fine {
        let document = format!("{HEAD}rules: [{{ id: a, effect: deny, from: [{{ {from} }}] }}]\n");
        if let Err(error) = Policy::parse(&document) {
            panic!("{error}\n{document}");
        }
    }
}

#[test]
fn a_part_that_no_value_has_is_refused() {
    let no_part = |from: &str| in_from(from, "no value of", "as values have it");
    for part in [
        "serial: { prefix: §xyz }",
        "spki: { contains: §'-' }",
        "cert_sha256: { suffix: §'::' }",
        "eku: { prefix: §clientAuth }",
        "policy: { contains: §x }",
        "key: { alg: { prefix: §rsax } }",
        "key: { curve: { suffix: §256k1 } }",
        "sig: { contains: §sha-1 }",
        "revocation: { prefix: §reviked }",
        "trust_domain: { suffix: §Prod.example }",
        "spiffe: { prefix: §prod.example/ns }",
        "spiffe: { prefix: §spiffe://Prod }",
        "spiffe: { suffix: §/a%20b }",
        "spiffe: { suffix: §//web }",
        "spiffe: { contains: §'?' }",
        "dns: { prefix: §https:// }",
        "dns: { suffix: §':443' }",
        "dns: { suffix: §corp.example. }",
        "dns: { contains: §.. }",
        "host: { suffix: §'.corp.example:8443' }",
        "host: { suffix: §corp.example. }",
        "sni: { prefix: §'[2001' }",
        "path: { prefix: §admin }",
        "path: { prefix: §/a%20b }",
        "path: { suffix: §/.. }",
        "path: { contains: §// }",
    ] {
        no_part(part);
    }
    for field in ["dns", "email", "sig", "path", "header: { x", "subject: { cn"] {
        let end = if field.contains('{') { " }" } else { "" };
        for operator in ["prefix", "suffix", "contains"] {
            in_from(&format!("{field}: {{ {operator}: §'' }}{end}"), "an empty", "{present: true}");
        }
    }
    refused(
        &format!("{HEAD}trust: {{ a: {{ permit: {{ dns: {{ suffix: §'' }} }} }} }}\nrules: []\n"),
        "policy_malformed",
        "an empty `suffix`",
        "write the part",
    );
    // What values have.
    let fine = [
        "serial: { prefix: '0A:BC' }, spki: { prefix: 'sha256:AB' }, eku: { prefix: 1.3.6.1.4.1.311. }",
        "key: { alg: { prefix: ML-DSA }, curve: { suffix: '256' } }, sig: { contains: SHA1 }, revocation: { suffix: ale }",
        "trust_domain: { suffix: .example }, spiffe: { prefix: spiffe }",
        "spiffe: [{ prefix: spiffe://prod.example/ns/ }, { suffix: /sa/b }, { contains: ://prod.example/ }]",
        "dns: [{ prefix: '*.' }, { suffix: .Corp.example }, { contains: '-_' }]",
        "host: [{ suffix: .corp.example }, { prefix: '2001:db8:' }], sni: { contains: corp }",
        "path: [{ prefix: / }, { prefix: /a/. }, { suffix: / }, { suffix: .json }, { suffix: /b }, { contains: '?' }]",
        "email: [{ suffix: '@corp.example' }, { prefix: ana. }], upn: { prefix: müller }, uri: { prefix: 'https://' }",
    ];
    for from in fine {
        let document = format!("{HEAD}rules: [{{ id: a, effect: deny, from: [{{ {from} }}] }}]\n");
        if let Err(error) = Policy::parse(&document) {
            panic!("{error}\n{document}");
        }
    }
}

#[test]
fn a_set_is_a_list_that_uses_no_other_set() {
    let in_sets = |sets: &str, message: &str, fix: &str| {
        let rule = "rules: [{ id: a, effect: deny, from: [{ dns: { in: s } }] }]";
        refused(&format!("{HEAD}sets:\n{sets}{rule}\n"), "policy_malformed", message, fix);
    };
    in_sets("  s: [{ in: §t }]\n  t: [a.example]\n", "a set cannot use another set", "write the values out");
    in_sets("  s: [{ in: §s }]\n", "a set cannot use another set", "write the values out");
    in_sets("  s: §[]\n", "a set is empty", "external: true");
    in_sets("  s: §a.example\n", "a set must be a list, and is a text", "[a, b]");
    in_sets("  s: §{ type: dns }\n", "must say `external: true`", "external: true");
    in_sets("  s: { external: true, §kind: dns }\n", "an external set has no `kind`", "external, type");
}

#[test]
fn the_tests_of_a_document_are_run_when_it_is_read() {
    let document = |test: &str| {
        format!("{HEAD}rules: [{{ id: a, effect: allow, from: [{{ dns: a.example }}] }}]\ntests:\n  - {test}\n")
    };
    let good = document("{ name: in, peer: { dns: a.example }, expect: { decision: allow, rule: a } }");
    assert!(Policy::parse(&good).is_ok());
    let failing = document("§{ name: in, peer: { dns: b.example }, expect: { decision: allow } }");
    refused(
        &failing,
        "policy_test_failed",
        "the policy's test `in` expects decision allow, and got decision deny",
        "not used",
    );
    let outcomes = Policy::parse_untested(&marked(&failing).0).unwrap().test().unwrap();
    assert_eq!(
        outcomes.iter().map(|outcome| (outcome.name.as_str(), outcome.passed)).collect::<Vec<_>>(),
        [("in", false)]
    );
    let malformed = |test: &str, message: &str, fix: &str| {
        refused(&document(test), "policy_malformed", message, fix);
    };
    malformed("§{ name: a }", "a test has no `expect`", "decision: allow");
    malformed("§{ expect: { decision: allow } }", "a test has no `name`", "what it shows");
    malformed("{ name: a, expect: §{} }", "`expect` expects nothing", "decision: allow");
    for nothing in ["labels: {}", "nearest: {}"] {
        malformed(&format!("{{ name: a, expect: §{{ {nothing} }} }}"), "`expect` expects nothing", "decision: allow");
    }
    let typo = "{ name: a, peer: { §spife: spiffe://a/b }, expect: { decision: deny } }";
    malformed(typo, "`peer` has no `spife`", "did you mean `spiffe`?");
    malformed("{ name: a, expect: { §decison: allow } }", "`expect` has no `decison`", "did you mean `decision`?");
    malformed("{ name: a, expect: { decision: §maybe } }", "`decision` has no `maybe`", "allow");
    malformed("{ name: a, at: §noon, expect: { decision: deny } }", "RFC 3339", "2027");
    malformed("{ name: a, peer: { spiffe: §web }, expect: { decision: deny } }", "is no SPIFFE ID", "spiffe://");
    let error = Policy::parse(&document("{ name: a, request: { pth: / }, expect: { decision: deny } }")).unwrap_err();
    assert!(
        error.to_string().starts_with("line 6, column 27: there is no context key `pth`; did you mean `path`?"),
        "{error}"
    );
}
