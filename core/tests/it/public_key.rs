//! What is asked of public keys, by whom, and what is said about those that no provider takes.

use handfast::path::AnchorStatement;
use handfast::{AccessRequest, Certificate, Decision, PresentedChain, Profile, Provider, RelyingParty};
use sha2::{Digest as _, Sha256, Sha512};

use crate::forge::der::{bits, cn, integer, oid, seq, tlv};
use crate::forge::extension::{SERVER_AUTH, dns, extended_key_usage, key_usage};
use crate::forge::key::{ED25519, MlDsa, pkcs1};
use crate::forge::{Ca, Key, Spec};
use crate::support::{AT, anchors, client, codes, decide, instant, party, party_by, party_with};

const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];

fn root() -> Ca {
    Ca::new("Root")
}

/// A client of the root's with this SubjectPublicKeyInfo.
fn of_key(spki: Vec<u8>) -> Spec {
    client(&root(), &[dns("a.example")]).change(|spec| spec.spki = spki)
}

fn by(profile: Profile, spec: &Spec) -> Decision {
    decide(&party_with(&[root().root()], profile), &[spec.sign(&root().key)])
}

fn first(decision: &Decision) -> (&str, &str) {
    let reason = &decision.reasons()[0];
    (reason.code().as_str(), reason.reference())
}

/// Whether a point is taken as an end entity's key, by us.
fn is_taken(curve: &[u8], point: &[u8]) -> bool {
    let spki = seq(&[seq(&[oid(EC_PUBLIC_KEY), oid(curve)]), bits(0, point)]);
    match codes(&by(Profile::client(), &of_key(spki)))[..] {
        ["path_verified"] => true,
        ["encoding_malformed"] => false,
        ref other => panic!("{other:?}"),
    }
}

/// Points on the curve and beside it, held to what RustCrypto says of each.
macro_rules! points {
    ($($name:ident $curve:ident $oid:expr, $octets:literal;)*) => {$(
        #[test]
        fn $name() {
            let (mut on, mut off) = (0, 0);
            let mut judge = |point: &[u8]| {
                let expected = $curve::PublicKey::from_sec1_bytes(point).is_ok();
                assert_eq!(is_taken($oid, point), expected, "{point:02x?}");
                if expected { on += 1 } else { off += 1 }
            };
            for seed in 0..60_u32 {
                // A number below the order, one digest after the other.
                let digests = [Sha512::digest(format!("{seed}")), Sha512::digest(format!("{seed}, more"))].concat();
                let mut scalar = digests[..$octets].to_vec();
                scalar[0] &= u8::from($octets != 66);
                let key = $curve::ecdsa::SigningKey::from_slice(&scalar).unwrap();
                let point = key.verifying_key().to_sec1_point(false).as_bytes().to_vec();
                judge(&point);
                let octet = usize::from(Sha256::digest(&point)[0]) % (2 * $octets) + 1;
                let mut changed = point.clone();
                changed[octet] ^= 1 << (seed % 8);
                judge(&changed);
                // x and y exchanged.
                judge(&[&[4], &point[1 + $octets..], &point[1..=$octets]].concat());
            }
            for (x, y) in [(0, 0), (0, 1), (1, 0), (0xff, 0xff), (0, 0xff), (1, 1)] {
                judge(&[&[4][..], &[x; $octets], &[y; $octets]].concat());
            }
            assert!(on >= 60 && off >= 120, "{on} on the curve, {off} beside it");
        }
    )*};
}

points! {
    a_p256_key_is_a_point_of_its_curve p256 &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7], 32;
    a_p384_key_is_a_point_of_its_curve p384 &[0x2b, 0x81, 4, 0, 34], 48;
    a_p521_key_is_a_point_of_its_curve p521 &[0x2b, 0x81, 4, 0, 35], 66;
}

#[test]
fn a_coordinate_is_not_the_prime_more_than_itself() {
    // The P-256 point whose x is 5 (SP 800-186, y by the equation), and the same x written as the prime and five.
    let y = "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc";
    let y: Vec<u8> = (0..64).step_by(2).map(|at| u8::from_str_radix(&y[at..at + 2], 16).unwrap()).collect();
    let x = |octets: [u8; 32]| [&[4][..], &octets, &y].concat();
    let mut five = [0; 32];
    five[31] = 5;
    // 2^256 - 2^224 + 2^192 + 2^96 - 1, and 5.
    let mut more = [0xff; 32];
    more[4..20].fill(0);
    more[7] = 1;
    more[19] = 1;
    more[20..].fill(0);
    more[31] = 4;
    let p256 = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
    assert!(is_taken(p256, &x(five)));
    assert!(!is_taken(p256, &x(more)));
}

#[test]
fn a_short_rsa_key_is_refused_by_the_text_that_its_profile_goes_by() {
    let server = |spki: Vec<u8>| of_key(spki).instead(37, extended_key_usage(&[SERVER_AUTH]));
    let short = Key::rsa_1024().spki();
    let decision = by(Profile::client(), &of_key(short.clone()));
    assert_eq!(first(&decision), ("algorithm_not_accepted", "NIST SP 800-131A, section 3"));
    let decision = by(Profile::webpki_server(), &server(short.clone()));
    assert_eq!(first(&decision), ("algorithm_not_accepted", "CA/Browser Forum Baseline Requirements, section 6.1.5"));
    for profile in [Profile::client(), Profile::webpki_server()] {
        let profile = profile.with_rsa_bits(3072);
        let decision = by(profile.clone(), &server(Key::rsa().spki()));
        assert_eq!(first(&decision), ("algorithm_not_accepted", "profile"), "{}", profile.name());
        assert_eq!(decision.reasons()[0].expected(), Some("RSA of at least 3072 bits"));
    }
    // A CA's as well.
    let ca = Ca::new("Weak").with_key(Key::rsa_1024());
    let leaf = client(&ca, &[dns("a.example")]).instead(37, extended_key_usage(&[SERVER_AUTH]));
    let chain = [leaf.sign(&ca.key), ca.certificate(&root())];
    let decision = decide(&party_with(&[root().root()], Profile::webpki_server()), &chain);
    assert_eq!(first(&decision), ("algorithm_not_accepted", "CA/Browser Forum Baseline Requirements, section 6.1.5"));
}

#[test]
fn the_forum_has_fewer_kinds_of_key_for_every_certificate() {
    let forum = || party_with(&[root().root()], Profile::webpki_server());
    for key in [Key::ed25519("CA"), Key::ml_dsa(MlDsa::Set65, "CA"), Key::rsa().certified_as(seq(&[oid(&pkcs1(10))]))] {
        let server = of_key(key.spki()).instead(37, extended_key_usage(&[SERVER_AUTH]));
        assert_eq!(first(&by(Profile::webpki_server(), &server)).0, "algorithm_not_accepted");
        let ca = Ca::new("Other CA").with_key(key.clone());
        let leaf = client(&ca, &[dns("a.example")]).instead(37, extended_key_usage(&[SERVER_AUTH]));
        let decision = decide(&forum(), &[leaf.sign(&ca.key), ca.certificate(&root())]);
        assert_eq!(first(&decision).0, "algorithm_not_accepted");
        assert_eq!(decision.reasons()[0].certificate().unwrap().index(), Some(1), "{decision}");
        // As an anchor, too.
        let decision = decide(&party_with(&[ca.root()], Profile::webpki_server()), &[leaf.sign(&ca.key)]);
        assert_eq!(first(&decision).0, "algorithm_not_accepted");
        let message = decision.reasons()[0].message();
        assert!(message.starts_with("trust anchor `Other CA` certifies a key that is not accepted, "), "{message}");
    }
}

/// Baseline Requirements section 7.1.3.1.1; others leave the parameters to whoever verifies by the key.
#[test]
fn the_forum_has_one_spelling_of_an_rsa_key() {
    let bare = Key::rsa().certified_as(seq(&[oid(&pkcs1(1))])).spki();
    let number = Key::rsa().certified_as(seq(&[oid(&pkcs1(1)), integer(&[7])])).spki();
    let server = |spki: &[u8]| of_key(spki.to_vec()).instead(37, extended_key_usage(&[SERVER_AUTH]));
    let server = |spki: &[u8]| server(spki).change(|spec| spec.subject = cn("a.example"));
    assert_eq!(codes(&by(Profile::webpki_server(), &server(&Key::rsa().spki()))), ["path_verified"]);
    for spki in [bare, number] {
        let decision = by(Profile::webpki_server(), &server(&spki));
        let section = "CA/Browser Forum Baseline Requirements, section 7.1.3.1.1";
        assert_eq!(first(&decision), ("algorithm_not_accepted", section));
        assert_eq!(codes(&by(Profile::client(), &of_key(spki))), ["path_verified"]);
    }
}

/// Baseline Requirements section 7.1.3.2: one spelling for each algorithm, and for each curve one of them.
#[test]
fn the_forum_has_one_algorithm_for_a_curve_and_one_spelling_of_each() {
    let absent = |hash: u8| seq(&[oid(&pkcs1(hash))]);
    let pss_without_nulls = {
        let hash = seq(&[oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1])]);
        let mask = seq(&[oid(&pkcs1(8)), hash.clone()]);
        seq(&[oid(&pkcs1(10)), seq(&[tlv(0xa0, hash), tlv(0xa1, mask), tlv(0xa2, integer(&[32]))])])
    };
    let pss_wanted = "rsa-pss-sha256 with the parameters of its hashes NULL, and no others left out";
    let cases = [
        (Key::p256_sha512("CA"), None, "ecdsa-sha512", Some("ecdsa-sha256")),
        (Key::new("CA"), None, "ecdsa-sha256", None),
        (Key::p521("CA"), None, "ecdsa-sha512", None),
        (Key::rsa(), None, "rsa-pkcs1-sha256", None),
        (Key::rsa_pss(), None, "rsa-pss-sha256", None),
        (Key::rsa(), Some(absent(11)), "rsa-pkcs1-sha256", Some("rsa-pkcs1-sha256 with the parameters NULL")),
        (Key::rsa_pss(), Some(pss_without_nulls), "rsa-pss-sha256", Some(pss_wanted)),
    ];
    for (key, spelled, made, wanted) in cases {
        let ca = root().with_key(key);
        let leaf = client(&ca, &[dns("a.example")]).instead(37, extended_key_usage(&[SERVER_AUTH])).change(|spec| {
            spec.subject = cn("a.example");
            if let Some(spelled) = &spelled {
                spec.inner_algorithm.clone_from(spelled);
                spec.outer_algorithm.clone_from(spelled);
            }
        });
        let chain = [leaf.sign(&ca.key)];
        let decision = decide(&party_with(&[ca.root()], Profile::webpki_server()), &chain);
        let Some(wanted) = wanted else {
            assert_eq!(codes(&decision), ["path_verified"], "{made}: {decision}");
            continue;
        };
        assert_eq!(first(&decision).0, "algorithm_not_accepted", "{made}");
        let reason = &decision.reasons()[0];
        assert_eq!(reason.reference(), "CA/Browser Forum Baseline Requirements, section 7.1.3.2");
        assert_eq!((reason.observed(), reason.expected()), (Some(made), Some(wanted)));
        assert_eq!(reason.certificate().unwrap().index(), Some(0));
        // Nobody else ties them to each other.
        assert_eq!(codes(&decide(&party_with(&[ca.root()], Profile::rfc5280()), &chain)), ["path_verified"], "{made}");
    }
}

#[test]
fn ring_says_what_would_have_what_it_has_not() {
    let cases = [
        (Key::p521("CA"), "ecdsa-sha512 on P-521", "`aws-lc-rs` or `rustcrypto`"),
        (Key::p256_sha512("CA"), "ecdsa-sha512 on P-256", "`aws-lc-rs` or `rustcrypto`"),
        (Key::ml_dsa(MlDsa::Set44, "CA"), "ml-dsa-44", "`aws-lc-rs`, or `rustcrypto` with `ml-dsa`"),
    ];
    for (key, what, by) in cases {
        let ca = root().with_key(key);
        let leaf = client(&ca, &[dns("a.example")]).sign(&ca.key);
        for provider in Provider::available() {
            let builder = RelyingParty::builder().trust_anchors(anchors(&[ca.root()])).provider(provider);
            let party = builder.any_verified_peer().build().unwrap();
            let chain = PresentedChain::from_tls([&leaf]);
            let decision = party.decide(&chain, &AccessRequest::connection(), instant(AT));
            if provider.name() != "ring" {
                assert_eq!(codes(&decision), ["path_verified"], "{what}, {}", provider.name());
                continue;
            }
            let reason = &decision.reasons()[0];
            assert_eq!(reason.code().as_str(), "algorithm_not_accepted");
            assert_eq!(reason.observed(), Some(what));
            let message = format!("certificate 0 is signed with {what}, which the signature provider has not got");
            assert_eq!(reason.message(), message);
            assert_eq!(reason.fix(), format!("build with the feature {by}, and choose that provider"));
        }
    }
}

#[test]
fn a_curve_of_nobodys_is_named_alike_by_every_provider() {
    // secp256k1: the anchor's key is not looked at before a signature.
    let spki = seq(&[seq(&[oid(EC_PUBLIC_KEY), oid(&[0x2b, 0x81, 4, 0, 10])]), bits(0, &[4; 65])]);
    let anchor = root().spec(&root()).change(|spec| spec.spki = spki).sign(&root().key);
    let leaf = client(&root(), &[dns("a.example")]).sign(&root().key);
    let said = Provider::available().into_iter().map(|provider| {
        let builder = RelyingParty::builder().trust_anchors(anchors(std::slice::from_ref(&anchor))).provider(provider);
        let party = builder.any_verified_peer().build().unwrap();
        party.decide(&PresentedChain::from_tls([&leaf]), &AccessRequest::connection(), instant(AT)).to_json()
    });
    let said: Vec<String> = said.collect();
    assert!(said[0].contains("ecdsa-sha256, by a key whose parameters are not known"), "{}", said[0]);
    assert!(said.iter().all(|other| *other == said[0]), "{said:?}");
}

#[test]
fn an_anchor_that_counts_as_name_and_key_may_say_what_its_key_cannot_do() {
    // RFC 9881 section 5; whether the anchor's statements count is the profile's (RFC 5280 section 6.2).
    let ca = root().with_key(Key::ml_dsa(MlDsa::Set44, "CA"));
    let anchor = ca.spec(&ca).instead(15, key_usage(&[2, 5])).sign(&ca.key);
    let leaf = client(&ca, &[dns("a.example")]).sign(&ca.key);
    let by =
        |profile: Profile| decide(&party_with(std::slice::from_ref(&anchor), profile), std::slice::from_ref(&leaf));
    let decision = by(Profile::client());
    assert_eq!(first(&decision), ("extension_not_permitted", "RFC 9881, section 5"));
    assert_eq!(decision.reasons()[0].observed(), Some("keyEncipherment, keyCertSign"));
    let ignoring = Profile::client().with_anchor_usage(AnchorStatement::Ignored);
    assert_eq!(codes(&by(ignoring)), ["path_verified"]);
}

#[test]
fn profiles_and_policies_name_ml_dsa() {
    let ca = root().with_key(Key::ml_dsa(MlDsa::Set65, "CA"));
    let peer = Key::ml_dsa(MlDsa::Set87, "peer");
    let leaf = client(&ca, &[dns("a.example")]).change(|spec| spec.spki = peer.spki()).sign(&ca.key);
    let only = |names: &str| {
        let json = format!(r#"{{"handfast_profile": 1, "signature_algorithms": [{names}]}}"#);
        let profile = Profile::from_json(json).unwrap();
        codes(&decide(&party_with(&[ca.root()], profile), std::slice::from_ref(&leaf)))[0].to_owned()
    };
    assert_eq!(only(r#""ml-dsa-65""#), "path_verified");
    assert_eq!(only(r#""ml-dsa-44", "ml-dsa-87", "ecdsa-sha256""#), "algorithm_not_accepted");
    let rule = |alg: &str| {
        let rules = format!("rules: [{{ id: r, effect: allow, from: [{{ key: {{ alg: {alg} }} }}] }}]");
        let party = party_by(&[ca.root()], &format!("handfast: 1\ndefault: deny\nidentity: [dns]\n{rules}\n"));
        codes(&decide(&party, std::slice::from_ref(&leaf)))[0].to_owned()
    };
    assert_eq!(rule("ml-dsa-87"), "rule_allowed");
    assert_eq!(rule("[ml-dsa-44, ml-dsa-65]"), "no_rule_matched");
    let certificate = Certificate::from_der(&leaf).unwrap();
    assert_eq!(certificate.public_key().kind().to_string(), "ML-DSA-87");
    assert_eq!(certificate.public_key().kind().algorithm_name(), "ml-dsa-87");
    assert_eq!(certificate.public_key().kind().bits(), None);
    assert_eq!(certificate.signature().algorithm_name(), "ml-dsa-65");
}

#[test]
fn a_key_that_is_none_comes_with_a_command_for_a_new_one() {
    let decision = decide(
        &party(&[root().root()]),
        &[of_key({
            let p256 = seq(&[oid(EC_PUBLIC_KEY), oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7])]);
            seq(&[p256, bits(0, &[4; 65])])
        })
        .sign(&root().key)],
    );
    let reason = &decision.reasons()[0];
    assert_eq!(first(&decision), ("encoding_malformed", "SEC 1, section 2.3.4"));
    assert_eq!(reason.stage().as_str(), "path");
    assert_eq!(reason.message(), "certificate 0 certifies a key that is none: its point is not on its curve");
    assert!(reason.fix().starts_with("make a new key and a request for it (`openssl req -new "), "{}", reason.fix());
}

#[test]
fn a_key_for_pss_only_has_no_parameters_or_those_of_pss() {
    let taken = |parameters: Vec<u8>| {
        let spki = seq(&[seq(&[oid(&pkcs1(10)), parameters]), bits(0, &Key::rsa().bytes())]);
        let decision = by(Profile::client(), &of_key(spki));
        let (code, reference) = first(&decision);
        (code.to_owned(), reference.to_owned())
    };
    let refused = ("encoding_malformed".to_owned(), "RFC 4055, section 3.1".to_owned());
    assert_eq!(taken(tlv(5, [])), refused);
    assert_eq!(taken(integer(&[1])), refused);
    assert_eq!(taken(Vec::new()).0, "path_verified");
    assert_eq!(taken(seq(&[])).0, "path_verified");
}

/// RFC 8032 section 5.1.5: a key is a multiple of the base point. Another implementation of the curve says which are not.
#[test]
fn an_ed25519_key_by_which_anybody_can_sign_is_none() {
    let key = |least: &[u8], between: u8, most: u8| {
        let mut key = [between; 32];
        key[..least.len()].copy_from_slice(least);
        key[31] = most;
        key
    };
    let one = [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc,
    ];
    let other = [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03,
    ];
    let weak = [
        key(&[1], 0, 0),
        key(&[0xec], 0xff, 0x7f),
        key(&[], 0, 0),
        key(&[], 0, 0x80),
        key(&one, 0, 0x05),
        key(&one, 0, 0x85),
        key(&other, 0, 0x7a),
        key(&other, 0, 0xfa),
    ];
    let decided = |key: &[u8; 32]| by(Profile::client(), &of_key(seq(&[seq(&[oid(ED25519)]), bits(0, key)])));
    for key in &weak {
        assert!(ed25519_dalek::VerifyingKey::from_bytes(key).unwrap().is_weak(), "{key:02x?}");
        let decision = decided(key);
        assert_eq!(first(&decision), ("encoding_malformed", "RFC 8032, section 5.1.5"), "{key:02x?}");
        assert!(decision.reasons()[0].message().contains("anybody can sign for it"), "{decision}");
    }
    let good: [u8; 32] = Key::ed25519("peer").bytes().try_into().unwrap();
    assert!(!ed25519_dalek::VerifyingKey::from_bytes(&good).unwrap().is_weak());
    assert_eq!(first(&decided(&good)).0, "path_verified");
}
