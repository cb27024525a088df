//! Subjects of several names and of names of several values.

use super::chance::Chance;
use super::mutations::said;
use super::plan::{Plan, Workshop};
use crate::forge::der::{oid, seq, tlv};

fn attribute(number: u8, value: &[u8]) -> Vec<u8> {
    seq(&[oid(&[85, 4, number]), value.to_vec()])
}

fn set(attributes: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x31, attributes.concat())
}

/// The subject written so, and the issuer of the one below, written the same way or another.
pub(super) fn subject(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let index = chance.below(plan.links.len());
    let place = plan.place(index);
    let label = super::mutations::label_of(index);
    let text = |text: &str| tlv(0x0c, text);
    let common = || attribute(3, &text(&label));
    let (unit, organization, country) =
        (|| attribute(11, &text("Unit")), || attribute(10, &text("Example")), || attribute(6, &tlv(0x13, "DE")));
    let several = || [set(&[country()]), set(&[organization()]), set(&[unit()]), set(&[common()])];
    let (what, sets, other) = match chance.below(8) {
        0 => {
            let sets = vec![set(&[common(), organization()])];
            ("of two values", sets, vec![set(&[organization(), common()])])
        }
        1 => {
            let sets = vec![set(&[common(), organization()]), set(&[unit()])];
            ("of two values and one", sets, vec![set(&[common(), organization(), unit()])])
        }
        2 | 3 => {
            let mut turned = several().to_vec();
            turned.reverse();
            ("of four names", several().to_vec(), turned)
        }
        4 => {
            let sets = vec![set(&[common()]), set(&[organization()]), set(&[organization()])];
            ("with a name twice", sets, vec![set(&[common()]), set(&[organization()])])
        }
        5 => {
            let sets = vec![set(&[common(), attribute(3, &text("Another"))])];
            ("of two common names in one", sets, vec![set(&[attribute(3, &text("Another")), common()])])
        }
        6 => {
            let (one, two) = (set(&[common()]), set(&[attribute(3, &text("Another"))]));
            ("of two common names", vec![one.clone(), two.clone()], vec![two, one])
        }
        _ => {
            let (what, more) = value(chance);
            let sets = vec![set(&[common()]), set(&[more])];
            (what, sets, vec![set(&[common()])])
        }
    };
    let name = seq(&sets);
    let (how, issuer) = match chance.below(5) {
        0 => (", in other order below", Some(seq(&other))),
        1 => ("", None),
        _ => (", and so below", Some(name.clone())),
    };
    let spec = &mut plan.links.get_mut(index)?.spec;
    spec.subject = name;
    let followed = match (index.checked_sub(1), issuer) {
        (Some(below), Some(issuer)) => {
            plan.links.get_mut(below)?.spec.issuer = issuer;
            how
        }
        _ => "",
    };
    said(&format!("names: {what}{followed}"), place)
}

/// An attribute with a value that is seldom met.
fn value(chance: &mut Chance) -> (&'static str, Vec<u8>) {
    let wide: Vec<u8> = b"Example".iter().flat_map(|octet| [0, 0, 0, *octet]).collect();
    let domain = [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25];
    let email = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];
    match chance.below(22) {
        0 => ("an empty value", attribute(10, &tlv(0x0c, ""))),
        1 => ("an empty PrintableString", attribute(10, &tlv(0x13, ""))),
        2 => ("a value of 64 characters", attribute(10, &tlv(0x0c, "a".repeat(64)))),
        3 => ("a value of 65 characters", attribute(10, &tlv(0x0c, "a".repeat(65)))),
        4 => ("a value of 1000 characters", attribute(10, &tlv(0x0c, "a".repeat(1_000)))),
        5 => ("a value of 40000 characters", attribute(10, &tlv(0x0c, "a".repeat(40_000)))),
        6 => ("a country of three letters", attribute(6, &tlv(0x13, "DEU"))),
        7 => ("a country as UTF8String", attribute(6, &tlv(0x0c, "DE"))),
        8 => ("a domain component", seq(&[oid(&domain), tlv(0x16, "example")])),
        9 => ("a domain component as UTF8String", seq(&[oid(&domain), tlv(0x0c, "example")])),
        10 => ("a domain component not ASCII", seq(&[oid(&domain), tlv(0x16, [0xe9])])),
        11 => ("an email address", seq(&[oid(&email), tlv(0x16, "ana@peer.example")])),
        12 => ("an email address that is none", seq(&[oid(&email), tlv(0x16, "ana")])),
        13 => ("an email address not ASCII", seq(&[oid(&email), tlv(0x16, [0xe9, b'@', b'a'])])),
        14 => ("a unique identifier of bits", attribute(45, &tlv(3, [0, 1]))),
        15 => ("a number as a value", attribute(10, &tlv(2, [1]))),
        16 => ("NULL as a value", attribute(10, &tlv(5, []))),
        17 => ("a SEQUENCE as a value", attribute(10, &seq(&[tlv(0x0c, "Example")]))),
        18 => ("a UniversalString", attribute(10, &tlv(0x1c, wide))),
        19 => ("a UniversalString of three octets", attribute(10, &tlv(0x1c, [0, 0, 0]))),
        20 => ("a PrintableString with @", attribute(10, &tlv(0x13, "a@b"))),
        _ => ("an unknown attribute", seq(&[super::names::unheard_of(), tlv(4, [1])])),
    }
}
