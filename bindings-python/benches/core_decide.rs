//! What the core alone takes for one decision: what the Python benchmark subtracts to get the binding's own share.
//!
//! Takes the anchor, the time in seconds since 1970, the issuing CA and the peers below it, all DER. For each line with a
//! number of rounds and one of threads it decides about every peer so many times on each thread, and writes a line: the
//! fastest decision about each peer so far on the first thread, in nanoseconds, as the mean of all peers; then the nanoseconds
//! of this line. Nothing of it is in the package.

use std::error::Error;
use std::hint::black_box;
use std::io::{BufRead as _, Write as _};
use std::thread;
use std::time::Instant;

use handfast::{AccessRequest, Effect, PresentedChain, RelyingParty, Timestamp, TrustAnchors};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("give ANCHOR AT ISSUING PEER...");
    let anchor = std::fs::read(next()?)?;
    let at = Timestamp::from_unix_seconds(next()?.parse()?);
    let issuing = std::fs::read(next()?)?;
    // DER, as a TLS stack hands it over.
    let chains = arguments
        .map(|peer| Ok([std::fs::read(peer)?, issuing.clone()]))
        .collect::<Result<Vec<_>, std::io::Error>>()?;
    let party = RelyingParty::builder()
        .trust_anchors(TrustAnchors::from_der(anchor)?)
        .any_verified_peer()
        .without_signature_cache()
        .build()?;
    let decide = |rounds: u32, fastest: &mut [u128]| {
        for _ in 0..rounds {
            for (chain, fastest) in chains.iter().zip(&mut *fastest) {
                let began = Instant::now();
                let request = AccessRequest::new(black_box("GET"), black_box("/orders/42"));
                let decision = party.decide(&PresentedChain::from_tls(black_box(chain)), &request, at);
                if decision.effect() != Effect::Allow {
                    return Err(decision.to_string());
                }
                drop((decision, request));
                *fastest = began.elapsed().as_nanos().min(*fastest);
            }
        }
        Ok(())
    };
    let mut fastest = vec![u128::MAX; chains.len()];
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (rounds, threads) = line.split_once(' ').ok_or("give ROUNDS THREADS")?;
        let (rounds, threads): (u32, u32) = (rounds.parse()?, threads.parse()?);
        let began = Instant::now();
        thread::scope(|scope| {
            let more = || decide(rounds, &mut vec![u128::MAX; chains.len()]);
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(more)).collect();
            decide(rounds, &mut fastest)?;
            others
                .into_iter()
                .try_for_each(|thread| thread.join().unwrap_or_else(|_| Err("a thread failed".to_owned())))
        })?;
        let all = began.elapsed().as_nanos();
        let mean =
            fastest.iter().sum::<u128>().checked_div(u128::try_from(fastest.len())?).ok_or("there is no peer")?;
        writeln!(std::io::stdout(), "{mean} {all}")?;
    }
    Ok(())
}
