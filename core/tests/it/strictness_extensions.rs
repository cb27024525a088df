//! What DER and RFC 5280 ask of what is inside extensions: each slip is refused, at its place, by its rule.

use crate::forge::Key;
use crate::forge::der::{bits, boolean, integer, octets, oid, seq, tlv};
use crate::forge::extension::{ce, dns, email, ip, raw, subject_alt_names, uri};
use crate::forge::key::pkcs1;
use crate::strictness::{Slip, each_is_refused_by_its_rule};

/// What is wrong, a part of the message, and the rule.
const SLIPS: [Slip; 36] = [
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
fn each_slip_in_an_extension_is_refused_by_its_rule() {
    each_is_refused_by_its_rule(&SLIPS);
}
