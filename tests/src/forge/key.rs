//! Keys that are written here, so that the same bytes come out every time. They protect nothing.

use ed25519_dalek::ed25519::signature::Signer as _;
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use rsa::BoxedUint;
use rsa::rand_core::{Infallible, TryCryptoRng, TryRng};
use rsa::signature::{RandomizedSigner as _, SignatureEncoding as _};
use rsa::traits::PublicKeyParts as _;
use sha2::{Digest as _, Sha256, Sha512};

use super::der::{bits, integer, oid, seq, tlv};

/// ecdsa-with-SHA256
pub(crate) const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
/// ecdsa-with-SHA384
pub(crate) const ECDSA_SHA384: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
/// ecdsa-with-SHA512
const ECDSA_SHA512: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4];
pub(crate) const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
pub(crate) const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
pub(crate) const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
pub(crate) const P384: &[u8] = &[0x2b, 0x81, 4, 0, 34];
pub(crate) const P521: &[u8] = &[0x2b, 0x81, 4, 0, 35];
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];

/// An object identifier below pkcs-1.
pub(crate) fn pkcs1(number: u8) -> Vec<u8> {
    vec![0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, number]
}

/// The AlgorithmIdentifier of RSASSA-PSS (RFC 4055 section 3.1): hash and hash of the mask as numbers below NIST's hash
/// algorithms, 1 for SHA-256, octets of the salt.
pub(crate) fn rsa_pss(hash: u8, mask: u8, salt: u8) -> Vec<u8> {
    let hash_of = |number| seq(&[oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, number]), tlv(5, [])]);
    let mask = seq(&[oid(&pkcs1(8)), hash_of(mask)]);
    let parameters = [tlv(0xa0, hash_of(hash)), tlv(0xa1, mask), tlv(0xa2, integer(&[salt]))];
    seq(&[oid(&pkcs1(10)), seq(&parameters)])
}

/// The AlgorithmIdentifier of a parameter set of ML-DSA (RFC 9881 section 2).
pub(crate) fn ml_dsa(set: MlDsa) -> Vec<u8> {
    let number = match set {
        MlDsa::Set44 => 17,
        MlDsa::Set65 => 18,
        MlDsa::Set87 => 19,
    };
    seq(&[oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, number])])
}

/// A parameter set of ML-DSA.
#[derive(Clone, Copy)]
pub(crate) enum MlDsa {
    Set44,
    Set65,
    Set87,
}

const RSA_2048: [&str; 2] = [
    "d0d3c1291b3d435c46a29a6e42faaf715ff12f1d361a53b4dd854c3bc8cac9fbe2de83cf7b9cab6a3b34e476ed113bdb461bf8d5fd42cd1bf6672040e14be3c70fa77076e808dafe488b8062e645de16851da1ac4577ff0fcfba24f01d8fb663f5904a797827c2197a5f0ac761bbb6547e9c9015a8ab303a44c0e99ba1126bc9",
    "b9acdb5d96551184ab693ba7d01467daee64a508689f6ff060dcc884acb1364f54d096ce4aec723fc7e6ba1db51fb5e9fa860502e44d0271265dd28f443b55603c476038fc7448680b7a8e4dbe833217cc189ce4b5dbf54940a034ffa6396bb6841a1cd1adee1ab8ab958a8931b321e5340a2ecc78e30a37f62628bace3e78ab",
];
const RSA_1024: [&str; 2] = [
    "e472798d076e3cd8948b57d9e5fd7d3b268e368961aa9c220f718d971cb76a7bc1692af4bd51b821a163aca34301f6be4421124bfa0d0abf55c56f02052d076d",
    "e1acc8aeba101f80ee2c2566da7f26ebeffaae88256392dec86640b0cf2ac53bd72d316a057f56e4f93cf188833c6f6cd9e38f5813731e8e9d5dfdd95adaee01",
];

#[derive(Clone)]
enum Kind {
    P256(p256::ecdsa::SigningKey),
    /// Signs with SHA-512.
    P256Sha512(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    P521(p521::ecdsa::SigningKey),
    Ed25519(ed25519_dalek::SigningKey),
    Rsa {
        key: Box<rsa::PrivateKey>,
        pss: bool,
    },
    MlDsa {
        set: MlDsa,
        seed: [u8; 32],
    },
}

/// A key pair, and the algorithm that it signs with.
#[derive(Clone)]
pub(crate) struct Key {
    kind: Kind,
    /// What its SubjectPublicKeyInfo says instead of its own algorithm.
    certified_as: Option<Vec<u8>>,
}

impl Key {
    /// A P-256 key, derived from a label.
    #[expect(clippy::expect_used, reason = "a hash is a valid scalar but for one in 2^32 labels, and labels are fixed")]
    pub(crate) fn new(label: &str) -> Self {
        let scalar = Sha256::digest(format!("handfast test key: {label}"));
        Kind::P256(p256::ecdsa::SigningKey::from_slice(&scalar).expect("a valid scalar")).into()
    }

    /// The same key, which signs with SHA-512.
    pub(crate) fn p256_sha512(label: &str) -> Self {
        match Self::new(label).kind {
            Kind::P256(key) => Kind::P256Sha512(key).into(),
            kind => kind.into(),
        }
    }

    /// A P-384 key, derived from a label.
    #[expect(clippy::expect_used, reason = "a short number is a valid scalar")]
    pub(crate) fn p384(label: &str) -> Self {
        let mut scalar = vec![0; 16];
        scalar.extend(Sha256::digest(format!("handfast test key: {label}")));
        Kind::P384(p384::ecdsa::SigningKey::from_slice(&scalar).expect("a valid scalar")).into()
    }

    /// A P-521 key, derived from a label.
    #[expect(clippy::expect_used, reason = "a short number is a valid scalar")]
    pub(crate) fn p521(label: &str) -> Self {
        let mut scalar = vec![0; 34];
        scalar.extend(Sha256::digest(format!("handfast test key: {label}")));
        Kind::P521(p521::ecdsa::SigningKey::from_slice(&scalar).expect("a valid scalar")).into()
    }

    /// An ML-DSA key, derived from a label.
    pub(crate) fn ml_dsa(set: MlDsa, label: &str) -> Self {
        let seed = Sha256::digest(format!("handfast test key: {label}"));
        Kind::MlDsa { set, seed: seed.into() }.into()
    }

    /// An Ed25519 key, derived from a label.
    pub(crate) fn ed25519(label: &str) -> Self {
        let seed = Sha256::digest(format!("handfast test key: {label}"));
        Kind::Ed25519(ed25519_dalek::SigningKey::from_bytes(&seed.into())).into()
    }

    /// The RSA key of 2048 bits, which signs as PKCS #1 version 1.5 has it.
    pub(crate) fn rsa() -> Self {
        Self::of_primes(RSA_2048, false)
    }

    /// The same key, which signs as RSASSA-PSS.
    pub(crate) fn rsa_pss() -> Self {
        Self::of_primes(RSA_2048, true)
    }

    /// An RSA key that is too short.
    pub(crate) fn rsa_1024() -> Self {
        Self::of_primes(RSA_1024, false)
    }

    #[expect(clippy::expect_used, reason = "the primes are fixed")]
    fn of_primes(primes: [&str; 2], pss: bool) -> Self {
        let [p, q] = primes.map(|digits| BoxedUint::from_be_slice_vartime(&from_hex(digits)));
        let key = rsa::PrivateKey::from_p_q(p, q, BoxedUint::from(65_537_u64)).expect("two primes");
        Kind::Rsa { key: Box::new(key), pss }.into()
    }

    /// With this AlgorithmIdentifier in its SubjectPublicKeyInfo.
    pub(crate) fn certified_as(self, algorithm: Vec<u8>) -> Self {
        Self { certified_as: Some(algorithm), ..self }
    }

    /// The content of the key's BIT STRING.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match &self.kind {
            Kind::P256(key) | Kind::P256Sha512(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Kind::P384(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Kind::P521(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Kind::Ed25519(key) => key.verifying_key().to_bytes().to_vec(),
            Kind::Rsa { key, .. } => seq(&[unsigned(&key.n().to_be_bytes()), unsigned(&key.e().to_be_bytes())]),
            Kind::MlDsa { set: MlDsa::Set44, seed } => ml_dsa_key::<ml_dsa::MlDsa44>(seed),
            Kind::MlDsa { set: MlDsa::Set65, seed } => ml_dsa_key::<ml_dsa::MlDsa65>(seed),
            Kind::MlDsa { set: MlDsa::Set87, seed } => ml_dsa_key::<ml_dsa::MlDsa87>(seed),
        }
    }

    pub(crate) fn spki(&self) -> Vec<u8> {
        let algorithm = match &self.kind {
            Kind::P256(_) | Kind::P256Sha512(_) => seq(&[oid(EC_PUBLIC_KEY), oid(P256)]),
            Kind::P384(_) => seq(&[oid(EC_PUBLIC_KEY), oid(P384)]),
            Kind::P521(_) => seq(&[oid(EC_PUBLIC_KEY), oid(P521)]),
            Kind::Ed25519(_) => seq(&[oid(ED25519)]),
            Kind::Rsa { .. } => seq(&[oid(&pkcs1(1)), tlv(5, [])]),
            Kind::MlDsa { set, .. } => ml_dsa(*set),
        };
        seq(&[self.certified_as.clone().unwrap_or(algorithm), bits(0, &self.bytes())])
    }

    /// The AlgorithmIdentifier of what it signs.
    pub(crate) fn algorithm(&self) -> Vec<u8> {
        match &self.kind {
            Kind::P256(_) => seq(&[oid(ECDSA_SHA256)]),
            Kind::P384(_) => seq(&[oid(ECDSA_SHA384)]),
            Kind::P256Sha512(_) | Kind::P521(_) => seq(&[oid(ECDSA_SHA512)]),
            Kind::Ed25519(_) => seq(&[oid(ED25519)]),
            Kind::Rsa { pss: false, .. } => seq(&[oid(&pkcs1(11)), tlv(5, [])]),
            Kind::Rsa { pss: true, .. } => rsa_pss(1, 1, 32),
            Kind::MlDsa { set, .. } => ml_dsa(*set),
        }
    }

    /// First 20 octets of a hash of the key.
    pub(crate) fn identifier(&self) -> Vec<u8> {
        Sha256::digest(self.bytes()).iter().copied().take(20).collect()
    }

    /// Deterministic: RFC 6979 for ECDSA, a fixed salt for PSS, ML-DSA without randomness.
    #[expect(clippy::expect_used, reason = "a key of this size can sign this digest")]
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.kind {
            Kind::P256(key) => {
                let signature: p256::ecdsa::DerSignature = key.sign(message);
                signature.as_bytes().to_vec()
            }
            Kind::P256Sha512(key) => {
                let signature: p256::ecdsa::Signature =
                    key.sign_prehash(&Sha512::digest(message)).expect("a signature");
                signature.to_der().as_bytes().to_vec()
            }
            Kind::P521(key) => {
                let signature: p521::ecdsa::DerSignature = key.sign(message);
                signature.as_bytes().to_vec()
            }
            Kind::MlDsa { set: MlDsa::Set44, seed } => ml_dsa_signature::<ml_dsa::MlDsa44>(seed, message),
            Kind::MlDsa { set: MlDsa::Set65, seed } => ml_dsa_signature::<ml_dsa::MlDsa65>(seed, message),
            Kind::MlDsa { set: MlDsa::Set87, seed } => ml_dsa_signature::<ml_dsa::MlDsa87>(seed, message),
            Kind::P384(key) => {
                let signature: p384::ecdsa::DerSignature = key.sign(message);
                signature.as_bytes().to_vec()
            }
            Kind::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
            Kind::Rsa { key, pss: true } => {
                let key = rsa::pss::SigningKey::<Sha256>::new((**key).clone());
                key.sign_with_rng(&mut FixedSalt, message).to_vec()
            }
            Kind::Rsa { key, pss: false } => {
                // RFC 8017 section 9.2: the hash in a DigestInfo.
                let hash = tlv(4, Sha256::digest(message));
                let digest_info = seq(&[seq(&[oid(SHA256), tlv(5, [])]), hash]);
                key.sign(rsa::Pkcs1v15Sign::new_unprefixed(), &digest_info).expect("a signature")
            }
        }
    }
}

impl From<Kind> for Key {
    fn from(kind: Kind) -> Self {
        Self { kind, certified_as: None }
    }
}

fn ml_dsa_key<P: ml_dsa::MlDsaParams>(seed: &[u8; 32]) -> Vec<u8> {
    ml_dsa::SigningKey::<P>::from_seed(&(*seed).into()).expanded_key().verifying_key().encode().to_vec()
}

#[expect(clippy::expect_used, reason = "the context is short, and rejection ends but for one in 2^256 keys")]
fn ml_dsa_signature<P: ml_dsa::MlDsaParams>(seed: &[u8; 32], message: &[u8]) -> Vec<u8> {
    let key = ml_dsa::SigningKey::<P>::from_seed(&(*seed).into());
    key.expanded_key().sign_deterministic(message, &[]).expect("a signature").encode().to_vec()
}

/// An INTEGER of a number without sign.
fn unsigned(octets: &[u8]) -> Vec<u8> {
    let mut octets: Vec<u8> = octets.iter().copied().skip_while(|octet| *octet == 0).collect();
    if octets.first().is_some_and(|octet| octet & 0x80 != 0) {
        octets.insert(0, 0);
    }
    integer(&octets)
}

fn from_hex(digits: &str) -> Vec<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).unwrap_or(0);
    let pair = |pair: &[u8]| pair.iter().fold(0_u8, |number, next| (number << 4) | digit(*next));
    digits.as_bytes().chunks(2).map(pair).collect()
}

/// In the place of chance.
struct FixedSalt;

impl TryRng for FixedSalt {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(0x2a2a_2a2a)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(0x2a2a_2a2a_2a2a_2a2a)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.fill(0x2a);
        Ok(())
    }
}

impl TryCryptoRng for FixedSalt {}
