//! The package for WebAssembly, in every runtime.

use std::process::Command;

use super::Count;
use super::conformance::corpora_through;
use super::node::corpus_runner;
use crate::run::{Done, captured, put, root, say};
use crate::{setup, wasm};

/// Builds the package and runs every vector in every runtime that can be had.
pub(super) fn runtimes() -> Done<Count> {
    wasm::build(false)?;
    // Without a browser its part is skipped, and says so.
    if let Err(message) = setup::program("chromium", "chromium") {
        say!("{message}");
    }
    let (_, output) = captured(Command::new("node").arg("tests/runners/wasm/all.mjs").current_dir(root()))?;
    put(&output);
    let last = output.lines().next_back().unwrap_or_default();
    let numbers: Vec<usize> = last.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [passed, failed, skipped] = numbers.as_slice() else {
        return Err("the runner for WebAssembly gave no summary".to_owned());
    };
    let mut count = Count { passed: *passed, failed: *failed, skipped: *skipped };
    let runner = || {
        let mut command = Command::new("node");
        command.arg(corpus_runner());
        command
    };
    let package = root().join("bindings-wasm/dist/node.mjs");
    count.add(&corpora_through("WebAssembly", runner, &[package.as_os_str()])?);
    Ok(count)
}
