package dev.handfast

import java.io.File
import java.math.BigInteger
import java.time.Instant
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import org.junit.jupiter.api.Assumptions.assumeTrue

/** A native exception or a denial, never a crash. */
class BadInputTest {
    private val root = Authority("Root")
    private val web = root.issue(uri(WEB))
    private val anyone = RelyingParty(root.anchors, anyVerifiedPeer = true)

    private fun firstCode(vararg certificates: ByteArray) =
        anyone.decide(PresentedChain.fromTls(certificates.toList()), AccessRequest.connection(), AT).reasons.first().code

    @Test
    fun `empty lists and empty certificates are denied`() {
        assertEquals(ReasonCode.CHAIN_EMPTY, firstCode())
        assertEquals(ReasonCode.CHAIN_EMPTY, firstCode(ByteArray(0)))
        val none = AccessRequest("", "", context = mapOf("header.x" to emptyList()))
        assertEquals(Effect.DENY, anyone.decide(PresentedChain.fromTls(emptyList<ByteArray>()), none, AT).effect)
    }

    @Test
    fun `a certificate of 10 MB is denied`() {
        assertEquals(ReasonCode.WORK_LIMIT_REACHED, firstCode(ByteArray(10_000_000) { 0x30 }))
        assertFailsWith<SetupError> { Certificate.parse(ByteArray(10_000_000)) }
        assertFailsWith<SetupError> { TrustAnchors.fromPem("x".repeat(20_000_000)) }
    }

    @Test
    fun `a serial number of 21 octets is denied`() {
        val long = root.issue(uri(WEB), serial = BigInteger.ONE.shiftLeft(8 * 21 - 2))
        assertEquals(ReasonCode.ENCODING_MALFORMED, firstCode(long.certificate.encoded))
    }

    @Test
    fun `NUL and halves of surrogate pairs give a decision or an exception of this library`() {
        for (text in listOf("\u0000", "a\u0000b", "\ud800", "/a\udc00b", "\ud83d\ude00")) {
            val request = AccessRequest(text, text, host = text, context = mapOf("header.x" to listOf(text)))
            assertEquals(Effect.ALLOW, anyone.decide(web.presented, request, AT).effect)
            val forwarded = PresentedChain.fromForwarded(web.chain.map { it.encoded }, hop = text)
            assertEquals(Effect.DENY, anyone.decide(forwarded, request, AT).effect)
            assertFailsWith<SetupError> { AccessRequest("GET", "/", expecting = text) }
            assertFailsWith<SetupError> { AccessRequest("GET", "/", sourceIp = text) }
            assertFailsWith<SetupError> { AccessRequest("GET", "/", context = mapOf(text to listOf("x"))) }
            assertFailsWith<IllegalArgumentException> { Policy.parse(text) }
            assertFailsWith<IllegalArgumentException> { TrustAnchors.fromPem(text) }
            assertFailsWith<IllegalArgumentException> { Profile.byName(text) }
            assertFailsWith<IllegalArgumentException> { explain(text) }
        }
    }

    @Test
    fun `half of a surrogate pair never shortens a path to one that is allowed`() {
        val policy = Policy.parse(
            "handfast: 1\ndefault: deny\nidentity: [spiffe]\nrules:\n  - {id: one, effect: allow, from: [{spiffe: \"$WEB\"}], to: [{path: /admin}]}\n",
        )
        val party = RelyingParty(root.anchors, policy)
        assertEquals(Effect.ALLOW, party.decide(web.presented, AccessRequest("GET", "/admin"), AT).effect)
        assertEquals(Effect.DENY, party.decide(web.presented, AccessRequest("GET", "/admin\ud800x"), AT).effect)
        assertEquals(Effect.DENY, party.decide(web.presented, AccessRequest("GET", "/admin\ud800"), AT).effect)
    }

    @Test
    fun `whatever is stapled gives a decision`() {
        val junk = listOf(ByteArray(0), byteArrayOf(0x30), ByteArray(10_000_000) { 0x30 }, root.certificate.encoded, "OCSP".toByteArray())
        val hard = RelyingParty(root.anchors, anyVerifiedPeer = true, revocationMode = RevocationMode.hard())
        for (response in junk) {
            val decision = hard.decide(web.presented.withStapledOcsp(response), AccessRequest.connection(), AT)
            assertEquals(listOf(ReasonCode.REVOCATION_STATUS_UNKNOWN), decision.reasons.map { it.code })
        }
        val many = (1..1_000).fold(web.presented) { chain, _ -> chain.withStapledOcsp(byteArrayOf(0x30)) }
        assertEquals(Effect.ALLOW, anyone.decide(many, AccessRequest.connection(), AT).effect)
        assertEquals(Effect.DENY, hard.decide(many, AccessRequest.connection(), AT).effect)
    }

    @Test
    fun `revocation data that is none is a mistake`() {
        val junk = listOf(ByteArray(0), byteArrayOf(0x30, 0), ByteArray(10_000_000) { 0x30 }, root.certificate.encoded, ByteArray(70_000))
        for (bytes in junk) {
            assertFailsWith<SetupError> { Crl.fromDer(bytes) }
            assertFailsWith<SetupError> { Crl.fromPemOrDer(bytes) }
            assertFailsWith<SetupError> { OcspResponse.fromDer(bytes) }
        }
        assertEquals(SetupCode.REVOCATION_MALFORMED, assertFailsWith<SetupError> { Crl.fromDer(byteArrayOf(0x30, 0)) }.code)
        assertEquals(SetupCode.FORM_NOT_SUPPORTED, assertFailsWith<SetupError> { Crl.fromDer(root.certificate.encoded) }.code)
        assertEquals(SetupCode.FORM_NOT_SUPPORTED, assertFailsWith<SetupError> { OcspResponse.fromDer(root.crl().encoded) }.code)
        assertEquals(SetupCode.TOO_LARGE, assertFailsWith<SetupError> { OcspResponse.fromDer(ByteArray(70_000)) }.code)
        for (text in listOf("", "\u0000", "\ud800", "-----BEGIN X509 CRL-----")) {
            assertFailsWith<IllegalArgumentException> { Crl.fromPem(text) }
            val modes = mapOf(text to RevocationMode.off())
            assertFailsWith<IllegalArgumentException> { RelyingParty(root.anchors, anyVerifiedPeer = true, revocationModes = modes) }
        }
    }

    @Test
    fun `times beyond the years 0 to 9999 are held within them`() {
        for (at in listOf(Instant.MAX, Instant.MIN, Instant.parse("+10000-01-01T00:00:00Z"), Instant.parse("0000-01-01T00:00:00Z"))) {
            val decision = anyone.decide(web.presented, AccessRequest.connection(), at)
            assertEquals(Effect.DENY, decision.effect)
        }
        val last = anyone.decide(web.presented, AccessRequest.connection(), Instant.MAX)
        assertEquals(Instant.parse("9999-12-31T23:59:59Z"), last.at)
        Policy.parse("handfast: 1\ndefault: deny\nidentity: [spiffe]\nrules: []\n").lint(Instant.MAX)
    }

    @Test
    fun `use after close is a clear exception`() {
        val (anchors, profile) = root.anchors to Profile.client()
        val policy = Policy.parse("handfast: 1\ndefault: deny\nidentity: [spiffe]\nrules: []\n")
        val party = RelyingParty(anchors, policy, profile = profile)
        listOf(anchors, profile, policy).forEach { it.close() }
        // The relying party has what it needs.
        assertEquals(Effect.DENY, party.decide(web.presented, AccessRequest.connection(), AT).effect)
        assertEquals("the trust anchors are closed", assertFailsWith<IllegalStateException> { anchors.certificates }.message)
        assertFailsWith<IllegalStateException> { RelyingParty(anchors, anyVerifiedPeer = true) }
        assertFailsWith<IllegalStateException> { RelyingParty(root.anchors, policy) }
        assertFailsWith<IllegalStateException> { profile.name }
        party.close()
        party.close()
        val closed = assertFailsWith<IllegalStateException> { party.decide(web.presented, AccessRequest.connection(), AT) }
        assertEquals("the relying party is closed", closed.message)
        assertFailsWith<IllegalStateException> { party.authorize(web.presented, AccessRequest.connection(), AT) }
        assertFailsWith<IllegalStateException> { party.verify(web.presented, AT) }
    }

    @Test
    fun `threads share a relying party, and one that closes it does no harm`() {
        val threads = Executors.newFixedThreadPool(4)
        val expected = anyone.decide(web.presented, AccessRequest.connection(), AT)
        val work = List(4) { Callable { List(200) { anyone.decide(web.presented, AccessRequest.connection(), AT) }.all { it == expected } } }
        assertTrue(threads.invokeAll(work).all { it.get() })
        val closing = RelyingParty(root.anchors, anyVerifiedPeer = true)
        val race = List(3) {
            Callable { repeat(200) { runCatching { closing.decide(web.presented, AccessRequest.connection(), AT) } } }
        } + Callable { Thread.sleep(5).also { closing.close() } }
        threads.invokeAll(race).forEach { it.get() }
        threads.shutdown()
        assertFailsWith<IllegalStateException> { closing.decide(web.presented, AccessRequest.connection(), AT) }
    }

    @Test
    fun `100,000 calls leave no memory behind`() {
        val status = File("/proc/self/status")
        assumeTrue(status.exists(), "the memory of a process is measured on Linux only")
        val resident = {
            System.gc()
            status.readLines().first { it.startsWith("VmRSS:") }.filter(Char::isDigit).toLong()
        }
        val (junk, request) = PresentedChain.fromTls(listOf(ByteArray(2_000) { 7 })) to AccessRequest("GET", "/")
        val calls = { count: Int ->
            repeat(count) { index ->
                anyone.decide(junk, request, AT)
                if (index % 10 == 0) runCatching { TrustAnchors.fromDer(byteArrayOf(0x30)) }
            }
        }
        calls(10_000)
        val before = resident()
        calls(100_000)
        val grown = resident() - before
        println("resident memory after 100,000 calls: $grown kB more")
        // 2 kB of each call would be 200 MB.
        assertTrue(grown < 30_000, "$grown kB more")
    }
}
