//! What stands where a certificate should, told by its PEM label or by how its DER begins, and what to do about it.

use super::der::{Reader, Value, tag};

/// A form that is no certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OtherForm {
    /// What it is, for a message.
    pub(crate) what: &'static str,
    /// What to do about it.
    pub(crate) fix: &'static str,
}

const REQUEST: &str = "this is a request; give the certificate that the CA issued for it (with OpenSSL, the CA issues it so: `openssl x509 -req -in FILE -CA ca.pem -CAkey ca.key -CAcreateserial -days 90 -extfile peer.ext -out peer.pem`)";
const PUBLIC_KEY: &str = "this is a bare public key; give the certificate that certifies it";
const CRL: &str = "this is a revocation list: hand it in as revocation data (on the command line, `--crl FILE`), and give the certificates here";
const OCSP: &str = "this is an OCSP response: hand it in as revocation data (on the command line, `--ocsp FILE`), and give the certificates here";
const PRIVATE_KEY: &str = "this is a private key: take it out of the file, and replace it if others have seen the file; give the certificate that was issued for it";

/// What to do with a PEM block that is no certificate.
pub(crate) fn fix_of_label(label: &str) -> &'static str {
    match label {
        "PKCS7" | "CMS" => "take the certificates out with `openssl pkcs7 -print_certs -in FILE -out certificates.pem`",
        "PKCS12" | "PFX" => {
            "decode the PEM block to FILE, and take the certificates out with `openssl pkcs12 -nokeys -in FILE -out certificates.pem`"
        }
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => REQUEST,
        "X509 CRL" => CRL,
        "PUBLIC KEY" | "RSA PUBLIC KEY" => PUBLIC_KEY,
        label if label.ends_with("PRIVATE KEY") => PRIVATE_KEY,
        _ => "give PEM blocks that begin with -----BEGIN CERTIFICATE-----",
    }
}

/// What some DER is, if it begins as something that is often given in place of a certificate. A certificate is a
/// SEQUENCE of a SEQUENCE that begins with `[0]`, or in version 1 with an INTEGER and an algorithm (RFC 5280 section 4.1).
pub(crate) fn of_der(der: &[u8]) -> Option<OtherForm> {
    let mut whole = Reader::new(der).read().ok()?.reader();
    let first = whole.read().ok()?;
    let second = whole.read().ok();
    let other = |what, fix| Some(OtherForm { what, fix });
    match (first.tag, first.content) {
        // ContentInfo (RFC 5652 section 3).
        (tag::OID, _) => other(
            "PKCS#7",
            "take the certificates out with `openssl pkcs7 -inform DER -print_certs -in FILE -out certificates.pem`",
        ),
        // PFX (RFC 7292 section 4).
        (tag::INTEGER, [3]) => {
            other("PKCS#12", "take the certificates out with `openssl pkcs12 -nokeys -in FILE -out certificates.pem`")
        }
        // OCSPResponse (RFC 6960 section 4.2.1).
        (tag::ENUMERATED, _) => other("an OCSP response", OCSP),
        // PKCS#8 (RFC 5958 section 2), PKCS#1 (RFC 8017 appendix A.1.2), SEC 1 (RFC 5915 section 3).
        (tag::INTEGER, [0 | 1]) => other("a private key", PRIVATE_KEY),
        (tag::SEQUENCE, _) => match second.map(|value| value.tag) {
            // SubjectPublicKeyInfo (RFC 5280 section 4.1).
            Some(tag::BIT_STRING) => other("a public key", PUBLIC_KEY),
            // EncryptedPrivateKeyInfo (RFC 5958 section 3).
            Some(tag::OCTET_STRING) => other("a private key", PRIVATE_KEY),
            _ if is_request(&first) => other("a certificate request", REQUEST),
            _ if is_crl(&first) => other("a revocation list", CRL),
            _ => None,
        },
        _ => None,
    }
}

/// What some text is that holds no PEM block, if it is one of the forms in which certificates are often handed on.
pub(crate) fn of_text(text: &[u8]) -> Option<OtherForm> {
    let (what, fix) = match text.trim_ascii_start() {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'-', 0, ..] | [0, b'-', ..] => (
            "UTF-16 text",
            "save it as UTF-8, as PowerShell does with `-Encoding ascii`: `iconv -f UTF-16 -t UTF-8 FILE > certificates.pem`",
        ),
        text if text.starts_with(b"LS0tLS1CRUdJTi") => {
            ("PEM in base64, as secrets of Kubernetes are", "decode it once: `base64 -d FILE > certificates.pem`")
        }
        text if text.starts_with(b"MII") => (
            "base64 without BEGIN and END lines",
            "put -----BEGIN CERTIFICATE----- on a line before it and -----END CERTIFICATE----- on a line after it, or decode it: `base64 -d FILE > certificate.der`",
        ),
        _ => return None,
    };
    Some(OtherForm { what, fix })
}

/// TBSCertList: perhaps a version, an algorithm, a name, and then a time, where a certificate has two in a SEQUENCE
/// (RFC 5280 section 5.1).
fn is_crl(info: &Value<'_>) -> bool {
    let mut fields = info.reader();
    let is_sequence = |value: &Value<'_>| value.tag == tag::SEQUENCE;
    let _version = fields.optional(tag::INTEGER);
    let (Ok(algorithm), Ok(name), Ok(time)) = (fields.read(), fields.read(), fields.read()) else { return false };
    is_sequence(&algorithm) && is_sequence(&name) && matches!(time.tag, tag::UTC_TIME | tag::GENERALIZED_TIME)
}

/// CertificationRequestInfo: version 0 and then a name, which is empty or begins with a SET (RFC 2986 section 4.1).
fn is_request(info: &Value<'_>) -> bool {
    let mut fields = info.reader();
    let (Ok(version), Ok(name)) = (fields.read(), fields.read()) else { return false };
    let begins_with_set = name.reader().read().is_ok_and(|value| value.tag == tag::SET);
    version.tag == tag::INTEGER
        && version.content == [0]
        && name.tag == tag::SEQUENCE
        && (name.content.is_empty() || begins_with_set)
}
