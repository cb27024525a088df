//! What to do about a denial: the order of its reasons, and fixes that suit the certificate.

use handfast::{Decision, Profile};

use crate::forge::extension::{SERVER_AUTH, dns, extended_key_usage};
use crate::forge::{Ca, Key};
use crate::support::{client, codes, decide, party, party_with};

fn fix<'d>(decision: &'d Decision, code: &str) -> &'d str {
    decision.reasons().iter().find(|reason| reason.code().as_str() == code).unwrap().fix()
}

#[test]
fn certificates_in_the_wrong_order_are_told_before_what_follows_from_it() {
    let (root, middle, stranger) = (Ca::new("Root"), Ca::new("Middle"), Ca::new("Stranger"));
    let end_entity = client(&middle, &[dns("host.example")]).sign(&middle.key);
    let chain = [middle.certificate(&root), end_entity];
    let ordered = decide(&party(&[stranger.root()]), &chain);
    assert_eq!(codes(&ordered), ["end_entity_is_ca", "issuer_unknown", "usage_not_permitted"]);
    assert!(fix(&ordered, "end_entity_is_ca").contains("put the certificate of `client` first"), "{ordered}");
    // A CA's certificate alone is no matter of order: that nobody vouches for it comes first.
    let alone = decide(&party(&[stranger.root()]), &[middle.root()]);
    assert_eq!(codes(&alone), ["issuer_unknown", "end_entity_is_ca", "usage_not_permitted"]);
    assert!(fix(&alone, "issuer_unknown").contains("have a CA issue it"), "{alone}");
}

#[test]
fn another_ca_of_the_same_name_is_told_from_an_altered_certificate() {
    let root = Ca::new("Root");
    let again = root.with_key(Key::new("again"));
    let certificate = client(&root, &[dns("host.example")]).sign(&root.key);
    let decision = decide(&party(&[again.root()]), &[certificate]);
    assert!(fix(&decision, "signature_invalid").starts_with("another CA has the same name"), "{decision}");
    let altered = client(&root, &[dns("host.example")]).sign(&again.key);
    let decision = decide(&party(&[root.root()]), &[altered]);
    assert!(fix(&decision, "signature_invalid").starts_with("fetch the certificate"), "{decision}");
}

#[test]
fn what_a_peer_chose_stands_in_no_command() {
    let root = Ca::new("Root");
    let server = |name: &str| {
        let issuing = client(&root, &[]).change(|spec| spec.subject = crate::forge::der::cn(name));
        let issuing = issuing.without(17).instead(37, extended_key_usage(&[SERVER_AUTH])).sign(&root.key);
        decide(&party_with(&[root.root()], Profile::webpki_server()), &[issuing])
    };
    let plain = server("orders.example");
    assert!(fix(&plain, "extension_missing").contains("`subjectAltName = DNS:orders.example`"), "{plain}");
    for hostile in ["`id`.example", "a.example\nDNS:b.example", "$(id).example", "a.example, DNS:b.example", "a b", ""]
    {
        let decision = server(hostile);
        assert!(fix(&decision, "extension_missing").contains("`subjectAltName = DNS:host.example`"), "{decision}");
    }
}
