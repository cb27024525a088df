//! Two things in turn, in small batches: the ratio of each pair of batches stands where absolute times drift.
#![expect(unreachable_pub, clippy::indexing_slicing, reason = "a benchmark stops at the first surprise")]

use std::time::Instant;

const ROUNDS: usize = 301;
/// Seconds that a batch lasts: long enough for the clock, short enough for the machine to be the same for both of a pair.
const BATCH: f64 = 500e-6;

/// Seconds of one run, by round, of both; the one that goes first changes every round.
pub fn in_turn(mut first: impl FnMut(), mut second: impl FnMut()) -> [Vec<f64>; 2] {
    let sizes = [batch_size(&mut first), batch_size(&mut second)];
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..ROUNDS {
        for side in if round % 2 == 0 { [0, 1] } else { [1, 0] } {
            let run: &mut dyn FnMut() = if side == 0 { &mut first } else { &mut second };
            let seconds = timed(run, sizes[side]);
            times[side].push(seconds);
        }
    }
    times
}

pub fn timed(run: &mut dyn FnMut(), times: u32) -> f64 {
    let began = Instant::now();
    for _ in 0..times {
        run();
    }
    began.elapsed().as_secs_f64() / f64::from(times)
}

fn batch_size(run: &mut dyn FnMut()) -> u32 {
    let mut size = 1_u32;
    while timed(run, size) * f64::from(size) < BATCH {
        size = size.saturating_mul(2);
    }
    size
}

pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

pub fn median_ratio(left: &[f64], right: &[f64]) -> f64 {
    let ratios: Vec<f64> = left.iter().zip(right).map(|(left, right)| left / right).collect();
    median(&ratios)
}

pub fn micros(seconds: f64) -> String {
    format!("{:.1} us", seconds * 1e6)
}

pub fn millis(seconds: f64) -> String {
    format!("{:.1} ms", seconds * 1e3)
}

pub fn nanos(seconds: f64) -> String {
    format!("{:.0} ns", seconds * 1e9)
}
