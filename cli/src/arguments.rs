//! The command line's definition: help, completions and the man page come from it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use handfast::{ReferenceIdentifier, Timestamp};

/// Decides who is at the other end of a connection, and says why.
#[derive(Parser)]
#[command(
    name = "handfast",
    version,
    after_help = "Exit status: 0 allow (or fine), 2 deny (or findings), 1 could not decide.\n\
                  A file named `-` is standard input. Colour only on a terminal; NO_COLOR is honoured."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Decide whether a peer with these certificates may do what it asks for
    Decide(Box<DecideArguments>),
    /// Say what certificates say: names, uses, validity, key, pins, oddities
    Inspect(InspectArguments),
    /// Say what a reason code means, why it matters, and how to mend it
    Explain(ExplainArguments),
    /// Look for mistakes in a policy document
    Lint(LintArguments),
    /// Run a policy document's own tests
    Test(TestArguments),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the man page
    Man,
}

#[derive(Args)]
#[command(after_help = "Examples:\n  \
    handfast decide --anchors ca.pem --chain client.pem\n  \
    handfast decide --anchors mesh=mesh.pem --chain web.pem --policy payments.yaml --method POST --path /api/ledger/entries\n  \
    handfast decide --anchors ca.pem --chain server.pem --profile webpki-server --name dns:orders.example --at 2027-03-15T00:00:00Z --json")]
pub(crate) struct DecideArguments {
    /// Trust anchors: a file of PEM, DER or a SPIFFE trust bundle (JSON); NAME= puts them into the bundle that the policy's `trust` names
    #[arg(long, value_name = "[NAME=]FILE", required = true, num_args = 1..)]
    pub(crate) anchors: Vec<String>,
    /// The peer's certificates, PEM or DER, in any order
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    pub(crate) chain: Vec<PathBuf>,
    /// The policy document; without one, whoever verifies is let in
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// The rules for paths: client, svid, rfc5280 or webpki-server
    #[arg(long, value_name = "NAME", default_value = "client")]
    pub(crate) profile: String,
    /// Who the peer is expected to be
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
    /// What the host knows of the connection, such as source_ip=192.0.2.7 or header.x-tenant=a; a key given again has several values
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) context: Vec<String>,
    /// How the chain is taken to have arrived
    #[arg(long, value_enum, default_value_t = Arrived::Files)]
    pub(crate) arrived: Arrived,
    /// With --arrived forwarded: the hop that forwarded it
    #[arg(long, value_name = "NAME", default_value = "unnamed hop")]
    pub(crate) hop: String,
    /// A hop whose forwarded certificates are believed
    #[arg(long, value_name = "NAME")]
    pub(crate) trusted_hop: Vec<String>,
    /// The verification time (RFC 3339); now, if it is left out
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<Timestamp>,
    /// Print the decision as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Arrived {
    /// As if the TLS stack had taken it from a handshake: the peer has shown its key
    Tls,
    /// As if a hop had forwarded it
    Forwarded,
    /// As it is: from files, nobody has shown a key; accepted here, for this is a tool
    Files,
}

#[derive(Args)]
pub(crate) struct InspectArguments {
    /// Certificates, PEM or DER
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The time from which days are counted (RFC 3339); now, if it is left out
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<Timestamp>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
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
pub(crate) struct LintArguments {
    /// The policy document
    #[arg(value_name = "POLICY")]
    pub(crate) file: PathBuf,
    /// The time by which rules are over (RFC 3339); now, if it is left out
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<Timestamp>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct TestArguments {
    /// The policy document
    #[arg(value_name = "POLICY")]
    pub(crate) file: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}
