//! What remembering signatures saves: a peer met for the first time, one whose issuer is known, one that was met before, next
//! to rustls-webpki and to the two bare signatures.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints figures")]

#[expect(clippy::allow_attributes, reason = "what is left over depends on the benchmark")]
#[allow(dead_code, reason = "each benchmark takes what it needs")]
mod support;

#[expect(clippy::allow_attributes, reason = "what is left over depends on the benchmark")]
#[allow(dead_code, reason = "each benchmark takes what it needs")]
#[path = "support/webpki.rs"]
mod peer;
#[expect(clippy::allow_attributes, reason = "what is left over depends on the benchmark")]
#[allow(dead_code, reason = "each benchmark takes what it needs")]
#[path = "support/timing.rs"]
mod timing;

use std::hint::black_box;
use std::process::ExitCode;

use handfast::{Certificate, Provider, SignatureCache};
use support::{AT, Algorithm, Chain};
use timing::{in_turn, median, median_ratio, micros};

/// As many peers as are met before the cache is emptied and told of their issuer again.
const PEERS: usize = 1_000;

fn main() -> ExitCode {
    let mut missed = 0_u32;
    let mut target = |what: &str, observed: String, wanted: &str, met: bool| {
        missed = missed.saturating_add(u32::from(!met));
        println!("  {what:<58} {observed:>12}   {wanted:<24} {}", if met { "met" } else { "MISSED" });
    };
    println!("verification, parsing included, with a signature cache; two signatures");
    for provider in [Provider::aws_lc_rs(), Provider::ring()] {
        for algorithm in [Algorithm::P256, Algorithm::Rsa2048] {
            let name = format!("{}, {}", algorithm.name(), provider.name());
            let compared = Compared::new(algorithm, provider);
            let (ours, bare) = compared.first_sight();
            let limit = 1.05f64.mul_add(bare, 6e-6);
            let what = format!("{name}: a first sight, beside {} of bare signatures", micros(bare));
            target(&what, micros(ours), &format!("1.05 of it and 6 us: {}", micros(limit)), ours <= limit);
            let issuer_known = compared.issuer_known();
            target(
                &format!("{name}: the issuer known, of rustls-webpki's time"),
                format!("{issuer_known:.3}"),
                "at most 0.55",
                issuer_known <= 0.55,
            );
            let (seen, ours) = compared.seen_before();
            target(
                &format!("{name}: seen before ({})", micros(ours)),
                format!("{seen:.3}"),
                "at most 0.10",
                seen <= 0.10,
            );
        }
    }
    if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Compared {
    provider: Provider,
    /// The first one is met to learn of the issuer.
    peers: Vec<Chain>,
    webpki: peer::Verifier,
}

impl Compared {
    fn new(algorithm: Algorithm, provider: Provider) -> Self {
        let names: Vec<String> =
            (0..=PEERS).map(|peer| format!("spiffe://prod.example/ns/checkout/sa/web-{peer}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let peers = Chain::many(algorithm, "Issuing CA 1", &names);
        let webpki = peer::Verifier::new(peers.first().unwrap(), provider);
        Self { provider, peers, webpki }
    }

    fn known(&self) -> &Chain {
        self.peers.first().unwrap()
    }

    /// Our time for a peer that nothing is known of, and that of its two signatures.
    fn first_sight(&self) -> (f64, f64) {
        let cache = SignatureCache::default();
        let relying_party = self.known().builder(self.provider).signature_cache(cache.clone()).build().unwrap();
        let read = |der: &[u8]| Certificate::parse(der).unwrap();
        let chain = self.known();
        let [end_entity, intermediate, anchor] =
            [read(&chain.end_entity), read(&chain.intermediate), read(&chain.anchor)];
        let bare = |subject: &Certificate, issuer: &Certificate| {
            let (signature, key) = (subject.signature(), issuer.public_key());
            let same = |algorithm: &&&dyn rustls_pki_types::SignatureVerificationAlgorithm| {
                algorithm.signature_alg_id().as_ref() == signature.algorithm()
                    && algorithm.public_key_alg_id().as_ref() == key.algorithm()
            };
            let algorithm = self.provider.algorithms().iter().find(same).unwrap();
            algorithm.verify_signature(key.key_bytes(), subject.signed_bytes(), signature.value()).unwrap();
        };
        let ours = || {
            cache.clear();
            drop(black_box(relying_party.verify(&chain.presented(), AT).unwrap()));
        };
        let [ours, bare] = in_turn(ours, || {
            bare(&end_entity, &intermediate);
            bare(&intermediate, &anchor);
        });
        (median(&ours), median(&bare))
    }

    /// The ratio for peers met for the first time, of an issuer that is known.
    fn issuer_known(&self) -> f64 {
        let cache = SignatureCache::new(4 * PEERS);
        let relying_party = self.known().builder(self.provider).signature_cache(cache.clone()).build().unwrap();
        let mut met = PEERS;
        let ours = || {
            if met == PEERS {
                cache.clear();
                relying_party.verify(&self.known().presented(), AT).unwrap();
                met = 0;
            }
            met = met.saturating_add(1);
            drop(black_box(relying_party.verify(&self.peers.get(met).unwrap().presented(), AT).unwrap()));
        };
        let mut turn = 0_usize;
        let theirs = || {
            turn = turn.saturating_add(1) % PEERS;
            self.webpki.verify(self.peers.get(turn).unwrap());
        };
        let [ours, theirs] = in_turn(ours, theirs);
        median_ratio(&ours, &theirs)
    }

    /// The ratio for peers met before, and our time.
    fn seen_before(&self) -> (f64, f64) {
        let relying_party = self.known().builder(self.provider).build().unwrap();
        let verify = |peer: usize| {
            drop(black_box(relying_party.verify(&self.peers.get(peer).unwrap().presented(), AT).unwrap()));
        };
        (0..PEERS).for_each(verify);
        let (mut ours, mut theirs) = (0_usize, 0_usize);
        let [ours, theirs] = in_turn(
            || {
                ours = ours.saturating_add(1) % PEERS;
                verify(ours);
            },
            || {
                theirs = theirs.saturating_add(1) % PEERS;
                self.webpki.verify(self.peers.get(theirs).unwrap());
            },
        );
        (median_ratio(&ours, &theirs), median(&ours))
    }
}
