//! A suite as the bindings' runners read it: what the public surface is given, what the suite wants, and what the core says.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;

use handfast::{Decision, Provider};
use serde::Serialize;

use super::case;
use super::suite::{Case, Expected, Suite};

/// One line of the file.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    /// What the suite wants.
    expected: Expected,
    /// Trust anchors, PEM.
    anchors: String,
    /// Of the profile, its JSON.
    profile: String,
    /// CRLs, PEM; nothing where revocation is not looked at.
    crls: Option<String>,
    /// What the peer sends, each PEM.
    chain: Vec<&'a str>,
    /// A request for each; none is one without an expected name.
    names: Vec<String>,
    at: String,
    /// The core's decisions, one for each request.
    decisions: Vec<String>,
    /// Instead of them, where the caller's part is refused.
    setup_error: Option<&'static str>,
}

/// Writes a line for each case.
pub(super) fn write(suite: &Suite, provider: Provider, file: &Path) -> Result<(), String> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| named(&error))?;
    }
    let mut out = BufWriter::new(File::create(file).map_err(|error| named(&error))?);
    for case in &suite.testcases {
        serde_json::to_writer(&mut out, &line(case, provider)).map_err(|error| named(&error))?;
        out.write_all(b"\n").map_err(|error| named(&error))?;
    }
    out.flush().map_err(|error| named(&error))
}

fn line(case: &Case, provider: Provider) -> Line<'_> {
    let (decisions, setup_error) = match case::answers(case, case::profile(case), provider) {
        Ok(decisions) => (decisions.iter().map(Decision::to_json).collect(), None),
        Err(error) => (Vec::new(), Some(error.code().as_str())),
    };
    Line {
        id: &case.id,
        expected: case.expected_result,
        anchors: case.trusted_certs.join("\n"),
        profile: case::profile(case).to_json(),
        crls: (!case.crls.is_empty()).then(|| case.crls.join("\n")),
        chain: case::chain(case),
        names: case::names(case),
        at: case::time(case).to_string(),
        decisions,
        setup_error,
    }
}
