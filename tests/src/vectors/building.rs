//! Path building: signatures and algorithms, which issuer is tried, backtracking, cross-signing, loops, work.

use super::model::Vector;
use super::world::{Case, More as _, WEB, World};
use crate::forge::der::{bits, cn, name_of, oid, seq, tlv, utc};
use crate::forge::extension::{authority_key_identifier, dns, name_constraints, subject_alt_names};
use crate::forge::key::pkcs1;
use crate::forge::{Ca, Key, Spec};

const VERIFIED: &[&str] = &["path_verified"];
const UNKNOWN: &[&str] = &["issuer_unknown"];
const INVALID: &[&str] = &["signature_invalid"];

pub(super) fn vectors(world: &World) -> Vec<Vector> {
    [issuers(world), signatures(world), algorithms(world), candidates(world), work(world)].concat()
}

pub(super) fn case(world: &World, name: &str, rule: &str, chain: Vec<Vec<u8>>) -> Case {
    Case::new(&format!("path/{name}"), rule, &world.root.root(), chain)
}

fn issuers(world: &World) -> Vec<Vector> {
    let web = world.sign(&world.web());
    let stranger = Ca::new("Strange Root");
    let of_stranger = world.web_of(&stranger).sign(&stranger.key);
    let own = Ca { name: cn("peer"), key: world.peer.clone(), ..Ca::new("peer") };
    let self_signed = world.web_of(&own).sign(&own.key);
    let case = |name: &str, rule: &str, chain| case(world, name, rule, chain);
    vec![
        case("no-intermediate-sent", "an issuer that was not sent is unknown", vec![web.clone()])
            .deny(UNKNOWN)
            .state("rejected")
            .until("never"),
        case("stranger", "a CA that is no anchor vouches for nobody", vec![of_stranger.clone()]).deny(UNKNOWN),
        case("stranger-with-root", "a root that the peer sends is no anchor", vec![of_stranger, stranger.root()])
            .deny(UNKNOWN),
        case("self-signed", "who signs for himself is no anchor", vec![self_signed]).deny(UNKNOWN),
        case("issuer-name-in-other-words", "names are compared without regard to case and string type", {
            let spec = world.web().change(|spec| spec.issuer = name_of(0x13, "ISSUING  ca"));
            vec![world.sign(&spec), world.intermediate()]
        })
        .allow(VERIFIED)
        .principal(WEB),
        case("issuer-name-differs", "the issuer is named as its subject", {
            let spec = world.web().change(|spec| spec.issuer = cn("Issuing CA 2"));
            vec![world.sign(&spec), world.intermediate()]
        })
        .deny(UNKNOWN),
        Case::new("path/of-one-of-several-anchors", "any of the anchors will do", &stranger.root(), {
            vec![web, world.intermediate()]
        })
        .anchor(None, &world.root.root())
        .allow(VERIFIED)
        .principal(WEB),
    ]
}

fn signatures(world: &World) -> Vec<Vector> {
    let case = |name: &str, rule: &str, chain| case(world, name, rule, chain);
    let altered = |mut der: Vec<u8>| {
        if let Some(last) = der.last_mut() {
            *last ^= 1;
        }
        der
    };
    let other = Key::new("other");
    let web = world.sign(&world.web());
    vec![
        case("signature-altered", "an altered signature is none", vec![altered(web.clone()), world.intermediate()])
            .deny(INVALID),
        case("signed-by-another-key", "the issuer's key makes the signature", {
            vec![world.web().sign(&other), world.intermediate()]
        })
        .deny(INVALID),
        case("contents-altered", "the signature is over these very bytes", {
            // The same signature under a name of the same length.
            let position = web.windows(3).rposition(|window| window == b"web").unwrap_or_default();
            let mut changed = web.clone();
            changed.get_mut(position..position.saturating_add(3)).into_iter().for_each(|w| w.copy_from_slice(b"ops"));
            vec![changed, world.intermediate()]
        })
        .deny(INVALID),
        case("intermediate-signature-altered", "each signature of the path counts", {
            vec![web.clone(), altered(world.intermediate())]
        })
        .deny(INVALID),
        case("root-of-the-same-name", "the anchor is its key, not its name", {
            let forged = world.root.with_key(other.clone());
            vec![web.clone(), world.issuing.certificate(&forged), forged.root()]
        })
        .deny(INVALID),
        case("algorithm-of-another-key", "an algorithm fits the issuer's key", {
            let spec = world.web().change(|spec| {
                spec.inner_algorithm = seq(&[oid(&pkcs1(11)), tlv(5, [])]);
                spec.outer_algorithm.clone_from(&spec.inner_algorithm);
            });
            vec![world.sign(&spec), world.intermediate()]
        })
        .deny(INVALID),
        case("signature-empty", "no signature is no signature", {
            let spec = world.web();
            vec![seq(&[spec.tbs(), spec.outer_algorithm, bits(0, &[])]), world.intermediate()]
        })
        .deny(INVALID),
        Case::new(
            "path/anchor-signature-altered",
            "an anchor's own signature proves nothing and is not looked at",
            &altered(world.root.root()),
            vec![web, world.intermediate()],
        )
        .allow(VERIFIED)
        .principal(WEB),
    ]
}

/// A root, an issuing CA and an end entity whose CAs have this key.
pub(super) fn all_of(world: &World, id: &str, rule: &str, key: Key) -> Case {
    let root = world.root.with_key(key.clone());
    // The same key in both CAs: their names tell them apart.
    let issuing = world.issuing.with_key(key);
    let chain = vec![world.web_of(&issuing).sign(&issuing.key), issuing.certificate(&root)];
    Case::new(&format!("path/{id}"), rule, &root.root(), chain)
}

fn algorithms(world: &World) -> Vec<Vector> {
    const NOT: &[&str] = &["algorithm_not_accepted"];
    let signed_with = |name: &str, rule: &str, algorithm: Vec<u8>, key: Key| {
        let issuing = world.issuing.with_key(key);
        let spec = world.web_of(&issuing).change(|spec| {
            spec.inner_algorithm = algorithm;
            spec.outer_algorithm.clone_from(&spec.inner_algorithm);
        });
        case(world, name, rule, vec![spec.sign(&issuing.key), issuing.certificate(&world.root)])
    };
    let of_key = |name: &str, rule: &str, spki: Vec<u8>| {
        let spec = world.web().change(|spec| spec.spki = spki);
        case(world, name, rule, vec![world.sign(&spec), world.intermediate()])
    };
    let p256 = || world.issuing.key.clone();
    let null = || tlv(5, []);
    let curve = |content: &[u8], point: usize| {
        let algorithm = seq(&[oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]), oid(content)]);
        seq(&[algorithm, bits(0, &[vec![4], vec![1; point]].concat())])
    };
    let weak = world.issuing.with_key(Key::rsa_1024());
    vec![
        all_of(world, "rsa-pkcs1-sha256", "RSA PKCS #1 with SHA-256", Key::rsa()).allow(VERIFIED).principal(WEB),
        all_of(world, "rsa-pss-sha256", "RSASSA-PSS with SHA-256", Key::rsa_pss()).allow(VERIFIED).principal(WEB),
        all_of(world, "ecdsa-p384-sha384", "ECDSA P-384", Key::p384("CA")).allow(VERIFIED).principal(WEB),
        all_of(world, "ed25519", "Ed25519", Key::ed25519("CA")).allow(VERIFIED).principal(WEB),
        signed_with(
            "rsa-absent-parameters",
            "RSA PKCS #1 may leave its NULL out (RFC 4055, section 5)",
            seq(&[oid(&pkcs1(11))]),
            Key::rsa(),
        )
        .allow(VERIFIED)
        .principal(WEB),
        signed_with("rsa-sha1", "SHA-1 is broken", seq(&[oid(&pkcs1(5)), null()]), Key::rsa()).deny(NOT),
        signed_with("rsa-md5", "MD5 is broken", seq(&[oid(&pkcs1(4)), null()]), Key::rsa()).deny(NOT),
        signed_with(
            "rsa-pss-without-parameters",
            "RSASSA-PSS says its hash and salt",
            seq(&[oid(&pkcs1(10))]),
            Key::rsa(),
        )
        .deny(NOT),
        signed_with("ecdsa-sha1", "SHA-1 is broken", seq(&[oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1])]), p256())
            .deny(NOT),
        signed_with(
            "ecdsa-with-null",
            "ECDSA has no parameters (RFC 5758, section 3.2)",
            seq(&[oid(crate::forge::key::ECDSA_SHA256), null()]),
            p256(),
        )
        .deny(NOT),
        signed_with("unknown-algorithm", "an algorithm of nobody", seq(&[oid(&[42, 3, 4, 5])]), p256()).deny(NOT),
        of_key("end-entity-rsa-2048", "a key of 2048 bits is long enough", Key::rsa().spki())
            .allow(VERIFIED)
            .principal(WEB),
        of_key("end-entity-rsa-1024", "a key of 1024 bits is too short", Key::rsa_1024().spki()).deny(NOT),
        of_key("end-entity-p384", "ECDSA P-384", Key::p384("peer").spki()).allow(VERIFIED).principal(WEB),
        of_key("end-entity-ed25519", "Ed25519", Key::ed25519("peer").spki()).allow(VERIFIED).principal(WEB),
        of_key("end-entity-secp256k1", "a curve that is not accepted", curve(&[0x2b, 0x81, 4, 0, 10], 64)).deny(NOT),
        case(world, "ca-rsa-1024", "a CA's short key is told as the CA's", {
            vec![world.web_of(&weak).sign(&weak.key), weak.certificate(&world.root)]
        })
        .deny(NOT),
    ]
}

fn candidates(world: &World) -> Vec<Vector> {
    let case = |name: &str, rule: &str, chain| case(world, name, rule, chain);
    let web = world.sign(&world.web());
    let unnamed_issuer = world.sign(&world.web().without(35));
    let second = world.issuing.with_key(Key::new("Issuing CA, second key"));
    let stranger = Ca::new("Strange Root");
    let expired = world.issuing.spec(&world.root).change(|spec| spec.not_after = utc("260301000000Z"));
    // A new root, certified by the old one.
    let new_root = Ca::new("New Root");
    let below_new = world.issuing.certificate(&new_root);
    let cross = new_root.certificate(&world.root);
    let (left, right) = (Ca::new("Left CA"), Ca::new("Right CA"));
    vec![
        case("two-issuers-key-identifier", "the authorityKeyIdentifier says which of two issuers is tried first", {
            vec![web.clone(), second.certificate(&world.root), world.intermediate()]
        })
        .allow(VERIFIED)
        .principal(WEB),
        case("two-issuers-no-key-identifier", "without one, each issuer of the name is tried", {
            vec![unnamed_issuer.clone(), second.certificate(&world.root), world.intermediate()]
        })
        .allow(VERIFIED)
        .principal(WEB),
        case("key-identifier-of-another", "an authorityKeyIdentifier that no issuer has excludes nobody", {
            let spec = world.web().instead(35, authority_key_identifier(&Key::new("nobody")));
            vec![world.sign(&spec), world.intermediate()]
        })
        .allow(VERIFIED)
        .principal(WEB),
        case("backtracking-to-known-root", "a way that ends nowhere is walked back", {
            vec![web.clone(), world.issuing.certificate(&stranger), world.intermediate()]
        })
        .allow(VERIFIED)
        .principal(WEB),
        case("backtracking-past-stranger-root", "a way that ends in a strange root is walked back", {
            vec![web.clone(), stranger.root(), world.issuing.certificate(&stranger), world.intermediate()]
        })
        .allow(VERIFIED)
        .principal(WEB),
        case("backtracking-past-expired", "an expired twin does not stand in the way", {
            vec![web.clone(), expired.sign(&world.root.key), world.intermediate()]
        })
        .allow(VERIFIED)
        .principal(WEB),
        case("expired-and-dead-end", "of several failures the one that came closest is told", {
            vec![web.clone(), expired.sign(&world.root.key), world.issuing.certificate(&stranger)]
        })
        .deny(&["certificate_expired"]),
        case("cross-signed", "an old root vouches for a new one", vec![web.clone(), below_new.clone(), cross.clone()])
            .allow(VERIFIED)
            .principal(WEB),
        Case::new(
            "path/cross-signed-both-anchors",
            "with both roots as anchors the path is the short one",
            &world.root.root(),
            vec![web.clone(), below_new.clone(), cross],
        )
        .anchor(None, &new_root.root())
        .allow(VERIFIED)
        .principal(WEB),
        Case::new(
            "path/cross-signed-expired-anchor",
            "an expired old root does not matter beside the new one",
            &world.root.spec(&world.root).change(|spec| spec.not_after = utc("260301000000Z")).sign(&world.root.key),
            vec![web.clone(), below_new],
        )
        .anchor(None, &new_root.root())
        .allow(VERIFIED)
        .principal(WEB),
        case("loop-of-two", "two CAs that certify each other lead nowhere", {
            let end_entity = world.web_of(&left).sign(&left.key);
            vec![end_entity, left.certificate(&right), right.certificate(&left)]
        })
        .deny(UNKNOWN),
        case("loop-with-exit", "a CA stands once in a path", {
            let end_entity = world.web_of(&left).sign(&left.key);
            vec![end_entity, left.certificate(&right), right.certificate(&left), right.certificate(&world.root)]
        })
        .allow(VERIFIED)
        .principal(WEB),
        case("self-issued-key-change", "a CA certifies its new key with its old one", {
            vec![world.web_of(&second).sign(&second.key), second.certificate(&world.issuing), world.intermediate()]
        })
        .allow(VERIFIED)
        .principal(WEB),
    ]
}

fn work(world: &World) -> Vec<Vector> {
    const LIMIT: &[&str] = &["work_limit_reached"];
    let case = |name: &str, rule: &str, chain| case(world, name, rule, chain);
    // None of them made the signature, and nothing but the signature tells.
    let pretenders =
        |count: u8| (0..count).map(|n| world.issuing.with_key(Key::new(&format!("{n}"))).certificate(&world.root));
    let unnamed_issuer = world.sign(&world.web().without(35));
    let with_pretenders = |count: u8| [unnamed_issuer.clone()].into_iter().chain(pretenders(count)).collect();
    vec![
        case("100-signatures", "a hundred signatures are verified", with_pretenders(100)).deny(INVALID),
        case("101-signatures", "no more than a hundred signatures are verified", with_pretenders(101)).deny(LIMIT),
        case("2000-candidates", "no more than two thousand candidates are looked at", doubling(world)).deny(LIMIT),
        case("name-comparisons", "no more than 250,000 names are compared", {
            let names: Vec<Vec<u8>> = (0..510).map(|n| dns(&format!("n{n}.e"))).collect();
            let excluded: Vec<Vec<u8>> = (0..510).map(|n| dns(&format!("x{n}.e"))).collect();
            let issuing = world.issuing.spec(&world.root).with(name_constraints(&[], &excluded));
            vec![world.sign(&world.bare().with(subject_alt_names(&names))), issuing.sign(&world.root.key)]
        })
        .deny(LIMIT),
    ]
}

/// Twelve names above one another, each CA certified twice: every step doubles the ways, and none leads to an anchor.
fn doubling(world: &World) -> Vec<Vec<u8>> {
    let layers: Vec<Ca> = (0..13).map(|n| Ca::new(&format!("Layer {n}"))).collect();
    let twice = |pair: &[Ca]| match pair {
        [ca, above] => {
            let later = ca.spec(above).change(|spec: &mut Spec| spec.not_after = utc("270201000000Z"));
            vec![ca.certificate(above), later.sign(&above.key)]
        }
        _ => Vec::new(),
    };
    let end_entity = layers.first().map(|ca| world.web_of(ca).sign(&ca.key));
    end_entity.into_iter().chain(layers.windows(2).flat_map(twice)).collect()
}
