//! Installing what a fresh machine lacks, or saying in one line what is missing.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;

use crate::run::{Done, captured, cargo, exists, root, run};

/// For every task.
pub(crate) fn everything() -> Done {
    for_tests()?;
    components()?;
    cargo_deny().map(drop)
}

/// For the tests.
pub(crate) fn for_tests() -> Done {
    for_demo()
}

/// For the demonstration: an independent TLS client, and a C compiler for the signature providers.
pub(crate) fn for_demo() -> Done {
    program("openssl", "openssl")?;
    program("cc", "gcc")
}

/// For Node's tests: Node, and npm, which Debian has apart.
pub(crate) fn for_node() -> Done {
    program("node", "nodejs")?;
    program("npm", "npm")
}

/// The tools of the JavaScript packages, by their exact versions, into `bindings-wasm/shared/node_modules`.
pub(crate) fn node_tools() -> Done {
    let install = ["install", "--no-audit", "--no-fund", "--loglevel=error"];
    run(Command::new("npm").args(install).current_dir(root().join("bindings-wasm").join("shared")))
}

/// For the benchmark next to OpenSSL: its library, with what tells where it is.
pub(crate) fn for_openssl() -> Done {
    program("pkg-config", "pkg-config")?;
    let there = captured(Command::new("pkg-config").args(["--exists", "openssl"])).is_ok_and(|(there, _)| there);
    if there { Ok(()) } else { package("libssl", "libssl-dev") }
}

/// For Kotlin.
pub(crate) fn jdk_and_maven() -> Done {
    program("javac", "openjdk-17-jdk-headless")?;
    program("mvn", "maven")
}

/// For the Python binding: Python with what makes virtual environments, which Debian packs by itself.
pub(crate) fn for_python() -> Done {
    program("python3", "python3")?;
    let there = captured(Command::new("python3").args(["-c", "import ensurepip, venv"])).is_ok_and(|(there, _)| there);
    if there { Ok(()) } else { package("python3 -m venv", "python3-venv") }
}

/// Debian's package for a program that is missing, if we may install it.
pub(crate) fn program(program: &str, package_name: &str) -> Done {
    if exists(program) { Ok(()) } else { package(program, package_name) }
}

/// What installs for the whole machine refuses to run twice at a time.
static INSTALLATION: Mutex<()> = Mutex::new(());

/// A target of Rust's.
pub(crate) fn rust_target(target: &str) -> Done {
    let _alone = INSTALLATION.lock();
    run(Command::new("rustup").args(["target", "add", target]))
}

/// The source of the standard library, of which WebAssembly's is built.
pub(crate) fn rust_source() -> Done {
    let _alone = INSTALLATION.lock();
    run(Command::new("rustup").args(["component", "add", "rust-src"]))
}

/// Debian's package, if we may install it.
fn package(program: &str, package: &str) -> Done {
    let _alone = INSTALLATION.lock();
    let missing = || format!("`{program}` is missing: install it, on Debian with `apt-get install {package}`");
    if !exists("apt-get") || !is_root() {
        return Err(missing());
    }
    let install = || run(Command::new("apt-get").args(["install", "-y", "--no-install-recommends", package]));
    // The first installation of a machine's life can fail for want of package lists.
    install().or_else(|_| run(Command::new("apt-get").arg("update")).and_then(|()| install())).map_err(|_| missing())
}

pub(crate) fn is_root() -> bool {
    captured(Command::new("id").arg("-u")).is_ok_and(|(_, user)| user.trim() == "0")
}

fn components() -> Done {
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        let there = captured(&mut cargo([subcommand, "--version"])).is_ok_and(|(there, _)| there);
        if !there {
            run(Command::new("rustup").args(["component", "add", component]))
                .map_err(|_| format!("`cargo {subcommand}` is missing: `rustup component add {component}`"))?;
        }
    }
    Ok(())
}

/// Where `cargo deny` is, installed once into the checkout's own `target`.
pub(crate) fn cargo_deny() -> Done<PathBuf> {
    let tools = root().join("target").join("tools");
    let program = tools.join("bin").join("cargo-deny");
    if !program.exists() {
        println!("installing cargo-deny (a minute or two, once)");
        let install = ["install", "--locked", "--quiet", "cargo-deny", "--version", "^0.20", "--root"];
        // It runs for a second: optimising it takes longer than all its runs, more than twice as long as this.
        let unoptimized =
            [("OPT_LEVEL", "0"), ("LTO", "off"), ("DEBUG", "0"), ("CODEGEN_UNITS", "16"), ("INCREMENTAL", "false")];
        let unoptimized = unoptimized.map(|(setting, value)| (format!("CARGO_PROFILE_RELEASE_{setting}"), value));
        let build = tools.join("build");
        run(cargo(install).arg(&tools).envs(unoptimized).env("CARGO_TARGET_DIR", &build))?;
        // What it was built from takes half a gigabyte, and is of no more use.
        std::fs::remove_dir_all(&build).map_err(|error| format!("{}: {error}", build.display()))?;
    }
    Ok(program)
}
