//! Chains changed by chance, and what Handfast, rustls-webpki and OpenSSL say about each.
//!
//! A case is a plain chain of keys that are known, with up to three changes, signed again after them: what is changed is
//! judged, and not only the signature over it. Seed and number make a case, so that each can be had again. Handfast
//! takes another provider from case to case.
//!
//! Whatever Handfast accepts and another refuses must have a cause in the table. Changes that the refusal does not need
//! are taken back first, so that a cause is about what was done and about nothing else.

mod causes;
mod chance;
mod extensions;
mod mutations;
mod names;
mod peers;
mod plan;
mod report;
#[cfg(test)]
mod tests;
mod tlv;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use handfast::Provider;

use causes::Cause;
use chance::Chance;
use peers::{OpenSsl, Verdict};
use plan::{Case, Changes, Workshop};
pub(crate) use report::Report;

/// What to run.
pub(crate) struct Options {
    pub(crate) cases: u64,
    pub(crate) seed: u64,
    /// This case and no other, with everything that is said about it.
    pub(crate) only: Option<u64>,
    /// The table of causes.
    pub(crate) causes: PathBuf,
    /// Where chains are written that nothing explains.
    pub(crate) folder: PathBuf,
}

/// Cases that OpenSSL sees: one in so many, and all about which the other two differ.
const OPENSSL_ONE_IN: u64 = 20;
/// Cases between two lines that say how far it is.
const PROGRESS: u64 = 10_000;
/// Runs from which on every cause must have been met.
const LONG_RUN: u64 = 100_000;

/// Runs; true if every acceptance that others do not share has a cause.
pub(crate) fn run(options: &Options) -> Result<bool, String> {
    let causes = causes::read(&options.causes)?;
    if let Some(case) = options.only {
        let mut runner = Runner::new(options, &causes)?;
        runner.case(case)?;
        print!("{}", runner.shown(case));
        print!("{}", runner.report.text(&causes, options));
        return Ok(runner.report.is_sound());
    }
    let began = Instant::now();
    let threads = thread::available_parallelism().map_or(1, usize::from).min(8);
    let (next, done) = (AtomicU64::new(0), AtomicU64::new(0));
    let work = || -> Result<Report, String> {
        let mut runner = Runner::new(options, &causes)?;
        loop {
            let case = next.fetch_add(1, Ordering::Relaxed);
            if case >= options.cases {
                return Ok(runner.report);
            }
            runner.case(case)?;
            let done = done.fetch_add(1, Ordering::Relaxed).saturating_add(1);
            if done.checked_rem(PROGRESS) == Some(0) && done < options.cases {
                eprintln!("differential: {done} of {} cases, {} s", options.cases, began.elapsed().as_secs());
            }
        }
    };
    let mut report = Report::default();
    thread::scope(|scope| -> Result<(), String> {
        let work = &work;
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            report.add(worker.join().map_err(|_| "a case made a verifier panic".to_owned())??);
        }
        Ok(())
    })?;
    report.seconds = began.elapsed().as_secs();
    if options.cases >= LONG_RUN {
        report.look_for_stale(&causes);
    }
    print!("{}", report.text(&causes, options));
    Ok(report.is_sound())
}

/// What one thread works with.
struct Runner<'a> {
    options: &'a Options,
    causes: &'a [Cause],
    providers: Vec<Provider>,
    workshop: Workshop,
    openssl: Option<OpenSsl>,
    report: Report,
}

impl<'a> Runner<'a> {
    fn new(options: &'a Options, causes: &'a [Cause]) -> Result<Self, String> {
        let openssl = OpenSsl::new(&options.folder)?;
        let mut report = Report::default();
        report.without_openssl = openssl.is_none();
        let (providers, workshop) = (Provider::available(), Workshop::new());
        Ok(Self { options, causes, providers, workshop, openssl, report })
    }

    /// The case of that number with these of its changes, and what they are in words.
    fn made(&mut self, number: u64, changes: &Changes) -> (Case, Vec<String>) {
        let mut chance = Chance::new(self.options.seed, number);
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

    fn case(&mut self, number: u64) -> Result<(), String> {
        let changes = plan::changes(&mut Chance::new(self.options.seed, number));
        let (case, words) = self.made(number, &changes);
        let provider = self.provider(number).ok_or("there is no provider")?;
        let ours = peers::handfast(&case, provider);
        let webpki = peers::webpki(&case);
        let differ = ours.is_ok() != webpki.is_ok();
        let asked = differ || self.options.only.is_some() || number.checked_rem(OPENSSL_ONE_IN) == Some(0);
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
                self.explain(number, &changes, peer, &says)?;
            }
        }
        Ok(())
    }

    /// Looks for the cause of a refusal, after taking back every change that it does not need.
    fn explain(&mut self, number: u64, changes: &Changes, peer: &'static str, says: &str) -> Result<(), String> {
        let (mut needed, mut says) = (changes.clone(), says.to_owned());
        let mut index = 0;
        while index < needed.len() && needed.len() > 1 {
            let mut fewer = needed.clone();
            fewer.remove(index);
            match self.still_refused(number, &fewer, peer)? {
                Some(words) => (needed, says) = (fewer, words),
                None => index = index.saturating_add(1),
            }
        }
        let (case, words) = self.made(number, &needed);
        let profile = case.scene.name();
        let cause = self.causes.iter().position(|cause| cause.explains(peer, &says, profile, &words));
        if let Some(cause) = cause {
            self.report.explained(cause);
            return Ok(());
        }
        let file = self.options.folder.join(format!("seed-{}-case-{number}-{peer}.pem", self.options.seed));
        let head = format!(
            "Handfast accepts this by the profile {profile} at {}, {peer} says: {says}\nchanged: {}\n",
            case.at,
            words.join("; ")
        );
        let text = format!("{head}\nanchors\n{}\nsent\n{}", peers::pem(&case.anchors), peers::pem(&case.chain));
        fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))?;
        let changed = words.join("; ");
        self.report.unexplained.push(format!("{peer}: {says} [{profile}] {changed} (case {number}: {})", shown(&file)));
        Ok(())
    }

    /// What the other says about fewer changes, if it refuses them as well and Handfast accepts.
    fn still_refused(&mut self, number: u64, changes: &Changes, peer: &str) -> Result<Option<String>, String> {
        let (case, _) = self.made(number, changes);
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

    /// A case for people.
    fn shown(&mut self, number: u64) -> String {
        let changes = plan::changes(&mut Chance::new(self.options.seed, number));
        let (case, words) = self.made(number, &changes);
        let head = format!("profile {}, at {}, changed: {}", case.scene.name(), case.at, words.join("; "));
        format!("{head}\nanchors\n{}sent\n{}", peers::pem(&case.anchors), peers::pem(&case.chain))
    }
}

fn shown(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
