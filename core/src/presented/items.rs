//! What was sent, piece by piece: PEM or DER, each once, within the limits.

use std::collections::HashSet;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::certificate::Certificate;
use crate::encoding::der::tag;
use crate::encoding::{other_form, pem};
use crate::limits::{CHAIN_BYTES, CHAIN_CERTIFICATES};
use crate::reason::{Code, Fingerprint, Reason, Stage, quoted};

/// How much is read of something.
pub(super) struct Limits {
    pub(super) what: &'static str,
    pub(super) certificates: usize,
    pub(super) bytes: usize,
}

pub(super) const PRESENTED: Limits =
    Limits { what: "the presented chain", certificates: CHAIN_CERTIFICATES, bytes: CHAIN_BYTES };

/// See [`Items::is_repeated`].
const FEW: usize = 8;

/// A piece of what was sent.
pub(super) enum Item {
    /// What should be the DER of a certificate.
    Der(Arc<[u8]>),
    /// Nothing that could be one.
    Unreadable(Box<Unreadable>),
}

/// The SHA-256 of what stands in the place of a certificate, and why it is none.
pub(super) type Unreadable = (Fingerprint, Reason);

impl Item {
    /// The certificate that it is, or why it is none.
    pub(super) fn certificate(&self) -> Result<Certificate, Unreadable> {
        match self {
            Self::Der(der) => certificate(der),
            Self::Unreadable(none) => Err((**none).clone()),
        }
    }
}

/// The certificate that some bytes are, or why they are none.
pub(super) fn certificate(der: &Arc<[u8]>) -> Result<Certificate, Unreadable> {
    Certificate::of_shared(Arc::clone(der)).map_err(|reason| (fingerprint(der), or_other_form(der, reason)))
}

/// What was sent, piece by piece, each once.
pub(super) struct Items {
    limits: Limits,
    pub(super) sent: Vec<Item>,
    /// Fingerprints of all of them, once they are more than a [`FEW`].
    seen: HashSet<Fingerprint>,
    bytes: usize,
    /// A limit was reached; the rest was not looked at.
    pub(super) too_much: Option<Reason>,
}

impl Items {
    pub(super) fn collect<I>(items: I, limits: Limits) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        let items = items.into_iter();
        // As many as a handshake has, and no more than one may have, whatever is promised.
        let sent = Vec::with_capacity(items.size_hint().0.min(FEW));
        let mut collected = Self { limits, sent, seen: HashSet::new(), bytes: 0, too_much: None };
        let mut lacks_first = false;
        for item in items {
            let bytes = item.as_ref();
            if bytes.trim_ascii().is_empty() {
                lacks_first |= collected.sent.is_empty();
                continue;
            }
            if std::mem::take(&mut lacks_first) {
                // It keeps its place: else this one would be the peer's own.
                collected.unreadable(&[], nothing_first());
            }
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
            } else {
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
            ("CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE", Err(error)) => {
                refuse(format!("PEM block {number} (line {line}) {}", error.what()), error.fix())
            }
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
        let (what, limit) = if self.sent.len() >= certificates {
            ("certificates", certificates)
        } else if self.bytes > bytes {
            ("bytes", bytes)
        } else {
            self.sent.push(Item::Der(der.into()));
            return;
        };
        let reason = Reason::new(Code::WorkLimitReached, format!("{whole} has more than {limit} {what}"));
        self.too_much = Some(reason.at_stage(Stage::Presented).wanted(format!("at most {limit} {what}")));
    }

    /// Whether these bytes were there before. A few are compared with each; a fingerprint costs more than reading a
    /// certificate does.
    fn is_repeated(&mut self, der: &[u8]) -> bool {
        if self.sent.len() <= FEW {
            return self.sent.iter().any(|item| match item {
                Item::Der(before) => **before == *der,
                Item::Unreadable(none) => none.0 == fingerprint(der),
            });
        }
        let new = self.sent.get(self.seen.len()..).unwrap_or_default();
        self.seen.extend(new.iter().map(|item| match item {
            Item::Der(der) => fingerprint(der),
            Item::Unreadable(none) => none.0,
        }));
        self.seen.contains(&fingerprint(der))
    }

    fn unreadable(&mut self, bytes: &[u8], reason: Reason) {
        if self.sent.len() >= self.limits.certificates {
            self.push(&[]);
        } else {
            self.sent.push(Item::Unreadable(Box::new((fingerprint(bytes), reason))));
        }
    }
}

/// RFC 8446 section 4.4.2: no entry is empty, and the first one is the peer's own.
fn nothing_first() -> Reason {
    let message = "the first certificate, the peer's own, is empty, and others follow it";
    Reason::new(Code::EncodingMalformed, message)
        .by("RFC 8446, section 4.4.2")
        .mended_by("give the peer's own certificate first, and none at all if it presented none")
}

/// A better reason than malformed DER, if the bytes are well known to be something else.
fn or_other_form(der: &[u8], reason: Reason) -> Reason {
    let (what, fix) = match other_form::of_der(der).or_else(|| other_form::of_text(der)) {
        Some(form) => (form.what, form.fix),
        None if der.first() != Some(&tag::SEQUENCE) => {
            ("neither PEM nor DER", "give PEM blocks that begin with -----BEGIN CERTIFICATE-----, or DER")
        }
        None if is_followed(der) => return reason.mended_by(ONE_CERTIFICATE),
        None => return reason,
    };
    let message = format!("what stands for a certificate is {what}");
    Reason::new(reason.code(), message).by("RFC 5280, section 4.1").mended_by(fix)
}

fn fingerprint(bytes: &[u8]) -> Fingerprint {
    Fingerprint::new(Sha256::digest(bytes).into())
}

/// What to do where [`is_followed`] holds.
pub(crate) const ONE_CERTIFICATE: &str = "give one certificate in DER, with nothing after it, not even a line break; several are given as PEM: `openssl x509 -inform DER -in FILE -out certificate.pem`";

/// Whether the bytes are a certificate's DER, and then something else.
pub(crate) fn is_followed(der: &[u8]) -> bool {
    let first = first_value(der);
    first.len() < der.len() && Certificate::from_der(first).is_ok()
}

/// The first DER value of some bytes; all of them if they are none.
pub(crate) fn first_value(der: &[u8]) -> &[u8] {
    crate::encoding::der::Reader::new(der).read().map_or(der, |value| value.raw)
}
