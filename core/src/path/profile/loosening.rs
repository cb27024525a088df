//! What a profile lets through by exception.

use std::fmt;

use super::rules::Presence;
use super::{Place, Profile};
use crate::certificate::Certificate;
use crate::encoding::oid::{OidBuf, known};
use crate::encoding::time::Timestamp;
use crate::reason::quoted;

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

/// An exception to a profile, with a name, and an end if it has one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Loosening {
    pub(super) name: String,
    pub(super) what: Loosened,
    pub(super) until: Option<Timestamp>,
}

impl Loosening {
    /// An exception under a name that says why it is there, such as `partner-bank until its private CA is up`.
    pub fn new(name: impl Into<String>, what: Loosened) -> Self {
        Self { name: name.into(), what, until: None }
    }

    /// It ends then: at that instant the profile is what it is without it.
    pub fn until(mut self, until: Timestamp) -> Self {
        self.until = Some(until);
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

    /// Whether it is in force at that time.
    pub(crate) fn holds_at(&self, at: Timestamp) -> bool {
        self.until.is_none_or(|until| at < until)
    }

    /// Whether it is about extended key usage, which a profile may not look at in anchors.
    pub(crate) fn is_about_usage(&self) -> bool {
        matches!(self.what, Loosened::ServerAuthForClients | Loosened::NoExtendedKeyUsage)
    }

    /// Whether the certificate would be refused in its place without it.
    pub(crate) fn is_needed_by(&self, certificate: &Certificate, place: Place, profile: &Profile) -> bool {
        match &self.what {
            Loosened::ServerAuthForClients => {
                let asks = profile.extended_key_usage.iter().any(|usage| usage.as_oid() == known::CLIENT_AUTH);
                let any_counts = place != Place::EndEntity;
                let states = certificate.extended_key_usage().is_some_and(|usages| {
                    let any = any_counts && usages.contains(known::ANY_EXTENDED_KEY_USAGE);
                    let instead =
                        profile.extended_key_usage_instead.iter().any(|usage| usages.contains(usage.as_oid()));
                    let fits = usages.contains(known::CLIENT_AUTH) || any || instead;
                    usages.contains(known::SERVER_AUTH) && !fits
                });
                asks && states
            }
            Loosened::NoExtendedKeyUsage => {
                place == Place::EndEntity
                    && profile.extended_key_usage_presence == Presence::Required
                    && certificate.extended_key_usage().is_none()
            }
            Loosened::CriticalExtension(oid) => {
                let known = profile.understood_extensions.contains(oid);
                !known && certificate.extension(oid.as_oid()).is_some_and(|extension| extension.critical())
            }
        }
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
        let Loosening { name, what, until } = &self.loosening;
        write!(f, "{} lets {what} through for certificate {}", quoted(name), self.index)?;
        until.map_or(Ok(()), |until| write!(f, ", until {until}"))
    }
}
