//! The fuzz targets on stable, each for a few seconds.

use super::Count;
use crate::run::{Done, captured, put, say};

/// Seconds for each target.
const SECONDS: &str = "4";

/// Every input that was tried and broke no property is a test that passed.
pub(super) fn targets() -> Done<Count> {
    let mut test = super::rust::chosen("test");
    test.args(["--test", "fuzz", "--", "--nocapture"]).env("HANDFAST_FUZZ_SECONDS", SECONDS);
    let (succeeded, output) = captured(&mut test)?;
    let lines: Vec<&str> = output.lines().filter_map(|line| line.split_once("fuzz ").map(|(_, rest)| rest)).collect();
    if !succeeded {
        put(&output);
        return Err("a fuzz target found something".to_owned());
    }
    let mut count = Count::default();
    for (name, inputs) in lines.iter().filter_map(|line| line.split_once(": ")) {
        say!("{name}: {inputs}");
        let tried = inputs.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0);
        count.passed = count.passed.saturating_add(tried);
    }
    if count.passed == 0 {
        return Err("the fuzz targets tried nothing".to_owned());
    }
    Ok(count)
}
