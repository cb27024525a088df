import type { Bytes } from './values.js'
import type { Reason } from './decision.js'

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
