package dev.handfast

import java.time.Instant
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue

class DecideTest {
    private val root = Authority("Root")
    private val issuing = Authority("Issuing", root)
    private val web = issuing.issue(uri(WEB))
    private val ledger = RelyingParty(trustAnchors = root.anchors.named("mesh"), policy = Policy.parse(POLICY))
    private val anyone = RelyingParty(trustAnchors = root.anchors, anyVerifiedPeer = true)

    @Test
    fun `an allowed peer is named, with the path, the rule and its obligations`() {
        val decision = ledger.decide(web.presented, AccessRequest("GET", "/api/ledger/entries"), AT)
        assertEquals(Effect.ALLOW, decision.effect)
        assertEquals(WEB, decision.principal?.value)
        assertEquals("spiffe", decision.principal?.className)
        assertEquals(PeerState.VERIFIED, decision.state)
        assertEquals(Arrival.TLS, decision.arrival)
        assertNull(decision.hop)
        assertEquals(Possession.PROVEN, decision.possession)
        assertEquals("checkout-reads", decision.rule)
        assertEquals(listOf(ReasonCode.RULE_ALLOWED), decision.reasons.map { it.code })
        assertEquals(listOf("reader"), decision.obligations.roles)
        assertEquals(Audit.DENIED, decision.obligations.audit)
        assertEquals(listOf(Certificate.parse(web.certificate.encoded), Certificate.parse(issuing.certificate.encoded)), decision.path)
        assertEquals("CN=Root", decision.anchor?.certificate?.subject)
        assertEquals("mesh", decision.anchor?.bundle)
        // A second after the end entity's notAfter.
        assertEquals(Instant.parse("2030-01-01T00:00:01Z"), decision.validUntil)
        assertEquals(AT, decision.at)
        assertEquals("client", decision.profile)
        assertEquals("ledger", decision.policyName)
        assertTrue(assertNotNull(decision.policyFingerprint).startsWith("sha256:"))
        assertEquals(0, decision.attemptsTotal)
        assertTrue(decision.toJson().startsWith("""{"handfast":1,"effect":"allow","""))
        assertEquals("allow: $WEB may GET /api/ledger/entries", decision.toString().lines().first())
    }

    @Test
    fun `the identity of a decision is that of authorize`() {
        val request = AccessRequest("GET", "/api/ledger/entries")
        val decided = ledger.decide(web.presented, request, AT).identity
        val authorized = ledger.authorize(web.presented, request, AT)
        assertEquals(authorized, decided)
        assertEquals(WEB, authorized.spiffeId)
        assertEquals(listOf("uri:$WEB"), authorized.names)
        assertEquals("mesh", authorized.bundle)
        assertNull(authorized.matchedName)
        assertEquals(2, authorized.path.certificates.size)
        assertEquals(Instant.parse("2030-01-01T00:00:01Z"), authorized.path.validUntil)
    }

    @Test
    fun `a denial is an exception that carries the decision, with the nearest rule`() {
        val request = AccessRequest("DELETE", "/api/ledger/entries")
        val denied = assertFailsWith<AccessDenied> { ledger.authorize(web.presented, request, AT) }
        val decision = denied.decision
        assertEquals(Effect.DENY, decision.effect)
        assertEquals(decision.toString(), denied.message)
        assertEquals(ledger.decide(web.presented, request, AT), decision)
        val nearest = assertNotNull(decision.nearest)
        assertEquals("checkout-reads" to "method", nearest.rule to nearest.field)
        assertNull(decision.rule)
    }

    @Test
    fun `a reason carries its evidence`() {
        val late = issuing.issue(uri(WEB), until = Instant.parse("2026-03-01T00:00:00Z"))
        val decision = anyone.decide(late.presented, AccessRequest.connection(), AT)
        val reason = decision.reasons.first()
        assertEquals(ReasonCode.CERTIFICATE_EXPIRED, reason.code)
        assertEquals(Stage.PATH, reason.stage)
        assertEquals(0, reason.certificateIndex)
        assertEquals(Certificate.parse(late.certificate.encoded).fingerprint, reason.certificateFingerprint)
        assertTrue(reason.reference.startsWith("RFC 5280"))
        assertTrue(reason.fix.isNotEmpty())
        assertEquals(PeerState.REJECTED, decision.state)
        assertTrue(decision.path.isEmpty())
        assertNull(decision.identity)
    }

    @Test
    fun `verify gives a path or a rejection with its attempts`() {
        assertIs<VerifiedPath>(anyone.verify(web.presented, AT))
        val stranger = Authority("Stranger").issue(uri(WEB))
        val rejection = assertIs<Rejection>(anyone.verify(stranger.presented, AT))
        assertEquals(ReasonCode.ISSUER_UNKNOWN, rejection.reasons.first().code)
        assertTrue(rejection.attempts.isNotEmpty())
    }

    @Test
    fun `a forwarded chain is believed from a trusted hop only`() {
        val chain = PresentedChain.fromForwarded(web.chain.map { it.encoded }, hop = "edge")
        val strange = anyone.decide(chain, AccessRequest.connection(), AT)
        assertEquals(ReasonCode.POSSESSION_NOT_PROVEN, strange.reasons.first().code)
        assertEquals(PeerState.PRESENTED, strange.state)
        val trusting = RelyingParty(root.anchors, anyVerifiedPeer = true, trustedHops = listOf("edge"))
        val trusted = trusting.decide(chain, AccessRequest.connection(), AT)
        assertEquals(PeerState.VERIFIED_ELSEWHERE to "edge", trusted.state to trusted.hop)
        assertEquals(Possession.ASSERTED_BY_HOP, trusted.possession)
    }

    @Test
    fun `files need a relying party that was built for them`() {
        val chain = PresentedChain.fromFiles(web.chain.reversed().map { it.encoded })
        assertEquals(Effect.DENY, anyone.decide(chain, AccessRequest.connection(), AT).effect)
        val tool = RelyingParty(root.anchors, anyVerifiedPeer = true, acceptFilesWithoutPossession = true)
        assertEquals(Effect.ALLOW, tool.decide(chain, AccessRequest.connection(), AT).effect)
    }

    @Test
    fun `who is expected must be there`() {
        val server = issuing.issue(dns("orders.example"))
        val expecting = { name: String -> anyone.decide(server.presented, AccessRequest.connection(expecting = name), AT) }
        assertEquals("dns:orders.example", expecting("dns:orders.example").identity?.matchedName)
        assertEquals(ReasonCode.NAME_NOT_MATCHED, expecting("dns:billing.example").reasons.first().code)
    }

    @Test
    fun `a chain tells what it holds`() {
        val chain = PresentedChain.fromTls(web.chain)
        assertEquals(web.presented, chain)
        assertEquals(Arrival.TLS, chain.arrival)
        assertEquals(web.certificate.toHandfast(), assertIs<CertificateReading.Readable>(chain.endEntity).certificate)
        assertEquals(listOf(issuing.certificate.toHandfast()), chain.others)
        val none = PresentedChain.fromTls(emptyList<ByteArray>())
        assertTrue(none.isEmpty)
        assertEquals(ReasonCode.CHAIN_EMPTY, assertIs<CertificateReading.Unreadable>(none.endEntity).reason.code)
    }

    @Test
    fun `a shadow rule is told and changes nothing`() {
        val shadowed = Policy.parse(POLICY.replace("rules:", "rules:\n  - {id: later, effect: deny, mode: shadow, from: [{spiffe: \"$WEB\"}]}"))
        val party = RelyingParty(root.anchors.named("mesh"), policy = shadowed)
        val decision = party.decide(web.presented, AccessRequest("GET", "/api/ledger/entries"), AT)
        assertEquals(Effect.ALLOW, decision.effect)
        assertEquals(listOf(ShadowOutcome("later", Effect.DENY, wouldChange = true)), decision.shadow)
    }

    private companion object {
        val POLICY = """
            handfast: 1
            name: ledger
            default: deny
            trust:
              mesh: {bundle: mesh.pem, trust_domain: prod.example}
            identity: [spiffe]
            rules:
              - id: checkout-reads
                effect: allow
                from: [{spiffe: "$WEB"}]
                to: [{method: [GET], path: "/api/ledger/**"}]
                then: {roles: [reader], audit: denied}
            """.trimIndent()
    }
}
