//! A chain before it is signed: who issues whom, what is said, what is sent, what is trusted.

use std::collections::HashMap;

use handfast::Profile;
use sha2::{Digest as _, Sha256};

use super::chance::Chance;
use super::{mutations, structure, tlv};
use crate::forge::der::{bits, seq, tlv as value};
use crate::forge::extension::{
    CLIENT_AUTH, SERVER_AUTH, authority_key_identifier, basic_constraints, dns, extended_key_usage, key_usage,
    subject_alt_names, subject_key_identifier,
};
use crate::forge::{Ca, Key, Spec};

/// What the verifiers are asked: each has its own words for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scene {
    Client,
    Server,
    Rfc5280,
}

impl Scene {
    pub(super) fn profile(self) -> Profile {
        match self {
            Self::Client => Profile::client(),
            Self::Server => Profile::webpki_server(),
            Self::Rfc5280 => Profile::rfc5280(),
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "webpki-server",
            Self::Rfc5280 => "rfc5280",
        }
    }
}

/// Where in a chain a certificate stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    EndEntity,
    Ca,
    Anchor,
}

impl Place {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::EndEntity => "end entity",
            Self::Ca => "CA",
            Self::Anchor => "anchor",
        }
    }
}

/// What is done to a certificate when it is signed.
#[derive(Clone)]
pub(super) enum After {
    /// This bit of the signature turned.
    SignatureBit(usize),
    /// So many octets of the signature missing.
    SignatureCut(usize),
    /// Unused bits stated in the signature's BIT STRING.
    SignatureUnusedBits,
    /// The first number of an ECDSA signature with a zero before it that it does not need.
    SignatureNumberPadded,
    /// The structure of a signature of numbers changed, by chance from here.
    SignatureStructure(u64),
    /// An octet behind the certificate.
    Trailing,
    /// The certificate's last octet missing.
    Cut,
    /// The length of the certificate written with more octets than it needs.
    LongLength,
    /// The certificate with indefinite length.
    Indefinite,
    /// An octet of the certificate set to another value, not signed again.
    Octet(usize, u8),
}

/// A certificate of the chain, to be signed by the key of the one above it.
#[derive(Clone)]
pub(super) struct Link {
    pub(super) spec: Spec,
    pub(super) key: Key,
    /// In the place of the key of the one above.
    pub(super) signer: Option<Key>,
    pub(super) after: Option<After>,
}

/// The end entity first, the anchor last; at least these two.
#[expect(clippy::struct_excessive_bools, reason = "each is a change of its own, with any of the others")]
pub(super) struct Plan {
    pub(super) scene: Scene,
    /// Seconds since 1970.
    pub(super) at: i64,
    pub(super) links: Vec<Link>,
    /// Sent as well.
    pub(super) extra: Vec<Vec<u8>>,
    /// Trusted as well.
    pub(super) trusted: Vec<Vec<u8>>,
    /// Places of certificates that are not sent.
    pub(super) missing: Vec<usize>,
    pub(super) root_sent: bool,
    pub(super) root_unknown: bool,
    pub(super) backwards: bool,
    pub(super) end_entity_trusted: bool,
}

/// What the verifiers get.
pub(super) struct Case {
    pub(super) scene: Scene,
    pub(super) at: i64,
    pub(super) anchors: Vec<Vec<u8>>,
    /// The end entity first.
    pub(super) chain: Vec<Vec<u8>>,
}

/// 2026-06-01T00:00:00Z
const AT: i64 = 1_780_272_000;

/// Keys, made once, and what they signed.
pub(super) struct Workshop {
    keys: Vec<Vec<Key>>,
    signed: HashMap<[u8; 32], Vec<u8>>,
}

/// Signed certificates that are kept.
const KEPT: usize = 4_096;

impl Workshop {
    pub(super) fn new() -> Self {
        let labelled =
            |kind: &dyn Fn(&str) -> Key| (0..8).map(|number| kind(&format!("differential {number}"))).collect();
        let keys = vec![
            labelled(&Key::new),
            labelled(&Key::p384),
            labelled(&Key::ed25519),
            vec![Key::rsa()],
            vec![Key::rsa_pss()],
            vec![Key::rsa_1024()],
        ];
        Self { keys, signed: HashMap::new() }
    }

    /// The key of that number of a kind: P-256, P-384, Ed25519, RSA, RSA for PSS, short RSA.
    pub(super) fn key(&self, kind: usize, number: usize) -> Key {
        let keys = self.keys.get(kind).map(Vec::as_slice).unwrap_or_default();
        let place = number.checked_rem(keys.len()).unwrap_or(0);
        keys.get(place).cloned().unwrap_or_else(|| Key::new("differential"))
    }

    fn sign(&mut self, spec: &Spec, key: &Key) -> Vec<u8> {
        let said = [spec.tbs(), spec.outer_algorithm.clone(), key.algorithm(), key.bytes()].concat();
        let name: [u8; 32] = Sha256::digest(said).into();
        if let Some(certificate) = self.signed.get(&name) {
            return certificate.clone();
        }
        if self.signed.len() >= KEPT {
            self.signed.clear();
        }
        let certificate = spec.sign(key);
        self.signed.insert(name, certificate.clone());
        certificate
    }
}

/// The changes of a case: which, and the seed of what it chooses.
pub(super) type Changes = Vec<(usize, u64)>;

/// The changes that a case has, none at all once in fifty times.
pub(super) fn changes(chance: &mut Chance) -> Changes {
    let count = match chance.below(50) {
        0 => 0,
        1..=30 => 1,
        31..=43 => 2,
        _ => 3,
    };
    (0..count).map(|_| (chance.below(mutations::COUNT), chance.next())).collect()
}

/// Some of these changes, but not all and not none, the fewest first: a change may be for naught without another, so that they are not
/// taken back one by one.
pub(super) fn fewer(changes: &Changes) -> Vec<Changes> {
    let all = 1_usize.checked_shl(u32::try_from(changes.len()).unwrap_or(0)).unwrap_or(1);
    let mut sets: Vec<usize> = (1..all.saturating_sub(1)).collect();
    sets.sort_by_key(|set| set.count_ones());
    let some = |set: usize| {
        let chosen = |(place, change): (usize, &(usize, u64))| ((set >> place) & 1 == 1).then_some(*change);
        changes.iter().enumerate().filter_map(chosen).collect()
    };
    sets.into_iter().map(some).collect()
}

/// The plain chain of a case, which every verifier accepts.
pub(super) fn plain(chance: &mut Chance, workshop: &Workshop) -> Plan {
    let scene = chance.of([Scene::Client, Scene::Client, Scene::Client, Scene::Server, Scene::Rfc5280]);
    let intermediates = chance.of([0, 1, 1, 1, 2, 2, 3, 4]);
    let mut key = |number: usize| {
        let kind = chance.of([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 3, 4]);
        // Public servers have no Ed25519 (Baseline Requirements section 6.1.5).
        let kind = if kind == 2 && scene == Scene::Server { 0 } else { kind };
        workshop.key(kind, number)
    };
    let named = |number: usize, key: Key| Ca { key, ..Ca::new(&format!("CA {number}")) };
    let authorities: Vec<Ca> = (0..=intermediates).map(|number| named(number, key(number))).collect();
    let peer = key(7);
    let mut links = Vec::new();
    let mut above = authorities.iter();
    if let Some(issuer) = above.clone().next() {
        let spec = Spec::new("peer.example", &peer, issuer)
            .with(basic_constraints(false, None))
            .with(key_usage(&[0]))
            .with(extended_key_usage(&[CLIENT_AUTH, SERVER_AUTH]))
            .with(subject_alt_names(&[dns("peer.example")]))
            .with(subject_key_identifier(&peer))
            .with(authority_key_identifier(&issuer.key));
        links.push(Link { spec, key: peer, signer: None, after: None });
    }
    while let Some(ca) = above.next() {
        let issuer = above.clone().next().unwrap_or(ca);
        links.push(Link { spec: ca.spec(issuer), key: ca.key.clone(), signer: None, after: None });
    }
    Plan {
        scene,
        at: AT,
        links,
        extra: Vec::new(),
        trusted: Vec::new(),
        missing: Vec::new(),
        root_sent: false,
        root_unknown: false,
        backwards: false,
        end_entity_trusted: false,
    }
}

impl Plan {
    pub(super) fn place(&self, index: usize) -> Place {
        match index {
            0 => Place::EndEntity,
            _ if index.saturating_add(1) == self.links.len() => Place::Anchor,
            _ => Place::Ca,
        }
    }

    /// Another key for the certificate at that place, and below it a signature by that key.
    pub(super) fn give(&mut self, index: usize, key: Key) {
        let place = self.place(index);
        for at in [index.checked_sub(1), (place == Place::Anchor).then_some(index)].into_iter().flatten() {
            if let Some(link) = self.links.get_mut(at) {
                link.spec.inner_algorithm = key.algorithm();
                link.spec.outer_algorithm = key.algorithm();
            }
        }
        if let Some(link) = self.links.get_mut(index) {
            link.spec.spki = key.spki();
            link.key = key;
        }
    }

    /// Signs everything.
    pub(super) fn finish(self, workshop: &mut Workshop) -> Case {
        let mut certificates = Vec::new();
        for (index, link) in self.links.iter().enumerate() {
            let above = self.links.get(index.saturating_add(1)).unwrap_or(link);
            let signer = link.signer.as_ref().unwrap_or(&above.key);
            let certificate = workshop.sign(&link.spec, signer);
            certificates.push(match &link.after {
                Some(after) => after.apply(&certificate).unwrap_or(certificate),
                None => certificate,
            });
        }
        let root = certificates.pop().unwrap_or_default();
        let mut anchors = self.trusted;
        if !self.root_unknown {
            anchors.insert(0, root.clone());
        }
        if self.end_entity_trusted {
            anchors.extend(certificates.first().cloned());
        }
        let sent = certificates.into_iter().enumerate().filter(|(index, _)| !self.missing.contains(index));
        let mut chain: Vec<Vec<u8>> = sent.map(|(_, certificate)| certificate).collect();
        chain.extend(self.root_sent.then_some(root));
        chain.extend(self.extra);
        if let (true, [_, others @ ..]) = (self.backwards, chain.as_mut_slice()) {
            others.reverse();
        }
        Case { scene: self.scene, at: self.at, anchors, chain }
    }
}

impl After {
    /// The certificate after it; `None` if it is not one that this can be done to.
    fn apply(&self, certificate: &[u8]) -> Option<Vec<u8>> {
        let resigned = |change: &dyn Fn(&mut Vec<u8>) -> Option<()>, unused: u8| {
            let [tbs, algorithm, (_, signature)] = tlv::inside(certificate)?.try_into().ok()?;
            let mut signature = signature.get(1..)?.to_vec();
            change(&mut signature)?;
            Some(seq(&[value(tbs.0, tbs.1), value(algorithm.0, algorithm.1), bits(unused, &signature)]))
        };
        let content = || tlv::values(certificate)?.into_iter().next().map(|(_, content)| content);
        match self {
            Self::SignatureBit(bit) => resigned(
                &|signature| {
                    let place = (bit / 8).checked_rem(signature.len())?;
                    *signature.get_mut(place)? ^= 1_u8.rotate_left(u32::try_from(bit % 8).ok()?);
                    Some(())
                },
                0,
            ),
            Self::SignatureCut(octets) => resigned(
                &|signature| {
                    signature.truncate(signature.len().saturating_sub(*octets));
                    Some(())
                },
                0,
            ),
            Self::SignatureUnusedBits => resigned(&|_| Some(()), 1),
            Self::SignatureNumberPadded => resigned(
                &|signature| {
                    let [(tag, r), s] = tlv::inside(signature)?.try_into().ok()?;
                    *signature = seq(&[value(tag, [vec![0], r].concat()), value(s.0, s.1)]);
                    Some(())
                },
                0,
            ),
            Self::SignatureStructure(seed) => resigned(
                &|signature| {
                    *signature = structure::changed(signature, &mut Chance::new(*seed, 0))?.1;
                    Some(())
                },
                0,
            ),
            Self::Trailing => Some([certificate, &[0]].concat()),
            Self::Cut => certificate.split_last().map(|(_, rest)| rest.to_vec()),
            Self::LongLength => {
                let content = content()?;
                let [.., second, high, low] = content.len().to_be_bytes();
                Some([vec![0x30, 0x83, second, high, low], content].concat())
            }
            Self::Indefinite => Some([vec![0x30, 0x80], content()?, vec![0, 0]].concat()),
            Self::Octet(place, octet) => {
                let mut certificate = certificate.to_vec();
                let place = place.checked_rem(certificate.len())?;
                *certificate.get_mut(place)? = *octet;
                Some(certificate)
            }
        }
    }
}
