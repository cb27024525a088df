//! Every test, suite by suite, with a summary for each.

mod conformance;
mod fuzz;
mod kotlin;
mod node;
mod python;
mod rust;
mod swift;
mod wasm;

pub(crate) use conformance::{differential, vectors};
pub(crate) use node::{bench as node_bench, cross as node_cross};
pub(crate) use python::bench as python_bench;

use std::process::Command;
use std::time::Instant;

use crate::run::{Done, captured};

/// What a suite gave.
#[derive(Default)]
pub(crate) struct Count {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

impl Count {
    /// Something that this machine cannot have: said, and counted as skipped.
    pub(crate) fn skipped(why: &str) -> Self {
        println!("skipped: {why}");
        Self { skipped: 1, ..Self::default() }
    }

    /// One test.
    pub(crate) fn of(passed: bool) -> Self {
        Self { passed: usize::from(passed), failed: usize::from(!passed), skipped: 0 }
    }

    /// Those of another count as well.
    pub(crate) fn add(&mut self, other: &Self) {
        self.passed = self.passed.saturating_add(other.passed);
        self.failed = self.failed.saturating_add(other.failed);
        self.skipped = self.skipped.saturating_add(other.skipped);
    }

    /// A program that is one test: it passes if it succeeds, and its output is shown if it does not.
    pub(crate) fn one(&mut self, name: &str, command: &mut Command) {
        match captured(command) {
            Ok((true, _)) => {
                println!("ok: {name}");
                self.passed = self.passed.saturating_add(1);
            }
            Ok((false, output)) | Err(output) => {
                println!("{output}FAILED: {name}");
                self.failed = self.failed.saturating_add(1);
            }
        }
    }
}

/// A suite: its name for people, and what runs it. It installs what it needs.
type Suite = (&'static str, fn() -> Done<Count>);

const SUITES: [Suite; 10] = [
    ("unit, integration and documentation tests", rust::cargo_tests),
    ("fuzz targets", fuzz::targets),
    // Before Node, whose package falls back to this one.
    ("WebAssembly, in every runtime", wasm::runtimes),
    ("Node", node::suite),
    ("Python", python::binding),
    ("x509-limbo", || conformance::corpus(conformance::LIMBO)),
    ("PKITS", || conformance::corpus(conformance::PKITS)),
    ("Kotlin", kotlin::kotlin),
    ("Android and iOS", kotlin::cross),
    ("Swift", swift::swift),
];

/// Runs every suite, or those whose name has one of these words in it, whatever its case.
pub(crate) fn run(only: &[String]) -> Done {
    let asked = |name: &str| {
        let name = name.to_lowercase();
        only.is_empty() || only.iter().any(|word| name.contains(&word.to_lowercase()))
    };
    let mut total = Count::default();
    let mut lines = Vec::new();
    let suites: Vec<Suite> = SUITES.into_iter().filter(|(name, _)| asked(name)).collect();
    if suites.is_empty() {
        let names: Vec<&str> = SUITES.iter().map(|(name, _)| *name).collect();
        return Err(format!("there is no suite {}; there are: {}", only.join(", "), names.join("; ")));
    }
    for (name, suite) in suites {
        println!("==> {name}");
        let began = Instant::now();
        let count = suite().unwrap_or_else(|message| {
            println!("{name}: {message}");
            Count { failed: 1, ..Count::default() }
        });
        let Count { passed, failed, skipped } = &count;
        let seconds = began.elapsed().as_secs();
        lines.push(format!("{name}: {passed} passed, {failed} failed, {skipped} skipped ({seconds} s)"));
        total.add(&count);
    }
    println!("\n{}", lines.join("\n"));
    println!("{} passed, {} failed, {} skipped", total.passed, total.failed, total.skipped);
    if total.failed == 0 { Ok(()) } else { Err(format!("{} tests failed", total.failed)) }
}
