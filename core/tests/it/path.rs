//! Path building and RFC 5280 section 6.1: who may issue what.

use handfast::path::AnchorStatement;
use handfast::{Profile, TrustAnchors};

use crate::forge::der::{name_of, utc};
use crate::forge::extension::{
    CLIENT_AUTH, SERVER_AUTH, basic_constraints, ce, dns, extended_key_usage, key_usage, raw, subject_alt_names,
};
use crate::forge::{Ca, Key, Spec};
use crate::support::{client, codes, decide, party, party_with};

/// The extension that begins with this object identifier, exchanged for another or taken out.
fn exchange(spec: &mut Spec, number: u8, by: Option<Vec<u8>>) {
    let oid = crate::forge::der::oid(&ce(number));
    spec.extensions.retain(|extension| !extension.windows(oid.len()).any(|window| window == oid));
    spec.extensions.extend(by);
}

fn version_1(spec: &mut Spec) {
    spec.version.clear();
    spec.extensions.clear();
}

type Mutation = (&'static str, fn(&mut Spec));

const MUTATIONS: [Mutation; 10] = [
    ("basicConstraints absent", |spec| exchange(spec, 19, None)),
    ("CA:FALSE", |spec| exchange(spec, 19, Some(basic_constraints(false, None)))),
    ("CA:TRUE", |spec| exchange(spec, 19, Some(basic_constraints(true, None)))),
    ("version 1", version_1),
    ("keyCertSign absent", |spec| exchange(spec, 15, Some(key_usage(&[0, 6])))),
    ("keyUsage absent", |spec| exchange(spec, 15, None)),
    ("keyCertSign", |spec| exchange(spec, 15, Some(key_usage(&[0, 5])))),
    ("pathLen 0", |spec| exchange(spec, 19, Some(basic_constraints(true, Some(0))))),
    ("serverAuth alone", |spec| exchange(spec, 37, Some(extended_key_usage(&[SERVER_AUTH])))),
    ("anyExtendedKeyUsage alone", |spec| exchange(spec, 37, Some(raw(&ce(37), false, [0x30, 6, 6, 4, 85, 29, 37, 0])))),
];

/// NEEDS, trap 5: each mutation on each level, with the one code that it must give.
#[test]
fn a_ca_is_a_ca_and_an_end_entity_is_none() {
    let fine = "path_verified";
    let expected = [
        ("basicConstraints absent", ["setup: anchor_not_ca", "issuer_not_ca", fine]),
        ("CA:FALSE", ["setup: anchor_not_ca", "issuer_not_ca", fine]),
        ("CA:TRUE", [fine, fine, "end_entity_is_ca"]),
        ("version 1", [fine, "version_not_accepted", "version_not_accepted"]),
        ("keyCertSign absent", ["usage_not_permitted", "usage_not_permitted", fine]),
        ("keyUsage absent", [fine; 3]),
        ("keyCertSign", [fine, fine, "extension_not_permitted"]),
        // One intermediate stands below the root, none below the intermediate.
        ("pathLen 0", ["path_length_exceeded", fine, "end_entity_is_ca"]),
        ("serverAuth alone", ["usage_not_permitted"; 3]),
        ("anyExtendedKeyUsage alone", [fine, fine, "usage_not_permitted"]),
    ];
    let (root, middle) = (Ca::new("Root"), Ca::new("Middle"));
    for ((name, mutate), (row, codes_by_level)) in MUTATIONS.into_iter().zip(expected) {
        assert_eq!(name, row);
        for (level, code) in codes_by_level.into_iter().enumerate() {
            let spec = |own: usize, spec: Spec| if own == level { spec.change(mutate) } else { spec };
            let anchor = spec(0, root.spec(&root)).sign(&root.key);
            let between = spec(1, middle.spec(&root)).sign(&root.key);
            let leaf = spec(2, client(&middle, &[dns("a.example")])).sign(&middle.key);
            let got = match TrustAnchors::from_der(&anchor) {
                Err(error) => format!("setup: {}", error.code()),
                Ok(_) => codes(&decide(&party(&[anchor]), &[leaf, between])).join(" "),
            };
            assert_eq!(got, code, "{name} at level {level}");
        }
    }
}

#[test]
fn path_length_counts_intermediates_that_are_not_self_issued() {
    let (root, one, two) = (Ca::new("Root"), Ca::new("One"), Ca::new("Two"));
    let limited = |limit| {
        root.spec(&root).change(|spec| exchange(spec, 19, Some(basic_constraints(true, Some(limit))))).sign(&root.key)
    };
    let leaf = client(&two, &[dns("a.example")]).sign(&two.key);
    let straight = [leaf.clone(), two.certificate(&one), one.certificate(&root)];
    assert_eq!(codes(&decide(&party(&[limited(1)]), &straight)), ["path_length_exceeded"]);
    assert_eq!(codes(&decide(&party(&[limited(2)]), &straight)), ["path_verified"]);
    // The same CA with a new key: its certificate by the old key is self-issued and does not count.
    let renewed = one.with_key(Key::new("One again"));
    let leaf = client(&renewed, &[dns("a.example")]).sign(&renewed.key);
    let rolled = [leaf, renewed.certificate(&one), one.certificate(&root)];
    assert_eq!(codes(&decide(&party(&[limited(1)]), &rolled)), ["path_verified"]);
    assert_eq!(codes(&decide(&party(&[limited(0)]), &rolled)), ["path_length_exceeded"]);
    let one_at_most = Profile::client().with_at_most_intermediates(1);
    assert_eq!(codes(&decide(&party_with(&[root.root()], one_at_most), &straight)), ["path_length_exceeded"]);
}

#[test]
fn an_anchor_s_own_statements_count_unless_the_profile_ignores_them() {
    let root = Ca::new("Root");
    let leaf = client(&root, &[dns("a.example")]).sign(&root.key);
    let over = root.spec(&root).change(|spec| spec.not_after = utc("260201000000Z")).sign(&root.key);
    let elsewhere = crate::forge::extension::name_constraints(&[dns("b.example")], &[]);
    let narrow = root.spec(&root).with(elsewhere).sign(&root.key);
    let server = root.spec(&root).with(extended_key_usage(&[SERVER_AUTH])).sign(&root.key);
    let ignored = AnchorStatement::Ignored;
    let cases = [
        (over, "certificate_expired", Profile::client().with_anchor_validity(ignored)),
        (narrow, "name_not_permitted", Profile::client().with_anchor_name_constraints(ignored)),
        (server, "usage_not_permitted", Profile::client().with_anchor_usage(ignored)),
    ];
    for (anchor, code, lax) in cases {
        assert_eq!(codes(&decide(&party(std::slice::from_ref(&anchor)), std::slice::from_ref(&leaf))), [code]);
        let decision = decide(&party_with(&[anchor], lax), std::slice::from_ref(&leaf));
        assert_eq!(codes(&decision), ["path_verified"], "{code} ignored");
    }
}

#[test]
fn anchors_are_found_by_the_name_s_meaning_and_not_by_its_bytes() {
    // RFC 5280 section 7.1: two anchors of one name, once as UTF8String and once as PrintableString in other letters.
    let named = |label: &str, name: Vec<u8>| {
        let mut ca = Ca::new(label);
        ca.name = name;
        ca
    };
    let utf8 = named("old", name_of(0x0c, "Corp  CA"));
    let printable = named("new", name_of(0x13, "corp ca "));
    // The end entity's issuer is spelled as the first anchor is, and signed by the second one's key.
    let issued = named("new", utf8.name.clone());
    let leaf = client(&issued, &[dns("a.example")]).sign(&printable.key);
    for trusted in [vec![utf8.root(), printable.root()], vec![printable.root(), utf8.root()], vec![printable.root()]] {
        assert_eq!(codes(&decide(&party(&trusted), std::slice::from_ref(&leaf))), ["path_verified"]);
    }
    assert_eq!(codes(&decide(&party(&[utf8.root()]), &[leaf])), ["signature_invalid"]);
}

#[test]
fn every_candidate_that_was_tried_stays_with_what_failed() {
    let (root, middle) = (Ca::new("Root"), Ca::new("Middle"));
    let leaf = client(&middle, &[dns("a.example")]).sign(&middle.key);
    let over = middle.spec(&root).change(|spec| spec.not_after = utc("260201000000Z")).sign(&root.key);
    let imposter = middle.with_key(Key::new("imposter")).certificate(&root);
    let decision = decide(&party(&[root.root()]), &[leaf, over, imposter, middle.certificate(&root)]);
    assert_eq!(codes(&decision), ["path_verified"], "the good one is found");
    let decision = decide(
        &party(&[root.root()]),
        &[
            client(&middle, &[dns("a.example")]).sign(&middle.key),
            middle.spec(&root).change(|spec| spec.not_after = utc("260201000000Z")).sign(&root.key),
            middle.with_key(Key::new("imposter")).certificate(&root),
        ],
    );
    let mut tried: Vec<&str> =
        decision.attempts().kept().iter().map(|attempt| attempt.reason().code().as_str()).collect();
    tried.sort_unstable();
    assert_eq!(tried, ["certificate_expired", "signature_invalid"]);
    for attempt in decision.attempts().kept() {
        assert_eq!(attempt.candidate().unwrap().subject, "CN=Middle");
    }
    let expired =
        decision.attempts().kept().iter().find(|a| a.reason().code().as_str() == "certificate_expired").unwrap();
    assert_eq!(expired.reason().observed(), Some("2026-06-01T00:00:00Z"));
    assert_eq!(expired.reason().expected(), Some("2026-02-01T00:00:00Z or earlier"));
}

#[test]
fn loops_and_ladders_end_within_the_budget() {
    // Three CAs that certify each other in a ring, none of them by the anchor.
    let ring = [Ca::new("A"), Ca::new("B"), Ca::new("C")];
    let leaf = client(&ring[0], &[dns("a.example")]).sign(&ring[0].key);
    let mut chain = vec![leaf];
    for subject in &ring {
        chain.extend(ring.iter().map(|issuer| subject.certificate(issuer)));
    }
    let decision = decide(&party(&[Ca::new("Root").root()]), &chain);
    assert_eq!(codes(&decision), ["issuer_unknown"]);
    // Eight certificates for each of twelve steps: 8^12 paths, none of which leads anywhere.
    let steps: Vec<Ca> = (0..13).map(|step| Ca::new(&format!("Step {step}"))).collect();
    let mut chain = vec![client(&steps[0], &[dns("a.example")]).sign(&steps[0].key)];
    for pair in steps.windows(2) {
        for variant in 0..8_u8 {
            let serial = crate::forge::der::integer(&[1, variant]);
            chain.push(pair[0].spec(&pair[1]).change(|spec| spec.serial.clone_from(&serial)).sign(&pair[1].key));
        }
    }
    let decision = decide(&party(&[Ca::new("Root").root()]), &chain);
    assert_eq!(codes(&decision), ["work_limit_reached"]);
    assert!(decision.valid_until().is_some(), "an end of a certificate makes the search another one");
}

#[test]
fn key_usage_of_the_end_entity_must_let_it_sign() {
    let root = Ca::new("Root");
    let with = |set: &'static [u32]| {
        client(&root, &[dns("a.example")]).change(|spec| exchange(spec, 15, Some(key_usage(set)))).sign(&root.key)
    };
    let party = party(&[root.root()]);
    assert_eq!(codes(&decide(&party, &[with(&[2])])), ["usage_not_permitted"]);
    assert_eq!(codes(&decide(&party, &[with(&[0, 2])])), ["path_verified"]);
    let both = client(&root, &[dns("a.example")])
        .change(|spec| exchange(spec, 37, Some(extended_key_usage(&[SERVER_AUTH, CLIENT_AUTH]))))
        .sign(&root.key);
    assert_eq!(codes(&decide(&party, &[both])), ["path_verified"]);
    let several = client(&root, &[dns("a.example")])
        .change(|spec| {
            exchange(spec, 15, Some(key_usage(&[2])));
            exchange(spec, 37, Some(extended_key_usage(&[SERVER_AUTH])));
            exchange(spec, 17, Some(subject_alt_names(&[dns("a..example")])));
            spec.not_after = utc("260201000000Z");
        })
        .sign(&root.key);
    assert_eq!(
        codes(&decide(&party, &[several])),
        ["certificate_expired", "identity_malformed", "usage_not_permitted", "usage_not_permitted"],
        "everything that is wrong with the end entity is said at once"
    );
}
