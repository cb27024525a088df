//! The benchmarks: absolute figures, allocations, the Python binding, and last the targets.

use crate::run::{Done, cargo, run};
use crate::suites;

pub(crate) fn all() -> Done {
    core("stages")?;
    core("allocations")?;
    suites::python_bench()?;
    core("revocation")?;
    core("targets")
}

fn core(bench: &str) -> Done {
    run(&mut cargo(["bench", "--quiet", "--package", "handfast", "--all-features", "--bench", bench]))
}
