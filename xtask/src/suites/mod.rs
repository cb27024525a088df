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

use std::panic;
use std::process::Command;
use std::thread;
use std::time::Instant;

use crate::run::{Done, captured, kept, say};

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
        say!("skipped: {why}");
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
                say!("ok: {name}");
                self.passed = self.passed.saturating_add(1);
            }
            Ok((false, output)) | Err(output) => {
                say!("{output}FAILED: {name}");
                self.failed = self.failed.saturating_add(1);
            }
        }
    }
}

/// A suite: its name for people, and what runs it. It installs what it needs.
type Suite = (&'static str, fn() -> Done<Count>);

/// Two lanes, one beside the other: a suite is for the most part one program on one core, or waits. What the first builds is
/// for tests, what the second builds is as it is shipped, so that cargo seldom lets one wait for the other.
const LANES: [&[Suite]; 2] = [
    &[
        ("unit, integration and documentation tests", rust::cargo_tests),
        ("fuzz targets", fuzz::targets),
        ("x509-limbo", || conformance::corpus(conformance::LIMBO)),
        ("PKITS", || conformance::corpus(conformance::PKITS)),
        ("Kotlin", kotlin::kotlin),
        ("Android and iOS", kotlin::cross),
        ("Swift", swift::swift),
    ],
    &[
        // Before Node, whose package falls back to this one.
        ("WebAssembly, in every runtime", wasm::runtimes),
        ("Node", node::suite),
        ("Python", python::binding),
    ],
];

/// Runs every suite, or those whose name has one of these words in it, whatever its case.
pub(crate) fn run(only: &[String]) -> Done {
    let words: Vec<String> = only.iter().map(|word| word.to_lowercase()).collect();
    let asked = |name: &str| words.is_empty() || words.iter().any(|word| name.to_lowercase().contains(word));
    if !LANES.iter().copied().flatten().any(|(name, _)| asked(name)) {
        let names: Vec<&str> = LANES.iter().copied().flatten().map(|(name, _)| *name).collect();
        return Err(format!("there is no suite {}; there are: {}", only.join(", "), names.join("; ")));
    }
    let ended = thread::scope(|scope| {
        let lanes = LANES.map(|lane| lane.iter().filter(|(name, _)| asked(name)));
        let lanes = lanes.map(|lane| scope.spawn(move || lane.map(one).collect::<Vec<_>>()));
        lanes.map(|lane| lane.join().map_err(|_| "the tests could not be run".to_owned()))
    });
    let mut total = Count::default();
    let mut lines = Vec::new();
    for lane in ended {
        for (count, line) in lane? {
            total.add(&count);
            lines.push(line);
        }
    }
    println!("\n{}", lines.join("\n"));
    println!("{} passed, {} failed, {} skipped", total.passed, total.failed, total.skipped);
    if total.failed == 0 { Ok(()) } else { Err(format!("{} tests failed", total.failed)) }
}

/// Runs one suite, and prints what it said in one piece when it has ended. Its line of the summary is left.
fn one((name, suite): &Suite) -> (Count, String) {
    println!("==> {name} ...");
    let began = Instant::now();
    let (count, said) = kept(|| {
        // One that panics has failed: what it said before is shown, and the others go on.
        let ended = panic::catch_unwind(suite).unwrap_or_else(|_| Err("the suite panicked".to_owned()));
        ended.unwrap_or_else(|message| {
            say!("{name}: {message}");
            Count { failed: 1, ..Count::default() }
        })
    });
    let Count { passed, failed, skipped } = &count;
    let seconds = began.elapsed().as_secs();
    let line = format!("{name}: {passed} passed, {failed} failed, {skipped} skipped ({seconds} s)");
    println!("==> {name}\n{said}{line}");
    (count, line)
}

#[cfg(test)]
mod tests {
    use crate::run::say;

    #[test]
    fn a_suite_that_panics_has_failed_by_name() {
        let suite: super::Suite = ("one that panics", || {
            say!("said before");
            panic!("on purpose");
        });
        let (count, line) = super::one(&suite);
        assert_eq!((count.passed, count.failed, count.skipped), (0, 1, 0));
        assert!(line.starts_with("one that panics: 0 passed, 1 failed, 0 skipped"), "{line}");
    }
}
