//! What is fuzzed: one function for each target, which panics when a property does not hold. cargo-fuzz calls them, and
//! so does `core/tests/fuzz.rs`, on stable and without coverage.

pub mod certificate;
pub mod chain;
pub mod crl;
pub mod differential;
pub mod ocsp;
pub mod policy;

/// What signs the chains of `differential`.
#[path = "../../../tests/src/forge/mod.rs"]
pub(crate) mod forge;
