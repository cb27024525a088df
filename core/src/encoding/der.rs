//! A strict, zero-copy reader of DER (X.690), without recursion.
//!
//! Every value is bounded by the bytes it was found in, every length is definite and minimal, and what a structure
//! leaves over is an error. Positions are offsets from the start of the certificate, so that a message can name them.

use super::oid::Oid;
use crate::limits::DER_DEPTH;

/// Universal and context tags as single octets; DER of certificates needs no others.
pub(crate) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const ENUMERATED: u8 = 0x0a;
    pub(crate) const UTF8_STRING: u8 = 0x0c;
    pub(crate) const NUMERIC_STRING: u8 = 0x12;
    pub(crate) const PRINTABLE_STRING: u8 = 0x13;
    pub(crate) const TELETEX_STRING: u8 = 0x14;
    pub(crate) const IA5_STRING: u8 = 0x16;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const VISIBLE_STRING: u8 = 0x1a;
    pub(crate) const UNIVERSAL_STRING: u8 = 0x1c;
    pub(crate) const BMP_STRING: u8 = 0x1e;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;

    /// `[number]`, constructed.
    pub(crate) const fn explicit(number: u8) -> u8 {
        0xa0 | number
    }

    /// `[number]`, primitive.
    pub(crate) const fn implicit(number: u8) -> u8 {
        0x80 | number
    }
}

/// What is wrong with an encoding, where, and by which text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    /// Octets from the start of the certificate.
    pub(crate) offset: usize,
    /// Completes the sentence "the certificate's DER is malformed: ...".
    pub(crate) what: &'static str,
    pub(crate) reference: &'static str,
}

impl Malformed {
    pub(crate) const fn new(offset: usize, what: &'static str, reference: &'static str) -> Self {
        Self { offset, what, reference }
    }
}

/// A tag, and the octets that belong to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value<'a> {
    pub(crate) tag: u8,
    /// Of the tag, from the start of the certificate.
    pub(crate) offset: usize,
    /// Tag, length and content.
    pub(crate) raw: &'a [u8],
    pub(crate) content: &'a [u8],
}

impl<'a> Value<'a> {
    /// Reads what is inside.
    pub(crate) fn reader(&self) -> Reader<'a> {
        Reader { rest: self.content, offset: self.content_offset() }
    }

    /// Of the first octet of the content.
    pub(crate) fn content_offset(&self) -> usize {
        self.offset.saturating_add(self.raw.len().saturating_sub(self.content.len()))
    }

    pub(crate) fn malformed(&self, what: &'static str, reference: &'static str) -> Malformed {
        Malformed::new(self.offset, what, reference)
    }

    /// An object identifier's arcs: at least one, none with a leading padding octet, the last one complete.
    pub(crate) fn oid(&self) -> Result<Oid<'a>, Malformed> {
        let mut arc_begins = true;
        for &octet in self.content {
            if arc_begins && octet == 0x80 {
                return Err(self.malformed("an object identifier has a padded arc", "X.690, section 8.19.2"));
            }
            arc_begins = octet & 0x80 == 0;
        }
        if self.content.is_empty() || !arc_begins {
            return Err(self.malformed("an object identifier ends within an arc", "X.690, section 8.19.2"));
        }
        Ok(Oid::from_content(self.content))
    }

    /// Whether the value, which may be of any type, is DER as far as that can be told without knowing the type: what is constructed
    /// is made of values, at most [`DER_DEPTH`] inside one another, and universal types have DER's form.
    pub(crate) fn any(&self) -> Result<(), Malformed> {
        self.form()?;
        if !self.is_constructed() {
            return Ok(());
        }
        let mut open = vec![self.reader()];
        while let Some(reader) = open.last_mut() {
            if reader.is_empty() {
                open.pop();
                continue;
            }
            let value = reader.read()?;
            value.form()?;
            if value.is_constructed() {
                if open.len() >= DER_DEPTH {
                    return Err(value.malformed("values are nested too deeply", "limits of Handfast"));
                }
                open.push(value.reader());
            }
        }
        Ok(())
    }

    fn is_constructed(&self) -> bool {
        self.tag & 0x20 != 0
    }

    /// EXTERNAL, EMBEDDED PDV, SEQUENCE, SET and CHARACTER STRING are constructed, all other universal types are primitive; those
    /// that are not for text have the octets that DER gives them.
    fn form(&self) -> Result<(), Malformed> {
        let is_universal = self.tag & 0xc0 == 0;
        let wants_constructed = matches!(self.tag & 0x1f, 8 | 11 | 16 | 17 | 29);
        if is_universal && self.is_constructed() != wants_constructed {
            let what = if wants_constructed {
                "a sequence, a set or their like is primitive"
            } else {
                "a string, a number or another primitive value is in pieces"
            };
            return Err(self.malformed(what, "X.690, sections 8.9.1 and 10.2"));
        }
        match self.tag {
            tag::BOOLEAN => self.boolean().map(drop),
            tag::INTEGER | tag::ENUMERATED => self.integer().map(drop),
            tag::BIT_STRING => self.bit_string().map(drop),
            tag::OID => self.oid().map(drop),
            tag::NULL if !self.content.is_empty() => Err(self.malformed("a NULL has content", "X.690, section 8.8.2")),
            _ => Ok(()),
        }
    }

    /// TRUE is FF, FALSE is 00.
    pub(crate) fn boolean(&self) -> Result<bool, Malformed> {
        match self.content {
            [0xff] => Ok(true),
            [0x00] => Ok(false),
            _ => Err(self.malformed("a BOOLEAN is neither 00 nor FF", "X.690, section 11.1")),
        }
    }

    /// The two's complement octets of an INTEGER in its shortest form.
    pub(crate) fn integer(&self) -> Result<&'a [u8], Malformed> {
        let padded = match self.content {
            [] => return Err(self.malformed("an INTEGER is empty", "X.690, section 8.3.1")),
            [0x00, next, ..] => next & 0x80 == 0,
            [0xff, next, ..] => next & 0x80 != 0,
            _ => false,
        };
        if padded {
            return Err(self.malformed("an INTEGER is padded", "X.690, section 8.3.2"));
        }
        Ok(self.content)
    }

    /// An INTEGER that is not negative and fits.
    pub(crate) fn small_integer(&self) -> Result<u32, Malformed> {
        let octets = self.integer()?;
        let negative = octets.first().is_some_and(|octet| octet & 0x80 != 0);
        if negative {
            return Err(self.malformed("a number is negative", "RFC 5280, section 4.2.1"));
        }
        octets
            .iter()
            .try_fold(0_u32, |number, octet| number.checked_mul(256)?.checked_add(u32::from(*octet)))
            .ok_or_else(|| self.malformed("a number does not fit into 32 bits", "limits of Handfast"))
    }

    /// A BIT STRING: the number of unused bits, which are zero, and the octets.
    pub(crate) fn bit_string(&self) -> Result<(u8, &'a [u8]), Malformed> {
        let Some((&unused, octets)) = self.content.split_first() else {
            return Err(self.malformed("a BIT STRING is empty", "X.690, section 8.6.2"));
        };
        let padding_is_zero = match octets.last() {
            Some(last) => unused <= 7 && u32::from(unused) <= last.trailing_zeros(),
            None => unused == 0,
        };
        if !padding_is_zero {
            return Err(self.malformed("a BIT STRING's unused bits are not zero", "X.690, section 11.2.1"));
        }
        Ok((unused, octets))
    }

    /// A BIT STRING that is made of octets.
    pub(crate) fn octet_aligned_bits(&self) -> Result<&'a [u8], Malformed> {
        match self.bit_string()? {
            (0, octets) => Ok(octets),
            _ => Err(self.malformed("a BIT STRING does not end with an octet", "RFC 5280, section 4.1")),
        }
    }
}

/// Reads one value after the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, offset: 0 }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next value, whatever it is.
    #[inline]
    pub(crate) fn read(&mut self) -> Result<Value<'a>, Malformed> {
        // Nearly every value is one of few octets.
        if let [tag, length @ 0..=0x7f, body @ ..] = self.rest
            && tag & 0x1f != 0x1f
            && let Some((content, rest)) = body.split_at_checked(usize::from(*length))
        {
            return Ok(self.pass(*tag, content, rest));
        }
        self.read_any()
    }

    fn read_any(&mut self) -> Result<Value<'a>, Malformed> {
        let fail = |what| Malformed::new(self.offset, what, "X.690, section 10.1");
        let (tag, after_tag) = self.rest.split_first().ok_or(fail("a value is missing"))?;
        if tag & 0x1f == 0x1f {
            return Err(fail("a tag number is above 30"));
        }
        let (first, after_length) = after_tag.split_first().ok_or(fail("a length is missing"))?;
        let (length, body) = match first {
            0..=0x7f => (usize::from(*first), after_length),
            0x80 => return Err(fail("a length is indefinite")),
            _ => {
                let count = usize::from(first & 0x7f);
                if count > 4 {
                    return Err(fail("a length has more than four octets"));
                }
                let (octets, body) = after_length.split_at_checked(count).ok_or(fail("a length is cut off"))?;
                let length = octets
                    .iter()
                    .try_fold(0_usize, |length, octet| length.checked_mul(256)?.checked_add(usize::from(*octet)))
                    .ok_or(fail("a length is too large"))?;
                if octets.first() == Some(&0) || length < 0x80 {
                    return Err(fail("a length is not in its shortest form"));
                }
                (length, body)
            }
        };
        let (content, rest) = body.split_at_checked(length).ok_or(fail("a value is longer than what holds it"))?;
        Ok(self.pass(*tag, content, rest))
    }

    /// Goes on to the rest, behind a value with this content.
    #[inline]
    fn pass(&mut self, tag: u8, content: &'a [u8], rest: &'a [u8]) -> Value<'a> {
        let length = self.rest.len().saturating_sub(rest.len());
        let value = Value { tag, offset: self.offset, raw: self.rest.get(..length).unwrap_or_default(), content };
        self.rest = rest;
        self.offset = self.offset.saturating_add(length);
        value
    }

    /// The next value, which must have this tag; `what` completes a sentence if it has not.
    #[inline]
    pub(crate) fn expect(&mut self, tag: u8, what: &'static str) -> Result<Value<'a>, Malformed> {
        let offset = self.offset;
        if self.rest.first() != Some(&tag) {
            return Err(Malformed::new(offset, what, "RFC 5280, section 4.1"));
        }
        self.read()
    }

    /// The next value, if it has this tag.
    #[inline]
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Value<'a>>, Malformed> {
        if self.rest.first() == Some(&tag) { self.read().map(Some) } else { Ok(None) }
    }

    /// Nothing may be left.
    #[inline]
    pub(crate) fn finish(&self, what: &'static str) -> Result<(), Malformed> {
        if self.is_empty() { Ok(()) } else { Err(Malformed::new(self.offset, what, "X.690, section 8.1.1")) }
    }
}
