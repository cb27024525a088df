//! DER to a parsed, not yet trusted, [`Certificate`].

mod extensions;
mod names;
mod parse;
mod public_key;

use std::sync::Arc;
// CONTRACT (to be completed by the certificate work; accessors below are relied on by path, identity, policy, cli):
//
// #[derive(Clone)] pub struct Certificate(Arc<Inner>)  -- owns its DER; everything else is a span into it; cheap clone; Send + Sync.
// impl Certificate {
//   pub fn from_der(der: &[u8]) -> Result<Certificate, Reason>         strict: encoding_malformed with observed/expected/reference and byte offset
//   pub fn from_pem(pem: &[u8]) -> Result<Vec<Certificate>, Reason>?    (inspection; see presented/anchor for real entry points)
//   pub fn der(&self) -> &[u8]
//   pub fn fingerprint(&self) -> Fingerprint                            SHA-256, computed once lazily (OnceLock)
//   pub fn spki_pin(&self) -> [u8; 32]                                  SHA-256 of SubjectPublicKeyInfo DER, lazy
//   pub fn version(&self) -> Version                                    enum V1, V2, V3
//   pub fn serial(&self) -> SerialNumber<'_>                            as_bytes(), Display = colon-less lower hex
//   pub fn issuer(&self) / subject(&self) -> DistinguishedName<'_>
//   pub fn not_before(&self) / not_after(&self) -> Timestamp            both inclusive
//   pub fn public_key(&self) -> PublicKey<'_>                           .spki_der() .algorithm() (AlgorithmIdentifier content octets) .key_bytes() (BIT STRING without unused-bits octet) .kind() -> KeyKind
//   pub fn signature(&self) -> Signature<'_>                            .algorithm() (AlgorithmIdentifier content) .value()  .description()
//   pub fn signed_bytes(&self) -> &[u8]                                 the TBSCertificate TLV
//   pub fn extensions(&self) -> impl Iterator<Item = Extension<'_>>     .oid() .critical() .value() (OCTET STRING content)
//   pub fn extension(&self, oid: Oid<'_>) -> Option<Extension<'_>>
//   pub fn basic_constraints(&self) -> Option<BasicConstraints>         { ca: bool, path_length: Option<u32> }
//   pub fn key_usage(&self) -> Option<KeyUsage>                         .digital_signature() ... .key_cert_sign() .crl_sign()
//   pub fn extended_key_usage(&self) -> Option<ExtendedKeyUsage<'_>>    .iter() of Oid, .contains(Oid)
//   pub fn subject_alt_names(&self) -> GeneralNames<'_>                 iterator, empty when absent
//   pub fn issuer_alt_names(&self) -> GeneralNames<'_>
//   pub fn name_constraints(&self) -> Option<NameConstraints<'_>>       .permitted() .excluded(): iterators of GeneralSubtree<'_>::{Dns(&str),Email(&str),Uri(&str),Ip{network, mask},DirectoryName(DistinguishedName),Other{form: &'static str}}
//   pub fn subject_key_identifier(&self) -> Option<&[u8]>
//   pub fn authority_key_identifier(&self) -> Option<AuthorityKeyIdentifier<'_>>  .key_identifier() .issuer() (GeneralNames) .serial()
//   pub fn certificate_policies(&self) -> impl Iterator<Item = Oid<'_>>
//   pub fn policy_constraints(&self) -> Option<PolicyConstraints>  { require_explicit_policy: Option<u32>, inhibit_policy_mapping: Option<u32> }
//   pub fn inhibit_any_policy(&self) -> Option<u32>
//   pub fn policy_mappings(&self) -> bool-ish / iterator of (Oid, Oid)
//   pub fn crl_distribution_points(&self) -> Vec<&str>  (URIs)      pub fn ocsp_responders / ca_issuers (URIs)
//   pub fn is_self_issued(&self) -> bool                               subject equals issuer (RFC 5280 7.1 comparison)
//   pub fn oddities(&self) -> Vec<String>?                             for inspect
// }
// DistinguishedName<'a>: Copy; .der() .is_empty() .attributes() -> iterator of Attribute { rdn: usize, oid, text: Cow<str>, tag }; .values(oid) ; Display = RFC 4514 reversed? (document) ; matches(&other): RFC 5280 7.1; is_within(&subtree) for directory name constraints
// GeneralName<'a>: Dns(&str) Email(&str) Uri(&str) Ip(IpAddr) DirectoryName(DistinguishedName) OtherName{type_id: Oid, value: &[u8]} (with .upn() -> Option<&str>) RegisteredId(Oid) Other{form}
