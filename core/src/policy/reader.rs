//! Nodes to typed values: each mistake with its place, and a suggestion where there is one.

use super::syntax::{Entry, Node, Value};
use crate::encoding::time::Timestamp;
use crate::reason::{nearest, quoted};
use crate::setup::{Position, SetupCode, SetupError};

/// A mistake at a node.
pub(super) fn mistake(node: &Node, message: impl Into<String>, fix: impl Into<String>) -> SetupError {
    SetupError::new(SetupCode::PolicyMalformed, message, fix).at(node.position)
}

/// A document that is well formed and cannot be meant.
pub(super) fn inconsistent(position: Position, message: impl Into<String>, fix: impl Into<String>) -> SetupError {
    SetupError::new(SetupCode::PolicyInconsistent, message, fix).at(position)
}

impl Node {
    /// The entries of a mapping.
    pub(super) fn map(&self, what: &str) -> Result<&[Entry], SetupError> {
        match &self.value {
            Value::Map(entries) => Ok(entries),
            other => Err(mistake(
                self,
                format!("{what} must be a mapping, and is {}", other.noun()),
                "write `key: value` pairs",
            )),
        }
    }

    /// The elements of a list; anything else is a list of one.
    pub(super) fn list(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// A text; a number or boolean is refused, for how it is spelled might matter.
    pub(super) fn text(&self, what: &str) -> Result<&str, SetupError> {
        match &self.value {
            Value::Text(text) => Ok(text),
            Value::Integer(_) | Value::Fraction(_) | Value::Bool(_) => {
                Err(mistake(self, format!("{what} must be a text, and is {}", self.value.noun()), "put it in quotes"))
            }
            other => Err(mistake(self, format!("{what} must be a text, and is {}", other.noun()), "write one value")),
        }
    }

    /// A text, or the digits of a number.
    pub(super) fn text_or_integer(&self, what: &str) -> Result<String, SetupError> {
        match &self.value {
            Value::Integer(number) => Ok(number.to_string()),
            _ => self.text(what).map(ToOwned::to_owned),
        }
    }

    pub(super) fn texts(&self, what: &str) -> Result<Vec<String>, SetupError> {
        self.list().iter().map(|item| item.text(what).map(ToOwned::to_owned)).collect()
    }

    pub(super) fn integer(&self, what: &str) -> Result<i64, SetupError> {
        match &self.value {
            Value::Integer(number) => Ok(*number),
            other => Err(mistake(
                self,
                format!("{what} must be a whole number, and is {}", other.noun()),
                "write digits only",
            )),
        }
    }

    pub(super) fn boolean(&self, what: &str) -> Result<bool, SetupError> {
        match &self.value {
            Value::Bool(value) => Ok(*value),
            other => Err(mistake(
                self,
                format!("{what} must be true or false, and is {}", other.noun()),
                "write true or false",
            )),
        }
    }

    /// `90s`, `15m`, `24h`, `30d`, `2w`: seconds.
    pub(super) fn duration(&self, what: &str) -> Result<i64, SetupError> {
        let text = self.text(what)?;
        parse_duration(text).ok_or_else(|| {
            mistake(
                self,
                format!("{what} must be a duration, and is {}", quoted(text)),
                "write a number and one of s, m, h, d, w: 24h",
            )
        })
    }

    pub(super) fn instant(&self, what: &str) -> Result<Timestamp, SetupError> {
        let text = self.text(what)?;
        text.parse().map_err(|error| {
            mistake(self, format!("{what}: {} is {error}", quoted(text)), "write a time such as 2027-03-01T00:00:00Z")
        })
    }

    /// One of some words.
    pub(super) fn word<'w>(&self, what: &str, words: &[&'w str]) -> Result<&'w str, SetupError> {
        let text = self.text(what)?;
        words.iter().copied().find(|word| *word == text).ok_or_else(|| unknown(self.position, what, text, words))
    }
}

pub(super) fn parse_duration(text: &str) -> Option<i64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 604_800,
        _ => return None,
    };
    number.parse::<i64>().ok()?.checked_mul(seconds)
}

/// Refuses keys that are none of these, and says which one may be meant.
pub(super) fn known_keys(entries: &[Entry], what: &str, keys: &[&str]) -> Result<(), SetupError> {
    match entries.iter().find(|entry| !keys.contains(&entry.key.as_str())) {
        Some(entry) => Err(unknown(entry.key_position, what, &entry.key, keys)),
        None => Ok(()),
    }
}

/// The value of a key.
pub(super) fn get<'a>(entries: &'a [Entry], key: &str) -> Option<&'a Node> {
    entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
}

pub(super) fn unknown(position: Position, what: &str, text: &str, known: &[&str]) -> SetupError {
    let fix = match nearest(text, known) {
        Some(word) => format!("did you mean `{word}`?"),
        None if known.is_empty() => "it has none; add it there, or take it out here".to_owned(),
        None => format!("use one of {}", known.join(", ")),
    };
    SetupError::new(SetupCode::PolicyMalformed, format!("{what} has no {}", quoted(text)), fix).at(position)
}
