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

/// Most bytes that one decision may hold at a time, its chain and its JSON included; none here takes as many in all.
const MEMORY: u64 = 32 * 1024 * 1024;

/// Most allocations of one decision.
const ALLOCATIONS: u64 = 100_000;

/// Decides about the chain, and holds the decision to the memory that it may take.
fn decide(hostile: &Hostile) -> Decision {
    let mut decision = None;
    let counted = allocation_counter::measure(|| {
        let chain = hostile.presented();
        let made = hostile.relying_party.decide(&chain, &AccessRequest::connection(), hostile::AT);
        drop(made.to_json());
        decision = Some(made);
    });
    // What is done again and again shows in what is allocated, given back or not.
    assert!(counted.count_total <= ALLOCATIONS, "{}: {} allocations", hostile.name, counted.count_total);
    assert!(counted.bytes_total <= MEMORY, "{}: {} bytes in all", hostile.name, counted.bytes_total);
    assert!(counted.bytes_max <= MEMORY, "{}: {} bytes", hostile.name, counted.bytes_max);
    decision.expect("a decision was made")
}

fn codes(decision: &Decision) -> Vec<Code> {
    decision.reasons().iter().map(handfast::Reason::code).collect()
}

#[test]
fn intermediates_of_one_name_are_each_tried_at_most_once_from_2_to_200_of_them() {
    let mut hostile = hostile::same_subject(200);
    for count in (2..=200).rev() {
        hostile.certificates.truncate(count + 1);
        let decision = decide(&hostile);
        let expected = match count {
            2..=100 => (Code::SignatureInvalid, count),
            // More signatures than the budget are not verified.
            101..=127 => (Code::WorkLimitReached, 100),
            // A chain of more certificates is not looked at.
            _ => (Code::WorkLimitReached, 0),
        };
        assert_eq!((codes(&decision), decision.attempts().total()), (vec![expected.0], expected.1), "{count}");
    }
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
    let mut refused = 0;
    for hostile in hostile::deep_nesting() {
        let decision = decide(&hostile);
        let code = codes(&decision)[0];
        let known = [Code::EncodingMalformed, Code::IssuerUnknown, Code::PathVerified];
        assert!(known.contains(&code), "{}: {decision}", hostile.name);
        refused += usize::from(code == Code::EncodingMalformed);
    }
    // What a path hangs on is read, and only that: of 15 extensions all but those of directories, CRLs and names of issuers.
    assert!(refused >= 3 * 10, "{refused}");
}

#[test]
fn long_names_are_not_compared_again_for_every_path() {
    for hostile in hostile::long_names() {
        let decision = decide(&hostile);
        assert_eq!(decision.effect(), Effect::Deny, "{}", hostile.name);
    }
}

#[test]
fn policies_mapped_to_many_are_a_graph_and_no_tree() {
    for (k, depth) in [(4, 14), (16, 14), (32, 12), (64, 3)] {
        let decision = decide(&hostile::policies::mapped(k, depth));
        assert_eq!(codes(&decision), [Code::PathVerified], "{k} to {k}, {depth} times");
    }
    for (count, depth) in [(1_000, 14), (2_500, 6)] {
        let decision = decide(&hostile::policies::mapped_from_any(count, depth));
        assert_eq!(codes(&decision), [Code::PathVerified], "{count} below any policy, {depth} times");
    }
}

#[test]
fn policies_of_path_after_path_spend_a_budget() {
    assert_eq!(codes(&decide(&hostile::policies::disputed())), [Code::WorkLimitReached]);
}

#[test]
fn what_a_profile_asks_for_is_looked_for_within_limits() {
    let expected = [
        (hostile::profiles::required(), Code::ExtensionMissing),
        (hostile::profiles::understood(), Code::PathVerified),
        (hostile::profiles::usages(), Code::PathVerified),
        (hostile::profiles::common_names(), Code::PathVerified),
    ];
    for (hostile, code) in expected {
        assert_eq!(codes(&decide(&hostile)), [code], "{}", hostile.name);
    }
}

#[test]
fn revocation_data_is_considered_within_limits() {
    let expected = [
        (hostile::revocation::distribution_points_and_crls(), Code::WorkLimitReached),
        (hostile::revocation::relative_points(), Code::RevocationStatusUnknown),
        (hostile::revocation::crls_of_one_issuer(2_000), Code::RevocationStatusUnknown),
        (hostile::revocation::crls_of_one_issuer(5_000), Code::WorkLimitReached),
        (hostile::revocation::crls_of_nobody(), Code::WorkLimitReached),
        (hostile::revocation::stapled(), Code::RevocationStatusUnknown),
        (hostile::revocation::stapled_below_a_long_name(), Code::RevocationStatusUnknown),
        (hostile::revocation::disputed(), Code::WorkLimitReached),
    ];
    for (hostile, code) in expected {
        assert_eq!(codes(&decide(&hostile)), [code], "{}", hostile.name);
    }
}
