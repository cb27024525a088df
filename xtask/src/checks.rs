//! `cargo xtask ci`: every check, each with its time, and a list of what failed.

use std::time::Instant;

use crate::run::{Done, cargo, run};
use crate::{docs, layers, mobile, setup, suites, surface};

type Check = (&'static str, fn() -> Done);

const CHECKS: [Check; 9] = [
    ("formatting", || run(&mut cargo(["fmt", "--all", "--check"]))),
    ("layers", layers::check),
    ("reason codes page", || docs::reason_codes(true)),
    ("codes in Kotlin and Swift", || mobile::enumerations(true)),
    ("lints", || {
        run(&mut cargo([
            "clippy",
            "--quiet",
            "--workspace",
            "--all-targets",
            "--all-features",
            "--",
            "--deny",
            "warnings",
        ]))
    }),
    ("documentation", || {
        run(cargo(["doc", "--quiet", "--workspace", "--all-features", "--no-deps"])
            .env("RUSTDOCFLAGS", "--deny warnings"))
    }),
    ("licences and sources", || {
        let program = setup::cargo_deny()?;
        let mut command = std::process::Command::new(program);
        // The advisory database is not a package, and cannot be had everywhere.
        run(command.args(["--all-features", "check", "bans", "licenses", "sources"]).current_dir(crate::run::root()))
    }),
    ("tests", || suites::run(&[])),
    ("surface", || mobile::make(mobile::Build::Tests).and_then(|()| surface::check())),
];

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
