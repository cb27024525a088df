//! The published JSON Schemas, held against what the core writes and reads.

use super::tests::stored_vectors;
use super::*;
use handfast::{Policy, Profile, Timestamp};
use jsonschema::Validator;
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn schema(name: &str) -> Validator {
    let text = fs::read_to_string(root().join("schemas").join(name)).unwrap();
    jsonschema::draft202012::new(&serde_json::from_str(&text).unwrap()).unwrap()
}

/// As the core reads it: YAML 1.2, in which `no` is a text.
fn yaml(text: &str) -> Value {
    serde_saphyr::from_str_with_options(text, serde_saphyr::options! { strict_booleans: true }).unwrap()
}

#[test]
fn every_file_of_vectors_is_valid() {
    let schema = schema("vector.schema.json");
    for path in stored(&root().join("tests").join("vectors")).unwrap() {
        let file: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let errors: Vec<String> = schema.iter_errors(&file).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {}", path.display(), errors.join("; "));
    }
}

#[test]
fn every_decision_is_valid_and_one_with_another_key_is_not() {
    let schema = schema("decision.schema.json");
    for vector in stored_vectors() {
        let mut decision: Value = serde_json::from_str(&vector.decision).unwrap();
        let errors: Vec<String> =
            schema.iter_errors(&decision).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {}", vector.id, errors.join("; "));
        for pointer in ["", "/peer", "/request", "/obligations", "/attempts", "/reasons/0"] {
            let mut changed = decision.clone();
            changed.pointer_mut(pointer).unwrap().as_object_mut().unwrap().insert("more".to_owned(), Value::Null);
            assert!(!schema.is_valid(&changed), "{}: another key at {pointer:?} is valid", vector.id);
        }
        decision.as_object_mut().unwrap().remove("rule");
        assert!(!schema.is_valid(&decision), "{}: valid without `rule`", vector.id);
    }
}

#[test]
fn every_profile_is_valid_and_what_the_reader_refuses_is_not() {
    let schema = schema("profile.schema.json");
    let valid = |text: &str| schema.is_valid(&serde_json::from_str(text).unwrap());
    for name in handfast::path::PROFILE_NAMES {
        assert!(valid(&Profile::by_name(name).unwrap().to_json()), "{name}");
    }
    let documents = stored_vectors().into_iter().map(|vector| vector.relying_party.profile);
    let documents: Vec<String> = documents.filter(|profile| profile.starts_with('{')).collect();
    assert!(documents.len() > 3);
    assert!(documents.iter().all(|document| valid(document)));
    let page = fs::read_to_string(root().join("docs/profiles.md")).unwrap();
    let example = page.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    assert!(valid(example) && Profile::from_json(example).is_ok());
    for member in [
        r#""more": 1"#,
        r#""based_on": "strict""#,
        r#""name": " ""#,
        r#""rsa_bits": 1024"#,
        r#""rsa_bits": "4096""#,
        r#""signature_algorithms": []"#,
        r#""required_names": ["cn"]"#,
        r#""required_extensions": ["1.2.x"]"#,
        r#""loosenings": [{"name": "a"}]"#,
        r#""loosenings": [{"name": "a", "what": "everything"}]"#,
        r#""loosenings": [{"name": "a", "what": "critical_extension"}]"#,
        r#""loosenings": [{"name": "a", "what": "no_extended_key_usage", "oid": "1.2.3"}]"#,
        r#""loosenings": [{"name": "a", "what": "no_extended_key_usage", "until": "soon"}]"#,
        r#""loosenings": [{"name": "a", "what": "no_extended_key_usage", "issuer_spki": "CN=Bank"}]"#,
        r#""public_suffix_wildcards": "no""#,
    ] {
        let document = format!(r#"{{"handfast_profile": 1, {member}}}"#);
        assert!(Profile::from_json(&document).is_err(), "{member} is read");
        assert!(!valid(&document), "{member} is valid");
    }
    assert!(!valid("{}"));
}

#[test]
fn every_timeline_is_valid_and_one_with_another_key_is_not() {
    let (schema, decision) = (schema("timeline.schema.json"), schema("decision.schema.json"));
    for vector in stored_vectors() {
        let builder = decide::builder(&vector, Provider::preferred().unwrap()).unwrap();
        let (from, relying_party) = (vector.at.parse::<Timestamp>().unwrap(), builder.build().unwrap());
        let to = from.plus_seconds(10 * 365 * 86_400);
        let timeline = decide::timeline(&relying_party, &vector, from, to).unwrap();
        let timeline: Value = serde_json::from_str(&timeline.to_json()).unwrap();
        let errors: Vec<String> =
            schema.iter_errors(&timeline).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {}", vector.id, errors.join("; "));
        // The decision at the beginning is the vector's own.
        let first = &timeline["spans"][0]["decision"];
        assert!(decision.is_valid(first), "{}", vector.id);
        assert_eq!(*first, serde_json::from_str::<Value>(&vector.decision).unwrap(), "{}", vector.id);
        for pointer in ["", "/spans/0"] {
            let mut changed = timeline.clone();
            changed.pointer_mut(pointer).unwrap().as_object_mut().unwrap().insert("more".to_owned(), Value::Null);
            assert!(!schema.is_valid(&changed), "{}: another key at {pointer:?} is valid", vector.id);
        }
    }
}

#[test]
fn a_decision_has_its_keys_in_their_order() {
    const KEYS: [&str; 17] = [
        "handfast",
        "effect",
        "principal",
        "peer",
        "request",
        "at",
        "profile",
        "policy",
        "reasons",
        "rule",
        "nearest",
        "obligations",
        "shadow",
        "path",
        "anchor",
        "attempts",
        "valid_until",
    ];
    let schema: Value =
        serde_json::from_str(&fs::read_to_string(root().join("schemas/decision.schema.json")).unwrap()).unwrap();
    assert_eq!(schema["required"], serde_json::json!(KEYS));
    for vector in stored_vectors() {
        let mut rest = vector.decision.as_str();
        for key in KEYS {
            let quoted = format!("\"{key}\":");
            let place = rest.find(&quoted).unwrap_or_else(|| panic!("{}: no {key} in its place", vector.id));
            rest = rest.split_at(place).1;
        }
    }
}

#[test]
fn every_policy_that_is_read_is_valid() {
    let schema = schema("policy.schema.json");
    let mut documents: Vec<(String, String)> = stored_vectors()
        .into_iter()
        .filter_map(|vector| vector.relying_party.policy.map(|policy| (vector.id, policy)))
        .collect();
    for entry in fs::read_dir(root().join("examples/policies")).unwrap() {
        let path = entry.unwrap().path();
        documents.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
    }
    if let Ok(page) = fs::read_to_string(root().join("docs/policy.md")) {
        let blocks = page.split("```yaml\n").skip(1).filter_map(|block| block.split("```").next());
        // A block that is a whole document; the others are parts of one.
        let whole = blocks.filter(|block| block.starts_with("handfast:"));
        documents.extend(whole.map(|block| ("docs/policy.md".to_owned(), block.to_owned())));
    }
    assert!(documents.len() > 100, "{} documents", documents.len());
    for (name, text) in documents {
        let document = yaml(&text);
        let errors: Vec<String> =
            schema.iter_errors(&document).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{name}: {}\n{text}", errors.join("; "));
    }
}

#[test]
fn what_the_reader_refuses_for_its_structure_the_schema_refuses() {
    let schema = schema("policy.schema.json");
    let rule = |rule: &str| format!("handfast: 1\ndefault: deny\nidentity: [spiffe]\nrules: [{{ {rule} }}]\n");
    let from = |from: &str| rule(&format!("id: a, effect: allow, from: [{{ {from} }}]"));
    let head = |more: &str| format!("handfast: 1\ndefault: deny\nidentity: [spiffe]\nrules: []\n{more}\n");
    let wrong = [
        "default: deny\nidentity: [spiffe]\nrules: []\n".to_owned(),
        "handfast: 2\ndefault: deny\nidentity: [spiffe]\nrules: []\n".to_owned(),
        "handfast: 1\ndefault: allow\nidentity: [spiffe]\nrules: []\n".to_owned(),
        "handfast: 1\nidentity: [spiffe]\nrules: []\n".to_owned(),
        "handfast: 1\ndefault: deny\nrules: []\n".to_owned(),
        "handfast: 1\ndefault: deny\nidentity: [spiffe]\n".to_owned(),
        "handfast: 1\ndefault: deny\nidentity: []\nrules: []\n".to_owned(),
        "handfast: 1\ndefault: deny\nidentity: [user]\nrules: []\n".to_owned(),
        "handfast: 1\ndefault: deny\nidentity: [subject.nickname]\nrules: []\n".to_owned(),
        head("rulez: []"),
        head("name: 7"),
        head("trust: [mesh]"),
        head("trust: { mesh: { trust_domains: a } }"),
        head("trust: { mesh: { trust_domain: Prod } }"),
        head("trust: { mesh: { permit: { host: a } } }"),
        head("sets: { a: b }"),
        head("sets: { a: { external: true, kind: serial } }"),
        head("tests: [{ name: a }]"),
        head("tests: [{ name: a, expect: { decision: maybe } }]"),
        head("tests: [{ name: a, expect: { outcome: allow } }]"),
        rule("effect: allow"),
        rule("id: a"),
        rule("id: a, effect: permit"),
        rule("id: a b, effect: allow"),
        rule("id: a, effect: allow, mode: quiet"),
        rule("id: a, effect: allow, form: []"),
        rule("id: a, effect: allow, from: []"),
        rule("id: a, effect: allow, from: [web]"),
        rule("id: a, effect: allow, when: peer"),
        rule("id: a, effect: allow, valid: { till: 2027-01-01T00:00:00Z }"),
        rule("id: a, effect: allow, valid: { until: tomorrow }"),
        rule("id: a, effect: allow, why: 7"),
        rule("id: a, effect: allow, then: { role: a }"),
        rule("id: a, effect: allow, then: { max_session: 15 }"),
        rule("id: a, effect: allow, then: { audit: sometimes }"),
        rule("id: a, effect: allow, then: { bind_token: \"yes\" }"),
        from("spiffy: a"),
        from("dns: []"),
        from("dns: 7"),
        from("dns: { begins: a }"),
        from("dns: { prefix: a, suffix: b }"),
        from("dns: { present: \"yes\" }"),
        from("dns: { lt: 7 }"),
        from("age: 7"),
        from("age: { lt: 7 }"),
        from("chain_depth: two"),
        from("key: { size: 7 }"),
        from("key: { bits: { lt: many } }"),
        from("extension: { ring: a }"),
        from("subject: { nickname: a }"),
        from("revocation: fine"),
        head("trust: { mesh: { revocation: on } }"),
        head("trust: { mesh: { revocation: { clr: off } } }"),
        head("trust: { mesh: { revocation: { max_age: 7 } } }"),
    ];
    assert!(wrong.len() >= 25);
    for text in wrong {
        assert!(Policy::parse_untested(&text).is_err() || Policy::parse(&text).is_err(), "the reader takes\n{text}");
        assert!(!schema.is_valid(&yaml(&text)), "the schema takes\n{text}");
    }
}
