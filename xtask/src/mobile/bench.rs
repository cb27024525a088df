//! What a decision costs on the JVM, next to the JDK's own PKIX and to the core by itself.

use std::process::Command;

use super::{Build, make};
use crate::run::{Done, cargo, root, run};

pub(crate) fn bench() -> Done {
    make(Build::Release)?;
    let mut maven = Command::new("mvn");
    maven.args(["--batch-mode", "--quiet", "-Dkotlin.compiler.daemon=false", "-Dstyle.color=never"]);
    run(maven.args(["test", "-Dtest=DecideBenchmark"]).current_dir(root().join("bindings-mobile").join("kotlin")))?;
    run(&mut cargo(["run", "--quiet", "--release", "--package", "handfast-mobile", "--example", "core_for_kotlin"]))
}
