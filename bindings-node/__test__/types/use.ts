// What the types must take, and what they must not: checked by `tsc --strict`, never run.

import { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'

import {
  AccessDenied,
  AccessRequest,
  Certificate,
  Crl,
  OcspResponse,
  Policy,
  PresentedChain,
  Profile,
  RelyingParty,
  RevocationData,
  RevocationMode,
  SetupError,
  SignatureCache,
  TrustAnchors,
  codes,
  explain,
  profileNames,
  providers,
  ready,
  version,
  type CertificateRevocation,
  type Code,
  type Decision,
  type Effect,
  type PeerIdentity,
  type PeerState,
  type Position,
  type Reason,
  type Rejection,
  type VerifiedPath,
} from 'handfast'

declare const socket: TLSSocket
declare const der: Buffer
const at = new Date()
const trustAnchors = TrustAnchors.fromPem('').named('mesh').withAnchors(TrustAnchors.fromDer(der))
const policy = Policy.parse('', { quarantined: ['01'] })

// Exactly one of a policy and the word that there is none.
const party = new RelyingParty({ trustAnchors, policy, profile: Profile.client(), trustedHops: ['edge'] })
new RelyingParty({ trustAnchors, anyVerifiedPeer: true, provider: 'ring' })
// @ts-expect-error neither
new RelyingParty({ trustAnchors })
// @ts-expect-error both
new RelyingParty({ trustAnchors, policy, anyVerifiedPeer: true })
// @ts-expect-error no anchors
new RelyingParty({ policy })
// @ts-expect-error a slip of the pen
new RelyingParty({ trustAnchors, policy, trustedHop: 'edge' })
// @ts-expect-error no such provider
new RelyingParty({ trustAnchors, policy, provider: 'openssl' })

const revocation = new RevocationData({ crls: [Crl.fromDer(der), ...Crl.fromPem('')], ocspResponses: [OcspResponse.fromDer(der)] })
new RelyingParty({ trustAnchors, policy, revocation, revocationMode: RevocationMode.soft(60), revocationModes: { mesh: RevocationMode.off() } })
// @ts-expect-error bytes are no CRL
new RevocationData({ crls: [der] })
// @ts-expect-error a mode is none by its name
new RelyingParty({ trustAnchors, policy, revocationMode: 'soft' })
// @ts-expect-error a CRL as text is PEM
Crl.fromDer('')
Profile.rfc5280().withForm('as_issued').withCertificatePolicies(['1.2.3']).withoutPolicyMapping().withoutAnyPolicy()
// @ts-expect-error no such form
Profile.rfc5280().withForm('strict')

const chain = PresentedChain.fromTls([der, new Uint8Array(der), '-----BEGIN CERTIFICATE-----', new X509Certificate(der).raw])
PresentedChain.fromTlsSocket(socket).withStapledOcsp(der)
// @ts-expect-error certificates come in a list
PresentedChain.fromTls(der)
// @ts-expect-error who forwarded them?
PresentedChain.fromForwarded([der])

const request = new AccessRequest('GET', '/', { sourceIp: '192.0.2.1', context: { sni: 'a.example', 'claims.role': ['x'] } })
// @ts-expect-error not an address as a number
AccessRequest.connection({ sourceIp: 1 })

const decision: Decision = party.decide(chain, request, at)
// @ts-expect-error the verification time is not a number
party.decide(chain, request, Date.now())
// @ts-expect-error nor left out
party.decide(chain, request)
// @ts-expect-error a decision is not made by hand
new Decision()
// @ts-expect-error nor changed
decision.effect = 'allow'
// @ts-expect-error nor its reasons
decision.reasons.push(decision.reasons[0])

const effect: Effect = decision.effect
const first: Reason = decision.reasons[0]
const identity: PeerIdentity | null = decision.identity
const until: Date | null = decision.validUntil
// @ts-expect-error it may hold for ever
const always: Date = decision.validUntil

for (const { status, source, revokedAt, reason } of decision.revocation ?? []) {
  const known: CertificateRevocation['status'] = status
  if (source === 'crl' && reason === 'key_compromise') revokedAt?.getTime()
  // @ts-expect-error no such status
  if (known === 'fine') revokedAt
}
// @ts-expect-error it may not have been looked at
decision.revocation[0]

new RelyingParty({ trustAnchors, policy, signatureCache: new SignatureCache(1000) })
new RelyingParty({ trustAnchors, policy, signatureCache: false })
// @ts-expect-error there is one unless it is said that there is none
new RelyingParty({ trustAnchors, policy, signatureCache: true })
const [span] = party.timeline(chain, request, at, new Date()).spans
span.until?.getTime().toFixed()
for (const event of span.events) if (event.kind === 'certificate_ends') event.at.getTime()
// @ts-expect-error a span may be the last
span.until.getTime()

/** Every state is known: `never` is left. */
function told(state: PeerState): string {
  switch (state) {
    case 'no_certificate':
    case 'presented':
    case 'verified':
    case 'verified_elsewhere':
    case 'rejected':
      return state
    default:
      return state satisfies never
  }
}

const verified: VerifiedPath | Rejection = party.verify(chain, at)
if (verified.verified) {
  verified.certificates.map((certificate: Certificate) => BigInt(`0x${certificate.serial}`))
  const [policyOid]: readonly string[] = verified.certificatePolicies.permitted
  verified.certificatePolicies.stated.map(({ oid, qualifiers }) => oid === policyOid && qualifiers.length > 0)
  // @ts-expect-error what verified was not rejected
  verified.reasons
} else {
  const reason: Reason = verified.reasons[0]
  // @ts-expect-error what was rejected has no path
  verified.certificates
  void reason
}

try {
  party.authorize(chain, request, at).principal.value.toUpperCase()
} catch (error) {
  if (error instanceof AccessDenied) error.decision.reasons.map(({ fix }) => fix)
  else if (error instanceof SetupError) {
    const position: Position | null = error.position
    if (position !== null && 'column' in position) position.line.toFixed()
    // @ts-expect-error no such code
    error.code === 'policy_wrong'
  }
}

const code: Code = 'certificate_expired'
// @ts-expect-error no such code
const unknown: Code = 'certificate_tired'
const all: Code[] = codes()
explain(code).meaning.length
for (const read of Certificate.readAll('')) {
  if (read instanceof Certificate) read.notAfter.getTime()
  else read.code satisfies Code
}
void [effect, first, identity, until, always, told, unknown, all, profileNames(), providers(), ready, version()]
