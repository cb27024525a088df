//! A module of the core uses only the modules above it in the table of the design.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::Visit;

use crate::run::{Done, root};

/// The modules of the core, in the order of the data. `limits`, `reason` and `setup` stand above all: every stage
/// counts, gives reasons, and refuses the caller's mistakes.
const ORDER: [&str; 16] = [
    "limits",
    "reason",
    "setup",
    "encoding",
    "certificate",
    "presented",
    "anchor",
    "signature",
    "revocation",
    "path",
    "identity",
    "policy",
    "decision",
    "relying_party",
    "caller",
    "lib",
];

pub(crate) fn check() -> Done {
    let source = root().join("core").join("src");
    let mut wrong = Vec::new();
    for file in files(&source)? {
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let relative = file.strip_prefix(&source).unwrap_or(&file).to_path_buf();
        wrong.extend(violations(&relative, &text)?);
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("a module uses one below it:\n  {}", wrong.join("\n  "))) }
}

fn files(folder: &Path) -> Done<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn rank(module: &str) -> Option<usize> {
    ORDER.iter().position(|known| *known == module)
}

/// What a file uses that stands below its module.
fn violations(relative: &Path, text: &str) -> Done<Vec<String>> {
    let first = relative.iter().next().unwrap_or_default().to_string_lossy();
    let module = first.strip_suffix(".rs").unwrap_or(&first).to_owned();
    let own = rank(&module).ok_or_else(|| format!("the module `{module}` is not in the table of layers"))?;
    let file = syn::parse_file(text).map_err(|error| format!("{}: {error}", relative.display()))?;
    let mut uses = Uses { roots: BTreeSet::new() };
    uses.visit_file(&file);
    let below = uses.roots.iter().filter(|(name, _)| rank(name).is_some_and(|rank| rank > own));
    Ok(below.map(|(name, line)| format!("{}:{line}: `{module}` uses `{name}`", relative.display())).collect())
}

/// The modules at the top of the crate that a file names by `crate::`, with the line.
struct Uses {
    roots: BTreeSet<(String, usize)>,
}

impl<'ast> Visit<'ast> for Uses {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if let syn::UseTree::Path(path) = &item.tree
            && path.ident == "crate"
        {
            self.first_names(&path.tree);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let mut segments = path.segments.iter();
        if let (Some(first), Some(second)) = (segments.next(), segments.next())
            && first.ident == "crate"
        {
            self.add(&second.ident);
        }
        syn::visit::visit_path(self, path);
    }
}

impl Uses {
    fn add(&mut self, name: &proc_macro2::Ident) {
        self.roots.insert((name.to_string(), name.span().start().line));
    }

    fn first_names(&mut self, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => self.add(&path.ident),
            syn::UseTree::Name(name) => self.add(&name.ident),
            syn::UseTree::Rename(rename) => self.add(&rename.ident),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.first_names(tree)),
            syn::UseTree::Glob(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(file: &str, text: &str) -> usize {
        violations(Path::new(file), text).unwrap().len()
    }

    #[test]
    fn a_module_may_use_those_above_it() {
        assert_eq!(found("path/build.rs", "use crate::{certificate::Certificate, limits};"), 0);
    }

    #[test]
    fn a_use_of_a_module_below_is_found() {
        assert_eq!(found("path/build.rs", "use crate::{limits, policy::Policy};"), 1);
    }

    #[test]
    fn a_path_in_code_is_found_and_one_in_a_comment_is_not() {
        assert_eq!(found("encoding/der.rs", "// crate::policy::x\nfn f() { crate::decision::Decision::g() }"), 1);
    }

    #[test]
    fn an_unknown_module_is_refused() {
        assert!(violations(Path::new("helpers/mod.rs"), "").is_err());
    }
}
