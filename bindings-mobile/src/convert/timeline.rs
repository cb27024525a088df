//! A timeline.

use super::all;
use crate::types::{TimelineEvent, TimelineEventKind, TimelineRecord, TimelineSpanRecord};

impl From<&handfast::TimelineEvent> for TimelineEvent {
    fn from(event: &handfast::TimelineEvent) -> Self {
        Self {
            kind: TimelineEventKind(event.kind().to_string()),
            at: event.at().into(),
            message: event.message().to_owned(),
            certificate_fingerprint: event.certificate_fingerprint().map(|fingerprint| fingerprint.to_string()),
        }
    }
}

impl From<&handfast::TimelineSpan> for TimelineSpanRecord {
    fn from(span: &handfast::TimelineSpan) -> Self {
        Self {
            from: span.from().into(),
            until: span.until().map(Into::into),
            decision: span.decision().into(),
            events: all(span.events()),
        }
    }
}

impl From<&handfast::Timeline> for TimelineRecord {
    fn from(timeline: &handfast::Timeline) -> Self {
        Self {
            from: timeline.from().into(),
            to: timeline.to().into(),
            is_complete: timeline.is_complete(),
            spans: all(timeline.spans()),
            notices: all(timeline.notices()),
            json: timeline.to_json(),
            text: timeline.to_string(),
        }
    }
}
