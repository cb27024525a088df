//! A folder with certificates, and the program run in it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use handfast::Certificate;
use handfast_provision::{Authority, Issued, Limits, Request, Use, Validity};

/// 2026-11-24T12:00:00Z, as of which everything is decided.
pub(crate) const NOW: i64 = 1_795_521_600;
/// The same, for `--at`.
pub(crate) const AT: &str = "2026-11-24T12:00:00Z";
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// The checkout.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Everything that people see, with the exit status, for a snapshot: what changes with the keys is cut out.
    pub(crate) fn seen(&self) -> String {
        let status = self.status.map_or("none".to_owned(), |status| status.to_string());
        redacted(&format!("{}{}exit status {status}\n", self.stdout, self.stderr))
    }
}

/// `text` without what changes from run to run: fingerprints, key identifiers, serial numbers, the version.
pub(crate) fn redacted(text: &str) -> String {
    let mut plain = String::new();
    let mut digits = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_hexdigit() && !c.is_ascii_uppercase() {
            digits.push(c);
            continue;
        }
        match digits.len() {
            64 => plain.push_str("<sha256>"),
            36..64 => plain.push_str("<hex>"),
            _ => plain.push_str(&digits),
        }
        digits.clear();
        plain.push(c);
    }
    plain.pop();
    plain.replace(env!("CARGO_PKG_VERSION"), "VERSION")
}

/// A folder of its own for a test, removed at its end.
pub(crate) struct World {
    folder: PathBuf,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl World {
    pub(crate) fn empty() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("handfast-command-{}-{count}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    /// Another one with the same files.
    #[cfg(unix)]
    pub(crate) fn copy_of(other: &Self) -> Self {
        let world = Self::empty();
        let status = Command::new("cp").args(["-R", "."]).arg(&world.folder).current_dir(&other.folder).status();
        assert!(status.unwrap().success());
        world
    }

    /// Two anchors with an intermediate each, and peers below them; the policy `payments.yaml` speaks of both.
    pub(crate) fn new() -> Self {
        let world = Self::empty();
        let years = Validity { from: NOW - DAY, until: NOW + 3650 * DAY };
        let fresh = Validity { from: NOW - HOUR, until: NOW + DAY };
        let mesh = Authority::root("Prod", "Prod Mesh Root", years, &Limits::default()).unwrap();
        let partner = Authority::root("Partner", "Partner Root", years, &Limits::default()).unwrap();
        let below = Limits { path_length: Some(0), ..Limits::default() };
        let issuing = mesh.intermediate("Prod", "Issuing CA 1", years, &below).unwrap();
        let partner_issuing = partner.intermediate("Partner", "Partner Issuing CA", years, &below).unwrap();
        let web = "spiffe://prod.example/ns/checkout/sa/web";
        let client = |authority: &Authority, uri, validity| {
            let request = Request { common_name: "peer", uri: Some(uri), dns: &[], usage: Use::Client, validity };
            authority.issue(&request).unwrap()
        };
        let billing = "spiffe://partner.example/ns/billing/sa/sync";
        let past = Validity { from: NOW - DAY, until: NOW - 3 * HOUR };
        let server = Request {
            common_name: "orders",
            uri: None,
            dns: &["orders.example", "*.shop.example"],
            usage: Use::Server,
            validity: fresh,
        };
        world.put("mesh.pem", mesh.pem());
        world.put("mesh.der", mesh.der());
        world.put("mesh.json", spiffe_bundle(&mesh));
        world.put("partner.pem", partner.pem());
        world.chain("web", &client(&issuing, web, fresh));
        let sandbox = client(&issuing, "spiffe://prod.example/ns/sandbox/sa/job", fresh);
        world.chain("sandbox", &sandbox);
        let serial = Certificate::from_der(&sandbox.der).unwrap().serial().as_bytes().to_vec();
        let crl = |authority: &Authority, revoked: &[&[u8]], validity| authority.crl(revoked, validity).unwrap();
        let day = Validity { from: NOW - HOUR, until: NOW + DAY };
        world.put("mesh.crl", crl(&mesh, &[], day));
        world.put("issuing.crl", crl(&issuing, &[&serial], day));
        world.put("old.crl", crl(&issuing, &[], Validity { from: NOW - DAY, until: NOW - 2 * HOUR }));
        world.chain("billing", &client(&partner_issuing, billing, fresh));
        world.chain("expired", &client(&issuing, web, past));
        world.chain("server", &issuing.issue(&server).unwrap());
        let policy = fs::read(root().join("examples/policies/payments.yaml")).unwrap();
        world.put("payments.yaml", policy);
        world
    }

    /// `NAME.pem` as a peer presents it, and its parts: `NAME.der`, `NAME-alone.pem`, `NAME-intermediates.pem`, `NAME.key`.
    fn chain(&self, name: &str, issued: &Issued) {
        self.put(&format!("{name}.pem"), issued.chain_pem());
        self.put(&format!("{name}.der"), &issued.der);
        self.put(&format!("{name}-alone.pem"), &issued.pem);
        self.put(&format!("{name}-intermediates.pem"), &issued.intermediates_pem);
        self.put(&format!("{name}.key"), &issued.key_pem);
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.folder.join(name), content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.join(name)).unwrap()
    }

    /// The program, to be run in the folder: not on a terminal, as wide as a hundred columns.
    pub(crate) fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_handfast"));
        command.current_dir(&self.folder).env("COLUMNS", "100");
        for variable in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
            command.env_remove(variable);
        }
        command
    }

    /// Runs the program with these words.
    pub(crate) fn run(&self, words: &str) -> Ran {
        self.run_with(words, b"")
    }

    /// Runs the program with these words and this on its standard input.
    pub(crate) fn run_with(&self, words: &str, input: &[u8]) -> Ran {
        let mut command = self.program();
        command.args(words.split_whitespace());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Who does not read its input may leave before all of it is written.
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        Ran {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs `decide` as of the fixed time.
    pub(crate) fn decide(&self, words: &str) -> Ran {
        self.run(&format!("decide --at {AT} {words}"))
    }

    /// Runs `decide` with both bundles and the policy.
    pub(crate) fn decide_by_policy(&self, words: &str) -> Ran {
        self.decide(&format!("--anchors mesh=mesh.pem partner=partner.pem --policy payments.yaml {words}"))
    }
}

/// A SPIFFE trust bundle with one X.509 authority (SPIFFE Trust Domain and Bundle, section 4).
fn spiffe_bundle(authority: &Authority) -> String {
    let base64: String = authority.pem().lines().filter(|line| !line.starts_with("-----")).collect();
    format!(r#"{{ "spiffe_sequence": 1, "keys": [{{ "use": "x509-svid", "kty": "EC", "x5c": ["{base64}"] }}] }}"#)
}
