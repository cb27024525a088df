package dev.handfast

import java.math.BigInteger
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.cert.X509CRL
import java.security.cert.X509Certificate
import java.security.spec.ECGenParameterSpec
import java.time.Instant
import java.util.Date
import javax.net.ssl.KeyManager
import javax.net.ssl.KeyManagerFactory
import org.bouncycastle.asn1.x500.X500Name
import org.bouncycastle.asn1.x509.BasicConstraints
import org.bouncycastle.asn1.x509.CRLNumber
import org.bouncycastle.asn1.x509.CertificatePolicies as StatedPolicies
import org.bouncycastle.asn1.x509.ExtendedKeyUsage
import org.bouncycastle.asn1.x509.Extension
import org.bouncycastle.asn1.x509.GeneralName
import org.bouncycastle.asn1.x509.GeneralNames
import org.bouncycastle.asn1.x509.KeyPurposeId
import org.bouncycastle.asn1.x509.KeyUsage
import org.bouncycastle.asn1.x509.PolicyInformation
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder
import org.bouncycastle.cert.ocsp.CertificateID
import org.bouncycastle.cert.ocsp.CertificateStatus
import org.bouncycastle.cert.ocsp.OCSPRespBuilder
import org.bouncycastle.cert.ocsp.RespID
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder

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
        policies: List<PolicyInformation> = emptyList(),
    ): Party {
        val keys = newKeys()
        val certificate = sign("peer", keys, name, until, serial) {
            addExtension(Extension.basicConstraints, true, BasicConstraints(false))
            addExtension(Extension.keyUsage, true, KeyUsage(KeyUsage.digitalSignature))
            addExtension(Extension.extendedKeyUsage, false, ExtendedKeyUsage(usage))
            if (names.isNotEmpty()) addExtension(Extension.subjectAlternativeName, false, GeneralNames(names))
            if (policies.isNotEmpty()) {
                addExtension(Extension.certificatePolicies, false, StatedPolicies(policies.toTypedArray()))
            }
        }
        return Party(certificate, keys, generateSequence(this) { it.parent }.filter { it.parent != null }.map { it.certificate }.toList())
    }

    /** A CRL of the 1st of May, number 10, that names these; with [base] a delta CRL. */
    fun crl(vararg revoked: Party, until: String = "2026-07-01T00:00:00Z", base: Long? = null): X509CRL {
        val builder = JcaX509v2CRLBuilder(certificate, date("2026-05-01T00:00:00Z")).setNextUpdate(date(until))
        // 1 is keyCompromise.
        for (party in revoked) builder.addCRLEntry(party.certificate.serialNumber, date("2026-04-30T12:00:00Z"), 1)
        builder.addExtension(Extension.cRLNumber, false, CRLNumber(BigInteger.TEN))
        if (base != null) builder.addExtension(Extension.deltaCRLIndicator, true, CRLNumber(BigInteger.valueOf(base)))
        return JcaX509CRLConverter().getCRL(builder.build(signer()))
    }

    /** An OCSP response of the 1st of May about a certificate; null is good, as in Bouncy Castle. */
    fun ocsp(about: Party, status: CertificateStatus? = null): ByteArray {
        val hash = JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1)
        val id = CertificateID(hash, JcaX509CertificateHolder(certificate), about.certificate.serialNumber)
        val (from, until) = date("2026-05-01T00:00:00Z") to date("2026-07-01T00:00:00Z")
        val basic = BasicOCSPRespBuilder(RespID(X500Name("CN=$name"))).addResponse(id, status, from, until, null)
            .build(signer(), null, date("2026-05-01T00:00:00Z"))
        return OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, basic).encoded
    }

    private fun signer() = JcaContentSignerBuilder("SHA256withECDSA").build(keys.private)

    private fun date(text: String): Date = Date.from(Instant.parse(text))

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
        return JcaX509CertificateConverter().getCertificate(builder.build(signer()))
    }

    private companion object {
        fun newKeys(): KeyPair =
            KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }.generateKeyPair()
    }
}
