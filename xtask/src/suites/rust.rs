//! What `cargo test` runs.

use super::Count;
use crate::run::{Done, captured, cargo};

pub(super) fn cargo_tests() -> Done<Count> {
    let (succeeded, output) = captured(&mut cargo(["test", "--workspace", "--all-features", "--no-fail-fast"]))?;
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
