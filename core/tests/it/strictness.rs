//! What DER and RFC 5280 ask of a certificate's bytes: each slip is refused, at its place, by its rule.

use handfast::Certificate;

use crate::forge::der::{bits, boolean, cn, generalized, integer, name_of, octets, oid, rdns, seq, tlv, utc};
use crate::forge::extension::{basic_constraints, ce, dns, email, ip, raw, subject_alt_names, uri};
use crate::forge::key::pkcs1;
use crate::forge::{Ca, Key, Spec};
use crate::support::client;

fn spec() -> (Ca, Spec) {
    let root = Ca::new("Root");
    let spec = client(&root, &[dns("a.example")]);
    (root, spec)
}

type Slip = (&'static str, fn(&mut Spec), &'static str, &'static str);

/// What is wrong, a part of the message, and the rule.
const SLIPS: [Slip; 70] = [
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
    (
        "extension twice",
        |s| s.extensions.push(subject_alt_names(&[dns("b.example")])),
        "occurs twice",
        "RFC 5280, section 4.2",
    ),
    (
        "critical FALSE written out",
        |s| s.extensions.push(seq(&[oid(&[0x2b, 1]), boolean(0), octets([])])),
        "critical FALSE is encoded",
        "X.690, section 11.5",
    ),
    (
        "BOOLEAN 01",
        |s| s.extensions.push(seq(&[oid(&[0x2b, 1]), boolean(1), octets([])])),
        "neither 00 nor FF",
        "X.690, section 11.1",
    ),
    (
        "bytes after basicConstraints",
        |s| s.extensions[0] = raw(&ce(19), true, [seq(&[]), vec![5, 0]].concat()),
        "bytes follow",
        "X.690, section 8.1.1",
    ),
    (
        "no bit in keyUsage",
        |s| s.extensions[1] = raw(&ce(15), true, [3, 1, 0]),
        "no bit set",
        "RFC 5280, section 4.2.1.3",
    ),
    (
        "trailing zeros in keyUsage",
        |s| s.extensions[1] = raw(&ce(15), true, [3, 2, 0, 0x80]),
        "trailing zero",
        "X.690, section 11.2.2",
    ),
    (
        "ten bits in keyUsage",
        |s| s.extensions[1] = raw(&ce(15), true, [3, 3, 6, 0x80, 0x40]),
        "more than nine bits",
        "RFC 5280, section 4.2.1.3",
    ),
    (
        "an x400Address that is no DER inside",
        |s| s.extensions[4] = subject_alt_names(&[dns("a.example"), tlv(0xa3, [0x0c, 9])]),
        "longer than what holds it",
        "X.690, section 10.1",
    ),
    (
        "a policy qualifier that is no DER inside",
        |s| {
            let policy = seq(&[oid(&[42, 3]), seq(&[tlv(0x30, [0x06, 9])])]);
            s.extensions.push(raw(&ce(32), true, seq(&[policy])));
        },
        "longer than what holds it",
        "X.690, section 10.1",
    ),
    (
        "unused bits that are set",
        |s| s.extensions[1] = raw(&ce(15), true, [3, 2, 7, 0x81]),
        "unused bits",
        "X.690, section 11.2.1",
    ),
    (
        "a subtree that is a SET",
        |s| s.extensions.push(raw(&ce(30), true, seq(&[tlv(0xa0, tlv(0x31, dns("a.example")))]))),
        "a subtree is not a SEQUENCE",
        "RFC 5280, section 4.2",
    ),
    (
        "a certificate policy that is a SET",
        |s| s.extensions.push(raw(&ce(32), true, seq(&[tlv(0x31, oid(&[42, 3]))]))),
        "a certificate policy is not a SEQUENCE",
        "RFC 5280, section 4.2",
    ),
    (
        "a policy mapping that is an OCTET STRING",
        |s| s.extensions.push(raw(&ce(33), true, seq(&[octets([oid(&[42, 3]), oid(&[42, 4])].concat())]))),
        "a policy mapping is not a SEQUENCE",
        "RFC 5280, section 4.2",
    ),
    (
        "an access description that is a SET",
        |s| {
            let description = tlv(0x31, [oid(&[42, 3]), uri("http://a.example/")].concat());
            s.extensions.push(raw(&[0x2b, 6, 1, 5, 5, 7, 1, 1], false, seq(&[description])));
        },
        "an access description is not a SEQUENCE",
        "RFC 5280, section 4.2",
    ),
    ("empty list of names", |s| s.extensions[4] = subject_alt_names(&[]), "is empty", "RFC 5280, section 4.2.1"),
    (
        "NUL in a DNS name",
        |s| s.extensions[4] = subject_alt_names(&[dns("a.example\0.evil")]),
        "NUL",
        "RFC 5280, section 4.2.1.6",
    ),
    (
        "NUL in an email address",
        |s| s.extensions[4] = subject_alt_names(&[email("a@b\0.c")]),
        "NUL",
        "RFC 5280, section 4.2.1.6",
    ),
    (
        "a letter with an accent in a URI",
        |s| s.extensions[4] = subject_alt_names(&[uri("https://é.example")]),
        "non-ASCII",
        "RFC 5280, section 4.2.1.6",
    ),
    (
        "empty DNS name",
        |s| s.extensions[4] = subject_alt_names(&[dns("")]),
        "a name is empty",
        "RFC 5280, section 4.2.1.6",
    ),
    (
        "address of 5 octets",
        |s| s.extensions[4] = subject_alt_names(&[ip(&[1, 2, 3, 4, 5])]),
        "neither 4 nor 16",
        "RFC 5280, section 4.2.1.6",
    ),
    (
        "a policy qualifier that is a text",
        |s| s.extensions.push(raw(&ce(32), false, seq(&[seq(&[oid(&[0x2a, 3]), seq(&[tlv(0x16, "a")])])]))),
        "a policy qualifier is not a SEQUENCE",
        "RFC 5280, section 4.2",
    ),
    (
        "a policy qualifier without a value",
        |s| s.extensions.push(raw(&ce(32), false, seq(&[seq(&[oid(&[0x2a, 3]), seq(&[seq(&[oid(&[0x2a, 4])])])])]))),
        "a value is missing",
        "X.690, section 10.1",
    ),
    (
        "a distribution point whose name has no form",
        |s| s.extensions.push(raw(&ce(31), false, seq(&[seq(&[tlv(0xa0, uri("http://a.example/"))])]))),
        "neither full nor relative",
        "RFC 5280, section 4.2.1.13",
    ),
    (
        "a distribution point with an empty URI",
        |s| s.extensions.push(raw(&ce(46), false, seq(&[seq(&[tlv(0xa0, tlv(0xa0, uri("")))])]))),
        "a name is empty",
        "RFC 5280, section 4.2.1.6",
    ),
    (
        "a distribution point with unused bits that are set",
        |s| {
            let name = tlv(0xa0, tlv(0xa0, uri("http://a.example/")));
            s.extensions.push(raw(&ce(31), false, seq(&[seq(&[name, tlv(0x81, [1, 7])])])));
        },
        "unused bits",
        "X.690, section 11.2.1",
    ),
    (
        "a distribution point whose relative name has two types",
        |s| {
            let pair = seq(&[oid(&[85, 4, 3]), oid(&[85, 4, 3]), tlv(0x0c, "a")]);
            s.extensions.push(raw(&ce(31), false, seq(&[seq(&[tlv(0xa0, tlv(0xa1, pair))])])));
        },
        "bytes follow an attribute's value",
        "X.690, section 8.1.1",
    ),
    (
        "a NULL with content beside the key's algorithm",
        |s| {
            let algorithm = seq(&[oid(&pkcs1(1)), tlv(5, [0])]);
            s.spki = seq(&[algorithm, bits(0, &Key::rsa().bytes())]);
        },
        "a NULL has content",
        "X.690, section 8.8.2",
    ),
    (
        "an empty INTEGER inside a policy qualifier",
        |s| s.extensions.push(policy_with(&[0x2b, 6, 1, 4, 1], seq(&[integer(&[])]))),
        "an INTEGER is empty",
        "X.690, section 8.3.1",
    ),
    (
        "a practice statement that is a UTF8String",
        |s| s.extensions.push(policy_with(QT_CPS, tlv(0x0c, "http://a.example/"))),
        "is not an IA5String",
        "RFC 5280, section 4.2.1.4",
    ),
    (
        "a user notice that is a SET",
        |s| s.extensions.push(policy_with(QT_NOTICE, tlv(0x31, []))),
        "a user notice is not a SEQUENCE",
        "RFC 5280, section 4.2",
    ),
    (
        "a user notice of two texts",
        |s| s.extensions.push(policy_with(QT_NOTICE, seq(&[tlv(0x0c, "a"), tlv(0x0c, "b")]))),
        "bytes follow a user notice",
        "X.690, section 8.1.1",
    ),
    (
        "a user notice whose text is a PrintableString",
        |s| s.extensions.push(policy_with(QT_NOTICE, seq(&[tlv(0x13, "a")]))),
        "a text of a user notice is no string",
        "RFC 5280, section 4.2.1.4",
    ),
    (
        "a user notice with a reference without numbers",
        |s| s.extensions.push(policy_with(QT_NOTICE, seq(&[seq(&[tlv(0x0c, "a")])]))),
        "a notice reference has no numbers",
        "RFC 5280, section 4.1",
    ),
    (
        "an ediPartyName of two assigners",
        |s| {
            let assigner = tlv(0xa0, [tlv(0x0c, "a"), tlv(0x0c, "b")].concat());
            let name = tlv(0xa5, [assigner, tlv(0xa1, tlv(0x0c, "c"))].concat());
            s.extensions[4] = subject_alt_names(&[dns("a.example"), name]);
        },
        "bytes follow a part of an ediPartyName",
        "X.690, section 8.1.1",
    ),
    (
        "an ediPartyName without a name",
        |s| s.extensions[4] = subject_alt_names(&[dns("a.example"), tlv(0xa5, tlv(0xa0, tlv(0x0c, "a")))]),
        "an ediPartyName has no name",
        "RFC 5280, section 4.1",
    ),
    (
        "an ediPartyName that is a number",
        |s| s.extensions[4] = subject_alt_names(&[dns("a.example"), tlv(0xa5, tlv(0xa1, integer(&[1])))]),
        "a part of an ediPartyName is no string",
        "RFC 5280, section 4.2.1.6",
    ),
];

/// A certificatePolicies extension whose one policy has one qualifier, of this kind and value.
fn policy_with(kind: &[u8], value: Vec<u8>) -> Vec<u8> {
    let qualifiers = seq(&[seq(&[oid(kind), value])]);
    raw(&ce(32), false, seq(&[seq(&[oid(&[0x2a, 3]), qualifiers])]))
}

/// id-qt-cps
const QT_CPS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 2, 1];
/// id-qt-unotice
const QT_NOTICE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 2, 2];

#[test]
fn each_slip_in_a_field_or_an_extension_is_refused_by_its_rule() {
    for (name, slip, part, reference) in SLIPS {
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
