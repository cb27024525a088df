//! What a peer asks for.

use handfast::ReferenceIdentifier;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping, PyString, PyTuple};

use crate::convert::{Origin, Reduced};
use crate::error::OrRaise;

/// What a peer asks for, and what the host knows about the connection.
#[pyclass(frozen, module = "handfast")]
pub(crate) struct AccessRequest {
    pub(crate) inner: handfast::AccessRequest,
    origin: Origin,
}

/// What every request may have besides, by name.
#[derive(Default)]
struct More<'a, 'py> {
    expecting: Option<&'a str>,
    source_ip: Option<&'a Bound<'py, PyAny>>,
    host: Option<&'a str>,
    context: Option<&'a Bound<'py, PyMapping>>,
}

impl More<'_, '_> {
    /// Adds it to a request, and to how the request is made again.
    fn add(self, py: Python<'_>, mut inner: handfast::AccessRequest, mut origin: Origin) -> PyResult<AccessRequest> {
        if let Some(name) = self.expecting {
            inner = inner.expecting(name.parse::<ReferenceIdentifier>().or_raise(py)?);
            origin = origin.option(py, "expecting", name)?;
        }
        if let Some(address) = self.source_ip {
            // Text, or an address of `ipaddress`, which prints as its text.
            let address = address.str()?;
            inner = inner.with("source_ip", &address.to_cow()?).or_raise(py)?;
            origin = origin.option(py, "source_ip", address)?;
        }
        if let Some(host) = self.host {
            inner = inner.host(host);
            origin = origin.option(py, "host", host)?;
        }
        if let Some(context) = self.context {
            let given = PyDict::new(py);
            for item in context.items()? {
                let (key, value): (String, Bound<'_, PyAny>) = item.extract()?;
                let single = value.is_instance_of::<PyString>();
                let values: Vec<String> = if single { vec![value.extract()?] } else { value.extract()? };
                for value in &values {
                    inner = inner.with(&key, value).or_raise(py)?;
                }
                given.set_item(key, PyTuple::new(py, values)?)?;
            }
            origin = origin.option(py, "context", given)?;
        }
        Ok(AccessRequest { inner, origin })
    }
}

#[pymethods]
impl AccessRequest {
    /// An HTTP request. A path that two servers may read differently is matched by no allow rule.
    #[new]
    #[pyo3(signature = (method, path, *, expecting=None, source_ip=None, host=None, context=None))]
    fn new(
        py: Python<'_>,
        method: &Bound<'_, PyString>,
        path: &Bound<'_, PyString>,
        expecting: Option<&str>,
        source_ip: Option<&Bound<'_, PyAny>>,
        host: Option<&str>,
        context: Option<&Bound<'_, PyMapping>>,
    ) -> PyResult<Self> {
        let inner = handfast::AccessRequest::new(&method.to_cow()?, &path.to_cow()?);
        More { expecting, source_ip, host, context }.add(py, inner, Origin::of_texts::<Self>(py, [method, path]))
    }

    /// A connection by itself: no request yet, or none that concerns the decision.
    #[staticmethod]
    #[pyo3(signature = (*, expecting=None, source_ip=None, host=None, context=None))]
    fn connection(
        py: Python<'_>,
        expecting: Option<&str>,
        source_ip: Option<&Bound<'_, PyAny>>,
        host: Option<&str>,
        context: Option<&Bound<'_, PyMapping>>,
    ) -> PyResult<Self> {
        let inner = handfast::AccessRequest::connection();
        let origin = Origin::of::<Self>(py, "connection", PyTuple::empty(py))?;
        More { expecting, source_ip, host, context }.add(py, inner, origin)
    }

    /// An action on a resource, where there is no HTTP: `publish` on `meters/M-1/up`.
    #[staticmethod]
    #[pyo3(signature = (action, resource, *, expecting=None, source_ip=None, host=None, context=None))]
    fn action(
        py: Python<'_>,
        action: &str,
        resource: &str,
        expecting: Option<&str>,
        source_ip: Option<&Bound<'_, PyAny>>,
        host: Option<&str>,
        context: Option<&Bound<'_, PyMapping>>,
    ) -> PyResult<Self> {
        let inner = handfast::AccessRequest::action(action, resource);
        let origin = Origin::of::<Self>(py, "action", (action, resource))?;
        More { expecting, source_ip, host, context }.add(py, inner, origin)
    }

    fn __str__(&self) -> String {
        self.inner.to_string()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        self.origin.shown(py)
    }

    fn __eq__(&self, other: &Bound<'_, Self>) -> bool {
        self.inner == other.get().inner
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        // What is equal is told alike.
        self.inner.to_string().into_pyobject(py)?.hash()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        self.origin.reduce(py)
    }
}
