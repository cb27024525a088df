//! A policy, and what is found in it.

use super::Severity;

/// A policy's lists and names, read once.
#[derive(Clone, Debug, uniffi::Record)]
pub struct PolicyRecord {
    /// See `Policy`.
    pub name: Option<String>,
    /// See `Policy`.
    pub fingerprint: String,
    /// See `Policy`.
    pub identity: Vec<String>,
    /// See `Policy`.
    pub rules: Vec<String>,
    /// See `Policy`.
    pub bundles: Vec<String>,
    /// See `Policy`.
    pub required_context: Vec<String>,
}

/// Something in a policy that may be mistaken.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Finding {
    /// What kind of finding it is; stable.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence.
    pub message: String,
    /// Line, from 1.
    pub line: Option<i64>,
    /// Column in characters, from 1.
    pub column: Option<i64>,
    /// The rule, if it is about one.
    pub rule: Option<String>,
    /// What to do about it.
    pub fix: String,
}

/// What a test inside a policy gave.
#[derive(Clone, Debug, uniffi::Record)]
pub struct TestOutcome {
    /// The test's `name`.
    pub name: String,
    /// Whether the policy said what the test expects.
    pub passed: bool,
    /// What it expects.
    pub expected: String,
    /// What the policy said.
    pub actual: String,
    /// Line, from 1.
    pub line: Option<i64>,
    /// Column in characters, from 1.
    pub column: Option<i64>,
}
