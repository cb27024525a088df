//! What a profile lets through by exception.

use std::fmt;

use crate::certificate::Certificate;
use crate::encoding::oid::OidBuf;
use crate::encoding::time::Timestamp;
use crate::reason::{hex, quoted};

/// What is let through.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Loosened {
    /// Certificates for serverAuth where the profile asks for clientAuth: those of public CAs, which issue no others since the
    /// root programs forbid it. Whoever has a certificate for a server's name can then come as a client of that name.
    ServerAuthForClients,
    /// End-entity certificates that state no extended key usage, where the profile asks that they do.
    NoExtendedKeyUsage,
    /// This critical extension, which nobody here understands.
    CriticalExtension(OidBuf),
}

impl Loosened {
    /// `server_auth_for_clients`, `no_extended_key_usage` or `critical_extension`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::ServerAuthForClients => "server_auth_for_clients",
            Self::NoExtendedKeyUsage => "no_extended_key_usage",
            Self::CriticalExtension(_) => "critical_extension",
        }
    }
}

impl fmt::Display for Loosened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CriticalExtension(oid) => write!(f, "{} {oid}", self.as_str()),
            _ => f.write_str(self.as_str()),
        }
    }
}

/// An exception to a profile, with a name, an end if it has one, and the issuer that it is for if it is for one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Loosening {
    pub(super) name: String,
    pub(super) what: Loosened,
    pub(super) until: Option<Timestamp>,
    /// The SHA-256 of a CA's SubjectPublicKeyInfo.
    pub(super) issuer: Option<[u8; 32]>,
}

impl Loosening {
    /// An exception under a name that says why it is there, such as `partner-bank until its private CA is up`.
    pub fn new(name: impl Into<String>, what: Loosened) -> Self {
        Self { name: name.into(), what, until: None, issuer: None }
    }

    /// It ends then: at that instant the profile is what it is without it.
    pub fn until(mut self, until: Timestamp) -> Self {
        self.until = Some(until);
        self
    }

    /// It is for paths through the CA that has this key, be it the anchor or a CA below, and for no others: the SHA-256 of its
    /// SubjectPublicKeyInfo, [`Certificate::spki_pin`]. A name would not do: any other CA could give it to one of its own.
    pub fn for_issuer(mut self, spki_pin: [u8; 32]) -> Self {
        self.issuer = Some(spki_pin);
        self
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it lets through.
    pub fn what(&self) -> &Loosened {
        &self.what
    }

    /// The first instant at which it is over; `None` if it has no end.
    pub fn ends(&self) -> Option<Timestamp> {
        self.until
    }

    /// The SHA-256 of the SubjectPublicKeyInfo of the CA that it is for, in hex; `None` if it is for every path.
    pub fn issuer_spki(&self) -> Option<String> {
        self.issuer.map(|pin| hex(&pin))
    }

    /// Whether it is for a path with these CAs.
    pub(crate) fn is_for(&self, cas: &[&Certificate]) -> bool {
        self.issuer.is_none_or(|pin| cas.iter().any(|ca| ca.spki_pin() == pin))
    }

    /// Whether it is in force at that time.
    pub(crate) fn holds_at(&self, at: Timestamp) -> bool {
        self.until.is_none_or(|until| at < until)
    }
}

/// A loosening that was needed, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedLoosening {
    pub(crate) loosening: Loosening,
    pub(crate) index: usize,
}

impl AppliedLoosening {
    /// The loosening.
    pub fn loosening(&self) -> &Loosening {
        &self.loosening
    }

    /// The place in the path of the certificate that needed it: 0 is the end entity, the last one the anchor.
    pub fn index(&self) -> usize {
        self.index
    }
}

impl fmt::Display for AppliedLoosening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Loosening { name, what, until, .. } = &self.loosening;
        write!(f, "{} lets {what} through for certificate {}", quoted(name), self.index)?;
        if let Some(pin) = self.loosening.issuer_spki() {
            write!(f, ", below the key {pin}")?;
        }
        until.map_or(Ok(()), |until| write!(f, ", until {until}"))
    }
}
