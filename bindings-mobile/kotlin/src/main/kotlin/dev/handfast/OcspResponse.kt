package dev.handfast

import java.time.Instant

/**
 * An OCSP response that was read strictly. Whether its signature is that of somebody who may speak about a certificate is found out
 * when the certificate is asked about.
 */
public class OcspResponse private constructor(internal val encoded: ByteArray, private val contents: OcspRecord) {
    /** Its DER encoding, as it was given. */
    public val der: ByteArray get() = encoded.copyOf()

    /** When it was signed. */
    public val producedAt: Instant get() = contents.producedAt

    /** Who made it, in words: its name, or the hash of its key. */
    public val responder: String get() = contents.responder

    /** What it says about each certificate that it speaks of. */
    public val statements: List<OcspStatement> get() = contents.statements

    /** The certificates that came with it. */
    public val certificates: List<Certificate> get() = contents.certificates

    override fun equals(other: Any?): Boolean = other is OcspResponse && other.encoded.contentEquals(encoded)

    override fun hashCode(): Int = encoded.contentHashCode()

    override fun toString(): String = "OcspResponse($responder, $producedAt)"

    public companion object {
        /**
         * Reads one DER response. What a peer stapled is none of the caller's: [PresentedChain.withStapledOcsp] takes it as it is.
         *
         * @throws SetupError if it is none, also for one in which the responder says that it has no answer
         */
        @JvmStatic
        public fun fromDer(der: ByteArray): OcspResponse {
            val encoded = der.copyOf()
            return OcspResponse(encoded, calling { readOcspResponse(encoded) })
        }
    }
}
