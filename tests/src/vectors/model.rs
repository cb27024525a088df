//! A decision vector: what is given, and what must be decided. `tests/vectors/README.md` says how it is read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A file of vectors: those of one stage.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VectorFile {
    #[serde(rename = "$schema")]
    pub(crate) schema: String,
    /// Version of the format.
    pub(crate) handfast_vectors: u32,
    pub(crate) vectors: Vec<Vector>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vector {
    /// `stage/name`; the vector stands in `stage.json`.
    pub(crate) id: String,
    /// The rule that it shows.
    pub(crate) description: String,
    /// The providers that have its algorithms; nothing where all have. Another one denies with `algorithm_not_accepted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) providers: Option<Vec<String>>,
    pub(crate) anchors: Vec<Anchor>,
    /// Each the bytes of one item, DER or PEM, in base64; in the order in which the peer sent them.
    pub(crate) chain: Vec<String>,
    /// `tls`, `forwarded` or `files`
    pub(crate) arrived: String,
    /// Who forwarded it.
    pub(crate) hop: Option<String>,
    pub(crate) relying_party: RelyingPartySpec,
    /// What is handed in about revocation, if it is looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) revocation: Option<RevocationSpec>,
    pub(crate) request: RequestSpec,
    pub(crate) at: String,
    pub(crate) expect: Expectation,
    /// The whole decision, exactly as the core writes it.
    pub(crate) decision: String,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Anchor {
    pub(crate) bundle: Option<String>,
    /// DER in base64.
    pub(crate) der: String,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RelyingPartySpec {
    pub(crate) profile: String,
    /// The text of a policy document; without one `any_verified_peer` is true.
    pub(crate) policy: Option<String>,
    pub(crate) external_sets: BTreeMap<String, Vec<String>>,
    pub(crate) any_verified_peer: bool,
    pub(crate) trusted_hops: Vec<String>,
    pub(crate) accept_files: bool,
}

/// All of it DER in base64.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RevocationSpec {
    pub(crate) crls: Vec<String>,
    pub(crate) ocsp: Vec<String>,
    /// By the peer.
    pub(crate) stapled_ocsp: Vec<String>,
    /// Of those who may have signed.
    pub(crate) certificates: Vec<String>,
    /// `hard`, `soft` or `off`; nothing for the one that the data implies.
    pub(crate) mode: Option<String>,
    /// With `soft`; nothing for no end.
    pub(crate) grace_seconds: Option<u64>,
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequestSpec {
    /// Which constructor makes it.
    pub(crate) kind: RequestKind,
    pub(crate) method: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) action: Option<String>,
    pub(crate) resource: Option<String>,
    pub(crate) expected_name: Option<String>,
    pub(crate) context: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RequestKind {
    /// Neither method and path nor action and resource.
    #[default]
    Connection,
    /// `method` and `path`
    Http,
    /// `action` and `resource`
    Action,
}

/// What must be decided, written by hand.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expectation {
    pub(crate) effect: String,
    /// The codes of the reasons, in order.
    pub(crate) codes: Vec<String>,
    /// The rule that decides.
    pub(crate) rule: Option<String>,
    /// The field that failed of the rule that came nearest.
    pub(crate) nearest_field: Option<String>,
    pub(crate) principal: Option<String>,
    /// Where the vector is about it: the state of the peer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<String>,
    /// Where the vector is about it: until when the decision holds, `never` for no such instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) valid_until: Option<String>,
    /// Where the vector is about it: the shadow rules that matched, a star behind those that would change the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) shadow: Option<Vec<String>>,
    /// Where the vector is about it: what the host is asked to do, as JSON in the decision's own form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) obligations: Option<String>,
}
