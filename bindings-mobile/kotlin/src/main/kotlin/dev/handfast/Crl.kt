package dev.handfast

import java.security.cert.X509CRL
import java.time.Instant

/**
 * A certificate revocation list that was read strictly. Whether its signature is its issuer's is found out when a certificate is
 * asked about.
 *
 * It holds native memory, which [close] gives back at once and the garbage collector some time later; a relying party that was made
 * with it keeps what it needs.
 */
public class Crl internal constructor(private val held: NativeCrl) : AutoCloseable {
    internal val native: NativeCrl
        get() = held.also { check(!it.uniffiIsDestroyed) { "the CRL is closed" } }

    private val contents: CrlRecord = held.contents()

    /** Its DER encoding, as it was given. */
    public val der: ByteArray get() = native.der()

    /** Who issued it, as text (RFC 4514). */
    public val issuer: String get() = contents.issuer

    /** When it was issued. */
    public val thisUpdate: Instant get() = contents.thisUpdate

    /** When the next one is issued at the latest; after that, this one is stale. */
    public val nextUpdate: Instant get() = contents.nextUpdate

    /** Its number in hex (RFC 5280 section 5.2.3). */
    public val number: String? get() = contents.number

    /** For a delta CRL: the number of the complete CRL, in hex, from which on it tells what has changed (section 5.2.4). */
    public val baseNumber: String? get() = contents.baseNumber

    /** How many certificates it names. */
    public val entryCount: Long get() = contents.entryCount

    /** What it is about, in words: `all certificates`, `user certificates`, `for some reasons`. */
    public val scope: String get() = contents.scope

    /** The algorithm that it is signed with, such as `ecdsa-sha256`. */
    public val signatureAlgorithm: String get() = contents.signatureAlgorithm

    override fun close(): Unit = held.close()

    override fun toString(): String = "Crl($issuer, $thisUpdate)"

    public companion object {
        /**
         * Reads one DER CRL.
         *
         * @throws SetupError if it is none
         */
        @JvmStatic
        public fun fromDer(der: ByteArray): Crl = Crl(calling { NativeCrl.fromDer(der) })

        /**
         * Reads the CRLs of a PEM text: any number of blocks, text between them.
         *
         * @throws SetupError with the block's number and line
         */
        @JvmStatic
        public fun fromPem(text: String): List<Crl> = calling { crlsFromPem(text) }.map(::Crl)

        /**
         * Reads PEM or DER, whichever it is.
         *
         * @throws SetupError as [fromPem] and [fromDer]
         */
        @JvmStatic
        public fun fromPemOrDer(bytes: ByteArray): List<Crl> = calling { crlsFromPemOrDer(bytes) }.map(::Crl)
    }
}

/**
 * The CRL as Handfast reads it.
 *
 * @throws SetupError if Handfast is stricter than who made it
 */
public fun X509CRL.toHandfast(): Crl = Crl.fromDer(encoded)
