//! The names of a presented certificate, each made comparable at most once.
//!
//! Whether two names are the same (RFC 5280 section 7.1) costs as much to find out as they are long; the peer chooses how
//! long they are, and how often they meet. Names in use have the same octets, and then nothing needs to be made.

use std::cell::OnceCell;

use crate::certificate::Certificate;

/// A presented certificate, and what its names have in common with all that are the same.
pub(super) struct Names<'a> {
    certificate: &'a Certificate,
    subject: OnceCell<Vec<u8>>,
    issuer: OnceCell<Vec<u8>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(certificate: &'a Certificate) -> Self {
        Self { certificate, subject: OnceCell::new(), issuer: OnceCell::new() }
    }

    pub(super) fn certificate(&self) -> &'a Certificate {
        self.certificate
    }

    /// Whether the certificate below names this one's subject as its issuer.
    pub(super) fn is_named_by(&self, below: &Names<'_>) -> bool {
        self.certificate.subject().der() == below.certificate.issuer().der() || self.subject() == below.issuer()
    }

    /// Whether both certify one name with one key: the same CA, however often it was certified.
    pub(super) fn same_ca(&self, other: &Names<'_>) -> bool {
        self.certificate.public_key().spki_der() == other.certificate.public_key().spki_der()
            && self.subject() == other.subject()
    }

    /// Whether its subject is the name with this comparison key.
    pub(super) fn is_called(&self, comparison_key: &[u8]) -> bool {
        self.subject() == comparison_key
    }

    fn subject(&self) -> &[u8] {
        self.subject.get_or_init(|| self.certificate.subject().comparison_key())
    }

    fn issuer(&self) -> &[u8] {
        self.issuer.get_or_init(|| self.certificate.issuer().comparison_key())
    }
}
