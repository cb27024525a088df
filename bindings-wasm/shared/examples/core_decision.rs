//! The core's side of the benchmark of the JavaScript bindings: the same work without JavaScript.
//!
//! Takes the files of a trust anchor and of a chain, DER; then for each line with a number of decisions on its input
//! writes a line with the nanoseconds of the fastest of them: what else the machine does comes between decisions, not
//! into all of them. A line that ends with `seen` is about peers whose signatures are remembered.

use std::error::Error;
use std::io::{BufRead as _, Write as _};
use std::time::Instant;

use handfast::{AccessRequest, Effect, PresentedChain, RelyingParty, Timestamp, TrustAnchors};

fn main() -> Result<(), Box<dyn Error>> {
    let mut files = std::env::args().skip(1);
    let anchor = std::fs::read(files.next().ok_or("no trust anchor")?)?;
    let at = Timestamp::from_unix_seconds(files.next().ok_or("no time")?.parse()?);
    let chain = files.map(std::fs::read).collect::<Result<Vec<_>, _>>()?;
    let party = RelyingParty::builder().trust_anchors(TrustAnchors::from_der(anchor)?).any_verified_peer();
    let (seen, new) = (party.clone().build()?, party.without_signature_cache().build()?);
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (times, party) = line.strip_suffix("seen").map_or((line.as_str(), &new), |times| (times, &seen));
        let times: u32 = times.trim().parse()?;
        let mut fastest = u128::MAX;
        for _ in 0..times {
            let began = Instant::now();
            let request = AccessRequest::new("POST", "/orders/42");
            let decision = party.decide(&PresentedChain::from_tls(&chain), &request, at);
            let allows = decision.effect() == Effect::Allow;
            let text = (!allows).then(|| decision.to_string());
            drop(decision);
            fastest = fastest.min(began.elapsed().as_nanos());
            if let Some(text) = text {
                return Err(text.into());
            }
        }
        writeln!(std::io::stdout(), "{fastest}")?;
    }
    Ok(())
}
