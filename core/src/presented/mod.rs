//! What a peer presented, and how it arrived.
//!
//! Nothing here can fail: whatever a peer sends becomes a [`PresentedChain`], and what is wrong with it becomes a
//! reason in the decision.

mod items;
mod others;

use crate::certificate::Certificate;
use crate::limits::{FILE_BYTES, FILE_CERTIFICATES, STAPLED_RESPONSES};
use crate::reason::{Code, Fingerprint, Reason};
use items::{Item, Items, Limits, PRESENTED};
pub(crate) use items::{ONE_CERTIFICATE, first_value, is_followed};
use others::Others;

/// How a chain arrived, and so who has seen that the peer holds the key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Arrival {
    /// From the TLS stack of this process, which checked CertificateVerify.
    Tls,
    /// In a header or a protocol field, from a hop that terminated TLS.
    Forwarded {
        /// The hop's name, as the host declares it.
        hop: String,
    },
    /// From files; nobody has shown a key.
    Files,
}

impl Arrival {
    /// `tls`, `forwarded` or `files`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::Forwarded { .. } => "forwarded",
            Self::Files => "files",
        }
    }

    /// Who has shown that the peer holds the private key.
    pub fn possession(&self) -> Possession {
        match self {
            Self::Tls => Possession::Proven,
            Self::Forwarded { .. } => Possession::AssertedByHop,
            Self::Files => Possession::NotProven,
        }
    }
}

/// Whether it was shown that the peer holds the private key of its certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Possession {
    /// In the handshake of this connection.
    Proven,
    /// The hop that forwarded the certificate says so.
    AssertedByHop,
    /// By nobody.
    NotProven,
}

impl Possession {
    /// `proven`, `asserted_by_hop` or `not_proven`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::AssertedByHop => "asserted_by_hop",
            Self::NotProven => "not_proven",
        }
    }
}

/// The certificates that a peer presented.
///
/// The same certificates in another order behind the end entity, or more than once, are the same chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresentedChain {
    arrival: Arrival,
    end_entity: Result<Certificate, Reason>,
    others: Others,
    stapled_ocsp: Vec<Vec<u8>>,
}

impl PresentedChain {
    /// The certificates of a TLS handshake, each as DER or PEM: the end entity first (RFC 8446 section 4.4.2), the rest in
    /// any order. No certificate at all is a chain, too: the peer sent none.
    ///
    /// The end entity is the first certificate, whatever the others are: it is the one whose key the peer has proven to
    /// hold, and taking another would let a peer borrow somebody else's name. If the first is empty and others follow, the
    /// chain has none that can be used.
    pub fn from_tls<I>(certificates: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        Self::first_is_end_entity(certificates, Arrival::Tls)
    }

    /// The certificates that a hop forwarded, in the order of [`from_tls`](Self::from_tls). `hop` names who forwarded
    /// them; a relying party believes only hops that it was built to trust.
    pub fn from_forwarded<I>(certificates: I, hop: impl Into<String>) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        Self::first_is_end_entity(certificates, Arrival::Forwarded { hop: hop.into() })
    }

    /// Certificates from files, each PEM with any number of blocks or one DER certificate, in any order. The end entity
    /// is the one that is no CA and issued none of the others; if that is not one certificate, it is the first.
    ///
    /// Nothing shows that anybody holds the key: a relying party refuses such a chain unless it was built to accept it.
    pub fn from_files<I>(files: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        // Here no place says whose a certificate is.
        let files = files.into_iter().filter(|file| !file.as_ref().trim_ascii().is_empty());
        let items = Items::collect(files, PRESENTED);
        let certificates: Vec<Option<Certificate>> = items.sent.iter().map(|item| item.certificate().ok()).collect();
        let readable = || certificates.iter().flatten();
        let is_end_entity = |certificate: &Certificate| {
            let ca = certificate.basic_constraints().is_some_and(|constraints| constraints.ca);
            let issued =
                readable().any(|other| other != certificate && other.issuer_key() == certificate.subject_key());
            !ca && !issued
        };
        let mut suited = certificates.iter().enumerate().filter(|(_, item)| item.as_ref().is_some_and(&is_end_entity));
        let place = match (suited.next(), suited.next()) {
            (Some((place, _)), None) => place,
            _ => 0,
        };
        Self::of(items, place, Arrival::Files)
    }

    fn first_is_end_entity<I>(certificates: I, arrival: Arrival) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        Self::of(Items::collect(certificates, PRESENTED), 0, arrival)
    }

    /// The item at that place is the end entity.
    fn of(items: Items, place: usize, arrival: Arrival) -> Self {
        let Items { mut sent, too_much, .. } = items;
        let first = (place < sent.len()).then(|| sent.remove(place));
        let end_entity = match (too_much, first.as_ref().map(Item::certificate)) {
            (Some(reason), _) => Err(reason),
            (None, Some(Ok(certificate))) => Ok(certificate),
            (None, Some(Err((fingerprint, reason)))) => Err(reason.certificate_ref(Some(0), fingerprint)),
            (None, None) if arrival == Arrival::Files => {
                let reason = Reason::new(Code::ChainEmpty, "no certificate was given: the input is empty");
                Err(reason
                    .mended_by("write the peer's certificate into the file, PEM or DER, the intermediates after it"))
            }
            (None, None) => Err(Reason::new(Code::ChainEmpty, "the peer presented no certificate")),
        };
        Self { arrival, end_entity, others: Others::new(sent), stapled_ocsp: Vec::new() }
    }

    /// An OCSP response that the peer stapled, as the TLS stack has it; at most
    /// [`STAPLED_RESPONSES`] are looked at. It need not be about the peer's own
    /// certificate. One that cannot be read is left out, and the decision says so.
    pub fn with_stapled_ocsp(mut self, response: impl AsRef<[u8]>) -> Self {
        if self.stapled_ocsp.len() < STAPLED_RESPONSES {
            self.stapled_ocsp.push(response.as_ref().to_vec());
        }
        self
    }

    /// The OCSP responses that the peer stapled.
    pub fn stapled_ocsp(&self) -> &[Vec<u8>] {
        &self.stapled_ocsp
    }

    /// How it arrived.
    pub fn arrival(&self) -> &Arrival {
        &self.arrival
    }

    /// The peer's own certificate.
    ///
    /// # Errors
    /// The reason why there is none that can be used: none was sent, it is malformed, or too much was sent.
    pub fn end_entity(&self) -> Result<&Certificate, &Reason> {
        self.end_entity.as_ref()
    }

    /// Whether the peer sent nothing.
    pub fn is_empty(&self) -> bool {
        self.end_entity.as_ref().is_err_and(|reason| reason.code() == Code::ChainEmpty)
    }

    /// The other certificates, in an order of their own, each once.
    pub fn others(&self) -> &[Certificate] {
        self.others.read(&|_| None).0
    }

    /// Those of the others that cannot be read, by the SHA-256 of their bytes, with the reason.
    pub fn unusable(&self) -> &[(Fingerprint, Reason)] {
        self.others.read(&|_| None).1
    }

    /// Reads the others, unless that was done, but for those of whose octets `known` has the certificate.
    pub(crate) fn read_with(&self, known: &dyn Fn(&[u8]) -> Option<Certificate>) {
        self.others.read(known);
    }
}

/// Reads the certificates of a file, PEM or DER, in the order of the file: for tools that show them one by one.
///
/// Each comes with the reason if it cannot be read; a file with too many ends with that reason. A file may hold more
/// than a peer may present.
pub fn read_certificates(file: &[u8]) -> Vec<Result<Certificate, Reason>> {
    let limits = Limits { what: "the file", certificates: FILE_CERTIFICATES, bytes: FILE_BYTES };
    let items = Items::collect([file], limits);
    let mut certificates: Vec<_> =
        items.sent.iter().map(|item| item.certificate().map_err(|(_, reason)| reason)).collect();
    certificates.extend(items.too_much.map(Err));
    certificates
}
