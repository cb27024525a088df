//! Bytes as changes of a chain, and rustls-webpki's word on it: what Handfast accepts and it refuses has a cause in
//! `tests/differential/causes.json`.
//!
//! Input: two octets with the chain's number, then up to four changes, none of them twice, each an octet that chooses it and two
//! that it chooses with.

#[path = "../../../tests/src/differential/causes.rs"]
mod causes;
#[path = "../../../tests/src/differential/chains.rs"]
mod chains;
#[path = "../../../tests/src/differential/chance.rs"]
mod chance;
#[path = "../../../tests/src/differential/extensions.rs"]
mod extensions;
#[path = "../../../tests/src/differential/keys.rs"]
mod keys;
#[path = "../../../tests/src/differential/mutations.rs"]
mod mutations;
#[path = "../../../tests/src/differential/names.rs"]
mod names;
#[path = "../../../tests/src/differential/parts.rs"]
mod parts;
#[path = "../../../tests/src/differential/peers.rs"]
mod peers;
#[path = "../../../tests/src/differential/plan.rs"]
mod plan;
#[path = "../../../tests/src/differential/rdn.rs"]
mod rdn;
#[path = "../../../tests/src/differential/report.rs"]
mod report;
#[path = "../../../tests/src/differential/runner.rs"]
mod runner;
#[path = "../../../tests/src/differential/shelf.rs"]
mod shelf;
#[path = "../../../tests/src/differential/structure.rs"]
mod structure;
#[path = "../../../tests/src/differential/tlv.rs"]
mod tlv;

use std::cell::RefCell;
use std::sync::LazyLock;

use causes::Causes;
use plan::Changes;
use runner::{Asked, Runner};

const CAUSES: &str = include_str!("../../../tests/differential/causes.json");

/// Most changes of one chain.
const CHANGES: usize = 4;

pub fn run(input: &[u8]) {
    static TABLE: LazyLock<Causes> = LazyLock::new(|| causes::parse(CAUSES).expect("the table of causes"));
    thread_local! {
        // It keeps what it signed.
        static RUNNER: RefCell<Runner<'static>> =
            RefCell::new(Runner::new(&TABLE, None, Asked::Never).expect("rustls-webpki is always there"));
    }
    let (number, changes) = read(input);
    RUNNER.with_borrow_mut(|runner| {
        runner.report.unexplained.clear();
        runner.changed((0, number), &changes).expect("both say something");
        assert!(runner.report.is_sound(), "accepted without a cause: {}", runner.report.unexplained.join("; "));
    });
}

fn read(input: &[u8]) -> (u64, Changes) {
    let number = |octets: &[u8]| octets.iter().fold(0, |number, octet| (number << 8) | u64::from(*octet));
    let (chain, rest) = input.split_at(input.len().min(2));
    let mut changes = Changes::new();
    for octets in rest.chunks_exact(3).take(CHANGES) {
        let change = usize::from(octets[0]) % mutations::COUNT;
        if changes.iter().all(|(other, _)| *other != change) {
            changes.push((change, number(&octets[1..])));
        }
    }
    (number(chain), changes)
}
