//! When a decision flips, and why.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use super::decision::Decision;
use crate::convert::{Instant, Tuple};

record! {
    /// Something that happens at an instant.
    TimelineEvent(handfast::TimelineEvent) as event {
        /// What sort of thing: `certificate_ends`, `revocation_stale`, ...
        kind: &str = event.kind().as_str();
        /// When.
        at: Instant = Instant(event.at());
        /// What, in a sentence.
        message: &str = event.message();
        /// The SHA-256 of the certificate that it is about, in hex, if it is about one.
        certificate_fingerprint: Option<String> =
            event.certificate_fingerprint().map(|fingerprint| fingerprint.to_string());
    }
}

fn told(events: &[handfast::TimelineEvent]) -> Tuple<TimelineEvent> {
    events.iter().cloned().map(TimelineEvent).collect()
}

record! {
    /// A span of time with one decision.
    TimelineSpan(handfast::TimelineSpan) as span {
        /// Its first instant.
        start: Instant = Instant(span.from());
        /// The first instant of the next span; `None` for the last one.
        until: Option<Instant> = span.until().map(Instant);
        /// The decision at its first instant.
        decision: Decision = Decision(span.decision().clone());
        /// Why it begins: what happens at its first instant. Empty for the first span.
        events: Tuple<TimelineEvent> = told(span.events());
    }
}

record! {
    @own
    /// The decisions about one peer's request over a time, by everything that is known at the outset.
    Timeline(handfast::Timeline) as timeline {
        /// The first instant that was looked at.
        start: Instant = Instant(timeline.from());
        /// The last instant that was looked at: the one that was asked for, unless the timeline is not complete.
        end: Instant = Instant(timeline.to());
        /// Whether all of the time that was asked for was looked at; not if too much may change in it.
        is_complete: bool = timeline.is_complete();
        /// The spans of time in which the decision is the same, in order, without gaps; at least one.
        spans: Tuple<TimelineSpan> = timeline.spans().iter().cloned().map(TimelineSpan).collect();
        /// What lies ahead and flips nothing by itself.
        notices: Tuple<TimelineEvent> = told(timeline.notices());
    }

    /// The timeline as JSON: the same bytes in every language.
    fn to_json(&self) -> String {
        self.0.to_json()
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        crate::convert::shown(slf.as_any(), &["start", "end", "is_complete", "spans", "notices"])
    }

    fn __eq__(&self, other: &Bound<'_, Self>) -> bool {
        self.0.to_json() == other.get().0.to_json()
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        self.0.to_json().into_pyobject(py)?.hash()
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("a timeline cannot be pickled: only a relying party makes one; keep its to_json()"))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }
}
