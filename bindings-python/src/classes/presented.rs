//! What a peer presented.

use std::sync::OnceLock;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use super::certificate::Certificate;
use super::decision::hop;
use super::path::certificates;
use crate::convert::{Origin, Reduced, Tuple, bytes, each, file};

/// The certificates that a peer presented, and how they arrived. Whatever a peer sends makes one.
#[pyclass(frozen, module = "handfast")]
pub(crate) struct PresentedChain {
    arrived: Arrived,
    given: Vec<Py<PyBytes>>,
    stapled: Vec<Py<PyBytes>>,
    /// Read when it is first asked about, which is mostly in a decision, with the GIL released.
    inner: OnceLock<handfast::PresentedChain>,
}

#[derive(Clone)]
enum Arrived {
    Tls,
    Forwarded(String),
    Files,
}

impl PresentedChain {
    fn given(arrived: Arrived, given: Vec<Py<PyBytes>>) -> Self {
        Self { arrived, given, stapled: Vec::new(), inner: OnceLock::new() }
    }

    /// This one with these responses.
    fn stapling(&self, py: Python<'_>, stapled: Vec<Py<PyBytes>>) -> Self {
        let given = self.given.iter().map(|bytes| bytes.clone_ref(py)).collect();
        Self { stapled, ..Self::given(self.arrived.clone(), given) }
    }

    /// What it takes to read it with the GIL released; nothing once it is read.
    pub(crate) fn unread<'a>(&'a self, py: Python<'_>) -> Unread<'a> {
        let (mut certificates, mut stapled) = (Vec::new(), Vec::new());
        if self.inner.get().is_none() {
            certificates.extend(self.given.iter().map(|bytes| bytes.as_bytes(py)));
            stapled.extend(self.stapled.iter().map(|bytes| bytes.as_bytes(py)));
        }
        Unread { chain: self, certificates, stapled }
    }

    fn read(&self, py: Python<'_>) -> &handfast::PresentedChain {
        self.unread(py).read()
    }
}

/// A chain with the bytes that it is read from.
pub(crate) struct Unread<'a> {
    chain: &'a PresentedChain,
    certificates: Vec<&'a [u8]>,
    stapled: Vec<&'a [u8]>,
}

impl<'a> Unread<'a> {
    /// Needs no GIL. Of two threads one reads, and the other waits for it.
    pub(crate) fn read(&self) -> &'a handfast::PresentedChain {
        self.chain.inner.get_or_init(|| {
            let certificates = &self.certificates;
            let chain = match &self.chain.arrived {
                Arrived::Tls => handfast::PresentedChain::from_tls(certificates),
                Arrived::Forwarded(hop) => handfast::PresentedChain::from_forwarded(certificates, hop),
                Arrived::Files => handfast::PresentedChain::from_files(certificates),
            };
            self.stapled.iter().fold(chain, handfast::PresentedChain::with_stapled_ocsp)
        })
    }
}

#[pymethods]
impl PresentedChain {
    /// The certificates of a TLS handshake, each DER or PEM: the end entity first, the rest in any order. An empty list is
    /// a chain, too: the peer sent none.
    #[staticmethod]
    #[pyo3(name = "from_tls")]
    fn of_tls(certificates: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self::given(Arrived::Tls, each(certificates, bytes)?))
    }

    /// The certificates that a hop forwarded, in the order of `from_tls`. A relying party believes only hops that it was
    /// built to trust.
    #[staticmethod]
    #[pyo3(name = "from_forwarded")]
    fn of_forwarded(certificates: &Bound<'_, PyAny>, hop: String) -> PyResult<Self> {
        Ok(Self::given(Arrived::Forwarded(hop), each(certificates, bytes)?))
    }

    /// Certificates from files, each a path, PEM with any number of blocks, or DER, in any order. Nothing shows that anybody
    /// holds the key.
    #[staticmethod]
    #[pyo3(name = "from_files")]
    fn of_files(files: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self::given(Arrived::Files, each(files, file)?))
    }

    /// With the OCSP response that the peer stapled as well, whatever it is. It need not be about the peer's own certificate;
    /// one that cannot be read is left out, and the decision says so.
    fn with_stapled_ocsp(&self, py: Python<'_>, response: &Bound<'_, PyAny>) -> PyResult<Self> {
        let mut stapled: Vec<_> = self.stapled.iter().map(|response| response.clone_ref(py)).collect();
        stapled.push(bytes(response)?.unbind());
        Ok(self.stapling(py, stapled))
    }

    /// How it arrived: `tls`, `forwarded` or `files`.
    #[getter]
    fn arrival(&self, py: Python<'_>) -> &str {
        self.read(py).arrival().as_str()
    }

    /// The hop that forwarded it.
    #[getter]
    fn hop(&self, py: Python<'_>) -> Option<&str> {
        hop(self.read(py).arrival())
    }

    /// Whether the peer sent nothing.
    #[getter]
    fn is_empty(&self, py: Python<'_>) -> bool {
        self.read(py).is_empty()
    }

    /// The peer's own certificate; `None` if there is none that can be used, for which the decision has the reason.
    #[getter]
    fn end_entity(&self, py: Python<'_>) -> Option<Certificate> {
        self.read(py).end_entity().ok().cloned().map(Certificate)
    }

    /// The other certificates that can be read, in an order of their own, each once.
    #[getter]
    fn others(&self, py: Python<'_>) -> Tuple<Certificate> {
        certificates(self.read(py).others())
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        crate::convert::shown(slf.as_any(), &["arrival", "hop", "end_entity", "others"])
    }

    fn __eq__(&self, py: Python<'_>, other: &Bound<'_, Self>) -> bool {
        self.read(py) == other.get().read(py)
    }

    fn __hash__(slf: &Bound<'_, Self>) -> PyResult<isize> {
        slf.as_any().repr()?.hash()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        if let Some((last, before)) = self.stapled.split_last() {
            let before = before.iter().map(|response| response.clone_ref(py)).collect();
            let receiver = self.stapling(py, before).into_pyobject(py)?;
            return Origin::new(receiver.as_any(), "with_stapled_ocsp", (last,))?.reduce(py);
        }
        let given = PyTuple::new(py, &self.given)?;
        match &self.arrived {
            Arrived::Tls => Origin::of::<Self>(py, "from_tls", (given,)),
            Arrived::Forwarded(hop) => Origin::of::<Self>(py, "from_forwarded", (given, hop)),
            Arrived::Files => Origin::of::<Self>(py, "from_files", (given,)),
        }?
        .reduce(py)
    }
}
