//! Public conformance suites, the decision vectors, and the comparison with other verifiers.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::Instant;

use super::Count;
use super::rust::program;
use crate::run::{Done, captured, cargo, put, root, run, say};

/// A public suite: its file, and what tests/src/limbo makes of it for the bindings' runners.
#[derive(Clone, Copy)]
pub(super) struct Corpus {
    name: &'static str,
    file: &'static str,
}

pub(super) const LIMBO: Corpus = Corpus { name: "x509-limbo", file: "limbo-dev.json.xz" };
pub(super) const PKITS: Corpus = Corpus { name: "PKITS", file: "pkits-dev.json.xz" };

/// What the runner in Rust says of a suite.
#[derive(Clone)]
struct Told {
    /// Nothing is wrong but what the exceptions explain.
    as_explained: bool,
    output: String,
}

impl Told {
    /// The line with the numbers, which every runner prints.
    fn summary(&self) -> Option<&str> {
        self.output.lines().rev().find(|line| line.starts_with("limbo: "))
    }
}

impl Corpus {
    /// Where the suite is, if it is.
    fn path(self) -> Option<PathBuf> {
        let folder = std::env::var_os("HANDFAST_CORPORA")
            .map_or_else(|| root().join("..").join("shared").join("corpora"), PathBuf::from);
        Some(folder.join(self.file)).filter(|file| file.exists())
    }

    fn skipped(self) -> Count {
        Count::skipped(&format!(
            "no corpus {} (set HANDFAST_CORPORA to a folder that has it; x509-limbo is C2SP/x509-limbo)",
            self.file
        ))
    }

    /// The cases with the core's decisions, for the bindings.
    fn cases(self) -> PathBuf {
        root().join("target").join("conformance").join(self.file).with_extension("").with_extension("jsonl")
    }

    fn with_provider(self, file: &Path, provider: &str, more: &[&OsStr]) -> Done<Told> {
        let mut command = program("handfast-conformance")?;
        command.arg("limbo").arg(file).args(["--provider", provider]).args(more);
        let (as_explained, output) = captured(&mut command)?;
        let told = Told { as_explained, output };
        match told.summary() {
            Some(_) => Ok(told),
            None => Err(format!("the conformance runner gave no summary for {}: {}", self.file, told.output)),
        }
    }

    /// With the first provider, writing the cases; once for all who ask.
    fn exported(self, file: &Path) -> Done<Told> {
        static TOLD: Mutex<BTreeMap<&str, Done<Told>>> = Mutex::new(BTreeMap::new());
        let mut told = TOLD.lock().map_err(|_| "an export panicked".to_owned())?;
        let run = || self.with_provider(file, FIRST, &["--export".as_ref(), self.cases().as_os_str()]);
        told.entry(self.file).or_insert_with(run).clone()
    }
}

/// The provider whose decisions are the core's for the bindings.
const FIRST: &str = "aws-lc-rs";

/// A public suite, with every provider. Where it is not, that is said and counted as skipped.
pub(super) fn corpus(corpus: Corpus) -> Done<Count> {
    let Some(file) = corpus.path() else { return Ok(corpus.skipped()) };
    let mut count = Count::default();
    for provider in [FIRST, "ring", "rustcrypto"] {
        let told = match provider {
            FIRST => corpus.exported(&file)?,
            other => corpus.with_provider(&file, other, &[])?,
        };
        say!("{provider}, {}", corpus.name);
        put(&told.output);
        // What the exceptions explain is as it should be; what they do not is a failure.
        count.add(&Count::of(told.as_explained));
    }
    Ok(count)
}

/// Each public suite through a binding: `runner` with the cases and the exceptions behind its arguments. Every decision is the
/// core's, byte for byte, and the numbers are those that Rust has.
pub(super) fn corpora_through(binding: &str, runner: impl Fn() -> Command, last: &[&OsStr]) -> Done<Count> {
    let exceptions = root().join("tests").join("limbo").join("exceptions.json");
    let mut count = Count::default();
    for corpus in [LIMBO, PKITS] {
        let Some(file) = corpus.path() else {
            count.add(&corpus.skipped());
            continue;
        };
        let told = corpus.exported(&file)?;
        let began = Instant::now();
        let (succeeded, output) = captured(runner().arg(corpus.cases()).arg(&exceptions).args(last))?;
        say!("{}, through {binding} ({} ms)", corpus.name, began.elapsed().as_millis());
        put(&output);
        let same = output.lines().next_back() == told.summary();
        if !same {
            say!("in Rust: {}", told.summary().unwrap_or_default());
        }
        count.add(&Count::of(succeeded && same));
    }
    Ok(count)
}

/// Makes the decision vectors again, or only says whether they would change.
pub(crate) fn vectors(check: bool) -> Done {
    run(program("handfast-conformance")?.arg("vectors").args(check.then_some("--check")))
}

/// Asks other verifiers about chains changed by chance.
pub(crate) fn differential(cases: u64, seed: u64, only: Option<u64>) -> Done {
    let arguments = ["run", "--quiet", "--release", "--package", "handfast-conformance", "--", "differential"];
    let mut command = cargo(arguments);
    command.args(["--cases", &cases.to_string(), "--seed", &seed.to_string()]);
    if let Some(case) = only {
        command.args(["--only", &case.to_string()]);
    }
    run(&mut command)
}
