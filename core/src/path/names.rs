//! The names of certificates as numbers, so that building a path compares each name once, however often it asks.
//!
//! Whether two names are the same (RFC 5280 section 7.1) costs as much to find out as they are long, and the peer
//! chooses them; the same number costs nothing.

use std::collections::HashMap;

use crate::certificate::{Certificate, DistinguishedName};

/// The presented certificates by name, and by name and key.
pub(super) struct Names<'a> {
    /// Numbers of names, by the octets that were met; names that are the same share theirs.
    by_der: HashMap<&'a [u8], usize>,
    by_key: HashMap<Vec<u8>, usize>,
    /// Numbers of CAs: a name with a key (SubjectPublicKeyInfo).
    cas: HashMap<(usize, &'a [u8]), usize>,
    /// The subject and the CA of each of the presented certificates.
    others: Vec<(usize, usize)>,
}

impl<'a> Names<'a> {
    pub(super) fn new(others: &'a [Certificate]) -> Self {
        let (by_der, by_key, cas) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut names = Self { by_der, by_key, cas, others: Vec::with_capacity(others.len()) };
        for other in others {
            let numbers = (names.name(other.subject()), names.ca(other));
            names.others.push(numbers);
        }
        names
    }

    fn name(&mut self, name: DistinguishedName<'a>) -> usize {
        if let Some(number) = self.by_der.get(name.der()) {
            return *number;
        }
        let next = self.by_key.len();
        let number = *self.by_key.entry(name.comparison_key()).or_insert(next);
        self.by_der.insert(name.der(), number);
        number
    }

    /// The number of the certificate's subject and key: the same CA, however often it was certified.
    pub(super) fn ca(&mut self, certificate: &'a Certificate) -> usize {
        let name = self.name(certificate.subject());
        let next = self.cas.len();
        *self.cas.entry((name, certificate.public_key().spki_der())).or_insert(next)
    }

    /// The places and CAs of the presented certificates whose subject is the certificate's issuer.
    pub(super) fn issuers_of(&mut self, certificate: &'a Certificate) -> impl Iterator<Item = (usize, usize)> {
        let issuer = self.name(certificate.issuer());
        self.others
            .iter()
            .enumerate()
            .filter(move |(_, (name, _))| *name == issuer)
            .map(|(place, (_, ca))| (place, *ca))
    }
}
