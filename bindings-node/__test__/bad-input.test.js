// Wrong types and hostile values: an exception of JavaScript's or a denial, never a crash.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import vm from 'node:vm'

import { AccessRequest, Certificate, Crl, Decision, OcspResponse, PeerIdentity, Policy, PresentedChain } from '../index.js'
import { Profile, RelyingParty, RevocationData, RevocationMode, SetupError, TrustAnchors, VerifiedPath, explain } from '../index.js'
import { AT, POLICY, ballast, crl, goodResponse, issue, mesh } from './certificates.js'

const { root, intermediate, web, chain } = mesh()
const anchors = TrustAnchors.fromDer(root.der)
const party = new RelyingParty({ trustAnchors: anchors, anyVerifiedPeer: true })
const presented = PresentedChain.fromTls(chain)
const request = AccessRequest.connection()
const codes = (items, at = AT) => party.decide(PresentedChain.fromTls(items), request, at).reasons.map(({ code }) => code)

const NO_BYTES = [undefined, null, 7, 7n, true, {}, [], () => {}, Symbol('x'), new Date()]
const NO_TEXT = [undefined, null, 7, 7n, true, {}, [], () => {}, Symbol('x'), Buffer.from('x'), new String('x')]

test('a value of the wrong type is a TypeError that says what was wanted', () => {
  for (const value of NO_BYTES) {
    const readers = [TrustAnchors.fromPem, TrustAnchors.fromDer, TrustAnchors.fromPemOrDer, Certificate.parse]
    for (const run of [...readers, Crl.fromDer, Crl.fromPem, Crl.fromPemOrDer, OcspResponse.fromDer]) {
      assert.throws(() => run(value), { name: 'TypeError', message: /must be a .*Uint8Array/ })
    }
    assert.throws(() => Certificate.readAll(value), TypeError)
    assert.throws(() => TrustAnchors.fromSpiffeBundle(value), TypeError)
    assert.throws(() => PresentedChain.fromTls([value]), { name: 'TypeError', message: /certificates\[0\]/ })
    assert.throws(() => PresentedChain.fromFiles([web.der, value]), { name: 'TypeError', message: /files\[1\]/ })
    assert.throws(() => presented.withStapledOcsp(value), { name: 'TypeError', message: /response must be a Uint8Array/ })
  }
  for (const value of NO_TEXT) {
    assert.throws(() => Policy.parse(value), { name: 'TypeError', message: /text must be a string/ })
    assert.throws(() => Profile.byName(value), TypeError)
    assert.throws(() => explain(value), TypeError)
    assert.throws(() => anchors.named(value), TypeError)
    assert.throws(() => new AccessRequest(value, '/'), TypeError)
    assert.throws(() => new AccessRequest('GET', value), TypeError)
    assert.throws(() => AccessRequest.action('publish', value), TypeError)
    assert.throws(() => PresentedChain.fromForwarded([], value), TypeError)
  }
  for (const value of [undefined, null, 7, 'x', web.der, new Set([web.der]), {}]) {
    assert.throws(() => PresentedChain.fromTls(value), { name: 'TypeError', message: /must be an array/ })
  }
  assert.throws(() => TrustAnchors.fromDer(root.pem), TypeError)
  assert.throws(() => Crl.fromDer(crl(root).pem), TypeError)
  assert.throws(() => OcspResponse.fromDer('MAMKAQE='), TypeError)
  assert.throws(() => presented.withStapledOcsp('MAMKAQE='), TypeError)
})

test('an instance of another class, or of none, is a TypeError', () => {
  for (const value of [undefined, null, {}, [], chain, presented, Object.create(AccessRequest.prototype)]) {
    assert.throws(() => party.decide(presented, value, AT), { name: 'TypeError', message: /AccessRequest/ })
    assert.throws(() => anchors.withAnchors(value), TypeError)
    assert.throws(() => new RelyingParty({ trustAnchors: value ?? 1, anyVerifiedPeer: true }), TypeError)
  }
  for (const value of [undefined, null, {}, chain, request, Object.create(PresentedChain.prototype)]) {
    for (const verb of ['decide', 'authorize']) {
      assert.throws(() => party[verb](value, request, AT), { name: 'TypeError', message: /PresentedChain/ })
    }
    assert.throws(() => party.verify(value, AT), TypeError)
  }
  const made = [TrustAnchors, Profile, Policy, PresentedChain, Certificate, Decision, PeerIdentity, VerifiedPath]
  for (const type of [...made, Crl, OcspResponse, RevocationMode]) {
    assert.throws(() => new type(), TypeError)
    assert.throws(() => new type({}, {}), TypeError)
    assert.throws(() => type(), TypeError)
  }
  const { decide } = party
  assert.throws(() => decide(presented, request, AT), TypeError)
  assert.throws(() => decide.call({}, presented, request, AT), TypeError)
  assert.throws(() => Object.getOwnPropertyDescriptor(Decision.prototype, 'effect').get.call({}), TypeError)
})

test('an option that is not known, or of the wrong type, is a TypeError', () => {
  assert.throws(() => new RelyingParty(), SetupError)
  assert.throws(() => new RelyingParty({ trustAnchors: anchors, anyVerifiedPear: true }), /has no `anyVerifiedPear`/)
  for (const value of [1, 'true', {}, []]) {
    assert.throws(() => new RelyingParty({ trustAnchors: anchors, anyVerifiedPeer: value }), TypeError)
    assert.throws(() => new RelyingParty({ trustAnchors: anchors, acceptFilesWithoutPossession: value }), TypeError)
  }
  assert.throws(() => new RelyingParty({ trustAnchors: anchors, trustedHops: 'edge' }), TypeError)
  assert.throws(() => new RelyingParty({ trustAnchors: anchors, trustedHops: [1] }), TypeError)
  assert.throws(() => AccessRequest.connection({ sourceIP: '10.0.0.1' }), /has no `sourceIP`/)
  assert.throws(() => AccessRequest.connection({ context: { host: 1 } }), TypeError)
  assert.throws(() => AccessRequest.connection({ context: [] }), TypeError)
  assert.throws(() => AccessRequest.connection('x'), TypeError)
  assert.throws(() => Policy.parse(POLICY, { set: [1] }), TypeError)
  for (const value of [1.5, -1, NaN, Infinity, '1', 1n, undefined]) {
    assert.throws(() => Profile.client().withAtMostIntermediates(value), TypeError)
  }
  assert.equal(Profile.client().withAtMostIntermediates(2 ** 53).name, 'client')
})

test('revocation data of the wrong type is a TypeError, and nothing is taken for none', () => {
  const list = Crl.fromDer(crl(root).der)
  const response = OcspResponse.fromDer(goodResponse(intermediate, web))
  for (const value of [7, 'x', {}, [list], list, crl(root).der, Object.create(RevocationData.prototype)]) {
    assert.throws(() => new RelyingParty({ trustAnchors: anchors, anyVerifiedPeer: true, revocation: value }), {
      name: 'TypeError', message: /revocation must be RevocationData/,
    })
  }
  assert.throws(() => new RevocationData({ crls: list }), { name: 'TypeError', message: /crls must be an array/ })
  assert.throws(() => new RevocationData({ crls: [crl(root).der] }), { name: 'TypeError', message: /crls\[0\] must be a Crl/ })
  assert.throws(() => new RevocationData({ crls: [list, response] }), { name: 'TypeError', message: /crls\[1\]/ })
  assert.throws(() => new RevocationData({ ocspResponses: [list] }), { name: 'TypeError', message: /an OcspResponse/ })
  assert.throws(() => new RevocationData({ certificates: [web.der] }), { name: 'TypeError', message: /a Certificate, .*Certificate.parse/ })
  assert.throws(() => new RevocationData({ crl: [list] }), /has no `crl`/)
  assert.throws(() => new RevocationData([list]), TypeError)
  const options = { trustAnchors: anchors, anyVerifiedPeer: true }
  for (const value of ['soft', 'off', 0, {}, { kind: 'off', grace: null }, RevocationMode]) {
    assert.throws(() => new RelyingParty({ ...options, revocationMode: value }), { name: 'TypeError', message: /a RevocationMode/ })
    assert.throws(() => new RelyingParty({ ...options, revocationModes: { mesh: value } }), { name: 'TypeError', message: /\["mesh"\]/ })
  }
  assert.throws(() => new RelyingParty({ ...options, revocationModes: { mesh: null } }), TypeError)
  assert.throws(() => new RelyingParty({ ...options, revocationModes: [] }), TypeError)
  assert.throws(() => new RelyingParty({ ...options, revocationModes: { '\ud800': RevocationMode.off() } }), /lone surrogate/)
  for (const value of [-1, 0.5, NaN, Infinity, '60', 60n, new Date(60)]) {
    assert.throws(() => RevocationMode.soft(value), { name: 'TypeError', message: /grace must be a/ })
  }
  for (const oids of ['1.2.3', undefined, [1], ['\ud800']]) {
    assert.throws(() => Profile.client().withCertificatePolicies(oids), TypeError)
    assert.throws(() => Profile.client().withInitialCertificatePolicies(oids), TypeError)
  }
  for (const form of [undefined, 1, ['rfc5280']]) assert.throws(() => Profile.client().withForm(form), TypeError)
})

test('revocation data that is no good is a SetupError that says what it is', () => {
  const mistake = (code, run) => assert.throws(run, (error) => error instanceof SetupError && error.code === code)
  const { der, pem } = crl(intermediate, [web.serial])
  mistake('form_not_supported', () => Crl.fromDer(web.der))
  mistake('form_not_supported', () => Crl.fromPem(web.pem))
  mistake('private_key_present', () => Crl.fromPem(web.keyPem))
  mistake('revocation_malformed', () => Crl.fromPem(''))
  mistake('revocation_malformed', () => Crl.fromPemOrDer(Buffer.alloc(0)))
  mistake('form_not_supported', () => OcspResponse.fromDer(web.der))
  // tryLater: the responder has no answer.
  mistake('revocation_malformed', () => OcspResponse.fromDer(Buffer.from('30030a0103', 'hex')))
  mistake('too_large', () => OcspResponse.fromDer(Buffer.alloc(64 * 1024 + 1)))
  mistake('value_malformed', () => Profile.client().withCertificatePolicies(['2.5.29.32.0', 'gold']))
  for (let length = 0; length < der.length; length += 1) assert.throws(() => Crl.fromDer(der.subarray(0, length)), SetupError)
  const second = `${pem}-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n`
  assert.throws(() => Crl.fromPem(second), (error) => error.position.entry === 2)
  const moved = new Uint8Array(der)
  structuredClone(moved.buffer, { transfer: [moved.buffer] })
  assert.throws(() => Crl.fromDer(moved.buffer), TypeError)
  const shared = new Uint8Array(new SharedArrayBuffer(der.length))
  shared.set(der)
  for (const form of [shared, shared.buffer, new DataView(new Uint8Array(der).buffer)]) assert.equal(Crl.fromDer(form).entryCount, 1)
})

test('what a peer staples never throws, whatever it is', () => {
  const revocation = new RevocationData({ crls: [Crl.fromDer(crl(root).der)] })
  const looking = new RelyingParty({ trustAnchors: anchors, anyVerifiedPeer: true, revocation })
  const unknown = (presented) => {
    const decision = looking.decide(presented, request, AT)
    assert.deepEqual(decision.reasons.map(({ code }) => code), ['revocation_status_unknown'])
    return decision.revocation[0].observations.join()
  }
  const response = goodResponse(intermediate, web)
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(10 * 1024 * 1024), web.der, crl(root).der, new ArrayBuffer(3)]) {
    unknown(presented.withStapledOcsp(bytes))
  }
  for (let length = 0; length < response.length; length += 1) unknown(presented.withStapledOcsp(response.subarray(0, length)))
  assert.match(unknown(presented.withStapledOcsp(Buffer.from('30030a0103', 'hex'))), /responder/)
  // The core looks at sixteen.
  let many = presented
  for (let count = 0; count < 100; count += 1) many = many.withStapledOcsp(Buffer.of(count))
  unknown(many.withStapledOcsp(response))
  assert.equal(looking.decide(PresentedChain.fromTls([]).withStapledOcsp(response), request, AT).state, 'no_certificate')
})

test('the time is a valid Date; far years are held within the core’s', () => {
  for (const value of [undefined, null, 0, Date.now(), '2026-06-01', {}, Object.create(Date.prototype)]) {
    assert.throws(() => party.decide(presented, request, value), { name: 'TypeError', message: /at must be a Date/ })
  }
  assert.throws(() => party.decide(presented, request, new Date(NaN)), { name: 'TypeError', message: /valid Date/ })
  assert.throws(() => party.decide(presented, request, new Date(8.64e15 + 1)), TypeError)
  const at = (date) => party.decide(presented, request, date)
  assert.equal(JSON.parse(at(new Date(8.64e15)).toJson()).at, '9999-12-31T23:59:59Z')
  assert.equal(JSON.parse(at(new Date('+010000-01-01T00:00:00Z')).toJson()).at, '9999-12-31T23:59:59Z')
  assert.equal(JSON.parse(at(new Date(-8.64e15)).toJson()).at, '0000-01-01T00:00:00Z')
  const first = at(new Date('0000-01-01T00:00:00Z'))
  assert.deepEqual(first.at, new Date('0000-01-01T00:00:00Z'))
  assert.equal(first.reasons[0].code, 'certificate_not_yet_valid')
  // A fraction is dropped towards the past, before 1970 as well.
  assert.deepEqual(at(new Date(-1)).at, new Date(-1000))
  assert.deepEqual(at(vm.runInNewContext('new Date(1500)')).at, new Date(1000))
})

test('bytes that are gone, moved or shared are read as they are, or not at all', () => {
  const moved = new Uint8Array(web.der)
  structuredClone(moved.buffer, { transfer: [moved.buffer] })
  assert.throws(() => PresentedChain.fromTls([moved]), TypeError)
  assert.throws(() => presented.withStapledOcsp(moved), TypeError)
  assert.throws(() => PresentedChain.fromTls([moved.buffer]), TypeError)
  assert.throws(() => Certificate.parse(moved), SetupError)
  const buffer = new ArrayBuffer(web.der.length, { maxByteLength: 100_000 })
  const tracking = new Uint8Array(buffer)
  const fixed = new Uint8Array(buffer, 0, web.der.length)
  tracking.set(web.der)
  assert.deepEqual(codes([tracking]), ['issuer_unknown'])
  buffer.resize(10)
  assert.deepEqual(codes([tracking]), ['encoding_malformed'])
  assert.throws(() => PresentedChain.fromTls([fixed]), TypeError)
  buffer.resize(90_000)
  assert.deepEqual(codes([tracking]), ['work_limit_reached'])
  const shared = new SharedArrayBuffer(web.der.length, { maxByteLength: 100_000 })
  new Uint8Array(shared).set(web.der)
  assert.deepEqual(codes([shared]), ['issuer_unknown'])
  shared.grow(90_000)
  assert.deepEqual(codes([new Uint8Array(shared)]), ['work_limit_reached'])
  // Read once, at the call: a change afterwards is none of ours.
  const changing = new Uint8Array(web.der)
  const before = PresentedChain.fromTls([changing])
  changing.fill(0)
  assert.equal(before.endEntity.subject, 'CN=web')
})

test('a view that lies about its length is taken as it is', () => {
  class Lying extends Uint8Array {
    get byteLength() {
      return 1_000_000
    }

    get length() {
      return 3
    }
  }
  assert.equal(PresentedChain.fromTls([new Lying(web.der)]).endEntity.subject, 'CN=web')
  assert.equal(party.decide(PresentedChain.fromTls(chain.map((der) => new Lying(der))), request, AT).effect, 'allow')
})

test('what a peer sends gives a denial, whatever it is', () => {
  assert.deepEqual(codes([]), ['chain_empty'])
  assert.deepEqual(codes([new Uint8Array()]), ['chain_empty'])
  assert.deepEqual(codes(['']), ['chain_empty'])
  assert.deepEqual(codes([Buffer.alloc(10 * 1024 * 1024)]), ['work_limit_reached'])
  const large = issue('large', { issuer: root, extra: [ballast(10 * 1024 * 1024)] })
  assert.deepEqual(codes([large.der]), ['work_limit_reached'])
  assert.deepEqual(codes([large.pem]), ['work_limit_reached'])
  assert.deepEqual(codes(Array(100_000).fill(web.der)), ['issuer_unknown'])
  assert.deepEqual(codes(['\0', '\ud800', 'hello']), ['encoding_malformed'])
  const serial = issue('serial', { issuer: root, serial: Buffer.alloc(21, 1) })
  assert.deepEqual(codes([serial.der]), ['encoding_malformed'])
  const nul = issue('a\0b', { issuer: root })
  assert.deepEqual(codes([nul.der]), ['encoding_malformed'])
  for (let length = 0; length < web.der.length; length += 7) {
    assert.equal(party.decide(PresentedChain.fromTls([web.der.subarray(0, length)]), request, AT).effect, 'deny')
  }
})

test('NUL and lone surrogates: the peer’s become U+FFFD, the caller’s are a mistake', () => {
  const text = (method, path) => JSON.parse(party.decide(presented, new AccessRequest(method, path), AT).toJson()).request
  assert.equal(text('GE\0T', '/a').context.method[0], 'GE\0T')
  assert.equal(text('GET\ud800', '/a').context.method[0], 'GET\ufffd')
  assert.equal(text('GET', '/\u{1f600}').context.path[0], '/\u{1f600}')
  const context = { topic: 'a\udfffb', 'attrs.\0': '\0' }
  const decision = party.decide(presented, AccessRequest.connection({ context }), AT)
  assert.equal(JSON.parse(decision.toJson()).request.context.topic[0], 'a\ufffdb')
  for (const run of [Policy.parse, Profile.byName, explain, (text) => anchors.named(text)]) {
    assert.throws(() => run('a\ud800b'), { name: 'TypeError', message: /lone surrogate/ })
  }
  assert.throws(() => PresentedChain.fromForwarded([], '\udc00'), TypeError)
  // What separates texts on their way to the core is itself in a text.
  const odd = ['\0', '\x01', '\x01a', '\x01b', '\x01\0b', '\0\0', 'e', '']
  const written = (value) => JSON.parse(party.decide(presented, AccessRequest.action(value, value, { context: { 'attrs.x': odd } }), AT).toJson()).request.context
  for (const value of odd) {
    assert.deepEqual([written(value).action, written(value).resource, written(value)['attrs.x']], [[value], [value], odd])
  }
  assert.throws(() => Policy.parse('\0'), SetupError)
  assert.throws(() => Profile.byName('client\0'), SetupError)
})

test('getters and proxies of the caller’s run, and what they throw comes back', () => {
  class Own extends Error {}
  const throwing = { get policy() { throw new Own() }, trustAnchors: anchors }
  assert.throws(() => new RelyingParty(throwing), Own)
  const shrinking = [web.der, { get length() { shrinking.length = 0; return 1 } }]
  assert.throws(() => PresentedChain.fromTls(shrinking), TypeError)
  const proxy = new Proxy([web.der], { get: (items, key) => (key === 'length' ? 2 : items[key]) })
  assert.throws(() => PresentedChain.fromTls(proxy), TypeError)
  assert.throws(() => party.decide(new Proxy(presented, {}), request, AT), TypeError)
})
