//! The benchmarks.

use crate::run::{Done, cargo, run};

pub(crate) fn all() -> Done {
    run(&mut cargo(["bench", "--package", "handfast", "--all-features"]))
}
