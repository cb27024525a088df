//! `handfast forecast`

use handfast::{Effect, Timeline, TimelineEvent, TimelineSpan, Timestamp};

use crate::arguments::ForecastArguments;
use crate::output::{self, DIM, ODD, STRONG, styled};
use crate::peer::{self, Question};
use crate::{Failure, Outcome, decide, files};

pub(crate) fn run(arguments: &ForecastArguments) -> Result<Outcome, Failure> {
    let Question { relying_party, chain, request } = peer::question(&arguments.peer)?;
    let from = files::at(arguments.from);
    let seconds = i64::try_from(arguments.length.as_secs()).unwrap_or(i64::MAX);
    let to = arguments.to.unwrap_or_else(|| from.plus_seconds(seconds));
    if to < from {
        return Err(Failure::about(
            "--to",
            format!("{to} is before {from}, where the forecast begins"),
            "give a later time",
        ));
    }
    let timeline = relying_party.timeline(&chain, &request, from, to);
    if arguments.json {
        output::print(&timeline.to_json())?;
    } else {
        show(&timeline)?;
    }
    let denied = timeline.spans().iter().any(|span| span.decision().effect() == Effect::Deny);
    Ok(if denied { Outcome::Found } else { Outcome::Fine })
}

fn show(timeline: &Timeline) -> Result<(), Failure> {
    for span in timeline.spans() {
        show_span(span, timeline.from())?;
    }
    for notice in timeline.notices() {
        output::print(&when(notice.at(), timeline.from()))?;
        output::print(&format!("  {}", event(notice)))?;
    }
    let looked = if timeline.is_complete() {
        format!("looked at until {}", timeline.to())
    } else {
        format!("looked at until {}; there are too many instants at which something may change to go on", timeline.to())
    };
    output::print(&styled(DIM, &looked))
}

fn show_span(span: &TimelineSpan, beginning: Timestamp) -> Result<(), Failure> {
    output::print(&when(span.from(), beginning))?;
    for what in span.events() {
        output::print(&format!("  {}", event(what)))?;
    }
    let decision = span.decision();
    let text = decision.to_string();
    output::print(&format!("  {}", decide::headline(decision, text.lines().next().unwrap_or_default())))?;
    for reason in decision.reasons() {
        output::print(&format!("    {reason}"))?;
        if decision.effect() == Effect::Deny {
            output::print(&format!("      {} {}", styled(DIM, "fix:"), reason.fix()))?;
        }
    }
    Ok(())
}

/// An instant, and how far ahead it is.
fn when(instant: Timestamp, beginning: Timestamp) -> String {
    const DAY: i64 = 86_400;
    let ahead = instant.unix_seconds().saturating_sub(beginning.unix_seconds());
    let ahead = match ahead {
        0 => String::new(),
        1 => "  in a second".to_owned(),
        seconds if seconds < 3_600 => format!("  in {} minutes", seconds / 60),
        seconds if seconds < 2 * DAY => format!("  in {} hours", seconds / 3_600),
        seconds => format!("  in {} days", seconds / DAY),
    };
    format!("{}{}", styled(STRONG, &instant.to_string()), styled(DIM, &ahead))
}

fn event(event: &TimelineEvent) -> String {
    styled(ODD, event.message())
}
