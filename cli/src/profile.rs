//! `handfast profile`, and how `--profile` is read.

use std::path::Path;

use handfast::path::PROFILE_NAMES;
use handfast::{Profile, limits::PROFILE_BYTES};

use crate::arguments::ProfileArguments;
use crate::output::{self, BAD, DIM, GOOD, styled};
use crate::{Failure, Outcome, files};

pub(crate) fn run(arguments: &ProfileArguments) -> Result<Outcome, Failure> {
    let Some(name) = &arguments.profile else {
        output::print(&if arguments.json { serde_json::to_string(&PROFILE_NAMES)? } else { PROFILE_NAMES.join("\n") })?;
        return Ok(Outcome::Fine);
    };
    let read = |name: &str| read(files::shown(Path::new(name)), name);
    let profile = read(name)?;
    let Some(other) = &arguments.other else {
        let text = if arguments.json { profile.to_json() } else { profile.to_string() };
        output::print(&text)?;
        return Ok(Outcome::Fine);
    };
    let differences = profile.diff(&read(other)?);
    if arguments.json {
        let members: Vec<String> =
            differences.iter().map(|one| format!("\"{}\":[{},{}]", one.member(), one.left(), one.right())).collect();
        output::print(&format!("{{{}}}", members.join(",")))?;
    } else if differences.is_empty() {
        output::print("no difference")?;
    }
    for one in differences.iter().filter(|_| !arguments.json) {
        output::print(&styled(DIM, one.member()))?;
        output::print(&styled(BAD, &format!("  - {}", one.left())))?;
        output::print(&styled(GOOD, &format!("  + {}", one.right())))?;
    }
    Ok(if differences.is_empty() { Outcome::Fine } else { Outcome::Found })
}

/// The profile of that name, or the one that a file of that name derives; `what` is where the name was given.
pub(crate) fn read(what: impl std::fmt::Display, name: &str) -> Result<Profile, Failure> {
    let path = Path::new(name);
    if PROFILE_NAMES.contains(&name) || !(name == "-" || name.contains(['.', '/', '\\']) || path.exists()) {
        return Profile::by_name(name).map_err(|error| {
            Failure::about(what, error.message(), format!("{} (or give the name of a JSON file)", error.fix()))
        });
    }
    let text = files::read_at_most(path, PROFILE_BYTES)?;
    Profile::from_json(&text).map_err(|error| Failure::mistake(files::shown(path), &error))
}
