//! The core's own time for the decisions that the Kotlin benchmark makes, over the files that it leaves: as many chains, in
//! turn; and what Kotlin adds to the fastest of them.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::error::Error;
use std::fs;
use std::time::Instant;

use handfast::{AccessRequest, Effect, PresentedChain, RelyingParty, Timestamp, TrustAnchors};

const FOLDER: &str = "target/mobile/bench";
const CHAINS: usize = 500;
const ROUNDS: usize = 20;

fn main() -> Result<(), Box<dyn Error>> {
    let read = |name: &str| fs::read(format!("{FOLDER}/{name}.der"));
    let party = RelyingParty::builder()
        .trust_anchors(TrustAnchors::from_der(read("anchor")?)?)
        .any_verified_peer()
        .without_signature_cache()
        .build()?;
    let chains = (0..CHAINS)
        .map(|peer| Ok([read(&format!("{peer}-0"))?, read(&format!("{peer}-1"))?]))
        .collect::<Result<Vec<_>, std::io::Error>>()?;
    let at = "2026-06-01T00:00:00Z".parse::<Timestamp>()?;
    let mut times: Vec<f64> = Vec::with_capacity(ROUNDS * CHAINS);
    for chain in std::iter::repeat_n(&chains, ROUNDS).flatten() {
        let began = Instant::now();
        let decision = party.decide(&PresentedChain::from_tls(chain), &AccessRequest::new("GET", "/"), at);
        if decision.effect() != Effect::Allow {
            return Err(decision.to_string().into());
        }
        times.push(began.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    let (fastest, median) = times.first().zip(times.get(times.len() / 2)).ok_or("no decision")?;
    println!("the core alone {median:.1} us, the fastest {fastest:.1} us");
    let kotlin: f64 = fs::read_to_string(format!("{FOLDER}/fastest.txt"))?.parse()?;
    println!("the fastest in Kotlin {kotlin:.1} us: Kotlin adds {:.1} us, below 40 asked", kotlin - fastest);
    Ok(())
}
