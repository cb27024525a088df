// One of several at once: decides many times, and tells the decisions that it saw.

import { parentPort, workerData } from 'node:worker_threads'

import { AccessRequest, Policy, PresentedChain, RelyingParty, TrustAnchors } from '../index.js'

const { root, chain, policy, at, times } = workerData
const party = new RelyingParty({
  trustAnchors: TrustAnchors.fromDer(root).named('mesh'),
  policy: Policy.parse(policy),
})
const seen = new Set()
for (let time = 0; time < times; time += 1) {
  const request = new AccessRequest(time % 2 === 0 ? 'POST' : 'DELETE', '/ledger/entries')
  seen.add(party.decide(PresentedChain.fromTls(chain), request, at).toJson())
}
parentPort.postMessage([...seen])
