//! A policy document's text to nodes that know where they stand.
//!
//! YAML 1.2 and JSON are one syntax here. Anchors, aliases, merge keys, tags and duplicate keys are refused: what a
//! reviewer reads is what is meant.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, MergeKeyPolicy, Spanned};

use crate::limits::POLICY_BYTES;
use crate::reason::quoted;
use crate::setup::{Position, SetupCode, SetupError};

/// Deepest nesting of a document; the deepest that means anything has fewer than 10 levels.
const DEPTH: usize = 32;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) position: Position,
}

/// A value of the document.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_position: Position,
    pub(crate) node: Node,
}

impl Value {
    /// What it is, for a message.
    pub(crate) fn noun(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }
}

/// Reads the text of a document.
pub(crate) fn parse(text: &str) -> Result<Node, SetupError> {
    if text.len() > POLICY_BYTES {
        return Err(SetupError::new(
            SetupCode::TooLarge,
            format!("the policy document has more than {POLICY_BYTES} bytes"),
            "split the policy, or move long lists into external sets",
        ));
    }
    if text.trim().is_empty() {
        return Err(SetupError::new(
            SetupCode::PolicyMalformed,
            "the policy document is empty",
            "begin with `handfast: 1`, `default: deny`, `identity: [...]` and `rules: [...]`",
        ));
    }
    if let Some(position) = private_key(text) {
        return Err(SetupError::new(
            SetupCode::PrivateKeyPresent,
            "there is a private key in the policy document",
            "take it out of the document, and replace the key if others have seen the document",
        )
        .at(position));
    }
    let budget = serde_saphyr::budget! {
        max_anchors: 0,
        max_aliases: 0,
        max_depth: DEPTH,
        max_nodes: 4_000_000,
        max_events: 12_000_000,
        max_total_scalar_bytes: POLICY_BYTES,
    };
    let options = serde_saphyr::options! {
        budget: budget,
        duplicate_keys: DuplicateKeyPolicy::Error,
        merge_keys: MergeKeyPolicy::Error,
        strict_booleans: true,
        reject_unsupported_tags: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
    };
    let root: Spanned<Raw> =
        serde_saphyr::from_str_with_options(text, options).map_err(|error| refused(text, &error))?;
    Ok(node(root))
}

/// Where a private key stands in PEM: no message is made of a document that holds one, for messages quote what they mean.
fn private_key(text: &str) -> Option<Position> {
    (1..).zip(text.lines()).find_map(|(line, source)| {
        let (before, label) = source.split_once("-----BEGIN ")?;
        let column = u64::try_from(before.chars().count()).unwrap_or(u64::MAX).saturating_add(1);
        label.contains("PRIVATE KEY").then_some(Position::LineColumn { line, column })
    })
}

/// The parser's error in our words, where ours are better.
fn refused(text: &str, error: &serde_saphyr::Error) -> SetupError {
    let place = error.location().filter(|location| location.line() > 0);
    let line = place.map_or(0, |location| location.line());
    let source =
        line.checked_sub(1).and_then(|index| text.lines().nth(usize::try_from(index).ok()?)).unwrap_or_default();
    let said = error.without_snippet().to_string();
    let said = said.lines().next().unwrap_or_default().trim_end_matches('.');
    let lower = said.to_ascii_lowercase();
    let tab = tab_in_indentation(text, line);
    let (message, fix) = if lower.contains("duplicate") {
        let key = said.split("key: ").nth(1).and_then(|rest| rest.split(',').next());
        let message = key.map_or_else(|| said.to_owned(), |key| format!("the key {} stands twice", quoted(key)));
        (message, "say each key once".to_owned())
    } else if tab.is_some() {
        ("a tab stands in the indentation".to_owned(), "indent with spaces; YAML does not permit tabs there".to_owned())
    } else if lower.contains("merge") {
        (
            "a merge key `<<` stands in the document".to_owned(),
            "write the keys out; what is read is what is meant".to_owned(),
        )
    } else if lower.contains("anchor")
        || lower.contains("alias")
        || source.contains(": *")
        || source.contains("[*")
        || source.contains("- *")
    {
        (
            "an anchor or alias (`&name`, `*name`) stands in the document".to_owned(),
            "write the value out; a pattern that begins with `*` goes in quotes, \"*@corp.example\"".to_owned(),
        )
    } else {
        (said.to_owned(), "see the document format in docs/policy.md".to_owned())
    };
    let error = SetupError::new(SetupCode::PolicyMalformed, message, fix);
    match (tab, place) {
        (Some(position), _) => error.at(position),
        (None, Some(location)) => error.at(Position::LineColumn { line: location.line(), column: location.column() }),
        (None, None) => error,
    }
}

/// A tab in the indentation of the line where the parser stopped, or of the next: a text may go on there.
fn tab_in_indentation(text: &str, line: u64) -> Option<Position> {
    let index = usize::try_from(line.checked_sub(1)?).ok()?;
    (line..).zip(text.lines().skip(index).take(2)).find_map(|(line, source)| {
        let mut indentation = source.chars().take_while(|c| c.is_whitespace());
        let column = indentation.position(|c| c == '\t')?.saturating_add(1);
        Some(Position::LineColumn { line, column: u64::try_from(column).unwrap_or(u64::MAX) })
    })
}

fn node(raw: Spanned<Raw>) -> Node {
    let position = position(&raw);
    let value = match raw.value {
        Raw::Null => Value::Null,
        Raw::Bool(value) => Value::Bool(value),
        Raw::Integer(value) => Value::Integer(value),
        Raw::Float(value) => Value::Float(value),
        Raw::Text(value) => Value::Text(value),
        Raw::List(items) => Value::List(items.into_iter().map(node).collect()),
        Raw::Map(entries) => Value::Map(
            entries
                .into_iter()
                .map(|(key, value)| {
                    let key_position = self::position(&key);
                    Entry { key: key.value, key_position, node: node(value) }
                })
                .collect(),
        ),
    };
    Node { value, position }
}

fn position<T>(spanned: &Spanned<T>) -> Position {
    Position::LineColumn { line: spanned.referenced.line(), column: spanned.referenced.column() }
}

/// Any value, as the deserializer gives it. The depth of the recursion is bounded by [`DEPTH`].
enum Raw {
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Raw;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_unit<E>(self) -> Result<Raw, E> {
                Ok(Raw::Null)
            }

            fn visit_none<E>(self) -> Result<Raw, E> {
                Ok(Raw::Null)
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
                Raw::deserialize(deserializer)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
                Ok(Raw::Bool(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
                Ok(Raw::Integer(value))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
                Ok(i64::try_from(value).map_or_else(|_| Raw::Text(value.to_string()), Raw::Integer))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
                Ok(Raw::Float(value))
            }

            fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
                Ok(Raw::Text(value.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Raw, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = sequence.next_element()? {
                    items.push(item);
                }
                Ok(Raw::List(items))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Raw::Map(entries))
            }
        }

        deserializer.deserialize_any(Any)
    }
}
