//! DER to a parsed, not yet trusted, [`Certificate`].
//!
//! [`Certificate::from_der`] reads everything once, strictly, and keeps positions; the accessors are views into the
//! certificate's own bytes, which were found well formed.

mod distinguished_name;
mod extensions;
mod general_name;
mod name_text;
mod oddities;
mod on_curve;
mod parse;
mod policy_extensions;
mod public_key;

#[cfg(feature = "aws-lc-rs")]
use std::any::Any;
use std::fmt;
use std::sync::{Arc, OnceLock};

use sha2::{Digest as _, Sha256};

pub use distinguished_name::{Attribute, DistinguishedName};
pub(crate) use distinguished_name::{parse as parse_name, parse_rdns};
pub use extensions::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, Extension, KeyUsage, NameConstraints,
};
pub(crate) use extensions::{authority_key_identifier, elements, read_list, read_sequence, sequence, values, view};
pub use general_name::{GeneralName, GeneralNames, GeneralSubtree, GeneralSubtrees};
pub(crate) use general_name::{parse as parse_general_name, string_value};
pub(crate) use name_text::is_printed as is_printed_name;
pub use policy_extensions::{PolicyConstraints, PolicyInformation};
pub(crate) use public_key::KEY_NAMES;
#[cfg(any(feature = "aws-lc-rs", feature = "ring", feature = "rustcrypto"))]
pub(crate) use public_key::{ED25519_OCTETS, ML_DSA_44_OCTETS, ML_DSA_65_OCTETS, ML_DSA_87_OCTETS, is_reduced};
pub use public_key::{KeyKind, NamedCurve, PublicKey, Signature};

use crate::encoding::oid::{Oid, known};
use crate::encoding::time::Timestamp;
use crate::reason::{Fingerprint, Reason, write_hex};
use parse::Fields;
pub(crate) use parse::{Span, algorithm_identifier};

/// An X.509 certificate that was read strictly. Nothing about it is verified. Cheap to clone.
#[derive(Clone)]
pub struct Certificate(Arc<Inner>);

struct Inner {
    der: Arc<[u8]>,
    fields: Fields,
    fingerprint: OnceLock<Fingerprint>,
    spki_pin: OnceLock<[u8; 32]>,
    self_issued: OnceLock<bool>,
    subject_key: OnceLock<Vec<u8>>,
    issuer_key: OnceLock<Vec<u8>>,
    #[cfg(feature = "aws-lc-rs")]
    read_key: OnceLock<Box<dyn Any + Send + Sync>>,
}

/// The version of a certificate (RFC 5280 section 4.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// No extensions, no unique identifiers.
    V1,
    /// Unique identifiers.
    V2,
    /// Extensions.
    V3,
}

impl Version {
    /// 1, 2 or 3.
    pub const fn number(self) -> u8 {
        match self {
            Self::V1 => 1,
            Self::V2 => 2,
            Self::V3 => 3,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)
    }
}

/// A serial number: up to 20 octets, not negative (RFC 5280 section 4.1.2.2). Prints as lower-case hex.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SerialNumber<'a>(&'a [u8]);

impl<'a> SerialNumber<'a> {
    /// The octets, most significant first, without a sign octet; zero is one octet.
    pub fn as_bytes(&self) -> &'a [u8] {
        match self.0 {
            [0, rest @ ..] if !rest.is_empty() => rest,
            octets => octets,
        }
    }

    /// The content of the INTEGER, which is what revocation data names a certificate by.
    pub(crate) fn content(&self) -> &'a [u8] {
        self.0
    }

    /// Whether it is zero, which RFC 5280 forbids and old roots have.
    pub fn is_zero(&self) -> bool {
        self.0 == [0]
    }
}

impl fmt::Display for SerialNumber<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, self.as_bytes())
    }
}

impl fmt::Debug for SerialNumber<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SerialNumber({self})")
    }
}

impl Certificate {
    /// Reads one DER certificate of at most [`CERTIFICATE_BYTES`](crate::limits::CERTIFICATE_BYTES) octets.
    ///
    /// # Errors
    /// A reason `encoding_malformed` that names the place and the rule, or `work_limit_reached` for one that is too
    /// large.
    pub fn from_der(der: &[u8]) -> Result<Self, Reason> {
        parse::parse(der).map(|fields| Self::new(der.into(), fields))
    }

    /// As [`from_der`](Self::from_der), without a copy.
    pub(crate) fn of_shared(der: Arc<[u8]>) -> Result<Self, Reason> {
        parse::parse(&der).map(|fields| Self::new(der, fields))
    }

    fn new(der: Arc<[u8]>, fields: Fields) -> Self {
        Self(Arc::new(Inner {
            der,
            fields,
            fingerprint: OnceLock::new(),
            spki_pin: OnceLock::new(),
            self_issued: OnceLock::new(),
            subject_key: OnceLock::new(),
            issuer_key: OnceLock::new(),
            #[cfg(feature = "aws-lc-rs")]
            read_key: OnceLock::new(),
        }))
    }

    /// Its DER encoding, as it was given.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// SHA-256 of the DER encoding.
    pub fn fingerprint(&self) -> Fingerprint {
        *self.0.fingerprint.get_or_init(|| Fingerprint::new(Sha256::digest(self.der()).into()))
    }

    /// SHA-256 of the SubjectPublicKeyInfo (RFC 7469 section 2.4).
    pub fn spki_pin(&self) -> [u8; 32] {
        *self.0.spki_pin.get_or_init(|| Sha256::digest(self.public_key().spki_der()).into())
    }

    /// The version.
    pub fn version(&self) -> Version {
        self.0.fields.version
    }

    /// The serial number.
    pub fn serial(&self) -> SerialNumber<'_> {
        SerialNumber(self.bytes(self.0.fields.serial))
    }

    /// The issuer's name.
    pub fn issuer(&self) -> DistinguishedName<'_> {
        DistinguishedName::new(self.bytes(self.0.fields.issuer))
    }

    /// The subject's name, which may be empty.
    pub fn subject(&self) -> DistinguishedName<'_> {
        DistinguishedName::new(self.bytes(self.0.fields.subject))
    }

    /// What its subject has in common with all names that are the same, made once: that costs as much as the name is long,
    /// and whoever made the certificate chose how long it is.
    pub(crate) fn subject_key(&self) -> &[u8] {
        self.0.subject_key.get_or_init(|| self.subject().comparison_key())
    }

    /// The same of its issuer's name.
    pub(crate) fn issuer_key(&self) -> &[u8] {
        self.0.issuer_key.get_or_init(|| self.issuer().comparison_key())
    }

    /// What a signature provider has read of its key, which it reads once.
    #[cfg(feature = "aws-lc-rs")]
    pub(crate) fn read_key(&self) -> &OnceLock<Box<dyn Any + Send + Sync>> {
        &self.0.read_key
    }

    /// The octets themselves, for whoever keeps them.
    pub(crate) fn shared_der(&self) -> Arc<[u8]> {
        Arc::clone(&self.0.der)
    }

    /// Where in them the SubjectPublicKeyInfo is.
    pub(crate) fn spki_span(&self) -> Span {
        self.0.fields.spki
    }

    /// The first second of its validity.
    pub fn not_before(&self) -> Timestamp {
        self.0.fields.not_before
    }

    /// The last second of its validity.
    pub fn not_after(&self) -> Timestamp {
        self.0.fields.not_after
    }

    /// The certified public key.
    pub fn public_key(&self) -> PublicKey<'_> {
        let fields = &self.0.fields;
        let (spki, algorithm, key) = (fields.spki, fields.key_algorithm, fields.key);
        PublicKey::new(self.bytes(spki), self.bytes(algorithm), self.bytes(key), &fields.key_kind)
    }

    /// The signature on it.
    pub fn signature(&self) -> Signature<'_> {
        Signature::new(self.bytes(self.0.fields.signature_algorithm), self.bytes(self.0.fields.signature))
    }

    /// What was signed: the DER of TBSCertificate.
    pub fn signed_bytes(&self) -> &[u8] {
        self.bytes(self.0.fields.tbs)
    }

    /// Whether subject and issuer are the same name (RFC 5280 sections 3.2 and 7.1).
    pub fn is_self_issued(&self) -> bool {
        *self.0.self_issued.get_or_init(|| self.subject().matches(&self.issuer()))
    }

    /// All extensions, in order; no object identifier occurs twice.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'_>> {
        self.0.fields.extensions.iter().map(|entry| Extension {
            oid: Oid::from_content(self.bytes(entry.oid)),
            critical: entry.critical,
            value: self.bytes(entry.value),
        })
    }

    /// The object identifiers of those that are critical.
    pub(crate) fn critical_extensions(&self) -> impl Iterator<Item = Oid<'_>> {
        let critical = self.0.fields.extensions.iter().filter(|entry| entry.critical);
        critical.map(|entry| Oid::from_content(self.bytes(entry.oid)))
    }

    /// The extension of that object identifier.
    pub fn extension(&self, oid: Oid<'_>) -> Option<Extension<'_>> {
        self.extensions().find(|extension| extension.oid() == oid)
    }

    /// basicConstraints (RFC 5280 section 4.2.1.9).
    pub fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.0.fields.basic_constraints
    }

    /// keyUsage (RFC 5280 section 4.2.1.3).
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.0.fields.key_usage
    }

    /// extKeyUsage (RFC 5280 section 4.2.1.12).
    pub fn extended_key_usage(&self) -> Option<ExtendedKeyUsage<'_>> {
        self.value(self.0.fields.extended_key_usage).map(ExtendedKeyUsage::new)
    }

    /// The subject alternative names; none if there is no such extension (RFC 5280 section 4.2.1.6).
    pub fn subject_alt_names(&self) -> GeneralNames<'_> {
        GeneralNames::of_extension(self.value(self.0.fields.subject_alt_name))
    }

    /// The issuer alternative names (RFC 5280 section 4.2.1.7).
    pub fn issuer_alt_names(&self) -> GeneralNames<'_> {
        GeneralNames::of_extension(self.extension(known::ISSUER_ALT_NAME).map(|extension| extension.value))
    }

    /// nameConstraints (RFC 5280 section 4.2.1.10).
    pub fn name_constraints(&self) -> Option<NameConstraints<'_>> {
        self.value(self.0.fields.name_constraints).map(NameConstraints::new)
    }

    /// subjectKeyIdentifier (RFC 5280 section 4.2.1.2).
    pub fn subject_key_identifier(&self) -> Option<&[u8]> {
        self.value(self.0.fields.subject_key_identifier)
    }

    /// authorityKeyIdentifier (RFC 5280 section 4.2.1.1).
    pub fn authority_key_identifier(&self) -> Option<AuthorityKeyIdentifier<'_>> {
        self.extension(known::AUTHORITY_KEY_IDENTIFIER).map(|extension| AuthorityKeyIdentifier::new(extension.value))
    }

    /// The certificate policies that it states (RFC 5280 section 4.2.1.4). Which of them hold is for the whole path to say.
    pub fn certificate_policies(&self) -> impl Iterator<Item = Oid<'_>> {
        self.policy_information().map(|policy| policy.oid())
    }

    /// The certificate policies that it states, with their qualifiers.
    pub fn policy_information(&self) -> impl Iterator<Item = PolicyInformation<'_>> {
        let value = self.value(self.0.fields.certificate_policies);
        value.into_iter().flat_map(policy_extensions::policy_information)
    }

    /// policyMappings: pairs of a policy of the issuer's domain and the subject's equivalent (RFC 5280 section 4.2.1.5).
    pub fn policy_mappings(&self) -> impl Iterator<Item = (Oid<'_>, Oid<'_>)> {
        let value = self.value(self.0.fields.policy_mappings);
        value.into_iter().flat_map(policy_extensions::mapped_policies)
    }

    /// Whether it says anything that bears on which certificate policies hold, but for inhibitAnyPolicy, which only takes
    /// away from what others state.
    pub(crate) fn speaks_of_policies(&self) -> bool {
        let fields = &self.0.fields;
        fields.certificate_policies.is_some() || fields.policy_mappings.is_some() || fields.policy_constraints.is_some()
    }

    /// policyConstraints (RFC 5280 section 4.2.1.11).
    pub fn policy_constraints(&self) -> Option<PolicyConstraints> {
        self.0.fields.policy_constraints
    }

    /// inhibitAnyPolicy (RFC 5280 section 4.2.1.14): the number of certificates after which anyPolicy no longer counts.
    pub fn inhibit_any_policy(&self) -> Option<u32> {
        self.0.fields.inhibit_any_policy
    }

    /// The URIs of cRLDistributionPoints (RFC 5280 section 4.2.1.13). They are told, never fetched.
    pub fn crl_distribution_points(&self) -> Vec<&str> {
        self.extension(known::CRL_DISTRIBUTION_POINTS)
            .map(|extension| extensions::distribution_point_uris(extension.value))
            .unwrap_or_default()
    }

    /// The URIs of authorityInfoAccess for one access method: [`known::AD_OCSP`] or [`known::AD_CA_ISSUERS`]
    /// (RFC 5280 section 4.2.2.1). They are told, never fetched.
    pub fn authority_info_access(&self, method: Oid<'_>) -> Vec<&str> {
        self.extension(known::AUTHORITY_INFO_ACCESS)
            .map(|extension| extensions::access_uris(extension.value, method))
            .unwrap_or_default()
    }

    /// What is unusual about it, in sentences for people: nothing here is an error.
    pub fn oddities(&self) -> Vec<String> {
        oddities::of(self)
    }

    fn value(&self, span: Option<Span>) -> Option<&[u8]> {
        span.map(|span| self.bytes(span))
    }

    fn bytes(&self, span: Span) -> &[u8] {
        span.of(&self.0.der)
    }
}

impl PartialEq for Certificate {
    /// Same bytes.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.der() == other.der()
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({})", self.fingerprint())
    }
}
