//! Swift: the package, its tests, the vectors and the review example, wherever there is a Swift compiler; the syntax of
//! its sources is looked at wherever there is Node.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::Count;
use crate::mobile::{self, Build};
use crate::run::{Done, captured, exists, root, run};

pub(super) fn swift() -> Done<Count> {
    mobile::make(Build::Tests)?;
    if !exists("swift") {
        return Ok(Count::skipped("no Swift compiler"));
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
    Ok(Count { passed: 4, ..Count::default() })
}

/// A command that finds the native library when it links and when it runs.
fn with_library(program: &str, arguments: &[&str], folder: &Path) -> Command {
    let library = root().join("target").join("debug");
    let mut command = Command::new(program);
    command.args(arguments).arg("-Xlinker").arg(format!("-L{}", library.display())).current_dir(folder);
    command.env("LD_LIBRARY_PATH", &library);
    command
}
