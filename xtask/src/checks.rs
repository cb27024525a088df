//! `cargo xtask ci`: every check, each with its time, and a list of what failed.

use std::time::Instant;

use crate::run::{Done, cargo, run};
use crate::{docs, layers, mobile, setup, suites, surface};

type Check = (&'static str, fn() -> Done);

const CHECKS: [Check; 10] = [
    ("formatting", || run(&mut cargo(["fmt", "--all", "--check"]))),
    ("layers", layers::check),
    ("reason codes page", || docs::reason_codes(true)),
    ("codes in Kotlin and Swift", || mobile::enumerations(true)),
    ("lints", lints),
    ("documentation", documentation),
    ("licences and sources", || {
        let program = setup::cargo_deny()?;
        let mut command = std::process::Command::new(program);
        // The advisory database is not a package, and cannot be had everywhere.
        run(command.args(["--all-features", "check", "bans", "licenses", "sources"]).current_dir(crate::run::root()))
    }),
    ("tests", || suites::run(&[])),
    ("lints around UniFFI", lints_around_uniffi),
    ("surface", || mobile::make(mobile::Build::Tests).and_then(|()| surface::check())),
];

/// UniFFI's generator takes the compiler a minute and a half each time that it is checked or built. It is built once, for the
/// tests, and what calls it is linted as it is built.
const ALL_BUT_UNIFFI: [&str; 4] = ["--workspace", "--exclude", "xtask-uniffi", "--all-features"];

fn lints() -> Done {
    let clippy = ["clippy", "--quiet", "--all-targets"];
    run(cargo(clippy).args(ALL_BUT_UNIFFI).args(["--", "--deny", "warnings"]))
}

fn lints_around_uniffi() -> Done {
    let build = ["rustc", "--quiet", "--package", "xtask-uniffi", "--", "--deny", "warnings"];
    run(cargo(build).env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver"))
}

fn documentation() -> Done {
    // With the examples, which need what tests need: then all that is checked for it was checked for the lints.
    let doc = ["doc", "--quiet", "--no-deps", "--lib", "--bins", "--examples"];
    run(cargo(doc).args(ALL_BUT_UNIFFI).env("RUSTDOCFLAGS", "--deny warnings"))
}

pub(crate) fn ci() -> Done {
    let mut failed = Vec::new();
    let mut lines = Vec::new();
    for (name, check) in CHECKS {
        println!("==> {name}");
        let began = Instant::now();
        let done = check();
        let seconds = began.elapsed().as_secs();
        let word = if done.is_ok() { "ok" } else { "FAILED" };
        lines.push(format!("{word:<6} {name} ({seconds} s)"));
        if let Err(message) = done {
            eprintln!("{message}");
            failed.push(name);
        }
    }
    println!("\n{}", lines.join("\n"));
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}
