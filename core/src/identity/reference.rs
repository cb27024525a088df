//! Reference identifiers: who the peer is expected to be (RFC 9525 section 6).

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use super::spiffe::SpiffeId;
use crate::certificate::{Certificate, GeneralName};
use crate::path::dns_name::DnsName;
use crate::reason::quoted;
use crate::setup::{SetupCode, SetupError};

/// Who the peer is expected to be: a name that one of the certificate's subject alternative names must match. The common
/// name is never looked at (RFC 9525 section 2).
///
/// Parsed from `dns:HOST`, `ip:ADDRESS`, `spiffe:ID` or `email:ADDRESS`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReferenceIdentifier(Kind);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Dns(String),
    Ip(IpAddr),
    Spiffe(String),
    Email(String),
}

impl ReferenceIdentifier {
    /// A host name. A trailing dot is dropped, case does not matter; internationalised names are given as A-labels.
    ///
    /// # Errors
    /// `value_malformed` if it is no DNS name, or has a wildcard.
    pub fn dns(host: &str) -> Result<Self, SetupError> {
        let host = host.strip_suffix('.').unwrap_or(host);
        let plain = DnsName::parse_host(host).filter(|name| !name.looks_like_address());
        match plain {
            Some(_) => Ok(Self(Kind::Dns(host.to_ascii_lowercase()))),
            None => Err(malformed(
                "a DNS name",
                host,
                "give a host name such as dns:orders.example; an address as ip:192.0.2.1",
            )),
        }
    }

    /// The host of a connection, as a URL names it: an address, in brackets or not, or a host name.
    ///
    /// # Errors
    /// `value_malformed` if it is neither.
    pub fn host(host: &str) -> Result<Self, SetupError> {
        let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        bare.parse().map_or_else(|_| Self::dns(host), |address| Ok(Self::ip(address)))
    }

    /// An IP address.
    pub fn ip(address: IpAddr) -> Self {
        Self(Kind::Ip(address))
    }

    /// A SPIFFE ID.
    ///
    /// # Errors
    /// `value_malformed` if it is none.
    pub fn spiffe(id: &str) -> Result<Self, SetupError> {
        match SpiffeId::parse(id) {
            Ok(_) => Ok(Self(Kind::Spiffe(id.to_owned()))),
            Err(error) => {
                Err(malformed("a SPIFFE ID", id, &format!("{error}; give one such as spiffe://prod.example/ns/web")))
            }
        }
    }

    /// A mailbox. The local part is compared exactly, the host without regard to case (RFC 5280 section 7.5).
    ///
    /// # Errors
    /// `value_malformed` if it is none.
    pub fn email(address: &str) -> Result<Self, SetupError> {
        match address.split_once('@') {
            Some((local, host)) if !local.is_empty() && DnsName::parse_host(host).is_some() => {
                Ok(Self(Kind::Email(address.to_owned())))
            }
            _ => Err(malformed("a mailbox", address, "give one such as email:ana@corp.example")),
        }
    }

    /// Whether one of the certificate's names is the expected one; the presented identifier that matched.
    pub(crate) fn matched_in(&self, certificate: &Certificate) -> Option<String> {
        certificate.subject_alt_names().find(|name| self.matches(name)).map(|name| name.to_string())
    }

    fn matches(&self, name: &GeneralName<'_>) -> bool {
        match (&self.0, name) {
            (Kind::Dns(host), GeneralName::Dns(presented)) => {
                match (DnsName::parse_host(host), DnsName::parse_presented(presented)) {
                    (Some(host), Some(presented)) => DnsName::presented_matches(&presented, &host),
                    _ => false,
                }
            }
            (Kind::Ip(address), GeneralName::Ip(presented)) => address == presented,
            (Kind::Spiffe(id), GeneralName::Uri(presented)) => id == presented,
            (Kind::Email(address), GeneralName::Email(presented)) => same_mailbox(address, presented),
            _ => false,
        }
    }

    /// The class of name that it is: `dns`, `ip`, `spiffe` or `email`.
    pub fn class(&self) -> &'static str {
        match &self.0 {
            Kind::Dns(_) => "dns",
            Kind::Ip(_) => "ip",
            Kind::Spiffe(_) => "spiffe",
            Kind::Email(_) => "email",
        }
    }
}

impl ReferenceIdentifier {
    /// As OpenSSL's extension files write it among the subject alternative names.
    pub(super) fn as_subject_alt_name(&self) -> String {
        match &self.0 {
            Kind::Dns(host) => format!("DNS:{host}"),
            Kind::Ip(address) => format!("IP:{address}"),
            Kind::Spiffe(id) => format!("URI:{id}"),
            Kind::Email(address) => format!("email:{}", quoted(address).trim_matches('`')),
        }
    }
}

fn same_mailbox(left: &str, right: &str) -> bool {
    match (left.rsplit_once('@'), right.rsplit_once('@')) {
        (Some((left, left_host)), Some((right, right_host))) => {
            left == right && left_host.eq_ignore_ascii_case(right_host)
        }
        _ => false,
    }
}

fn malformed(what: &str, value: &str, fix: &str) -> SetupError {
    SetupError::new(SetupCode::ValueMalformed, format!("{} is not {what}", quoted(value)), fix)
}

impl fmt::Display for ReferenceIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Dns(text) => write!(f, "dns:{text}"),
            Kind::Ip(address) => write!(f, "ip:{address}"),
            Kind::Spiffe(text) => f.write_str(text),
            Kind::Email(text) => write!(f, "email:{text}"),
        }
    }
}

impl FromStr for ReferenceIdentifier {
    type Err = SetupError;

    fn from_str(text: &str) -> Result<Self, SetupError> {
        const FIX: &str = "give dns:HOST, ip:ADDRESS, spiffe:ID or email:ADDRESS";
        match text.split_once(':') {
            Some(("dns", host)) => Self::dns(host),
            Some(("ip", address)) => address
                .parse()
                .map(Self::ip)
                .map_err(|_| malformed("an IP address", address, "give one such as ip:192.0.2.1")),
            // Both `spiffe:spiffe://…` and the ID by itself.
            Some(("spiffe", rest)) if rest.starts_with("//") => Self::spiffe(text),
            Some(("spiffe", id)) => Self::spiffe(id),
            Some(("email", address)) => Self::email(address),
            _ => Err(malformed("a name of a known kind", text, FIX)),
        }
    }
}
