//! Signatures that were verified before, and the CAs whose certificates were read for it.
//!
//! What is kept is that a signature is right, which no later event can change: time, revocation, names and policy are looked
//! at anew for each decision. A signature that was not right is never kept, so nothing can be denied for it; and one is kept
//! only once a whole path to an anchor stands on it, so peers that nobody vouches for take no room. The certificate of a CA in
//! such a path is kept as it was read, for whoever presents the same octets.

mod halves;

use std::fmt;
use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Provider;
use crate::certificate::{Certificate, Span};
use crate::limits::{CERTIFICATE_BYTES_CACHED, ISSUERS_CACHED, SIGNATURES_CACHED};
use halves::Halves;

/// A signature that is right.
struct Verified {
    /// What was signed with its signature and algorithm, as it is for a certificate: comparing octets that are in memory takes a
    /// twentieth of hashing them. Of anything else the SHA-256, and no certificate has as few octets.
    signed: Arc<[u8]>,
    /// The certificate of who signed it, and where in it is the key with its algorithm.
    issuer: Arc<[u8]>,
    key: Span,
    provider: &'static str,
}

impl Verified {
    fn is(&self, signed: &[u8], issuer: &Certificate, provider: Provider) -> bool {
        same(&self.signed, signed)
            && same(self.key.of(&self.issuer), issuer.public_key().spki_der())
            && self.provider == provider.name()
    }
}

/// Mostly they are the same in memory.
fn same(one: &[u8], other: &[u8]) -> bool {
    ptr::eq(one, other) || one == other
}

/// What the tables go by: some octets of a signature, or of a digest, which no two have in common but by chance or on purpose.
/// RSA, ECDSA and EdDSA signatures end with octets that are as good as drawn by lot; ML-DSA's end with a list of few forms, and
/// have such octets before. Whoever would have those of somebody else's certificate needs one that verifies, and gains that the
/// other is forgotten.
fn tag(octets: &[u8]) -> u64 {
    let before_end = |count: usize| {
        let start = octets.len().checked_sub(count)?;
        octets.get(start..)?.first_chunk().map(|octets| u64::from_le_bytes(*octets))
    };
    let (last, earlier) = (before_end(16).unwrap_or(0), before_end(128).unwrap_or(0));
    last ^ earlier.rotate_left(7)
}

/// The tag of a signature: what one provider verified is nothing to another.
fn tag_by(signed: &[u8], provider: Provider) -> u64 {
    let name = provider.name().as_bytes().first_chunk();
    tag(signed) ^ name.map_or(0, |octets| u64::from(u32::from_le_bytes(*octets)))
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
    /// By some bits of what is kept, so that threads seldom wait for one another.
    shards: [Mutex<Shard>; SHARDS],
    /// Most entries of one half of a shard.
    half: usize,
}

/// A power of two.
const SHARDS: usize = 8;

/// Each by its [`tag`].
#[derive(Default)]
struct Shard {
    signatures: Halves<Verified>,
    issuers: Halves<Certificate>,
}

impl SignatureCache {
    /// An empty one that keeps at most this many signatures, rounded up to the next multiple of 16. Each takes about a
    /// hundred octets more than its certificate has, and its issuer's, which those of one CA have in common. Besides, it keeps
    /// the certificates of at most as many CAs, and of no more than [`ISSUERS_CACHED`].
    pub fn new(entries: usize) -> Self {
        Self(Arc::new(Inner { shards: Default::default(), half: entries.div_ceil(2 * SHARDS).max(1) }))
    }

    /// Most signatures that it keeps.
    pub fn capacity(&self) -> usize {
        self.0.half.saturating_mul(2 * SHARDS)
    }

    /// How many signatures it keeps.
    pub fn len(&self) -> usize {
        self.0.shards.iter().map(|shard| lock(shard).signatures.len()).sum()
    }

    /// Whether it keeps none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets them all.
    pub fn clear(&self) {
        self.0.shards.iter().for_each(|shard| *lock(shard) = Shard::default());
    }

    /// Whether it is known that the key of `issuer` signed that: a certificate, or the SHA-256 of anything else.
    pub(crate) fn knows(&self, signed: &[u8], issuer: &Certificate, provider: Provider) -> bool {
        let tag = tag_by(signed, provider);
        let known = |mut shard: MutexGuard<'_, Shard>| {
            shard.signatures.get(tag, self.0.half).is_some_and(|known| known.is(signed, issuer, provider))
        };
        self.shard(tag).is_some_and(known)
    }

    /// Keeps that it was verified, of those that it does not know, unless that takes too much room.
    pub(crate) fn keep(&self, signed: Arc<[u8]>, issuer: &Certificate, provider: Provider) {
        let (tag, issuer, key) = (tag_by(&signed, provider), issuer.shared_der(), issuer.spki_span());
        if signed.len().max(issuer.len()) > CERTIFICATE_BYTES_CACHED {
            return;
        }
        if let Some(mut shard) = self.shard(tag) {
            shard.signatures.keep(tag, Verified { signed, issuer, key, provider: provider.name() }, self.0.half);
        }
    }

    /// The certificate of these octets, if it is the one of a CA that has a place in a path that verified.
    pub(crate) fn issuer(&self, der: &[u8]) -> Option<Certificate> {
        let tag = tag(der);
        self.shard(tag)?.issuers.get(tag, self.issuers()).filter(|issuer| issuer.der() == der).cloned()
    }

    /// Keeps the certificate of a CA that has a place in a path that verified.
    pub(crate) fn keep_issuer(&self, issuer: &Certificate) {
        let (tag, half) = (tag(issuer.der()), self.issuers());
        if let Some(mut shard) = self.shard(tag)
            && shard.issuers.get(tag, half) != Some(issuer)
        {
            shard.issuers.keep(tag, issuer.clone(), half);
        }
    }

    /// Most CAs of one half of a shard.
    fn issuers(&self) -> usize {
        self.0.half.min(ISSUERS_CACHED / (2 * SHARDS))
    }

    /// By the last octet of a tag: the tables begin with the first.
    fn shard(&self, tag: u64) -> Option<MutexGuard<'_, Shard>> {
        let [.., bits] = tag.to_le_bytes();
        self.0.shards.get(usize::from(bits) % SHARDS).map(lock)
    }
}

/// A thread that panicked while it held the lock left right signatures all the same: nothing else is ever put in.
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
