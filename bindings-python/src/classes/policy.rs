//! The policy, and what it says about itself.

use std::collections::BTreeMap;

use handfast::SetupError;
use handfast::setup::Position;
use pyo3::prelude::*;

use crate::convert::{ByName, Instant, Origin, Reduced, Tuple, text};
use crate::error::OrRaise;

fn line(position: Position) -> Option<u64> {
    match position {
        Position::LineColumn { line, .. } => Some(line),
        Position::Entry { line, .. } => line,
        _ => None,
    }
}

fn column(position: Position) -> Option<u64> {
    match position {
        Position::LineColumn { column, .. } => Some(column),
        _ => None,
    }
}

record! {
    /// Something about a policy document that may be mistaken.
    Finding(handfast::policy::Finding) as finding {
        /// What kind of finding it is; stable.
        code: &str = finding.code;
        /// `note`, `warning` or `error`.
        severity: &str = finding.severity.as_str();
        /// One sentence.
        message: &str = &finding.message;
        /// The line it is in, from 1.
        line: Option<u64> = line(finding.position);
        /// The column it begins at, from 1.
        column: Option<u64> = column(finding.position);
        /// The rule, if it is about one.
        rule: Option<&str> = finding.rule.as_deref();
        /// What to do about it.
        fix: &str = finding.fix;
    }
}

record! {
    /// What a test of the document gave.
    TestOutcome(handfast::policy::TestOutcome) as outcome {
        /// The test's `name`.
        name: &str = &outcome.name;
        /// Whether the policy said what the test expects.
        passed: bool = outcome.passed;
        /// What it expects.
        expected: &str = &outcome.expected;
        /// What the policy said.
        actual: &str = &outcome.actual;
        /// The line the test stands in, from 1.
        line: Option<u64> = line(outcome.position);
        /// The column it begins at, from 1.
        column: Option<u64> = column(outcome.position);
    }
}

/// A policy document, ready to be evaluated.
#[pyclass(frozen, module = "handfast")]
pub(crate) struct Policy {
    pub(crate) inner: handfast::Policy,
    origin: Origin,
}

type Sets = BTreeMap<String, Vec<String>>;

impl Policy {
    fn read(
        verb: &'static str,
        given: &Bound<'_, PyAny>,
        sets: Option<ByName<Vec<String>>>,
        read: fn(&str, &Sets) -> Result<handfast::Policy, SetupError>,
    ) -> PyResult<Self> {
        let (py, given) = (given.py(), text(given)?);
        let sets = sets.map(|ByName(sets)| sets).unwrap_or_default();
        let document = given.to_cow()?;
        let inner = py.detach(|| read(&document, &sets)).or_raise(py)?;
        Ok(Self { inner, origin: Origin::of::<Self>(py, verb, (&given, sets))? })
    }
}

#[pymethods]
impl Policy {
    /// Reads a document, YAML or JSON, or the file that a path names, and runs its tests. `sets` are the values of its
    /// external sets.
    #[staticmethod]
    #[pyo3(signature = (text, sets=None))]
    fn parse(text: &Bound<'_, PyAny>, sets: Option<ByName<Vec<String>>>) -> PyResult<Self> {
        Self::read("parse", text, sets, handfast::Policy::parse_with_sets)
    }

    /// As `parse`, without running the tests: for tools that report on them.
    #[staticmethod]
    #[pyo3(signature = (text, sets=None))]
    fn parse_untested(text: &Bound<'_, PyAny>, sets: Option<ByName<Vec<String>>>) -> PyResult<Self> {
        Self::read("parse_untested", text, sets, handfast::Policy::parse_untested_with_sets)
    }

    /// The document's `name`.
    #[getter]
    fn name(&self) -> Option<&str> {
        self.inner.name()
    }

    /// `sha256:` and hex: a hash of what the document says, whatever its layout.
    #[getter]
    fn fingerprint(&self) -> String {
        self.inner.fingerprint()
    }

    /// The classes of name that may be the principal, in order.
    #[getter]
    fn identity(&self) -> Tuple<String> {
        self.inner.identity().iter().map(ToString::to_string).collect()
    }

    /// The `id` of every rule, in order.
    #[getter]
    fn rules(&self) -> Tuple<&str> {
        self.inner.rules().collect()
    }

    /// The names of the bundles of trust anchors that it speaks of.
    #[getter]
    fn bundles(&self) -> Tuple<&str> {
        self.inner.bundles().collect()
    }

    /// The keys of the context that its rules ask for: what the host must supply.
    #[getter]
    fn required_context(&self) -> Tuple<String> {
        self.inner.required_context().into_iter().collect()
    }

    /// What may be mistaken about the document. `at` tells which rules are over; without it that is not looked at.
    #[pyo3(signature = (at=None))]
    fn lint(&self, py: Python<'_>, at: Option<Instant>) -> Vec<Finding> {
        let at = at.map(|instant| instant.0);
        py.detach(|| self.inner.lint(at)).into_iter().map(Finding).collect()
    }

    /// Runs the document's own tests.
    fn test(&self, py: Python<'_>) -> PyResult<Vec<TestOutcome>> {
        let outcomes = py.detach(|| self.inner.test()).or_raise(py)?;
        Ok(outcomes.into_iter().map(TestOutcome).collect())
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        crate::convert::shown(slf.as_any(), &["name", "fingerprint"])
    }

    fn __eq__(&self, other: &Bound<'_, Self>) -> bool {
        self.inner.fingerprint() == other.get().inner.fingerprint()
    }

    fn __hash__(slf: &Bound<'_, Self>) -> PyResult<isize> {
        slf.as_any().repr()?.hash()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        self.origin.reduce(py)
    }
}
