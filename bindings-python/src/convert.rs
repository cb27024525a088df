//! Between Python's values and the core's.

use std::collections::BTreeMap;

use handfast::Timestamp;
use pyo3::PyTypeInfo;
use pyo3::conversion::IntoPyObject;
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{
    PyByteArray, PyBytes, PyDateTime, PyDelta, PyDict, PyList, PyMapping, PyMemoryView, PyString, PyTuple, PyType,
    PyTzInfo,
};

use crate::classes::certificate::Certificate;

/// A sequence, as the tuple that a frozen class holds.
pub(crate) struct Tuple<T>(Vec<T>);

impl<T> FromIterator<T> for Tuple<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<'py, T: IntoPyObject<'py>> IntoPyObject<'py> for Tuple<T> {
    type Target = PyTuple;
    type Output = Bound<'py, PyTuple>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        PyTuple::new(py, self.0)
    }
}

/// What any mapping from text gives.
pub(crate) struct ByName<T>(pub(crate) BTreeMap<String, T>);

impl<'py, T: FromPyObjectOwned<'py, Error: Into<PyErr>>> FromPyObject<'_, 'py> for ByName<T> {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let mut values = BTreeMap::new();
        for item in value.cast::<PyMapping>()?.items()? {
            let (name, value): (String, Bound<'py, PyAny>) = item.extract()?;
            values.insert(name, value.extract().map_err(Into::into)?);
        }
        Ok(Self(values))
    }
}

/// An instant: an aware `datetime`.
#[derive(Clone, Copy)]
pub(crate) struct Instant(pub(crate) Timestamp);

const DAY: i64 = 86_400;

/// 1970-01-01T00:00:00+00:00
fn epoch(py: Python<'_>) -> PyResult<&Bound<'_, PyDateTime>> {
    static EPOCH: PyOnceLock<Py<PyDateTime>> = PyOnceLock::new();
    let make = || {
        let utc = PyTzInfo::utc(py)?.to_owned();
        PyDateTime::new(py, 1970, 1, 1, 0, 0, 0, 0, Some(&utc)).map(Bound::unbind)
    };
    Ok(EPOCH.get_or_try_init(py, make)?.bind(py))
}

impl<'py> FromPyObject<'_, 'py> for Instant {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let py = value.py();
        if value.cast::<PyDateTime>().is_err() {
            return Err(PyTypeError::new_err(format!(
                "a time is an aware datetime, not {}; the current one is datetime.now(timezone.utc)",
                kind(&value)?
            )));
        }
        // The difference of two aware datetimes knows no limit of years; a fraction of a second is dropped.
        let since = match value.sub(epoch(py)?) {
            Ok(since) => since,
            // A naive one has no difference from an aware one.
            Err(_) if value.call_method0(intern!(py, "utcoffset"))?.is_none() => {
                return Err(PyTypeError::new_err(
                    "a naive datetime is no instant: give one with a time zone, such as datetime.now(timezone.utc)",
                ));
            }
            Err(error) => return Err(error),
        };
        let days: i64 = since.getattr(intern!(py, "days"))?.extract()?;
        let seconds: i64 = since.getattr(intern!(py, "seconds"))?.extract()?;
        Ok(Self(Timestamp::from_unix_seconds(days.saturating_mul(DAY).saturating_add(seconds))))
    }
}

impl<'py> IntoPyObject<'py> for Instant {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        /// 0001-01-01T00:00:00Z: a `datetime` has no year 0, and an instant in it becomes the first one that there is.
        const FIRST: i64 = -62_135_596_800;
        let seconds = self.0.unix_seconds().max(FIRST);
        let part = |number: i64| i32::try_from(number).unwrap_or_default();
        let since = PyDelta::new(py, part(seconds.div_euclid(DAY)), part(seconds.rem_euclid(DAY)), 0, false)?;
        epoch(py)?.add(since)
    }
}

/// The bytes of a certificate, a chain or a file, in whatever form they are given. `bytes` are not copied; what may
/// change while it is read is copied once.
pub(crate) fn bytes<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    let py = value.py();
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(bytes.clone());
    }
    if value.is_instance_of::<PyString>() {
        // A lone surrogate becomes bytes that are no certificate: what a peer sent is refused, never raised.
        return Ok(value.call_method1(intern!(py, "encode"), ("utf-8", "surrogatepass"))?.cast_into()?);
    }
    if let Ok(certificate) = value.cast::<Certificate>() {
        return Ok(PyBytes::new(py, certificate.get().0.der()));
    }
    if let Some(public_bytes) = value.getattr_opt(intern!(py, "public_bytes"))? {
        return Ok(public_bytes.call1((der(py)?,))?.cast_into()?);
    }
    match PyMemoryView::from(value) {
        Ok(view) => Ok(view.call_method0(intern!(py, "tobytes"))?.cast_into()?),
        Err(_) => Err(PyTypeError::new_err(format!(
            "give bytes, a buffer, PEM text, or an object with public_bytes(), not {}",
            kind(value)?
        ))),
    }
}

/// As [`bytes`], and the content of the file that a path names.
pub(crate) fn file<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    let py = value.py();
    if !value.hasattr(intern!(py, "__fspath__"))? {
        return bytes(value);
    }
    let path = py.import(intern!(py, "pathlib"))?.getattr(intern!(py, "Path"))?.call1((value,))?;
    Ok(path.call_method0(intern!(py, "read_bytes"))?.cast_into()?)
}

/// The text of a policy, or of the file that a path names.
pub(crate) fn text<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
    let py = value.py();
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(text.clone());
    }
    if !value.hasattr(intern!(py, "__fspath__"))? {
        return Err(PyTypeError::new_err(format!("a policy is text or a path, not {}", kind(value)?)));
    }
    Ok(file(value)?.call_method1(intern!(py, "decode"), ("utf-8",))?.cast_into()?)
}

/// Each of several, read by `read`.
pub(crate) fn each<'py>(
    values: &Bound<'py, PyAny>,
    read: fn(&Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>>,
) -> PyResult<Vec<Py<PyBytes>>> {
    // What mostly comes is gone through by place, without an iterator.
    if let Ok(list) = values.cast_exact::<PyList>() {
        let mut all = Vec::with_capacity(list.len());
        for value in list {
            all.push(read(&value)?.unbind());
        }
        return Ok(all);
    }
    let single = values.is_instance_of::<PyString>()
        || values.is_instance_of::<PyBytes>()
        || values.is_instance_of::<PyByteArray>()
        || values.is_instance_of::<PyMemoryView>();
    if single {
        return Err(PyTypeError::new_err("certificates come in a list, even one: write [certificate]"));
    }
    values.try_iter()?.map(|value| Ok(read(&value?)?.unbind())).collect()
}

/// `cryptography`'s name for DER. Who has an object with `public_bytes` has the package.
fn der(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    static DER: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let import = || {
        py.import("cryptography.hazmat.primitives.serialization")?
            .getattr("Encoding")?
            .getattr("DER")
            .map(Bound::unbind)
    };
    Ok(DER.get_or_try_init(py, import)?.bind(py))
}

/// The name of a value's type, for a sentence.
fn kind(value: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(value.get_type().name()?.to_string())
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// `Name(field=value, ...)`
pub(crate) fn shown(value: &Bound<'_, PyAny>, fields: &[&str]) -> PyResult<String> {
    let show = |field: &&str| Ok(format!("{field}={}", value.getattr(*field)?.repr()?));
    let fields = fields.iter().map(show).collect::<PyResult<Vec<_>>>()?;
    Ok(format!("{}({})", kind(value)?, fields.join(", ")))
}

/// Whether all fields are equal.
pub(crate) fn same(a: &Bound<'_, PyAny>, b: &Bound<'_, PyAny>, fields: &[&str]) -> PyResult<bool> {
    for field in fields {
        if !a.getattr(*field)?.eq(b.getattr(*field)?)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What `__reduce__` gives.
pub(crate) type Reduced<'py> = (Bound<'py, PyAny>, Bound<'py, PyTuple>);

/// How a value was made, so that it can be shown, pickled and made again: `receiver.verb(*arguments, **options)`.
pub(crate) struct Origin {
    receiver: Py<PyAny>,
    verb: &'static str,
    arguments: Arguments,
    /// None at all for most values, which are made in every decision.
    options: Option<Py<PyDict>>,
}

/// A tuple is made for those of a value of every decision only when it is asked for.
enum Arguments {
    Tuple(Py<PyTuple>),
    Texts([Py<PyString>; 2]),
}

impl Arguments {
    fn bind<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        match self {
            Self::Tuple(tuple) => Ok(tuple.bind(py).clone()),
            Self::Texts(texts) => PyTuple::new(py, texts),
        }
    }
}

impl Origin {
    /// Made by a constructor with a name, or by a method of another value. A verb that is empty is the class itself.
    pub(crate) fn new<'py>(
        receiver: &Bound<'py, PyAny>,
        verb: &'static str,
        arguments: impl IntoPyObject<'py, Target = PyTuple, Output = Bound<'py, PyTuple>, Error: Into<PyErr>>,
    ) -> PyResult<Self> {
        let py = receiver.py();
        let arguments = Arguments::Tuple(arguments.into_pyobject(py).map_err(Into::into)?.unbind());
        Ok(Self { receiver: receiver.clone().unbind(), verb, arguments, options: None })
    }

    /// Made by the class itself, or one of its constructors.
    pub(crate) fn of<'py, T: PyTypeInfo>(
        py: Python<'py>,
        verb: &'static str,
        arguments: impl IntoPyObject<'py, Target = PyTuple, Output = Bound<'py, PyTuple>, Error: Into<PyErr>>,
    ) -> PyResult<Self> {
        Self::new(py.get_type::<T>().as_any(), verb, arguments)
    }

    /// Made by the class itself of two texts.
    pub(crate) fn of_texts<T: PyTypeInfo>(py: Python<'_>, texts: [&Bound<'_, PyString>; 2]) -> Self {
        let arguments = Arguments::Texts(texts.map(|text| text.clone().unbind()));
        Self { receiver: py.get_type::<T>().into_any().unbind(), verb: "", arguments, options: None }
    }

    /// An argument that was given by name.
    pub(crate) fn option<'py>(mut self, py: Python<'py>, name: &str, value: impl IntoPyObject<'py>) -> PyResult<Self> {
        self.options.get_or_insert_with(|| PyDict::new(py).unbind()).bind(py).set_item(name, value)?;
        Ok(self)
    }

    /// The arguments that were given by name.
    fn options<'py>(&self, py: Python<'py>) -> Bound<'py, PyDict> {
        self.options.as_ref().map_or_else(|| PyDict::new(py), |options| options.bind(py).clone())
    }

    /// For `__reduce__`: the function that makes it again, and what it takes.
    pub(crate) fn reduce<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        let restore = py.import(intern!(py, "handfast._handfast"))?.getattr(intern!(py, "_restore"))?;
        let Self { receiver, verb, arguments, .. } = self;
        Ok((restore, (receiver, *verb, arguments.bind(py)?, self.options(py)).into_pyobject(py)?))
    }

    /// Whether two values were made alike.
    pub(crate) fn is_like(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        Ok(self.verb == other.verb
            && self.arguments.bind(py)?.eq(other.arguments.bind(py)?)?
            && self.options(py).eq(other.options(py))?)
    }

    /// `Receiver.verb('argument', option='value')`
    pub(crate) fn shown(&self, py: Python<'_>) -> PyResult<String> {
        let receiver = self.receiver.bind(py);
        let mut text = match receiver.cast::<PyType>() {
            Ok(class) => class.name()?.to_string(),
            Err(_) => receiver.repr()?.to_string(),
        };
        if !self.verb.is_empty() {
            text = format!("{text}.{}", self.verb);
        }
        let mut arguments = Vec::new();
        for argument in self.arguments.bind(py)? {
            arguments.push(argument.repr()?.to_string());
        }
        for (name, value) in self.options(py) {
            arguments.push(format!("{name}={}", value.repr()?));
        }
        Ok(format!("{text}({})", arguments.join(", ")))
    }
}

/// Makes a value again as its [`Origin`] says.
#[pyfunction]
#[pyo3(name = "_restore")]
pub(crate) fn restore<'py>(
    receiver: &Bound<'py, PyAny>,
    verb: &Bound<'py, PyString>,
    arguments: &Bound<'py, PyTuple>,
    options: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    let maker = if verb.is_empty()? { receiver.clone() } else { receiver.getattr(verb)? };
    maker.call(arguments, Some(options))
}
