// Every decision vector on Node: the decision's JSON must be the Rust core's, byte for byte. See tests/vectors/README.md.
//
//     node tests/runners/node/run.js [PACKAGE]     the package's entry file; bindings-node by default

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const top = fileURLToPath(new URL('../../../', import.meta.url))
const entry = process.argv[2] ?? resolve(top, 'bindings-node', 'index.js')
const handfast = await import(pathToFileURL(resolve(entry)))
const { AccessRequest, Certificate, Crl, OcspResponse, Policy, PresentedChain, Profile } = handfast
const { RelyingParty, RevocationData, RevocationMode, TrustAnchors } = handfast
await handfast.ready

const bytes = (base64) => Buffer.from(base64, 'base64')

/** The options that a vector's `revocation` is; none if it has none. */
function looking({ crls, ocsp, certificates, mode, grace_seconds: grace } = {}) {
  if (crls === undefined) return {}
  const revocation = new RevocationData({
    crls: crls.map((der) => Crl.fromDer(bytes(der))),
    ocspResponses: ocsp.map((der) => OcspResponse.fromDer(bytes(der))),
    certificates: certificates.map((der) => Certificate.parse(bytes(der))),
  })
  return { revocation, revocationMode: mode === null ? null : RevocationMode[mode](grace) }
}

function relyingParty({ anchors, relying_party: spec, revocation }) {
  const trustAnchors = anchors
    .map(({ bundle, der }) => {
      const anchor = TrustAnchors.fromDer(bytes(der))
      return bundle === null ? anchor : anchor.named(bundle)
    })
    .reduce((all, anchor) => all.withAnchors(anchor))
  return new RelyingParty({
    trustAnchors,
    profile: Profile[spec.profile.startsWith('{') ? 'fromJson' : 'byName'](spec.profile),
    policy: spec.policy === null ? null : Policy.parse(spec.policy, spec.external_sets),
    anyVerifiedPeer: spec.policy === null,
    acceptFilesWithoutPossession: spec.accept_files,
    trustedHops: spec.trusted_hops,
    ...looking(revocation),
  })
}

function presentedChain({ arrived, hop, revocation }, items) {
  const stapled = (revocation?.stapled_ocsp ?? []).map(bytes)
  const from = { tls: 'fromTls', files: 'fromFiles', forwarded: 'fromForwarded' }[arrived]
  return stapled.reduce((chain, response) => chain.withStapledOcsp(response), PresentedChain[from](items, hop))
}

function accessRequest({ kind, method, path, action, resource, expected_name: expecting, context }) {
  const options = { expecting, context }
  if (kind === 'http') return new AccessRequest(method, path, options)
  return kind === 'action' ? AccessRequest.action(action, resource, options) : AccessRequest.connection(options)
}

function check(vector) {
  const { expect, at } = vector
  const party = relyingParty(vector)
  const request = accessRequest(vector.request)
  const chain = vector.chain.map(bytes)
  const decision = party.decide(presentedChain(vector, chain), request, new Date(at))
  assert.equal(decision.toJson(), vector.decision)
  assert.equal(JSON.stringify(decision), vector.decision)
  assert.equal(decision.effect, expect.effect)
  assert.deepEqual(decision.reasons.map((reason) => reason.code), expect.codes)
  assert.equal(decision.rule, expect.rule)
  assert.equal(decision.nearest?.field ?? null, expect.nearest_field)
  assert.equal(decision.principal?.value ?? null, expect.principal)
  if ('state' in expect) assert.equal(decision.state, expect.state)
  // What the decision says of revocation is what its JSON does, one for each certificate of the path.
  const told = decision.revocation?.map(({ index, fingerprint, status }) => [index, fingerprint, status]) ?? null
  const written = JSON.parse(vector.decision).revocation
  assert.deepEqual(told, written?.map(({ certificate, status }) => [certificate.index, certificate.fingerprint, status]) ?? null)
  if ('valid_until' in expect) {
    const until = decision.validUntil?.toISOString().replace('.000Z', 'Z') ?? 'never'
    assert.equal(until, expect.valid_until)
  }
  if ('shadow' in expect) {
    assert.deepEqual(decision.shadow.map(({ rule, wouldChange }) => (wouldChange ? `${rule}*` : rule)), expect.shadow)
  }
  if ('obligations' in expect) {
    assert.equal(JSON.stringify(decision.toJSON().obligations), expect.obligations)
  }
  const [first, ...others] = chain
  const reversed = first === undefined ? [] : [first, ...others.reverse()]
  assert.equal(party.decide(presentedChain(vector, reversed), request, new Date(at)).toJson(), vector.decision)
}

const folder = resolve(top, 'tests', 'vectors')
const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
const [provider] = handfast.providers()
let passed = 0
let failed = 0
let notOffered = 0
for (const file of files) {
  for (const vector of JSON.parse(readFileSync(resolve(folder, file), 'utf8')).vectors) {
    if (vector.providers && !vector.providers.includes(provider)) {
      notOffered += 1
      continue
    }
    try {
      check(vector)
      passed += 1
    } catch (error) {
      failed += 1
      console.log(`${vector.id}: ${error.message}`)
    }
  }
}
const counts = `${passed} passed, ${failed} failed, ${notOffered} not offered`
console.log(`vectors on ${provider}: ${counts}, of ${files.length} files`)
process.exitCode = passed > 0 && failed === 0 ? 0 : 1
