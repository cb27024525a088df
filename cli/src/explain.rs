//! `handfast explain`

use handfast::Code;
use handfast::reason::code::{Explanation, UnknownCode};
use serde::Serialize;

use crate::arguments::ExplainArguments;
use crate::output::{self, DIM, STRONG, styled};
use crate::{Failure, Outcome};

#[derive(Serialize)]
struct Form {
    code: &'static str,
    stage: &'static str,
    meaning: &'static str,
    matters: &'static str,
    fix: &'static str,
    reference: &'static str,
}

impl From<Code> for Form {
    fn from(code: Code) -> Self {
        let Explanation { stage, meaning, matters, fix, reference, .. } = code.explanation();
        Self { code: code.as_str(), stage: stage.as_str(), meaning, matters, fix, reference }
    }
}

pub(crate) fn run(arguments: &ExplainArguments) -> Result<Outcome, Failure> {
    let Some(text) = &arguments.code else {
        return list(arguments.json);
    };
    let code: Code =
        text.parse().map_err(|unknown: UnknownCode| Failure(format!("{unknown}\n  fix: {}", unknown.fix())))?;
    let form = Form::from(code);
    if arguments.json {
        output::print_json(&form)?;
        return Ok(Outcome::Fine);
    }
    output::print(&styled(STRONG, form.code))?;
    for (label, text) in [
        ("means", form.meaning),
        ("matters", form.matters),
        ("fix", form.fix),
        ("stage", form.stage),
        ("see", form.reference),
    ] {
        output::print(&format!("  {} {text}", styled(DIM, &format!("{label:<8}"))))?;
    }
    Ok(Outcome::Fine)
}

fn list(json: bool) -> Result<Outcome, Failure> {
    let forms: Vec<Form> = Code::ALL.iter().copied().map(Form::from).collect();
    if json {
        output::print_json(&forms)?;
        return Ok(Outcome::Fine);
    }
    let width = forms.iter().map(|form| form.code.len()).max().unwrap_or_default();
    for form in &forms {
        output::print(&format!("{:<width$}  {}", form.code, form.meaning))?;
    }
    Ok(Outcome::Fine)
}
