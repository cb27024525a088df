//! What is changed of extensions.

use super::chance::Chance;
use super::mutations::{said, some_link};
use super::plan::{Place, Plan, Workshop};
use super::{names as forms, tlv as read};
use crate::forge::Spec;
use crate::forge::der::{bits, boolean, integer, octets, oid, seq, tlv};
use crate::forge::extension::{ce, kp, raw};

/// Numbers below id-ce, and names.
const NAMES: [(u8, &str); 15] = [
    (14, "subjectKeyIdentifier"),
    (15, "keyUsage"),
    (17, "subjectAltName"),
    (18, "issuerAltName"),
    (19, "basicConstraints"),
    (30, "nameConstraints"),
    (31, "cRLDistributionPoints"),
    (32, "certificatePolicies"),
    (33, "policyMappings"),
    (35, "authorityKeyIdentifier"),
    (36, "policyConstraints"),
    (37, "extKeyUsage"),
    (46, "freshestCRL"),
    (54, "inhibitAnyPolicy"),
    (9, "subjectDirectoryAttributes"),
];

/// An extension that is there: its place and its name.
pub(super) fn some_extension(spec: &Spec, chance: &mut Chance) -> Option<(usize, &'static str)> {
    let place = chance.below(spec.extensions.len().max(1));
    let (_, identifier) = read::inside(spec.extensions.get(place)?)?.into_iter().next()?;
    let known = NAMES.iter().find(|(number, _)| ce(*number) == identifier);
    Some((place, known.map_or("an extension", |(_, name)| name)))
}

/// An extension in its parts: identifier, criticality, value.
pub(super) fn parts(extension: &[u8]) -> Option<(Vec<u8>, bool, Vec<u8>)> {
    let parts = read::inside(extension)?;
    let ((_, identifier), (_, value)) = (parts.first()?, parts.last()?);
    Some((identifier.clone(), parts.len() == 3, value.clone()))
}

pub(super) fn removed(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let (index, name) = some_extension(&link.spec, chance)?;
    link.spec.extensions.remove(index);
    said(&format!("without {name}"), place)
}

pub(super) fn doubled(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let (index, name) = some_extension(&link.spec, chance)?;
    let again = link.spec.extensions.get(index)?.clone();
    link.spec.extensions.push(again);
    said(&format!("{name} twice"), place)
}

pub(super) fn criticality(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let (index, name) = some_extension(&link.spec, chance)?;
    let extension = link.spec.extensions.get_mut(index)?;
    let (identifier, critical, value) = parts(extension)?;
    if chance.one_in(3) {
        let (what, octet) = chance.of([("FALSE written out", 0), ("TRUE as 1", 1)]);
        *extension = seq(&[oid(&identifier), boolean(octet), octets(value)]);
        return said(&format!("{name}: criticality {what}"), place);
    }
    *extension = raw(&identifier, !critical, value);
    said(&format!("{name} {}critical", if critical { "not " } else { "" }), place)
}

pub(super) fn order(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    match chance.below(3) {
        0 => {
            link.spec.extensions.clear();
            said("no extensions", place)
        }
        1 => {
            // An empty list of extensions, which RFC 5280 section 4.1 has not.
            link.spec.extensions.clear();
            link.spec.tail = tlv(0xa3, seq(&[]));
            said("extensions, but none", place)
        }
        _ => {
            link.spec.extensions.reverse();
            said("extensions backwards", place)
        }
    }
}

/// An octet of a value changed, one more behind it, or the last one missing.
pub(super) fn octet(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let (index, name) = some_extension(&link.spec, chance)?;
    let extension = link.spec.extensions.get_mut(index)?;
    let (identifier, critical, mut value) = parts(extension)?;
    let what = match chance.below(8) {
        0 => {
            value.push(0);
            "an octet more"
        }
        1 => {
            value.pop();
            "an octet less"
        }
        2 => {
            value.clear();
            "empty"
        }
        _ => {
            let index = chance.below(value.len().max(1));
            *value.get_mut(index)? = chance.octet();
            "an octet changed"
        }
    };
    *extension = raw(&identifier, critical, value);
    said(&format!("{name}: {what}"), place)
}

/// An extension that the plain certificates have not: known to some verifiers, or to none.
pub(super) fn unknown(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let uri = || tlv(0x86, "http://peer.example/a");
    let pkix = |number| vec![0x2b, 6, 1, 5, 5, 7, 1, number];
    let (name, identifier, value) = match chance.below(11) {
        0 => ("cRLDistributionPoints", ce(31), seq(&[seq(&[tlv(0xa0, tlv(0xa0, uri()))])])),
        1 => ("freshestCRL", ce(46), seq(&[seq(&[tlv(0xa0, tlv(0xa0, uri()))])])),
        2 => ("issuerAltName", ce(18), seq(&[uri()])),
        3 => ("authorityInfoAccess", pkix(1), seq(&[seq(&[oid(&[0x2b, 6, 1, 5, 5, 7, 48, 1]), uri()])])),
        4 => ("subjectInfoAccess", pkix(11), seq(&[seq(&[oid(&[0x2b, 6, 1, 5, 5, 7, 48, 5]), uri()])])),
        5 => ("TLS feature", pkix(24), seq(&[integer(&[5])])),
        6 => ("Netscape certificate type", vec![0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 1, 1], bits(4, &[0x40])),
        7 => ("subjectDirectoryAttributes", ce(9), seq(&[seq(&[forms::unheard_of(), tlv(0x31, tlv(5, []))])])),
        8 => ("OCSP no check", vec![0x2b, 6, 1, 5, 5, 7, 48, 1, 5], tlv(5, [])),
        9 => ("poison of certificate transparency", vec![0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 3], tlv(5, [])),
        _ => ("an unknown extension", vec![0x2a, 3, 4, 6], octets([1])),
    };
    let critical = chance.one_in(2);
    link.spec.extensions.push(raw(&identifier, critical, value));
    said(&format!("{name}, {}critical", if critical { "" } else { "not " }), place)
}

fn instead(spec: &mut Spec, number: u8, extension: Vec<u8>) {
    *spec = spec.clone().instead(number, extension);
}

pub(super) fn basic_constraints(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let ca = || boolean(0xff);
    let (what, value) = match chance.below(12) {
        0 => ("CA", seq(&[ca()])),
        1 => ("no CA", seq(&[])),
        2 => ("CA, path length 0", seq(&[ca(), integer(&[0])])),
        3 => ("CA, path length 1", seq(&[ca(), integer(&[1])])),
        4 => ("CA, path length 2", seq(&[ca(), integer(&[2])])),
        5 => ("CA, path length 255", seq(&[ca(), integer(&[0, 255])])),
        6 => ("CA, path length -1", seq(&[ca(), integer(&[0xff])])),
        7 => ("CA, path length of nine octets", seq(&[ca(), integer(&[1; 9])])),
        8 => ("no CA, path length 0", seq(&[integer(&[0])])),
        9 => ("FALSE written out", seq(&[boolean(0)])),
        10 => ("TRUE as 1", seq(&[boolean(1)])),
        _ => ("something more inside", seq(&[ca(), integer(&[3]), tlv(5, [])])),
    };
    instead(&mut link.spec, 19, raw(&ce(19), true, value));
    said(&format!("basicConstraints: {what}"), place)
}

pub(super) fn key_usage(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let (what, value) = match chance.below(10) {
        0 => ("digitalSignature", bits(7, &[0x80])),
        1 => ("keyEncipherment", bits(5, &[0x20])),
        2 => ("keyAgreement", bits(3, &[0x08])),
        3 => ("keyCertSign", bits(2, &[0x04])),
        4 => ("cRLSign", bits(1, &[0x02])),
        5 => ("digitalSignature and keyCertSign", bits(2, &[0x84])),
        6 => ("none", bits(0, &[])),
        7 => ("zeros", bits(0, &[0])),
        8 => ("all nine", bits(7, &[0xff, 0x80])),
        _ => ("bits that are not there set", bits(7, &[0xff])),
    };
    instead(&mut link.spec, 15, raw(&ce(15), true, value));
    said(&format!("keyUsage: {what}"), place)
}

pub(super) fn extended_key_usage(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let usage = |number| oid(&kp(number));
    let any = || oid(&[85, 29, 37, 0]);
    let (what, value) = match chance.below(9) {
        0 => ("serverAuth", seq(&[usage(1)])),
        1 => ("clientAuth", seq(&[usage(2)])),
        2 => ("codeSigning", seq(&[usage(3)])),
        3 => ("any", seq(&[any()])),
        4 => ("any and clientAuth", seq(&[any(), usage(2)])),
        5 => ("none", seq(&[])),
        6 => ("OCSPSigning and both", seq(&[usage(9), usage(1), usage(2)])),
        7 => ("clientAuth twice", seq(&[usage(2), usage(2), usage(1)])),
        _ => ("something else inside", seq(&[usage(1), usage(2), tlv(5, [])])),
    };
    let critical = chance.one_in(3);
    instead(&mut link.spec, 37, raw(&ce(37), critical, value));
    said(&format!("extKeyUsage{}: {what}", if critical { " critical" } else { "" }), place)
}

/// A name more, or other names, of the end entity or of a CA.
pub(super) fn names(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    if chance.one_in(12) {
        instead(&mut link.spec, 17, raw(&ce(17), false, seq(&[])));
        return said("subjectAltName without names", place);
    }
    let (what, name) = forms::some(chance);
    let own = if chance.one_in(2) { tlv(0x82, "peer.example") } else { Vec::new() };
    let critical = chance.one_in(6);
    instead(&mut link.spec, 17, raw(&ce(17), critical, seq(&[own, name])));
    said(&format!("name: {what}{}", if critical { ", critical" } else { "" }), place)
}

/// Name constraints on a CA, the anchor, or (as they must not be) the end entity; often with a name that they are about.
pub(super) fn name_constraints(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let index = if chance.one_in(12) { 0 } else { chance.below(plan.links.len().saturating_sub(1)).saturating_add(1) };
    let place = plan.place(index);
    let (mut what, base) = forms::base(chance);
    let (how, subtree) = match chance.below(8) {
        0 => forms::bounded(base, chance),
        _ => ("", seq(&[base])),
    };
    let permitted = chance.one_in(2);
    let mut list = tlv(if permitted { 0xa0 } else { 0xa1 }, &subtree);
    if chance.one_in(20) {
        let (text, octets) = chance.of([("an empty list", &[0xa0, 0][..]), ("none", &[])]);
        (what, list) = (text, octets.to_vec());
    }
    let critical = !chance.one_in(5);
    let link = plan.links.get_mut(index)?;
    instead(&mut link.spec, 30, raw(&ce(30), critical, seq(&[list])));
    let mut label = format!("{} {what}{how}", if permitted { "permitted" } else { "excluded" });
    if !critical {
        label.push_str(", not critical");
    }
    let end_entity = plan.links.first_mut()?;
    if !chance.one_in(3) {
        let (name, der) = forms::some(chance);
        let own = if chance.one_in(2) { tlv(0x82, "peer.example") } else { Vec::new() };
        instead(&mut end_entity.spec, 17, raw(&ce(17), false, seq(&[own, der])));
        label.push_str(&format!(" against {name}"));
    }
    said(&label, place)
}

pub(super) fn key_identifiers(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let (what, number, value) = match chance.below(8) {
        0 => ("authorityKeyIdentifier: of another key", 35, seq(&[tlv(0x80, [7; 20])])),
        1 => ("authorityKeyIdentifier: empty", 35, seq(&[])),
        2 => ("authorityKeyIdentifier: an empty identifier", 35, seq(&[tlv(0x80, [])])),
        3 => {
            let named = tlv(0xa1, crate::forge::extension::directory(&link.spec.issuer));
            ("authorityKeyIdentifier: issuer and another serial number", 35, seq(&[named, tlv(0x82, [9])]))
        }
        4 => ("authorityKeyIdentifier: a serial number alone", 35, seq(&[tlv(0x82, [9])])),
        5 => ("subjectKeyIdentifier: another", 14, octets([7; 20])),
        6 => ("subjectKeyIdentifier: empty", 14, octets([])),
        _ => ("subjectKeyIdentifier: long", 14, octets([7; 100])),
    };
    instead(&mut link.spec, number, raw(&ce(number), false, value));
    said(what, place)
}

pub(super) fn policies(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let any = oid(&[85, 29, 32, 0]);
    let (one, two) = (oid(&[0x2a, 3, 1]), oid(&[0x2a, 3, 2]));
    let policy = |identifier: &Vec<u8>| seq(std::slice::from_ref(identifier));
    let (what, number, value) = match chance.below(13) {
        0 => ("certificatePolicies: one", 32, seq(&[policy(&one)])),
        1 => ("certificatePolicies: any", 32, seq(&[policy(&any)])),
        2 => ("certificatePolicies: one twice", 32, seq(&[policy(&one), policy(&one)])),
        3 => ("certificatePolicies: none", 32, seq(&[])),
        4 => ("policyConstraints: explicit at once", 36, seq(&[tlv(0x80, [0])])),
        5 => ("policyConstraints: explicit after one", 36, seq(&[tlv(0x80, [1])])),
        6 => ("policyConstraints: no mapping", 36, seq(&[tlv(0x81, [0])])),
        7 => ("policyConstraints: empty", 36, seq(&[])),
        8 => ("policyMappings: one to two", 33, seq(&[seq(&[one, two])])),
        9 => ("policyMappings: any to one", 33, seq(&[seq(&[any, one])])),
        10 => ("policyMappings: none", 33, seq(&[])),
        11 => ("inhibitAnyPolicy: at once", 54, integer(&[0])),
        _ => ("inhibitAnyPolicy: negative", 54, integer(&[0xff])),
    };
    let critical = chance.one_in(2);
    instead(&mut link.spec, number, raw(&ce(number), critical, value));
    if place == Place::EndEntity {
        return said(what, place);
    }
    said(&format!("{what}{}", if critical { "" } else { ", not critical" }), place)
}
