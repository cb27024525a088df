//! Conformance suites and decision vectors: `limbo FILE` runs a suite in x509-limbo's schema, `vectors` makes the
//! decision vectors that every language runs, `differential` asks other verifiers about chains changed by chance.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool prints")]

mod differential;
mod forge;
mod limbo;
mod vectors;
#[cfg(test)]
mod wycheproof;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(version, about = "Runs conformance suites against Handfast")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run a suite in the schema of x509-limbo, plain or compressed with xz
    Limbo {
        /// The suite
        file: PathBuf,
        /// Signature provider: aws-lc-rs, ring or rustcrypto
        #[arg(long, value_name = "NAME")]
        provider: Option<String>,
        /// Report every wrong case, whether or not tests/limbo/exceptions.json explains it
        #[arg(long)]
        no_exceptions: bool,
        /// Write every case's outcome to this file
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
        /// Write the cases to this file, a line for each, with what the core says: what the bindings' runners read
        #[arg(long, value_name = "FILE")]
        export: Option<PathBuf>,
        /// The file of exceptions
        #[arg(long, value_name = "FILE", default_value = "tests/limbo/exceptions.json")]
        exceptions: PathBuf,
    },
    /// Ask rustls-webpki and OpenSSL about chains changed by chance; 2 if one is accepted without a cause
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
        /// The table of causes
        #[arg(long, value_name = "FILE", default_value = "tests/differential/causes.json")]
        causes: PathBuf,
        /// Where chains are written that have no cause
        #[arg(long, value_name = "DIR", default_value = "target/differential")]
        folder: PathBuf,
    },
    /// Make the decision vectors again; 2 if one is not decided as it should be, or a code has none
    Vectors {
        /// Only say whether they would change
        #[arg(long)]
        check: bool,
        /// The folder that they stand in
        #[arg(long, value_name = "DIR", default_value = "tests/vectors")]
        folder: PathBuf,
    },
}

fn main() -> ExitCode {
    let sound = match Arguments::parse().command {
        Command::Limbo { file, provider, no_exceptions, json, export, exceptions } => {
            let exceptions = (!no_exceptions).then_some(exceptions);
            limbo::run(&limbo::Options { file, provider, exceptions, json, export })
        }
        Command::Differential { cases, seed, only, causes, folder } => {
            differential::run(&differential::Options { cases, seed, only, causes, folder })
        }
        Command::Vectors { check, folder } => vectors::run(&folder, check),
    };
    match sound {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(2),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
