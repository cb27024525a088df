//! Running programs.

use std::cell::RefCell;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// What a task says when it cannot go on.
pub(crate) type Done<T = ()> = Result<T, String>;

/// The top of the checkout.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// A cargo command at the top of the checkout.
pub(crate) fn cargo<I, S>(arguments: I) -> Command
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root());
    command
}

thread_local! {
    /// What this thread says, if it is kept.
    static KEPT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What is said while this is done, in place of printing it: another thread may be printing.
pub(crate) fn kept<T>(work: impl FnOnce() -> T) -> (T, String) {
    KEPT.set(Some(String::new()));
    let done = work();
    (done, KEPT.take().unwrap_or_default())
}

/// Prints a text, or keeps it.
pub(crate) fn put(text: &str) {
    KEPT.with_borrow_mut(|kept| match kept {
        Some(kept) => kept.push_str(text),
        None => print!("{text}"),
    });
}

/// Prints a line, or keeps it.
macro_rules! say {
    ($($text:tt)*) => { $crate::run::put(&format!("{}\n", format_args!($($text)*))) };
}
pub(crate) use say;

/// Runs a command to its end, its output where ours goes.
pub(crate) fn run(command: &mut Command) -> Done {
    let name = shown(command);
    let status = if KEPT.with_borrow(Option::is_some) {
        let (status, output) = output(command)?;
        put(&output);
        status
    } else {
        command.status().map_err(|error| format!("{name} could not be started: {error}"))?
    };
    if status.success() { Ok(()) } else { Err(format!("{name} failed ({status})")) }
}

/// Runs a command to its end and gives what it printed, both streams, with whether it succeeded.
pub(crate) fn captured(command: &mut Command) -> Done<(bool, String)> {
    output(command).map(|(status, text)| (status.success(), text))
}

fn output(command: &mut Command) -> Done<(ExitStatus, String)> {
    let name = shown(command);
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| format!("{name} could not be started: {error}"))?;
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Ok((output.status, text))
}

/// Whether a program can be started.
pub(crate) fn exists(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

fn shown(command: &Command) -> String {
    let mut words =
        vec![Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|argument| argument.to_string_lossy().into_owned()));
    words.join(" ")
}
