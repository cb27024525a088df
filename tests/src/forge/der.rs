//! A DER writer that also writes what DER forbids.

/// Tag, length, content.
pub(crate) fn tlv(tag: u8, content: impl AsRef<[u8]>) -> Vec<u8> {
    let content = content.as_ref();
    let mut out = vec![tag];
    let length = content.len();
    match u8::try_from(length) {
        Ok(short @ 0..=0x7f) => out.push(short),
        Ok(byte) => out.extend([0x81, byte]),
        Err(_) => {
            let octets: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|&octet| octet == 0).collect();
            out.push(0x80 | u8::try_from(octets.len()).unwrap_or(0));
            out.extend(octets);
        }
    }
    out.extend_from_slice(content);
    out
}

pub(crate) fn seq(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, parts.concat())
}

pub(crate) fn oid(content: &[u8]) -> Vec<u8> {
    tlv(0x06, content)
}

pub(crate) fn integer(content: &[u8]) -> Vec<u8> {
    tlv(0x02, content)
}

pub(crate) fn octets(content: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(0x04, content)
}

pub(crate) fn bits(unused: u8, content: &[u8]) -> Vec<u8> {
    let mut inside = vec![unused];
    inside.extend_from_slice(content);
    tlv(0x03, inside)
}

pub(crate) fn boolean(value: u8) -> Vec<u8> {
    tlv(0x01, [value])
}

/// `YYMMDDHHMMSSZ`
pub(crate) fn utc(text: &str) -> Vec<u8> {
    tlv(0x17, text)
}

/// `YYYYMMDDHHMMSSZ`
pub(crate) fn generalized(text: &str) -> Vec<u8> {
    tlv(0x18, text)
}

/// A name of one attribute, a common name of this string type.
pub(crate) fn name_of(tag: u8, text: impl AsRef<[u8]>) -> Vec<u8> {
    rdns(&[(&[85, 4, 3], tag, text.as_ref())])
}

/// A name of attributes, each in a relative distinguished name of its own.
pub(crate) fn rdns(attributes: &[(&[u8], u8, &[u8])]) -> Vec<u8> {
    let parts: Vec<Vec<u8>> =
        attributes.iter().map(|(kind, tag, text)| tlv(0x31, seq(&[oid(kind), tlv(*tag, text)]))).collect();
    seq(&parts)
}

/// `CN=text`
pub(crate) fn cn(text: &str) -> Vec<u8> {
    name_of(0x0c, text)
}
