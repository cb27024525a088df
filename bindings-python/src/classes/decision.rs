//! Who the peer is, and what was decided.

use std::collections::BTreeMap;

use handfast::presented::Arrival;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use super::certificate::{Certificate, Reason};
use super::path::{Anchor, AppliedLoosening, Attempt, VerifiedPath, certificates, kept, loosened};
use super::revocation::{CertificateRevocation, found};
use crate::convert::{Instant, Tuple};
use crate::error::no_truth;

record! {
    /// The one name that the policy speaks about.
    Principal(handfast::identity::Principal) as principal {
        /// Which class of name it is.
        class_: String = principal.class().to_string();
        /// The name. It is the peer's text: `str()` makes it fit to print.
        value: &str = principal.value();
    }
    fn __str__(&self) -> String {
        self.0.to_string()
    }
}

record! {
    /// Who the peer is: every name that the verified path vouches for, and the principal.
    PeerIdentity(handfast::PeerIdentity) as identity {
        /// The one name that the policy speaks about.
        principal: Principal = Principal(identity.principal().clone());
        /// All subject alternative names, each with its kind: `dns:host.example`.
        names: Tuple<String> = identity.names().into_iter().collect();
        /// The presented identifier that matched the expected name, if one was expected.
        matched_name: Option<&str> = identity.matched_name();
        /// The SPIFFE ID, if the certificate has one.
        spiffe_id: Option<&str> = identity.spiffe_id();
        /// The name of the trust anchor's bundle; `None` for the unnamed one.
        bundle: Option<&str> = identity.bundle();
        /// The path that vouches for it.
        path: VerifiedPath = VerifiedPath(identity.path().clone());
    }
}

record! {
    /// An allow rule that did not match, and the one field that failed.
    Nearest(handfast::policy::Nearest) as nearest {
        /// The rule's `id`.
        rule: &str = &nearest.rule;
        /// The key that did not hold, as the document writes it.
        field: &str = &nearest.field;
        /// What was seen; `None` if the certificate lacks it.
        observed: Option<&str> = nearest.observed.as_deref();
        /// What the rule asks for.
        expected: &str = &nearest.expected;
    }
}

record! {
    /// What the host is asked to do with a peer that is let in.
    Obligations(handfast::policy::Obligations) as obligations {
        /// Roles, each once.
        roles: Tuple<&str> = obligations.roles.iter().map(String::as_str).collect();
        /// Labels, by name.
        labels: BTreeMap<String, String> = obligations.labels.clone();
        /// The tenant.
        tenant: Option<&str> = obligations.tenant.as_deref();
        /// The longest session, in seconds.
        max_session_seconds: Option<i64> = obligations.max_session_seconds;
        /// Whether tokens are to be bound to the certificate (RFC 8705).
        bind_token: bool = obligations.bind_token;
        /// What to forward.
        forward: Tuple<&str> = obligations.forward.iter().map(String::as_str).collect();
        /// What is to be recorded: `never`, `denied` or `always`.
        audit: Option<&str> = obligations.audit;
        /// What to call.
        call: Tuple<&str> = obligations.call.iter().map(String::as_str).collect();
    }
}

record! {
    /// A shadow rule that matched: it changes nothing, and is told.
    ShadowOutcome(handfast::policy::ShadowOutcome) as shadow {
        /// The rule's `id`.
        rule: &str = &shadow.rule;
        /// What it would do: `allow` or `deny`.
        effect: &str = shadow.effect.as_str();
        /// Whether the decision would be another one if it were enforced.
        would_change: bool = shadow.would_change;
    }
}

record! {
    @own
    /// Whether a peer may do what it asks for, and why. For showing; to guard something, use `RelyingParty.authorize()`.
    Decision(handfast::Decision) as decision {
        /// `allow` or `deny`.
        effect: &str = decision.effect().as_str();
        /// The one name that the policy speaks about; `None` unless the peer was verified and named.
        principal: Option<Principal> = decision.principal().cloned().map(Principal);
        /// Everything that the verified path says about the peer; `None` unless it was verified and named.
        identity: Option<PeerIdentity> = decision.identity().cloned().map(PeerIdentity);
        /// `no_certificate`, `presented`, `verified`, `verified_elsewhere` or `rejected`.
        state: &str = decision.state().as_str();
        /// How the chain arrived: `tls`, `forwarded` or `files`.
        arrival: &str = decision.arrival().as_str();
        /// The hop that forwarded it.
        hop: Option<&str> = hop(decision.arrival());
        /// Who has shown that the peer holds its key: `proven`, `asserted_by_hop` or `not_proven`.
        possession: &str = decision.possession().as_str();
        /// Why, at least one reason; the one to mend first comes first.
        reasons: Tuple<Reason> = decision.reasons().iter().cloned().map(Reason).collect();
        /// The `id` of the rule that decided.
        rule: Option<&str> = decision.rule();
        /// For a denial by no rule: the allow rule that came nearest.
        nearest: Option<Nearest> = decision.nearest().cloned().map(Nearest);
        /// What the host is asked to do with a peer that is let in.
        obligations: Obligations = Obligations(decision.obligations());
        /// The shadow rules that matched.
        shadow: Tuple<ShadowOutcome> = decision.shadow().iter().cloned().map(ShadowOutcome).collect();
        /// The certificates of the verified path, the end entity first; none if none verified.
        path: Tuple<Certificate> = certificates(decision.path());
        /// The trust anchor that the verified path ends in.
        anchor: Option<Anchor> = decision.anchor().cloned().map(Anchor);
        /// What is known of the revocation of each certificate of the path; `None` if revocation was not looked at.
        revocation: Option<Tuple<CertificateRevocation>> = found(decision.revocation());
        /// The loosenings of the profile without which the path would not have verified.
        loosened: Tuple<AppliedLoosening> = loosened(decision.loosened());
        /// What was tried and failed on the way to a path: the first of it.
        attempts: Tuple<Attempt> = kept(decision.attempts());
        /// How many attempts were made.
        attempts_total: usize = decision.attempts().total();
        /// The first instant at which the decision may be another one; `None` if nothing known now will change it.
        valid_until: Option<Instant> = decision.valid_until().map(Instant);
        /// The verification time.
        at: Instant = Instant(decision.at());
        /// The name of the profile that the path was held to.
        profile: &str = decision.profile();
        /// The name of the policy that it was made by.
        policy_name: Option<&str> = decision.policy().and_then(|policy| policy.name.as_deref());
        /// The fingerprint of the policy that it was made by; `None` without a policy.
        policy_fingerprint: Option<&str> = decision.policy().map(|policy| policy.fingerprint.as_str());
    }

    /// The decision as JSON: the same bytes in every language.
    fn to_json(&self) -> String {
        self.0.to_json()
    }

    fn __bool__(&self) -> PyResult<bool> {
        no_truth("guard with RelyingParty.authorize(), which raises AccessDenied; to show a decision, read its effect")
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    /// Codes, not names: what a log may have.
    fn __repr__(&self) -> String {
        let codes: Vec<&str> = self.0.reasons().iter().map(|reason| reason.code().as_str()).collect();
        format!("<Decision {}: {}>", self.0.effect(), codes.join(", "))
    }

    fn __eq__(&self, other: &Bound<'_, Self>) -> bool {
        self.0.to_json() == other.get().0.to_json()
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        self.0.to_json().into_pyobject(py)?.hash()
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("a decision cannot be pickled: only a relying party makes one; keep its to_json()"))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }
}

/// The hop of a chain that was forwarded.
pub(crate) fn hop(arrival: &Arrival) -> Option<&str> {
    match arrival {
        Arrival::Forwarded { hop } => Some(hop),
        _ => None,
    }
}
