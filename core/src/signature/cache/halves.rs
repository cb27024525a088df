//! A bounded set that forgets what nobody has asked for.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::mem;

/// Two halves: what was asked for lately, and what was before. When the first is full it becomes the second, and what nobody
/// has asked for since is forgotten.
pub(super) struct Halves<K> {
    recent: Half<K>,
    earlier: Half<K>,
}

type Half<K> = HashSet<K, BuildHasherDefault<LastOctets>>;

impl<K> Default for Halves<K> {
    fn default() -> Self {
        Self { recent: Half::default(), earlier: Half::default() }
    }
}

impl<K: Eq + Hash> Halves<K> {
    pub(super) fn len(&self) -> usize {
        self.recent.len().saturating_add(self.earlier.len())
    }

    /// What is the same as that, among the lately asked for from now on. A half has at most so many.
    pub(super) fn get<Q: ?Sized + Eq + Hash>(&mut self, key: &Q, half: usize) -> Option<&K>
    where
        K: Borrow<Q>,
    {
        if let Some(kept) = self.earlier.take(key) {
            self.keep(kept, half);
        }
        self.recent.get(key)
    }

    pub(super) fn keep(&mut self, key: K, half: usize) {
        if self.recent.contains(&key) {
            return;
        }
        if self.recent.len() >= half {
            self.earlier = mem::take(&mut self.recent);
        }
        self.earlier.remove(&key);
        self.recent.insert(key);
    }
}

/// The last octets, as they are: those of digests and of signatures are as good as any hash. Who would have many of them be
/// the same needs as many certificates that verify, and gains the time of some comparisons.
#[derive(Default)]
struct LastOctets(u64);

impl Hasher for LastOctets {
    fn write(&mut self, octets: &[u8]) {
        let last = match octets.last_chunk() {
            Some(last) => u64::from_le_bytes(*last),
            None => octets.iter().fold(0, |last, octet| (last << 8) | u64::from(*octet)),
        };
        self.0 = self.0.rotate_left(5) ^ last;
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
            halves.keep(number, 8);
            assert!(halves.len() <= 16, "{}", halves.len());
            assert_eq!(halves.get(&0, 8), Some(&0), "asked for each time, up to {number}");
            assert_eq!(halves.get(&number, 8), Some(&number));
        }
        assert_eq!(halves.get(&1, 8), None, "nobody has asked for it since");
    }
}
