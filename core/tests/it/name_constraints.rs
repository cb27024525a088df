//! Name constraints, each rule of RFC 5280 section 4.2.1.10 by an example; `properties` has the oracle.

use crate::forge::der::{cn, oid, rdns, seq, tlv};
use crate::forge::extension::{directory, dns, email, ip, name_constraints, upn, uri};
use crate::forge::{Ca, Key, Spec};
use crate::support::{client, codes, decide, party};

const FINE: &str = "path_verified";
const REFUSED: &str = "name_not_permitted";

fn decided(permitted: &[Vec<u8>], excluded: &[Vec<u8>], spec: impl FnOnce(&Ca) -> Spec) -> String {
    let (root, middle) = (Ca::new("Root"), Ca::new("Middle"));
    let constrained = middle.spec(&root).with(name_constraints(permitted, excluded)).sign(&root.key);
    codes(&decide(&party(&[root.root()]), &[spec(&middle).sign(&middle.key), constrained])).join(" ")
}

fn v4(address: [u8; 4], mask: [u8; 4]) -> Vec<u8> {
    ip(&[address, mask].concat())
}

#[test]
fn each_form_is_held_to_its_own_rule() {
    let corp = directory(&rdns(&[(&[85, 4, 10], 0x0c, b"Corp")]));
    let within = directory(&rdns(&[(&[85, 4, 10], 0x13, b"CORP"), (&[85, 4, 3], 0x0c, b"a")]));
    let v6 = |last: u8| ip(&[0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last]);
    let net = v4([10, 20, 0, 0], [255, 255, 0, 0]);
    // An IPv4 address in IPv6 clothes, which a policy reads as the IPv4 address, and IPv6 as a whole.
    let mapped = ip(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 20, 3, 4]);
    let everywhere = ip(&[0; 32]);
    let registered = tlv(0x88, [0x2b, 6, 1]);
    // What is permitted, the name, what comes of it.
    let permitted = [
        (dns("example.com"), dns("example.com"), FINE),
        (dns("example.com"), dns("a.EXAMPLE.com"), FINE),
        (dns("example.com"), dns("badexample.com"), REFUSED),
        (dns("a.example.com"), dns("*.example.com"), REFUSED),
        (dns("example.com"), dns("*.example.com"), FINE),
        (dns(".example.com"), dns("a.example.com"), REFUSED),
        (dns(""), dns("a.example.com"), FINE),
        (dns("example.com"), email("a@other.com"), FINE),
        (email("a@example.com"), email("a@EXAMPLE.com"), FINE),
        (email("a@example.com"), email("A@example.com"), REFUSED),
        (email("example.com"), email("b@example.com"), FINE),
        (email("example.com"), email("b@sub.example.com"), REFUSED),
        (email(".example.com"), email("b@sub.example.com"), FINE),
        (email(".example.com"), email("b@example.com"), REFUSED),
        (email("example.com"), email("\"b@evil\"@example.com"), REFUSED),
        (uri("prod.example"), uri("spiffe://prod.example/web"), FINE),
        (uri("prod.example"), uri("spiffe://other.example/web"), REFUSED),
        (uri(".example"), uri("https://u:p@prod.example:443/a?b#c"), FINE),
        (uri("prod.example"), uri("https://prod.example\\@evil.example/"), REFUSED),
        (uri("prod.example"), uri("https://evil.example#@prod.example/"), REFUSED),
        (uri("prod.example"), uri("https://a@b@prod.example/"), REFUSED),
        (uri("prod.example"), uri("https://prod.example:evil/"), REFUSED),
        (uri("prod.example"), uri("urn:prod.example"), REFUSED),
        (uri("prod.example"), uri("HTTPS://PROD.example:443/"), FINE),
        (uri("prod.example"), uri("https://prod%2eexample/"), REFUSED),
        (uri("prod.example"), uri("https://prod.example./"), REFUSED),
        (uri("prod.example"), uri("spiffe:///prod.example"), REFUSED),
        (uri("prod.example"), uri("https://a.prod.example/"), REFUSED),
        (uri("."), uri("https://prod.example/"), REFUSED),
        (uri(""), uri("https://3221225985/"), REFUSED),
        (uri(""), uri("https://192.0.2.1/"), REFUSED),
        (uri(""), uri("https://[2001:db8::1]/"), REFUSED),
        (net.clone(), ip(&[10, 20, 3, 4]), FINE),
        (net.clone(), ip(&[10, 21, 3, 4]), REFUSED),
        (net.clone(), v6(1), REFUSED),
        (everywhere.clone(), mapped.clone(), REFUSED),
        (v4([10, 20, 0, 0], [255, 0, 255, 0]), ip(&[10, 20, 0, 4]), REFUSED),
        (corp.clone(), within.clone(), FINE),
        (upn("a@b"), upn("a@b"), REFUSED),
        (registered.clone(), registered.clone(), REFUSED),
        (registered.clone(), upn("a@b"), FINE),
        (dns("*.example.com"), dns("a.example.com"), REFUSED),
        (email("@example.com"), email("a@example.com"), REFUSED),
        (email("a@b@example.com"), email("a@example.com"), REFUSED),
    ];
    for (constraint, name, expected) in permitted {
        // A directory name is held against the subject, too, which must be within it.
        let subject = rdns(&[(&[85, 4, 10], 0x0c, b"Corp"), (&[85, 4, 3], 0x0c, b"client")]);
        let got = decided(std::slice::from_ref(&constraint), &[], |ca| {
            client(ca, std::slice::from_ref(&name)).change(|spec| spec.subject = subject)
        });
        assert_eq!(got, expected, "permitted {constraint:02x?}, name {name:02x?}");
    }
    // id-on-SmtpUTF8Mailbox: a mailbox as well (RFC 9598 section 3).
    let international = tlv(0xa0, [oid(&[0x2b, 6, 1, 5, 5, 7, 8, 9]), tlv(0xa0, tlv(0x0c, "ö@example.com"))].concat());
    let excluded = [
        (dns("a.example.com"), dns("*.example.com"), REFUSED),
        (dns("a.b.example.com"), dns("*.example.com"), FINE),
        (dns("example.com"), dns("other.com"), FINE),
        (dns("example.com"), dns("a.example.com"), REFUSED),
        (dns(""), dns("a.example.com"), REFUSED),
        (email("example.com"), email("a@example.com"), REFUSED),
        (uri(".example"), uri("spiffe://prod.example/web"), REFUSED),
        (net.clone(), ip(&[10, 20, 3, 4]), REFUSED),
        (net.clone(), v6(1), FINE),
        (net, mapped, REFUSED),
        (v4([10, 20, 0, 0], [255, 0, 255, 0]), ip(&[192, 0, 2, 1]), REFUSED),
        (uri("other.example"), uri("https://prod%2eexample/"), REFUSED),
        (uri("other.example"), uri("urn:a"), REFUSED),
        (email("other.example"), email("\"a\"@example.com"), REFUSED),
        (upn("a@b"), upn("c@d"), REFUSED),
        (registered.clone(), registered, REFUSED),
        (dns(".other.com"), dns("a.example.com"), REFUSED),
        (email("example.com"), international.clone(), REFUSED),
        (email("other.example"), international.clone(), REFUSED),
        (dns("example.com"), international, FINE),
        (within, dns("a.example"), FINE),
        (directory(&cn("client")), dns("a.example"), REFUSED),
    ];
    for (constraint, name, expected) in excluded {
        let got = decided(&[], std::slice::from_ref(&constraint), |ca| client(ca, std::slice::from_ref(&name)));
        assert_eq!(got, expected, "excluded {constraint:02x?}, name {name:02x?}");
    }
}

/// RFC 5280 section 7.1 by RFC 4518: what maps to nothing is not looked at, and what normalization would make of a name is not
/// known, so that it is excluded rather than not.
#[test]
fn another_spelling_of_a_directory_name_gets_round_no_constraint() {
    let organization = |name: &str| rdns(&[(&[85, 4, 10], 0x0c, name.as_bytes()), (&[85, 4, 3], 0x0c, b"client")]);
    let base = |name: &str| directory(&rdns(&[(&[85, 4, 10], 0x0c, name.as_bytes())]));
    let with = |permitted: &[Vec<u8>], excluded: &[Vec<u8>], subject: &str| {
        let subject = organization(subject);
        decided(permitted, excluded, |ca| client(ca, &[dns("a.example")]).change(|spec| spec.subject = subject))
    };
    let excluded = |subject| with(&[], &[base("Evil Corp")], subject);
    assert_eq!(excluded("Good Corp"), FINE);
    for subject in ["EVIL  corp", "E\u{200b}vil Corp", "Evil\u{a0}\u{ad}\u{3000}Corp", "\u{feff}Evil Corp\u{7f}"] {
        assert_eq!(excluded(subject), REFUSED, "{subject:?}");
        assert_eq!(with(&[base("Evil Corp")], &[], subject), FINE, "{subject:?}");
    }
    // Full width, which normalization makes the letter; and what it leaves as it is cannot be told from that.
    assert_eq!(excluded("\u{ff25}vil Corp"), REFUSED);
    assert_eq!(with(&[base("Evil Corp")], &[], "\u{ff25}vil Corp"), REFUSED);
    assert_eq!(excluded("Müller"), REFUSED);
    // What is ASCII on both sides and differs is another name, whatever else there is.
    let below = rdns(&[(&[85, 4, 6], 0x13, b"XX"), (&[85, 4, 10], 0x0c, "Müller".as_bytes())]);
    let other = directory(&rdns(&[(&[85, 4, 6], 0x13, b"YY"), (&[85, 4, 10], 0x0c, b"Evil Corp")]));
    let got = decided(&[], &[other], |ca| client(ca, &[dns("a.example")]).change(|spec| spec.subject = below));
    assert_eq!(got, FINE);
    // Of several attributes each counts.
    let several = |organization: &str, unit: &str| {
        let pair = |number: u8, text: &str| seq(&[oid(&[85, 4, number]), tlv(0x0c, text)]);
        let mut pairs = [pair(10, organization), pair(11, unit)];
        pairs.sort();
        seq(&[tlv(0x31, pairs.concat())])
    };
    for (organization, unit, expected) in [
        ("EVIL corp", " unit", REFUSED),
        ("\u{ff25}vil Corp", "Unit", REFUSED),
        ("\u{ff25}vil Corp", "\u{ff35}nit", REFUSED),
        ("\u{ff25}vil Corp", "Other", FINE),
        ("Good Corp", "\u{ff35}nit", FINE),
    ] {
        let (subject, base) = (several(organization, unit), directory(&several("Evil Corp", "Unit")));
        let got = decided(&[], &[base], |ca| client(ca, &[dns("a.example")]).change(|spec| spec.subject = subject));
        assert_eq!(got, expected, "{organization:?}, {unit:?}");
    }
    // With itself it is compared octet by octet, and by case.
    assert_eq!(with(&[base("Müller")], &[], "MÜLLER"), FINE);
}

/// A policy may ask for it (`subject.email`), whatever stands beside it.
#[test]
fn an_email_address_in_the_subject_is_constrained_whatever_stands_beside_it() {
    let subject = rdns(&[(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1], 0x16, b"a@evil.example")]);
    let with = |names: &[Vec<u8>]| {
        let subject = subject.clone();
        decided(&[email("example.com")], &[], |ca| client(ca, names).change(|spec| spec.subject = subject))
    };
    assert_eq!(with(&[dns("a.example")]), REFUSED);
    assert_eq!(with(&[email("a@example.com")]), REFUSED);
}

#[test]
fn self_issued_intermediates_are_exempt_and_the_end_entity_never_is() {
    let (root, middle) = (Ca::new("Root"), Ca::new("Middle"));
    let renewed = middle.with_key(Key::new("Middle again"));
    let only_clients = name_constraints(&[directory(&cn("client"))], &[]);
    let constrained = middle.spec(&root).with(only_clients).sign(&root.key);
    let leaf = client(&renewed, &[dns("a.example")]).sign(&renewed.key);
    let party = party(&[root.root()]);
    assert_eq!(codes(&decide(&party, &[leaf, renewed.certificate(&middle), constrained.clone()])), [FINE]);
    // A CA of another name, which is not self-issued, lies outside.
    let lower = Ca::new("Lower");
    let leaf = client(&lower, &[dns("a.example")]).sign(&lower.key);
    assert_eq!(codes(&decide(&party, &[leaf, lower.certificate(&middle), constrained.clone()])), [REFUSED]);
    let same_name = client(&middle, &[dns("a.example")]).change(|spec| spec.subject = cn("Middle")).sign(&middle.key);
    assert_eq!(codes(&decide(&party, &[same_name, constrained])), [REFUSED]);
}

#[test]
fn constraints_of_every_ca_apply_together() {
    let (root, one, two) = (Ca::new("Root"), Ca::new("One"), Ca::new("Two"));
    let by = |ca: &Ca, issuer: &Ca, permitted: &str| {
        ca.spec(issuer).with(name_constraints(&[dns(permitted)], &[])).sign(&issuer.key)
    };
    let party = party(&[root.root()]);
    let ask = |name: &str| {
        let leaf = client(&two, &[dns(name)]).sign(&two.key);
        codes(&decide(&party, &[leaf, by(&two, &one, "a.example"), by(&one, &root, "example")])).join(" ")
    };
    assert_eq!(ask("x.a.example"), FINE);
    assert_eq!(ask("x.b.example"), REFUSED);
    let many: Vec<Vec<u8>> = (0..600).map(|number| dns(&format!("n{number}.example"))).collect();
    let leaf = client(&one, &many).sign(&one.key);
    let wide = one.spec(&root).with(name_constraints(&many[1..], &[tlv(0x82, "other")])).sign(&root.key);
    assert_eq!(
        codes(&decide(&party, &[leaf, wide])),
        [REFUSED],
        "360,000 comparisons are not made for one name outside"
    );
}
