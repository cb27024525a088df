//! What a peer presented.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use super::certificate::Certificate;
use super::decision::hop;
use super::path::certificates;
use crate::convert::{Origin, Reduced, Tuple, bytes, each, file};

/// The certificates that a peer presented, and how they arrived. Whatever a peer sends makes one.
#[pyclass(frozen, module = "handfast")]
pub(crate) struct PresentedChain {
    pub(crate) inner: handfast::PresentedChain,
    origin: Origin,
}

fn slices<'a>(given: &'a [Bound<'_, PyBytes>]) -> Vec<&'a [u8]> {
    given.iter().map(PyBytesMethods::as_bytes).collect()
}

#[pymethods]
impl PresentedChain {
    /// The certificates of a TLS handshake, each DER or PEM: the end entity first, the rest in any order. An empty list is
    /// a chain, too: the peer sent none.
    #[staticmethod]
    #[pyo3(name = "from_tls")]
    fn of_tls(py: Python<'_>, certificates: &Bound<'_, PyAny>) -> PyResult<Self> {
        let given = each(certificates, bytes)?;
        let inner = handfast::PresentedChain::from_tls(slices(&given));
        Ok(Self { inner, origin: Origin::of::<Self>(py, "from_tls", (PyTuple::new(py, given)?,))? })
    }

    /// The certificates that a hop forwarded, in the order of `from_tls`. A relying party believes only hops that it was
    /// built to trust.
    #[staticmethod]
    #[pyo3(name = "from_forwarded")]
    fn of_forwarded(py: Python<'_>, certificates: &Bound<'_, PyAny>, hop: &str) -> PyResult<Self> {
        let given = each(certificates, bytes)?;
        let inner = handfast::PresentedChain::from_forwarded(slices(&given), hop);
        Ok(Self { inner, origin: Origin::of::<Self>(py, "from_forwarded", (PyTuple::new(py, given)?, hop))? })
    }

    /// Certificates from files, each a path, PEM with any number of blocks, or DER, in any order. Nothing shows that anybody
    /// holds the key.
    #[staticmethod]
    #[pyo3(name = "from_files")]
    fn of_files(py: Python<'_>, files: &Bound<'_, PyAny>) -> PyResult<Self> {
        let given = each(files, file)?;
        let inner = handfast::PresentedChain::from_files(slices(&given));
        Ok(Self { inner, origin: Origin::of::<Self>(py, "from_files", (PyTuple::new(py, given)?,))? })
    }

    /// With the OCSP response that the peer stapled as well, whatever it is. It need not be about the peer's own certificate;
    /// one that cannot be read is left out, and the decision says so.
    fn with_stapled_ocsp(slf: &Bound<'_, Self>, response: &Bound<'_, PyAny>) -> PyResult<Self> {
        let given = bytes(response)?;
        let inner = slf.get().inner.clone().with_stapled_ocsp(given.as_bytes());
        Ok(Self { inner, origin: Origin::new(slf.as_any(), "with_stapled_ocsp", (given,))? })
    }

    /// How it arrived: `tls`, `forwarded` or `files`.
    #[getter]
    fn arrival(&self) -> &str {
        self.inner.arrival().as_str()
    }

    /// The hop that forwarded it.
    #[getter]
    fn hop(&self) -> Option<&str> {
        hop(self.inner.arrival())
    }

    /// Whether the peer sent nothing.
    #[getter]
    fn is_empty(&self) -> bool {
        self.inner.is_empty()
    }

    /// The peer's own certificate; `None` if there is none that can be used, for which the decision has the reason.
    #[getter]
    fn end_entity(&self) -> Option<Certificate> {
        self.inner.end_entity().ok().cloned().map(Certificate)
    }

    /// The other certificates that can be read, in an order of their own, each once.
    #[getter]
    fn others(&self) -> Tuple<Certificate> {
        certificates(self.inner.others())
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        crate::convert::shown(slf.as_any(), &["arrival", "hop", "end_entity", "others"])
    }

    fn __eq__(&self, other: &Bound<'_, Self>) -> bool {
        self.inner == other.get().inner
    }

    fn __hash__(slf: &Bound<'_, Self>) -> PyResult<isize> {
        slf.as_any().repr()?.hash()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        self.origin.reduce(py)
    }
}
