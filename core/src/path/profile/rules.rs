//! What a profile is made of.

use std::fmt;

use crate::certificate::{Certificate, GeneralName};
use crate::encoding::der::{Reader, tag};
use crate::encoding::oid::known;

/// How closely certificates are held to the form that a standard prescribes for those who issue them, beyond what decides
/// who the peer is.
///
/// Everything that bears on who is at the other end (signatures, validity, CA and usage bits, name constraints, certificate
/// policies, unknown critical extensions) is required at every level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Form {
    /// As private CAs issue: key identifiers may be missing, extensions may have the other criticality.
    AsIssued,
    /// RFC 5280's requirements on conforming CAs, section 4.
    Rfc5280,
    /// Also the CA/Browser Forum's Baseline Requirements, as far as a relying party can see them.
    BaselineRequirements,
}

impl Form {
    /// All of them, the least demanding first.
    pub const ALL: [Self; 3] = [Self::AsIssued, Self::Rfc5280, Self::BaselineRequirements];

    /// `as_issued`, `rfc5280` or `baseline_requirements`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AsIssued => "as_issued",
            Self::Rfc5280 => "rfc5280",
            Self::BaselineRequirements => "baseline_requirements",
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a statement in a trust anchor's own certificate counts. RFC 5280 section 6.2 leaves it to the relying party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnchorStatement {
    /// It limits the paths that end in the anchor (RFC 5937).
    Honoured,
    /// Only the anchor's name and key count.
    Ignored,
}

/// A kind of name that an end entity may have to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RequiredName {
    /// A user principal name among the subject alternative names.
    UserPrincipalName,
    /// A FASC-N, an otherName (FIPS 201-3, section 4.2.2.1).
    FascN,
    /// A URI of the form `urn:uuid:...` (RFC 9562 section 4).
    Uuid,
    /// A hardwareModuleName, an otherName (RFC 4108 section 5).
    HardwareModule,
    /// A serialNumber in the subject.
    SerialNumber,
    /// A DNS name.
    Dns,
    /// A mailbox.
    Email,
}

impl RequiredName {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::UserPrincipalName,
        Self::FascN,
        Self::Uuid,
        Self::HardwareModule,
        Self::SerialNumber,
        Self::Dns,
        Self::Email,
    ];

    /// The kind's name, such as `fasc_n`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UserPrincipalName => "upn",
            Self::FascN => "fasc_n",
            Self::Uuid => "uuid",
            Self::HardwareModule => "hardware_module",
            Self::SerialNumber => "serial_number",
            Self::Dns => "dns",
            Self::Email => "email",
        }
    }

    /// What it is, for a message.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::UserPrincipalName => "a user principal name",
            Self::FascN => "a FASC-N",
            Self::Uuid => "a urn:uuid",
            Self::HardwareModule => "a hardwareModuleName",
            Self::SerialNumber => "a serialNumber in the subject",
            Self::Dns => "a DNS name",
            Self::Email => "a mailbox",
        }
    }

    /// Whether the certificate has one.
    pub(crate) fn is_in(self, certificate: &Certificate) -> bool {
        if self == Self::SerialNumber {
            return certificate.subject().values(known::SERIAL_NUMBER).any(|value| !value.trim().is_empty());
        }
        certificate.subject_alt_names().any(|name| match (self, name) {
            (Self::UserPrincipalName, name) => name.user_principal_name().is_some(),
            (Self::FascN, GeneralName::OtherName { type_id: known::FASC_N, value }) => is_fasc_n(value),
            (Self::HardwareModule, GeneralName::OtherName { type_id: known::HARDWARE_MODULE_NAME, value }) => {
                is_hardware_module(value)
            }
            (Self::Uuid, GeneralName::Uri(uri)) => is_uuid(uri),
            (Self::Dns, GeneralName::Dns(_)) | (Self::Email, GeneralName::Email(_)) => true,
            _ => false,
        })
    }
}

/// Whether an otherName's value is an OCTET STRING of the 25 octets that a FASC-N has (NIST SP 800-73, part 1, appendix A).
fn is_fasc_n(value: &[u8]) -> bool {
    Reader::new(value).read().is_ok_and(|number| number.tag == tag::OCTET_STRING && number.content.len() == 25)
}

/// Whether an otherName's value is the type of some hardware and a serial number (RFC 4108 section 5).
fn is_hardware_module(value: &[u8]) -> bool {
    let Ok(module) = Reader::new(value).read() else { return false };
    let mut fields = module.reader();
    let mut is = |wanted| fields.read().is_ok_and(|field| field.tag == wanted && !field.content.is_empty());
    module.tag == tag::SEQUENCE && is(tag::OID) && is(tag::OCTET_STRING) && fields.is_empty()
}

/// Whether a URI is `urn:uuid:` and a UUID of 8, 4, 4, 4 and 12 hexadecimal digits.
fn is_uuid(uri: &str) -> bool {
    let Some((scheme, uuid)) = uri.split_at_checked(9) else { return false };
    let groups =
        uuid.split('-').map(|group| group.bytes().all(|octet| octet.is_ascii_hexdigit()).then_some(group.len()));
    scheme.eq_ignore_ascii_case("urn:uuid:") && groups.eq([8, 4, 4, 4, 12].map(Some))
}

impl AnchorStatement {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Honoured, Self::Ignored];

    /// `honoured` or `ignored`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Honoured => "honoured",
            Self::Ignored => "ignored",
        }
    }
}

/// Whether a certificate may lack the extension that is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Required,
    Optional,
}

/// What the end entity's own basic constraints may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EndEntity {
    /// Not a CA certificate.
    NotCa,
    /// Anything (RFC 5280 section 6.1.4 looks at the issuers only).
    Any,
}

/// What role the end entity's key plays, for its key usage bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyRole {
    /// Signs in the handshake: digitalSignature, if keyUsage is there at all.
    Signs,
    /// Signs, and says so: digitalSignature in a keyUsage that is there (X509-SVID, section 4.3).
    SignsExplicitly,
    /// A TLS server of any version: digitalSignature, keyEncipherment or keyAgreement (RFC 5280, section 4.2.1.12).
    Serves,
    /// Not looked at.
    Any,
}

impl KeyRole {
    pub(crate) const ALL: [Self; 4] = [Self::Signs, Self::SignsExplicitly, Self::Serves, Self::Any];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Signs => "signs",
            Self::SignsExplicitly => "signs_explicitly",
            Self::Serves => "serves",
            Self::Any => "any",
        }
    }
}
