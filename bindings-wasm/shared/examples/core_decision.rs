//! The core's side of the benchmark of the JavaScript bindings: the same work without JavaScript.
//!
//! Takes the trust anchor, the time in seconds since 1970, the issuing CA and the peers below it, all DER. For each line with a
//! number on its input it decides about every peer so many times, and writes a line: the fastest decision about each peer so
//! far, in nanoseconds, as the mean of all peers. What else the machine does comes between decisions, not into all of them.
//! A line that ends with `seen` is about peers whose signatures are remembered.

use std::error::Error;
use std::io::{BufRead as _, Write as _};
use std::time::Instant;

use handfast::{AccessRequest, Effect, PresentedChain, RelyingParty, Timestamp, TrustAnchors};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("give ANCHOR AT ISSUING PEER...");
    let anchor = std::fs::read(next()?)?;
    let at = Timestamp::from_unix_seconds(next()?.parse()?);
    let issuing = std::fs::read(next()?)?;
    let chains = arguments
        .map(|peer| Ok([std::fs::read(peer)?, issuing.clone()]))
        .collect::<Result<Vec<_>, std::io::Error>>()?;
    let party = RelyingParty::builder().trust_anchors(TrustAnchors::from_der(anchor)?).any_verified_peer();
    let (seen, new) = (party.clone().build()?, party.without_signature_cache().build()?);
    let none_yet = || vec![u128::MAX; chains.len()];
    let (mut fastest_seen, mut fastest_new) = (none_yet(), none_yet());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (rounds, party, fastest) = match line.strip_suffix("seen") {
            Some(rounds) => (rounds, &seen, &mut fastest_seen),
            None => (line.as_str(), &new, &mut fastest_new),
        };
        for _ in 0..rounds.trim().parse::<u32>()? {
            for (chain, fastest) in chains.iter().zip(&mut *fastest) {
                let began = Instant::now();
                let request = AccessRequest::new("POST", "/orders/42");
                let decision = party.decide(&PresentedChain::from_tls(chain), &request, at);
                if decision.effect() != Effect::Allow {
                    return Err(decision.to_string().into());
                }
                drop((decision, request));
                *fastest = began.elapsed().as_nanos().min(*fastest);
            }
        }
        let mean =
            fastest.iter().sum::<u128>().checked_div(u128::try_from(fastest.len())?).ok_or("there is no peer")?;
        writeln!(std::io::stdout(), "{mean}")?;
    }
    Ok(())
}
