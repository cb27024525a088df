//! A caller's mistake, as JavaScript throws it.

use handfast::SetupError;
use handfast_js::forms;
use wasm_bindgen::JsValue;

/// An `Error` of which the facade makes a `SetupError`.
pub(crate) fn thrown(error: SetupError) -> JsValue {
    js_sys::Error::new(&forms::setup_error(&error)).into()
}
