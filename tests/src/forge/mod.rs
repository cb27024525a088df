//! Makes certificates, good ones and broken ones, from fixed keys, serial numbers and times: the same bytes every time.
//!
//! The keys are derived from labels that are written here: they protect nothing.

pub(crate) mod der;
pub(crate) mod extension;

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use sha2::{Digest as _, Sha256};

use der::{bits, cn, integer, oid, seq, tlv, utc};

/// ecdsa-with-SHA256
pub(crate) const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];

/// A P-256 key, derived from a label.
#[derive(Clone)]
pub(crate) struct Key(SigningKey);

impl Key {
    #[expect(clippy::expect_used, reason = "a hash is a valid scalar but for one in 2^32 labels, and labels are fixed")]
    pub(crate) fn new(label: &str) -> Self {
        let scalar = Sha256::digest(format!("handfast test key: {label}"));
        Self(SigningKey::from_slice(&scalar).expect("a valid scalar"))
    }

    /// The uncompressed point.
    pub(crate) fn point(&self) -> Vec<u8> {
        self.0.verifying_key().to_sec1_point(false).as_bytes().to_vec()
    }

    pub(crate) fn spki(&self) -> Vec<u8> {
        seq(&[seq(&[oid(EC_PUBLIC_KEY), oid(P256)]), bits(0, &self.point())])
    }

    /// First 20 octets of a hash of the point.
    pub(crate) fn identifier(&self) -> Vec<u8> {
        Sha256::digest(self.point()).iter().copied().take(20).collect()
    }

    /// Deterministic (RFC 6979).
    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: DerSignature = self.0.sign(message);
        signature.as_bytes().to_vec()
    }
}

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
        let algorithm = seq(&[oid(ECDSA_SHA256)]);
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
    label: String,
}

impl Ca {
    pub(crate) fn new(name: &str) -> Self {
        Self { name: cn(name), key: Key::new(name), label: name.to_owned() }
    }

    /// The same name with another key.
    pub(crate) fn with_key(&self, label: &str) -> Self {
        Self { key: Key::new(label), ..self.clone() }
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
