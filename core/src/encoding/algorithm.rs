//! Names of signature algorithms, from the content of an AlgorithmIdentifier.

use super::der::{Reader, Value, tag};
use super::oid::known;

/// OIDs by their content octets, and names.
const NAMES: [(&[u8], &str); 22] = [
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 2], "rsa-pkcs1-md2"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 4], "rsa-pkcs1-md5"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5], "rsa-pkcs1-sha1"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 14], "rsa-pkcs1-sha224"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11], "rsa-pkcs1-sha256"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12], "rsa-pkcs1-sha384"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13], "rsa-pkcs1-sha512"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10], "rsa-pss"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1], "ecdsa-sha1"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 1], "ecdsa-sha224"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2], "ecdsa-sha256"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3], "ecdsa-sha384"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4], "ecdsa-sha512"),
    (&[0x2b, 0x65, 0x70], "ed25519"),
    (&[0x2b, 0x65, 0x71], "ed448"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x38, 4, 3], "dsa-sha1"),
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 1], "dsa-sha224"),
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 2], "dsa-sha256"),
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 17], "ml-dsa-44"),
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 18], "ml-dsa-65"),
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 19], "ml-dsa-87"),
    (&[0x2b, 0x0e, 3, 2, 29], "rsa-oiw-sha1"),
];

/// RSASSA-PSS by its hash.
const PSS_NAMES: [&str; 3] = ["rsa-pss-sha256", "rsa-pss-sha384", "rsa-pss-sha512"];

/// Every name that [`name`] can give.
pub(crate) fn names() -> Vec<&'static str> {
    NAMES.iter().map(|(_, name)| *name).chain(PSS_NAMES).collect()
}

/// The name of a signature algorithm; RSASSA-PSS with its hash if that is one of SHA-256, SHA-384 and SHA-512 and the salt as
/// long. The dotted object identifier if there is no name.
pub(crate) fn name(identifier: &[u8]) -> String {
    let Some(oid) = Reader::new(identifier).read().ok().and_then(|value| value.oid().ok()) else {
        return "unknown".to_owned();
    };
    match NAMES.iter().find(|(content, _)| *content == oid.as_bytes()) {
        Some((_, "rsa-pss")) => pss_hash(identifier).map_or("rsa-pss", Sha2::pss_name).to_owned(),
        Some((_, name)) => (*name).to_owned(),
        None => oid.to_string(),
    }
}

/// A hash of the SHA-2 family, of those that signatures are accepted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sha2 {
    Sha256,
    Sha384,
    Sha512,
}

impl Sha2 {
    const fn octets(self) -> u32 {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    const fn pss_name(self) -> &'static str {
        let [sha256, sha384, sha512] = PSS_NAMES;
        match self {
            Self::Sha256 => sha256,
            Self::Sha384 => sha384,
            Self::Sha512 => sha512,
        }
    }

    /// 2.16.840.1.101.3.4.2.1 to .3; the NULL beside them may be left out (RFC 4055 section 2.1).
    fn of(identifier: &Value<'_>) -> Option<Self> {
        let mut inside = identifier.reader();
        let oid = inside.read().ok().filter(|value| value.tag == tag::OID)?;
        let null = inside.is_empty() || inside.read().is_ok_and(|value| value.raw == [5, 0]);
        let hash = match oid.content {
            [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, number] => match number {
                1 => Self::Sha256,
                2 => Self::Sha384,
                3 => Self::Sha512,
                _ => return None,
            },
            _ => return None,
        };
        (null && inside.is_empty() && identifier.tag == tag::SEQUENCE).then_some(hash)
    }
}

/// The parameters of RSASSA-PSS with one hash for the message and for MGF1, of the SHA-2 family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pss {
    hash: Sha2,
    /// Octets of the salt: of a signature, or that a key's have at least.
    salt: u32,
}

impl Pss {
    /// RFC 4055 section 3.1, where the defaults are SHA-1, a salt of 20 octets and the trailer 1. A default value that is
    /// written out all the same is taken (same section). `None` for parameters that are not read so, or not there.
    fn parse(identifier: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(identifier);
        reader.read().ok()?;
        let parameters = reader.read().ok().filter(|value| value.tag == tag::SEQUENCE && reader.is_empty())?;
        let mut fields = parameters.reader();
        let mut field = |number| {
            let value = fields.optional(tag::explicit(number)).ok()?;
            let Some(value) = value else { return Some(None) };
            let mut inside = value.reader();
            let value = inside.read().ok().filter(|_| inside.is_empty())?;
            Some(Some(value))
        };
        // Left out, either is SHA-1.
        let hash = Sha2::of(&field(0)??)?;
        let mask = Self::mask_hash(&field(1)??)?;
        let number = |value: Option<Value<'_>>, default| match value {
            Some(value) => value.small_integer().ok().filter(|_| value.tag == tag::INTEGER),
            None => Some(default),
        };
        let salt = number(field(2)?, 20)?;
        let trailer = number(field(3)?, 1)?;
        (mask == hash && trailer == 1 && fields.is_empty()).then_some(Self { hash, salt })
    }

    /// Section 2.2: id-mgf1, and its hash.
    fn mask_hash(identifier: &Value<'_>) -> Option<Sha2> {
        const MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8];
        let mut inside = identifier.reader();
        inside
            .read()
            .ok()
            .filter(|oid| identifier.tag == tag::SEQUENCE && oid.tag == tag::OID && oid.content == MGF1)?;
        let hash = Sha2::of(&inside.read().ok()?)?;
        inside.is_empty().then_some(hash)
    }
}

/// The hash of RSASSA-PSS signatures of this algorithm, whose salt is as long as the hash: what certificates have, and all that the
/// providers offer.
pub(crate) fn pss_hash(signature: &[u8]) -> Option<Sha2> {
    let is_pss = Reader::new(signature).read().is_ok_and(|oid| oid.content == known::RSASSA_PSS.as_bytes());
    let pss = Pss::parse(signature).filter(|pss| is_pss && pss.salt == pss.hash.octets())?;
    Some(pss.hash)
}

/// Whether a key that is for RSASSA-PSS only may make signatures with this hash (RFC 4055 section 3.3): it has no parameters, or
/// the same hashes and trailer, and a salt that is no longer.
pub(crate) fn pss_key_permits(key: &[u8], hash: Sha2) -> bool {
    let mut reader = Reader::new(key);
    let has_none = reader.read().is_ok() && reader.is_empty();
    has_none || Pss::parse(key).is_some_and(|pss| pss.hash == hash && pss.salt <= hash.octets())
}
