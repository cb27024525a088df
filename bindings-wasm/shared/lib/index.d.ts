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
  | 'lifetime_too_long'
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
export type ProfileName = 'client' | 'svid' | 'rfc5280' | 'webpki-server' | 'piv' | 'eap-tls' | 'iot-device'
export type ProviderName = 'aws-lc-rs' | 'ring' | 'rustcrypto'
/** Whether a statement in a trust anchor's own certificate counts. */
export type AnchorStatement = 'honoured' | 'ignored'
/** The form that certificates are held to, the least demanding first. */
export type Form = 'as_issued' | 'rfc5280' | 'baseline_requirements'
/** What is known of whether a certificate is revoked; four things that must not be taken for one another. */
export type RevocationStatus = 'good' | 'stale' | 'unknown' | 'revoked'
/** Who says it. */
export type RevocationSource = 'crl' | 'ocsp'
/** Why a certificate is revoked (RFC 5280 section 5.3.1). */
export type RevocationReason =
  | 'unspecified'
  | 'key_compromise'
  | 'ca_compromise'
  | 'affiliation_changed'
  | 'superseded'
  | 'cessation_of_operation'
  | 'certificate_hold'
  | 'remove_from_crl'
  | 'privilege_withdrawn'
  | 'aa_compromise'
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
  /** The authentication certificate of a PIV card. */
  static piv(): Profile
  /** A peer of EAP-TLS, such as a laptop that joins a network. */
  static eapTls(): Profile
  /** A device by the identity that its maker or owner gave it. */
  static iotDevice(): Profile
  /**
   * Reads a profile from JSON: `based_on`, a name of {@link profileNames} (`client` if it is left out), and what is to be otherwise,
   * in the members that {@link toJson} writes. @throws SetupError with line and column
   */
  static fromJson(json: string): Profile
  /** With every member, on one line. */
  toJson(): string
  /** A line for each member, with its value as JSON. */
  toString(): string
  /** In what the other profile differs, member by member; empty if they are the same. */
  diff(other: Profile): readonly ProfileDifference[]
  readonly name: ProfileName | (string & {})
  /** Asks for these (dotted object identifiers) instead of the profile's own. @throws SetupError */
  withExtendedKeyUsages(oids: readonly string[]): Profile
  withAtMostIntermediates(count: number): Profile
  /** Holds certificates to the form that CAs are to issue by a standard. */
  withForm(form: Form): Profile
  withAnchorValidity(statement: AnchorStatement): Profile
  withAnchorNameConstraints(statement: AnchorStatement): Profile
  withAnchorUsage(statement: AnchorStatement): Profile
  /**
   * Asks for a path for which at least one of these certificate policies holds (dotted object identifiers); none at all asks
   * for any. @throws SetupError
   */
  withCertificatePolicies(oids: readonly string[]): Profile
  /** Says which certificate policies are of interest, without asking for one. @throws SetupError */
  withInitialCertificatePolicies(oids: readonly string[]): Profile
  /** Asks for a path for which some certificate policy holds. */
  withExplicitCertificatePolicy(): Profile
  /** Lets no CA map a policy to another. */
  withoutPolicyMapping(): Profile
  /** Lets no CA stand for every policy. */
  withoutAnyPolicy(): Profile
}

/** A loosening of the profile that was needed, and where. */
export interface AppliedLoosening {
  readonly name: string
  /** What it lets through; behind `critical_extension` its object identifier. */
  readonly what: string
  /** The first instant at which it is over; null if it has no end. */
  readonly until: Date | null
  /** SHA-256 of the SubjectPublicKeyInfo of the CA that it is for, in hex; null if it is for every path. */
  readonly issuerSpki: string | null
  /** The place in the path of the certificate that needed it: 0 is the end entity, the last one the anchor. */
  readonly index: number
}

/** One thing in which two profiles differ. */
export interface ProfileDifference {
  /** The member, as {@link Profile.toJson} names it. */
  readonly member: string
  /** Its value in the first profile, as JSON. */
  readonly left: string
  /** Its value in the second. */
  readonly right: string
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

export interface RevocationDataOptions {
  crls?: readonly Crl[] | null
  ocspResponses?: readonly OcspResponse[] | null
  /** Of CRL issuers and OCSP responders that stand in no chain. They are neither anchors nor intermediates of a peer. */
  certificates?: readonly Certificate[] | null
}

/**
 * Revocation data at hand; nothing is ever fetched. What it says counts once somebody signed it whose certification path
 * ends in the same anchor as the certificate's.
 */
export class RevocationData {
  constructor(options?: RevocationDataOptions | null)
  readonly crls: readonly Crl[]
  readonly ocspResponses: readonly OcspResponse[]
  readonly certificates: readonly Certificate[]
  /** Whether there are neither CRLs nor responses. */
  readonly isEmpty: boolean
}

/** A certificate revocation list, complete or delta. Nothing about it is verified. */
export class Crl {
  private constructor()
  /** @throws SetupError */
  static fromDer(der: Binary): Crl
  /** Every CRL of a PEM text. @throws SetupError with the block's number and line */
  static fromPem(text: Bytes): readonly Crl[]
  /** PEM or DER, whichever it is. @throws SetupError */
  static fromPemOrDer(bytes: Bytes): readonly Crl[]
  /** A copy of its bytes. */
  readonly der: Uint8Array
  /** RFC 4514. */
  readonly issuer: string
  readonly thisUpdate: Date
  /** After that, it is stale. */
  readonly nextUpdate: Date
  /** Hex. */
  readonly number: string | null
  /** Of a delta CRL: the number of the complete one from which on it tells what has changed, in hex. */
  readonly baseNumber: string | null
  readonly entryCount: number
  /** What it is about, in words: `all certificates`, `user certificates`, ... */
  readonly scope: string
  readonly signatureAlgorithm: string
}

/** An OCSP response. Nothing about it is verified. */
export class OcspResponse {
  private constructor()
  /** @throws SetupError, also for one in which the responder says that it has no answer */
  static fromDer(der: Binary): OcspResponse
  /** A copy of its bytes. */
  readonly der: Uint8Array
  readonly producedAt: Date
  /** Its name (RFC 4514), or the hash of its key. */
  readonly responder: string
  readonly statements: readonly OcspStatement[]
  /** The certificates that came with it. */
  readonly certificates: readonly Certificate[]
}

export interface OcspStatement {
  /** Hex. */
  readonly serial: string
  readonly status: 'good' | 'revoked' | 'unknown'
}

/** What happens to a certificate of which nobody says that it is good. One that is revoked is denied in every mode but off. */
export class RevocationMode {
  private constructor()
  /** It is denied: the default where revocation data is given. */
  static hard(): RevocationMode
  /**
   * It is let through if nothing is known, or if what says so is stale for no longer than `grace` seconds; without an end if
   * that is left out. Whoever can keep data from the relying party keeps revocation from it.
   */
  static soft(grace?: number | null): RevocationMode
  /** Revocation is not looked at: the default where none is given. */
  static off(): RevocationMode
  readonly kind: 'hard' | 'soft' | 'off'
  /** Seconds; null for hard, off, and soft without an end. */
  readonly grace: number | null
}

/** What was found out about one certificate of a path. */
export interface CertificateRevocation {
  /** The certificate's place in the path; 0 is the end entity. */
  readonly index: number
  readonly fingerprint: string
  readonly status: RevocationStatus
  /** Null if nobody says anything. */
  readonly source: RevocationSource | null
  readonly thisUpdate: Date | null
  readonly nextUpdate: Date | null
  /** It may be after the verification time: then the certificate was not revoked yet. */
  readonly revokedAt: Date | null
  readonly reason: RevocationReason | null
  /** Where the certificate says that its CRL is. Told, never fetched. */
  readonly crlUrls: readonly string[]
  readonly ocspUrls: readonly string[]
  /** Why data that was at hand did not count, in sentences for people. */
  readonly observations: readonly string[]
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
  /** With an OCSP response that the peer stapled, DER, whatever it is: never fails for what is in it. */
  withStapledOcsp(response: Binary): PresentedChain
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
  /** `rsa`, `ec`, `ed25519`, `ed448`, `dsa`, `ml-dsa-44`, `ml-dsa-65`, `ml-dsa-87`, or the object identifier. */
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
