//! The certificates of the demonstration: two anchors, and peers of every kind.

use std::fs;
use std::io;
use std::path::Path;

use crate::{Authority, Issued, Limits, ProvisionError, Request, Use, Validity};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// A peer of the demonstration.
#[derive(Clone, Debug)]
pub struct Peer {
    /// A short name, for files.
    pub name: &'static str,
    /// What is the matter with it.
    pub about: &'static str,
    /// What it presents.
    pub issued: Issued,
    /// Whether it sends the intermediates.
    pub sends_intermediates: bool,
}

/// All certificates of the demonstration.
pub struct DemoPki {
    /// The anchor of the bundle `mesh`, PEM.
    pub mesh_pem: String,
    /// The anchor of the bundle `partner`, PEM.
    pub partner_pem: String,
    /// The server's own certificate.
    pub server: Issued,
    /// The peers.
    pub peers: Vec<Peer>,
}

impl DemoPki {
    /// Makes them, valid around this time in seconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// If no key can be generated.
    pub fn make(now: i64) -> Result<Self, ProvisionError> {
        let years = Validity { from: now.saturating_sub(DAY), until: now.saturating_add(DAY.saturating_mul(3650)) };
        let fresh = Validity { from: now.saturating_sub(HOUR), until: now.saturating_add(DAY) };
        let past = Validity { from: now.saturating_sub(DAY), until: now.saturating_sub(HOUR.saturating_mul(3)) };
        let future = Validity { from: now.saturating_add(HOUR.saturating_mul(2)), until: now.saturating_add(DAY) };
        let none = Limits::default();
        let last = Limits { path_length: Some(0), ..none };
        let mesh = Authority::root("Prod", "Prod Mesh Root", years, &none)?;
        let partner = Authority::root("Partner", "Partner Root", years, &none)?;
        let stranger = Authority::root("Prod", "Prod Mesh Root", years, &none)?;
        let issuing = mesh.intermediate("Prod", "Issuing CA 1", years, &last)?;
        let partner_issuing = partner.intermediate("Partner", "Partner Issuing CA", years, &last)?;
        let stranger_issuing = stranger.intermediate("Prod", "Issuing CA 1", years, &last)?;
        let server = issuing.issue(&Request {
            common_name: "ledger",
            uri: None,
            dns: &["localhost"],
            usage: Use::Server,
            validity: fresh,
        })?;
        let mut peers = Vec::new();
        let mut add = |name, about, authority: &Authority, uri, usage, validity, sends_intermediates| {
            let request = Request { common_name: name, uri: Some(uri), dns: &[], usage, validity };
            authority.issue(&request).map(|issued| peers.push(Peer { name, about, issued, sends_intermediates }))
        };
        const WEB: &str = "spiffe://prod.example/ns/checkout/sa/web";
        add("web", "the checkout workload, as it should be", &issuing, WEB, Use::Client, fresh, true)?;
        add(
            "ops",
            "an administrator's fresh certificate",
            &issuing,
            "spiffe://prod.example/ns/ops/sa/ana",
            Use::Client,
            fresh,
            true,
        )?;
        add(
            "sandbox",
            "a workload that a rule denies",
            &issuing,
            "spiffe://prod.example/ns/sandbox/sa/job",
            Use::Client,
            fresh,
            true,
        )?;
        add(
            "billing",
            "a partner's workload, of the other anchor",
            &partner_issuing,
            "spiffe://partner.example/ns/billing/sa/sync",
            Use::Client,
            fresh,
            true,
        )?;
        add("expired", "expired three hours ago", &issuing, WEB, Use::Client, past, true)?;
        add("early", "valid in two hours", &issuing, WEB, Use::Client, future, true)?;
        add("server-only", "a server's certificate, used as a client's", &issuing, WEB, Use::Server, fresh, true)?;
        add("stranger", "the same names, from somebody else's CA", &stranger_issuing, WEB, Use::Client, fresh, true)?;
        add("borrower", "a partner's CA names a workload of ours", &partner_issuing, WEB, Use::Client, fresh, true)?;
        add("no-chain", "does not send its intermediate", &issuing, WEB, Use::Client, fresh, false)?;
        Ok(Self { mesh_pem: mesh.pem().to_owned(), partner_pem: partner.pem().to_owned(), server, peers })
    }

    /// Writes everything into a directory: the anchors `mesh.pem` and `partner.pem`, and for each peer `NAME.pem`, the
    /// chain that it presents, and `NAME.key`, readable by its owner alone.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write_to(&self, directory: &Path) -> io::Result<()> {
        fs::create_dir_all(directory)?;
        for (name, text) in self.certificates() {
            fs::write(directory.join(name), text)?;
        }
        for peer in &self.peers {
            write_key(&directory.join(format!("{}.key", peer.name)), &peer.issued.key_pem)?;
        }
        Ok(())
    }

    /// The files that hold certificates, by name.
    fn certificates(&self) -> Vec<(String, String)> {
        let mut files =
            vec![("mesh.pem".to_owned(), self.mesh_pem.clone()), ("partner.pem".to_owned(), self.partner_pem.clone())];
        files.extend(self.peers.iter().map(|peer| {
            let chain = if peer.sends_intermediates { peer.issued.chain_pem() } else { peer.issued.pem.clone() };
            (format!("{}.pem", peer.name), chain)
        }));
        files
    }
}

fn write_key(path: &Path, pem: &str) -> io::Result<()> {
    use std::io::Write as _;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(pem.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_file_is_written_over_another() {
        let files = DemoPki::make(1_795_521_600).unwrap().certificates();
        let names: HashSet<&String> = files.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), files.len());
    }
}
