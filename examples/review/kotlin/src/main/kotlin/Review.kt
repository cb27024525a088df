import dev.handfast.AccessDenied
import dev.handfast.AccessRequest
import dev.handfast.Policy
import dev.handfast.PresentedChain
import dev.handfast.Profile
import dev.handfast.RelyingParty
import dev.handfast.TrustAnchors
import java.io.File
import java.time.Instant
import kotlin.system.exitProcess

/** Verifies a client's chain, evaluates the policy for what it asks for, and prints the decision with its reasons. */
fun main(arguments: Array<String>) {
    val data = File(arguments[0])
    val at = Instant.parse("2026-06-01T00:00:00Z")

    val orders = RelyingParty(
        trustAnchors = TrustAnchors.fromPem(data.resolve("anchors.pem").readText()),
        policy = Policy.parse(data.resolve("policy.yaml").readText()),
        profile = Profile.client(),
    )
    val chain = PresentedChain.fromTls(listOf(data.resolve("client.pem").readBytes()))

    // For showing.
    for (method in listOf("GET", "DELETE")) {
        val decision = orders.decide(chain, AccessRequest(method, "/orders/42"), at)
        println(decision)
        for (reason in decision.reasons) println("    fix: ${reason.fix}")
    }

    // For guarding: a denial cannot be overlooked.
    try {
        orders.authorize(chain, AccessRequest("DELETE", "/orders/42"), at)
    } catch (denied: AccessDenied) {
        println("refused: ${denied.decision.reasons.first().code.value}")
        return
    }
    exitProcess(1)
}
