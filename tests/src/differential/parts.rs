//! Which parts of a certificate have their structure changed: extensions, their list, names, keys, algorithms, other fields.

use super::chance::Chance;
use super::mutations::{said, some_link};
use super::plan::{After, Plan, Workshop};
use super::{extensions, shelf, structure};
use crate::forge::Spec;
use crate::forge::der::{boolean, octets, oid, seq, tlv};
use crate::forge::extension::raw;
use crate::forge::key::{ECDSA_SHA256, ECDSA_SHA384};

/// The value of an extension that is there.
pub(super) fn extension(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let (index, name) = extensions::some_extension(&link.spec, chance)?;
    let extension = link.spec.extensions.get_mut(index)?;
    let (identifier, critical, value) = extensions::parts(extension)?;
    let (how, value) = structure::changed(&value, chance)?;
    *extension = raw(&identifier, critical, value);
    said(&format!("structure of {name}: {how}"), place)
}

/// The value of one from the shelf, put in the place of any that is there.
pub(super) fn from_the_shelf(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let item = shelf::some(chance);
    let critical = chance.one_in(2);
    let (how, value) = structure::changed(&item.value, chance)?;
    shelf::put(&mut link.spec, &item.identifier, critical, value);
    let critical = if critical { ", critical" } else { "" };
    said(&format!("structure of {}{critical}: {how}", item.name), place)
}

/// One from the shelf, as it should be.
pub(super) fn well_formed(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let item = shelf::some(chance);
    let critical = chance.one_in(2);
    shelf::put(&mut link.spec, &item.identifier, critical, item.value);
    said(&format!("shelf: {}, {}critical", item.name, if critical { "" } else { "not " }), place)
}

/// An Extension around its value, or the list of them.
pub(super) fn list(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let spec = &mut link.spec;
    if chance.one_in(3) {
        let what = whole_list(spec, chance);
        return said(&format!("structure of the list of extensions: {what}"), place);
    }
    let (index, name) = extensions::some_extension(spec, chance)?;
    let extension = spec.extensions.get_mut(index)?;
    let (identifier, critical, value) = extensions::parts(extension)?;
    let (kind, flag, value) = (oid(&identifier), boolean(if critical { 0xff } else { 0 }), octets(value));
    let (what, parts) = match chance.below(16) {
        0 => ("criticality written out", vec![kind, flag, value]),
        1 => ("without a value", vec![kind, flag]),
        2 => ("two values", vec![kind, value.clone(), value]),
        3 => ("criticality behind the value", vec![kind, value, boolean(0xff)]),
        4 => ("criticality twice", vec![kind, boolean(0xff), boolean(0xff), value]),
        5 => ("criticality before the identifier", vec![boolean(0xff), kind, value]),
        6 => ("without an identifier", vec![boolean(0xff), value]),
        7 => ("criticality as a number", vec![kind, tlv(2, [1]), value]),
        _ => {
            let (how, other) = structure::changed(extension, chance)?;
            *extension = other;
            return said(&format!("structure of an Extension, {name}: {how}"), place);
        }
    };
    *extension = seq(&parts);
    said(&format!("structure of an Extension, {name}: {what}"), place)
}

fn whole_list(spec: &mut Spec, chance: &mut Chance) -> &'static str {
    let extensions = std::mem::take(&mut spec.extensions);
    let all = extensions.concat();
    let list = || seq(&extensions);
    let field = |content: &[u8]| tlv(0xa3, content);
    let (what, tail) = match chance.below(10) {
        0 => ("twice in its field", field(&list().repeat(2))),
        1 => ("its field twice", field(&list()).repeat(2)),
        2 => ("without its SEQUENCE", field(&all)),
        3 => ("a SET", field(&tlv(0x31, all))),
        4 => ("NULL in it", field(&seq(&[all, tlv(5, [])]))),
        5 => ("NULL behind it", field(&[list(), tlv(5, [])].concat())),
        6 => ("its field not constructed", tlv(0x83, list())),
        7 => ("an empty field behind its own", [field(&list()), tlv(0xa3, [])].concat()),
        8 => ("in two fields", {
            let half = extensions.len() / 2;
            let (one, two) = extensions.split_at_checked(half).unwrap_or((&extensions, &[]));
            [field(&seq(one)), field(&seq(two))].concat()
        }),
        _ => ("an empty Extension in it", field(&seq(&[all, seq(&[])]))),
    };
    spec.tail = tail;
    what
}

/// A subject, with the issuer below half the time, or an issuer.
pub(super) fn name(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let index = chance.below(plan.links.len());
    let place = plan.place(index);
    let spec = &mut plan.links.get_mut(index)?.spec;
    if chance.one_in(4) {
        let (how, name) = structure::changed(&spec.issuer, chance)?;
        spec.issuer = name;
        return said(&format!("structure of the issuer: {how}"), place);
    }
    let (how, name) = structure::changed(&spec.subject, chance)?;
    spec.subject.clone_from(&name);
    let followed = index > 0 && chance.one_in(2);
    if followed {
        plan.links.get_mut(index.saturating_sub(1))?.spec.issuer = name;
    }
    said(&format!("structure of the subject{}: {how}", if followed { ", and so below" } else { "" }), place)
}

/// The AlgorithmIdentifiers, the key, or a field before them.
pub(super) fn field(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let spec = &mut link.spec;
    let which = chance.below(14);
    let (what, field) = match which {
        0 => ("version", &mut spec.version),
        1 => ("serial number", &mut spec.serial),
        2 => ("notBefore", &mut spec.not_before),
        3 => ("notAfter", &mut spec.not_after),
        4 => ("algorithm inside", &mut spec.inner_algorithm),
        5 => ("algorithm outside", &mut spec.outer_algorithm),
        6..=8 => ("algorithm inside and outside", &mut spec.inner_algorithm),
        _ => ("key", &mut spec.spki),
    };
    let (how, other) = structure::changed(field, chance)?;
    *field = other;
    if what == "algorithm inside and outside" {
        spec.outer_algorithm.clone_from(&spec.inner_algorithm);
    }
    said(&format!("structure of the {what}: {how}"), place)
}

/// The numbers of an ECDSA signature, after signing.
pub(super) fn signature(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let ecdsa = [ECDSA_SHA256, ECDSA_SHA384].map(|algorithm| seq(&[oid(algorithm)]));
    if !ecdsa.contains(&link.spec.outer_algorithm) {
        return None;
    }
    link.after = Some(After::SignatureStructure(chance.next()));
    said("structure of the signature", place)
}
