//! A reader of the forge's own DER, for changing what is inside.

use std::ops::Range;

/// A value: its tag, and its content.
pub(super) type Value = (u8, Vec<u8>);

/// Where a value stands, and where its content does.
pub(super) struct Span {
    pub(super) whole: Range<usize>,
    pub(super) content: Range<usize>,
}

/// Where the values stand that come one after the other; `None` if they are not read.
pub(super) fn spans(der: &[u8]) -> Option<Vec<Span>> {
    let mut spans = Vec::new();
    let mut start = 0_usize;
    while let [_, first, rest @ ..] = der.get(start..)? {
        let octets = if *first < 0x80 { 0 } else { usize::from(first & 0x7f) };
        let number = |length: usize, octet: &u8| length.checked_mul(256)?.checked_add(usize::from(*octet));
        let length = match octets {
            0 => usize::from(first & 0x7f),
            _ => rest.get(..octets)?.iter().try_fold(0, number)?,
        };
        let content = start.checked_add(2)?.checked_add(octets)?;
        let end = content.checked_add(length)?;
        der.get(content..end)?;
        spans.push(Span { whole: start..end, content: content..end });
        start = end;
    }
    (start == der.len()).then_some(spans)
}

/// The values that stand one after the other; `None` if they are not read.
pub(super) fn values(der: &[u8]) -> Option<Vec<Value>> {
    let value = |span: Span| Some((*der.get(span.whole.start)?, der.get(span.content)?.to_vec()));
    spans(der)?.into_iter().map(value).collect()
}

/// What is inside the one value.
pub(super) fn inside(der: &[u8]) -> Option<Vec<Value>> {
    let [(_, content)] = values(der)?.try_into().ok()?;
    values(&content)
}
