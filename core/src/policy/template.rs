//! `${…}`: a value of the peer's, put into a pattern or an obligation.

use std::borrow::Cow;
use std::fmt;

/// Where inserted values come from.
pub(crate) trait Inserts {
    /// The one value of that name; `None` if it is absent, or one of several.
    fn value(&self, name: &str) -> Option<Cow<'_, str>>;
}

/// The names that can be inserted, besides `subject.` and an attribute.
pub(crate) const INSERTS: [&str; 15] = [
    "spiffe",
    "trust_domain",
    "dns",
    "email",
    "email.local",
    "email.domain",
    "upn",
    "upn.local",
    "upn.domain",
    "uri",
    "ip_san",
    "serial",
    "cert_sha256",
    "spki",
    "anchor",
];

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Value(String),
}

/// A text with values to insert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template(Vec<Piece>);

/// The text is no template: `${` is not closed, or names nothing that can be inserted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotATemplate;

impl Template {
    pub(crate) fn parse(text: &str) -> Result<Self, NotATemplate> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}').ok_or(NotATemplate)?;
            let subject = name.strip_prefix("subject.");
            let known = match subject {
                Some(attribute) => crate::identity::NAME_ATTRIBUTES.iter().any(|(known, _)| *known == attribute),
                None => INSERTS.contains(&name),
            };
            if !known {
                return Err(NotATemplate);
            }
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            pieces.push(Piece::Value(name.to_owned()));
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Ok(Self(pieces))
    }

    /// The text, filled in.
    pub(crate) fn fill(&self, inserts: &dyn Inserts) -> Option<String> {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(literal) => text.push_str(literal),
                Piece::Value(name) => text.push_str(&inserts.value(name)?),
            }
        }
        Some(text)
    }

    /// The first value to insert that is not there.
    pub(crate) fn lacking(&self, inserts: &dyn Inserts) -> Option<&str> {
        self.0.iter().find_map(|piece| match piece {
            Piece::Value(name) if inserts.value(name).is_none() => Some(name.as_str()),
            _ => None,
        })
    }

    /// The text as one literal segment: a value that holds a separator or a wildcard is not inserted.
    pub(crate) fn segment(&self, inserts: &dyn Inserts) -> Option<String> {
        let safe = |value: &str| {
            !value.is_empty() && !value.contains(['/', '*', '@', '#', '+', '$', '\0']) && !matches!(value, "." | "..")
        };
        let hostile = self.0.iter().any(|piece| match piece {
            Piece::Text(_) => false,
            Piece::Value(name) => !inserts.value(name).is_some_and(|value| safe(&value)),
        });
        if hostile { None } else { self.fill(inserts) }
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Text(text) => f.write_str(text),
            Piece::Value(name) => write!(f, "${{{name}}}"),
        })
    }
}
