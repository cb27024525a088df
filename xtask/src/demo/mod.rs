//! The main job, on real TLS: a rustls server that asks for certificates, OpenSSL's client for each peer, and the
//! decision about each.

mod client;
mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use handfast::{Decision, Effect, Policy, Profile, RelyingParty, Timestamp, TrustAnchors};
use handfast_provision::demo::DemoPki;

use crate::run::{Done, root};
use server::Server;

/// A peer that visits, what it asks for, and what must come of it: the demonstration fails if it does not.
struct Visit {
    /// Without one, it has no certificate.
    peer: Option<&'static str>,
    method: &'static str,
    path: &'static str,
    effect: Effect,
    code: &'static str,
}

const fn visit(
    peer: &'static str,
    method: &'static str,
    path: &'static str,
    effect: Effect,
    code: &'static str,
) -> Visit {
    Visit { peer: Some(peer), method, path, effect, code }
}

const VISITS: [Visit; 12] = [
    visit("web", "POST", "/api/ledger/entries", Effect::Allow, "rule_allowed"),
    visit("web", "DELETE", "/api/ledger/entries/7", Effect::Deny, "no_rule_matched"),
    visit("ops", "GET", "/api/ledger/admin/keys", Effect::Allow, "rule_allowed"),
    visit("sandbox", "GET", "/api/ledger/balances/1", Effect::Deny, "rule_denied"),
    visit("billing", "GET", "/api/ledger/balances/1", Effect::Allow, "rule_allowed"),
    visit("expired", "POST", "/api/ledger/entries", Effect::Deny, "certificate_expired"),
    visit("early", "POST", "/api/ledger/entries", Effect::Deny, "certificate_not_yet_valid"),
    visit("server-only", "POST", "/api/ledger/entries", Effect::Deny, "usage_not_permitted"),
    visit("stranger", "POST", "/api/ledger/entries", Effect::Deny, "signature_invalid"),
    visit("borrower", "POST", "/api/ledger/entries", Effect::Deny, "name_not_permitted"),
    visit("no-chain", "POST", "/api/ledger/entries", Effect::Deny, "issuer_unknown"),
    Visit { peer: None, method: "GET", path: "/api/ledger/balances/1", effect: Effect::Deny, code: "chain_empty" },
];

const POLICY: &str = "payments.yaml";

pub(crate) fn run(keep: Option<PathBuf>) -> Done {
    let began = Instant::now();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|error| error.to_string())?.as_secs();
    let now = i64::try_from(now).map_err(|error| error.to_string())?;
    let folder =
        keep.clone().unwrap_or_else(|| std::env::temp_dir().join(format!("handfast-demo-{}", std::process::id())));
    let pki = DemoPki::make(now).map_err(|error| error.to_string())?;
    let in_folder = |error: std::io::Error| format!("{}: {error}", folder.display());
    pki.write_to(&folder).map_err(in_folder)?;
    fs::copy(root().join("examples").join("policies").join(POLICY), folder.join(POLICY)).map_err(in_folder)?;
    let folder = folder.canonicalize().map_err(in_folder)?;
    let done = visits(&pki, &folder, Timestamp::from_unix_seconds(now));
    if keep.is_none() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    done?;
    let allowed = VISITS.iter().filter(|visit| visit.effect == Effect::Allow).count();
    let denied = VISITS.len().saturating_sub(allowed);
    let seconds = began.elapsed().as_secs_f32();
    println!("{} visits in {seconds:.1} s: {allowed} allowed, {denied} denied, each as it should be.\n", VISITS.len());
    go_on(keep.as_ref().map(|_| folder.as_path()));
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

fn visits(pki: &DemoPki, folder: &Path, at: Timestamp) -> Done {
    let server = Server::start(&pki.server, relying_party(pki, &folder.join(POLICY))?, at)?;
    println!(
        "A rustls server on {} asks every client for a certificate, and OpenSSL's s_client is the client.\n\
         The policy is examples/policies/{POLICY}; `mesh` and `partner` are its two bundles of trust anchors.\n",
        server.address()
    );
    let mut wrong = Vec::new();
    for visit in &VISITS {
        let name = visit.peer.unwrap_or("nobody");
        let about = pki.peers.iter().find(|peer| peer.name == name).map_or("has no certificate", |peer| peer.about);
        let answer = client::visit(server.address(), folder, visit.peer, visit.method, visit.path)?;
        let decision = server.decision()?;
        println!("{name}: {about}");
        for line in decision.to_string().lines() {
            println!("  {line}");
        }
        println!();
        wrong.extend(surprise(visit, &decision, &answer).map(|got| format!("{name}: {got}")));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// What came otherwise than it must.
fn surprise(visit: &Visit, decision: &Decision, answer: &str) -> Option<String> {
    let Visit { effect, code, .. } = visit;
    let status = if *effect == Effect::Allow { "200" } else { "403" };
    let codes: Vec<&str> = decision.reasons().iter().map(|reason| reason.code().as_str()).collect();
    let as_expected =
        decision.effect() == *effect && codes == [*code] && answer.starts_with(&format!("HTTP/1.1 {status}"));
    let answered = answer.lines().next().unwrap_or("no answer");
    (!as_expected).then(|| {
        format!(
            "expected {effect} ({code}) and {status}, got {} ({}) and {answered}",
            decision.effect(),
            codes.join(", ")
        )
    })
}

/// What people can go on with.
fn go_on(kept: Option<&Path>) {
    let folder = match kept {
        Some(folder) => {
            println!("The same by hand, with the files in {}:\n", folder.display());
            folder.display().to_string()
        }
        None => {
            println!("The same by hand, once `cargo xtask demo --keep DIR` has kept the files:\n");
            "DIR".to_owned()
        }
    };
    for Visit { peer, method, path, .. } in &VISITS {
        let file = |name: &str| quoted(&format!("{folder}/{name}"));
        let chain = peer.map_or_else(|| "/dev/null".to_owned(), |peer| file(&format!("{peer}.pem")));
        println!(
            "  cargo run -q -p handfast-cli -- decide --anchors mesh={} partner={} \\\n      --policy {} --chain {chain} --method {method} --path {path}",
            file("mesh.pem"),
            file("partner.pem"),
            file(POLICY),
        );
    }
    println!("\nAnd `inspect` for each file, `explain` for each reason, `lint` and `test` for the policy.");
}

/// A word for a shell.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@%".contains(c);
    if word.chars().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}
