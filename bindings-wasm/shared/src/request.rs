//! What JavaScript gives, as the core takes it.

use std::collections::BTreeMap;

use handfast::Timestamp;

/// Seconds since 1970, as the facade has made them of a `Date`; what is outside the core's years is held within them.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast from float saturates, and the core holds it within its years"
)]
pub fn instant(seconds: f64) -> Timestamp {
    Timestamp::from_unix_seconds(seconds.floor() as i64)
}

/// The values of external sets, by name. The facade writes the list: for each set its name, how many values it has, and the
/// values.
pub fn external_sets(list: Vec<String>) -> BTreeMap<String, Vec<String>> {
    let (mut sets, mut texts) = (BTreeMap::new(), list.into_iter());
    while let (Some(name), Some(count)) = (texts.next(), texts.next()) {
        sets.insert(name, texts.by_ref().take(count.parse().unwrap_or_default()).collect());
    }
    sets
}

/// A number of things, as JavaScript counts.
#[expect(clippy::cast_precision_loss, reason = "nothing here has more than 2^53 of anything")]
pub fn count(things: usize) -> f64 {
    things as f64
}
