//! Who the peer is: SPIFFE IDs to the letter, and the principal by the policy's order.

use handfast::identity::SpiffeId;
use handfast::{AccessRequest, PresentedChain, Profile, ReferenceIdentifier};

use crate::forge::Ca;
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
        let kind = crate::forge::der::oid(&ce(15));
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
    assert_eq!(principal("dns, email", &[dns("a.example"), dns("b.example"), email("a@b.c")]), "identity_ambiguous");
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
