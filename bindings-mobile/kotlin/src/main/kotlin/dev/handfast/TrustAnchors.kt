package dev.handfast

/**
 * The CA certificates that are trusted; never empty.
 *
 * It holds native memory, which [close] gives back at once and the garbage collector some time later.
 */
public class TrustAnchors internal constructor(private val held: NativeTrustAnchors) : AutoCloseable {
    internal val native: NativeTrustAnchors
        get() = held.also { check(!it.uniffiIsDestroyed) { "the trust anchors are closed" } }

    /** All of them, in the bundle of that name, which a policy's `trust` speaks of. */
    public fun named(bundle: String): TrustAnchors = TrustAnchors(calling { native.named(bundle) })

    /** These and the [others]; the same certificate in the same bundle counts once. */
    public fun withAnchors(others: TrustAnchors): TrustAnchors = TrustAnchors(native.withAnchors(others.native))

    /** Their certificates. */
    public val certificates: List<Certificate>
        get() = native.certificates()

    override fun close(): Unit = held.close()

    override fun toString(): String =
        if (held.uniffiIsDestroyed) "TrustAnchors(closed)" else "TrustAnchors(${certificates.joinToString { it.subject }})"

    public companion object {
        /**
         * Reads the certificates of a PEM text: any number of blocks, text between them, Windows line ends.
         *
         * @throws SetupError with the block's number and line
         */
        @JvmStatic
        public fun fromPem(text: String): TrustAnchors = TrustAnchors(calling { NativeTrustAnchors.fromPem(text) })

        /**
         * Reads one DER certificate.
         *
         * @throws SetupError if it is none, or none of a CA
         */
        @JvmStatic
        public fun fromDer(der: ByteArray): TrustAnchors = TrustAnchors(calling { NativeTrustAnchors.fromDer(der) })

        /**
         * Reads PEM or DER, whichever it is.
         *
         * @throws SetupError as [fromPem] and [fromDer]
         */
        @JvmStatic
        public fun fromPemOrDer(bytes: ByteArray): TrustAnchors =
            TrustAnchors(calling { NativeTrustAnchors.fromPemOrDer(bytes) })

        /**
         * Reads the X.509 authorities of a SPIFFE trust bundle.
         *
         * @throws SetupError if it has none, or is no bundle
         */
        @JvmStatic
        public fun fromSpiffeBundle(json: String): TrustAnchors =
            TrustAnchors(calling { NativeTrustAnchors.fromSpiffeBundle(json) })
    }
}
