//! A bounded table that forgets what nobody has asked for.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::mem;

/// Two halves: what was asked for lately, and what was before. When the first is full it becomes the second, and what nobody
/// has asked for since is forgotten. Of what has the same tag the last one is kept.
pub(super) struct Halves<T> {
    recent: Half<T>,
    earlier: Half<T>,
}

type Half<T> = HashMap<u64, T, BuildHasherDefault<AsItIs>>;

impl<T> Default for Halves<T> {
    fn default() -> Self {
        Self { recent: Half::default(), earlier: Half::default() }
    }
}

impl<T> Halves<T> {
    pub(super) fn len(&self) -> usize {
        self.recent.len().saturating_add(self.earlier.len())
    }

    /// What has this tag, among the lately asked for from now on. A half has at most so many.
    pub(super) fn get(&mut self, tag: u64, half: usize) -> Option<&T> {
        if let Some(kept) = self.earlier.remove(&tag) {
            self.keep(tag, kept, half);
        }
        self.recent.get(&tag)
    }

    pub(super) fn keep(&mut self, tag: u64, kept: T, half: usize) {
        if self.recent.len() >= half {
            self.earlier = mem::take(&mut self.recent);
        }
        self.earlier.remove(&tag);
        self.recent.insert(tag, kept);
    }
}

/// A tag is as good as any hash of it.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, octets: &[u8]) {
        self.0 = octets.iter().fold(self.0, |word, octet| word.rotate_left(8) ^ u64::from(*octet));
    }

    fn write_u64(&mut self, tag: u64) {
        self.0 = tag;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Halves;

    #[test]
    fn it_keeps_whom_it_meets_often_and_no_more_than_it_may() {
        let mut halves = Halves::default();
        for number in 0..1_000_u64 {
            halves.keep(number, "kept", 8);
            assert!(halves.len() <= 16, "{}", halves.len());
            assert_eq!(halves.get(0, 8), Some(&"kept"), "asked for each time, up to {number}");
            assert_eq!(halves.get(number, 8), Some(&"kept"));
        }
        assert_eq!(halves.get(1, 8), None, "nobody has asked for it since");
    }

    #[test]
    fn of_two_with_one_tag_it_keeps_the_last() {
        let mut halves = Halves::default();
        halves.keep(1, "first", 1);
        halves.keep(1, "last", 1);
        assert_eq!(halves.get(1, 1), Some(&"last"));
        assert_eq!(halves.len(), 1);
    }
}
