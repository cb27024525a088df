//! `--help`, the man page and the completions.

use expect_test::expect_file;

use crate::world::World;

const COMMANDS: [&str; 7] = ["decide", "inspect", "explain", "lint", "test", "completions", "man"];

#[test]
fn help_of_every_command() {
    let world = World::empty();
    let mut seen = world.run("--help").seen();
    for command in COMMANDS {
        seen += &format!("\n$ handfast {command} --help\n{}", world.run(&format!("{command} --help")).seen());
    }
    expect_file!["snapshots/help.txt"].assert_eq(&seen);
    assert_eq!(world.run("help lint").stdout, world.run("lint --help").stdout);
}

#[test]
fn the_man_page_has_every_command_and_option_and_the_examples() {
    let world = World::empty();
    let ran = world.run("man");
    assert_eq!(ran.status, Some(0));
    let plain = ran.stdout.replace("\\-", "-");
    for command in COMMANDS {
        assert!(plain.contains(&format!(".SS {command}")), "{command}");
        let help = world.run(&format!("{command} --help")).stdout;
        for word in help.split_whitespace().filter(|word| word.starts_with("--") && *word != "--help") {
            let option = word.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
            assert!(plain.contains(option), "the man page lacks `{option}` of `{command}`");
        }
        for example in help.lines().filter(|line| line.starts_with("  handfast ")) {
            assert!(plain.contains(example.trim().trim_end_matches('\\')), "the man page lacks `{example}`");
        }
    }
    expect_file!["snapshots/handfast.1"].assert_eq(&crate::world::redacted(&ran.stdout));
}

#[test]
fn completions_know_the_commands_the_options_and_their_values() {
    let world = World::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = world.run(&format!("completions {shell}"));
        assert_eq!(ran.status, Some(0), "{shell}");
        for word in COMMANDS.iter().chain(&["trusted-hop"]) {
            assert!(ran.stdout.contains(word), "{shell} lacks `{word}`");
        }
        // The other two complete no values at all.
        for word in ["webpki-server", "forwarded"] {
            let values = ["bash", "zsh", "fish"].contains(&shell);
            assert!(!values || ran.stdout.contains(word), "{shell} lacks `{word}`");
        }
    }
}

#[test]
fn the_completions_for_bash_are_a_script_that_bash_reads() {
    let world = World::empty();
    world.put("completions.bash", world.run("completions bash").stdout);
    let mut bash = std::process::Command::new("bash");
    let script = "source completions.bash && complete -p handfast";
    let output = bash.args(["-c", script]).current_dir(world.folder()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("_handfast"));
}

#[test]
fn help_and_version_are_no_mistakes_and_no_command_is_one() {
    let world = World::empty();
    for words in ["--help", "-h", "--version", "help", "decide -h"] {
        assert_eq!(world.run(words).status, Some(0), "{words}");
    }
    assert_eq!(world.run("--version").seen(), "handfast VERSION\nexit status 0\n");
    for words in ["", "nonsense", "--nonsense"] {
        assert_eq!(world.run(words).status, Some(1), "{words}");
    }
}
