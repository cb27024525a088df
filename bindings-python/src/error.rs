//! The two exceptions: the caller's mistake, and the denial.

use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyTypeError};
use pyo3::prelude::*;

use crate::classes::decision::Decision;

create_exception!(
    handfast,
    SetupError,
    PyException,
    "The caller's mistake: wrong anchors, an unusable policy, a value that is none.\n\n\
     A peer can never cause it. It has `code`, `message`, `position` and `fix`."
);

create_exception!(
    handfast,
    AccessDenied,
    PyException,
    "The peer may not do what it asks for. `decision` says why.\n\nRaised by `RelyingParty.authorize` alone."
);

/// Raises the core's setup errors.
pub(crate) trait OrRaise<T> {
    fn or_raise(self, py: Python<'_>) -> PyResult<T>;
}

impl<T> OrRaise<T> for Result<T, handfast::SetupError> {
    fn or_raise(self, py: Python<'_>) -> PyResult<T> {
        self.map_err(|error| raised(py, &error).unwrap_or_else(|problem| problem))
    }
}

fn raised(py: Python<'_>, error: &handfast::SetupError) -> PyResult<PyErr> {
    let raised = SetupError::new_err(error.to_string());
    let fields = raised.value(py);
    fields.setattr("code", error.code().as_str())?;
    fields.setattr("message", error.message())?;
    fields.setattr("position", error.position().map(|position| position.to_string()))?;
    fields.setattr("fix", error.fix())?;
    Ok(raised)
}

/// A denial, raised.
pub(crate) fn denied(py: Python<'_>, denied: &handfast::AccessDenied) -> PyResult<PyErr> {
    let raised = AccessDenied::new_err(denied.to_string());
    raised.value(py).setattr("decision", Decision(denied.decision().clone()).into_pyobject(py)?)?;
    Ok(raised)
}

/// What `bool()` of something answers that is neither true nor false.
pub(crate) fn no_truth<T>(advice: &str) -> PyResult<T> {
    Err(PyTypeError::new_err(format!("this is never true or false by itself; {advice}")))
}
