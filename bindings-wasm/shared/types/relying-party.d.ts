import type { ProviderName } from './values.js'
import type { Profile, TrustAnchors } from './trust.js'
import type { Policy } from './policy.js'
import type { RevocationData, RevocationMode } from './revocation.js'
import type { AccessRequest, PresentedChain } from './presented.js'
import type { Decision } from './decision.js'
import type { PeerIdentity, Rejection, VerifiedPath } from './peer.js'

/**
 * Remembers which signatures are right, so that a peer that was seen before costs none. Several relying parties may share
 * one. It never changes a decision, only how long one takes.
 */
export class SignatureCache {
  /** Of at most so many signatures, rounded up to the next multiple of 16; each takes a hundred octets more than its certificate. */
  constructor(entries: number)
  readonly capacity: number
  readonly size: number
  /** Forgets them all. */
  clear(): void
}

interface Relying {
  /** Whom to believe. */
  trustAnchors: TrustAnchors
  /** {@link Profile.client} unless this says otherwise. */
  profile?: Profile | null
  /** The build's preferred one unless this says otherwise. */
  provider?: ProviderName | null
  /** For tools that show decisions; never for guarding anything. */
  acceptFilesWithoutPossession?: boolean | null
  /** Hops that are believed about the peers whose certificates they forward. */
  trustedHops?: readonly string[] | null
  /** The keys of the context that the host will supply, so that a policy that asks for another is refused now. */
  suppliesContext?: readonly string[] | null
  /** Looks at the revocation of every certificate of a path with this. */
  revocation?: RevocationData | null
  /** What is asked of revocation, unless a policy's `trust` or `revocationModes` says otherwise of a bundle. */
  revocationMode?: RevocationMode | null
  /** What is asked of it on paths that end in an anchor of a bundle, by the bundle's name. */
  revocationModes?: Readonly<Record<string, RevocationMode>> | null
  /** Where right signatures are remembered: in a cache of its own unless this says otherwise; nowhere for `false`. */
  signatureCache?: SignatureCache | false | null
}

/** Exactly one of `policy` and `anyVerifiedPeer` is given. */
export type RelyingPartyOptions = Relying &
  (
    | { policy: Policy; anyVerifiedPeer?: false | null }
    /** Whomever the anchors vouch for may do anything. */
    | { policy?: null; anyVerifiedPeer: true }
  )

/** Decides about peers. Made once, used for every peer. */
export class RelyingParty {
  /** @throws SetupError */
  constructor(options: RelyingPartyOptions)
  /**
   * Whether the peer may do what it asks for, at that time. For showing: a decision is an object, and every object is true.
   * Guard with {@link RelyingParty.authorize}.
   */
  decide(chain: PresentedChain, request: AccessRequest, at: Date): Decision
  /** The identity of a peer that may. @throws AccessDenied for one that may not */
  authorize(chain: PresentedChain, request: AccessRequest, at: Date): PeerIdentity
  /**
   * The path alone: that the anchors vouch for the peer, not that it may do anything. What its names mean is read for a decision
   * only: with the profile `svid`, whether the URI is a SPIFFE ID.
   */
  verify(chain: PresentedChain, at: Date): VerifiedPath | Rejection
  /**
   * The decisions from one instant to another, both included: whenever effect, principal, state or rule become others, and what
   * makes them so. Only what is known now counts. An end before the beginning is taken to be the beginning.
   */
  timeline(chain: PresentedChain, request: AccessRequest, from: Date, to: Date): Timeline
}

/** When the decision about a peer flips, and why. As text, it is the core's lines for people. */
export class Timeline {
  private constructor()
  readonly start: Date
  /** The last instant that was looked at. */
  readonly end: Date
  /** Whether all of the time that was asked for was looked at. */
  readonly isComplete: boolean
  /** In order, without gaps. */
  readonly spans: readonly [TimelineSpan, ...TimelineSpan[]]
  /** What lies ahead and flips nothing by itself. */
  readonly notices: readonly TimelineEvent[]
  /** The core's JSON: the same bytes in every language. */
  toJson(): string
  /** What `JSON.stringify` writes as {@link Timeline.toJson}. */
  toJSON(): unknown
  toString(): string
}

/** A span of time with one decision. */
export interface TimelineSpan {
  readonly start: Date
  /** The first instant of the next span; null for the last one. */
  readonly until: Date | null
  /** The decision at its first instant. */
  readonly decision: Decision
  /** Why it begins; none for the first span. */
  readonly events: readonly TimelineEvent[]
}

export type TimelineEventKind =
  | 'certificate_begins'
  | 'certificate_ends'
  | 'certificate_revoked'
  | 'revocation_begins'
  | 'revocation_stale'
  | 'rule_begins'
  | 'rule_ends'
  | 'loosening_ends'
  | 'condition'
  | 'client_auth_sunset'

export interface TimelineEvent {
  readonly kind: TimelineEventKind
  readonly at: Date
  readonly message: string
  readonly certificateFingerprint: string | null
}
