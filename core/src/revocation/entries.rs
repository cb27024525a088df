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
    /// Whose certificate it is, if it is another CA's than the entry's before: that CA's names.
    issuers: Vec<DistinguishedName<'a>>,
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
    /// By what names that are the same have in common: the numbers of the certificate issuers that have this name. The CRL's own
    /// has zero.
    issuers: HashMap<Vec<u8>, Vec<u32>>,
    /// From which place on the entries are of which issuer.
    turns: Vec<(u32, u32)>,
}

/// Certificate issuers by all of their names, sorted.
type Numbers = HashMap<Vec<Vec<u8>>, u32>;

/// Most names of a certificate issuer in one entry: an issuer's field, and a few of its alternative names.
const ISSUER_NAMES: usize = 4;

/// What keeps a CRL from being used, found in its entries.
#[derive(Debug)]
pub(super) enum Obstacle {
    /// A critical extension that is not understood.
    UnknownExtension(String),
    /// An issuer that is no directory name.
    IssuerWithoutName,
    /// An issuer that has too many names.
    IssuerOfManyNames,
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
    ) -> Result<(Self, Option<Obstacle>), Malformed> {
        let mut all = Self::none();
        let mut obstacle = None;
        let mut numbers = Numbers::new();
        let mut reader = list.reader();
        while !reader.is_empty() {
            let value = reader.read()?;
            let read = read_entry(&value, has_extensions)?;
            all.count = all.count.saturating_add(1);
            if let Some(oid) = read.unknown {
                obstacle.get_or_insert(Obstacle::UnknownExtension(oid.to_string()));
            }
            match read.issuers.len() {
                0 if read.names_issuer => drop(obstacle.get_or_insert(Obstacle::IssuerWithoutName)),
                0 => {}
                1..=ISSUER_NAMES => all.turn(&value, &read.issuers, crl_issuer, &mut numbers),
                _ => drop(obstacle.get_or_insert(Obstacle::IssuerOfManyNames)),
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
        let octets = |(name, numbers): (&Vec<u8>, &Vec<u32>)| {
            let numbers = numbers.len().saturating_mul(size_of::<u32>());
            name.len().saturating_add(numbers).saturating_add(size_of::<(Vec<u8>, Vec<u32>)>())
        };
        let names: usize = self.issuers.iter().map(octets).sum();
        slots.saturating_add(turns).saturating_add(names)
    }

    /// Whether entries are said to be of certificate issuers at all.
    pub(super) fn name_issuers(&self) -> bool {
        !self.turns.is_empty()
    }

    /// What the CRL says about a certificate, of each [`Kind`] at most one thing for each set of names that its issuer is known
    /// by; `own` if its issuer is the CRL's.
    pub(super) fn find(&self, der: &[u8], issuer: &DistinguishedName<'_>, own: bool, serial: &[u8]) -> Vec<Entry> {
        let numbers = if self.issuers.is_empty() { None } else { self.issuers.get(&issuer.comparison_key()) };
        let numbers = numbers.map_or(if own { &[0][..] } else { &[] }, Vec::as_slice);
        numbers.iter().flat_map(|number| self.matching(der, *number, serial)).map(|(_, entry)| entry).collect()
    }

    fn turn(
        &mut self,
        value: &Value<'_>,
        issuers: &[DistinguishedName<'_>],
        crl_issuer: &DistinguishedName<'_>,
        numbers: &mut Numbers,
    ) {
        if self.issuers.is_empty() {
            let own = crl_issuer.comparison_key();
            self.issuers.insert(own.clone(), vec![0]);
            numbers.insert(vec![own], 0);
        }
        let mut names: Vec<Vec<u8>> = issuers.iter().map(DistinguishedName::comparison_key).collect();
        names.sort_unstable();
        names.dedup();
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        let number = *numbers.entry(names).or_insert_with_key(|names| {
            for name in names {
                self.issuers.entry(name.clone()).or_default().push(next);
            }
            next
        });
        self.turns.push((place(value), number));
    }

    /// The number of the issuer whose entries stand there.
    fn issuer_at(&self, place: u32) -> u32 {
        let after = self.turns.partition_point(|(from, _)| *from <= place);
        after.checked_sub(1).and_then(|before| self.turns.get(before)).map_or(0, |(_, number)| *number)
    }

    /// Of two entries of a kind for one certificate the earlier counts.
    fn insert(&mut self, value: &Value<'_>, der: &[u8]) {
        let Ok(read) = read_entry(value, true) else { return };
        let here = place(value);
        let issuer = self.issuer_at(here);
        let alike = self.matching(der, issuer, read.serial).find(|(_, other)| other.kind() == read.entry.kind());
        match alike {
            Some((slot, other)) if read.entry.since() < other.since() => self.set(slot, here),
            Some(_) => {}
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

    /// The entries for a certificate of that issuer, and their slots.
    fn matching(&self, der: &[u8], issuer: u32, serial: &[u8]) -> impl Iterator<Item = (usize, Entry)> {
        let places = self.sequence(issuer, serial).map_while(|slot| {
            let place = self.slots.get(slot).copied().filter(|place| *place != 0)?;
            Some((slot, place))
        });
        places.filter_map(move |(slot, place)| {
            let value = at(der, place)?;
            let same = value.reader().read().is_ok_and(|number| number.content == serial);
            let read = (same && self.issuer_at(place) == issuer).then(|| read_entry(&value, true).ok()).flatten()?;
            Some((slot, read.entry))
        })
    }

    fn free(&self, issuer: u32, serial: &[u8]) -> Option<usize> {
        self.sequence(issuer, serial).find(|slot| self.slots.get(*slot) == Some(&0))
    }
}

/// What an entry does to a certificate. Those of different kinds count side by side: a hold of now is none the less for a
/// revocation that is yet to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// In a delta CRL: it is no longer on hold, or has expired.
    Removed,
    OnHold,
    Revoked,
}

impl Entry {
    pub(super) fn kind(&self) -> Kind {
        match self.reason {
            RevocationReason::RemoveFromCrl => Kind::Removed,
            RevocationReason::CertificateHold => Kind::OnHold,
            _ => Kind::Revoked,
        }
    }

    /// The time from which on it counts.
    pub(super) fn since(&self) -> Timestamp {
        self.invalid_since.map_or(self.revoked_at, |since| since.min(self.revoked_at))
    }
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
    let mut read = Read { serial, entry, issuers: Vec::new(), names_issuer: false, unknown: None };
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
        // Section 5.3.3: names of the issuer's field, and of its alternative names, in any order.
        known::CERTIFICATE_ISSUER => {
            read.names_issuer = true;
            let names = sequence(value, "certificateIssuer is not a SEQUENCE")?;
            elements(&names, "certificateIssuer is empty", |name| {
                if let GeneralName::DirectoryName(name) = parse_general_name(&name)? {
                    read.issuers.push(name);
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
