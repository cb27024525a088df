//! A profile as JSON, in lines for people, and next to another.

use std::fmt;

use serde::Serialize;

use super::Profile;
use super::loosening::{Loosened, Loosening};
use super::rules::{EndEntity, Presence};
use crate::encoding::oid::OidBuf;
use crate::path::usage::usage_name;

/// The version of the form.
pub(super) const FORMAT: u64 = 1;

/// A member of a profile, and its value as JSON.
type Member = (&'static str, String);

#[derive(Serialize)]
struct LooseningForm<'a> {
    name: &'a str,
    what: &'static str,
    oid: Option<String>,
    until: Option<String>,
    issuer_spki: Option<String>,
}

/// One thing in which two profiles differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileDifference {
    member: &'static str,
    left: String,
    right: String,
}

impl ProfileDifference {
    /// The member, as [`Profile::to_json`] names it.
    pub fn member(&self) -> &'static str {
        self.member
    }

    /// Its value in the first profile, as JSON.
    pub fn left(&self) -> &str {
        &self.left
    }

    /// Its value in the second.
    pub fn right(&self) -> &str {
        &self.right
    }
}

impl fmt::Display for ProfileDifference {
    /// `member: left -> right`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} -> {}", self.member, self.left, self.right)
    }
}

impl Profile {
    /// The profile as JSON, on one line, with every member; [`from_json`](Self::from_json) reads it back. The schema is
    /// `schemas/profile.schema.json`.
    pub fn to_json(&self) -> String {
        let mut text = format!("{{\"handfast_profile\":{FORMAT}");
        for (name, value) in self.members() {
            text.push_str(&format!(",\"{name}\":{value}"));
        }
        text.push('}');
        text
    }

    /// In what the other profile differs, member by member; empty if they are the same.
    pub fn diff(&self, other: &Self) -> Vec<ProfileDifference> {
        let both = self.members().into_iter().zip(other.members());
        let differ = both.filter(|((_, left), (_, right))| left != right);
        differ.map(|((member, left), (_, right))| ProfileDifference { member, left, right }).collect()
    }

    fn members(&self) -> Vec<Member> {
        let policies = &self.certificate_policies;
        let loosenings: Vec<LooseningForm<'_>> = self.loosenings.iter().map(loosening).collect();
        vec![
            ("name", json(&*self.name)),
            ("form", json(self.form.as_str())),
            ("extended_key_usages", json(&usages(&self.extended_key_usage))),
            ("extended_key_usages_instead", json(&usages(&self.extended_key_usage_instead))),
            ("extended_key_usage_stated", json(&(self.extended_key_usage_presence == Presence::Required))),
            ("key_role", json(self.key_role.as_str())),
            ("end_entity_may_be_ca", json(&(self.end_entity == EndEntity::Any))),
            ("spiffe_id", json(&(self.spiffe_id == Presence::Required))),
            ("at_most_intermediates", json(&self.intermediates)),
            ("anchor_validity", json(self.anchor_validity.as_str())),
            ("anchor_name_constraints", json(self.anchor_name_constraints.as_str())),
            ("anchor_usage", json(self.anchor_usage.as_str())),
            ("certificate_policies", json(&dotted(&policies.initial_set))),
            ("explicit_certificate_policy", json(&policies.explicit_required)),
            ("policy_mapping", json(&!policies.mapping_inhibited)),
            ("any_policy", json(&!policies.any_policy_inhibited)),
            ("required_names", json(&self.required_names.iter().map(|name| name.as_str()).collect::<Vec<_>>())),
            ("required_extensions", json(&dotted(&self.required_extensions))),
            ("understood_extensions", json(&dotted(&self.understood_extensions))),
            ("signature_algorithms", json(&self.signature_algorithms)),
            ("rsa_bits", json(&self.rsa_bits)),
            ("maximum_lifetime_seconds", json(&self.lifetime.map(|lifetime| lifetime.as_secs()))),
            ("public_suffix_wildcards", json(&!self.refuses_public_suffix_wildcards)),
            ("loosenings", json(&loosenings)),
        ]
    }
}

impl fmt::Display for Profile {
    /// A line for each member, `member: value`, the value as JSON. No line break at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (name, value)) in self.members().into_iter().enumerate() {
            let line_break = if number == 0 { "" } else { "\n" };
            write!(f, "{line_break}{name}: {value}")?;
        }
        Ok(())
    }
}

/// Nothing that stands in a profile can fail to be written.
fn json(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn usages(oids: &[OidBuf]) -> Vec<String> {
    oids.iter().map(|oid| usage_name(oid.as_oid())).collect()
}

fn dotted(oids: &[OidBuf]) -> Vec<String> {
    oids.iter().map(ToString::to_string).collect()
}

fn loosening(loosening: &Loosening) -> LooseningForm<'_> {
    let oid = match loosening.what() {
        Loosened::CriticalExtension(oid) => Some(oid.to_string()),
        _ => None,
    };
    let until = loosening.ends().map(|until| until.to_string());
    let issuer_spki = loosening.issuer_spki();
    LooseningForm { name: loosening.name(), what: loosening.what().as_str(), oid, until, issuer_spki }
}
