//! What a policy's `trust` binds the paths of a bundle to.

use handfast::{Policy, RelyingParty, TrustAnchors};

use crate::forge::Ca;
use crate::forge::der::{oid, rdns, tlv};
use crate::forge::extension::{dns, email, upn, uri};
use crate::support::{client, codes, decide};

const EMAIL_ADDRESS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];

/// What comes of a certificate with this emailAddress in its subject and these names, below a bundle bound so.
fn decided(binding: &str, address: Option<(u8, &[u8])>, names: &[Vec<u8>]) -> String {
    let root = Ca::new("Root");
    let document = format!(
        "handfast: 1\ndefault: deny\ntrust: {{ ours: {{ {binding} }} }}\nidentity: [subject]\nrules: [{{ id: all, effect: allow }}]\n"
    );
    let party = RelyingParty::builder()
        .trust_anchors(TrustAnchors::from_der(root.root()).unwrap().named("ours"))
        .policy(Policy::parse(&document).unwrap())
        .build()
        .unwrap();
    let mut subject = vec![(&[85, 4, 3][..], 0x0c, &b"client"[..])];
    subject.extend(address.map(|(tag, address)| (EMAIL_ADDRESS, tag, address)));
    let leaf = client(&root, names).change(|spec| spec.subject = rdns(&subject)).sign(&root.key);
    codes(&decide(&party, &[leaf])).join(" ")
}

const FINE: &str = "rule_allowed";
const REFUSED: &str = "name_not_permitted";

#[test]
fn every_name_of_a_kind_that_is_bound_fits_and_the_others_are_free() {
    let cases = [
        ("permit: { dns: '**.corp.example' }", dns("a.CORP.example"), FINE),
        ("permit: { dns: '**.corp.example' }", dns("*.corp.example"), FINE),
        ("permit: { dns: 'a.corp.example' }", dns("*.corp.example"), REFUSED),
        ("permit: { dns: '**.corp.example' }", dns("corp.example.evil"), REFUSED),
        ("permit: { dns: '**.corp.example' }", email("a@evil.example"), FINE),
        ("permit: { email: '*@corp.example' }", email("ana@CORP.example"), FINE),
        ("permit: { email: '*@corp.example' }", email("ana@corp.example@evil.example"), REFUSED),
        ("permit: { email: '*@corp.example' }", email("ana@sub.corp.example"), REFUSED),
        ("permit: { upn: '*@corp.example' }", upn("ana@corp.example"), FINE),
        ("permit: { upn: '*@corp.example' }", upn("ana@corp.ex\u{430}mple"), REFUSED),
        ("permit: { uri: 'https://corp.example/**' }", uri("https://corp.example/a"), FINE),
        ("permit: { uri: 'https://corp.example/**' }", uri("https://corp.example@evil.example/a"), REFUSED),
        ("trust_domain: prod.example", uri("spiffe://prod.example/web"), FINE),
        ("trust_domain: prod.example", uri("spiffe://other.example/web"), REFUSED),
        ("trust_domain: prod.example", uri("SPIFFE://other.example/web"), REFUSED),
        ("trust_domain: prod.example", uri("spiffe://prod.example:80/web"), REFUSED),
        ("trust_domain: prod.example", dns("web.other.example"), FINE),
    ];
    for (binding, name, expected) in cases {
        assert_eq!(decided(binding, None, std::slice::from_ref(&name)), expected, "{binding} {name:02x?}");
    }
    // One that fits beside one that does not helps nobody.
    let both = [dns("a.corp.example"), dns("a.evil.example")];
    assert_eq!(decided("permit: { dns: '**.corp.example' }", None, &both), REFUSED);
}

/// As name constraints are (RFC 5280 section 4.2.1.10): a rule may ask for it as `subject.email`.
#[test]
fn an_email_address_in_the_subject_is_bound_as_one_among_the_names_is() {
    let bound = "permit: { email: '*@corp.example' }";
    let names = [dns("a.example"), email("ana@corp.example")];
    assert_eq!(decided(bound, Some((0x16, b"ana@corp.example")), &names), FINE);
    let others: [(u8, &[u8]); 4] =
        [(0x16, b"ceo@other.example"), (0x0c, b"ceo@other.example"), (0x1e, b"\0c\0@\0o"), (0x0c, b"nobody")];
    for (tag, address) in others {
        assert_eq!(decided(bound, Some((tag, address)), &names), REFUSED, "{address:02x?}");
        assert_eq!(decided("permit: { dns: a.example }", Some((tag, address)), &names), FINE, "{address:02x?}");
    }
}

/// RFC 9598 section 3: id-on-SmtpUTF8Mailbox is a mailbox, too.
#[test]
fn an_international_mailbox_is_bound_as_a_mailbox_is() {
    let international =
        |tag: u8, text: &str| tlv(0xa0, [oid(&[0x2b, 6, 1, 5, 5, 7, 8, 9]), tlv(0xa0, tlv(tag, text))].concat());
    let bound = "permit: { email: '*@corp.example' }";
    assert_eq!(decided(bound, None, &[international(0x0c, "m\u{fc}ller@corp.example")]), FINE);
    assert_eq!(decided(bound, None, &[international(0x0c, "m\u{fc}ller@other.example")]), REFUSED);
    assert_eq!(decided(bound, None, &[international(0x04, "m@corp.example")]), REFUSED, "it cannot be read");
    assert_eq!(decided("permit: { upn: '*@corp.example' }", None, &[international(0x0c, "m@other.example")]), FINE);
}
