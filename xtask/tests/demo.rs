//! The demonstration as people run it: every peer's decision, and the commands that it prints at its end.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// Who visits, what is decided, and why.
const EXPECTED: [(&str, &str, &str); 12] = [
    ("web", "allow", "rule_allowed"),
    ("web", "deny", "no_rule_matched"),
    ("ops", "allow", "rule_allowed"),
    ("sandbox", "deny", "rule_denied"),
    ("billing", "allow", "rule_allowed"),
    ("expired", "deny", "certificate_expired"),
    ("early", "deny", "certificate_not_yet_valid"),
    ("server-only", "deny", "usage_not_permitted"),
    ("stranger", "deny", "signature_invalid"),
    ("borrower", "deny", "name_not_permitted"),
    ("no-chain", "deny", "issuer_unknown"),
    ("nobody", "deny", "chain_empty"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The effect and the reason codes of a decision as people read it.
fn decision(printed: &str) -> (String, Vec<String>) {
    let word_before_colon = |line: &str| line.trim_start().split(": ").next().unwrap_or_default().to_owned();
    let mut lines = printed.lines().skip_while(|line| !line.trim_start().starts_with(['a', 'd']));
    let effect = word_before_colon(lines.next().unwrap_or_default());
    let is_code = |word: &String| word.contains('_') && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    (effect, lines.map(word_before_colon).filter(is_code).collect())
}

/// Runs what the demonstration printed, with the built binary if there is one, for that is what `cargo run` would build.
fn by_hand(command: &str) -> Output {
    let built = Path::new(env!("CARGO_BIN_EXE_xtask")).with_file_name("handfast");
    let command = if built.exists() {
        command.replace("cargo run -q -p handfast-cli --", built.to_str().unwrap())
    } else {
        command.to_owned()
    };
    Command::new("sh").args(["-c", &command]).current_dir(root()).output().unwrap()
}

#[test]
fn every_visit_is_decided_as_it_must_be_and_by_hand_as_on_the_wire() {
    let folder = std::env::temp_dir().join(format!("handfast demo test {}", std::process::id()));
    let began = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("demo").arg("--keep").arg(&folder).output().unwrap();
    let took = began.elapsed();
    let printed = text(&output.stdout);
    assert!(output.status.success(), "{printed}{}", text(&output.stderr));
    assert!(took < Duration::from_secs(5), "the demonstration took {took:?}");

    let (visits, commands) = printed.split_once("The same by hand").unwrap();
    let blocks: Vec<&str> = visits.split("\n\n").skip(1).take(EXPECTED.len()).collect();
    let commands = commands.replace("\\\n", " ");
    let commands: Vec<&str> = commands.lines().map(str::trim).filter(|line| line.starts_with("cargo run")).collect();
    assert_eq!((blocks.len(), commands.len()), (EXPECTED.len(), EXPECTED.len()), "{printed}");
    for ((block, command), (name, effect, code)) in blocks.iter().zip(&commands).zip(EXPECTED) {
        let (head, rest) = block.split_once('\n').unwrap();
        assert!(head.starts_with(&format!("{name}: ")), "{head}");
        assert_eq!(decision(rest), (effect.to_owned(), vec![code.to_owned()]), "{block}");

        let output = by_hand(command);
        let printed = text(&output.stdout);
        assert_eq!(output.status.code(), Some(if effect == "allow" { 0 } else { 2 }), "{command}\n{printed}");
        let (by_hand, codes) = decision(&printed);
        assert_eq!((by_hand.as_str(), codes.first().map(String::as_str)), (effect, Some(code)), "{command}\n{printed}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}
