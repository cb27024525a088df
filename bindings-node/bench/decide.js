// Node's side of the benchmark next to the core, a program of its own like the core's
// (`bindings-wasm/shared/examples/core_decision.rs`): the same arguments, the same lines, the same answers.

import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

import { AccessRequest, PresentedChain, RelyingParty, TrustAnchors } from '../index.js'

const [anchor, seconds, issuing, ...peers] = process.argv.slice(2)
const at = new Date(Number(seconds) * 1000)
const issuer = readFileSync(issuing)
const chains = peers.map((peer) => [readFileSync(peer), issuer])
const options = { trustAnchors: TrustAnchors.fromDer(readFileSync(anchor)), anyVerifiedPeer: true }
const kinds = {
  seen: { party: new RelyingParty(options), fastest: chains.map(() => Infinity) },
  new: { party: new RelyingParty({ ...options, signatureCache: false }), fastest: chains.map(() => Infinity) },
}

function decide({ party, fastest }) {
  for (let place = 0; place < chains.length; place += 1) {
    const began = process.hrtime.bigint()
    const request = new AccessRequest('POST', '/orders/42')
    const { effect } = party.decide(PresentedChain.fromTls(chains[place]), request, at)
    const took = Number(process.hrtime.bigint() - began)
    if (effect !== 'allow') throw new Error('not allowed')
    if (took < fastest[place]) fastest[place] = took
  }
}

// For the compiler.
for (let left = 6400; left > 0; left -= chains.length) decide(kinds.seen)
for (let left = 1280; left > 0; left -= chains.length) decide(kinds.new)
for await (const line of createInterface({ input: process.stdin })) {
  const [rounds, seen] = line.split(' ')
  const kind = kinds[seen || 'new']
  for (let round = 0; round < Number(rounds); round += 1) decide(kind)
  console.log(kind.fastest.reduce((sum, took) => sum + took, 0) / chains.length)
}
