//! The fields that rules ask about.

use std::fmt;

use super::request::ContextKey;
use crate::encoding::oid::OidBuf;

/// A field of the peer or the context.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Field {
    TrustDomain,
    Spiffe,
    Dns,
    Email,
    Uri,
    IpSan,
    Upn,
    OtherName(OidBuf),
    Subject,
    Issuer,
    Via,
    Anchor,
    Eku,
    Policy,
    Extension(OidBuf),
    KeyAlgorithm,
    KeyBits,
    KeyCurve,
    Sig,
    Serial,
    CertSha256,
    Spki,
    Age,
    Remaining,
    Lifetime,
    Revocation,
    ChainDepth,
    Context(ContextKey),
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TrustDomain => "trust_domain",
            Self::Spiffe => "spiffe",
            Self::Dns => "dns",
            Self::Email => "email",
            Self::Uri => "uri",
            Self::IpSan => "ip_san",
            Self::Upn => "upn",
            Self::OtherName(oid) => return write!(f, "other_name.{oid}"),
            Self::Subject => "subject",
            Self::Issuer => "issuer",
            Self::Via => "via",
            Self::Anchor => "anchor",
            Self::Eku => "eku",
            Self::Policy => "policy",
            Self::Extension(oid) => return write!(f, "extension.{oid}"),
            Self::KeyAlgorithm => "key.alg",
            Self::KeyBits => "key.bits",
            Self::KeyCurve => "key.curve",
            Self::Sig => "sig",
            Self::Serial => "serial",
            Self::CertSha256 => "cert_sha256",
            Self::Spki => "spki",
            Self::Age => "age",
            Self::Remaining => "remaining",
            Self::Lifetime => "lifetime",
            Self::Revocation => "revocation",
            Self::ChainDepth => "chain_depth",
            Self::Context(key) => return write!(f, "{key}"),
        })
    }
}
