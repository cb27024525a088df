//! Keys: of other kinds, lengths and spellings. Some of them are the plain one in other octets, so that what they signed is right.

use super::chance::Chance;
use super::mutations::said;
use super::plan::{Plan, Workshop};
use super::structure;
use crate::forge::der::{bits, integer, octets, oid, seq, tlv};
use crate::forge::key::{ED25519, MlDsa, ml_dsa, pkcs1, rsa_pss};
use crate::forge::{Key, key::EC_PUBLIC_KEY, key::P256, key::P384, key::P521};

/// Some certificate, which gets this key and this SubjectPublicKeyInfo, and what is below it a signature by the key.
fn with_key(plan: &mut Plan, chance: &mut Chance, key: Option<Key>, (what, spki): (String, Vec<u8>)) -> Option<String> {
    let index = if chance.one_in(2) { 0 } else { chance.below(plan.links.len()) };
    let place = plan.place(index);
    if let Some(key) = key {
        plan.give(index, key);
    }
    plan.links.get_mut(index)?.spec.spki = spki;
    said(&what, place)
}

pub(super) fn rsa(plan: &mut Plan, chance: &mut Chance, workshop: &Workshop) -> Option<String> {
    let key = workshop.key(3, 0);
    let [(_, modulus), (_, exponent)] = super::tlv::inside(&key.bytes())?.try_into().ok()?;
    let numbers = |modulus: &[u8], exponent: &[u8]| seq(&[integer(modulus), integer(exponent)]);
    let exponents = |exponent: &[u8]| numbers(&modulus, exponent);
    // Its first octet is zero, for the sign.
    let of_bits = |count: usize| {
        let whole = count / 8;
        let first = 1_u8.checked_shl(u32::try_from(count % 8).unwrap_or(0)).unwrap_or(1).wrapping_sub(1);
        let mut octets = vec![0x5b; whole.saturating_add(1)];
        octets.first_mut().into_iter().for_each(|octet| *octet = first);
        if let (0, [_, second, ..]) = (first, octets.as_mut_slice()) {
            *second |= 0x80;
        }
        numbers(&octets, &exponent)
    };
    let changed = |last: u8| [modulus.split_last().map_or(&[][..], |(_, rest)| rest), &[last]].concat();
    let (what, inside) = match chance.below(28) {
        0 => ("exponent 0", exponents(&[0])),
        1 => ("exponent 1", exponents(&[1])),
        2 => ("exponent 2", exponents(&[2])),
        3 => ("exponent 3", exponents(&[3])),
        4 => ("exponent 65536", exponents(&[1, 0, 0])),
        5 => ("exponent padded", exponents(&[0, 1, 0, 1])),
        6 => ("exponent negative", exponents(&[0xff])),
        7 => ("exponent of 33 bits", exponents(&[1, 0, 0, 0, 1])),
        8 => ("exponent of 34 bits", exponents(&[2, 0, 0, 0, 1])),
        9 => ("exponent of 64 bits", exponents(&[0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])),
        10 => ("exponent of the modulus", exponents(&modulus)),
        11 => ("exponent empty", exponents(&[])),
        12 => ("modulus even", numbers(&changed(2), &exponent)),
        13 => ("modulus negative", numbers(modulus.get(1..)?, &exponent)),
        14 => ("modulus zero", numbers(&[0], &exponent)),
        15 => ("modulus one", numbers(&[1], &exponent)),
        16 => ("modulus padded", numbers(&[&[0], modulus.as_slice()].concat(), &exponent)),
        17 => ("modulus with many zeros before", numbers(&[&[0; 200], modulus.as_slice()].concat(), &exponent)),
        18 => ("modulus of 1023 bits", of_bits(1_023)),
        19 => ("modulus of 1024 bits", of_bits(1_024)),
        20 => ("modulus of 2047 bits", of_bits(2_047)),
        21 => ("modulus of 2049 bits", of_bits(2_049)),
        22 => ("modulus of 8192 bits", of_bits(8_192)),
        23 => ("modulus of 8193 bits", of_bits(8_193)),
        24 => ("modulus of 16385 bits", of_bits(16_385)),
        25 => ("modulus alone", seq(&[integer(&modulus)])),
        26 => ("exponent before modulus", numbers(&exponent, &modulus)),
        _ => {
            let (how, inside) = structure::changed(&key.bytes(), chance)?;
            let spki = seq(&[seq(&[oid(&pkcs1(1)), tlv(5, [])]), bits(0, &inside)]);
            return with_key(plan, chance, Some(key), (format!("structure of an RSA key: {how}"), spki));
        }
    };
    let (kind, algorithm) = match chance.below(8) {
        0 => (", for PSS", seq(&[oid(&pkcs1(10))])),
        _ => ("", seq(&[oid(&pkcs1(1)), tlv(5, [])])),
    };
    with_key(plan, chance, Some(key), (format!("RSA key: {what}{kind}"), seq(&[algorithm, bits(0, &inside)])))
}

/// What an RSA key's algorithm may say.
pub(super) fn rsa_algorithm(plan: &mut Plan, chance: &mut Chance, workshop: &Workshop) -> Option<String> {
    let key = workshop.key(chance.of([3, 4]), 0);
    let inside = key.bytes();
    let (what, algorithm) = match chance.below(8) {
        0 => ("PSS, SHA-256", rsa_pss(1, 1, 32)),
        1 => ("PSS, SHA-384", rsa_pss(2, 2, 48)),
        2 => ("PSS, another mask", rsa_pss(1, 2, 32)),
        3 => ("PSS, a longer salt", rsa_pss(1, 1, 64)),
        4 => ("PSS, defaults", seq(&[oid(&pkcs1(10)), seq(&[])])),
        5 => ("PSS, NULL", seq(&[oid(&pkcs1(10)), tlv(5, [])])),
        6 => ("sha256WithRSAEncryption", seq(&[oid(&pkcs1(11)), tlv(5, [])])),
        _ => ("OAEP", seq(&[oid(&pkcs1(7)), seq(&[])])),
    };
    with_key(plan, chance, Some(key), (format!("RSA key for {what}"), seq(&[algorithm, bits(0, &inside)])))
}

/// The parameters of P-256 written out (SEC 1, appendix C.2).
fn explicit() -> Vec<u8> {
    let hex = |digits: &str| -> Vec<u8> {
        let pairs = digits.as_bytes().chunks(2).filter_map(|pair| std::str::from_utf8(pair).ok());
        pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
    };
    let prime = hex("00ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    let a = hex("ffffffff00000001000000000000000000000000fffffffffffffffffffffffc");
    let b = hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
    let base = hex(
        "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
    );
    let order = hex("00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    let field = seq(&[oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 1, 1]), integer(&prime)]);
    seq(&[integer(&[1]), field, seq(&[octets(a), octets(b)]), octets(base), integer(&order), integer(&[1])])
}

pub(super) fn curve(plan: &mut Plan, chance: &mut Chance, workshop: &Workshop) -> Option<String> {
    /// 1.3.132.0.10
    const SECP256K1: &[u8] = &[0x2b, 0x81, 4, 0, 10];
    /// id-ecDH (RFC 5480 section 2.1.2)
    const DH: &[u8] = &[0x2b, 0x81, 4, 1, 12];
    let key = workshop.key(0, 4);
    let point = key.bytes();
    let (x, y) = point.get(1..)?.split_at_checked(32)?;
    let parity = y.last()? & 1;
    let (wide, wider) = (workshop.key(1, 4).bytes(), Key::p521("differential"));
    let of = |curve: &[u8], point: &[u8]| seq(&[seq(&[oid(EC_PUBLIC_KEY), oid(curve)]), bits(0, point)]);
    let written = |first: u8| [&[first], x, y].concat();
    let (what, spki) = match chance.below(24) {
        0 => ("P-521", wider.spki()),
        1 => ("P-521 with a point of P-256", of(P521, &point)),
        2 => ("P-256 with a point of P-384", of(P256, &wide)),
        3 => ("P-384 with a point of P-256", of(P384, &point)),
        4 => ("secp256k1", of(SECP256K1, &point)),
        5 => ("parameters written out", seq(&[seq(&[oid(EC_PUBLIC_KEY), explicit()]), bits(0, &point)])),
        6 => ("coordinates of 31 octets", of(P256, &[&[4], x.get(1..)?, y.get(1..)?].concat())),
        7 => ("coordinates of 33 octets", of(P256, &[&[4, 0], x, &[0], y].concat())),
        8 => ("an octet behind its point", of(P256, &[point.as_slice(), &[0]].concat())),
        9 => ("an octet of its point missing", of(P256, point.get(..64)?)),
        10 => ("hybrid point", of(P256, &written(6 | parity))),
        11 => ("hybrid point of the other sign", of(P256, &written(6 | (1 ^ parity)))),
        12 => ("infinity", of(P256, &[0])),
        13 => ("infinity in 65 octets", of(P256, &[0; 65])),
        14 => ("the point zero", of(P256, &[&[4][..], &[0; 64]].concat())),
        15 => ("coordinates of all ones", of(P256, &[&[4][..], &[0xff; 64]].concat())),
        16 => ("compressed point", of(P256, &[&[2 | parity], x].concat())),
        17 => ("compressed point of 65 octets", of(P256, &written(2 | parity))),
        18 => ("first octet 1", of(P256, &written(1))),
        19 => ("two curves", seq(&[seq(&[oid(EC_PUBLIC_KEY), oid(P256), oid(P256)]), bits(0, &point)])),
        20 => ("a curve and NULL", seq(&[seq(&[oid(EC_PUBLIC_KEY), oid(P256), tlv(5, [])]), bits(0, &point)])),
        21 => ("id-ecDH", seq(&[seq(&[oid(DH), oid(P256)]), bits(0, &point)])),
        22 => ("its point in an OCTET STRING", of(P256, &octets(&point))),
        _ => ("coordinates changed for each other", of(P256, &[&[4], y, x].concat())),
    };
    let signs = if what == "P-521" { wider } else { key };
    with_key(plan, chance, Some(signs), (format!("EC key: {what}"), spki))
}

pub(super) fn others(plan: &mut Plan, chance: &mut Chance, workshop: &Workshop) -> Option<String> {
    let key = workshop.key(2, 4);
    let plain = key.bytes();
    let of = |algorithm: Vec<u8>, octets: &[u8]| seq(&[algorithm, bits(0, octets)]);
    let edwards = || seq(&[oid(ED25519)]);
    let beside = |number: u8| seq(&[oid(&[0x2b, 0x65, number])]);
    // y = 1: the identity, of order one.
    let identity = [&[1][..], &[0; 31]].concat();
    let (what, spki) = match chance.below(16) {
        0 => ("Ed25519 of 31 octets", of(edwards(), plain.get(1..)?)),
        1 => ("Ed25519 of 33 octets", of(edwards(), &[plain.as_slice(), &[0]].concat())),
        2 => ("Ed25519 with NULL", of(seq(&[oid(ED25519), tlv(5, [])]), &plain)),
        3 => ("Ed25519 with a curve", of(seq(&[oid(ED25519), oid(P256)]), &plain)),
        4 => ("Ed25519 empty", of(edwards(), &[])),
        5 => ("Ed25519 in an OCTET STRING", of(edwards(), &octets(&plain))),
        6 => ("Ed25519 of the identity", of(edwards(), &identity)),
        7 => ("Ed25519 beyond the prime", of(edwards(), &[0xff; 32])),
        8 => ("Ed448", of(beside(0x71), &[7; 57])),
        9 => ("Ed448 of 56 octets", of(beside(0x71), &[7; 56])),
        10 => ("X25519", of(beside(0x6e), &[9; 32])),
        11 => ("DSA", of(seq(&[oid(&[0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1])]), &integer(&[7]))),
        _ => return lattice(plan, chance),
    };
    with_key(plan, chance, Some(key), (format!("key: {what}"), spki))
}

/// ML-DSA, of the right length and of others.
fn lattice(plan: &mut Plan, chance: &mut Chance) -> Option<String> {
    let (name, set, octets) = chance.of([
        ("ML-DSA-44", MlDsa::Set44, 1_312_usize),
        ("ML-DSA-65", MlDsa::Set65, 1_952),
        ("ML-DSA-87", MlDsa::Set87, 2_592),
    ]);
    let (how, length) = match chance.below(6) {
        0 | 1 => ("", octets),
        2 => (", an octet short", octets.saturating_sub(1)),
        3 => (", an octet long", octets.saturating_add(1)),
        4 => (" of no octets", 0),
        _ => (" of another set's length", if octets == 1_952 { 1_312 } else { 1_952 }),
    };
    let algorithm = ml_dsa(set);
    let (with, algorithm) = match chance.below(4) {
        0 => {
            let inside = super::tlv::inside(&algorithm)?;
            let (tag, content) = inside.first()?;
            (" with NULL", seq(&[tlv(*tag, content), tlv(5, [])]))
        }
        _ => ("", algorithm),
    };
    // No other key signs in its place.
    let spki = seq(&[algorithm, bits(0, &vec![0x33; length])]);
    with_key(plan, chance, None, (format!("key: {name}{how}{with}"), spki))
}
