import type { AppliedLoosening } from './trust.js'
import type { CertificateRevocation } from './revocation.js'
import type { Anchor, Attempt, Principal, Reason } from './decision.js'
import type { Certificate } from './certificate.js'

/** Every name that a verified path vouches for. Only a relying party makes one. */
export class PeerIdentity {
  private constructor()
  readonly principal: Principal
  /** All subject alternative names, each with its kind: `dns:host.example`. */
  readonly names: readonly string[]
  /** The name that matched the expected one. */
  readonly matchedName: string | null
  readonly spiffeId: string | null
  readonly bundle: string | null
  readonly path: VerifiedPath
  toJSON(): unknown
}

/** A certification path that verified. Holding it is the proof. */
export class VerifiedPath {
  private constructor()
  readonly verified: true
  /** The end entity first, the anchor excluded. */
  readonly certificates: readonly Certificate[]
  readonly anchor: Anchor
  readonly at: Date
  readonly validUntil: Date | null
  readonly attempts: readonly Attempt[]
  /** In the order of the path; null if revocation was not looked at. */
  readonly revocation: readonly CertificateRevocation[] | null
  /** The loosenings of the profile without which the path would not have verified. */
  readonly loosened: readonly AppliedLoosening[]
  readonly certificatePolicies: CertificatePolicies
}

/** Which certificate policies hold for a path (RFC 5280 section 6.1.5 (g)). */
export interface CertificatePolicies {
  /**
   * The user-constrained policy set: as the trust anchor names them, dotted; 2.5.29.32.0 (anyPolicy) among them means that every
   * policy does.
   */
  readonly permitted: readonly string[]
  /** The same policies as the end entity names them. */
  readonly stated: readonly StatedPolicy[]
}

export interface StatedPolicy {
  /** Dotted. */
  readonly oid: string
  /** DER, a SEQUENCE OF PolicyQualifierInfo; empty if there are none. */
  readonly qualifiers: Uint8Array
}

/** No path verified: why, and what was tried. */
export class Rejection {
  private constructor()
  readonly verified: false
  readonly reasons: readonly [Reason, ...Reason[]]
  readonly attempts: readonly Attempt[]
  /** Of the path that came closest, in its order; null if revocation was not looked at. */
  readonly revocation: readonly CertificateRevocation[] | null
}
