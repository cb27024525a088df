//! `handfast completions` and `handfast man`, from the command line's own definition.

use std::io;

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::{Failure, Outcome};

pub(crate) fn completions(shell: Shell) -> Outcome {
    clap_complete::generate(shell, &mut Arguments::command(), "handfast", &mut io::stdout());
    Outcome::Fine
}

pub(crate) fn man() -> Result<Outcome, Failure> {
    let mut command = Arguments::command();
    command.build();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
        let man = clap_mangen::Man::new(subcommand.clone());
        man.render_synopsis_section(&mut page)?;
        man.render_description_section(&mut page)?;
        man.render_options_section(&mut page)?;
        man.render_extra_section(&mut page)?;
    }
    crate::output::print(String::from_utf8_lossy(&page).trim_end())?;
    Ok(Outcome::Fine)
}
