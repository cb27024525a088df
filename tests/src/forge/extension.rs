//! Extensions.

use super::Key;
use super::der::{bits, boolean, integer, octets, oid, seq, tlv};

/// id-ce and a number.
pub(crate) fn ce(number: u8) -> Vec<u8> {
    vec![85, 29, number]
}

/// id-kp and a number.
pub(crate) fn kp(number: u8) -> Vec<u8> {
    vec![0x2b, 6, 1, 5, 5, 7, 3, number]
}

pub(crate) const SERVER_AUTH: u8 = 1;
pub(crate) const CLIENT_AUTH: u8 = 2;

/// An extension with this value.
pub(crate) fn raw(kind: &[u8], critical: bool, value: impl AsRef<[u8]>) -> Vec<u8> {
    let critical = if critical { boolean(0xff) } else { Vec::new() };
    seq(&[oid(kind), critical, octets(value)])
}

pub(crate) fn basic_constraints(ca: bool, path_length: Option<u8>) -> Vec<u8> {
    let ca = if ca { boolean(0xff) } else { Vec::new() };
    let length = path_length.map_or(Vec::new(), |length| integer(&[length]));
    raw(&ce(19), true, seq(&[ca, length]))
}

/// The numbers of the bits that are set.
pub(crate) fn key_usage(set: &[u32]) -> Vec<u8> {
    let bits_set = set.iter().fold(0_u8, |bits, bit| bits | 0x80_u8.checked_shr(*bit).unwrap_or(0));
    let unused = u8::try_from(bits_set.trailing_zeros()).unwrap_or(0);
    raw(&ce(15), true, bits(unused, &[bits_set]))
}

pub(crate) fn extended_key_usage(usages: &[u8]) -> Vec<u8> {
    let usages: Vec<Vec<u8>> = usages.iter().map(|usage| oid(&kp(*usage))).collect();
    raw(&ce(37), false, seq(&usages))
}

pub(crate) fn subject_key_identifier(key: &Key) -> Vec<u8> {
    raw(&ce(14), false, octets(key.identifier()))
}

pub(crate) fn authority_key_identifier(key: &Key) -> Vec<u8> {
    raw(&ce(35), false, seq(&[tlv(0x80, key.identifier())]))
}

pub(crate) fn dns(name: &str) -> Vec<u8> {
    tlv(0x82, name)
}

pub(crate) fn email(name: &str) -> Vec<u8> {
    tlv(0x81, name)
}

pub(crate) fn uri(name: &str) -> Vec<u8> {
    tlv(0x86, name)
}

pub(crate) fn ip(octets: &[u8]) -> Vec<u8> {
    tlv(0x87, octets)
}

pub(crate) fn directory(name: &[u8]) -> Vec<u8> {
    tlv(0xa4, name)
}

/// An otherName with a userPrincipalName.
pub(crate) fn upn(name: &str) -> Vec<u8> {
    let kind = oid(&[0x2b, 6, 1, 4, 1, 0x82, 0x37, 20, 2, 3]);
    tlv(0xa0, [kind, tlv(0xa0, tlv(0x0c, name))].concat())
}

pub(crate) fn subject_alt_names(names: &[Vec<u8>]) -> Vec<u8> {
    raw(&ce(17), false, seq(names))
}

pub(crate) fn name_constraints(permitted: &[Vec<u8>], excluded: &[Vec<u8>]) -> Vec<u8> {
    let list = |tag: u8, names: &[Vec<u8>]| {
        let subtrees: Vec<Vec<u8>> = names.iter().map(|name| seq(std::slice::from_ref(name))).collect();
        if subtrees.is_empty() { Vec::new() } else { tlv(tag, subtrees.concat()) }
    };
    raw(&ce(30), true, seq(&[list(0xa0, permitted), list(0xa1, excluded)]))
}

/// Extended key usage, any.
pub(crate) fn any_extended_key_usage() -> Vec<u8> {
    raw(&ce(37), false, seq(&[oid(&[85, 29, 37, 0])]))
}

/// A certificatePolicies extension with these object identifiers.
pub(crate) fn certificate_policies(critical: bool, policies: &[&[u8]]) -> Vec<u8> {
    let policies: Vec<Vec<u8>> = policies.iter().map(|policy| seq(&[oid(policy)])).collect();
    raw(&ce(32), critical, seq(&policies))
}
