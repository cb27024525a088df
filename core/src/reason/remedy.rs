//! Fixes that are commands of OpenSSL, as people paste them: the peer's request, extension file and certificate are
//! `peer.csr`, `peer.ext` and `peer.pem`, those of the CA that issues it `ca.*`, and of the one above `root.*`.

/// Issues the peer's certificate again.
pub(crate) const ISSUE_PEER: &str =
    "openssl x509 -req -in peer.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 90 -extfile peer.ext -out peer.pem";
/// Makes a new key for the peer, and a request for it.
pub(crate) const NEW_KEY: &str =
    "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout peer.key -subj /CN=peer -out peer.csr";
/// What a CA's key is for.
pub(crate) const CA_USAGE: &str = "keyUsage = critical, keyCertSign, cRLSign";
/// Issues the CA's certificate again.
pub(crate) const ISSUE_CA: &str =
    "openssl x509 -req -in ca.csr -CA root.pem -CAkey root.key -CAcreateserial -days 1825 -extfile ca.ext -out ca.pem";

/// The peer's certificate with a line in its extension file. Nothing that a peer chose may stand in it unquoted.
pub(crate) fn peer_with(line: &str) -> String {
    format!("put `{line}` into the certificate's extension file and issue it again: `{ISSUE_PEER}`")
}

/// A CA's certificate with these lines in its extension file.
pub(crate) fn ca_with(lines: &[&str]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("`{line}`")).collect();
    let lines = lines.join(" and ");
    format!(
        "put {lines} into the extension file of the CA's certificate and issue that again: `{ISSUE_CA}`; its key, and what it issued, may stay"
    )
}
