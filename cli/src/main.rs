//! `handfast`: decides who is at the other end of a connection, and says why.
//!
//! Exit status: 0 allow, or fine; 2 deny, or findings; 1 could not decide.
#![expect(clippy::print_stderr, reason = "a command-line tool says what is wrong")]

mod arguments;
mod decide;
mod explain;
mod files;
mod forecast;
mod generate;
mod inspect;
mod inspect_revocation;
mod output;
mod peer;
mod policy;
mod profile;

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use handfast::SetupError;

use arguments::{Arguments, Command};

/// How a command ended, for the exit status.
enum Outcome {
    /// Allow, or fine: 0.
    Fine,
    /// Deny, or findings: 2.
    Found,
}

/// Why a command could not do its work: one message, exit status 1.
struct Failure(String);

impl Failure {
    /// What is wrong with a file, or with an option, and what to do.
    fn about(what: impl std::fmt::Display, message: impl std::fmt::Display, fix: impl std::fmt::Display) -> Self {
        Self(format!("{what}: {message}\n  fix: {fix}"))
    }

    /// A caller's mistake in a file or an option, with its place.
    fn mistake(what: impl std::fmt::Display, error: &SetupError) -> Self {
        match error.position() {
            Some(position) => Self::about(format!("{what}, {position}"), error.message(), error.fix()),
            None => Self::about(what, error.message(), error.fix()),
        }
    }
}

impl<E: std::fmt::Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // clap's own status for bad usage is 2, which means a denial here.
            let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            let printed = error.print();
            return if asked && printed.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        }
    };
    let outcome = match arguments.command {
        Command::Decide(arguments) => decide::run(&arguments),
        Command::Forecast(arguments) => forecast::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Profile(arguments) => profile::run(&arguments),
        Command::Lint(arguments) => policy::lint(&arguments),
        Command::Test(arguments) => policy::test(&arguments),
        Command::Completions { shell } => generate::completions(shell),
        Command::Man => generate::man(),
    };
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(2),
        Err(Failure(message)) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
