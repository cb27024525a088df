//! What CI runs, runnable by anyone: `cargo xtask`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool prints")]

mod bench;
mod checks;
mod demo;
mod docs;
mod layers;
mod mobile;
mod run;
mod setup;
mod suites;
mod surface;
mod wasm;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Handfast's tasks: what CI runs, runnable by anyone")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what a fresh machine lacks
    Setup,
    /// The main job, on real TLS: peers of every kind, and the decision about each
    Demo {
        /// Keep the certificates here, to go on with by yourself
        #[arg(long, value_name = "DIR")]
        keep: Option<PathBuf>,
    },
    /// Every test
    Test {
        /// Only the suites with this word in their name, such as `python`; may be given several times
        #[arg(long, value_name = "WORD")]
        only: Vec<String>,
    },
    /// Formatting, lints, documentation, licences, layers, and every test
    Ci,
    /// A module of the core uses only the modules above it
    Layers,
    /// The public names of each language side by side; none may lack one of docs/surface.md
    Surface,
    /// Make the decision vectors again
    Vectors {
        /// Only say whether they would change
        #[arg(long)]
        check: bool,
    },
    /// Chains changed by chance: whatever Handfast accepts and rustls-webpki or OpenSSL refuses must have a cause
    Differential {
        /// How many
        #[arg(long, value_name = "N", default_value_t = 100_000)]
        cases: u64,
        /// Which: the same seed makes the same cases
        #[arg(long, value_name = "N", default_value_t = 1)]
        seed: u64,
        /// Only this case, with all that is said about it
        #[arg(long, value_name = "NUMBER")]
        only: Option<u64>,
    },
    /// The native library and the sources that the Kotlin and Swift packages are made of, in target/mobile
    Mobile {
        /// As it is shipped, not as it is tested
        #[arg(long)]
        release: bool,
    },
    /// Make docs/reason-codes.md again, and the codes of Kotlin and Swift
    Docs {
        /// Only say whether it would change
        #[arg(long)]
        check: bool,
    },
    /// The Node module for aarch64 Linux, with the vectors run on it under qemu: minutes, and no part of the tests
    NodeCross,
    /// The package for WebAssembly, in bindings-wasm/dist
    Wasm {
        /// Write its size to bindings-wasm/size.json
        #[arg(long)]
        record_size: bool,
    },
    /// The benchmarks, each next to its peers
    Bench,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Setup => setup::everything(),
        Task::Demo { keep } => setup::for_demo().and_then(|()| demo::run(keep)),
        Task::Test { only } => setup::for_tests().and_then(|()| suites::run(&only)),
        Task::Ci => setup::everything().and_then(|()| checks::ci()),
        Task::Layers => layers::check(),
        Task::Surface => mobile::make(mobile::Build::Tests).and_then(|()| surface::check()),
        Task::Vectors { check } => suites::vectors(check),
        Task::Differential { cases, seed, only } => suites::differential(cases, seed, only),
        Task::Mobile { release } => mobile::make(if release { mobile::Build::Release } else { mobile::Build::Tests }),
        Task::Docs { check } => docs::reason_codes(check).and_then(|()| mobile::enumerations(check)),
        Task::Bench => bench::all().and_then(|()| mobile::bench()),
        Task::NodeCross => suites::node_cross(),
        Task::Wasm { record_size } => wasm::build(record_size),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
