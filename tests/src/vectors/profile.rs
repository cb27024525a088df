//! What each profile asks for besides.

use super::model::Vector;
use super::world::{Case, More as _, WEB, World, sha256_hex};
use crate::forge::der::{integer, octets, oid, rdns, seq, tlv};
use crate::forge::extension::{
    CLIENT_AUTH, SERVER_AUTH, any_extended_key_usage, basic_constraints, ce, certificate_policies, dns, email,
    extended_key_usage, key_usage, kp, raw, subject_alt_names, upn, uri,
};
use crate::forge::key::{MlDsa, pkcs1};
use crate::forge::{Key, Spec};

const VERIFIED: &[&str] = &["path_verified"];
const MISSING: &[&str] = &["extension_missing"];
const NOT: &[&str] = &["extension_not_permitted"];
const NAME: &[&str] = &["identity_malformed"];

pub(super) fn vectors(world: &World) -> Vec<Vector> {
    [svid(world), rfc5280(world), webpki(world), piv(world), eap_tls(world), iot_device(world), derived(world)].concat()
}

fn case(world: &World, profile: &str, name: &str, rule: &str, end_entity: Spec, issuing: Spec, root: Spec) -> Case {
    let chain = vec![world.sign(&end_entity), issuing.sign(&world.root.key)];
    Case::new(&format!("profile/{profile}/{name}"), rule, &root.sign(&world.root.key), chain).profile(profile)
}

fn issuing(world: &World) -> Spec {
    world.issuing.spec(&world.root)
}

fn root(world: &World) -> Spec {
    world.root.spec(&world.root)
}

fn svid(world: &World) -> Vec<Vector> {
    let case =
        |name: &str, rule: &str, end_entity| case(world, "svid", name, rule, end_entity, issuing(world), root(world));
    vec![
        case("verified", "an X509-SVID", world.web()).allow(VERIFIED).principal(WEB),
        case(
            "dns-beside",
            "other names may stand beside the one URI",
            world.named(&[uri(WEB), dns("web.prod.example")]),
        )
        .allow(VERIFIED)
        .principal(WEB),
        case("without-key-usage", "an X509-SVID has keyUsage", world.web().without(15)).deny(MISSING),
        case("key-encipherment-only", "an X509-SVID signs", world.web().instead(15, key_usage(&[2])))
            .deny(&["usage_not_permitted"]),
        case("no-uri", "an X509-SVID has a URI", world.named(&[dns("web.prod.example")])).deny(&["identity_missing"]),
        case("no-names", "an X509-SVID has a URI", world.bare()).deny(&["identity_missing"]),
        case("two-uris", "an X509-SVID has one URI", world.named(&[uri(WEB), uri("https://web.prod.example/")]))
            .deny(&["identity_ambiguous"]),
        case(
            "two-spiffe-ids",
            "an X509-SVID has one URI",
            world.named(&[uri(WEB), uri("spiffe://prod.example/other")]),
        )
        .deny(&["identity_ambiguous"]),
        case("uri-of-another-scheme", "the URI is a SPIFFE ID", world.named(&[uri("https://web.prod.example/")]))
            .deny(NAME),
        case("trust-domain-only", "an end entity's SPIFFE ID has a path", world.named(&[uri("spiffe://prod.example")]))
            .deny(NAME),
        case("signing-certificate", "a signing certificate is no end entity", {
            world.web().instead(19, basic_constraints(true, None)).instead(15, key_usage(&[0, 5]))
        })
        .deny(&["end_entity_is_ca"]),
        case("server-auth-only", "a workload's certificate is for clients, too", {
            world.web().instead(37, extended_key_usage(&[SERVER_AUTH]))
        })
        .deny(&["usage_not_permitted"]),
    ]
}

fn rfc5280(world: &World) -> Vec<Vector> {
    let all = |name: &str, rule: &str, end_entity, issuing, root| {
        case(world, "rfc5280", name, rule, end_entity, issuing, root)
    };
    let web = |name: &str, rule: &str, end_entity| all(name, rule, end_entity, issuing(world), root(world));
    let ca = |name: &str, rule: &str, ca| all(name, rule, world.web(), ca, root(world));
    let under = |name: &str, rule: &str, root| all(name, rule, world.web(), issuing(world), root);
    let soft_ca = raw(&ce(19), false, seq(&[tlv(1, [0xff])]));
    let soft_constraints = raw(&ce(30), false, seq(&[tlv(0xa0, seq(&[tlv(0x82, "example")]))]));
    let names = seq(&[uri(WEB)]);
    let empty_subject = |spec: Spec| spec.change(|spec| spec.subject = rdns(&[]));
    vec![
        web("verified", "as RFC 5280 has it", world.web()).allow(VERIFIED).principal(WEB),
        web("server-auth-only", "no use is asked for", world.web().instead(37, extended_key_usage(&[SERVER_AUTH])))
            .allow(VERIFIED)
            .principal(WEB),
        web("end-entity-is-ca", "section 6.1.4 looks at issuers only", {
            world
                .web()
                .instead(19, basic_constraints(true, None))
                .instead(15, key_usage(&[5]))
                .with(crate::forge::extension::subject_key_identifier(&world.peer))
        })
        .allow(VERIFIED)
        .principal(WEB),
        web("end-entity-without-authority-key-identifier", "section 4.2.1.1", world.web().without(35)).deny(MISSING),
        ca("ca-without-authority-key-identifier", "section 4.2.1.1", issuing(world).without(35)).deny(MISSING),
        ca("ca-without-subject-key-identifier", "section 4.2.1.2", issuing(world).without(14)).deny(MISSING),
        under("anchor-without-authority-key-identifier", "a self-signed certificate need not have one", {
            root(world).without(35)
        })
        .allow(VERIFIED)
        .principal(WEB),
        under("anchor-of-another-name-signed-by-itself", "section 4.2.1.1: whose own key signed it is self-signed", {
            world.root.spec(&world.issuing).without(35)
        })
        .allow(VERIFIED)
        .principal(WEB),
        ca("subject-key-identifier-critical", "section 4.2.1.2", {
            let identifier = octets(world.issuing.key.identifier());
            issuing(world).instead(14, raw(&ce(14), true, identifier))
        })
        .deny(NOT),
        ca("ca-not-critical", "section 4.2.1.9", issuing(world).instead(19, soft_ca.clone())).deny(NOT),
        under("anchor-ca-not-critical", "section 4.2.1.9", root(world).instead(19, soft_ca)).deny(NOT),
        ca("name-constraints-not-critical", "section 4.2.1.10", issuing(world).with(soft_constraints)).deny(NOT),
        web("serial-zero", "section 4.1.2.2", world.web().change(|spec| spec.serial = integer(&[0])))
            .deny(&["encoding_malformed"]),
        web("end-entity-path-length", "section 4.2.1.9", world.web().instead(19, basic_constraints(false, Some(0))))
            .deny(NOT),
        web("empty-subject", "section 4.1.2.6", empty_subject(world.web())).deny(NOT),
        web("empty-subject-critical-names", "section 4.1.2.6", {
            empty_subject(world.bare().with(raw(&ce(17), true, names)))
        })
        .allow(VERIFIED)
        .principal(WEB),
        web("dns-underscore", "section 4.2.1.6", world.named(&[dns("a_b.example")])).deny(NAME),
        web("dns-address", "section 4.2.1.6", world.named(&[dns("192.0.2.1")])).deny(NAME),
        web("email-without-host", "section 4.2.1.6", world.named(&[email("ana")])).deny(NAME),
        Case::new(
            "profile/client/serial-zero",
            "a private CA's serial number of zero says nothing about the peer",
            &world.root.root(),
            vec![world.sign(&world.web().change(|spec| spec.serial = integer(&[0]))), world.intermediate()],
        )
        .allow(VERIFIED)
        .principal(WEB),
        Case::new(
            "profile/client/dns-malformed",
            "a name that is none is refused in every profile",
            &world.root.root(),
            vec![world.sign(&world.named(&[dns("-a..example")])), world.intermediate()],
        )
        .deny(NAME),
    ]
}

fn webpki(world: &World) -> Vec<Vector> {
    let server = || {
        world
            .named(&[dns("www.corp.example")])
            .instead(37, extended_key_usage(&[SERVER_AUTH]))
            .change(|spec| spec.subject = crate::forge::der::cn("www.corp.example"))
    };
    let all = |name: &str, rule: &str, end_entity, root| {
        case(world, "webpki-server", name, rule, end_entity, issuing(world), root)
    };
    let www = |name: &str, rule: &str, end_entity| all(name, rule, end_entity, root(world));
    let under = |name: &str, rule: &str, root| all(name, rule, server(), root);
    let usage = |critical: bool| raw(&ce(37), critical, seq(&[oid(&kp(SERVER_AUTH))]));
    let any_beside = raw(&ce(37), false, seq(&[oid(&kp(SERVER_AUTH)), oid(&[85, 29, 37, 0])]));
    vec![
        www("verified", "a server of the public web", server())
            .expecting("dns:www.corp.example")
            .allow(VERIFIED)
            .principal("www.corp.example"),
        www("key-encipherment", "a server's key may be for encipherment", server().instead(15, key_usage(&[2])))
            .allow(VERIFIED)
            .principal("www.corp.example"),
        www("non-repudiation-only", "a server's key signs, enciphers or agrees", server().instead(15, key_usage(&[1])))
            .deny(&["usage_not_permitted"]),
        www("without-extended-key-usage", "section 7.1.2.7.6: serverAuth is stated", server().without(37))
            .deny(MISSING),
        www("client-auth-only", "a client's certificate is no server's", {
            server().instead(37, extended_key_usage(&[CLIENT_AUTH]))
        })
        .deny(&["usage_not_permitted"]),
        www("any-usage-only", "anyExtendedKeyUsage is not permitted, and does not stand for serverAuth", {
            server().instead(37, any_extended_key_usage())
        })
        .deny(&["extension_not_permitted", "usage_not_permitted"]),
        www(
            "any-usage-beside",
            "section 7.1.2.7.10: anyExtendedKeyUsage must not stand",
            server().instead(37, any_beside),
        )
        .deny(NOT),
        www(
            "extended-key-usage-critical",
            "section 7.1.2.7.6: it must not be critical",
            server().instead(37, usage(true)),
        )
        .deny(NOT),
        www("without-names", "section 7.1.2.7.12: the names are in subjectAltName", server().without(17)).deny(MISSING),
        www("names-critical", "section 7.1.2.7.12: not critical where there is a subject", {
            server().instead(17, raw(&ce(17), true, seq(&[dns("www.corp.example")])))
        })
        .deny(NOT),
        www("common-name-of-its-own", "section 7.1.4.3: the common name repeats a name", {
            server().instead(17, subject_alt_names(&[dns("other.corp.example")]))
        })
        .deny(NOT),
        www("common-name-in-another-case", "section 7.1.4.3: character for character", {
            server().change(|spec| spec.subject = crate::forge::der::cn("www.Corp.example"))
        })
        .deny(NOT),
        case(
            world,
            "webpki-server",
            "ca-without-key-usage",
            "section 7.1.2.10.7: a CA states keyUsage",
            server(),
            issuing(world).without(15),
            root(world),
        )
        .deny(MISSING),
        under("root-without-key-usage", "section 7.1.2.10.7: a CA states keyUsage", root(world).without(15))
            .deny(MISSING),
        www("wildcard", "a wildcard below a domain", {
            server()
                .instead(17, subject_alt_names(&[dns("*.corp.example")]))
                .change(|spec| spec.subject = crate::forge::der::cn("*.corp.example"))
        })
        .expecting("dns:a.corp.example")
        .allow(VERIFIED)
        .principal("*.corp.example"),
        www("wildcard-of-top-level", "a wildcard does not stand for a top-level domain", {
            server()
                .instead(17, subject_alt_names(&[dns("*.example")]))
                .change(|spec| spec.subject = crate::forge::der::cn("*.example"))
        })
        .deny(NAME),
        www("rsa-pss-key", "section 7.1.3.1.1: an RSA key is of rsaEncryption", {
            let algorithm = seq(&[oid(&pkcs1(10))]);
            server().change(|spec| spec.spki = Key::rsa().certified_as(algorithm).spki())
        })
        .deny(&["algorithm_not_accepted"]),
        www("ml-dsa-key", "section 6.1.5: RSA or ECDSA", {
            server().change(|spec| spec.spki = Key::ml_dsa(MlDsa::Set44, "peer").spki())
        })
        .deny(&["algorithm_not_accepted"]),
        www("ed25519-key", "section 6.1.5: RSA or ECDSA", {
            server().change(|spec| spec.spki = Key::ed25519("peer").spki())
        })
        .deny(&["algorithm_not_accepted"]),
        under("root-with-extended-key-usage", "section 7.1.2.1: a root has no extendedKeyUsage", {
            root(world).with(usage(false))
        })
        .deny(NOT),
        under("root-key-identifier-empty", "section 7.1.2.1: an authorityKeyIdentifier has a keyIdentifier", {
            root(world).instead(35, raw(&ce(35), false, seq(&[])))
        })
        .deny(NOT),
        under("root-version-1", "section 7.1.2.1: a root is of version 3", {
            root(world).change(|spec| {
                spec.version.clear();
                spec.extensions.clear();
            })
        })
        .deny(&["version_not_accepted"]),
    ]
}

fn other_name(kind: &[u8], value: Vec<u8>) -> Vec<u8> {
    tlv(0xa0, [oid(kind), tlv(0xa0, value)].concat())
}

fn piv(world: &World) -> Vec<Vector> {
    // 2.16.840.1.101.3.2.1.3.13 and 2.16.840.1.101.3.6.6
    let policy = || certificate_policies(false, &[&[0x60, 0x86, 0x48, 1, 0x65, 3, 2, 1, 3, 13]]);
    let fasc_n = || other_name(&[0x60, 0x86, 0x48, 1, 0x65, 3, 6, 6], octets([0xd4; 25]));
    let case = |name: &str, rule: &str, end_entity: Spec| {
        let issuing = issuing(world).with(policy());
        case(world, "piv", name, rule, end_entity, issuing, root(world))
    };
    let card = world.named(&[upn("ana@prod.example"), fasc_n()]);
    let uuid = world.named(&[uri("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6")]);
    vec![
        case("verified", "a card has the policy of cards and a FASC-N", card.clone().with(policy()))
            .allow(VERIFIED)
            .principal("ana@prod.example"),
        case("uuid", "a UUID stands for a FASC-N", uuid.with(policy()))
            .allow(VERIFIED)
            .principal("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
        case("without-policy", "a card is issued under the policy of cards", card.clone())
            .deny(&["certificate_policy_not_permitted"]),
        case(
            "without-card-number",
            "a card has a FASC-N or a UUID",
            world.named(&[upn("ana@prod.example")]).with(policy()),
        )
        .deny(&["identity_missing"]),
        case("without-key-usage", "a card states that its key signs", card.without(15).with(policy())).deny(MISSING),
    ]
}

fn eap_tls(world: &World) -> Vec<Vector> {
    let case = |name: &str, rule: &str, end_entity: Spec| {
        case(world, "eap-tls", name, rule, end_entity, issuing(world), root(world))
    };
    // 1.3.6.1.5.5.7.3.14
    let over_lan = raw(&ce(37), false, seq(&[oid(&kp(14))]));
    vec![
        case("client", "clientAuth is for EAP-TLS", world.web()).allow(VERIFIED).principal(WEB),
        case("over-lan", "eapOverLAN is for EAP-TLS", world.web().instead(37, over_lan)).allow(VERIFIED).principal(WEB),
        case("server", "serverAuth is not", world.web().instead(37, extended_key_usage(&[SERVER_AUTH])))
            .deny(&["usage_not_permitted"]),
        case("nothing-stated", "the usage is stated", world.web().without(37)).deny(MISSING),
    ]
}

fn iot_device(world: &World) -> Vec<Vector> {
    let case = |name: &str, rule: &str, end_entity: Spec| {
        case(world, "iot-device", name, rule, end_entity, issuing(world), root(world))
    };
    let serial = world.web().change(|spec| spec.subject = rdns(&[(&[85, 4, 5], 0x13, b"M-1042")]));
    // 1.3.6.1.5.5.7.8.4
    let module = other_name(&[0x2b, 6, 1, 5, 5, 7, 8, 4], seq(&[oid(&[0x2a, 3, 4]), octets(b"M-1042")]));
    vec![
        case("serial-number", "a device has a serial number in its subject", serial).allow(VERIFIED).principal(WEB),
        case("hardware-module", "or a hardwareModuleName", world.named(&[uri(WEB), module]))
            .allow(VERIFIED)
            .principal(WEB),
        case("neither", "a device has one of the two", world.web()).deny(&["identity_missing"]),
    ]
}

/// Profiles that are given as documents.
fn derived(world: &World) -> Vec<Vector> {
    let case = |name: &str, rule: &str, document: &str, end_entity: Spec| {
        let case = case(world, "derived", name, rule, end_entity, issuing(world), root(world));
        case.profile(&format!("{{\"handfast_profile\": 1, \"name\": \"derived\", {document}}}"))
    };
    let server = || world.web().instead(37, extended_key_usage(&[SERVER_AUTH]));
    let loosened = |until: &str| {
        format!(
            "\"loosenings\": [{{\"name\": \"until the private CA is up\", \"what\": \"server_auth_for_clients\", \"until\": \"{until}\"}}]"
        )
    };
    let for_issuer = |pin: &str| {
        format!(
            "\"loosenings\": [{{\"name\": \"of the root's only\", \"what\": \"server_auth_for_clients\", \"issuer_spki\": \"{pin}\"}}]"
        )
    };
    let root = sha256_hex(&world.root.key.spki());
    let own = || raw(&[0x2a, 3, 4], true, integer(&[1]));
    vec![
        case(
            "lifetime",
            "the profile bounds how long a certificate is issued for",
            "\"maximum_lifetime_seconds\": 3600",
            world.web(),
        )
        .deny(&["lifetime_too_long"]),
        case("loosened", "a loosening lets through what it names", &loosened("2027-03-15T00:00:00Z"), server())
            .allow(VERIFIED)
            .principal(WEB),
        case(
            "loosened-for-its-issuer",
            "a loosening for one issuer lets in whom that one vouches for",
            &for_issuer(&root),
            server(),
        )
        .allow(VERIFIED)
        .principal(WEB),
        case("loosened-for-another-issuer", "and nobody else", &for_issuer(&"0".repeat(64)), server())
            .deny(&["usage_not_permitted"]),
        case("loosened-no-more", "a loosening ends", &loosened("2026-01-02T00:00:00Z"), server())
            .deny(&["usage_not_permitted"]),
        case(
            "understood-extension",
            "the host understands a critical extension",
            "\"understood_extensions\": [\"1.2.3.4\"]",
            world.web().with(own()),
        )
        .allow(VERIFIED)
        .principal(WEB),
        case("required-extension", "an extension is asked for", "\"required_extensions\": [\"1.2.3.4\"]", world.web())
            .deny(MISSING),
        case(
            "signature-algorithms",
            "only these algorithms are accepted",
            "\"signature_algorithms\": [\"ed25519\"]",
            world.web(),
        )
        .deny(&["algorithm_not_accepted"]),
        case(
            "based-on",
            "a profile is based on another",
            "\"based_on\": \"svid\", \"at_most_intermediates\": 0",
            world.web(),
        )
        .deny(&["path_length_exceeded"]),
    ]
}
