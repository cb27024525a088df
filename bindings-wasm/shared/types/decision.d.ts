import type { Arrival, Audit, Code, Effect, PeerState, Possession, Stage } from './values.js'
import type { AppliedLoosening } from './trust.js'
import type { CertificateRevocation } from './revocation.js'
import type { PeerIdentity } from './peer.js'
import type { Certificate } from './certificate.js'

/** Whether a peer may do what it asks for, and why. As text, it is a few lines for people. */
export class Decision {
  private constructor()
  readonly effect: Effect
  /** The one name that the policy speaks about; null unless the peer was verified and named. */
  readonly principal: Principal | null
  readonly identity: PeerIdentity | null
  readonly state: PeerState
  readonly arrival: Arrival
  readonly hop: string | null
  readonly possession: Possession
  /** At least one; the one to mend first comes first. */
  readonly reasons: readonly [Reason, ...Reason[]]
  /** The `id` of the rule that decided. */
  readonly rule: string | null
  /** For a denial by no rule: the allow rule that came nearest, and the field that failed. */
  readonly nearest: Nearest | null
  readonly obligations: Obligations
  readonly shadow: readonly ShadowOutcome[]
  /** The verified path, the end entity first; empty if none verified. */
  readonly path: readonly Certificate[]
  readonly anchor: Anchor | null
  /** In the order of the path; null if revocation was not looked at. */
  readonly revocation: readonly CertificateRevocation[] | null
  /** The loosenings of the profile without which the path would not have verified. */
  readonly loosened: readonly AppliedLoosening[]
  readonly attempts: readonly Attempt[]
  readonly attemptsTotal: number
  /** The first instant at which it may be another one: until then it may be kept. Null if nothing known will change it. */
  readonly validUntil: Date | null
  readonly at: Date
  readonly profile: string
  readonly policyName: string | null
  readonly policyFingerprint: string | null
  /** The core's JSON: the same bytes in every language. */
  toJson(): string
  /** What `JSON.stringify` writes as {@link Decision.toJson}. */
  toJSON(): unknown
  toString(): string
}

export interface Principal {
  readonly class: string
  readonly value: string
}

export interface Nearest {
  readonly rule: string
  readonly field: string
  readonly observed: string | null
  readonly expected: string
}

export interface Obligations {
  readonly roles: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly tenant: string | null
  readonly maxSessionSeconds: number | null
  readonly bindToken: boolean
  readonly forward: readonly string[]
  readonly audit: Audit | null
  readonly call: readonly string[]
}

export interface ShadowOutcome {
  readonly rule: string
  readonly effect: Effect
  readonly wouldChange: boolean
}

export interface Anchor {
  readonly certificate: Certificate
  readonly bundle: string | null
}

/** A candidate issuer that was tried, and what ended the attempt. */
export interface Attempt {
  readonly path: readonly AttemptStep[]
  readonly candidate: AttemptStep | null
  readonly isAnchor: boolean
  readonly reason: Reason
}

export interface AttemptStep {
  readonly fingerprint: string
  readonly subject: string
}

/** Why a decision is as it is: a code for machines and sentences for people. */
export interface Reason {
  readonly code: Code
  readonly stage: Stage
  readonly message: string
  /** Its place in the path that was tried; 0 is the end entity. */
  readonly certificateIndex: number | null
  readonly certificateFingerprint: string | null
  readonly rule: string | null
  /** The standard and section that asks for it. */
  readonly reference: string
  readonly observed: string | null
  readonly expected: string | null
  readonly fix: string
}
