//! The core as a WebAssembly module: the raw module that `bindings-wasm/shared` describes, by wasm-bindgen.
//!
//! It converts and never decides. Values of the core become classes with methods, or JSON texts made by `handfast_js`;
//! the JavaScript in `bindings-wasm/shared/lib` and `bindings-wasm/js` makes the public API of it.

mod caller;
pub mod certificate;
mod error;
mod relying_party;
mod revocation;

use handfast::{Code, Provider};
use handfast_js::forms;
use wasm_bindgen::prelude::*;

use error::thrown;

/// The version of this build.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Every reason code, in the order of the pipeline.
#[wasm_bindgen]
pub fn codes() -> Vec<String> {
    Code::ALL.iter().map(|code| code.as_str().to_owned()).collect()
}

/// The names of the profiles.
#[wasm_bindgen(js_name = profileNames)]
pub fn profile_names() -> Vec<String> {
    handfast::path::PROFILE_NAMES.iter().map(ToString::to_string).collect()
}

/// The names of the signature providers: one.
#[wasm_bindgen]
pub fn providers() -> Vec<String> {
    Provider::available().iter().map(|provider| provider.name().to_owned()).collect()
}

/// What a reason code means, as JSON.
///
/// # Errors
/// A setup error for an unknown code.
#[wasm_bindgen]
pub fn explain(code: &str) -> Result<String, JsValue> {
    Code::named(code).map(forms::explanation).map_err(thrown)
}
