//! The extensions about certificate policies: certificatePolicies, policyMappings, policyConstraints, inhibitAnyPolicy.

use super::distinguished_name;
use super::extensions::{elements, fields, sequence, values, view};
use crate::encoding::der::{Malformed, Value, tag};
use crate::encoding::oid::{Oid, known};

/// certificatePolicies (section 4.2.1.4): no policy occurs twice. Qualifiers are kept as they are.
pub(super) fn certificate_policies(value: &Value<'_>) -> Result<(), Malformed> {
    let list = sequence(value, "certificatePolicies is not a SEQUENCE")?;
    let mut seen: Vec<Oid<'_>> = Vec::new();
    elements(&list, "certificatePolicies is empty", |policy| {
        let mut inside = fields(&policy, "a certificate policy is not a SEQUENCE")?;
        let oid = inside.expect(tag::OID, "a certificate policy has no object identifier")?.oid()?;
        if let Some(qualifiers) = inside.optional(tag::SEQUENCE)? {
            elements(&qualifiers, "a list of policy qualifiers is empty", |qualifier| policy_qualifier(&qualifier))?;
        }
        inside.finish("bytes follow a certificate policy")?;
        if seen.len() >= POLICIES {
            return Err(policy.malformed("there are too many certificate policies", "limits of Handfast"));
        }
        if seen.contains(&oid) {
            return Err(policy.malformed("a certificate policy occurs twice", "RFC 5280, section 4.2.1.4"));
        }
        seen.push(oid);
        Ok(())
    })
}

/// PolicyQualifierInfo: what kind it is, and a value that this says the type of.
fn policy_qualifier(qualifier: &Value<'_>) -> Result<(), Malformed> {
    let mut inside = fields(qualifier, "a policy qualifier is not a SEQUENCE")?;
    let kind = inside.expect(tag::OID, "a policy qualifier has no object identifier")?.oid()?;
    let value = inside.read()?;
    value.any()?;
    inside.finish("bytes follow a policy qualifier")?;
    match kind {
        known::QUALIFIER_CPS if value.tag != tag::IA5_STRING || !value.content.is_ascii() => {
            Err(value.malformed("the URI of a practice statement is not an IA5String", QUALIFIERS))
        }
        known::QUALIFIER_USER_NOTICE => user_notice(&value),
        _ => Ok(()),
    }
}

const QUALIFIERS: &str = "RFC 5280, section 4.2.1.4";

/// UserNotice: a notice of an organization by its numbers, and a text, both of which may be absent.
fn user_notice(notice: &Value<'_>) -> Result<(), Malformed> {
    let mut inside = fields(notice, "a user notice is not a SEQUENCE")?;
    if let Some(reference) = inside.optional(tag::SEQUENCE)? {
        let mut reference = reference.reader();
        display_text(&reference.read()?)?;
        let mut numbers = reference.expect(tag::SEQUENCE, "a notice reference has no numbers")?.reader();
        while !numbers.is_empty() {
            numbers.expect(tag::INTEGER, "a notice's number is not an INTEGER")?;
        }
        reference.finish("bytes follow a notice reference")?;
    }
    if !inside.is_empty() {
        display_text(&inside.read()?)?;
    }
    inside.finish("bytes follow a user notice")
}

/// DisplayText. How long it may be is asked of CAs only.
fn display_text(text: &Value<'_>) -> Result<(), Malformed> {
    match text.tag {
        tag::UTF8_STRING | tag::BMP_STRING | tag::IA5_STRING | tag::VISIBLE_STRING => distinguished_name::string(text),
        _ => Err(text.malformed("a text of a user notice is no string", QUALIFIERS)),
    }
}

/// Most certificate policies of one certificate; keeps the search for doubles linear.
const POLICIES: usize = 64;

/// A certificate policy that a certificate states (section 4.2.1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyInformation<'a> {
    oid: Oid<'a>,
    qualifiers: &'a [u8],
}

impl<'a> PolicyInformation<'a> {
    /// The policy.
    pub fn oid(&self) -> Oid<'a> {
        self.oid
    }

    /// The DER of its policyQualifiers, a SEQUENCE OF PolicyQualifierInfo; empty if it has none.
    pub fn qualifiers(&self) -> &'a [u8] {
        self.qualifiers
    }

    /// What kinds of qualifier they are.
    pub(crate) fn qualifier_kinds(&self) -> impl Iterator<Item = Oid<'a>> + use<'a> {
        values(view(self.qualifiers)).filter_map(|qualifier| qualifier.reader().read().ok()?.oid().ok())
    }
}

pub(super) fn policy_information(value: &[u8]) -> impl Iterator<Item = PolicyInformation<'_>> {
    values(view(value)).filter_map(|element| {
        let mut inside = element.reader();
        let oid = inside.read().ok()?.oid().ok()?;
        let qualifiers = inside.read().map(|value| value.raw).unwrap_or_default();
        Some(PolicyInformation { oid, qualifiers })
    })
}

pub(super) fn policy_mappings(value: &Value<'_>) -> Result<(), Malformed> {
    let list = sequence(value, "policyMappings is not a SEQUENCE")?;
    elements(&list, "policyMappings is empty", |mapping| {
        let mut inside = fields(&mapping, "a policy mapping is not a SEQUENCE")?;
        inside.expect(tag::OID, "a policy mapping lacks an object identifier")?.oid()?;
        inside.expect(tag::OID, "a policy mapping lacks an object identifier")?.oid()?;
        inside.finish("bytes follow a policy mapping")
    })
}

/// The pairs of issuerDomainPolicy and subjectDomainPolicy (section 4.2.1.5).
pub(super) fn mapped_policies(value: &[u8]) -> impl Iterator<Item = (Oid<'_>, Oid<'_>)> {
    values(view(value)).filter_map(|mapping| {
        let mut inside = mapping.reader();
        Some((inside.read().ok()?.oid().ok()?, inside.read().ok()?.oid().ok()?))
    })
}

/// policyConstraints (section 4.2.1.11), each a number of certificates that may follow before it takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PolicyConstraints {
    /// requireExplicitPolicy
    pub require_explicit_policy: Option<u32>,
    /// inhibitPolicyMapping
    pub inhibit_policy_mapping: Option<u32>,
}

pub(super) fn policy_constraints(value: &Value<'_>) -> Result<PolicyConstraints, Malformed> {
    let whole = sequence(value, "policyConstraints is not a SEQUENCE")?;
    let mut inside = whole.reader();
    if inside.is_empty() {
        return Err(whole.malformed("policyConstraints is empty", "RFC 5280, section 4.2.1.11"));
    }
    let require_explicit_policy =
        inside.optional(tag::implicit(0))?.map(|number| number.small_integer()).transpose()?;
    let inhibit_policy_mapping = inside.optional(tag::implicit(1))?.map(|number| number.small_integer()).transpose()?;
    inside.finish("bytes follow policyConstraints")?;
    Ok(PolicyConstraints { require_explicit_policy, inhibit_policy_mapping })
}

pub(super) fn inhibit_any_policy(value: &Value<'_>) -> Result<u32, Malformed> {
    let mut reader = value.reader();
    let number = reader.expect(tag::INTEGER, "inhibitAnyPolicy is not an INTEGER")?;
    reader.finish("bytes follow inhibitAnyPolicy")?;
    number.small_integer()
}
