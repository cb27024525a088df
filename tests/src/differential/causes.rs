//! Why Handfast accepts what another verifier refuses: the committed table.

use std::fs;
use std::path::Path;

use serde::Deserialize;

/// The table.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Causes {
    /// Changes that move others to another certificate or put them in another light, and that nobody refuses by themselves: they
    /// may stand beside those of any cause.
    besides: Vec<String>,
    causes: Vec<Cause>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cause {
    /// In a few words.
    pub(super) title: String,
    /// `webpki` or `openssl`.
    pub(super) peer: String,
    /// What it says.
    says: Vec<String>,
    /// The changes that it says it about, a `*` in them for any text: all that are needed for it to be said.
    changes: Vec<String>,
    /// Changes that may stand beside those, and explain nothing without them.
    #[serde(default)]
    with: Vec<String>,
    /// Only in these profiles; in all if none is named.
    #[serde(default)]
    profiles: Vec<String>,
    /// Why accepting is right.
    why: String,
    /// By which standard.
    pub(super) reference: String,
    /// A case that it explains, so that it stands in the table for something that there is.
    pub(super) seen: Seen,
}

/// A case.
#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seen {
    pub(super) seed: u64,
    pub(super) case: u64,
}

impl Causes {
    pub(super) fn all(&self) -> &[Cause] {
        &self.causes
    }

    #[cfg(test)]
    pub(super) fn replace_seen(&mut self, place: usize, seen: Seen) {
        self.causes.get_mut(place).into_iter().for_each(|cause| cause.seen = seen);
    }

    /// The place of the cause why `peer` says so in that profile about a chain with these changes, none of which can be left out.
    pub(super) fn explaining(&self, peer: &str, says: &str, profile: &str, changes: &[String]) -> Option<usize> {
        let explains = |cause: &Cause| {
            let about = |change: &String| has(&cause.changes, change);
            cause.peer == peer
                && has(&cause.says, says)
                && (cause.profiles.is_empty() || cause.profiles.iter().any(|name| name == profile))
                && changes.iter().any(about)
                && changes.iter().all(|change| about(change) || has(&cause.with, change) || has(&self.besides, change))
        };
        self.causes.iter().position(explains)
    }
}

fn has(patterns: &[String], text: &str) -> bool {
    patterns.iter().any(|pattern| matches(pattern, text))
}

/// Whether a text is of a pattern, in which a `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(text) = text.strip_prefix(start) else { return false };
    let ends = |at: usize| text.get(at..).is_some_and(|text| matches(rest, text));
    (0..=text.len()).any(ends)
}

pub(super) fn read(file: &Path) -> Result<Causes, String> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let text = fs::read_to_string(file).map_err(|error| named(&error))?;
    parse(&text).map_err(|error| named(&error))
}

pub(super) fn parse(text: &str) -> Result<Causes, String> {
    let causes: Causes = serde_json::from_str(text).map_err(|error| error.to_string())?;
    match causes.causes.iter().find(|cause| cause.why.trim().is_empty() || cause.reference.trim().is_empty()) {
        Some(cause) => Err(format!("{} has no reason or no reference", cause.title)),
        None => Ok(causes),
    }
}
