//! What is changed of who issues whom: names that several CAs have, CAs that are sent twice, circles.

use super::chance::Chance;
use super::plan::{Link, Plan, Workshop};
use super::shelf;
use crate::forge::der::{boolean, integer, octets, oid, seq, tlv, utc};
use crate::forge::extension::{ce, directory, dns, kp};
use crate::forge::{Key, Spec};

/// A CA's place, the anchor's among them.
fn some_ca(plan: &Plan, chance: &mut Chance) -> usize {
    chance.below(plan.links.len().saturating_sub(1)).saturating_add(1)
}

/// What signs the certificate at that place.
fn signer(plan: &Plan, index: usize) -> Option<Key> {
    let link = plan.links.get(index)?;
    let above = plan.links.get(index.saturating_add(1)).unwrap_or(link);
    Some(link.signer.as_ref().unwrap_or(&above.key).clone())
}

/// Names that two certificates of the chain have.
pub(super) fn shared_names(plan: &mut Plan, chance: &mut Chance, workshop: &Workshop) -> Option<String> {
    let (one, two) = (some_ca(plan, chance), some_ca(plan, chance));
    let name = plan.links.get(two)?.spec.subject.clone();
    let what = match chance.below(5) {
        0 | 1 if one != two => {
            plan.links.get_mut(one)?.spec.subject.clone_from(&name);
            plan.links.get_mut(one.checked_sub(1)?)?.spec.issuer = name;
            "two CAs of one name"
        }
        2 => {
            let issuer = plan.links.first()?.spec.issuer.clone();
            plan.links.first_mut()?.spec.subject = issuer;
            "the end entity has its issuer's name"
        }
        3 => {
            // A certificate that its own key signed, and that names itself as the issuer.
            let end_entity = plan.links.first_mut()?;
            let key = if chance.one_in(2) { workshop.key(0, 7) } else { end_entity.key.clone() };
            end_entity.spec.issuer = end_entity.spec.subject.clone();
            end_entity.spec.spki = key.spki();
            end_entity.spec.inner_algorithm = key.algorithm();
            end_entity.spec.outer_algorithm = key.algorithm();
            end_entity.signer = Some(key.clone());
            end_entity.key = key;
            plan.end_entity_trusted = chance.one_in(2);
            if plan.end_entity_trusted {
                "the end entity issued itself and is trusted"
            } else {
                "the end entity issued itself"
            }
        }
        _ => {
            // The end entity of a chain in the place of a CA.
            let end_entity = plan.links.first()?;
            let key = workshop.key(0, 3);
            let mut spec = end_entity.spec.clone();
            spec.issuer.clone_from(&end_entity.spec.subject);
            spec.inner_algorithm = end_entity.key.algorithm();
            spec.outer_algorithm = end_entity.key.algorithm();
            spec.spki = key.spki();
            spec.serial = integer(&[7]);
            let spec = spec.without(14).without(35);
            let missing: Vec<usize> = plan.missing.iter().map(|place| place.saturating_add(1)).collect();
            plan.missing = missing;
            plan.links.insert(0, Link { spec, key, signer: None, after: None });
            "issued by an end entity"
        }
    };
    Some(format!("chain: {what}"))
}

/// Key identifiers that say of whom a certificate is.
pub(super) fn identifiers(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let index = chance.below(plan.links.len());
    let place = plan.place(index);
    let last = plan.links.len().saturating_sub(1);
    let above = plan.links.get(index.saturating_add(1).min(last))?;
    let named = tlv(0xa1, directory(&above.spec.issuer));
    let number = super::tlv::values(&above.spec.serial)?.into_iter().next()?.1;
    let identifier = tlv(0x80, above.key.identifier());
    let own = tlv(0x80, plan.links.get(index)?.key.identifier());
    let below = tlv(0x80, plan.links.get(index.saturating_sub(1))?.key.identifier());
    let (what, value) = match chance.below(7) {
        0 => ("in full", [identifier, named, tlv(0x82, number)].concat()),
        1 => ("issuer and serial number", [named, tlv(0x82, number)].concat()),
        2 => ("in full, of another serial number", [identifier, named, tlv(0x82, [0x77])].concat()),
        3 => ("issuer without a serial number", [identifier, named].concat()),
        4 => ("its own key", own),
        5 => ("the key below", below),
        _ => {
            let other = tlv(0xa1, [dns("peer.example"), tlv(0x86, "http://peer.example/")].concat());
            ("issuer by other forms", [identifier, other, tlv(0x82, number)].concat())
        }
    };
    shelf::put(&mut plan.links.get_mut(index)?.spec, &ce(35), false, seq(&[value]));
    Some(format!("authorityKeyIdentifier: {what} ({})", place.name()))
}

/// A CA's certificate once more, which says less or something else, beside its own or in its place.
pub(super) fn again(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let index = some_ca(plan, chance);
    let signer = signer(plan, index)?;
    let spec = plan.links.get(index)?.spec.clone();
    let mut other = spec.clone().change(|spec| spec.serial = integer(&[0x55]));
    let what = said_otherwise(&mut other, chance);
    let instead = chance.one_in(4) && plan.links.len() > index.saturating_add(1);
    let der = other.sign(&signer);
    let how = match chance.below(4) {
        0 if !instead => {
            plan.trusted.push(der);
            ", trusted as well"
        }
        _ if instead => {
            plan.extra.push(der);
            plan.missing.push(index);
            ", in its place"
        }
        _ => {
            plan.extra.push(der);
            plan.backwards = chance.one_in(2);
            ""
        }
    };
    Some(format!("chain: a CA again, {what}{how}"))
}

fn said_otherwise(spec: &mut Spec, chance: &mut Chance) -> &'static str {
    match chance.below(12) {
        0 => {
            spec.not_before = utc("260701000000Z");
            "not yet valid"
        }
        1 => {
            spec.not_after = utc("261001000000Z");
            "of another validity"
        }
        2 => {
            shelf::put(spec, &ce(37), false, seq(&[oid(&kp(3))]));
            "for codeSigning"
        }
        3 => {
            shelf::put(spec, &ce(37), false, seq(&[oid(&kp(1)), oid(&kp(2))]));
            "for servers and clients"
        }
        4 => {
            shelf::put(spec, &ce(30), true, seq(&[tlv(0xa1, seq(&[dns("example")]))]));
            "with the peer's name excluded"
        }
        5 => {
            shelf::put(spec, &ce(30), true, seq(&[tlv(0xa0, seq(&[dns("example")]))]));
            "with the peer's name permitted"
        }
        6 => {
            shelf::put(spec, &ce(19), true, seq(&[boolean(0xff), integer(&[0])]));
            "of path length 0"
        }
        7 => {
            shelf::put(spec, &ce(19), true, seq(&[]));
            "that is none"
        }
        8 => {
            shelf::put(spec, &[0x2a, 3, 4, 6], true, octets([1]));
            "with an unknown critical extension"
        }
        9 => {
            shelf::put(spec, &ce(36), true, seq(&[tlv(0x80, [0])]));
            "that asks for policies"
        }
        10 => {
            *spec = spec.clone().without(14).without(35);
            "without identifiers"
        }
        _ => "of another serial number",
    }
}

/// Certificates by which CAs certify each other, or themselves over and over.
pub(super) fn circles(plan: &mut Plan, chance: &mut Chance, workshop: &Workshop) -> Option<String> {
    let (one, two) = (some_ca(plan, chance), some_ca(plan, chance));
    let (upper, lower) = (plan.links.get(one.max(two))?.clone(), plan.links.get(one.min(two))?.clone());
    let crossed = |certified: &Link, by: &Link, serial: u8| {
        let mut spec = certified.spec.clone();
        spec.serial = integer(&[serial]);
        spec.issuer.clone_from(&by.spec.subject);
        spec.inner_algorithm = by.key.algorithm();
        spec.outer_algorithm = by.key.algorithm();
        let identifier = seq(&[tlv(0x80, by.key.identifier())]);
        shelf::put(&mut spec, &ce(35), false, identifier);
        spec.sign(&by.key)
    };
    let what = match chance.below(5) {
        0 => {
            plan.extra.push(crossed(&upper, &lower, 0x41));
            "a CA certified by one below it"
        }
        1 => {
            plan.extra.extend((0..chance.of([1, 3, 30])).map(|count| crossed(&lower, &lower, count)));
            "a CA certified by itself"
        }
        2 => {
            let stranger = Link { key: workshop.key(0, 2), ..lower.clone() };
            plan.extra.extend([crossed(&lower, &stranger, 0x42), crossed(&stranger, &lower, 0x43)]);
            "two keys of a CA certified by each other"
        }
        3 => {
            let end_entity = plan.links.first()?.clone();
            plan.extra.push(crossed(&lower, &end_entity, 0x44));
            "a CA certified by the end entity"
        }
        _ => {
            let count = chance.of([1_u8, 5]);
            let link = plan.links.get(one)?;
            let der = link.spec.sign(&signer(plan, one)?);
            plan.extra.extend((0..count).map(|_| der.clone()));
            "a CA's certificate sent again"
        }
    };
    plan.backwards = chance.one_in(2);
    Some(format!("chain: {what}"))
}
