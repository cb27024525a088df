//! `handfast inspect`

use std::fmt::Write as _;

use handfast::certificate::Certificate;
use handfast::encoding::oid::known;
use handfast::encoding::time::Timestamp;
use handfast::presented::read_certificates;
use handfast::reason::quoted;
use serde::Serialize;

use crate::arguments::InspectArguments;
use crate::output::{self, DIM, ODD, STRONG, styled};
use crate::{Failure, Outcome, files, inspect_revocation};

#[derive(Serialize)]
struct Form {
    file: String,
    version: String,
    serial: String,
    subject: String,
    issuer: String,
    self_issued: bool,
    not_before: String,
    not_after: String,
    #[serde(skip)]
    valid_seconds: i64,
    valid_days: i64,
    remaining_days: i64,
    names: Vec<String>,
    ca: bool,
    path_length: Option<u32>,
    key_usage: Vec<&'static str>,
    extended_key_usage: Vec<String>,
    key: String,
    signature: String,
    certificate_policies: Vec<String>,
    permitted_names: Vec<String>,
    excluded_names: Vec<String>,
    subject_key_identifier: Option<String>,
    authority_key_identifier: Option<String>,
    crl_distribution_points: Vec<String>,
    ocsp: Vec<String>,
    ca_issuers: Vec<String>,
    extensions: Vec<ExtensionForm>,
    fingerprint_sha256: String,
    spki_sha256: String,
    oddities: Vec<String>,
}

/// What a file holds.
#[derive(Serialize)]
#[serde(untagged)]
enum Item {
    Certificate(Box<Form>),
    Revocation(inspect_revocation::Form),
}

#[derive(Serialize)]
struct ExtensionForm {
    oid: String,
    critical: bool,
}

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

pub(crate) fn run(arguments: &InspectArguments) -> Result<Outcome, Failure> {
    files::standard_input_once(arguments.files.iter().map(AsRef::as_ref))?;
    let at = files::at(arguments.at);
    let mut forms = Vec::new();
    let mut unreadable = Vec::new();
    for path in &arguments.files {
        let file = files::shown(path);
        let bytes = files::read(path)?;
        if let Some(revocation) = inspect_revocation::forms(&file, &bytes) {
            forms.extend(revocation.into_iter().map(Item::Revocation));
            continue;
        }
        let certificates = read_certificates(&bytes);
        if certificates.is_empty() {
            unreadable.push(format!("{file}: there is no certificate in it\n  fix: give PEM blocks that begin with -----BEGIN CERTIFICATE-----, or DER"));
        }
        for certificate in certificates {
            match certificate {
                Ok(certificate) => forms.push(Item::Certificate(Box::new(form(&file, &certificate, at)))),
                Err(reason) => unreadable.push(format!("{file}: {}\n  fix: {}", reason.message(), reason.fix())),
            }
        }
    }
    if arguments.json {
        output::print_json(&forms)?;
    } else {
        for (index, form) in forms.iter().enumerate() {
            if index > 0 {
                output::print("")?;
            }
            output::print(&match form {
                Item::Certificate(form) => text(form, at)?,
                Item::Revocation(form) => form.text()?,
            })?;
        }
    }
    if unreadable.is_empty() { Ok(Outcome::Fine) } else { Err(Failure(unreadable.join("\nerror: "))) }
}

fn form(file: &str, certificate: &Certificate, at: Timestamp) -> Form {
    let (from, until) = (certificate.not_before(), certificate.not_after());
    let owned = |texts: Vec<&str>| texts.into_iter().map(ToOwned::to_owned).collect();
    let hex = |bytes: &[u8]| bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    let constraints = certificate.basic_constraints();
    Form {
        file: file.to_owned(),
        version: certificate.version().to_string(),
        serial: certificate.serial().to_string(),
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        self_issued: certificate.is_self_issued(),
        not_before: from.to_string(),
        not_after: until.to_string(),
        valid_seconds: until.seconds_since(from),
        valid_days: until.seconds_since(from) / DAY,
        remaining_days: until.seconds_since(at).div_euclid(DAY),
        names: certificate.subject_alt_names().map(|name| name.to_string()).collect(),
        ca: constraints.is_some_and(|constraints| constraints.ca),
        path_length: constraints.and_then(|constraints| constraints.path_length),
        key_usage: certificate.key_usage().map(|usage| usage.names().collect()).unwrap_or_default(),
        extended_key_usage: certificate
            .extended_key_usage()
            .map(|usages| usages.iter().map(handfast::path::extended_key_usage_name).collect())
            .unwrap_or_default(),
        key: certificate.public_key().kind().to_string(),
        signature: certificate.signature().algorithm_name(),
        certificate_policies: certificate.certificate_policies().map(|oid| oid.to_string()).collect(),
        permitted_names: certificate
            .name_constraints()
            .map(|c| c.permitted().map(|s| s.to_string()).collect())
            .unwrap_or_default(),
        excluded_names: certificate
            .name_constraints()
            .map(|c| c.excluded().map(|s| s.to_string()).collect())
            .unwrap_or_default(),
        subject_key_identifier: certificate.subject_key_identifier().map(hex),
        authority_key_identifier: certificate
            .authority_key_identifier()
            .and_then(|identifier| identifier.key_identifier())
            .map(hex),
        crl_distribution_points: owned(certificate.crl_distribution_points()),
        ocsp: owned(certificate.authority_info_access(known::AD_OCSP)),
        ca_issuers: owned(certificate.authority_info_access(known::AD_CA_ISSUERS)),
        extensions: certificate
            .extensions()
            .map(|extension| ExtensionForm { oid: extension.oid().to_string(), critical: extension.critical() })
            .collect(),
        fingerprint_sha256: certificate.fingerprint().to_string(),
        spki_sha256: hex(&certificate.spki_pin()),
        oddities: certificate.oddities(),
    }
}

/// Everything that a certificate's maker chose goes through `quoted`.
fn text(form: &Form, at: Timestamp) -> Result<String, Failure> {
    let mut text = String::new();
    let safe = |value: &str| quoted(value).trim_matches('`').to_owned();
    let all = |values: &[String]| values.iter().map(|value| safe(value)).collect::<Vec<_>>().join(", ");
    let subject = if form.subject.is_empty() { "(empty subject)".to_owned() } else { safe(&form.subject) };
    writeln!(text, "{}", styled(STRONG, &subject))?;
    let mut line = |label: &str, value: &str| {
        if value.is_empty() { Ok(()) } else { writeln!(text, "  {} {value}", styled(DIM, &format!("{label:<12}"))) }
    };
    line("names", &all(&form.names))?;
    let role = match (form.ca, form.path_length) {
        (true, Some(length)) => format!("CA, at most {length} intermediates below"),
        (true, None) => "CA".to_owned(),
        (false, _) => "end entity".to_owned(),
    };
    line("role", &if form.self_issued { format!("{role}, self-issued") } else { role })?;
    let uses: Vec<&str> =
        form.key_usage.iter().copied().chain(form.extended_key_usage.iter().map(String::as_str)).collect();
    line("uses", &uses.join(", "))?;
    line("issuer", &safe(&form.issuer))?;
    line("serial", &form.serial)?;
    line(
        "valid",
        &format!(
            "{} to {} ({}), {}",
            form.not_before,
            form.not_after,
            counted(form.valid_seconds),
            remaining(form, at)
        ),
    )?;
    line("key", &form.key)?;
    line("signed with", &form.signature)?;
    line("permits", &all(&form.permitted_names))?;
    line("excludes", &all(&form.excluded_names))?;
    line("policies", &form.certificate_policies.join(", "))?;
    line("revocation", &all(&[form.crl_distribution_points.clone(), form.ocsp.clone()].concat()))?;
    line("fingerprint", &form.fingerprint_sha256)?;
    line("key pin", &form.spki_sha256)?;
    for oddity in &form.oddities {
        writeln!(text, "  {} {oddity}", styled(ODD, "odd:        "))?;
    }
    Ok(text.trim_end().to_owned())
}

fn remaining(form: &Form, at: Timestamp) -> String {
    let (Ok(from), Ok(until)) = (form.not_before.parse::<Timestamp>(), form.not_after.parse::<Timestamp>()) else {
        return String::new();
    };
    let left = until.seconds_since(at);
    if at < from {
        format!("valid in {}", counted(from.seconds_since(at)))
    } else if left < 0 {
        format!("expired {} ago", counted(left.saturating_neg()))
    } else {
        format!("{} left", counted(left))
    }
}

/// Seconds in the unit that people would take.
fn counted(seconds: i64) -> String {
    let (number, unit) = match seconds {
        DAY.. => (seconds / DAY, "day"),
        HOUR.. => (seconds / HOUR, "hour"),
        _ => (seconds / 60, "minute"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}
