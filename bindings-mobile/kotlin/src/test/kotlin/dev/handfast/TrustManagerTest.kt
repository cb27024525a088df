package dev.handfast

import com.sun.net.httpserver.HttpServer
import java.io.IOException
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.time.Clock
import java.time.Instant
import java.time.ZoneOffset
import java.util.Date
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import javax.net.ssl.HttpsURLConnection
import javax.net.ssl.SSLContext
import javax.net.ssl.SSLException
import javax.net.ssl.SSLPeerUnverifiedException
import javax.net.ssl.SSLServerSocket
import javax.net.ssl.SSLSocket
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import okhttp3.OkHttpClient
import okhttp3.Request
import org.bouncycastle.asn1.x509.CRLReason
import org.bouncycastle.asn1.x509.KeyPurposeId
import org.bouncycastle.cert.ocsp.RevokedStatus
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory

/** Real handshakes on 127.0.0.1, a trust manager of this library on both sides. */
class TrustManagerTest {
    private val root = Authority("Root")
    private val issuing = Authority("Issuing", root)
    private val server = issuing.issue(dns("localhost"), ip("127.0.0.1"), usage = KeyPurposeId.id_kp_serverAuth)
    private val web = issuing.issue(uri(WEB))
    // A client of another CA would not even be asked: the server names the CAs that it accepts.
    private val late = issuing.issue(uri(WEB), until = Instant.parse("2026-03-01T00:00:00Z"))
    private val clients = RelyingParty(root.anchors, anyVerifiedPeer = true)
    private val servers = RelyingParty(
        root.anchors,
        anyVerifiedPeer = true,
        profile = Profile.client().withExtendedKeyUsages(listOf("1.3.6.1.5.5.7.3.1")),
    )

    private fun manager(party: RelyingParty, expecting: String? = null) =
        HandfastTrustManager(party, expecting, Clock.fixed(AT, ZoneOffset.UTC))

    private fun context(own: Party, manager: HandfastTrustManager, protocol: String = "TLSv1.3"): SSLContext =
        SSLContext.getInstance(protocol).apply { init(own.keyManagers(), arrayOf(manager), null) }

    /** A server that answers one request; [outcome] is null, or what went wrong. */
    private inner class Server(own: Party, manager: HandfastTrustManager, protocol: String) : AutoCloseable {
        val outcome = CompletableFuture<Throwable?>()
        private val listening = context(own, manager, protocol).serverSocketFactory
            .createServerSocket(0, 4, InetAddress.getByName("127.0.0.1")) as SSLServerSocket
        val port: Int get() = listening.localPort

        init {
            listening.needClientAuth = true
            listening.enabledProtocols = arrayOf(protocol)
            listening.soTimeout = 20_000
            Thread { outcome.complete(runCatching { listening.accept().use { answer(it as SSLSocket) } }.exceptionOrNull()) }
                .apply { isDaemon = true }.start()
        }

        private fun answer(socket: SSLSocket) {
            socket.soTimeout = 20_000
            val lines = socket.inputStream.bufferedReader()
            while (!lines.readLine().isNullOrEmpty()) Unit
            socket.outputStream.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello".toByteArray())
            socket.outputStream.flush()
        }

        fun refused(): PeerRefused = refusal(assertNotNull(outcome.get(30, TimeUnit.SECONDS)))

        override fun close() = listening.close()
    }

    private fun refusal(thrown: Throwable): PeerRefused =
        assertNotNull(generateSequence(thrown) { it.cause }.filterIsInstance<PeerRefused>().firstOrNull(), "$thrown")

    private fun serving(protocol: String, own: Party = server, manager: HandfastTrustManager = manager(clients), use: (Server) -> Unit) =
        Server(own, manager, protocol).use(use)

    private fun get(url: String, context: SSLContext): String {
        val connection = URI(url).toURL().openConnection() as HttpsURLConnection
        connection.sslSocketFactory = context.socketFactory
        connection.connectTimeout = 20_000
        connection.readTimeout = 20_000
        return connection.inputStream.bufferedReader().use { it.readText() }
    }

    private fun onEachProtocol(test: (String) -> Unit): List<DynamicTest> =
        listOf("TLSv1.2", "TLSv1.3").map { protocol -> DynamicTest.dynamicTest(protocol) { test(protocol) } }

    @TestFactory
    fun `both sides accept each other, HttpsURLConnection by host name and by address`() = onEachProtocol { protocol ->
        for (host in listOf("localhost", "127.0.0.1")) {
            serving(protocol) { assertEquals("hello", get("https://$host:${it.port}/", context(web, manager(servers), protocol))) }
        }
    }

    @TestFactory
    fun `a server refuses a client whose certificate has expired, and says why`() = onEachProtocol { protocol ->
        serving(protocol) {
            assertFailsWith<IOException> { get("https://localhost:${it.port}/", context(late, manager(servers), protocol)) }
            val refused = it.refused()
            assertEquals(ReasonCode.CERTIFICATE_EXPIRED, refused.decision.reasons.first().code)
            assertEquals(refused.decision.toString(), refused.message)
            assertIs<AccessDenied>(refused.cause)
        }
    }

    @TestFactory
    fun `a client refuses a server of another CA, and says why`() = onEachProtocol { protocol ->
        val impostor = Authority("Stranger").issue(dns("localhost"), usage = KeyPurposeId.id_kp_serverAuth)
        serving(protocol, own = impostor) {
            val thrown = assertFailsWith<SSLException> { get("https://localhost:${it.port}/", context(web, manager(servers), protocol)) }
            assertEquals(ReasonCode.ISSUER_UNKNOWN, refusal(thrown).decision.reasons.first().code)
        }
    }

    @TestFactory
    fun `a server for another host is refused where the host is asked for`() = onEachProtocol { protocol ->
        val other = issuing.issue(dns("other.example"), usage = KeyPurposeId.id_kp_serverAuth)
        serving(protocol, own = other) {
            val thrown = assertFailsWith<SSLException> { get("https://localhost:${it.port}/", context(web, manager(servers), protocol)) }
            val reason = refusal(thrown).decision.reasons.first()
            assertEquals(ReasonCode.NAME_NOT_MATCHED, reason.code)
            assertTrue("dns:localhost" in reason.message)
        }
    }

    @Test
    fun `java net http asks through its engine, and the host is looked at`() {
        val ask = { url: String ->
            HttpClient.newBuilder().sslContext(context(web, manager(servers))).build()
                .send(HttpRequest.newBuilder(URI(url)).build(), HttpResponse.BodyHandlers.ofString()).body()
        }
        serving("TLSv1.3") { assertEquals("hello", ask("https://localhost:${it.port}/")) }
        val other = issuing.issue(dns("other.example"), usage = KeyPurposeId.id_kp_serverAuth)
        serving("TLSv1.3", own = other) {
            val thrown = assertFailsWith<IOException> { ask("https://localhost:${it.port}/") }
            assertEquals(ReasonCode.NAME_NOT_MATCHED, refusal(thrown).decision.reasons.first().code)
        }
    }

    @Test
    fun `a socket looks at the host where its parameters say so, and nowhere else`() {
        val other = issuing.issue(dns("other.example"), usage = KeyPurposeId.id_kp_serverAuth)
        val shake = { port: Int, algorithm: String? ->
            (context(web, manager(servers)).socketFactory.createSocket("localhost", port) as SSLSocket).use { socket ->
                socket.soTimeout = 20_000
                socket.sslParameters = socket.sslParameters.apply { endpointIdentificationAlgorithm = algorithm }
                socket.startHandshake()
            }
        }
        serving("TLSv1.3", own = other) { shake(it.port, null) }
        for (algorithm in listOf("HTTPS", "LDAPS", "other")) {
            serving("TLSv1.3", own = other) { assertFailsWith<SSLException> { shake(it.port, algorithm) } }
        }
    }

    @Test
    fun `who names the peer otherwise is not asked for the host`() {
        val spiffe = issuing.issue(uri("spiffe://prod.example/orders"), usage = KeyPurposeId.id_kp_serverAuth)
        val ask = { port: Int, name: String? -> get("https://localhost:$port/", context(web, manager(servers, name))) }
        serving("TLSv1.3", own = spiffe) { assertEquals("hello", ask(it.port, "spiffe://prod.example/orders")) }
        serving("TLSv1.3", own = spiffe) { assertFailsWith<SSLException> { ask(it.port, "spiffe://prod.example/billing") } }
        serving("TLSv1.3", own = spiffe) { assertFailsWith<SSLException> { ask(it.port, null) } }
        serving("TLSv1.3", manager = manager(clients, WEB)) { assertEquals("hello", ask(it.port, "dns:localhost")) }
        assertFailsWith<SetupError> { manager(servers, "orders") }
    }

    @Test
    fun `a policy decides in the handshake`() {
        val policy = Policy.parse(
            "handfast: 1\ndefault: deny\nidentity: [spiffe]\nrules:\n  - {id: web, effect: allow, from: [{spiffe: \"$WEB\"}]}\n",
        )
        val guarded = manager(RelyingParty(root.anchors, policy))
        val ask = { port: Int, own: Party -> get("https://localhost:$port/", context(own, manager(servers))) }
        serving("TLSv1.3", manager = guarded) { assertEquals("hello", ask(it.port, web)) }
        serving("TLSv1.3", manager = guarded) {
            assertFailsWith<IOException> { ask(it.port, issuing.issue(uri("spiffe://prod.example/other"))) }
            assertEquals(ReasonCode.NO_RULE_MATCHED, it.refused().decision.reasons.first().code)
        }
    }

    @TestFactory
    fun `OkHttp asks it too, and looks at the host by itself`() = onEachProtocol { protocol ->
        val ask = { port: Int ->
            val manager = manager(servers)
            val client = OkHttpClient.Builder().sslSocketFactory(context(web, manager, protocol).socketFactory, manager)
                .retryOnConnectionFailure(false).build()
            client.newCall(Request.Builder().url("https://localhost:$port/").build()).execute().use { it.body.string() }
        }
        serving(protocol) { assertEquals("hello", ask(it.port)) }
        val impostor = Authority("Stranger").issue(dns("localhost"), usage = KeyPurposeId.id_kp_serverAuth)
        serving(protocol, own = impostor) {
            assertEquals(ReasonCode.ISSUER_UNKNOWN, refusal(assertFailsWith<SSLException> { ask(it.port) }).decision.reasons.first().code)
        }
        val other = issuing.issue(dns("other.example"), usage = KeyPurposeId.id_kp_serverAuth)
        serving(protocol, own = other) { assertFailsWith<SSLPeerUnverifiedException> { ask(it.port) } }
    }

    @TestFactory
    fun `what the server stapled says whether it is revoked`() = onEachProtocol { protocol ->
        val hard = RelyingParty(
            root.anchors,
            anyVerifiedPeer = true,
            profile = Profile.client().withExtendedKeyUsages(listOf("1.3.6.1.5.5.7.3.1")),
            revocation = RevocationData(crls = listOf(root.crl().toHandfast())),
        )
        val ask = { port: Int -> get("https://localhost:$port/", context(web, manager(hard), protocol)) }
        // Without a responder the server has nothing to staple, and the CRL is about the intermediate only.
        serving(protocol) {
            val thrown = assertFailsWith<SSLException> { ask(it.port) }
            assertEquals(ReasonCode.REVOCATION_STATUS_UNKNOWN, refusal(thrown).decision.reasons.first().code)
        }
        val revoked = RevokedStatus(Date.from(AT), CRLReason.keyCompromise)
        responding(issuing.ocsp(server)) { serving(protocol) { assertEquals("hello", ask(it.port)) } }
        responding(issuing.ocsp(server, revoked)) {
            serving(protocol) {
                val thrown = assertFailsWith<SSLException> { ask(it.port) }
                assertEquals(ReasonCode.CERTIFICATE_REVOKED, refusal(thrown).decision.reasons.first().code)
            }
        }
    }

    /** An OCSP responder on 127.0.0.1 that has one answer; Java's server staples what it says. */
    private fun responding(answer: ByteArray, use: () -> Unit) {
        val responder = HttpServer.create(InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0)
        responder.createContext("/") { exchange ->
            exchange.responseHeaders.add("Content-Type", "application/ocsp-response")
            exchange.sendResponseHeaders(200, answer.size.toLong())
            exchange.responseBody.use { it.write(answer) }
        }
        responder.start()
        System.setProperty(RESPONDER, "http://127.0.0.1:${responder.address.port}/")
        try {
            use()
        } finally {
            System.clearProperty(RESPONDER)
            responder.stop(0)
        }
    }

    @Test
    fun `the accepted issuers are the anchors`() {
        assertEquals(listOf(root.certificate), manager(clients).acceptedIssuers.toList())
    }

    @Test
    fun `without a chain there is no trust`() {
        val refused = assertFailsWith<PeerRefused> { manager(clients).checkClientTrusted(null, "EC") }
        assertEquals(ReasonCode.CHAIN_EMPTY, refused.decision.reasons.first().code)
        assertFailsWith<PeerRefused> { manager(servers).checkServerTrusted(emptyArray(), "ECDHE_ECDSA") }
    }

    private companion object {
        const val RESPONDER = "jdk.tls.stapling.responderURI"
    }
}
