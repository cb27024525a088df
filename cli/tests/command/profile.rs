//! `handfast profile`, and `--profile FILE`.

use expect_test::expect_file;

use crate::world::{AT, World};

#[test]
fn profiles_as_people_read_them() {
    let world = World::new();
    world.put("mine.json", r#"{"handfast_profile": 1, "based_on": "client", "name": "mine", "rsa_bits": 3072}"#);
    let mut seen = String::new();
    for words in [
        "profile",
        "profile --json",
        "profile client",
        "profile client mine.json",
        "profile --json client mine.json",
        "profile client client",
    ] {
        seen += &format!("$ handfast {words}\n{}\n", world.run(words).seen());
    }
    expect_file!["snapshots/profile.txt"].assert_eq(&seen);
}

#[test]
fn what_is_written_is_read_back() {
    let world = World::new();
    for name in ["client", "svid", "rfc5280", "webpki-server", "piv", "eap-tls", "iot-device"] {
        world.put("written.json", world.run(&format!("profile --json {name}")).stdout);
        assert_eq!(world.run(&format!("profile {name} written.json")).status, Some(0), "{name}");
    }
}

#[test]
fn a_file_is_a_profile_to_decide_by() {
    let world = World::new();
    let decide =
        |profile: &str| world.decide(&format!("--anchors mesh.pem --chain web.pem --profile {profile} --json"));
    world.put("short.json", r#"{"handfast_profile": 1, "name": "short", "maximum_lifetime_seconds": 60}"#);
    let refused = decide("short.json");
    assert_eq!(refused.status, Some(2), "{}", refused.stderr);
    let decision: serde_json::Value = serde_json::from_str(&refused.stdout).unwrap();
    assert_eq!(decision["profile"], "short");
    assert_eq!(decision["reasons"][0]["code"], "lifetime_too_long");
    // As long as the certificate: the last second counts, too.
    world.put("long.json", r#"{"handfast_profile": 1, "name": "long", "maximum_lifetime_seconds": 31622400}"#);
    assert_eq!(decide("long.json").status, Some(0), "{AT}");
}

#[test]
fn mistakes_are_told_with_their_place() {
    let world = World::new();
    world.put("bad.json", "{\"handfast_profile\": 1,\n \"rsa_bit\": 4096}");
    world.put("empty.json", "");
    world.put("cut.json", "{\"handfast_profile\": 1");
    world.put("usage.json", r#"{"handfast_profile": 1, "extended_key_usages": ["clientauth"]}"#);
    world.put(
        "wild.json",
        r#"{"handfast_profile": 1, "loosenings": [{"name": "a", "untill": "2027-01-01T00:00:00Z"}]}"#,
    );
    for (profile, told) in [
        ("clien", "there is no profile `clien`"),
        ("clien", "did you mean `client`? (or give the name of a JSON file)"),
        ("strict", "use one of client, svid, rfc5280, webpki-server, piv, eap-tls, iot-device (or give"),
        (".", ".: it is a directory"),
        ("empty.json", "empty.json, line 1, column 1: there is nothing in it"),
        ("cut.json", "cut.json, line 1, column 23: the JSON is malformed here"),
        ("usage.json", "did you mean `clientAuth`?"),
        ("wild.json", "a loosening has no member `untill`"),
        ("none.json", "there is no such file"),
        ("bad.json", "bad.json, line 2, column 13: a profile has no member `rsa_bit`"),
        (
            "mesh.pem",
            "mesh.pem, line 1, column 2: a profile is a JSON object\n  fix: give a JSON object, such as {\"handfast_profile\": 1",
        ),
    ] {
        for words in
            [format!("profile {profile}"), format!("decide --anchors mesh.pem --chain web.pem --profile {profile}")]
        {
            let ran = world.run(&words);
            assert_eq!(ran.status, Some(1), "{words}");
            assert!(ran.stderr.contains(told), "{words}: {}", ran.stderr);
        }
    }
}

/// The message says where the name was given.
#[test]
fn a_name_that_is_none_is_told_where_it_was_given() {
    let world = World::new();
    assert!(world.run("profile clien").stderr.starts_with("error: clien: there is no profile `clien`"));
    assert!(world.run("profile client svit").stderr.starts_with("error: svit: there is no profile `svit`"));
    for command in ["decide", "forecast"] {
        let ran = world.run(&format!("{command} --anchors mesh.pem --chain web.pem --profile clien"));
        assert!(ran.stderr.starts_with("error: --profile: there is no profile `clien`"), "{}", ran.stderr);
    }
}

/// The command is built with the public suffix list.
#[test]
fn a_profile_may_refuse_wildcards_below_public_suffixes() {
    let world = World::new();
    world.put(
        "suffixes.json",
        r#"{"handfast_profile": 1, "based_on": "webpki-server", "public_suffix_wildcards": false}"#,
    );
    assert!(world.run("profile suffixes.json").stdout.contains("public_suffix_wildcards: false"));
}
