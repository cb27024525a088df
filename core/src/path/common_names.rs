//! Common names against subject alternative names.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::certificate::{Certificate, GeneralName};
use crate::encoding::oid::known;

/// The first common name that repeats none of the subject alternative names. A peer may send thousands of both, so they are
/// looked up.
pub(super) fn by_itself(certificate: &Certificate) -> Option<String> {
    let mut common_names = certificate.subject().values(known::COMMON_NAME).map(Cow::into_owned).peekable();
    common_names.peek()?;
    let mut names: BTreeSet<String> = BTreeSet::new();
    for name in certificate.subject_alt_names() {
        names.insert(match name {
            GeneralName::Dns(text) => text.to_owned(),
            GeneralName::Ip(address) => address.to_string(),
            _ => continue,
        });
    }
    common_names.find(|name| !names.contains(name))
}
