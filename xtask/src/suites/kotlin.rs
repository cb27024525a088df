//! Kotlin: the vectors and tests on the JVM, the quick start as written, the review example, and Android's target.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Count;
use crate::mobile::{self, Build};
use crate::run::{Done, captured, cargo, put, root, run, say};
use crate::setup;

/// Maven, quiet and without a compiler that stays on.
fn maven(project: &Path) -> Command {
    let mut command = Command::new("mvn");
    command.args(["--batch-mode", "--quiet", "-Dkotlin.compiler.daemon=false", "-Dstyle.color=never"]);
    command.current_dir(project);
    command
}

pub(super) fn kotlin() -> Done<Count> {
    setup::jdk_and_maven()?;
    mobile::make(Build::Tests)?;
    let project = root().join("bindings-mobile").join("kotlin");
    let reports = project.join("target").join("surefire-reports");
    if reports.exists() {
        fs::remove_dir_all(&reports).map_err(|error| format!("{}: {error}", reports.display()))?;
    }
    let (succeeded, output) = captured(maven(&project).args(["install", "-Dmaven.test.failure.ignore=true"]))?;
    put(&output);
    let mut count = counted(&reports)?;
    if !succeeded {
        return Err("the Maven build failed".to_owned());
    }
    for (what, checked) in [("the quick start", quick_start()), ("the review example", review())] {
        match checked {
            Ok(()) => count.passed = count.passed.saturating_add(1),
            Err(message) => {
                say!("{what}: {message}");
                count.failed = count.failed.saturating_add(1);
            }
        }
    }
    Ok(count)
}

/// Whether it builds where there is no C compiler for the target: with the pure-Rust provider.
pub(super) fn cross() -> Done<Count> {
    let mut count = Count::default();
    for target in ["aarch64-linux-android", "aarch64-apple-ios"] {
        if setup::rust_target(target).is_err() {
            count.add(&Count::skipped(&format!("no Rust target {target}")));
            continue;
        }
        let features = ["--no-default-features", "--features", "rustcrypto"];
        run(cargo(["check", "--quiet", "--package", "handfast-mobile", "--target", target]).args(features))?;
        count.passed = count.passed.saturating_add(1);
    }
    Ok(count)
}

/// What the reports of surefire say: a class that is not named `*Test` is in none.
fn counted(reports: &Path) -> Done<Count> {
    let mut count = Count::default();
    for entry in fs::read_dir(reports).map_err(|_| "Maven ran no tests".to_owned())?.flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|extension| extension != "xml") {
            continue;
        }
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let suite = text.split("<testsuite ").nth(1).and_then(|rest| rest.split('>').next()).unwrap_or_default();
        let number = |name: &str| {
            let after = suite.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
            after.and_then(|number| number.parse().ok()).unwrap_or(0_usize)
        };
        let (failed, skipped) = (number("failures").saturating_add(number("errors")), number("skipped"));
        count.failed = count.failed.saturating_add(failed);
        count.skipped = count.skipped.saturating_add(skipped);
        count.passed = count.passed.saturating_add(number("tests").saturating_sub(failed).saturating_sub(skipped));
    }
    if count.passed == 0 { Err("Maven ran no tests".to_owned()) } else { Ok(count) }
}

/// The README's quick start in an empty Maven project, as it is written there.
fn quick_start() -> Done {
    let readme = root().join("bindings-mobile").join("kotlin").join("README.md");
    let text = fs::read_to_string(&readme).map_err(|error| format!("{}: {error}", readme.display()))?;
    let project = mobile::folder().join("quick-start-kotlin");
    let [pom] = mobile::blocks(&text, "xml")?;
    let [program] = mobile::blocks(&text, "kotlin")?;
    let [wanted] = mobile::blocks(&text, "text")?;
    mobile::write(&project.join("pom.xml"), &pom)?;
    mobile::write(&project.join("src").join("main").join("kotlin").join("Main.kt"), &program)?;
    let data = root().join("examples").join("review").join("data");
    for file in ["anchors.pem", "client.pem", "policy.yaml"] {
        fs::copy(data.join(file), project.join(file)).map_err(|error| format!("{file}: {error}"))?;
    }
    let printed = started(&project, "MainKt", None)?;
    if printed.trim() == wanted.trim() { Ok(()) } else { Err(format!("it printed\n{printed}\nand not\n{wanted}")) }
}

fn review() -> Done {
    let folder = root().join("examples").join("review");
    let printed = started(&folder.join("kotlin"), "ReviewKt", Some(&folder.join("data")))?;
    let expected = fs::read_to_string(folder.join("expected.txt")).map_err(|error| format!("expected.txt: {error}"))?;
    if printed == expected { Ok(()) } else { Err(format!("it printed\n{printed}")) }
}

/// Compiles a project, and starts a class of it with the data of the review example as its folder.
fn started(project: &Path, class: &str, argument: Option<&Path>) -> Done<String> {
    let classpath: PathBuf = project.join("target").join("classpath");
    let goals = ["compile", "dependency:build-classpath", "-Dmdep.outputFile=target/classpath"];
    let (compiled, output) = captured(maven(project).args(goals))?;
    if !compiled {
        return Err(output);
    }
    let libraries = fs::read_to_string(&classpath).map_err(|error| format!("{}: {error}", classpath.display()))?;
    let mut java = Command::new("java");
    java.arg("-cp").arg(format!("target/classes:{}", libraries.trim())).arg(class).current_dir(project);
    java.args(argument);
    let output = java.output().map_err(|error| format!("java could not be started: {error}"))?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        Ok(printed)
    } else {
        Err(format!("{printed}{}", String::from_utf8_lossy(&output.stderr)))
    }
}
