//! A CRL of a million entries: what it takes to read and to keep, and what a look-up in it costs.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a benchmark prints figures"
)]

#[path = "../../tests/src/forge/mod.rs"]
#[expect(clippy::allow_attributes, reason = "whether anything is left over is up to the decision vectors")]
#[allow(dead_code, reason = "the decision vectors use the rest of it")]
mod forge;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use forge::crl::{CrlSpec, revoked};
use forge::extension::{
    CLIENT_AUTH, authority_key_identifier, basic_constraints, dns, extended_key_usage, key_usage, subject_alt_names,
};
use forge::{Ca, Key, Spec};
use handfast::{AccessRequest, Crl, Effect, PresentedChain, RelyingParty, RevocationData, Timestamp, TrustAnchors};

const ENTRIES: u32 = 1_000_000;
/// 2026-06-01T00:00:00Z.
const AT: Timestamp = Timestamp::from_unix_seconds(1_780_272_000);
const ROUNDS: usize = 201;
const BATCH: u32 = 50;

fn main() -> ExitCode {
    let ca = Ca::new("Root");
    let mut spec = CrlSpec::new(&ca);
    for number in 0..ENTRIES {
        // As public CAs have them: 16 octets, and no order in them.
        let scattered = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
        let serial = [&[0x40][..], &scattered, &number.to_be_bytes(), &[1, 2, 3]].concat();
        spec.entries.push(revoked(&serial, "260501000000Z", &[]));
    }
    let der = spec.sign(&ca.key);
    let began = Instant::now();
    let large = Crl::from_der(&der).unwrap();
    let read = began.elapsed().as_secs_f64();
    let factor = large.memory_bytes() as f64 / der.len() as f64;
    println!("a CRL of {} entries, {} bytes", large.entry_count(), der.len());
    println!("  read in {:.0} ms ({:.0} ns for an entry)", read * 1e3, read * 1e9 / f64::from(ENTRIES));
    println!("  kept in {factor:.2} times its size (target: below 2)");

    let small = Crl::from_der(CrlSpec::new(&ca).sign(&ca.key)).unwrap();
    let client = Spec::new("client", &Key::new("client"), &ca)
        .with(basic_constraints(false, None))
        .with(key_usage(&[0]))
        .with(extended_key_usage(&[CLIENT_AUTH]))
        .with(authority_key_identifier(&ca.key))
        .with(subject_alt_names(&[dns("host.example")]))
        .sign(&ca.key);
    let chain = PresentedChain::from_tls([&client]);
    let party = |crl: Option<Crl>| {
        let anchors = TrustAnchors::from_der(ca.root()).unwrap();
        let builder = RelyingParty::builder().trust_anchors(anchors).any_verified_peer();
        builder.revocation(crl.into_iter().fold(RevocationData::new(), RevocationData::with_crl)).build().unwrap()
    };
    let parties = [party(Some(large)), party(Some(small)), party(None)];
    let mut times: [Vec<f64>; 3] = Default::default();
    for party in &parties {
        // The signature of the CRL is verified once.
        let began = Instant::now();
        assert_eq!(party.decide(&chain, &AccessRequest::connection(), AT).effect(), Effect::Allow);
        println!("  first decision: {:.1} ms", began.elapsed().as_secs_f64() * 1e3);
    }
    for _ in 0..ROUNDS {
        for (party, times) in parties.iter().zip(&mut times) {
            let began = Instant::now();
            for _ in 0..BATCH {
                drop(black_box(party.verify(&chain, AT)));
            }
            times.push(began.elapsed().as_secs_f64() / f64::from(BATCH));
        }
    }
    let [over_many, over_none, without] = times.map(median);
    println!(
        "  verification: {:.1} us; with an empty CRL {:.1} us; with the large one {:.1} us",
        without * 1e6,
        over_none * 1e6,
        over_many * 1e6
    );
    let look_up = over_many - over_none;
    println!("  look-up among {ENTRIES}: {:.2} us (target: under 2 us)", look_up * 1e6);
    if look_up < 2e-6 && factor < 2.0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
