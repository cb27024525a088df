//! The Python binding: built, tested, typed, packed, and every vector through it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Count;
use super::conformance::corpora_through;
use crate::run::{Done, captured, cargo, put, root, run};
use crate::setup;

/// What the tests need from PyPI. What Handfast itself needs: nothing.
const PACKAGES: [&str; 6] = ["maturin>=1.16,<2", "pytest", "cryptography", "mypy", "pyright", "ruff"];
/// The versions that one wheel serves, as far as they are looked for.
const VERSIONS: [&str; 5] = ["3.10", "3.11", "3.12", "3.13", "3.14"];

/// Tests, types, the vectors, the sdist, and the wheel in every Python that is there.
pub(super) fn binding() -> Done<Count> {
    setup::for_python()?;
    let python = Venv::make("python-venv", "python3")?;
    python.install(&PACKAGES)?;
    let package = root().join("bindings-python");
    run(python.program("maturin").args(["develop", "--release", "--quiet"]).current_dir(&package))?;

    let mut count = Count::default();
    count.add(&pytest(&python)?);
    count.add(&types(&python));
    count.add(&vectors(&python)?);
    let runner = || {
        let mut command = python.program("python");
        command.arg(root().join("tests/runners/python/run_corpus.py"));
        command
    };
    count.add(&corpora_through("Python", runner, &[])?);
    count.add(&packed(&python)?);
    Ok(count)
}

/// The figures of `docs/benchmarks.md`.
pub(crate) fn bench() -> Done {
    setup::for_python()?;
    let python = Venv::make("python-venv", "python3")?;
    python.install(&PACKAGES)?;
    run(&mut cargo(["build", "--quiet", "--release", "--package", "handfast-python", "--example", "core_decide"]))?;
    run(python
        .program("maturin")
        .args(["develop", "--release", "--quiet"])
        .current_dir(root().join("bindings-python")))?;
    let core = root().join("target").join("release").join("examples").join("core_decide");
    run(python.program("python").arg(root().join("bindings-python/benches/run.py")).arg(core))
}

fn pytest(python: &Venv) -> Done<Count> {
    let (succeeded, output) =
        captured(python.program("python").args(["-m", "pytest", "-q"]).current_dir(root().join("bindings-python")))?;
    put(&output);
    // `1 failed, 41 passed, 1 skipped in 2.15s`
    let last = output.lines().rev().find(|line| line.contains(" in ") && line.contains("passed"));
    let number = |what: &str| {
        let words: Vec<&str> = last.unwrap_or_default().split([' ', ',']).collect();
        let place = words.iter().position(|word| *word == what);
        let before = place.and_then(|place| place.checked_sub(1)).and_then(|place| words.get(place));
        before.and_then(|number| number.parse().ok()).unwrap_or(0_usize)
    };
    let errors = number("error").max(number("errors"));
    let count =
        Count { passed: number("passed"), failed: number("failed").saturating_add(errors), skipped: number("skipped") };
    if count.passed == 0 || (!succeeded && count.failed == 0) {
        return Err("pytest did not run to its end".to_owned());
    }
    Ok(count)
}

/// The stub is complete and right, and what is written against it is typed.
fn types(python: &Venv) -> Count {
    let package = root().join("bindings-python");
    let typed = ["tests", "benches", "../tests/runners/python", "../examples/review/python"];
    let mut count = Count::default();
    let module = |name: &str| {
        let mut command = python.program("python");
        command.args(["-m", name]).current_dir(&package);
        command
    };
    count.one("mypy --strict", module("mypy").args(typed).env("MYPYPATH", "tests"));
    count.one("pyright", module("pyright").arg("--pythonpath").arg(python.path("python")));
    let linted = [".", "../tests/runners/python", "../examples/review/python"];
    count.one("ruff check", module("ruff").args(["check", "--config", "pyproject.toml"]).args(linted));
    count.one("ruff format", module("ruff").args(["format", "--check", "--config", "pyproject.toml"]).args(linted));
    let stubtest = ["handfast", "--mypy-config-file", "pyproject.toml", "--allowlist", "stubtest.allow"];
    count.one("stubtest", module("mypy.stubtest").args(stubtest));
    count
}

fn vectors(python: &Venv) -> Done<Count> {
    let tests = root().join("tests");
    let mut command = python.program("python");
    command.arg(tests.join("runners/python/run_vectors.py")).arg(tests.join("vectors"));
    let (_, output) = captured(&mut command)?;
    put(&output);
    // `vectors: 565 passed, 0 failed, 8 files`
    let summary = output.lines().rev().find_map(|line| line.strip_prefix("vectors: "));
    let mut numbers = summary.ok_or("the vectors' runner gave no summary")?.split([' ', ',']).flat_map(str::parse);
    let (passed, failed) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    let count = Count { passed, failed, ..Count::default() };
    let files = fs::read_dir(tests.join("vectors")).map_err(|error| error.to_string())?.flatten();
    let there = files.filter(|file| file.path().extension().is_some_and(|extension| extension == "json")).count();
    match numbers.next() {
        Some(read) if read == there && count.passed > 0 => Ok(count),
        _ => Err(format!("the vectors' runner did not read all {there} files")),
    }
}

/// A wheel, and an sdist that is installed from its source; the wheel is used in each Python that is there.
fn packed(python: &Venv) -> Done<Count> {
    let folder = root().join("target").join("python-packages");
    let _ = fs::remove_dir_all(&folder);
    let package = root().join("bindings-python");
    run(python.program("maturin").args(["build", "--release", "--quiet", "--out"]).arg(&folder).current_dir(&package))?;
    run(python.program("maturin").args(["sdist", "--out"]).arg(&folder).current_dir(&package))?;
    let (wheel, sdist) = (ends(&folder, ".whl")?, ends(&folder, ".tar.gz")?);

    let mut count = Count::default();
    let from_source = Venv::make_again("python-sdist-venv", "python3")?;
    // What is compiled for the workspace serves here, too.
    let mut install = from_source.program("python");
    install.args(["-m", "pip", "install", "--quiet"]).arg(&sdist).env("CARGO_TARGET_DIR", root().join("target"));
    run(&mut install)?;
    count.one("the review example, from the sdist", &mut review(&from_source));

    for version in VERSIONS {
        let interpreter = format!("python{version}");
        if !captured(Command::new(&interpreter).arg("--version")).is_ok_and(|(there, _)| there) {
            continue;
        }
        let venv = Venv::make_again(&format!("python-{version}-venv"), &interpreter)?;
        run(venv.program("python").args(["-m", "pip", "install", "--quiet", "pytest", "cryptography"]).arg(&wheel))?;
        let mut tests = venv.program("python");
        tests.args([
            "-m",
            "pytest",
            "-q",
            "--deselect",
            "tests/test_bad_input.py::test_100_000_calls_leave_nothing_behind",
        ]);
        count.one(&format!("the wheel in {interpreter}"), tests.current_dir(&package));
    }
    Ok(count)
}

/// The review example, which prints what every language prints.
fn review(venv: &Venv) -> Command {
    let review = root().join("examples").join("review");
    let mut command = venv.program("python");
    command.arg(review.join("python").join("review.py")).arg(review.join("data"));
    command
}

fn ends(folder: &Path, with: &str) -> Done<PathBuf> {
    let files = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    files
        .flatten()
        .map(|file| file.path())
        .find(|path| path.to_string_lossy().ends_with(with))
        .ok_or_else(|| format!("maturin made no {with}"))
}

/// A virtual environment below `target`.
struct Venv(PathBuf);

impl Venv {
    fn make(name: &str, interpreter: &str) -> Done<Self> {
        let venv = Self(root().join("target").join(name));
        if !venv.path("pip").exists() {
            run(Command::new(interpreter).args(["-m", "venv", "--clear"]).arg(&venv.0))?;
        }
        Ok(venv)
    }

    /// An empty one.
    fn make_again(name: &str, interpreter: &str) -> Done<Self> {
        let _ = fs::remove_dir_all(root().join("target").join(name));
        Self::make(name, interpreter)
    }

    fn install(&self, packages: &[&str]) -> Done {
        run(self.program("python").args(["-m", "pip", "install", "--quiet"]).args(packages))
    }

    fn path(&self, program: &str) -> PathBuf {
        self.0.join(if cfg!(windows) { "Scripts" } else { "bin" }).join(program)
    }

    fn program(&self, program: &str) -> Command {
        let mut command = Command::new(self.path(program));
        command.env("VIRTUAL_ENV", &self.0).env_remove("PYTHONHOME").env_remove("PYTHONPATH");
        command
    }
}
