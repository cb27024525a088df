//! The main job, on real TLS: a rustls server that asks for certificates, OpenSSL's client for each peer, and the
//! decision about each.

mod client;
mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use handfast::{Effect, Policy, Profile, RelyingParty, Timestamp, TrustAnchors};
use handfast_provision::demo::DemoPki;

use crate::run::{Done, root};
use server::Server;

/// What each peer asks for, and what must come of it: the demonstration fails if it does not.
const VISITS: [(&str, &str, &str, Effect, &str); 11] = [
    ("web", "POST", "/api/ledger/entries", Effect::Allow, "rule_allowed"),
    ("web", "DELETE", "/api/ledger/entries/7", Effect::Deny, "no_rule_matched"),
    ("ops", "GET", "/api/ledger/admin/keys", Effect::Allow, "rule_allowed"),
    ("sandbox", "GET", "/api/ledger/balances/1", Effect::Deny, "rule_denied"),
    ("partner", "GET", "/api/ledger/balances/1", Effect::Allow, "rule_allowed"),
    ("expired", "POST", "/api/ledger/entries", Effect::Deny, "certificate_expired"),
    ("early", "POST", "/api/ledger/entries", Effect::Deny, "certificate_not_yet_valid"),
    ("server-only", "POST", "/api/ledger/entries", Effect::Deny, "usage_not_permitted"),
    ("stranger", "POST", "/api/ledger/entries", Effect::Deny, "signature_invalid"),
    ("borrower", "POST", "/api/ledger/entries", Effect::Deny, "name_not_permitted"),
    ("no-chain", "POST", "/api/ledger/entries", Effect::Deny, "issuer_unknown"),
];

pub(crate) fn run(keep: Option<PathBuf>) -> Done {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|error| error.to_string())?.as_secs();
    let now = i64::try_from(now).map_err(|error| error.to_string())?;
    let folder =
        keep.clone().unwrap_or_else(|| std::env::temp_dir().join(format!("handfast-demo-{}", std::process::id())));
    let pki = DemoPki::make(now).map_err(|error| error.to_string())?;
    pki.write_to(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let policy = root().join("examples").join("policies").join("payments.yaml");
    let done = visits(&pki, &folder, &policy, Timestamp::from_unix_seconds(now));
    if keep.is_none() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    done?;
    go_on(keep.as_deref());
    Ok(())
}

fn relying_party(pki: &DemoPki, policy: &Path) -> Done<RelyingParty> {
    let text = fs::read_to_string(policy).map_err(|error| format!("{}: {error}", policy.display()))?;
    let said = |error: handfast::SetupError| error.to_string();
    RelyingParty::builder()
        .trust_anchors(TrustAnchors::from_pem(&pki.mesh_pem).map_err(said)?.named("mesh"))
        .trust_anchors(TrustAnchors::from_pem(&pki.partner_pem).map_err(said)?.named("partner"))
        .profile(Profile::client())
        .policy(Policy::parse(&text).map_err(said)?)
        .build()
        .map_err(said)
}

fn visits(pki: &DemoPki, folder: &Path, policy: &Path, at: Timestamp) -> Done {
    let server = Server::start(&pki.server, relying_party(pki, policy)?, at)?;
    println!(
        "A TLS server on {} asks every client for a certificate; the policy is examples/policies/payments.yaml.\n",
        server.address()
    );
    let mut wrong = Vec::new();
    let mut visit =
        |name: &str, about: &str, file: Option<&str>, method: &str, path: &str, effect: Effect, code: &str| {
            let answer = client::visit(server.address(), folder, file, method, path)?;
            let decision = server.decision()?;
            println!("{name}: {about}");
            for line in decision.to_string().lines() {
                println!("  {line}");
            }
            let status = if effect == Effect::Allow { "200" } else { "403" };
            let codes: Vec<&str> = decision.reasons().iter().map(|reason| reason.code().as_str()).collect();
            if decision.effect() != effect || !codes.contains(&code) || !answer.contains(&format!("HTTP/1.1 {status}"))
            {
                wrong.push(format!(
                    "{name}: expected {effect} ({code}) and {status}, got {} ({})",
                    decision.effect(),
                    codes.join(", ")
                ));
            }
            println!();
            Ok::<(), String>(())
        };
    for (name, method, path, effect, code) in VISITS {
        let about = pki.peers.iter().find(|peer| peer.name == name).map_or("", |peer| peer.about);
        visit(name, about, Some(name), method, path, effect, code)?;
    }
    visit("nobody", "sends no certificate", None, "GET", "/api/ledger/balances/1", Effect::Deny, "chain_empty")?;
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// What people can go on with.
fn go_on(keep: Option<&Path>) {
    let folder = keep.map_or_else(|| "DIR".to_owned(), |folder| folder.display().to_string());
    if keep.is_none() {
        println!("To go on by yourself, keep the certificates with `cargo xtask demo --keep DIR`; then, for example:");
    } else {
        println!("Go on by yourself, for example:");
    }
    println!();
    for (name, method, path, ..) in VISITS {
        println!(
            "  cargo run -q -p handfast-cli -- decide --anchors mesh={folder}/mesh.pem partner={folder}/partner.pem --chain {folder}/{name}.pem \
             --policy examples/policies/payments.yaml --method {method} --path {path}"
        );
    }
}
