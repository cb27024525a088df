//! Handfast for Python: the module `handfast._handfast`, which the package `handfast` shows.
//!
//! It converts and decides nothing: `convert` is between Python's values and the core's, `classes` hold the core's
//! values, `error` raises its setup errors and denials.

#![expect(clippy::unused_self, reason = "Python's special methods have a self, whether they look at it or not")]

mod classes;
mod convert;
mod error;

use handfast::path::PROFILE_NAMES;
use handfast::{Code, Provider};
use pyo3::prelude::*;

use classes::explanation::Explanation;
use error::OrRaise as _;

/// What a reason code means, why it matters and how to mend it.
#[pyfunction]
fn explain(py: Python<'_>, code: &str) -> PyResult<Explanation> {
    Code::named(code).or_raise(py).map(Explanation)
}

/// Every reason code, in the order of the pipeline.
#[pyfunction]
fn codes() -> Vec<&'static str> {
    Code::ALL.iter().map(|code| code.as_str()).collect()
}

/// The names that `Profile.by_name` knows.
#[pyfunction]
fn profile_names() -> Vec<&'static str> {
    PROFILE_NAMES.to_vec()
}

/// The names of the signature providers of this build, the preferred one first.
#[pyfunction]
fn providers() -> Vec<&'static str> {
    Provider::available().iter().map(Provider::name).collect()
}

/// The version of Handfast.
#[pyfunction]
fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// Decides who is at the other end of a connection, and says why.
#[pymodule]
mod _handfast {
    #[pymodule_export]
    use super::classes::certificate::{Certificate, Reason};
    #[pymodule_export]
    use super::classes::decision::{Decision, Nearest, Obligations, PeerIdentity, Principal, ShadowOutcome};
    #[pymodule_export]
    use super::classes::explanation::Explanation;
    #[pymodule_export]
    use super::classes::path::{
        Anchor, AppliedLoosening, Attempt, AttemptStep, CertificatePolicies, ProfileDifference, Rejection,
        StatedPolicy, VerifiedPath,
    };
    #[pymodule_export]
    use super::classes::policy::{Finding, Policy, TestOutcome};
    #[pymodule_export]
    use super::classes::presented::PresentedChain;
    #[pymodule_export]
    use super::classes::relying_party::{RelyingParty, SignatureCache};
    #[pymodule_export]
    use super::classes::request::AccessRequest;
    #[pymodule_export]
    use super::classes::revocation::{
        CertificateRevocation, Crl, OcspResponse, OcspStatement, RevocationData, RevocationMode,
    };
    #[pymodule_export]
    use super::classes::timeline::{Timeline, TimelineEvent, TimelineSpan};
    #[pymodule_export]
    use super::classes::trust::{Profile, TrustAnchors};
    #[pymodule_export]
    use super::convert::restore;
    #[pymodule_export]
    use super::error::{AccessDenied, SetupError};
    #[pymodule_export]
    use super::{codes, explain, profile_names, providers, version};
}
