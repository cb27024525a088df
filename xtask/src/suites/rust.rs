//! What `cargo test` runs.

use super::Count;
use crate::run::{Done, captured, cargo};

/// Crates whose tests are written in the language that calls them, or that make what those tests call. Cargo would build
/// them, and all that they are made of, for no test.
const ELSEWHERE: [&str; 6] =
    ["handfast-js", "handfast-mobile", "handfast-node", "handfast-python", "handfast-wasm", "xtask-wasm"];

pub(super) fn cargo_tests() -> Done<Count> {
    let mut test = cargo(["test", "--workspace", "--all-features", "--no-fail-fast"]);
    let (succeeded, output) = captured(test.args(ELSEWHERE.iter().flat_map(|name| ["--exclude", name])))?;
    print!("{output}");
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
