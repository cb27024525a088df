//! The verifiers, and what each says about a case.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use handfast::{PresentedChain, Provider, RelyingParty, Timestamp, TrustAnchors};
use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter, KeyUsage};

use super::plan::{Case, Scene};

/// Accepted, or refused with what is said about it.
pub(super) type Verdict = Result<(), String>;

pub(super) fn handfast(case: &Case, provider: Provider) -> Verdict {
    let mut builder = RelyingParty::builder().profile(case.scene.profile()).provider(provider).any_verified_peer();
    for anchor in &case.anchors {
        let anchors = TrustAnchors::from_der(anchor).map_err(|error| format!("{} (set-up)", error.code()))?;
        builder = builder.trust_anchors(anchors);
    }
    let relying_party = builder.build().map_err(|error| format!("{} (set-up)", error.code()))?;
    let chain = PresentedChain::from_tls(&case.chain);
    let path = relying_party.verify(&chain, Timestamp::from_unix_seconds(case.at));
    path.map(drop).map_err(|rejection| {
        rejection.reasons().first().map_or_else(|| "no reason".to_owned(), |reason| reason.code().to_string())
    })
}

/// No usage is asked for.
struct AnyUsage;

impl ExtendedKeyUsageValidator for AnyUsage {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        Ok(())
    }
}

pub(super) fn webpki(case: &Case) -> Verdict {
    let told = |error: webpki::Error| {
        let text = format!("{error:?}");
        text.split([' ', '(', '{']).next().unwrap_or_default().to_owned()
    };
    let roots: Vec<CertificateDer<'_>> = case.anchors.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    let anchors: Result<Vec<_>, _> = roots.iter().map(webpki::anchor_from_trusted_cert).collect();
    let anchors = anchors.map_err(told)?;
    let mut chain = case.chain.iter().map(|der| CertificateDer::from(der.as_slice()));
    let end_entity = chain.next().ok_or("nothing was sent")?;
    let others: Vec<CertificateDer<'_>> = chain.collect();
    let end_entity = EndEntityCert::try_from(&end_entity).map_err(told)?;
    let at = UnixTime::since_unix_epoch(Duration::from_secs(case.at.unsigned_abs()));
    let algorithms = webpki::ALL_VERIFICATION_ALGS;
    match case.scene {
        Scene::Client => {
            let usage = KeyUsage::client_auth();
            end_entity.verify_for_usage(algorithms, &anchors, &others, at, usage, None, None).map(drop)
        }
        Scene::Server => {
            let usage = KeyUsage::server_auth();
            end_entity.verify_for_usage(algorithms, &anchors, &others, at, usage, None, None).map(drop)
        }
        Scene::Rfc5280 => {
            end_entity.verify_for_usage(algorithms, &anchors, &others, at, AnyUsage, None, None).map(drop)
        }
    }
    .map_err(told)
}

/// The command `openssl verify`, with a folder for what it reads. As for Handfast, an anchor need not be self-signed.
pub(super) struct OpenSsl {
    folder: PathBuf,
}

const ANY_POLICY: &str = "2.5.29.32.0";

impl OpenSsl {
    /// With a folder of its own in that one; `None` where there is no such command.
    pub(super) fn new(folder: &Path) -> Result<Option<Self>, String> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = folder.join(format!("{}-{number}", std::process::id()));
        let found = Command::new("openssl").arg("version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(found.then_some(Self { folder }))
    }

    pub(super) fn verify(&self, case: &Case) -> Result<Verdict, String> {
        let Some((end_entity, others)) = case.chain.split_first() else {
            return Ok(Err("nothing was sent".to_owned()));
        };
        self.write("anchors.pem", &pem(&case.anchors))?;
        self.write("others.pem", &pem(others))?;
        self.write("peer.pem", &pem(std::slice::from_ref(end_entity)))?;
        let mut command = Command::new("openssl");
        command.args(["verify", "-no-CAfile", "-no-CApath", "-no-CAstore", "-partial_chain"]);
        // Without a policy none is wanted, which no path has that must have one.
        command.args(["-policy_check", "-policy", ANY_POLICY]);
        command.args(match case.scene {
            Scene::Client => &["-purpose", "sslclient"][..],
            Scene::Server => &["-purpose", "sslserver", "-x509_strict"],
            Scene::Rfc5280 => &["-x509_strict"],
        });
        command.args(["-attime", &case.at.to_string(), "-trusted", "anchors.pem"]);
        if !others.is_empty() {
            command.args(["-untrusted", "others.pem"]);
        }
        let output = command.arg("peer.pem").current_dir(&self.folder).stdin(Stdio::null()).output();
        let output = output.map_err(|error| format!("openssl could not be started: {error}"))?;
        if output.status.success() {
            return Ok(Ok(()));
        }
        let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        let after = |mark: &str| text.lines().find_map(|line| line.split_once(mark).map(|(_, words)| words.trim()));
        // `ADDRESS:error:NUMBER:LIBRARY:FUNCTION:REASON:FILE:LINE:`
        let queued = || after(":error:").and_then(|words| words.split(':').nth(3));
        let loading = || text.lines().find(|line| line.starts_with("Could not read"));
        let told = after("lookup: ").or_else(loading).or_else(queued);
        Ok(Err(told.or_else(|| text.trim().lines().last()).unwrap_or_default().to_owned()))
    }

    fn write(&self, name: &str, text: &str) -> Result<(), String> {
        let file = self.folder.join(name);
        fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))
    }
}

impl Drop for OpenSsl {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// PEM, one block after the other.
pub(super) fn pem(certificates: &[Vec<u8>]) -> String {
    let mut text = String::new();
    for der in certificates {
        text.push_str("-----BEGIN CERTIFICATE-----\n");
        let base64 = STANDARD.encode(der);
        for line in base64.as_bytes().chunks(64) {
            text.push_str(&String::from_utf8_lossy(line));
            text.push('\n');
        }
        text.push_str("-----END CERTIFICATE-----\n");
    }
    text
}
