//! Pages that are made from the code.

use std::fmt::Write as _;
use std::fs;

use handfast::Code;
use handfast::reason::Stage;

use crate::run::{Done, root};

/// `docs/reason-codes.md`, and the unions of codes in TypeScript, each from its one list.
pub(crate) fn reason_codes(check: bool) -> Done {
    written("docs/reason-codes.md", &page().map_err(|error| error.to_string())?, check)?;
    let types = "bindings-wasm/shared/types/values.d.ts";
    let text = fs::read_to_string(root().join(types)).map_err(|error| format!("{types}: {error}"))?;
    let text = with_union(&text, "Code", Code::ALL.iter().map(|code| code.as_str()))?;
    let setup = crate::mobile::setup_code_names()?;
    let text = with_union(&text, "SetupCode", setup.iter().map(String::as_str))?;
    written(types, &text, check)
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

/// The types with every code in the union of that name, which ends with an empty line.
fn with_union<'a>(types: &str, name: &str, codes: impl Iterator<Item = &'a str>) -> Done<String> {
    let beginning = format!("export type {name} =\n");
    let (before, rest) = types.split_once(&beginning).ok_or_else(|| format!("there is no type `{name}`"))?;
    let (_, after) = rest.split_once("\n\n").ok_or_else(|| format!("the type `{name}` has no end"))?;
    let union: Vec<String> = codes.map(|code| format!("  | '{code}'")).collect();
    Ok(format!("{before}{beginning}{}\n\n{after}", union.join("\n")))
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
