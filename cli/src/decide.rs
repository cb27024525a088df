//! `handfast decide`

use handfast::{Decision, Effect};

use crate::arguments::DecideArguments;
use crate::output::{self, BAD, DIM, GOOD, styled};
use crate::peer::{self, Question};
use crate::{Failure, Outcome, files};

pub(crate) fn run(arguments: &DecideArguments) -> Result<Outcome, Failure> {
    let Question { relying_party, chain, request } = peer::question(&arguments.peer)?;
    let decision = relying_party.decide(&chain, &request, files::at(arguments.at));
    if arguments.json {
        output::print(&decision.to_json())?;
    } else {
        show(&decision)?;
    }
    Ok(match decision.effect() {
        Effect::Allow => Outcome::Fine,
        Effect::Deny => Outcome::Found,
    })
}

fn show(decision: &Decision) -> Result<(), Failure> {
    let text = decision.to_string();
    let mut lines = text.lines();
    output::print(&headline(decision, lines.next().unwrap_or_default()))?;
    for reason in decision.reasons() {
        output::print(&format!("  {reason}"))?;
        if decision.effect() == Effect::Deny {
            output::print(&format!("    {} {}", styled(DIM, "fix:"), reason.fix()))?;
            output::print(&format!("    {} {}", styled(DIM, "see:"), reason.reference()))?;
        }
    }
    for line in lines.skip(decision.reasons().len()) {
        output::print(line)?;
    }
    let attempts = decision.attempts();
    if decision.effect() == Effect::Deny && attempts.total() > 1 {
        output::print(&format!("  {}", styled(DIM, &format!("tried {} ways to a trust anchor:", attempts.total()))))?;
        for attempt in attempts.kept().iter().take(8) {
            output::print(&format!("    {}", attempt.reason()))?;
        }
    }
    match decision.revocation() {
        Some(all) => {
            for certificate in all {
                let source = certificate.source().map_or("nobody", |source| source.as_str());
                let next = certificate.next_update().map_or_else(String::new, |next| format!(", next update {next}"));
                let label = styled(DIM, &format!("revocation of certificate {}:", certificate.index()));
                output::print(&format!("  {label} {}, says {source}{next}", certificate.status()))?;
                for observation in certificate.observations() {
                    output::print(&format!("    {observation}"))?;
                }
            }
        }
        None => output::print(&format!("  {}", styled(DIM, "revocation was not looked at")))?,
    }
    if let Some(until) = decision.valid_until() {
        output::print(&format!("  {} {until}", styled(DIM, "holds until")))?;
    }
    Ok(())
}

/// The first line of a decision, the effect in its colour.
pub(crate) fn headline(decision: &Decision, line: &str) -> String {
    let (effect, rest) = line.split_once(':').unwrap_or((line, ""));
    let colour = if decision.effect() == Effect::Allow { GOOD } else { BAD };
    format!("{}:{rest}", styled(colour, effect))
}
