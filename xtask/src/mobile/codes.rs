//! The codes as enumerations of Kotlin and Swift, from the lists of the core.

use std::fs;
use std::path::PathBuf;

use handfast::Code;

use super::write;
use crate::run::{Done, root};

/// An entry: its name as the core writes it, its spelling, what it means.
struct Entry {
    spelling: String,
    meaning: String,
}

/// Makes the files of reason and setup codes, or only says whether they would change.
pub(crate) fn enumerations(check: bool) -> Done {
    let reasons = Code::ALL
        .iter()
        .map(|code| Entry { spelling: code.to_string(), meaning: sentence(code.explanation().meaning) });
    let reasons: Vec<Entry> = reasons.collect();
    let setup = setup_codes()?;
    let mobile = root().join("bindings-mobile");
    let kotlin = mobile.join("kotlin/src/main/kotlin/dev/handfast");
    let swift = mobile.join("swift/Sources/Handfast");
    let about =
        ("A reason code: stable across releases.", "What kind of mistake a [SetupError] is; stable across releases.");
    let files: [(PathBuf, String); 4] = [
        (kotlin.join("ReasonCode.kt"), in_kotlin("ReasonCode", about.0, &reasons)),
        (kotlin.join("SetupCode.kt"), in_kotlin("SetupCode", about.1, &setup)),
        (swift.join("ReasonCode.swift"), in_swift("ReasonCode", about.0, &reasons)),
        (swift.join("SetupCode.swift"), in_swift("SetupCode", about.1, &setup)),
    ];
    for (path, text) in files {
        if !check {
            write(&path, &text)?;
        } else if fs::read_to_string(&path).unwrap_or_default() != text {
            return Err(format!("{} is not what the core says: run `cargo xtask docs`", path.display()));
        }
    }
    Ok(())
}

/// How the setup codes are spelled, in order.
pub(crate) fn setup_code_names() -> Done<Vec<String>> {
    Ok(setup_codes()?.into_iter().map(|entry| entry.spelling).collect())
}

/// The setup codes, with their documentation, from `core/src/setup.rs`.
fn setup_codes() -> Done<Vec<Entry>> {
    let path = root().join("core").join("src").join("setup.rs");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let file = syn::parse_file(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let found = file.items.into_iter().find_map(|item| match item {
        syn::Item::Enum(item) if item.ident == "SetupCode" => Some(item),
        _ => None,
    });
    let variants = found.ok_or("there is no enum SetupCode in core/src/setup.rs")?.variants;
    variants.iter().map(|variant| entry(variant, &text)).collect()
}

fn entry(variant: &syn::Variant, text: &str) -> Done<Entry> {
    let mut spelling = String::new();
    for letter in variant.ident.to_string().chars() {
        if letter.is_uppercase() && !spelling.is_empty() {
            spelling.push('_');
        }
        spelling.extend(letter.to_lowercase());
    }
    if !text.contains(&format!("\"{spelling}\"")) {
        return Err(format!("core/src/setup.rs spells {} in another way than {spelling}", variant.ident));
    }
    let doc = variant.attrs.iter().find_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    });
    Ok(Entry { spelling, meaning: doc.ok_or_else(|| format!("{} has no documentation", variant.ident))? })
}

fn sentence(meaning: &str) -> String {
    let mut letters = meaning.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

const MADE: &str = "Made by `cargo xtask docs` from the core's list.";

fn in_kotlin(name: &str, about: &str, entries: &[Entry]) -> String {
    let each = entries.iter().map(|Entry { spelling, meaning }| {
        format!("    /** {meaning} */\n    {}(\"{spelling}\"),\n", spelling.to_uppercase())
    });
    let entries = each.collect::<Vec<_>>().join("\n");
    format!(
        "// {MADE}\n\npackage dev.handfast\n\n/** {about} */\npublic enum class {name}(override val value: String) : Spelled {{\n{entries}}}\n"
    )
}

fn in_swift(name: &str, about: &str, entries: &[Entry]) -> String {
    let about = about.replace(['[', ']'], "`");
    let each = entries.iter().map(|Entry { spelling, meaning }| {
        format!("    /// {meaning}\n    case {} = \"{spelling}\"\n", camel(spelling))
    });
    let entries = each.collect::<Vec<_>>().join("\n");
    format!("// {MADE}\n\n/// {about}\npublic enum {name}: String, CaseIterable, Hashable, Sendable {{\n{entries}}}\n")
}

/// `certificate_expired` as `certificateExpired`.
pub(crate) fn camel(snake: &str) -> String {
    let mut text = String::new();
    let mut upper = false;
    for letter in snake.chars() {
        if letter == '_' {
            upper = true;
        } else if upper {
            text.extend(letter.to_uppercase());
            upper = false;
        } else {
            text.push(letter);
        }
    }
    text
}
