//! A timeline as JSON, and in lines for people.

use std::fmt;

use serde::{Serialize, Serializer};

use super::timeline::{Timeline, TimelineSpan};
use super::timeline_events::TimelineEvent;
use crate::decision::Decision;

/// The version of the form.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct TimelineForm<'a> {
    handfast_timeline: u32,
    from: String,
    to: String,
    complete: bool,
    spans: Vec<SpanForm<'a>>,
    notices: &'a [TimelineEvent],
}

#[derive(Serialize)]
struct SpanForm<'a> {
    from: String,
    until: Option<String>,
    events: &'a [TimelineEvent],
    decision: &'a Decision,
}

#[derive(Serialize)]
struct EventForm<'a> {
    kind: &'static str,
    at: String,
    message: &'a str,
    certificate_fingerprint: Option<String>,
}

/// As it stands in a timeline's JSON.
impl Serialize for TimelineEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let form = EventForm {
            kind: self.kind().as_str(),
            at: self.at().to_string(),
            message: self.message(),
            certificate_fingerprint: self.certificate_fingerprint().map(|fingerprint| fingerprint.to_string()),
        };
        form.serialize(serializer)
    }
}

impl Timeline {
    /// The timeline as JSON, on one line, the decision of each span whole: the same bytes in every language.
    pub fn to_json(&self) -> String {
        // As of a decision: nothing in it can fail to be written.
        serde_json::to_string(&form(self)).unwrap_or_default()
    }

    /// As [`to_json`](Self::to_json), over several lines.
    pub fn to_json_pretty(&self) -> String {
        serde_json::to_string_pretty(&form(self)).unwrap_or_default()
    }
}

fn form(timeline: &Timeline) -> TimelineForm<'_> {
    TimelineForm {
        handfast_timeline: FORMAT,
        from: timeline.from().to_string(),
        to: timeline.to().to_string(),
        complete: timeline.is_complete(),
        spans: timeline.spans().iter().map(span).collect(),
        notices: timeline.notices(),
    }
}

fn span(span: &TimelineSpan) -> SpanForm<'_> {
    SpanForm {
        from: span.from().to_string(),
        until: span.until().map(|until| until.to_string()),
        events: span.events(),
        decision: span.decision(),
    }
}

impl fmt::Display for Timeline {
    /// For each span its beginning, what begins it, and the decision's own lines; then the notices. No line break at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, span) in self.spans().iter().enumerate() {
            if number > 0 {
                writeln!(f)?;
            }
            write!(f, "{}", span.from())?;
            for event in span.events() {
                write!(f, "\n  {}", event.message())?;
            }
            for line in span.decision().to_string().lines() {
                write!(f, "\n  {line}")?;
            }
        }
        for notice in self.notices() {
            write!(f, "\n{}\n  {}", notice.at(), notice.message())?;
        }
        if !self.is_complete() {
            write!(f, "\n{}\n  there may be more: this is as far as was looked", self.to())?;
        }
        Ok(())
    }
}
