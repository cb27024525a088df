//! A reader of the forge's own DER, for changing what is inside.

/// A value: its tag, and its content.
pub(super) type Value = (u8, Vec<u8>);

/// The values that stand one after the other; `None` if they are not read.
pub(super) fn values(mut der: &[u8]) -> Option<Vec<Value>> {
    let mut values = Vec::new();
    while let [tag, first, rest @ ..] = der {
        let (length, rest) = match first {
            0..=0x7f => (usize::from(*first), rest),
            _ => {
                let (octets, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                let length = octets
                    .iter()
                    .try_fold(0_usize, |length, octet| length.checked_mul(256)?.checked_add(usize::from(*octet)))?;
                (length, rest)
            }
        };
        let (content, rest) = rest.split_at_checked(length)?;
        values.push((*tag, content.to_vec()));
        der = rest;
    }
    der.is_empty().then_some(values)
}

/// What is inside the one value.
pub(super) fn inside(der: &[u8]) -> Option<Vec<Value>> {
    let [(_, content)] = values(der)?.try_into().ok()?;
    values(&content)
}
