//! What each profile asks for besides.

use super::model::Vector;
use super::world::{Case, More as _, WEB, World};
use crate::forge::der::{integer, rdns, seq, tlv};
use crate::forge::extension::{
    CLIENT_AUTH, SERVER_AUTH, any_extended_key_usage, basic_constraints, ce, dns, email, extended_key_usage, key_usage,
    kp, raw, subject_alt_names, uri,
};
use crate::forge::{Key, Spec};

const VERIFIED: &[&str] = &["path_verified"];
const MISSING: &[&str] = &["extension_missing"];
const NOT: &[&str] = &["extension_not_permitted"];
const NAME: &[&str] = &["identity_malformed"];

pub(super) fn vectors(world: &World) -> Vec<Vector> {
    [svid(world), rfc5280(world), webpki(world)].concat()
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
        ca("subject-key-identifier-critical", "section 4.2.1.2", {
            let identifier = crate::forge::der::octets(world.issuing.key.identifier());
            issuing(world).instead(14, raw(&ce(14), true, identifier))
        })
        .deny(NOT),
        ca("ca-not-critical", "section 4.2.1.9", issuing(world).instead(19, soft_ca.clone())).deny(NOT),
        under("anchor-ca-not-critical", "section 4.2.1.9", root(world).instead(19, soft_ca)).deny(NOT),
        ca("name-constraints-not-critical", "section 4.2.1.10", issuing(world).with(soft_constraints)).deny(NOT),
        web("serial-zero", "section 4.1.2.2", world.web().change(|spec| spec.serial = integer(&[0])))
            .deny(&["encoding_malformed"]),
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
    let usage = |critical: bool| raw(&ce(37), critical, seq(&[crate::forge::der::oid(&kp(SERVER_AUTH))]));
    let any_beside = raw(&ce(37), false, {
        seq(&[crate::forge::der::oid(&kp(SERVER_AUTH)), crate::forge::der::oid(&[85, 29, 37, 0])])
    });
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
