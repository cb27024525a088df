//! What the policy may ask about a peer: one plain record.
//!
//! [`PeerFacts`] is filled from a verified path by the identity stage, and from the `peer:` of a policy's own tests by
//! the policy stage. It proves nothing by itself; a [`PeerIdentity`](super::PeerIdentity), which holds one, does.

use std::net::IpAddr;

use crate::encoding::oid::OidBuf;
use crate::encoding::time::Timestamp;

/// One attribute of a distinguished name, with the short name that the policy uses for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NameAttribute {
    pub(crate) oid: OidBuf,
    /// The value, decoded to text.
    pub(crate) value: String,
}

/// A distinguished name for matching by attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NameFacts {
    pub(crate) attributes: Vec<NameAttribute>,
    /// The whole name as text (RFC 4514), for messages and for exact matches.
    pub(crate) text: String,
}

/// The public key of the end entity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KeyFacts {
    /// `rsa`, `ec`, `ed25519`, or the dotted object identifier of another algorithm.
    pub(crate) algorithm: String,
    /// Size in bits: the modulus of RSA, the field of a curve.
    pub(crate) bits: Option<u32>,
    /// `p256`, `p384`, `p521`, or the dotted object identifier of another curve.
    pub(crate) curve: Option<String>,
}

/// What is known of revocation: the worst of what is known of each certificate of the path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum RevocationFact {
    /// Revocation was not looked at.
    #[default]
    Unchecked,
    Good,
    Revoked,
    Unknown,
    Stale,
}

/// An extension of the end-entity certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExtensionFact {
    pub(crate) oid: OidBuf,
    /// The content of the extension's OCTET STRING.
    pub(crate) value: Vec<u8>,
    /// The value as text, if it is one DER string (UTF8String, PrintableString, IA5String), for `{eq: text}`.
    pub(crate) text: Option<String>,
}

/// Everything a policy may match about a peer. A list that is empty, or a `None`, is *absent*: the certificate lacks it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PeerFacts {
    /// The name of the bundle whose anchor the path ends in; `None` for the unnamed bundle.
    pub(crate) anchor: Option<String>,
    /// The SPIFFE ID, if there is exactly one URI SAN and it is a well-formed SPIFFE ID.
    pub(crate) spiffe: Option<String>,
    /// Its trust domain.
    pub(crate) trust_domain: Option<String>,
    /// dNSName entries, in lower case, without a trailing dot.
    pub(crate) dns: Vec<String>,
    /// rfc822Name entries, the domain in lower case.
    pub(crate) email: Vec<String>,
    /// uniformResourceIdentifier entries.
    pub(crate) uri: Vec<String>,
    pub(crate) ip_san: Vec<IpAddr>,
    /// userPrincipalName otherNames.
    pub(crate) upn: Vec<String>,
    /// All otherNames: type, and the value as text if it is one DER string.
    pub(crate) other_name: Vec<(OidBuf, Option<String>)>,
    pub(crate) subject: NameFacts,
    pub(crate) issuer: NameFacts,
    /// The subjects of the CA certificates of the path, from the end entity's issuer to the anchor, anchor included.
    pub(crate) via: Vec<NameFacts>,
    /// Extended key usages; empty when the extension is absent.
    pub(crate) eku: Vec<OidBuf>,
    /// The certificate policies that hold for the path (RFC 5280 section 6.1.5 (g)).
    pub(crate) policy: Vec<OidBuf>,
    pub(crate) extension: Vec<ExtensionFact>,
    pub(crate) key: KeyFacts,
    /// Signature algorithm of the end-entity certificate, `ecdsa-sha256`, `rsa-pkcs1-sha256`, `rsa-pss-sha256`, `ed25519`, ...
    pub(crate) sig: String,
    /// Serial number in lower-case hex, without leading zero octets.
    pub(crate) serial: String,
    /// Fingerprint in lower-case hex.
    pub(crate) cert_sha256: String,
    /// SHA-256 of the SubjectPublicKeyInfo in lower-case hex.
    pub(crate) spki: String,
    pub(crate) not_before: Option<Timestamp>,
    pub(crate) not_after: Option<Timestamp>,
    pub(crate) revocation: RevocationFact,
    /// Certificates in the path, the end entity included, the anchor excluded.
    pub(crate) chain_depth: u32,
}
