/**
 * Handfast decides who is at the other end of a connection, and says why.
 *
 * Whatever a peer sends gives a {@link Decision}. What the caller got wrong is thrown when it is built: a `TypeError` for a
 * value of the wrong type, a {@link SetupError} for one that is no good.
 *
 * @packageDocumentation
 */

/** Bytes: DER or PEM. A view, a buffer, or a PEM text; shared memory is copied. */
export type Bytes = string | Uint8Array | ArrayBufferLike | ArrayBufferView
/** Bytes that are no text. */
export type Binary = Uint8Array | ArrayBufferLike | ArrayBufferView

/** A reason code, stable across releases; {@link explain} says what it means. */
export type Code =
  | 'encoding_malformed'
  | 'chain_empty'
  | 'possession_not_proven'
  | 'issuer_unknown'
  | 'signature_invalid'
  | 'algorithm_not_accepted'
  | 'certificate_expired'
  | 'certificate_not_yet_valid'
  | 'issuer_not_ca'
  | 'path_length_exceeded'
  | 'name_not_permitted'
  | 'critical_extension_unknown'
  | 'certificate_policy_not_permitted'
  | 'extension_missing'
  | 'extension_not_permitted'
  | 'version_not_accepted'
  | 'usage_not_permitted'
  | 'end_entity_is_ca'
  | 'certificate_revoked'
  | 'revocation_status_unknown'
  | 'revocation_data_stale'
  | 'name_not_matched'
  | 'identity_missing'
  | 'identity_ambiguous'
  | 'identity_malformed'
  | 'path_verified'
  | 'rule_allowed'
  | 'rule_denied'
  | 'rule_failed'
  | 'no_rule_matched'
  | 'work_limit_reached'

/** What kind of mistake a {@link SetupError} is. */
export type SetupCode =
  | 'anchors_empty'
  | 'anchor_not_ca'
  | 'anchor_malformed'
  | 'certificate_malformed'
  | 'revocation_malformed'
  | 'revocation_missing'
  | 'private_key_present'
  | 'form_not_supported'
  | 'bundle_unknown'
  | 'policy_malformed'
  | 'policy_inconsistent'
  | 'policy_test_failed'
  | 'policy_missing'
  | 'context_missing'
  | 'value_malformed'
  | 'provider_missing'
  | 'too_large'

export type Effect = 'allow' | 'deny'
/** What is known of the peer; `verified_elsewhere` means that a trusted hop has seen that it holds the key. */
export type PeerState = 'no_certificate' | 'presented' | 'verified' | 'verified_elsewhere' | 'rejected'
/** How a chain arrived. */
export type Arrival = 'tls' | 'forwarded' | 'files'
/** Who has shown that the peer holds the private key. */
export type Possession = 'proven' | 'asserted_by_hop' | 'not_proven'
/** The stage of the pipeline that gave a reason. */
export type Stage = 'encoding' | 'certificate' | 'presented' | 'path' | 'identity' | 'policy'
export type Severity = 'note' | 'warning' | 'error'
export type ProfileName = 'client' | 'svid' | 'rfc5280' | 'webpki-server'
export type ProviderName = 'aws-lc-rs' | 'ring' | 'rustcrypto'
/** Whether a statement in a trust anchor's own certificate counts. */
export type AnchorStatement = 'honoured' | 'ignored'
/** How much of a session a rule asks to be recorded. */
export type Audit = 'never' | 'denied' | 'always'

/** Certificates that are believed without one above them. */
export class TrustAnchors {
  private constructor()
  /** Every certificate of a PEM text. @throws SetupError */
  static fromPem(text: Bytes): TrustAnchors
  /** One DER certificate. @throws SetupError */
  static fromDer(der: Binary): TrustAnchors
  /** PEM or DER, whichever it is. @throws SetupError */
  static fromPemOrDer(bytes: Bytes): TrustAnchors
  /** The X.509 authorities of a SPIFFE trust bundle. @throws SetupError */
  static fromSpiffeBundle(json: Bytes): TrustAnchors
  /** All of them in the bundle of that name, which a policy's `trust` speaks of. */
  named(bundle: string): TrustAnchors
  /** These and the others. */
  withAnchors(others: TrustAnchors): TrustAnchors
  readonly certificates: readonly Certificate[]
}

/** What a certification path must look like to be accepted. */
export class Profile {
  private constructor()
  /** A client of a private PKI: the default. */
  static client(): Profile
  /** An X509-SVID as a client. */
  static svid(): Profile
  /** RFC 5280 and nothing else. */
  static rfc5280(): Profile
  /** A TLS server of the public web. */
  static webpkiServer(): Profile
  /** @throws SetupError for a name that {@link profileNames} has not */
  static byName(name: ProfileName): Profile
  readonly name: ProfileName
  /** Asks for these (dotted object identifiers) instead of the profile's own. @throws SetupError */
  withExtendedKeyUsages(oids: readonly string[]): Profile
  withAtMostIntermediates(count: number): Profile
  withAnchorValidity(statement: AnchorStatement): Profile
  withAnchorNameConstraints(statement: AnchorStatement): Profile
  withAnchorUsage(statement: AnchorStatement): Profile
}

/** The values of a policy's external sets, by name. */
export type ExternalSets = Readonly<Record<string, string | readonly string[]>>

/** A policy document, ready to be evaluated. */
export class Policy {
  private constructor()
  /** Reads a document in YAML or JSON, and runs the tests in it. @throws SetupError with line and column */
  static parse(text: string, sets?: ExternalSets | null): Policy
  /** Without running the tests: for tools that report on them. @throws SetupError */
  static parseUntested(text: string, sets?: ExternalSets | null): Policy
  readonly name: string | null
  /** `sha256:` and hex, of what the document says, whatever its layout. */
  readonly fingerprint: string
  /** The classes of name that may be the principal, in order. */
  readonly identity: readonly string[]
  /** The `id` of every rule, in order. */
  readonly rules: readonly string[]
  /** The bundles of trust anchors that it speaks of. */
  readonly bundles: readonly string[]
  /** The keys of the context that its rules ask for. */
  readonly requiredContext: readonly string[]
  /** What may be mistaken about it; `at` tells which rules are over. */
  lint(at?: Date | null): readonly Finding[]
  /** Runs the document's own tests. @throws SetupError for a test that cannot be read */
  test(): readonly TestOutcome[]
}

export interface Finding {
  readonly code: string
  readonly severity: Severity
  readonly message: string
  readonly line: number | null
  readonly column: number | null
  readonly rule: string | null
  readonly fix: string
}

export interface TestOutcome {
  readonly name: string
  readonly passed: boolean
  readonly expected: string
  readonly actual: string
  readonly line: number | null
  readonly column: number | null
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
  /** The path alone: that the anchors vouch for the peer, not that it may do anything. */
  verify(chain: PresentedChain, at: Date): VerifiedPath | Rejection
}

/** What {@link PresentedChain.fromTlsSocket} needs of a `tls.TLSSocket`. */
export interface TlsSocket {
  getPeerCertificate(detailed: true): unknown
}

/** The certificates that a peer presented, and how they arrived. Making one never fails for what is in them. */
export class PresentedChain {
  private constructor()
  /** Of a TLS handshake that was finished: the end entity first, the rest in any order, none if the peer sent none. */
  static fromTls(certificates: readonly Bytes[]): PresentedChain
  /**
   * Of a `tls.TLSSocket` after its handshake. Node tells the end entity and who issued whom; what the peer sent beside
   * that is not told, and after a resumed session there may be the end entity alone.
   */
  static fromTlsSocket(socket: TlsSocket): PresentedChain
  /** As a hop forwarded them; a relying party believes only hops that it was built to trust. */
  static fromForwarded(certificates: readonly Bytes[], hop: string): PresentedChain
  /** Of files, in any order; nothing shows that anybody holds the key. */
  static fromFiles(files: readonly Bytes[]): PresentedChain
  readonly arrival: Arrival
  readonly hop: string | null
  readonly isEmpty: boolean
  readonly endEntity: Certificate | null
  readonly others: readonly Certificate[]
}

export interface AccessRequestOptions {
  /** Who the peer must be: `dns:HOST`, `ip:ADDRESS`, `spiffe://...` or `email:ADDRESS`. */
  expecting?: string | null
  sourceIp?: string | null
  host?: string | null
  /** What else the host knows, by the keys of the policy document. */
  context?: Readonly<Record<string, string | readonly string[]>> | null
}

/** What a peer asks for, and what the host knows about the connection. */
export class AccessRequest {
  /** An HTTP request. @throws SetupError for options that are no good */
  constructor(method: string, path: string, options?: AccessRequestOptions)
  /** A connection by itself. */
  static connection(options?: AccessRequestOptions): AccessRequest
  /** An action on a resource, where there is no HTTP. */
  static action(action: string, resource: string, options?: AccessRequestOptions): AccessRequest
}

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
}

/** No path verified: why, and what was tried. */
export class Rejection {
  private constructor()
  readonly verified: false
  readonly reasons: readonly [Reason, ...Reason[]]
  readonly attempts: readonly Attempt[]
}

/** An X.509 certificate that was read strictly. Nothing about it is verified. */
export class Certificate {
  private constructor()
  /** One certificate. @throws SetupError with the code `certificate_malformed` if it is none */
  static parse(bytes: Bytes): Certificate
  /** Every certificate of a file, each as itself or as the reason why it cannot be read. */
  static readAll(bytes: Bytes): (Certificate | Reason)[]
  /** A copy of its bytes. */
  readonly der: Uint8Array
  /** SHA-256 of the DER, in hex. */
  readonly fingerprint: string
  /** SHA-256 of the public key's info, in hex. */
  readonly spkiPin: string
  readonly version: string
  /** Hex, whatever its length; `BigInt('0x' + serial)` is the number. */
  readonly serial: string
  /** RFC 4514. */
  readonly issuer: string
  /** RFC 4514. */
  readonly subject: string
  readonly notBefore: Date
  readonly notAfter: Date
  readonly names: readonly string[]
  readonly keyAlgorithm: string
  readonly keyBits: number | null
  readonly keyCurve: string | null
  readonly signatureAlgorithm: string
  readonly isCa: boolean
  readonly pathLength: number | null
  readonly keyUsage: readonly string[]
  readonly extendedKeyUsage: readonly string[]
  readonly subjectKeyIdentifier: string | null
  readonly authorityKeyIdentifier: string | null
  readonly certificatePolicies: readonly string[]
  readonly crlDistributionPoints: readonly string[]
  readonly ocspUrls: readonly string[]
  readonly caIssuersUrls: readonly string[]
  readonly isSelfIssued: boolean
  /** What is unusual about it; nothing here is an error. */
  readonly oddities: readonly string[]
  toJSON(): unknown
}

/** Where in the caller's input a mistake is; everything counts from 1. */
export type Position =
  | { readonly line: number; readonly column: number }
  | { readonly entry: number; readonly line: number | null }

/** What the caller did wrong, found when something is built. A peer can never cause one. */
export class SetupError extends Error {
  private constructor()
  readonly name: 'SetupError'
  readonly code: SetupCode
  readonly position: Position | null
  readonly fix: string
}

/** A denial, with the decision that says why. */
export class AccessDenied extends Error {
  private constructor()
  readonly name: 'AccessDenied'
  readonly decision: Decision
}

export interface Explanation {
  readonly code: Code
  readonly stage: Stage
  readonly meaning: string
  readonly matters: string
  readonly fix: string
  readonly reference: string
}

/** What a reason code means, why it matters and how to mend it. @throws SetupError for an unknown one */
export function explain(code: Code): Explanation
/** Every reason code, in the order of the pipeline. */
export function codes(): Code[]
export function profileNames(): ProfileName[]
/** The signature providers of this build, the preferred one first. */
export function providers(): ProviderName[]
export function version(): string
/** Settled when everything can be used: at once on Node, after compiling it where WebAssembly is loaded. */
export const ready: Promise<void>
