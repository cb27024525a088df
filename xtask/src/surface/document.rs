//! The names that `docs/surface.md` lists.

use std::fmt;

/// A public name: a member of a noun, or a function by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) noun: Option<String>,
    /// In snake_case, as the document has it.
    pub(super) member: String,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.noun {
            Some(noun) => write!(f, "{noun}.{}", self.member),
            None => f.write_str(&self.member),
        }
    }
}

/// Every name between backticks, each once: `Noun.member`, the arguments of `Noun(a, b)`, and behind the heading
/// "Functions" what is called by itself.
pub(super) fn names(text: &str) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    let mut functions = false;
    let mut put = |noun: Option<&str>, member: &str| {
        let name = Name { noun: noun.map(ToOwned::to_owned), member: member.trim().to_owned() };
        if !name.member.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    };
    // What stands before the first heading of a noun explains the list; what one language has besides is no other's to have.
    let listed = text.split_once("\n## Nouns").map_or(text, |(_, listed)| listed);
    let listed = listed.split_once("\n## In one language only").map_or(listed, |(listed, _)| listed);
    for line in listed.lines() {
        functions = (functions && !line.starts_with("## ")) || line.starts_with("## Functions");
        for quoted in line.split('`').skip(1).step_by(2) {
            let (head, arguments) = quoted.split_once('(').unwrap_or((quoted, ""));
            let is_noun = |word: &str| word.starts_with(|c: char| c.is_ascii_uppercase());
            match head.split_once('.') {
                Some((noun, member)) if is_noun(noun) => put(Some(noun), member),
                None if is_noun(head) && quoted.contains('(') => {
                    arguments.trim_end_matches(')').split(',').for_each(|argument| put(Some(head), argument));
                }
                None if functions && quoted.contains('(') => put(None, head),
                _ => {}
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_arguments_and_functions_are_names_and_prose_is_none() {
        let text = "`Told.before` in the preface\n## Nouns\n- `Reason.code`, and `honoured`\n- `AccessRequest(method, path)`\n## Functions\n- `version()`\n## In one language only\n`Reason.more()`\n";
        let found: Vec<String> = names(text).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["Reason.code", "AccessRequest.method", "AccessRequest.path", "version"]);
    }
}
