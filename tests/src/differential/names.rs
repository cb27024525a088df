//! Names of every form, good ones and broken ones, and the subtrees that may hold them.

use super::chance::Chance;
use crate::forge::der::{cn, oid, rdns, seq, tlv};
use crate::forge::extension::{directory, dns, email, ip, upn, uri};

/// A name: what it is in words, and its GeneralName.
pub(super) fn some(chance: &mut Chance) -> (&'static str, Vec<u8>) {
    match chance.below(36) {
        0 => ("DNS", dns("a.peer.example")),
        1 => ("DNS outside", dns("peer.test")),
        2 => ("DNS wildcard", dns("*.peer.example")),
        3 => ("DNS wildcard inside a label", dns("a*.peer.example")),
        4 => ("DNS wildcard alone", dns("*")),
        5 => ("DNS with two wildcards", dns("*.*.example")),
        6 => ("DNS with a dot behind", dns("peer.example.")),
        7 => ("DNS with a dot before", dns(".peer.example")),
        8 => ("DNS empty", dns("")),
        9 => ("DNS with a zero octet", dns("peer.example\0.evil.test")),
        10 => ("DNS with an underscore", dns("_a.peer.example")),
        11 => ("DNS with a space", dns("peer .example")),
        12 => ("DNS not ASCII", dns("p\u{e9}er.example")),
        13 => ("DNS in capitals", dns("PEER.EXAMPLE")),
        14 => ("DNS that is an address", dns("192.0.2.1")),
        15 => ("DNS with a long label", dns(&format!("{}.example", "a".repeat(64)))),
        16 => ("DNS with a hyphen before", dns("-a.peer.example")),
        17 => ("IPv4", ip(&[192, 0, 2, 1])),
        18 => ("IPv4 outside", ip(&[203, 0, 113, 1])),
        19 => ("IPv6", ip(&[0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])),
        20 => ("address of five octets", ip(&[1, 2, 3, 4, 5])),
        21 => ("address of no octets", ip(&[])),
        22 => ("email", email("ana@peer.example")),
        23 => ("email outside", email("ana@peer.test")),
        24 => ("email without @", email("ana")),
        25 => ("email with two @", email("a@b@peer.example")),
        26 => ("URI", uri("https://peer.example/a")),
        27 => ("URI outside", uri("https://peer.test/a")),
        28 => ("SPIFFE ID", uri("spiffe://peer.example/a")),
        29 => ("URI without a host", uri("urn:a:b")),
        30 => ("URI with an address", uri("https://192.0.2.1/")),
        31 => ("URI with user information", uri("https://peer.example@peer.test/")),
        32 => ("directory name", directory(&cn("peer.example"))),
        33 => {
            ("directory name outside", directory(&rdns(&[(&[85, 4, 10], 0x0c, b"Other"), (&[85, 4, 3], 0x0c, b"a")])))
        }
        34 => ("otherName", upn("ana@peer.example")),
        _ => ("registeredID", tlv(0x88, [0x2a, 3, 4])),
    }
}

/// A base of a subtree.
pub(super) fn base(chance: &mut Chance) -> (&'static str, Vec<u8>) {
    match chance.below(30) {
        0 => ("DNS", dns("peer.example")),
        1 => ("DNS above", dns("example")),
        2 => ("DNS outside", dns("test")),
        3 => ("DNS with a dot before", dns(".peer.example")),
        4 => ("DNS empty", dns("")),
        5 => ("DNS below", dns("a.peer.example")),
        6 => ("DNS wildcard", dns("*.peer.example")),
        7 => ("DNS in capitals", dns("PEER.example")),
        8 => ("DNS with a dot behind", dns("peer.example.")),
        9 => ("IPv4", ip(&[192, 0, 2, 0, 255, 255, 255, 0])),
        10 => ("IPv4 outside", ip(&[10, 0, 0, 0, 255, 0, 0, 0])),
        11 => ("IPv4 all", ip(&[0; 8])),
        12 => ("IPv4 with holes in the mask", ip(&[192, 0, 2, 0, 255, 0, 255, 0])),
        13 => ("address of four octets", ip(&[192, 0, 2, 0])),
        14 => ("IPv6", ip(&[&[0x20, 1, 0x0d, 0xb8][..], &[0; 12], &[255; 4], &[0; 12]].concat())),
        15 => ("IPv6 all", ip(&[0; 32])),
        16 => ("email of a host", email("peer.example")),
        17 => ("email of a domain", email(".example")),
        18 => ("email mailbox", email("ana@peer.example")),
        19 => ("email outside", email("peer.test")),
        20 => ("URI host", uri("peer.example")),
        21 => ("URI domain", uri(".example")),
        22 => ("URI outside", uri("peer.test")),
        23 => ("URI with a scheme", uri("https://peer.example")),
        24 => ("directory name", directory(&cn("peer.example"))),
        25 => ("directory name, empty", directory(&seq(&[]))),
        26 => ("directory name outside", directory(&rdns(&[(&[85, 4, 10], 0x0c, b"Other")]))),
        27 => ("directory name in capitals", directory(&cn("PEER.EXAMPLE"))),
        28 => ("otherName", upn("peer.example")),
        _ => ("registeredID", tlv(0x88, [0x2a, 3])),
    }
}

/// A subtree with minimum and maximum, as RFC 5280 section 4.2.1.10 does not have them.
pub(super) fn bounded(base: Vec<u8>, chance: &mut Chance) -> (&'static str, Vec<u8>) {
    let (what, bounds) = chance.of([
        ("with a minimum of 1", &[0x80, 1, 1][..]),
        ("with a maximum", &[0x81, 1, 1]),
        ("with the minimum written out", &[0x80, 1, 0]),
    ]);
    (what, seq(&[base, bounds.to_vec()]))
}

/// An object identifier that means nothing to anybody.
pub(super) fn unheard_of() -> Vec<u8> {
    oid(&[0x2a, 3, 4, 5])
}
