//! Bytes to bounded DER values: PEM, DER, object identifiers and times.

pub(crate) mod algorithm;
pub(crate) mod der;
pub(crate) mod folded;
pub(crate) mod json;
pub(crate) mod lower_case;
pub mod oid;
pub(crate) mod order;
pub(crate) mod other_form;
pub(crate) mod pem;
pub mod time;
