// When a decision flips, and the signatures that are remembered.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'

import { AccessRequest, Certificate, Crl, Policy, PresentedChain, RelyingParty } from '../index.js'
import { RevocationData, SignatureCache, Timeline, TrustAnchors } from '../index.js'
import { AT, POLICY, crl, issue, mesh } from './certificates.js'

const { root, intermediate, web, chain } = mesh()
const trustAnchors = TrustAnchors.fromDer(root.der).named('mesh')
const presented = PresentedChain.fromTls(chain)
const request = new AccessRequest('POST', '/ledger/entries')
const END = new Date('2028-01-01T00:00:00Z')

test('a timeline tells when the decision flips, and why', () => {
  const party = new RelyingParty({ trustAnchors, policy: Policy.parse(POLICY) })
  const timeline = party.timeline(presented, request, AT, END)
  assert.ok(timeline instanceof Timeline)
  assert.deepEqual([timeline.start, timeline.end, timeline.isComplete], [AT, END, true])
  // The certificates hold up to the end of 2027-01-01T00:00:00Z.
  const flip = new Date('2027-01-01T00:00:01Z')
  const told = timeline.spans.map(({ start, until, decision }) => [start, until, decision.effect])
  assert.deepEqual(told, [[AT, flip, 'allow'], [flip, null, 'deny']])
  const [first, second] = timeline.spans
  assert.deepEqual(first.events, [])
  assert.equal(second.events[0].kind, 'certificate_ends')
  assert.deepEqual(second.events[0].at, flip)
  const fingerprints = [root, intermediate, web].map(({ der }) => Certificate.parse(der).fingerprint)
  assert.ok(second.events.every(({ certificateFingerprint }) => fingerprints.includes(certificateFingerprint)))
  assert.equal(second.decision.reasons[0].code, 'certificate_expired')
  assert.equal(second.decision, timeline.spans[1].decision)
  assert.equal(first.decision.toJson(), party.decide(presented, request, AT).toJson())
  assert.deepEqual(timeline.notices, [])
})

test('JSON.stringify writes a timeline’s bytes as the core does, and its text is the core’s', () => {
  const timeline = new RelyingParty({ trustAnchors, policy: Policy.parse(POLICY) }).timeline(presented, request, AT, END)
  assert.match(timeline.toJson(), /"labels":\{"10":"ten","9":"nine","zone":"eu"\}/)
  assert.equal(JSON.stringify(timeline), timeline.toJson())
  assert.equal(JSON.parse(timeline.toJson()).handfast_timeline, 1)
  assert.match(`${timeline}`, /^2026-06-01T00:00:00Z\n {2}allow: /)
  assert.equal(inspect(timeline), timeline.toString())
})

test('a timeline of one instant has one span, and an end before it is taken to be it', () => {
  const party = new RelyingParty({ trustAnchors, anyVerifiedPeer: true })
  for (const end of [AT, new Date(0)]) {
    const timeline = party.timeline(PresentedChain.fromTls([]), request, AT, end)
    assert.deepEqual(timeline.end, AT)
    assert.deepEqual(timeline.spans.map(({ until, decision }) => [until, decision.state]), [[null, 'no_certificate']])
  }
})

test('a timeline knows when a CRL is stale', () => {
  const crls = [crl(root), crl(intermediate, [], { until: '2026-06-10T00:00:00Z' })].map(({ der }) => Crl.fromDer(der))
  const party = new RelyingParty({ trustAnchors, anyVerifiedPeer: true, revocation: new RevocationData({ crls }) })
  const [, { start, events, decision }] = party.timeline(presented, request, AT, END).spans
  assert.deepEqual(start, new Date('2026-06-10T00:00:01Z'))
  assert.deepEqual(events.map(({ kind }) => kind), ['revocation_stale'])
  assert.deepEqual(decision.reasons.map(({ code }) => code), ['revocation_data_stale'])
})

test('what a timeline is given is checked, and what it gives cannot be changed', () => {
  const party = new RelyingParty({ trustAnchors, anyVerifiedPeer: true })
  assert.throws(() => party.timeline(presented, request, AT), { name: 'TypeError', message: /to must be a Date/ })
  assert.throws(() => party.timeline(presented, request, 0, END), { name: 'TypeError', message: /from must be a Date/ })
  assert.throws(() => party.timeline(chain, request, AT, END), { name: 'TypeError', message: /PresentedChain/ })
  assert.throws(() => party.timeline(presented, {}, AT, END), { name: 'TypeError', message: /AccessRequest/ })
  assert.throws(() => new Timeline(), TypeError)
  const timeline = party.timeline(presented, request, AT, END)
  const [span] = timeline.spans
  for (const value of [timeline, timeline.spans, span, span.events, timeline.notices]) assert.ok(Object.isFrozen(value))
  span.start.setFullYear(1999)
  assert.deepEqual(timeline.spans[0].start, AT)
})

test('right signatures are remembered, in a cache that may be shared, and forgotten when told', () => {
  const cache = new SignatureCache(100)
  assert.deepEqual([cache.capacity, cache.size], [112, 0])
  const parties = [1, 2].map(() => new RelyingParty({ trustAnchors, anyVerifiedPeer: true, signatureCache: cache }))
  const json = (party, given = presented) => party.decide(given, request, AT).toJson()
  const first = json(parties[0])
  // The signatures of the client and of the intermediate.
  assert.equal(cache.size, 2)
  assert.equal(json(parties[1]), first)
  assert.equal(cache.size, 2)
  json(parties[0], PresentedChain.fromTls([issue('stranger').der]))
  assert.equal(cache.size, 2)
  cache.clear()
  assert.equal(cache.size, 0)
  assert.equal(json(new RelyingParty({ trustAnchors, anyVerifiedPeer: true, signatureCache: false })), first)
  assert.equal(json(new RelyingParty({ trustAnchors, anyVerifiedPeer: true, signatureCache: null })), first)
  assert.equal(cache.size, 0)
})

test('what is no cache is a TypeError', () => {
  for (const entries of [undefined, null, -1, 1.5, NaN, Infinity, '16', 16n]) assert.throws(() => new SignatureCache(entries), TypeError)
  assert.deepEqual([new SignatureCache(0).capacity, new SignatureCache(1).capacity], [16, 16])
  assert.ok(new SignatureCache(2 ** 53).capacity >= 2 ** 32 - 1)
  for (const signatureCache of [true, 0, 16, 'none', {}, Object.create(SignatureCache.prototype)]) {
    assert.throws(() => new RelyingParty({ trustAnchors, anyVerifiedPeer: true, signatureCache }), { name: 'TypeError', message: /SignatureCache, or false/ })
  }
})
