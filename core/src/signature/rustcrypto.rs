//! Signatures by the RustCrypto crates: pure Rust, for WebAssembly and wherever there is no C compiler.
//!
//! Held to what AWS-LC and ring accept: uncompressed points, RSA moduli of 2048 to 8192 bits with an odd exponent from 3
//! to 2^33 - 1, strict DER for ECDSA, a salt as long as the hash for PSS.

use ed25519_dalek::Verifier as _;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::elliptic_curve::point::AffineCoordinates;
use rsa::{BoxedUint, Pkcs1v15Sign, Pss, PublicKey};
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::{Algorithms, absent_parameters as absent, is_plain};
use crate::encoding::der::{Reader, tag};

/// Verifies one kind of signature: the key, what was signed (its digest, but for Ed25519), the signature.
type Verify = fn(&[u8], &[u8], &[u8]) -> Option<()>;

#[derive(Debug)]
struct Algorithm {
    key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
    hash: Hash,
    verify: Verify,
}

#[derive(Clone, Copy, Debug)]
enum Hash {
    /// The scheme hashes by itself.
    Within,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Within => message.to_vec(),
            Self::Sha256 => Sha256::digest(message).to_vec(),
            Self::Sha384 => Sha384::digest(message).to_vec(),
            Self::Sha512 => Sha512::digest(message).to_vec(),
        }
    }
}

impl SignatureVerificationAlgorithm for Algorithm {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let verified = || (self.verify)(key, &self.hash.digest(message), signature);
        is_plain(self.key, key).then(verified).flatten().ok_or(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}

/// ECDSA on a curve, over any digest.
macro_rules! ecdsa {
    ($($curve:ident)*) => {$(
        fn $curve(key: &[u8], digest: &[u8], signature: &[u8]) -> Option<()> {
            let field = |number: &[u8]| {
                let mut field = ::$curve::FieldBytes::default();
                at_the_end(number, &mut field).map(|()| field)
            };
            // SEC 1 section 2.3.4 step 3: an uncompressed point; both coordinates are as long as the field.
            let coordinates = key.strip_prefix(&[4])?;
            let (x, y) = coordinates.split_at_checked(::$curve::FieldBytes::default().len())?;
            let point = ::$curve::AffinePoint::from_coordinates(&field(x)?, &field(y).filter(|_| x.len() == y.len())?);
            let key = ::$curve::ecdsa::VerifyingKey::from_affine(point.into_option()?).ok()?;
            let (r, s) = two_integers(signature)?;
            let signature = ::$curve::ecdsa::Signature::from_scalars(field(r)?, field(s)?).ok()?;
            // A hash shorter than the curve's field is the same number with zeros before it (FIPS 186-5, section 6.4).
            match field(digest) {
                Some(padded) => key.verify_prehash(&padded, &signature).ok(),
                None => key.verify_prehash(digest, &signature).ok(),
            }
        }
    )*};
}

ecdsa! { p256 p384 p521 }

/// Writes a number at the end of what is longer or as long, with zeros before it.
fn at_the_end(number: &[u8], field: &mut [u8]) -> Option<()> {
    let start = field.len().checked_sub(number.len())?;
    field.get_mut(start..)?.copy_from_slice(number);
    Some(())
}

/// A SEQUENCE of two INTEGERs that are not negative, without the octet that says so: an ECDSA signature (RFC 3279
/// section 2.2.3), an RSA key (RFC 8017 appendix A.1.1).
fn two_integers(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut outside = Reader::new(der);
    let sequence = outside.read().ok().filter(|value| value.tag == tag::SEQUENCE && outside.is_empty())?;
    let mut inside = sequence.reader();
    let mut number = || {
        let octets = inside.read().ok().filter(|value| value.tag == tag::INTEGER)?.integer().ok()?;
        let positive = octets.first().is_some_and(|octet| octet & 0x80 == 0);
        positive.then_some(octets.strip_prefix(&[0]).unwrap_or(octets))
    };
    let numbers = (number()?, number()?);
    inside.is_empty().then_some(numbers)
}

fn ed25519(key: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
    let key = ed25519_dalek::VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
    let signature = ed25519_dalek::Signature::from_bytes(signature.try_into().ok()?);
    key.verify(message, &signature).ok()
}

/// ML-DSA, with the empty context (RFC 9881 section 3).
#[cfg(feature = "ml-dsa")]
macro_rules! ml_dsa {
    ($($name:ident $set:ident;)*) => {$(
        fn $name(key: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
            let key = ::ml_dsa::VerifyingKey::<::ml_dsa::$set>::decode(key.try_into().ok()?);
            let signature = ::ml_dsa::Signature::try_from(signature).ok()?;
            key.verify_with_context(message, &[], &signature).then_some(())
        }
    )*};
}

#[cfg(feature = "ml-dsa")]
ml_dsa! {
    ml_dsa_44 MlDsa44;
    ml_dsa_65 MlDsa65;
    ml_dsa_87 MlDsa87;
}

/// Modulus bits that are accepted, as by AWS-LC and ring (`RSA_*_2048_8192_*`).
const MODULUS_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;
/// Longest exponent that is accepted, in octets: 33 bits.
const EXPONENT_OCTETS: usize = 5;

fn rsa_key(key: &[u8]) -> Option<PublicKey> {
    let (modulus, exponent) = two_integers(key)?;
    let is_odd = |octets: &[u8]| octets.last().is_some_and(|octet| octet & 1 == 1);
    if !is_odd(modulus) || !is_odd(exponent) || exponent.len() > EXPONENT_OCTETS || exponent == [1] {
        return None;
    }
    let number = BoxedUint::from_be_slice_vartime;
    PublicKey::new_with_size_limits(number(modulus), number(exponent), MODULUS_BITS).ok()
}

/// RSASSA-PKCS1-v1_5 over a digest of 32, 48 or 64 octets, which are SHA-256's, SHA-384's and SHA-512's.
fn pkcs1(key: &[u8], digest: &[u8], signature: &[u8]) -> Option<()> {
    // What stands before the digest: RFC 8017 section 9.2, note 1.
    let (outer, hash, octets) = match digest.len() {
        32 => (0x31, 1, 0x20),
        48 => (0x41, 2, 0x30),
        64 => (0x51, 3, 0x40),
        _ => return None,
    };
    let prefix = [0x30, outer, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, hash, 5, 0, 4, octets];
    let scheme = Pkcs1v15Sign { hash_len: Some(digest.len()), prefix: prefix.into() };
    rsa_key(key)?.verify(scheme, digest, signature).ok()
}

/// RSASSA-PSS, with a salt as long as the hash.
macro_rules! pss {
    ($($name:ident $hash:ident;)*) => {$(
        fn $name(key: &[u8], digest: &[u8], signature: &[u8]) -> Option<()> {
            rsa_key(key)?.verify(Pss::<$hash>::new(), digest, signature).ok()
        }
    )*};
}

pss! {
    pss_sha256 Sha256;
    pss_sha384 Sha384;
    pss_sha512 Sha512;
}

macro_rules! algorithms {
    ($($(#[$feature:meta])? $key:ident $signature:expr => $verify:ident $hash:ident,)*) => {
        /// The algorithms; curve and hash are not tied to each other.
        pub(super) const ALGORITHMS: Algorithms = &[$(
            $(#[$feature])?
            &Algorithm { key: alg_id::$key, signature: $signature, hash: Hash::$hash, verify: $verify },
        )*];
    };
}

algorithms! {
    ECDSA_P256 alg_id::ECDSA_SHA256 => p256 Sha256,
    ECDSA_P256 alg_id::ECDSA_SHA384 => p256 Sha384,
    ECDSA_P256 alg_id::ECDSA_SHA512 => p256 Sha512,
    ECDSA_P384 alg_id::ECDSA_SHA256 => p384 Sha256,
    ECDSA_P384 alg_id::ECDSA_SHA384 => p384 Sha384,
    ECDSA_P384 alg_id::ECDSA_SHA512 => p384 Sha512,
    ECDSA_P521 alg_id::ECDSA_SHA256 => p521 Sha256,
    ECDSA_P521 alg_id::ECDSA_SHA384 => p521 Sha384,
    ECDSA_P521 alg_id::ECDSA_SHA512 => p521 Sha512,
    ED25519 alg_id::ED25519 => ed25519 Within,
    #[cfg(feature = "ml-dsa")]
    ML_DSA_44 alg_id::ML_DSA_44 => ml_dsa_44 Within,
    #[cfg(feature = "ml-dsa")]
    ML_DSA_65 alg_id::ML_DSA_65 => ml_dsa_65 Within,
    #[cfg(feature = "ml-dsa")]
    ML_DSA_87 alg_id::ML_DSA_87 => ml_dsa_87 Within,
    RSA_ENCRYPTION alg_id::RSA_PKCS1_SHA256 => pkcs1 Sha256,
    RSA_ENCRYPTION alg_id::RSA_PKCS1_SHA384 => pkcs1 Sha384,
    RSA_ENCRYPTION alg_id::RSA_PKCS1_SHA512 => pkcs1 Sha512,
    RSA_ENCRYPTION absent::RSA_PKCS1_SHA256 => pkcs1 Sha256,
    RSA_ENCRYPTION absent::RSA_PKCS1_SHA384 => pkcs1 Sha384,
    RSA_ENCRYPTION absent::RSA_PKCS1_SHA512 => pkcs1 Sha512,
    RSA_ENCRYPTION alg_id::RSA_PSS_SHA256 => pss_sha256 Sha256,
    RSA_ENCRYPTION alg_id::RSA_PSS_SHA384 => pss_sha384 Sha384,
    RSA_ENCRYPTION alg_id::RSA_PSS_SHA512 => pss_sha512 Sha512,
}
