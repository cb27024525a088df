//! Public keys and signatures: what they are, for people and for policies.

use std::fmt;

use crate::encoding::der::{Malformed, Reader, Value, tag};
use crate::encoding::oid::{Oid, OidBuf, known};

/// The public key that a certificate certifies.
#[derive(Clone, Copy, Debug)]
pub struct PublicKey<'a> {
    spki: &'a [u8],
    algorithm: &'a [u8],
    key: &'a [u8],
}

impl<'a> PublicKey<'a> {
    pub(super) fn new(spki: &'a [u8], algorithm: &'a [u8], key: &'a [u8]) -> Self {
        Self { spki, algorithm, key }
    }

    /// The DER of the SubjectPublicKeyInfo.
    pub fn spki_der(&self) -> &'a [u8] {
        self.spki
    }

    /// The content of the AlgorithmIdentifier.
    pub fn algorithm(&self) -> &'a [u8] {
        self.algorithm
    }

    /// The key itself: the octets of the BIT STRING.
    pub fn key_bytes(&self) -> &'a [u8] {
        self.key
    }

    /// What kind of key it is.
    pub fn kind(&self) -> KeyKind {
        let mut reader = Reader::new(self.algorithm);
        let Some(oid) = reader.read().ok().and_then(|value| value.oid().ok()) else {
            return KeyKind::Other { algorithm: Oid::from_content(&[]).into() };
        };
        match oid {
            known::RSA_ENCRYPTION | known::RSASSA_PSS => {
                rsa(self.key).unwrap_or(KeyKind::Other { algorithm: oid.into() })
            }
            known::EC_PUBLIC_KEY => {
                let curve = reader.read().ok().filter(|value| value.tag == tag::OID).and_then(|value| value.oid().ok());
                KeyKind::Ec { curve: curve.map_or(NamedCurve::Explicit, NamedCurve::of) }
            }
            known::ED25519 => KeyKind::Ed25519,
            known::ED448 => KeyKind::Ed448,
            known::DSA => KeyKind::Dsa,
            _ => KeyKind::Other { algorithm: oid.into() },
        }
    }
}

/// A kind of public key. Prints as `RSA 2048 bits`, `ECDSA P-256`, `Ed25519`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyKind {
    /// RSA, for PKCS#1 v1.5 or PSS.
    Rsa {
        /// Bits of the modulus.
        bits: u32,
    },
    /// An elliptic curve.
    Ec {
        /// Which one.
        curve: NamedCurve,
    },
    /// Ed25519
    Ed25519,
    /// Ed448
    Ed448,
    /// DSA
    Dsa,
    /// Another algorithm.
    Other {
        /// Its object identifier.
        algorithm: OidBuf,
    },
}

/// A curve of an elliptic curve key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NamedCurve {
    /// NIST P-256
    P256,
    /// NIST P-384
    P384,
    /// NIST P-521
    P521,
    /// Parameters written out, which RFC 5480 section 2.1.1 forbids.
    Explicit,
    /// Another curve.
    Other(OidBuf),
}

impl NamedCurve {
    fn of(oid: Oid<'_>) -> Self {
        match oid {
            known::P256 => Self::P256,
            known::P384 => Self::P384,
            known::P521 => Self::P521,
            _ => Self::Other(oid.into()),
        }
    }
}

impl KeyKind {
    /// The name that policies use: `rsa`, `ec`, `ed25519`, `ed448`, `dsa`, or the object identifier.
    pub fn algorithm_name(&self) -> String {
        match self {
            Self::Rsa { .. } => "rsa".to_owned(),
            Self::Ec { .. } => "ec".to_owned(),
            Self::Ed25519 => "ed25519".to_owned(),
            Self::Ed448 => "ed448".to_owned(),
            Self::Dsa => "dsa".to_owned(),
            Self::Other { algorithm } => algorithm.to_string(),
        }
    }

    /// The curve's name that policies use: `p256`, `p384`, `p521`, or the object identifier.
    pub fn curve_name(&self) -> Option<String> {
        match self {
            Self::Ec { curve } => Some(match curve {
                NamedCurve::P256 => "p256".to_owned(),
                NamedCurve::P384 => "p384".to_owned(),
                NamedCurve::P521 => "p521".to_owned(),
                NamedCurve::Explicit => "explicit".to_owned(),
                NamedCurve::Other(oid) => oid.to_string(),
            }),
            _ => None,
        }
    }

    /// Its size: bits of the modulus, or of the field of the curve.
    pub fn bits(&self) -> Option<u32> {
        match self {
            Self::Rsa { bits } => Some(*bits),
            Self::Ec { curve: NamedCurve::P256 } | Self::Ed25519 => Some(256),
            Self::Ec { curve: NamedCurve::P384 } => Some(384),
            Self::Ec { curve: NamedCurve::P521 } => Some(521),
            Self::Ed448 => Some(448),
            _ => None,
        }
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { bits } => write!(f, "RSA {bits} bits"),
            Self::Ec { curve: NamedCurve::P256 } => f.write_str("ECDSA P-256"),
            Self::Ec { curve: NamedCurve::P384 } => f.write_str("ECDSA P-384"),
            Self::Ec { curve: NamedCurve::P521 } => f.write_str("ECDSA P-521"),
            Self::Ec { curve: NamedCurve::Explicit } => f.write_str("ECDSA with explicit curve parameters"),
            Self::Ec { curve: NamedCurve::Other(oid) } => write!(f, "ECDSA on the curve {oid}"),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::Ed448 => f.write_str("Ed448"),
            Self::Dsa => f.write_str("DSA"),
            Self::Other { algorithm } => write!(f, "the algorithm {algorithm}"),
        }
    }
}

/// RFC 8017 appendix A.1.1: modulus and exponent, both positive.
fn rsa(key: &[u8]) -> Option<KeyKind> {
    let sequence = Reader::new(key).read().ok().filter(|value| value.tag == tag::SEQUENCE)?;
    let modulus = sequence.reader().read().ok()?.integer().ok()?;
    let magnitude = modulus.strip_prefix(&[0]).unwrap_or(modulus);
    let spare = magnitude.first()?.leading_zeros();
    let bits = u32::try_from(magnitude.len()).ok()?.checked_mul(8)?.checked_sub(spare)?;
    Some(KeyKind::Rsa { bits })
}

/// An RSA key is read as RFC 8017 has it, so that its size can be told; the others are octets to us.
pub(super) fn parse(algorithm: &Value<'_>, key: &Value<'_>, octets: &[u8]) -> Result<(), Malformed> {
    let oid = algorithm.reader().read()?.oid()?;
    if oid == known::RSA_ENCRYPTION && rsa(octets).is_none() {
        return Err(key.malformed("an RSA key is not modulus and exponent", "RFC 8017, appendix A.1.1"));
    }
    Ok(())
}

/// The signature on a certificate.
#[derive(Clone, Copy, Debug)]
pub struct Signature<'a> {
    algorithm: &'a [u8],
    value: &'a [u8],
}

impl<'a> Signature<'a> {
    pub(super) fn new(algorithm: &'a [u8], value: &'a [u8]) -> Self {
        Self { algorithm, value }
    }

    /// The content of the AlgorithmIdentifier.
    pub fn algorithm(&self) -> &'a [u8] {
        self.algorithm
    }

    /// The octets of the signature.
    pub fn value(&self) -> &'a [u8] {
        self.value
    }

    /// The algorithm's name that policies use, such as `ecdsa-sha256`; the object identifier if it has none.
    pub fn algorithm_name(&self) -> String {
        crate::encoding::algorithm::name(self.algorithm)
    }
}
