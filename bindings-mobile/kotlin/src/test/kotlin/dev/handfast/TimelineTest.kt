package dev.handfast

import java.time.Instant
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNull
import kotlin.test.assertTrue

/** What is remembered of signatures changes no decision, and a timeline says when one flips. */
class TimelineTest {
    private val root = Authority("Root")
    private val web = Authority("Issuing", root).issue(uri(WEB))
    private val request = AccessRequest.connection()
    private val end = Instant.parse("2031-01-01T00:00:00Z")

    @Test
    fun `a timeline says when the decision flips, and what makes it so`() {
        val party = RelyingParty(root.anchors, anyVerifiedPeer = true)
        val timeline = party.timeline(web.presented, request, AT, end)
        assertEquals(AT to end, timeline.start to timeline.end)
        assertTrue(timeline.isComplete)
        assertEquals(listOf(Effect.ALLOW, Effect.DENY), timeline.spans.map { it.decision.effect })
        val (valid, expired) = timeline.spans
        val flip = Instant.parse("2030-01-01T00:00:01Z")
        assertEquals(listOf<Instant?>(AT, flip, flip, null), listOf(valid.start, valid.until, expired.start, expired.until))
        assertEquals(emptyList(), valid.events)
        val event = expired.events.single()
        assertEquals(TimelineEventKind.CERTIFICATE_ENDS to flip, event.kind to event.at)
        assertEquals(web.certificate.toHandfast().fingerprint, event.certificateFingerprint)
        assertEquals(party.decide(web.presented, request, AT), valid.decision)
        assertTrue(timeline.toJson().startsWith("""{"handfast_timeline":1,"from":"2026-06-01T00:00:00Z","""))
        assertTrue(event.message in timeline.toString())
        assertEquals(party.timeline(web.presented, request, AT, end), timeline)
    }

    @Test
    fun `whatever a peer sends and whenever that is, there is a timeline`() {
        val party = RelyingParty(root.anchors, anyVerifiedPeer = true)
        for (chain in listOf(PresentedChain.fromTls(emptyList<ByteArray>()), PresentedChain.fromTls(listOf(byteArrayOf(0x30))))) {
            val timeline = party.timeline(chain, request, Instant.MIN, Instant.MAX)
            assertEquals(listOf(Effect.DENY), timeline.spans.map { it.decision.effect })
        }
        assertEquals(1, party.timeline(web.presented, request, AT, Instant.MIN).spans.size)
        assertNull(party.timeline(web.presented, request, AT, AT).spans.single().until)
    }

    @Test
    fun `relying parties share a signature cache, and what is in it changes no decision`() {
        val cache = SignatureCache(20)
        assertEquals(32L to 0L, cache.capacity to cache.size)
        val decisions = List(2) {
            RelyingParty(root.anchors, anyVerifiedPeer = true, signatureCache = cache).decide(web.presented, request, AT)
        }
        // The end entity's and the intermediate's.
        assertEquals(2, cache.size)
        val anew = RelyingParty(root.anchors, anyVerifiedPeer = true, signatureCache = SignatureCache.off())
        assertEquals(decisions, List(2) { anew.decide(web.presented, request, AT) })
        assertEquals(0L to 0L, SignatureCache.off().capacity to SignatureCache.off().size)
    }

    @Test
    fun `a closed signature cache is a clear exception, and a relying party has what it needs`() {
        val cache = SignatureCache(16)
        val party = RelyingParty(root.anchors, anyVerifiedPeer = true, signatureCache = cache)
        cache.close()
        SignatureCache.off().close()
        assertEquals(Effect.ALLOW, party.decide(web.presented, request, AT).effect)
        assertFailsWith<IllegalStateException> { cache.size }
        assertFailsWith<IllegalStateException> { RelyingParty(root.anchors, anyVerifiedPeer = true, signatureCache = cache) }
        assertFailsWith<IllegalArgumentException> { SignatureCache(-1) }
    }
}
