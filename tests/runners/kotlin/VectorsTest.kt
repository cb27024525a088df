package dev.handfast

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import java.io.File
import java.time.Duration
import java.time.Instant
import java.util.Base64
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory

/** Every decision vector, as tests/vectors/README.md says that one is read. */
class VectorsTest {
    @TestFactory
    fun vectors(): List<DynamicTest> {
        val files = File(System.getProperty("handfast.vectors")).listFiles { file -> file.extension == "json" }.orEmpty().sorted()
        val vectors = files.map { JsonParser.parseString(it.readText()).asJsonObject["vectors"].asJsonArray }
        assertTrue(files.isNotEmpty() && vectors.all { it.size() > 0 }, "no vectors in ${System.getProperty("handfast.vectors")}")
        return vectors.flatten().map { DynamicTest.dynamicTest(it.asJsonObject["id"].asString) { run(it.asJsonObject) } }
    }

    private fun profile(given: String) = if (given.startsWith("{")) Profile.fromJson(given) else Profile.byName(given)

    private fun run(vector: JsonObject) {
        val settings = vector["relying_party"].asJsonObject
        val policy = settings.text("policy")?.let { Policy.parse(it, settings["external_sets"].lists()) }
        val revocation = vector["revocation"]?.asJsonObject
        val party = RelyingParty(
            trustAnchors = vector["anchors"].asJsonArray.map { anchor(it.asJsonObject) }.reduce(TrustAnchors::withAnchors),
            policy = policy,
            anyVerifiedPeer = policy == null,
            profile = profile(settings["profile"].asString),
            acceptFilesWithoutPossession = settings["accept_files"].asBoolean,
            trustedHops = settings["trusted_hops"].texts(),
            revocation = revocation?.let(::data),
            revocationMode = revocation?.let(::mode),
        )
        val items = vector.bytes("chain")
        val at = Instant.parse(vector["at"].asString)
        val expect = vector["expect"].asJsonObject
        val decision = party.decide(chain(vector, items), request(vector["request"].asJsonObject), at)
        assertEquals(vector["decision"].asString, decision.toJson())
        assertEquals(expect["effect"].asString, decision.effect.value)
        assertEquals(expect["codes"].texts(), decision.reasons.map { it.code.value })
        assertEquals(expect.text("rule"), decision.rule)
        assertEquals(expect.text("nearest_field"), decision.nearest?.field)
        assertEquals(expect.text("principal"), decision.principal?.value)
        expect.text("state")?.let { assertEquals(it, decision.state.value) }
        expect.text("valid_until")?.let { assertEquals(it, decision.validUntil?.toString() ?: "never") }
        if (expect.has("shadow") && !expect["shadow"].isJsonNull) {
            assertEquals(expect["shadow"].texts(), decision.shadow.map { if (it.wouldChange) "${it.rule}*" else it.rule })
        }
        expect.text("obligations")?.let { assertTrue("\"obligations\":$it" in decision.toJson(), it) }
        val reversed = items.take(1) + items.drop(1).reversed()
        val again = party.decide(chain(vector, reversed), request(vector["request"].asJsonObject), at)
        assertEquals(decision.toJson(), again.toJson(), "the order behind the end entity does not matter")
    }

    private fun anchor(anchor: JsonObject): TrustAnchors {
        val anchors = TrustAnchors.fromDer(Base64.getDecoder().decode(anchor["der"].asString))
        return anchor.text("bundle")?.let(anchors::named) ?: anchors
    }

    private fun data(revocation: JsonObject) = RevocationData(
        crls = revocation.bytes("crls").map(Crl::fromDer),
        ocspResponses = revocation.bytes("ocsp").map(OcspResponse::fromDer),
        certificates = revocation.bytes("certificates").map(Certificate::parse),
    )

    private fun mode(revocation: JsonObject): RevocationMode? = when (val name = revocation.text("mode")) {
        null -> null
        "hard" -> RevocationMode.hard()
        "soft" -> RevocationMode.soft(revocation.text("grace_seconds")?.let { Duration.ofSeconds(it.toLong()) })
        "off" -> RevocationMode.off()
        else -> error("no revocation mode $name")
    }

    private fun chain(vector: JsonObject, items: List<ByteArray>): PresentedChain {
        val chain = when (val arrived = vector["arrived"].asString) {
            "tls" -> PresentedChain.fromTls(items)
            "forwarded" -> PresentedChain.fromForwarded(items, vector["hop"].asString)
            "files" -> PresentedChain.fromFiles(items)
            else -> error("no constructor for $arrived")
        }
        val stapled = vector["revocation"]?.asJsonObject?.bytes("stapled_ocsp").orEmpty()
        return stapled.fold(chain, PresentedChain::withStapledOcsp)
    }

    private fun request(request: JsonObject): AccessRequest {
        val (expecting, context) = request.text("expected_name") to request["context"].lists()
        return when (val kind = request["kind"].asString) {
            "connection" -> AccessRequest.connection(expecting, context = context)
            "http" -> AccessRequest(request["method"].asString, request["path"].asString, expecting, context = context)
            "action" -> AccessRequest.action(request["action"].asString, request["resource"].asString, expecting, context = context)
            else -> error("no constructor for $kind")
        }
    }

    private fun JsonObject.text(key: String): String? = this[key]?.takeUnless { it.isJsonNull }?.asString

    private fun JsonObject.bytes(key: String): List<ByteArray> = this[key].texts().map { Base64.getDecoder().decode(it) }

    private fun JsonElement.texts(): List<String> = asJsonArray.map { it.asString }

    private fun JsonElement.lists(): Map<String, List<String>> =
        asJsonObject.entrySet().associate { (key, values) -> key to if (values is JsonArray) values.texts() else listOf(values.asString) }
}
