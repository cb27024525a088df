//! Public keys and signatures: what they are, for people and for policies.

use std::fmt;

use super::on_curve;
use crate::encoding::der::{Malformed, Reader, Value, tag};
use crate::encoding::oid::{Oid, OidBuf, known};
use crate::reason::Code;

/// The public key that a certificate certifies.
#[derive(Clone, Copy, Debug)]
pub struct PublicKey<'a> {
    spki: &'a [u8],
    algorithm: &'a [u8],
    key: &'a [u8],
    kind: &'a KeyKind,
}

impl<'a> PublicKey<'a> {
    pub(super) fn new(spki: &'a [u8], algorithm: &'a [u8], key: &'a [u8], kind: &'a KeyKind) -> Self {
        Self { spki, algorithm, key, kind }
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
    pub fn kind(&self) -> &'a KeyKind {
        self.kind
    }

    /// Whether it is for RSASSA-PSS only (RFC 4055 section 1.2).
    pub(crate) fn is_for_pss_only(&self) -> bool {
        Reader::new(self.algorithm).read().is_ok_and(|oid| oid.content == known::RSASSA_PSS.as_bytes())
    }

    /// Why nothing is verified by this key, whoever made a signature: the same for every provider. A key of a kind that is
    /// not accepted anyway is not looked at.
    ///
    /// Not found out: an Ed25519 number to which no point belongs, for that costs as much as half a signature.
    pub(crate) fn flaw(&self) -> Option<Flaw> {
        match self.kind {
            KeyKind::Rsa { .. } if self.is_for_pss_only() && !self.has_pss_parameters() => {
                Some(Flaw::none("its parameters are not those of RSASSA-PSS", "RFC 4055, section 3.1"))
            }
            KeyKind::Rsa { .. } => rsa_flaw(self.key),
            KeyKind::Ec { curve } => point_flaw(curve, self.key),
            KeyKind::Ed25519 if self.has_parameters() => {
                Some(Flaw::none("it has parameters, and an Ed25519 key has none", "RFC 8410, section 3"))
            }
            KeyKind::Ed25519 if self.key.len() != ED25519_OCTETS => {
                Some(Flaw::none("an Ed25519 key has 32 octets", "RFC 8410, section 4"))
            }
            KeyKind::Ed25519 if !is_reduced(self.key) => {
                Some(Flaw::none("its number is beyond the prime of the field", "RFC 8032, section 5.1.3"))
            }
            KeyKind::Ed25519 if is_of_small_order(self.key) => {
                let what = "its point is no multiple of the base point but has an order of at most eight: anybody can sign for it";
                Some(Flaw::none(what, "RFC 8032, section 5.1.5"))
            }
            KeyKind::MlDsa44 => self.ml_dsa_flaw(ML_DSA_44_OCTETS),
            KeyKind::MlDsa65 => self.ml_dsa_flaw(ML_DSA_65_OCTETS),
            KeyKind::MlDsa87 => self.ml_dsa_flaw(ML_DSA_87_OCTETS),
            _ => None,
        }
    }

    /// All octet strings of the right length are keys (FIPS 204, algorithm 23).
    fn ml_dsa_flaw(&self, octets: usize) -> Option<Flaw> {
        if self.has_parameters() {
            return Some(Flaw::none("it has parameters, and an ML-DSA key has none", "RFC 9881, section 2"));
        }
        let wrong = self.key.len() != octets;
        wrong.then_some(Flaw::none("its length is not that of its parameter set", "RFC 9881, section 4"))
    }

    /// None, or a SEQUENCE; what that says is asked where the key verifies something.
    fn has_pss_parameters(&self) -> bool {
        let mut reader = Reader::new(self.algorithm);
        reader.read().is_ok()
            && (reader.is_empty() || reader.read().is_ok_and(|parameters| parameters.tag == tag::SEQUENCE))
    }

    fn has_parameters(&self) -> bool {
        let mut reader = Reader::new(self.algorithm);
        reader.read().is_ok() && !reader.is_empty()
    }
}

/// What is wrong with a public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    pub(crate) code: Code,
    /// A sentence about the key, without its end.
    pub(crate) what: &'static str,
    pub(crate) reference: &'static str,
}

impl Flaw {
    /// The octets are no key of their kind.
    const fn none(what: &'static str, reference: &'static str) -> Self {
        Self { code: Code::EncodingMalformed, what, reference }
    }

    /// They may be one, and no provider takes it.
    const fn not_accepted(what: &'static str, reference: &'static str) -> Self {
        Self { code: Code::AlgorithmNotAccepted, what, reference }
    }
}

/// Octets of a key (FIPS 204, table 2).
pub(crate) const ML_DSA_44_OCTETS: usize = 1312;
pub(crate) const ML_DSA_65_OCTETS: usize = 1952;
pub(crate) const ML_DSA_87_OCTETS: usize = 2592;

/// A kind of public key. Prints as `RSA 2048 bits`, `ECDSA P-256`, `Ed25519`, `ML-DSA-65`.
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
    /// ML-DSA-44 (FIPS 204, RFC 9881)
    MlDsa44,
    /// ML-DSA-65
    MlDsa65,
    /// ML-DSA-87
    MlDsa87,
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

/// The names that policies use for kinds of public key.
pub(crate) const KEY_NAMES: [&str; 8] = ["rsa", "ec", "ed25519", "ed448", "dsa", "ml-dsa-44", "ml-dsa-65", "ml-dsa-87"];

impl KeyKind {
    /// The name that policies use: `rsa`, `ec`, `ed25519`, `ed448`, `dsa`, `ml-dsa-44`, `ml-dsa-65`, `ml-dsa-87`, or the
    /// object identifier.
    pub fn algorithm_name(&self) -> String {
        match self {
            Self::Rsa { .. } => "rsa".to_owned(),
            Self::Ec { .. } => "ec".to_owned(),
            Self::Ed25519 => "ed25519".to_owned(),
            Self::Ed448 => "ed448".to_owned(),
            Self::MlDsa44 => "ml-dsa-44".to_owned(),
            Self::MlDsa65 => "ml-dsa-65".to_owned(),
            Self::MlDsa87 => "ml-dsa-87".to_owned(),
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
            Self::MlDsa44 => f.write_str("ML-DSA-44"),
            Self::MlDsa65 => f.write_str("ML-DSA-65"),
            Self::MlDsa87 => f.write_str("ML-DSA-87"),
            Self::Dsa => f.write_str("DSA"),
            Self::Other { algorithm } => write!(f, "the algorithm {algorithm}"),
        }
    }
}

/// RFC 8017 appendix A.1.1: modulus and exponent, two INTEGERs as they stand.
fn rsa(key: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut outside = Reader::new(key);
    let sequence = outside.read().ok().filter(|value| value.tag == tag::SEQUENCE && outside.is_empty())?;
    let mut inside = sequence.reader();
    let mut number = || inside.read().ok().filter(|value| value.tag == tag::INTEGER)?.integer().ok();
    let numbers = (number()?, number()?);
    inside.is_empty().then_some(numbers)
}

/// Bits of the modulus.
fn rsa_bits(key: &[u8]) -> Option<u32> {
    let (modulus, _) = rsa(key)?;
    let magnitude = modulus.strip_prefix(&[0]).unwrap_or(modulus);
    let spare = magnitude.first()?.leading_zeros();
    u32::try_from(magnitude.len()).ok()?.checked_mul(8)?.checked_sub(spare)
}

/// Octets of the longest exponent that the providers take, of 33 bits.
const EXPONENT_OCTETS: usize = 5;

/// RFC 8017 section 3.1: the modulus is a product of odd primes, the exponent odd and at least 3.
fn rsa_flaw(key: &[u8]) -> Option<Flaw> {
    const SECTION: &str = "RFC 8017, section 3.1";
    let (modulus, exponent) = rsa(key)?;
    let is_positive = |number: &[u8]| number.first().is_some_and(|octet| octet & 0x80 == 0) && number != [0];
    let is_odd = |number: &[u8]| number.last().is_some_and(|octet| octet & 1 == 1);
    if !is_positive(modulus) {
        return Some(Flaw::none("its modulus is not positive", SECTION));
    }
    if !is_odd(modulus) {
        return Some(Flaw::none("its modulus is even", SECTION));
    }
    if !is_positive(exponent) || !is_odd(exponent) || exponent == [1] {
        return Some(Flaw::not_accepted("its exponent is not an odd number from 3", SECTION));
    }
    let magnitude = exponent.strip_prefix(&[0]).unwrap_or(exponent);
    let is_longer = magnitude.len() > EXPONENT_OCTETS
        || (magnitude.len() == EXPONENT_OCTETS && magnitude.first().is_some_and(|first| *first > 1));
    is_longer.then_some(Flaw::not_accepted("its exponent has more than 33 bits", "limits of the signature providers"))
}

/// SEC 1 section 2.3.4: an uncompressed point. RFC 5480 section 2.2 leaves compressed ones to the reader, and no other way
/// of writing one.
fn point_flaw(curve: &NamedCurve, key: &[u8]) -> Option<Flaw> {
    const SECTION: &str = "RFC 5480, section 2.2";
    let octets = on_curve::coordinate_octets(curve)?;
    match key {
        [2 | 3, x @ ..] if x.len() == octets => {
            Some(Flaw::not_accepted("its point is compressed, and only uncompressed ones are read", SECTION))
        }
        [4, coordinates @ ..] => match coordinates.split_at_checked(octets) {
            Some((x, y)) if y.len() == octets => {
                let off = || Flaw::none("its point is not on its curve", "SEC 1, section 2.3.4");
                (!on_curve::is_on_curve(curve, x, y)).then(off)
            }
            _ => Some(Flaw::none("its point has not the length that its curve asks for", SECTION)),
        },
        _ => Some(Flaw::none("its octets are no point of a curve", SECTION)),
    }
}

/// Octets of an Ed25519 key.
pub(crate) const ED25519_OCTETS: usize = 32;

/// Whether the number in an Ed25519 key is below the prime of the field, and zero has no sign (RFC 8032 section 5.1.3, steps 1
/// and 4): AWS-LC refuses the rest, ring and RustCrypto do not.
pub(crate) fn is_reduced(key: &[u8]) -> bool {
    /// Of 2^255 - 19, the least significant octet; the last is 0x7f, those between are 0xff.
    const PRIME: u8 = 0xed;
    let [first, between @ .., last] = key else { return false };
    let y = last & 0x7f;
    let beyond = y == 0x7f && between.iter().all(|octet| *octet == 0xff) && *first >= PRIME;
    // Where y is one or minus one, x is zero.
    let one = y == 0 && between.iter().all(|octet| *octet == 0) && *first == 1;
    let minus_one = y == 0x7f && between.iter().all(|octet| *octet == 0xff) && *first == PRIME - 1;
    !beyond && !((one || minus_one) && *last != y)
}

/// Whether an Ed25519 key whose number is below the prime is one of the eight points that, taken eight times, are zero. For each
/// anybody finds signatures that verify by it, of one message in eight at least.
fn is_of_small_order(key: &[u8]) -> bool {
    /// The numbers of these points without the signs: of order four, one, two, and eight twice.
    const NUMBERS: [[u8; 32]; 5] = [
        [0; 32],
        octets_of(1, 0, 0),
        octets_of(0xec, 0xff, 0x7f),
        [
            0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
            0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
        ],
        [
            0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
            0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
        ],
    ];
    let Some((most, rest)) = key.split_last() else { return false };
    NUMBERS.iter().any(|number| number.split_last() == Some((&(most & 0x7f), rest)))
}

const fn octets_of(least: u8, between: u8, most: u8) -> [u8; 32] {
    let mut number = [between; 32];
    let [first, .., last] = &mut number;
    (*first, *last) = (least, most);
    number
}

/// The kind of a key, from a well-formed AlgorithmIdentifier. An RSA key is read as RFC 8017 has it, so that its size can be told;
/// the others are octets to us.
pub(super) fn parse(algorithm: &Value<'_>, key: &Value<'_>, octets: &[u8]) -> Result<KeyKind, Malformed> {
    let mut reader = algorithm.reader();
    let oid = Oid::from_content(reader.read()?.content);
    Ok(match oid {
        known::RSA_ENCRYPTION | known::RSASSA_PSS => match rsa_bits(octets) {
            Some(bits) => KeyKind::Rsa { bits },
            None => return Err(key.malformed("an RSA key is not modulus and exponent", "RFC 8017, appendix A.1.1")),
        },
        known::EC_PUBLIC_KEY => {
            let curve = reader.read().ok().filter(|value| value.tag == tag::OID).and_then(|value| value.oid().ok());
            KeyKind::Ec { curve: curve.map_or(NamedCurve::Explicit, NamedCurve::of) }
        }
        known::ED25519 => KeyKind::Ed25519,
        known::ED448 => KeyKind::Ed448,
        known::ML_DSA_44 => KeyKind::MlDsa44,
        known::ML_DSA_65 => KeyKind::MlDsa65,
        known::ML_DSA_87 => KeyKind::MlDsa87,
        known::DSA => KeyKind::Dsa,
        _ => KeyKind::Other { algorithm: oid.into() },
    })
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
