//! Wycheproof's signature vectors with every provider: what must be accepted is, and nothing else.
//!
//! A vector's key is read by the core, from the certificate of a CA that has it, and its signature verified by the provider's
//! algorithm for the identifiers of both: what the core does with a certificate's signature. The same signature then
//! stands on a certificate that it was not made for, below that CA, and must get nobody in.
//!
//! What is otherwise stands in `tests/wycheproof/differences.json`, with its reason and the number of vectors.

mod vectors;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use handfast::{Certificate, Code, PresentedChain, Provider, RelyingParty, Timestamp, TrustAnchors};
use serde::Deserialize;
use wycheproof::TestResult;

use crate::forge::der::{bits, seq};
use crate::forge::extension::{authority_key_identifier, basic_constraints};
use crate::forge::{Ca, Key, Spec};
use vectors::{Group, Vector};

/// Vectors that a provider answers otherwise than by accepting what is valid and refusing what is not.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    /// Names of sets, or their beginnings followed by `*`.
    sets: Vec<String>,
    /// The provider; all of them if none is named.
    provider: Option<String>,
    outcome: Outcome,
    /// What Wycheproof says of the vectors.
    result: Option<String>,
    /// A flag that all of them have.
    flag: Option<String>,
    /// How many there are, of one provider.
    vectors: usize,
    reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Accepted,
    Rejected,
    /// The provider has no algorithm of these identifiers, so no such signature is accepted.
    NotOffered,
}

impl Difference {
    fn is_about(&self, group: &Group, vector: &Vector, provider: Provider, outcome: Outcome) -> bool {
        let names =
            |name: &String| name.strip_suffix('*').map_or(group.set == *name, |start| group.set.starts_with(start));
        let result = format!("{:?}", vector.expected).to_lowercase();
        self.sets.iter().any(names)
            && self.provider.as_deref().is_none_or(|name| name == provider.name())
            && self.outcome == outcome
            && self.result.as_ref().is_none_or(|name| *name == result)
            && self.flag.as_ref().is_none_or(|flag| vector.flags.contains(flag))
    }
}

fn differences() -> Vec<Difference> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("wycheproof").join("differences.json");
    let differences: Vec<Difference> = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let unexplained = differences.iter().find(|difference| difference.reason.trim().is_empty());
    assert!(unexplained.is_none(), "a difference without a reason");
    differences
}

/// A CA that has the key of a group.
struct Keyholder {
    anchor: TrustAnchors,
    certificate: Certificate,
}

impl Keyholder {
    fn new(spki: &[u8]) -> Self {
        let ca = Ca::new(CA);
        // Nobody looks at the signature on an anchor.
        let spec = ca.spec(&ca).change(|spec| spec.spki = spki.to_vec());
        let der = signed(&spec.tbs(), &spec.outer_algorithm, &[]);
        Self { anchor: TrustAnchors::from_der(&der).unwrap(), certificate: Certificate::from_der(&der).unwrap() }
    }

    /// What the core does with the signature of a certificate.
    fn outcome(&self, algorithm: Option<&[u8]>, vector: &Vector, provider: Provider) -> Outcome {
        let key = self.certificate.public_key();
        let algorithm = algorithm.and_then(|of| provider.algorithm_for(content(of), key.algorithm()));
        match algorithm.map(|it| it.verify_signature(key.key_bytes(), &vector.message, &vector.signature)) {
            None => Outcome::NotOffered,
            Some(Ok(())) => Outcome::Accepted,
            Some(Err(_)) => Outcome::Rejected,
        }
    }

    fn relying_party(&self, provider: Provider) -> RelyingParty {
        let builder = RelyingParty::builder().trust_anchors(self.anchor.clone()).provider(provider);
        builder.any_verified_peer().build().unwrap()
    }
}

const CA: &str = "Wycheproof";

/// What a peer below that CA says, signed by this algorithm.
fn peer(algorithm: &[u8]) -> Vec<u8> {
    let ca = Ca::new(CA);
    let spec = Spec::new("peer", &Key::new("peer"), &ca).change(|spec| spec.inner_algorithm = algorithm.to_vec());
    spec.with(basic_constraints(false, None)).with(authority_key_identifier(&ca.key)).tbs()
}

fn signed(tbs: &[u8], algorithm: &[u8], signature: &[u8]) -> Vec<u8> {
    seq(&[tbs.to_vec(), algorithm.to_vec(), bits(0, signature)])
}

/// The content of a SEQUENCE that is shorter than 256 octets.
fn content(der: &[u8]) -> &[u8] {
    &der[if der[1] < 0x80 { 2 } else { 3 }..]
}

/// What has been seen of all vectors.
#[derive(Default)]
struct Seen {
    wrong: Vec<String>,
    /// Vectors by provider and what became of them.
    counts: BTreeMap<(&'static str, &'static str), usize>,
    /// Vectors by difference and provider.
    explained: BTreeMap<(usize, &'static str), usize>,
}

fn more(count: &mut usize) {
    *count = count.saturating_add(1);
}

impl Seen {
    fn vector(&mut self, differences: &[Difference], group: &Group, vector: &Vector, of: (Provider, Outcome)) {
        let (provider, outcome) = of;
        let what = match (vector.expected, outcome) {
            (TestResult::Valid, Outcome::Accepted) => "valid and accepted",
            (TestResult::Invalid, Outcome::Rejected) => "invalid and rejected",
            _ => match differences.iter().position(|it| it.is_about(group, vector, provider, outcome)) {
                Some(place) => {
                    more(self.explained.entry((place, provider.name())).or_default());
                    if outcome == Outcome::NotOffered { "not offered" } else { "otherwise, with a reason" }
                }
                None => {
                    let Vector { id, comment, expected, flags, .. } = vector;
                    let (set, name) = (&group.set, provider.name());
                    self.wrong.push(format!("{set} {id} ({name}): {expected:?} {outcome:?}: {comment} {flags:?}"));
                    "wrong"
                }
            },
        };
        more(self.counts.entry((provider.name(), what)).or_default());
    }

    /// Each difference is about as many vectors as it says.
    fn stale(&mut self, differences: &[Difference], providers: &[Provider]) {
        for (place, difference) in differences.iter().enumerate() {
            let about =
                |provider: &&Provider| difference.provider.as_deref().is_none_or(|name| name == provider.name());
            for provider in providers.iter().filter(about) {
                let count = self.explained.get(&(place, provider.name())).copied().unwrap_or(0);
                if count != difference.vectors {
                    let (sets, name) = (difference.sets.join(", "), provider.name());
                    self.wrong.push(format!("{sets} ({name}): {count} vectors, and not {}", difference.vectors));
                }
            }
        }
    }
}

#[test]
fn every_provider_accepts_the_valid_signatures_of_wycheproof_and_no_other() {
    let at: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
    let (differences, providers) = (differences(), Provider::available());
    assert_eq!(providers.len(), 3, "all three providers stand in one test binary");
    let mut seen = Seen::default();
    let mut peers: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
    for group in &vectors::all() {
        let holder = Keyholder::new(&group.spki);
        for provider in providers.iter().copied() {
            let relying_party = holder.relying_party(provider);
            for (number, vector) in group.vectors.iter().enumerate() {
                let outcome = holder.outcome(group.algorithm.as_deref(), vector, provider);
                seen.vector(&differences, group, vector, (provider, outcome));
                // Where there is no algorithm, one signature of the group is as good as another.
                let offered = outcome != Outcome::NotOffered;
                let Some(algorithm) = group.algorithm.as_ref().filter(|_| offered || number == 0) else { continue };
                let tbs = peers.entry(algorithm.clone()).or_insert_with(|| peer(algorithm));
                let chain = PresentedChain::from_tls([signed(tbs, algorithm, &vector.signature)]);
                let code = relying_party.verify(&chain, at).map_err(|rejection| rejection.reasons()[0].code()).err();
                let what = match code {
                    Some(Code::SignatureInvalid) => "of another message, signature_invalid",
                    Some(Code::AlgorithmNotAccepted) if !offered => "of another message, algorithm_not_accepted",
                    // Told before the signature is looked at: it is the key that is to be mended.
                    Some(Code::EncodingMalformed)
                        if vector.flags.iter().any(|flag| flag == "IncorrectPublicKeyLength") =>
                    {
                        "under a key that is none, encoding_malformed"
                    }
                    _ => {
                        let (set, id, name) = (&group.set, vector.id, provider.name());
                        seen.wrong.push(format!("{set} {id} ({name}) on a certificate that it is not of: {code:?}"));
                        continue;
                    }
                };
                more(seen.counts.entry((provider.name(), what)).or_default());
            }
        }
    }
    seen.stale(&differences, &providers);
    for ((provider, what), count) in &seen.counts {
        println!("wycheproof, {provider}: {count} {what}");
    }
    assert!(seen.wrong.is_empty(), "{} wrong:\n{}", seen.wrong.len(), seen.wrong.join("\n"));
}
