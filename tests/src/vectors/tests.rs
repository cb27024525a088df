//! The stored vectors against the sources, and every stored vector with every provider.

use handfast::{Decision, SignatureCache, TimelineEventKind, Timestamp};

use super::*;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

pub(super) fn stored_vectors() -> Vec<Vector> {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let file: VectorFile = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        file.vectors
    };
    stored(&folder()).unwrap().into_iter().flat_map(read).collect()
}

#[test]
fn the_stored_vectors_are_what_the_sources_make_and_every_code_has_one() {
    assert!(run(&folder(), true).unwrap(), "run `cargo xtask vectors --check`");
}

#[test]
fn no_vector_is_decided_otherwise_by_a_relying_party_that_knows_the_signatures_of_all_of_them() {
    let cache = SignatureCache::new(100_000);
    let mut wrong = Vec::new();
    for round in ["cold", "warm"] {
        for vector in &stored_vectors() {
            let builder = decide::builder(vector, Provider::preferred().unwrap()).unwrap();
            let relying_party = builder.signature_cache(cache.clone()).build().unwrap();
            for order in [Order::AsSent, Order::Reversed] {
                let decision = decide::decide_by(&relying_party, vector, order).unwrap();
                if decision.to_json() != vector.decision {
                    wrong.push(format!("{}, {round}", vector.id));
                }
            }
        }
    }
    assert!(cache.len() > 100, "{cache:?}");
    assert!(wrong.is_empty(), "{} differ: {}", wrong.len(), wrong.join(", "));
}

#[test]
fn every_vector_is_decided_the_same_by_every_provider_in_either_order() {
    let providers = Provider::available();
    assert_eq!(providers.len(), 3, "all three providers stand in one test binary");
    let vectors = stored_vectors();
    let (mut wrong, mut not_offered) = (Vec::new(), 0);
    for vector in &vectors {
        for provider in &providers {
            if vector.providers.as_ref().is_some_and(|names| !names.iter().any(|name| name == provider.name())) {
                let decision = decide(vector, *provider, Order::AsSent).unwrap();
                let reason = decision.reasons().first().unwrap();
                assert_eq!(reason.code(), Code::AlgorithmNotAccepted, "{} ({})", vector.id, provider.name());
                assert!(reason.fix().starts_with("build with the feature `aws-lc-rs`"), "{}", reason.fix());
                not_offered += 1;
                continue;
            }
            for order in [Order::AsSent, Order::Reversed] {
                let decision = decide(vector, *provider, order).unwrap_or_else(|e| panic!("{}: {e}", vector.id));
                let expected = serde_json::to_value(&vector.expect).unwrap();
                let actual = serde_json::to_value(outcome(&decision, &vector.expect)).unwrap();
                if decision.to_json() != vector.decision || actual != expected {
                    let order = if order == Order::Reversed { ", reversed" } else { "" };
                    wrong.push(format!("{} ({}{order})", vector.id, provider.name()));
                }
            }
        }
    }
    let count = vectors.len();
    println!("{count} vectors, {} providers, 2 orders; {not_offered} not offered by their provider", providers.len());
    assert_eq!(not_offered, vectors.iter().filter(|vector| vector.providers.is_some()).count(), "by ring only");
    assert!(wrong.is_empty(), "{} differ: {}", wrong.len(), wrong.join(", "));
}

/// A timeline says that nothing happens between its flips. Each span is asked for at its borders and at instants within it,
/// and each flip has a cause.
#[test]
fn between_the_flips_of_every_vectors_timeline_nothing_flips() {
    const YEARS: i64 = 3 * 365 * 86_400;
    let (mut flips, mut wrong) = (0_usize, Vec::new());
    for vector in &stored_vectors() {
        let relying_party = decide::builder(vector, Provider::preferred().unwrap()).unwrap().build().unwrap();
        let at: Timestamp = vector.at.parse().unwrap();
        let timeline =
            decide::timeline(&relying_party, vector, at.plus_seconds(-YEARS), at.plus_seconds(YEARS)).unwrap();
        assert!(timeline.is_complete(), "{}", vector.id);
        let conditional = ["age", "remaining"]
            .iter()
            .any(|word| vector.relying_party.policy.as_ref().is_some_and(|text| text.contains(word)));
        for span in timeline.spans() {
            let last = span.until().map_or(timeline.to(), |until| until.plus_seconds(-1));
            let length = last.unix_seconds() - span.from().unix_seconds();
            for part in 0..=8 {
                let instant = span.from().plus_seconds(length * part / 8);
                let decision = decide::decide_at(&relying_party, vector, instant).unwrap();
                if said(&decision) != said(span.decision()) {
                    wrong.push(format!("{} at {instant}", vector.id));
                }
            }
            let unexplained = span.events().iter().any(|event| event.kind() == TimelineEventKind::Condition);
            if unexplained && !conditional {
                wrong.push(format!("{} at {}: nothing says why", vector.id, span.from()));
            }
            assert_eq!(span.events().is_empty(), span.from() == timeline.from(), "{}", vector.id);
        }
        for pair in timeline.spans().windows(2) {
            assert_eq!(pair[0].until(), Some(pair[1].from()), "{}", vector.id);
            assert_ne!(said(pair[0].decision()), said(pair[1].decision()), "{}", vector.id);
            flips += 1;
        }
    }
    println!("{flips} flips");
    assert!(flips > 500, "{flips}");
    assert!(wrong.is_empty(), "{}: {}", wrong.len(), wrong.join(", "));
}

/// What makes one decision another.
fn said(decision: &Decision) -> (handfast::Effect, &'static str, Option<String>, Option<String>) {
    let principal = decision.principal().map(ToString::to_string);
    (decision.effect(), decision.state().as_str(), principal, decision.rule().map(ToOwned::to_owned))
}
