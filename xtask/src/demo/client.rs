//! An independent client: OpenSSL's `s_client`.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::run::Done;

/// Sends one request, with the certificate and chain of a file if there is one; gives the answer.
pub(super) fn visit(address: SocketAddr, folder: &Path, name: Option<&str>, method: &str, path: &str) -> Done<String> {
    let mut command = Command::new("openssl");
    command.args(["s_client", "-quiet", "-servername", "localhost", "-connect", &address.to_string()]);
    command.arg("-CAfile").arg(folder.join("mesh.pem"));
    if let Some(name) = name {
        let chain = folder.join(format!("{name}.pem"));
        command.arg("-cert").arg(&chain).arg("-cert_chain").arg(&chain);
        command.arg("-key").arg(folder.join(format!("{name}.key")));
    }
    let failed = |error: std::io::Error| format!("openssl s_client: {error}");
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().map_err(failed)?;
    let request = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    // Standard input is kept open until the answer is there: s_client leaves when it ends.
    let mut input = child.stdin.take();
    if let Some(input) = &mut input {
        input.write_all(request.as_bytes()).map_err(failed)?;
    }
    let output = child.wait_with_output().map_err(failed)?;
    drop(input);
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
