// `PresentedChain.fromTlsSocket` on real TLS connections over 127.0.0.1.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import tls from 'node:tls'

import { AccessRequest, PresentedChain, RelyingParty, TrustAnchors } from '../index.js'
import { issue, mesh } from './certificates.js'

const now = new Date()
const year = (offset) => `${now.getUTCFullYear() + offset}-01-01T00:00:00Z`
const life = { from: year(-1), until: year(2) }
const root = issue('Root', { ca: true, ...life })
const intermediate = issue('Issuing CA', { ca: true, issuer: root, ...life })
const client = issue('client', { issuer: intermediate, names: ['dns:client.example'], ...life })
const server = issue('server', { issuer: intermediate, names: ['dns:localhost'], ...life })
const stranger = issue('stranger', { names: ['dns:client.example'], ...life })
const party = new RelyingParty({ trustAnchors: TrustAnchors.fromPem(root.pem), anyVerifiedPeer: true })
const request = AccessRequest.connection()

/** A server that decides about every client; the decisions, and what a client needs to connect. */
async function listening(t, options = {}) {
  const seen = []
  const listener = tls.createServer(
    { key: server.keyPem, cert: server.pem + intermediate.pem, requestCert: true, rejectUnauthorized: false, ...options },
    (socket) => {
      const chain = PresentedChain.fromTlsSocket(socket)
      seen.push({ decision: party.decide(chain, request, new Date()), chain, reused: socket.isSessionReused() })
      socket.on('error', () => {}).end('x')
    },
  )
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  t.after(() => listener.close())
  const connect = async (more) => {
    const socket = tls.connect({ port: listener.address().port, host: '127.0.0.1', servername: 'localhost', ca: root.pem, ...more })
    let session
    socket.on('session', (given) => { session = given })
    await once(socket, 'secureConnect')
    const chain = PresentedChain.fromTlsSocket(socket)
    socket.resume()
    await once(socket, 'close')
    return { session, chain, closed: () => PresentedChain.fromTlsSocket(socket) }
  }
  return { seen, connect }
}

const withCertificate = { key: client.keyPem, cert: client.pem + intermediate.pem }
const subjects = (chain) => [chain.endEntity, ...chain.others].map((certificate) => certificate.subject).sort()

for (const version of ['TLSv1.2', 'TLSv1.3']) {
  const versions = { minVersion: version, maxVersion: version }

  test(`${version}: a client with a certificate is verified with the chain that it sent`, async (t) => {
    const { seen, connect } = await listening(t, versions)
    await connect({ ...versions, ...withCertificate })
    const [{ decision, chain }] = seen
    assert.equal(decision.effect, 'allow', decision.toString())
    assert.equal(decision.state, 'verified')
    assert.equal(decision.principal.value, 'client.example')
    assert.equal(chain.arrival, 'tls')
    assert.ok(subjects(chain).includes('CN=Issuing CA'))
  })

  test(`${version}: a client without a certificate has none`, async (t) => {
    const { seen, connect } = await listening(t, versions)
    await connect(versions)
    assert.equal(seen[0].chain.isEmpty, true)
    assert.equal(seen[0].decision.state, 'no_certificate')
  })

  test(`${version}: a stranger is denied, though the handshake let it in`, async (t) => {
    const { seen, connect } = await listening(t, versions)
    await connect({ ...versions, key: stranger.keyPem, cert: stranger.pem })
    assert.equal(seen[0].decision.effect, 'deny')
    assert.equal(seen[0].decision.reasons[0].code, 'issuer_unknown')
  })

  test(`${version}: the client sees the server’s chain`, async (t) => {
    const { connect } = await listening(t, versions)
    const { chain, closed } = await connect(versions)
    const web = new RelyingParty({ trustAnchors: TrustAnchors.fromPem(root.pem), anyVerifiedPeer: true })
    const named = AccessRequest.connection({ expecting: 'dns:localhost' })
    assert.equal(web.decide(chain, named, new Date()).effect, 'allow')
    // A socket that is closed has no certificate to tell: a denial, no exception.
    assert.equal(party.decide(closed(), request, new Date()).effect, 'deny')
  })

  test(`${version}: a resumed session is still the same peer, or a denial`, async (t) => {
    const { seen, connect } = await listening(t, versions)
    const { session } = await connect({ ...versions, ...withCertificate })
    await connect({ ...versions, ...withCertificate, session })
    assert.equal(seen[1].reused, true)
    assert.equal(seen[1].chain.endEntity.subject, 'CN=client')
    // The end entity may come alone; then the anchors have to have its issuer.
    const anchors = TrustAnchors.fromPem(root.pem + intermediate.pem)
    const both = new RelyingParty({ trustAnchors: anchors, anyVerifiedPeer: true })
    assert.equal(both.authorize(seen[1].chain, request, new Date()).principal.value, 'client.example')
  })
}

test('a socket whose handshake is not finished is refused', async (t) => {
  const { connect } = await listening(t)
  const socket = tls.connect({ port: 1, host: '127.0.0.1' })
  socket.on('error', () => {})
  assert.throws(() => PresentedChain.fromTlsSocket(socket), { name: 'TypeError', message: /handshake/ })
  socket.destroy()
  await connect()
})

test('what is no TLS socket is a TypeError', () => {
  for (const value of [undefined, null, {}, 'socket', 7]) {
    assert.throws(() => PresentedChain.fromTlsSocket(value), { name: 'TypeError', message: /TLSSocket/ })
  }
})

test('a chain of issuers that does not end is read to its end', () => {
  const { web, intermediate } = mesh()
  const end = { raw: intermediate.der }
  const first = { raw: web.der, issuerCertificate: end }
  end.issuerCertificate = first
  const chain = PresentedChain.fromTlsSocket({ getPeerCertificate: () => first })
  assert.deepEqual(subjects(chain), ['CN=Issuing CA 1', 'CN=web'])
  const endless = { getPeerCertificate: () => next() }
  const next = () => ({ raw: web.der, get issuerCertificate() { return next() } })
  assert.deepEqual(subjects(PresentedChain.fromTlsSocket(endless)), ['CN=web'])
  for (const nothing of [null, undefined, {}]) {
    assert.equal(PresentedChain.fromTlsSocket({ getPeerCertificate: () => nothing }).isEmpty, true)
  }
})
