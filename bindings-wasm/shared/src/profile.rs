//! Profiles that are derived from others.

use handfast::encoding::oid::{Oid, OidBuf};
use handfast::path::{AnchorStatement, Form};
use handfast::{Profile, SetupError};

/// The profile with one thing changed: what, by its name in `docs/surface.md`, and the values that are given.
///
/// # Errors
/// `value_malformed` for a value that is none of its kind.
pub fn derived(profile: &Profile, what: &str, values: &[String]) -> Result<Profile, SetupError> {
    let profile = profile.clone();
    let first = values.first().map_or("", String::as_str);
    let statement = || AnchorStatement::by_name(first);
    let oids = || values.iter().map(|oid| OidBuf::dotted(oid)).collect::<Result<Vec<_>, _>>();
    Ok(match what {
        "with_extended_key_usages" => profile.with_extended_key_usages(each(&oids()?)),
        // The facade has made it of a whole number.
        "with_at_most_intermediates" => profile.with_at_most_intermediates(first.parse().unwrap_or(usize::MAX)),
        "with_form" => profile.with_form(Form::by_name(first)?),
        "with_anchor_validity" => profile.with_anchor_validity(statement()?),
        "with_anchor_name_constraints" => profile.with_anchor_name_constraints(statement()?),
        "with_anchor_usage" => profile.with_anchor_usage(statement()?),
        "with_certificate_policies" => profile.with_certificate_policies(each(&oids()?)),
        "with_initial_certificate_policies" => profile.with_initial_certificate_policies(each(&oids()?)),
        "with_explicit_certificate_policy" => profile.with_explicit_certificate_policy(),
        "without_policy_mapping" => profile.without_policy_mapping(),
        "without_any_policy" => profile.without_any_policy(),
        // The facade knows no other.
        _ => profile,
    })
}

fn each(oids: &[OidBuf]) -> impl Iterator<Item = Oid<'_>> {
    oids.iter().map(OidBuf::as_oid)
}
