//! Name constraints: RFC 5280 section 4.2.1.10, form by form.

use super::model::Vector;
use super::world::{Case, More as _, WEB, World};
use crate::forge::der::{cn, rdns, tlv};
use crate::forge::extension::{directory, dns, email, ip, name_constraints, subject_alt_names, upn, uri};
use crate::forge::{Ca, Key, Spec};

const VERIFIED: &[&str] = &["path_verified"];
const NOT: &[&str] = &["name_not_permitted"];

pub(super) fn vectors(world: &World) -> Vec<Vector> {
    [table(world), directories(world), places(world)].concat()
}

/// What a CA permits and excludes, a name below it, and whether it may stand there.
struct Row {
    name: &'static str,
    rule: &'static str,
    permitted: Vec<Vec<u8>>,
    excluded: Vec<Vec<u8>>,
    held: Vec<u8>,
    /// The principal where the name may stand.
    may: Option<&'static str>,
}

fn case(world: &World, name: &str, rule: &str, end_entity: Spec, issuing: Spec) -> Case {
    let chain = vec![world.sign(&end_entity), issuing.sign(&world.root.key)];
    Case::new(&format!("path/names/{name}"), rule, &world.root.root(), chain)
}

fn table(world: &World) -> Vec<Vector> {
    let permitted = |name, rule, subtree: Vec<u8>, held: Vec<u8>, may| Row {
        name,
        rule,
        permitted: vec![subtree],
        excluded: Vec::new(),
        held,
        may,
    };
    let excluded = |name, rule, subtree: Vec<u8>, held: Vec<u8>, may| Row {
        name,
        rule,
        permitted: Vec::new(),
        excluded: vec![subtree],
        held,
        may,
    };
    let corp = "corp.example";
    let v6 = |last: u8| [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last];
    let v6_net = [v6(0), [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]].concat();
    let ten = || ip(&[10, 0, 0, 0, 255, 0, 0, 0]);
    let rows = vec![
        permitted("dns-permitted", "a name is within itself", dns(corp), dns(corp), Some(corp)),
        permitted(
            "dns-permitted-below",
            "labels to the left stay within",
            dns(corp),
            dns("a.b.corp.example"),
            Some("a.b.corp.example"),
        ),
        permitted(
            "dns-permitted-case",
            "case does not matter",
            dns("CORP.example"),
            dns("a.corp.EXAMPLE"),
            Some("a.corp.example"),
        ),
        permitted("dns-not-permitted", "another domain is outside", dns(corp), dns("other.example"), None),
        permitted("dns-not-permitted-suffix", "a label is whole", dns(corp), dns("evilcorp.example"), None),
        permitted("dns-not-permitted-above", "the parent is outside", dns(corp), dns("example"), None),
        permitted(
            "dns-permitted-wildcard",
            "what a wildcard stands for lies within",
            dns(corp),
            dns("*.corp.example"),
            Some("*.corp.example"),
        ),
        permitted(
            "dns-not-permitted-wildcard-above",
            "a wildcard stands for names outside, too",
            dns(corp),
            dns("*.example"),
            None,
        ),
        permitted(
            "dns-constraint-with-period",
            "a dNSName constraint does not begin with a period",
            dns(".corp.example"),
            dns("a.corp.example"),
            None,
        ),
        permitted(
            "dns-nothing-held",
            "a constraint on DNS names says nothing about a URI",
            dns(corp),
            uri(WEB),
            Some(WEB),
        ),
        excluded("dns-excluded", "an excluded name is refused", dns(corp), dns("a.corp.example"), None),
        excluded(
            "dns-excluded-outside",
            "outside the excluded subtree all is well",
            dns(corp),
            dns("a.example"),
            Some("a.example"),
        ),
        excluded(
            "dns-excluded-wildcard",
            "a wildcard may stand for an excluded name",
            dns("a.corp.example"),
            dns("*.corp.example"),
            None,
        ),
        excluded(
            "dns-excluded-wildcard-elsewhere",
            "a wildcard of one label reaches no deeper name",
            dns("a.b.corp.example"),
            dns("*.corp.example"),
            Some("*.corp.example"),
        ),
        permitted(
            "email-mailbox",
            "one mailbox",
            email("ana@corp.example"),
            email("ana@Corp.Example"),
            Some("ana@corp.example"),
        ),
        permitted(
            "email-other-mailbox",
            "the local part is compared exactly",
            email("ana@corp.example"),
            email("Ana@corp.example"),
            None,
        ),
        permitted(
            "email-host",
            "every mailbox at a host",
            email(corp),
            email("ana@corp.example"),
            Some("ana@corp.example"),
        ),
        permitted(
            "email-host-not-below",
            "a host is not its subdomains",
            email(corp),
            email("ana@mail.corp.example"),
            None,
        ),
        permitted(
            "email-domain",
            "every host below a domain",
            email(".corp.example"),
            email("ana@mail.corp.example"),
            Some("ana@mail.corp.example"),
        ),
        permitted(
            "email-domain-not-itself",
            "a domain with a period is not the host of that name",
            email(".corp.example"),
            email("ana@corp.example"),
            None,
        ),
        excluded("email-excluded", "an excluded host is refused", email(corp), email("ana@corp.example"), None),
        excluded(
            "email-quoted-local-part",
            "a mailbox that cannot be compared is refused",
            email(corp),
            email("\"a@b\"@corp.example"),
            None,
        ),
        permitted("uri-host", "the constraint is on the host", uri("prod.example"), uri(WEB), Some(WEB)),
        permitted("uri-other-host", "another host is outside", uri("test.example"), uri(WEB), None),
        permitted("uri-host-not-below", "a host is not its subdomains", uri("example"), uri(WEB), None),
        permitted("uri-domain", "every host below a domain", uri(".example"), uri(WEB), Some(WEB)),
        permitted(
            "uri-user-and-port",
            "user and port are not the host",
            uri(corp),
            uri("https://prod.example@corp.example:8443/a"),
            Some("https://prod.example@corp.example:8443/a"),
        ),
        permitted(
            "uri-without-host",
            "a URI without a host cannot be compared",
            uri(corp),
            uri("urn:corp.example"),
            None,
        ),
        permitted("uri-address-for-host", "an address is no domain name", uri(corp), uri("https://192.0.2.1/"), None),
        excluded("uri-excluded", "an excluded host is refused", uri("prod.example"), uri(WEB), None),
        permitted("ip-permitted", "an address in the network", ten(), ip(&[10, 1, 2, 3]), Some("10.1.2.3")),
        permitted("ip-not-permitted", "an address outside the network", ten(), ip(&[11, 1, 2, 3]), None),
        excluded("ip-excluded", "an excluded network", ten(), ip(&[10, 1, 2, 3]), None),
        permitted(
            "ip-mask-with-hole",
            "a mask is ones, then zeros",
            ip(&[10, 0, 0, 0, 255, 0, 255, 0]),
            ip(&[10, 1, 0, 3]),
            None,
        ),
        permitted("ip-6-permitted", "an IPv6 address in the network", ip(&v6_net), ip(&v6(7)), Some("2001:db8::7")),
        permitted(
            "ip-4-constraint-on-6",
            "where only addresses of IPv4 are permitted, none of IPv6 is",
            ten(),
            ip(&v6(7)),
            None,
        ),
        excluded(
            "ip-4-in-6",
            "an IPv4 address in an IPv6 address, which policies read as the IPv4 address, can be read as either",
            ten(),
            ip(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 1, 2, 3]),
            None,
        ),
        excluded(
            "other-name",
            "a constraint that is not understood refuses names of its form",
            upn("x"),
            upn("ana@corp.example"),
            None,
        ),
        permitted(
            "other-name-not-held",
            "a constraint that is not understood does not matter without names of its form",
            upn("x"),
            uri(WEB),
            Some(WEB),
        ),
        Row {
            name: "excluded-within-permitted",
            rule: "what is excluded is refused, though it is permitted as well",
            permitted: vec![dns(corp)],
            excluded: vec![dns("secret.corp.example")],
            held: dns("a.secret.corp.example"),
            may: None,
        },
        Row {
            name: "one-of-two-permitted",
            rule: "permitted subtrees of one form are alternatives",
            permitted: vec![dns(corp), dns("other.example")],
            excluded: Vec::new(),
            held: dns("a.other.example"),
            may: Some("a.other.example"),
        },
        Row {
            name: "permitted-of-another-form",
            rule: "permitted subtrees of another form do not matter",
            permitted: vec![email(corp), ten()],
            excluded: Vec::new(),
            held: dns("a.example"),
            may: Some("a.example"),
        },
    ];
    let vector = |row: Row| {
        let issuing = world.issuing.spec(&world.root).with(name_constraints(&row.permitted, &row.excluded));
        let case = case(world, row.name, row.rule, world.named(&[row.held]), issuing);
        match row.may {
            Some(principal) => case.allow(VERIFIED).principal(principal),
            None => case.deny(NOT),
        }
    };
    rows.into_iter().map(vector).collect()
}

const O: &[u8] = &[85, 4, 10];
const CN: &[u8] = &[85, 4, 3];
/// emailAddress
const E: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];

fn acme() -> Vec<u8> {
    rdns(&[(O, 0x0c, b"Acme")])
}

fn directories(world: &World) -> Vec<Vector> {
    let subject = |name: &[u8]| {
        let name = name.to_vec();
        world.bare().change(|spec| spec.subject = name)
    };
    let issuing = |permitted: &[Vec<u8>], excluded: &[Vec<u8>]| {
        world.issuing.spec(&world.root).with(name_constraints(permitted, excluded))
    };
    let acme_web = rdns(&[(O, 0x0c, b"Acme"), (CN, 0x0c, b"web")]);
    let other_web = rdns(&[(O, 0x0c, b"Other"), (CN, 0x0c, b"web")]);
    let with_email = rdns(&[(CN, 0x0c, b"Ana"), (E, 0x16, b"ana@other.example")]);
    let within_acme = || issuing(&[directory(&acme())], &[]);
    let case = |name: &str, rule: &str, end_entity, issuing| case(world, name, rule, end_entity, issuing);
    let corp = email("corp.example");
    vec![
        case("directory-permitted", "the subject begins with the permitted name", subject(&acme_web), within_acme())
            .allow(VERIFIED)
            .principal("CN=web,O=Acme"),
        case(
            "directory-permitted-other-case",
            "names are compared without regard to case and string type",
            subject(&rdns(&[(O, 0x13, b"ACME"), (CN, 0x0c, b"web")])),
            within_acme(),
        )
        .allow(VERIFIED)
        .principal("CN=web,O=ACME"),
        case("directory-not-permitted", "another organisation is outside", subject(&other_web), within_acme())
            .deny(NOT),
        case(
            "directory-not-permitted-order",
            "the permitted name comes first",
            subject(&rdns(&[(CN, 0x0c, b"web"), (O, 0x0c, b"Acme")])),
            within_acme(),
        )
        .deny(NOT),
        case("directory-excluded", "an excluded organisation is refused", subject(&acme_web), {
            issuing(&[], &[directory(&acme())])
        })
        .deny(NOT),
        case(
            "directory-among-alternative-names",
            "a directoryName among the alternative names counts, too",
            subject(&acme_web).with(subject_alt_names(&[directory(&other_web)])),
            within_acme(),
        )
        .deny(NOT),
        case(
            "directory-empty-subject",
            "an empty subject is not constrained",
            world.web().change(|spec| spec.subject = rdns(&[])),
            within_acme(),
        )
        .allow(VERIFIED)
        .principal(WEB),
        case("email-in-subject", "an emailAddress in the subject is constrained", subject(&with_email), {
            issuing(std::slice::from_ref(&corp), &[])
        })
        .deny(NOT),
        case(
            "email-in-subject-beside-email-name",
            "policies may ask for the emailAddress in the subject, whatever stands beside it",
            subject(&with_email).with(subject_alt_names(&[email("ana@corp.example")])),
            issuing(&[corp], &[]),
        )
        .deny(NOT),
    ]
}

/// Whose constraints count, and for whom.
fn places(world: &World) -> Vec<Vector> {
    let plain = || world.issuing.spec(&world.root);
    let root = |extension: Vec<u8>| world.root.spec(&world.root).with(extension).sign(&world.root.key);
    let a = || world.named(&[dns("a.corp.example")]);
    let within = |name: &str| name_constraints(&[dns(name)], &[]);
    let under = |name: &str, rule: &str, root: Vec<u8>, end_entity: &Spec, issuing: Spec| {
        let chain = vec![world.sign(end_entity), issuing.sign(&world.root.key)];
        Case::new(&format!("path/names/{name}"), rule, &root, chain)
    };
    let renewed = world.issuing.with_key(Key::new("Issuing CA, second key"));
    let acme_issuing = Ca { name: rdns(&[(O, 0x0c, b"Acme"), (CN, 0x0c, b"Issuing CA")]), ..world.issuing.clone() };
    let acme_only = || name_constraints(&[directory(&acme())], &[]);
    vec![
        under("anchor-permits", "an anchor's own constraints count", root(within("corp.example")), &a(), plain())
            .allow(VERIFIED)
            .principal("a.corp.example"),
        under(
            "anchor-does-not-permit",
            "an anchor's own constraints count",
            root(within("other.example")),
            &a(),
            plain(),
        )
        .deny(NOT),
        under("intersection-inside", "a CA further down may permit less", root(within("corp.example")), &a(), {
            plain().with(within("a.corp.example"))
        })
        .allow(VERIFIED)
        .principal("a.corp.example"),
        under(
            "intersection-outside",
            "what one CA of the path does not permit is refused",
            root(within("corp.example")),
            &a(),
            plain().with(within("b.corp.example")),
        )
        .deny(NOT),
        under("cannot-widen", "a CA further down cannot permit more", root(within("other.example")), &a(), {
            plain().with(within("corp.example"))
        })
        .deny(NOT),
        under(
            "intermediate-subject",
            "an intermediate's subject is constrained by the CA above it",
            root(acme_only()),
            &world.bare().change(|spec| spec.subject = acme()),
            plain(),
        )
        .deny(NOT),
        {
            let end_entity = world.web_of(&acme_issuing).change(|spec| spec.subject = acme()).sign(&world.issuing.key);
            let chain = vec![end_entity, acme_issuing.certificate(&world.root)];
            Case::new(
                "path/names/intermediate-subject-within",
                "an intermediate within the subtree",
                &root(acme_only()),
                chain,
            )
            .allow(VERIFIED)
            .principal(WEB)
        },
        {
            // The issuing CA permits only Acme, and is not of Acme; its own second certificate is self-issued.
            let end_entity = world.web_of(&renewed).change(|spec| spec.subject = acme()).sign(&renewed.key);
            let issuing = plain().with(acme_only()).sign(&world.root.key);
            let chain = vec![end_entity, renewed.certificate(&world.issuing), issuing];
            Case::new(
                "path/names/self-issued-is-exempt",
                "a self-issued intermediate is not constrained",
                &world.root.root(),
                chain,
            )
            .allow(VERIFIED)
            .principal(WEB)
        },
        {
            let own = Ca { name: cn("Issuing CA"), ..world.issuing.clone() };
            let spec = world.web_of(&own).change(|spec| spec.subject = cn("Issuing CA"));
            case(
                world,
                "self-issued-end-entity",
                "a self-issued end entity is constrained",
                spec,
                plain().with(acme_only()),
            )
            .deny(NOT)
        },
        case(world, "constraints-not-critical", "constraints count, critical or not", a(), {
            let value = crate::forge::der::seq(&[tlv(0xa0, crate::forge::der::seq(&[dns("other.example")]))]);
            plain().with(crate::forge::extension::raw(&crate::forge::extension::ce(30), false, value))
        })
        .deny(NOT),
    ]
}
