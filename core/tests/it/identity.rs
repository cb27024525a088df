//! Who the peer is: SPIFFE IDs to the letter, and the principal by the policy's order.

use handfast::identity::SpiffeId;
use handfast::path::RequiredName;
use handfast::{AccessRequest, PresentedChain, Profile, ReferenceIdentifier};

use crate::forge::Ca;
use crate::forge::der::{cn, oid, tlv};
use crate::forge::extension::{ce, dns, email, ip, key_usage, upn, uri};
use crate::support::{AT, client, codes, decide, instant, party, party_by, party_with};

#[test]
fn spiffe_ids_keep_to_the_grammar() {
    let long = |bytes: usize| format!("spiffe://d/{}", "a".repeat(bytes - "spiffe://d/".len()));
    let domain = |bytes: usize| format!("spiffe://{}/a", "d".repeat(bytes));
    let good = [
        "spiffe://prod.example/ns/web",
        "spiffe://a",
        "spiffe://a_b-1.c/A.b-C_9",
        "spiffe://d/...",
        &long(2048),
        &domain(255),
    ];
    for id in good {
        assert_eq!(SpiffeId::parse(id).unwrap().to_string(), id);
    }
    let bad = [
        "",
        "spiffe:",
        "spiffe://",
        "spiffe:///a",
        "SPIFFE://d/a",
        "http://d/a",
        "spiffe://D/a",
        "spiffe://d:80/a",
        "spiffe://u@d/a",
        "spiffe://d/",
        "spiffe://d/a/",
        "spiffe://d//a",
        "spiffe://d/./a",
        "spiffe://d/..",
        "spiffe://d/a?b",
        "spiffe://d/a#b",
        "spiffe://d/%61",
        "spiffe://d/a b",
        "spiffe://d/é",
        "spiffe://[::1]/a",
        "spiffe://d/a\0",
        &long(2049),
        &domain(256),
    ];
    for id in bad {
        assert!(SpiffeId::parse(id).is_err(), "{id}");
    }
    let id = SpiffeId::parse("spiffe://prod.example/ns/web").unwrap();
    assert_eq!((id.trust_domain(), id.path()), ("prod.example", "/ns/web"));
    assert_eq!(SpiffeId::parse("spiffe://prod.example").unwrap().path(), "");
}

#[test]
fn an_svid_has_exactly_one_uri_a_spiffe_id_with_a_path() {
    let root = Ca::new("Root");
    let web = uri("spiffe://prod.example/web");
    let cases: [(Vec<Vec<u8>>, &str); 8] = [
        (vec![web.clone()], "path_verified"),
        (vec![web.clone(), dns("web.example")], "path_verified"),
        (vec![dns("web.example")], "identity_missing"),
        (vec![web.clone(), uri("spiffe://prod.example/b")], "identity_ambiguous"),
        (vec![web.clone(), uri("https://prod.example/")], "identity_ambiguous"),
        (vec![uri("https://prod.example/")], "identity_malformed"),
        (vec![uri("spiffe://prod.example")], "identity_malformed"),
        (vec![uri("SPIFFE://prod.example/web")], "identity_malformed"),
    ];
    let svid = party_with(&[root.root()], Profile::svid());
    for (names, code) in cases {
        let decision = decide(&svid, &[client(&root, &names).sign(&root.key)]);
        assert_eq!(codes(&decision), [code], "{decision}");
    }
    // X509-SVID section 5.2: neither keyCertSign nor cRLSign; section 4.3: keyUsage with digitalSignature.
    let with_usage = |usage: Option<Vec<u8>>| {
        let kind = oid(&ce(15));
        client(&root, std::slice::from_ref(&web))
            .change(|spec| {
                spec.extensions.retain(|extension| !extension.windows(kind.len()).any(|window| window == kind));
                spec.extensions.extend(usage);
            })
            .sign(&root.key)
    };
    assert_eq!(codes(&decide(&svid, &[with_usage(Some(key_usage(&[0, 6])))])), ["usage_not_permitted"]);
    assert_eq!(codes(&decide(&svid, &[with_usage(Some(key_usage(&[0, 5])))])), ["extension_not_permitted"]);
    assert_eq!(codes(&decide(&svid, &[with_usage(None)])), ["extension_missing"]);
    // Outside the profile a malformed or doubled SPIFFE ID is no accident either: nothing else names the peer.
    let anybody = party(&[root.root()]);
    for names in
        [vec![uri("spiffe://prod.example/a//b"), dns("a.example")], vec![web.clone(), uri("urn:a"), dns("a.example")]]
    {
        let decision = decide(&anybody, &[client(&root, &names).sign(&root.key)]);
        assert_eq!(decision.effect().as_str(), "deny", "{decision}");
    }
}

#[test]
fn the_principal_is_the_first_class_of_which_there_is_a_name_and_it_must_be_one() {
    let root = Ca::new("Root");
    let policy = |identity: &str| {
        format!("handfast: 1\ndefault: deny\nidentity: [{identity}]\nrules: [{{ id: all, effect: allow }}]\n")
    };
    let principal = |identity: &str, names: &[Vec<u8>]| {
        let decision = decide(&party_by(&[root.root()], &policy(identity)), &[client(&root, names).sign(&root.key)]);
        match decision.principal() {
            Some(principal) => format!("{} {}", principal.class(), principal.value()),
            None => codes(&decision).join(" "),
        }
    };
    let names = [dns("A.example"), email("Ana@Corp.example"), upn("ana@CORP.example"), ip(&[192, 0, 2, 7])];
    assert_eq!(principal("upn, dns", &names), "upn ana@corp.example");
    assert_eq!(principal("spiffe, dns", &names), "dns a.example");
    assert_eq!(principal("email", &names), "email Ana@corp.example");
    assert_eq!(principal("ip_san", &names), "ip_san 192.0.2.7");
    assert_eq!(principal("subject.cn", &names), "subject.cn client");
    assert_eq!(principal("subject", &names), "subject CN=client");
    assert_eq!(principal("spiffe", &names), "identity_missing", "no silent fall-through");
    // What looks like a user principal name and is of another type, or is no text.
    let other_name = |kind: &[u8], tag: u8, value: &[u8]| tlv(0xa0, [oid(kind), tlv(0xa0, tlv(tag, value))].concat());
    let (upn_type, smartcard) = (&[0x2b, 6, 1, 4, 1, 0x82, 0x37, 20, 2, 3], &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 20, 2, 2]);
    assert_eq!(principal("upn", &[other_name(upn_type, 0x0c, b"ana@corp.example")]), "upn ana@corp.example");
    assert_eq!(principal("upn", &[other_name(smartcard, 0x0c, b"ana@corp.example")]), "identity_missing");
    let unreadable: [(u8, &[u8]); 3] =
        [(0x04, b"ana@corp.example"), (0x1e, b"\0a\0@\0b"), (0x0c, b"ana@corp.example\0")];
    for (tag, value) in unreadable {
        assert_eq!(principal("upn", &[other_name(upn_type, tag, value)]), "identity_missing", "{value:02x?}");
    }
    assert_eq!(principal("dns, email", &[dns("a.example"), dns("b.example"), email("a@b.c")]), "identity_ambiguous");
}

#[test]
fn nobody_is_named_by_what_is_empty() {
    let root = Ca::new("Root");
    let ask = |identity: &str, rule: &str, subject: Vec<u8>, names: &[Vec<u8>]| {
        let policy = format!(
            "handfast: 1\ndefault: deny\nidentity: [{identity}]\nrules: [{{ id: all, effect: allow{rule} }}]\n"
        );
        let leaf = client(&root, names).change(|spec| spec.subject = subject).sign(&root.key);
        let decision = decide(&party_by(&[root.root()], &policy), &[leaf]);
        let refused = if decision.effect().as_str() == "allow" { String::new() } else { codes(&decision).join(" ") };
        let named = decision.principal().map(|name| format!("{} {name} ", name.class())).unwrap_or_default();
        format!("{named}{refused}").trim_end().to_owned()
    };
    let name = [dns("a.example")];
    assert_eq!(ask("subject.cn", "", cn("ana"), &name), "subject.cn ana");
    assert_eq!(ask("subject.cn", "", cn(""), &name), "identity_missing");
    assert_eq!(ask("upn", "", cn("ana"), &[upn("")]), "identity_missing");
    assert_eq!(ask("upn, dns", "", cn("ana"), &[upn(""), dns("a.example")]), "dns a.example");
    // A second one that says nothing makes the first no less the only one.
    assert_eq!(ask("upn", "", cn("ana"), &[upn(""), upn("ana@corp.example")]), "upn ana@corp.example");
    // Neither is a label filled with nothing.
    let label = ", then: { labels: { user: '${subject.cn}' } }";
    assert_eq!(ask("dns", label, cn("ana"), &name), "dns a.example");
    assert_eq!(ask("dns", label, cn(""), &name), "dns a.example no_rule_matched");
    let local = ", then: { labels: { user: '${email.local}' } }";
    assert_eq!(
        ask("dns", local, cn("ana"), &[dns("a.example"), email("@corp.example")]),
        "dns a.example no_rule_matched"
    );
    let piv = Profile::client().with_required_names([RequiredName::UserPrincipalName]);
    let decision = decide(&party_with(&[root.root()], piv), &[client(&root, &[upn("")]).sign(&root.key)]);
    assert_eq!(codes(&decision), ["identity_missing"]);
}

#[test]
fn of_several_names_the_one_that_was_expected_is_the_principal() {
    let root = Ca::new("Root");
    let policy = "handfast: 1\ndefault: deny\nidentity: [dns, email, ip_san]\nrules: [{ id: all, effect: allow }]\n";
    let party = party_by(&[root.root()], policy);
    let ask = |names: &[Vec<u8>], expected: &str| {
        let leaf = client(&root, names).sign(&root.key);
        let request = AccessRequest::connection().expecting(expected.parse::<ReferenceIdentifier>().unwrap());
        let decision = party.decide(&PresentedChain::from_tls([leaf]), &request, instant(AT));
        decision.principal().map_or_else(|| codes(&decision).join(" "), ToString::to_string)
    };
    assert_eq!(ask(&[dns("A.example"), dns("B.example")], "dns:b.example"), "b.example");
    assert_eq!(ask(&[email("a@B.example"), email("c@b.example")], "email:a@b.example"), "a@b.example");
    assert_eq!(ask(&[ip(&[192, 0, 2, 1]), ip(&[192, 0, 2, 2])], "ip:192.0.2.2"), "192.0.2.2");
    assert_eq!(ask(&[dns("a.example")], "dns:b.example"), "name_not_matched");
    assert_eq!(ask(&[dns("*.example.org")], "dns:a.example.org"), "*.example.org");
    assert_eq!(ask(&[dns("*.example.org")], "dns:a.b.example.org"), "name_not_matched", "one label");
    assert_eq!(ask(&[dns("*.example.org")], "dns:example.org"), "name_not_matched");
}
