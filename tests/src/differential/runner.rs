//! One case after the other: what each verifier says about it, and the cause where they differ.

use std::fs;
use std::path::Path;

use handfast::Provider;

use super::causes::Causes;
use super::chance::Chance;
use super::mutations;
use super::peers::{self, OpenSsl, Verdict};
use super::plan::{self, Case, Changes, Workshop};
use super::report::Report;

/// Cases that OpenSSL sees: one in so many, and all about which the other two differ.
const OPENSSL_ONE_IN: u64 = 20;

/// Of those that Handfast accepts.
const ACCEPTED_ONE_IN: u64 = 2;

/// Whether OpenSSL is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Always,
    WhereTheyDiffer,
    Never,
}

/// Seed and number of a case.
type Id = (u64, u64);

/// What one thread works with.
pub(super) struct Runner<'a> {
    causes: &'a Causes,
    /// Where chains are written that nothing explains, if they are.
    folder: Option<&'a Path>,
    asked: Asked,
    providers: Vec<Provider>,
    workshop: Workshop,
    pub(super) openssl: Option<OpenSsl>,
    pub(super) report: Report,
}

impl<'a> Runner<'a> {
    /// One that writes into that folder, if there is one, what nothing explains; OpenSSL works there as well.
    pub(super) fn new(causes: &'a Causes, folder: Option<&'a Path>, asked: Asked) -> Result<Self, String> {
        let openssl = match folder {
            Some(folder) if asked != Asked::Never => OpenSsl::new(folder)?,
            _ => None,
        };
        let mut report = Report::default();
        report.without_openssl = openssl.is_none();
        let (providers, workshop) = (Provider::available(), Workshop::new());
        Ok(Self { causes, folder, asked, providers, workshop, openssl, report })
    }

    /// The case of that number with these of its changes, and what they are in words.
    pub(super) fn made(&mut self, (seed, number): Id, changes: &Changes) -> (Case, Vec<String>) {
        let mut chance = Chance::new(seed, number);
        let _ = plan::changes(&mut chance);
        let mut plan = plan::plain(&mut chance, &self.workshop);
        let apply = |(change, seed): &(usize, u64)| {
            mutations::apply(*change, &mut plan, &mut Chance::new(*seed, 0), &self.workshop)
        };
        let words = changes.iter().filter_map(apply).collect();
        (plan.finish(&mut self.workshop), words)
    }

    fn provider(&self, number: u64) -> Option<Provider> {
        let count = u64::try_from(self.providers.len()).unwrap_or(1);
        let place = number.checked_rem(count).and_then(|place| usize::try_from(place).ok())?;
        self.providers.get(place).copied()
    }

    pub(super) fn case(&mut self, seed: u64, number: u64) -> Result<(), String> {
        self.changed((seed, number), &plan::changes(&mut Chance::new(seed, number)))
    }

    /// The plain chain of a case, with these changes.
    pub(super) fn changed(&mut self, id: Id, changes: &Changes) -> Result<(), String> {
        let (_, number) = id;
        let (case, words) = self.made(id, changes);
        let provider = self.provider(number).ok_or("there is no provider")?;
        let ours = peers::handfast(&case, provider);
        let webpki = peers::webpki(&case);
        let differ = ours.is_ok() != webpki.is_ok();
        let one_in = if ours.is_ok() { ACCEPTED_ONE_IN } else { OPENSSL_ONE_IN };
        let asked = differ || self.asked == Asked::Always || number.checked_rem(one_in) == Some(0);
        let openssl = match &self.openssl {
            Some(openssl) if asked => Some(openssl.verify(&case)?),
            _ => None,
        };
        if words.is_empty() && ours.is_err() {
            let code = ours.clone().err().unwrap_or_default();
            self.report.unexplained.push(format!("case {number}, which is plain, is refused: {code}"));
        }
        self.report.count(&ours, &webpki, openssl.as_ref());
        for (peer, theirs) in [("webpki", Some(webpki)), ("openssl", openssl)] {
            if let (Ok(()), Some(Err(says))) = (&ours, theirs) {
                self.explain(id, changes, peer, &says)?;
            }
        }
        Ok(())
    }

    /// Looks for the cause of a refusal, among the fewest changes that it needs.
    fn explain(&mut self, id: Id, changes: &Changes, peer: &'static str, says: &str) -> Result<(), String> {
        let (mut needed, mut says) = (changes.clone(), says.to_owned());
        for fewer in plan::fewer(changes) {
            if let Some(words) = self.still_refused(id, &fewer, peer)? {
                (needed, says) = (fewer, words);
                break;
            }
        }
        let (seed, number) = id;
        let (case, words) = self.made(id, &needed);
        let profile = case.scene.name();
        if let Some(cause) = self.causes.explaining(peer, &says, profile, &words) {
            self.report.explained(cause, number);
            return Ok(());
        }
        let changed = words.join("; ");
        let line = format!("{peer}: {says} [{profile}] {changed} (case {number}");
        let Some(folder) = self.folder else {
            self.report.unexplained.push(format!("{line})"));
            return Ok(());
        };
        let name = format!("seed-{seed}-case-{number}-{peer}.pem");
        let at = case.at;
        let head = format!(
            "Handfast accepts this by the profile {profile} at {at}, {peer} says: {says}\nchanged: {changed}\n"
        );
        let text = format!("{head}\nanchors\n{}\nsent\n{}", peers::pem(&case.anchors), peers::pem(&case.chain));
        fs::write(folder.join(&name), text).map_err(|error| format!("{name}: {error}"))?;
        self.report.unexplained.push(format!("{line}: {name})"));
        Ok(())
    }

    /// What the other says about fewer changes, if it refuses them as well and Handfast accepts.
    fn still_refused(&mut self, id: Id, changes: &Changes, peer: &str) -> Result<Option<String>, String> {
        let (_, number) = id;
        let (case, _) = self.made(id, changes);
        let provider = self.provider(number).ok_or("there is no provider")?;
        if peers::handfast(&case, provider).is_err() {
            return Ok(None);
        }
        let theirs: Verdict = match (&self.openssl, peer) {
            (Some(openssl), "openssl") => openssl.verify(&case)?,
            _ => peers::webpki(&case),
        };
        Ok(theirs.err())
    }

    /// Causes that no longer explain the case that they name.
    pub(super) fn stale(&mut self) -> Result<Vec<String>, String> {
        let mut stale = Vec::new();
        for (place, cause) in self.causes.all().iter().enumerate() {
            if self.openssl.is_none() && cause.peer == "openssl" {
                continue;
            }
            self.report.causes.clear();
            self.case(cause.seen.seed, cause.seen.case)?;
            if !self.report.causes.contains_key(&place) {
                let (seed, case) = (cause.seen.seed, cause.seen.case);
                stale.push(format!("{}: {} (seed {seed}, case {case})", cause.peer, cause.title));
            }
        }
        Ok(stale)
    }

    /// A case for people.
    pub(super) fn shown(&mut self, seed: u64, number: u64) -> String {
        let changes = plan::changes(&mut Chance::new(seed, number));
        let (case, words) = self.made((seed, number), &changes);
        let head = format!("profile {}, at {}, changed: {}", case.scene.name(), case.at, words.join("; "));
        format!("{head}\nanchors\n{}sent\n{}", peers::pem(&case.anchors), peers::pem(&case.chain))
    }
}
