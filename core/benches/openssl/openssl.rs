//! A chain of two signatures verified by Handfast with each provider, by rustls-webpki with each of its own, and by the OpenSSL of the
//! system: parsing included, everybody in turn with Handfast on AWS-LC.

#[expect(dead_code, reason = "the other benchmarks take the rest")]
#[path = "../support/mod.rs"]
mod support;
#[expect(dead_code, reason = "the other benchmarks take the rest")]
#[path = "../support/timing.rs"]
mod timing;
#[expect(dead_code, reason = "the other benchmarks take the rest")]
#[path = "../support/webpki.rs"]
mod webpki_peer;

use std::hint::black_box;

use handfast::{Provider, RelyingParty};
use openssl::stack::Stack;
use openssl::x509::store::{X509Store, X509StoreBuilder};
use openssl::x509::verify::X509VerifyParam;
use openssl::x509::{X509, X509PurposeId, X509StoreContext};
use support::{AT, Algorithm, Chain};
use timing::{in_turn, median, median_ratio, micros};

fn main() {
    println!("{}", openssl::version::version());
    for algorithm in Algorithm::ALL {
        let chain = Chain::new(algorithm, "Issuing CA 1", "spiffe://prod.example/ns/checkout/sa/web");
        let providers = [Provider::aws_lc_rs(), Provider::ring(), Provider::rustcrypto()];
        let first = chain.relying_party(providers[0]);
        let against = |name: &str, other: &mut dyn FnMut()| {
            let [ours, theirs] = in_turn(|| verify(&first, &chain), other);
            let ratio = median_ratio(&theirs, &ours);
            println!("  {:<10} {name:<28} {:>10}   {ratio:.2}", algorithm.name(), micros(median(&theirs)));
        };
        for provider in providers {
            let party = chain.relying_party(provider);
            against(&format!("Handfast, {}", provider.name()), &mut || verify(&party, &chain));
        }
        for provider in [Provider::aws_lc_rs(), Provider::ring()] {
            let webpki = webpki_peer::Verifier::new(&chain, provider);
            against(&format!("rustls-webpki, {}", provider.name()), &mut || webpki.verify(&chain));
        }
        let store = store(&chain);
        against("OpenSSL", &mut || by_openssl(&store, &chain));
    }
}

fn verify(party: &RelyingParty, chain: &Chain) {
    black_box(party.verify(&chain.presented(), AT).expect("a path"));
}

/// The anchor, the role and the time: made once, as a relying party is.
fn store(chain: &Chain) -> X509Store {
    let mut param = X509VerifyParam::new().expect("a parameter");
    param.set_time(AT.unix_seconds());
    param.set_purpose(X509PurposeId::SSL_CLIENT).expect("a purpose");
    let mut store = X509StoreBuilder::new().expect("a store");
    store.add_cert(X509::from_der(&chain.anchor).expect("an anchor")).expect("an anchor is added");
    store.set_param(&param).expect("a parameter is set");
    store.build()
}

fn by_openssl(store: &X509Store, chain: &Chain) {
    let end_entity = X509::from_der(&chain.end_entity).expect("a certificate");
    let mut others = Stack::new().expect("a stack");
    others.push(X509::from_der(&chain.intermediate).expect("a certificate")).expect("it is pushed");
    let mut context = X509StoreContext::new().expect("a context");
    let verified = context.init(store, &end_entity, &others, |context| context.verify_cert());
    assert!(verified.expect("it comes to an end"), "OpenSSL refuses the chain");
}
