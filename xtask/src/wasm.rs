//! `cargo xtask wasm`: the npm package `handfast-wasm`, in `bindings-wasm/dist`.
//!
//! The standard library is built with it, by unstable flags of the stable compiler (docs/decisions/0017).

use std::path::PathBuf;
use std::process::Command;

use crate::run::{Done, captured, cargo, root, run, say};
use crate::setup;

const TARGET: &str = "wasm32-unknown-unknown";

/// What the compiler is told for this module only: SHA-2 in a loop and not unrolled, and loops as they are written, whose
/// addresses are then an object's and an offset.
const FLAGS: &str = "--cfg sha2_backend_soft=\"compact\" -Cllvm-args=-disable-lsr";

/// And what is told with a standard library of its own: a panic is a trap at once, and writes no message that nobody would see,
/// nor does the module say where in the source it was; nothing is written by `Debug`.
const UNSTABLE_FLAGS: [&str; 4] =
    ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"];

/// Builds the package, and compares its size with `bindings-wasm/size.json`, or records it there.
pub(crate) fn build(record_size: bool) -> Done {
    setup::rust_target(TARGET)?;
    npm_packages()?;
    let small = can_be_small();
    let module = module(small.is_ok())?;
    let made = root().join("target").join("wasm").join("made");
    run(cargo(["run", "--quiet", "--package", "xtask-wasm", "--"]).args([&module, &made]))?;
    run(node("scripts/assemble.js").arg(&made))?;
    match small {
        Ok(()) => size(record_size),
        Err(why) if record_size => Err(why),
        Err(why) => {
            say!(
                "skipped: the module's size is not looked at, for its standard library is the one that is handed out: {why}"
            );
            Ok(())
        }
    }
}

/// Whether the standard library can be built with the module; else why not.
fn can_be_small() -> Done {
    setup::rust_source()?;
    let flags = flags(true)?;
    let (is_known, _) =
        captured(rustc().args(["--print", "cfg", "--target", TARGET]).args(flags.split_ascii_whitespace()))?;
    let why = "this compiler does not take the flags in xtask/src/wasm.rs: Rust 1.95 does (docs/decisions/0017)";
    if is_known { Ok(()) } else { Err(why.to_owned()) }
}

/// Compiles the module, and the standard library for it if that can be, both for size.
fn module(small: bool) -> Done<PathBuf> {
    let package = ["build", "--quiet", "--package", "handfast-wasm", "--profile", "wasm", "--target", TARGET];
    let mut build = cargo(package);
    if small {
        build
            .args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"])
            .env("RUSTC_BOOTSTRAP", "1");
    }
    run(build.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags(small)?))?;
    Ok(root().join("target").join(TARGET).join("wasm").join("handfast_wasm.wasm"))
}

/// A decision in Node next to what else there is.
pub(crate) fn bench() -> Done {
    build(false)?;
    run(&mut node("bench/bench.js"))
}

/// The flags, and that no names of this machine's folders are in the module.
fn flags(small: bool) -> Done<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo"))).unwrap_or_default();
    let (_, compiler) = captured(rustc().args(["--print", "sysroot"]))?;
    let folders = [home.join("registry").join("src"), PathBuf::from(compiler.trim()).join("lib/rustlib/src/rust")];
    let unnamed = folders.iter().map(|folder| format!(" --remap-path-prefix={}=", folder.display()));
    let unstable = UNSTABLE_FLAGS.map(|flag| format!(" {flag}")).concat();
    Ok([FLAGS, if small { &unstable } else { "" }, &unnamed.collect::<String>()].concat())
}

/// The compiler, with its unstable flags.
fn rustc() -> Command {
    let mut command = Command::new("rustc");
    command.current_dir(root()).env("RUSTC_BOOTSTRAP", "1");
    command
}

/// What the build and the tests are made with, in the versions that `package.json` names.
pub(crate) fn npm_packages() -> Done {
    run(Command::new("npm").args(["install", "--silent"]).current_dir(folder()))
        .map_err(|error| format!("{error}; the package handfast-wasm is built with npm"))
}

fn size(record: bool) -> Done {
    let mut command = node("scripts/size.js");
    if record {
        command.arg("--write");
    }
    run(&mut command)
}

/// A script of the package.
fn node(script: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(script).current_dir(folder());
    command
}

fn folder() -> PathBuf {
    root().join("bindings-wasm")
}
