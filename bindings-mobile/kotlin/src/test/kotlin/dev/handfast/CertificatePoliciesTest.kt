package dev.handfast

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertTrue
import org.bouncycastle.asn1.ASN1ObjectIdentifier
import org.bouncycastle.asn1.DERSequence
import org.bouncycastle.asn1.x509.PolicyInformation
import org.bouncycastle.asn1.x509.PolicyQualifierInfo

/** Certificate policies can be asked for, and a path says which of them hold. */
class CertificatePoliciesTest {
    private val root = Authority("Root")
    private val qualifiers = DERSequence(PolicyQualifierInfo("https://example/cps"))
    private val hardware = PolicyInformation(ASN1ObjectIdentifier(HARDWARE), qualifiers)
    private val software = PolicyInformation(ASN1ObjectIdentifier(SOFTWARE))
    private val any = PolicyInformation(ASN1ObjectIdentifier("2.5.29.32.0"))

    private fun verify(stated: List<PolicyInformation>, profile: Profile): Verification =
        RelyingParty(root.anchors, anyVerifiedPeer = true, profile = profile)
            .verify(root.issue(uri(WEB), policies = stated).presented, AT)

    private fun codes(stated: List<PolicyInformation>, profile: Profile): List<ReasonCode> =
        assertIs<Rejection>(verify(stated, profile)).reasons.map { it.code }

    @Test
    fun `a path says which policies hold, and their qualifiers`() {
        val path = assertIs<VerifiedPath>(verify(listOf(software, hardware), Profile.client()))
        assertEquals(listOf(HARDWARE, SOFTWARE), path.certificatePolicies.permitted.sorted())
        val stated = path.certificatePolicies.stated.associateBy { it.oid }
        assertTrue(stated.getValue(HARDWARE).qualifiers.contentEquals(qualifiers.encoded))
        assertEquals(0, stated.getValue(SOFTWARE).qualifiers.size)
        val none = assertIs<VerifiedPath>(verify(emptyList(), Profile.client()))
        assertEquals(CertificatePolicies(emptyList(), emptyList()), none.certificatePolicies)
    }

    @Test
    fun `the path of a decision's identity is that of authorize, with its policies`() {
        val party = RelyingParty(root.anchors, anyVerifiedPeer = true)
        val peer = root.issue(uri(WEB), policies = listOf(hardware)).presented
        val authorized = party.authorize(peer, AccessRequest.connection(), AT)
        assertEquals(listOf(HARDWARE), authorized.path.certificatePolicies.permitted)
        assertEquals(authorized, party.decide(peer, AccessRequest.connection(), AT).identity)
    }

    @Test
    fun `a profile asks for one of some policies, or for any`() {
        val asks = Profile.client().withCertificatePolicies(listOf(HARDWARE))
        assertIs<VerifiedPath>(verify(listOf(hardware), asks))
        assertEquals(listOf(ReasonCode.CERTIFICATE_POLICY_NOT_PERMITTED), codes(listOf(software), asks))
        val some = Profile.client().withExplicitCertificatePolicy()
        assertIs<VerifiedPath>(verify(listOf(software), some))
        assertEquals(listOf(ReasonCode.CERTIFICATE_POLICY_NOT_PERMITTED), codes(emptyList(), some))
    }

    @Test
    fun `an initial set is of interest and asks for nothing`() {
        val interested = Profile.client().withInitialCertificatePolicies(listOf(HARDWARE))
        val path = assertIs<VerifiedPath>(verify(listOf(software, hardware), interested))
        assertEquals(listOf(HARDWARE), path.certificatePolicies.permitted)
        assertEquals(emptyList(), assertIs<VerifiedPath>(verify(listOf(software), interested)).certificatePolicies.permitted)
    }

    @Test
    fun `anyPolicy stands for none where the profile says so`() {
        val asks = Profile.client().withCertificatePolicies(listOf(HARDWARE)).withoutPolicyMapping()
        assertIs<VerifiedPath>(verify(listOf(any), asks))
        assertEquals(listOf(ReasonCode.CERTIFICATE_POLICY_NOT_PERMITTED), codes(listOf(any), asks.withoutAnyPolicy()))
    }

    @Test
    fun `what is no object identifier is a mistake`() {
        for (ask in listOf<Profile.(List<String>) -> Profile>(Profile::withCertificatePolicies, Profile::withInitialCertificatePolicies)) {
            assertEquals(SetupCode.VALUE_MALFORMED, assertFailsWith<SetupError> { Profile.client().ask(listOf("hardware")) }.code)
        }
    }

    @Test
    fun `a form asks more of certificates, or less`() {
        // No subjectKeyIdentifier, no authorityKeyIdentifier: RFC 5280 section 4.2.1.1 asks CAs for them.
        assertIs<Rejection>(verify(emptyList(), Profile.client().withForm(Form.RFC5280)))
        assertIs<VerifiedPath>(verify(emptyList(), Profile.rfc5280().withForm(Form.AS_ISSUED)))
        assertEquals(listOf("as_issued", "rfc5280", "baseline_requirements"), Form.entries.map { it.value })
    }

    private companion object {
        const val HARDWARE = "1.3.6.1.4.1.55555.1"
        const val SOFTWARE = "1.3.6.1.4.1.55555.2"
    }
}
