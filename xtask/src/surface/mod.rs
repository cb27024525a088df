//! `cargo xtask surface`: every name of `docs/surface.md`, side by side in each language; a language that lacks one fails.

mod document;
mod sources;

use std::fs;

use crate::run::{Done, root};
use document::Name;
use sources::{Language, Sources};

pub(crate) fn check() -> Done {
    let path = root().join("docs").join("surface.md");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let names = document::names(&text);
    if names.is_empty() {
        return Err("docs/surface.md names nothing".to_owned());
    }
    let (mut languages, mut without) = (Vec::new(), Vec::new());
    for language in Language::ALL {
        match Sources::read(language) {
            Ok(sources) => languages.push(sources),
            Err(message) => without.push(message),
        }
    }
    let (table, mut missing) = compare(&names, &languages);
    missing.append(&mut without);
    println!("{table}");
    println!("{} names in {} languages", names.len(), languages.len());
    if missing.is_empty() { Ok(()) } else { Err(format!("missing:\n  {}", missing.join("\n  "))) }
}

/// The table, and what is missing where it must be.
fn compare(names: &[Name], languages: &[Sources]) -> (String, Vec<String>) {
    let header: String = languages.iter().map(|sources| column(sources.language.name())).collect();
    let mut lines = vec![format!("{:<44}{header}", "")];
    let mut missing = Vec::new();
    for name in names {
        let mut cells = String::new();
        for sources in languages {
            let found = sources.spelling_of(name);
            if found.is_none() && sources.language.must_have_all() {
                missing.push(format!("{}: {name}", sources.language.name()));
            }
            cells += &column(found.as_deref().unwrap_or("-"));
        }
        lines.push(format!("{:<44}{}", name.to_string(), cells.trim_end()));
    }
    (lines.join("\n"), missing)
}

fn column(text: &str) -> String {
    format!("{text:<30}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "### Reason\n- `Reason.code`, `Reason.certificate_index`\n### Party\n- `Party(trusted_hops)`\n## Functions\n- `explain(code)`\n";

    fn missing(language: Language, text: &str) -> Vec<String> {
        compare(&document::names(DOCUMENT), &[Sources::of(language, text)]).1
    }

    #[test]
    fn a_language_that_has_every_name_lacks_none() {
        let kotlin = "data class Reason (val `code`: X, val `certificateIndex`: Long?) {}\nclass Party constructor(trustedHops: List<String>) {}\nfun explain(code: String) = 1";
        assert!(missing(Language::Kotlin, kotlin).is_empty());
        let python = "class Reason:\n    code: str\n    certificate_index: int\n\nclass Party:\n    def __init__(self, trusted_hops: int) -> None: ...\n\ndef explain(code: str) -> int: ...\n";
        assert!(missing(Language::Python, python).is_empty());
    }

    #[test]
    fn a_missing_member_is_found() {
        let swift = "public struct Reason { public let code: X }\npublic struct Party { init(trustedHops: [String]) {} }\npublic func explain() {}";
        assert_eq!(missing(Language::Swift, swift), ["Swift: Reason.certificate_index"]);
    }

    #[test]
    fn a_member_of_another_type_and_one_in_a_comment_do_not_count() {
        let text = "export class Reason { code: X; /* certificateIndex */ }\nexport class Other { certificateIndex: number }\nexport class Party { constructor(o: { trustedHops?: string[] }) }\nexport function explain(code: string): X";
        assert_eq!(missing(Language::Node, text), ["Node: Reason.certificate_index"]);
    }

    #[test]
    fn a_missing_type_and_a_missing_function_are_found() {
        let found = missing(Language::Kotlin, "data class Reason (val code: X, val certificateIndex: Long) {}");
        assert_eq!(found, ["Kotlin: Party.trusted_hops", "Kotlin: explain"]);
    }
}
