//! The benchmarks: absolute figures, allocations, the bindings next to what else there is, and last the targets.

use crate::run::{Done, cargo, root, run};
use crate::{setup, suites, wasm};

pub(crate) fn all() -> Done {
    core("stages")?;
    core("allocations")?;
    suites::python_bench()?;
    suites::node_bench()?;
    core("revocation")?;
    core("signature_cache")?;
    wasm::bench()?;
    core("hostile")?;
    openssl()?;
    core("targets")
}

/// Next to the system's OpenSSL, in a package of its own: nothing else links to it.
fn openssl() -> Done {
    setup::for_openssl()?;
    let mut bench = cargo(["run", "--quiet", "--release", "--manifest-path", "core/benches/openssl/Cargo.toml"]);
    // What is compiled for the workspace serves here, too.
    run(bench.env("CARGO_TARGET_DIR", root().join("target")))
}

fn core(bench: &str) -> Done {
    run(&mut cargo(["bench", "--quiet", "--package", "handfast", "--all-features", "--bench", bench]))
}
