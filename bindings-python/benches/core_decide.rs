//! What the core alone takes for one decision: what the Python benchmark subtracts to get the binding's own share.
//!
//! Takes the anchors, the chain (PEM, the end entity first), the time in seconds since 1970, the number of rounds and that of
//! the threads that go through them; prints the nanoseconds of the fastest decision, and those of all threads together.
//! Nothing of it is in the package.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::error::Error;
use std::hint::black_box;
use std::thread;
use std::time::Instant;

use handfast::{AccessRequest, Effect, PresentedChain, RelyingParty, Timestamp, TrustAnchors};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [anchors, chain, at, rounds, threads] = arguments.as_slice() else {
        return Err("give ANCHORS CHAIN AT ROUNDS THREADS".into());
    };
    let relying_party = RelyingParty::builder()
        .trust_anchors(TrustAnchors::from_pem(std::fs::read(anchors)?)?)
        .any_verified_peer()
        .without_signature_cache()
        .build()?;
    // DER, as a TLS stack hands it over.
    let chain: Vec<Vec<u8>> = handfast::presented::read_certificates(&std::fs::read(chain)?)
        .into_iter()
        .filter_map(|certificate| certificate.ok().map(|certificate| certificate.der().to_vec()))
        .collect();
    let at = Timestamp::from_unix_seconds(at.parse()?);
    let (rounds, threads): (u32, u32) = (rounds.parse()?, threads.parse()?);
    let decide = || {
        let mut fastest = u128::MAX;
        for _ in 0..rounds {
            let began = Instant::now();
            let request = AccessRequest::new(black_box("GET"), black_box("/orders/42"));
            let decision = relying_party.decide(&PresentedChain::from_tls(black_box(&chain)), &request, at);
            if decision.effect() != Effect::Allow {
                return Err(decision.to_string());
            }
            drop(decision);
            fastest = fastest.min(began.elapsed().as_nanos());
        }
        Ok(fastest)
    };
    let began = Instant::now();
    let fastest = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(decide)).collect();
        running.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err("a thread failed".to_owned()))).min()
    });
    let all = began.elapsed().as_nanos();
    println!("{} {all}", fastest.ok_or("there is no thread")??);
    Ok(())
}
