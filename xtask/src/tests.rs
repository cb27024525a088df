//! Every test, with a summary for each suite.

use std::path::PathBuf;

use crate::run::{Done, captured, cargo, root};

/// What a suite gave.
#[derive(Default)]
struct Count {
    passed: usize,
    failed: usize,
    skipped: usize,
}

pub(crate) fn all() -> Done {
    let mut total = Count::default();
    let mut lines = Vec::new();
    let mut suite = |name: &str, count: Count| {
        lines.push(format!("{name}: {} passed, {} failed, {} skipped", count.passed, count.failed, count.skipped));
        total.passed = total.passed.saturating_add(count.passed);
        total.failed = total.failed.saturating_add(count.failed);
        total.skipped = total.skipped.saturating_add(count.skipped);
    };
    suite("unit, integration and documentation tests", cargo_tests()?);
    for corpus in ["limbo-dev.json.xz", "pkits-dev.json.xz"] {
        suite(corpus, conformance(corpus)?);
    }
    println!("\n{}", lines.join("\n"));
    println!("{} passed, {} failed, {} skipped", total.passed, total.failed, total.skipped);
    if total.failed == 0 { Ok(()) } else { Err(format!("{} tests failed", total.failed)) }
}

fn cargo_tests() -> Done<Count> {
    let (succeeded, output) = captured(&mut cargo(["test", "--workspace", "--all-features", "--no-fail-fast"]))?;
    print!("{output}");
    let mut count = Count::default();
    for line in output.lines().filter(|line| line.starts_with("test result:")) {
        let number = |what: &str| {
            let before = line.split(what).next().unwrap_or_default();
            before.split_whitespace().next_back().and_then(|number| number.parse().ok()).unwrap_or(0_usize)
        };
        count.passed = count.passed.saturating_add(number(" passed"));
        count.failed = count.failed.saturating_add(number(" failed"));
        count.skipped = count.skipped.saturating_add(number(" ignored"));
    }
    if count.passed == 0 {
        return Err("cargo test ran no test".to_owned());
    }
    if !succeeded && count.failed == 0 {
        return Err("cargo test failed".to_owned());
    }
    Ok(count)
}

/// A public suite, with every provider. Where it is not, that is said and counted as skipped.
fn conformance(corpus: &str) -> Done<Count> {
    let folder = std::env::var_os("HANDFAST_CORPORA")
        .map_or_else(|| root().join("..").join("shared").join("corpora"), PathBuf::from);
    let file = folder.join(corpus);
    if !file.exists() {
        println!(
            "skipped: no corpus {corpus} (set HANDFAST_CORPORA to a folder that has it; x509-limbo is C2SP/x509-limbo)"
        );
        return Ok(Count { skipped: 1, ..Count::default() });
    }
    let mut count = Count::default();
    for provider in ["aws-lc-rs", "ring", "rustcrypto"] {
        let arguments = ["run", "--quiet", "--release", "--package", "handfast-conformance", "--", "limbo"];
        let (as_explained, output) = captured(cargo(arguments).arg(&file).args(["--provider", provider]))?;
        println!("{provider}, {corpus}");
        print!("{output}");
        let last = output.lines().rev().find(|line| line.starts_with("limbo: "));
        if last.is_none() {
            return Err(format!("the conformance runner gave no summary for {corpus}"));
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

pub(crate) fn vectors(check: bool) -> Done {
    let mut command = cargo(["run", "--quiet", "--package", "handfast-conformance", "--", "vectors"]);
    if check {
        command.arg("--check");
    }
    crate::run::run(&mut command)
}
