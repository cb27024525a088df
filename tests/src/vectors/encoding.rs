//! The strictness gate: DER, and the form of RFC 5280 section 4.1.

use super::model::Vector;
use super::world::{Case, More as _, WEB, World};
use crate::forge::Spec;
use crate::forge::der::{bits, boolean, generalized, integer, name_of, octets, oid, seq, tlv, utc};
use crate::forge::extension::{ce, ip, raw, subject_alt_names};

const MALFORMED: &[&str] = &["encoding_malformed"];
const VERIFIED: &[&str] = &["path_verified"];

/// A change of a good certificate that makes it malformed.
type Break = fn(&mut Spec);

/// An extension's value that is malformed.
type BadValue = (&'static str, &'static str, u8, fn() -> Vec<u8>);

pub(super) fn vectors(world: &World) -> Vec<Vector> {
    let mut vectors = fields(world);
    vectors.extend(extension_values(world));
    vectors.extend(whole(world));
    vectors.extend(good(world));
    vectors
}

fn fields(world: &World) -> Vec<Vector> {
    let broken: Vec<(&str, &str, Break)> = vec![
        ("version-1-with-extensions", "extensions stand in version 3 only", |s| s.version.clear()),
        ("version-2-with-extensions", "extensions stand in version 3 only", |s| s.version = tlv(0xa0, integer(&[1]))),
        ("version-default-encoded", "version 1 is the default and is not encoded", |s| {
            s.version = tlv(0xa0, integer(&[0]));
        }),
        ("version-4", "there is no version 4", |s| s.version = tlv(0xa0, integer(&[3]))),
        ("version-trailing", "nothing follows the version", |s| {
            s.version = tlv(0xa0, [integer(&[2]), integer(&[2])].concat());
        }),
        ("serial-negative", "a serial number is positive", |s| s.serial = integer(&[0x80])),
        ("serial-21-octets", "a serial number has at most 20 octets", |s| s.serial = integer(&[1; 21])),
        ("serial-padded", "an INTEGER is in its shortest form", |s| s.serial = integer(&[0, 1])),
        ("serial-empty", "an INTEGER has at least one octet", |s| s.serial = integer(&[])),
        ("serial-wrong-type", "a serial number is an INTEGER", |s| s.serial = octets([1])),
        ("algorithms-differ", "both signature algorithms are the same", |s| {
            s.outer_algorithm = seq(&[oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3])]);
        }),
        ("algorithm-trailing", "nothing follows an algorithm's parameters", |s| {
            s.inner_algorithm = seq(&[oid(&[42, 3]), tlv(5, []), tlv(5, [])]);
            s.outer_algorithm.clone_from(&s.inner_algorithm);
        }),
        ("oid-padded", "an object identifier's arc is not padded", |s| {
            s.inner_algorithm = seq(&[oid(&[42, 0x80, 1])]);
            s.outer_algorithm.clone_from(&s.inner_algorithm);
        }),
        ("oid-cut-off", "an object identifier's last arc is complete", |s| {
            s.inner_algorithm = seq(&[oid(&[42, 0x81])]);
            s.outer_algorithm.clone_from(&s.inner_algorithm);
        }),
        ("time-without-seconds", "a time has seconds", |s| s.not_before = utc("2601010000Z")),
        ("time-with-offset", "a time is UTC and ends with Z", |s| s.not_before = utc("260101000000+0100")),
        ("time-with-fraction", "a time has no fraction of a second", |s| {
            s.not_before = generalized("20260101000000.5Z");
        }),
        ("time-month-13", "a time is a date of the calendar", |s| s.not_before = utc("261301000000Z")),
        ("time-30-february", "a time is a date of the calendar", |s| s.not_before = utc("260230000000Z")),
        ("time-wrong-type", "a time is UTCTime or GeneralizedTime", |s| s.not_before = tlv(0x13, "260101000000Z")),
        ("name-nul", "no name has a NUL character", |s| s.subject = name_of(0x0c, "a\0b")),
        ("name-not-utf8", "a UTF8String is UTF-8", |s| s.subject = name_of(0x0c, [0xff, 0xfe])),
        ("name-printable-not-ascii", "a PrintableString is ASCII", |s| s.subject = name_of(0x13, [0xe4])),
        ("name-bmp-odd", "a BMPString has two octets a character", |s| s.subject = name_of(0x1e, [0, 65, 0])),
        ("name-empty-rdn", "a relative distinguished name is not empty", |s| s.subject = seq(&[tlv(0x31, [])])),
        ("name-rdn-unsorted", "the elements of a SET are in order", |s| {
            let attribute = |text: &str| seq(&[oid(&[85, 4, 3]), tlv(0x0c, text)]);
            s.subject = seq(&[tlv(0x31, [attribute("b"), attribute("a")].concat())]);
        }),
        ("key-unused-bits", "a key is made of octets", |s| {
            s.spki = seq(&[seq(&[oid(&[0x2b, 0x65, 0x70])]), bits(1, &[0xfe; 32])]);
        }),
        ("key-rsa-not-a-sequence", "an RSA key is modulus and exponent", |s| {
            s.spki =
                seq(&[seq(&[oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]), tlv(5, [])]), bits(0, &[1, 2, 3])]);
        }),
        ("tbs-trailing", "nothing follows the extensions", |s| s.tail = integer(&[1])),
        ("extension-twice", "no extension occurs twice", |s| s.extensions.push(raw(&ce(15), true, bits(7, &[0x80])))),
        ("extension-critical-false", "critical FALSE is the default and is not encoded", |s| {
            s.extensions.push(seq(&[oid(&[42, 3, 4]), boolean(0), octets([])]));
        }),
        ("extension-critical-one", "TRUE is FF", |s| {
            s.extensions.push(seq(&[oid(&[42, 3, 4]), boolean(1), octets([])]));
        }),
        ("unique-id-malformed", "a unique identifier is a BIT STRING", |s| s.unique_ids = tlv(0x81, [9, 1])),
    ];
    let vector = |(name, rule, change): (&str, &str, Break)| {
        let certificate = world.sign(&world.web().change(change));
        world.case(&format!("encoding/{name}"), rule, certificate).deny(MALFORMED)
    };
    broken.into_iter().map(vector).collect()
}

fn extension_values(world: &World) -> Vec<Vector> {
    let values: [BadValue; 17] = [
        ("san-empty", "a list of names is not empty", 17, || seq(&[])),
        ("san-dns-nul", "a name has no NUL", 17, || seq(&[tlv(0x82, "a\0.example")])),
        ("san-dns-empty", "a name is not empty", 17, || seq(&[tlv(0x82, "")])),
        ("san-dns-unicode", "a dNSName is 7-bit", 17, || seq(&[tlv(0x82, "b\u{fc}cher.example")])),
        ("san-ip-5-octets", "an address has 4 or 16 octets", 17, || seq(&[ip(&[1, 2, 3, 4, 5])])),
        ("san-unknown-form", "a name is of a known form", 17, || seq(&[tlv(0x89, "x")])),
        ("san-trailing", "nothing follows the value", 17, || [seq(&[tlv(0x82, "a.example")]), vec![0]].concat()),
        ("ku-empty", "keyUsage has a bit set", 15, || bits(0, &[])),
        ("ku-zero", "keyUsage has a bit set", 15, || bits(0, &[0])),
        ("ku-trailing-zero-bits", "a named bit list has no trailing zero bits", 15, || bits(0, &[0x80])),
        ("eku-empty", "extKeyUsage is not empty", 37, || seq(&[])),
        ("bc-negative-path-length", "a path length is not negative", 19, || seq(&[boolean(0xff), integer(&[0xff])])),
        ("bc-trailing", "nothing follows the path length", 19, || seq(&[boolean(0xff), integer(&[0]), integer(&[0])])),
        ("ski-empty", "a key identifier is not empty", 14, || octets([])),
        ("nc-empty", "name constraints constrain something", 30, || seq(&[])),
        ("nc-minimum", "a subtree has no minimum", 30, || {
            seq(&[tlv(0xa0, seq(&[tlv(0x82, "a.example"), tlv(0x80, [1])]))])
        }),
        ("policies-twice", "a certificate policy occurs once", 32, || {
            seq(&[seq(&[oid(&[42, 3])]), seq(&[oid(&[42, 3])])])
        }),
    ];
    let vector = |(name, rule, number, value): BadValue| {
        let spec = world.bare().instead(number, raw(&ce(number), false, value()));
        world.case(&format!("encoding/{name}"), rule, world.sign(&spec)).deny(MALFORMED)
    };
    values.into_iter().map(vector).collect()
}

fn whole(world: &World) -> Vec<Vector> {
    let good = world.sign(&world.web());
    let body: Vec<u8> = good.iter().copied().skip(4).collect();
    let length = body.len().to_be_bytes();
    let padded_length: Vec<u8> =
        [0x30, 0x83].into_iter().chain(length.into_iter().skip(5)).chain(body.iter().copied()).collect();
    let indefinite: Vec<u8> = [0x30, 0x80].into_iter().chain(body.iter().copied()).chain([0, 0]).collect();
    let trailing: Vec<u8> = good.iter().copied().chain([0]).collect();
    let cut: Vec<u8> = good.iter().copied().take(100).collect();
    let large = world.web().with(raw(&[42, 3, 4], false, vec![0; 70_000]));
    [
        ("trailing-byte", "nothing follows a certificate", trailing, MALFORMED),
        ("cut-off", "a certificate is whole", cut, MALFORMED),
        ("length-not-minimal", "a length is in its shortest form", padded_length, MALFORMED),
        ("length-indefinite", "a length is definite", indefinite, MALFORMED),
        ("not-der", "text is no certificate", b"hello".to_vec(), MALFORMED),
        ("larger-than-64-kib", "a certificate has at most 64 KiB", world.sign(&large), &["work_limit_reached"]),
    ]
    .into_iter()
    .map(|(name, rule, der, codes)| world.case(&format!("encoding/{name}"), rule, der).deny(codes))
    .collect()
}

/// What stands close to the border, on the good side.
fn good(world: &World) -> Vec<Vector> {
    let cases: Vec<(&str, &str, Break)> = vec![
        ("serial-20-octets", "a serial number of 20 octets is not too long", |s| s.serial = integer(&[1; 20])),
        ("generalized-time-before-2050", "who verifies reads both forms of time", |s| {
            s.not_before = generalized("20260101000000Z");
        }),
        ("utc-time-1950", "years 50 to 99 are of the last century", |s| s.not_before = utc("500101000000Z")),
        ("subject-teletex", "T.61 is read as Latin-1", |s| s.subject = name_of(0x14, [0xe4])),
        ("subject-bmp", "a BMPString is read", |s| s.subject = name_of(0x1e, [0, 65])),
        ("ca-false-encoded", "cA FALSE written out is common and harmless", |s| {
            *s = s.clone().instead(19, raw(&ce(19), true, seq(&[boolean(0)])));
        }),
        ("unknown-extension", "an unknown extension that is not critical does not matter", |s| {
            s.extensions.push(raw(&[42, 3, 4], false, [1, 2, 3]));
        }),
        ("subject-empty", "the subject may be empty", |s| s.subject = seq(&[])),
        ("unique-ids", "unique identifiers stand in version 3", |s| {
            s.unique_ids = [tlv(0x81, [0, 1]), tlv(0x82, [0, 2])].concat();
        }),
    ];
    let vector = |(name, rule, change): (&str, &str, Break)| {
        let certificate = world.sign(&world.web().change(change));
        world.case(&format!("encoding/good-{name}"), rule, certificate).allow(VERIFIED).principal(WEB)
    };
    let mut vectors: Vec<Vector> = cases.into_iter().map(vector).collect();
    let many: Vec<Vec<u8>> = (0..100_u8).map(|n| crate::forge::extension::dns(&format!("h{n}.example"))).collect();
    let spec = world.bare().with(subject_alt_names(&many));
    let many = world.case("encoding/good-100-names", "a certificate may have many names", world.sign(&spec));
    // Without a policy nothing is decided by the principal, so the first name stands for all.
    vectors.push(many.allow(VERIFIED).principal("h0.example"));
    vectors.extend(behind(world));
    vectors
}

/// What is malformed behind the end entity is left out, and told among the attempts.
fn behind(world: &World) -> Vec<Vector> {
    let web = world.sign(&world.web());
    let root = world.root.root();
    let broken: Vec<u8> = world.intermediate().iter().copied().take(100).collect();
    let case = |name: &str, rule: &str, chain| Case::new(&format!("encoding/{name}"), rule, &root, chain);
    vec![
        case("intermediate-cut-off", "a malformed intermediate is no intermediate", vec![web.clone(), broken.clone()])
            .deny(&["issuer_unknown"]),
        case(
            "intermediate-cut-off-and-whole",
            "a malformed certificate behind the end entity does not spoil the others",
            vec![web.clone(), broken, world.intermediate()],
        )
        .allow(VERIFIED)
        .principal(WEB),
        case(
            "intermediate-oversized",
            "an oversized certificate behind the end entity is left out",
            vec![web, vec![0x30; 70_000], world.intermediate()],
        )
        .allow(VERIFIED)
        .principal(WEB),
    ]
}
