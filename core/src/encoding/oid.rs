//! Object identifiers.

use std::fmt;

/// An object identifier, borrowed from an encoding or a constant: the content octets of its DER encoding
/// (X.690, section 8.19), already known to be well formed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid<'a>(&'a [u8]);

impl<'a> Oid<'a> {
    /// Content octets that are known to be well formed: constants of this crate, and values the DER reader passed.
    pub(crate) const fn from_content(content: &'a [u8]) -> Self {
        Self(content)
    }

    /// The content octets.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }
}

impl fmt::Debug for Oid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

impl fmt::Display for Oid<'_> {
    /// Dotted decimal. An arc that does not fit into 128 bits, which no registered identifier has, prints as `?`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut arc: Option<u128> = Some(0);
        let mut first = true;
        for byte in self.0 {
            arc = arc.and_then(|a| a.checked_mul(128)).and_then(|a| a.checked_add(u128::from(byte & 0x7f)));
            if byte & 0x80 != 0 {
                continue;
            }
            match (arc, first) {
                (Some(a), true) => {
                    // The first two arcs share one number: 40 * first + second, first at most 2.
                    let root = (a / 40).min(2);
                    write!(f, "{root}.{}", a.saturating_sub(root.saturating_mul(40)))?;
                }
                (Some(a), false) => write!(f, ".{a}")?,
                (None, _) => f.write_str(".?")?,
            }
            first = false;
            arc = Some(0);
        }
        Ok(())
    }
}

/// An object identifier that owns its octets; parsed from dotted decimal by [`OidBuf::parse`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OidBuf(Box<[u8]>);

impl OidBuf {
    /// Parses dotted decimal, `2.5.29.17`.
    ///
    /// Returns `None` for anything else: fewer than two arcs, a leading zero, a first arc over 2, a second arc over 39
    /// under roots 0 and 1, an arc over 2^64.
    pub fn parse(text: &str) -> Option<Self> {
        let mut arcs = text.split('.').map(parse_arc);
        let root = arcs.next()??;
        let second = arcs.next()??;
        if root > 2 || (root < 2 && second > 39) {
            return None;
        }
        let mut content = Vec::with_capacity(text.len());
        push_arc(&mut content, root.checked_mul(40)?.checked_add(second)?);
        for arc in arcs {
            push_arc(&mut content, arc?);
        }
        Some(Self(content.into_boxed_slice()))
    }

    /// Borrows it.
    pub fn as_oid(&self) -> Oid<'_> {
        Oid(&self.0)
    }
}

impl From<Oid<'_>> for OidBuf {
    fn from(oid: Oid<'_>) -> Self {
        Self(oid.0.into())
    }
}

impl fmt::Debug for OidBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_oid().fmt(f)
    }
}

impl fmt::Display for OidBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.as_oid(), f)
    }
}

fn parse_arc(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let canonical = text == "0" || !text.starts_with('0');
    if digits && canonical { text.parse().ok() } else { None }
}

fn push_arc(content: &mut Vec<u8>, arc: u64) {
    let groups = u64::BITS.saturating_sub(arc.leading_zeros()).div_ceil(7).max(1);
    for group in (0..groups).rev() {
        let bits = u8::try_from((arc >> group.saturating_mul(7)) & 0x7f).unwrap_or(0);
        content.push(if group == 0 { bits } else { bits | 0x80 });
    }
}

/// Object identifiers that the core knows by name.
pub mod known {
    use super::Oid;

    macro_rules! oids {
        ($($(#[$doc:meta])* $name:ident = $bytes:expr;)*) => {
            $($(#[$doc])* pub const $name: Oid<'static> = Oid($bytes);)*
        };
    }

    oids! {
        /// 2.5.4.3 commonName
        COMMON_NAME = &[85, 4, 3];
        /// 2.5.4.4 surname
        SURNAME = &[85, 4, 4];
        /// 2.5.4.5 serialNumber (the attribute of a name)
        SERIAL_NUMBER = &[85, 4, 5];
        /// 2.5.4.6 countryName
        COUNTRY = &[85, 4, 6];
        /// 2.5.4.7 localityName
        LOCALITY = &[85, 4, 7];
        /// 2.5.4.8 stateOrProvinceName
        STATE = &[85, 4, 8];
        /// 2.5.4.9 streetAddress
        STREET = &[85, 4, 9];
        /// 2.5.4.10 organizationName
        ORGANIZATION = &[85, 4, 10];
        /// 2.5.4.11 organizationalUnitName
        ORGANIZATIONAL_UNIT = &[85, 4, 11];
        /// 2.5.4.12 title
        TITLE = &[85, 4, 12];
        /// 2.5.4.42 givenName
        GIVEN_NAME = &[85, 4, 42];
        /// 2.5.4.46 dnQualifier
        DN_QUALIFIER = &[85, 4, 46];
        /// 2.5.4.65 pseudonym
        PSEUDONYM = &[85, 4, 65];
        /// 2.5.4.97 organizationIdentifier
        ORGANIZATION_IDENTIFIER = &[85, 4, 97];
        /// 0.9.2342.19200300.100.1.1 userID
        USER_ID = &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1];
        /// 0.9.2342.19200300.100.1.25 domainComponent
        DOMAIN_COMPONENT = &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25];
        /// 1.2.840.113549.1.9.1 emailAddress (the attribute of a name)
        EMAIL_ADDRESS = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];

        /// 2.5.29.9 subjectDirectoryAttributes
        SUBJECT_DIRECTORY_ATTRIBUTES = &[85, 29, 9];
        /// 2.5.29.14 subjectKeyIdentifier
        SUBJECT_KEY_IDENTIFIER = &[85, 29, 14];
        /// 2.5.29.15 keyUsage
        KEY_USAGE = &[85, 29, 15];
        /// 2.5.29.17 subjectAltName
        SUBJECT_ALT_NAME = &[85, 29, 17];
        /// 2.5.29.18 issuerAltName
        ISSUER_ALT_NAME = &[85, 29, 18];
        /// 2.5.29.19 basicConstraints
        BASIC_CONSTRAINTS = &[85, 29, 19];
        /// 2.5.29.20 cRLNumber
        CRL_NUMBER = &[85, 29, 20];
        /// 2.5.29.21 reasonCode (of an entry of a CRL)
        CRL_REASON = &[85, 29, 21];
        /// 2.5.29.24 invalidityDate (of an entry of a CRL)
        INVALIDITY_DATE = &[85, 29, 24];
        /// 2.5.29.27 deltaCRLIndicator
        DELTA_CRL_INDICATOR = &[85, 29, 27];
        /// 2.5.29.28 issuingDistributionPoint
        ISSUING_DISTRIBUTION_POINT = &[85, 29, 28];
        /// 2.5.29.29 certificateIssuer (of an entry of a CRL)
        CERTIFICATE_ISSUER = &[85, 29, 29];
        /// 2.5.29.30 nameConstraints
        NAME_CONSTRAINTS = &[85, 29, 30];
        /// 2.5.29.31 cRLDistributionPoints
        CRL_DISTRIBUTION_POINTS = &[85, 29, 31];
        /// 2.5.29.32 certificatePolicies
        CERTIFICATE_POLICIES = &[85, 29, 32];
        /// 2.5.29.32.0 anyPolicy
        ANY_POLICY = &[85, 29, 32, 0];
        /// 2.5.29.33 policyMappings
        POLICY_MAPPINGS = &[85, 29, 33];
        /// 2.5.29.35 authorityKeyIdentifier
        AUTHORITY_KEY_IDENTIFIER = &[85, 29, 35];
        /// 2.5.29.36 policyConstraints
        POLICY_CONSTRAINTS = &[85, 29, 36];
        /// 2.5.29.37 extKeyUsage
        EXTENDED_KEY_USAGE = &[85, 29, 37];
        /// 2.5.29.46 freshestCRL
        FRESHEST_CRL = &[85, 29, 46];
        /// 2.5.29.54 inhibitAnyPolicy
        INHIBIT_ANY_POLICY = &[85, 29, 54];
        /// 1.3.6.1.5.5.7.1.1 authorityInfoAccess
        AUTHORITY_INFO_ACCESS = &[0x2b, 6, 1, 5, 5, 7, 1, 1];
        /// 1.3.6.1.5.5.7.1.11 subjectInfoAccess
        SUBJECT_INFO_ACCESS = &[0x2b, 6, 1, 5, 5, 7, 1, 11];
        /// 1.3.6.1.5.5.7.2.1 id-qt-cps (a policy qualifier)
        QUALIFIER_CPS = &[0x2b, 6, 1, 5, 5, 7, 2, 1];
        /// 1.3.6.1.5.5.7.2.2 id-qt-unotice (a policy qualifier)
        QUALIFIER_USER_NOTICE = &[0x2b, 6, 1, 5, 5, 7, 2, 2];
        /// 1.3.6.1.5.5.7.48.1 id-ad-ocsp
        AD_OCSP = &[0x2b, 6, 1, 5, 5, 7, 48, 1];
        /// 1.3.6.1.5.5.7.48.1.1 id-pkix-ocsp-basic
        OCSP_BASIC = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 1];
        /// 1.3.6.1.5.5.7.48.1.2 id-pkix-ocsp-nonce
        OCSP_NONCE = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 2];
        /// 1.3.6.1.5.5.7.48.1.5 id-pkix-ocsp-nocheck
        OCSP_NO_CHECK = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 5];
        /// 1.3.6.1.5.5.7.48.1.6 id-pkix-ocsp-archive-cutoff
        OCSP_ARCHIVE_CUTOFF = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 6];
        /// 1.3.6.1.5.5.7.48.2 id-ad-caIssuers
        AD_CA_ISSUERS = &[0x2b, 6, 1, 5, 5, 7, 48, 2];
        /// 1.3.6.1.4.1.11129.2.4.2 signedCertificateTimestampList
        SCT_LIST = &[0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 2];
        /// 1.3.6.1.4.1.11129.2.4.3 precertificate poison
        PRECERTIFICATE_POISON = &[0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 3];

        /// 2.5.29.37.0 anyExtendedKeyUsage
        ANY_EXTENDED_KEY_USAGE = &[85, 29, 37, 0];
        /// 1.3.6.1.5.5.7.3.1 serverAuth
        SERVER_AUTH = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
        /// 1.3.6.1.5.5.7.3.2 clientAuth
        CLIENT_AUTH = &[0x2b, 6, 1, 5, 5, 7, 3, 2];
        /// 1.3.6.1.5.5.7.3.3 codeSigning
        CODE_SIGNING = &[0x2b, 6, 1, 5, 5, 7, 3, 3];
        /// 1.3.6.1.5.5.7.3.4 emailProtection
        EMAIL_PROTECTION = &[0x2b, 6, 1, 5, 5, 7, 3, 4];
        /// 1.3.6.1.5.5.7.3.8 timeStamping
        TIME_STAMPING = &[0x2b, 6, 1, 5, 5, 7, 3, 8];
        /// 1.3.6.1.5.5.7.3.9 OCSPSigning
        OCSP_SIGNING = &[0x2b, 6, 1, 5, 5, 7, 3, 9];
        /// 1.3.6.1.4.1.11129.2.4.4 signing of precertificates
        PRECERTIFICATE_SIGNING = &[0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 4];
        /// 1.3.6.1.5.5.7.3.14 eapOverLAN
        EAP_OVER_LAN = &[0x2b, 6, 1, 5, 5, 7, 3, 14];
        /// 1.3.6.1.4.1.311.20.2.2 smartcardLogon
        SMARTCARD_LOGON = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 20, 2, 2];
        /// 1.3.6.1.4.1.311.20.2.3 userPrincipalName (an otherName)
        USER_PRINCIPAL_NAME = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 20, 2, 3];

        /// 2.16.840.1.101.3.6.6 FASC-N (an otherName)
        FASC_N = &[0x60, 0x86, 0x48, 1, 0x65, 3, 6, 6];
        /// 1.3.6.1.5.5.7.8.4 hardwareModuleName (an otherName)
        HARDWARE_MODULE_NAME = &[0x2b, 6, 1, 5, 5, 7, 8, 4];
        /// 1.3.6.1.5.5.7.8.9 SmtpUTF8Mailbox (an otherName)
        SMTP_UTF8_MAILBOX = &[0x2b, 6, 1, 5, 5, 7, 8, 9];

        /// 2.16.840.1.101.3.2.1.3.13 id-fpki-common-authentication
        PIV_AUTHENTICATION = &[0x60, 0x86, 0x48, 1, 0x65, 3, 2, 1, 3, 13];
        /// 2.23.140.1.1 extended validation (CA/Browser Forum)
        EXTENDED_VALIDATION = &[0x67, 0x81, 0x0c, 1, 1];
        /// 2.23.140.1.2.1 domain validated
        DOMAIN_VALIDATED = &[0x67, 0x81, 0x0c, 1, 2, 1];
        /// 2.23.140.1.2.2 organization validated
        ORGANIZATION_VALIDATED = &[0x67, 0x81, 0x0c, 1, 2, 2];
        /// 2.23.140.1.2.3 individual validated
        INDIVIDUAL_VALIDATED = &[0x67, 0x81, 0x0c, 1, 2, 3];

        /// 1.3.14.3.2.26 SHA-1
        SHA1 = &[0x2b, 14, 3, 2, 26];
        /// 2.16.840.1.101.3.4.2.1 SHA-256
        SHA256 = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
        /// 2.16.840.1.101.3.4.2.2 SHA-384
        SHA384 = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2];
        /// 2.16.840.1.101.3.4.2.3 SHA-512
        SHA512 = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];

        /// 1.2.840.113549.1.1.1 rsaEncryption
        RSA_ENCRYPTION = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
        /// 1.2.840.113549.1.1.10 RSASSA-PSS
        RSASSA_PSS = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
        /// 1.2.840.10045.2.1 ecPublicKey
        EC_PUBLIC_KEY = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
        /// 1.2.840.10045.3.1.7 P-256
        P256 = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
        /// 1.3.132.0.34 P-384
        P384 = &[0x2b, 0x81, 4, 0, 34];
        /// 1.3.132.0.35 P-521
        P521 = &[0x2b, 0x81, 4, 0, 35];
        /// 1.3.101.112 Ed25519
        ED25519 = &[0x2b, 0x65, 0x70];
        /// 2.16.840.1.101.3.4.3.17 ML-DSA-44
        ML_DSA_44 = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 17];
        /// 2.16.840.1.101.3.4.3.18 ML-DSA-65
        ML_DSA_65 = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 18];
        /// 2.16.840.1.101.3.4.3.19 ML-DSA-87
        ML_DSA_87 = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 19];
        /// 1.3.101.113 Ed448
        ED448 = &[0x2b, 0x65, 0x71];
        /// 1.2.840.10040.4.1 DSA
        DSA = &[0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1];
    }
}
