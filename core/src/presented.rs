//! What a peer presented, and how it arrived.
//!
//! Nothing here can fail: whatever a peer sends becomes a [`PresentedChain`], and what is wrong with it becomes a
//! reason in the decision.

use std::collections::HashSet;

use sha2::{Digest as _, Sha256};

use crate::certificate::Certificate;
use crate::encoding::der::tag;
use crate::encoding::order::sort_by;
use crate::encoding::{other_form, pem};
use crate::limits::{CHAIN_BYTES, CHAIN_CERTIFICATES, FILE_BYTES, FILE_CERTIFICATES, STAPLED_RESPONSES};
use crate::reason::{Code, Fingerprint, Reason, Stage, quoted};

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
    others: Vec<Certificate>,
    unusable: Vec<(Fingerprint, Reason)>,
    stapled_ocsp: Vec<Vec<u8>>,
}

impl PresentedChain {
    /// The certificates of a TLS handshake, each as DER or PEM: the end entity first (RFC 8446 section 4.4.2), the rest in
    /// any order. No certificate at all is a chain, too: the peer sent none.
    ///
    /// The end entity is the first certificate, whatever the others are: it is the one whose key the peer has proven to
    /// hold, and taking another would let a peer borrow somebody else's name.
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
        let items = Items::collect(files, PRESENTED);
        let certificates: Vec<&Certificate> = items.parsed.iter().filter_map(|item| item.as_ref().ok()).collect();
        // What all names that are the same have in common, made once for each: comparing names costs their length.
        let issuers: Vec<Vec<u8>> = certificates.iter().map(|c| c.issuer().comparison_key()).collect();
        let is_end_entity = |certificate: &Certificate| {
            let ca = certificate.basic_constraints().is_some_and(|constraints| constraints.ca);
            let subject = certificate.subject().comparison_key();
            let issued = certificates.iter().zip(&issuers).any(|(other, by)| *other != certificate && *by == subject);
            !ca && !issued
        };
        let mut suited = items.parsed.iter().enumerate().filter(|(_, item)| item.as_ref().is_ok_and(&is_end_entity));
        let place = match (suited.next(), suited.next()) {
            (Some((place, _)), None) => place,
            _ => 0,
        };
        items.into_chain(place, Arrival::Files)
    }

    fn first_is_end_entity<I>(certificates: I, arrival: Arrival) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        Items::collect(certificates, PRESENTED).into_chain(0, arrival)
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
        &self.others
    }

    /// Those of the others that cannot be read, by the SHA-256 of their bytes, with the reason.
    pub fn unusable(&self) -> &[(Fingerprint, Reason)] {
        &self.unusable
    }
}

/// Reads the certificates of a file, PEM or DER, in the order of the file: for tools that show them one by one.
///
/// Each comes with the reason if it cannot be read; a file with too many ends with that reason. A file may hold more
/// than a peer may present.
pub fn read_certificates(file: &[u8]) -> Vec<Result<Certificate, Reason>> {
    let limits = Limits { what: "the file", certificates: FILE_CERTIFICATES, bytes: FILE_BYTES };
    let items = Items::collect([file], limits);
    let mut certificates: Vec<_> = items.parsed.into_iter().map(|item| item.map_err(|(_, reason)| reason)).collect();
    certificates.extend(items.too_much.map(Err));
    certificates
}

/// How much is read of something.
struct Limits {
    what: &'static str,
    certificates: usize,
    bytes: usize,
}

const PRESENTED: Limits = Limits { what: "the presented chain", certificates: CHAIN_CERTIFICATES, bytes: CHAIN_BYTES };

/// See [`Items::is_repeated`].
const FEW: usize = 8;

/// What was sent, item by item, each once.
struct Items {
    limits: Limits,
    parsed: Vec<Result<Certificate, (Fingerprint, Reason)>>,
    /// Fingerprints of all of them, once they are more than a [`FEW`].
    seen: HashSet<Fingerprint>,
    bytes: usize,
    /// A limit was reached; the rest was not looked at.
    too_much: Option<Reason>,
}

impl Items {
    fn collect<I>(items: I, limits: Limits) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        let mut collected = Self { limits, parsed: Vec::new(), seen: HashSet::new(), bytes: 0, too_much: None };
        for item in items {
            let bytes = item.as_ref();
            if pem::is_pem(bytes) {
                let mut blocks = pem::blocks(bytes).peekable();
                if blocks.peek().is_none() {
                    // It is none after all, and keeps its place: else the certificate after it would be the peer's own.
                    collected.push(bytes);
                }
                for block in blocks {
                    collected.push_block(block);
                    if collected.too_much.is_some() {
                        return collected;
                    }
                }
            } else if !bytes.trim_ascii().is_empty() {
                collected.push(bytes);
            }
            if collected.too_much.is_some() {
                return collected;
            }
        }
        collected
    }

    fn push_block(&mut self, block: pem::Block) {
        let pem::Block { label, body, number, line } = block;
        let refuse = |message: String, fix: &'static str| {
            Reason::new(Code::EncodingMalformed, message).by("RFC 7468").mended_by(fix)
        };
        let reason = match (label.as_str(), body) {
            ("CERTIFICATE" | "X509 CERTIFICATE", Ok(der)) => return self.push(&der),
            // OpenSSL's form: the certificate, then its trust settings, which do not count here.
            ("TRUSTED CERTIFICATE", Ok(der)) => return self.push(first_value(&der)),
            ("CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE", Err(error)) => refuse(
                format!("PEM block {number} (line {line}) {}", error.what()),
                "copy the file again, whole, from BEGIN to END",
            ),
            (label, _) => {
                let fix = other_form::fix_of_label(label);
                refuse(format!("PEM block {number} (line {line}) is {}, not a certificate", quoted(label)), fix)
            }
        };
        self.unreadable(label.as_bytes(), reason);
    }

    fn push(&mut self, der: &[u8]) {
        if self.is_repeated(der) {
            return;
        }
        self.bytes = self.bytes.saturating_add(der.len());
        let Limits { what: whole, certificates, bytes } = self.limits;
        let (what, limit) = if self.parsed.len() >= certificates {
            ("certificates", certificates)
        } else if self.bytes > bytes {
            ("bytes", bytes)
        } else {
            let parsed = Certificate::from_der(der).map_err(|reason| (fingerprint(der), or_other_form(der, reason)));
            self.parsed.push(parsed);
            return;
        };
        let reason = Reason::new(Code::WorkLimitReached, format!("{whole} has more than {limit} {what}"));
        self.too_much = Some(reason.at_stage(Stage::Presented).wanted(format!("at most {limit} {what}")));
    }

    /// Whether these bytes were there before. A few are compared with each; a fingerprint costs more than reading a
    /// certificate does.
    fn is_repeated(&mut self, der: &[u8]) -> bool {
        if self.parsed.len() <= FEW {
            return self.parsed.iter().any(|item| match item {
                Ok(certificate) => certificate.der() == der,
                Err((before, _)) => *before == fingerprint(der),
            });
        }
        let new = self.parsed.get(self.seen.len()..).unwrap_or_default();
        self.seen.extend(new.iter().map(|item| match item {
            Ok(certificate) => certificate.fingerprint(),
            Err((fingerprint, _)) => *fingerprint,
        }));
        self.seen.contains(&fingerprint(der))
    }

    fn unreadable(&mut self, bytes: &[u8], reason: Reason) {
        if self.parsed.len() >= self.limits.certificates {
            self.push(&[]);
        } else {
            self.parsed.push(Err((fingerprint(bytes), reason)));
        }
    }

    fn into_chain(mut self, place: usize, arrival: Arrival) -> PresentedChain {
        let first = (place < self.parsed.len()).then(|| self.parsed.remove(place));
        let end_entity = match (self.too_much, first) {
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
        let (mut others, mut unusable) = (Vec::new(), Vec::new());
        for item in self.parsed {
            match item {
                Ok(certificate) => others.push(certificate),
                Err((fingerprint, reason)) => unusable.push((fingerprint, reason.certificate_ref(None, fingerprint))),
            }
        }
        // Any order that does not depend on the peer's; comparing bytes needs no hash.
        sort_by(&mut others, |a, b| a.der().cmp(b.der()));
        sort_by(&mut unusable, |(a, _), (b, _)| a.cmp(b));
        PresentedChain { arrival, end_entity, others, unusable, stapled_ocsp: Vec::new() }
    }
}

/// A better reason than malformed DER, if the bytes are well known to be something else.
fn or_other_form(der: &[u8], reason: Reason) -> Reason {
    let (what, fix) = match other_form::of_der(der) {
        Some(form) => (form.what, form.fix),
        None if der.first() != Some(&tag::SEQUENCE) => {
            ("neither PEM nor DER", "give PEM blocks that begin with -----BEGIN CERTIFICATE-----, or DER")
        }
        None => return reason,
    };
    let message = format!("what stands for a certificate is {what}");
    Reason::new(reason.code(), message).by("RFC 5280, section 4.1").mended_by(fix)
}

fn fingerprint(bytes: &[u8]) -> Fingerprint {
    Fingerprint::new(Sha256::digest(bytes).into())
}

/// The first DER value of some bytes; all of them if they are none.
pub(crate) fn first_value(der: &[u8]) -> &[u8] {
    crate::encoding::der::Reader::new(der).read().map_or(der, |value| value.raw)
}
