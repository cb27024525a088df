//! The fuzz targets on stable: their seeds, changed at random from a seed that is printed, for a while.
//!
//! `HANDFAST_FUZZ_SECONDS` (1 unless given) is how long for each target, `HANDFAST_FUZZ_SEED` where to begin.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a harness tells what it tried, and fails by panicking"
)]

#[expect(unreachable_pub, reason = "a library for cargo-fuzz, a module here")]
#[expect(clippy::allow_attributes, reason = "what is left over depends on who takes it")]
#[allow(dead_code, reason = "the conformance crate takes the rest of what makes chains")]
#[path = "../fuzz/src/lib.rs"]
mod targets;
use targets::forge;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

/// Longest that one input may take, with much to spare: these are debug builds on shared machines.
const SLOWEST: Duration = Duration::from_secs(5);
/// Longest input that is made.
const LONGEST: usize = 16 * 1024;

/// Words that mean something to the readers.
const BINARY: [&[u8]; 14] = [
    b"\x30\x80",
    b"\x30\x82\xff\xff",
    b"\x30\x84\xff\xff\xff\xff",
    b"\xa0\x03\x02\x01\x02",
    b"\xa3\x00",
    b"\x01\x01\xff",
    b"\x06\x03\x55\x1d\x11",
    b"\x06\x03\x55\x1d\x1e",
    b"\x06\x03\x55\x1d\x13",
    b"\x82\x01*",
    b"\x86\x09spiffe://",
    b"\x87\x08\0\0\0\0\0\0\0\0",
    b"-----BEGIN CERTIFICATE-----\n",
    b"\x17\x0d491231235959Z",
];
const TEXT: [&[u8]; 22] = [
    b"**",
    b"*",
    b"${spiffe}",
    b"${subject.cn}",
    b"not_",
    b"{ all: [",
    b"]",
    b"}",
    b"{ in: ",
    b"{ lt: 3 }",
    b"\n  - ",
    b": ",
    b"\t",
    b"&a ",
    b"*a",
    b"<<: ",
    b"!!str ",
    b"[",
    b"\"",
    b"deny",
    b"spiffe://",
    b"- id: x\n    effect: allow\n",
];

#[test]
fn certificate() {
    Target { name: "certificate", run: targets::certificate::run, words: &BINARY }.fuzz();
}

#[test]
fn chain() {
    Target { name: "chain", run: targets::chain::run, words: &BINARY }.fuzz();
}

#[test]
fn crl() {
    Target { name: "crl", run: targets::crl::run, words: &BINARY }.fuzz();
}

#[test]
fn differential() {
    Target { name: "differential", run: targets::differential::run, words: &BINARY }.fuzz();
}

#[test]
fn ocsp() {
    Target { name: "ocsp", run: targets::ocsp::run, words: &BINARY }.fuzz();
}

#[test]
fn policy() {
    Target { name: "policy", run: targets::policy::run, words: &TEXT }.fuzz();
}

struct Target {
    name: &'static str,
    run: fn(&[u8]),
    words: &'static [&'static [u8]],
}

impl Target {
    fn fuzz(&self) {
        let seeds = self.seeds();
        assert!(!seeds.is_empty(), "the corpus of {} is empty", self.name);
        let number = |name: &str| env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
        let seconds = number("HANDFAST_FUZZ_SECONDS").unwrap_or(1);
        let seed = number("HANDFAST_FUZZ_SEED").unwrap_or(1);
        let mut slowest = Duration::ZERO;
        let mut inputs = 0_u64;
        for seed in &seeds {
            slowest = slowest.max(self.try_one(seed));
            inputs += 1;
        }
        let mut random = Random(seed);
        let end = Instant::now() + Duration::from_secs(seconds);
        while Instant::now() < end {
            let mut input = random.one_of(&seeds).clone();
            for _ in 0..=random.below(6) {
                self.change(&mut input, &seeds, &mut random);
            }
            input.truncate(LONGEST);
            slowest = slowest.max(self.try_one(&input));
            inputs += 1;
        }
        let name = self.name;
        println!("fuzz {name}: {inputs} inputs from {} seeds, random seed {seed}, slowest {slowest:?}", seeds.len());
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join("corpus").join(self.name);
        let mut files: Vec<PathBuf> =
            fs::read_dir(folder).expect("a corpus").map(|entry| entry.expect("an entry").path()).collect();
        files.sort();
        files.iter().map(|file| fs::read(file).expect("a seed")).collect()
    }

    /// How long it took. An input that breaks a property, or takes too long, is kept.
    fn try_one(&self, input: &[u8]) -> Duration {
        let began = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.run)(input)));
        let took = began.elapsed();
        if outcome.is_ok() && took <= SLOWEST {
            return took;
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/fuzz");
        let file = folder.join(format!("{}-{:x}", self.name, checksum(input)));
        let kept = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, input)).map_or("not kept", |()| "kept");
        panic!(
            "target {}: an input of {} bytes failed after {took:?}; {} ({kept})",
            self.name,
            input.len(),
            file.display()
        );
    }

    fn change(&self, input: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut Random) {
        let place = random.below(input.len() + 1);
        let length = random.below(32).min(input.len() - place);
        let insert = |input: &mut Vec<u8>, bytes: &[u8]| drop(input.splice(place..place, bytes.iter().copied()));
        match random.below(9) {
            0 | 1 if place < input.len() => input[place] ^= 1 << random.below(8),
            2 if place < input.len() => input[place] = random.next().to_le_bytes()[0],
            // A length or a number that is one off.
            3 if place < input.len() => {
                input[place] = input[place].wrapping_add(if random.below(2) == 0 { 1 } else { 255 });
            }
            4 => drop(input.drain(place..place + length)),
            5 => {
                let piece = input[place..place + length].to_vec();
                let times = random.below(40);
                insert(input, &piece.repeat(times));
            }
            6 => {
                let word = *random.one_of(self.words);
                insert(input, word);
            }
            7 => {
                let other = random.one_of(seeds);
                let from = random.below(other.len() + 1);
                let piece = &other[from..];
                insert(input, &piece[..random.below(400).min(piece.len())]);
            }
            _ => input.truncate(place.max(input.len() / 2)),
        }
    }
}

/// SplitMix64: enough to choose changes with, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below `limit`.
    fn below(&mut self, limit: usize) -> usize {
        let number = usize::try_from(self.next() >> 33).unwrap_or_default();
        number % limit.max(1)
    }

    fn one_of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

fn checksum(input: &[u8]) -> u64 {
    input.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
