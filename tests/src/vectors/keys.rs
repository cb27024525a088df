//! Keys and what signs with them: RSASSA-PSS, curves with other hashes than usual, ML-DSA, and keys that are none.

use super::building::{all_of, case};
use super::model::Vector;
use super::world::{Case, More as _, WEB, World};
use crate::forge::der::{bits, integer, oid, seq, tlv};
use crate::forge::extension::key_usage;
use crate::forge::key::{MlDsa, ml_dsa, pkcs1, rsa_pss};
use crate::forge::{Ca, Key};

const VERIFIED: &[&str] = &["path_verified"];
const INVALID: &[&str] = &["signature_invalid"];
const NOT: &[&str] = &["algorithm_not_accepted"];
const NONE: &[&str] = &["encoding_malformed"];

/// ring has no P-521, no ECDSA with SHA-512, and no ML-DSA.
const NOT_RING: &[&str] = &["aws-lc-rs", "rustcrypto"];

const SETS: [(&str, MlDsa); 3] =
    [("ml-dsa-44", MlDsa::Set44), ("ml-dsa-65", MlDsa::Set65), ("ml-dsa-87", MlDsa::Set87)];

pub(super) fn vectors(world: &World) -> Vec<Vector> {
    [curves(world), pss(world), ml_dsa_signatures(world), ml_dsa_keys(world), end_entities(world)].concat()
}

/// The certificate of the peer by an issuing CA with this key, signed by this algorithm.
fn signed_with(world: &World, name: &str, rule: &str, algorithm: Vec<u8>, key: Key) -> Case {
    let issuing = world.issuing.with_key(key);
    let spec = world.web_of(&issuing).change(|spec| {
        spec.inner_algorithm = algorithm;
        spec.outer_algorithm.clone_from(&spec.inner_algorithm);
    });
    case(world, name, rule, vec![spec.sign(&issuing.key), issuing.certificate(&world.root)])
}

/// The peer's certificate with this SubjectPublicKeyInfo.
fn of_key(world: &World, name: &str, rule: &str, spki: Vec<u8>) -> Case {
    let spec = world.web().change(|spec| spec.spki = spki);
    case(world, &format!("end-entity-{name}"), rule, vec![world.sign(&spec), world.intermediate()])
}

fn null() -> Vec<u8> {
    tlv(5, [])
}

fn curves(world: &World) -> Vec<Vector> {
    vec![
        all_of(world, "ecdsa-p256-sha512", "curve and hash are not tied to each other", Key::p256_sha512("CA"))
            .providers(NOT_RING)
            .allow(VERIFIED)
            .principal(WEB),
        all_of(world, "ecdsa-p521-sha512", "ECDSA P-521", Key::p521("CA"))
            .providers(NOT_RING)
            .allow(VERIFIED)
            .principal(WEB),
        of_key(world, "p521", "ECDSA P-521", Key::p521("peer").spki()).allow(VERIFIED).principal(WEB),
    ]
}

/// RFC 4055.
fn pss(world: &World) -> Vec<Vector> {
    let only = |name: &str, rule: &str, key: Key, identifier: Vec<u8>| {
        all_of(world, &format!("rsa-pss-only-{name}"), rule, key.certified_as(identifier))
    };
    let without = || seq(&[oid(&pkcs1(10))]);
    let pss = Key::rsa_pss;
    let trailer = |trailer: u8| {
        let hash = seq(&[oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1]), null()]);
        let mask = seq(&[oid(&pkcs1(8)), hash.clone()]);
        let (salt, trailer) = (integer(&[32]), integer(&[trailer]));
        seq(&[oid(&pkcs1(10)), seq(&[tlv(0xa0, hash), tlv(0xa1, mask), tlv(0xa2, salt), tlv(0xa3, trailer)])])
    };
    let without_nulls = {
        let hash = seq(&[oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1])]);
        let mask = seq(&[oid(&pkcs1(8)), hash.clone()]);
        seq(&[oid(&pkcs1(10)), seq(&[tlv(0xa0, hash), tlv(0xa1, mask), tlv(0xa2, integer(&[32]))])])
    };
    vec![
        only("without-parameters", "a key for RSASSA-PSS makes such signatures, with any hash", pss(), without())
            .allow(VERIFIED)
            .principal(WEB),
        only("with-parameters", "the parameters of key and signature are the same", pss(), rsa_pss(1, 1, 32))
            .allow(VERIFIED)
            .principal(WEB),
        only("shorter-salt", "the key's salt length is the least", pss(), rsa_pss(1, 1, 16))
            .allow(VERIFIED)
            .principal(WEB),
        only("longer-salt", "the key's salt length is the least", pss(), rsa_pss(1, 1, 33)).deny(INVALID),
        only("other-hash", "a key for SHA-384 makes no signature with SHA-256", pss(), rsa_pss(2, 2, 32)).deny(INVALID),
        only("other-mask", "the mask is made with the same hash", pss(), rsa_pss(1, 2, 32)).deny(INVALID),
        only("default-parameters", "what is left out is SHA-1", pss(), seq(&[oid(&pkcs1(10)), seq(&[])])).deny(INVALID),
        only("trailer-1", "the trailer is 1 even where that is written out", pss(), trailer(1))
            .allow(VERIFIED)
            .principal(WEB),
        only("trailer-2", "there is one trailer", pss(), trailer(2)).deny(INVALID),
        only("pkcs1", "a key for RSASSA-PSS makes no PKCS #1 signature", Key::rsa(), without()).deny(INVALID),
        only("pkcs1-with-parameters", "nor with parameters", Key::rsa(), rsa_pss(1, 1, 32)).deny(INVALID),
        of_key(world, "rsa-pss", "the peer's own key may be for RSASSA-PSS", {
            Key::rsa().certified_as(rsa_pss(1, 1, 32)).spki()
        })
        .allow(VERIFIED)
        .principal(WEB),
        signed_with(
            world,
            "rsa-pss-nulls-left-out",
            "NULL and nothing say the same (section 2.1)",
            without_nulls,
            pss(),
        )
        .allow(VERIFIED)
        .principal(WEB),
        signed_with(world, "rsa-pss-other-salt", "the salt is as long as the hash", rsa_pss(1, 1, 20), pss()).deny(NOT),
        signed_with(world, "rsa-pss-other-mask", "the mask is made with the same hash", rsa_pss(1, 2, 32), pss())
            .deny(NOT),
    ]
}

/// RFC 9881 sections 2 and 3.
fn ml_dsa_signatures(world: &World) -> Vec<Vector> {
    let mut vectors = Vec::new();
    for (name, set) in SETS {
        let key = || Key::ml_dsa(set, "CA");
        let issuing = world.issuing.with_key(key());
        let spec = world.web_of(&issuing);
        let made = issuing.key.sign(&spec.tbs());
        let with = |id: &str, rule: &str, signature: &[u8]| {
            let web = seq(&[spec.tbs(), spec.outer_algorithm.clone(), bits(0, signature)]);
            let chain = vec![web, issuing.certificate(&world.root)];
            case(world, &format!("{name}-{id}"), rule, chain).providers(NOT_RING).deny(INVALID)
        };
        let altered: Vec<u8> =
            made.iter().enumerate().map(|(at, octet)| if at == 700 { octet ^ 1 } else { *octet }).collect();
        let shorter = made.split_last().map_or(Vec::new(), |(_, shorter)| shorter.to_vec());
        vectors.extend([
            all_of(world, name, "all CAs sign with ML-DSA", key()).providers(NOT_RING).allow(VERIFIED).principal(WEB),
            with("signature-altered", "one bit of a signature", &altered),
        ]);
        if name != "ml-dsa-44" {
            continue;
        }
        vectors.extend([
            with("signature-shorter", "a signature has the length of its parameter set", &shorter),
            with("signature-longer", "a signature has the length of its parameter set", &[made, vec![0]].concat()),
            signed_with(
                world,
                &format!("{name}-with-null"),
                "ML-DSA has no parameters (section 2)",
                {
                    let kind = ml_dsa(set);
                    seq(&[kind.get(2..).unwrap_or_default().to_vec(), null()])
                },
                key(),
            )
            .deny(NOT),
        ]);
    }
    vectors.extend([
        signed_with(
            world,
            "ml-dsa-of-another-set",
            "the signature's parameter set is the key's",
            ml_dsa(MlDsa::Set65),
            Key::ml_dsa(MlDsa::Set44, "CA"),
        )
        .deny(INVALID),
        signed_with(
            world,
            "ml-dsa-by-another-key",
            "an ML-DSA signature is none of a P-256 key",
            ml_dsa(MlDsa::Set44),
            Key::new("CA"),
        )
        .deny(INVALID),
    ]);
    vectors
}

/// RFC 9881 sections 4 and 5.
fn ml_dsa_keys(world: &World) -> Vec<Vector> {
    let key = || Key::ml_dsa(MlDsa::Set65, "CA");
    let spki = |octets: &[u8]| seq(&[ml_dsa(MlDsa::Set65), bits(0, octets)]);
    let shorter = |octets: Vec<u8>| octets.split_last().map_or(Vec::new(), |(_, shorter)| shorter.to_vec());
    let parameters = || {
        let kind = ml_dsa(MlDsa::Set65);
        seq(&[kind.get(2..).unwrap_or_default().to_vec(), null()])
    };
    // An issuing CA whose certificate is changed.
    let below = |id: &str, rule: &str, ca: Ca, change: fn(&mut crate::forge::Spec, &Key)| {
        let spec = ca.spec(&world.root).change(|spec| change(spec, &ca.key));
        case(world, id, rule, vec![world.web_of(&ca).sign(&ca.key), spec.sign(&world.root.key)])
    };
    let issuing = || world.issuing.with_key(key());
    let web = |id: &str, rule: &str, usage: &[u32]| {
        let spec = world.web().instead(15, key_usage(usage)).change(|spec| spec.spki = key().spki());
        case(world, id, rule, vec![world.sign(&spec), world.intermediate()])
    };
    let mut vectors: Vec<Vector> = SETS
        .into_iter()
        .map(|(name, set)| {
            let spki = Key::ml_dsa(set, "peer").spki();
            of_key(world, name, "the peer's own key may be of ML-DSA", spki).allow(VERIFIED).principal(WEB)
        })
        .collect();
    vectors.extend([
        of_key(world, "ml-dsa-shorter", "a key has the length of its parameter set", spki(&shorter(key().bytes())))
            .deny(NONE),
        of_key(world, "ml-dsa-with-null", "ML-DSA has no parameters", key().certified_as(parameters()).spki())
            .deny(NONE),
        below("ca-ml-dsa-shorter", "a CA's key that is none is told as the CA's", issuing(), |spec, key| {
            let octets = key.bytes();
            let shorter = octets.split_last().map_or(&[][..], |(_, shorter)| shorter);
            spec.spki = seq(&[ml_dsa(MlDsa::Set65), bits(0, shorter)]);
        })
        .providers(NOT_RING)
        .deny(NONE),
        below("ca-ml-dsa-with-null", "no provider knows parameters of ML-DSA", issuing(), |spec, key| {
            let kind = ml_dsa(MlDsa::Set65);
            let algorithm = seq(&[kind.get(2..).unwrap_or_default().to_vec(), tlv(5, [])]);
            spec.spki = key.clone().certified_as(algorithm).spki();
        })
        .deny(NOT),
        below("ca-ml-dsa-key-encipherment", "an ML-DSA key enciphers nothing", issuing(), |spec, _| {
            *spec = spec.clone().instead(15, key_usage(&[2, 5, 6]));
        })
        .deny(&["extension_not_permitted"]),
        web("ml-dsa-signs", "an ML-DSA key signs, whatever its signatures mean", &[0, 1])
            .allow(VERIFIED)
            .principal(WEB),
        web("ml-dsa-key-encipherment", "an ML-DSA key enciphers no keys", &[0, 2]).deny(&["extension_not_permitted"]),
        web("ml-dsa-data-encipherment", "nor data", &[0, 3]).deny(&["extension_not_permitted"]),
        web("ml-dsa-key-agreement", "and agrees on none", &[0, 4]).deny(&["extension_not_permitted"]),
    ]);
    vectors
}

/// Nobody can show that he holds the private key of what is no public key.
fn end_entities(world: &World) -> Vec<Vector> {
    let of_key = |name: &str, rule: &str, spki: Vec<u8>| of_key(world, name, rule, spki);
    let ec = |octets: &[u8]| {
        let algorithm =
            seq(&[oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]), oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7])]);
        seq(&[algorithm, bits(0, octets)])
    };
    let point = Key::new("peer").bytes();
    let changed = |at: usize, change: u8| {
        let change = |(place, octet): (usize, &u8)| if place == at { octet ^ change } else { *octet };
        point.iter().enumerate().map(change).collect::<Vec<u8>>()
    };
    let x = point.get(1..33).unwrap_or_default();
    let even = point.last().map_or(0, |last| last & 1);
    let ed25519 = |octets: &[u8]| seq(&[seq(&[oid(&[0x2b, 0x65, 0x70])]), bits(0, octets)]);
    let rsa = |change: fn(&mut Vec<u8>), exponent: &[u8]| {
        // A SEQUENCE and an INTEGER, each with a length of two octets, and the zero of a positive number.
        let mut modulus = Key::rsa().bytes().get(8..265).unwrap_or_default().to_vec();
        change(&mut modulus);
        let key = seq(&[integer(&modulus), integer(exponent)]);
        seq(&[seq(&[oid(&pkcs1(1)), null()]), bits(0, &key)])
    };
    let usual = [1, 0, 1];
    let even_modulus = |modulus: &mut Vec<u8>| modulus.iter_mut().last().into_iter().for_each(|octet| *octet &= 0xfe);
    vec![
        of_key("empty", "an empty key is none", ec(&[])).deny(NONE),
        of_key("off-curve", "a point lies on its curve", ec(&changed(64, 1))).deny(NONE),
        of_key("beyond-the-field", "a coordinate is below the prime", ec(&[vec![4], vec![0xff; 64]].concat()))
            .deny(NONE),
        of_key("at-infinity", "the point at infinity is no key", ec(&[0])).deny(NONE),
        of_key("point-shorter", "a point has the length of its curve", ec(point.get(..64).unwrap_or_default()))
            .deny(NONE),
        of_key("point-longer", "a point has the length of its curve", ec(&[&point[..], &[0]].concat())).deny(NONE),
        of_key(
            "hybrid",
            "a point is not written in the hybrid way",
            ec(&[&[6 | even], point.get(1..).unwrap_or_default()].concat()),
        )
        .deny(NONE),
        of_key("compressed", "compressed points are not read", ec(&[&[2 | even], x].concat())).deny(NOT),
        of_key("ed25519-shorter", "an Ed25519 key has 32 octets", ed25519(&[9; 31])).deny(NONE),
        of_key("ed25519-beyond-the-field", "its number is below the prime", ed25519(&[0xff; 32])).deny(NONE),
        of_key("rsa-even", "a product of odd primes is odd", rsa(even_modulus, &usual)).deny(NONE),
        of_key(
            "rsa-negative",
            "a modulus is positive",
            rsa(
                |modulus| {
                    modulus.remove(0);
                },
                &usual,
            ),
        )
        .deny(NONE),
        of_key("rsa-exponent-1", "who raises to the first power signs nothing", rsa(|_| {}, &[1])).deny(NOT),
        of_key("rsa-exponent-even", "an exponent is odd", rsa(|_| {}, &[1, 0, 0])).deny(NOT),
        of_key("rsa-exponent-long", "an exponent has at most 33 bits", rsa(|_| {}, &[2, 0, 0, 0, 1])).deny(NOT),
        of_key("rsa-exponent-3", "three is odd enough", rsa(|_| {}, &[3])).allow(VERIFIED).principal(WEB),
    ]
}
