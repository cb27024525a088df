//! Pages that are made from the code.

use std::fmt::Write as _;
use std::fs;

use handfast::Code;
use handfast::reason::Stage;

use crate::run::{Done, root};

/// `docs/reason-codes.md`, from the one list of codes.
pub(crate) fn reason_codes(check: bool) -> Done {
    let path = root().join("docs").join("reason-codes.md");
    let page = page().map_err(|error| error.to_string())?;
    if check {
        let there = fs::read_to_string(&path).unwrap_or_default();
        return if there == page {
            Ok(())
        } else {
            Err("docs/reason-codes.md is not what the code says: run `cargo xtask docs`".to_owned())
        };
    }
    fs::write(&path, page).map_err(|error| format!("docs/reason-codes.md: {error}"))
}

fn page() -> Result<String, std::fmt::Error> {
    let mut page = String::from(
        "# Reason codes\n\nMade by `cargo xtask docs` from the one list in `core/src/reason/code.rs`; `handfast explain CODE` says the same.\n",
    );
    let mut stage: Option<Stage> = None;
    let mut codes: Vec<Code> = Code::ALL.to_vec();
    codes.sort_by_key(|code| code.explanation().stage);
    for code in codes {
        let explanation = code.explanation();
        if stage != Some(explanation.stage) {
            stage = Some(explanation.stage);
            writeln!(page, "\n## Stage `{}`", explanation.stage)?;
        }
        writeln!(page, "\n### `{code}`\n\nWhat it means: {}.\n", explanation.meaning)?;
        writeln!(page, "Why it matters: {}.\n\nHow to mend it: {}.\n", explanation.matters, explanation.fix)?;
        writeln!(page, "Reference: {}.", explanation.reference)?;
    }
    Ok(page)
}
