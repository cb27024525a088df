//! A rustls server that leaves the decision about the peer to Handfast.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use handfast::{AccessRequest, Decision, Effect, PresentedChain, RelyingParty, Timestamp};
use handfast_provision::Issued;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    DigitallySignedStruct, DistinguishedName, Error, ServerConfig, ServerConnection, SignatureScheme, StreamOwned,
};

use crate::run::Done;

/// How long a visit may take.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) struct Server {
    address: SocketAddr,
    decisions: Receiver<Decision>,
}

impl Server {
    /// Starts one on a free port of 127.0.0.1; it ends with this process.
    pub(super) fn start(own: &Issued, relying_party: RelyingParty, at: Timestamp) -> Done<Self> {
        let said = |error: std::io::Error| error.to_string();
        let listener = TcpListener::bind("127.0.0.1:0").map_err(said)?;
        let address = listener.local_addr().map_err(said)?;
        let config = Arc::new(config(own)?);
        let (sender, decisions) = channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if let Err(message) = serve(stream, &config, &relying_party, at, &sender) {
                    eprintln!("the server could not serve a client: {message}");
                }
            }
        });
        Ok(Self { address, decisions })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The decision about the last visit.
    pub(super) fn decision(&self) -> Done<Decision> {
        self.decisions.recv_timeout(PATIENCE).map_err(|_| "the server made no decision".to_owned())
    }
}

fn config(own: &Issued) -> Done<ServerConfig> {
    let said = |error: rustls::pki_types::pem::Error| error.to_string();
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(own.chain_pem().as_bytes()).collect::<Result<_, _>>().map_err(said)?;
    let key = PrivateKeyDer::from_pem_slice(own.key_pem.as_bytes()).map_err(said)?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = Arc::new(PossessionOnly(Arc::clone(&provider)));
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map(|builder| builder.with_client_cert_verifier(verifier))
        .and_then(|builder| builder.with_single_cert(chain, key))
        .map_err(|error| error.to_string())
}

fn serve(
    stream: TcpStream,
    config: &Arc<ServerConfig>,
    relying_party: &RelyingParty,
    at: Timestamp,
    decisions: &Sender<Decision>,
) -> Done {
    let said = |error: std::io::Error| error.to_string();
    stream.set_read_timeout(Some(PATIENCE)).map_err(said)?;
    let connection = ServerConnection::new(Arc::clone(config)).map_err(|error| error.to_string())?;
    let mut tls = StreamOwned::new(connection, stream);
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && head.len() < 8_192 {
        let mut byte = [0];
        tls.read_exact(&mut byte).map_err(said)?;
        head.extend_from_slice(&byte);
    }
    let head = String::from_utf8_lossy(&head);
    let mut words = head.split_whitespace();
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let presented = tls.conn.peer_certificates().unwrap_or_default();
    let decision = relying_party.decide(&PresentedChain::from_tls(presented), &AccessRequest::new(method, path), at);
    let status = if decision.effect() == Effect::Allow { "200 OK" } else { "403 Forbidden" };
    let body = format!("{decision}\n");
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    tls.write_all(answer.as_bytes()).map_err(said)?;
    tls.conn.send_close_notify();
    tls.flush().map_err(said)?;
    decisions.send(decision).map_err(|error| error.to_string())
}

/// Has the peer prove that it holds its key, and leaves who it is to Handfast.
#[derive(Debug)]
struct PossessionOnly(Arc<CryptoProvider>);

impl ClientCertVerifier for PossessionOnly {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
