//! RFC 5280 section 6.1, one certificate after the other: times, CAs, lengths, usages, extensions.

use super::model::Vector;
use super::world::{Case, More as _, WEB, World};
use crate::forge::der::{bits, cn, generalized, integer, oid, seq, tlv, utc};
use crate::forge::extension::{
    CLIENT_AUTH, SERVER_AUTH, any_extended_key_usage, basic_constraints, ce, certificate_policies, extended_key_usage,
    key_usage, name_constraints, raw,
};
use crate::forge::{Ca, Key, Spec};

const VERIFIED: &[&str] = &["path_verified"];

pub(super) fn vectors(world: &World) -> Vec<Vector> {
    [times(world), cas(world), lengths(world), key_usages(world), extended_key_usages(world), extensions(world)]
        .concat()
}

/// The checkout workload's certificate and the issuing CA's, each changed.
fn case(world: &World, name: &str, rule: &str, web: Spec, issuing: Spec) -> Case {
    let chain = vec![world.sign(&web), issuing.sign(&world.root.key)];
    Case::new(&format!("path/{name}"), rule, &world.root.root(), chain)
}

/// The same under a root that is changed.
fn under(world: &World, name: &str, rule: &str, root: Spec) -> Case {
    let chain = vec![world.sign(&world.web()), world.intermediate()];
    Case::new(&format!("path/{name}"), rule, &root.sign(&world.root.key), chain)
}

fn issuing(world: &World) -> Spec {
    world.issuing.spec(&world.root)
}

fn root(world: &World) -> Spec {
    world.root.spec(&world.root)
}

fn times(world: &World) -> Vec<Vector> {
    let ends = |spec: Spec, time: &str| spec.change(|spec| spec.not_after = utc(time));
    let begins = |spec: Spec, time: &str| spec.change(|spec| spec.not_before = utc(time));
    let web = |name: &str, rule: &str, web: Spec| case(world, name, rule, web, issuing(world));
    let ca = |name: &str, rule: &str, ca: Spec| case(world, name, rule, world.web(), ca);
    const EXPIRED: &[&str] = &["certificate_expired"];
    const NOT_YET: &[&str] = &["certificate_not_yet_valid"];
    vec![
        web("verified", "end entity, intermediate, anchor: valid until a second after the first notAfter", world.web())
            .allow(VERIFIED)
            .principal(WEB)
            .state("verified")
            .until("2027-01-01T00:00:01Z"),
        web("expired-end-entity", "a certificate ends with its notAfter", ends(world.web(), "260501000000Z"))
            .deny(EXPIRED)
            .state("rejected")
            .until("never"),
        web("at-not-after", "notAfter belongs to the validity", ends(world.web(), "260601000000Z"))
            .allow(VERIFIED)
            .principal(WEB)
            .until("2026-06-01T00:00:01Z"),
        web("a-second-after-not-after", "a second later it does not", ends(world.web(), "260531235959Z")).deny(EXPIRED),
        web("decided-for-the-past", "a decision can be made for any moment; then nothing was valid yet", world.web())
            .at("2025-06-01T00:00:00Z")
            .deny(&["certificate_not_yet_valid", "certificate_not_yet_valid"])
            .until("2026-01-01T00:00:00Z"),
        web("not-yet-valid-end-entity", "a certificate begins with its notBefore, and may be tried again then", {
            begins(world.web(), "260701000000Z")
        })
        .deny(NOT_YET)
        .until("2026-07-01T00:00:00Z"),
        web("at-not-before", "notBefore belongs to the validity", begins(world.web(), "260601000000Z"))
            .allow(VERIFIED)
            .principal(WEB),
        web("a-second-before-not-before", "a second earlier it does not", begins(world.web(), "260601000001Z"))
            .deny(NOT_YET)
            .until("2026-06-01T00:00:01Z"),
        ca("expired-intermediate", "an intermediate ends, too", ends(issuing(world), "260501000000Z"))
            .deny(EXPIRED)
            .until("never"),
        ca("not-yet-valid-intermediate", "when an intermediate begins, the decision may be another one", {
            begins(issuing(world), "260701000000Z")
        })
        .deny(NOT_YET)
        .until("2026-07-01T00:00:00Z"),
        ca("intermediate-ends-first", "the first notAfter of the path ends the decision", {
            ends(issuing(world), "260615120000Z")
        })
        .allow(VERIFIED)
        .principal(WEB)
        .until("2026-06-15T12:00:01Z"),
        under(world, "expired-anchor", "an anchor's own notAfter counts", ends(root(world), "260501000000Z"))
            .deny(EXPIRED),
        under(world, "not-yet-valid-anchor", "an anchor's own notBefore counts", begins(root(world), "260801000000Z"))
            .deny(NOT_YET)
            .until("2026-08-01T00:00:00Z"),
        under(world, "anchor-ends-first", "an anchor's notAfter ends the decision", ends(root(world), "260610000000Z"))
            .allow(VERIFIED)
            .principal(WEB)
            .until("2026-06-10T00:00:01Z"),
        case(
            world,
            "everything-expired",
            "issuer first, then everything about the end entity: each reason is told",
            ends(world.web(), "260501000000Z"),
            ends(issuing(world), "260501000000Z"),
        )
        .deny(&["certificate_expired", "certificate_expired"]),
        web("expired-and-wrong-use", "several things wrong with the end entity are told at once", {
            ends(world.web(), "260501000000Z")
                .instead(15, key_usage(&[2]))
                .instead(37, extended_key_usage(&[SERVER_AUTH]))
        })
        .deny(&["certificate_expired", "usage_not_permitted", "usage_not_permitted"]),
        {
            let long = |spec: Spec| spec.change(|spec| spec.not_after = generalized("99991231235959Z"));
            let chain = vec![world.sign(&long(world.web())), long(issuing(world)).sign(&world.root.key)];
            let root = long(root(world)).sign(&world.root.key);
            Case::new("path/no-well-defined-expiry", "99991231235959Z means that there is no expiry", &root, chain)
                .allow(VERIFIED)
                .principal(WEB)
                .until("never")
        },
    ]
}

fn cas(world: &World) -> Vec<Vector> {
    let ca = |name: &str, rule: &str, ca: Spec| case(world, name, rule, world.web(), ca);
    let web = |name: &str, rule: &str, web: Spec| case(world, name, rule, web, issuing(world));
    const NOT_CA: &[&str] = &["issuer_not_ca"];
    let of_version = |spec: Spec, version: Vec<u8>| {
        spec.change(|spec| {
            spec.version = version;
            spec.extensions.clear();
        })
    };
    // Somebody with an end-entity certificate issues one himself.
    let holder = Ca { name: cn("peer"), key: world.peer.clone(), ..Ca::new("peer") };
    let forged = Spec::new("forged", &Key::new("forged"), &holder).with(basic_constraints(false, None));
    let chain = vec![forged.sign(&world.peer), world.sign(&world.web()), world.intermediate()];
    vec![
        ca(
            "issuer-ca-false",
            "an issuer says that it is a CA",
            issuing(world).instead(19, basic_constraints(false, None)),
        )
        .deny(NOT_CA),
        ca("issuer-without-basic-constraints", "an issuer says that it is a CA", issuing(world).without(19))
            .deny(NOT_CA),
        Case::new("path/issued-by-end-entity", "an end entity issues nothing", &world.root.root(), chain).deny(NOT_CA),
        ca("intermediate-version-1", "an intermediate of version 1 cannot say that it is a CA", {
            of_version(issuing(world), Vec::new())
        })
        .deny(&["version_not_accepted"]),
        web("end-entity-version-1", "an end entity is of version 3", of_version(world.web(), Vec::new()))
            .deny(&["version_not_accepted"]),
        web("end-entity-version-2", "an end entity is of version 3", of_version(world.web(), tlv(0xa0, integer(&[1]))))
            .deny(&["version_not_accepted"]),
        under(
            world,
            "anchor-version-1",
            "an anchor's version is the caller's choice",
            of_version(root(world), Vec::new()),
        )
        .allow(VERIFIED)
        .principal(WEB),
        web("end-entity-is-ca", "a CA is no client", {
            world.web().instead(19, basic_constraints(true, None)).instead(15, key_usage(&[0, 5]))
        })
        .deny(&["end_entity_is_ca"]),
        Case::new("path/end-entity-is-the-anchor", "the anchor itself is no client", &world.root.root(), {
            vec![world.root.root()]
        })
        .deny(&["end_entity_is_ca", "usage_not_permitted"]),
        web("end-entity-with-cert-sign", "who is no CA does not sign certificates", {
            world.web().instead(15, key_usage(&[0, 5]))
        })
        .deny(&["extension_not_permitted"]),
        web("end-entity-with-name-constraints", "only a CA constrains names", {
            world.web().with(name_constraints(&[tlv(0x82, "example")], &[]))
        })
        .deny(&["extension_not_permitted"]),
        web(
            "end-entity-without-basic-constraints",
            "an end entity need not say that it is no CA",
            world.web().without(19),
        )
        .allow(VERIFIED)
        .principal(WEB),
        ca("ca-not-critical", "a private CA's basicConstraints may be not critical", {
            issuing(world).instead(19, raw(&ce(19), false, seq(&[tlv(1, [0xff])])))
        })
        .allow(VERIFIED)
        .principal(WEB),
    ]
}

/// A chain of CAs below the root, each issued by the one before; the last issues the end entity.
fn ladder(world: &World, length: usize) -> Vec<Vec<u8>> {
    let mut above = world.root.clone();
    let mut certificates = Vec::new();
    for number in 1..=length {
        let ca = Ca::new(&format!("CA {number}"));
        certificates.push(ca.certificate(&above));
        above = ca;
    }
    certificates.push(world.web_of(&above).sign(&above.key));
    certificates.reverse();
    certificates
}

fn lengths(world: &World) -> Vec<Vector> {
    const TOO_LONG: &[&str] = &["path_length_exceeded"];
    let limited = |spec: Spec, length: u8| spec.instead(19, basic_constraints(true, Some(length)));
    let below_root = |name: &str, rule: &str, length: usize| {
        Case::new(&format!("path/{name}"), rule, &world.root.root(), ladder(world, length))
    };
    let sub = Ca::new("Sub CA");
    let chain_of_sub = |issuing: Spec| {
        vec![world.web_of(&sub).sign(&sub.key), sub.certificate(&world.issuing), issuing.sign(&world.root.key)]
    };
    // The same CA with a new key, certified by its old one.
    let renewed = world.issuing.with_key(Key::new("Issuing CA, second key"));
    let chain_of_renewed = |issuing: Spec| {
        vec![
            world.web_of(&renewed).sign(&renewed.key),
            renewed.certificate(&world.issuing),
            issuing.sign(&world.root.key),
        ]
    };
    let whole = |name: &str, rule: &str, chain| Case::new(&format!("path/{name}"), rule, &world.root.root(), chain);
    vec![
        case(world, "length-0-above-end-entity", "pathLenConstraint 0 permits end entities", world.web(), {
            limited(issuing(world), 0)
        })
        .allow(VERIFIED)
        .principal(WEB),
        whole("length-0-above-ca", "pathLenConstraint 0 permits no CA below", chain_of_sub(limited(issuing(world), 0)))
            .deny(TOO_LONG),
        whole(
            "length-1-above-ca",
            "pathLenConstraint 1 permits one CA below",
            chain_of_sub(limited(issuing(world), 1)),
        )
        .allow(VERIFIED)
        .principal(WEB),
        whole("length-0-above-self-issued", "a self-issued certificate does not count", {
            chain_of_renewed(limited(issuing(world), 0))
        })
        .allow(VERIFIED)
        .principal(WEB),
        under(world, "anchor-length-0", "an anchor's own pathLenConstraint counts", limited(root(world), 0))
            .deny(TOO_LONG),
        under(world, "anchor-length-1", "an anchor's own pathLenConstraint counts", limited(root(world), 1))
            .allow(VERIFIED)
            .principal(WEB),
        below_root("no-intermediate", "an anchor may issue end entities", 0).allow(VERIFIED).principal(WEB),
        below_root("15-intermediates", "a path has at most 16 certificates", 15).allow(VERIFIED).principal(WEB),
        below_root("16-intermediates", "a path has at most 16 certificates", 16).deny(TOO_LONG),
    ]
}

fn key_usages(world: &World) -> Vec<Vector> {
    const NOT: &[&str] = &["usage_not_permitted"];
    let web = |name: &str, rule: &str, usage: &[u32]| {
        case(world, name, rule, world.web().instead(15, key_usage(usage)), issuing(world))
    };
    let ca = |name: &str, rule: &str, ca: Spec| case(world, name, rule, world.web(), ca);
    vec![
        web("key-encipherment-only", "a client's key signs", &[2]).deny(NOT),
        web("key-agreement-only", "a client's key signs", &[4]).deny(NOT),
        web("non-repudiation-only", "nonRepudiation is not digitalSignature", &[1]).deny(NOT),
        web("signature-and-encipherment", "more usages do no harm", &[0, 2]).allow(VERIFIED).principal(WEB),
        case(world, "no-key-usage", "without keyUsage every use is permitted", world.web().without(15), issuing(world))
            .allow(VERIFIED)
            .principal(WEB),
        ca("ca-without-cert-sign", "a CA's keyUsage permits signing certificates", {
            issuing(world).instead(15, key_usage(&[0, 6]))
        })
        .deny(NOT),
        ca("ca-without-key-usage", "without keyUsage every use is permitted", issuing(world).without(15))
            .allow(VERIFIED)
            .principal(WEB),
        under(world, "anchor-without-cert-sign", "an anchor's own keyUsage counts", {
            root(world).instead(15, key_usage(&[0, 6]))
        })
        .deny(NOT),
    ]
}

fn extended_key_usages(world: &World) -> Vec<Vector> {
    const NOT: &[&str] = &["usage_not_permitted"];
    let web = |name: &str, rule: &str, extension: Vec<u8>| {
        case(world, name, rule, world.web().instead(37, extension), issuing(world))
    };
    let ca = |name: &str, rule: &str, extension: Vec<u8>| {
        case(world, name, rule, world.web(), issuing(world).with(extension))
    };
    vec![
        web("server-auth-only", "a server's certificate is no client's", extended_key_usage(&[SERVER_AUTH])).deny(NOT),
        web("both-auths", "one of several usages is enough", extended_key_usage(&[SERVER_AUTH, CLIENT_AUTH]))
            .allow(VERIFIED)
            .principal(WEB),
        web("any-usage", "anyExtendedKeyUsage does not stand for clientAuth", any_extended_key_usage()).deny(NOT),
        case(
            world,
            "no-extended-key-usage",
            "without extendedKeyUsage every use is permitted",
            world.web().without(37),
            issuing(world),
        )
        .allow(VERIFIED)
        .principal(WEB),
        ca(
            "ca-server-auth-only",
            "usages nest: a CA for servers issues no clients",
            extended_key_usage(&[SERVER_AUTH]),
        )
        .deny(NOT),
        ca("ca-client-auth", "usages nest: a CA for clients issues clients", extended_key_usage(&[CLIENT_AUTH]))
            .allow(VERIFIED)
            .principal(WEB),
        ca("ca-any-usage", "a CA's anyExtendedKeyUsage permits every use below it", any_extended_key_usage())
            .allow(VERIFIED)
            .principal(WEB),
        under(world, "anchor-server-auth-only", "an anchor's own extendedKeyUsage counts", {
            root(world).with(extended_key_usage(&[SERVER_AUTH]))
        })
        .deny(NOT),
    ]
}

fn extensions(world: &World) -> Vec<Vector> {
    let unknown = raw(&[42, 3, 4], true, [5, 0]);
    let ca = |name: &str, rule: &str, extension: Vec<u8>| {
        case(world, name, rule, world.web(), issuing(world).with(extension))
    };
    let web = |name: &str, rule: &str, extension: Vec<u8>| {
        case(world, name, rule, world.web().with(extension), issuing(world))
    };
    const UNKNOWN: &[&str] = &["critical_extension_unknown"];
    const POLICY: &[&str] = &["certificate_policy_not_permitted"];
    let mapping = seq(&[seq(&[oid(&[42, 3]), oid(&[42, 4])])]);
    let crl_points = seq(&[seq(&[tlv(0xa0, tlv(0xa0, tlv(0x86, "http://crl.example/1")))])]);
    vec![
        web("unknown-critical-end-entity", "what is critical and not understood is refused", unknown.clone())
            .deny(UNKNOWN),
        ca("unknown-critical-intermediate", "what is critical and not understood is refused", unknown.clone())
            .deny(UNKNOWN),
        under(world, "unknown-critical-anchor", "in an anchor, too", root(world).with(unknown)).deny(UNKNOWN),
        ca("unknown-not-critical-intermediate", "what is not critical may be unknown", raw(&[42, 3, 4], false, [5, 0]))
            .allow(VERIFIED)
            .principal(WEB),
        web("crl-distribution-points-critical", "a critical extension that is read is not therefore understood", {
            raw(&ce(31), true, crl_points)
        })
        .deny(UNKNOWN),
        ca("policy-constraints", "who requires certificate policies is not overruled", {
            raw(&ce(36), true, seq(&[tlv(0x80, [0])]))
        })
        .deny(POLICY),
        case(
            world,
            "policy-constraints-met",
            "a certificate policy that all state is one",
            world.web().with(certificate_policies(false, &[&[42, 3]])),
            issuing(world).with(certificate_policies(false, &[&[42, 3]])).with(raw(
                &ce(36),
                true,
                seq(&[tlv(0x80, [0])]),
            )),
        )
        .allow(VERIFIED)
        .principal(WEB),
        case(
            world,
            "policy-constraints-other-policy",
            "a certificate policy that its issuer does not state does not hold",
            world.web().with(certificate_policies(false, &[&[42, 4]])),
            issuing(world).with(certificate_policies(false, &[&[42, 3]])).with(raw(
                &ce(36),
                true,
                seq(&[tlv(0x80, [0])]),
            )),
        )
        .deny(POLICY),
        ca("inhibit-any-policy", "inhibiting any-policy asks for none", raw(&ce(54), true, integer(&[0])))
            .allow(VERIFIED)
            .principal(WEB),
        ca("policy-mappings-critical", "critical policy mappings are understood", raw(&ce(33), true, mapping))
            .allow(VERIFIED)
            .principal(WEB),
        ca(
            "policy-mappings-any-policy",
            "any-policy cannot be mapped",
            raw(&ce(33), true, seq(&[seq(&[oid(&[85, 29, 32, 0]), oid(&[42, 4])])])),
        )
        .deny(&["extension_not_permitted"]),
        web("certificate-policies-critical", "certificate policies by themselves do not make a path fail", {
            certificate_policies(true, &[&[42, 3]])
        })
        .allow(VERIFIED)
        .principal(WEB),
        web("issuer-alt-name-critical", "issuerAltName is understood: it says nothing to us", {
            raw(&ce(18), true, seq(&[tlv(0x82, "ca.example")]))
        })
        .allow(VERIFIED)
        .principal(WEB),
        web("netscape-comment", "an old extension that is not critical may stand", {
            raw(&[0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 1, 13], false, bits(0, &[0]))
        })
        .allow(VERIFIED)
        .principal(WEB),
    ]
}
