//! Profiles as values: derived, printed, read back, compared; and what the newer ones ask.

use std::time::Duration;

use handfast::encoding::oid::OidBuf;
use handfast::path::{Form, Loosened, Loosening, PROFILE_NAMES, RequiredName};
use handfast::{Decision, Profile, RelyingParty, SetupCode, TimelineEventKind};

use crate::forge::der::{integer, octets, oid, rdns, seq, tlv, utc};
use crate::forge::extension::{
    CLIENT_AUTH, SERVER_AUTH, certificate_policies, dns, extended_key_usage, key_usage, raw, subject_alt_names, upn,
    uri,
};
use crate::forge::{Ca, Key, Spec};
use crate::support::{AT, anchors, client, codes, decide, decide_at, instant};

const FASC_N: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 6, 6];
const HARDWARE_MODULE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 8, 4];
const PIV: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 2, 1, 3, 13];
/// 1.2.3.4
const OWN: &[u8] = &[0x2a, 3, 4];
const UUID: &str = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

fn other_name(kind: &[u8], value: Vec<u8>) -> Vec<u8> {
    tlv(0xa0, [oid(kind), tlv(0xa0, value)].concat())
}

fn root() -> Ca {
    Ca::new("Root")
}

/// Decides by a profile about a certificate of the root's.
fn by(profile: Profile, spec: &Spec) -> Decision {
    let ca = root();
    decide(&party(profile, &ca), &[spec.sign(&ca.key)])
}

fn party(profile: Profile, ca: &Ca) -> RelyingParty {
    RelyingParty::builder().trust_anchors(anchors(&[ca.root()])).profile(profile).any_verified_peer().build().unwrap()
}

fn named(names: &[Vec<u8>]) -> Spec {
    client(&root(), names)
}

fn own() -> OidBuf {
    OidBuf::dotted("1.2.3.4").unwrap()
}

#[test]
fn every_profile_is_read_back_as_it_is_written() {
    for name in PROFILE_NAMES {
        let profile = Profile::by_name(name).unwrap();
        assert_eq!(Profile::from_json(profile.to_json()).unwrap(), profile, "{name}");
        assert_eq!(
            Profile::from_json(format!("{{\"handfast_profile\": 1, \"based_on\": \"{name}\"}}")).unwrap(),
            profile
        );
    }
    let everything = Profile::webpki_server()
        .with_name("every \"thing\"")
        .with_form(Form::Rfc5280)
        .with_extended_key_usages([own().as_oid()])
        .with_at_most_intermediates(2)
        .with_certificate_policies([own().as_oid()])
        .without_policy_mapping()
        .without_any_policy()
        .with_required_names(RequiredName::ALL)
        .with_required_extensions([own().as_oid()])
        .with_understood_extensions([own().as_oid()])
        .with_signature_algorithms(["ecdsa-sha256"])
        .unwrap()
        .with_rsa_bits(3072)
        .with_maximum_lifetime(Duration::from_hours(24))
        .with_loosening(Loosening::new("a", Loosened::CriticalExtension(own())).until(instant(AT)))
        .with_loosening(Loosening::new("b", Loosened::ServerAuthForClients))
        .with_loosening(Loosening::new("c", Loosened::NoExtendedKeyUsage));
    let json = everything.to_json();
    assert_eq!(Profile::from_json(&json).unwrap(), everything, "{json}");
    assert!(serde_json::from_str::<serde_json::Value>(&json).unwrap().is_object());
}

#[test]
fn profiles_are_compared_member_by_member_and_printed() {
    assert!(Profile::client().diff(&Profile::client()).is_empty());
    let tighter = Profile::client().with_name("mine").with_rsa_bits(3072);
    let differences: Vec<String> = Profile::client().diff(&tighter).iter().map(ToString::to_string).collect();
    assert_eq!(differences, ["name: \"client\" -> \"mine\"", "rsa_bits: 2048 -> 3072"]);
    let difference = &Profile::client().diff(&tighter)[1];
    assert_eq!((difference.member(), difference.left(), difference.right()), ("rsa_bits", "2048", "3072"));
    let printed = Profile::eap_tls().to_string();
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines[0], "name: \"eap-tls\"");
    assert!(lines.contains(&"extended_key_usages: [\"clientAuth\"]"), "{printed}");
    assert!(lines.contains(&"extended_key_usages_instead: [\"eapOverLAN\"]"), "{printed}");
    assert!(lines.contains(&"loosenings: []"), "{printed}");
}

#[test]
fn a_document_that_cannot_be_meant_is_refused_at_its_place() {
    let whole = |member: &str| format!("{{\"handfast_profile\": 1,\n {member}}}");
    for (member, column, message) in [
        ("\"rsa_bit\": 4096", 13, "a profile has no member `rsa_bit`"),
        ("\"rsa_bits\": 1024", 14, "RSA keys of 1024 bits are never accepted"),
        ("\"rsa_bits\": \"4096\"", 14, "there should be a whole number here"),
        ("\"rsa_bits\": -1", 14, "there should be a whole number here"),
        ("\"rsa_bits\": 4096.0", 14, "there should be a whole number here"),
        ("\"based_on\": \"clien\"", 14, "there is no profile `clien`"),
        ("\"name\": \" \"", 10, "the name is empty"),
        ("\"form\": \"strict\"", 10, "`strict` is none of its values"),
        ("\"extended_key_usages\": [\"clientauth\"]", 26, "`clientauth` is not an object identifier"),
        ("\"extended_key_usages\": \"clientAuth\"", 25, "there should be a list here"),
        ("\"spiffe_id\": \"true\"", 15, "there should be `true` or `false` here"),
        ("\"required_names\": [\"cn\"]", 21, "`cn` is none of its values"),
        ("\"required_extensions\": [\"1.2.x\"]", 26, "`1.2.x` is not an object identifier"),
        ("\"signature_algorithms\": []", 26, "a profile that accepts no signature algorithm accepts nobody"),
        ("\"signature_algorithms\": [\"ecdsa-sha257\"]", 26, "there is no signature algorithm `ecdsa-sha257`"),
        ("\"loosenings\": [\"all\"]", 17, "a loosening is an object"),
        ("\"loosenings\": [{\"name\": \"x\"}]", 17, "a loosening has a `what`"),
        ("\"loosenings\": [{\"what\": \"no_extended_key_usage\"}]", 17, "a loosening has a `name`"),
        ("\"loosenings\": [{\"name\": \"x\", \"what\": \"everything\"}]", 39, "`everything` is none of its values"),
        (
            "\"loosenings\": [{\"name\": \"x\", \"what\": \"critical_extension\"}]",
            17,
            "the loosening does not say which critical extension",
        ),
        (
            "\"loosenings\": [{\"name\": \"x\", \"what\": \"no_extended_key_usage\", \"oid\": \"1.2\"}]",
            71,
            "only `critical_extension` has an `oid`",
        ),
        ("\"loosenings\": [{\"name\": \"x\", \"what\": \"no_extended_key_usage\", \"until\": \"soon\"}]", 73, "is not"),
        ("\"loosenings\": [{\"name\": \"x\", \"why\": \"\"}]", 38, "a loosening has no member `why`"),
    ] {
        let error = Profile::from_json(whole(member)).unwrap_err();
        assert_eq!(error.code(), SetupCode::ValueMalformed, "{member}");
        assert!(error.message().contains(message) || message == "is not", "{member}: {}", error.message());
        assert_eq!(error.position().unwrap().to_string(), format!("line 2, column {column}"), "{member}");
        assert!(!error.fix().is_empty());
    }
    let near = Profile::from_json(whole("\"rsa_bit\": 4096")).unwrap_err();
    assert_eq!(near.fix(), "did you mean `rsa_bits`?");
    for text in ["", "null", "[]", "{", "{}", "{\"handfast_profile\": 2}", "{\"handfast_profile\": \"1\"}", "client"] {
        assert_eq!(Profile::from_json(text).unwrap_err().code(), SetupCode::ValueMalformed, "{text}");
    }
    assert_eq!(Profile::from_json(" ".repeat(100_000)).unwrap_err().code(), SetupCode::TooLarge);
}

#[test]
fn piv_asks_for_the_policy_of_cards_and_for_a_card_number() {
    let policy = || certificate_policies(false, &[PIV]);
    let fasc_n = other_name(FASC_N, octets([0xd4; 25]));
    let card = |names: &[Vec<u8>]| named(names).with(policy());
    for names in [vec![fasc_n.clone()], vec![uri(UUID)], vec![upn("ana@corp.example"), fasc_n.clone(), uri(UUID)]] {
        assert_eq!(codes(&by(Profile::piv(), &card(&names))), ["path_verified"]);
    }
    for names in [
        vec![upn("ana@corp.example")],
        vec![uri("urn:uuid:f81d4fae")],
        vec![uri("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bfg")],
    ] {
        assert_eq!(codes(&by(Profile::piv(), &card(&names))), ["identity_missing"]);
    }
    assert_eq!(codes(&by(Profile::piv(), &named(std::slice::from_ref(&fasc_n)))), ["certificate_policy_not_permitted"]);
    assert_eq!(codes(&by(Profile::piv(), &card(&[fasc_n]).without(15))), ["extension_missing"]);
}

#[test]
fn eap_tls_asks_that_the_use_is_stated() {
    let spec = |usages: Vec<u8>| named(&[dns("laptop.example")]).instead(37, usages);
    // 1.3.6.1.5.5.7.3.14
    let eap = raw(&[85, 29, 37], false, seq(&[oid(&[0x2b, 6, 1, 5, 5, 7, 3, 14])]));
    for usages in [extended_key_usage(&[CLIENT_AUTH]), eap.clone()] {
        assert_eq!(codes(&by(Profile::eap_tls(), &spec(usages))), ["path_verified"]);
    }
    let server = by(Profile::eap_tls(), &spec(extended_key_usage(&[SERVER_AUTH])));
    assert_eq!(codes(&server), ["usage_not_permitted"]);
    assert_eq!(server.reasons()[0].expected(), Some("clientAuth or eapOverLAN"));
    assert_eq!(codes(&by(Profile::eap_tls(), &named(&[dns("laptop.example")]).without(37))), ["extension_missing"]);
    // The other profiles do not take one usage for the other.
    assert_eq!(codes(&by(Profile::client(), &spec(eap))), ["usage_not_permitted"]);
}

#[test]
fn a_ca_for_one_alternative_issues_for_no_other() {
    let eap = || raw(&[85, 29, 37], false, seq(&[oid(&[0x2b, 6, 1, 5, 5, 7, 3, 14])]));
    let client_auth = || extended_key_usage(&[CLIENT_AUTH]);
    let path = |leaf: Vec<u8>, ca: Vec<u8>| {
        let (root, intermediate) = (root(), Ca::new("Intermediate"));
        let leaf = client(&intermediate, &[dns("a.example")]).instead(37, leaf);
        let chain = [leaf.sign(&intermediate.key), intermediate.spec(&root).with(ca).sign(&root.key)];
        codes(&decide(&party(Profile::eap_tls(), &root), &chain))
    };
    assert_eq!(path(client_auth(), client_auth()), ["path_verified"]);
    assert_eq!(path(eap(), eap()), ["path_verified"]);
    assert_eq!(path(client_auth(), eap()), ["usage_not_permitted"]);
    assert_eq!(path(eap(), client_auth()), ["usage_not_permitted"]);
}

#[test]
fn iot_device_asks_for_the_makers_number() {
    let serial = named(&[dns("meter.example")]).change(|spec| spec.subject = rdns(&[(&[85, 4, 5], 0x13, b"M-1042")]));
    assert_eq!(codes(&by(Profile::iot_device(), &serial)), ["path_verified"]);
    let module = other_name(HARDWARE_MODULE, seq(&[oid(OWN), octets(b"M-1042")]));
    assert_eq!(codes(&by(Profile::iot_device(), &named(&[module]))), ["path_verified"]);
    let neither = by(Profile::iot_device(), &named(&[dns("meter.example")]));
    assert_eq!(codes(&neither), ["identity_missing"]);
    assert_eq!(neither.reasons()[0].expected(), Some("a serialNumber in the subject or a hardwareModuleName"));
}

#[test]
fn what_is_derived_is_asked() {
    let spec = || named(&[dns("a.example")]);
    let extension = |critical: bool| raw(OWN, critical, integer(&[1]));
    let required = || Profile::client().with_required_extensions([own().as_oid()]);
    assert_eq!(codes(&by(required(), &spec())), ["extension_missing"]);
    assert_eq!(codes(&by(required(), &spec().with(extension(false)))), ["path_verified"]);
    assert_eq!(codes(&by(required(), &spec().with(extension(true)))), ["critical_extension_unknown"]);
    let understood = required().with_understood_extensions([own().as_oid()]);
    assert_eq!(codes(&by(understood, &spec().with(extension(true)))), ["path_verified"]);
    let algorithms = |names: &[&str]| Profile::client().with_signature_algorithms(names.iter().copied()).unwrap();
    assert_eq!(codes(&by(algorithms(&["ecdsa-sha256"]), &spec())), ["path_verified"]);
    assert_eq!(codes(&by(algorithms(&["ecdsa-sha384", "ed25519"]), &spec())), ["algorithm_not_accepted"]);
    let rsa =
        Spec::new("client", &Key::rsa(), &root()).with(key_usage(&[0])).with(subject_alt_names(&[dns("a.example")]));
    assert_eq!(codes(&by(Profile::client(), &rsa)), ["path_verified"]);
    let short = by(Profile::client().with_rsa_bits(3072), &rsa);
    assert_eq!(codes(&short), ["algorithm_not_accepted"]);
    assert_eq!(short.reasons()[0].expected(), Some("RSA of at least 3072 bits"));
    assert_eq!(codes(&by(Profile::client().with_rsa_bits(1024), &rsa)), ["path_verified"]);
}

#[test]
fn a_lifetime_counts_both_ends() {
    // A day: the last second is valid, too.
    let day = named(&[dns("a.example")])
        .change(|spec| (spec.not_before, spec.not_after) = (utc("260531120000Z"), utc("260601115959Z")));
    let most = |seconds| Profile::client().with_maximum_lifetime(Duration::from_secs(seconds));
    assert_eq!(codes(&by(most(86_400), &day)), ["path_verified"]);
    let long = by(most(86_399), &day);
    assert_eq!(codes(&long), ["lifetime_too_long"]);
    assert_eq!(long.reasons()[0].observed(), Some("86400 seconds"));
    assert_eq!(long.reasons()[0].expected(), Some("at most 86399 seconds"));
}

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
    let member =
        serde_json::json!([{ "name": "partner-bank", "what": "server_auth_for_clients", "until": end, "index": 0 }]);
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
