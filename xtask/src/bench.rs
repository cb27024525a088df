//! The benchmarks.

use crate::run::{Done, cargo, run};
use crate::suites;

pub(crate) fn all() -> Done {
    run(&mut cargo(["bench", "--package", "handfast", "--all-features"]))?;
    suites::python_bench()
}
