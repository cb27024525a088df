//! Signatures: algorithms behind one list of trait objects, from AWS-LC, ring or RustCrypto.
//!
//! Each algorithm is a [`SignatureVerificationAlgorithm`]; a certificate's signature is verified by the one whose two
//! algorithm identifiers equal, octet for octet, the one in the certificate and the one in the issuer's key.

#[cfg(feature = "aws-lc-rs")]
mod aws_lc_rs;
mod cache;
#[cfg(feature = "ring")]
mod ring;
#[cfg(feature = "rustcrypto")]
mod rustcrypto;

pub use cache::SignatureCache;
pub(crate) use cache::Verified;
use rustls_pki_types::SignatureVerificationAlgorithm;

use crate::certificate::Certificate;
use crate::encoding::algorithm;
use crate::encoding::der::Reader;
use crate::setup::{SetupCode, SetupError};

/// `sha256WithRSAEncryption` and its siblings with absent parameters, which RFC 4055 section 5 asks to accept.
#[cfg(any(feature = "aws-lc-rs", feature = "ring", feature = "rustcrypto"))]
mod absent_parameters {
    use rustls_pki_types::AlgorithmIdentifier;

    const fn sha2(last: u8) -> [u8; 11] {
        [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, last]
    }
    const SHA256: [u8; 11] = sha2(11);
    const SHA384: [u8; 11] = sha2(12);
    const SHA512: [u8; 11] = sha2(13);
    pub(super) const RSA_PKCS1_SHA256: AlgorithmIdentifier = AlgorithmIdentifier::from_slice(&SHA256);
    pub(super) const RSA_PKCS1_SHA384: AlgorithmIdentifier = AlgorithmIdentifier::from_slice(&SHA384);
    pub(super) const RSA_PKCS1_SHA512: AlgorithmIdentifier = AlgorithmIdentifier::from_slice(&SHA512);
}

/// Whether a key's octets are written as every provider reads them.
///
/// Points of the NIST curves are uncompressed (RFC 5480 section 2.2 leaves others to the reader: AWS-LC reads them,
/// ring does not). The number in an Ed25519 key is below the prime of the field, and zero has no sign (RFC 8032 section
/// 5.1.3, steps 1 and 4): AWS-LC refuses the rest, ring and RustCrypto do not.
#[cfg(any(feature = "aws-lc-rs", feature = "ring", feature = "rustcrypto"))]
fn is_plain(algorithm: rustls_pki_types::AlgorithmIdentifier, key: &[u8]) -> bool {
    use rustls_pki_types::alg_id;
    /// Of 2^255 - 19, the least significant octet; the last is 0x7f, those between are 0xff.
    const PRIME: u8 = 0xed;
    if algorithm == alg_id::ED25519 {
        let [first, between @ .., last] = key else { return false };
        let y = last & 0x7f;
        let beyond = y == 0x7f && between.iter().all(|octet| *octet == 0xff) && *first >= PRIME;
        // Where y is one or minus one, x is zero.
        let one = y == 0 && between.iter().all(|octet| *octet == 0) && *first == 1;
        let minus_one = y == 0x7f && between.iter().all(|octet| *octet == 0xff) && *first == PRIME - 1;
        return !beyond && !((one || minus_one) && *last != y);
    }
    let on_curve = [alg_id::ECDSA_P256, alg_id::ECDSA_P384, alg_id::ECDSA_P521].contains(&algorithm);
    !on_curve || key.first() == Some(&4)
}

type Algorithms = &'static [&'static dyn SignatureVerificationAlgorithm];

/// A source of signature algorithms. Which there are is decided by the features of the build.
#[derive(Clone, Copy, Debug)]
pub struct Provider {
    name: &'static str,
    algorithms: Algorithms,
}

impl PartialEq for Provider {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Provider {
    /// AWS-LC, through `aws-lc-rs`.
    #[cfg(feature = "aws-lc-rs")]
    pub fn aws_lc_rs() -> Self {
        Self { name: "aws-lc-rs", algorithms: aws_lc_rs::ALGORITHMS }
    }

    /// ring. It has no P-521.
    #[cfg(feature = "ring")]
    pub fn ring() -> Self {
        Self { name: "ring", algorithms: ring::ALGORITHMS }
    }

    /// The RustCrypto crates.
    #[cfg(feature = "rustcrypto")]
    pub fn rustcrypto() -> Self {
        Self { name: "rustcrypto", algorithms: rustcrypto::ALGORITHMS }
    }

    /// All providers of this build, the preferred one first: AWS-LC, ring, RustCrypto.
    pub fn available() -> Vec<Self> {
        vec![
            #[cfg(feature = "aws-lc-rs")]
            Self::aws_lc_rs(),
            #[cfg(feature = "ring")]
            Self::ring(),
            #[cfg(feature = "rustcrypto")]
            Self::rustcrypto(),
        ]
    }

    /// The preferred provider of this build.
    ///
    /// # Errors
    /// `provider_missing` if the crate was built without any.
    pub fn preferred() -> Result<Self, SetupError> {
        Self::available().into_iter().next().ok_or_else(|| {
            SetupError::new(
                SetupCode::ProviderMissing,
                "this build has no signature provider",
                "build with the feature `aws-lc-rs`, `ring` or `rustcrypto`",
            )
        })
    }

    /// The provider of that name: `aws-lc-rs`, `ring` or `rustcrypto`.
    ///
    /// # Errors
    /// `provider_missing` if there is none, or the build has not got it.
    pub fn by_name(name: &str) -> Result<Self, SetupError> {
        let available = Self::available();
        let names: Vec<&str> = available.iter().map(Self::name).collect();
        available.iter().copied().find(|provider| provider.name == name).ok_or_else(|| {
            SetupError::new(
                SetupCode::ProviderMissing,
                format!("this build has no signature provider {}", crate::reason::quoted(name)),
                format!("use one of those it has ({}), or build with the feature of that name", names.join(", ")),
            )
        })
    }

    /// Its name, as [`by_name`](Self::by_name) takes it.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its algorithms.
    pub fn algorithms(&self) -> Algorithms {
        self.algorithms
    }
}

/// Why a signature did not verify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// No algorithm of the provider's is the one that it was made with.
    AlgorithmNotAccepted {
        /// Its name.
        what: String,
    },
    /// The algorithm is not for a key of the issuer's kind.
    KeyMismatch,
    /// It was not made over these bytes by this key.
    SignatureInvalid,
}

/// Verifies one signature. Both algorithms are the contents of an AlgorithmIdentifier.
pub(crate) fn verify(
    provider: Provider,
    signature_algorithm: &[u8],
    key_algorithm: &[u8],
    key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), Failure> {
    let (mut known, mut same_kind) = (false, false);
    for candidate in provider.algorithms {
        if candidate.signature_alg_id().as_ref() != signature_algorithm {
            continue;
        }
        known = true;
        let for_key = candidate.public_key_alg_id();
        if for_key.as_ref() == key_algorithm {
            return candidate.verify_signature(key, message, signature).map_err(|_| Failure::SignatureInvalid);
        }
        same_kind |= kind(for_key.as_ref()) == kind(key_algorithm);
    }
    if known && !same_kind {
        return Err(Failure::KeyMismatch);
    }
    let mut what = algorithm::name(signature_algorithm);
    if same_kind {
        // A curve, most often: not every provider has each.
        what = format!("{what}, by a key whose parameters {} does not know", provider.name);
    }
    Err(Failure::AlgorithmNotAccepted { what })
}

/// Verifies the signature of a certificate by its issuer's key.
pub(crate) fn verify_certificate(
    provider: Provider,
    subject: &Certificate,
    issuer: &Certificate,
    cache: Option<&SignatureCache>,
) -> Result<(), Failure> {
    if cache.is_some_and(|cache| cache.knows(&Verified::certificate(subject, issuer, provider))) {
        return Ok(());
    }
    let (key, made) = (issuer.public_key(), subject.signature());
    verify(provider, made.algorithm(), key.algorithm(), key.key_bytes(), subject.signed_bytes(), made.value())
}

/// An algorithm without its parameters.
fn kind(algorithm: &[u8]) -> Option<&[u8]> {
    Reader::new(algorithm).read().ok().map(|oid| oid.raw)
}
