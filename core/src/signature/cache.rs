//! Signatures that were verified before, and the CAs whose certificates were read for it.
//!
//! What is kept is that a signature is right, which no later event can change: time, revocation, names and policy are looked
//! at anew for each decision. A signature that was not right is never kept, so nothing can be denied for it; and one is kept
//! only once a whole path to an anchor stands on it, so peers that nobody vouches for take no room. The certificate of a CA in
//! such a path is kept as it was read, for whoever presents the same octets.

mod halves;

use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Provider;
use crate::certificate::Certificate;
use crate::limits::{CERTIFICATE_BYTES_CACHED, ISSUERS_CACHED, SIGNATURES_CACHED};
use halves::Halves;

/// Which signature: over what and by which algorithm, both as the whole that was signed with its signature and algorithm in it;
/// by which key, with its algorithm; and who verified it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verified {
    /// Some octets of the signature or of the digest, which no two have in common but by chance or on purpose.
    tag: u64,
    signed: Signed,
    key: [u8; 32],
    provider: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Signed {
    /// The octets of a certificate, which its peer has sent and are in memory: comparing them takes a twentieth of hashing them.
    Certificate(Arc<[u8]>),
    /// The SHA-256 of something that may be larger.
    Digest([u8; 32]),
}

impl Verified {
    /// The signature of a certificate, as one of its issuer's; none for one that is too large to be kept.
    pub(crate) fn certificate(subject: &Certificate, issuer: &Certificate, provider: Provider) -> Option<Self> {
        let signed =
            (subject.der().len() <= CERTIFICATE_BYTES_CACHED).then(|| Signed::Certificate(subject.shared_der()))?;
        let tag = tag(subject.signature().value());
        Some(Self { tag, signed, key: issuer.spki_pin(), provider: provider.name() })
    }

    /// The signature of anything else: the digest of its DER encoding, and the pin of the key.
    pub(crate) fn other(digest: [u8; 32], key: [u8; 32], provider: Provider) -> Self {
        Self { tag: tag(&digest), signed: Signed::Digest(digest), key, provider: provider.name() }
    }
}

impl Hash for Verified {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.tag);
    }
}

/// Octets 8 to 15: of RSA, ECDSA, EdDSA and ML-DSA those are as good as drawn by lot, where the first may be DER and the last
/// counts. Whoever would have many of them be the same needs as many certificates that verify, and gains the time of some
/// comparisons.
fn tag(octets: &[u8]) -> u64 {
    octets.get(8..).and_then(|octets| octets.first_chunk()).map_or(0, |octets| u64::from_le_bytes(*octets))
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

#[derive(Default)]
struct Shard {
    signatures: Halves<Verified>,
    issuers: Halves<Issuer>,
}

/// The certificate of a CA, by its octets.
struct Issuer(Certificate);

impl Borrow<[u8]> for Issuer {
    fn borrow(&self) -> &[u8] {
        self.0.der()
    }
}

impl PartialEq for Issuer {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Issuer {}

impl Hash for Issuer {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.der().hash(state);
    }
}

/// Of a certificate they are its signature's.
fn last_octets(der: &[u8]) -> u64 {
    der.last_chunk().map_or(0, |octets| u64::from_le_bytes(*octets))
}

impl SignatureCache {
    /// An empty one that keeps at most this many signatures, rounded up to the next multiple of 16. Each takes about a
    /// hundred octets more than its certificate has. Besides, it keeps the certificates of at most as many CAs, and of no more
    /// than [`ISSUERS_CACHED`].
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

    /// Whether that signature is known to be right.
    pub(crate) fn knows(&self, signature: &Verified) -> bool {
        self.shard(signature.tag).is_some_and(|mut shard| shard.signatures.get(signature, self.0.half).is_some())
    }

    /// The certificate of these octets, if it is the one of a CA that has a place in a path that verified.
    pub(crate) fn issuer(&self, der: &[u8]) -> Option<Certificate> {
        self.shard(last_octets(der))?.issuers.get(der, self.issuers()).map(|issuer| issuer.0.clone())
    }

    /// Keeps a signature that was verified.
    pub(crate) fn keep(&self, signature: Verified) {
        if let Some(mut shard) = self.shard(signature.tag) {
            shard.signatures.keep(signature, self.0.half);
        }
    }

    /// Keeps the certificate of a CA that has a place in a path that verified.
    pub(crate) fn keep_issuer(&self, issuer: &Certificate) {
        if let Some(mut shard) = self.shard(last_octets(issuer.der())) {
            shard.issuers.keep(Issuer(issuer.clone()), self.issuers());
        }
    }

    /// Most CAs of one half of a shard.
    fn issuers(&self) -> usize {
        self.0.half.min(ISSUERS_CACHED / (2 * SHARDS))
    }

    /// By the last octet of a tag: the tables within begin with the first.
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
