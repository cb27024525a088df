//! The core through its public API, with certificates made in sight.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "../../../tests/src/forge/mod.rs"]
#[expect(clippy::allow_attributes, reason = "whether anything is left over is up to the decision vectors")]
#[allow(dead_code, reason = "the decision vectors use the rest of it")]
mod forge;

mod anchor;
mod certificate_policies;
mod decision;
mod documentation;
mod identity;
mod name_constraints;
mod path;
mod presented;
mod relying_party;
mod strictness;
mod support;
mod traps;
