import type { AnchorStatement, Binary, Bytes, Form, ProfileName } from './values.js'
import type { Certificate } from './certificate.js'
import type { profileNames } from './setup.js'

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
