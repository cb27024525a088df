// Revocation data, what is asked of it, and what a decision says of it; certificate policies and forms.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { AccessRequest, Certificate, Crl, OcspResponse, PresentedChain, Profile } from '../index.js'
import { RelyingParty, RevocationData, RevocationMode, SetupError, TrustAnchors } from '../index.js'
import { AT, certificatePolicies, crl, goodResponse, issue, mesh, oid, seq, tlv } from './certificates.js'

const { root, intermediate, web, chain } = mesh()
const trustAnchors = TrustAnchors.fromDer(root.der).named('mesh')
const request = AccessRequest.connection()
const day = 24 * 60 * 60

const ofRoot = Crl.fromDer(crl(root).der)
const ofIntermediate = (revoked, options) => Crl.fromDer(crl(intermediate, revoked, options).der)
const good = new RevocationData({ crls: [ofRoot, ofIntermediate([])] })
const revoked = new RevocationData({ crls: [ofRoot, ofIntermediate([web.serial])] })

const party = (options) => new RelyingParty({ trustAnchors, anyVerifiedPeer: true, ...options })
const decide = (options, presented = PresentedChain.fromTls(chain), at = AT) => party(options).decide(presented, request, at)
const codes = (decision) => decision.reasons.map(({ code }) => code)
const statuses = ({ revocation }) => revocation.map(({ status }) => status)

test('a CRL says what is in it', () => {
  const { der, pem } = crl(intermediate, [web.serial])
  const list = Crl.fromDer(der)
  assert.equal(list.issuer, 'CN=Issuing CA 1')
  assert.deepEqual(list.thisUpdate, new Date('2026-05-01T00:00:00Z'))
  assert.deepEqual(list.nextUpdate, new Date('2026-07-01T00:00:00Z'))
  assert.deepEqual([list.number, list.baseNumber, list.entryCount], ['05', null, 1])
  assert.deepEqual([list.scope, list.signatureAlgorithm], ['all certificates', 'ecdsa-sha256'])
  assert.deepEqual(Buffer.from(list.der), der)
  list.der.fill(0)
  assert.deepEqual(Buffer.from(list.der), der)
  assert.equal(Crl.fromDer(crl(intermediate, [], { number: 7, base: 5 }).der).baseNumber, '05')
  const both = Crl.fromPem(`${pem}and\n${crl(root).pem}`)
  assert.deepEqual(both.map(({ issuer }) => issuer), ['CN=Issuing CA 1', 'CN=Mesh Root'])
  assert.deepEqual([Crl.fromPemOrDer(pem), Crl.fromPemOrDer(der)].map(([{ issuer }]) => issuer), Array(2).fill('CN=Issuing CA 1'))
  assert.ok(Object.isFrozen(list) && Object.isFrozen(both))
})

test('an OCSP response says what is in it', () => {
  const der = goodResponse(intermediate, web)
  const response = OcspResponse.fromDer(der)
  assert.deepEqual(response.producedAt, new Date('2026-05-31T00:00:00Z'))
  assert.equal(response.responder, 'CN=Issuing CA 1')
  assert.deepEqual(response.statements, [{ serial: web.serial.toString('hex'), status: 'good' }])
  assert.deepEqual(response.certificates, [])
  assert.deepEqual(Buffer.from(response.der), der)
  assert.ok(Object.isFrozen(response.statements) && Object.isFrozen(response.statements[0]))
})

test('revocation data has what it was given', () => {
  const certificate = Certificate.parse(root.der)
  const response = OcspResponse.fromDer(goodResponse(intermediate, web))
  const data = new RevocationData({ crls: [ofRoot], ocspResponses: [response], certificates: [certificate] })
  assert.deepEqual([data.crls[0], data.ocspResponses[0], data.certificates[0]], [ofRoot, response, certificate])
  assert.equal(data.isEmpty, false)
  assert.equal(new RevocationData({ certificates: [certificate] }).isEmpty, true)
  assert.equal(new RevocationData().isEmpty, true)
  assert.throws(() => data.crls.push(ofRoot), TypeError)
})

test('a mode says what it is', () => {
  const told = ({ kind, grace }) => [kind, grace]
  assert.deepEqual(told(RevocationMode.hard()), ['hard', null])
  assert.deepEqual(told(RevocationMode.soft()), ['soft', null])
  assert.deepEqual(told(RevocationMode.soft(2 * day)), ['soft', 172_800])
  assert.deepEqual(told(RevocationMode.off()), ['off', null])
})

test('a revoked peer is denied, and the decision says by whom, since when and why', () => {
  const decision = decide({ revocation: revoked })
  assert.equal(decision.effect, 'deny')
  assert.deepEqual(codes(decision), ['certificate_revoked'])
  const [leaf, ...others] = decision.revocation
  assert.deepEqual(leaf, {
    index: 0,
    fingerprint: Certificate.parse(web.der).fingerprint,
    status: 'revoked',
    source: 'crl',
    thisUpdate: new Date('2026-05-01T00:00:00Z'),
    nextUpdate: new Date('2026-07-01T00:00:00Z'),
    revokedAt: new Date('2026-04-01T00:00:00Z'),
    reason: 'key_compromise',
    crlUrls: [],
    ocspUrls: [],
    observations: [],
  })
  assert.deepEqual(others.map(({ status }) => status), ['good'])
  const rejection = party({ revocation: revoked }).verify(PresentedChain.fromTls(chain), AT)
  assert.equal(rejection.verified, false)
  assert.deepEqual(rejection.revocation, decision.revocation)
  assert.ok(Object.isFrozen(decision.revocation) && Object.isFrozen(leaf))
  leaf.revokedAt.setFullYear(1999)
  assert.deepEqual(decision.revocation[0].revokedAt, new Date('2026-04-01T00:00:00Z'))
})

test('a good peer is allowed until its CRL is stale', () => {
  const decision = decide({ revocation: good })
  assert.equal(decision.effect, 'allow')
  assert.deepEqual(statuses(decision), ['good', 'good'])
  assert.deepEqual(decision.validUntil, new Date('2026-07-01T00:00:01Z'))
  assert.deepEqual(party({ revocation: good }).verify(PresentedChain.fromTls(chain), AT).revocation, decision.revocation)
})

test('where revocation is not looked at, nothing is said of it', () => {
  for (const options of [{}, { revocation: new RevocationData() }, { revocation: revoked, revocationMode: RevocationMode.off() }]) {
    const decision = decide(options)
    assert.equal(decision.effect, 'allow')
    assert.equal(decision.revocation, null)
    assert.equal(party(options).verify(PresentedChain.fromTls(chain), AT).revocation, null)
  }
  assert.equal(party().verify(PresentedChain.fromTls([]), AT).revocation, null)
})

test('who is not said to be good is denied in mode hard, and let through in mode soft', () => {
  const revocation = new RevocationData({ crls: [ofRoot] })
  assert.deepEqual(codes(decide({ revocation })), ['revocation_status_unknown'])
  const soft = decide({ revocation, revocationMode: RevocationMode.soft() })
  assert.equal(soft.effect, 'allow')
  assert.deepEqual(statuses(soft), ['unknown', 'good'])
  assert.deepEqual(codes(decide({ revocation: revoked, revocationMode: RevocationMode.soft() })), ['certificate_revoked'])
})

test('soft bridges data that is stale for as long as the grace says', () => {
  const old = ofIntermediate([], { from: '2026-05-01T00:00:00Z', until: '2026-05-30T00:00:00Z' })
  const revocation = new RevocationData({ crls: [ofRoot, old] })
  const of = (mode) => decide({ revocation, revocationMode: mode })
  assert.deepEqual(codes(of(RevocationMode.hard())), ['revocation_data_stale'])
  assert.deepEqual(codes(of(RevocationMode.soft(day))), ['revocation_data_stale'])
  assert.equal(of(RevocationMode.soft(2 * day)).effect, 'allow')
  assert.equal(of(RevocationMode.soft(Number.MAX_VALUE)).effect, 'allow')
  assert.deepEqual(statuses(of(RevocationMode.soft())), ['stale', 'good'])
})

test('a bundle may ask for another mode than the rest', () => {
  const of = (modes, mode) => decide({ revocation: revoked, revocationMode: mode, revocationModes: modes }).effect
  assert.equal(of({ mesh: RevocationMode.off() }), 'allow')
  assert.equal(of({ mesh: RevocationMode.hard() }, RevocationMode.off()), 'deny')
  const mistake = (error) => error instanceof SetupError && error.code === 'bundle_unknown'
  assert.throws(() => of({ mash: RevocationMode.off() }), mistake)
})

test('what the peer stapled counts if it can be read and was signed by who may', () => {
  const revocation = new RevocationData({ crls: [ofRoot] })
  const presented = PresentedChain.fromTls(chain)
  const stapled = presented.withStapledOcsp(goodResponse(intermediate, web))
  assert.equal(decide({ revocation }, stapled).effect, 'allow')
  assert.equal(decide({ revocation }, stapled).revocation[0].source, 'ocsp')
  // The chain that it was made of has none.
  assert.deepEqual(codes(decide({ revocation }, presented)), ['revocation_status_unknown'])
  assert.deepEqual(codes(decide({ revocation }, presented.withStapledOcsp(goodResponse(root, web)))), ['revocation_status_unknown'])
  assert.equal(stapled.endEntity.subject, 'CN=web')
  const changing = Buffer.from(goodResponse(intermediate, web))
  const before = presented.withStapledOcsp(changing)
  changing.fill(0)
  assert.equal(decide({ revocation }, before).effect, 'allow')
})

test('a certificate that is handed in may have signed', () => {
  // The CA signs its CRLs with another key, by a certificate of the same name.
  const signer = issue('Issuing CA 1', { ca: true, issuer: root })
  const crls = [ofRoot, Crl.fromDer(crl({ subject: 'Issuing CA 1', pair: signer.pair }).der)]
  assert.deepEqual(codes(decide({ revocation: new RevocationData({ crls }) })), ['revocation_status_unknown'])
  const certificates = [Certificate.parse(signer.der)]
  assert.equal(decide({ revocation: new RevocationData({ crls, certificates }) }).effect, 'allow')
})

const GOLD = '2a0304'
const SILVER = '2a0305'

test('a profile asks for certificate policies, and a path says which hold', () => {
  // id-qt-cps
  const qualifiers = seq(seq(oid('2b06010505070201'), tlv(0x16, Buffer.from('https://ca.example'))))
  const ca = issue('Policy CA', { ca: true, issuer: root, extra: [certificatePolicies([GOLD, SILVER])] })
  const peer = issue('peer', { issuer: ca, extra: [certificatePolicies([GOLD], qualifiers)] })
  const presented = PresentedChain.fromTls([peer.der, ca.der])
  const verify = (profile) => party({ profile }).verify(presented, AT)
  const path = verify(Profile.client().withCertificatePolicies(['1.2.3.4', '1.2.3.5']))
  assert.deepEqual(path.certificatePolicies.permitted, ['1.2.3.4'])
  assert.deepEqual(path.certificatePolicies.stated, [{ oid: '1.2.3.4', qualifiers: new Uint8Array(qualifiers) }])
  assert.deepEqual(verify(Profile.client().withCertificatePolicies(['1.2.3.5'])).reasons.map(({ code }) => code), [
    'certificate_policy_not_permitted',
  ])
  const interested = Profile.client().withInitialCertificatePolicies(['1.2.3.5'])
  assert.deepEqual(verify(interested).certificatePolicies.permitted, [])
  assert.equal(verify(interested.withExplicitCertificatePolicy()).verified, false)
  assert.equal(verify(Profile.client().withExplicitCertificatePolicy()).verified, true)
  const without = party({ profile: Profile.client().withExplicitCertificatePolicy() }).verify(PresentedChain.fromTls(chain), AT)
  assert.equal(without.verified, false)
})

test('anyPolicy and the mapping of policies can be refused', () => {
  const any = issue('Any CA', { ca: true, issuer: root, extra: [certificatePolicies(['551d2000'])] })
  const mapping = seq(oid('551d21'), tlv(0x01, Buffer.from([0xff])), tlv(0x04, seq(seq(oid(GOLD), oid(SILVER)))))
  const mapped = issue('Mapping CA', { ca: true, issuer: root, extra: [certificatePolicies([GOLD]), mapping] })
  const verify = (ca, policy, profile) => {
    const peer = issue('peer', { issuer: ca, extra: [certificatePolicies([policy])] })
    return party({ profile }).verify(PresentedChain.fromTls([peer.der, ca.der]), AT)
  }
  const gold = Profile.client().withCertificatePolicies(['1.2.3.4'])
  assert.equal(verify(any, GOLD, gold).verified, true)
  assert.equal(verify(any, GOLD, gold.withoutAnyPolicy()).verified, false)
  const path = verify(mapped, SILVER, gold)
  assert.deepEqual([path.certificatePolicies.permitted, path.certificatePolicies.stated[0].oid], [['1.2.3.4'], '1.2.3.5'])
  assert.equal(verify(mapped, SILVER, gold.withoutPolicyMapping()).verified, false)
})

test('a profile holds certificates to a form', () => {
  // The Baseline Requirements ask for more than RFC 5280 does, such as policies in every certificate.
  const at = (form) => party({ profile: Profile.client().withForm(form) }).verify(PresentedChain.fromTls(chain), AT).verified
  assert.deepEqual(['as_issued', 'rfc5280', 'baseline_requirements'].map(at), [true, true, false])
  for (const form of ['', 'strict', 'baseline-requirements']) {
    assert.throws(() => Profile.client().withForm(form), (error) => error instanceof SetupError && error.code === 'value_malformed')
  }
})

test('a profile with certificate policies is a new one', () => {
  const profile = Profile.client()
  const path = (profile) => party({ profile }).verify(PresentedChain.fromTls(chain), AT).verified
  assert.equal(path(profile.withCertificatePolicies([])), false)
  assert.equal(path(profile), true)
})
