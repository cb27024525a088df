//! What to do about a denial: the order of its reasons, and fixes that suit the certificate.

use handfast::{Decision, Profile};

use crate::forge::der::utc;
use crate::forge::extension::{
    SERVER_AUTH, authority_key_identifier, dns, extended_key_usage, name_constraints, subject_key_identifier,
};
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

/// Self-issued is not self-signed: SPIRE, for one, may give its CA and its workloads one name.
#[test]
fn whoever_has_the_name_of_its_ca_did_not_sign_itself() {
    let (root, ca, own) = (Ca::new("Root"), Ca::new("workload"), Key::new("own"));
    let namesake = |identifiers: &[Vec<u8>]| {
        let spec = client(&ca, &[dns("host.example")]).without(35).change(|spec| spec.subject.clone_from(&ca.name));
        identifiers
            .iter()
            .fold(spec.change(|spec| spec.spki = own.spki()), |spec, extension| spec.with(extension.clone()))
    };
    let said = |certificate: Vec<u8>| {
        let decision = decide(&party(&[root.root()]), &[certificate]);
        assert_eq!(codes(&decision), ["issuer_unknown"]);
        (decision.reasons()[0].message().to_owned(), decision.reasons()[0].fix().to_owned())
    };
    let both = [subject_key_identifier(&own), authority_key_identifier(&ca.key)];
    for identifiers in [&both[..0], &both[1..], &both] {
        let (message, fix) = said(namesake(identifiers).sign(&ca.key));
        assert!(message.contains("was issued by `workload`, which is neither"), "{message}");
        assert!(fix.starts_with("let the peer send the certificate of `workload` after its own"), "{fix}");
    }
    let equal = [subject_key_identifier(&own), authority_key_identifier(&own)];
    for identifiers in [&equal[..0], &equal[..1], &equal] {
        let (message, fix) = said(namesake(identifiers).sign(&own));
        assert!(message.contains("is self-signed"), "{message}");
        assert!(fix.starts_with("have a CA issue it"), "{fix}");
    }
}

/// Names that are issued again come to nothing where it is the constraint that is wrong.
#[test]
fn a_constraint_that_is_malformed_is_the_cas_to_mend() {
    let (root, middle) = (Ca::new("Root"), Ca::new("Middle"));
    let leaf = client(&middle, &[dns("a.example.com")]).sign(&middle.key);
    let fix_of = |permitted: &str| {
        let constrained = middle.spec(&root).with(name_constraints(&[dns(permitted)], &[])).sign(&root.key);
        fix(&decide(&party(&[root.root()]), &[leaf.clone(), constrained]), "name_not_permitted").to_owned()
    };
    assert!(fix_of("other.com").starts_with("issue the certificate again with names"));
    for malformed in [".example.com", "*.example.com", "example..com"] {
        let fix = fix_of(malformed);
        assert!(fix.contains("`nameConstraints = critical, permitted;DNS:host.example`"), "{malformed}: {fix}");
        assert!(fix.contains("extension file of the CA's certificate"), "{malformed}: {fix}");
    }
}

#[test]
fn what_is_no_dns_name_is_mended_with_the_host_in_it() {
    let root = Ca::new("Root");
    for (name, host) in [
        ("https://orders.example/x", "orders.example"),
        ("orders.example:8443", "orders.example"),
        ("orders.example.", "orders.example"),
        ("ana@corp.example", "host.example"),
        ("$(id).example/", "host.example"),
        ("*", "host.example"),
    ] {
        let decision = decide(&party(&[root.root()]), &[client(&root, &[dns(name)]).sign(&root.key)]);
        let said = fix(&decision, "identity_malformed");
        assert!(said.contains(&format!("`subjectAltName = DNS:{host}`")), "{name}: {said}");
        assert!(!said.contains("SPIFFE"), "{name}: {said}");
    }
    let decision = decide(&party(&[root.root()]), &[client(&root, &[dns("b\u{fc}cher.example")]).sign(&root.key)]);
    assert!(fix(&decision, "encoding_malformed").contains("a host by its A-labels"), "{decision}");
}

#[test]
fn what_ends_before_it_begins_is_not_waited_for() {
    let root = Ca::new("Root");
    let reversed = client(&root, &[dns("host.example")]).change(|spec| {
        (spec.not_before, spec.not_after) = (utc("270601000000Z"), utc("260101000000Z"));
    });
    let decision = decide(&party(&[root.root()]), &[reversed.sign(&root.key)]);
    assert!(fix(&decision, "certificate_not_yet_valid").contains("ends before it begins"), "{decision}");
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
