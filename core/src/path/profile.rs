//! What a certification path must look like to be accepted: rules as a value.

use std::borrow::Cow;
use std::fmt;

use super::policies::PolicyInputs;
use crate::encoding::oid::{Oid, OidBuf, known};
use crate::limits::PATH_CERTIFICATES;
use crate::reason::{nearest, quoted};
use crate::setup::{SetupCode, SetupError};

/// How closely certificates are held to the form that a standard prescribes for those who issue them, beyond what decides
/// who the peer is.
///
/// Everything that bears on who is at the other end (signatures, validity, CA and usage bits, name constraints, certificate
/// policies, unknown critical extensions) is required at every level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Form {
    /// As private CAs issue: key identifiers may be missing, extensions may have the other criticality.
    AsIssued,
    /// RFC 5280's requirements on conforming CAs, section 4.
    Rfc5280,
    /// Also the CA/Browser Forum's Baseline Requirements, as far as a relying party can see them.
    BaselineRequirements,
}

impl Form {
    /// All of them, the least demanding first.
    pub const ALL: [Self; 3] = [Self::AsIssued, Self::Rfc5280, Self::BaselineRequirements];

    /// `as_issued`, `rfc5280` or `baseline_requirements`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AsIssued => "as_issued",
            Self::Rfc5280 => "rfc5280",
            Self::BaselineRequirements => "baseline_requirements",
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a statement in a trust anchor's own certificate counts. RFC 5280 section 6.2 leaves it to the relying party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnchorStatement {
    /// It limits the paths that end in the anchor (RFC 5937).
    Honoured,
    /// Only the anchor's name and key count.
    Ignored,
}

/// Whether a certificate may lack the extension that is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Required,
    Optional,
}

/// What the end entity's own basic constraints may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EndEntity {
    /// Not a CA certificate.
    NotCa,
    /// Anything (RFC 5280 section 6.1.4 looks at the issuers only).
    Any,
}

/// What role the end entity's key plays, for its key usage bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyRole {
    /// Signs in the handshake: digitalSignature, if keyUsage is there at all.
    Signs,
    /// Signs, and says so: digitalSignature in a keyUsage that is there (X509-SVID, section 4.3).
    SignsExplicitly,
    /// A TLS server of any version: digitalSignature, keyEncipherment or keyAgreement (RFC 5280, section 4.2.1.12).
    Serves,
    /// Not looked at.
    Any,
}

/// What a certification path must look like: a value that can be printed and derived.
///
/// | profile | for | extended key usage | form |
/// | --- | --- | --- | --- |
/// | [`client`](Self::client) | private mTLS, the default | clientAuth, or none stated | as private CAs issue |
/// | [`svid`](Self::svid) | X509-SVIDs | clientAuth, or none stated | as private CAs issue, exactly one SPIFFE ID |
/// | [`rfc5280`](Self::rfc5280) | conformance, other uses | none asked | RFC 5280 section 4 |
/// | [`webpki_server`](Self::webpki_server) | public TLS servers | serverAuth, stated | CA/Browser Forum |
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub(crate) name: Cow<'static, str>,
    pub(crate) form: Form,
    pub(crate) extended_key_usage: Vec<OidBuf>,
    pub(crate) extended_key_usage_presence: Presence,
    pub(crate) key_role: KeyRole,
    pub(crate) end_entity: EndEntity,
    pub(crate) spiffe_id: Presence,
    pub(crate) intermediates: usize,
    pub(crate) anchor_validity: AnchorStatement,
    pub(crate) anchor_name_constraints: AnchorStatement,
    pub(crate) anchor_usage: AnchorStatement,
    pub(crate) certificate_policies: PolicyInputs,
}

/// The names that [`Profile::by_name`] knows.
pub const PROFILE_NAMES: [&str; 4] = ["client", "svid", "rfc5280", "webpki-server"];

impl Profile {
    /// RFC 5280 and nothing else: no extended key usage is asked for, a CA certificate may be the end entity, and CAs are
    /// held to section 4 (key identifiers, criticality, serial numbers).
    pub fn rfc5280() -> Self {
        Self {
            name: Cow::Borrowed("rfc5280"),
            form: Form::Rfc5280,
            extended_key_usage: Vec::new(),
            extended_key_usage_presence: Presence::Optional,
            key_role: KeyRole::Any,
            end_entity: EndEntity::Any,
            spiffe_id: Presence::Optional,
            // One place of the limit is the end entity's.
            intermediates: PATH_CERTIFICATES.saturating_sub(1),
            anchor_validity: AnchorStatement::Honoured,
            anchor_name_constraints: AnchorStatement::Honoured,
            anchor_usage: AnchorStatement::Honoured,
            certificate_policies: PolicyInputs::NOTHING,
        }
    }

    /// A client of a private PKI: an end-entity certificate that may be used for clientAuth and whose key signs.
    ///
    /// A certificate without extendedKeyUsage is for every use (RFC 5280 section 4.2.1.12) and accepted;
    /// anyExtendedKeyUsage alone is not. Slips of form that private CAs make, and that say nothing about who the peer
    /// is, are accepted: missing key identifiers, non-critical basicConstraints.
    pub fn client() -> Self {
        Self {
            name: Cow::Borrowed("client"),
            form: Form::AsIssued,
            extended_key_usage: vec![known::CLIENT_AUTH.into()],
            key_role: KeyRole::Signs,
            end_entity: EndEntity::NotCa,
            ..Self::rfc5280()
        }
    }

    /// An X509-SVID as a client: as [`client`](Self::client), with exactly one URI SAN, a SPIFFE ID that has a path,
    /// and digitalSignature stated (X509-SVID, sections 2, 4.3 and 5.2).
    pub fn svid() -> Self {
        Self {
            name: Cow::Borrowed("svid"),
            key_role: KeyRole::SignsExplicitly,
            spiffe_id: Presence::Required,
            ..Self::client()
        }
    }

    /// A TLS server of the public web, by what a relying party can see of the CA/Browser Forum's Baseline Requirements.
    ///
    /// It does not look at certificate transparency or public suffixes.
    pub fn webpki_server() -> Self {
        Self {
            name: Cow::Borrowed("webpki-server"),
            form: Form::BaselineRequirements,
            extended_key_usage: vec![known::SERVER_AUTH.into()],
            extended_key_usage_presence: Presence::Required,
            key_role: KeyRole::Serves,
            end_entity: EndEntity::NotCa,
            ..Self::rfc5280()
        }
    }

    /// The profile of that name; [`PROFILE_NAMES`] lists them.
    ///
    /// # Errors
    /// `value_malformed` for any other name.
    pub fn by_name(name: &str) -> Result<Self, SetupError> {
        match name {
            "client" => Ok(Self::client()),
            "svid" => Ok(Self::svid()),
            "rfc5280" => Ok(Self::rfc5280()),
            "webpki-server" => Ok(Self::webpki_server()),
            _ => Err(SetupError::new(
                SetupCode::ValueMalformed,
                format!("there is no profile {}", quoted(name)),
                match nearest(name, &PROFILE_NAMES) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => format!("use one of {}", PROFILE_NAMES.join(", ")),
                },
            )),
        }
    }

    /// The profile's name, as [`by_name`](Self::by_name) takes it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Asks for these extended key usages instead of the profile's own: the end entity, and every CA that states
    /// extended key usages, must permit all of them. None at all asks for nothing.
    pub fn with_extended_key_usages<'o>(mut self, usages: impl IntoIterator<Item = Oid<'o>>) -> Self {
        self.extended_key_usage = usages.into_iter().map(Into::into).collect();
        self
    }

    /// Permits at most this many intermediate certificates between the end entity and the anchor; more than the limit
    /// of [`PATH_CERTIFICATES`] less one has no effect.
    pub fn with_at_most_intermediates(mut self, intermediates: usize) -> Self {
        self.intermediates = intermediates.min(PATH_CERTIFICATES.saturating_sub(1));
        self
    }

    /// Holds certificates to the form that CAs are to issue by this standard. [`Form::AsIssued`] leaves what RFC 5280
    /// section 6.1 asks of those who verify.
    pub fn with_form(mut self, form: Form) -> Self {
        self.form = form;
        self
    }

    /// Says whether an anchor's own notBefore and notAfter count (they do unless this says otherwise).
    pub fn with_anchor_validity(mut self, statement: AnchorStatement) -> Self {
        self.anchor_validity = statement;
        self
    }

    /// Says whether an anchor's own name constraints count (they do unless this says otherwise).
    pub fn with_anchor_name_constraints(mut self, statement: AnchorStatement) -> Self {
        self.anchor_name_constraints = statement;
        self
    }

    /// Says whether an anchor's own key usage, extended key usage, path length, policy constraints and inhibited anyPolicy
    /// count (they do unless this says otherwise).
    pub fn with_anchor_usage(mut self, statement: AnchorStatement) -> Self {
        self.anchor_usage = statement;
        self
    }
}

impl Profile {
    /// Asks for a path for which at least one of these certificate policies holds: the user-initial-policy-set, and
    /// initial-explicit-policy (RFC 5280 section 6.1.1 (c) and (e)). None at all asks for any policy.
    pub fn with_certificate_policies<'o>(self, policies: impl IntoIterator<Item = Oid<'o>>) -> Self {
        let profile = self.with_initial_certificate_policies(policies);
        profile.with_explicit_certificate_policy()
    }

    /// Says which certificate policies are of interest, without asking for one: the user-initial-policy-set (RFC 5280
    /// section 6.1.1 (c)). The path may still ask for one, and then it must be one of these.
    pub fn with_initial_certificate_policies<'o>(mut self, policies: impl IntoIterator<Item = Oid<'o>>) -> Self {
        let mut set: Vec<OidBuf> = policies.into_iter().map(Into::into).collect();
        if set.iter().any(|oid| oid.as_oid() == known::ANY_POLICY) {
            set.clear();
        }
        self.certificate_policies.initial_set = set;
        self
    }

    /// Asks for a path for which some certificate policy holds: initial-explicit-policy (RFC 5280 section 6.1.1 (e)).
    pub fn with_explicit_certificate_policy(mut self) -> Self {
        self.certificate_policies.explicit_required = true;
        self
    }

    /// Lets no CA map a policy to another: initial-policy-mapping-inhibit (RFC 5280 section 6.1.1 (d)).
    pub fn without_policy_mapping(mut self) -> Self {
        self.certificate_policies.mapping_inhibited = true;
        self
    }

    /// Lets no CA stand for every policy: initial-any-policy-inhibit (RFC 5280 section 6.1.1 (f)).
    pub fn without_any_policy(mut self) -> Self {
        self.certificate_policies.any_policy_inhibited = true;
        self
    }
}

impl Default for Profile {
    /// [`Profile::client`].
    fn default() -> Self {
        Self::client()
    }
}
