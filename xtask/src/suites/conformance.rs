//! Public conformance suites, the decision vectors, and the comparison with other verifiers.

use std::path::PathBuf;

use super::Count;
use crate::run::{Done, captured, cargo, root, run};

/// A public suite, with every provider. Where it is not, that is said and counted as skipped.
pub(super) fn corpus(name: &str) -> Done<Count> {
    let folder = std::env::var_os("HANDFAST_CORPORA")
        .map_or_else(|| root().join("..").join("shared").join("corpora"), PathBuf::from);
    let file = folder.join(name);
    if !file.exists() {
        return Ok(Count::skipped(&format!(
            "no corpus {name} (set HANDFAST_CORPORA to a folder that has it; x509-limbo is C2SP/x509-limbo)"
        )));
    }
    let mut count = Count::default();
    for provider in ["aws-lc-rs", "ring", "rustcrypto"] {
        let arguments = ["run", "--quiet", "--release", "--package", "handfast-conformance", "--", "limbo"];
        let (as_explained, output) = captured(cargo(arguments).arg(&file).args(["--provider", provider]))?;
        println!("{provider}, {name}");
        print!("{output}");
        let last = output.lines().rev().find(|line| line.starts_with("limbo: "));
        if last.is_none() {
            return Err(format!("the conformance runner gave no summary for {name}"));
        }
        // What the exceptions explain is as it should be; what they do not is a failure.
        if as_explained {
            count.passed = count.passed.saturating_add(1);
        } else {
            count.failed = count.failed.saturating_add(1);
        }
    }
    Ok(count)
}

/// Makes the decision vectors again, or only says whether they would change.
pub(crate) fn vectors(check: bool) -> Done {
    let mut command = cargo(["run", "--quiet", "--package", "handfast-conformance", "--", "vectors"]);
    if check {
        command.arg("--check");
    }
    run(&mut command)
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
