//! The core through its public API, with certificates made in sight.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[path = "../../../tests/src/forge/mod.rs"]
#[expect(clippy::allow_attributes, reason = "whether anything is left over is up to the decision vectors")]
#[allow(dead_code, reason = "the decision vectors use the rest of it")]
mod forge;

mod anchor;
mod binding;
mod certificate_policies;
mod decision;
mod documentation;
mod identity;
mod loosening;
mod name_constraints;
mod path;
mod policy;
mod policy_index;
mod policy_reasons;
mod policy_refusals;
mod policy_tree;
mod presented;
mod profile;
mod properties;
mod providers;
mod public_key;
mod relying_party;
mod remedy;
mod revocation;
mod revocation_contradictions;
mod revocation_crl;
mod revocation_ocsp;
mod revocation_openssl;
mod revocation_signers;
mod round_trips;
mod second_opinion;
mod secrets;
mod signature_cache;
mod strictness;
mod strictness_extensions;
mod support;
mod timeline;
mod timeline_properties;
mod timeline_revocation;
mod traps;
mod work;
