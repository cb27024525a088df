//! When a decision flips, and why.

use super::{DecisionRecord, TimelineEventKind, Timestamp};

/// Something that happens at an instant.
#[derive(Clone, Debug, uniffi::Record)]
pub struct TimelineEvent {
    /// What happens.
    pub kind: TimelineEventKind,
    /// When.
    pub at: Timestamp,
    /// One sentence: lower case, no final stop, control characters escaped.
    pub message: String,
    /// The SHA-256 of the certificate that it is about, in hex.
    pub certificate_fingerprint: Option<String>,
}

/// A span of time with one decision.
#[derive(Clone, Debug, uniffi::Record)]
pub struct TimelineSpanRecord {
    /// See `TimelineSpan`.
    pub from: Timestamp,
    /// See `TimelineSpan`.
    pub until: Option<Timestamp>,
    /// See `TimelineSpan`.
    pub decision: DecisionRecord,
    /// See `TimelineSpan`.
    pub events: Vec<TimelineEvent>,
}

/// The decisions over a time, with the core's JSON and its lines for people.
#[derive(Clone, Debug, uniffi::Record)]
pub struct TimelineRecord {
    /// See `Timeline`.
    pub from: Timestamp,
    /// See `Timeline`.
    pub to: Timestamp,
    /// See `Timeline`.
    pub is_complete: bool,
    /// See `Timeline`.
    pub spans: Vec<TimelineSpanRecord>,
    /// See `Timeline`.
    pub notices: Vec<TimelineEvent>,
    /// See `Timeline`.
    pub json: String,
    /// See `Timeline`.
    pub text: String,
}
