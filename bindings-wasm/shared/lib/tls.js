// The certificates of a `tls.TLSSocket`, without importing `node:tls`: an edge worker has none.

// More than the core reads of one chain; a chain of issuers that does not end must not keep us.
const MOST = 256

/**
 * The certificates that the peer of a socket presented, as DER, the end entity first; none if it presented none.
 *
 * Node tells the end entity and, by `issuerCertificate`, who issued whom. A certificate that the peer sent and that issued
 * none of the others is not told. After a resumed session there may be the end entity alone.
 */
export function certificatesOf(socket) {
  if (typeof socket?.getPeerCertificate !== 'function') {
    throw new TypeError('socket must be a tls.TLSSocket, or another that has getPeerCertificate')
  }
  if (socket.secureConnecting === true) {
    // Before that, nobody has seen that the peer holds the key.
    throw new TypeError("socket has not finished its handshake; wait for 'secureConnection' or 'secureConnect'")
  }
  const certificates = []
  const seen = new Set()
  // `null` for a socket that is closed, an empty object for a peer without a certificate.
  let certificate = socket.getPeerCertificate(true)
  while (certificate?.raw !== undefined && !seen.has(certificate) && certificates.length < MOST) {
    seen.add(certificate)
    certificates.push(certificate.raw)
    certificate = certificate.issuerCertificate
  }
  if (certificates.length === 0) {
    // Bun and some runtimes have only this one.
    const endEntity = socket.getPeerX509Certificate?.()
    if (endEntity?.raw !== undefined) certificates.push(endEntity.raw)
  }
  return certificates
}
