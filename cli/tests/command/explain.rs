//! `handfast explain`

use expect_test::expect_file;

use crate::world::World;

#[test]
fn a_code_is_explained() {
    let world = World::empty();
    let seen =
        world.run("explain certificate_expired").seen() + &world.run("explain certificate_expired --json").seen();
    expect_file!["snapshots/explain.txt"].assert_eq(&seen);
}

#[test]
fn every_code_is_listed_and_every_one_listed_is_explained() {
    let world = World::empty();
    let list = world.run("explain --list");
    assert_eq!(list.status, Some(0));
    let codes: Vec<&str> = list.stdout.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let page = std::fs::read_to_string(crate::world::root().join("docs/reason-codes.md")).unwrap();
    assert_eq!(codes.len(), page.lines().filter(|line| line.starts_with("### ")).count());
    for code in codes {
        let ran = world.run(&format!("explain {code}"));
        assert_eq!(ran.status, Some(0), "{code}");
        for label in ["means", "matters", "fix", "stage", "see"] {
            assert!(ran.stdout.contains(label), "{code} lacks `{label}`");
        }
    }
    let json: Vec<serde_json::Value> = serde_json::from_str(&world.run("explain --list --json").stdout).unwrap();
    assert_eq!(json.len(), list.stdout.lines().count());
}
