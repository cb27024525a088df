//! A strict reader of JSON (RFC 8259), for what a caller hands in as JSON.
//!
//! Numbers are kept as they are spelled, for whole ones are all that is ever asked for: so no arithmetic of floating point
//! is linked, whose tables alone are 13 kB of a WebAssembly module that is sent to browsers.

use std::collections::HashSet;

/// Deepest nesting that is read.
const DEPTH: usize = 32;

/// A value, and the offset of its first octet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) offset: usize,
    pub(crate) kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Bool(bool),
    /// As it is spelled.
    Number(String),
    Text(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

/// Something else than was to stand there, at that offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unexpected(pub(crate) usize);

impl Value {
    /// The member of that name; `None` if there is none, or if it is null.
    pub(crate) fn member(&self, name: &str) -> Result<Option<&Self>, Unexpected> {
        let Kind::Map(members) = &self.kind else { return Err(Unexpected(self.offset)) };
        let member = members.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        Ok(member.filter(|value| value.kind != Kind::Null))
    }

    /// The elements of a list.
    pub(crate) fn list(&self) -> Result<&[Self], Unexpected> {
        match &self.kind {
            Kind::List(items) => Ok(items),
            _ => Err(Unexpected(self.offset)),
        }
    }

    /// A text.
    pub(crate) fn text(&self) -> Result<&str, Unexpected> {
        match &self.kind {
            Kind::Text(text) => Ok(text),
            _ => Err(Unexpected(self.offset)),
        }
    }
}

/// Reads one value that is all of the text. Names of members must be unique (RFC 7517 section 4 leaves that choice).
pub(crate) fn parse(text: &[u8]) -> Result<Value, Unexpected> {
    let mut reader = Reader { text, offset: 0 };
    let value = reader.value(DEPTH)?;
    reader.space();
    if reader.offset == text.len() { Ok(value) } else { Err(reader.unexpected()) }
}

/// Line and column of an offset, both from 1; columns count octets.
pub(crate) fn line_and_column(text: &[u8], offset: usize) -> (usize, usize) {
    let lines = text.get(..offset).unwrap_or(text).split(|octet| *octet == b'\n');
    let (count, last) = lines.fold((0_usize, 0), |(count, _), line| (count.saturating_add(1), line.len()));
    (count, last.saturating_add(1))
}

struct Reader<'a> {
    text: &'a [u8],
    offset: usize,
}

impl Reader<'_> {
    fn unexpected(&self) -> Unexpected {
        Unexpected(self.offset)
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.offset).copied()
    }

    /// Passes the octet, if it stands there.
    fn take(&mut self, octet: u8) -> bool {
        let there = self.peek() == Some(octet);
        self.offset = self.offset.saturating_add(usize::from(there));
        there
    }

    fn expect(&mut self, octet: u8) -> Result<(), Unexpected> {
        if self.take(octet) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn space(&mut self) {
        while self.take(b' ') || self.take(b'\n') || self.take(b'\r') || self.take(b'\t') {}
    }

    /// One value, and the space before it.
    fn value(&mut self, depth: usize) -> Result<Value, Unexpected> {
        self.space();
        let offset = self.offset;
        let depth = depth.checked_sub(1).ok_or(Unexpected(offset))?;
        let kind = match self.peek() {
            Some(b'"') => Kind::Text(self.string()?),
            Some(b'[') => self.list(depth)?,
            Some(b'{') => self.map(depth)?,
            Some(b'n') => self.word(b"null", Kind::Null)?,
            Some(b't') => self.word(b"true", Kind::Bool(true))?,
            Some(b'f') => self.word(b"false", Kind::Bool(false))?,
            _ => self.number()?,
        };
        Ok(Value { offset, kind })
    }

    fn list(&mut self, depth: usize) -> Result<Kind, Unexpected> {
        let mut items = Vec::new();
        self.expect(b'[')?;
        self.space();
        if self.take(b']') {
            return Ok(Kind::List(items));
        }
        loop {
            items.push(self.value(depth)?);
            self.space();
            if self.take(b']') {
                return Ok(Kind::List(items));
            }
            self.expect(b',')?;
        }
    }

    fn map(&mut self, depth: usize) -> Result<Kind, Unexpected> {
        let (mut members, mut names) = (Vec::new(), HashSet::new());
        self.expect(b'{')?;
        self.space();
        if self.take(b'}') {
            return Ok(Kind::Map(members));
        }
        loop {
            self.space();
            let place = self.unexpected();
            let name = self.string()?;
            if !names.insert(name.clone()) {
                return Err(place);
            }
            self.space();
            self.expect(b':')?;
            members.push((name, self.value(depth)?));
            self.space();
            if self.take(b'}') {
                return Ok(Kind::Map(members));
            }
            self.expect(b',')?;
        }
    }

    fn word(&mut self, word: &[u8], kind: Kind) -> Result<Kind, Unexpected> {
        word.iter().try_for_each(|octet| self.expect(*octet))?;
        Ok(kind)
    }

    /// RFC 8259 section 6.
    fn number(&mut self) -> Result<Kind, Unexpected> {
        let start = self.offset;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        let spelled = self.text.get(start..self.offset).unwrap_or_default();
        Ok(Kind::Number(String::from_utf8_lossy(spelled).into_owned()))
    }

    /// At least one digit.
    fn digits(&mut self) -> Result<(), Unexpected> {
        let digits = self.text.get(self.offset..).unwrap_or_default().iter().take_while(|octet| octet.is_ascii_digit());
        let count = digits.count();
        if count == 0 {
            return Err(self.unexpected());
        }
        self.offset = self.offset.saturating_add(count);
        Ok(())
    }

    /// RFC 8259 section 7.
    fn string(&mut self) -> Result<String, Unexpected> {
        self.expect(b'"')?;
        let start = self.offset;
        let mut octets = Vec::new();
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    let mut buffer = [0; 4];
                    octets.extend_from_slice(self.escape()?.encode_utf8(&mut buffer).as_bytes());
                }
                Some(octet @ b' '..) => {
                    octets.push(octet);
                    self.offset = self.offset.saturating_add(1);
                }
                // A control character, or the end of the text.
                _ => return Err(self.unexpected()),
            }
        }
        let text = String::from_utf8(octets).map_err(|_| Unexpected(start))?;
        self.expect(b'"')?;
        Ok(text)
    }

    fn escape(&mut self) -> Result<char, Unexpected> {
        let place = self.unexpected();
        self.expect(b'\\')?;
        let letter = self.peek().ok_or(place)?;
        self.offset = self.offset.saturating_add(1);
        Ok(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.unit()?;
                // The first of a pair of surrogates: the second must follow.
                let second = if matches!(first, 0xd800..=0xdbff) { self.second_unit()? } else { None };
                let mut characters = char::decode_utf16([first].into_iter().chain(second));
                characters.next().and_then(Result::ok).ok_or(place)?
            }
            _ => return Err(place),
        })
    }

    fn second_unit(&mut self) -> Result<Option<u16>, Unexpected> {
        self.expect(b'\\')?;
        self.expect(b'u')?;
        let place = self.unexpected();
        let unit = self.unit()?;
        if matches!(unit, 0xdc00..=0xdfff) { Ok(Some(unit)) } else { Err(place) }
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u16, Unexpected> {
        let place = self.unexpected();
        let end = self.offset.saturating_add(4);
        let digits = self.text.get(self.offset..end).ok_or(place)?;
        self.offset = end;
        digits.iter().try_fold(0, |unit: u16, digit| {
            let digit = char::from(*digit).to_digit(16).and_then(|digit| u16::try_from(digit).ok()).ok_or(place)?;
            Ok(unit << 4 | digit)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_what_serde_json_reads_and_refuses_what_that_refuses() {
        let texts: &[&str] = &[
            "null",
            "true",
            "false",
            " 1 ",
            "-0",
            "0.5",
            "1e9",
            "1E+2",
            "-12.50e-7",
            "\"\"",
            "[]",
            "{}",
            "[1, [2]]",
            r#"{"a": {"b": [null, "c"]}, "d": 0}"#,
            r#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00 é""#,
            "\t\r\n[ ]\n",
            "",
            "nul",
            "nothing",
            "tru",
            "+1",
            "01",
            "1.",
            ".5",
            "1e",
            "1e+",
            "-",
            "0x1",
            "NaN",
            "Infinity",
            "\"",
            "\"\\\"",
            "\"\n\"",
            "\"\u{1}\"",
            r#""\x""#,
            r#""\u12""#,
            r#""\u12g4""#,
            r#""\ud800""#,
            r#""\ud800\n""#,
            r#""\ud800\u0041""#,
            r#""\udc00""#,
            "[",
            "]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{",
            "{a:1}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{\"a\":1 \"b\":2}",
            "{1:2}",
            "1 2",
            "[1]]",
            "'a'",
            "/**/1",
            "\u{feff}1",
        ];
        for text in texts {
            let theirs = serde_json::from_str::<serde_json::Value>(text);
            match (parse(text.as_bytes()), theirs) {
                (Ok(ours), Ok(theirs)) => assert!(same(&ours, &theirs), "{text}: {ours:?}"),
                (ours, theirs) => assert_eq!(ours.is_ok(), theirs.is_ok(), "{text}"),
            }
        }
    }

    fn same(ours: &Value, theirs: &serde_json::Value) -> bool {
        match (&ours.kind, theirs) {
            (Kind::Null, serde_json::Value::Null) => true,
            (Kind::Bool(ours), serde_json::Value::Bool(theirs)) => ours == theirs,
            (Kind::Number(ours), serde_json::Value::Number(theirs)) => ours.parse::<f64>().ok() == theirs.as_f64(),
            (Kind::Text(ours), serde_json::Value::String(theirs)) => ours == theirs,
            (Kind::List(ours), serde_json::Value::Array(theirs)) => {
                ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| same(ours, theirs))
            }
            (Kind::Map(ours), serde_json::Value::Object(theirs)) => {
                ours.len() == theirs.len()
                    && ours.iter().all(|(key, value)| theirs.get(key).is_some_and(|theirs| same(value, theirs)))
            }
            _ => false,
        }
    }

    #[test]
    fn a_mistake_has_the_place_of_what_should_not_stand_there() {
        let cases: &[(&[u8], usize)] = &[
            (b"nothing", 1),
            (b"{ \"keys\": [ }\n", 12),
            (b"[1]x", 3),
            (b"{\"a\":1,\n\"a\":2}", 8),
            (b"\"\xff\"", 1),
            (b"\"ab", 3),
            (b"\"a\\q\"", 2),
        ];
        for (text, offset) in cases {
            assert_eq!(parse(text), Err(Unexpected(*offset)), "{}", String::from_utf8_lossy(text));
        }
        assert_eq!(line_and_column(b"{\n \"a\" b", 7), (2, 6));
        assert_eq!(line_and_column(b"", 0), (1, 1));
    }

    #[test]
    fn deep_nesting_is_refused_and_not_recursed_into() {
        let nested = |depth: usize| [vec![b'['; depth], vec![b']'; depth]].concat();
        assert!(parse(&nested(DEPTH)).is_ok());
        assert_eq!(parse(&nested(DEPTH + 1)), Err(Unexpected(DEPTH)));
        assert_eq!(parse(&vec![b'['; 1_000_000]), Err(Unexpected(DEPTH)));
    }
}
