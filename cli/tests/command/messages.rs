//! A shelf of messages: what people read when they have made a mistake.

use expect_test::expect_file;

use crate::world::World;

#[test]
fn mistakes_on_the_command_line() {
    let world = World::new();
    let mut seen = String::new();
    for words in [
        "",
        "decid",
        "decide",
        "decide --anchors mesh.pem --chain web.pem --policies payments.yaml",
        "decide --anchors mesh.pem --chain web.pem --profile clinet",
        "decide --anchors mesh.pem --chain web.pem --arrived tsl",
        "decide --anchors mesh.pem --chain web.pem --name orders.example",
        "decide --anchors mesh.pem --chain web.pem --name dns:*.orders.example",
        "decide --anchors mesh.pem --chain web.pem --name spiffe://Prod/web",
        "decide --anchors mesh.pem --chain web.pem --at yesterday",
        "decide --anchors mesh.pem --chain web.pem --method GET",
        "decide --anchors mesh.pem --chain web.pem --method GET --path / --action a --resource b",
        "decide --anchors mesh.pem --chain web.pem --context source_ip",
        "decide --anchors mesh.pem --chain web.pem --context sorce_ip=192.0.2.7",
        "decide --anchors mesh.pem --chain web.pem --context source_ip=192.0.2",
        "decide --anchors - --chain -",
        "explain",
        "explain certificate_expierd",
        "explain expired",
        "explain xyz",
        "completions tcsh",
    ] {
        let ran = world.run(words);
        assert_eq!(ran.status, Some(1), "{words}");
        assert_eq!(ran.stdout, "", "{words}");
        seen += &format!("$ handfast {words}\n{}\n", ran.seen());
    }
    expect_file!["snapshots/usage.txt"].assert_eq(&seen);
}

#[test]
fn mistakes_in_files() {
    let world = World::new();
    world.put("empty", "");
    world.put("text.txt", "this is not a certificate\n");
    world.put("cut.pem", &world.read("mesh.pem")[..200]);
    world.put("binary.yaml", [0xff, 0xfe, 0x00]);
    world.put("bundle.json", r#"{ "keys": [ { "use": "x509-svid", "x5c": ["!"] } ] }"#);
    world.put("jwt.json", r#"{ "keys": [ { "use": "jwt-svid" } ] }"#);
    world.put("broken.json", "{ \"keys\": [ }\n");
    let mut seen = String::new();
    for words in [
        "--anchors none.pem --chain web.pem",
        "--anchors mesh.pem --chain none.pem",
        "--anchors . --chain web.pem",
        "--anchors empty --chain web.pem",
        "--anchors text.txt --chain web.pem",
        "--anchors cut.pem --chain web.pem",
        "--anchors web.pem --chain web.pem",
        "--anchors web.key --chain web.pem",
        "--anchors bundle.json --chain web.pem",
        "--anchors jwt.json --chain web.pem",
        "--anchors broken.json --chain web.pem",
        "--anchors mesh=mesh.pem --chain web.pem --policy payments.yaml",
        "--anchors mesh=mesh.pem partner=partner.pem other=mesh.pem --chain web.pem --policy payments.yaml",
        "--anchors mesh.pem --chain web.pem --policy payments.yaml",
        "--anchors mesh.pem --chain web.pem --policy mesh.pem",
        "--anchors mesh.pem --chain web.pem --policy empty",
        "--anchors mesh.pem --chain web.pem --policy binary.yaml",
        "--anchors mesh.pem --chain web.pem --policy .",
    ] {
        let ran = world.decide(words);
        assert_eq!(ran.status, Some(1), "{words}: {}", ran.stdout);
        assert_eq!(ran.stdout, "", "{words}");
        seen += &format!("$ handfast decide {words}\n{}\n", ran.seen());
    }
    expect_file!["snapshots/files.txt"].assert_eq(&seen);
}

#[test]
fn mistakes_in_policies() {
    const HEAD: &str = "handfast: 1\ndefault: deny\nidentity: [spiffe]\n";
    const RULE: &str = "rules:\n  - id: a\n    effect: allow\n";
    let world = World::empty();
    let mut seen = String::new();
    for text in [
        "handfast: 2\n".to_owned(),
        format!("{HEAD}rulez: []\n"),
        format!("{HEAD}{RULE}    form: [{{ spiffe: spiffe://a.example/b }}]\n"),
        format!("{HEAD}{RULE}    from: [{{ spife: spiffe://a.example/b }}]\n"),
        format!("{HEAD}{RULE}    effect: deny\n"),
        format!("{HEAD}{RULE}\tfrom: []\n"),
        format!("{HEAD}rules:\n  - id: a\n    effect: alow\n"),
        format!("{HEAD}{RULE}    from: &all [{{ spiffe: spiffe://a.example/b }}]\n"),
        format!("{HEAD}{RULE}    from: [{{ email: *@corp.example }}]\n"),
        format!("{HEAD}{RULE}    from: [{{ age: {{ lt: soon }} }}]\n"),
        format!("{HEAD}{RULE}    from: [{{ serial: {{ in: nowhere }} }}]\n"),
        format!("{HEAD}{RULE}    when: peer.age < 3\n"),
        "handfast: 1\ndefault: allow\n".to_owned(),
    ] {
        world.put("policy.yaml", &text);
        let ran = world.run("lint policy.yaml");
        assert_eq!(ran.status, Some(2), "{text}");
        let last = text.strip_prefix(HEAD).unwrap_or(&text).replace('\t', "<tab>");
        seen += &format!("{last}{}\n", ran.seen());
    }
    expect_file!["snapshots/policies.txt"].assert_eq(&seen);
}
