//! What a peer can make us spend: every hostile chain ends in a decision, within counted work and memory.
//!
//! Work is counted, not timed, so that the tests say the same on every machine; the times are in `cargo xtask bench`.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

#[expect(clippy::allow_attributes, reason = "what is left over depends on who takes it")]
#[allow(dead_code, reason = "the benchmark takes the rest")]
#[path = "../benches/support/hostile.rs"]
mod hostile;

use handfast::{AccessRequest, Code, Decision, Effect};
use hostile::Hostile;

/// Most bytes that one decision may hold at a time, its chain and its JSON included.
const MEMORY: u64 = 32 * 1024 * 1024;

/// Decides about the chain, and holds the decision to the memory that it may take.
fn decide(hostile: &Hostile) -> Decision {
    let mut decision = None;
    let counted = allocation_counter::measure(|| {
        let chain = hostile.presented();
        let made = hostile.relying_party.decide(&chain, &AccessRequest::connection(), hostile::AT);
        drop(made.to_json());
        decision = Some(made);
    });
    assert!(counted.bytes_max <= MEMORY, "{}: {} bytes", hostile.name, counted.bytes_max);
    decision.expect("a decision was made")
}

fn codes(decision: &Decision) -> Vec<Code> {
    decision.reasons().iter().map(handfast::Reason::code).collect()
}

#[test]
fn intermediates_of_one_name_are_each_tried_at_most_once() {
    for count in [2, 8, 32, 90] {
        let decision = decide(&hostile::same_subject(count));
        assert_eq!(codes(&decision), [Code::SignatureInvalid], "{count} intermediates");
        assert_eq!(decision.attempts().total(), count);
    }
}

#[test]
fn more_signatures_than_the_budget_are_not_verified() {
    let decision = decide(&hostile::same_subject(120));
    assert_eq!(codes(&decision), [Code::WorkLimitReached]);
    assert_eq!(decision.attempts().total(), 100);
}

#[test]
fn a_chain_of_too_many_certificates_is_not_looked_at() {
    let decision = decide(&hostile::same_subject(200));
    assert_eq!(codes(&decision), [Code::WorkLimitReached]);
    assert_eq!(decision.attempts().total(), 0);
}

#[test]
fn cross_signed_cycles_end() {
    for count in [2, 4, 9] {
        let decision = decide(&hostile::cycles(count));
        assert_eq!(decision.effect(), Effect::Deny);
        assert!(decision.attempts().total() <= 2 * 2_000, "{count}: {}", decision.attempts().total());
    }
    assert_eq!(codes(&decide(&hostile::cycles(2))), [Code::IssuerUnknown]);
}

#[test]
fn names_against_name_constraints_spend_a_budget() {
    for hostile in hostile::names() {
        let decision = decide(&hostile);
        assert_eq!(codes(&decision), [Code::WorkLimitReached], "{}", hostile.name);
    }
}

#[test]
fn a_certificate_of_a_megabyte_is_not_read() {
    let decision = decide(&hostile::megabyte_of_names());
    assert_eq!(codes(&decision), [Code::WorkLimitReached]);
}

#[test]
fn deep_nesting_does_not_recurse() {
    let decision = decide(&hostile::deep_nesting());
    assert_eq!(decision.effect(), Effect::Deny);
}

#[test]
fn long_names_are_not_compared_again_for_every_path() {
    for hostile in hostile::long_names() {
        let decision = decide(&hostile);
        assert_eq!(decision.effect(), Effect::Deny, "{}", hostile.name);
    }
}
