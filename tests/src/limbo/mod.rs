//! Suites in the schema of x509-limbo (C2SP/x509-limbo, `limbo-schema.json`).

mod case;
mod export;
mod suite;

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::Instant;

use handfast::Provider;
use serde::{Deserialize, Serialize};

use suite::{Expected, Suite};

/// How to run a suite.
pub(crate) struct Options {
    pub(crate) file: PathBuf,
    pub(crate) provider: Option<String>,
    pub(crate) exceptions: Option<PathBuf>,
    pub(crate) json: Option<PathBuf>,
    /// Where the cases are written for the bindings.
    pub(crate) export: Option<PathBuf>,
}

/// What a case gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Actual {
    Success,
    Failure,
    Skipped,
}

#[derive(Serialize)]
struct Row {
    id: String,
    expected: Expected,
    actual: Actual,
    codes: Vec<String>,
    micros: u128,
}

impl Row {
    fn is_wrong(&self) -> bool {
        !matches!(
            (self.expected, self.actual),
            (_, Actual::Skipped) | (Expected::Success, Actual::Success) | (Expected::Failure, Actual::Failure)
        )
    }
}

/// A case that is decided otherwise than the suite asks, or not at all, on purpose.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    id: String,
    actual: Actual,
    reason: String,
}

/// Runs a suite; true if everything that is wrong or skipped is explained, and nothing is explained that is right.
pub(crate) fn run(options: &Options) -> Result<bool, String> {
    let suite = Suite::read(&options.file)?;
    let provider = match &options.provider {
        Some(name) => Provider::by_name(name),
        None => Provider::preferred(),
    };
    let provider = provider.map_err(|error| error.to_string())?;
    let exceptions = match &options.exceptions {
        Some(file) => read_exceptions(file)?,
        None => BTreeMap::new(),
    };
    let rows: Vec<Row> = suite.testcases.iter().map(|case| decide(case, provider)).collect();
    if let Some(file) = &options.json {
        let json = serde_json::to_string_pretty(&rows).map_err(|error| error.to_string())?;
        fs::write(file, json).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    if let Some(file) = &options.export {
        export::write(&suite, provider, file)?;
    }
    let fine = report(&rows, &exceptions);
    summary(&rows);
    Ok(fine)
}

fn read_exceptions(file: &PathBuf) -> Result<BTreeMap<String, Exception>, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let list: Vec<Exception> = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    if let Some(unexplained) = list.iter().find(|exception| exception.reason.trim().is_empty()) {
        return Err(format!("{}: {} has no reason", file.display(), unexplained.id));
    }
    Ok(list.into_iter().map(|exception| (exception.id.clone(), exception)).collect())
}

fn decide(case: &suite::Case, provider: Provider) -> Row {
    let began = Instant::now();
    let answers = || case::pedantic(case).and_then(|profile| case::answers(case, profile, provider));
    let decided = catch_unwind(AssertUnwindSafe(|| case::outcome(&answers())));
    let micros = began.elapsed().as_micros();
    let (actual, codes) = decided.unwrap_or_else(|_| {
        // A panic is never the right answer: it is made wrong, whatever was expected.
        let wrong = if case.expected_result == Expected::Success { Actual::Failure } else { Actual::Success };
        (wrong, vec!["PANIC".to_owned()])
    });
    Row { id: case.id.clone(), expected: case.expected_result, actual, codes, micros }
}

/// Prints what is not explained, and what is explained and right.
fn report(rows: &[Row], exceptions: &BTreeMap<String, Exception>) -> bool {
    let mut fine = true;
    for row in rows {
        let odd = row.is_wrong() || row.actual == Actual::Skipped;
        let (label, shown) = match (odd, exceptions.get(&row.id)) {
            (true, Some(exception)) if exception.actual == row.actual => continue,
            (true, Some(_)) => ("other than its exception says", true),
            (true, None) => ("not explained", true),
            (false, Some(_)) => ("stale exception", true),
            (false, None) => ("", false),
        };
        if shown {
            fine = false;
            println!(
                "{label}: {} expected {:?}, got {:?} ({})",
                row.id,
                row.expected,
                row.actual,
                row.codes.join(", ")
            );
        }
    }
    fine
}

/// The last line: what a program reads.
fn summary(rows: &[Row]) {
    let count = |test: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| test(row)).count();
    let skipped = count(&|row| row.actual == Actual::Skipped);
    let false_accepts = count(&|row| row.is_wrong() && row.actual == Actual::Success);
    let false_rejects = count(&|row| row.is_wrong() && row.actual == Actual::Failure);
    let failed = false_accepts.saturating_add(false_rejects);
    let passed = rows.len().saturating_sub(failed).saturating_sub(skipped);
    println!(
        "limbo: {passed} passed, {failed} failed, {skipped} skipped; FA {false_accepts} false accepts, FR {false_rejects} false rejects"
    );
}
