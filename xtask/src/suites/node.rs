//! Node: the native module, its tests, its types, the vectors, and the package as users install it.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;

use super::Count;
use super::conformance::corpora_through;
use crate::run::{Done, captured, cargo, put, root, run};
use crate::setup;

/// The oldest version of Node that the package is for.
const OLDEST: u32 = 20;

pub(super) fn suite() -> Done<Count> {
    setup::for_node()?;
    let (_, version) = captured(Command::new("node").arg("--version"))?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST) {
        let version = version.trim();
        return Ok(Count::skipped(&format!(
            "the tests for Node need version {OLDEST} or later, and `node` is {version}"
        )));
    }
    setup::node_tools()?;
    run(&mut node(["scripts/build.js"]))?;
    let mut count = tests()?;
    count.add(&types()?);
    count.add(&summary(&mut node([root().join("tests/runners/node/run.js")]), "vectors on ")?);
    count.add(&corpora_through("Node", || node([corpus_runner()]), &[])?);
    count.add(&summary(&mut node(["scripts/install.js", "--wasm", "../bindings-wasm"]), "installed: ")?);
    Ok(count)
}

/// Builds for a foreign platform, and runs the vectors there.
pub(crate) fn cross() -> Done {
    setup::for_node()?;
    setup::node_tools()?;
    run(&mut node(["scripts/cross.js"]))
}

/// The figures of `docs/benchmarks.md`.
pub(crate) fn bench() -> Done {
    setup::for_node()?;
    setup::node_tools()?;
    run(&mut node(["scripts/build.js"]))?;
    run(&mut cargo(["build", "--quiet", "--release", "--package", "handfast-js", "--example", "core_decision"]))?;
    run(&mut node(["bench/bench.js"]))
}

fn node<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new("node");
    command.args(arguments).current_dir(folder());
    command
}

fn folder() -> PathBuf {
    root().join("bindings-node")
}

/// Reads a conformance suite's cases with whichever of the packages for JavaScript.
pub(super) fn corpus_runner() -> PathBuf {
    root().join("tests/runners/node/corpus.js")
}

/// What `node --test` runs.
fn tests() -> Done<Count> {
    let files = std::fs::read_dir(folder().join("__test__")).map_err(|error| error.to_string())?;
    let mut files: Vec<PathBuf> = files.filter_map(|file| file.ok().map(|file| file.path())).collect();
    files.retain(|file| file.to_string_lossy().ends_with(".test.js"));
    files.sort();
    let mut command = node(["--expose-gc", "--test", "--test-reporter=tap"]);
    let (succeeded, output) = captured(command.args(&files))?;
    let number = |what: &str| {
        let line = output.lines().rev().find_map(|line| line.strip_prefix(what)).unwrap_or_default();
        line.trim().parse::<usize>().unwrap_or(0)
    };
    let count = Count { passed: number("# pass "), failed: number("# fail "), skipped: number("# skipped ") };
    if count.passed == 0 || succeeded != (count.failed == 0) {
        return Err(format!("node --test did not run its tests to the end:\n{output}"));
    }
    if count.failed > 0 {
        put(&output);
    }
    Ok(count)
}

/// The types, strictly, with what must not compile.
fn types() -> Done<Count> {
    let compiler = root().join("bindings-wasm/shared/node_modules/typescript/bin/tsc");
    let mut command = Command::new("node");
    let (succeeded, output) =
        captured(command.arg(compiler).args(["--project", "__test__/types"]).current_dir(folder()))?;
    put(&output);
    Ok(Count::of(succeeded))
}

/// A program that counts by itself: the numbers of its line with that beginning.
fn summary(command: &mut Command, beginning: &str) -> Done<Count> {
    let (succeeded, output) = captured(command)?;
    put(&output);
    let line = output.lines().rev().find(|line| line.starts_with(beginning)).unwrap_or_default();
    let number = |what: &str| {
        let before = line.split_once(what).map_or("", |(before, _)| before);
        before.split_whitespace().next_back().and_then(|number| number.parse().ok()).unwrap_or(0_usize)
    };
    let count = Count { passed: number(" passed"), failed: number(" failed"), skipped: number(" skipped") };
    if count.passed == 0 || succeeded != (count.failed == 0) {
        return Err(format!("a runner did not come to its end: no good line `{beginning}...`"));
    }
    Ok(count)
}
