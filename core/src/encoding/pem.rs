//! PEM blocks (RFC 7468), as lax as files in the wild: any text between blocks, Windows line ends, a byte order mark.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// One block of a PEM text.
#[derive(Debug)]
pub(crate) struct Block {
    /// What stands between `-----BEGIN ` and `-----`.
    pub(crate) label: String,
    pub(crate) body: Result<Vec<u8>, PemError>,
    /// Which block, from 1.
    pub(crate) number: usize,
    /// The line of its BEGIN, from 1.
    pub(crate) line: u64,
}

/// Why a block cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PemError {
    /// There is more on the BEGIN line, as where line breaks became spaces or `\n`.
    BeginsAndGoesOn,
    /// There is more on the END line, as where a file without a last line break was put before another.
    EndsAndGoesOn,
    /// There is no END line with the label of the BEGIN line.
    NotEnded,
    /// What stands between is not base64.
    NotBase64,
}

impl PemError {
    pub(crate) fn what(self) -> &'static str {
        match self {
            Self::BeginsAndGoesOn => "has no line break after its BEGIN line",
            Self::EndsAndGoesOn => "has no line break after its END line",
            Self::NotEnded => "has no END line that fits its BEGIN line",
            Self::NotBase64 => "is not base64 between its BEGIN and END lines",
        }
    }

    pub(crate) fn fix(self) -> &'static str {
        match self {
            Self::BeginsAndGoesOn => {
                r#"put BEGIN, the base64 and END on lines of their own; where the line breaks are written `\n`: `printf '%b' "$(cat FILE)" > certificates.pem`"#
            }
            Self::EndsAndGoesOn => {
                "put a line break between the blocks; to join files, give each its last one: `awk 1 peer.pem ca.pem > chain.pem`"
            }
            Self::NotEnded | Self::NotBase64 => "copy the file again, whole, from BEGIN to END",
        }
    }
}

const BEGIN: &[u8] = b"-----BEGIN ";

/// Whether the bytes hold PEM, rather than DER.
///
/// A certificate begins with the tag of a SEQUENCE and a length octet above 127, which no text has in that place. It is
/// DER whatever it holds: or a peer could prove possession of its own key, and have somebody else's certificate read that
/// it put as PEM into an extension of its own.
pub(crate) fn is_pem(bytes: &[u8]) -> bool {
    let der = matches!(bytes, [0x30, 0x80..=0xff, ..]);
    !der && bytes.contains(&b'-') && bytes.windows(BEGIN.len()).any(|window| window == BEGIN)
}

/// The blocks of the text, in order. Each is read when it is asked for, so that a limit on their number bounds the work.
pub(crate) fn blocks(text: &[u8]) -> Blocks<'_> {
    Blocks { rest: Some(text), line: 0, number: 0 }
}

/// See [`blocks`].
pub(crate) struct Blocks<'a> {
    rest: Option<&'a [u8]>,
    line: u64,
    number: usize,
}

impl<'a> Blocks<'a> {
    fn next_line(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        self.rest = rest.get(line.len().saturating_add(1)..);
        self.line = self.line.saturating_add(1);
        Some(line.trim_ascii())
    }
}

impl Iterator for Blocks<'_> {
    type Item = Block;

    fn next(&mut self) -> Option<Block> {
        let (label, rest) = loop {
            let line = self.next_line()?;
            // The byte order mark stands at most before the first line.
            let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
            if let Some(begun) = line.strip_prefix(BEGIN).and_then(begun) {
                break begun;
            }
        };
        self.number = self.number.saturating_add(1);
        let (number, line) = (self.number, self.line);
        if !rest.is_empty() {
            return Some(Block { label: shown(label), body: Err(PemError::BeginsAndGoesOn), number, line });
        }
        let mut base64 = Vec::new();
        let body = loop {
            let Some(line) = self.next_line() else { break Err(PemError::NotEnded) };
            if let Some(rest) = line.strip_prefix(b"-----") {
                break match rest.strip_prefix(b"END ").and_then(begun) {
                    Some((ended, rest)) if ended == label && rest.is_empty() => {
                        STANDARD.decode(&base64).map_err(|_| PemError::NotBase64)
                    }
                    Some((ended, _)) if ended == label => Err(PemError::EndsAndGoesOn),
                    _ => Err(PemError::NotEnded),
                };
            }
            // Headers of encrypted keys (RFC 1421); the label has told enough by then.
            if !line.contains(&b':') {
                base64.extend_from_slice(line);
            }
        };
        Some(Block { label: shown(label), body, number, line })
    }
}

/// The label, which holds no two hyphens in a row (RFC 7468 section 3), and what follows the five after it.
fn begun(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = line.windows(2).position(|window| window == b"--")?;
    let (label, rest) = line.split_at_checked(length)?;
    Some((label, rest.strip_prefix(b"-----").unwrap_or(rest)))
}

/// The label for a message, which must not hold a piece of a key that lost its line breaks.
fn shown(label: &[u8]) -> String {
    let text = String::from_utf8_lossy(label);
    match text.split_once("PRIVATE KEY") {
        Some((kind, _)) => format!("{kind}PRIVATE KEY"),
        None => text.into_owned(),
    }
}
