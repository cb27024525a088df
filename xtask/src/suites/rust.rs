//! What `cargo test` runs.

use std::process::Command;

use super::Count;
use crate::run::{Done, captured, cargo, put, root, run};

/// Crates whose tests are written in the language that calls them, or that make what those tests call. Cargo would build
/// them, and all that they are made of, for no test.
const ELSEWHERE: [&str; 7] = [
    "handfast-js",
    "handfast-mobile",
    "handfast-node",
    "handfast-python",
    "handfast-wasm",
    "xtask-uniffi",
    "xtask-wasm",
];

/// A cargo command for all others, with all features. Another choice of packages has other features, and builds all that they
/// share once more.
pub(super) fn chosen(subcommand: &str) -> Command {
    let mut command = cargo([subcommand, "--workspace", "--all-features"]);
    command.args(ELSEWHERE.iter().flat_map(|name| ["--exclude", name]));
    command
}

/// A program made of what `cargo test` builds: with an example, for which cargo takes the features that tests need.
pub(super) fn program(name: &str) -> Done<Command> {
    run(chosen("build").args(["--quiet", "--bin", name, "--example", "fuzz_seeds"]))?;
    let mut program = Command::new(root().join("target").join("debug").join(name));
    program.current_dir(root());
    Ok(program)
}

pub(super) fn cargo_tests() -> Done<Count> {
    let (succeeded, output) = captured(chosen("test").arg("--no-fail-fast"))?;
    put(&output);
    let mut count = Count::default();
    for line in output.lines().filter(|line| line.starts_with("test result:")) {
        let number = |what: &str| {
            let before = line.split(what).next().unwrap_or_default();
            before.split_whitespace().next_back().and_then(|number| number.parse().ok()).unwrap_or(0_usize)
        };
        count.passed = count.passed.saturating_add(number(" passed"));
        count.failed = count.failed.saturating_add(number(" failed"));
        count.skipped = count.skipped.saturating_add(number(" ignored"));
    }
    if count.passed == 0 {
        return Err("cargo test ran no test".to_owned());
    }
    if !succeeded && count.failed == 0 {
        return Err("cargo test failed".to_owned());
    }
    Ok(count)
}
