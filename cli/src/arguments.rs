//! The command line's definition: help, completions and the man page come from it.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{NonEmptyStringValueParser, PossibleValue, TypedValueParser};
use clap::{Arg, Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use handfast::path::PROFILE_NAMES;
use handfast::{ReferenceIdentifier, RevocationMode, Timestamp};

/// Decides who is at the other end of a connection, and says why.
#[derive(Parser)]
#[command(
    name = "handfast",
    version,
    after_help = after_help()
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What each exit status means.
pub(crate) const EXIT_STATUS: [(&str, &str); 3] = [
    ("0", "allow, or fine"),
    ("2", "deny, or findings"),
    ("1", "could not decide: bad usage, an unreadable file, an unusable policy"),
];

/// What the environment changes.
pub(crate) const ENVIRONMENT: [(&str, &str); 1] =
    [("NO_COLOR", "if it is set and not empty, nothing is coloured, on a terminal neither")];

fn after_help() -> String {
    let statuses = EXIT_STATUS.map(|(status, meaning)| format!("  {status}  {meaning}")).join("\n");
    format!(
        "Exit status:\n{statuses}\n\nA file named `-` is standard input. Colour only on a terminal; NO_COLOR is honoured.\n\
         `handfast COMMAND --help` has examples."
    )
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Decide whether a peer with these certificates may do what it asks for
    Decide(Box<DecideArguments>),
    /// Say when that decision flips, and why
    Forecast(Box<ForecastArguments>),
    /// Say what certificates say: names, uses, validity, key, pins, oddities; or CRLs and OCSP responses
    Inspect(InspectArguments),
    /// Say what a reason code means, why it matters, and how to mend it
    Explain(ExplainArguments),
    /// Show what a profile asks for, or in what two differ
    Profile(ProfileArguments),
    /// Look for mistakes in a policy document
    Lint(LintArguments),
    /// Run a policy document's own tests
    Test(TestArguments),
    /// Print a completion script for a shell
    #[command(after_help = "\
Examples:
  handfast completions bash > ~/.local/share/bash-completion/completions/handfast")]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the man page
    #[command(after_help = "\
Examples:
  handfast man > handfast.1")]
    Man,
}

#[derive(Args)]
#[command(after_help = "\
Whatever the peer presents, however malformed, gives a decision (0 or 2).
Anchors, a policy or options that cannot be used, and files that cannot be
read, are mistakes (1).

Examples:
  handfast decide --anchors ca.pem --chain client.pem
  handfast decide --anchors mesh=mesh.pem partner=partner.json --chain web.pem \\
      --policy payments.yaml --method POST --path /api/ledger/entries
  handfast decide --anchors ca.pem --chain server.pem --profile webpki-server \\
      --name dns:orders.example --at 2027-03-15T00:00:00Z --json
  handfast decide --anchors ca.pem --chain meter.pem --policy meters.yaml \\
      --action publish --resource meters/M-1/up --context device_group=eu-meters
  handfast decide --anchors ca.pem --chain client.pem --crl ca.crl --revocation soft:24h
  openssl s_client -connect localhost:8443 -showcerts </dev/null |
      handfast decide --anchors ca.pem --chain - --profile webpki-server --arrived tls")]
pub(crate) struct DecideArguments {
    #[command(flatten)]
    pub(crate) peer: PeerArguments,
    /// The verification time (RFC 3339); now, if it is left out
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<Timestamp>,
    /// Print the decision as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
#[command(after_help = "\
Only what is known now counts: no certificate is renewed, no other CRL issued,
no rule changed. Exit status 2 if the peer is denied at any time that was
looked at.

Examples:
  handfast forecast --anchors ca.pem --chain client.pem
  handfast forecast --anchors ca.pem --chain client.pem --policy payments.yaml \\
      --method GET --path /api/ledger --crl ca.crl --for 30d --json
  handfast forecast --anchors ca.pem --chain server.pem --profile webpki-server \\
      --from 2027-01-01T00:00:00Z --to 2027-06-30T00:00:00Z")]
pub(crate) struct ForecastArguments {
    #[command(flatten)]
    pub(crate) peer: PeerArguments,
    /// The time from which on (RFC 3339); now, if it is left out
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<Timestamp>,
    /// The time until which (RFC 3339)
    #[arg(long, value_name = "TIME", conflicts_with = "length")]
    pub(crate) to: Option<Timestamp>,
    /// For how long, such as 12h or 90d
    #[arg(long = "for", id = "length", value_name = "DURATION", default_value = "365d", value_parser = duration)]
    pub(crate) length: Duration,
    /// Print the timeline as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// The peer and who decides about it.
#[derive(Args)]
pub(crate) struct PeerArguments {
    /// Trust anchors: a file of PEM, DER or a SPIFFE trust bundle (JSON); NAME= puts them into the bundle that the policy's `trust` names
    #[arg(long, value_name = "[NAME=]FILE", required = true, num_args = 1.., value_hint = ValueHint::FilePath)]
    pub(crate) anchors: Vec<String>,
    /// The peer's certificates, PEM or DER, in any order; with --arrived tls or forwarded, the peer's own first
    #[arg(long, value_name = "FILE", required = true, num_args = 1.., value_hint = ValueHint::FilePath)]
    pub(crate) chain: Vec<PathBuf>,
    /// The policy document; without one, whoever verifies is let in
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) policy: Option<PathBuf>,
    /// The rules for paths: the name of a profile, or a JSON file that derives one
    #[arg(long, value_name = "NAME|FILE", default_value = "client", value_parser = ProfileParser)]
    pub(crate) profile: String,
    /// Who the peer is expected to be: one of its names must match
    #[arg(long, value_name = "dns:HOST|spiffe:ID|ip:ADDR|email:ADDR")]
    pub(crate) name: Option<ReferenceIdentifier>,
    /// The method of an HTTP request
    #[arg(long, value_name = "METHOD", requires = "path")]
    pub(crate) method: Option<String>,
    /// The path of an HTTP request
    #[arg(long, value_name = "PATH", requires = "method")]
    pub(crate) path: Option<String>,
    /// An action that is no HTTP request
    #[arg(long, value_name = "ACTION", requires = "resource", conflicts_with = "method")]
    pub(crate) action: Option<String>,
    /// What the action is on
    #[arg(long, value_name = "RESOURCE", requires = "action")]
    pub(crate) resource: Option<String>,
    /// CRLs, PEM or DER, to look at revocation with; what is not said to be good is then denied
    #[arg(long, value_name = "FILE", num_args = 1.., value_hint = ValueHint::FilePath)]
    pub(crate) crl: Vec<PathBuf>,
    /// OCSP responses, DER, to look at revocation with
    #[arg(long, value_name = "FILE", num_args = 1.., value_hint = ValueHint::FilePath)]
    pub(crate) ocsp: Vec<PathBuf>,
    /// Certificates, PEM or DER, whose keys may have signed a CRL or an OCSP response
    #[arg(long, value_name = "FILE", num_args = 1.., value_hint = ValueHint::FilePath)]
    pub(crate) revocation_signers: Vec<PathBuf>,
    /// How revocation is looked at: soft lets through what is unknown or stale, with a duration such as soft:24h only for so long after the data should have been replaced; hard, if there are --crl or --ocsp, and off, if not
    #[arg(long, value_name = "hard|soft[:DURATION]|off", value_parser = revocation_mode)]
    pub(crate) revocation: Option<RevocationMode>,
    /// What the host knows of the connection, such as source_ip=192.0.2.7 or header.x-tenant=a; a key given again has several values
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) context: Vec<String>,
    /// How the chain is taken to have arrived
    #[arg(long, value_name = "HOW", value_enum, default_value_t = Arrived::Files)]
    pub(crate) arrived: Arrived,
    /// With --arrived forwarded: the name of the hop that forwarded it
    #[arg(long, value_name = "NAME", default_value = "unnamed hop")]
    pub(crate) hop: String,
    /// A hop that is believed when it says that the peer holds its key; without it, what was forwarded is denied
    #[arg(long, value_name = "NAME")]
    pub(crate) trusted_hop: Vec<String>,
}

/// Any text; completions and help know the names of the profiles, and a file's name is as good.
#[derive(Clone)]
struct ProfileParser;

impl TypedValueParser for ProfileParser {
    type Value = String;

    fn parse_ref(&self, command: &clap::Command, argument: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        NonEmptyStringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(PROFILE_NAMES.into_iter().map(PossibleValue::new)))
    }
}

/// `hard`, `off`, `soft`, or `soft:` and a number of `s`, `m`, `h` or `d`.
fn revocation_mode(text: &str) -> Result<RevocationMode, String> {
    match text {
        "hard" => return Ok(RevocationMode::Hard),
        "soft" => return Ok(RevocationMode::SOFT),
        "off" => return Ok(RevocationMode::Off),
        _ => {}
    }
    match text.strip_prefix("soft:").map(duration) {
        Some(Ok(grace)) => Ok(RevocationMode::SoftUntil { grace }),
        _ => Err("use hard, soft, off, or soft with a duration such as soft:24h".to_owned()),
    }
}

/// A number of `s`, `m`, `h` or `d`.
fn duration(text: &str) -> Result<Duration, String> {
    let read = || {
        let unit = match text.chars().next_back()? {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            _ => return None,
        };
        let number: u64 = text.strip_suffix(['s', 'm', 'h', 'd'])?.parse().ok()?;
        Some(Duration::from_secs(number.checked_mul(unit)?))
    };
    read().ok_or_else(|| "use a number and a unit, such as 90d, 12h, 30m or 10s".to_owned())
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Arrived {
    /// As if the TLS stack had taken it from a handshake: the peer has shown its key
    Tls,
    /// As if a hop had forwarded it
    Forwarded,
    /// As it is: from files, and nobody has shown a key; accepted here, for this is a tool
    Files,
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  handfast inspect client.pem
  handfast inspect --json ca.pem intermediate.der
  openssl s_client -connect localhost:8443 -showcerts </dev/null | handfast inspect -")]
pub(crate) struct InspectArguments {
    /// Certificates or CRLs, PEM or DER, or OCSP responses
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    /// The time from which days are counted (RFC 3339); now, if it is left out
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<Timestamp>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
#[command(
    override_usage = "handfast explain [--json] <CODE | --list>",
    after_help = "\
Examples:
  handfast explain certificate_expired
  handfast explain --list"
)]
pub(crate) struct ExplainArguments {
    /// A reason code, such as certificate_expired
    #[arg(value_name = "CODE", required_unless_present = "list")]
    pub(crate) code: Option<String>,
    /// List every code
    #[arg(long, conflicts_with = "code")]
    pub(crate) list: bool,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
#[command(after_help = "\
Exit status 2 when two profiles differ.

Examples:
  handfast profile client
  handfast profile webpki-server client
  handfast profile --json client > mine.json
  handfast profile client mine.json")]
pub(crate) struct ProfileArguments {
    /// A profile's name, or a JSON file that derives one; the names of all if it is left out
    #[arg(value_name = "NAME|FILE", value_parser = ProfileParser)]
    pub(crate) profile: Option<String>,
    /// Another one, to compare it with
    #[arg(value_name = "NAME|FILE", value_parser = ProfileParser)]
    pub(crate) other: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
#[command(after_help = "\
Exit status 2 when there are errors or warnings; notes alone are fine.

Examples:
  handfast lint payments.yaml
  handfast lint --at 2027-01-01T00:00:00Z --json payments.yaml")]
pub(crate) struct LintArguments {
    /// The policy document
    #[arg(value_name = "POLICY", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    /// The time as of which rules are over (RFC 3339); now, if it is left out
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<Timestamp>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
#[command(after_help = "\
Exit status 2 when a test fails.

Examples:
  handfast test payments.yaml")]
pub(crate) struct TestArguments {
    /// The policy document
    #[arg(value_name = "POLICY", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}
