//! Signatures by the RustCrypto crates: pure Rust, for WebAssembly and wherever there is no C compiler.
//!
//! Held to what AWS-LC and ring accept: uncompressed points, RSA moduli of 2048 to 8192 bits with an odd exponent from 3
//! to 2^33 - 1, strict DER for ECDSA, a salt as long as the hash for PSS.

use std::marker::PhantomData;

use ed25519_dalek::Verifier as _;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::{BoxedUint, PublicKey, pkcs1v15, pss};
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::{Algorithms, absent_parameters as absent, is_plain};
use crate::encoding::der::{Reader, tag};

/// Verifies one kind of signature over one hash.
trait Scheme: Send + Sync {
    fn verify(key: &[u8], message: &[u8], signature: &[u8]) -> Option<()>;
}

struct Algorithm<S> {
    key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
    scheme: PhantomData<S>,
}

impl<S> Algorithm<S> {
    const fn new(key: AlgorithmIdentifier, signature: AlgorithmIdentifier) -> Self {
        Self { key, signature, scheme: PhantomData }
    }
}

impl<S> std::fmt::Debug for Algorithm<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Algorithm").field("key", &self.key).field("signature", &self.signature).finish_non_exhaustive()
    }
}

impl<S: Scheme> SignatureVerificationAlgorithm for Algorithm<S> {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        is_plain(self.key, key).then(|| S::verify(key, message, signature)).flatten().ok_or(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}

/// ECDSA on a curve with a hash.
macro_rules! ecdsa {
    ($($name:ident $curve:ident $hash:ident $octets:literal;)*) => {$(
        struct $name;

        impl Scheme for $name {
            fn verify(key: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
                let key = $curve::ecdsa::VerifyingKey::from_sec1_bytes(key).ok()?;
                let signature = $curve::ecdsa::Signature::from_der(signature).ok()?;
                // A hash shorter than the curve's field is the same number with zeros before it (FIPS 186-5, section 6.4).
                let mut padded = [0_u8; $octets];
                let digest = $hash::digest(message);
                let shared = digest.len().min($octets);
                padded.get_mut(usize::saturating_sub($octets, shared)..)?.copy_from_slice(digest.get(..shared)?);
                let digest = if digest.len() < $octets { &padded[..] } else { &digest[..] };
                key.verify_prehash(digest, &signature).ok()
            }
        }
    )*};
}

ecdsa! {
    P256Sha256 p256 Sha256 32;
    P256Sha384 p256 Sha384 32;
    P384Sha256 p384 Sha256 48;
    P384Sha384 p384 Sha384 48;
    P521Sha256 p521 Sha256 66;
    P521Sha384 p521 Sha384 66;
    P521Sha512 p521 Sha512 66;
}

struct Ed25519;

impl Scheme for Ed25519 {
    fn verify(key: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
        let signature = ed25519_dalek::Signature::from_bytes(signature.try_into().ok()?);
        key.verify(message, &signature).ok()
    }
}

/// Modulus bits that are accepted, as by AWS-LC and ring (`RSA_*_2048_8192_*`).
const MODULUS_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;
/// Longest exponent that is accepted, in octets: 33 bits.
const EXPONENT_OCTETS: usize = 5;

/// RFC 8017 appendix A.1.1.
fn rsa_key(key: &[u8]) -> Option<PublicKey> {
    let mut outside = Reader::new(key);
    let sequence = outside.read().ok().filter(|value| value.tag == tag::SEQUENCE && outside.is_empty())?;
    let mut inside = sequence.reader();
    let mut number = || {
        let octets = inside.read().ok().filter(|value| value.tag == tag::INTEGER)?.integer().ok()?;
        let positive = octets.first().is_some_and(|octet| octet & 0x80 == 0);
        let odd = octets.last().is_some_and(|octet| octet & 1 == 1);
        (positive && odd).then_some(octets.strip_prefix(&[0]).unwrap_or(octets))
    };
    let (modulus, exponent) = (number()?, number()?);
    if !inside.is_empty() || exponent.len() > EXPONENT_OCTETS || exponent == [1] {
        return None;
    }
    let number = BoxedUint::from_be_slice_vartime;
    PublicKey::new_with_size_limits(number(modulus), number(exponent), MODULUS_BITS).ok()
}

/// RSA with a padding and a hash.
macro_rules! rsa {
    ($($name:ident $padding:ident $hash:ident;)*) => {$(
        struct $name;

        impl Scheme for $name {
            fn verify(key: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
                let key = $padding::VerifyingKey::<$hash>::new(rsa_key(key)?);
                let signature = $padding::Signature::try_from(signature).ok()?;
                key.verify_prehash(&$hash::digest(message), &signature).ok()
            }
        }
    )*};
}

rsa! {
    Pkcs1Sha256 pkcs1v15 Sha256;
    Pkcs1Sha384 pkcs1v15 Sha384;
    Pkcs1Sha512 pkcs1v15 Sha512;
    PssSha256 pss Sha256;
    PssSha384 pss Sha384;
    PssSha512 pss Sha512;
}

macro_rules! algorithms {
    ($($key:ident $signature:expr => $scheme:ident,)*) => {
        /// The algorithms; curve and hash are not tied to each other.
        pub(super) const ALGORITHMS: Algorithms = &[$(&Algorithm::<$scheme>::new(alg_id::$key, $signature),)*];
    };
}

algorithms! {
    ECDSA_P256 alg_id::ECDSA_SHA256 => P256Sha256,
    ECDSA_P256 alg_id::ECDSA_SHA384 => P256Sha384,
    ECDSA_P384 alg_id::ECDSA_SHA256 => P384Sha256,
    ECDSA_P384 alg_id::ECDSA_SHA384 => P384Sha384,
    ECDSA_P521 alg_id::ECDSA_SHA256 => P521Sha256,
    ECDSA_P521 alg_id::ECDSA_SHA384 => P521Sha384,
    ECDSA_P521 alg_id::ECDSA_SHA512 => P521Sha512,
    ED25519 alg_id::ED25519 => Ed25519,
    RSA_ENCRYPTION alg_id::RSA_PKCS1_SHA256 => Pkcs1Sha256,
    RSA_ENCRYPTION alg_id::RSA_PKCS1_SHA384 => Pkcs1Sha384,
    RSA_ENCRYPTION alg_id::RSA_PKCS1_SHA512 => Pkcs1Sha512,
    RSA_ENCRYPTION absent::RSA_PKCS1_SHA256 => Pkcs1Sha256,
    RSA_ENCRYPTION absent::RSA_PKCS1_SHA384 => Pkcs1Sha384,
    RSA_ENCRYPTION absent::RSA_PKCS1_SHA512 => Pkcs1Sha512,
    RSA_ENCRYPTION alg_id::RSA_PSS_SHA256 => PssSha256,
    RSA_ENCRYPTION alg_id::RSA_PSS_SHA384 => PssSha384,
    RSA_ENCRYPTION alg_id::RSA_PSS_SHA512 => PssSha512,
}
