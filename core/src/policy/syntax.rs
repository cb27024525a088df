//! A policy document's text to nodes that know where they stand.
//!
//! YAML 1.2 and JSON are one syntax here. Anchors, aliases, merge keys, tags and duplicate keys are refused: what a
//! reviewer reads is what is meant.

use std::collections::HashSet;

use granit_parser::{Event, Marker, Options, Parser, ScalarStyle, ScanError, StrInput, StructureStyle};

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
    /// A number with a fraction or an exponent, as it is spelled: nothing in a document is one.
    Fraction(String),
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
            Self::Integer(_) | Self::Fraction(_) => "a number",
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
    let mut options = Options::default();
    options.emit_unresolved_aliases = true;
    options.emit_comments = false;
    let events = Parser::new_from_str_with_options(text, options);
    Builder { text, tabs: indenting_tabs(text), events }.document()
}

/// The first tab in the white space that each line begins with. Most documents have none.
fn indenting_tabs(text: &str) -> Vec<(u64, Position)> {
    let tab = |(line, source): (u64, &str)| {
        let before = source.chars().take_while(|c| c.is_whitespace()).position(|c| c == '\t')?;
        Some((line, Position::LineColumn { line, column: widen(before).saturating_add(1) }))
    };
    if text.contains('\t') { (1..).zip(text.lines()).filter_map(tab).collect() } else { Vec::new() }
}

/// Where a private key stands in PEM: no message is made of a document that holds one, for messages quote what they mean.
fn private_key(text: &str) -> Option<Position> {
    (1..).zip(text.lines()).find_map(|(line, source)| {
        let (before, label) = source.split_once("-----BEGIN ")?;
        let column = u64::try_from(before.chars().count()).unwrap_or(u64::MAX).saturating_add(1);
        label.contains("PRIVATE KEY").then_some(Position::LineColumn { line, column })
    })
}

/// Makes nodes of the parser's events.
struct Builder<'t> {
    text: &'t str,
    /// By line, in their order.
    tabs: Vec<(u64, Position)>,
    events: Parser<'t, StrInput<'t>>,
}

impl<'t> Builder<'t> {
    /// The one document of the text.
    fn document(&mut self) -> Result<Node, SetupError> {
        let mut root = None;
        loop {
            let (event, position) = self.next()?;
            match event {
                Event::StreamEnd => break,
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                _ if root.is_some() => {
                    return Err(malformed(
                        "a second document stands in the text",
                        "give one document; `---` begins the next",
                        position,
                    ));
                }
                event => root = Some(self.node(event, position, 0)?),
            }
        }
        let nothing = Position::LineColumn { line: 1, column: 1 };
        Ok(root.unwrap_or(Node { value: Value::Null, position: nothing }))
    }

    /// The node that begins with this event.
    fn node(&mut self, event: Event<'t>, position: Position, depth: usize) -> Result<Node, SetupError> {
        if depth > DEPTH {
            return Err(malformed(
                &format!("the document is nested more than {DEPTH} levels deep"),
                "see the document format in docs/policy.md",
                position,
            ));
        }
        let below = depth.saturating_add(1);
        let value = match event {
            Event::Scalar(text, style, 0, None) => scalar(&text, style),
            Event::SequenceStart(style, 0, None) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break Value::List(items),
                        (event, position) => {
                            self.indentation(style, position)?;
                            items.push(self.node(event, position, below)?);
                        }
                    }
                }
            }
            Event::MappingStart(style, 0, None) => {
                let (mut entries, mut seen) = (Vec::new(), HashSet::new());
                loop {
                    let (event, key_position) = self.next()?;
                    if event == Event::MappingEnd {
                        break Value::Map(entries);
                    }
                    self.indentation(style, key_position)?;
                    let key = key(event, key_position)?;
                    if !seen.insert(key.clone()) {
                        let message = format!("the key {} stands twice", quoted(&key));
                        return Err(malformed(&message, "say each key once", key_position));
                    }
                    let (event, position) = self.next()?;
                    let node = self.node(event, position, below)?;
                    entries.push(Entry { key, key_position, node });
                }
            }
            event => return Err(not_meant(&event, position)),
        };
        Ok(Node { value, position })
    }

    /// Refuses a tab before a key or an item in block notation, where the indentation says what belongs to what. The
    /// parser refuses those that no space stands before (YAML 1.2, section 6.1).
    fn indentation(&self, style: StructureStyle, position: Position) -> Result<(), SetupError> {
        let Position::LineColumn { line, .. } = position else { return Ok(()) };
        let found = self.tabs.binary_search_by_key(&line, |(line, _)| *line).ok();
        match found.and_then(|place| self.tabs.get(place)) {
            Some((_, tab)) if style == StructureStyle::Block => Err(tab_in_indentation(*tab)),
            _ => Ok(()),
        }
    }

    fn next(&mut self) -> Result<(Event<'t>, Position), SetupError> {
        match self.events.next() {
            Some(Ok((event, span))) => Ok((event, place(&span.start))),
            Some(Err(error)) => Err(refused(self.text, &error)),
            None => Ok((Event::StreamEnd, Position::LineColumn { line: 1, column: 1 })),
        }
    }
}

/// A key: a text, whatever it looks like.
fn key(event: Event<'_>, position: Position) -> Result<String, SetupError> {
    match event {
        Event::Scalar(text, ScalarStyle::Plain, 0, None) if text == "<<" => Err(malformed(
            "a merge key `<<` stands in the document",
            "write the keys out; what is read is what is meant",
            position,
        )),
        Event::Scalar(text, ScalarStyle::Plain, 0, None) if is_null(&text) => {
            Err(malformed("a mapping has an entry without a key", "give it a key, in quotes if need be", position))
        }
        Event::Scalar(text, _, 0, None) => Ok(text.into_owned()),
        Event::SequenceStart(_, 0, None) | Event::MappingStart(_, 0, None) => {
            Err(malformed("a list or a mapping stands as a key", "give a text as the key", position))
        }
        event => Err(not_meant(&event, position)),
    }
}

/// A scalar by YAML 1.2's core schema (section 10.3.2), but for integers that do not fit, which stay texts, and
/// for infinity and not-a-number, which are none here.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::Text(text.to_owned());
    }
    if is_null(text) {
        return Value::Null;
    }
    match text {
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let number =
        integer(text).map(Value::Integer).or_else(|| is_fraction(text).then(|| Value::Fraction(text.to_owned())));
    number.unwrap_or_else(|| Value::Text(text.to_owned()))
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// An integer. One with leading zeros is a text: serial numbers and the like are written so.
fn integer(text: &str) -> Option<i64> {
    let radix = |digits: &str, radix| {
        let plain = digits.bytes().all(|digit| digit.is_ascii_alphanumeric());
        plain.then(|| i64::from_str_radix(digits, radix).ok()).flatten()
    };
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    let digits = unsigned(text);
    let leading_zero = digits.len() > 1 && digits.starts_with('0');
    if leading_zero { None } else { text.parse().ok() }
}

/// Whether it is a number with a fraction or an exponent, by the core schema's expression for floats.
fn is_fraction(text: &str) -> bool {
    let is_digits = |text: &str| text.bytes().all(|octet| octet.is_ascii_digit());
    let (mantissa, exponent) = match unsigned(text).split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(unsigned(exponent))),
        None => (unsigned(text), None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_digits = !(whole.is_empty() && fraction.is_empty());
    let has_mark = exponent.is_some() || mantissa.contains('.');
    has_mark
        && has_digits
        && is_digits(whole)
        && is_digits(fraction)
        && exponent.is_none_or(|exponent| !exponent.is_empty() && is_digits(exponent))
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

/// Anchors, aliases and tags.
fn not_meant(event: &Event<'_>, position: Position) -> SetupError {
    match event {
        Event::Scalar(_, _, 0, _) | Event::SequenceStart(_, 0, _) | Event::MappingStart(_, 0, _) => malformed(
            "a tag (`!name`) stands in the document",
            "leave it out; a text that begins with `!` goes in quotes",
            position,
        ),
        _ => anchor_or_alias(position),
    }
}

fn anchor_or_alias(position: Position) -> SetupError {
    malformed(
        "an anchor or alias (`&name`, `*name`) stands in the document",
        "write the value out; a pattern that begins with `*` goes in quotes, \"*@corp.example\"",
        position,
    )
}

/// The parser's error in our words, where ours are better.
fn refused(text: &str, error: &ScanError) -> SetupError {
    let (line, position) = (error.marker().line(), place(error.marker()));
    // A tab that ends a plain text by indenting the next line is told where the text stands.
    let said = error.info();
    let lines = if said.contains("tab") { 2 } else { 1 };
    for (line, source) in (1..).zip(text.lines()).skip(line.saturating_sub(1)).take(lines) {
        if let Some(tab) = source.chars().take_while(|c| c.is_whitespace()).position(|c| c == '\t') {
            return tab_in_indentation(Position::LineColumn { line, column: widen(tab).saturating_add(1) });
        }
    }
    let source = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    if [": *", "[*", "- *"].iter().any(|alias| source.contains(alias)) {
        return anchor_or_alias(position);
    }
    let said = said.lines().next().unwrap_or_default().trim_end_matches('.');
    malformed(said, "see the document format in docs/policy.md", position)
}

fn tab_in_indentation(position: Position) -> SetupError {
    malformed("a tab stands in the indentation", "indent with spaces; YAML does not permit tabs there", position)
}

fn malformed(message: &str, fix: &str, position: Position) -> SetupError {
    SetupError::new(SetupCode::PolicyMalformed, message, fix).at(position)
}

fn widen(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn place(marker: &Marker) -> Position {
    Position::LineColumn { line: widen(marker.line()), column: widen(marker.col()).saturating_add(1) }
}
