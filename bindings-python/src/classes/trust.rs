//! What the relying party trusts, and how a path must look.

use handfast::SetupError;
use handfast::encoding::oid::OidBuf;
use handfast::path::{AnchorStatement, Form};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::certificate::Certificate;
use super::path::{Anchor, ProfileDifference};
use crate::convert::{Origin, Reduced, Tuple, file};
use crate::error::OrRaise;

/// A set of trust anchors, never empty.
#[pyclass(frozen, module = "handfast")]
pub(crate) struct TrustAnchors {
    pub(crate) inner: handfast::TrustAnchors,
    origin: Origin,
}

impl TrustAnchors {
    fn read(
        verb: &'static str,
        given: &Bound<'_, PyAny>,
        read: fn(&[u8]) -> Result<handfast::TrustAnchors, SetupError>,
    ) -> PyResult<Self> {
        let (py, given) = (given.py(), file(given)?);
        let bytes = given.as_bytes();
        let inner = py.detach(|| read(bytes)).or_raise(py)?;
        Ok(Self { inner, origin: Origin::of::<Self>(py, verb, (given,))? })
    }

    /// What tells one set from another.
    fn keys(&self) -> impl Iterator<Item = (&[u8], Option<&str>)> {
        self.inner.iter().map(|anchor| (anchor.certificate().der(), anchor.bundle()))
    }
}

#[pymethods]
impl TrustAnchors {
    /// Reads the certificates of a PEM text, or of the file that a path names.
    #[staticmethod]
    fn from_pem(text: &Bound<'_, PyAny>) -> PyResult<Self> {
        Self::read("from_pem", text, |bytes| handfast::TrustAnchors::from_pem(bytes))
    }

    /// Reads one DER certificate, or the file that a path names.
    #[staticmethod]
    fn from_der(der: &Bound<'_, PyAny>) -> PyResult<Self> {
        Self::read("from_der", der, |bytes| handfast::TrustAnchors::from_der(bytes))
    }

    /// Reads PEM or DER, whichever it is, or the file that a path names.
    #[staticmethod]
    fn from_pem_or_der(bytes: &Bound<'_, PyAny>) -> PyResult<Self> {
        Self::read("from_pem_or_der", bytes, |bytes| handfast::TrustAnchors::from_pem_or_der(bytes))
    }

    /// Reads the X.509 authorities of a SPIFFE trust bundle, or of the file that a path names.
    #[staticmethod]
    fn from_spiffe_bundle(json: &Bound<'_, PyAny>) -> PyResult<Self> {
        Self::read("from_spiffe_bundle", json, |bytes| handfast::TrustAnchors::from_spiffe_bundle(bytes))
    }

    /// All of them, in the bundle of that name, which a policy's `trust` speaks of.
    fn named(slf: &Bound<'_, Self>, bundle: &str) -> PyResult<Self> {
        let inner = slf.get().inner.clone().named(bundle);
        Ok(Self { inner, origin: Origin::new(slf.as_any(), "named", (bundle,))? })
    }

    /// These and the others; the same certificate in the same bundle counts once.
    fn with_anchors(slf: &Bound<'_, Self>, others: &Bound<'_, Self>) -> PyResult<Self> {
        let inner = slf.get().inner.clone().with(&others.get().inner);
        Ok(Self { inner, origin: Origin::new(slf.as_any(), "with_anchors", (others,))? })
    }

    /// Their certificates.
    #[getter]
    fn certificates(&self) -> Tuple<Certificate> {
        self.inner.iter().map(|anchor| Certificate(anchor.certificate().clone())).collect()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let anchors: Tuple<Anchor> = self.inner.iter().cloned().map(Anchor).collect();
        Ok(format!("TrustAnchors{}", anchors.into_pyobject(py)?.repr()?))
    }

    fn __eq__(&self, other: &Bound<'_, Self>) -> bool {
        self.keys().eq(other.get().keys())
    }

    fn __hash__(slf: &Bound<'_, Self>) -> PyResult<isize> {
        slf.as_any().repr()?.hash()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        self.origin.reduce(py)
    }
}

/// What a certification path must look like to be accepted.
#[pyclass(frozen, module = "handfast")]
pub(crate) struct Profile {
    pub(crate) inner: handfast::Profile,
    origin: Origin,
}

impl Profile {
    fn plain(py: Python<'_>, verb: &'static str, inner: handfast::Profile) -> PyResult<Self> {
        Ok(Self { inner, origin: Origin::of::<Self>(py, verb, PyTuple::empty(py))? })
    }

    /// This one, changed by object identifiers in dotted form.
    fn with_oids(
        slf: &Bound<'_, Self>,
        verb: &'static str,
        oids: Vec<String>,
        change: fn(handfast::Profile, &[OidBuf]) -> handfast::Profile,
    ) -> PyResult<Self> {
        let read: Result<Vec<_>, _> = oids.iter().map(|oid| OidBuf::dotted(oid)).collect();
        let inner = change(slf.get().inner.clone(), &read.or_raise(slf.py())?);
        Ok(Self { inner, origin: Origin::new(slf.as_any(), verb, (oids,))? })
    }

    /// This one, changed by a verb that takes nothing.
    fn changed(
        slf: &Bound<'_, Self>,
        verb: &'static str,
        change: fn(handfast::Profile) -> handfast::Profile,
    ) -> PyResult<Self> {
        let origin = Origin::new(slf.as_any(), verb, PyTuple::empty(slf.py()))?;
        Ok(Self { inner: change(slf.get().inner.clone()), origin })
    }

    /// This one with a statement of the anchor's own certificate `honoured` or `ignored`.
    fn stated(
        slf: &Bound<'_, Self>,
        verb: &'static str,
        statement: &str,
        change: fn(handfast::Profile, AnchorStatement) -> handfast::Profile,
    ) -> PyResult<Self> {
        let inner = change(slf.get().inner.clone(), AnchorStatement::by_name(statement).or_raise(slf.py())?);
        Ok(Self { inner, origin: Origin::new(slf.as_any(), verb, (statement,))? })
    }
}

#[pymethods]
impl Profile {
    /// A client of a private PKI.
    #[staticmethod]
    fn client(py: Python<'_>) -> PyResult<Self> {
        Self::plain(py, "client", handfast::Profile::client())
    }

    /// An X509-SVID as a client.
    #[staticmethod]
    fn svid(py: Python<'_>) -> PyResult<Self> {
        Self::plain(py, "svid", handfast::Profile::svid())
    }

    /// RFC 5280 and nothing else.
    #[staticmethod]
    fn rfc5280(py: Python<'_>) -> PyResult<Self> {
        Self::plain(py, "rfc5280", handfast::Profile::rfc5280())
    }

    /// A TLS server of the public web.
    #[staticmethod]
    fn webpki_server(py: Python<'_>) -> PyResult<Self> {
        Self::plain(py, "webpki_server", handfast::Profile::webpki_server())
    }

    /// The authentication certificate of a PIV card.
    #[staticmethod]
    fn piv(py: Python<'_>) -> PyResult<Self> {
        Self::plain(py, "piv", handfast::Profile::piv())
    }

    /// A peer of EAP-TLS, such as a laptop that joins a network.
    #[staticmethod]
    fn eap_tls(py: Python<'_>) -> PyResult<Self> {
        Self::plain(py, "eap_tls", handfast::Profile::eap_tls())
    }

    /// A device by the identity that its maker or owner gave it.
    #[staticmethod]
    fn iot_device(py: Python<'_>) -> PyResult<Self> {
        Self::plain(py, "iot_device", handfast::Profile::iot_device())
    }

    /// Reads a profile from JSON: `based_on`, and what is to be otherwise.
    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str) -> PyResult<Self> {
        let inner = handfast::Profile::from_json(text).or_raise(py)?;
        Ok(Self { inner, origin: Origin::of::<Self>(py, "from_json", (text,))? })
    }

    /// The profile as JSON, on one line, with every member.
    fn to_json(&self) -> String {
        self.inner.to_json()
    }

    /// In what the other profile differs, member by member.
    fn diff(&self, other: &Self) -> Tuple<ProfileDifference> {
        self.inner.diff(&other.inner).into_iter().map(ProfileDifference).collect()
    }

    fn __str__(&self) -> String {
        self.inner.to_string()
    }

    /// The profile of that name; `profile_names()` lists them.
    #[staticmethod]
    fn by_name(py: Python<'_>, name: &str) -> PyResult<Self> {
        let inner = handfast::Profile::by_name(name).or_raise(py)?;
        Ok(Self { inner, origin: Origin::of::<Self>(py, "by_name", (name,))? })
    }

    /// The profile's name.
    #[getter]
    fn name(&self) -> &str {
        self.inner.name()
    }

    /// Asks for these extended key usages, in dotted form, instead of the profile's own. None at all asks for nothing.
    fn with_extended_key_usages(slf: &Bound<'_, Self>, oids: Vec<String>) -> PyResult<Self> {
        Self::with_oids(slf, "with_extended_key_usages", oids, |profile, oids| {
            profile.with_extended_key_usages(oids.iter().map(OidBuf::as_oid))
        })
    }

    /// Permits at most this many intermediate certificates.
    fn with_at_most_intermediates(slf: &Bound<'_, Self>, count: usize) -> PyResult<Self> {
        let inner = slf.get().inner.clone().with_at_most_intermediates(count);
        Ok(Self { inner, origin: Origin::new(slf.as_any(), "with_at_most_intermediates", (count,))? })
    }

    /// Says whether an anchor's own notBefore and notAfter count: `honoured` or `ignored`.
    fn with_anchor_validity(slf: &Bound<'_, Self>, statement: &str) -> PyResult<Self> {
        Self::stated(slf, "with_anchor_validity", statement, handfast::Profile::with_anchor_validity)
    }

    /// Says whether an anchor's own name constraints count: `honoured` or `ignored`.
    fn with_anchor_name_constraints(slf: &Bound<'_, Self>, statement: &str) -> PyResult<Self> {
        Self::stated(slf, "with_anchor_name_constraints", statement, handfast::Profile::with_anchor_name_constraints)
    }

    /// Says whether an anchor's own key usage, extended key usage and path length count: `honoured` or `ignored`.
    fn with_anchor_usage(slf: &Bound<'_, Self>, statement: &str) -> PyResult<Self> {
        Self::stated(slf, "with_anchor_usage", statement, handfast::Profile::with_anchor_usage)
    }

    /// Holds certificates to the form that CAs are to issue by a standard: `as_issued`, `rfc5280` or `baseline_requirements`.
    fn with_form(slf: &Bound<'_, Self>, form: &str) -> PyResult<Self> {
        let inner = slf.get().inner.clone().with_form(Form::by_name(form).or_raise(slf.py())?);
        Ok(Self { inner, origin: Origin::new(slf.as_any(), "with_form", (form,))? })
    }

    /// Asks for a path for which at least one of these certificate policies holds. None at all asks for any policy.
    fn with_certificate_policies(slf: &Bound<'_, Self>, oids: Vec<String>) -> PyResult<Self> {
        Self::with_oids(slf, "with_certificate_policies", oids, |profile, oids| {
            profile.with_certificate_policies(oids.iter().map(OidBuf::as_oid))
        })
    }

    /// Says which certificate policies are of interest, without asking for one. The path may still ask for one, and then it
    /// must be one of these.
    fn with_initial_certificate_policies(slf: &Bound<'_, Self>, oids: Vec<String>) -> PyResult<Self> {
        Self::with_oids(slf, "with_initial_certificate_policies", oids, |profile, oids| {
            profile.with_initial_certificate_policies(oids.iter().map(OidBuf::as_oid))
        })
    }

    /// Asks for a path for which some certificate policy holds.
    fn with_explicit_certificate_policy(slf: &Bound<'_, Self>) -> PyResult<Self> {
        Self::changed(slf, "with_explicit_certificate_policy", handfast::Profile::with_explicit_certificate_policy)
    }

    /// Lets no CA map a policy to another.
    fn without_policy_mapping(slf: &Bound<'_, Self>) -> PyResult<Self> {
        Self::changed(slf, "without_policy_mapping", handfast::Profile::without_policy_mapping)
    }

    /// Lets no CA stand for every policy.
    fn without_any_policy(slf: &Bound<'_, Self>) -> PyResult<Self> {
        Self::changed(slf, "without_any_policy", handfast::Profile::without_any_policy)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        self.origin.shown(py)
    }

    fn __eq__(&self, other: &Bound<'_, Self>) -> bool {
        self.inner == other.get().inner
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        // Equal profiles have one name.
        self.inner.name().into_pyobject(py)?.hash()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        self.origin.reduce(py)
    }
}
