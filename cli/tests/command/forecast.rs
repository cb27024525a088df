//! `handfast forecast`

use expect_test::expect_file;

use crate::world::{AT, Ran, World, redacted};

fn forecast(world: &World, words: &str) -> Ran {
    world.run(&format!("forecast --from {AT} {words}"))
}

#[test]
fn when_decisions_flip_as_people_read_it() {
    let world = World::new();
    let mut seen = String::new();
    for words in [
        "--anchors mesh.pem --chain web.pem --for 10s",
        "--anchors mesh.pem --chain web.pem --for 3650d",
        "--anchors mesh.pem --chain expired.pem",
    ] {
        seen += &format!("$ handfast forecast ... {words}\n{}\n", forecast(&world, words).seen());
    }
    expect_file!["snapshots/forecast.txt"].assert_eq(&redacted(&seen));
}

#[test]
fn the_json_is_the_timeline_and_the_status_says_whether_anything_is_denied() {
    let world = World::new();
    let fine = forecast(&world, "--anchors mesh.pem --chain web.pem --for 1h --json");
    assert_eq!(fine.status, Some(0));
    let timeline: serde_json::Value = serde_json::from_str(&fine.stdout).unwrap();
    assert_eq!(timeline["from"], AT);
    assert_eq!(timeline["spans"].as_array().unwrap().len(), 1);
    assert_eq!(timeline["spans"][0]["decision"]["effect"], "allow");
    let ends = forecast(&world, "--anchors mesh.pem --chain web.pem --to 9999-01-01T00:00:00Z --json");
    assert_eq!(ends.status, Some(2));
    let timeline: serde_json::Value = serde_json::from_str(&ends.stdout).unwrap();
    assert_eq!(timeline["spans"][1]["decision"]["effect"], "deny");
    assert_eq!(timeline["spans"][1]["events"][0]["kind"], "certificate_ends");
}

#[test]
fn mistakes_are_told() {
    let world = World::new();
    let backwards = forecast(&world, "--anchors mesh.pem --chain web.pem --to 2001-01-01T00:00:00Z");
    assert_eq!(backwards.status, Some(1));
    assert!(backwards.stderr.contains("2001-01-01T00:00:00Z is before"), "{}", backwards.stderr);
    for words in [
        "--for 3",
        "--for d",
        "--for -1d",
        "--for 99999999999999999999d",
        "--to tomorrow",
        "--to 2030-01-01T00:00:00Z --for 1d",
    ] {
        let ran = forecast(&world, &format!("--anchors mesh.pem --chain web.pem {words}"));
        assert_eq!(ran.status, Some(1), "{words}");
        assert!(!ran.stderr.is_empty(), "{words}");
    }
}
