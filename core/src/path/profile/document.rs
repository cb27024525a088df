//! A profile read from JSON.

use std::borrow::Cow;
use std::time::Duration;

use super::loosening::{Loosened, Loosening};
use super::rules::{AnchorStatement, EndEntity, Form, KeyRole, Presence, RequiredName};
use super::shown::FORMAT;
use super::{Profile, RSA_BITS};
use crate::encoding::json::{self, Kind, Unexpected, Value};
use crate::encoding::oid::{OidBuf, known};
use crate::encoding::time::Timestamp;
use crate::limits::{PATH_CERTIFICATES, PROFILE_BYTES};
use crate::path::usage::{nearest_usage, usage_of_name};
use crate::reason::{nearest, quoted};
use crate::setup::{Position, SetupCode, SetupError};

/// The members that a document may have besides those of the profile it is based on.
const MEMBERS: [&str; 26] = [
    "handfast_profile",
    "based_on",
    "name",
    "form",
    "extended_key_usages",
    "extended_key_usages_instead",
    "extended_key_usage_stated",
    "key_role",
    "end_entity_may_be_ca",
    "spiffe_id",
    "at_most_intermediates",
    "anchor_validity",
    "anchor_name_constraints",
    "anchor_usage",
    "certificate_policies",
    "explicit_certificate_policy",
    "policy_mapping",
    "any_policy",
    "required_names",
    "required_extensions",
    "understood_extensions",
    "signature_algorithms",
    "rsa_bits",
    "maximum_lifetime_seconds",
    "public_suffix_wildcards",
    "loosenings",
];

const BEGIN: &str = "give a JSON object, such as {\"handfast_profile\": 1, \"based_on\": \"client\"}";

/// What is wrong, where it stands, and what to write.
struct Wrong {
    code: SetupCode,
    offset: usize,
    message: String,
    fix: String,
}

impl Wrong {
    fn at(value: &Value, message: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { code: SetupCode::ValueMalformed, offset: value.offset, message: message.into(), fix: fix.into() }
    }

    /// What deriving the profile says.
    fn of(value: &Value, error: SetupError) -> Self {
        Self { code: error.code(), ..Self::at(value, error.message(), error.fix()) }
    }
}

impl Profile {
    /// Reads a profile from JSON: `based_on`, a name of [`PROFILE_NAMES`](super::PROFILE_NAMES) (`client` if it is left out), and
    /// what is to be otherwise, in the members that [`to_json`](Self::to_json) writes. The schema is `schemas/profile.schema.json`.
    ///
    /// # Errors
    /// `value_malformed` with the place, `too_large`.
    pub fn from_json(text: impl AsRef<[u8]>) -> Result<Self, SetupError> {
        let text = text.as_ref();
        // RFC 8259 section 8.1: a byte order mark may be passed over.
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        if text.len() > PROFILE_BYTES {
            return Err(SetupError::new(
                SetupCode::TooLarge,
                format!("a profile of {} bytes is larger than {PROFILE_BYTES}", text.len()),
                "give the profile alone",
            ));
        }
        let told = |wrong: Wrong| {
            let (line, column) = json::line_and_column(text, wrong.offset);
            let (line, column) = (u64::try_from(line).unwrap_or(u64::MAX), u64::try_from(column).unwrap_or(u64::MAX));
            SetupError::new(wrong.code, wrong.message, wrong.fix).at(Position::LineColumn { line, column })
        };
        let document = json::parse(text).map_err(|Unexpected(offset)| {
            let (message, fix) = match text.trim_ascii() {
                [b'{', ..] => ("the JSON is malformed here, or gives a member twice", "mend it at that place"),
                [] => ("there is nothing in it", BEGIN),
                _ => ("a profile is a JSON object", BEGIN),
            };
            let (message, fix) = (message.to_owned(), fix.to_owned());
            told(Wrong { code: SetupCode::ValueMalformed, offset, message, fix })
        })?;
        read(&document).map_err(told)
    }
}

fn read(document: &Value) -> Result<Profile, Wrong> {
    let Kind::Map(members) = &document.kind else {
        return Err(Wrong::at(document, "a profile is a JSON object", BEGIN));
    };
    for (name, value) in members {
        if !MEMBERS.contains(&name.as_str()) {
            let fix = nearest(name, &MEMBERS)
                .map_or_else(|| format!("use {}", MEMBERS.join(", ")), |near| format!("did you mean `{near}`?"));
            return Err(Wrong::at(value, format!("a profile has no member {}", quoted(name)), fix));
        }
    }
    let member = |name: &str| members.iter().find(|(key, _)| key == name).map(|(_, value)| value);
    match member("handfast_profile") {
        Some(version) if number(version)? == FORMAT => {}
        Some(version) => {
            return Err(Wrong::at(version, "the version of the profile is not known here", format!("use {FORMAT}")));
        }
        None => {
            let fix = format!("write \"handfast_profile\": {FORMAT}");
            return Err(Wrong::at(document, "the profile has no `handfast_profile`", fix));
        }
    }
    let mut profile = match member("based_on") {
        Some(base) => Profile::by_name(text(base)?).map_err(|error| Wrong::of(base, error))?,
        None => Profile::client(),
    };
    for (name, value) in members {
        set(&mut profile, name, value)?;
    }
    // Policies that are listed are asked for, unless the document says that they are only of interest.
    let listed = member("certificate_policies").and_then(|list| list.list().ok()).is_some_and(|list| !list.is_empty());
    if listed && member("explicit_certificate_policy").is_none() {
        profile.certificate_policies.explicit_required = true;
    }
    Ok(profile)
}

/// Sets one member.
fn set(profile: &mut Profile, name: &str, value: &Value) -> Result<(), Wrong> {
    let presence = |required: bool| if required { Presence::Required } else { Presence::Optional };
    let policies = &mut profile.certificate_policies;
    match name {
        "name" => profile.name = Cow::Owned(named(value)?),
        "form" => profile.form = one_of(value, &Form::ALL, Form::as_str)?,
        "extended_key_usages" => profile.extended_key_usage = list(value, usage)?,
        "extended_key_usages_instead" => profile.extended_key_usage_instead = list(value, usage)?,
        "extended_key_usage_stated" => profile.extended_key_usage_presence = presence(boolean(value)?),
        "key_role" => profile.key_role = one_of(value, &KeyRole::ALL, KeyRole::as_str)?,
        "end_entity_may_be_ca" => {
            profile.end_entity = if boolean(value)? { EndEntity::Any } else { EndEntity::NotCa };
        }
        "spiffe_id" => profile.spiffe_id = presence(boolean(value)?),
        "at_most_intermediates" => {
            let most = PATH_CERTIFICATES.saturating_sub(1);
            profile.intermediates = usize::try_from(number(value)?).map_or(most, |number| number.min(most));
        }
        "anchor_validity" => profile.anchor_validity = statement(value)?,
        "anchor_name_constraints" => profile.anchor_name_constraints = statement(value)?,
        "anchor_usage" => profile.anchor_usage = statement(value)?,
        "certificate_policies" => {
            let set = list(value, oid)?;
            let any = set.iter().any(|policy| policy.as_oid() == known::ANY_POLICY);
            policies.initial_set = if any { Vec::new() } else { set };
        }
        "explicit_certificate_policy" => policies.explicit_required = boolean(value)?,
        "policy_mapping" => policies.mapping_inhibited = !boolean(value)?,
        "any_policy" => policies.any_policy_inhibited = !boolean(value)?,
        "required_names" => {
            profile.required_names = list(value, |value| one_of(value, &RequiredName::ALL, RequiredName::as_str))?;
        }
        "required_extensions" => profile.required_extensions = list(value, oid)?,
        "understood_extensions" => profile.understood_extensions = list(value, oid)?,
        "signature_algorithms" if value.kind == Kind::Null => profile.signature_algorithms = None,
        "signature_algorithms" => {
            let names = list(value, |name| text(name).map(ToOwned::to_owned))?;
            let with = profile.clone().with_signature_algorithms(names);
            *profile = with.map_err(|error| Wrong::of(value, error))?;
        }
        "rsa_bits" => {
            let bits = u32::try_from(number(value)?).unwrap_or(u32::MAX);
            if bits < RSA_BITS {
                let message = format!("RSA keys of {bits} bits are never accepted");
                return Err(Wrong::at(value, message, format!("use {RSA_BITS} or more")));
            }
            profile.rsa_bits = bits;
        }
        "maximum_lifetime_seconds" if value.kind == Kind::Null => profile.lifetime = None,
        "maximum_lifetime_seconds" => profile.lifetime = Some(Duration::from_secs(number(value)?)),
        "public_suffix_wildcards" if boolean(value)? => profile.refuses_public_suffix_wildcards = false,
        "public_suffix_wildcards" => {
            let without = profile.clone().without_public_suffix_wildcards();
            *profile = without.map_err(|error| Wrong::of(value, error))?;
        }
        "loosenings" => profile.loosenings = list(value, loosening)?,
        // `handfast_profile` and `based_on` were read before; others are refused.
        _ => {}
    }
    Ok(())
}

fn loosening(value: &Value) -> Result<Loosening, Wrong> {
    const WHAT: [&str; 3] = ["server_auth_for_clients", "no_extended_key_usage", "critical_extension"];
    const FIX: &str = "write {\"name\": ..., \"what\": ..., \"until\": ..., \"issuer_spki\": ...}";
    const LOOSENING_MEMBERS: [&str; 5] = ["name", "what", "oid", "until", "issuer_spki"];
    let Kind::Map(members) = &value.kind else {
        return Err(Wrong::at(value, "a loosening is an object", FIX));
    };
    if let Some((name, place)) = members.iter().find(|(name, _)| !LOOSENING_MEMBERS.contains(&&**name)) {
        return Err(Wrong::at(place, format!("a loosening has no member {}", quoted(name)), FIX));
    }
    let member = |name: &str| {
        members.iter().find(|(key, _)| key == name).map(|(_, value)| value).filter(|value| value.kind != Kind::Null)
    };
    let required =
        |name: &str| member(name).ok_or_else(|| Wrong::at(value, format!("a loosening has a `{name}`"), FIX));
    let what = match (one_of(required("what")?, &WHAT, |name| name)?, member("oid")) {
        ("server_auth_for_clients", None) => Loosened::ServerAuthForClients,
        ("no_extended_key_usage", None) => Loosened::NoExtendedKeyUsage,
        ("critical_extension", Some(place)) => Loosened::CriticalExtension(oid(place)?),
        ("critical_extension", None) => {
            let fix = "write \"oid\": and the extension's object identifier";
            return Err(Wrong::at(value, "the loosening does not say which critical extension", fix));
        }
        (_, Some(place)) => return Err(Wrong::at(place, "only `critical_extension` has an `oid`", "take it out")),
        // `one_of` gives no other.
        _ => return Err(Wrong::at(value, "a loosening has a `what`", FIX)),
    };
    let until = member("until").map(|value| {
        let instant = text(value)?.parse::<Timestamp>();
        instant.map_err(|error| Wrong::at(value, error.to_string(), "write one such as 2027-03-15T00:00:00Z"))
    });
    let issuer = member("issuer_spki").map(spki_pin).transpose()?;
    Ok(Loosening { name: named(required("name")?)?, what, until: until.transpose()?, issuer })
}

/// 32 octets in hex, with colons or without.
fn spki_pin(value: &Value) -> Result<[u8; 32], Wrong> {
    let text = text(value)?;
    let digits: Vec<u8> = text.chars().filter(|c| *c != ':').filter_map(|c| c.to_digit(16)?.try_into().ok()).collect();
    let (pairs, rest) = digits.as_chunks::<2>();
    let octets: Vec<u8> = pairs.iter().map(|[high, low]| (high << 4) | low).collect();
    let whole = rest.is_empty() && text.bytes().all(|octet| octet == b':' || octet.is_ascii_hexdigit());
    octets.try_into().ok().filter(|_| whole).ok_or_else(|| {
        let fix = "give the SHA-256 of the CA's SubjectPublicKeyInfo in hex, the `key pin` of `handfast inspect`";
        Wrong::at(value, format!("{} is not 32 octets in hex", quoted(text)), fix)
    })
}

fn statement(value: &Value) -> Result<AnchorStatement, Wrong> {
    one_of(value, &AnchorStatement::ALL, AnchorStatement::as_str)
}

fn usage(value: &Value) -> Result<OidBuf, Wrong> {
    match usage_of_name(text(value)?) {
        Some(usage) => Ok(usage.into()),
        None => oid(value).map_err(|wrong| match nearest_usage(text(value).unwrap_or_default()) {
            Some(near) => Wrong { fix: format!("did you mean `{near}`?"), ..wrong },
            None => wrong,
        }),
    }
}

fn oid(value: &Value) -> Result<OidBuf, Wrong> {
    let text = text(value)?;
    OidBuf::parse(text).ok_or_else(|| {
        let message = format!("{} is not an object identifier", quoted(text));
        Wrong::at(value, message, "give one in dotted form, such as 1.3.6.1.5.5.7.3.2")
    })
}

fn one_of<T: Copy>(value: &Value, all: &[T], name: impl Fn(T) -> &'static str) -> Result<T, Wrong> {
    let text = text(value)?;
    all.iter().copied().find(|one| name(*one) == text).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|one| name(*one)).collect();
        Wrong::at(value, format!("{} is none of its values", quoted(text)), format!("use one of {}", names.join(", ")))
    })
}

/// A name that is not blank.
fn named(value: &Value) -> Result<String, Wrong> {
    let text = text(value)?;
    if text.trim().is_empty() {
        return Err(Wrong::at(value, "the name is empty", "give it a name that says what it is for"));
    }
    Ok(text.to_owned())
}

fn text(value: &Value) -> Result<&str, Wrong> {
    value.text().map_err(|_| Wrong::at(value, "there should be a text here", "write it between quotation marks"))
}

fn list<T>(value: &Value, item: impl Fn(&Value) -> Result<T, Wrong>) -> Result<Vec<T>, Wrong> {
    let items =
        value.list().map_err(|_| Wrong::at(value, "there should be a list here", "write it between brackets"))?;
    items.iter().map(item).collect()
}

fn boolean(value: &Value) -> Result<bool, Wrong> {
    match value.kind {
        Kind::Bool(boolean) => Ok(boolean),
        _ => Err(Wrong::at(
            value,
            "there should be `true` or `false` here",
            "write one of the two, without quotation marks",
        )),
    }
}

fn number(value: &Value) -> Result<u64, Wrong> {
    let read = match &value.kind {
        Kind::Number(digits) => digits.parse().ok(),
        _ => None,
    };
    read.ok_or_else(|| {
        Wrong::at(value, "there should be a whole number here", "write it in digits, without quotation marks")
    })
}
