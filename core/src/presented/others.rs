//! The certificates that a peer sent besides its own, read when somebody asks for them: a relying party that knows some of
//! them need not read those again.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::items::{self, Item, Unreadable};
use crate::certificate::Certificate;
use crate::encoding::order::sort_by;

/// In an order that does not depend on the peer's.
#[derive(Clone)]
pub(super) struct Others {
    /// What should be certificates, by their octets.
    ders: Vec<Arc<[u8]>>,
    /// What could not be any, by fingerprint.
    unreadable: Vec<Unreadable>,
    read: OnceLock<Read>,
}

/// The certificates, in the order of their octets; and what is none, in that of their fingerprints.
type Read = (Vec<Certificate>, Vec<Unreadable>);

impl Others {
    pub(super) fn new(sent: Vec<Item>) -> Self {
        let mut unreadable = Vec::new();
        let der = |item| match item {
            Item::Der(der) => Some(der),
            Item::Unreadable(none) => {
                unreadable.push(*none);
                None
            }
        };
        let mut ders: Vec<Arc<[u8]>> = sent.into_iter().filter_map(der).collect();
        // Comparing octets needs no hash.
        sort_by(&mut ders, Ord::cmp);
        sort_by(&mut unreadable, |(a, _), (b, _)| a.cmp(b));
        Self { ders, unreadable, read: OnceLock::new() }
    }

    /// All of them, read by whoever asks first, but for those of whose octets it knows the certificate.
    pub(super) fn read(&self, known: &dyn Fn(&[u8]) -> Option<Certificate>) -> (&[Certificate], &[Unreadable]) {
        let (certificates, unusable) = self.read.get_or_init(|| {
            let mut certificates = Vec::with_capacity(self.ders.len());
            let mut unusable = self.unreadable.clone();
            for der in &self.ders {
                match known(der).map_or_else(|| items::certificate(der), Ok) {
                    Ok(certificate) => certificates.push(certificate),
                    Err(none) => unusable.push(none),
                }
            }
            sort_by(&mut unusable, |(a, _), (b, _)| a.cmp(b));
            let about = |(fingerprint, reason): Unreadable| {
                let reason = reason.certificate_ref(None, fingerprint);
                (fingerprint, reason)
            };
            (certificates, unusable.into_iter().map(about).collect())
        });
        (certificates, unusable)
    }
}

impl PartialEq for Others {
    fn eq(&self, other: &Self) -> bool {
        (&self.ders, &self.unreadable) == (&other.ders, &other.unreadable)
    }
}

impl Eq for Others {}

impl fmt::Debug for Others {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (certificates, unusable) = self.read(&|_| None);
        f.debug_list().entries(certificates).entries(unusable).finish()
    }
}
