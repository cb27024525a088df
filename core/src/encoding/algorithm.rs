//! Names of signature algorithms, from the content of an AlgorithmIdentifier.

use super::der::Reader;

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

/// The name of a signature algorithm; RSASSA-PSS with its hash if that is one of SHA-256, SHA-384 and SHA-512. The
/// dotted object identifier if there is no name.
pub(crate) fn name(identifier: &[u8]) -> String {
    let Some(oid) = Reader::new(identifier).read().ok().and_then(|value| value.oid().ok()) else {
        return "unknown".to_owned();
    };
    match NAMES.iter().find(|(content, _)| *content == oid.as_bytes()) {
        Some((_, "rsa-pss")) => pss_name(identifier).to_owned(),
        Some((_, name)) => (*name).to_owned(),
        None => oid.to_string(),
    }
}

fn pss_name(identifier: &[u8]) -> &'static str {
    let is = |known: rustls_pki_types::AlgorithmIdentifier| known.as_ref() == identifier;
    use rustls_pki_types::alg_id;
    if is(alg_id::RSA_PSS_SHA256) {
        "rsa-pss-sha256"
    } else if is(alg_id::RSA_PSS_SHA384) {
        "rsa-pss-sha384"
    } else if is(alg_id::RSA_PSS_SHA512) {
        "rsa-pss-sha512"
    } else {
        "rsa-pss"
    }
}
