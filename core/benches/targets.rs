//! The targets, measured side by side: two things in turn, in small batches, and the median of the ratios of each pair of
//! batches. What the machine does besides slows both of a pair, so the ratio stands where absolute times drift.
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

use handfast::{PeerIdentity, Policy, Profile, Provider, RelyingParty};
use support::{AT, Algorithm, Asking, Chain, askings, policy};
use timing::{in_turn, median, median_ratio, micros, nanos};

fn main() -> ExitCode {
    let mut missed = 0_u32;
    let mut target = |what: &str, observed: String, wanted: String, met: bool| {
        missed = missed.saturating_add(u32::from(!met));
        println!("  {:<58} {observed:>12}   {wanted:<14} {}", what, if met { "met" } else { "MISSED" });
    };
    println!("verification, parsing included, times rustls-webpki's time (two signatures)");
    for provider in [Provider::aws_lc_rs(), Provider::ring()] {
        for algorithm in Algorithm::ALL {
            let (ratio, ours, theirs) = verification(algorithm, provider);
            let what = format!("{}, {} ({} and {})", algorithm.name(), provider.name(), micros(ours), micros(theirs));
            target(&what, format!("{ratio:.3}"), "at most 1.10".to_owned(), ratio <= 1.10);
        }
    }
    println!("evaluation of a policy for a verified identity");
    let (few, many) = (Evaluating::new(10), Evaluating::new(10_000));
    for ((asking, identity), (same, other)) in many.cases.iter().zip(&few.cases) {
        assert_eq!(asking.name, same.name);
        let [over_many, over_few] = in_turn(
            || drop(black_box(many.policy.evaluate(identity, &asking.request, AT))),
            || drop(black_box(few.policy.evaluate(other, &same.request, AT))),
        );
        println!("  {:<58} {:>12}   10 rules: {}", asking.name, nanos(median(&over_many)), nanos(median(&over_few)));
    }
    let [over_many, over_few] = in_turn(|| many.mix(), || few.mix());
    let each = median(&over_many) / 100.0;
    target("one decision of the mix over 10,000 rules", nanos(each), "under 1 us".to_owned(), each < 1e-6);
    let ratio = median_ratio(&over_many, &over_few);
    target("times one over 10 rules", format!("{ratio:.2}"), "at most 2".to_owned(), ratio <= 2.0);
    println!("whole decisions, parsing and two P-256 signatures included, 10,000 rules");
    for (asking, _) in &many.cases {
        let builder = RelyingParty::builder().trust_anchors(asking.chain.anchors()).profile(Profile::client());
        let relying_party = builder.policy(many.policy.clone()).without_signature_cache().build().unwrap();
        let decide = || relying_party.decide(&asking.chain.presented(), &asking.request, AT);
        assert_eq!(decide().effect() == handfast::Effect::Allow, asking.allowed, "{}", asking.name);
        let verify = || relying_party.verify(&asking.chain.presented(), AT);
        let [whole, verification] = in_turn(|| drop(black_box(decide())), || drop(black_box(verify())));
        let (whole, verification) = (median(&whole), median(&verification));
        println!("  {:<58} {:>12}   verification: {}", asking.name, micros(whole), micros(verification));
    }
    if missed == 0 {
        println!("all targets met");
        ExitCode::SUCCESS
    } else {
        println!("{missed} targets missed");
        ExitCode::FAILURE
    }
}

/// The ratio, our time, rustls-webpki's time.
fn verification(algorithm: Algorithm, provider: Provider) -> (f64, f64, f64) {
    let chain = Chain::new(algorithm, "Issuing CA 1", "spiffe://prod.example/ns/checkout/sa/web");
    let relying_party = chain.relying_party(provider);
    let webpki = peer::Verifier::new(&chain, provider);
    assert!(relying_party.verify(&chain.presented(), AT).is_ok());
    let [ours, theirs] =
        in_turn(|| drop(black_box(relying_party.verify(&chain.presented(), AT))), || webpki.verify(&chain));
    (median_ratio(&ours, &theirs), median(&ours), median(&theirs))
}

/// A policy, and an identity for each asking.
struct Evaluating {
    policy: Policy,
    cases: Vec<(Asking, PeerIdentity)>,
}

impl Evaluating {
    fn new(rules: usize) -> Self {
        let policy = policy(rules);
        let cases: Vec<_> =
            askings(rules).into_iter().map(|asking| (asking.chain.identity(), asking)).map(|(i, a)| (a, i)).collect();
        for (asking, identity) in &cases {
            let allowed = policy.evaluate(identity, &asking.request, AT).effect() == handfast::Effect::Allow;
            assert_eq!(allowed, asking.allowed, "{}", asking.name);
        }
        assert_eq!(cases.iter().map(|(asking, _)| asking.weight).sum::<u32>(), 100);
        Self { policy, cases }
    }

    /// 100 decisions, of each sort as many as it weighs.
    fn mix(&self) {
        for (asking, identity) in &self.cases {
            for _ in 0..asking.weight {
                black_box(self.policy.evaluate(black_box(identity), black_box(&asking.request), AT));
            }
        }
    }
}
