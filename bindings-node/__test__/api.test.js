import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { inspect } from 'node:util'

import * as handfast from '../index.js'
import { AT, POLICY, issue, mesh } from './certificates.js'

const { AccessDenied, AccessRequest, Certificate, PeerIdentity, Policy, PresentedChain } = handfast
const { Profile, RelyingParty, SetupError, TrustAnchors } = handfast

const { root, intermediate, web, chain } = mesh()
const anchors = TrustAnchors.fromPem(root.pem).named('mesh')
const ledger = new RelyingParty({ trustAnchors: anchors, policy: Policy.parse(POLICY) })
const presented = () => PresentedChain.fromTls(chain)
const post = new AccessRequest('POST', '/ledger/entries')
const remove = new AccessRequest('DELETE', '/ledger/entries')

/** The setup error that something throws. */
function mistake(run) {
  try {
    run()
  } catch (error) {
    assert.ok(error instanceof SetupError, inspect(error))
    return error
  }
  return assert.fail('nothing was thrown')
}

test('import and require give the same classes, called what they are, and so does what a bundler takes', async () => {
  const required = createRequire(import.meta.url)('../index.cjs')
  for (const imported of [handfast, await import('../index.mjs')]) {
    for (const [name, value] of Object.entries(imported)) assert.equal(required[name], value, name)
    assert.deepEqual(Object.keys(imported).sort(), Object.keys(required).sort())
  }
  const classes = Object.keys(handfast).filter((name) => /^[A-Z]/.test(name))
  assert.deepEqual(classes.map((name) => handfast[name].name), classes)
})

test('a peer that may is authorized, and its identity says who it is', async () => {
  await handfast.ready
  const identity = ledger.authorize(presented(), post, AT)
  assert.ok(identity instanceof PeerIdentity)
  assert.deepEqual(identity.principal, { class: 'spiffe', value: 'spiffe://prod.example/ns/checkout/sa/web' })
  assert.deepEqual(identity.names, ['uri:spiffe://prod.example/ns/checkout/sa/web'])
  assert.equal(identity.spiffeId, 'spiffe://prod.example/ns/checkout/sa/web')
  assert.equal(identity.bundle, 'mesh')
  assert.equal(identity.matchedName, null)
  assert.deepEqual(identity.path.certificates.map(({ subject }) => subject), ['CN=web', 'CN=Issuing CA 1'])
})

test('a peer that may not is AccessDenied, with the decision', () => {
  assert.throws(
    () => ledger.authorize(presented(), remove, AT),
    (error) => {
      assert.ok(error instanceof AccessDenied && error instanceof Error)
      assert.equal(error.name, 'AccessDenied')
      assert.equal(error.decision.effect, 'deny')
      assert.equal(error.message, error.decision.toString())
      assert.match(error.message, /^deny: spiffe:\/\/prod\.example\/ns\/checkout\/sa\/web may not DELETE/)
      return true
    },
  )
})

test('a decision has every field of the surface', () => {
  const decision = ledger.decide(presented(), remove, AT)
  assert.equal(decision.effect, 'deny')
  assert.equal(decision.state, 'verified')
  assert.equal(decision.arrival, 'tls')
  assert.equal(decision.hop, null)
  assert.equal(decision.possession, 'proven')
  assert.equal(decision.rule, null)
  assert.deepEqual(decision.reasons.map(({ code }) => code), ['no_rule_matched'])
  assert.equal(decision.nearest.rule, 'checkout-calls-ledger')
  assert.equal(decision.nearest.field, 'method')
  assert.equal(decision.identity.spiffeId, 'spiffe://prod.example/ns/checkout/sa/web')
  assert.deepEqual(decision.shadow, [])
  assert.deepEqual(decision.path.map(({ fingerprint }) => fingerprint), [
    Certificate.parse(web.der).fingerprint,
    Certificate.parse(intermediate.der).fingerprint,
  ])
  assert.equal(decision.anchor.bundle, 'mesh')
  assert.deepEqual(Buffer.from(decision.anchor.certificate.der), root.der)
  assert.deepEqual(decision.attempts, [])
  assert.equal(decision.attemptsTotal, 0)
  assert.deepEqual(decision.validUntil, new Date('2027-01-01T00:00:01Z'))
  assert.deepEqual(decision.at, AT)
  assert.equal(decision.profile, 'client')
  assert.equal(decision.policyName, 'payments')
  assert.equal(decision.policyFingerprint, Policy.parse(POLICY).fingerprint)
  assert.equal(inspect(decision), decision.toString())
})

test('JSON.stringify writes the core’s bytes, labels with numbers for names included', () => {
  const decision = ledger.decide(presented(), post, AT)
  assert.equal(decision.effect, 'allow')
  assert.match(decision.toJson(), /"labels":\{"10":"ten","9":"nine","zone":"eu"\}/)
  assert.equal(JSON.stringify(decision), decision.toJson())
  assert.deepEqual(decision.obligations.roles, ['writer'])
  assert.equal(decision.obligations.maxSessionSeconds, 900)
})

test('what comes out cannot be changed', () => {
  const decision = ledger.decide(presented(), remove, AT)
  const [reason] = decision.reasons
  for (const value of [reason, decision.reasons, decision.nearest, decision.obligations, decision.path[0], anchors]) {
    assert.ok(Object.isFrozen(value))
  }
  assert.throws(() => { decision.effect = 'allow' }, TypeError)
  decision.at.setFullYear(1999)
  assert.deepEqual(decision.at, AT)
  decision.path[0].der.fill(0)
  assert.deepEqual(Buffer.from(decision.path[0].der), web.der)
})

test('a verified path and a rejection are told apart by `verified`', () => {
  const path = ledger.verify(presented(), AT)
  assert.equal(path.verified, true)
  assert.deepEqual(path.at, AT)
  assert.equal(path.anchor.bundle, 'mesh')
  const rejection = ledger.verify(PresentedChain.fromTls([web.der]), AT)
  assert.equal(rejection.verified, false)
  assert.deepEqual(rejection.reasons.map(({ code }) => code), ['issuer_unknown'])
  // The same reasons and attempts as in the decision, which has them from the core's own JSON.
  const decision = ledger.decide(PresentedChain.fromTls([web.der]), post, AT)
  assert.deepEqual(rejection.reasons, decision.reasons)
  assert.deepEqual(rejection.attempts, decision.attempts)
})

test('how a chain arrived is part of it', () => {
  const forwarded = PresentedChain.fromForwarded(chain, 'edge')
  assert.equal(forwarded.arrival, 'forwarded')
  assert.equal(forwarded.hop, 'edge')
  assert.equal(ledger.decide(forwarded, post, AT).state, 'presented')
  const options = { trustAnchors: anchors, policy: Policy.parse(POLICY) }
  const behind = new RelyingParty({ ...options, trustedHops: ['edge'] })
  assert.equal(behind.decide(forwarded, post, AT).state, 'verified_elsewhere')
  assert.equal(behind.decide(forwarded, post, AT).hop, 'edge')
  const files = PresentedChain.fromFiles([`${intermediate.pem}\n${web.pem}`])
  assert.equal(files.endEntity.subject, 'CN=web')
  assert.deepEqual(files.others.map(({ subject }) => subject), ['CN=Issuing CA 1'])
  assert.deepEqual(ledger.decide(files, post, AT).reasons.map(({ code }) => code), ['possession_not_proven'])
  const tool = new RelyingParty({ ...options, acceptFilesWithoutPossession: true })
  assert.equal(tool.decide(files, post, AT).effect, 'allow')
})

test('no certificate is a state of its own', () => {
  const none = PresentedChain.fromTls([])
  assert.equal(none.isEmpty, true)
  assert.equal(none.endEntity, null)
  const decision = ledger.decide(none, post, AT)
  assert.equal(decision.state, 'no_certificate')
  assert.equal(decision.identity, null)
  assert.equal(decision.anchor, null)
  assert.deepEqual(decision.reasons.map(({ code }) => code), ['chain_empty'])
})

test('the context and the expected name reach the policy', () => {
  const policy = Policy.parse(`
handfast: 1
default: deny
identity: [spiffe]
rules:
  - { id: inside, effect: allow, from: [{ source_ip: [{ cidr: 10.0.0.0/8 }] }], to: [{ host: ledger.example, header: { x-team: blue } }] }
`)
  assert.deepEqual(policy.requiredContext, ['header.x-team', 'host', 'source_ip'])
  const party = new RelyingParty({ trustAnchors: TrustAnchors.fromDer(root.der), policy })
  const decide = (options) => party.decide(presented(), AccessRequest.connection(options), AT)
  const good = { sourceIp: '10.1.2.3', host: 'ledger.example', context: { 'header.X-Team': ['green', 'blue'] } }
  assert.equal(decide(good).effect, 'allow')
  assert.equal(decide({ ...good, sourceIp: '192.0.2.1' }).nearest.field, 'source_ip')
  assert.equal(decide({ ...good, expecting: 'spiffe://prod.example/ns/checkout/sa/web' }).effect, 'allow')
  assert.deepEqual(decide({ ...good, expecting: 'dns:other.example' }).reasons[0].code, 'name_not_matched')
  assert.match(AccessRequest.action('publish', 'meters/1') && decide({}).toString(), /^deny/)
})

test('a setup error has code, message, position and fix', () => {
  const error = mistake(() => Policy.parse('handfast: 1\ndefault: deny\nidentity: [spiffe]\nrulez: []\n'))
  assert.equal(error.name, 'SetupError')
  assert.equal(error.code, 'policy_malformed')
  assert.equal(error.position.line, 4)
  assert.ok(error.message.length > 0 && error.fix.length > 0)
  assert.ok(inspect(error).includes(error.fix))
  assert.equal(String(error), `SetupError: line 4, column 1: ${error.message}; ${error.fix}`)
  assert.equal(mistake(() => TrustAnchors.fromPem('')).code, 'anchors_empty')
  assert.equal(mistake(() => TrustAnchors.fromPem(web.pem)).code, 'anchor_not_ca')
  assert.deepEqual(mistake(() => TrustAnchors.fromPem(root.pem + web.pem)).position.entry, 2)
  assert.equal(mistake(() => Certificate.parse('x')).code, 'certificate_malformed')
  assert.equal(mistake(() => Certificate.parse(root.pem + web.pem)).code, 'certificate_malformed')
  assert.equal(mistake(() => Profile.byName('strict')).code, 'value_malformed')
  assert.equal(mistake(() => Profile.client().withExtendedKeyUsages(['clientAuth'])).code, 'value_malformed')
  assert.equal(mistake(() => Profile.client().withAnchorValidity('yes')).code, 'value_malformed')
  assert.equal(mistake(() => handfast.explain('certificate_tired')).code, 'value_malformed')
  const options = { trustAnchors: anchors, policy: Policy.parse(POLICY) }
  assert.equal(mistake(() => new RelyingParty({ trustAnchors: anchors })).code, 'policy_missing')
  assert.equal(mistake(() => new RelyingParty({ ...options, anyVerifiedPeer: true })).code, 'policy_inconsistent')
  assert.equal(mistake(() => new RelyingParty({ ...options, provider: 'none' })).code, 'provider_missing')
  assert.equal(mistake(() => new RelyingParty({ anyVerifiedPeer: true })).code, 'anchors_empty')
  assert.equal(mistake(() => AccessRequest.connection({ sourceIp: 'here' })).code, 'value_malformed')
  assert.equal(mistake(() => AccessRequest.connection({ expecting: 'dns:*' })).code, 'value_malformed')
  assert.equal(mistake(() => AccessRequest.connection({ context: { sourceip: '10.0.0.1' } })).code, 'value_malformed')
  const context = { ...options, suppliesContext: ['method'] }
  assert.equal(mistake(() => new RelyingParty(context)).code, 'context_missing')
})

test('a profile is derived, and the one that it came from stays', () => {
  const expired = issue('Old Root', { ca: true, until: '2026-02-01T00:00:00Z' })
  const client = issue('client', { issuer: expired, names: ['dns:client.example'] })
  const decide = (profile) => {
    const party = new RelyingParty({ trustAnchors: TrustAnchors.fromDer(expired.der), anyVerifiedPeer: true, profile })
    return party.decide(PresentedChain.fromTls([client.der]), AccessRequest.connection(), AT).effect
  }
  const strict = Profile.client()
  const loose = strict.withAnchorValidity('ignored')
  assert.equal(decide(strict), 'deny')
  assert.equal(decide(loose), 'allow')
  assert.equal(decide(loose.withExtendedKeyUsages(['1.3.6.1.5.5.7.3.4'])), 'deny')
  assert.equal(decide(loose.withAtMostIntermediates(0)), 'allow')
  const names = ['client', 'svid', 'rfc5280', 'webpki-server', 'piv', 'eap-tls', 'iot-device']
  assert.deepEqual(handfast.profileNames(), names)
  const made = [
    Profile.client(),
    Profile.svid(),
    Profile.rfc5280(),
    Profile.webpkiServer(),
    Profile.piv(),
    Profile.eapTls(),
    Profile.iotDevice(),
  ]
  assert.deepEqual(made.map(({ name }) => name), names)
})

test('a loosening that was needed is told', () => {
  const ca = issue('Loosened Root', { ca: true })
  const server = issue('server', { issuer: ca, names: ['dns:server.example'], usages: ['2b06010505070301'] })
  const end = '2027-03-15T00:00:00Z'
  const { spkiPin } = Certificate.parse(ca.der)
  const loosening = { name: 'partner', what: 'server_auth_for_clients', until: end, issuer_spki: spkiPin }
  const profile = Profile.fromJson(JSON.stringify({ handfast_profile: 1, name: 'partners', loosenings: [loosening] }))
  const party = new RelyingParty({ trustAnchors: TrustAnchors.fromDer(ca.der), anyVerifiedPeer: true, profile })
  const { name, what } = loosening
  const told = [{ name, what, until: new Date(end), issuerSpki: spkiPin, index: 0 }]
  const decision = party.decide(PresentedChain.fromTls([server.der]), AccessRequest.connection(), AT)
  assert.equal(decision.effect, 'allow')
  assert.deepEqual(decision.loosened, told)
  assert.deepEqual(party.verify(PresentedChain.fromTls([server.der]), AT).loosened, told)
  const other = issue('Other Root', { ca: true })
  const stranger = issue('server', { issuer: other, names: ['dns:server.example'], usages: ['2b06010505070301'] })
  const both = TrustAnchors.fromDer(ca.der).withAnchors(TrustAnchors.fromDer(other.der))
  const wider = new RelyingParty({ trustAnchors: both, anyVerifiedPeer: true, profile })
  assert.equal(wider.decide(PresentedChain.fromTls([server.der]), AccessRequest.connection(), AT).effect, 'allow')
  assert.equal(wider.decide(PresentedChain.fromTls([stranger.der]), AccessRequest.connection(), AT).effect, 'deny')
})

test('a profile is data: written, read back, compared, printed', () => {
  for (const profile of handfast.profileNames().map((name) => Profile.byName(name))) {
    assert.equal(Profile.fromJson(profile.toJson()).toJson(), profile.toJson())
    assert.deepEqual(profile.diff(profile), [])
  }
  const mine = Profile.fromJson('{"handfast_profile": 1, "name": "mine", "rsa_bits": 3072}')
  assert.deepEqual(Profile.client().diff(mine), [
    { member: 'name', left: '"client"', right: '"mine"' },
    { member: 'rsa_bits', left: '2048', right: '3072' },
  ])
  assert.match(String(mine), /^rsa_bits: 3072$/m)
  const { code, position, fix } = mistake(() => Profile.fromJson('{"handfast_profile": 1,\n "rsa_bit": 4096}'))
  assert.equal(code, 'value_malformed')
  assert.deepEqual({ ...position }, { line: 2, column: 13 })
  assert.equal(fix, 'did you mean `rsa_bits`?')
  for (const value of [null, undefined, 1, {}, new Uint8Array(2)]) assert.throws(() => Profile.fromJson(value), TypeError)
  for (const value of [null, undefined, 1, {}, 'client']) assert.throws(() => mine.diff(value), TypeError)
})

test('a policy says what is in it, lints itself and runs its tests', () => {
  const text = `${POLICY}tests:
  - name: web may post
    peer: { spiffe: spiffe://prod.example/ns/checkout/sa/web }
    request: { method: POST, path: /ledger/entries }
    expect: { decision: allow, rule: checkout-calls-ledger }
  - name: web may delete
    peer: { spiffe: spiffe://prod.example/ns/checkout/sa/web }
    request: { method: DELETE, path: /ledger/entries }
    expect: { decision: allow }
`
  assert.equal(mistake(() => Policy.parse(text)).code, 'policy_test_failed')
  const policy = Policy.parseUntested(text)
  assert.equal(policy.name, 'payments')
  assert.match(policy.fingerprint, /^sha256:[0-9a-f]{64}$/)
  assert.deepEqual([policy.identity, policy.rules, policy.bundles], [['spiffe'], ['checkout-calls-ledger'], ['mesh']])
  assert.deepEqual(policy.test().map(({ name, passed }) => [name, passed]), [['web may post', true], ['web may delete', false]])
  assert.equal(policy.test()[1].actual, 'decision deny')
  const over = `${POLICY}    valid: { until: 2026-01-01T00:00:00Z }\n`
  assert.deepEqual(Policy.parse(over).lint().filter(({ rule }) => rule !== null), [])
  const [finding] = Policy.parse(over).lint(AT)
  assert.equal(finding.rule, 'checkout-calls-ledger')
  assert.ok(finding.line > 0 && finding.fix.length > 0)
  const external = 'handfast: 1\ndefault: deny\nidentity: [spiffe]\nsets:\n  bad: { external: true, type: serial }\nrules:\n  - { id: q, effect: deny, from: [{ serial: { in: bad } }] }\n'
  assert.equal(mistake(() => Policy.parse(external)).code, 'policy_inconsistent')
  assert.deepEqual(Policy.parse(external, { bad: ['01'] }).rules, ['q'])
  assert.notEqual(Policy.parse(external, { bad: ['01'] }).fingerprint, Policy.parse(external, { bad: ['02'] }).fingerprint)
})

test('a certificate says what is in it', () => {
  const serial = Buffer.from('7fffffffffffffffffffffffffffffffffffffff', 'hex')
  const long = issue('long', { issuer: root, serial, until: '9999-12-31T23:59:59Z', names: ['dns:a.example', 'ip:192.0.2.1'] })
  const certificate = Certificate.parse(long.pem)
  assert.equal(BigInt(`0x${certificate.serial}`), 2n ** 159n - 1n)
  assert.equal(certificate.version, '3')
  assert.equal(certificate.subject, 'CN=long')
  assert.equal(certificate.issuer, 'CN=Mesh Root')
  assert.deepEqual(certificate.names, ['dns:a.example', 'ip:192.0.2.1'])
  assert.deepEqual(certificate.notBefore, new Date('2026-01-01T00:00:00Z'))
  assert.deepEqual(certificate.notAfter, new Date('9999-12-31T23:59:59Z'))
  assert.deepEqual([certificate.keyAlgorithm, certificate.keyBits, certificate.isCa], ['ec', 256, false])
  assert.deepEqual(certificate.extendedKeyUsage, ['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.1'])
  assert.deepEqual(certificate.keyUsage, ['digitalSignature'])
  assert.deepEqual(certificate.pathLength, null)
  assert.equal(JSON.parse(JSON.stringify(certificate)).fingerprint, certificate.fingerprint)
  const [first, second] = Certificate.readAll(`${root.pem}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`)
  assert.ok(first instanceof Certificate)
  assert.equal(first.isSelfIssued, true)
  assert.equal(second.code, 'encoding_malformed')
  assert.deepEqual(Certificate.readAll(''), [])
})

test('bytes are taken as Buffer, Uint8Array, ArrayBuffer, DataView and PEM', () => {
  const exact = web.der.buffer.slice(web.der.byteOffset, web.der.byteOffset + web.der.length)
  const shared = new Uint8Array(new SharedArrayBuffer(web.der.length))
  shared.set(web.der)
  const forms = [web.der, new Uint8Array(web.der), exact, new DataView(exact), web.pem, shared, shared.buffer]
  const fingerprints = forms.map((form) => PresentedChain.fromTls([form]).endEntity.fingerprint)
  assert.equal(new Set(fingerprints).size, 1)
})

test('every code is explained, and the types have the same ones', () => {
  const codes = handfast.codes()
  for (const code of codes) {
    const { stage, meaning, matters, fix, reference } = handfast.explain(code)
    for (const text of [stage, meaning, matters, fix, reference]) assert.ok(text.length > 0, code)
  }
  const types = readFileSync(new URL('../index.d.ts', import.meta.url), 'utf8')
  const [, union] = /export type Code =\n((?: {2}\| '\w+'\n)+)/.exec(types)
  assert.deepEqual(union.match(/\w+/g), codes)
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  assert.equal(handfast.version(), version)
})
