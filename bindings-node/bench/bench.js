// One decision about a P-256 chain (end entity, intermediate, anchor), parsing included: what Node adds to the core, and what
// people would use instead. Interleaved rounds, medians.
//
//     cargo build --release --package handfast-js --example core_decision && node bindings-node/bench/bench.js

import { X509Certificate, webcrypto } from 'node:crypto'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { AccessRequest, PresentedChain, RelyingParty, TrustAnchors } from '../index.js'
import { AT, mesh } from '../__test__/certificates.js'

const ROUNDS = 15
const top = fileURLToPath(new URL('../..', import.meta.url))
const { root, chain } = mesh()

// Each decision is about the same chain: a cache has nothing left to do, and then shows what Node adds with less noise.
const options = { trustAnchors: TrustAnchors.fromDer(root.der), anyVerifiedPeer: true }
const party = new RelyingParty({ ...options, signatureCache: false })
const seeing = new RelyingParty(options)

/** A program that counts its own nanoseconds, of the fastest of so many decisions: the core, in a process of its own. */
function core() {
  const folder = mkdtempSync(join(tmpdir(), 'handfast-bench-'))
  const files = [root.der, ...chain].map((der, index) => {
    const file = join(folder, `${index}.der`)
    writeFileSync(file, der)
    return file
  })
  const program = join(top, 'target', 'release', 'examples', 'core_decision')
  const child = spawn(program, [files[0], String(AT.getTime() / 1000), ...files.slice(1)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    run: async (times, seen = '') => {
      child.stdin.write(`${times} ${seen}\n`)
      return Number((await lines.next()).value)
    },
    end: () => {
      child.stdin.end()
      rmSync(folder, { recursive: true })
    },
  }
}

/** What a service does by hand with what Node has. It looks at less: no key usage, no constraints, no names. */
function byHand() {
  const anchor = new X509Certificate(root.der)
  const anchorKey = anchor.publicKey
  return () => {
    const [leaf, issuer] = chain.map((der) => new X509Certificate(der))
    const valid = (certificate) => new Date(certificate.validFrom) <= AT && AT <= new Date(certificate.validTo)
    const good =
      leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey) && valid(leaf) &&
      issuer.ca && issuer.checkIssued(anchor) && issuer.verify(anchorKey) && valid(issuer)
    if (!good) throw new Error('by hand: not good')
  }
}

function pkijs() {
  const PKI = createRequire(join(top, 'bindings-wasm', 'shared', 'package.json'))('pkijs')
  PKI.setEngine('node', new PKI.CryptoEngine({ name: 'node', crypto: webcrypto }))
  const read = (der) => PKI.Certificate.fromBER(new Uint8Array(der).buffer)
  const anchor = read(root.der)
  return async () => {
    const engine = new PKI.CertificateChainValidationEngine({
      trustedCerts: [anchor],
      certs: chain.map(read).reverse(),
      checkDate: AT,
    })
    const { result, resultMessage } = await engine.verify()
    if (!result) throw new Error(`PKI.js: ${resultMessage}`)
  }
}

const deciding = (party) => () => {
  const request = new AccessRequest('POST', '/orders/42')
  if (party.decide(PresentedChain.fromTls(chain), request, AT).effect !== 'allow') throw new Error('not allowed')
}

async function timed(run, times) {
  const began = process.hrtime.bigint()
  for (let time = 0; time < times; time += 1) {
    const running = run()
    if (running !== undefined) await running
  }
  return Number(process.hrtime.bigint() - began)
}

const rust = core()

/** The fastest decision of the core and of Node, in turns: what the machine does besides only adds. */
async function fastest(party, seen) {
  const least = [Infinity, Infinity]
  const run = deciding(party)
  await timed(run, 3000)
  for (let turn = 0; turn < 100; turn += 1) {
    least[0] = Math.min(least[0], await rust.run(200, seen))
    for (let time = 0; time < 200; time += 1) {
      const began = process.hrtime.bigint()
      run()
      least[1] = Math.min(least[1], Number(process.hrtime.bigint() - began))
    }
  }
  return least.map((nanoseconds) => nanoseconds / 1000)
}
// Before the others, whose garbage would be collected meanwhile.
const [base, own] = await fastest(party)
const [seenBase, seenOwn] = await fastest(seeing, 'seen')

const contenders = [
  { name: 'handfast', times: 500, run: (times) => timed(deciding(party), times) },
  { name: 'node:crypto X509Certificate, by hand', times: 500, run: (() => { const run = byHand(); return (times) => timed(run, times) })() },
  { name: 'PKI.js', times: 20, run: (() => { const run = pkijs(); return (times) => timed(run, times) })() },
]
const samples = new Map(contenders.map(({ name }) => [name, []]))
for (let round = -2; round < ROUNDS; round += 1) {
  for (const { name, times, run } of contenders) {
    const microseconds = (await run(times)) / times / 1000
    // The first two rounds are for the compiler.
    if (round >= 0) samples.get(name).push(microseconds)
  }
}
rust.end()

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const [ours, hand, other] = [...samples.values()].map(median)
for (const [name, values] of samples) console.log(`${name.padEnd(38)} ${median(values).toFixed(1).padStart(9)} us`)
const added = (own, base) => `${own.toFixed(1)} us, the core alone ${base.toFixed(1)} us: Node adds ${(own - base).toFixed(1)} us`
console.log(`\nthe fastest decision: ${added(own, base)}`)
console.log(`of a peer seen before: ${added(seenOwn, seenBase)}`)
console.log(`handfast is ${(hand / ours).toFixed(1)} times as fast as node:crypto by hand, ${(other / ours).toFixed(1)} times as fast as PKI.js`)
