//! Colour only on a terminal, and what happens when nobody reads.
#![cfg(unix)]

use std::io::Read as _;
use std::process::Stdio;

use crate::world::World;

/// What `explain` prints to a terminal, with these variables set.
fn on_terminal(variables: &[(&str, &str)]) -> String {
    let world = World::empty();
    let terminal = nix::pty::openpty(None, None).unwrap();
    let mut command = world.program();
    command.args(["explain", "certificate_expired"]).env("TERM", "xterm").envs(variables.iter().copied());
    command.stdin(Stdio::null()).stdout(Stdio::from(terminal.slave)).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    // The last copy of the terminal's other end must close, or reading never ends.
    drop(command);
    let mut printed = Vec::new();
    // Linux says EIO when the other end is closed.
    let _ = std::fs::File::from(terminal.master).read_to_end(&mut printed);
    assert!(child.wait().unwrap().success());
    String::from_utf8(printed).unwrap()
}

#[test]
fn there_is_colour_on_a_terminal() {
    assert!(on_terminal(&[]).contains("\u{1b}[1mcertificate_expired"));
}

#[test]
fn no_color_is_honoured() {
    let printed = on_terminal(&[("NO_COLOR", "1")]);
    assert!(printed.starts_with("certificate_expired"), "{printed:?}");
    assert!(!printed.contains('\u{1b}'));
}

#[test]
fn there_is_no_colour_without_a_terminal() {
    assert!(!World::empty().run("explain certificate_expired").stdout.contains('\u{1b}'));
    assert!(!World::empty().run("decide").stderr.contains('\u{1b}'));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    for words in ["explain --list", "completions bash", "man"] {
        let world = World::empty();
        let (read, write) = std::io::pipe().unwrap();
        let mut command = world.program();
        command.args(words.split(' ')).stdin(Stdio::null()).stdout(Stdio::from(write)).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        drop((read, command));
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{words}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
