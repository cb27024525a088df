package dev.handfast

import java.time.Duration
import java.time.Instant
import java.util.Base64
import java.util.Date
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNotEquals
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import org.bouncycastle.cert.ocsp.RevokedStatus

/** Revocation data is handed in, and what it says stands in the decision. */
class RevocationTest {
    private val root = Authority("Root")
    private val web = root.issue(uri(WEB))
    private val request = AccessRequest.connection()

    private fun data(vararg crls: Crl) = RevocationData(crls = crls.toList())

    private fun decide(
        data: RevocationData?,
        mode: RevocationMode? = null,
        modes: Map<String, RevocationMode> = emptyMap(),
        bundle: String? = null,
        chain: PresentedChain = web.presented,
    ): Decision {
        val anchors = if (bundle == null) root.anchors else root.anchors.named(bundle)
        val party = RelyingParty(anchors, anyVerifiedPeer = true, revocation = data, revocationMode = mode, revocationModes = modes)
        return party.decide(chain, request, AT)
    }

    @Test
    fun `a CRL tells what it says, however it was read`() {
        val made = root.crl(web)
        val pem = "-----BEGIN X509 CRL-----\n${Base64.getMimeEncoder().encodeToString(made.encoded)}\n-----END X509 CRL-----\n"
        val ways = listOf(Crl.fromDer(made.encoded), made.toHandfast()) + Crl.fromPem(pem + pem) + Crl.fromPemOrDer(made.encoded)
        assertEquals(5, ways.size)
        for (crl in ways) {
            assertEquals("CN=Root", crl.issuer)
            assertEquals(Instant.parse("2026-05-01T00:00:00Z"), crl.thisUpdate)
            assertEquals(Instant.parse("2026-07-01T00:00:00Z"), crl.nextUpdate)
            assertEquals("0a" to null, crl.number to crl.baseNumber)
            assertEquals(1, crl.entryCount)
            assertEquals("all certificates", crl.scope)
            assertEquals("ecdsa-sha256", crl.signatureAlgorithm)
            assertTrue(crl.der.contentEquals(made.encoded))
        }
        assertEquals("04", root.crl(base = 4).toHandfast().baseNumber)
    }

    @Test
    fun `an OCSP response tells what it says`() {
        val response = OcspResponse.fromDer(root.ocsp(web))
        assertEquals(Instant.parse("2026-05-01T00:00:00Z"), response.producedAt)
        assertEquals("CN=Root", response.responder)
        assertEquals(listOf(OcspStatement("07", OcspStatus.GOOD)), response.statements)
        assertEquals(emptyList(), response.certificates)
        assertEquals(OcspResponse.fromDer(response.der), response)
        assertNotEquals(OcspResponse.fromDer(root.ocsp(root.issue(uri(WEB), serial = 8.toBigInteger()))), response)
    }

    @Test
    fun `a revoked client is denied, with when, why and by whom`() {
        val decision = decide(data(root.crl(web).toHandfast()))
        assertEquals(listOf(ReasonCode.CERTIFICATE_REVOKED), decision.reasons.map { it.code })
        val found = assertNotNull(decision.revocation).single()
        assertEquals(0, found.index)
        assertEquals(web.certificate.toHandfast().fingerprint, found.fingerprint)
        assertEquals(RevocationStatus.REVOKED to RevocationSource.CRL, found.status to found.source)
        assertEquals(Instant.parse("2026-04-30T12:00:00Z"), found.revokedAt)
        assertEquals(RevocationReason.KEY_COMPROMISE, found.reason)
        assertEquals(Instant.parse("2026-05-01T00:00:00Z"), found.thisUpdate)
        assertEquals(Instant.parse("2026-07-01T00:00:00Z"), found.nextUpdate)
        assertEquals(emptyList(), found.crlUrls + found.ocspUrls + found.observations)
    }

    @Test
    fun `one that its CA says is good is let in until the next CRL, and the path says so`() {
        val party = RelyingParty(root.anchors, anyVerifiedPeer = true, revocation = data(root.crl().toHandfast()))
        val decision = party.decide(web.presented, request, AT)
        assertEquals(Effect.ALLOW, decision.effect)
        assertEquals(listOf(RevocationStatus.GOOD), decision.revocation?.map { it.status })
        assertEquals(Instant.parse("2026-07-01T00:00:01Z"), decision.validUntil)
        val identity = party.authorize(web.presented, request, AT)
        assertEquals(decision.revocation, identity.path.revocation)
        assertEquals(identity, decision.identity)
        assertEquals(decision.revocation, assertIs<VerifiedPath>(party.verify(web.presented, AT)).revocation)
    }

    @Test
    fun `a rejection says what is known of the path that came closest`() {
        val party = RelyingParty(root.anchors, anyVerifiedPeer = true, revocation = data(root.crl(web).toHandfast()))
        val rejection = assertIs<Rejection>(party.verify(web.presented, AT))
        assertEquals(listOf(RevocationStatus.REVOKED), rejection.revocation?.map { it.status })
        val without = RelyingParty(root.anchors, anyVerifiedPeer = true).verify(Authority("Other").issue(uri(WEB)).presented, AT)
        assertNull(assertIs<Rejection>(without).revocation)
    }

    @Test
    fun `with data the mode is hard, without it off, and soft bridges a late CA`() {
        val late = data(root.crl(until = "2026-05-31T00:00:00Z").toHandfast())
        val effect = { mode: RevocationMode? -> decide(late, mode).effect }
        assertEquals(ReasonCode.REVOCATION_DATA_STALE, decide(late).reasons.first().code)
        assertEquals(Effect.DENY, effect(RevocationMode.hard()))
        assertEquals(Effect.DENY, effect(RevocationMode.soft(Duration.ofHours(23))))
        assertEquals(Effect.ALLOW, effect(RevocationMode.soft(Duration.ofHours(24))))
        assertEquals(Effect.ALLOW, effect(RevocationMode.soft()))
        assertEquals(Effect.ALLOW, effect(RevocationMode.soft(Duration.ofSeconds(Long.MAX_VALUE))))
        assertNull(decide(late, RevocationMode.off()).revocation)
        assertNull(decide(null).revocation)
        assertNull(decide(RevocationData()).revocation)
        assertEquals(ReasonCode.REVOCATION_STATUS_UNKNOWN, decide(null, RevocationMode.hard()).reasons.first().code)
    }

    @Test
    fun `a bundle can have a mode of its own`() {
        val nothing = data(Authority("Other").crl().toHandfast())
        assertEquals(Effect.DENY, decide(nothing, bundle = "mesh").effect)
        assertEquals(Effect.ALLOW, decide(nothing, modes = mapOf("mesh" to RevocationMode.soft()), bundle = "mesh").effect)
        val mistake = assertFailsWith<SetupError> { decide(nothing, modes = mapOf("other" to RevocationMode.soft()), bundle = "mesh") }
        assertEquals(SetupCode.BUNDLE_UNKNOWN, mistake.code)
    }

    @Test
    fun `a mode says what it is`() {
        val day = Duration.ofDays(1)
        assertEquals(RevocationMode.Kind.SOFT to day, RevocationMode.soft(day).kind to RevocationMode.soft(day).grace)
        assertNull(RevocationMode.soft().grace)
        assertEquals(RevocationMode.soft(day), RevocationMode.soft(Duration.ofHours(24)))
        assertNotEquals(RevocationMode.soft(day), RevocationMode.soft())
        assertEquals(listOf("hard", "soft", "off"), listOf(RevocationMode.hard(), RevocationMode.soft(), RevocationMode.off()).map { it.kind.value })
        assertFailsWith<IllegalArgumentException> { RevocationMode.soft(Duration.ofNanos(-1)) }
    }

    @Test
    fun `an OCSP response counts whether it was given or stapled`() {
        val good = root.ocsp(web)
        val revoked = root.ocsp(web, RevokedStatus(Date.from(Instant.parse("2026-05-01T00:00:00Z")), 4))
        val given = decide(RevocationData(ocspResponses = listOf(OcspResponse.fromDer(good))))
        assertEquals(listOf(RevocationSource.OCSP), given.revocation?.map { it.source })
        assertEquals(Effect.ALLOW, given.effect)
        assertEquals(Effect.ALLOW, decide(null, RevocationMode.hard(), chain = web.presented.withStapledOcsp(good)).effect)
        val told = decide(null, RevocationMode.soft(), chain = web.presented.withStapledOcsp(good).withStapledOcsp(revoked))
        assertEquals(ReasonCode.CERTIFICATE_REVOKED, told.reasons.first().code)
        assertEquals(RevocationReason.SUPERSEDED, told.revocation?.single()?.reason)
    }

    @Test
    fun `a chain with something stapled is another chain`() {
        val stapled = web.presented.withStapledOcsp(byteArrayOf(1))
        assertNotEquals(web.presented, stapled)
        assertEquals(web.presented.withStapledOcsp(byteArrayOf(1)), stapled)
        assertNotEquals(web.presented.withStapledOcsp(byteArrayOf(2)), stapled)
    }

    @Test
    fun `revocation data tells what is in it`() {
        assertTrue(RevocationData().isEmpty)
        assertTrue(RevocationData(certificates = root.anchors.certificates).isEmpty)
        val crl = root.crl().toHandfast()
        val (response, all) = OcspResponse.fromDer(root.ocsp(web)) to root.anchors.certificates
        val full = RevocationData(crls = listOf(crl), ocspResponses = listOf(response), certificates = all)
        assertTrue(!full.isEmpty)
        assertEquals(Triple(listOf(crl), listOf(response), all), Triple(full.crls, full.ocspResponses, full.certificates))
    }

    @Test
    fun `a closed CRL is a clear exception, and a relying party has what it needs`() {
        val crl = root.crl(web).toHandfast()
        val party = RelyingParty(root.anchors, anyVerifiedPeer = true, revocation = data(crl))
        crl.close()
        crl.close()
        assertEquals(Effect.DENY, party.decide(web.presented, request, AT).effect)
        assertEquals("CN=Root", crl.issuer)
        assertEquals("the CRL is closed", assertFailsWith<IllegalStateException> { crl.der }.message)
        assertFailsWith<IllegalStateException> { RelyingParty(root.anchors, anyVerifiedPeer = true, revocation = data(crl)) }
    }
}
