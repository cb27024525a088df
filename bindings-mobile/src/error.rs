//! The caller's mistakes, as an error that crosses.

use std::fmt;

use handfast::SetupError;
use handfast::setup;

use crate::convert::signed;
use crate::types::{Position, SetupCode};

/// A `SetupError` of the core: Kotlin and Swift throw their own `SetupError` with these fields.
#[derive(Clone, Debug, uniffi::Error)]
pub enum SetupFailure {
    /// The caller's input was refused.
    Refused {
        /// The kind of mistake.
        code: SetupCode,
        /// One sentence, without the position.
        sentence: String,
        /// Where in the input.
        position: Option<Position>,
        /// What to do about it.
        fix: String,
        /// All of it, for people.
        text: String,
    },
}

impl fmt::Display for SetupFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Refused { text, .. } = self;
        f.write_str(text)
    }
}

impl std::error::Error for SetupFailure {}

impl From<SetupError> for SetupFailure {
    fn from(error: SetupError) -> Self {
        Self::Refused {
            code: SetupCode(error.code().to_string()),
            sentence: error.message().to_owned(),
            position: error.position().and_then(position),
            fix: error.fix().to_owned(),
            text: error.to_string(),
        }
    }
}

fn position(position: setup::Position) -> Option<Position> {
    match position {
        setup::Position::LineColumn { line, column } => {
            Some(Position::LineColumn { line: signed(line), column: signed(column) })
        }
        setup::Position::Entry { number, line } => {
            Some(Position::Entry { number: signed(number), line: line.map(signed) })
        }
        // A kind of position that this version has no record for; the text has it.
        _ => None,
    }
}
