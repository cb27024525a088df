//! Signatures that were verified before.
//!
//! What is kept is that a signature is right, which no later event can change: time, revocation, names and policy are looked
//! at anew for each decision. A signature that was not right is never kept, so nothing can be denied for it; and one is kept
//! only once a whole path to an anchor stands on it, so peers that nobody vouches for take no room.

use std::collections::BTreeSet;
use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Provider;
use crate::certificate::Certificate;
use crate::limits::SIGNATURES_CACHED;

/// Which signature: over what and by which algorithm, both as the digest of the whole that was signed with its signature
/// and algorithm in it; by which key, with its algorithm; and who verified it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Verified {
    signed: [u8; 32],
    key: [u8; 32],
    provider: &'static str,
}

impl Verified {
    /// The signature of a certificate, as one of its issuer's.
    pub(crate) fn certificate(subject: &Certificate, issuer: &Certificate, provider: Provider) -> Self {
        Self { signed: *subject.fingerprint().as_bytes(), key: issuer.spki_pin(), provider: provider.name() }
    }

    /// The signature of anything else: the digest of its DER encoding, which is not that of a certificate, and the pin of the key.
    pub(crate) fn other(digest: [u8; 32], key: [u8; 32], provider: Provider) -> Self {
        Self { signed: digest, key, provider: provider.name() }
    }
}

/// A bounded set of signatures that are known to be right, so that a peer from a known issuer costs one signature, and a
/// peer seen before none.
///
/// A relying party has one of its own, of [`SIGNATURES_CACHED`] entries. Cloning one shares it: several relying parties may have
/// the same, from any thread, whatever their anchors, profiles and policies are. It never changes a decision, only
/// how long one takes.
#[derive(Clone)]
pub struct SignatureCache(Arc<Inner>);

struct Inner {
    /// By the first octet of what was signed, so that threads seldom wait for one another.
    shards: [Mutex<Shard>; SHARDS],
    /// Most entries of one half of a shard.
    half: usize,
}

/// A power of two.
const SHARDS: usize = 8;

/// Two halves: what was asked for lately, and what was before. When the first is full it becomes the second, and what
/// nobody has asked for since is forgotten.
#[derive(Default)]
struct Shard {
    recent: BTreeSet<Verified>,
    earlier: BTreeSet<Verified>,
}

impl Shard {
    fn keep(&mut self, signature: Verified, half: usize) {
        if self.recent.contains(&signature) {
            return;
        }
        if self.recent.len() >= half {
            self.earlier = mem::take(&mut self.recent);
        }
        self.earlier.remove(&signature);
        self.recent.insert(signature);
    }
}

impl SignatureCache {
    /// An empty one that keeps at most this many signatures, rounded up to the next multiple of 16. Each takes about a
    /// hundred octets.
    pub fn new(entries: usize) -> Self {
        Self(Arc::new(Inner { shards: Default::default(), half: entries.div_ceil(2 * SHARDS).max(1) }))
    }

    /// Most signatures that it keeps.
    pub fn capacity(&self) -> usize {
        self.0.half.saturating_mul(2 * SHARDS)
    }

    /// How many signatures it keeps.
    pub fn len(&self) -> usize {
        let shards = self.0.shards.iter().map(lock);
        shards.map(|shard| shard.recent.len().saturating_add(shard.earlier.len())).sum()
    }

    /// Whether it keeps none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets them all.
    pub fn clear(&self) {
        self.0.shards.iter().for_each(|shard| *lock(shard) = Shard::default());
    }

    /// Whether that signature is known to be right.
    pub(crate) fn knows(&self, signature: &Verified) -> bool {
        self.shard(signature).is_some_and(|mut shard| {
            let earlier = || shard.earlier.contains(signature);
            let known = shard.recent.contains(signature) || earlier();
            if known {
                shard.keep(*signature, self.0.half);
            }
            known
        })
    }

    /// Keeps a signature that was verified.
    pub(crate) fn keep(&self, signature: Verified) {
        if let Some(mut shard) = self.shard(&signature) {
            shard.keep(signature, self.0.half);
        }
    }

    fn shard(&self, signature: &Verified) -> Option<MutexGuard<'_, Shard>> {
        let [first, ..] = signature.signed;
        self.0.shards.get(usize::from(first) % SHARDS).map(lock)
    }
}

/// A thread that panicked while it held the lock left a set of right signatures all the same: nothing else is ever put in.
fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Default for SignatureCache {
    /// Of [`SIGNATURES_CACHED`] entries.
    fn default() -> Self {
        Self::new(SIGNATURES_CACHED)
    }
}

impl fmt::Debug for SignatureCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignatureCache({} of {})", self.len(), self.capacity())
    }
}
