//! Why Handfast accepts what another verifier refuses: the committed table.

use std::fs;
use std::path::Path;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cause {
    /// In a few words.
    pub(super) title: String,
    /// `webpki` or `openssl`.
    pub(super) peer: String,
    /// What it says.
    pub(super) says: Vec<String>,
    /// The changes that it says it about, or their beginnings followed by `*`: all that are needed for it to be said.
    pub(super) changes: Vec<String>,
    /// Only in these profiles; in all if none is named.
    #[serde(default)]
    pub(super) profiles: Vec<String>,
    /// Why accepting is right.
    pub(super) why: String,
    /// By which standard.
    pub(super) reference: String,
}

impl Cause {
    /// Whether it is why `peer` says so in that profile about a chain with these changes, none of which can be left out.
    pub(super) fn explains(&self, peer: &str, says: &str, profile: &str, changes: &[String]) -> bool {
        let has = |patterns: &[String], text: &str| {
            patterns.iter().any(|pattern| match pattern.strip_suffix('*') {
                Some(start) => text.starts_with(start),
                None => pattern == text,
            })
        };
        self.peer == peer
            && has(&self.says, says)
            && (self.profiles.is_empty() || self.profiles.iter().any(|name| name == profile))
            && changes.iter().all(|change| has(&self.changes, change))
    }
}

pub(super) fn read(file: &Path) -> Result<Vec<Cause>, String> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let text = fs::read_to_string(file).map_err(|error| named(&error))?;
    let causes: Vec<Cause> = serde_json::from_str(&text).map_err(|error| named(&error))?;
    match causes.iter().find(|cause| cause.why.trim().is_empty() || cause.reference.trim().is_empty()) {
        Some(cause) => Err(named(&format!("{} has no reason or no reference", cause.title))),
        None => Ok(causes),
    }
}
