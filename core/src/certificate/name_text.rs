//! Distinguished names as text: RFC 4514, in one way of writing each.

use std::fmt;

use crate::encoding::oid::{Oid, OidBuf, known};

/// The short names of attribute types (RFC 4514 section 3, and what OpenSSL prints for the rest).
const SHORT_NAMES: [(Oid<'static>, &str); 17] = [
    (known::COMMON_NAME, "CN"),
    (known::SURNAME, "SN"),
    (known::SERIAL_NUMBER, "serialNumber"),
    (known::COUNTRY, "C"),
    (known::LOCALITY, "L"),
    (known::STATE, "ST"),
    (known::STREET, "STREET"),
    (known::ORGANIZATION, "O"),
    (known::ORGANIZATIONAL_UNIT, "OU"),
    (known::TITLE, "title"),
    (known::GIVEN_NAME, "GN"),
    (known::DN_QUALIFIER, "dnQualifier"),
    (known::PSEUDONYM, "pseudonym"),
    (known::ORGANIZATION_IDENTIFIER, "organizationIdentifier"),
    (known::USER_ID, "UID"),
    (known::DOMAIN_COMPONENT, "DC"),
    (known::EMAIL_ADDRESS, "emailAddress"),
];

pub(super) fn short_name(oid: Oid<'_>) -> Option<&'static str> {
    SHORT_NAMES.iter().find(|(known, _)| *known == oid).map(|(_, name)| *name)
}

/// Whether some name prints like this: no spaces around commas, no type in another spelling, nothing escaped that need not be.
pub(crate) fn is_printed(text: &str) -> bool {
    let mut rest = text;
    loop {
        let Some((kind, after)) = rest.split_once('=') else { return false };
        let mut escaped = false;
        let ends = |c: char| {
            let separates = !escaped && matches!(c, ',' | '+');
            escaped = c == '\\' && !escaped;
            separates
        };
        let (value, next) = after.find(ends).and_then(|end| after.split_at_checked(end)).unwrap_or((after, ""));
        let has_short_name = SHORT_NAMES.iter().any(|(_, name)| *name == kind);
        let is_type = has_short_name || OidBuf::parse(kind).is_some_and(|oid| short_name(oid.as_oid()).is_none());
        // Those with a short name are texts, and one that begins so has a backslash before it.
        let is_text = !value.starts_with('#');
        if !is_type || (has_short_name && !is_text) || !is_printed_value(value) {
            return false;
        }
        match next.get(1..) {
            Some(more) => rest = more,
            None => return true,
        }
    }
}

/// As [`write_escaped`] writes it, or a value that is no text.
fn is_printed_value(value: &str) -> bool {
    if let Some(digits) = value.strip_prefix('#') {
        return digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    }
    let (mut plain, mut characters) = (String::with_capacity(value.len()), value.chars());
    while let Some(c) = characters.next() {
        plain.extend(if c == '\\' { characters.next() } else { Some(c) });
    }
    fmt::from_fn(|f| write_escaped(f, &plain)).to_string() == value
}

/// RFC 4514 section 2.4.
pub(super) fn write_escaped(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    // Only the first character and a last space depend on where they stand; the rest goes out in runs.
    if text.starts_with([' ', '#']) {
        f.write_str("\\")?;
    }
    let (inside, space) = match text.strip_suffix(' ') {
        Some(inside) if !inside.is_empty() => (inside, true),
        _ => (text, false),
    };
    for run in inside.split_inclusive(['"', '+', ',', ';', '<', '>', '\\']) {
        match run.char_indices().next_back() {
            Some((at, '"' | '+' | ',' | ';' | '<' | '>' | '\\')) => {
                let (before, special) = run.split_at(at);
                write!(f, "{before}\\{special}")?;
            }
            _ => f.write_str(run)?,
        }
    }
    f.write_str(if space { "\\ " } else { "" })
}
