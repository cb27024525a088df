//! `cargo xtask wasm`: the npm package `handfast-wasm`, in `bindings-wasm/dist`.

use std::path::PathBuf;
use std::process::Command;

use crate::run::{Done, cargo, root, run};
use crate::setup;

/// Builds the package, and compares its size with `bindings-wasm/size.json`, or records it there.
pub(crate) fn build(record_size: bool) -> Done {
    let target = "wasm32-unknown-unknown";
    setup::rust_target(target)?;
    npm_packages()?;
    let build = ["build", "--quiet", "--package", "handfast-wasm", "--profile", "wasm", "--target", target];
    run(cargo(build).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags()))?;
    let module = root().join("target").join(target).join("wasm").join("handfast_wasm.wasm");
    let made = root().join("target").join("wasm").join("made");
    run(cargo(["run", "--quiet", "--package", "xtask-wasm", "--"]).args([&module, &made]))?;
    run(node("scripts/assemble.js").arg(&made))?;
    size(record_size)
}

/// A decision in Node next to what else there is.
pub(crate) fn bench() -> Done {
    build(false)?;
    run(&mut node("bench/bench.js"))
}

/// What the compiler is told for this module only: SHA-2 in a loop and not unrolled, which is 9 kB less of the module; and
/// no names of this machine's folders in it.
fn flags() -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo"))).unwrap_or_default();
    let sources = home.join("registry").join("src");
    format!("--cfg sha2_backend_soft=\"compact\" --remap-path-prefix={}=", sources.display())
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
