//! What `decide` and `forecast` are asked: anchors, policy, revocation data, the peer's chain, the request.

use std::path::Path;

use handfast::limits::{CRL_BYTES, OCSP_BYTES};
use handfast::presented::read_certificates;
use handfast::reason::quoted;
use handfast::{AccessRequest, Crl, OcspResponse, Policy, PresentedChain, RelyingParty, RevocationData, TrustAnchors};

use crate::arguments::{Arrived, PeerArguments};
use crate::{Failure, files, profile};

/// Who decides, and about what.
pub(crate) struct Question {
    pub(crate) relying_party: RelyingParty,
    pub(crate) chain: PresentedChain,
    pub(crate) request: AccessRequest,
}

pub(crate) fn question(arguments: &PeerArguments) -> Result<Question, Failure> {
    let anchor_files: Vec<(Option<&str>, &Path)> = arguments.anchors.iter().map(|text| bundle_and_file(text)).collect();
    let named = anchor_files.iter().map(|(_, file)| *file);
    let others = arguments.chain.iter().chain(&arguments.policy).chain(&arguments.crl).chain(&arguments.ocsp);
    let others = others.chain(&arguments.revocation_signers);
    files::standard_input_once(named.chain(others.map(AsRef::as_ref)))?;
    let profile = profile::read("--profile", &arguments.profile)?;
    let mut builder = RelyingParty::builder().profile(profile);
    for (bundle, file) in anchor_files {
        builder = builder.trust_anchors(anchors(bundle, file)?);
    }
    builder = match &arguments.policy {
        Some(file) => {
            let text = files::read_text(file)?;
            builder.policy(Policy::parse(&text).map_err(|error| Failure::mistake(files::shown(file), &error))?)
        }
        None => builder.any_verified_peer(),
    };
    for hop in &arguments.trusted_hop {
        builder = builder.trusted_hop(hop);
    }
    builder = builder.revocation(revocation(arguments)?);
    if let Some(mode) = arguments.revocation {
        builder = builder.revocation_mode(mode);
    }
    // What is wrong by now lies between the policy and the anchors.
    let whole = arguments.policy.as_deref().map_or_else(|| "--anchors".to_owned(), files::shown);
    let relying_party =
        builder.accept_files_without_possession().build().map_err(|error| Failure::mistake(whole, &error))?;
    let request = request(arguments)?;
    let files: Vec<Vec<u8>> = arguments.chain.iter().map(|file| files::read(file)).collect::<Result<_, _>>()?;
    let chain = match arguments.arrived {
        Arrived::Tls => PresentedChain::from_tls(files),
        Arrived::Forwarded => PresentedChain::from_forwarded(files, &*arguments.hop),
        Arrived::Files => PresentedChain::from_files(files),
    };
    Ok(Question { relying_party, chain, request })
}

/// `[NAME=]FILE`. A file whose own name has `=` can be given as `./a=b.pem`.
fn bundle_and_file(argument: &str) -> (Option<&str>, &Path) {
    match argument.split_once('=') {
        Some((name, file)) if !name.is_empty() && !name.contains(['/', '\\']) => (Some(name), Path::new(file)),
        _ => (None, Path::new(argument)),
    }
}

fn anchors(bundle: Option<&str>, path: &Path) -> Result<TrustAnchors, Failure> {
    let bytes = files::read(path)?;
    let is_json = bytes.trim_ascii_start().first() == Some(&b'{');
    let anchors =
        if is_json { TrustAnchors::from_spiffe_bundle(&bytes) } else { TrustAnchors::from_pem_or_der(&bytes) };
    let anchors = anchors.map_err(|error| Failure::mistake(files::shown(path), &error))?;
    Ok(match bundle {
        Some(bundle) => anchors.named(bundle),
        None => anchors,
    })
}

fn revocation(arguments: &PeerArguments) -> Result<RevocationData, Failure> {
    let mut data = RevocationData::new();
    for file in &arguments.crl {
        let bytes = files::read_at_most(file, CRL_BYTES)?;
        let crls = Crl::from_pem_or_der(&bytes).map_err(|error| Failure::mistake(files::shown(file), &error))?;
        data = data.with_crls(crls);
    }
    for file in &arguments.ocsp {
        let bytes = files::read_at_most(file, OCSP_BYTES)?;
        let response = OcspResponse::from_der(&bytes).map_err(|error| Failure::mistake(files::shown(file), &error))?;
        data = data.with_ocsp_response(response);
    }
    for file in &arguments.revocation_signers {
        for certificate in read_certificates(&files::read(file)?) {
            let certificate =
                certificate.map_err(|reason| Failure::about(files::shown(file), reason.message(), reason.fix()))?;
            data = data.with_certificate(certificate);
        }
    }
    Ok(data)
}

fn request(arguments: &PeerArguments) -> Result<AccessRequest, Failure> {
    let mut request = match (&arguments.method, &arguments.path, &arguments.action, &arguments.resource) {
        (Some(method), Some(path), ..) => AccessRequest::new(method, path),
        (_, _, Some(action), Some(resource)) => AccessRequest::action(action, resource),
        _ => AccessRequest::connection(),
    };
    for pair in &arguments.context {
        let Some((key, value)) = pair.split_once('=') else {
            let message = format!("{} is not KEY=VALUE", quoted(pair));
            return Err(Failure::about("--context", message, "write one such as source_ip=192.0.2.7"));
        };
        request = request.with(key, value).map_err(|error| Failure::mistake("--context", &error))?;
    }
    Ok(match &arguments.name {
        Some(name) => request.expecting(name.clone()),
        None => request,
    })
}
