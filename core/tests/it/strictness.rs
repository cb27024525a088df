//! What DER and RFC 5280 ask of a certificate's bytes: each slip is refused, at its place, by its rule.

use handfast::Certificate;

use crate::forge::der::{cn, generalized, integer, name_of, oid, rdns, seq, tlv, utc};
use crate::forge::extension::{basic_constraints, dns, email, ip, subject_alt_names, uri};
use crate::forge::{Ca, Spec};
use crate::support::client;

fn spec() -> (Ca, Spec) {
    let root = Ca::new("Root");
    let spec = client(&root, &[dns("a.example")]);
    (root, spec)
}

pub(crate) type Slip = (&'static str, fn(&mut Spec), &'static str, &'static str);

/// What is wrong, a part of the message, and the rule.
const SLIPS: [Slip; 34] = [
    ("version 1 written out", |s| s.version = tlv(0xa0, integer(&[0])), "version 1 is encoded", "X.690, section 11.5"),
    ("version 4", |s| s.version = tlv(0xa0, integer(&[3])), "none of 1, 2 and 3", "RFC 5280, section 4.1.2.1"),
    ("extensions in version 1", |s| s.version.clear(), "a version below 3", "RFC 5280, section 4.1.2.1"),
    (
        "extensions in version 2",
        |s| s.version = tlv(0xa0, integer(&[1])),
        "a version below 3",
        "RFC 5280, section 4.1.2.1",
    ),
    ("negative serial", |s| s.serial = integer(&[0x80]), "negative", "RFC 5280, section 4.1.2.2"),
    ("serial of 21 octets", |s| s.serial = integer(&[0x11; 21]), "longer than 20", "RFC 5280, section 4.1.2.2"),
    (
        "serial of 20 octets after a sign octet",
        |s| s.serial = integer(&[[0].as_slice(), &[0xff; 20]].concat()),
        "longer than 20",
        "RFC 5280, section 4.1.2.2",
    ),
    ("padded serial", |s| s.serial = integer(&[0, 1]), "padded", "X.690, section 8.3.2"),
    ("empty serial", |s| s.serial = integer(&[]), "empty", "X.690, section 8.3.1"),
    (
        "algorithms that differ",
        |s| s.outer_algorithm = seq(&[oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3])]),
        "differs",
        "RFC 5280, section 4.1.1.2",
    ),
    ("time without seconds", |s| s.not_before = utc("2601010000Z"), "a time is not", "RFC 5280, section 4.1.2.5"),
    ("time with an offset", |s| s.not_before = utc("260101000000+0000"), "a time is not", "RFC 5280, section 4.1.2.5"),
    (
        "time with a fraction",
        |s| s.not_before = generalized("20260101000000.5Z"),
        "a time is not",
        "RFC 5280, section 4.1.2.5",
    ),
    ("month 13", |s| s.not_before = utc("261301000000Z"), "a time is not", "RFC 5280, section 4.1.2.5"),
    ("30 February", |s| s.not_before = utc("260230000000Z"), "a time is not", "RFC 5280, section 4.1.2.5"),
    ("second 60", |s| s.not_before = utc("260101000060Z"), "a time is not", "RFC 5280, section 4.1.2.5"),
    ("a space for a digit", |s| s.not_before = utc("26010100000 Z"), "a time is not", "RFC 5280, section 4.1.2.5"),
    ("a number for a time", |s| s.not_after = integer(&[1]), "a time is not", "RFC 5280, section 4.1.2.5"),
    ("NUL in the subject", |s| s.subject = cn("a\0b"), "NUL", "X.690, section 8.23; X.680, section 41"),
    (
        "subject that is not UTF-8",
        |s| s.subject = name_of(0x0c, [0xff]),
        "not UTF-8",
        "X.690, section 8.23; X.680, section 41",
    ),
    (
        "half a character of BMPString",
        |s| s.subject = name_of(0x1e, [0, 65, 0]),
        "BMPString",
        "X.690, section 8.23; X.680, section 41",
    ),
    (
        "a string in pieces in the subject",
        |s| s.subject = name_of(0x32, tlv(0x12, "1")),
        "a string, a number or another primitive value is in pieces",
        "X.690, sections 8.9.1 and 10.2",
    ),
    (
        "a common name that is of no universal type",
        |s| s.subject = name_of(0x87, "peer.example"),
        "is a string by its type",
        "RFC 5280, appendix A.1",
    ),
    (
        "a common name that is octets",
        |s| s.subject = name_of(4, "peer.example"),
        "is a string by its type",
        "RFC 5280, appendix A.1",
    ),
    (
        "an organization that is a sequence",
        |s| s.subject = rdns(&[(&[85, 4, 10], 0x30, &tlv(0x0c, "Example"))]),
        "is a string by its type",
        "RFC 5280, appendix A.1",
    ),
    (
        "an email address in the subject that is octets",
        |s| s.subject = rdns(&[(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1], 4, b"ana@corp.example")]),
        "is a string by its type",
        "RFC 5280, appendix A.1",
    ),
    (
        "a NumericString that is not ASCII",
        |s| s.subject = name_of(0x12, [0xb2]),
        "not ASCII",
        "X.690, section 8.23; X.680, section 41",
    ),
    (
        "a value in the subject whose inside is none",
        |s| s.subject = name_of(0xec, "peer.example"),
        "longer than what holds it",
        "X.690, section 10.1",
    ),
    (
        "a primitive SEQUENCE inside a value in the subject",
        |s| s.subject = name_of(0xa0, tlv(0x31, tlv(0x10, []))),
        "a sequence, a set or their like is primitive",
        "X.690, sections 8.9.1 and 10.2",
    ),
    (
        "a value in the subject that is nested as deep as it goes",
        |s| s.subject = name_of(0x30, (0..40).fold(Vec::new(), |inside, _| tlv(0x30, inside))),
        "nested too deeply",
        "limits of Handfast",
    ),
    (
        "an otherName in pieces",
        |s| {
            let name = tlv(0xa0, [oid(&[0x2b, 5]), tlv(0xa0, tlv(0x2c, tlv(0x0c, "a")))].concat());
            s.extensions[4] = subject_alt_names(&[name]);
        },
        "a string, a number or another primitive value is in pieces",
        "X.690, sections 8.9.1 and 10.2",
    ),
    (
        "empty relative distinguished name",
        |s| s.subject = seq(&[tlv(0x31, [])]),
        "is empty",
        "RFC 5280, section 4.1.2.4",
    ),
    (
        "unsorted relative distinguished name",
        |s| {
            let pair = |text: &str| seq(&[oid(&[85, 4, 3]), tlv(0x0c, text)]);
            s.subject = seq(&[tlv(0x31, [pair("b"), pair("a")].concat())]);
        },
        "not in order",
        "X.690, section 11.6",
    ),
    ("bytes after the last field", |s| s.tail = vec![5, 0], "bytes follow the last field", "X.690, section 8.1.1"),
];

#[test]
fn each_slip_in_a_field_is_refused_by_its_rule() {
    each_is_refused_by_its_rule(&SLIPS);
}

pub(crate) fn each_is_refused_by_its_rule(slips: &[Slip]) {
    for (name, slip, part, reference) in slips.iter().copied() {
        let (root, spec) = spec();
        let reason = Certificate::from_der(&spec.change(slip).sign(&root.key)).expect_err(name);
        assert_eq!(reason.code().as_str(), "encoding_malformed", "{name}");
        assert!(reason.message().contains(part), "{name}: {}", reason.message());
        assert_eq!(reason.reference(), reference, "{name}");
    }
}

/// Whatever string a subject is, it has one text, and only what no string can be stands as its octets (RFC 4514 section 2.4).
#[test]
fn a_string_of_any_type_is_its_text_and_no_other_value_looks_like_one() {
    let printed = |subject: Vec<u8>| {
        let (root, spec) = spec();
        Certificate::from_der(&spec.change(|s| s.subject = subject).sign(&root.key)).unwrap().subject().to_string()
    };
    for tag in [0x0c, 0x12, 0x13, 0x14, 0x16, 0x1a] {
        assert_eq!(printed(name_of(tag, "00 7")), "CN=00 7", "{tag:02x}");
    }
    assert_eq!(printed(name_of(0x1e, b"\0a\0b")), "CN=ab");
    assert_eq!(printed(name_of(0x0c, "#0500")), "CN=\\#0500");
    // Who has a type of their own says what a value of it is.
    assert_eq!(printed(rdns(&[(&[0x2a, 3, 4], 0x05, b"")])), "1.2.3.4=#0500");
}

#[test]
fn lengths_are_definite_and_minimal_and_nothing_is_left_over() {
    let (root, spec) = spec();
    let good = spec.sign(&root.key);
    assert!(Certificate::from_der(&good).is_ok());
    let content = &good[4..];
    let with_length = |length: &[u8]| [[0x30].as_slice(), length, content].concat();
    let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
    let slips = [
        (with_length(&[0x83, 0, high, low]), "not in its shortest form"),
        (with_length(&[0x85, 0, 0, 0, high, low]), "more than four octets"),
        ([with_length(&[0x80]), vec![0, 0]].concat(), "indefinite"),
        ([good.clone(), vec![0]].concat(), "bytes follow the certificate"),
        (good[..good.len() - 1].to_vec(), "longer than what holds it"),
        (with_length(&[0x82, high, low])[1..].to_vec(), "is a SEQUENCE"),
    ];
    for (der, part) in slips {
        let reason = Certificate::from_der(&der).unwrap_err();
        assert!(reason.message().contains(part), "{}", reason.message());
    }
}

#[test]
fn one_octet_more_than_the_limit_is_too_large() {
    let reason = Certificate::from_der(&vec![0x30; handfast::limits::CERTIFICATE_BYTES + 1]).unwrap_err();
    assert_eq!(reason.code().as_str(), "work_limit_reached");
}

#[test]
fn names_come_out_typed() {
    let (root, spec) = spec();
    let directory =
        crate::forge::extension::directory(&rdns(&[(&[85, 4, 10], 0x0c, b"Corp"), (&[85, 4, 3], 0x0c, b"a, \"b\"")]));
    let names = [
        dns("*.A.example"),
        email("Ana@corp.example"),
        uri("spiffe://prod.example/web"),
        ip(&[192, 0, 2, 7]),
        ip(&[0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        directory,
        crate::forge::extension::upn("ana@corp.example"),
        tlv(0xa0, [oid(&[0x2b, 5]), tlv(0xa0, tlv(0x04, [1]))].concat()),
        tlv(0x88, [0x2b, 6, 1]),
    ];
    let der = spec.change(|s| s.extensions[4] = subject_alt_names(&names)).sign(&root.key);
    let certificate = Certificate::from_der(&der).unwrap();
    let printed: Vec<String> = certificate.subject_alt_names().map(|name| name.to_string()).collect();
    let expected = [
        "dns:*.A.example",
        "email:Ana@corp.example",
        "uri:spiffe://prod.example/web",
        "ip:192.0.2.7",
        "ip:2001:db8::1",
        "dir:CN=a\\, \\\"b\\\",O=Corp",
        "upn:ana@corp.example",
        "other:1.3.5",
        "rid:1.3.6.1",
    ];
    assert_eq!(printed, expected);
}

#[test]
fn what_a_certificate_says_comes_out_as_it_went_in() {
    let (root, spec) = spec();
    let certificate =
        Certificate::from_der(&spec.change(|s| s.serial = integer(&[0, 0xff, 1])).sign(&root.key)).unwrap();
    assert_eq!(certificate.serial().to_string(), "ff01");
    assert_eq!(certificate.subject().to_string(), "CN=client");
    assert_eq!(certificate.issuer().to_string(), "CN=Root");
    assert_eq!(certificate.not_before().to_string(), "2026-01-01T00:00:00Z");
    assert_eq!(certificate.not_after().to_string(), "2027-01-01T00:00:00Z");
    assert_eq!(certificate.public_key().kind().to_string(), "ECDSA P-256");
    assert_eq!(certificate.signature().algorithm_name(), "ecdsa-sha256");
    assert_eq!(certificate.key_usage().unwrap().to_string(), "digitalSignature");
    assert!(!certificate.basic_constraints().unwrap().ca);
    assert_eq!(certificate.version().to_string(), "3");
    let ca = Certificate::from_der(
        &root.spec(&root).change(|s| s.extensions[0] = basic_constraints(true, Some(3))).sign(&root.key),
    )
    .unwrap();
    assert_eq!(ca.basic_constraints().unwrap().path_length, Some(3));
    assert!(ca.is_self_issued());
}
