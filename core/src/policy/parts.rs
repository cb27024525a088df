//! A part of a value, of `prefix`, `suffix` and `contains`: as the values of its field have it, or it would never be found.

use super::field::Field;
use super::request::{self, ContextKey};
use super::values::hex_digits;
use crate::certificate::KEY_NAMES;
use crate::encoding::algorithm;
use crate::identity::{SpiffeId, with_lower_case_host};

/// Where the part stands in the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Begins,
    Ends,
    Anywhere,
}

/// The part as the field's values have it; `None` if no value can: a rule that denies by it would let everybody pass.
pub(super) fn as_values_have_it(field: &Field, place: Place, text: &str) -> Option<String> {
    let lower = || text.to_ascii_lowercase();
    let of_words = |words: &[&str]| {
        let part = lower();
        let has = |word: &&str| match place {
            Place::Begins => word.starts_with(&part),
            Place::Ends => word.ends_with(&part),
            Place::Anywhere => word.contains(&part),
        };
        (is_dotted(&part) || words.iter().any(has)).then_some(part)
    };
    match field {
        Field::Serial | Field::CertSha256 | Field::Spki => {
            let digits = hex_digits(text);
            (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit())).then_some(digits)
        }
        Field::Eku | Field::Policy => is_dotted(text).then(|| text.to_owned()),
        Field::KeyAlgorithm => of_words(&KEY_NAMES),
        Field::KeyCurve => of_words(&["p256", "p384", "p521"]),
        Field::Sig => of_words(&algorithm::names()),
        Field::Revocation => of_words(&["good", "revoked", "unknown", "stale"]),
        Field::TrustDomain => SpiffeId::check_trust_domain(text).is_ok().then(|| text.to_owned()),
        Field::Spiffe => is_in_spiffe_id(place, text).then(|| text.to_owned()),
        Field::Dns => is_in_host(place, text).then(lower),
        Field::Context(ContextKey::Plain("host" | "sni")) => {
            let is_port = place == Place::Ends && !request::is_plain_host(&format!("x{text}"));
            let ends = place == Place::Ends && text.ends_with('.');
            (!is_port && !ends && !text.contains(['[', ']', '/'])).then(lower)
        }
        Field::Context(ContextKey::Plain("path")) => is_in_path(place, text).then(|| text.to_owned()),
        // What an address ends with lies in its host, unless it has the separator itself.
        Field::Email | Field::Upn if place == Place::Ends && !text.contains('@') => Some(lower()),
        Field::Email | Field::Upn => Some(with_lower_case_host(text)),
        _ => Some(text.to_owned()),
    }
}

fn is_dotted(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

fn is_in_spiffe_id(place: Place, text: &str) -> bool {
    let whole = SpiffeId::parse(text).is_ok();
    match place {
        Place::Begins => whole || "spiffe://".starts_with(text) || SpiffeId::parse(&format!("{text}x")).is_ok(),
        Place::Ends => whole || SpiffeId::parse(&format!("spiffe://x/x{text}")).is_ok(),
        Place::Anywhere => text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-:/".contains(&b)),
    }
}

/// A wildcard is a label, the first.
fn is_in_host(place: Place, text: &str) -> bool {
    let of_hosts = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-*".contains(&b));
    let outside = match place {
        Place::Begins => text.starts_with('.'),
        Place::Ends => text.ends_with('.'),
        Place::Anywhere => false,
    };
    of_hosts && !outside && !text.contains("..")
}

fn is_in_path(place: Place, text: &str) -> bool {
    let path = match place {
        Place::Begins => format!("{text}x"),
        Place::Ends if text.starts_with('/') && request::is_plain_path(text) => return true,
        Place::Ends => format!("/x{text}"),
        Place::Anywhere => format!("/x{text}x"),
    };
    path.starts_with('/') && request::is_plain_path(&path)
}
