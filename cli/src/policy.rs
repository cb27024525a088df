//! `handfast lint` and `handfast test`

use handfast::policy::{Finding, Severity};
use handfast::setup::Position;
use handfast::{Policy, SetupError};
use serde::Serialize;

use crate::arguments::{LintArguments, TestArguments};
use crate::output::{self, BAD, DIM, GOOD, ODD, styled};
use crate::{Failure, Outcome, files};

#[derive(Serialize)]
struct FindingForm {
    code: String,
    severity: &'static str,
    message: String,
    line: Option<u64>,
    column: Option<u64>,
    rule: Option<String>,
    fix: String,
}

impl From<Finding> for FindingForm {
    fn from(finding: Finding) -> Self {
        let (line, column) = place(Some(finding.position));
        Self {
            code: finding.code.to_owned(),
            severity: finding.severity.as_str(),
            message: finding.message,
            line,
            column,
            rule: finding.rule,
            fix: finding.fix.to_owned(),
        }
    }
}

impl From<SetupError> for FindingForm {
    fn from(error: SetupError) -> Self {
        let (line, column) = place(error.position());
        Self {
            code: error.code().to_string(),
            severity: Severity::Error.as_str(),
            message: error.message().to_owned(),
            line,
            column,
            rule: None,
            fix: error.fix().to_owned(),
        }
    }
}

fn place(position: Option<Position>) -> (Option<u64>, Option<u64>) {
    match position {
        Some(Position::LineColumn { line, column }) => (Some(line), Some(column)),
        _ => (None, None),
    }
}

/// A document that cannot be read is a finding, too: that is what lint is asked to look for.
pub(crate) fn lint(arguments: &LintArguments) -> Result<Outcome, Failure> {
    let text = files::read_text(&arguments.file)?;
    let findings: Vec<FindingForm> = match Policy::parse_untested(&text) {
        Ok(policy) => policy.lint(Some(files::at(arguments.at))).into_iter().map(Into::into).collect(),
        Err(error) => vec![error.into()],
    };
    let grave = findings.iter().any(|finding| finding.severity != Severity::Note.as_str());
    if arguments.json {
        output::print_json(&findings)?;
    } else {
        let file = files::shown(&arguments.file);
        for finding in &findings {
            let place = match (finding.line, finding.column) {
                (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
                _ => file.clone(),
            };
            let colour = match finding.severity {
                "error" => BAD,
                "warning" => ODD,
                _ => DIM,
            };
            output::print(&format!(
                "{place}: {}: {} [{}]",
                styled(colour, finding.severity),
                finding.message,
                finding.code
            ))?;
            output::print(&format!("  {} {}", styled(DIM, "fix:"), finding.fix))?;
        }
        if findings.is_empty() {
            output::print(&format!("{file}: {}", styled(GOOD, "nothing to mend")))?;
        }
    }
    Ok(if grave { Outcome::Found } else { Outcome::Fine })
}

#[derive(Serialize)]
struct TestForm {
    name: String,
    passed: bool,
    expected: String,
    actual: String,
}

pub(crate) fn test(arguments: &TestArguments) -> Result<Outcome, Failure> {
    let file = &arguments.file;
    let text = files::read_text(file)?;
    let policy = Policy::parse_untested(&text).map_err(|error| Failure::mistake(files::shown(file), &error))?;
    let outcomes = policy.test().map_err(|error| Failure::mistake(files::shown(file), &error))?;
    let passed = outcomes.iter().filter(|outcome| outcome.passed).count();
    let failed = outcomes.len().saturating_sub(passed);
    if arguments.json {
        let forms: Vec<TestForm> = outcomes
            .into_iter()
            .map(|outcome| TestForm {
                name: outcome.name,
                passed: outcome.passed,
                expected: outcome.expected,
                actual: outcome.actual,
            })
            .collect();
        output::print_json(&forms)?;
    } else {
        for outcome in &outcomes {
            let mark = if outcome.passed { styled(GOOD, "ok  ") } else { styled(BAD, "FAIL") };
            output::print(&format!("{mark} {}", outcome.name))?;
            if !outcome.passed {
                output::print(&format!(
                    "     {}: expected {}, got {}",
                    outcome.position, outcome.expected, outcome.actual
                ))?;
            }
        }
        let note = if outcomes.is_empty() { " (the document has no tests)" } else { "" };
        output::print(&format!("{passed} passed, {failed} failed{note}"))?;
    }
    Ok(if failed == 0 { Outcome::Fine } else { Outcome::Found })
}
