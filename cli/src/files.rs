//! Files and standard input, bounded, with messages that name the file and what to do.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use handfast::Timestamp;
use handfast::limits::POLICY_BYTES;

use crate::Failure;

/// Reads a file, or standard input for `-`; at most as much as the largest input that anything here takes.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let limit = u64::try_from(POLICY_BYTES)?;
    let named = |error: &io::Error| Failure(format!("{}: {}", path.display(), plain(error)));
    let mut bytes = Vec::new();
    let wanted = limit.saturating_add(1);
    if path == Path::new("-") {
        io::stdin().lock().take(wanted).read_to_end(&mut bytes).map_err(|error| named(&error))?;
    } else {
        let file = File::open(path).map_err(|error| named(&error))?;
        let length = file.metadata().map_err(|error| named(&error))?;
        if length.is_dir() {
            return Err(Failure(format!("{} is a directory; name a file in it", path.display())));
        }
        if length.is_file() && length.len() > limit {
            return Err(too_large(path, limit));
        }
        file.take(wanted).read_to_end(&mut bytes).map_err(|error| named(&error))?;
    }
    if u64::try_from(bytes.len())? > limit {
        return Err(too_large(path, limit));
    }
    Ok(bytes)
}

/// Reads a text.
pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read(path)?).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        Failure(format!("{}: byte {offset} is not UTF-8; save the document as UTF-8 text", path.display()))
    })
}

fn too_large(path: &Path, limit: u64) -> Failure {
    let mebibytes = limit / (1024 * 1024);
    Failure(format!(
        "{} is larger than {mebibytes} MiB; name a file with nothing but what is asked for",
        path.display()
    ))
}

fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "it may not be read".to_owned(),
        _ => error.to_string(),
    }
}

/// The time that was asked for, or now.
pub(crate) fn at(asked: Option<Timestamp>) -> Timestamp {
    asked.unwrap_or_else(|| {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs());
        Timestamp::from_unix_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
    })
}
