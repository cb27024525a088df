//! OCSP responses, good ones and broken ones.

use sha2::{Digest as _, Sha256};

use super::der::{bits, generalized, integer, octets, oid, seq, tlv};
use super::{Ca, Key};

const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
const BASIC: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 1];

/// CertStatus good
pub(crate) fn good() -> Vec<u8> {
    tlv(0x80, [])
}

/// CertStatus unknown
pub(crate) fn unknown() -> Vec<u8> {
    tlv(0x82, [])
}

/// CertStatus revoked then (`YYYYMMDDHHMMSSZ`), for that reason.
pub(crate) fn revoked(at: &str, reason: u8) -> Vec<u8> {
    tlv(0xa1, [generalized(at), tlv(0xa0, tlv(0x0a, [reason]))].concat())
}

/// A statement about a certificate, each field as DER.
#[derive(Clone)]
pub(crate) struct Statement {
    pub(crate) hash: Vec<u8>,
    pub(crate) name_hash: Vec<u8>,
    pub(crate) key_hash: Vec<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) status: Vec<u8>,
    pub(crate) this_update: Vec<u8>,
    /// `[0]`, or nothing.
    pub(crate) next_update: Vec<u8>,
    /// Each a whole Extension.
    pub(crate) extensions: Vec<Vec<u8>>,
}

impl Statement {
    /// About the certificate with this serial number of that CA, by SHA-256; from May to July of 2026.
    pub(crate) fn new(ca: &Ca, serial: &[u8], status: Vec<u8>) -> Self {
        Self {
            hash: oid(SHA256),
            name_hash: Sha256::digest(&ca.name).to_vec(),
            key_hash: Sha256::digest(ca.key.bytes()).to_vec(),
            serial: serial.to_vec(),
            status,
            this_update: generalized("20260501000000Z"),
            next_update: tlv(0xa0, generalized("20260701000000Z")),
            extensions: Vec::new(),
        }
    }

    pub(crate) fn change(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn der(&self) -> Vec<u8> {
        let extensions = if self.extensions.is_empty() { Vec::new() } else { tlv(0xa1, seq(&self.extensions)) };
        let id = [
            seq(std::slice::from_ref(&self.hash)),
            octets(&self.name_hash),
            octets(&self.key_hash),
            integer(&self.serial),
        ];
        seq(&[seq(&id), self.status.clone(), self.this_update.clone(), self.next_update.clone(), extensions])
    }
}

/// A response, each field as DER.
#[derive(Clone)]
pub(crate) struct ResponseSpec {
    pub(crate) responder: Vec<u8>,
    pub(crate) produced_at: Vec<u8>,
    pub(crate) statements: Vec<Statement>,
    /// Each a whole Extension.
    pub(crate) extensions: Vec<Vec<u8>>,
    pub(crate) certificates: Vec<Vec<u8>>,
}

impl ResponseSpec {
    /// By a responder of this name, made in May 2026.
    pub(crate) fn by_name(name: &[u8], statements: Vec<Statement>) -> Self {
        Self {
            responder: tlv(0xa1, name),
            produced_at: generalized("20260501000000Z"),
            statements,
            extensions: Vec::new(),
            certificates: Vec::new(),
        }
    }

    /// With this certificate in it.
    pub(crate) fn with(mut self, certificate: &[u8]) -> Self {
        self.certificates.push(certificate.to_vec());
        self
    }

    pub(crate) fn change(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub(crate) fn sign(&self, key: &Key) -> Vec<u8> {
        let statements: Vec<Vec<u8>> = self.statements.iter().map(Statement::der).collect();
        let extensions = if self.extensions.is_empty() { Vec::new() } else { tlv(0xa1, seq(&self.extensions)) };
        let data = seq(&[self.responder.clone(), self.produced_at.clone(), seq(&statements), extensions]);
        let certificates = if self.certificates.is_empty() { Vec::new() } else { tlv(0xa0, seq(&self.certificates)) };
        let basic = seq(&[data.clone(), key.algorithm(), bits(0, &key.sign(&data)), certificates]);
        seq(&[tlv(0x0a, [0]), tlv(0xa0, seq(&[oid(BASIC), octets(basic)]))])
    }
}
