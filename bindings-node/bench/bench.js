// One decision about a P-256 chain (end entity, intermediate, anchor), parsing included: what Node adds to the core, and what
// people would use instead, in interleaved rounds, medians.
//
// What Node adds is measured between two programs of their own, `decide.js` and the core's, in turns of a few milliseconds:
// about one chain, and about many peers in turn, for one chain again and again is known to the processor by heart. Counted is
// the fastest decision about each peer, and their mean: what else the machine does comes between them, not into all of them.
// Where the system has put a program in memory is worth a microsecond, so there are several pairs of programs, as many of one
// as of the other, and the figure is the median of their differences.
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
import { AT, issue, mesh } from '../__test__/certificates.js'

const ROUNDS = 15
const [PAIRS, TURNS, PEERS, DECISIONS] = [7, 40, 64, 192]
const top = fileURLToPath(new URL('../..', import.meta.url))
const { root, intermediate, chain } = mesh()
const party = new RelyingParty({ trustAnchors: TrustAnchors.fromDer(root.der), anyVerifiedPeer: true, signatureCache: false })

/** A program that decides about all peers at a time, and counts its own nanoseconds. */
function program(command, parameters) {
  const child = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    ask: async (line) => {
      child.stdin.write(`${line}\n`)
      return Number((await lines.next()).value)
    },
    end: () => child.stdin.end(),
  }
}

/** Microseconds of the core and of Node, for each pair of programs: of so many peers that are new, and as many seen before. */
async function nextToTheCore(count) {
  const folder = mkdtempSync(join(tmpdir(), 'handfast-bench-'))
  const peers = Array.from({ length: count }, (_, number) => {
    return issue('peer', { issuer: intermediate, names: [`uri:spiffe://prod.example/ns/checkout/sa/peer-${number}`] })
  })
  const [anchor, ...others] = [root, intermediate, ...peers].map(({ der }, index) => {
    const file = join(folder, `${index}.der`)
    writeFileSync(file, der)
    return file
  })
  const parameters = [anchor, String(AT.getTime() / 1000), ...others]
  const pairs = { fresh: [], seen: [] }
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const core = program(join(top, 'target', 'release', 'examples', 'core_decision'), parameters)
    const node = program(process.execPath, [join(top, 'bindings-node', 'bench', 'decide.js'), ...parameters])
    const rounds = DECISIONS / count
    for (const [into, line] of [[pairs.fresh, `${rounds}`], [pairs.seen, `${10 * rounds} seen`]]) {
      let took
      for (let turn = 0; turn < TURNS; turn += 1) took = [await core.ask(line), await node.ask(line)]
      into.push(took.map((nanoseconds) => nanoseconds / 1000))
    }
    core.end()
    node.end()
  }
  rmSync(folder, { recursive: true })
  return pairs
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

// First, with nothing else of ours running.
const pairs = await nextToTheCore(1)
const pairsOfMany = await nextToTheCore(PEERS)

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

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const [ours, hand, other] = [...samples.values()].map(median)
for (const [name, values] of samples) console.log(`${name.padEnd(38)} ${median(values).toFixed(1).padStart(9)} us`)
/** What Node adds, in the median of the pairs and in each. */
function added(pairs) {
  const [core, node] = [0, 1].map((place) => median(pairs.map((pair) => pair[place])).toFixed(1))
  const all = pairs.map(([core, node]) => node - core).toSorted((a, b) => a - b)
  return `${node} us, the core alone ${core} us: Node adds ${median(all).toFixed(2)} us (${all.map((one) => one.toFixed(2)).join(', ')})`
}
console.log(`\na decision: ${added(pairs.fresh)}`)
console.log(`of a peer seen before: ${added(pairs.seen)}`)
console.log(`${PEERS} peers in turn: ${added(pairsOfMany.fresh)}`)
console.log(`seen before: ${added(pairsOfMany.seen)}`)
console.log(`handfast is ${(hand / ours).toFixed(1)} times as fast as node:crypto by hand, ${(other / ours).toFixed(1)} times as fast as PKI.js`)
