//! When the decision about a peer flips, and why.
//!
//! Nothing is computed about the future that is not computed about now: each decision says until when it holds, and the
//! next one is made at that instant, whole.

use super::RelyingParty;
use super::timeline_events::{self as events, TimelineEvent};
use crate::decision::Decision;
use crate::encoding::time::Timestamp;
use crate::limits::TIMELINE_DECISIONS;
use crate::policy::AccessRequest;
use crate::presented::PresentedChain;

/// The decisions about one peer's request over a time, by everything that is known at the outset.
#[derive(Clone, Debug)]
pub struct Timeline {
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    pub(super) complete: bool,
    pub(super) spans: Vec<TimelineSpan>,
    pub(super) notices: Vec<TimelineEvent>,
}

impl Timeline {
    /// The first instant that was looked at.
    pub fn from(&self) -> Timestamp {
        self.from
    }

    /// The last instant that was looked at: the one that was asked for, unless the timeline is not
    /// [complete](Self::is_complete).
    pub fn to(&self) -> Timestamp {
        self.to
    }

    /// Whether all of the time that was asked for was looked at. It was not if there are more than
    /// [`TIMELINE_DECISIONS`] instants at which something may change.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// The spans of time in which the decision is the same, in order, without gaps; at least one.
    pub fn spans(&self) -> &[TimelineSpan] {
        &self.spans
    }

    /// What lies ahead and flips nothing by itself: that public CAs issue no more certificates for clientAuth.
    pub fn notices(&self) -> &[TimelineEvent] {
        &self.notices
    }
}

/// A span of time with one decision.
#[derive(Clone, Debug)]
pub struct TimelineSpan {
    from: Timestamp,
    until: Option<Timestamp>,
    decision: Decision,
    events: Vec<TimelineEvent>,
}

impl TimelineSpan {
    /// Its first instant.
    pub fn from(&self) -> Timestamp {
        self.from
    }

    /// The first instant of the next span; `None` for the last one.
    pub fn until(&self) -> Option<Timestamp> {
        self.until
    }

    /// The decision at its first instant.
    pub fn decision(&self) -> &Decision {
        &self.decision
    }

    /// Why it begins: what happens at its first instant. Empty for the first span.
    pub fn events(&self) -> &[TimelineEvent] {
        &self.events
    }
}

impl RelyingParty {
    /// The decisions from one instant to another, both included: whenever the decision becomes another one, and what makes
    /// it so. An end before the beginning is taken to be the beginning.
    ///
    /// Two decisions are the same if effect, principal, peer state and rule are: a denial does not become another one by having
    /// more reasons. Only what is known now counts: nobody renews a certificate, issues another CRL or changes the policy. Never fails, whatever the peer sent.
    pub fn timeline(
        &self,
        chain: &PresentedChain,
        request: &AccessRequest,
        from: Timestamp,
        to: Timestamp,
    ) -> Timeline {
        let to = to.max(from);
        let mut spans: Vec<TimelineSpan> = Vec::new();
        let (mut at, mut complete) = (from, true);
        for made in 1.. {
            let decision = self.decide(chain, request, at);
            // What may be another decision is asked for again only later.
            let next = decision.valid_until().filter(|next| *next > at && *next <= to);
            match spans.last_mut() {
                Some(last) if same(&last.decision, &decision) => {}
                last => {
                    let events = match last {
                        Some(last) => {
                            last.until = Some(at);
                            events::at(self, chain, &decision, at)
                        }
                        None => Vec::new(),
                    };
                    spans.push(TimelineSpan { from: at, until: None, decision, events });
                }
            }
            match next {
                Some(_) if made >= TIMELINE_DECISIONS => {
                    complete = false;
                    break;
                }
                Some(next) => at = next,
                None => break,
            }
        }
        let looked_until = if complete { to } else { at };
        let notices = events::notices(self, chain, from, to);
        Timeline { from, to: looked_until, complete, spans, notices }
    }
}

/// Whether two decisions say the same. A denial that comes to have more reasons, or others, is a denial still.
fn same(one: &Decision, other: &Decision) -> bool {
    one.effect() == other.effect()
        && one.state() == other.state()
        && one.principal() == other.principal()
        && one.rule() == other.rule()
}
