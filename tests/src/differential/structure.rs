//! Changes of what a value is built of, whatever it says: a value inside it left out, doubled, of another tag or length.

use super::chance::Chance;
use super::tlv as read;
use crate::forge::der::{boolean, integer, seq, tlv};

/// A value inside another one, or the outermost.
struct Node {
    start: usize,
    content: usize,
    end: usize,
    tag: u8,
    /// The place of the one that it is in.
    parent: Option<usize>,
    depth: usize,
}

/// Deeper than anything that the forge writes.
const DEPTH: usize = 16;

/// All values, each after the one that it is in. What is not constructed is not looked into.
fn nodes(der: &[u8]) -> Option<Vec<Node>> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut open = vec![(0, der.len(), None)];
    while let Some((start, end, parent)) = open.pop() {
        let depth = parent.and_then(|place| nodes.get(place)).map_or(0, |node: &Node| node.depth.saturating_add(1));
        for span in read::spans(der.get(start..end)?).unwrap_or_default() {
            let moved = |place: usize| place.saturating_add(start);
            let tag = *der.get(moved(span.whole.start))?;
            let (content, end) = (moved(span.content.start), moved(span.whole.end));
            if tag & 0x20 != 0 && depth < DEPTH {
                open.push((content, end, Some(nodes.len())));
            }
            nodes.push(Node { start: moved(span.whole.start), content, end, tag, parent, depth });
        }
    }
    (!nodes.is_empty()).then_some(nodes)
}

/// What a tag is called.
fn kind(tag: u8) -> String {
    let name = match tag {
        0x01 => "BOOLEAN",
        0x02 => "INTEGER",
        0x03 => "BIT STRING",
        0x04 => "OCTET STRING",
        0x05 => "NULL",
        0x06 => "OID",
        0x0c => "UTF8String",
        0x13 => "PrintableString",
        0x14 => "TeletexString",
        0x16 => "IA5String",
        0x17 => "UTCTime",
        0x18 => "GeneralizedTime",
        0x1e => "BMPString",
        0x30 => "SEQUENCE",
        0x31 => "SET",
        0x80.. => return format!("[{}]", tag & 0x1f),
        _ => "another value",
    };
    name.to_owned()
}

/// One value of these changed: which and how in words, and all of them after it.
pub(super) fn changed(der: &[u8], chance: &mut Chance) -> Option<(String, Vec<u8>)> {
    let nodes = nodes(der)?;
    // What does not apply to one value, or changes nothing, does to another.
    (0..16).find_map(|_| once(der, &nodes, chance).filter(|(_, other)| other != der))
}

fn once(der: &[u8], nodes: &[Node], chance: &mut Chance) -> Option<(String, Vec<u8>)> {
    let node = nodes.get(chance.below(nodes.len()))?;
    let (whole, content) = (der.get(node.start..node.end)?, der.get(node.content..node.end)?);
    let parent = node.parent.and_then(|place| nodes.get(place));
    let next = nodes.iter().find(|other| other.start == node.end && other.depth == node.depth);
    let mut end = node.end;
    let (how, value) = match chance.below(12) {
        0 => ("left out", Vec::new()),
        1 => ("twice", whole.repeat(2)),
        2 => {
            let next = next?;
            end = next.end;
            ("after the next", [der.get(next.start..next.end)?, whole].concat())
        }
        3 => retagged(node.tag, content, chance)?,
        4 => relengthened(node.tag, content, chance)?,
        5 | 6 => resized(node.tag, content, chance)?,
        7 => enriched(node.tag, content, chance)?,
        _ => respelled(node.tag, content, chance)?,
    };
    let place = match parent {
        Some(parent) => format!("{} in {}", kind(node.tag), kind(parent.tag)),
        None => format!("the outermost {}", kind(node.tag)),
    };
    Some((format!("{place} {how}"), put(der, nodes, node, end, value)?))
}

/// The octets with this value in the place of what stands from the node's start to that end, and all lengths right.
fn put(der: &[u8], nodes: &[Node], node: &Node, end: usize, value: Vec<u8>) -> Option<Vec<u8>> {
    let (mut start, mut end, mut value, mut parent) = (node.start, end, value, node.parent);
    while let Some(outer) = parent.and_then(|place| nodes.get(place)) {
        let content = [der.get(outer.content..start)?, &value, der.get(end..outer.end)?].concat();
        value = tlv(outer.tag, content);
        (start, end, parent) = (outer.start, outer.end, outer.parent);
    }
    Some([der.get(..start)?, &value, der.get(end..)?].concat())
}

type Said = (&'static str, Vec<u8>);

fn retagged(tag: u8, content: &[u8], chance: &mut Chance) -> Option<Said> {
    let (what, other) = match chance.below(6) {
        0 | 1 => ("of another class", tag ^ chance.of([0x40, 0x80, 0xc0])),
        2 => ("of the next tag", (tag & 0xe0) | (tag.wrapping_add(1) & 0x1f)),
        3 => ("of any tag", chance.octet()),
        4 => ("with the constructed bit turned", tag ^ 0x20),
        _ => {
            // The number of the tag in an octet of its own, which is for those from 31.
            let value = tlv(tag & 0x1f, content);
            return Some(("with a tag of two octets", [vec![tag | 0x1f], value].concat()));
        }
    };
    (other != tag).then(|| (what, tlv(other, content)))
}

fn relengthened(tag: u8, content: &[u8], chance: &mut Chance) -> Option<Said> {
    let long = |length: usize| {
        let [.., high, middle, low] = length.to_be_bytes();
        [&[tag, 0x83, high, middle, low], content].concat()
    };
    Some(match chance.below(5) {
        0 => ("with a length of more octets than needed", long(content.len())),
        1 => ("with indefinite length", [&[tag, 0x80], content, &[0, 0]].concat()),
        2 => ("with a length too great", long(content.len().saturating_add(1))),
        3 => {
            let mut value = tlv(tag, content);
            let length = value.get_mut(1).filter(|length| (0..0x7f).contains(*length))?;
            *length = length.saturating_add(1);
            ("with a length one too great", value)
        }
        _ => {
            let mut value = tlv(tag, content);
            let length = value.get_mut(1).filter(|length| (1..0x80).contains(*length))?;
            *length = length.saturating_sub(1);
            ("with a length one too small", value)
        }
    })
}

fn resized(tag: u8, content: &[u8], chance: &mut Chance) -> Option<Said> {
    let (first, last) = (content.split_first(), content.split_last());
    let (what, content) = match chance.below(8) {
        0 => ("without its last octet", last?.1.to_vec()),
        1 => ("without its first octet", first?.1.to_vec()),
        2 => ("with an octet behind", [content, &[chance.of([0, 1, 0xff])]].concat()),
        3 => ("with an octet before", [&[chance.of([0, 1, 0xff])], content].concat()),
        4 => ("emptied", first.map(|_| Vec::new())?),
        5 => ("with its content twice", first.map(|_| content.repeat(2))?),
        6 => return (tag & 0x20 != 0).then(|| ("without what is around its content", content.to_vec())),
        _ => return Some(("inside one more SEQUENCE", seq(&[tlv(tag, content)]))),
    };
    Some((what, tlv(tag, content)))
}

/// Something more in a constructed value.
fn enriched(tag: u8, content: &[u8], chance: &mut Chance) -> Option<Said> {
    if tag & 0x20 == 0 {
        return None;
    }
    let behind = |more: Vec<u8>| tlv(tag, [content, &more].concat());
    let before = |more: Vec<u8>| tlv(tag, [&more, content].concat());
    Some(match chance.below(8) {
        0 => ("with NULL behind", behind(tlv(5, []))),
        1 => ("with NULL before", before(tlv(5, []))),
        2 => ("with an unknown field behind", behind(tlv(0x9e, [1]))),
        3 => ("with an unknown field before", before(tlv(0x9e, [1]))),
        4 => ("with FALSE written out before", before(boolean(0))),
        5 => ("with FALSE written out behind", behind(boolean(0))),
        6 => ("with zero written out behind", behind(tlv(0x80, [0]))),
        _ => ("with an INTEGER zero behind", behind(integer(&[0]))),
    })
}

/// The same, or about the same, in octets that its type does not have.
fn respelled(tag: u8, content: &[u8], chance: &mut Chance) -> Option<Said> {
    let (what, content) = match tag {
        0x01 => match chance.below(3) {
            0 => ("of another value", vec![chance.of([0, 1, 0x7f, 0xfe])]),
            1 => ("of two octets", content.repeat(2)),
            _ => ("turned round", vec![!content.first()?]),
        },
        0x02 => number(content, chance)?,
        0x03 => bit_string(content, chance)?,
        0x05 => ("with content", vec![0]),
        0x06 => object_identifier(content, chance)?,
        0x0c | 0x12..=0x16 | 0x1a..=0x1e | 0x80..=0x9f => return text(tag, content, chance),
        0x17 | 0x18 => match chance.below(3) {
            0 => ("with a fraction", [content.strip_suffix(b"Z")?, b".0Z"].concat()),
            1 => ("without Z", content.strip_suffix(b"Z")?.to_vec()),
            _ => ("with a small z", [content.strip_suffix(b"Z")?, b"z"].concat()),
        },
        0x30 | 0x31 => {
            let parts = read::spans(content)?;
            if parts.len() < 2 {
                return None;
            }
            let parts: Option<Vec<&[u8]>> = parts.into_iter().rev().map(|span| content.get(span.whole)).collect();
            ("backwards", parts?.concat())
        }
        _ => {
            let mut content = content.to_vec();
            let place = chance.below(content.len().max(1));
            *content.get_mut(place)? = chance.octet();
            ("with another octet", content)
        }
    };
    Some((what, tlv(tag, content)))
}

fn number(content: &[u8], chance: &mut Chance) -> Option<Said> {
    let (first, rest) = content.split_first()?;
    Some(match chance.below(7) {
        0 | 1 => ("padded", [&[if *first < 0x80 { 0 } else { 0xff }], content].concat()),
        2 => ("negative", [&[first | 0x80], rest].concat()),
        3 => ("zero", vec![0]),
        4 => ("of nine octets", vec![1; 9]),
        5 => ("of forty octets", vec![1; 40]),
        _ => ("of another value", vec![chance.of([1, 2, 3, 0x7f])]),
    })
}

fn bit_string(content: &[u8], chance: &mut Chance) -> Option<Said> {
    let (unused, bits) = content.split_first()?;
    let with = |unused: u8| [&[unused], bits].concat();
    Some(match chance.below(7) {
        0 => ("with more unused bits", with(unused.saturating_add(1))),
        1 => ("with no unused bits", with(0)),
        2 => ("with eight unused bits", with(8)),
        3 => ("with a zero octet behind its bits", [content, &[0]].concat()),
        4 => {
            let (last, others) = bits.split_last()?;
            ("with all bits of its last octet set", [&[*unused], others, &[last | 0xff]].concat())
        }
        5 => ("without bits", vec![0]),
        _ => ("without bits, seven of them unused", vec![7]),
    })
}

fn object_identifier(content: &[u8], chance: &mut Chance) -> Option<Said> {
    let (last, others) = content.split_last()?;
    Some(match chance.below(6) {
        0 => ("padded", [others, &[0x80, *last]].concat()),
        1 => ("padded before", [&[0x80], content].concat()),
        2 => ("unfinished", [others, &[last | 0x80]].concat()),
        3 => ("of another number", [others, &[last ^ 1]].concat()),
        4 => ("with a number more", [content, &[0]].concat()),
        _ => ("of a very long number", [others, &[0xff; 40], &[0x7f]].concat()),
    })
}

/// A string, or a field that is one.
fn text(tag: u8, content: &[u8], chance: &mut Chance) -> Option<Said> {
    let (first, rest) = content.split_first()?;
    let (what, content) = match chance.below(6) {
        0 if tag < 0x80 => return Some(("as another string", tlv(chance.of([0x0c, 0x13, 0x14, 0x16, 0x1a]), content))),
        1 => ("with a zero octet inside", [&[*first, 0], rest].concat()),
        2 => ("with an octet that is not ASCII", [&[*first, 0xff], rest].concat()),
        3 => {
            // BER: in parts, each a string of its own.
            let part = if tag < 0x80 { tag } else { 0x16 };
            let parts = [tlv(part, [*first]), tlv(part, rest)].concat();
            return Some(("in two parts", tlv(tag | 0x20, parts)));
        }
        4 => ("with a line break inside", [&[*first, b'\n'], rest].concat()),
        _ => {
            let mut content = content.to_vec();
            let place = chance.below(content.len());
            *content.get_mut(place)? = chance.octet();
            ("with another octet", content)
        }
    };
    Some((what, tlv(tag, content)))
}
