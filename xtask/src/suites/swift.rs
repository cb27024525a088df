//! Swift: the package, its tests, the vectors and the review example, wherever there is a Swift compiler; the syntax of
//! its sources is looked at wherever there is Python.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::Count;
use crate::mobile::{self, Build};
use crate::run::{Done, captured, exists, root, run};

pub(super) fn swift() -> Done<Count> {
    mobile::make(Build::Tests)?;
    let mut count = syntax()?;
    if !exists("swift") {
        count.skipped = count.skipped.saturating_add(Count::skipped("no Swift compiler").skipped);
        return Ok(count);
    }
    let package = root().join("bindings-mobile").join("swift");
    run(&mut with_library("swift", &["build"], &package))?;
    run(&mut with_library("swift", &["test"], &package))?;
    let runner = root().join("tests").join("runners").join("swift");
    let vectors = root().join("tests").join("vectors");
    run(with_library("swift", &["run"], &runner).arg("vectors").arg(vectors))?;
    let review = root().join("examples").join("review");
    let (succeeded, printed) = captured(
        with_library("swift", &["run", "--quiet"], &review.join("swift")).arg("review").arg(review.join("data")),
    )?;
    let expected = fs::read_to_string(review.join("expected.txt")).map_err(|error| format!("expected.txt: {error}"))?;
    if !succeeded || !printed.ends_with(&expected) {
        return Err(format!("the review example printed\n{printed}"));
    }
    count.passed = count.passed.saturating_add(4);
    Ok(count)
}

/// Reads every source with tree-sitter's grammar of Swift.
fn syntax() -> Done<Count> {
    let tools = root().join("target").join("tools").join("swift-syntax");
    let python = tools.join("bin").join("python");
    if !python.exists() {
        let made = captured(Command::new("python3").args(["-m", "venv"]).arg(&tools)).is_ok_and(|(made, _)| made);
        if !made {
            return Ok(Count::skipped("no Python with venv to look at the syntax of the Swift sources"));
        }
    }
    let packages = ["tree-sitter==0.26.1", "tree-sitter-swift==0.7.4"];
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(packages))?;
    let mut check = Command::new(&python);
    check.arg("bindings-mobile/swift/check-syntax.py");
    check.args(["bindings-mobile/swift", "tests/runners/swift", "examples/review/swift"]);
    run(check.current_dir(root()))?;
    Ok(Count { passed: 1, ..Count::default() })
}

/// A command that finds the native library when it links and when it runs.
fn with_library(program: &str, arguments: &[&str], folder: &Path) -> Command {
    let library = root().join("target").join("debug");
    let mut command = Command::new(program);
    command.args(arguments).arg("-Xlinker").arg(format!("-L{}", library.display())).current_dir(folder);
    command.env("LD_LIBRARY_PATH", &library);
    command
}
