//! What is changed of a chain: its fields, its signatures, and what is sent and trusted. Extensions have a file of their own.
//!
//! A change says in words what it did; it does nothing, and says so, where it does not apply.

use super::chance::Chance;
use super::plan::{After, Link, Place, Plan, Workshop};
use super::{chains, extensions, keys, parts, rdn};
use crate::forge::der::{bits, generalized, integer, name_of, oid, rdns, seq, tlv, utc};
use crate::forge::key::{ECDSA_SHA256, ECDSA_SHA384, ED25519, pkcs1};
use crate::forge::{Ca, Key, Spec};

pub(super) type Change = fn(&mut Plan, &mut Chance, &Workshop) -> Option<String>;

/// Extensions are where most is said, so they are changed most.
const CHANGES: [Change; 59] = [
    version,
    serial,
    algorithm,
    algorithm,
    issuer,
    subject,
    subject,
    validity,
    validity,
    validity,
    public_key,
    unique_ids,
    tail,
    octet_of_a_field,
    signature,
    signature,
    encoding,
    time,
    sent,
    sent,
    trusted,
    twin,
    self_issued,
    weak_key,
    stranger_signs,
    extensions::removed,
    extensions::doubled,
    extensions::criticality,
    extensions::order,
    extensions::octet,
    extensions::unknown,
    extensions::basic_constraints,
    extensions::key_usage,
    extensions::extended_key_usage,
    extensions::names,
    extensions::names,
    extensions::name_constraints,
    extensions::name_constraints,
    extensions::key_identifiers,
    extensions::policies,
    parts::extension,
    parts::extension,
    parts::extension,
    parts::from_the_shelf,
    parts::from_the_shelf,
    parts::well_formed,
    parts::list,
    parts::name,
    parts::field,
    parts::signature,
    keys::rsa,
    keys::rsa_algorithm,
    keys::curve,
    keys::others,
    rdn::subject,
    chains::shared_names,
    chains::identifiers,
    chains::again,
    chains::circles,
];

pub(super) const COUNT: usize = CHANGES.len();

/// Makes the change of that number.
pub(super) fn apply(number: usize, plan: &mut Plan, chance: &mut Chance, workshop: &Workshop) -> Option<String> {
    CHANGES.get(number).and_then(|change| change(plan, chance, workshop))
}

/// A certificate of the chain, the end entity as often as all others together.
pub(super) fn some_link<'p>(plan: &'p mut Plan, chance: &mut Chance) -> Option<(&'p mut Link, Place)> {
    let index = if chance.one_in(2) { 0 } else { chance.below(plan.links.len()) };
    let place = plan.place(index);
    plan.links.get_mut(index).map(|link| (link, place))
}

#[expect(clippy::unnecessary_wraps, reason = "it is the last word of a change, which may not apply")]
pub(super) fn said(what: &str, place: Place) -> Option<String> {
    Some(format!("{what} ({})", place.name()))
}

fn version(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let (what, octets) = chance.of([
        ("version absent", &[][..]),
        ("version 1, written out", &[0xa0, 3, 2, 1, 0]),
        ("version 2", &[0xa0, 3, 2, 1, 1]),
        ("version 4", &[0xa0, 3, 2, 1, 3]),
        ("version -1", &[0xa0, 3, 2, 1, 0xff]),
        ("version of two octets", &[0xa0, 4, 2, 2, 0, 2]),
        ("version and more", &[0xa0, 6, 2, 1, 2, 2, 1, 2]),
    ]);
    link.spec.version = octets.to_vec();
    if what == "version absent" && chance.one_in(2) {
        link.spec.extensions.clear();
        return said("version 1 without extensions", place);
    }
    said(what, place)
}

fn serial(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let (what, octets) = chance.of([
        ("serial number zero", &[0][..]),
        ("serial number negative", &[0x80, 1]),
        ("serial number of 20 octets", &[0x7f; 20]),
        ("serial number of 21 octets", &[0x7f; 21]),
        ("serial number of 20 octets and a sign", &[0, 0x80, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
        ("serial number padded", &[0, 0, 1]),
        ("serial number empty", &[]),
        ("serial number of 100 octets", &[0x11; 100]),
    ]);
    link.spec.serial = integer(octets);
    said(what, place)
}

/// The AlgorithmIdentifiers: another one inside, outside or in both places; parameters that should not be there.
fn algorithm(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let null = || tlv(5, []);
    let (what, other) = match chance.below(9) {
        0 => ("ecdsa-with-SHA256 and NULL", seq(&[oid(ECDSA_SHA256), null()])),
        1 => ("ecdsa-with-SHA384", seq(&[oid(ECDSA_SHA384)])),
        2 => ("ecdsa-with-SHA256", seq(&[oid(ECDSA_SHA256)])),
        3 => ("Ed25519", seq(&[oid(ED25519)])),
        4 => ("Ed25519 and NULL", seq(&[oid(ED25519), null()])),
        5 => ("sha256WithRSAEncryption without NULL", seq(&[oid(&pkcs1(11))])),
        6 => ("sha1WithRSAEncryption", seq(&[oid(&pkcs1(5)), null()])),
        7 => ("RSASSA-PSS with the defaults", seq(&[oid(&pkcs1(10)), seq(&[])])),
        _ => ("an unknown algorithm", seq(&[oid(&[0x2a, 3, 4])])),
    };
    let places = chance.of(["inside", "outside", "inside and outside", "inside and outside"]);
    if places.contains("inside") {
        link.spec.inner_algorithm.clone_from(&other);
    }
    if places.contains("outside") {
        link.spec.outer_algorithm = other;
    }
    said(&format!("algorithm {places}: {what}"), place)
}

/// Another spelling of the same name, or another name.
fn spelled(label: &str, chance: &mut Chance) -> (&'static str, Vec<u8>) {
    let wide: Vec<u8> = label.bytes().flat_map(|octet| [0, octet]).collect();
    let with = |before: &str, after: &str| format!("{before}{label}{after}");
    match chance.below(14) {
        0 => ("PrintableString", name_of(0x13, label)),
        1 => ("in capitals", name_of(0x0c, label.to_uppercase())),
        2 => ("with spaces around", name_of(0x0c, with(" ", " "))),
        3 => ("with two spaces inside", name_of(0x0c, label.replace(' ', "  "))),
        4 => ("TeletexString", name_of(0x14, label)),
        5 => ("BMPString", name_of(0x1e, wide)),
        6 => ("another name", name_of(0x0c, with("Not ", ""))),
        7 => ("empty", seq(&[])),
        8 => ("with a zero octet", name_of(0x0c, with("", "\0.example"))),
        9 => ("not UTF-8", name_of(0x0c, [label.as_bytes(), &[0xff]].concat())),
        10 => ("IA5String", name_of(0x16, label)),
        11 => {
            ("with an organization", rdns(&[(&[85, 4, 10], 0x0c, b"Example"), (&[85, 4, 3], 0x0c, label.as_bytes())]))
        }
        12 => ("an empty set", seq(&[tlv(0x31, [])])),
        _ => ("an empty text", name_of(0x0c, "")),
    }
}

pub(super) fn label_of(index: usize) -> String {
    if index == 0 { "peer.example".to_owned() } else { format!("CA {}", index.saturating_sub(1)) }
}

fn issuer(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let index = chance.below(plan.links.len());
    let (place, last) = (plan.place(index), plan.links.len().saturating_sub(1));
    let (what, name) = spelled(&label_of(index.saturating_add(1).min(last)), chance);
    plan.links.get_mut(index)?.spec.issuer = name;
    said(&format!("issuer {what}"), place)
}

/// A subject, and half the time the issuer of the one below with it.
fn subject(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let index = chance.below(plan.links.len());
    let place = plan.place(index);
    let (what, name) = spelled(&label_of(index), chance);
    let followed = index > 0 && chance.one_in(2);
    if followed {
        plan.links.get_mut(index.saturating_sub(1))?.spec.issuer.clone_from(&name);
    }
    plan.links.get_mut(index)?.spec.subject = name;
    said(&format!("subject {what}{}", if followed { ", and so below" } else { "" }), place)
}

fn validity(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let Spec { not_before, not_after, .. } = &mut link.spec;
    let (what, is_start, time) = match chance.below(24) {
        0 => ("expired", false, utc("260531235959Z")),
        1 => ("ends now", false, utc("260601000000Z")),
        2 => ("begins now", true, utc("260601000000Z")),
        3 => ("begins later", true, utc("260601000001Z")),
        4 => ("ends before it begins", false, utc("251231000000Z")),
        5 => ("GeneralizedTime before 2050", false, generalized("20270101000000Z")),
        6 => ("GeneralizedTime begins", true, generalized("20260101000000Z")),
        7 => ("ends in 9999", false, generalized("99991231235959Z")),
        8 => ("ends in 2050", false, generalized("20500101000000Z")),
        9 => ("UTCTime without seconds", false, utc("2701010000Z")),
        10 => ("UTCTime with an offset", false, utc("270101000000+0000")),
        11 => ("GeneralizedTime with a fraction", false, generalized("20500101000000.5Z")),
        12 => ("GeneralizedTime without Z", false, generalized("20500101000000")),
        13 => ("UTCTime without Z", false, utc("270101000000")),
        14 => ("the 30th of February", false, utc("270230000000Z")),
        15 => ("hour 24", false, utc("270101240000Z")),
        16 => ("a leap second", false, utc("261231235960Z")),
        17 => ("begins in 1950", true, utc("500101000000Z")),
        18 => ("ends in 2049", false, utc("491231235959Z")),
        19 => ("begins in year 0", true, generalized("00000101000000Z")),
        20 => ("month zero", true, utc("260001000000Z")),
        21 => ("time as a text", false, tlv(0x0c, "270101000000Z")),
        22 => ("time empty", true, utc("")),
        _ => ("a sign in a time", true, utc("26-101000000Z")),
    };
    *(if is_start { not_before } else { not_after }) = time;
    said(what, place)
}

fn public_key(plan: &mut Plan, chance: &mut Chance, workshop: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let curve = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7][..];
    let ec = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1][..];
    let point = workshop.key(0, 3).bytes();
    let rsa = workshop.key(3, 0).bytes();
    let (what, spki) = match chance.below(10) {
        0 => {
            let x = point.get(1..33).unwrap_or_default();
            let sign = 2 | (point.last().copied().unwrap_or(0) & 1);
            ("compressed point", seq(&[seq(&[oid(ec), oid(curve)]), bits(0, &[&[sign], x].concat())]))
        }
        1 => ("no curve", seq(&[seq(&[oid(ec)]), bits(0, &point)])),
        2 => ("a curve that is NULL", seq(&[seq(&[oid(ec), tlv(5, [])]), bits(0, &point)])),
        3 => ("unused bits", seq(&[seq(&[oid(ec), oid(curve)]), bits(1, &point)])),
        4 => ("a point that is none", seq(&[seq(&[oid(ec), oid(curve)]), bits(0, &[4; 65])])),
        5 => ("RSA without NULL", seq(&[seq(&[oid(&pkcs1(1))]), bits(0, &rsa)])),
        6 => ("RSA for PSS only", seq(&[seq(&[oid(&pkcs1(10))]), bits(0, &rsa)])),
        7 => ("an empty key", seq(&[seq(&[oid(ec), oid(curve)]), bits(0, &[])])),
        8 => ("an unknown kind", seq(&[seq(&[oid(&[0x2a, 3, 4])]), bits(0, &point)])),
        _ => ("something behind it", seq(&[seq(&[oid(ec), oid(curve)]), bits(0, &point), tlv(5, [])])),
    };
    link.spec.spki = spki;
    said(&format!("key: {what}"), place)
}

fn unique_ids(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let (what, octets) = chance.of([
        ("issuerUniqueID", &[0x81, 2, 0, 0xaa][..]),
        ("subjectUniqueID", &[0x82, 2, 0, 0xaa]),
        ("both unique IDs", &[0x81, 2, 0, 0xaa, 0x82, 2, 0, 0xaa]),
        ("unique IDs the wrong way round", &[0x82, 2, 0, 0xaa, 0x81, 2, 0, 0xaa]),
        ("a unique ID that is empty", &[0x81, 0]),
    ]);
    link.spec.unique_ids = octets.to_vec();
    said(what, place)
}

fn tail(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let (what, octets) = chance
        .of([("NULL behind the extensions", &[5, 0][..]), ("a field [4] behind the extensions", &[0xa4, 2, 5, 0])]);
    link.spec.tail = octets.to_vec();
    said(what, place)
}

/// An octet of a field set to chance's choice, and signed again.
fn octet_of_a_field(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let Spec { version, serial, inner_algorithm, issuer, not_before, not_after, subject, spki, .. } = &mut link.spec;
    let (what, field) = match chance.below(8) {
        0 => ("version", version),
        1 => ("serial number", serial),
        2 => ("algorithm", inner_algorithm),
        3 => ("issuer", issuer),
        4 => ("notBefore", not_before),
        5 => ("notAfter", not_after),
        6 => ("subject", subject),
        _ => ("key", spki),
    };
    let index = chance.below(field.len().max(1));
    *field.get_mut(index)? = chance.octet();
    said(&format!("an octet of {what}"), place)
}

fn signature(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let (what, after) = match chance.below(6) {
        0..=2 => ("a bit of the signature turned", After::SignatureBit(chance.below(4_096))),
        3 => ("signature cut", After::SignatureCut(chance.of([1, 2, 32, 10_000]))),
        4 => ("signature with unused bits", After::SignatureUnusedBits),
        _ => ("signature with a padded number", After::SignatureNumberPadded),
    };
    link.after = Some(after);
    said(what, place)
}

fn encoding(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let (what, after) = match chance.below(6) {
        0 => ("an octet behind the certificate", After::Trailing),
        1 => ("the last octet missing", After::Cut),
        2 => ("a length of more octets", After::LongLength),
        3 => ("indefinite length", After::Indefinite),
        _ => ("an octet changed, not signed again", After::Octet(chance.below(100_000), chance.octet())),
    };
    link.after = Some(after);
    said(what, place)
}

#[expect(clippy::unnecessary_wraps, reason = "one kind of function for all changes")]
fn time(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    // The plain certificates are valid from 2026-01-01T00:00:00Z (1,767,225,600) to 2027-01-01T00:00:00Z (1,798,761,600).
    let (what, at) = chance.of([
        ("the first second", 1_767_225_600),
        ("the second before the first", 1_767_225_599),
        ("the last second", 1_798_761_600),
        ("the second after the last", 1_798_761_601),
        ("long after", 4_102_444_800),
    ]);
    plan.at = at;
    Some(format!("time: {what}"))
}

fn sent(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let links = plan.links.len();
    match chance.below(7) {
        0 => {
            plan.root_sent = true;
            Some("the anchor is sent".to_owned())
        }
        1 => {
            plan.backwards = true;
            Some("sent backwards".to_owned())
        }
        2 if links > 2 => {
            plan.missing.push(chance.below(links.saturating_sub(2)).saturating_add(1));
            Some("a CA missing".to_owned())
        }
        3 => {
            plan.missing.push(0);
            Some("the end entity missing".to_owned())
        }
        4 => {
            plan.extra.extend([vec![0x30, 0], b"not a certificate".to_vec()]);
            Some("no certificate among the others".to_owned())
        }
        5 => {
            let stranger = Ca::new("Stranger");
            plan.extra.push(stranger.root());
            Some("a stranger's CA is sent".to_owned())
        }
        6 => {
            // The end entity of another chain, by a CA that nobody knows.
            let stranger = Ca::new("Stranger");
            plan.extra.push(Spec::new("other.example", &Key::new("other"), &stranger).sign(&stranger.key));
            Some("another end entity is sent".to_owned())
        }
        _ => None,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "one kind of function for all changes")]
fn trusted(plan: &mut Plan, chance: &mut Chance, _: &Workshop) -> Option<String> {
    let what = match chance.below(4) {
        0 => {
            plan.trusted.push(Ca::new("CA 0").root());
            "a CA with the issuer's name and another key is trusted"
        }
        1 => {
            plan.trusted.push(Ca::new("Stranger").root());
            plan.root_unknown = true;
            "only a stranger is trusted"
        }
        2 => {
            plan.root_unknown = true;
            plan.root_sent = true;
            plan.trusted.push(Ca::new(&format!("CA {}", plan.links.len().saturating_sub(2))).root());
            "another CA with the anchor's name is trusted, and the anchor sent"
        }
        _ => {
            plan.end_entity_trusted = true;
            "the end entity is trusted"
        }
    };
    Some(what.to_owned())
}

/// A second certificate of a CA: expired, of another issuer, with another key. The path goes round it.
fn twin(plan: &mut Plan, chance: &mut Chance, workshop: &Workshop) -> Option<String> {
    let last = plan.links.len().saturating_sub(1);
    let index = chance.below(last).saturating_add(1);
    let link = plan.links.get(index)?;
    let stranger = Ca::new("Stranger");
    let signer =
        link.signer.clone().or_else(|| plan.links.get(index.saturating_add(1).min(last)).map(|it| it.key.clone()))?;
    let plain = link.spec.clone();
    let (what, spec, key) = match chance.below(4) {
        0 => ("expired", plain.change(|spec| spec.not_after = utc("260501000000Z")), signer),
        1 => {
            let spec = plain.change(|spec| {
                spec.issuer.clone_from(&stranger.name);
                spec.inner_algorithm = stranger.key.algorithm();
                spec.outer_algorithm = stranger.key.algorithm();
            });
            ("of a stranger", spec, stranger.key.clone())
        }
        2 => ("with another key", plain.change(|spec| spec.spki = workshop.key(0, 6).spki()), signer),
        _ => ("that is no CA", plain.change(|spec| spec.extensions.clear()), signer),
    };
    let copies = chance.of([1, 1, 1, 3, 20]);
    for copy in 0..copies {
        let numbered = spec.clone().change(|spec| spec.serial = integer(&[1, copy]));
        plan.extra.push(numbered.sign(&key));
    }
    plan.backwards = chance.one_in(2);
    Some(format!("a certificate more of a CA, {what}"))
}

/// A CA that certifies a new key of its own, which signs what is below.
fn self_issued(plan: &mut Plan, chance: &mut Chance, workshop: &Workshop) -> Option<String> {
    let last = plan.links.len().saturating_sub(1);
    let index = chance.below(last).saturating_add(1);
    let old = plan.links.get(index)?.clone();
    let fresh = workshop.key(0, 5);
    let ca =
        Ca { name: old.spec.subject.clone(), key: old.key.clone(), label: format!("CA {}", index.saturating_sub(1)) };
    let spec = ca.with_key(fresh.clone()).spec(&ca);
    let below = plan.links.get_mut(index.saturating_sub(1))?;
    below.spec.inner_algorithm = fresh.algorithm();
    below.spec.outer_algorithm = fresh.algorithm();
    let identifier = crate::forge::extension::authority_key_identifier(&fresh);
    below.spec = below.spec.clone().instead(35, identifier);
    plan.links.insert(index, Link { spec, key: fresh, signer: None, after: None });
    Some("a self-issued CA".to_owned())
}

/// A CA, or the end entity, has an RSA key of 1024 bits.
fn weak_key(plan: &mut Plan, chance: &mut Chance, workshop: &Workshop) -> Option<String> {
    let index = chance.below(plan.links.len());
    let (place, key) = (plan.place(index), workshop.key(5, 0));
    plan.give(index, key);
    said("an RSA key of 1024 bits", place)
}

fn stranger_signs(plan: &mut Plan, chance: &mut Chance, workshop: &Workshop) -> Option<String> {
    let (link, place) = some_link(plan, chance)?;
    let key = workshop.key(chance.of([0, 1, 2, 3]), 6);
    link.spec.outer_algorithm = key.algorithm();
    link.spec.inner_algorithm = key.algorithm();
    // With an RSA key there is only one, which may be the right one.
    link.signer = Some(key);
    said("signed by another key", place)
}
