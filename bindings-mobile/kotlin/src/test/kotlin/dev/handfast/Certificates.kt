package dev.handfast

import java.math.BigInteger
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.cert.X509Certificate
import java.security.spec.ECGenParameterSpec
import java.time.Instant
import java.util.Date
import javax.net.ssl.KeyManager
import javax.net.ssl.KeyManagerFactory
import org.bouncycastle.asn1.x500.X500Name
import org.bouncycastle.asn1.x509.BasicConstraints
import org.bouncycastle.asn1.x509.ExtendedKeyUsage
import org.bouncycastle.asn1.x509.Extension
import org.bouncycastle.asn1.x509.GeneralName
import org.bouncycastle.asn1.x509.GeneralNames
import org.bouncycastle.asn1.x509.KeyPurposeId
import org.bouncycastle.asn1.x509.KeyUsage
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder

/** The time of all tests. */
internal val AT: Instant = Instant.parse("2026-06-01T00:00:00Z")

internal const val WEB: String = "spiffe://prod.example/ns/checkout/sa/web"

internal fun uri(text: String) = GeneralName(GeneralName.uniformResourceIdentifier, text)

internal fun dns(text: String) = GeneralName(GeneralName.dNSName, text)

internal fun ip(text: String) = GeneralName(GeneralName.iPAddress, text)

/** A certificate with its key, and the certificates behind it up to the root, which is not among them. */
internal class Party(val certificate: X509Certificate, private val keys: KeyPair, private val others: List<X509Certificate>) {
    val chain: List<X509Certificate> get() = listOf(certificate) + others
    val presented: PresentedChain get() = PresentedChain.fromTls(chain.map { it.encoded })

    fun keyManagers(): Array<KeyManager> {
        val store = KeyStore.getInstance("PKCS12").apply { load(null) }
        store.setKeyEntry("key", keys.private, CharArray(0), chain.toTypedArray())
        val factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm())
        factory.init(store, CharArray(0))
        return factory.keyManagers
    }
}

/** A CA with a P-256 key. */
internal class Authority(private val name: String, private val parent: Authority? = null) {
    private val keys = newKeys()
    val certificate: X509Certificate = (parent ?: this).sign(name, keys, parent?.name ?: name) {
        addExtension(Extension.basicConstraints, true, BasicConstraints(true))
        addExtension(Extension.keyUsage, true, KeyUsage(KeyUsage.keyCertSign or KeyUsage.cRLSign))
    }
    val anchors: TrustAnchors get() = TrustAnchors.fromDer(certificate.encoded)

    /** An end entity, for clientAuth unless another usage is given. */
    fun issue(
        vararg names: GeneralName,
        usage: KeyPurposeId = KeyPurposeId.id_kp_clientAuth,
        until: Instant = Instant.parse("2030-01-01T00:00:00Z"),
        serial: BigInteger = BigInteger.valueOf(7),
    ): Party {
        val keys = newKeys()
        val certificate = sign("peer", keys, name, until, serial) {
            addExtension(Extension.basicConstraints, true, BasicConstraints(false))
            addExtension(Extension.keyUsage, true, KeyUsage(KeyUsage.digitalSignature))
            addExtension(Extension.extendedKeyUsage, false, ExtendedKeyUsage(usage))
            if (names.isNotEmpty()) addExtension(Extension.subjectAlternativeName, false, GeneralNames(names))
        }
        return Party(certificate, keys, generateSequence(this) { it.parent }.filter { it.parent != null }.map { it.certificate }.toList())
    }

    private fun sign(
        subject: String,
        subjectKeys: KeyPair,
        issuer: String,
        until: Instant = Instant.parse("2036-01-01T00:00:00Z"),
        serial: BigInteger = BigInteger.valueOf(5),
        extensions: JcaX509v3CertificateBuilder.() -> Unit,
    ): X509Certificate {
        val from = Date.from(Instant.parse("2026-01-01T00:00:00Z"))
        val (issuerName, subjectName) = X500Name("CN=$issuer") to X500Name("CN=$subject")
        val builder = JcaX509v3CertificateBuilder(issuerName, serial, from, Date.from(until), subjectName, subjectKeys.public)
        builder.extensions()
        return JcaX509CertificateConverter().getCertificate(builder.build(JcaContentSignerBuilder("SHA256withECDSA").build(keys.private)))
    }

    private companion object {
        fun newKeys(): KeyPair =
            KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }.generateKeyPair()
    }
}
