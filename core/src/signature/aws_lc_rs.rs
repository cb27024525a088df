//! Signatures by AWS-LC.

use std::ptr;

use ::aws_lc_rs::signature::{self, ParsedPublicKey, UnparsedPublicKey, VerificationAlgorithm};
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};

use super::{absent_parameters as absent, is_plain};
use crate::certificate::Certificate;

#[derive(Debug)]
struct Algorithm {
    key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
    verification: &'static dyn VerificationAlgorithm,
}

impl SignatureVerificationAlgorithm for Algorithm {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        if !is_plain(self.key, key) {
            return Err(InvalidSignature);
        }
        UnparsedPublicKey::new(self.verification, key).verify(message, signature).map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}

/// A key that was read for one algorithm; `None` if it is not one.
struct ReadKey {
    algorithm: &'static dyn SignatureVerificationAlgorithm,
    key: Option<ParsedPublicKey>,
}

impl ReadKey {
    fn new(algorithm: &'static dyn SignatureVerificationAlgorithm, key: &[u8]) -> Self {
        let is_it = |one: &&Algorithm| {
            one.key == algorithm.public_key_alg_id() && one.signature == algorithm.signature_alg_id()
        };
        let verification = OURS.iter().find(is_it).filter(|one| is_plain(one.key, key)).map(|one| one.verification);
        let key = verification.and_then(|verification| ParsedPublicKey::new(verification, key).ok());
        Self { algorithm, key }
    }
}

/// Verifies a signature by one of these algorithms and the issuer's key, which is read once: that is a seventh of what an RSA
/// signature takes. By another algorithm than its first signature it is read each time.
pub(super) fn verify_by(
    issuer: &Certificate,
    algorithm: &'static dyn SignatureVerificationAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), InvalidSignature> {
    let public_key = issuer.public_key();
    let read = issuer.read_key().get_or_init(|| Box::new(ReadKey::new(algorithm, public_key.key_bytes())));
    match read.downcast_ref::<ReadKey>() {
        Some(read) if ptr::addr_eq(read.algorithm, algorithm) => {
            let key = read.key.as_ref().ok_or(InvalidSignature)?;
            key.verify_sig(message, signature).map_err(|_| InvalidSignature)
        }
        _ => algorithm.verify_signature(public_key.key_bytes(), message, signature),
    }
}

macro_rules! algorithms {
    ($($key:ident $signature:expr => $verification:ident,)*) => {
        /// The algorithms; curve and hash are not tied to each other.
        pub(super) static ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[$(&Algorithm {
            key: alg_id::$key,
            signature: $signature,
            verification: &signature::$verification,
        },)*];

        /// The same, for what only they know.
        static OURS: &[Algorithm] = &[$(Algorithm {
            key: alg_id::$key,
            signature: $signature,
            verification: &signature::$verification,
        },)*];
    };
}

algorithms! {
    ECDSA_P256 alg_id::ECDSA_SHA256 => ECDSA_P256_SHA256_ASN1,
    ECDSA_P256 alg_id::ECDSA_SHA384 => ECDSA_P256_SHA384_ASN1,
    ECDSA_P256 alg_id::ECDSA_SHA512 => ECDSA_P256_SHA512_ASN1,
    ECDSA_P384 alg_id::ECDSA_SHA256 => ECDSA_P384_SHA256_ASN1,
    ECDSA_P384 alg_id::ECDSA_SHA384 => ECDSA_P384_SHA384_ASN1,
    ECDSA_P384 alg_id::ECDSA_SHA512 => ECDSA_P384_SHA512_ASN1,
    ECDSA_P521 alg_id::ECDSA_SHA256 => ECDSA_P521_SHA256_ASN1,
    ECDSA_P521 alg_id::ECDSA_SHA384 => ECDSA_P521_SHA384_ASN1,
    ECDSA_P521 alg_id::ECDSA_SHA512 => ECDSA_P521_SHA512_ASN1,
    ED25519 alg_id::ED25519 => ED25519,
    ML_DSA_44 alg_id::ML_DSA_44 => ML_DSA_44,
    ML_DSA_65 alg_id::ML_DSA_65 => ML_DSA_65,
    ML_DSA_87 alg_id::ML_DSA_87 => ML_DSA_87,
    RSA_ENCRYPTION alg_id::RSA_PKCS1_SHA256 => RSA_PKCS1_2048_8192_SHA256,
    RSA_ENCRYPTION alg_id::RSA_PKCS1_SHA384 => RSA_PKCS1_2048_8192_SHA384,
    RSA_ENCRYPTION alg_id::RSA_PKCS1_SHA512 => RSA_PKCS1_2048_8192_SHA512,
    RSA_ENCRYPTION absent::RSA_PKCS1_SHA256 => RSA_PKCS1_2048_8192_SHA256,
    RSA_ENCRYPTION absent::RSA_PKCS1_SHA384 => RSA_PKCS1_2048_8192_SHA384,
    RSA_ENCRYPTION absent::RSA_PKCS1_SHA512 => RSA_PKCS1_2048_8192_SHA512,
    RSA_ENCRYPTION alg_id::RSA_PSS_SHA256 => RSA_PSS_2048_8192_SHA256,
    RSA_ENCRYPTION alg_id::RSA_PSS_SHA384 => RSA_PSS_2048_8192_SHA384,
    RSA_ENCRYPTION alg_id::RSA_PSS_SHA512 => RSA_PSS_2048_8192_SHA512,
}
