import type { Arrival, Binary, Bytes } from './values.js'
import type { Certificate } from './certificate.js'

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
