//! A relying party as JavaScript asks it: one call for one decision, which gives a number.
//!
//! A decision that JavaScript held would be given back by a finaliser, and those run between tasks only: a loop over a
//! hundred thousand peers would fill the memory first. So the latest few are kept here, by number, and are read from here
//! when somebody looks at them. Whoever looks later decides again: the same chain, request and time give the same bytes.

use std::cell::Cell;
use std::collections::VecDeque;

use handfast::anchor::TrustAnchor;
use handfast::path::{Rejection, VerifiedPath};
use handfast::{Certificate, Decision, Effect, RelyingParty, SetupError};

use crate::{forms, instant, packed};

/// Outcomes that are kept. Most are looked at before the next peer comes.
const KEPT: usize = 16;

/// What came out.
enum Outcome {
    Decided(Box<Decision>),
    Verified(Box<VerifiedPath>),
    Rejected(Box<Rejection>),
}

/// A relying party and what it decided last.
pub struct Deciding {
    party: RelyingParty,
    /// By number, the oldest first.
    kept: Cell<VecDeque<(u64, Outcome)>>,
    last: Cell<u64>,
}

impl From<RelyingParty> for Deciding {
    fn from(party: RelyingParty) -> Self {
        Self { party, kept: Cell::default(), last: Cell::new(0) }
    }
}

impl Deciding {
    /// Decides; the decision's number, which is odd if it allows.
    ///
    /// # Errors
    /// `value_malformed` for a request that the facade should not have made.
    pub fn decide(&self, chain: &[u8], request: &str, at: f64) -> Result<f64, SetupError> {
        let decision = self.party.decide(&packed::chain(chain), &packed::request(request)?, instant(at));
        let allows = decision.effect() == Effect::Allow;
        Ok(self.keep(Outcome::Decided(Box::new(decision)), allows))
    }

    /// Verifies the path alone; the outcome's number, which is odd if it verified.
    pub fn verify(&self, chain: &[u8], at: f64) -> f64 {
        match self.party.verify(&packed::chain(chain), instant(at)) {
            Ok(path) => self.keep(Outcome::Verified(Box::new(path)), true),
            Err(rejection) => self.keep(Outcome::Rejected(Box::new(rejection)), false),
        }
    }

    /// The decisions from one time to another, as JSON and as text: nothing of them is kept.
    ///
    /// # Errors
    /// As [`decide`](Self::decide).
    pub fn timeline(&self, chain: &[u8], request: &str, from: f64, to: f64) -> Result<Vec<String>, SetupError> {
        let (chain, request) = (packed::chain(chain), packed::request(request)?);
        let timeline = self.party.timeline(&chain, &request, instant(from), instant(to));
        Ok(vec![timeline.to_json(), timeline.to_string()])
    }

    /// A text of an outcome, empty if it has none: `json` (a rejection's too), `text`, `identity`, `path`. `None` if it is
    /// not kept any more.
    pub fn text(&self, number: f64, what: &str) -> Option<String> {
        self.of(number, |outcome| match (outcome, what) {
            (Outcome::Decided(decision), "json") => decision.to_json(),
            (Outcome::Decided(decision), "text") => decision.to_string(),
            (Outcome::Decided(decision), "identity") => decision.identity().map(forms::identity).unwrap_or_default(),
            (Outcome::Decided(decision), _) => {
                decision.identity().map(|identity| forms::verified_path(identity.path())).unwrap_or_default()
            }
            (Outcome::Verified(path), _) => forms::verified_path(path),
            (Outcome::Rejected(rejection), _) => forms::rejection(rejection),
        })
    }

    /// The certificates of an outcome's path and then its trust anchor's, one after the other; empty if there is no path.
    /// `None` if it is not kept any more.
    pub fn certificates(&self, number: f64) -> Option<Vec<u8>> {
        self.of(number, |outcome| {
            let (path, anchor): (&[Certificate], _) = match outcome {
                Outcome::Decided(decision) => (decision.path(), decision.anchor()),
                Outcome::Verified(path) => (path.certificates(), Some(path.anchor())),
                Outcome::Rejected(_) => (&[], None),
            };
            packed::certificates(path.iter().chain(anchor.map(TrustAnchor::certificate)))
        })
    }

    fn keep(&self, outcome: Outcome, good: bool) -> f64 {
        let number = self.last.get().saturating_add(2);
        self.last.set(number);
        let number = number | u64::from(good);
        let mut kept = self.kept.take();
        if kept.len() >= KEPT {
            kept.pop_front();
        }
        kept.push_back((number, outcome));
        self.kept.set(kept);
        as_number(number)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from float saturates, and a number that was never given is not kept"
    )]
    fn of<T>(&self, number: f64, read: impl FnOnce(&Outcome) -> T) -> Option<T> {
        let (number, kept) = (number as u64, self.kept.take());
        let outcome = kept.iter().rev().find(|(at, _)| *at == number).map(|(_, outcome)| read(outcome));
        self.kept.set(kept);
        outcome
    }
}

/// A number that JavaScript has exactly: a million a second reach its end after 142 years.
#[expect(clippy::cast_precision_loss, reason = "numbers stay below 2^53 for longer than a process lives")]
fn as_number(number: u64) -> f64 {
    number as f64
}
