//! What the core alone takes for one decision: what the Python benchmark subtracts to get the binding's own share.
//!
//! Takes the anchors, the chain (PEM, the end entity first), the time in seconds since 1970 and the number of rounds;
//! prints the nanoseconds of the fastest. Nothing of it is in the package.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use handfast::{AccessRequest, PresentedChain, RelyingParty, Timestamp, TrustAnchors};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [anchors, chain, at, rounds] = arguments.as_slice() else {
        return Err("give ANCHORS CHAIN AT ROUNDS".into());
    };
    let relying_party = RelyingParty::builder()
        .trust_anchors(TrustAnchors::from_pem(std::fs::read(anchors)?)?)
        .any_verified_peer()
        .build()?;
    // DER, as a TLS stack hands it over.
    let chain: Vec<Vec<u8>> = handfast::presented::read_certificates(&std::fs::read(chain)?)
        .into_iter()
        .filter_map(|certificate| certificate.ok().map(|certificate| certificate.der().to_vec()))
        .collect();
    let at = Timestamp::from_unix_seconds(at.parse()?);
    let mut fastest = u128::MAX;
    for _ in 0..rounds.parse::<u32>()? {
        let began = Instant::now();
        let request = AccessRequest::new(black_box("GET"), black_box("/orders/42"));
        let decision = relying_party.decide(&PresentedChain::from_tls(black_box(&chain)), &request, at);
        if decision.effect() != handfast::Effect::Allow {
            return Err(decision.to_string().into());
        }
        drop(decision);
        fastest = fastest.min(began.elapsed().as_nanos());
    }
    println!("{fastest}");
    Ok(())
}
