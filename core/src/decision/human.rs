//! A decision in a few lines for people.

use std::fmt;

use super::{Decision, PeerState};
use crate::policy::Effect;

impl fmt::Display for Decision {
    /// A headline, a line for each reason, and what else there is to know, each on a line of its own. No line break at
    /// the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let may = match self.effect {
            Effect::Allow => "may",
            Effect::Deny => "may not",
        };
        match (self.principal(), self.state) {
            (Some(principal), _) => write!(f, "{}: {principal} {may} {}", self.effect, self.request)?,
            (None, PeerState::NoCertificate) => {
                write!(f, "{}: a peer without a certificate {may} {}", self.effect, self.request)?;
            }
            (None, _) => write!(f, "{}: unverified peer {may} {}", self.effect, self.request)?,
        }
        for reason in &self.reasons {
            write!(f, "\n  {reason}")?;
        }
        for applied in self.loosened() {
            write!(f, "\n  loosened: {applied}")?;
        }
        for shadow in self.shadow().iter().filter(|shadow| shadow.would_change) {
            write!(f, "\n  shadow: rule `{}` would {} it", shadow.rule, shadow.effect)?;
        }
        Ok(())
    }
}
