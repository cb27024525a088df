//! How often and how much each stage allocates, and how large what it gives is.
#![expect(clippy::print_stdout, reason = "a benchmark prints figures")]

#[expect(clippy::allow_attributes, reason = "what is left over depends on the benchmark")]
#[allow(dead_code, reason = "each benchmark takes what it needs")]
mod support;

use std::hint::black_box;

use allocation_counter::measure;
use handfast::{AccessRequest, Certificate, Decision, PeerIdentity, PresentedChain, Provider, Reason};
use support::{AT, Algorithm, Asking, Chain, askings, policy};

fn main() {
    println!("{:<64} {:>11} {:>10} {:>10}", "allocations", "number", "bytes", "at most");
    let chain = Chain::new(Algorithm::P256, "Issuing CA 1", "spiffe://prod.example/ns/checkout/sa/web");
    for algorithm in Algorithm::ALL {
        let chain = Chain::new(algorithm, "Issuing CA 1", "spiffe://prod.example/ns/checkout/sa/web");
        show(&format!("parse one certificate, {}", algorithm.name()), || {
            drop(black_box(Certificate::from_der(&chain.end_entity)));
        });
    }
    let relying_party = chain.relying_party(Provider::aws_lc_rs());
    let presented = chain.presented();
    let request = AccessRequest::new("POST", "/api/service-1/items/42");
    show("present a chain of two", || drop(black_box(chain.presented())));
    show("verify it", || drop(black_box(relying_party.verify(&presented, AT))));
    show("decide, parsing included, no policy", || {
        drop(black_box(relying_party.decide(&chain.presented(), &request, AT)));
    });
    for rules in [10, 10_000] {
        let policy = policy(rules);
        for asking in askings(rules) {
            let identity = asking.chain.identity();
            let Asking { name, allowed, weight, .. } = &asking;
            let may = if *allowed { "may" } else { "may not" };
            show(&format!("evaluate, {rules} rules: {name} ({may}, {weight} of 100)"), || {
                drop(black_box(policy.evaluate(&identity, &asking.request, AT)));
            });
        }
        let built = measure(|| drop(black_box(support::policy(rules))));
        println!(
            "{:<64} {:>11} {:>10} {:>10}",
            format!("read a policy of {rules} rules"),
            built.count_total,
            built.bytes_total,
            built.bytes_max
        );
    }
    println!("sizes in bytes");
    for (what, size) in [
        ("Certificate", size_of::<Certificate>()),
        ("PresentedChain", size_of::<PresentedChain>()),
        ("PeerIdentity", size_of::<PeerIdentity>()),
        ("Decision", size_of::<Decision>()),
        ("Reason", size_of::<Reason>()),
    ] {
        println!("{what:<64} {size:>11}");
    }
}

fn show(what: &str, run: impl Fn()) {
    run();
    let counted = measure(run);
    println!("{what:<64} {:>11} {:>10} {:>10}", counted.count_total, counted.bytes_total, counted.bytes_max);
}
