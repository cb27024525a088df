//! The relying party: the pipeline, from a presented chain to a decision.

use handfast::Provider;
use pyo3::IntoPyObjectExt as _;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBool;

use super::decision::{Decision, PeerIdentity};
use super::path::{Rejection, VerifiedPath};
use super::policy::Policy;
use super::presented::PresentedChain;
use super::request::AccessRequest;
use super::revocation::{RevocationData, RevocationMode};
use super::timeline::Timeline;
use super::trust::{Profile, TrustAnchors};
use crate::convert::{ByName, Instant, Origin, Reduced};
use crate::error::{OrRaise, denied};

/// A bounded set of signatures that are known to be right, for several relying parties together. It never changes a decision,
/// only how long one takes.
#[pyclass(frozen, module = "handfast")]
pub(crate) struct SignatureCache(handfast::SignatureCache);

#[pymethods]
impl SignatureCache {
    /// An empty one that keeps at most this many signatures, rounded up to the next multiple of 16.
    #[new]
    fn new(entries: usize) -> Self {
        Self(handfast::SignatureCache::new(entries))
    }

    /// Most signatures that it keeps.
    #[getter]
    fn capacity(&self) -> usize {
        self.0.capacity()
    }

    /// Forgets them all.
    fn clear(&self) {
        self.0.clear();
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __repr__(&self) -> String {
        format!("<SignatureCache of {}: {}>", self.0.capacity(), self.0.len())
    }
}

/// Decides about peers: trust anchors, a profile, a policy. Made once, used for every peer, from any thread.
#[pyclass(frozen, module = "handfast")]
pub(crate) struct RelyingParty {
    inner: handfast::RelyingParty,
    origin: Origin,
}

#[pymethods]
impl RelyingParty {
    /// Exactly one of `policy` and `any_verified_peer` is given. Revocation is looked at by `revocation_mode`, and on paths that
    /// end in an anchor of a bundle by what `revocation_modes` says of it: hard with `revocation`, off without, unless they say
    /// otherwise. What a policy's `trust` says of a bundle comes before `revocation_mode`, and must not be contradicted by
    /// `revocation_modes`. Signatures that were right are remembered in a cache of its own, or in `signature_cache`; `False` is none.
    #[new]
    #[pyo3(signature = (trust_anchors, *, policy=None, any_verified_peer=false, profile=None, provider=None,
                        accept_files_without_possession=false, trusted_hops=None, supplies_context=None,
                        revocation=None, revocation_mode=None, revocation_modes=None, signature_cache=None))]
    #[expect(clippy::too_many_arguments, reason = "they are given by name")]
    fn new(
        py: Python<'_>,
        trust_anchors: &Bound<'_, TrustAnchors>,
        policy: Option<&Bound<'_, Policy>>,
        any_verified_peer: bool,
        profile: Option<&Bound<'_, Profile>>,
        provider: Option<&str>,
        accept_files_without_possession: bool,
        trusted_hops: Option<Vec<String>>,
        supplies_context: Option<Vec<String>>,
        revocation: Option<&Bound<'_, RevocationData>>,
        revocation_mode: Option<&Bound<'_, RevocationMode>>,
        revocation_modes: Option<ByName<Py<RevocationMode>>>,
        signature_cache: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let mut origin = Origin::of::<Self>(py, "", (trust_anchors,))?;
        let mut builder = handfast::RelyingParty::builder().trust_anchors(trust_anchors.get().inner.clone());
        if let Some(policy) = policy {
            builder = builder.policy(policy.get().inner.clone());
            origin = origin.option(py, "policy", policy)?;
        }
        if any_verified_peer {
            builder = builder.any_verified_peer();
            origin = origin.option(py, "any_verified_peer", true)?;
        }
        if let Some(profile) = profile {
            builder = builder.profile(profile.get().inner.clone());
            origin = origin.option(py, "profile", profile)?;
        }
        if let Some(provider) = provider {
            builder = builder.provider(Provider::by_name(provider).or_raise(py)?);
            origin = origin.option(py, "provider", provider)?;
        }
        if accept_files_without_possession {
            builder = builder.accept_files_without_possession();
            origin = origin.option(py, "accept_files_without_possession", true)?;
        }
        if let Some(hops) = trusted_hops {
            builder = hops.iter().fold(builder, handfast::RelyingPartyBuilder::trusted_hop);
            origin = origin.option(py, "trusted_hops", hops)?;
        }
        if let Some(keys) = supplies_context {
            builder = builder.supplies_context(&keys);
            origin = origin.option(py, "supplies_context", keys)?;
        }
        if let Some(data) = revocation {
            builder = builder.revocation(data.get().0.clone());
            origin = origin.option(py, "revocation", data)?;
        }
        if let Some(mode) = revocation_mode {
            builder = builder.revocation_mode(mode.get().0);
            origin = origin.option(py, "revocation_mode", mode)?;
        }
        if let Some(ByName(modes)) = revocation_modes {
            for (bundle, mode) in &modes {
                builder = builder.revocation_mode_of(bundle, mode.get().0);
            }
            origin = origin.option(py, "revocation_modes", modes)?;
        }
        if let Some(cache) = signature_cache {
            // A cache belongs to its process: what is pickled comes back with one of its own.
            if let Ok(cache) = cache.cast::<SignatureCache>() {
                builder = builder.signature_cache(cache.get().0.clone());
            } else if cache.is(PyBool::new(py, false)) {
                builder = builder.without_signature_cache();
                origin = origin.option(py, "signature_cache", false)?;
            } else {
                return Err(PyTypeError::new_err("a signature_cache is a SignatureCache, or False for none"));
            }
        }
        Ok(Self { inner: builder.build().or_raise(py)?, origin })
    }

    /// Decides whether the peer may do what it asks for, at that time. For showing: see `authorize`.
    ///
    /// Never raises for anything that a peer sent.
    #[pyo3(signature = (chain, request, *, at))]
    fn decide(
        &self,
        py: Python<'_>,
        chain: &Bound<'_, PresentedChain>,
        request: &Bound<'_, AccessRequest>,
        at: Instant,
    ) -> Decision {
        let (chain, request) = (chain.get().unread(py), &request.get().inner);
        Decision(py.detach(|| self.inner.decide(chain.read(), request, at.0)))
    }

    /// Decides about many peers in one call, each chain with the request at its place. Raises `ValueError` if there are not
    /// as many of one as of the other.
    #[pyo3(signature = (chains, requests, *, at))]
    fn decide_many(
        &self,
        py: Python<'_>,
        chains: Vec<Py<PresentedChain>>,
        requests: Vec<Py<AccessRequest>>,
        at: Instant,
    ) -> PyResult<Vec<Decision>> {
        if chains.len() != requests.len() {
            let (chains, requests) = (chains.len(), requests.len());
            return Err(PyValueError::new_err(format!("there are {chains} chains and {requests} requests")));
        }
        let chains = chains.iter().map(|chain| chain.get().unread(py));
        let pairs: Vec<_> = chains.zip(requests.iter().map(|request| &request.get().inner)).collect();
        let decide =
            || pairs.into_iter().map(|(chain, request)| self.inner.decide(chain.read(), request, at.0)).collect();
        let decisions: Vec<handfast::Decision> = py.detach(decide);
        Ok(decisions.into_iter().map(Decision).collect())
    }

    /// Decides, and gives the identity of a peer that may. For guarding: raises `AccessDenied` for one that may not.
    #[pyo3(signature = (chain, request, *, at))]
    fn authorize(
        &self,
        py: Python<'_>,
        chain: &Bound<'_, PresentedChain>,
        request: &Bound<'_, AccessRequest>,
        at: Instant,
    ) -> PyResult<PeerIdentity> {
        let (chain, request) = (chain.get().unread(py), &request.get().inner);
        match py.detach(|| self.inner.authorize(chain.read(), request, at.0)) {
            Ok(identity) => Ok(PeerIdentity(identity)),
            Err(denial) => Err(denied(py, &denial)?),
        }
    }

    /// The decisions from one instant to another, both included: whenever the decision becomes another one, and why. Only what
    /// is known now counts.
    #[pyo3(signature = (chain, request, *, start, end))]
    fn timeline(
        &self,
        py: Python<'_>,
        chain: &Bound<'_, PresentedChain>,
        request: &Bound<'_, AccessRequest>,
        start: Instant,
        end: Instant,
    ) -> Timeline {
        let (chain, request) = (chain.get().unread(py), &request.get().inner);
        Timeline(py.detach(|| self.inner.timeline(chain.read(), request, start.0, end.0)))
    }

    /// Verifies the path alone: a `VerifiedPath`, or a `Rejection`. Never raises for anything that a peer sent.
    ///
    /// What the peer's names mean is read for a decision only: with the profile `svid`, whether the URI is a SPIFFE ID.
    #[pyo3(signature = (chain, *, at))]
    fn verify<'py>(
        &self,
        py: Python<'py>,
        chain: &Bound<'_, PresentedChain>,
        at: Instant,
    ) -> PyResult<Bound<'py, PyAny>> {
        let chain = chain.get().unread(py);
        match py.detach(|| self.inner.verify(chain.read(), at.0)) {
            Ok(path) => VerifiedPath(path).into_bound_py_any(py),
            Err(rejection) => Rejection(rejection).into_bound_py_any(py),
        }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        self.origin.shown(py)
    }

    /// Made of the same.
    fn __eq__(&self, py: Python<'_>, other: &Bound<'_, Self>) -> PyResult<bool> {
        self.origin.is_like(py, &other.get().origin)
    }

    fn __hash__(slf: &Bound<'_, Self>) -> PyResult<isize> {
        slf.as_any().repr()?.hash()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        self.origin.reduce(py)
    }
}
