package dev.handfast

import java.time.Instant

/** An X.509 certificate that was read strictly. Nothing about it is verified. */
public class Certificate internal constructor(internal val encoded: ByteArray) {
    private val contents: CertificateRecord by lazy { certificateContents(this) }

    /** Its DER encoding, as it was given. */
    public val der: ByteArray get() = encoded.copyOf()

    /** SHA-256 of the DER encoding, in hex. */
    public val fingerprint: String get() = contents.fingerprint

    /** SHA-256 of the SubjectPublicKeyInfo (RFC 7469), in hex. */
    public val spkiPin: String get() = contents.spkiPin

    /** The version: 1, 2 or 3. */
    public val version: Int get() = contents.version.toInt()

    /** The serial number, in hex. */
    public val serial: String get() = contents.serial

    /** The issuer's name as text (RFC 4514). */
    public val issuer: String get() = contents.issuer

    /** The subject's name as text (RFC 4514); it may be empty. */
    public val subject: String get() = contents.subject

    /** The first second of its validity. */
    public val notBefore: Instant get() = contents.notBefore

    /** The last second of its validity. */
    public val notAfter: Instant get() = contents.notAfter

    /** The subject alternative names, each with its kind: `dns:host.example`. */
    public val names: List<String> get() = contents.names

    /** The algorithm of its key, as policies name it: `ec`, `rsa`, `ed25519`, `ml-dsa-65`. */
    public val keyAlgorithm: String get() = contents.keyAlgorithm

    /** The size of its key. */
    public val keyBits: Int? get() = contents.keyBits?.toInt()

    /** The curve of its key, as policies name it: `p256`. */
    public val keyCurve: String? get() = contents.keyCurve

    /** The algorithm of the signature on it. */
    public val signatureAlgorithm: String get() = contents.signatureAlgorithm

    /** Whether it says that it is of a CA. */
    public val isCa: Boolean get() = contents.isCa

    /** How many CA certificates may stand between it and the end entity. */
    public val pathLength: Long? get() = contents.pathLength

    /** The names of its key usages, as RFC 5280 writes them. */
    public val keyUsage: List<String> get() = contents.keyUsage

    /** Its extended key usages, as object identifiers. */
    public val extendedKeyUsage: List<String> get() = contents.extendedKeyUsage

    /** Its subject key identifier, in hex. */
    public val subjectKeyIdentifier: String? get() = contents.subjectKeyIdentifier

    /** Its authority key identifier, in hex. */
    public val authorityKeyIdentifier: String? get() = contents.authorityKeyIdentifier

    /** The certificate policies that it states, as object identifiers. */
    public val certificatePolicies: List<String> get() = contents.certificatePolicies

    /** Where its revocation lists are said to be. They are told, never fetched. */
    public val crlDistributionPoints: List<String> get() = contents.crlDistributionPoints

    /** Where its OCSP responders are said to be. They are told, never asked. */
    public val ocspUrls: List<String> get() = contents.ocspUrls

    /** Where its issuer's certificate is said to be. It is told, never fetched. */
    public val caIssuersUrls: List<String> get() = contents.caIssuersUrls

    /** Whether subject and issuer are the same name. */
    public val isSelfIssued: Boolean get() = contents.isSelfIssued

    /** What is unusual about it, in sentences for people: nothing here is an error. */
    public val oddities: List<String> get() = contents.oddities

    override fun equals(other: Any?): Boolean = other is Certificate && other.encoded.contentEquals(encoded)

    override fun hashCode(): Int = encoded.contentHashCode()

    override fun toString(): String = "Certificate($fingerprint)"

    public companion object {
        /**
         * Reads one certificate, DER or PEM.
         *
         * @throws SetupError `certificate_malformed` if it is none
         */
        @JvmStatic
        public fun parse(bytes: ByteArray): Certificate = calling { parseCertificate(bytes) }

        /** Reads every certificate of a file, each with the reason if it cannot be read. Never throws. */
        @JvmStatic
        public fun readAll(bytes: ByteArray): List<CertificateReading> = readAllCertificates(bytes)
    }
}
