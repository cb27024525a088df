package dev.handfast

import java.security.cert.X509Certificate

/**
 * The certificates that a peer presented, and how they arrived. Nothing here can fail: what is wrong with them becomes a reason
 * in the decision.
 */
public class PresentedChain internal constructor(internal val record: ChainRecord) {
    private val contents: ChainContents by lazy { chainContents(record) }

    /** How it arrived. */
    public val arrival: Arrival get() = contents.arrival

    /** The hop that forwarded it. */
    public val hop: String? get() = contents.hop

    /** Whether the peer sent nothing. */
    public val isEmpty: Boolean get() = contents.isEmpty

    /** The peer's own certificate, or the reason why there is none that can be used. */
    public val endEntity: CertificateReading get() = contents.endEntity

    /** The other certificates, in an order of their own, each once. */
    public val others: List<Certificate> get() = contents.others

    /**
     * With an OCSP response that the peer stapled, as the TLS stack has it. It need not be about the peer's own certificate. One that
     * cannot be read is left out, and the decision says so.
     */
    public fun withStapledOcsp(response: ByteArray): PresentedChain =
        PresentedChain(record.copy(stapledOcsp = record.stapledOcsp + listOf(response)))

    override fun equals(other: Any?): Boolean =
        other is PresentedChain && other.contents == contents &&
            other.record.stapledOcsp.map { it.asList() } == record.stapledOcsp.map { it.asList() }

    override fun hashCode(): Int = contents.hashCode()

    override fun toString(): String = "PresentedChain(${arrival.value}, $endEntity)"

    public companion object {
        /**
         * The certificates of a TLS handshake, each DER or PEM: the end entity first. No certificate at all is a chain, too.
         *
         * The TLS stack has checked that the peer holds the key of the first.
         */
        @JvmStatic
        public fun fromTls(certificates: List<ByteArray>): PresentedChain =
            PresentedChain(ChainRecord(ArrivalRecord.Tls, certificates.toList(), emptyList()))

        /** The certificates that [hop] forwarded, in the order of [fromTls]. */
        @JvmStatic
        public fun fromForwarded(certificates: List<ByteArray>, hop: String): PresentedChain =
            PresentedChain(ChainRecord(ArrivalRecord.Forwarded(hop.wellFormed()), certificates.toList(), emptyList()))

        /** Certificates from files, each PEM with any number of blocks or one DER certificate, in any order. */
        @JvmStatic
        public fun fromFiles(files: List<ByteArray>): PresentedChain =
            PresentedChain(ChainRecord(ArrivalRecord.Files, files.toList(), emptyList()))
    }
}

/** The chain of a TLS handshake as Java's own TLS gives it: `session.peerCertificates`. */
@JvmName("fromTls")
public fun PresentedChain.Companion.fromTls(certificates: Collection<X509Certificate>): PresentedChain =
    fromTls(certificates.map { it.encoded })

/** The certificate as Handfast reads it. */
public fun X509Certificate.toHandfast(): Certificate = Certificate.parse(encoded)
