//! Pages that are made from the code.

use std::fmt::Write as _;
use std::fs;

use handfast::Code;
use handfast::reason::Stage;

use crate::run::{Done, root};

/// `docs/reason-codes.md`, and the union of the codes in TypeScript, from the one list of codes.
pub(crate) fn reason_codes(check: bool) -> Done {
    written("docs/reason-codes.md", &page().map_err(|error| error.to_string())?, check)?;
    let types = "bindings-wasm/shared/lib/index.d.ts";
    let text = fs::read_to_string(root().join(types)).map_err(|error| format!("{types}: {error}"))?;
    written(types, &with_codes(&text).ok_or_else(|| format!("{types} has no type `Code`"))?, check)
}

fn written(file: &str, text: &str, check: bool) -> Done {
    let path = root().join(file);
    if fs::read_to_string(&path).is_ok_and(|there| there == text) {
        return Ok(());
    }
    if check {
        return Err(format!("{file} is not what the code says: run `cargo xtask docs`"));
    }
    fs::write(&path, text).map_err(|error| format!("{file}: {error}"))
}

/// The types with every code in the union `Code`, which ends with an empty line.
fn with_codes(types: &str) -> Option<String> {
    const BEGINNING: &str = "export type Code =\n";
    let (before, rest) = types.split_once(BEGINNING)?;
    let (_, after) = rest.split_once("\n\n")?;
    let union: Vec<String> = Code::ALL.iter().map(|code| format!("  | '{code}'")).collect();
    Some(format!("{before}{BEGINNING}{}\n\n{after}", union.join("\n")))
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
