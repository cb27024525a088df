//! The stages one by one, next to rustls-webpki: absolute figures. The ratios, measured side by side, are in `targets`.
#![expect(clippy::unwrap_used, reason = "a benchmark stops at the first surprise")]

#[expect(clippy::allow_attributes, reason = "what is left over depends on the benchmark")]
#[allow(dead_code, reason = "each benchmark takes what it needs")]
mod support;

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use handfast::{Certificate, Effect, Policy, Profile, Provider, RelyingParty};
use support::{AT, Algorithm, Chain, askings, policy};

#[expect(clippy::allow_attributes, reason = "what is left over depends on the benchmark")]
#[allow(dead_code, reason = "each benchmark takes what it needs")]
#[path = "support/webpki.rs"]
mod peer;

fn parse(c: &mut Criterion) {
    let mut group = c.benchmark_group("parse");
    for algorithm in Algorithm::ALL {
        let chain = Chain::new(algorithm, "Issuing CA 1", "spiffe://prod.example/ns/checkout/sa/web");
        group.bench_function(BenchmarkId::new("handfast", algorithm.name()), |b| {
            b.iter(|| Certificate::from_der(black_box(&chain.end_entity)).unwrap());
        });
        group.bench_function(BenchmarkId::new("rustls-webpki", algorithm.name()), |b| {
            b.iter(|| peer::parse(black_box(&chain.end_entity)));
        });
    }
    group.finish();
}

fn verify(c: &mut Criterion) {
    let mut group = c.benchmark_group("verify, parsing included");
    for algorithm in Algorithm::ALL {
        let chain = Chain::new(algorithm, "Issuing CA 1", "spiffe://prod.example/ns/checkout/sa/web");
        for provider in [Provider::aws_lc_rs(), Provider::ring()] {
            let what = format!("{}, {}", algorithm.name(), provider.name());
            let relying_party = chain.relying_party(provider);
            group.bench_function(BenchmarkId::new("handfast", &what), |b| {
                b.iter(|| relying_party.verify(&black_box(&chain).presented(), AT).unwrap());
            });
            let webpki = peer::Verifier::new(&chain, provider);
            group.bench_function(BenchmarkId::new("rustls-webpki", &what), |b| b.iter(|| webpki.verify(&chain)));
        }
    }
    group.finish();
}

fn evaluate(c: &mut Criterion) {
    let mut group = c.benchmark_group("evaluate");
    for rules in [10, 100, 1_000, 10_000] {
        let policy = policy(rules);
        for asking in askings(rules) {
            let identity = asking.chain.identity();
            let allowed = policy.evaluate(&identity, &asking.request, AT).effect() == Effect::Allow;
            assert!(allowed == asking.allowed && asking.weight > 0, "{}", asking.name);
            group.bench_function(BenchmarkId::new(asking.name, rules), |b| {
                b.iter(|| policy.evaluate(black_box(&identity), black_box(&asking.request), AT));
            });
        }
    }
    group.finish();
}

fn decide(c: &mut Criterion) {
    let mut group = c.benchmark_group("decide, parsing included");
    for rules in [10, 10_000] {
        let policy: Policy = policy(rules);
        for asking in askings(rules) {
            let builder = RelyingParty::builder().trust_anchors(asking.chain.anchors()).profile(Profile::client());
            let relying_party = builder.policy(policy.clone()).without_signature_cache().build().unwrap();
            group.bench_function(BenchmarkId::new(asking.name, rules), |b| {
                b.iter(|| relying_party.decide(&black_box(&asking.chain).presented(), &asking.request, AT));
            });
        }
    }
    group.finish();
}

criterion_group! {
    name = stages;
    config = Criterion::default().warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_millis(800)).sample_size(40);
    targets = parse, verify, evaluate, decide
}
criterion_main!(stages);
