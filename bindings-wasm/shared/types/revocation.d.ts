import type { Binary, Bytes, RevocationReason, RevocationSource, RevocationStatus } from './values.js'
import type { Certificate } from './certificate.js'

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
