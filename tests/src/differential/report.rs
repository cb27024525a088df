//! What a run gave.

use std::collections::BTreeMap;

use super::Options;
use super::causes::Cause;
use super::peers::Verdict;

#[derive(Default)]
pub(crate) struct Report {
    cases: u64,
    accepted: u64,
    /// How often a peer was asked, and how often it said the same.
    asked: BTreeMap<&'static str, (u64, u64)>,
    /// How often a peer accepts what Handfast refuses, by the peer and Handfast's code.
    refused: BTreeMap<(&'static str, String), u64>,
    /// How often a cause was met, by its place in the table.
    causes: BTreeMap<usize, u64>,
    /// What nothing explains, for people.
    pub(super) unexplained: Vec<String>,
    stale: Vec<String>,
    pub(super) without_openssl: bool,
    pub(super) seconds: u64,
}

/// Most of what is not explained that is printed.
const SHOWN: usize = 40;

impl Report {
    pub(super) fn count(&mut self, ours: &Verdict, webpki: &Verdict, openssl: Option<&Verdict>) {
        let add = |count: &mut u64, one: bool| *count = count.saturating_add(u64::from(one));
        add(&mut self.cases, true);
        add(&mut self.accepted, ours.is_ok());
        for (peer, theirs) in [("webpki", Some(webpki)), ("openssl", openssl)] {
            let Some(theirs) = theirs else { continue };
            let (asked, same) = self.asked.entry(peer).or_default();
            add(asked, true);
            add(same, theirs.is_ok() == ours.is_ok());
            if let (Err(code), Ok(())) = (ours, theirs) {
                add(self.refused.entry((peer, code.clone())).or_default(), true);
            }
        }
    }

    pub(super) fn explained(&mut self, cause: usize) {
        let count = self.causes.entry(cause).or_default();
        *count = count.saturating_add(1);
    }

    pub(super) fn add(&mut self, other: Self) {
        self.cases = self.cases.saturating_add(other.cases);
        self.accepted = self.accepted.saturating_add(other.accepted);
        for (peer, (asked, same)) in other.asked {
            let counts = self.asked.entry(peer).or_default();
            *counts = (counts.0.saturating_add(asked), counts.1.saturating_add(same));
        }
        for (what, more) in other.refused {
            let count = self.refused.entry(what).or_default();
            *count = count.saturating_add(more);
        }
        for (cause, more) in other.causes {
            let count = self.causes.entry(cause).or_default();
            *count = count.saturating_add(more);
        }
        self.unexplained.extend(other.unexplained);
        self.without_openssl |= other.without_openssl;
    }

    pub(super) fn look_for_stale(&mut self, causes: &[Cause]) {
        let met = |place: &usize| self.causes.contains_key(place);
        let seen = |cause: &Cause| !(self.without_openssl && cause.peer == "openssl");
        let stale = causes.iter().enumerate().filter(|(place, cause)| !met(place) && seen(cause));
        self.stale = stale.map(|(_, cause)| format!("{}: {}", cause.peer, cause.title)).collect();
    }

    /// Whether everything has a cause, and every cause was met.
    pub(crate) fn is_sound(&self) -> bool {
        self.unexplained.is_empty() && self.stale.is_empty()
    }

    /// For people.
    pub(super) fn text(&self, causes: &[Cause], options: &Options) -> String {
        let mut lines = Vec::new();
        if self.without_openssl {
            lines.push("skipped: there is no openssl to compare with".to_owned());
        }
        for line in self.unexplained.iter().take(SHOWN) {
            lines.push(format!("no cause: {line}"));
        }
        let hidden = self.unexplained.len().saturating_sub(SHOWN);
        if hidden > 0 {
            lines.push(format!("and {hidden} more without a cause"));
        }
        lines.extend(self.stale.iter().map(|cause| format!("never met: {cause}")));
        lines.push("Handfast accepts and another refuses:".to_owned());
        for (place, cause) in causes.iter().enumerate() {
            if let Some(count) = self.causes.get(&place) {
                lines.push(format!("  {count:>6} {}: {} ({})", cause.peer, cause.title, cause.reference));
            }
        }
        lines.push("Handfast refuses and another accepts:".to_owned());
        for ((peer, code), count) in &self.refused {
            lines.push(format!("  {count:>6} {peer}: {code}"));
        }
        for (peer, (asked, same)) in &self.asked {
            lines.push(format!("{peer}: asked about {asked} cases, says the same about {same}"));
        }
        lines.push(format!(
            "differential: {} cases with seed {}, {} accepted, {} accepted without a cause, {} s",
            self.cases,
            options.seed,
            self.accepted,
            self.unexplained.len(),
            self.seconds
        ));
        lines.join("\n") + "\n"
    }
}
