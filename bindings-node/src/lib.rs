//! Handfast for Node: the raw module.
//!
//! Classes and functions with positional arguments, which `bindings-wasm/shared/lib/api.js` makes the public interface
//! of. They convert and decide nothing: what crosses as JSON is written in `handfast_js::forms`, and the mistakes of a
//! caller are thrown as the core has them.

pub mod certificate;
mod policy;
mod relying_party;
mod revocation;

use handfast::{Code, Provider, SetupError};
use handfast_js::forms;
use napi_derive::napi;

/// Throws what the caller did wrong.
fn thrown(error: SetupError) -> napi::Error {
    napi::Error::from_reason(forms::setup_error(&error))
}

/// The version of the package.
#[napi]
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// Every reason code, in the order of the pipeline.
#[napi]
pub fn codes() -> Vec<&'static str> {
    Code::ALL.iter().map(|code| code.as_str()).collect()
}

/// The names of the profiles.
#[napi]
pub fn profile_names() -> Vec<&'static str> {
    handfast::path::PROFILE_NAMES.to_vec()
}

/// The signature providers of this build, the preferred one first.
#[napi]
pub fn providers() -> Vec<&'static str> {
    Provider::available().iter().map(Provider::name).collect()
}

/// What a reason code means.
///
/// # Errors
/// The text of a `SetupError` for an unknown one.
#[napi]
pub fn explain(code: String) -> napi::Result<String> {
    Code::named(&code).map(forms::explanation).map_err(thrown)
}
