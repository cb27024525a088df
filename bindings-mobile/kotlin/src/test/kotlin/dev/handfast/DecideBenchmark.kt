package dev.handfast

import java.io.ByteArrayInputStream
import java.io.File
import java.security.cert.CertPathValidator
import java.security.cert.CertificateFactory
import java.security.cert.PKIXParameters
import java.security.cert.TrustAnchor
import java.security.cert.X509Certificate
import java.util.Date
import org.junit.jupiter.api.Test

/**
 * One decision about a P-256 chain of two certificates next to the JDK's own PKIX with freshly parsed certificates, revocation off.
 * Not named `*Test`: `cargo xtask bench` asks for it.
 *
 * The JDK keeps the last 750 certificates that it parsed, each with the key that it was verified by. So that it meets peers that it
 * has not met before, there are more certificates than that, and each chain is asked about in its turn.
 */
class DecideBenchmark {
    private val root = Authority("Root")
    private val chains = List(500) { Authority("Issuing $it", root).issue(uri(WEB)).chain.map { certificate -> certificate.encoded } }
    private var turn = 0
    // Each peer is met for the first time: nothing is remembered of its signatures.
    private val party = RelyingParty(root.anchors, anyVerifiedPeer = true, signatureCache = SignatureCache.off())

    private fun chain(): List<ByteArray> = chains[turn++ % chains.size]

    private fun handfast() = check(party.decide(PresentedChain.fromTls(chain()), AccessRequest("GET", "/"), AT).effect == Effect.ALLOW)

    private val anchors = setOf(TrustAnchor(root.certificate, null))

    private fun pkix() {
        val factory = CertificateFactory.getInstance("X.509")
        val path = factory.generateCertPath(chain().map { factory.generateCertificate(ByteArrayInputStream(it)) as X509Certificate })
        val parameters = PKIXParameters(anchors)
        parameters.isRevocationEnabled = false
        parameters.date = Date.from(AT)
        CertPathValidator.getInstance("PKIX").validate(path, parameters)
    }

    private fun microseconds(times: Int, run: () -> Unit): Double {
        val began = System.nanoTime()
        repeat(times) { run() }
        return (System.nanoTime() - began) / 1_000.0 / times
    }

    /** The fastest decision: what the machine and the virtual machine do besides comes between decisions, not into all of them. */
    private fun fastest(): Double {
        var least = Long.MAX_VALUE
        repeat(20 * chains.size) {
            val began = System.nanoTime()
            handfast()
            least = minOf(least, System.nanoTime() - began)
        }
        return least / 1_000.0
    }

    @Test
    fun compare() {
        // For the core by itself, in the same minute: the example `core_for_kotlin`, which `cargo xtask bench` runs then.
        val folder = File(System.getProperty("handfast.bench")).apply { mkdirs() }
        chains.forEachIndexed { peer, chain ->
            chain.forEachIndexed { index, der -> folder.resolve("$peer-$index.der").writeBytes(der) }
        }
        folder.resolve("anchor.der").writeBytes(root.certificate.encoded)
        microseconds(3_000, ::handfast)
        microseconds(3_000, ::pkix)
        val rounds = List(15) { microseconds(chains.size, ::handfast) to microseconds(chains.size, ::pkix) }
        val median = { values: List<Double> -> values.sorted()[values.size / 2] }
        val (ours, theirs) = median(rounds.map { it.first }) to median(rounds.map { it.second })
        val line = "handfast %.1f us, JDK PKIX %.1f us, %.1f times as fast".format(ours, theirs, theirs / ours)
        println(line)
        folder.resolve("fastest.txt").writeText(fastest().toString())
        folder.resolve("kotlin.txt").writeText(line + "\n")
    }
}
