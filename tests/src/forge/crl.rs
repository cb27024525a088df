//! Certificate revocation lists, good ones and broken ones.

use super::der::{bits, cn, generalized, integer, octets, oid, seq, tlv, utc};
use super::extension::{ce, raw};
use super::{Ca, Key};

/// Everything that a CRL says, each field as DER, to be changed at will.
#[derive(Clone)]
pub(crate) struct CrlSpec {
    pub(crate) version: Vec<u8>,
    pub(crate) algorithm: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) this_update: Vec<u8>,
    pub(crate) next_update: Vec<u8>,
    /// Each a whole element of revokedCertificates.
    pub(crate) entries: Vec<Vec<u8>>,
    /// Each a whole Extension.
    pub(crate) extensions: Vec<Vec<u8>>,
}

impl CrlSpec {
    /// Version 2, number 1, of the year 2026, and nothing revoked.
    pub(crate) fn new(ca: &Ca) -> Self {
        Self {
            version: integer(&[1]),
            algorithm: ca.key.algorithm(),
            issuer: ca.name.clone(),
            this_update: utc("260101000000Z"),
            next_update: utc("270101000000Z"),
            entries: Vec::new(),
            extensions: vec![super::extension::authority_key_identifier(&ca.key), number(1)],
        }
    }

    pub(crate) fn change(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// Issued then, and to be replaced by then; both `YYMMDDHHMMSSZ`.
    pub(crate) fn window(self, this_update: &str, next_update: &str) -> Self {
        self.change(|spec| (spec.this_update, spec.next_update) = (utc(this_update), utc(next_update)))
    }

    pub(crate) fn with(self, extension: Vec<u8>) -> Self {
        self.change(|spec| spec.extensions.push(extension))
    }

    /// With this number instead of 1.
    pub(crate) fn numbered(self, value: u8) -> Self {
        self.change(|spec| {
            spec.extensions.retain(|extension| *extension != number(1));
            spec.extensions.push(number(value));
        })
    }

    pub(crate) fn entry(self, entry: Vec<u8>) -> Self {
        self.change(|spec| spec.entries.push(entry))
    }

    pub(crate) fn sign(&self, key: &Key) -> Vec<u8> {
        let extensions = if self.extensions.is_empty() { Vec::new() } else { tlv(0xa0, seq(&self.extensions)) };
        let entries = if self.entries.is_empty() { Vec::new() } else { seq(&self.entries) };
        let tbs = seq(&[
            self.version.clone(),
            self.algorithm.clone(),
            self.issuer.clone(),
            self.this_update.clone(),
            self.next_update.clone(),
            entries,
            extensions,
        ]);
        let signature = bits(0, &key.sign(&tbs));
        seq(&[tbs, self.algorithm.clone(), signature])
    }
}

/// The content of the serial number of a certificate, which stands behind its version.
pub(crate) fn serial_of(certificate: &[u8]) -> Vec<u8> {
    let header = |der: &[u8]| match der.get(1).copied().unwrap_or(0) {
        length @ 0..=0x7f => (2, usize::from(length)),
        octets => {
            let octets = usize::from(octets & 0x7f);
            let length = der.iter().skip(2).take(octets).fold(0_usize, |all, octet| (all << 8) | usize::from(*octet));
            (octets.saturating_add(2), length)
        }
    };
    let inside = |der: &[u8]| der.get(header(der).0..).unwrap_or_default().to_vec();
    let tbs = inside(&inside(certificate));
    let (start, length) = header(&tbs);
    let serial = tbs.get(start.saturating_add(length)..).unwrap_or_default();
    inside(serial).into_iter().take(header(serial).1).collect()
}

/// An entry: revoked then (`YYMMDDHHMMSSZ`), with these extensions.
pub(crate) fn revoked(serial: &[u8], at: &str, extensions: &[Vec<u8>]) -> Vec<u8> {
    let extensions = if extensions.is_empty() { Vec::new() } else { seq(extensions) };
    seq(&[integer(serial), utc(at), extensions])
}

/// reasonCode
pub(crate) fn reason(number: u8) -> Vec<u8> {
    raw(&ce(21), false, tlv(0x0a, [number]))
}

/// invalidityDate, `YYYYMMDDHHMMSSZ`
pub(crate) fn invalid_since(at: &str) -> Vec<u8> {
    raw(&ce(24), false, generalized(at))
}

/// certificateIssuer
pub(crate) fn certificate_issuer(name: &[u8]) -> Vec<u8> {
    raw(&ce(29), true, seq(&[super::extension::directory(name)]))
}

/// cRLNumber
pub(crate) fn number(value: u8) -> Vec<u8> {
    raw(&ce(20), false, integer(&[value]))
}

/// deltaCRLIndicator
pub(crate) fn delta(base: u8) -> Vec<u8> {
    raw(&ce(27), true, integer(&[base]))
}

/// issuingDistributionPoint of these fields, in their order.
pub(crate) fn issuing_distribution_point(fields: &[Vec<u8>]) -> Vec<u8> {
    raw(&ce(28), true, seq(fields))
}

/// The field distributionPoint, of both kinds of distribution points.
pub(crate) fn point_name(names: &[Vec<u8>]) -> Vec<u8> {
    tlv(0xa0, tlv(0xa0, names.concat()))
}

/// nameRelativeToCRLIssuer: a common name.
pub(crate) fn relative_name(common_name: &str) -> Vec<u8> {
    // The content of a SET with one attribute: `cn` is a SEQUENCE and a SET around it, both short.
    tlv(0xa0, tlv(0xa1, cn(common_name).get(4..).unwrap_or_default()))
}

/// A flag of an issuing distribution point: 1 users, 2 CAs, 4 indirect, 5 attribute certificates.
pub(crate) fn flag(number: u8) -> Vec<u8> {
    tlv(0x80 | number, [0xff])
}

/// A set of reasons, in the place of that number: bits as ReasonFlags has them, the first octet only.
pub(crate) fn some_reasons(number: u8, set: u8) -> Vec<u8> {
    let unused = u8::try_from(set.trailing_zeros()).unwrap_or(0);
    tlv(0x80 | number, [unused, set])
}

/// cRLDistributionPoints, each of these fields.
pub(crate) fn distribution_points(points: &[Vec<Vec<u8>>]) -> Vec<u8> {
    let points: Vec<Vec<u8>> = points.iter().map(|fields| seq(fields)).collect();
    raw(&ce(31), false, seq(&points))
}

/// The field cRLIssuer of a certificate's distribution point.
pub(crate) fn crl_issuer(name: &[u8]) -> Vec<u8> {
    tlv(0xa2, super::extension::directory(name))
}

/// An extension that nobody knows.
pub(crate) fn unheard_of(critical: bool) -> Vec<u8> {
    seq(&[oid(&[42, 3, 4]), if critical { super::der::boolean(0xff) } else { Vec::new() }, octets([5, 0])])
}
