//! Profiles as values: derived, printed, read back, compared; and what the newer ones ask.

use std::time::Duration;

use handfast::encoding::oid::OidBuf;
use handfast::path::{Form, Loosened, Loosening, PROFILE_NAMES, RequiredName};
use handfast::{Decision, Profile, RelyingParty, SetupCode};

use crate::forge::der::{integer, octets, oid, rdns, seq, tlv, utc};
use crate::forge::extension::{
    CLIENT_AUTH, SERVER_AUTH, certificate_policies, dns, email, extended_key_usage, ip, key_usage, raw,
    subject_alt_names, upn, uri,
};
use crate::forge::{Ca, Key, Spec};
use crate::support::{AT, anchors, client, codes, decide, instant};

const FASC_N: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 6, 6];
const HARDWARE_MODULE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 8, 4];
const PIV: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 2, 1, 3, 13];
/// 1.2.3.4
pub(crate) const OWN: &[u8] = &[0x2a, 3, 4];
const UUID: &str = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

fn other_name(kind: &[u8], value: Vec<u8>) -> Vec<u8> {
    tlv(0xa0, [oid(kind), tlv(0xa0, value)].concat())
}

pub(crate) fn root() -> Ca {
    Ca::new("Root")
}

/// Decides by a profile about a certificate of the root's.
pub(crate) fn by(profile: Profile, spec: &Spec) -> Decision {
    let ca = root();
    decide(&party(profile, &ca), &[spec.sign(&ca.key)])
}

pub(crate) fn party(profile: Profile, ca: &Ca) -> RelyingParty {
    RelyingParty::builder().trust_anchors(anchors(&[ca.root()])).profile(profile).any_verified_peer().build().unwrap()
}

pub(crate) fn named(names: &[Vec<u8>]) -> Spec {
    client(&root(), names)
}

pub(crate) fn own() -> OidBuf {
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
        .with_loosening(Loosening::new("b", Loosened::ServerAuthForClients).for_issuer([0xab; 32]))
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
        (
            "\"loosenings\": [{\"name\": \"x\", \"what\": \"no_extended_key_usage\", \"issuer_spki\": \"CN=Bank\"}]",
            79,
            "`CN=Bank` is not 32 octets in hex",
        ),
        ("\"public_suffix_wildcards\": \"no\"", 29, "there should be `true` or `false` here"),
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
    // As some editors save it.
    assert_eq!(Profile::from_json("\u{feff}{\"handfast_profile\": 1}").unwrap(), Profile::client());
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
    // A name of that type is not yet a number.
    for value in [tlv(5, []), octets([]), octets([0xd4; 24]), octets([0xd4; 26]), tlv(0x0c, [b'1'; 25])] {
        let decision = by(Profile::piv(), &card(&[other_name(FASC_N, value.clone())]));
        assert_eq!(codes(&decision), ["identity_missing"], "{value:02x?}");
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
    // Other usages are asked for instead of both.
    let derived = || Profile::eap_tls().with_extended_key_usages([own().as_oid()]);
    assert_eq!(codes(&by(derived(), &spec(eap.clone()))), ["usage_not_permitted"]);
    let stated = raw(&[85, 29, 37], false, seq(&[oid(OWN)]));
    assert_eq!(codes(&by(derived(), &spec(stated))), ["path_verified"]);
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
    let parts = [oid(OWN), octets(b"M-1042")];
    for value in [
        tlv(5, []),
        seq(&parts[..1]),
        seq(&[oid(OWN), octets([])]),
        seq(&[parts[1].clone(), parts[0].clone()]),
        seq(&[parts[0].clone(), parts[1].clone(), tlv(5, [])]),
        tlv(0x31, parts.concat()),
    ] {
        let decision = by(Profile::iot_device(), &named(&[other_name(HARDWARE_MODULE, value.clone())]));
        assert_eq!(codes(&decision), ["identity_missing"], "{value:02x?}");
    }
    let blank = named(&[dns("meter.example")]).change(|spec| spec.subject = rdns(&[(&[85, 4, 5], 0x13, b" ")]));
    assert_eq!(codes(&by(Profile::iot_device(), &blank)), ["identity_missing"]);
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

/// By the ICANN section of the list, as Baseline Requirements section 3.2.2.6 says; under any form.
#[cfg(feature = "psl")]
#[test]
fn a_wildcard_below_a_public_suffix_is_refused_where_the_profile_says_so() {
    let spec = |name: &str| named(&[dns(name)]);
    let strict = || Profile::client().without_public_suffix_wildcards().unwrap();
    for refused in ["*.com", "*.co.uk", "*.CO.UK", "*.local", "*.anything.ck", "*.xn--p1ai"] {
        let decision = by(strict(), &spec(refused));
        assert_eq!(codes(&decision), ["identity_malformed"], "{refused}");
        let reference = "CA/Browser Forum Baseline Requirements, section 3.2.2.6";
        assert_eq!(decision.reasons()[0].reference(), reference);
        assert_eq!(codes(&by(Profile::client(), &spec(refused))), ["path_verified"], "{refused}");
    }
    // A name that is no wildcard, one below a registered name, below an exception of the list, and in its private section.
    for accepted in ["co.uk", "*.example.co.uk", "*.example.com", "*.www.ck", "*.github.io", "*.blogspot.com"] {
        assert_eq!(codes(&by(strict(), &spec(accepted))), ["path_verified"], "{accepted}");
    }
    let difference: Vec<String> = Profile::client().diff(&strict()).iter().map(ToString::to_string).collect();
    assert_eq!(difference, ["public_suffix_wildcards: true -> false"]);
    assert_eq!(Profile::from_json(strict().to_json()).unwrap(), strict());
}

/// As `with_certificate_policies`: whoever lists policies means that the path has one.
#[test]
fn certificate_policies_of_a_document_are_asked_for_unless_it_says_otherwise() {
    let read = |more: &str| {
        let members = format!("{{\"handfast_profile\": 1, \"certificate_policies\": [\"1.2.3.4\"]{more}}}");
        codes(&by(Profile::from_json(members).unwrap(), &named(&[dns("a.example")]))).join(" ")
    };
    assert_eq!(read(""), "certificate_policy_not_permitted");
    assert_eq!(read(", \"explicit_certificate_policy\": true"), "certificate_policy_not_permitted");
    assert_eq!(read(", \"explicit_certificate_policy\": false"), "path_verified");
    let asked = Profile::client().with_certificate_policies([own().as_oid()]);
    assert_eq!(Profile::from_json(asked.to_json()).unwrap(), asked);
    assert_eq!(
        Profile::from_json("{\"handfast_profile\": 1, \"certificate_policies\": [\"1.2.3.4\"]}").unwrap(),
        asked
    );
}

/// Never silently otherwise: a build that cannot do it refuses the profile, and says what is missing.
#[cfg(not(feature = "psl"))]
#[test]
fn without_the_public_suffix_list_a_profile_that_asks_for_it_is_a_mistake() {
    let error = Profile::client().without_public_suffix_wildcards().unwrap_err();
    assert_eq!(error.code(), SetupCode::FormNotSupported);
    assert!(error.fix().contains("`psl`"), "{error}");
    let document = "{\"handfast_profile\": 1, \"public_suffix_wildcards\": false}";
    let error = Profile::from_json(document).unwrap_err();
    assert_eq!((error.code(), error.position().is_some()), (SetupCode::FormNotSupported, true));
    assert!(Profile::from_json("{\"handfast_profile\": 1, \"public_suffix_wildcards\": true}").is_ok());
}

/// Every profile is the same in every build.
#[test]
fn no_profile_asks_for_the_public_suffix_list_by_itself() {
    for name in PROFILE_NAMES {
        assert!(Profile::by_name(name).unwrap().to_string().contains("public_suffix_wildcards: true"), "{name}");
    }
}

#[test]
fn what_the_baseline_requirements_ask_of_cas_and_of_common_names() {
    let server = |common_name: &str, name: &str| {
        let leaf = named(&[dns(name)]).instead(37, extended_key_usage(&[SERVER_AUTH]));
        leaf.change(|spec| spec.subject = crate::forge::der::cn(common_name))
    };
    // Section 7.1.4.3: character for character.
    assert_eq!(codes(&by(Profile::webpki_server(), &server("a.example", "a.example"))), ["path_verified"]);
    assert_eq!(codes(&by(Profile::webpki_server(), &server("A.example", "a.example"))), ["extension_not_permitted"]);
    // Sections 7.1.2.7.12 and 7.1.2.7.10: no other names, and usages that are not for servers.
    let refused = |spec: Spec| {
        let decision = by(Profile::webpki_server(), &spec);
        assert_eq!(codes(&decision), ["extension_not_permitted"]);
        let reason = &decision.reasons()[0];
        format!("{} ({})", reason.message(), reason.reference())
    };
    let with = |names: &[Vec<u8>], usages: &[u8]| {
        let spec = named(names).instead(37, extended_key_usage(usages));
        spec.change(|spec| spec.subject = crate::forge::der::cn("a.example"))
    };
    for (other, form) in
        [(email("a@a.example"), "rfc822Name"), (uri("https://a.example/"), "uniformResourceIdentifier")]
    {
        let names = [dns("a.example"), other];
        let message = refused(with(&names, &[SERVER_AUTH]));
        assert!(message.contains(form) && message.ends_with("section 7.1.2.7.12)"), "{message}");
        let rfc5280 = by(Profile::rfc5280(), &with(&names, &[SERVER_AUTH]));
        assert_eq!(codes(&rfc5280), ["path_verified"]);
    }
    for (usage, name) in [(3, "codeSigning"), (4, "emailProtection"), (8, "timeStamping"), (9, "OCSPSigning")] {
        let message = refused(with(&[dns("a.example")], &[SERVER_AUTH, usage]));
        assert!(message.contains(name) && message.ends_with("section 7.1.2.7.10)"), "{message}");
    }
    let both = with(&[dns("a.example"), ip(&[192, 0, 2, 1])], &[SERVER_AUTH, CLIENT_AUTH]);
    assert_eq!(codes(&by(Profile::webpki_server(), &both)), ["path_verified"]);
    // Section 7.1.2.10.7, for a CA that is sent and for one that is trusted.
    let decided = |profile: Profile, silent: bool, silent_root: bool| {
        let (root, middle) = (root(), Ca::new("Middle"));
        let without = |spec: Spec, silent: bool| if silent { spec.without(15) } else { spec };
        let leaf = client(&middle, &[dns("a.example")]).instead(37, extended_key_usage(&[SERVER_AUTH]));
        let leaf = leaf.change(|spec| spec.subject = crate::forge::der::cn("a.example")).sign(&middle.key);
        let anchor = without(root.spec(&root), silent_root).sign(&root.key);
        let builder = RelyingParty::builder().trust_anchors(anchors(&[anchor])).profile(profile);
        let chain = [leaf, without(middle.spec(&root), silent).sign(&root.key)];
        codes(&decide(&builder.any_verified_peer().build().unwrap(), &chain))
    };
    assert_eq!(decided(Profile::webpki_server(), false, false), ["path_verified"]);
    assert_eq!(decided(Profile::webpki_server(), true, false), ["extension_missing"]);
    assert_eq!(decided(Profile::webpki_server(), false, true), ["extension_missing"]);
    // RFC 5280 wants these critical, and the Forum nameConstraints alone otherwise (section 7.1.2.5.2).
    let not_critical = |number: u8, value: Vec<u8>| {
        let (root, middle) = (root(), Ca::new("Middle"));
        let leaf = client(&middle, &[dns("a.example")]).instead(37, extended_key_usage(&[SERVER_AUTH]));
        let leaf = leaf.change(|spec| spec.subject = crate::forge::der::cn("a.example")).sign(&middle.key);
        let upper = middle.spec(&root).with(raw(&[85, 29, number], false, value)).sign(&root.key);
        codes(&decide(&party(Profile::webpki_server(), &root), &[leaf, upper]))
    };
    assert_eq!(not_critical(30, seq(&[tlv(0xa0, seq(&[dns("a.example")]))])), ["path_verified"]);
    assert_eq!(not_critical(36, seq(&[tlv(0x81, [0])])), ["extension_not_permitted"]);
    assert_eq!(not_critical(54, integer(&[0])), ["extension_not_permitted"]);
    assert_eq!(
        decided(Profile::rfc5280(), true, true),
        ["path_verified"],
        "RFC 5280 section 6.1.4 (n): if it is there"
    );
}

/// RFC 5280 section 4.2.1.1: a self-signed certificate is one that its own key signed, and need not have one.
#[test]
fn a_root_without_authority_key_identifier_signed_itself() {
    let (ca, other) = (root(), Ca::new("Other"));
    let decided = |anchor: Vec<u8>| {
        let builder = RelyingParty::builder().trust_anchors(anchors(&[anchor])).profile(Profile::rfc5280());
        let chain = [named(&[dns("a.example")]).sign(&ca.key)];
        codes(&decide(&builder.any_verified_peer().build().unwrap(), &chain))
    };
    let bare = |issuer: &Ca| ca.spec(issuer).without(35);
    assert_eq!(decided(bare(&ca).sign(&ca.key)), ["path_verified"]);
    // Under another name, with its own signature; and cross-certified by another.
    assert_eq!(decided(bare(&other).sign(&ca.key)), ["path_verified"]);
    assert_eq!(decided(bare(&other).sign(&other.key)), ["extension_missing"]);
    // An end entity that has its CA's name signed itself as little.
    let namesake = named(&[dns("a.example")]).change(|spec| spec.subject.clone_from(&ca.name));
    assert_eq!(codes(&by(Profile::rfc5280(), &namesake)), ["path_verified"]);
    assert_eq!(codes(&by(Profile::rfc5280(), &namesake.without(35))), ["extension_missing"]);
    assert_eq!(codes(&decide(&party(Profile::rfc5280(), &ca), &[ca.root()])), ["path_verified"]);
}

#[test]
fn an_end_entity_has_no_path_length_where_a_standard_is_asked_for() {
    use crate::forge::extension::basic_constraints;
    let spec = named(&[dns("a.example")]).instead(19, basic_constraints(false, Some(0)));
    let decision = by(Profile::rfc5280(), &spec);
    assert_eq!(codes(&decision), ["extension_not_permitted"]);
    assert_eq!(decision.reasons()[0].reference(), "RFC 5280, section 4.2.1.9");
    assert_eq!(codes(&by(Profile::client(), &spec)), ["path_verified"], "it says nothing about who the peer is");
    // A CA as the end entity, as `rfc5280` has it: one that signs certificates, and one that does not.
    let ca = |usage: &[u32]| {
        codes(&by(
            Profile::rfc5280(),
            &spec.clone().instead(19, basic_constraints(true, Some(0))).instead(15, key_usage(usage)),
        ))
    };
    assert_eq!(ca(&[0, 5]), ["path_verified"]);
    assert_eq!(ca(&[0]), ["extension_not_permitted"]);
    let silent = spec.clone().instead(19, basic_constraints(true, Some(0))).without(15);
    let decision = by(Profile::rfc5280(), &silent);
    assert_eq!(codes(&decision), ["extension_not_permitted"]);
    assert!(decision.reasons()[0].message().contains("no keyUsage says that it signs certificates"));
}
