//! Chains changed by chance, and what Handfast, rustls-webpki and OpenSSL say about each.
//!
//! A case is a plain chain of keys that are known, with up to three changes, signed again after them: what is changed is
//! judged, and not only the signature over it. Seed and number make a case, so that each can be had again. Handfast
//! takes another provider from case to case.
//!
//! Whatever Handfast accepts and another refuses must have a cause in the table. Changes that the refusal does not need
//! are taken back first, so that a cause is about what was done and about nothing else.

mod causes;
mod chains;
mod chance;
mod extensions;
mod keys;
mod mutations;
mod names;
mod parts;
mod peers;
mod plan;
mod rdn;
mod report;
mod runner;
mod shelf;
mod structure;
#[cfg(test)]
mod tests;
mod tlv;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use report::Report;
use runner::{Asked, Runner};

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

/// Cases between two lines that say how far it is.
const PROGRESS: u64 = 10_000;

/// Runs; true if every acceptance that others do not share has a cause.
pub(crate) fn run(options: &Options) -> Result<bool, String> {
    let causes = causes::read(&options.causes)?;
    if let Some(case) = options.only {
        let mut runner = Runner::new(&causes, Some(&options.folder), Asked::Always)?;
        runner.case(options.seed, case)?;
        print!("{}{}", runner.shown(options.seed, case), runner.report.text(&causes, options.seed));
        return Ok(runner.report.is_sound());
    }
    let began = Instant::now();
    let threads = thread::available_parallelism().map_or(1, usize::from).min(8);
    let (next, done) = (AtomicU64::new(0), AtomicU64::new(0));
    let work = || -> Result<Report, String> {
        let mut runner = Runner::new(&causes, Some(&options.folder), Asked::WhereTheyDiffer)?;
        loop {
            let case = next.fetch_add(1, Ordering::Relaxed);
            if case >= options.cases {
                return Ok(runner.report);
            }
            runner.case(options.seed, case)?;
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
    report.stale = Runner::new(&causes, Some(&options.folder), Asked::Always)?.stale()?;
    report.seconds = began.elapsed().as_secs();
    print!("{}", report.text(&causes, options.seed));
    Ok(report.is_sound())
}
