//! The entries of a CRL, found by certificate issuer and serial number.
//!
//! The bytes stay where they are; beside them stands a table of their places, by hash, half full at most: eight octets for
//! an entry of no fewer than twenty. The hash has a secret of the process in it, so that nobody can choose serial numbers
//! that all meet in one place.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};

use super::reasons::RevocationReason;
use crate::certificate::{DistinguishedName, GeneralName, elements, parse_general_name, read_sequence, sequence};
use crate::encoding::der::{Malformed, Reader, Value, tag};
use crate::encoding::oid::{Oid, known};
use crate::encoding::time::{self, Timestamp};

/// What an entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) revoked_at: Timestamp,
    pub(super) reason: RevocationReason,
    /// Since when the key may be in other hands (RFC 5280 section 5.3.2).
    pub(super) invalid_since: Option<Timestamp>,
}

/// An entry with what it is found by.
struct Read<'a> {
    serial: &'a [u8],
    entry: Entry,
    /// Whose certificate it is, if it is another CA's than the entry's before.
    issuer: Option<DistinguishedName<'a>>,
    names_issuer: bool,
    unknown: Option<Oid<'a>>,
}

/// The table.
#[derive(Debug)]
pub(super) struct Entries {
    /// Places of entries in the CRL; zero is none.
    slots: Box<[u32]>,
    count: usize,
    hasher: RandomState,
    /// By what names that are the same have in common: the number of a certificate issuer. The CRL's own has zero.
    issuers: HashMap<Vec<u8>, u32>,
    /// From which place on the entries are of which issuer.
    turns: Vec<(u32, u32)>,
}

/// What keeps a CRL from being used, found in its entries.
#[derive(Debug)]
pub(super) enum Obstacle {
    /// A critical extension that is not understood.
    UnknownExtension(String),
    /// Entries of other CAs' certificates, in a CRL that is not indirect.
    OtherIssuer,
    /// An issuer that is no directory name.
    IssuerWithoutName,
}

impl Entries {
    pub(super) fn none() -> Self {
        let (hasher, issuers) = (RandomState::new(), HashMap::new());
        Self { slots: Box::new([]), count: 0, hasher, issuers, turns: Vec::new() }
    }

    /// Reads all of them strictly, and makes the table.
    pub(super) fn read(
        list: &Value<'_>,
        der: &[u8],
        has_extensions: bool,
        crl_issuer: &DistinguishedName<'_>,
        indirect: bool,
    ) -> Result<(Self, Option<Obstacle>), Malformed> {
        let mut all = Self::none();
        let mut obstacle = None;
        let mut reader = list.reader();
        while !reader.is_empty() {
            let value = reader.read()?;
            let read = read_entry(&value, has_extensions)?;
            all.count = all.count.saturating_add(1);
            if let Some(oid) = read.unknown {
                obstacle.get_or_insert(Obstacle::UnknownExtension(oid.to_string()));
            }
            if read.names_issuer {
                if !indirect {
                    obstacle.get_or_insert(Obstacle::OtherIssuer);
                }
                match read.issuer {
                    Some(issuer) => all.turn(&value, &issuer, crl_issuer),
                    None => drop(obstacle.get_or_insert(Obstacle::IssuerWithoutName)),
                }
            }
        }
        all.slots = vec![0; all.count.saturating_mul(2)].into_boxed_slice();
        let mut reader = list.reader();
        while !reader.is_empty() {
            let value = reader.read()?;
            all.insert(&value, der);
        }
        Ok((all, obstacle))
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Octets that the table takes, and the names of certificate issuers beside it.
    pub(super) fn table_bytes(&self) -> usize {
        let slots = self.slots.len().saturating_mul(size_of::<u32>());
        let turns = self.turns.len().saturating_mul(size_of::<(u32, u32)>());
        let names: usize = self.issuers.keys().map(|name| name.len().saturating_add(size_of::<(Vec<u8>, u32)>())).sum();
        slots.saturating_add(turns).saturating_add(names)
    }

    /// What the CRL says about a certificate; `own` if its issuer is the CRL's.
    pub(super) fn find(&self, der: &[u8], issuer: &DistinguishedName<'_>, own: bool, serial: &[u8]) -> Option<Entry> {
        let issuer = if own { 0 } else { *self.issuers.get(&issuer.comparison_key())? };
        let (_, found) = self.probe(der, issuer, serial)?;
        let value = at(der, found)?;
        read_entry(&value, true).ok().map(|read| read.entry)
    }

    fn turn(&mut self, value: &Value<'_>, issuer: &DistinguishedName<'_>, crl_issuer: &DistinguishedName<'_>) {
        if self.issuers.is_empty() {
            self.issuers.insert(crl_issuer.comparison_key(), 0);
        }
        let next = u32::try_from(self.issuers.len()).unwrap_or(u32::MAX);
        let number = *self.issuers.entry(issuer.comparison_key()).or_insert(next);
        self.turns.push((place(value), number));
    }

    /// The number of the issuer whose entries stand there.
    fn issuer_at(&self, place: u32) -> u32 {
        let after = self.turns.partition_point(|(from, _)| *from <= place);
        after.checked_sub(1).and_then(|before| self.turns.get(before)).map_or(0, |(_, number)| *number)
    }

    /// Of two entries for one certificate the one that says worse counts.
    fn insert(&mut self, value: &Value<'_>, der: &[u8]) {
        let Ok(read) = read_entry(value, true) else { return };
        let here = place(value);
        let issuer = self.issuer_at(here);
        match self.probe(der, issuer, read.serial) {
            Some((slot, before)) => {
                let other = at(der, before).and_then(|value| read_entry(&value, true).ok()).map(|read| read.entry);
                if other.is_none_or(|other| severity(&read.entry) > severity(&other)) {
                    self.set(slot, here);
                }
            }
            None => {
                if let Some(slot) = self.free(issuer, read.serial) {
                    self.set(slot, here);
                }
            }
        }
    }

    fn set(&mut self, slot: usize, place: u32) {
        if let Some(slot) = self.slots.get_mut(slot) {
            *slot = place;
        }
    }

    /// The slots to look at, in order.
    fn sequence(&self, issuer: u32, serial: &[u8]) -> impl Iterator<Item = usize> + use<> {
        let hash = u128::from(self.hasher.hash_one((issuer, serial)));
        let slots = self.slots.len();
        let length = u128::try_from(slots).unwrap_or(0);
        let first = usize::try_from(hash.saturating_mul(length) >> u64::BITS).unwrap_or(0);
        (first..slots).chain(0..first)
    }

    fn probe(&self, der: &[u8], issuer: u32, serial: &[u8]) -> Option<(usize, u32)> {
        for slot in self.sequence(issuer, serial) {
            let place = self.slots.get(slot).copied().filter(|place| *place != 0)?;
            let same = at(der, place).and_then(|value| value.reader().read().ok());
            if same.is_some_and(|value| value.content == serial) && self.issuer_at(place) == issuer {
                return Some((slot, place));
            }
        }
        None
    }

    fn free(&self, issuer: u32, serial: &[u8]) -> Option<usize> {
        self.sequence(issuer, serial).find(|slot| self.slots.get(*slot) == Some(&0))
    }
}

/// Removed is better than anything, on hold better than revoked for good; then the earlier the worse.
fn severity(entry: &Entry) -> (u8, std::cmp::Reverse<Timestamp>) {
    let kind = match entry.reason {
        RevocationReason::RemoveFromCrl => 0,
        RevocationReason::CertificateHold => 1,
        _ => 2,
    };
    (kind, std::cmp::Reverse(entry.invalid_since.map_or(entry.revoked_at, |since| since.min(entry.revoked_at))))
}

/// A CRL is shorter than 2^32 octets.
fn place(value: &Value<'_>) -> u32 {
    u32::try_from(value.offset).unwrap_or(0)
}

fn at(der: &[u8], place: u32) -> Option<Value<'_>> {
    Reader::new(der.get(usize::try_from(place).ok()?..)?).read().ok()
}

/// RFC 5280 section 5.1: an element of revokedCertificates. A serial number is any INTEGER here: what it names was issued by
/// somebody who may have been laxer.
fn read_entry<'a>(value: &Value<'a>, has_extensions: bool) -> Result<Read<'a>, Malformed> {
    if value.tag != tag::SEQUENCE {
        return Err(value.malformed("a revoked certificate is not a SEQUENCE", "RFC 5280, section 5.1"));
    }
    let mut inside = value.reader();
    let serial = inside.expect(tag::INTEGER, "a revoked certificate has no serial number")?.integer()?;
    let revoked_at = time::of_der(&inside.read()?)?;
    let entry = Entry { revoked_at, reason: RevocationReason::Unspecified, invalid_since: None };
    let mut read = Read { serial, entry, issuer: None, names_issuer: false, unknown: None };
    if let Some(extensions) = inside.optional(tag::SEQUENCE)? {
        if !has_extensions {
            return Err(extensions.malformed("an entry has extensions in version 1", "RFC 5280, section 5.1.2.6"));
        }
        read_sequence(&extensions, |oid, critical, value| extension(oid.oid()?, critical, &value, &mut read))?;
    }
    inside.finish("bytes follow a revoked certificate")?;
    Ok(read)
}

/// RFC 5280 section 5.3.
fn extension<'a>(oid: Oid<'a>, critical: bool, value: &Value<'a>, read: &mut Read<'a>) -> Result<(), Malformed> {
    let mut inside = value.reader();
    match oid {
        known::CRL_REASON => {
            let reason = inside.expect(tag::ENUMERATED, "reasonCode is not an ENUMERATED")?;
            read.entry.reason = RevocationReason::read(&reason)?;
        }
        known::INVALIDITY_DATE => {
            let date = inside.expect(tag::GENERALIZED_TIME, "invalidityDate is not a GeneralizedTime")?;
            read.entry.invalid_since = Some(time::of_der(&date)?);
        }
        known::CERTIFICATE_ISSUER => {
            read.names_issuer = true;
            let names = sequence(value, "certificateIssuer is not a SEQUENCE")?;
            elements(&names, "certificateIssuer is empty", |name| {
                if let GeneralName::DirectoryName(name) = parse_general_name(&name)? {
                    read.issuer.get_or_insert(name);
                }
                Ok(())
            })?;
            return Ok(());
        }
        _ => {
            if critical {
                read.unknown.get_or_insert(oid);
            }
            return Ok(());
        }
    }
    inside.finish("bytes follow the value of an extension")
}
