//! Makes certificates, good ones and broken ones, from fixed keys, serial numbers and times: the same bytes every time.
//!
//! The keys are derived from labels that are written here: they protect nothing.

pub(crate) mod crl;
pub(crate) mod der;
pub(crate) mod extension;
pub(crate) mod key;
pub(crate) mod ocsp;

use sha2::{Digest as _, Sha256};

use der::{bits, cn, integer, seq, tlv, utc};
pub(crate) use key::Key;

/// Everything that a certificate says, each field as DER, to be changed at will.
#[derive(Clone)]
pub(crate) struct Spec {
    /// The `[0]` field, or nothing for version 1.
    pub(crate) version: Vec<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) inner_algorithm: Vec<u8>,
    pub(crate) outer_algorithm: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) not_before: Vec<u8>,
    pub(crate) not_after: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) spki: Vec<u8>,
    /// What stands between the key and the extensions.
    pub(crate) unique_ids: Vec<u8>,
    /// Each a whole Extension.
    pub(crate) extensions: Vec<Vec<u8>>,
    /// What follows the last field of the signed part.
    pub(crate) tail: Vec<u8>,
}

impl Spec {
    /// Version 3, valid in 2026, for a subject with this common name.
    pub(crate) fn new(subject: &str, key: &Key, issuer: &Ca) -> Self {
        let algorithm = issuer.key.algorithm();
        // Serial numbers by name: the same every time, and not all alike.
        let serial: Vec<u8> = Sha256::digest(subject).iter().copied().take(8).collect();
        let mut serial_octets = vec![0x01];
        serial_octets.extend(serial);
        Self {
            version: tlv(0xa0, integer(&[2])),
            serial: integer(&serial_octets),
            inner_algorithm: algorithm.clone(),
            outer_algorithm: algorithm,
            issuer: issuer.name.clone(),
            not_before: utc("260101000000Z"),
            not_after: utc("270101000000Z"),
            subject: cn(subject),
            spki: key.spki(),
            unique_ids: Vec::new(),
            extensions: Vec::new(),
            tail: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, extension: Vec<u8>) -> Self {
        self.extensions.push(extension);
        self
    }

    /// Without the extension of that number below id-ce.
    pub(crate) fn without(mut self, number: u8) -> Self {
        self.extensions.retain(|extension| !extension.windows(5).any(|window| window == [6, 3, 85, 29, number]));
        self
    }

    /// With this extension in the place of the one of that number below id-ce.
    pub(crate) fn instead(self, number: u8, extension: Vec<u8>) -> Self {
        self.without(number).with(extension)
    }

    pub(crate) fn change(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub(crate) fn tbs(&self) -> Vec<u8> {
        let extensions = if self.extensions.is_empty() { Vec::new() } else { tlv(0xa3, seq(&self.extensions)) };
        seq(&[
            self.version.clone(),
            self.serial.clone(),
            self.inner_algorithm.clone(),
            self.issuer.clone(),
            seq(&[self.not_before.clone(), self.not_after.clone()]),
            self.subject.clone(),
            self.spki.clone(),
            self.unique_ids.clone(),
            extensions,
            self.tail.clone(),
        ])
    }

    pub(crate) fn sign(&self, key: &Key) -> Vec<u8> {
        let tbs = self.tbs();
        let signature = bits(0, &key.sign(&tbs));
        seq(&[tbs, self.outer_algorithm.clone(), signature])
    }
}

/// A certificate authority: name and key.
#[derive(Clone)]
pub(crate) struct Ca {
    pub(crate) name: Vec<u8>,
    pub(crate) key: Key,
    pub(crate) label: String,
}

impl Ca {
    pub(crate) fn new(name: &str) -> Self {
        Self { name: cn(name), key: Key::new(name), label: name.to_owned() }
    }

    /// The same name with another key.
    pub(crate) fn with_key(&self, key: Key) -> Self {
        Self { key, ..self.clone() }
    }

    /// Its certificate, as `issuer` issues it: a CA that may sign certificates.
    pub(crate) fn spec(&self, issuer: &Self) -> Spec {
        Spec::new(&self.label, &self.key, issuer)
            .change(|spec| spec.subject.clone_from(&self.name))
            .with(extension::basic_constraints(true, None))
            .with(extension::key_usage(&[5, 6]))
            .with(extension::subject_key_identifier(&self.key))
            .with(extension::authority_key_identifier(&issuer.key))
    }

    pub(crate) fn certificate(&self, issuer: &Self) -> Vec<u8> {
        self.spec(issuer).sign(&issuer.key)
    }

    /// Its own certificate of itself.
    pub(crate) fn root(&self) -> Vec<u8> {
        self.certificate(self)
    }
}
