//! What a certification path must look like to be accepted: rules as a value.
//!
//! A profile can be derived (`with_...`), printed, read from JSON and compared with another: `document` and `shown`.

mod document;
mod loosening;
mod rules;
mod shown;

use std::borrow::Cow;
use std::time::Duration;

pub use loosening::{AppliedLoosening, Loosened, Loosening};
pub use rules::{AnchorStatement, Form, RequiredName};
pub(crate) use rules::{EndEntity, KeyRole, Presence};
pub use shown::ProfileDifference;

use super::policies::PolicyInputs;
use crate::certificate::Certificate;
use crate::encoding::oid::{Oid, OidBuf, known};
use crate::encoding::time::Timestamp;
use crate::limits::PATH_CERTIFICATES;
use crate::reason::{nearest, quoted};
use crate::setup::{SetupCode, SetupError};

/// What a certification path must look like: a value that can be printed and derived.
///
/// | profile | for | extended key usage | form |
/// | --- | --- | --- | --- |
/// | [`client`](Self::client) | private mTLS, the default | clientAuth, or none stated | as private CAs issue |
/// | [`svid`](Self::svid) | X509-SVIDs | clientAuth, or none stated | as private CAs issue, exactly one SPIFFE ID |
/// | [`rfc5280`](Self::rfc5280) | conformance, other uses | none asked | RFC 5280 section 4 |
/// | [`webpki_server`](Self::webpki_server) | public TLS servers | serverAuth, stated | CA/Browser Forum |
/// | [`piv`](Self::piv) | PIV smart cards | clientAuth, or none stated | as private CAs issue, under id-fpki-common-authentication |
/// | [`eap_tls`](Self::eap_tls) | EAP-TLS peers | clientAuth or eapOverLAN, stated | as private CAs issue |
/// | [`iot_device`](Self::iot_device) | devices with identities of their maker | clientAuth, or none stated | as private CAs issue, with a serial number |
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
    /// Usages of which any one does as well as all of `extended_key_usage`.
    pub(crate) extended_key_usage_instead: Vec<OidBuf>,
    /// Kinds of name of which the end entity has one at least; none if that is not asked.
    pub(crate) required_names: Vec<RequiredName>,
    pub(crate) required_extensions: Vec<OidBuf>,
    pub(crate) understood_extensions: Vec<OidBuf>,
    /// Names of the algorithms that signatures below the anchor may have; `None` for all that the provider has.
    pub(crate) signature_algorithms: Option<Vec<String>>,
    /// Least bits of an RSA modulus.
    pub(crate) rsa_bits: u32,
    /// Longest time from notBefore to notAfter of the end entity.
    pub(crate) lifetime: Option<Duration>,
    /// Whether a wildcard directly below a public suffix is refused.
    pub(crate) refuses_public_suffix_wildcards: bool,
    pub(crate) loosenings: Vec<Loosening>,
}

/// The names that [`Profile::by_name`] knows.
pub const PROFILE_NAMES: [&str; 7] = ["client", "svid", "rfc5280", "webpki-server", "piv", "eap-tls", "iot-device"];

/// Least bits of an RSA modulus: NIST SP 800-131A, and Baseline Requirements section 6.1.5.
pub(crate) const RSA_BITS: u32 = 2048;

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
            extended_key_usage_instead: Vec::new(),
            required_names: Vec::new(),
            required_extensions: Vec::new(),
            understood_extensions: Vec::new(),
            signature_algorithms: None,
            rsa_bits: RSA_BITS,
            lifetime: None,
            refuses_public_suffix_wildcards: false,
            loosenings: Vec::new(),
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
    /// It does not look at certificate transparency, or at public suffixes unless it is told to
    /// ([`without_public_suffix_wildcards`](Self::without_public_suffix_wildcards)).
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

    /// The authentication certificate of a PIV card (FIPS 201-3, section 4.2.2.1): as [`client`](Self::client), issued under
    /// id-fpki-common-authentication (2.16.840.1.101.3.2.1.3.13) all along its path, with digitalSignature stated, and with the
    /// card's FASC-N or UUID among its names.
    ///
    /// Cards of other schemes differ in the policy: derive with [`with_certificate_policies`](Self::with_certificate_policies).
    pub fn piv() -> Self {
        let piv = Self { name: Cow::Borrowed("piv"), key_role: KeyRole::SignsExplicitly, ..Self::client() };
        piv.with_required_names([RequiredName::FascN, RequiredName::Uuid])
            .with_certificate_policies([known::PIV_AUTHENTICATION])
    }

    /// A peer of EAP-TLS, such as a laptop that joins a network: as [`client`](Self::client), and the certificate states that
    /// it is for clientAuth, or for eapOverLAN (RFC 4334 section 2). RADIUS servers in use refuse those that state nothing.
    pub fn eap_tls() -> Self {
        Self {
            name: Cow::Borrowed("eap-tls"),
            extended_key_usage_presence: Presence::Required,
            extended_key_usage_instead: vec![known::EAP_OVER_LAN.into()],
            ..Self::client()
        }
    }

    /// A device by the identity that its maker or owner gave it (IEEE 802.1AR DevID): as [`client`](Self::client), with a
    /// serialNumber in its subject or a hardwareModuleName (RFC 4108 section 5) among its names.
    pub fn iot_device() -> Self {
        let device = Self { name: Cow::Borrowed("iot-device"), ..Self::client() };
        device.with_required_names([RequiredName::SerialNumber, RequiredName::HardwareModule])
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
            "piv" => Ok(Self::piv()),
            "eap-tls" => Ok(Self::eap_tls()),
            "iot-device" => Ok(Self::iot_device()),
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

    /// Asks for these extended key usages instead of all of the profile's own: the end entity, and every CA that states
    /// extended key usages, must permit all of them. None at all asks for nothing.
    pub fn with_extended_key_usages<'o>(mut self, usages: impl IntoIterator<Item = Oid<'o>>) -> Self {
        self.extended_key_usage = usages.into_iter().map(Into::into).collect();
        self.extended_key_usage_instead.clear();
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

    /// Gives it another name, for decisions to show.
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Cow::Owned(name.into());
        self
    }

    /// Asks for one at least of these kinds of name. None at all asks for nothing.
    pub fn with_required_names(mut self, names: impl IntoIterator<Item = RequiredName>) -> Self {
        self.required_names = names.into_iter().collect();
        self
    }

    /// Asks that the end entity has these extensions, whatever they say.
    pub fn with_required_extensions<'o>(mut self, extensions: impl IntoIterator<Item = Oid<'o>>) -> Self {
        self.required_extensions = extensions.into_iter().map(Into::into).collect();
        self
    }

    /// Accepts these extensions also where they are critical, for the host understands and heeds them itself (RFC 5280
    /// section 4.2). Which there are is a fact of each identity.
    pub fn with_understood_extensions<'o>(mut self, extensions: impl IntoIterator<Item = Oid<'o>>) -> Self {
        self.understood_extensions = extensions.into_iter().map(Into::into).collect();
        self
    }

    /// Accepts only signatures by these algorithms, such as `ecdsa-sha256`; those of the anchors themselves are not looked at.
    ///
    /// # Errors
    /// `value_malformed` if there is no algorithm of a name, or none is given.
    pub fn with_signature_algorithms<I>(mut self, names: I) -> Result<Self, SetupError>
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        let known = crate::encoding::algorithm::names();
        let malformed = |message: String, fix: String| Err(SetupError::new(SetupCode::ValueMalformed, message, fix));
        if names.is_empty() {
            return malformed(
                "a profile that accepts no signature algorithm accepts nobody".to_owned(),
                "name at least one, such as ecdsa-sha256".to_owned(),
            );
        }
        if let Some(name) = names.iter().find(|name| !known.contains(&name.as_str())) {
            let fix = nearest(name, &known).map_or_else(
                || "name one such as ecdsa-sha256 or rsa-pkcs1-sha256".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return malformed(format!("there is no signature algorithm {}", quoted(name)), fix);
        }
        self.signature_algorithms = Some(names);
        Ok(self)
    }

    /// Asks that RSA keys have at least this many bits. Fewer than 2048 are never accepted.
    pub fn with_rsa_bits(mut self, bits: u32) -> Self {
        self.rsa_bits = bits.max(RSA_BITS);
        self
    }

    /// Asks that the end entity was issued for no longer than that, from notBefore to notAfter.
    pub fn with_maximum_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }

    /// Refuses end entities that have a wildcard directly below a public suffix among their names, such as `*.co.uk`: by the ICANN
    /// section of the public suffix list (Baseline Requirements section 3.2.2.6). No profile asks for it unless it is derived so,
    /// for the list is not part of every build.
    ///
    /// # Errors
    /// `form_not_supported` in a build without the feature `psl`.
    pub fn without_public_suffix_wildcards(mut self) -> Result<Self, SetupError> {
        if !cfg!(feature = "psl") {
            return Err(SetupError::new(
                SetupCode::FormNotSupported,
                "this build has no public suffix list",
                "build with the feature `psl`, or take `public_suffix_wildcards` out of the profile",
            ));
        }
        self.refuses_public_suffix_wildcards = true;
        Ok(self)
    }

    /// Accepts something that the profile would refuse, under a name that decisions show when it was needed.
    pub fn with_loosening(mut self, loosening: Loosening) -> Self {
        self.loosenings.push(loosening);
        self
    }

    /// The profile without the loosenings that are for other issuers than these; `None` if it has none that is for one.
    pub(crate) fn on_path_through(&self, cas: &[&Certificate]) -> Option<Self> {
        self.loosenings.iter().any(|loosening| loosening.issuer.is_some()).then(|| {
            let loosenings = self.loosenings.iter().filter(|loosening| loosening.is_for(cas)).cloned().collect();
            Self { loosenings, ..self.clone() }
        })
    }

    /// Whether that is let through at that time, on a path that is not known yet: one for another issuer counts, until the path
    /// is whole.
    pub(crate) fn loosens(&self, what: &Loosened, at: Timestamp) -> bool {
        self.loosenings.iter().any(|loosening| loosening.what() == what && loosening.holds_at(at))
    }

    /// Its loosenings.
    pub fn loosenings(&self) -> &[Loosening] {
        &self.loosenings
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
