//! The package for WebAssembly, in every runtime.

use std::process::Command;

use super::Count;
use crate::run::{Done, captured, root};
use crate::{setup, wasm};

/// Builds the package and runs every vector in every runtime that can be had.
pub(super) fn runtimes() -> Done<Count> {
    wasm::build(false)?;
    // Without a browser its part is skipped, and says so.
    if let Err(message) = setup::program("chromium", "chromium") {
        println!("{message}");
    }
    let (_, output) = captured(Command::new("node").arg("tests/runners/wasm/all.mjs").current_dir(root()))?;
    print!("{output}");
    let last = output.lines().next_back().unwrap_or_default();
    let numbers: Vec<usize> = last.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match numbers.as_slice() {
        [passed, failed, skipped] => Ok(Count { passed: *passed, failed: *failed, skipped: *skipped }),
        _ => Err("the runner for WebAssembly gave no summary".to_owned()),
    }
}
