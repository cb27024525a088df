// Many threads, and many calls.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'

import { AccessDenied, AccessRequest, Certificate, Policy, PresentedChain, RelyingParty, TrustAnchors } from '../index.js'
import { AT, POLICY, mesh } from './certificates.js'

const { root, web, chain } = mesh()
const party = new RelyingParty({ trustAnchors: TrustAnchors.fromDer(root.der).named('mesh'), policy: Policy.parse(POLICY) })

test('workers decide at once, and all the same', async () => {
  const decide = (method) => party.decide(PresentedChain.fromTls(chain), new AccessRequest(method, '/ledger/entries'), AT)
  const expected = [decide('POST').toJson(), decide('DELETE').toJson()]
  const shared = new Uint8Array(new SharedArrayBuffer(web.der.length))
  shared.set(web.der)
  const workerData = { root: root.der, chain: [shared, chain[1]], policy: POLICY, at: AT, times: 200 }
  const workers = Array.from({ length: 4 }, () => new Worker(new URL('worker.js', import.meta.url), { workerData }))
  for (const [seen] of await Promise.all(workers.map((worker) => once(worker, 'message')))) {
    assert.deepEqual(seen, expected)
  }
  await Promise.all(workers.map((worker) => worker.terminate()))
})

test('a worker that is ended in the middle of it ends nothing else', async () => {
  const workerData = { root: root.der, chain, policy: POLICY, at: AT, times: 1e9 }
  const worker = new Worker(new URL('worker.js', import.meta.url), { workerData })
  await once(worker, 'online')
  await new Promise((resolve) => setTimeout(resolve, 50))
  await worker.terminate()
  assert.equal(party.decide(PresentedChain.fromTls(chain), new AccessRequest('GET', '/ledger/x'), AT).effect, 'allow')
})

test('what was decided can be read however many peers came since', () => {
  const request = new AccessRequest('POST', '/ledger/entries')
  const other = new AccessRequest('DELETE', '/ledger/entries')
  const kinds = [
    () => party.decide(PresentedChain.fromTls(chain), request, AT),
    () => party.decide(PresentedChain.fromTls(chain), other, AT),
    () => party.authorize(PresentedChain.fromTls(chain), request, AT),
    () => party.verify(PresentedChain.fromTls(chain), AT),
    () => party.verify(PresentedChain.fromTls([web.der]), AT),
  ]
  const subjects = (path) => path?.map(({ subject }) => subject)
  const all = (given) => [
    given.toJson?.(),
    given.toString(),
    given.effect,
    given.principal,
    given.reasons,
    given.attempts,
    given.validUntil,
    given.names,
    given.identity?.names,
    subjects(given.certificates ?? given.path?.certificates ?? given.path),
    given.anchor?.certificate.subject,
    given.anchor?.bundle,
    given.identity?.path.certificatePolicies,
  ]
  const read = kinds.map((make) => all(make()))
  const later = kinds.map((make) => make())
  const between = Array.from({ length: 100 }, () => party.decide(PresentedChain.fromTls([]), request, AT))
  assert.deepEqual(later.map(all), read)
  assert.ok(between.every(({ state }) => state === 'no_certificate'))
  // In another order than they were made, and after each other.
  assert.deepEqual(later.toReversed().map(all), read.toReversed())
})

test('a tight loop of 100,000 calls leaves no memory behind', { skip: globalThis.gc === undefined && 'needs --expose-gc' }, () => {
  // Chains that end early, so that it is the crossing that is measured and not the signatures.
  const once = () => {
    const chain = PresentedChain.fromTls([web.der])
    const request = new AccessRequest('POST', '/ledger/x', { context: { topic: 'a' } })
    const decision = party.decide(chain, request, AT)
    assert.equal(decision.reasons.length, 1)
    try {
      party.authorize(chain, request, AT)
    } catch (error) {
      assert.ok(error instanceof AccessDenied)
    }
    assert.equal(party.verify(chain, AT).reasons.length, 1)
    assert.equal(chain.endEntity.der.length, web.der.length)
    Certificate.parse(web.der).der.at(0)
    try {
      TrustAnchors.fromPem('')
    } catch {
      // A SetupError; its memory is what we look at.
    }
  }
  // Never a turn of the event loop: no finaliser of native memory runs.
  const settled = (times) => {
    for (let time = 0; time < times; time += 1) once()
    for (let round = 0; round < 4; round += 1) globalThis.gc()
    return process.memoryUsage().rss
  }
  const before = settled(5_000)
  const grown = settled(20_000) - before
  // 20,000 rounds of 6 calls. One leaked certificate of 600 bytes a round would be 12 MB.
  assert.ok(grown < 8 * 1024 * 1024, `the process has grown by ${grown} bytes`)
})
