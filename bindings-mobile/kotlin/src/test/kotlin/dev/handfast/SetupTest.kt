package dev.handfast

import java.time.Instant
import java.util.Base64
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNull
import kotlin.test.assertTrue
import org.bouncycastle.asn1.x509.KeyPurposeId

class SetupTest {
    private val root = Authority("Root")

    private fun pem(der: ByteArray, label: String = "CERTIFICATE") =
        "-----BEGIN $label-----\n${Base64.getMimeEncoder().encodeToString(der)}\n-----END $label-----\n"

    @Test
    fun `anchors are read as PEM, DER and a SPIFFE bundle`() {
        val der = root.certificate.encoded
        val jwks = """{"keys":[{"use":"x509-svid","kty":"EC","x5c":["${Base64.getEncoder().encodeToString(der)}"]}]}"""
        val subjects = listOf(
            TrustAnchors.fromPem(pem(der)),
            TrustAnchors.fromDer(der),
            TrustAnchors.fromPemOrDer(der),
            TrustAnchors.fromPemOrDer(pem(der).toByteArray()),
            TrustAnchors.fromSpiffeBundle(jwks),
        ).map { anchors -> anchors.certificates.map { it.subject } }
        assertTrue(subjects.all { it == listOf("CN=Root") })
    }

    @Test
    fun `the same anchor in the same bundle counts once`() {
        val other = Authority("Other").anchors
        assertEquals(2, root.anchors.withAnchors(other).withAnchors(other).certificates.size)
    }

    @Test
    fun `a private key among the anchors is refused, with its place and what to do`() {
        val text = pem(root.certificate.encoded) + pem(byteArrayOf(1), "PRIVATE KEY")
        val error = assertFailsWith<SetupError> { TrustAnchors.fromPem(text) }
        assertEquals(SetupCode.PRIVATE_KEY_PRESENT, error.code)
        assertEquals(2, assertIs<Position.Entry>(error.position).number)
        assertTrue(error.fix.startsWith("take it out of the file"))
        assertEquals("there is a private key among the trust anchors", error.sentence)
        assertTrue(error.sentence in error.message && error.fix in error.message)
    }

    @Test
    fun `no anchors are a mistake, and so is a relying party without any policy`() {
        assertEquals(SetupCode.ANCHORS_EMPTY, assertFailsWith<SetupError> { TrustAnchors.fromPem("") }.code)
        assertEquals(SetupCode.ANCHORS_EMPTY, assertFailsWith<SetupError> { TrustAnchors.fromDer(ByteArray(0)) }.code)
        assertEquals(SetupCode.POLICY_MISSING, assertFailsWith<SetupError> { RelyingParty(root.anchors) }.code)
    }

    @Test
    fun `a policy tells what it says`() {
        val policy = Policy.parse(POLICY, sets = mapOf("callers" to listOf("spiffe://prod.example/web")))
        assertEquals("small", policy.name)
        assertEquals(listOf("spiffe", "dns"), policy.identity)
        assertEquals(listOf("call", "old"), policy.rules)
        assertEquals(listOf("mesh"), policy.bundles)
        assertEquals(listOf("header.x-tenant"), policy.requiredContext.filter { "tenant" in it })
        val outcome = policy.test().single()
        assertEquals("a stranger" to true, outcome.name to outcome.passed)
        assertTrue((outcome.line ?: 0) > 1)
        val findings = policy.lint(AT)
        val over = findings.single { it.rule == "old" && it.severity != Severity.NOTE }
        assertTrue(over.message.isNotEmpty() && over.fix.isNotEmpty())
        assertEquals(findings.size - 1, policy.lint().size)
    }

    @Test
    fun `a policy that cannot be read says where`() {
        val error = assertFailsWith<SetupError> { Policy.parse("handfast: 1\ndefault: allow\nrules: []\n") }
        assertEquals(2, assertIs<Position.LineColumn>(error.position).line)
    }

    @Test
    fun `a context that the host does not supply is a mistake when the policy asks for it`() {
        val policy = Policy.parse(POLICY, sets = mapOf("callers" to listOf("spiffe://prod.example/web")))
        val anchors = root.anchors.named("mesh")
        val error = assertFailsWith<SetupError> { RelyingParty(anchors, policy, suppliesContext = listOf("method", "path")) }
        assertEquals(SetupCode.CONTEXT_MISSING, error.code)
        RelyingParty(anchors, policy, suppliesContext = listOf("method", "path", "header.x-tenant"))
    }

    @Test
    fun `a loosening that was needed is told`() {
        val until = "2029-03-15T00:00:00Z"
        val pin = root.anchors.certificates.single().spkiPin
        val loosening =
            """{"name": "partner", "what": "server_auth_for_clients", "until": "$until", "issuer_spki": "$pin"}"""
        val profile = Profile.fromJson("""{"handfast_profile": 1, "loosenings": [$loosening]}""")
        val server = Authority("Issuing", root).issue(uri(WEB), usage = KeyPurposeId.id_kp_serverAuth).presented
        val party = RelyingParty(root.anchors, anyVerifiedPeer = true, profile = profile)
        val decision = party.decide(server, AccessRequest.connection(), AT)
        assertEquals(Effect.ALLOW, decision.effect)
        val told = listOf(AppliedLoosening("partner", "server_auth_for_clients", Instant.parse(until), pin, 0))
        assertEquals(told, decision.loosened)
        assertEquals(told, decision.identity?.path?.loosened)
        assertEquals(told, assertIs<VerifiedPath>(party.verify(server, AT)).loosened)
    }

    @Test
    fun `profiles are data`() {
        for (profile in profileNames().map(Profile::byName)) {
            assertEquals(profile.toJson(), Profile.fromJson(profile.toJson()).toJson())
            assertEquals(emptyList(), profile.diff(profile))
        }
        val mine = Profile.fromJson("""{"handfast_profile": 1, "name": "mine", "rsa_bits": 3072}""")
        val (name, bits) = Profile.client().diff(mine)
        assertEquals(ProfileDifference("name", "\"client\"", "\"mine\""), name)
        assertEquals(ProfileDifference("rsa_bits", "2048", "3072"), bits)
        assertTrue("rsa_bits: 3072" in mine.toString().lines())
        val error = assertFailsWith<SetupError> { Profile.fromJson("{\"handfast_profile\": 1,\n \"rsa_bit\": 4096}") }
        assertEquals(SetupCode.VALUE_MALFORMED, error.code)
        assertEquals("did you mean `rsa_bits`?", error.fix)
    }

    @Test
    fun `profiles have names and are derived`() {
        val made = listOf(
            Profile.client(), Profile.svid(), Profile.rfc5280(), Profile.webpkiServer(), Profile.piv(), Profile.eapTls(), Profile.iotDevice(),
        )
        assertEquals(profileNames(), made.map { it.name })
        assertEquals(profileNames(), profileNames().map { Profile.byName(it).name })
        assertEquals(SetupCode.VALUE_MALFORMED, assertFailsWith<SetupError> { Profile.byName("strict") }.code)
        assertEquals(SetupCode.VALUE_MALFORMED, assertFailsWith<SetupError> { Profile.client().withExtendedKeyUsages(listOf("client")) }.code)
        val issuing = Authority("Issuing", root)
        val peer = issuing.issue(uri(WEB)).presented
        val profile = Profile.client().withAnchorValidity(AnchorStatement.IGNORED).withAnchorUsage(AnchorStatement.HONOURED)
            .withAnchorNameConstraints(AnchorStatement.IGNORED)
        val direct = RelyingParty(root.anchors, anyVerifiedPeer = true, profile = profile.withAtMostIntermediates(0))
        assertIs<Rejection>(direct.verify(peer, AT))
        assertIs<VerifiedPath>(RelyingParty(root.anchors, anyVerifiedPeer = true, profile = profile).verify(peer, AT))
        val serverAuth = Profile.client().withExtendedKeyUsages(listOf("1.3.6.1.5.5.7.3.1"))
        assertIs<Rejection>(RelyingParty(root.anchors, anyVerifiedPeer = true, profile = serverAuth).verify(peer, AT))
    }

    @Test
    fun `providers are those of the build, each decides the same`() {
        val chain = Authority("Issuing", root).issue(uri(WEB)).presented
        val decisions = providers().map { provider ->
            RelyingParty(root.anchors, anyVerifiedPeer = true, provider = provider).decide(chain, AccessRequest.connection(), AT)
        }
        assertTrue(decisions.isNotEmpty())
        assertEquals(1, decisions.map { it.toJson() }.distinct().size)
        val error = assertFailsWith<SetupError> { RelyingParty(root.anchors, anyVerifiedPeer = true, provider = "none") }
        assertEquals(SetupCode.PROVIDER_MISSING, error.code)
    }

    @Test
    fun `every code is explained, and an unknown one is a mistake`() {
        assertEquals(ReasonCode.entries.toList(), codes())
        for (code in codes()) {
            val explanation = explain(code)
            assertEquals(code, explanation.code)
            assertTrue(listOf(explanation.meaning, explanation.matters, explanation.fix, explanation.reference).all { it.isNotEmpty() })
        }
        assertEquals(SetupCode.VALUE_MALFORMED, assertFailsWith<SetupError> { explain("invalid_certificate") }.code)
        assertTrue(version().matches(Regex("""\d+\.\d+\.\d+.*""")))
    }

    @Test
    fun `a certificate tells what it says`() {
        val issuing = Authority("Issuing", root)
        val peer = issuing.issue(dns("a.example"), ip("192.0.2.1"))
        val certificate = Certificate.parse(pem(peer.certificate.encoded).toByteArray())
        assertEquals(Certificate.parse(peer.certificate.encoded), certificate)
        assertTrue(certificate.der.contentEquals(peer.certificate.encoded))
        assertEquals(3, certificate.version)
        assertEquals("07", certificate.serial)
        assertEquals("CN=Issuing" to "CN=peer", certificate.issuer to certificate.subject)
        assertEquals(listOf("dns:a.example", "ip:192.0.2.1"), certificate.names)
        assertEquals(Triple("ec", 256, "p256"), Triple(certificate.keyAlgorithm, certificate.keyBits, certificate.keyCurve))
        assertEquals(listOf("digitalSignature"), certificate.keyUsage)
        assertEquals(listOf("1.3.6.1.5.5.7.3.2"), certificate.extendedKeyUsage)
        assertTrue(!certificate.isCa && !certificate.isSelfIssued)
        assertNull(certificate.pathLength)
        assertEquals(64 to 64, certificate.fingerprint.length to certificate.spkiPin.length)
        assertTrue(Certificate.parse(root.certificate.encoded).isSelfIssued)
        assertEquals(SetupCode.CERTIFICATE_MALFORMED, assertFailsWith<SetupError> { Certificate.parse(byteArrayOf(1, 2)) }.code)
        val readings = Certificate.readAll((pem(peer.certificate.encoded) + pem(byteArrayOf(1))).toByteArray())
        assertIs<CertificateReading.Readable>(readings[0])
        assertEquals(ReasonCode.ENCODING_MALFORMED, assertIs<CertificateReading.Unreadable>(readings[1]).reason.code)
    }

    private companion object {
        val POLICY = """
            handfast: 1
            name: small
            default: deny
            trust:
              mesh: {bundle: mesh.pem, trust_domain: prod.example}
            identity: [spiffe, dns]
            sets:
              callers: {external: true}
            rules:
              - id: call
                effect: allow
                from: [{spiffe: {in: callers}}]
                to: [{method: [GET], path: "/orders/**", header.x-tenant: blue}]
              - id: old
                effect: allow
                from: [{spiffe: "spiffe://prod.example/old"}]
                to: [{method: [GET], path: "/old"}]
                valid: {until: 2026-01-01T00:00:00Z}
            tests:
              - name: a stranger
                peer: {spiffe: "spiffe://prod.example/stranger"}
                request: {method: GET, path: /orders/1}
                expect: {decision: deny}
            """.trimIndent()
    }
}
