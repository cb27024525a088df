//! Every provider gives the same answer about every signature, good or tampered with.
//!
//! AWS-LC and RustCrypto sign with keys that are made here; the certificate below them is put together by hand.

use std::rc::Rc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{self as aws, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, PqdsaKeyPair};
use handfast::{AccessRequest, PresentedChain, Provider, RelyingParty};
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use rustls_pki_types::{AlgorithmIdentifier, alg_id};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::forge::der::{bits, integer, oid, seq, tlv};
use crate::forge::extension::dns;
use crate::forge::{Ca, Spec};
use crate::support::{AT, anchors, client, codes, instant};

const FINE: &str = "path_verified";
const WRONG: &str = "signature_invalid";
const NO_KEY: &str = "encoding_malformed";

/// A key of one algorithm, and how it signs.
struct Signer {
    name: String,
    key_algorithm: AlgorithmIdentifier,
    key: Vec<u8>,
    algorithm: AlgorithmIdentifier,
    sign: Sign,
}

type Sign = Box<dyn Fn(&[u8]) -> Vec<u8>>;

impl Signer {
    fn spki(&self, key: &[u8]) -> Vec<u8> {
        seq(&[tlv(0x30, self.key_algorithm.as_ref()), bits(0, key)])
    }

    fn is_ecdsa(&self) -> bool {
        self.name.starts_with('P')
    }

    /// What is signed for the end entity of this serial number.
    fn tbs(&self, ca: &Ca, serial: u8) -> Vec<u8> {
        let algorithm = tlv(0x30, self.algorithm.as_ref());
        let change = |spec: &mut Spec| (spec.inner_algorithm, spec.serial) = (algorithm, integer(&[1, serial]));
        client(ca, &[dns("a.example")]).change(change).tbs()
    }

    fn certificate(&self, tbs: &[u8], signature: &[u8]) -> Vec<u8> {
        seq(&[tbs.to_vec(), tlv(0x30, self.algorithm.as_ref()), bits(0, signature)])
    }
}

fn rsa(size: KeySize, bits: u32) -> Vec<Signer> {
    let pair = Rc::new(RsaKeyPair::generate(size).unwrap());
    let encodings: [(&str, AlgorithmIdentifier, &'static dyn aws::RsaEncoding); 6] = [
        ("PKCS #1 SHA-256", alg_id::RSA_PKCS1_SHA256, &aws::RSA_PKCS1_SHA256),
        ("PKCS #1 SHA-384", alg_id::RSA_PKCS1_SHA384, &aws::RSA_PKCS1_SHA384),
        ("PKCS #1 SHA-512", alg_id::RSA_PKCS1_SHA512, &aws::RSA_PKCS1_SHA512),
        ("PSS SHA-256", alg_id::RSA_PSS_SHA256, &aws::RSA_PSS_SHA256),
        ("PSS SHA-384", alg_id::RSA_PSS_SHA384, &aws::RSA_PSS_SHA384),
        ("PSS SHA-512", alg_id::RSA_PSS_SHA512, &aws::RSA_PSS_SHA512),
    ];
    let signer = |(name, algorithm, encoding)| {
        let pair = Rc::clone(&pair);
        Signer {
            name: format!("RSA {bits} {name}"),
            key_algorithm: alg_id::RSA_ENCRYPTION,
            key: pair.public_key().as_ref().to_vec(),
            algorithm,
            sign: Box::new(move |message| {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(encoding, &SystemRandom::new(), message, &mut signature).unwrap();
                signature
            }),
        }
    };
    encodings.into_iter().map(signer).collect()
}

fn ecdsa() -> Vec<Signer> {
    let by_aws: [(&str, _, _, &'static aws::EcdsaSigningAlgorithm); 5] = [
        ("P-256 SHA-256", alg_id::ECDSA_P256, alg_id::ECDSA_SHA256, &aws::ECDSA_P256_SHA256_ASN1_SIGNING),
        ("P-384 SHA-384", alg_id::ECDSA_P384, alg_id::ECDSA_SHA384, &aws::ECDSA_P384_SHA384_ASN1_SIGNING),
        ("P-521 SHA-256", alg_id::ECDSA_P521, alg_id::ECDSA_SHA256, &aws::ECDSA_P521_SHA256_ASN1_SIGNING),
        ("P-521 SHA-384", alg_id::ECDSA_P521, alg_id::ECDSA_SHA384, &aws::ECDSA_P521_SHA384_ASN1_SIGNING),
        ("P-521 SHA-512", alg_id::ECDSA_P521, alg_id::ECDSA_SHA512, &aws::ECDSA_P521_SHA512_ASN1_SIGNING),
    ];
    let mut signers: Vec<Signer> = Vec::new();
    for (name, key_algorithm, algorithm, signing) in by_aws {
        let pair = EcdsaKeyPair::generate(signing).unwrap();
        signers.push(Signer {
            name: name.to_owned(),
            key_algorithm,
            key: pair.public_key().as_ref().to_vec(),
            algorithm,
            sign: Box::new(move |message| pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()),
        });
    }
    let key = p256::ecdsa::SigningKey::from_slice(&Sha256::digest("handfast test key: P-256")).unwrap();
    signers.push(Signer {
        name: "P-256 SHA-384".to_owned(),
        key_algorithm: alg_id::ECDSA_P256,
        key: key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
        algorithm: alg_id::ECDSA_SHA384,
        sign: Box::new(move |message| {
            let signature: p256::ecdsa::Signature = key.sign_prehash(&Sha384::digest(message)).unwrap();
            signature.to_der().as_bytes().to_vec()
        }),
    });
    let key = p256::ecdsa::SigningKey::from_slice(&Sha256::digest("handfast test key: P-256")).unwrap();
    signers.push(Signer {
        name: "P-256 SHA-512".to_owned(),
        key_algorithm: alg_id::ECDSA_P256,
        key: key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
        algorithm: alg_id::ECDSA_SHA512,
        sign: Box::new(move |message| {
            let signature: p256::ecdsa::Signature = key.sign_prehash(&Sha512::digest(message)).unwrap();
            signature.to_der().as_bytes().to_vec()
        }),
    });
    let key = p384::ecdsa::SigningKey::from_slice(&Sha384::digest("handfast test key: P-384")).unwrap();
    signers.push(Signer {
        name: "P-384 SHA-512".to_owned(),
        key_algorithm: alg_id::ECDSA_P384,
        key: key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
        algorithm: alg_id::ECDSA_SHA512,
        sign: Box::new(move |message| {
            let signature: p384::ecdsa::Signature = key.sign_prehash(&Sha512::digest(message)).unwrap();
            signature.to_der().as_bytes().to_vec()
        }),
    });
    let key = p384::ecdsa::SigningKey::from_slice(&Sha384::digest("handfast test key: P-384")).unwrap();
    signers.push(Signer {
        name: "P-384 SHA-256".to_owned(),
        key_algorithm: alg_id::ECDSA_P384,
        key: key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
        algorithm: alg_id::ECDSA_SHA256,
        sign: Box::new(move |message| {
            // A hash shorter than the field is the same number with zeros before it.
            let digest = [&[0; 16][..], &Sha256::digest(message)].concat();
            let signature: p384::ecdsa::Signature = key.sign_prehash(&digest).unwrap();
            signature.to_der().as_bytes().to_vec()
        }),
    });
    signers
}

fn ed25519() -> Signer {
    let pair = Ed25519KeyPair::generate().unwrap();
    Signer {
        name: "Ed25519".to_owned(),
        key_algorithm: alg_id::ED25519,
        key: pair.public_key().as_ref().to_vec(),
        algorithm: alg_id::ED25519,
        sign: Box::new(move |message| pair.sign(message).as_ref().to_vec()),
    }
}

fn ml_dsa() -> Vec<Signer> {
    let sets: [(&str, AlgorithmIdentifier, &'static aws::PqdsaSigningAlgorithm); 3] = [
        ("ML-DSA-44", alg_id::ML_DSA_44, &aws::ML_DSA_44_SIGNING),
        ("ML-DSA-65", alg_id::ML_DSA_65, &aws::ML_DSA_65_SIGNING),
        ("ML-DSA-87", alg_id::ML_DSA_87, &aws::ML_DSA_87_SIGNING),
    ];
    let signer = |(name, algorithm, signing): (&str, AlgorithmIdentifier, &'static aws::PqdsaSigningAlgorithm)| {
        let pair = PqdsaKeyPair::generate(signing).unwrap();
        Signer {
            name: name.to_owned(),
            key_algorithm: algorithm,
            key: pair.public_key().as_ref().to_vec(),
            algorithm,
            sign: Box::new(move |message| {
                let mut signature = vec![0; signing.signature_len()];
                pair.sign(message, &mut signature).unwrap();
                signature
            }),
        }
    };
    sets.into_iter().map(signer).collect()
}

fn signers() -> Vec<Signer> {
    let mut signers = rsa(KeySize::Rsa2048, 2048);
    signers.extend(rsa(KeySize::Rsa3072, 3072));
    signers.extend(ecdsa());
    signers.push(ed25519());
    signers.extend(ml_dsa());
    signers
}

/// What each provider says of this certificate below an anchor with this key.
fn agreed(signer: &Signer, what: &str, ca: &Ca, key: &[u8], leaf: &[u8]) -> &'static str {
    // Nobody verifies what an anchor's certificate is signed with.
    let anchor = ca.spec(ca).change(|spec| spec.spki = signer.spki(key)).sign(&ca.key);
    let mut said = Vec::new();
    for provider in Provider::available() {
        let builder = RelyingParty::builder().trust_anchors(anchors(std::slice::from_ref(&anchor)));
        let party = builder.provider(provider).any_verified_peer().build().unwrap();
        let decision = party.decide(&PresentedChain::from_tls([leaf]), &AccessRequest::connection(), instant(AT));
        let code = codes(&decision).first().copied().unwrap();
        if provider.name() == "ring" && ring_lacks(signer) {
            // Whatever the signature, it says that it has not got that, and never that it is wrong.
            assert_eq!(code, "algorithm_not_accepted", "{} {what}", signer.name);
            continue;
        }
        said.push((provider.name(), code));
    }
    let first = said[0].1;
    assert!(said.len() >= 2 && said.iter().all(|(_, code)| *code == first), "{} {what}: {said:?}", signer.name);
    first
}

/// P-521, ECDSA with SHA-512, ML-DSA; each where the algorithm is for the key.
fn ring_lacks(signer: &Signer) -> bool {
    let ecdsa = [alg_id::ECDSA_SHA256, alg_id::ECDSA_SHA384, alg_id::ECDSA_SHA512].contains(&signer.algorithm);
    let on_curve = [alg_id::ECDSA_P256, alg_id::ECDSA_P384, alg_id::ECDSA_P521].contains(&signer.key_algorithm);
    let lacks = signer.algorithm == alg_id::ECDSA_SHA512 || signer.key_algorithm == alg_id::ECDSA_P521;
    let ml_dsa = [alg_id::ML_DSA_44, alg_id::ML_DSA_65, alg_id::ML_DSA_87].contains(&signer.algorithm);
    (ecdsa && on_curve && lacks) || (ml_dsa && signer.algorithm == signer.key_algorithm)
}

fn flipped(octets: &[u8], place: usize) -> Vec<u8> {
    let mut octets = octets.to_vec();
    octets[place] ^= 2;
    octets
}

#[test]
fn there_are_three_providers_in_this_build() {
    let names: Vec<&str> = Provider::available().iter().map(Provider::name).collect();
    assert_eq!(names, ["aws-lc-rs", "ring", "rustcrypto"]);
}

#[test]
fn a_signature_is_verified_and_nothing_that_is_one_bit_away_from_it() {
    let ca = Ca::new("Root");
    for signer in signers() {
        let (tbs, other) = (signer.tbs(&ca, 1), signer.tbs(&ca, 3));
        let signature = (signer.sign)(&tbs);
        let ask = |what: &str, key: &[u8], tbs: &[u8], signature: &[u8]| {
            agreed(&signer, what, &ca, key, &signer.certificate(tbs, signature))
        };
        let key = &signer.key;
        assert_eq!(ask("untouched", key, &tbs, &signature), FINE, "{}", signer.name);
        assert_eq!(ask("another message", key, &other, &signature), WRONG, "{}", signer.name);
        assert_eq!(ask("the other message's own", key, &other, &(signer.sign)(&other)), FINE, "{}", signer.name);
        for place in [0, 2, signature.len() / 4, signature.len() / 2, signature.len() - 1] {
            let what = format!("octet {place} of the signature");
            assert_eq!(ask(&what, key, &tbs, &flipped(&signature, place)), WRONG, "{} {what}", signer.name);
        }
        for place in [key.len() / 3, key.len() / 2, key.len() - 1] {
            let what = format!("octet {place} of the key");
            // A point beside the curve is no key; other keys are, and made no such signature.
            let expected = if signer.is_ecdsa() { NO_KEY } else { WRONG };
            assert_eq!(ask(&what, &flipped(key, place), &tbs, &signature), expected, "{} {what}", signer.name);
        }
        let lengths = [
            ("an octet more", [&signature[..], &[0]].concat()),
            ("a zero before", [&[0], &signature[..]].concat()),
            ("the last octet gone", signature[..signature.len() - 1].to_vec()),
            ("the first octet gone", signature[1..].to_vec()),
            ("twice", signature.repeat(2)),
            ("all ones", vec![0xff; signature.len()]),
            ("all zeros", vec![0; signature.len()]),
            ("one octet", vec![1]),
        ];
        for (what, signature) in lengths {
            assert_eq!(ask(what, key, &tbs, &signature), WRONG, "{} {what}", signer.name);
        }
    }
}

/// The contents of the two INTEGERs of an ECDSA signature.
fn numbers(signature: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let start = if signature[1] == 0x81 { 3 } else { 2 };
    let first = usize::from(signature[start + 1]);
    let r = signature[start + 2..start + 2 + first].to_vec();
    (r, signature[start + 2 + first + 2..].to_vec())
}

#[test]
fn an_ecdsa_signature_is_two_positive_integers_in_der() {
    // RFC 3279 section 2.2.3, X.690 section 8.3 and 10.1, FIPS 186-5 section 6.4.2 step 1.
    let ca = Ca::new("Root");
    for signer in ecdsa() {
        let tbs = signer.tbs(&ca, 1);
        let signature = (signer.sign)(&tbs);
        let (r, s) = numbers(&signature);
        assert_eq!(seq(&[integer(&r), integer(&s)]), signature, "{}", signer.name);
        assert!(signer.is_ecdsa());
        let half = (signer.key.len() - 1) / 2;
        let fixed = |number: &[u8]| {
            let number = number.strip_prefix(&[0]).unwrap_or(number);
            [vec![0; half - number.len()], number.to_vec()].concat()
        };
        let content = [integer(&r), integer(&s)].concat();
        let length = u8::try_from(content.len()).unwrap();
        let too_large = [&[1][..], &vec![0; half]].concat();
        let cases = [
            ("r is zero", seq(&[integer(&[0]), integer(&s)])),
            ("s is zero", seq(&[integer(&r), integer(&[0])])),
            ("both are zero", seq(&[integer(&[0]), integer(&[0])])),
            ("r is empty", seq(&[integer(&[]), integer(&s)])),
            ("r is negative", seq(&[integer(&[0xff]), integer(&s)])),
            ("r is beyond the field", seq(&[integer(&too_large), integer(&s)])),
            ("s is beyond the field", seq(&[integer(&r), integer(&too_large)])),
            ("r has a zero too many", seq(&[integer(&[&[0], &r[..]].concat()), integer(&s)])),
            ("s has a zero too many", seq(&[integer(&r), integer(&[&[0], &s[..]].concat())])),
            ("three numbers", seq(&[integer(&r), integer(&s), integer(&[1])])),
            ("one number", seq(&[integer(&r)])),
            ("the numbers exchanged", seq(&[integer(&s), integer(&r)])),
            ("a SET", tlv(0x31, &content)),
            ("octet strings", seq(&[tlv(4, &r), tlv(4, &s)])),
            ("a length in more octets than it needs", [&[0x30, 0x82, 0, length], &content[..]].concat()),
            ("an indefinite length", [&[0x30, 0x80], &content[..], &[0, 0]].concat()),
            ("without DER", [fixed(&r), fixed(&s)].concat()),
        ];
        for (what, signature) in cases {
            let leaf = signer.certificate(&tbs, &signature);
            assert_eq!(agreed(&signer, what, &ca, &signer.key, &leaf), WRONG, "{} {what}", signer.name);
        }
        // SEC 1 section 2.3.3; RFC 5480 section 2.2 leaves compressed points to the reader, and we do not read them.
        let even = signer.key[signer.key.len() - 1] & 1;
        let compressed = [&[2 + even], &signer.key[1..=half]].concat();
        let hybrid = [&[6 + even], &signer.key[1..]].concat();
        let leaf = signer.certificate(&tbs, &signature);
        let keys = [
            ("compressed", compressed, "algorithm_not_accepted"),
            ("hybrid", hybrid, NO_KEY),
            ("at infinity", vec![0], NO_KEY),
        ];
        for (what, key, expected) in keys {
            assert_eq!(agreed(&signer, what, &ca, &key, &leaf), expected, "{} {what}", signer.name);
        }
    }
}

/// Both of one length, most significant octet first.
fn sum(left: &[u8], right: &[u8]) -> Option<Vec<u8>> {
    let mut carry = 0_u16;
    let mut out: Vec<u8> = Vec::new();
    for (left, right) in left.iter().rev().zip(right.iter().rev()) {
        let all = u16::from(*left) + u16::from(*right) + carry;
        out.push((all & 0xff) as u8);
        carry = all >> 8;
    }
    out.reverse();
    (carry == 0).then_some(out)
}

#[test]
fn a_number_that_is_the_same_modulo_the_group_is_another_signature() {
    let ca = Ca::new("Root");
    // RFC 8017 section 8.1.2 step 1 and section 5.2.2: the signature is below the modulus.
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    // SEQUENCE and INTEGER, each with a length of two octets, and the zero of a positive number before it.
    let modulus = pair.public_key().as_ref()[9..9 + 256].to_vec();
    let signer = Signer {
        name: "RSA 2048 PKCS #1 SHA-256".to_owned(),
        key_algorithm: alg_id::RSA_ENCRYPTION,
        key: pair.public_key().as_ref().to_vec(),
        algorithm: alg_id::RSA_PKCS1_SHA256,
        sign: Box::new(move |message| {
            let mut signature = vec![0; pair.public_modulus_len()];
            pair.sign(&aws::RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).unwrap();
            signature
        }),
    };
    let larger = (1..=255).find_map(|serial| {
        let tbs = signer.tbs(&ca, serial);
        sum(&(signer.sign)(&tbs), &modulus).map(|signature| (tbs, signature))
    });
    // One in two to one in a thousand fits, by how large the modulus is; where none does there is nothing to refuse.
    if let Some((tbs, signature)) = larger {
        let leaf = signer.certificate(&tbs, &signature);
        assert_eq!(agreed(&signer, "plus the modulus", &ca, &signer.key, &leaf), WRONG);
    }
    // RFC 8032 section 5.1.7 step 1: S is below the order of the group.
    const ORDER: [u8; 32] = [
        0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0xde, 0xf9, 0xde, 0xa2, 0xf7, 0x9c, 0xd6, 0x58, 0x12,
        0x63, 0x1a, 0x5c, 0xf5, 0xd3, 0xed,
    ];
    let signer = ed25519();
    let tbs = signer.tbs(&ca, 1);
    let signature = (signer.sign)(&tbs);
    let s: Vec<u8> = signature[32..].iter().rev().copied().collect();
    let larger: Vec<u8> = sum(&s, &ORDER).unwrap().into_iter().rev().collect();
    let leaf = signer.certificate(&tbs, &[&signature[..32], &larger].concat());
    assert_eq!(agreed(&signer, "S plus the order", &ca, &signer.key, &leaf), WRONG);
}

#[test]
fn weak_ed25519_keys_are_read_alike() {
    // Points of small order, and encodings beyond the field's prime (RFC 8032 section 5.1.3 step 1), with the signature
    // that such a key makes of everything: R the neutral element, S zero.
    let signer = ed25519();
    let ca = Ca::new("Root");
    let tbs = signer.tbs(&ca, 1);
    let neutral = [&[1][..], &[0; 31]].concat();
    let leaf = signer.certificate(&tbs, &[&neutral[..], &[0; 32]].concat());
    let beyond = |first: u8, last: u8| [&[first][..], &[0xff; 30], &[last]].concat();
    assert_eq!(agreed(&signer, "the neutral element", &ca, &neutral, &leaf), FINE, "its CA chose to let in everybody");
    let keys = [
        ("y is the prime", beyond(0xed, 0x7f)),
        ("y is one more than the prime", beyond(0xee, 0x7f)),
        ("y is one more than the prime, with a sign", beyond(0xee, 0xff)),
        ("all ones", beyond(0xff, 0xff)),
        ("the neutral element with a sign", [&[1][..], &[0; 30], &[0x80]].concat()),
        ("y is minus one, with a sign", beyond(0xec, 0xff)),
    ];
    for (what, key) in keys {
        assert_eq!(agreed(&signer, what, &ca, &key, &leaf), NO_KEY, "{what}");
    }
    // Of order two: a signature counts where the hash is even, so there are messages of both kinds.
    let order_two = beyond(0xec, 0x7f);
    for serial in 1..20 {
        let leaf = signer.certificate(&signer.tbs(&ca, serial), &[&neutral[..], &[0; 32]].concat());
        agreed(&signer, "of order two", &ca, &order_two, &leaf);
    }
}

#[test]
fn a_key_of_another_kind_is_told_from_a_wrong_signature() {
    let ca = Ca::new("Root");
    let signers = signers();
    for signer in &signers {
        let tbs = signer.tbs(&ca, 1);
        let leaf = signer.certificate(&tbs, &(signer.sign)(&tbs));
        for other in signers.iter().filter(|other| other.key_algorithm != signer.key_algorithm) {
            // The issuer's key is of the other kind, the signature's algorithm is not.
            let mixed = Signer {
                name: format!("{} under {}", signer.name, other.name),
                key_algorithm: other.key_algorithm,
                key: other.key.clone(),
                algorithm: signer.algorithm,
                sign: Box::new(|_| Vec::new()),
            };
            assert_ne!(agreed(&mixed, "as is", &ca, &mixed.key, &leaf), FINE, "{}", mixed.name);
        }
    }
    // An object identifier that nobody knows.
    let signer = ed25519();
    let unknown = seq(&[oid(&[0x2b, 0x65, 0x72])]);
    let tbs = client(&ca, &[dns("a.example")]).change(|spec| spec.inner_algorithm = unknown.clone()).tbs();
    let leaf = seq(&[tbs, unknown, bits(0, &[0; 64])]);
    assert_eq!(agreed(&signer, "an unknown algorithm", &ca, &signer.key, &leaf), "algorithm_not_accepted");
}

/// A provider may keep a key as it read it for the first signature.
#[test]
fn a_key_that_was_read_for_one_algorithm_verifies_by_each_of_the_others() {
    let ca = Ca::new("Root");
    let signers = rsa(KeySize::Rsa2048, 2048);
    let anchor = ca.spec(&ca).change(|spec| spec.spki = signers[0].spki(&signers[0].key)).sign(&ca.key);
    for provider in Provider::available() {
        for first in &signers {
            let builder = RelyingParty::builder().trust_anchors(anchors(std::slice::from_ref(&anchor)));
            let party = builder.provider(provider).any_verified_peer().without_signature_cache().build().unwrap();
            let said = |leaf: &[u8]| {
                let decision =
                    party.decide(&PresentedChain::from_tls([leaf]), &AccessRequest::connection(), instant(AT));
                codes(&decision).first().copied().unwrap()
            };
            for signer in std::iter::once(first).chain(&signers) {
                let what = format!("{}: {} after {}", provider.name(), signer.name, first.name);
                let tbs = signer.tbs(&ca, 1);
                let signature = (signer.sign)(&tbs);
                assert_eq!(said(&signer.certificate(&tbs, &signature)), "path_verified", "{what}");
                let wrong = flipped(&signature, signature.len() - 1);
                assert_eq!(said(&signer.certificate(&tbs, &wrong)), "signature_invalid", "{what}");
                if signer.algorithm != first.algorithm {
                    let by_first = (first.sign)(&tbs);
                    assert_eq!(said(&signer.certificate(&tbs, &by_first)), "signature_invalid", "{what}");
                }
            }
        }
    }
}
