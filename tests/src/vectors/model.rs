//! A decision vector: what is given, and what must be decided.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vector {
    /// `stage/name`
    pub(crate) id: String,
    /// The rule that it shows.
    pub(crate) description: String,
    pub(crate) anchors: Vec<Anchor>,
    /// DER in base64, the end entity first unless the chain arrived from files.
    pub(crate) chain: Vec<String>,
    /// `tls`, `forwarded` or `files`
    pub(crate) arrived: String,
    pub(crate) hop: Option<String>,
    pub(crate) relying_party: RelyingPartySpec,
    pub(crate) request: RequestSpec,
    pub(crate) at: String,
    pub(crate) expect: Expectation,
}

#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct Anchor {
    pub(crate) bundle: Option<String>,
    pub(crate) der: String,
}

#[derive(Clone, Default, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct RelyingPartySpec {
    pub(crate) profile: String,
    /// The text of a policy document.
    pub(crate) policy: Option<String>,
    pub(crate) trusted_hops: Vec<String>,
    pub(crate) accept_files: bool,
}

#[derive(Clone, Default, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequestSpec {
    pub(crate) method: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) expected_name: Option<String>,
    pub(crate) context: BTreeMap<String, String>,
}

#[derive(Clone, Default, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expectation {
    pub(crate) effect: String,
    /// The codes of the reasons, in order.
    pub(crate) codes: Vec<String>,
    pub(crate) rule: Option<String>,
    pub(crate) nearest_field: Option<String>,
    pub(crate) principal: Option<String>,
}
