//! Common names against subject alternative names.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::certificate::{Certificate, GeneralName};
use crate::encoding::oid::known;

/// The first common name that repeats none of the subject alternative names.
pub(super) fn by_itself(certificate: &Certificate) -> Option<String> {
    let mut common_names = certificate.subject().values(known::COMMON_NAME);
    let first = common_names.next()?;
    let repeated = certificate.subject_alt_names().any(|name| match name {
        GeneralName::Dns(text) => *text == *first,
        GeneralName::Ip(address) => first.parse() == Ok(address) && address.to_string() == *first,
        _ => false,
    });
    if !repeated {
        return Some(first.into_owned());
    }
    let others: Vec<Cow<'_, str>> = common_names.collect();
    if others.is_empty() {
        return None;
    }
    // A peer may send thousands, and thousands of names: each is looked at once.
    let names: HashSet<Cow<'_, str>> = certificate
        .subject_alt_names()
        .filter_map(|name| match name {
            GeneralName::Dns(text) => Some(text.into()),
            GeneralName::Ip(address) => Some(address.to_string().into()),
            _ => None,
        })
        .collect();
    others.into_iter().find(|name| !names.contains(name)).map(Cow::into_owned)
}
