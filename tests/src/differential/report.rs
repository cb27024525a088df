//! What a run gave.

use std::collections::BTreeMap;

use super::causes::Causes;
use super::peers::Verdict;

#[derive(Default)]
pub(super) struct Report {
    cases: u64,
    accepted: u64,
    /// How often a peer was asked, and how often it said the same.
    asked: BTreeMap<&'static str, (u64, u64)>,
    /// How often a peer accepts what Handfast refuses, by the peer and Handfast's code.
    refused: BTreeMap<(&'static str, String), u64>,
    /// How often a cause was met, by its place in the table, and the first case.
    pub(super) causes: BTreeMap<usize, (u64, u64)>,
    /// What nothing explains, for people.
    pub(super) unexplained: Vec<String>,
    /// Causes that explain nothing any more.
    pub(super) stale: Vec<String>,
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

    pub(super) fn explained(&mut self, cause: usize, case: u64) {
        self.met(cause, (1, case));
    }

    fn met(&mut self, cause: usize, (more, case): (u64, u64)) {
        let (count, first) = self.causes.entry(cause).or_insert((0, case));
        (*count, *first) = (count.saturating_add(more), case.min(*first));
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
            self.met(cause, more);
        }
        self.unexplained.extend(other.unexplained);
        self.without_openssl |= other.without_openssl;
    }

    /// Whether everything has a cause, and every cause explains something.
    pub(super) fn is_sound(&self) -> bool {
        self.unexplained.is_empty() && self.stale.is_empty()
    }

    /// For people.
    pub(super) fn text(&self, causes: &Causes, seed: u64) -> String {
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
        lines.extend(self.stale.iter().map(|cause| format!("stale: {cause}")));
        lines.push("Handfast accepts and another refuses:".to_owned());
        for (place, cause) in causes.all().iter().enumerate() {
            if let Some((count, first)) = self.causes.get(&place) {
                let (peer, title, reference) = (&cause.peer, &cause.title, &cause.reference);
                lines.push(format!("  {count:>6} {peer}: {title} ({reference}); case {first} is the first"));
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
            seed,
            self.accepted,
            self.unexplained.len(),
            self.seconds
        ));
        lines.join("\n") + "\n"
    }
}
