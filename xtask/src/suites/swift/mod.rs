//! Swift: the package, its tests, the vectors and the review example, wherever there is a Swift compiler; the syntax of
//! its sources, those for other systems too, is looked at wherever there is Python.

mod compiler;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Count;
use crate::mobile::{self, Build};
use crate::run::{Done, captured, root, run, say};
use compiler::Compiler;

pub(super) fn swift() -> Done<Count> {
    mobile::make(Build::Tests)?;
    let mut count = syntax()?;
    let compiler = match Compiler::find() {
        Ok(compiler) => compiler,
        Err(why) => {
            count.add(&Count::skipped(&format!("no Swift compiler: {why}")));
            return Ok(count);
        }
    };
    // One folder for what is made, so that the package is compiled once for all who need it.
    let made = mobile::folder().join("swift");
    let swift = |folder: &Path, task: &str, more: &[&str]| {
        let mut command = compiler.command("swift", &[task, "--scratch-path"], folder);
        command.arg(&made);
        command.arg("-Xlinker").arg(format!("-L{}", root().join("target").join("debug").display()));
        captured(command.args(more))
    };
    let package = root().join("bindings-mobile").join("swift");
    count.add(&counted("the package's tests", swift(&package, "test", &[])?));

    let runner = root().join("tests").join("runners").join("swift").join("vectors");
    let vectors = root().join("tests").join("vectors").display().to_string();
    count.add(&counted("the decision vectors", swift(&runner, "run", &["vectors", &vectors])?));

    let review = root().join("examples").join("review");
    let data = review.join("data").display().to_string();
    let expected = fs::read_to_string(review.join("expected.txt")).map_err(|error| format!("expected.txt: {error}"))?;
    let example = review.join("swift").join("review");
    count.add(&printing("the review example", &expected, swift(&example, "run", &["review", &data])?));

    let (project, expected) = quick_start(&review.join("data"))?;
    count.add(&printing("the quick start of the README", &expected, swift(&project, "run", &[])?));
    Ok(count)
}

/// What a program says that it counted: XCTest, Swift Testing, or the runner of the vectors. None is a failure.
fn counted(name: &str, (succeeded, printed): (bool, String)) -> Count {
    let mut count = Count::default();
    for line in printed.lines() {
        let words: Vec<&str> = line.split_ascii_whitespace().collect();
        let number = |at: usize| words.get(at).and_then(|word| word.parse::<usize>().ok()).unwrap_or_default();
        match words.as_slice() {
            // The last of these lines is about all of them.
            ["Executed", _, "tests,", "with", _, "failures", ..] => {
                count = Count { passed: number(1).saturating_sub(number(4)), failed: number(4), skipped: 0 };
            }
            [_, "passed,", _, "failed"] => count.add(&Count { passed: number(0), failed: number(2), skipped: 0 }),
            _ => {}
        }
    }
    if count.failed == 0 && (!succeeded || count.passed == 0) {
        count.failed = 1;
    }
    if count.failed > 0 {
        say!("{printed}FAILED: {name}");
    }
    count
}

/// A program that is one test: it succeeds, and prints this in one piece; what the compiler says is there, too.
fn printing(name: &str, text: &str, (succeeded, printed): (bool, String)) -> Count {
    let right = succeeded && printed.contains(text);
    if !right {
        say!("{printed}FAILED: {name}, which is to print\n{text}");
    }
    Count::of(right)
}

/// The README's quick start as it is written there, in an empty folder beside one that is called like the package's; and what it
/// is to print.
fn quick_start(data: &Path) -> Done<(PathBuf, String)> {
    let swift = root().join("bindings-mobile").join("swift");
    let readme = swift.join("README.md");
    let text = fs::read_to_string(&readme).map_err(|error| format!("{}: {error}", readme.display()))?;
    let [package, program] = mobile::blocks(&text, "swift")?;
    let [expected] = mobile::blocks(&text, "text")?;
    let folder = mobile::folder().join("quick-start-swift");
    let project = folder.join("orders");
    mobile::write(&project.join("Package.swift"), &package)?;
    mobile::write(&project.join("Sources").join("orders").join("main.swift"), &program)?;
    for file in ["anchors.pem", "client.pem", "policy.yaml"] {
        fs::copy(data.join(file), project.join(file)).map_err(|error| format!("{file}: {error}"))?;
    }
    run(Command::new("ln").arg("-sfn").arg(swift).arg(folder.join("swift")))?;
    Ok((project, expected))
}

/// Reads every source with tree-sitter's grammar of Swift.
fn syntax() -> Done<Count> {
    let tools = root().join("target").join("tools").join("swift-syntax");
    let python = tools.join("bin").join("python");
    if !python.exists() {
        let made = captured(Command::new("python3").args(["-m", "venv"]).arg(&tools)).is_ok_and(|(made, _)| made);
        if !made {
            return Ok(Count::skipped("no Python with venv to look at the syntax of the Swift sources"));
        }
    }
    let packages = ["tree-sitter==0.26.1", "tree-sitter-swift==0.7.4"];
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(packages))?;
    let mut check = Command::new(&python);
    check.arg("bindings-mobile/swift/check-syntax.py");
    check.args(["bindings-mobile/swift", "tests/runners/swift", "examples/review/swift"]);
    run(check.current_dir(root()))?;
    Ok(Count { passed: 1, ..Count::default() })
}
