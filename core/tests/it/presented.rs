//! What a peer sends, and how it arrives.

use handfast::limits::{CHAIN_BYTES, CHAIN_CERTIFICATES};
use handfast::{AccessRequest, Code, PresentedChain, RelyingParty};

use crate::forge::Ca;
use crate::forge::extension::{dns, raw, uri};
use crate::support::{AT, anchors, client, codes, decide, instant, labelled, party, pem};

#[test]
fn pem_inside_a_der_certificate_is_never_read() {
    let root = Ca::new("Root");
    let victim = client(&root, &[dns("victim.example")]).sign(&root.key);
    // The attacker proves that it holds the key of its own certificate, and hides the victim's in an extension of it.
    let attacker = Ca::new("Attacker");
    let hidden = raw(&[0x2b, 6, 1, 4, 1, 0x82, 0x37, 1], false, format!("\n{}", pem(&victim)));
    let forged = client(&attacker, &[dns("attacker.example")]).with(hidden).sign(&attacker.key);
    let party = party(&[root.root()]);
    let decision = decide(&party, std::slice::from_ref(&forged));
    assert_eq!(codes(&decision), ["issuer_unknown"]);
    let chain = PresentedChain::from_tls([&forged]);
    assert_eq!(chain.end_entity().unwrap().der(), forged, "the end entity is what was sent, octet for octet");
    let accepts = RelyingParty::builder().trust_anchors(anchors(&[root.root()])).any_verified_peer();
    let accepts = accepts.accept_files_without_possession().trusted_hop("edge").build().unwrap();
    for chain in [PresentedChain::from_files([&forged]), PresentedChain::from_forwarded([&forged], "edge")] {
        let decision = accepts.decide(&chain, &AccessRequest::connection(), instant(AT));
        assert_eq!(codes(&decision), ["issuer_unknown"]);
    }
}

#[test]
fn pem_and_der_of_one_and_of_many_are_the_same_chain() {
    let (root, middle) = (Ca::new("Root"), Ca::new("Middle"));
    let leaf = client(&middle, &[dns("a.example")]).sign(&middle.key);
    let middle = middle.certificate(&root);
    let party = party(&[root.root()]);
    let expected = decide(&party, &[leaf.clone(), middle.clone()]).to_json();
    let pem_of_both = format!("{}{}", pem(&leaf), pem(&middle)).into_bytes();
    let windows = format!("\u{feff}Subject: a\r\n{}", format!("{}{}", pem(&leaf), pem(&middle)).replace('\n', "\r\n"));
    let sent: [Vec<Vec<u8>>; 5] = [
        vec![pem(&leaf).into_bytes(), pem(&middle).into_bytes()],
        vec![pem_of_both],
        vec![windows.into_bytes()],
        vec![pem(&leaf).into_bytes(), middle.clone()],
        vec![leaf.clone(), middle.clone(), leaf.clone(), middle.clone(), middle],
    ];
    for chain in sent {
        assert_eq!(decide(&party, &chain).to_json(), expected);
    }
    assert!(expected.contains("\"effect\":\"allow\""), "{expected}");
}

#[test]
fn the_first_certificate_is_the_end_entity_whatever_the_others_are() {
    let (root, middle) = (Ca::new("Root"), Ca::new("Middle"));
    let leaf = client(&middle, &[dns("a.example")]).sign(&middle.key);
    let party = party(&[root.root()]);
    let decision = decide(&party, &[middle.certificate(&root), leaf]);
    // Everything that is wrong with it is said, its keyUsage for signing certificates alone as well.
    assert_eq!(codes(&decision), ["end_entity_is_ca", "usage_not_permitted"], "nobody else's name can be borrowed");
}

/// As a host may have it whose proxy sends an empty header for the peer's own certificate and one with a chain.
#[test]
fn what_follows_an_empty_first_certificate_is_not_the_peer_s_own() {
    let root = Ca::new("Root");
    let victim = client(&root, &[dns("victim.example")]).sign(&root.key);
    let party = RelyingParty::builder().trust_anchors(anchors(&[root.root()])).any_verified_peer();
    let party = party.accept_files_without_possession().trusted_hop("edge").build().unwrap();
    for nothing in [vec![], b" ".to_vec(), b"\r\n".to_vec()] {
        for sent in [vec![nothing.clone(), victim.clone()], vec![nothing.clone(), nothing.clone(), pem(&victim).into()]]
        {
            for chain in [PresentedChain::from_tls(&sent), PresentedChain::from_forwarded(&sent, "edge")] {
                let decision = party.decide(&chain, &AccessRequest::connection(), instant(AT));
                assert_eq!(codes(&decision), ["encoding_malformed"], "{sent:02x?}");
                assert_eq!(
                    decision.reasons()[0].message(),
                    "the first certificate, the peer's own, is empty, and others follow it"
                );
            }
            // Of files none has a place, and behind the first certificate nothing is nothing.
            let behind: Vec<Vec<u8>> = sent.iter().rev().cloned().collect();
            for chain in [PresentedChain::from_files(&sent), PresentedChain::from_tls(&behind)] {
                let decision = party.decide(&chain, &AccessRequest::connection(), instant(AT));
                assert_eq!(codes(&decision), ["path_verified"], "{sent:02x?}");
            }
        }
    }
}

#[test]
fn files_may_come_in_any_order() {
    let (root, middle) = (Ca::new("Root"), Ca::new("Middle"));
    let leaf = client(&middle, &[dns("a.example")]).sign(&middle.key);
    let chain = PresentedChain::from_files([middle.certificate(&root), root.root(), leaf.clone()]);
    assert_eq!(chain.end_entity().unwrap().der(), leaf);
    assert_eq!(chain.others().len(), 2);
}

#[test]
fn nothing_sent_is_a_chain_that_is_empty() {
    let party = party(&[Ca::new("Root").root()]);
    for nothing in [vec![], vec![Vec::new()], vec![b" \r\n".to_vec()]] {
        let decision = decide(&party, &nothing);
        assert_eq!((codes(&decision), decision.state().as_str()), (vec!["chain_empty"], "no_certificate"));
    }
}

#[test]
fn what_is_no_certificate_is_malformed_and_says_so() {
    let party = party(&[Ca::new("Root").root()]);
    let cases: [(Vec<u8>, &str); 4] = [
        (b"hello".to_vec(), "is neither PEM nor DER"),
        (labelled("PRIVATE KEY", b"secret").into_bytes(), "PRIVATE KEY"),
        (b"-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n".to_vec(), "is not base64"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n".to_vec(), "has no END line"),
    ];
    for (sent, part) in cases {
        let decision = decide(&party, &[sent]);
        assert_eq!(codes(&decision), ["encoding_malformed"]);
        let message = decision.reasons()[0].message();
        assert!(message.contains(part), "{message}");
        assert!(!decision.to_json().contains("c2VjcmV0"), "a private key is not repeated");
    }
}

#[test]
fn numbers_and_sizes_are_bounded() {
    let root = Ca::new("Root");
    let party = party(&[root.root()]);
    let leaf = client(&root, &[dns("a.example")]).sign(&root.key);
    let another = |number: usize| client(&root, &[dns(&format!("n{number}.example"))]).sign(&root.key);
    let mut chain = vec![leaf.clone()];
    chain.extend((1..CHAIN_CERTIFICATES).map(another));
    assert_eq!(codes(&decide(&party, &chain)), ["path_verified"], "as many as the limit");
    chain.push(another(CHAIN_CERTIFICATES));
    assert_eq!(codes(&decide(&party, &chain)), ["work_limit_reached"], "one more");
    let duplicates = vec![leaf.clone(); 10_000];
    assert_eq!(codes(&decide(&party, &duplicates)), ["path_verified"], "the same one again is none more");
    let bulky = |number: u8| raw(&[0x2b, 6, 1, 4, 1, 0x82, 0x37, number], false, vec![number; 60_000]);
    let mut chain = vec![leaf];
    chain.extend((1..6).map(|number| client(&root, &[uri("https://a.example/")]).with(bulky(number)).sign(&root.key)));
    let decision = decide(&party, &chain);
    assert_eq!(codes(&decision), ["work_limit_reached"]);
    assert!(decision.reasons()[0].message().contains(&CHAIN_BYTES.to_string()));
}

#[test]
fn without_proof_of_possession_the_answer_is_a_denial() {
    let root = Ca::new("Root");
    let leaf = client(&root, &[dns("a.example")]).sign(&root.key);
    let strict = party(&[root.root()]);
    let trusting = RelyingParty::builder().trust_anchors(anchors(&[root.root()])).any_verified_peer();
    let trusting = trusting.trusted_hop("edge").accept_files_without_possession().build().unwrap();
    let forwarded = PresentedChain::from_forwarded([&leaf], "edge");
    let elsewhere = PresentedChain::from_forwarded([&leaf], "EDGE");
    let files = PresentedChain::from_files([&leaf]);
    let state = |party: &RelyingParty, chain: &PresentedChain| {
        let decision = party.decide(chain, &AccessRequest::connection(), instant(AT));
        (decision.reasons()[0].code(), decision.state().as_str(), decision.valid_until())
    };
    let refused = (Code::PossessionNotProven, "presented", None);
    assert_eq!(state(&strict, &forwarded), refused);
    assert_eq!(state(&strict, &files), refused);
    assert_eq!(state(&trusting, &elsewhere), refused, "a hop's name is exact");
    let until = Some(instant("2027-01-01T00:00:01Z"));
    assert_eq!(state(&trusting, &forwarded), (Code::PathVerified, "verified_elsewhere", until));
    assert_eq!(state(&trusting, &files), (Code::PathVerified, "presented", until));
}
