//! Patterns, typed by field: `*` is exactly one segment, `**` any number, only between segment borders.

use std::fmt;

use super::template::{Inserts, Template};

/// How a field's values fall into segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `spiffe://` and segments between slashes.
    Spiffe,
    /// Labels between dots, in lower case.
    Dns,
    /// A mailbox: the local part, and the domain as [`Shape::Dns`].
    Email,
    /// Segments between slashes.
    Slashes,
    /// One whole; no pattern.
    Whole,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Literal(String),
    One,
    Many,
    Insert(Template),
}

/// A pattern, or an exact value, for one shape of field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    shape: Shape,
    segments: Vec<Segment>,
}

/// Why a text is no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotAPattern {
    /// A wildcard is a part of a segment.
    PartOfSegment,
    /// The field takes exact values only.
    NoPatterns,
    /// A SPIFFE pattern that does not begin with `spiffe://`.
    NoScheme,
    /// A mailbox without exactly one `@`.
    NoMailbox,
    /// `${…}` names nothing that can be inserted, or is not a whole segment.
    Insert,
    /// Nothing at all, or nothing between two separators.
    Empty,
    /// No certificate has such a name: a rule that denies by it would never deny.
    NoName,
}

/// What matching a pattern against a value says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Matched {
    Yes,
    No,
    /// A value to insert is absent, one of several, or holds a separator or wildcard: as if the field were absent, so
    /// that neither the pattern nor, in a rule that allows, its negation lets anybody in.
    NoInsert,
}

const SPIFFE: &str = "spiffe://";

/// Splits at dots, but for those in the name of a value to insert, as in `${subject.cn}.example`.
fn labels(text: &str) -> impl Iterator<Item = &str> {
    let (mut before, mut inside) = (' ', false);
    text.split(move |c: char| {
        inside = (inside && c != '}') || (before == '$' && c == '{');
        before = c;
        c == '.' && !inside
    })
}

impl Pattern {
    /// Parses a pattern of the shape.
    pub(crate) fn parse(text: &str, shape: Shape) -> Result<Self, NotAPattern> {
        if text.is_empty() {
            return Err(NotAPattern::Empty);
        }
        let folded = if matches!(shape, Shape::Dns) { text.to_ascii_lowercase() } else { text.to_owned() };
        let pieces: Vec<&str> = match shape {
            Shape::Spiffe => folded.strip_prefix(SPIFFE).ok_or(NotAPattern::NoScheme)?.split('/').collect(),
            Shape::Dns => labels(&folded).collect(),
            Shape::Slashes => folded.split('/').collect(),
            Shape::Whole => vec![folded.as_str()],
            Shape::Email => match folded.split_once('@') {
                Some((local, domain)) if !domain.contains('@') => {
                    std::iter::once(local).chain(labels(domain)).collect()
                }
                _ => return Err(NotAPattern::NoMailbox),
            },
        };
        if matches!(shape, Shape::Spiffe | Shape::Dns | Shape::Email) && pieces.iter().any(|piece| piece.is_empty()) {
            return Err(NotAPattern::Empty);
        }
        let segments = pieces
            .into_iter()
            .enumerate()
            .map(|(index, piece)| segment(piece, shape, index))
            .collect::<Result<_, _>>()?;
        Ok(Self { shape, segments })
    }

    /// The exact value, if there is no wildcard and nothing to insert.
    pub(crate) fn exact(&self) -> Option<String> {
        let literal = |segment: &Segment| matches!(segment, Segment::Literal(_));
        self.segments.iter().all(literal).then(|| self.to_string())
    }

    /// The literal segments, each with its place.
    pub(crate) fn literals(&self) -> impl Iterator<Item = (usize, &str)> {
        self.segments.iter().enumerate().filter_map(|(place, segment)| Some((place, segment.literal()?)))
    }

    /// The literal segments that every matching value begins with, joined; for slash-separated shapes.
    pub(crate) fn literal_prefix(&self) -> Option<String> {
        let literals: Vec<&str> = self.segments.iter().map_while(Segment::literal).collect();
        let useful =
            matches!(self.shape, Shape::Spiffe | Shape::Slashes) && literals.iter().any(|literal| !literal.is_empty());
        useful.then(|| format!("{}{}", if self.shape == Shape::Spiffe { SPIFFE } else { "" }, literals.join("/")))
    }

    /// The literal labels that every matching name ends with; for names and mailboxes.
    pub(crate) fn literal_suffix(&self) -> Option<String> {
        let first = usize::from(self.shape == Shape::Email);
        let labels = self.segments.get(first..).unwrap_or_default();
        let mut literals: Vec<&str> = labels.iter().rev().map_while(Segment::literal).collect();
        literals.reverse();
        (matches!(self.shape, Shape::Dns | Shape::Email) && !literals.is_empty()).then(|| literals.join("."))
    }

    /// Matches a value.
    pub(crate) fn matches(&self, value: &str, inserts: &dyn Inserts) -> Matched {
        match self.shape {
            Shape::Spiffe => match value.strip_prefix(SPIFFE) {
                Some(rest) => self.walk(rest.split('/'), inserts),
                None => Matched::No,
            },
            Shape::Dns => self.walk(value.split('.'), inserts),
            Shape::Slashes => self.walk(value.split('/'), inserts),
            Shape::Whole => self.walk(std::iter::once(value), inserts),
            Shape::Email => match value.rsplit_once('@') {
                Some((local, domain)) => self.walk(std::iter::once(local).chain(domain.split('.')), inserts),
                None => Matched::No,
            },
        }
    }

    /// Segment by segment; after a `**`, the last one is taken back to where it can take one segment more. Time is at
    /// most the product of both lengths.
    fn walk<'v>(&self, values: impl Iterator<Item = &'v str> + Clone, inserts: &dyn Inserts) -> Matched {
        let (mut left, mut place) = (values, 0_usize);
        // The place after the last `**`, and what is left from the first segment that it has not taken.
        let mut many = None;
        loop {
            let segment = self.segments.get(place);
            if matches!(segment, Some(Segment::Many)) {
                place = place.saturating_add(1);
                many = Some((place, left.clone()));
                continue;
            }
            let Some(value) = left.next() else {
                return if segment.is_none() { Matched::Yes } else { Matched::No };
            };
            let fits = match segment {
                Some(Segment::One) => !value.is_empty(),
                Some(Segment::Literal(literal)) => self.same(literal, value, place),
                Some(Segment::Insert(template)) => match template.segment(inserts) {
                    Some(inserted) => self.same(&inserted, value, place),
                    None => return Matched::NoInsert,
                },
                Some(Segment::Many) | None => false,
            };
            if fits {
                place = place.saturating_add(1);
            } else if let Some((after, untaken)) = &mut many {
                untaken.next();
                (left, place) = (untaken.clone(), *after);
            } else {
                return Matched::No;
            }
        }
    }

    fn same(&self, literal: &str, value: &str, place: usize) -> bool {
        let folds = self.shape == Shape::Dns || (self.shape == Shape::Email && place > 0);
        if folds { literal.eq_ignore_ascii_case(value) } else { literal == value }
    }
}

impl Segment {
    fn literal(&self) -> Option<&str> {
        match self {
            Self::Literal(literal) => Some(literal),
            _ => None,
        }
    }
}

fn segment(piece: &str, shape: Shape, index: usize) -> Result<Segment, NotAPattern> {
    if piece.contains("${") {
        let template = Template::parse(piece).map_err(|_| NotAPattern::Insert)?;
        return Ok(Segment::Insert(template));
    }
    match piece {
        _ if shape == Shape::Whole && piece.contains('*') => Err(NotAPattern::NoPatterns),
        "*" => Ok(Segment::One),
        // A local part is one segment; `**` has nothing to add there.
        "**" if shape == Shape::Email && index == 0 => Err(NotAPattern::PartOfSegment),
        "**" => Ok(Segment::Many),
        piece if piece.contains('*') => Err(NotAPattern::PartOfSegment),
        piece => Ok(Segment::Literal(piece.to_owned())),
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.shape == Shape::Spiffe {
            f.write_str(SPIFFE)?;
        }
        for (index, segment) in self.segments.iter().enumerate() {
            let separator = match self.shape {
                Shape::Email if index == 1 => "@",
                Shape::Email | Shape::Dns => ".",
                _ => "/",
            };
            if index > 0 {
                f.write_str(separator)?;
            }
            match segment {
                Segment::Literal(literal) => f.write_str(literal)?,
                Segment::One => f.write_str("*")?,
                Segment::Many => f.write_str("**")?,
                Segment::Insert(template) => write!(f, "{template}")?,
            }
        }
        Ok(())
    }
}
