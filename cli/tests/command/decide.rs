//! `handfast decide`

use expect_test::expect_file;

use crate::world::World;

/// The codes of a decision's reasons, from its JSON.
fn codes(json: &str) -> Vec<String> {
    let decision: serde_json::Value = serde_json::from_str(json).unwrap();
    let reasons = decision["reasons"].as_array().unwrap();
    reasons.iter().map(|reason| reason["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_kind_of_decision_as_people_read_it() {
    let world = World::new();
    let mut seen = String::new();
    for words in [
        "--chain web.pem --method POST --path /api/ledger/entries",
        "--chain web.pem --method DELETE --path /api/ledger/entries/7",
        "--chain sandbox.pem --method GET --path /api/ledger/balances/1",
        "--chain billing.pem --method GET --path /api/ledger/balances/1",
        "--chain billing.pem --method GET --path /api/../etc/passwd",
        "--chain expired.pem --method POST --path /api/ledger/entries",
        "--chain server.pem --method POST --path /api/ledger/entries",
        "--chain web-alone.pem --method POST --path /api/ledger/entries",
        "--chain web.pem --arrived forwarded --hop edge --method POST --path /api/ledger/entries",
        "--chain /dev/null --method GET --path /",
    ] {
        seen += &format!("$ handfast decide ... {words}\n{}\n", world.decide_by_policy(words).seen());
    }
    expect_file!["snapshots/decide.txt"].assert_eq(&seen);
}

#[test]
fn a_decision_as_json() {
    let world = World::new();
    let words = "--json --chain web.pem --method DELETE --path /api/ledger/entries/7 --context source_ip=192.0.2.7";
    let ran = world.decide_by_policy(words);
    assert_eq!(codes(&ran.stdout), ["no_rule_matched"]);
    let decision: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(decision["request"]["context"]["source_ip"], serde_json::json!(["192.0.2.7"]));
    assert_eq!(decision["at"], crate::world::AT);
    let pretty = serde_json::to_string_pretty(&decision).unwrap();
    expect_file!["snapshots/decide.json"].assert_eq(&(crate::world::redacted(&pretty) + "\n"));
    assert_eq!(ran.status, Some(2));
}

#[test]
fn the_exit_status_is_0_for_allow_and_2_for_deny_and_1_if_it_could_not_decide() {
    let world = World::new();
    assert_eq!(world.decide("--anchors mesh.pem --chain web.pem").status, Some(0));
    assert_eq!(world.decide("--anchors mesh.pem --chain expired.pem").status, Some(2));
    for words in
        ["--anchors none.pem --chain web.pem", "--anchors mesh.pem --chain none.pem", "--chain web.pem", "--no"]
    {
        assert_eq!(world.decide(words).status, Some(1), "{words}");
    }
    // JSON changes nothing about it.
    assert_eq!(world.decide("--anchors mesh.pem --chain expired.pem --json").status, Some(2));
}

#[test]
fn anchors_are_pem_or_der_or_a_spiffe_bundle_and_bound_by_name() {
    let world = World::new();
    for anchors in ["mesh.pem", "mesh.der", "mesh.json", "./mesh.pem", "partner.pem mesh.der"] {
        assert_eq!(world.decide(&format!("--anchors {anchors} --chain web.pem")).status, Some(0), "{anchors}");
    }
    for mesh in ["mesh.pem", "mesh.der", "mesh.json"] {
        let words = format!(
            "--anchors mesh={mesh} --anchors partner=partner.pem --policy payments.yaml --chain web.pem --method GET --path /api/ledger/entries/1"
        );
        assert_eq!(world.decide(&words).status, Some(0), "{mesh}");
    }
    // The names exchanged: the partner's anchor may not vouch for a workload of the mesh.
    let words = "--anchors mesh=partner.pem partner=mesh.pem --policy payments.yaml --chain web.pem --json --method GET --path /api/ledger/entries/1";
    assert_eq!(codes(&world.decide(words).stdout), ["name_not_permitted"]);
    // A file whose own name has an equals sign.
    world.put("a=b.pem", world.read("mesh.pem"));
    assert_eq!(world.decide("--anchors ./a=b.pem --chain web.pem").status, Some(0));
}

#[test]
fn a_hyphen_is_standard_input_once() {
    let world = World::new();
    let at = crate::world::AT;
    let web = world.read("web.pem");
    assert_eq!(world.run_with(&format!("decide --at {at} --anchors mesh.pem --chain -"), &web).status, Some(0));
    let mesh = world.read("mesh.pem");
    assert_eq!(world.run_with(&format!("decide --at {at} --anchors mesh=- --chain web.pem"), &mesh).status, Some(0));
    let policy = world.read("payments.yaml");
    let words = format!(
        "decide --at {at} --anchors mesh=mesh.pem partner=partner.pem --policy - --chain web.pem --method GET --path /api/ledger/entries/1"
    );
    assert_eq!(world.run_with(&words, &policy).status, Some(0));
    let twice = world.run_with(&format!("decide --at {at} --anchors - --chain -"), &web);
    assert_eq!(twice.status, Some(1));
    assert!(twice.stderr.contains("`-` is given more than once"), "{}", twice.stderr);
}

#[test]
fn the_chain_may_be_in_several_files_and_in_any_order_and_der() {
    let world = World::new();
    for chain in [
        "web-alone.pem web-intermediates.pem",
        "web-intermediates.pem web-alone.pem",
        "web.der web-intermediates.pem",
        "web.pem web.pem",
    ] {
        assert_eq!(world.decide(&format!("--anchors mesh.pem --chain {chain}")).status, Some(0), "{chain}");
    }
    // A handshake has the end entity first, and nothing else may stand for it.
    let words = "--anchors mesh.pem --arrived tls --json --chain web-intermediates.pem web-alone.pem";
    assert_eq!(codes(&world.decide(words).stdout), ["end_entity_is_ca", "usage_not_permitted"]);
}

#[test]
fn how_it_arrived_decides_who_must_be_believed() {
    let world = World::new();
    let state = |words: &str| {
        let ran = world.decide(&format!("--anchors mesh.pem --chain web.pem --json {words}"));
        let decision: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let peer = &decision["peer"];
        (ran.status.unwrap(), format!("{} {} {}", peer["state"], peer["possession"], peer["hop"]).replace('"', ""))
    };
    assert_eq!(state("").0, 0);
    assert_eq!(state("--arrived files"), state(""));
    assert_eq!(state("--arrived tls"), (0, "verified proven null".to_owned()));
    let edge = "--arrived forwarded --hop edge";
    assert_eq!(state(edge), (2, "presented asserted_by_hop edge".to_owned()));
    assert_eq!(state(&format!("{edge} --trusted-hop other")).0, 2);
    assert_eq!(state(&format!("{edge} --trusted-hop edge")), (0, "verified_elsewhere asserted_by_hop edge".to_owned()));
    assert_eq!(state("--arrived forwarded").0, 2);
}

#[test]
fn profiles_differ_in_what_they_accept() {
    let world = World::new();
    let status = |chain: &str, profile: &str| {
        world.decide(&format!("--anchors mesh.pem --chain {chain}.pem --profile {profile}")).status
    };
    assert_eq!((status("web", "client"), status("server", "client")), (Some(0), Some(2)));
    assert_eq!((status("web", "svid"), status("server", "svid")), (Some(0), Some(2)));
    assert_eq!((status("web", "webpki-server"), status("web", "nonsense")), (Some(2), Some(1)));
}

#[test]
fn an_expected_name_must_be_among_the_certificates_own() {
    let world = World::new();
    let name = |chain: &str, profile: &str, name: &str| {
        let words = format!("--anchors mesh.pem --chain {chain}.pem --profile {profile} --name {name} --json");
        let ran = world.decide(&words);
        (ran.status.unwrap(), codes(&ran.stdout))
    };
    let not_matched = || (2, vec!["name_not_matched".to_owned()]);
    let verified = || (0, vec!["path_verified".to_owned()]);
    assert_eq!(name("web", "client", "spiffe:spiffe://prod.example/ns/checkout/sa/web"), verified());
    assert_eq!(name("web", "client", "spiffe://prod.example/ns/checkout/sa/web"), verified());
    assert_eq!(name("web", "client", "spiffe://prod.example/ns/checkout/sa/other"), not_matched());
    assert_eq!(name("server", "rfc5280", "dns:orders.example").0, 0);
    assert_eq!(name("server", "rfc5280", "dns:a.shop.example").0, 0);
    assert_eq!(name("server", "rfc5280", "dns:a.b.shop.example"), not_matched());
    assert_eq!(name("server", "rfc5280", "ip:192.0.2.1"), not_matched());
    assert_eq!(name("server", "rfc5280", "email:ana@corp.example"), not_matched());
}

#[test]
fn the_context_reaches_the_rules() {
    let world = World::new();
    world.put(
        "context.yaml",
        "handfast: 1\ndefault: deny\nidentity: [spiffe]\nrules:\n  - id: office\n    effect: allow\n    \
         from: [{ spiffe: spiffe://prod.example/**, source_ip: [{ cidr: 10.0.0.0/8 }] }]\n    \
         to: [{ action: publish, resource: meters/M-1/up, header: { x-tenant: blue } }]\n",
    );
    let status =
        |words: &str| world.decide(&format!("--anchors mesh.pem --chain web.pem --policy context.yaml {words}")).status;
    let request = "--action publish --resource meters/M-1/up";
    assert_eq!(status(&format!("{request} --context source_ip=10.1.2.3 --context header.X-Tenant=blue")), Some(0));
    assert_eq!(status(&format!("{request} --context source_ip=192.0.2.7 --context header.x-tenant=blue")), Some(2));
    assert_eq!(status(&format!("{request} --context source_ip=10.1.2.3 --context header.x-tenant=red")), Some(2));
    assert_eq!(status(request), Some(2));
    assert_eq!(status("--action publish --resource other --context source_ip=10.1.2.3"), Some(2));
}

#[test]
fn the_verification_time_is_the_one_that_is_asked_for() {
    let world = World::new();
    let status = |at: &str| world.run(&format!("decide --anchors mesh.pem --chain web.pem {at}")).status;
    assert_eq!(status("--at 2026-11-24T12:00:00Z"), Some(0));
    assert_eq!(status("--at 2026-11-24T13:00:00+01:00"), Some(0));
    assert_eq!(status("--at 2026-11-24T10:59:59Z"), Some(2));
    assert_eq!(status("--at 2026-11-25T12:00:00Z"), Some(0));
    assert_eq!(status("--at 2026-11-25T12:00:01Z"), Some(2));
    // Now, which is long after the certificate was valid or long before it.
    let expired = world.run("decide --anchors mesh.pem --chain expired.pem");
    assert_eq!(expired.status, Some(2));
}

#[test]
fn revocation_as_people_read_it() {
    let world = World::new();
    let mut seen = String::new();
    for words in [
        "--chain web.pem --crl mesh.crl issuing.crl",
        "--chain sandbox.pem --crl mesh.crl issuing.crl",
        "--chain web.pem --crl mesh.crl",
        "--chain web.pem --crl mesh.crl old.crl",
        "--chain web.pem --crl mesh.crl old.crl --revocation soft:3h",
        "--chain web.pem --crl mesh.crl old.crl --revocation soft:1h",
        "--chain web.pem --crl mesh.crl --revocation soft",
        "--chain sandbox.pem --crl mesh.crl issuing.crl --revocation off",
        "--chain web.pem --revocation hard",
        "--chain web.pem --crl mesh.pem",
        "--chain web.pem --crl web.key",
        "--chain web.pem --ocsp mesh.crl",
        "--chain mesh.crl",
        "--chain web.pem --revocation gentle",
    ] {
        seen += &format!(
            "$ handfast decide --anchors mesh.pem {words}\n{}\n",
            world.decide(&format!("--anchors mesh.pem {words}")).seen()
        );
    }
    seen += &format!("$ handfast inspect issuing.crl\n{}", world.run("inspect issuing.crl").seen());
    expect_file!["snapshots/revocation.txt"].assert_eq(&seen);
}
