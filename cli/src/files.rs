//! Files and standard input, bounded, with messages that name the file and what to do.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use handfast::Timestamp;
use handfast::limits::POLICY_BYTES;

use crate::Failure;

/// Reads a file, or standard input for `-`; at most as much as anything takes but revocation lists.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    read_at_most(path, POLICY_BYTES)
}

/// As [`read`], with a limit in octets.
pub(crate) fn read_at_most(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    let limit = u64::try_from(limit)?;
    let failed = |error: &io::Error| unreadable(path, error);
    let mut bytes = Vec::new();
    let wanted = limit.saturating_add(1);
    if is_standard_input(path) {
        io::stdin().lock().take(wanted).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    } else {
        let file = open(path)?;
        let about = file.metadata().map_err(|error| failed(&error))?;
        if about.is_file() && about.len() > limit {
            return Err(too_large(path, limit));
        }
        file.take(wanted).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    }
    if u64::try_from(bytes.len())? > limit {
        return Err(too_large(path, limit));
    }
    Ok(bytes)
}

/// Reads a text.
pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read(path)?).map_err(|error| {
        let place = error.utf8_error().valid_up_to();
        Failure::about(shown(path), format!("byte {place} is not UTF-8"), "give a policy document, saved as UTF-8 text")
    })
}

/// A file's name for a message: names are others' text, too.
pub(crate) fn shown(path: &Path) -> String {
    if is_standard_input(path) {
        return "standard input".to_owned();
    }
    let name = path.display().to_string();
    let is_plain = |c: char| !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}');
    name.chars().map(|c| if is_plain(c) { c.to_string() } else { c.escape_unicode().to_string() }).collect()
}

/// Standard input can be read once: a second file from it would be empty.
pub(crate) fn standard_input_once<'p>(files: impl IntoIterator<Item = &'p Path>) -> Result<(), Failure> {
    if files.into_iter().filter(|path| is_standard_input(path)).count() <= 1 {
        return Ok(());
    }
    Err(Failure::about(
        "standard input",
        "`-` is given more than once",
        "read one input from `-`, and the others from files",
    ))
}

fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// Opens a file; a directory is refused, and a pipe into which nobody writes is not waited for.
fn open(path: &Path) -> Result<File, Failure> {
    let kind = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?.file_type();
    if kind.is_dir() {
        return Err(Failure::about(shown(path), "it is a directory", "name a file in it"));
    }
    #[cfg(unix)]
    if std::os::unix::fs::FileTypeExt::is_fifo(&kind) {
        return open_pipe(path);
    }
    File::open(path).map_err(|error| unreadable(path, &error))
}

/// Opening a pipe waits until somebody opens it for writing.
#[cfg(unix)]
fn open_pipe(path: &Path) -> Result<File, Failure> {
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(1);
    let (sender, opened) = std::sync::mpsc::channel();
    let there = path.to_owned();
    // If nobody comes, this thread ends with the process.
    std::thread::spawn(move || sender.send(File::open(there)));
    match opened.recv_timeout(PATIENCE) {
        Ok(file) => file.map_err(|error| unreadable(path, &error)),
        Err(_) => {
            let fix = "start what writes to it first, or give `-` and pipe into standard input";
            Err(Failure::about(shown(path), "it is a pipe, and nobody writes to it", fix))
        }
    }
}

fn too_large(path: &Path, limit: u64) -> Failure {
    let (kibibytes, mebibytes) = (limit / 1024, limit / (1024 * 1024));
    let size = if mebibytes == 0 { format!("{kibibytes} KiB") } else { format!("{mebibytes} MiB") };
    let message = format!("it is larger than {size}");
    Failure::about(shown(path), message, "name a file with nothing in it but what is asked for")
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let (message, fix) = match error.kind() {
        io::ErrorKind::NotFound => ("there is no such file".to_owned(), "check the name; `-` is standard input"),
        io::ErrorKind::PermissionDenied => {
            ("it may not be read".to_owned(), "run as somebody who may, or change the file's permissions")
        }
        _ => (error.to_string(), "check that the name is a file that can be read"),
    };
    Failure::about(shown(path), message, fix)
}

/// The time that was asked for, or now.
pub(crate) fn at(asked: Option<Timestamp>) -> Timestamp {
    asked.unwrap_or_else(|| {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs());
        Timestamp::from_unix_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
    })
}
