//! The classes, in the order of the data. Each holds the core's value and copies fields out of it when they are asked for.

/// A frozen class over a value of the core, with a property for each field.
///
/// It shows its fields, equals what has equal fields, and cannot be pickled: only the core makes one. With `@own`, these
/// methods are its own.
macro_rules! record {
    (
        $(#[$doc:meta])*
        $name:ident($inner:ty) as $this:ident {
            $($(#[$field_doc:meta])* $field:ident: $type:ty = $value:expr;)*
        }
        $($more:tt)*
    ) => {
        impl $name {
            const FIELDS: &'static [&'static str] = &[$(stringify!($field)),*];
        }

        record! { @own
            $(#[$doc])*
            $name($inner) as $this {
                $($(#[$field_doc])* $field: $type = $value;)*
            }
            fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
                crate::convert::shown(slf.as_any(), Self::FIELDS)
            }
            fn __eq__(slf: &Bound<'_, Self>, other: &Bound<'_, Self>) -> PyResult<bool> {
                crate::convert::same(slf.as_any(), other.as_any(), Self::FIELDS)
            }
            fn __hash__(slf: &Bound<'_, Self>) -> PyResult<isize> {
                // Equal fields are shown alike.
                slf.as_any().repr()?.hash()
            }
            fn __reduce__(&self) -> PyResult<()> {
                Err(pyo3::exceptions::PyTypeError::new_err(concat!(
                    stringify!($name),
                    " cannot be pickled: only the core makes one; keep its fields, or the decision's to_json()"
                )))
            }
            fn __copy__(slf: Py<Self>) -> Py<Self> {
                slf
            }
            fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
                slf
            }
            $($more)*
        }
    };
    (
        @own
        $(#[$doc:meta])*
        $name:ident($inner:ty) as $this:ident {
            $($(#[$field_doc:meta])* $field:ident: $type:ty = $value:expr;)*
        }
        $($more:tt)*
    ) => {
        $(#[$doc])*
        #[pyclass(frozen, module = "handfast")]
        pub(crate) struct $name(pub(crate) $inner);

        #[pymethods]
        impl $name {
            $(
                $(#[$field_doc])*
                #[getter]
                fn $field(&self) -> $type {
                    let $this = &self.0;
                    $value
                }
            )*
            $($more)*
        }
    };
}

pub(crate) mod explanation;

pub(crate) mod certificate;
pub(crate) mod presented;
pub(crate) mod request;
pub(crate) mod trust;

pub(crate) mod revocation;

pub(crate) mod path;
pub(crate) mod policy;

pub(crate) mod decision;
pub(crate) mod relying_party;
pub(crate) mod timeline;
