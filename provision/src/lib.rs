//! Makes certificate sets: authorities, intermediates, end entities, as PEM and DER with their keys.
//!
//! Keys are new every time; times are given, for nothing here has a clock.

pub mod demo;

use std::fmt;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, NameConstraints,
    RevocationReason, RevokedCertParams, SanType, SerialNumber,
};
use time::OffsetDateTime;

/// What could not be made: a name that does not fit its type, or a key that could not be generated.
#[derive(Debug)]
pub struct ProvisionError(String);

impl fmt::Display for ProvisionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ProvisionError {}

impl From<rcgen::Error> for ProvisionError {
    fn from(error: rcgen::Error) -> Self {
        Self(error.to_string())
    }
}

/// From when until when a certificate is valid, in seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// notBefore
    pub from: i64,
    /// notAfter
    pub until: i64,
}

/// What an end entity's certificate may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// clientAuth
    Client,
    /// serverAuth
    Server,
    /// Both.
    Both,
}

/// What an end entity's certificate shall say.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// commonName
    pub common_name: &'a str,
    /// The URI among the subject alternative names, such as a SPIFFE ID.
    pub uri: Option<&'a str>,
    /// The DNS names among them.
    pub dns: &'a [&'a str],
    /// extendedKeyUsage
    pub usage: Use,
    /// notBefore and notAfter
    pub validity: Validity,
}

/// A certificate that was issued, with its key and the certificates that lead to the anchor.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The certificate, DER.
    pub der: Vec<u8>,
    /// The certificate, PEM.
    pub pem: String,
    /// The certificates between it and the anchor, the nearest first, PEM.
    pub intermediates_pem: String,
    /// Its private key, PKCS#8 PEM.
    pub key_pem: String,
}

impl Issued {
    /// The certificate and the intermediates, as a peer presents them.
    pub fn chain_pem(&self) -> String {
        format!("{}{}", self.pem, self.intermediates_pem)
    }
}

/// A certificate authority, with the key that it signs with.
#[derive(Clone)]
pub struct Authority {
    issuer: Arc<Issuer<'static, KeyPair>>,
    pem: String,
    der: Vec<u8>,
    intermediates_pem: String,
}

/// Limits of a new authority.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits<'a> {
    /// pathLenConstraint
    pub path_length: Option<u8>,
    /// Domains below which alone it may name hosts.
    pub permitted_dns: &'a [&'a str],
}

impl Authority {
    /// A self-signed authority: a trust anchor.
    ///
    /// # Errors
    /// If a name does not fit, or no key can be generated.
    pub fn root(
        organization: &str,
        common_name: &str,
        validity: Validity,
        limits: &Limits<'_>,
    ) -> Result<Self, ProvisionError> {
        let key = KeyPair::generate()?;
        let params = authority_params(organization, common_name, validity, limits)?;
        let certificate = params.self_signed(&key)?;
        let (pem, der) = (certificate.pem(), certificate.der().to_vec());
        Ok(Self { issuer: Arc::new(Issuer::new(params, key)), pem, der, intermediates_pem: String::new() })
    }

    /// An authority below this one.
    ///
    /// # Errors
    /// If a name does not fit, or no key can be generated.
    pub fn intermediate(
        &self,
        organization: &str,
        common_name: &str,
        validity: Validity,
        limits: &Limits<'_>,
    ) -> Result<Self, ProvisionError> {
        let key = KeyPair::generate()?;
        let params = authority_params(organization, common_name, validity, limits)?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        let (pem, der) = (certificate.pem(), certificate.der().to_vec());
        let intermediates_pem = format!("{pem}{}", self.intermediates_pem);
        Ok(Self { issuer: Arc::new(Issuer::new(params, key)), pem, der, intermediates_pem })
    }

    /// Issues an end entity's certificate.
    ///
    /// # Errors
    /// If a name does not fit, or no key can be generated.
    pub fn issue(&self, request: &Request<'_>) -> Result<Issued, ProvisionError> {
        let key = KeyPair::generate()?;
        let mut params = params(None, request.common_name, request.validity)?;
        for dns in request.dns {
            params.subject_alt_names.push(SanType::DnsName((*dns).try_into()?));
        }
        if let Some(uri) = request.uri {
            params.subject_alt_names.push(SanType::URI(uri.try_into()?));
        }
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = match request.usage {
            Use::Client => vec![ExtendedKeyUsagePurpose::ClientAuth],
            Use::Server => vec![ExtendedKeyUsagePurpose::ServerAuth],
            Use::Both => vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth],
        };
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok(Issued {
            der: certificate.der().to_vec(),
            pem: certificate.pem(),
            intermediates_pem: self.intermediates_pem.clone(),
            key_pem: key.serialize_pem(),
        })
    }

    /// A CRL, PEM: issued at the beginning of `validity`, to be replaced by its end. It names the certificates with these serial
    /// numbers, revoked when it was issued because of their keys.
    ///
    /// # Errors
    /// If a time is out of range, or the CRL cannot be signed.
    pub fn crl(&self, revoked: &[&[u8]], validity: Validity) -> Result<String, ProvisionError> {
        let this_update = instant(validity.from)?;
        let entry = |serial: &&[u8]| RevokedCertParams {
            serial_number: SerialNumber::from_slice(serial),
            revocation_time: this_update,
            reason_code: Some(RevocationReason::KeyCompromise),
            invalidity_date: None,
        };
        let params = CertificateRevocationListParams {
            this_update,
            next_update: instant(validity.until)?,
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: revoked.iter().map(entry).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        Ok(params.signed_by(&self.issuer)?.pem()?)
    }

    /// Its certificate, PEM.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// Its certificate, DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }
}

fn params(
    organization: Option<&str>,
    common_name: &str,
    validity: Validity,
) -> Result<CertificateParams, ProvisionError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    if let Some(organization) = organization {
        params.distinguished_name.push(DnType::OrganizationName, organization);
    }
    params.distinguished_name.push(DnType::CommonName, common_name);
    params.not_before = instant(validity.from)?;
    params.not_after = instant(validity.until)?;
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

fn authority_params(
    organization: &str,
    common_name: &str,
    validity: Validity,
    limits: &Limits<'_>,
) -> Result<CertificateParams, ProvisionError> {
    let mut params = params(Some(organization), common_name, validity)?;
    params.is_ca = IsCa::Ca(limits.path_length.map_or(BasicConstraints::Unconstrained, BasicConstraints::Constrained));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    if !limits.permitted_dns.is_empty() {
        let subtree = |dns: &&str| GeneralSubtree::DnsName((*dns).to_owned());
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: limits.permitted_dns.iter().map(subtree).collect(),
            excluded_subtrees: Vec::new(),
        });
    }
    Ok(params)
}

fn instant(seconds: i64) -> Result<OffsetDateTime, ProvisionError> {
    OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| ProvisionError("a time is out of range".to_owned()))
}
