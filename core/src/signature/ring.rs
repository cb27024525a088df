//! Signatures by ring.

use ::ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};

use super::{Algorithms, absent_parameters as absent, is_plain};

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

macro_rules! algorithms {
    ($($key:ident $signature:expr => $verification:ident,)*) => {
        /// The algorithms: of ECDSA neither P-521 nor SHA-512.
        pub(super) const ALGORITHMS: Algorithms = &[$(&Algorithm {
            key: alg_id::$key,
            signature: $signature,
            verification: &signature::$verification,
        },)*];
    };
}

algorithms! {
    ECDSA_P256 alg_id::ECDSA_SHA256 => ECDSA_P256_SHA256_ASN1,
    ECDSA_P256 alg_id::ECDSA_SHA384 => ECDSA_P256_SHA384_ASN1,
    ECDSA_P384 alg_id::ECDSA_SHA256 => ECDSA_P384_SHA256_ASN1,
    ECDSA_P384 alg_id::ECDSA_SHA384 => ECDSA_P384_SHA384_ASN1,
    ED25519 alg_id::ED25519 => ED25519,
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
