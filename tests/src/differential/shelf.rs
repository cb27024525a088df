//! Extensions that the plain certificates have not, as they should be.

use super::chance::Chance;
use super::{extensions, names as forms};
use crate::forge::Spec;
use crate::forge::der::{bits, cn, generalized, integer, octets, oid, rdns, seq, tlv};
use crate::forge::extension::{ce, directory, dns, email, ip, raw, upn, uri};

pub(super) struct Item {
    pub(super) name: &'static str,
    pub(super) identifier: Vec<u8>,
    pub(super) value: Vec<u8>,
}

/// id-pe and a number.
fn pe(number: u8) -> Vec<u8> {
    vec![0x2b, 6, 1, 5, 5, 7, 1, number]
}

/// id-ad and a number, as an object identifier.
fn ad(number: u8) -> Vec<u8> {
    oid(&[0x2b, 6, 1, 5, 5, 7, 48, number])
}

/// id-qt and a number, as an object identifier.
fn qt(number: u8) -> Vec<u8> {
    oid(&[0x2b, 6, 1, 5, 5, 7, 2, number])
}

fn web() -> Vec<u8> {
    uri("http://peer.example/a")
}

/// Puts an extension in the place of the one of its kind, if there is one.
pub(super) fn put(spec: &mut Spec, identifier: &[u8], critical: bool, value: Vec<u8>) {
    spec.extensions.retain(|other| extensions::parts(other).is_none_or(|(kind, ..)| kind != identifier));
    spec.extensions.push(raw(identifier, critical, value));
}

pub(super) fn some(chance: &mut Chance) -> Item {
    let (name, identifier, value) = match chance.below(5) {
        0 => access_and_lists(chance),
        1 => policies(chance),
        2 => names(chance),
        3 => by_others(chance),
        _ => restrictions(chance),
    };
    Item { name, identifier, value }
}

type Said = (&'static str, Vec<u8>, Vec<u8>);

fn access_and_lists(chance: &mut Chance) -> Said {
    let full = || tlv(0xa0, tlv(0xa0, web()));
    let reasons = || tlv(0x81, [1, 0x66]);
    let issuer = || tlv(0xa2, directory(&cn("CA 0")));
    match chance.below(9) {
        0 => ("authorityInfoAccess", pe(1), seq(&[seq(&[ad(1), web()]), seq(&[ad(2), web()])])),
        1 => ("subjectInfoAccess", pe(11), seq(&[seq(&[ad(5), web()]), seq(&[ad(3), dns("peer.example")])])),
        2 => ("cRLDistributionPoints", ce(31), seq(&[seq(&[full()])])),
        3 => ("cRLDistributionPoints with reasons", ce(31), seq(&[seq(&[full(), reasons()]), seq(&[full()])])),
        4 => ("cRLDistributionPoints with a CRL issuer", ce(31), seq(&[seq(&[full(), reasons(), issuer()])])),
        5 => ("cRLDistributionPoints of a CRL issuer alone", ce(31), seq(&[seq(&[issuer()])])),
        6 => {
            let relative = tlv(0xa0, tlv(0xa1, seq(&[oid(&[85, 4, 3]), tlv(0x0c, "CRL 1")])));
            ("cRLDistributionPoints with a relative name", ce(31), seq(&[seq(&[relative, issuer()])]))
        }
        7 => {
            let names = tlv(0xa0, tlv(0xa0, [web(), directory(&cn("CRL 1"))].concat()));
            ("cRLDistributionPoints with two names", ce(31), seq(&[seq(&[names])]))
        }
        _ => ("freshestCRL", ce(46), seq(&[seq(&[full()])])),
    }
}

fn policies(chance: &mut Chance) -> Said {
    let (one, two) = (|| oid(&[0x2a, 3, 1]), || oid(&[0x2a, 3, 2]));
    let practice = || seq(&[qt(1), tlv(0x16, "http://peer.example/cps")]);
    let reference = || seq(&[tlv(0x0c, "Example"), seq(&[integer(&[1]), integer(&[2])])]);
    let notice = |parts: &[Vec<u8>]| seq(&[qt(2), seq(parts)]);
    match chance.below(9) {
        0 => ("certificatePolicies with CPS", ce(32), seq(&[seq(&[one(), seq(&[practice()])]), seq(&[two()])])),
        1 => {
            let text = tlv(0x0c, "For peers only");
            let qualifiers = seq(&[practice(), notice(&[reference(), text])]);
            ("certificatePolicies with a notice", ce(32), seq(&[seq(&[one(), qualifiers])]))
        }
        2 => {
            let qualifiers = seq(&[notice(&[tlv(0x1a, "For peers only")])]);
            ("certificatePolicies with a visible text", ce(32), seq(&[seq(&[one(), qualifiers])]))
        }
        3 => {
            let qualifiers = seq(&[notice(&[])]);
            ("certificatePolicies with an empty notice", ce(32), seq(&[seq(&[one(), qualifiers])]))
        }
        4 => {
            let qualifiers = seq(&[seq(&[forms::unheard_of(), tlv(5, [])])]);
            ("certificatePolicies with an unknown qualifier", ce(32), seq(&[seq(&[one(), qualifiers])]))
        }
        5 => {
            let text = tlv(0x0c, "a".repeat(201));
            let qualifiers = seq(&[notice(&[text])]);
            ("certificatePolicies with a long text", ce(32), seq(&[seq(&[one(), qualifiers])]))
        }
        6 => ("policyMappings", ce(33), seq(&[seq(&[one(), two()]), seq(&[two(), one()])])),
        7 => ("policyConstraints", ce(36), seq(&[tlv(0x80, [3]), tlv(0x81, [3])])),
        _ => ("inhibitAnyPolicy", ce(54), integer(&[3])),
    }
}

fn names(chance: &mut Chance) -> Said {
    let own = || dns("peer.example");
    let all = || {
        [
            upn("ana@peer.example"),
            email("ana@peer.example"),
            own(),
            directory(&rdns(&[(&[85, 4, 10], 0x0c, b"Example"), (&[85, 4, 3], 0x0c, b"peer.example")])),
            uri("spiffe://peer.example/a"),
            ip(&[192, 0, 2, 1]),
            tlv(0x88, [0x2a, 3, 4]),
        ]
    };
    let party = || tlv(0xa5, [tlv(0xa0, tlv(0x0c, "Example")), tlv(0xa1, tlv(0x0c, "peer"))].concat());
    // A country name and an administration's, both by number.
    let address = || tlv(0xa3, seq(&[seq(&[tlv(0x61, tlv(0x12, "276"))])]));
    match chance.below(6) {
        0 => ("subjectAltName of seven forms", ce(17), seq(&all())),
        1 => ("subjectAltName with an ediPartyName", ce(17), seq(&[own(), party()])),
        2 => ("subjectAltName with an x400Address", ce(17), seq(&[own(), address()])),
        3 => ("subjectAltName of a URI", ce(17), seq(&[uri("spiffe://peer.example/a")])),
        4 => {
            ("subjectAltName of several DNS names", ce(17), seq(&[own(), dns("a.example"), dns("*.b.example"), own()]))
        }
        _ => ("issuerAltName of seven forms", ce(18), seq(&all())),
    }
}

/// Extensions of other standards than RFC 5280, and of none.
fn by_others(chance: &mut Chance) -> Said {
    let microsoft = |numbers: &[u8]| [&[0x2b, 6, 1, 4, 1, 0x82, 0x37], numbers].concat();
    match chance.below(13) {
        0 => ("TLS feature", pe(24), seq(&[integer(&[5]), integer(&[17])])),
        1 => {
            let list = [&[0, 49, 0, 47, 0][..], &[7; 32], &[0, 0, 1, 0x9e, 0, 0, 0, 0, 0, 0, 4, 3, 0, 0]].concat();
            ("SCT list", vec![0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 2], octets(list))
        }
        2 => ("OCSP no check", vec![0x2b, 6, 1, 5, 5, 7, 48, 1, 5], tlv(5, [])),
        3 => {
            let prefix = bits(0, &[192, 0, 2]);
            ("ipAddrBlocks", pe(7), seq(&[seq(&[octets([0, 1]), seq(&[prefix])])]))
        }
        4 => ("autonomousSysIds", pe(8), seq(&[tlv(0xa0, seq(&[integer(&[0, 0xfc, 0])]))])),
        5 => ("qcStatements", pe(3), seq(&[seq(&[oid(&[4, 0, 0x8e, 0x46, 1, 1])])])),
        6 => {
            let spoken: Vec<u8> = b"Machine".iter().flat_map(|octet| [0, *octet]).collect();
            ("template's name", microsoft(&[20, 2]), tlv(0x1e, spoken))
        }
        7 => ("template", microsoft(&[21, 7]), seq(&[forms::unheard_of(), integer(&[100]), integer(&[3])])),
        8 => ("application policies", microsoft(&[21, 10]), seq(&[seq(&[oid(&[0x2b, 6, 1, 5, 5, 7, 3, 2])])])),
        9 => {
            let identifier = seq(&[oid(&microsoft(&[25, 2, 1])), tlv(0xa0, octets("S-1-5-21-1-2-3-4"))]);
            ("security identifier", microsoft(&[25, 2]), seq(&[tlv(0xa0, identifier)]))
        }
        10 => {
            let netscape = vec![0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 1, 13];
            ("Netscape comment", netscape, tlv(0x16, "For peers only"))
        }
        11 => ("cRLNumber", ce(20), integer(&[1])),
        _ => ("an unknown extension of parts", vec![0x2a, 3, 4, 6], seq(&[integer(&[1]), tlv(0x0c, "a")])),
    }
}

fn restrictions(chance: &mut Chance) -> Said {
    let kp = |number| oid(&crate::forge::extension::kp(number));
    let subtree = |name: Vec<u8>| seq(&[name]);
    let several = || {
        [
            dns("peer.example"),
            dns("example"),
            email("peer.example"),
            uri(".example"),
            ip(&[192, 0, 2, 0, 255, 255, 255, 0]),
            directory(&cn("peer.example")),
        ]
    };
    let outside = || [dns("peer.test"), email("peer.test"), uri("peer.test"), ip(&[10, 0, 0, 0, 255, 0, 0, 0])];
    match chance.below(9) {
        0 | 1 => {
            let permitted = tlv(0xa0, several().map(subtree).concat());
            ("nameConstraints of many subtrees", ce(30), seq(&[permitted, tlv(0xa1, outside().map(subtree).concat())]))
        }
        2 => ("nameConstraints of one DNS name", ce(30), seq(&[tlv(0xa0, subtree(dns("peer.example")))])),
        3 => {
            let value = seq(&[tlv(0xa1, outside().map(subtree).concat())]);
            ("nameConstraints that exclude", ce(30), value)
        }
        4 => {
            let born = seq(&[oid(&[0x2b, 6, 1, 5, 5, 7, 9, 1]), tlv(0x31, generalized("19800101000000Z"))]);
            let country = seq(&[oid(&[0x2b, 6, 1, 5, 5, 7, 9, 4]), tlv(0x31, tlv(0x13, "DE"))]);
            ("subjectDirectoryAttributes", ce(9), seq(&[born, country]))
        }
        5 => {
            let period = seq(&[tlv(0x80, "20260101000000Z"), tlv(0x81, "20261001000000Z")]);
            ("privateKeyUsagePeriod", ce(16), period)
        }
        6 => ("extKeyUsage of many", ce(37), seq(&[kp(1), kp(2), kp(3), kp(4), forms::unheard_of()])),
        7 => ("keyUsage of two", ce(15), bits(5, &[0xa0])),
        _ => ("keyUsage of a CA", ce(15), bits(1, &[0x86])),
    }
}
