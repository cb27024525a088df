//! `handfast inspect`

use expect_test::expect_file;

use crate::world::{AT, World};

#[test]
fn what_certificates_say() {
    let world = World::new();
    let seen = world.run(&format!("inspect --at {AT} web.pem server.der mesh.pem expired-alone.pem")).seen();
    expect_file!["snapshots/inspect.txt"].assert_eq(&seen);
}

#[test]
fn what_a_certificate_says_as_json() {
    let world = World::new();
    let ran = world.run(&format!("inspect --at {AT} --json server-alone.pem"));
    expect_file!["snapshots/inspect.json"].assert_eq(&crate::world::redacted(&ran.stdout));
    assert_eq!(ran.status, Some(0));
}

#[test]
fn a_hyphen_is_standard_input() {
    let world = World::new();
    let ran = world.run_with("inspect -", &world.read("web.der"));
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.contains("uri:spiffe://prod.example/ns/checkout/sa/web"));
    assert_eq!(world.run_with("inspect - -", b"").status, Some(1));
}

#[test]
fn what_can_be_read_is_shown_though_something_cannot() {
    let world = World::new();
    let mixed = [world.read("web.key"), world.read("web-alone.pem")].concat();
    world.put("mixed.pem", mixed);
    let ran = world.run("inspect mixed.pem");
    assert!(ran.stdout.contains("uri:spiffe://prod.example/ns/checkout/sa/web"));
    assert!(ran.stderr.contains("mixed.pem: PEM block 1 (line 1) is `PRIVATE KEY`"), "{}", ran.stderr);
    assert_eq!(ran.status, Some(1));
}

#[test]
fn text_that_a_certificate_chose_cannot_steer_a_terminal() {
    use handfast_provision::{Authority, Limits, Validity};
    let world = World::empty();
    let years = Validity { from: crate::world::NOW, until: crate::world::NOW + 86_400 };
    let hostile = Authority::root("Ev\u{1b}[31mil", "Root\u{202e}toor", years, &Limits::default()).unwrap();
    world.put("hostile.pem", hostile.pem());
    let ran = world.run("inspect hostile.pem");
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(!ran.stdout.contains(['\u{1b}', '\u{202e}']), "{:?}", ran.stdout);
    assert!(ran.stdout.contains("\\u{1b}") && ran.stdout.contains("\\u{202e}"), "{}", ran.stdout);
}
