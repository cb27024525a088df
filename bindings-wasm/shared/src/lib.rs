//! What the bindings for Node and for WebAssembly share: the forms in which values of the core cross over to JavaScript.
//!
//! Both export the same raw module, and `lib/api.js` makes the public one of it. A value with many fields crosses as one
//! JSON text, which is read when somebody looks at it; the decision's is the core's own.

mod certificate;
mod deciding;
pub mod forms;
pub mod packed;
mod profile;
mod request;
mod revocation;

pub use deciding::Deciding;
pub use profile::derived;
pub use request::{count, external_sets, instant};
pub use revocation::revocation_mode;
