//! What hostile peers can make a decision take: under 50 ms, parsing and the decision's JSON included. What is counted, and the
//! memory, is held by `tests/work_limits.rs`.
#![expect(clippy::print_stdout, reason = "a benchmark prints figures")]

#[expect(clippy::allow_attributes, reason = "what is left over depends on who takes it")]
#[allow(dead_code, reason = "the test takes the rest")]
#[path = "support/hostile.rs"]
mod hostile;
#[expect(clippy::allow_attributes, reason = "what is left over depends on the benchmark")]
#[allow(dead_code, reason = "each benchmark takes what it needs")]
#[path = "support/timing.rs"]
mod timing;

use std::hint::black_box;
use std::process::ExitCode;

use handfast::AccessRequest;
use hostile::{AT, Hostile};
use timing::{median, millis, timed};

/// Seconds.
const LIMIT: f64 = 0.050;

fn main() -> ExitCode {
    let mut missed = 0_u32;
    for hostile in hostile::all() {
        let (seconds, codes) = deciding(&hostile);
        let met = seconds < LIMIT;
        missed = missed.saturating_add(u32::from(!met));
        let word = if met { "met" } else { "MISSED" };
        println!("  {:<84} {codes:<26} {:>10}   {word}", hostile.name, millis(seconds));
    }
    println!("{missed} over {}", millis(LIMIT));
    if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The median time of a few decisions, and the codes of their reasons.
fn deciding(hostile: &Hostile) -> (f64, String) {
    let decide = || hostile.relying_party.decide(&hostile.presented(), &AccessRequest::connection(), AT);
    let codes: Vec<&str> = decide().reasons().iter().map(|reason| reason.code().as_str()).collect();
    let times: Vec<f64> = (0..9).map(|_| timed(&mut || drop(black_box(decide().to_json())), 1)).collect();
    (median(&times), codes.join(", "))
}
