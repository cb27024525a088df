// A conformance suite through the package for Node or for WebAssembly, decision by decision. The last line is the one that the
// Rust runner prints.
//
//     node tests/runners/node/corpus.js CASES EXCEPTIONS [PACKAGE]
//
// CASES as `handfast-conformance limbo --export` writes them, EXCEPTIONS is tests/limbo/exceptions.json, PACKAGE the package's entry
// file; bindings-node by default.

import { createReadStream, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'

const [cases, exceptionsFile, entry] = process.argv.slice(2)
const own = fileURLToPath(new URL('../../../bindings-node/index.js', import.meta.url))
const handfast = await import(pathToFileURL(resolve(entry ?? own)))
const { AccessRequest, Crl, PresentedChain, Profile, RelyingParty, RevocationData, SetupError, TrustAnchors } = handfast
await handfast.ready

function relyingParty({ anchors, profile, crls }) {
  return new RelyingParty({
    trustAnchors: TrustAnchors.fromPem(anchors),
    profile: Profile.fromJson(profile),
    anyVerifiedPeer: true,
    revocation: crls === null ? null : new RevocationData({ crls: Crl.fromPem(crls) }),
  })
}

/** A decision for each name, or one without; or what is wrong with the caller's part. */
function decisions(given) {
  const chain = PresentedChain.fromTls(given.chain)
  let party, requests
  try {
    party = relyingParty(given)
    requests = (given.names.length === 0 ? [null] : given.names).map((expecting) => AccessRequest.connection({ expecting }))
  } catch (error) {
    if (error instanceof SetupError) return error
    throw error
  }
  return requests.map((request) => party.decide(chain, request, new Date(given.at)))
}

/** Whether the core says something else. */
function differs(given, got) {
  if (got instanceof SetupError) return got.code !== given.setup_error
  return given.setup_error !== null || JSON.stringify(got.map((one) => one.toJson())) !== JSON.stringify(given.decisions)
}

const exceptions = new Map(JSON.parse(readFileSync(exceptionsFile, 'utf8')).map(({ id, actual }) => [id, actual]))
let [passed, falseAccepts, falseRejects, odd] = [0, 0, 0, 0]
for await (const line of createInterface({ input: createReadStream(cases), crlfDelay: Infinity })) {
  const given = JSON.parse(line)
  const got = decisions(given)
  const accepted = Array.isArray(got) && got.every(({ effect }) => effect === 'allow')
  const actual = accepted ? 'SUCCESS' : 'FAILURE'
  const right = actual === given.expected
  if (right) passed += 1
  else if (accepted) falseAccepts += 1
  else falseRejects += 1
  // An exception that is not needed is as wrong as one that is missing.
  if (exceptions.get(given.id) !== (right ? undefined : actual)) {
    odd += 1
    console.log(`${right ? 'stale exception' : 'not explained'}: ${given.id} expected ${given.expected}, got ${actual}`)
  }
  if (differs(given, got)) {
    odd += 1
    console.log(`${given.id}: the core decides otherwise`)
  }
}
const failed = falseAccepts + falseRejects
console.log(
  `limbo: ${passed} passed, ${failed} failed, 0 skipped; FA ${falseAccepts} false accepts, FR ${falseRejects} false rejects`,
)
process.exitCode = passed > 0 && odd === 0 ? 0 : 1
