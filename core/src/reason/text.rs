//! Peer-chosen text made safe to print.

use std::fmt;

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
pub(crate) fn write_hex(f: &mut impl fmt::Write, bytes: &[u8]) -> fmt::Result {
    // By pieces: `{:02x}` takes ten times as long, and every decision writes several digests.
    for piece in bytes.chunks(32) {
        let mut digits = [0; 64];
        for (pair, byte) in digits.as_chunks_mut::<2>().0.iter_mut().zip(piece) {
            *pair = [byte >> 4, byte & 15]
                .map(|digit| if digit < 10 { b'0' | digit } else { digit.wrapping_add(b'a' - 10) });
        }
        let written = digits.get(..piece.len().saturating_mul(2)).and_then(|digits| str::from_utf8(digits).ok());
        f.write_str(written.unwrap_or_default())?;
    }
    Ok(())
}

/// `bytes` as lower-case hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    // Writing to a `String` cannot fail.
    let _ = write_hex(&mut text, bytes);
    text
}

/// The known word that a text most likely means: at most two edits away, one if the word is short. For messages.
pub fn nearest<'w>(text: &str, known: &[&'w str]) -> Option<&'w str> {
    let reach = |word: &str| if word.len() < 5 { 1 } else { 2 };
    let distance = |word: &&&str| edits(text, word);
    known.iter().filter(|word| edits(text, word) <= reach(word)).min_by_key(distance).copied()
}

/// Insertions, deletions, replacements and swaps of neighbours (Damerau and Levenshtein), for words of a key's length.
fn edits(left: &str, right: &str) -> usize {
    const LONG: usize = 64;
    if left.len() > LONG || right.len() > LONG {
        return usize::MAX;
    }
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX);
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut row = vec![i.saturating_add(1)];
        for (j, b) in right.iter().enumerate() {
            let next = j.saturating_add(1);
            let replaced = at(&last, j).saturating_add(usize::from(a != b));
            let mut best = replaced.min(at(&last, next).saturating_add(1)).min(at(&row, j).saturating_add(1));
            let swapped =
                i > 0 && j > 0 && left.get(i.saturating_sub(1)) == Some(b) && right.get(j.saturating_sub(1)) == Some(a);
            if swapped {
                best = best.min(at(&before, j.saturating_sub(1)).saturating_add(1));
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    at(&last, right.len())
}
