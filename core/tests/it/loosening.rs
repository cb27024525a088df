//! What a profile lets through by exception: until when, for whom, and how it is shown.

use handfast::path::{AppliedLoosening, Loosened, Loosening};
use handfast::{Profile, RelyingParty, TimelineEventKind};

use crate::forge::der::integer;
use crate::forge::extension::{CLIENT_AUTH, SERVER_AUTH, dns, extended_key_usage, raw};
use crate::forge::{Ca, Key, Spec};
use crate::profile::{OWN, by, named, own, party, root};
use crate::support::{AT, anchors, client, codes, decide, decide_at, instant};

#[test]
fn a_loosening_lets_through_what_it_names_until_it_ends_and_is_shown() {
    let server = || named(&[dns("a.example")]).instead(37, extended_key_usage(&[SERVER_AUTH]));
    let end = "2026-07-01T00:00:00Z";
    let loosened = || {
        let loosening = Loosening::new("partner-bank", Loosened::ServerAuthForClients).until(instant(end));
        Profile::client().with_loosening(loosening)
    };
    assert_eq!(codes(&by(Profile::client(), &server())), ["usage_not_permitted"]);
    let through = by(loosened(), &server());
    assert_eq!(codes(&through), ["path_verified"]);
    let [applied] = through.loosened() else { panic!("{:?}", through.loosened()) };
    assert_eq!((applied.loosening().name(), applied.index()), ("partner-bank", 0));
    assert_eq!(through.valid_until(), Some(instant(end)));
    let json: serde_json::Value = serde_json::from_str(&through.to_json()).unwrap();
    let member = serde_json::json!([{ "name": "partner-bank", "what": "server_auth_for_clients", "until": end, "issuer_spki": null, "index": 0 }]);
    assert_eq!(json["loosened"], member);
    let line =
        "  loosened: `partner-bank` lets server_auth_for_clients through for certificate 0, until 2026-07-01T00:00:00Z";
    assert!(through.to_string().lines().any(|printed| printed == line), "{through}");
    // It is over at that very instant.
    let ca = root();
    let (party, chain) = (party(loosened(), &ca), [server().sign(&ca.key)]);
    assert_eq!(codes(&decide_at(&party, &chain, "2026-06-30T23:59:59Z")), ["path_verified"]);
    assert_eq!(codes(&decide_at(&party, &chain, end)), ["usage_not_permitted"]);
    let presented = handfast::PresentedChain::from_tls(&chain);
    let request = handfast::AccessRequest::connection();
    let timeline = party.timeline(&presented, &request, instant(AT), instant("2026-12-01T00:00:00Z"));
    assert_eq!(timeline.spans()[1].from(), instant(end));
    assert_eq!(timeline.spans()[1].events()[0].kind(), TimelineEventKind::LooseningEnds);
    // Where it is not needed it is not shown, and ends nothing.
    let unneeded = by(loosened(), &named(&[dns("a.example")]));
    assert!(unneeded.loosened().is_empty());
    assert!(!unneeded.to_json().contains("\"loosened\""));
    assert_ne!(unneeded.valid_until(), Some(instant(end)));
    // It lets through nothing else.
    for usage in [3, 4] {
        let other = named(&[dns("a.example")]).instead(37, extended_key_usage(&[usage]));
        assert_eq!(codes(&by(loosened(), &other)), ["usage_not_permitted"]);
    }
}

/// A public certificate gets in by the CA that the loosening is for, whatever stands above or below it, and by no other.
#[test]
fn a_loosening_for_one_issuer_opens_the_door_to_no_other() {
    let server = || extended_key_usage(&[SERVER_AUTH]);
    let (bank, other, issuing) = (Ca::new("Bank"), Ca::new("Other"), Ca::new("Issuing"));
    // Another CA certifies a CA of the same name as the one that the loosening is for, with another key.
    let namesake = issuing.with_key(Key::new("namesake"));
    let below = |issuing: &Ca, root: &Ca| {
        let leaf = client(issuing, &[dns("a.example")]).instead(37, server());
        vec![leaf.sign(&issuing.key), issuing.spec(root).with(server()).sign(&root.key)]
    };
    let pin = |der: &[u8]| handfast::Certificate::from_der(der).unwrap().spki_pin();
    let through = |pin: [u8; 32], chain: &[Vec<u8>]| {
        let loosening = Loosening::new("bank", Loosened::ServerAuthForClients).for_issuer(pin);
        let builder = RelyingParty::builder().trust_anchors(anchors(&[other.root(), bank.root()])).any_verified_peer();
        let party = builder.profile(Profile::client().with_loosening(loosening)).build().unwrap();
        decide(&party, chain)
    };
    let (of_bank, of_other) = (below(&issuing, &bank), below(&namesake, &other));
    for pin in [pin(&bank.root()), pin(&of_bank[1])] {
        let let_in = through(pin, &of_bank);
        assert_eq!(codes(&let_in), ["path_verified"]);
        assert_eq!(let_in.loosened().iter().map(AppliedLoosening::index).collect::<Vec<_>>(), [0, 1]);
        let hex = pin.iter().map(|octet| format!("{octet:02x}")).collect::<Vec<_>>().concat();
        assert_eq!(let_in.loosened()[0].loosening().issuer_spki(), Some(hex.clone()));
        assert!(let_in.to_json().contains(&format!("\"issuer_spki\":\"{hex}\"")), "{}", let_in.to_json());
        assert!(let_in.to_string().contains(&format!("below the key {hex}")), "{let_in}");
        let refused = through(pin, &of_other);
        assert_eq!(codes(&refused), ["usage_not_permitted"]);
        assert_eq!(refused.reasons()[0].message(), "certificate 0 may be used for serverAuth, not for clientAuth");
    }
    // The end entity's own key is no issuer's.
    assert_eq!(codes(&through(pin(&of_bank[0]), &of_bank)), ["usage_not_permitted"]);
    // Two paths, and the loosening is for the anchor of the second only: that one is found, whichever is tried first.
    for (one, two) in [(&bank, &other), (&other, &bank)] {
        let both = [below(&issuing, one), vec![issuing.spec(two).with(server()).sign(&two.key)]].concat();
        for root in [&bank, &other] {
            let found = through(pin(&root.root()), &both);
            assert_eq!(codes(&found), ["path_verified"]);
            let anchor = found.identity().unwrap().path().anchor().certificate().fingerprint();
            assert_eq!(anchor, handfast::Certificate::from_der(&root.root()).unwrap().fingerprint());
        }
    }
}

/// The other two kinds, and a profile with alternatives, for the right issuer and for another.
#[test]
fn every_loosening_can_be_for_one_issuer() {
    let with = |profile: Profile, what: Loosened, spec: &Spec| {
        let ca = root();
        let pin = handfast::Certificate::from_der(&ca.root()).unwrap().spki_pin();
        [pin, [0; 32]].map(|pin| {
            let profile = profile.clone().with_loosening(Loosening::new("for now", what.clone()).for_issuer(pin));
            codes(&decide(&party(profile, &ca), &[spec.sign(&ca.key)])).join(" ")
        })
    };
    let named = || named(&[dns("a.example")]);
    let silent = named().without(37);
    assert_eq!(with(Profile::eap_tls(), Loosened::NoExtendedKeyUsage, &silent), ["path_verified", "extension_missing"]);
    let critical = named().with(raw(OWN, true, integer(&[1])));
    assert_eq!(
        with(Profile::client(), Loosened::CriticalExtension(own()), &critical),
        ["path_verified", "critical_extension_unknown"]
    );
    let server = named().instead(37, extended_key_usage(&[SERVER_AUTH]));
    assert_eq!(
        with(Profile::eap_tls(), Loosened::ServerAuthForClients, &server),
        ["path_verified", "usage_not_permitted"]
    );
}

/// Neither of the two usages is permitted all along the path by itself: only as the one that the loosening lets through.
#[test]
fn a_loosening_that_one_of_two_alternatives_needs_is_shown_and_ends() {
    let usages = |these: &[u8]| extended_key_usage(these);
    let (root, intermediate) = (root(), Ca::new("Intermediate"));
    // eapOverLAN and serverAuth, below a CA for clientAuth.
    let leaf = client(&intermediate, &[dns("a.example")]).instead(37, usages(&[14, SERVER_AUTH]));
    let ca = intermediate.spec(&root).with(usages(&[CLIENT_AUTH]));
    let chain = [leaf.sign(&intermediate.key), ca.sign(&root.key)];
    let end = "2026-07-01T00:00:00Z";
    let loosening = Loosening::new("for now", Loosened::ServerAuthForClients).until(instant(end));
    assert_eq!(codes(&decide(&party(Profile::eap_tls(), &root), &chain)), ["usage_not_permitted"]);
    let loosened = party(Profile::eap_tls().with_loosening(loosening), &root);
    let through = decide(&loosened, &chain);
    assert_eq!(codes(&through), ["path_verified"]);
    assert_eq!(through.loosened().iter().map(AppliedLoosening::index).collect::<Vec<_>>(), [0]);
    assert_eq!(through.valid_until(), Some(instant(end)));
    // Below a CA for both alternatives it is not needed, and not shown.
    let both = intermediate.spec(&root).with(usages(&[14, CLIENT_AUTH])).sign(&root.key);
    assert!(decide(&loosened, &[chain[0].clone(), both]).loosened().is_empty());
}

#[test]
fn the_other_loosenings() {
    let with = |profile: Profile, what| profile.with_loosening(Loosening::new("for now", what));
    let silent = named(&[dns("a.example")]).without(37);
    let through = by(with(Profile::eap_tls(), Loosened::NoExtendedKeyUsage), &silent);
    assert_eq!(codes(&through), ["path_verified"]);
    assert_eq!(through.loosened().len(), 1);
    let critical = |ca: bool| {
        let extension = raw(OWN, true, integer(&[1]));
        let (root, intermediate) = (root(), Ca::new("Intermediate"));
        let leaf = client(&intermediate, &[dns("a.example")]);
        let issuing = intermediate.spec(&root);
        let (leaf, issuing) = if ca { (leaf, issuing.with(extension)) } else { (leaf.with(extension), issuing) };
        vec![leaf.sign(&intermediate.key), issuing.sign(&root.key)]
    };
    for ca in [false, true] {
        let refused = decide(&party(Profile::client(), &root()), &critical(ca));
        assert_eq!(codes(&refused), ["critical_extension_unknown"]);
        let profile = with(Profile::client(), Loosened::CriticalExtension(own()));
        let through = decide(&party(profile, &root()), &critical(ca));
        assert_eq!(codes(&through), ["path_verified"]);
        let [applied] = through.loosened() else { panic!("{:?}", through.loosened()) };
        assert_eq!(applied.index(), usize::from(ca));
        assert!(applied.to_string().contains("critical_extension 1.2.3.4"), "{applied}");
    }
}
