//! `handfast completions` and `handfast man`, from the command line's own definition.

use clap::{Arg, Command, CommandFactory as _};
use clap_complete::Shell;
use roff::{Inline, Roff, bold, italic, roman};

use crate::arguments::{Arguments, ENVIRONMENT, EXIT_STATUS};
use crate::{Failure, Outcome, output};

pub(crate) fn completions(shell: Shell) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "handfast", &mut script);
    output::print(String::from_utf8(script)?.trim_end())?;
    Ok(Outcome::Fine)
}

pub(crate) fn man() -> Result<Outcome, Failure> {
    let mut command = Arguments::command();
    command.build();
    let about = text(command.get_about());
    let mut page = Roff::new();
    let version = format!("handfast {}", command.get_version().unwrap_or_default());
    page.control("TH", ["handfast", "1", "", &version]);
    page.control("SH", ["NAME"]).text([roman(format!("handfast - {about}"))]);
    page.control("SH", ["SYNOPSIS"]);
    let commands = || command.get_subcommands().filter(|command| command.get_name() != "help");
    for command in commands() {
        page.text(usage(command)).control("br", []);
    }
    page.control("SH", ["DESCRIPTION"]).text([roman(format!("{about}."))]);
    page.control("SH", ["COMMANDS"]);
    for command in commands() {
        section_of(command, &mut page);
    }
    page.control("SH", ["EXIT STATUS"]);
    for (status, meaning) in EXIT_STATUS {
        page.control("TP", []).text([bold(status)]).text([roman(meaning)]);
    }
    page.control("SH", ["ENVIRONMENT"]);
    for (name, meaning) in ENVIRONMENT {
        page.control("TP", []).text([bold(name)]).text([roman(meaning)]);
    }
    page.control("SH", ["EXAMPLES"]).control("nf", []);
    for (_, examples) in commands().filter_map(after) {
        for line in examples.lines() {
            page.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
        }
    }
    page.control("fi", []);
    output::print(page.render().trim_end())?;
    Ok(Outcome::Fine)
}

fn text(text: Option<&clap::builder::StyledStr>) -> String {
    text.map(ToString::to_string).unwrap_or_default()
}

/// What stands after a command's options: notes, and examples.
fn after(command: &Command) -> Option<(String, String)> {
    let text = text(command.get_after_help());
    let (notes, examples) = text.split_once("Examples:\n")?;
    Some((notes.trim().to_owned(), examples.to_owned()))
}

/// `handfast decide [OPTIONS] --chain <FILE>...`, the words in bold and what is to be filled in in italics.
fn usage(command: &Command) -> Vec<Inline> {
    let usage = command.clone().render_usage().to_string();
    let words = usage.trim_start_matches("Usage: ").split(' ');
    words
        .enumerate()
        .map(|(place, word)| {
            let spaced = if place == 0 { word.to_owned() } else { format!(" {word}") };
            if word.contains(['<', '[']) { italic(spaced) } else { bold(spaced) }
        })
        .collect()
}

fn section_of(command: &Command, page: &mut Roff) {
    page.control("SS", [command.get_name()]);
    page.text([roman(format!("{}.", text(command.get_about())))]);
    if let Some((notes, _)) = after(command).filter(|(notes, _)| !notes.is_empty()) {
        page.control("PP", []).text([roman(notes.replace('\n', " "))]);
    }
    for argument in command.get_arguments().filter(|argument| argument.get_id() != "help") {
        page.control("TP", []).text(form_of(argument)).text([roman(meaning_of(argument))]);
    }
}

/// `--chain FILE...`
fn form_of(argument: &Arg) -> Vec<Inline> {
    let mut form = Vec::new();
    if let Some(long) = argument.get_long() {
        form.push(bold(format!("--{long}")));
    }
    if argument.get_action().takes_values() {
        let names = argument.get_value_names().unwrap_or_default();
        let several = argument.get_num_args().is_some_and(|count| count.max_values() > 1);
        let gap = if form.is_empty() { "" } else { " " };
        let values: Vec<&str> = names.iter().map(clap::builder::Str::as_str).collect();
        form.push(italic(format!("{gap}{}{}", values.join(" "), if several { "..." } else { "" })));
    }
    form
}

fn meaning_of(argument: &Arg) -> String {
    let mut meaning = format!("{}.", text(argument.get_help()));
    let values: Vec<String> = argument
        .get_possible_values()
        .iter()
        .map(|value| match value.get_help() {
            Some(help) => format!("{} ({help})", value.get_name()),
            None => value.get_name().to_owned(),
        })
        .collect();
    if argument.get_action().takes_values() && !values.is_empty() {
        meaning = format!("{meaning} One of: {}.", values.join("; "));
    }
    let defaults: Vec<String> =
        argument.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    if argument.get_action().takes_values() && !defaults.is_empty() {
        meaning = format!("{meaning} By default {}.", defaults.join(" "));
    }
    meaning
}
