//! `handfast profile`, and `--profile FILE`.

use expect_test::expect_file;

use crate::world::{AT, World};

#[test]
fn profiles_as_people_read_them() {
    let world = World::new();
    world.put("mine.json", r#"{"handfast_profile": 1, "based_on": "client", "name": "mine", "rsa_bits": 3072}"#);
    let mut seen = String::new();
    for words in
        ["profile client", "profile client mine.json", "profile --json client mine.json", "profile client client"]
    {
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
    for (profile, told) in [
        ("clien", "did you mean `client`?"),
        ("none.json", "there is no such file"),
        ("bad.json", "bad.json, line 2, column 13: a profile has no member `rsa_bit`"),
        ("mesh.pem", "mesh.pem, line 1, column 2: a profile is a JSON object"),
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
