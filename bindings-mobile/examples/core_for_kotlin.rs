//! The core's own time for the decision that the Kotlin benchmark makes, over the files that it leaves.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::error::Error;
use std::fs;
use std::time::Instant;

use handfast::{AccessRequest, Effect, PresentedChain, RelyingParty, Timestamp, TrustAnchors};

fn main() -> Result<(), Box<dyn Error>> {
    let read = |name: &str| fs::read(format!("target/mobile/bench/{name}.der"));
    let party = RelyingParty::builder()
        .trust_anchors(TrustAnchors::from_der(read("anchor")?)?)
        .any_verified_peer()
        .without_signature_cache()
        .build()?;
    let chain = [read("0")?, read("1")?];
    let at = "2026-06-01T00:00:00Z".parse::<Timestamp>()?;
    let mut rounds: Vec<f64> = Vec::new();
    for _ in 0..15 {
        let began = Instant::now();
        for _ in 0..400 {
            let decision = party.decide(&PresentedChain::from_tls(&chain), &AccessRequest::new("GET", "/"), at);
            if decision.effect() != Effect::Allow {
                return Err(decision.to_string().into());
            }
        }
        rounds.push(began.elapsed().as_secs_f64() * 1e6 / 400.0);
    }
    rounds.sort_by(f64::total_cmp);
    println!("core {:.1} us", rounds.get(7).copied().unwrap_or_default());
    Ok(())
}
