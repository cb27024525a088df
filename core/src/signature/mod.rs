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
use rustls_pki_types::{AlgorithmIdentifier, SignatureVerificationAlgorithm, alg_id};

use crate::certificate::Certificate;
#[cfg(any(feature = "aws-lc-rs", feature = "ring", feature = "rustcrypto"))]
use crate::certificate::{ED25519_OCTETS, ML_DSA_44_OCTETS, ML_DSA_65_OCTETS, ML_DSA_87_OCTETS, is_reduced};
use crate::encoding::algorithm::{self, Sha2};
use crate::encoding::der::Reader;
use crate::encoding::oid::{Oid, known};
use crate::setup::{SetupCode, SetupError};

/// `sha256WithRSAEncryption` and its siblings with absent parameters, which RFC 4055 section 5 asks to accept.
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

/// Whether a key's octets are written as every provider reads them: AWS-LC also reads compressed points, Ed25519 numbers
/// that are written otherwise, and a SubjectPublicKeyInfo in the place of a key.
#[cfg(any(feature = "aws-lc-rs", feature = "ring", feature = "rustcrypto"))]
fn is_plain(algorithm: AlgorithmIdentifier, key: &[u8]) -> bool {
    let point = |octets| key.len() == octets && key.first() == Some(&4);
    match algorithm {
        alg_id::ECDSA_P256 => point(65),
        alg_id::ECDSA_P384 => point(97),
        alg_id::ECDSA_P521 => point(133),
        alg_id::ED25519 => key.len() == ED25519_OCTETS && is_reduced(key),
        alg_id::ML_DSA_44 => key.len() == ML_DSA_44_OCTETS,
        alg_id::ML_DSA_65 => key.len() == ML_DSA_65_OCTETS,
        alg_id::ML_DSA_87 => key.len() == ML_DSA_87_OCTETS,
        _ => true,
    }
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

    /// ring. It has neither P-521, nor ECDSA with SHA-512, nor ML-DSA.
    #[cfg(feature = "ring")]
    pub fn ring() -> Self {
        Self { name: "ring", algorithms: ring::ALGORITHMS }
    }

    /// The RustCrypto crates. It has ML-DSA with the feature `ml-dsa`.
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

    /// Its algorithm for signatures of that algorithm by keys of that one; both are the contents of an AlgorithmIdentifier.
    ///
    /// A key that is for RSASSA-PSS only gets no other algorithm, and none that its parameters do not permit (RFC 4055
    /// section 3.3).
    pub fn algorithm_for(
        &self,
        signature_algorithm: &[u8],
        key_algorithm: &[u8],
    ) -> Option<&'static dyn SignatureVerificationAlgorithm> {
        let signature_algorithm = spelled(signature_algorithm);
        let is_for_pss_only =
            Reader::new(key_algorithm).read().is_ok_and(|oid| oid.content == known::RSASSA_PSS.as_bytes());
        let key_algorithm = if is_for_pss_only {
            let hash = algorithm::pss_hash(signature_algorithm)?;
            algorithm::pss_key_permits(key_algorithm, hash).then(|| octets(&alg_id::RSA_ENCRYPTION))?
        } else {
            key_algorithm
        };
        self.algorithms.iter().copied().find(|algorithm| {
            algorithm.signature_alg_id().as_ref() == signature_algorithm
                && algorithm.public_key_alg_id().as_ref() == key_algorithm
        })
    }
}

/// Why a signature did not verify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// No provider has the algorithm that it was made with.
    AlgorithmNotAccepted {
        /// Its name.
        what: String,
    },
    /// Another provider has the algorithm, for that kind of key.
    NotOffered {
        /// Its name.
        what: String,
        /// What to build with.
        by: &'static str,
    },
    /// The algorithm is not for the issuer's key.
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
    match provider.algorithm_for(signature_algorithm, key_algorithm) {
        Some(algorithm) => algorithm.verify_signature(key, message, signature).map_err(|_| Failure::SignatureInvalid),
        None => Err(refusal(signature_algorithm, key_algorithm)),
    }
}

/// Why a provider has no algorithm for such a signature by such a key.
fn refusal(signature_algorithm: &[u8], key_algorithm: &[u8]) -> Failure {
    let what = algorithm::name(signature_algorithm);
    let signature_algorithm = spelled(signature_algorithm);
    let Some((_, maker)) = ALGORITHMS.iter().find(|(known, _)| known.as_ref() == signature_algorithm) else {
        return Failure::AlgorithmNotAccepted { what };
    };
    if !Reader::new(key_algorithm).read().is_ok_and(|oid| oid.content == maker.as_bytes()) {
        return Failure::KeyMismatch;
    }
    if key_algorithm == signature_algorithm {
        // Of the algorithms that identify a key, too, all providers have Ed25519.
        return Failure::NotOffered { what, by: "`aws-lc-rs`, or `rustcrypto` with `ml-dsa`" };
    }
    match CURVES.into_iter().find(|(curve, _)| curve.as_ref() == key_algorithm) {
        Some((_, curve)) => {
            Failure::NotOffered { what: format!("{what} on {curve}"), by: "`aws-lc-rs` or `rustcrypto`" }
        }
        // A curve, most often.
        None => Failure::AlgorithmNotAccepted { what: format!("{what}, by a key whose parameters are not known") },
    }
}

/// The algorithms of all providers, and the keys that sign by them.
const ALGORITHMS: [(AlgorithmIdentifier, Oid<'static>); 16] = [
    (alg_id::ECDSA_SHA256, known::EC_PUBLIC_KEY),
    (alg_id::ECDSA_SHA384, known::EC_PUBLIC_KEY),
    (alg_id::ECDSA_SHA512, known::EC_PUBLIC_KEY),
    (alg_id::ED25519, known::ED25519),
    (alg_id::RSA_PKCS1_SHA256, known::RSA_ENCRYPTION),
    (alg_id::RSA_PKCS1_SHA384, known::RSA_ENCRYPTION),
    (alg_id::RSA_PKCS1_SHA512, known::RSA_ENCRYPTION),
    (absent_parameters::RSA_PKCS1_SHA256, known::RSA_ENCRYPTION),
    (absent_parameters::RSA_PKCS1_SHA384, known::RSA_ENCRYPTION),
    (absent_parameters::RSA_PKCS1_SHA512, known::RSA_ENCRYPTION),
    (alg_id::RSA_PSS_SHA256, known::RSA_ENCRYPTION),
    (alg_id::RSA_PSS_SHA384, known::RSA_ENCRYPTION),
    (alg_id::RSA_PSS_SHA512, known::RSA_ENCRYPTION),
    (alg_id::ML_DSA_44, known::ML_DSA_44),
    (alg_id::ML_DSA_65, known::ML_DSA_65),
    (alg_id::ML_DSA_87, known::ML_DSA_87),
];

/// Curves that not every provider has with every hash.
const CURVES: [(AlgorithmIdentifier, &str); 3] =
    [(alg_id::ECDSA_P256, "P-256"), (alg_id::ECDSA_P384, "P-384"), (alg_id::ECDSA_P521, "P-521")];

/// RSASSA-PSS in the spelling of the providers, which compare octets; other algorithms have one.
fn spelled(signature_algorithm: &[u8]) -> &[u8] {
    match algorithm::pss_hash(signature_algorithm) {
        Some(Sha2::Sha256) => octets(&alg_id::RSA_PSS_SHA256),
        Some(Sha2::Sha384) => octets(&alg_id::RSA_PSS_SHA384),
        Some(Sha2::Sha512) => octets(&alg_id::RSA_PSS_SHA512),
        None => signature_algorithm,
    }
}

fn octets(algorithm: &'static AlgorithmIdentifier) -> &'static [u8] {
    algorithm.as_ref()
}

/// When a signature was found right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verified {
    Now,
    /// The cache knows it.
    Before,
}

/// Verifies the signature of a certificate by its issuer's key.
pub(crate) fn verify_certificate(
    provider: Provider,
    subject: &Certificate,
    issuer: &Certificate,
    cache: Option<&SignatureCache>,
) -> Result<Verified, Failure> {
    if cache.is_some_and(|cache| cache.knows(subject.der(), issuer, provider)) {
        return Ok(Verified::Before);
    }
    let (key, made) = (issuer.public_key(), subject.signature());
    let Some(algorithm) = provider.algorithm_for(made.algorithm(), key.algorithm()) else {
        return Err(refusal(made.algorithm(), key.algorithm()));
    };
    let verified = match provider.name() {
        #[cfg(feature = "aws-lc-rs")]
        "aws-lc-rs" => aws_lc_rs::verify_by(issuer, algorithm, subject.signed_bytes(), made.value()),
        _ => algorithm.verify_signature(key.key_bytes(), subject.signed_bytes(), made.value()),
    };
    verified.map(|()| Verified::Now).map_err(|_| Failure::SignatureInvalid)
}
