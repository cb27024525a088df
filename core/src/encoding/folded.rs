//! A hash for tables that only the relying party fills: a peer can look things up in them and not make two of them meet.

use std::hash::{BuildHasherDefault, Hasher};

pub(crate) type Folds = BuildHasherDefault<Folded>;

/// The octets, eight at a time, each multiplied into those before.
#[derive(Default)]
pub(crate) struct Folded(u64);

impl Folded {
    fn fold(&mut self, word: u64) {
        // The golden ratio, of which no bits are more likely than others.
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Folded {
    fn write(&mut self, octets: &[u8]) {
        let (words, rest) = octets.as_chunks();
        words.iter().for_each(|word| self.fold(u64::from_le_bytes(*word)));
        if !rest.is_empty() {
            self.fold(rest.iter().fold(0, |word, octet| (word << 8) | u64::from(*octet)));
        }
    }

    fn write_usize(&mut self, number: usize) {
        self.fold(u64::try_from(number).unwrap_or(u64::MAX));
    }

    fn finish(&self) -> u64 {
        // A product's low bits come of the low bits of its factors alone.
        self.0 ^ (self.0 >> 32)
    }
}
