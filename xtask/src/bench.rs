//! The benchmarks: absolute figures, allocations, the bindings next to what else there is, and last the targets.

use crate::run::{Done, cargo, run};
use crate::{suites, wasm};

pub(crate) fn all() -> Done {
    core("stages")?;
    core("allocations")?;
    suites::python_bench()?;
    suites::node_bench()?;
    core("revocation")?;
    core("signature_cache")?;
    wasm::bench()?;
    core("targets")
}

fn core(bench: &str) -> Done {
    run(&mut cargo(["bench", "--quiet", "--package", "handfast", "--all-features", "--bench", bench]))
}
