//! Peer-chosen text made safe to print.

use std::fmt::{self, Write as _};

use crate::limits::QUOTED_CHARACTERS;

/// `value` between backticks, with control characters, backticks, bidirectional marks and other invisible characters
/// escaped as `\u{..}`, and cut after [`QUOTED_CHARACTERS`] characters.
///
/// Everything that a peer or a document chose passes through here before it enters a message.
pub fn quoted(value: &str) -> String {
    let mut text = String::with_capacity(value.len().min(QUOTED_CHARACTERS).saturating_add(2));
    text.push('`');
    for (count, character) in value.chars().enumerate() {
        if count >= QUOTED_CHARACTERS {
            text.push('…');
            break;
        }
        if needs_escape(character) {
            text.extend(character.escape_unicode());
        } else {
            text.push(character);
        }
    }
    text.push('`');
    text
}

fn needs_escape(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '`' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Writes `bytes` as lower-case hex digits.
pub(super) fn write_hex(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    for byte in bytes {
        write!(f, "{byte:02x}")?;
    }
    Ok(())
}

/// `bytes` as lower-case hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
