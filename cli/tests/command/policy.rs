//! `handfast lint` and `handfast test`

use expect_test::expect_file;

use crate::world::{AT, World, root};

/// Everything that lint finds, once.
const FAULTY: &str = "\
handfast: 1
name: faulty
default: deny
trust:
  mesh: { bundle: mesh.pem, trust_domain: prod.example }
identity: [spiffe]
sets:
  unused: [a]
rules:
  - id: elsewhere
    effect: allow
    from: [{ spiffe: spiffe://other.example/ns/web }]
  - id: both-and-neither
    effect: allow
    from: [{ spiffe: spiffe://prod.example/ns/web, not_spiffe: spiffe://prod.example/ns/web }]
  - id: never-young-enough
    effect: allow
    from: [{ spiffe: spiffe://prod.example/ns/web, age: { gte: 24h, lt: 1h } }]
  - id: backwards
    effect: allow
    from: [{ spiffe: spiffe://prod.example/ns/web }]
    valid: { from: 2027-01-01T00:00:00Z, until: 2026-12-01T00:00:00Z }
  - id: over
    effect: deny
    from: [{ spiffe: spiffe://prod.example/ns/old }]
    valid: { until: 2026-01-01T00:00:00Z }
  - id: everybody
    effect: allow
    to: [{ path: /public/** }]
  - id: some-of-everybody
    effect: allow
    from: [{ spiffe: spiffe://prod.example/ns/web }]
    to: [{ path: /public/** }]
";

#[test]
fn lint_says_what_is_mistaken_and_where() {
    let world = World::empty();
    world.put("faulty.yaml", FAULTY);
    let ran = world.run(&format!("lint --at {AT} faulty.yaml"));
    expect_file!["snapshots/lint.txt"].assert_eq(&ran.seen());
    assert_eq!(ran.status, Some(2));
    let json: Vec<serde_json::Value> =
        serde_json::from_str(&world.run(&format!("lint --at {AT} --json faulty.yaml")).stdout).unwrap();
    let found = |code: &str| json.iter().filter(|finding| finding["code"] == code).count();
    assert_eq!(found("rule_never_matches"), 4, "{json:#?}");
    for code in ["rule_over", "rule_allows_anybody", "rule_shadowed", "set_unused", "tests_missing"] {
        assert_eq!(found(code), 1, "{code} in {json:#?}");
    }
    let never = json.iter().find(|finding| finding["rule"] == "elsewhere").unwrap();
    assert_eq!((never["line"].as_u64(), never["severity"].as_str()), (Some(12), Some("error")));
}

#[test]
fn a_document_with_nothing_but_notes_is_fine() {
    let world = World::empty();
    world.put(
        "untested.yaml",
        "handfast: 1\ndefault: deny\nidentity: [spiffe]\nrules:\n  - id: a\n    effect: allow\n    from: [{ spiffe: spiffe://a.example/b }]\n",
    );
    let ran = world.run("lint untested.yaml");
    assert!(ran.stdout.contains("note: the document has no tests"), "{}", ran.stdout);
    assert_eq!(ran.status, Some(0));
}

/// Who knows other policies reads it as every path; a rule that denies by it would deny next to nothing.
#[test]
fn a_path_of_nothing_but_an_asterisk_is_a_finding() {
    let world = World::empty();
    let rule = |path: &str| {
        format!(
            "handfast: 1\ndefault: deny\nidentity: [dns]\nrules:\n  - {{ id: a, effect: deny, to: [{{ path: {path} }}] }}\n"
        )
    };
    for (path, finds) in [("\"*\"", true), ("[/a, \"*\"]", true), ("\"**\"", false), ("/*", false)] {
        world.put("asterisk.yaml", rule(path));
        let ran = world.run("lint asterisk.yaml");
        assert_eq!(
            ran.stdout.contains("which is the path of `OPTIONS *` and no other"),
            finds,
            "{path}: {}",
            ran.stdout
        );
        assert_eq!(ran.status, Some(if finds { 2 } else { 0 }), "{path}: {}", ran.stdout);
    }
}

#[test]
fn a_document_that_cannot_be_read_is_a_finding_with_its_place() {
    let world = World::empty();
    world.put("typo.yaml", "handfast: 1\ndefault: deny\nidentity: [spiffe]\nrules:\n  - id: a\n    efect: allow\n");
    let ran = world.run("lint typo.yaml");
    assert_eq!(
        ran.seen(),
        "typo.yaml:6:5: error: a rule has no `efect` [policy_malformed]\n  fix: did you mean `effect`?\nexit status 2\n"
    );
    let json: Vec<serde_json::Value> = serde_json::from_str(&world.run("lint --json typo.yaml").stdout).unwrap();
    assert_eq!((json[0]["line"].as_u64(), json[0]["column"].as_u64()), (Some(6), Some(5)));
}

#[test]
fn test_says_which_of_the_documents_tests_failed() {
    let world = World::new();
    let passing = world.run("test payments.yaml");
    assert_eq!(passing.status, Some(0));
    let policy = String::from_utf8(world.read("payments.yaml")).unwrap();
    let wrong = "request: { method: DELETE, path: /api/ledger/entries/7 }\n    expect: { decision: ";
    assert!(policy.contains(wrong));
    let failing = policy.replace(
        &format!("{wrong}deny, nearest: {{ rule: checkout-calls-ledger, field: method }} }}"),
        &format!("{wrong}allow }}"),
    );
    world.put("failing.yaml", failing);
    let failing = world.run("test failing.yaml");
    assert_eq!(failing.status, Some(2));
    expect_file!["snapshots/test.txt"].assert_eq(&format!("{}\n{}", passing.seen(), failing.seen()));
    let json: Vec<serde_json::Value> = serde_json::from_str(&world.run("test --json failing.yaml").stdout).unwrap();
    let failed: Vec<&str> =
        json.iter().filter(|test| test["passed"] == false).filter_map(|test| test["name"].as_str()).collect();
    assert_eq!(failed, ["web may not delete"]);
    // A policy whose tests fail decides nothing.
    let decide = "--anchors mesh=mesh.pem partner=partner.pem --policy failing.yaml --chain web.pem";
    assert_eq!(world.decide(decide).status, Some(1));
}

#[test]
fn the_examples_have_nothing_to_mend_and_pass_their_tests() {
    let world = World::empty();
    let mut count = 0;
    for entry in std::fs::read_dir(root().join("examples/policies")).unwrap() {
        let path = entry.unwrap().path();
        for command in ["lint", "test"] {
            let ran = world.run(&format!("{command} {}", path.display()));
            assert_eq!(ran.status, Some(0), "{command} {}: {}{}", path.display(), ran.stdout, ran.stderr);
        }
        count += 1;
    }
    assert!(count >= 3);
}
