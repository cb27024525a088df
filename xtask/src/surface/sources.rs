//! What each language declares: the text of its stubs, declarations or sources, without comments.

use std::fs;
use std::path::Path;

use super::document::Name;
use crate::mobile::camel;
use crate::run::{Done, root};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Rust,
    Python,
    Node,
    WebAssembly,
    Kotlin,
    Swift,
}

impl Language {
    pub(super) const ALL: [Self; 6] =
        [Self::Rust, Self::Python, Self::Node, Self::WebAssembly, Self::Kotlin, Self::Swift];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::Python => "Python",
            Self::Node => "Node",
            Self::WebAssembly => "WebAssembly",
            Self::Kotlin => "Kotlin",
            Self::Swift => "Swift",
        }
    }

    /// Rust has the same things by ways of its own (builders, borrowed views): shown where the name is the same.
    pub(super) fn must_have_all(self) -> bool {
        self != Self::Rust
    }

    /// Folders and files, and how the names of the files end.
    fn places(self) -> (&'static [&'static str], &'static str) {
        match self {
            Self::Rust => (&["core/src"], ".rs"),
            Self::Python => (&["bindings-python/python/handfast"], ".pyi"),
            Self::Node => (&["bindings-wasm/shared/types"], ".d.ts"),
            Self::WebAssembly => (&["bindings-wasm/shared/types", "bindings-wasm/js"], ".d.ts"),
            Self::Kotlin => (&["bindings-mobile/kotlin/src/main/kotlin", "target/mobile/kotlin"], ".kt"),
            Self::Swift => (&["bindings-mobile/swift/Sources/Handfast"], ".swift"),
        }
    }

    /// The spellings that a name may have, the usual one first; the exceptions are words that a language keeps for itself,
    /// and JavaScript's `toJSON`, which `JSON.stringify` calls by that name.
    fn spellings(self, name: &Name) -> Vec<String> {
        let (noun, member) = (name.noun.as_deref().unwrap_or_default(), name.member.as_str());
        match (self, noun, member) {
            (Self::Python, "Principal", "class") => vec!["class_".to_owned()],
            (Self::Kotlin | Self::Swift, "Principal", "class") => vec!["className".to_owned()],
            (Self::Node | Self::WebAssembly, _, "to_json") => vec!["toJSON".to_owned(), "toJson".to_owned()],
            (Self::Rust | Self::Python, ..) => vec![member.to_owned()],
            _ => vec![camel(member)],
        }
    }
}

/// The declarations of one language.
pub(super) struct Sources {
    pub(super) language: Language,
    text: String,
}

impl Sources {
    pub(super) fn read(language: Language) -> Done<Self> {
        let (places, ending) = language.places();
        let mut text = String::new();
        for place in places {
            gather(&root().join(place), ending, &mut text);
        }
        if text.is_empty() {
            return Err(format!("{} has no sources in {}", language.name(), places.join(", ")));
        }
        Ok(Self::of(language, &text))
    }

    pub(super) fn of(language: Language, text: &str) -> Self {
        let text = if language == Language::Python { text.to_owned() } else { without_comments(text) };
        Self { language, text: text.replace('`', "") }
    }

    /// How the language spells a name, if it has it.
    pub(super) fn spelling_of(&self, name: &Name) -> Option<String> {
        let spellings = self.language.spellings(name);
        let Some(noun) = &name.noun else {
            let keywords = ["def ", "function ", "fun ", "func ", "fn ", "const "];
            let declared = |spelling: &String| {
                keywords.iter().any(|keyword| has_word(&self.text, &format!("{keyword}{spelling}")))
            };
            return spellings.into_iter().find(declared);
        };
        let mut bodies = self.bodies(noun);
        if matches!(self.language, Language::Node | Language::WebAssembly) {
            bodies.extend(self.options(noun));
        }
        let inherited =
            |spelling: &str| spelling == "message" && bodies.iter().any(|body| body.contains("extends Error"));
        spellings.into_iter().find(|spelling| inherited(spelling) || bodies.iter().any(|body| has_word(body, spelling)))
    }

    /// A TypeScript constructor's options object, and the type that it begins with.
    fn options(&self, noun: &str) -> Vec<&str> {
        let options = self.bodies(&format!("{noun}Options"));
        let mut begun = Vec::new();
        for body in &options {
            let named = body.split_once('=').map_or("", |(_, kind)| kind.trim_start());
            let word = named.split(|c| !is_word(c)).next().unwrap_or_default();
            if !word.is_empty() {
                begun.extend(self.bodies(word));
            }
        }
        options.into_iter().chain(begun).collect()
    }

    /// What every declaration of that type holds.
    fn bodies(&self, noun: &str) -> Vec<&str> {
        let mut bodies = Vec::new();
        for (place, _) in self.text.match_indices(noun) {
            let (before, rest) = self.text.split_at(place);
            let keyword = before.split_whitespace().next_back().unwrap_or_default();
            let ends = rest.get(noun.len()..).is_some_and(|after| !after.starts_with(is_word));
            let declares = ["class", "struct", "interface", "type", "enum", "impl", "extension", "const", "object"];
            if ends && before.ends_with(' ') && declares.contains(&keyword) {
                bodies.push(if self.language == Language::Python { indented(rest) } else { braced(rest) });
            }
        }
        bodies
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(place, _)| {
        let (before, rest) = text.split_at(place);
        !before.ends_with(is_word) && rest.get(word.len()..).is_none_or(|after| !after.starts_with(is_word))
    })
}

/// A Python class: up to the next line that is not indented.
fn indented(rest: &str) -> &str {
    let mut end = 0_usize;
    for (count, line) in rest.split_inclusive('\n').enumerate() {
        let outside = line.starts_with(|c: char| !c.is_whitespace() && c != ')');
        if count > 0 && outside {
            break;
        }
        end = end.saturating_add(line.len());
    }
    rest.get(..end).unwrap_or(rest)
}

/// A declaration with its parentheses and braces: up to the end of the first braces that stand outside of parentheses,
/// or of the statement.
fn braced(rest: &str) -> &str {
    let (mut round, mut curly) = (0_i32, 0_i32);
    for (place, letter) in rest.char_indices() {
        match letter {
            '(' => round = round.saturating_add(1),
            ')' => round = round.saturating_sub(1),
            '{' => curly = curly.saturating_add(1),
            '}' => {
                curly = curly.saturating_sub(1);
                if curly == 0 && round == 0 {
                    return rest.get(..place).unwrap_or(rest);
                }
            }
            ';' if curly == 0 && round == 0 => return rest.get(..place).unwrap_or(rest),
            _ => {}
        }
    }
    rest
}

fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find("/*") {
        let (before, comment) = rest.split_at(place);
        kept.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    let line = |line: &str| line.split_once("//").map_or(line, |(before, _)| before).to_owned();
    kept.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn gather(place: &Path, ending: &str, text: &mut String) {
    if place.is_dir() {
        let mut entries: Vec<_> =
            fs::read_dir(place).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        entries.sort();
        entries.iter().filter(|entry| !entry.ends_with("node_modules")).for_each(|entry| gather(entry, ending, text));
    } else if place.to_string_lossy().ends_with(ending) {
        text.push_str(&fs::read_to_string(place).unwrap_or_default());
        text.push('\n');
    }
}
