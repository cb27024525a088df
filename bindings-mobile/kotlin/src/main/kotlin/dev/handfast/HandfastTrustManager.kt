package dev.handfast

import java.io.ByteArrayInputStream
import java.net.Socket
import java.security.cert.CertificateException
import java.security.cert.CertificateFactory
import java.security.cert.X509Certificate
import java.time.Clock
import javax.net.ssl.ExtendedSSLSession
import javax.net.ssl.SSLEngine
import javax.net.ssl.SSLParameters
import javax.net.ssl.SSLSession
import javax.net.ssl.SSLSocket
import javax.net.ssl.X509ExtendedTrustManager

/**
 * A relying party as a trust manager of Java's own TLS (JSSE), for servers that ask for client certificates and for clients.
 *
 * ```kotlin
 * val context = SSLContext.getInstance("TLS")
 * context.init(keyManagers, arrayOf(HandfastTrustManager(relyingParty)), null)
 * ```
 *
 * What it decides on is the connection: give the relying party a profile that fits the peers (`Profile.client()` for clients,
 * `Profile.client().withExtendedKeyUsages(listOf("1.3.6.1.5.5.7.3.1"))` for servers of a private CA, `Profile.webpkiServer()` for those
 * of the public web), and judge single requests with [RelyingParty.authorize] afterwards.
 *
 * Names: when the socket or engine asks for endpoint identification (`HTTPS` or `LDAPS`, as `HttpsURLConnection` and
 * `java.net.http.HttpClient` do), the host of the session must be among the names of the certificate, as RFC 9525 has it. Without
 * that, as with a bare `SSLSocket` or OkHttp (which looks at the host by itself), no name is looked at, unless [expecting] names the
 * peer. [expecting] stands in the place of the host: whoever gives it has named the peer otherwise, by a SPIFFE ID for example.
 *
 * What the server stapled by OCSP goes to the relying party with the chain; whether it counts is said by its revocation mode.
 *
 * What it does not do: TLS session resumption does not ask a trust manager again, so that a peer stays accepted for the lifetime of a
 * session (`SSLSessionContext.setSessionTimeout`).
 *
 * @param relyingParty decides; it must stay open as long as this is used
 * @param expecting who the peer must be, as `dns:HOST`, `ip:ADDRESS`, `email:ADDRESS` or `spiffe://...`
 * @param clock tells the verification time
 * @throws SetupError if [expecting] is not of its form
 */
public class HandfastTrustManager @JvmOverloads constructor(
    private val relyingParty: RelyingParty,
    expecting: String? = null,
    private val clock: Clock = Clock.systemUTC(),
) : X509ExtendedTrustManager() {
    private val request = AccessRequest.connection(expecting = expecting)
    private val namesThePeer = expecting != null

    override fun checkClientTrusted(chain: Array<out X509Certificate>?, authType: String?): Unit = check(chain, request)

    override fun checkServerTrusted(chain: Array<out X509Certificate>?, authType: String?): Unit = check(chain, request)

    override fun checkClientTrusted(chain: Array<out X509Certificate>?, authType: String?, socket: Socket?): Unit =
        check(chain, requestOn(socket))

    override fun checkServerTrusted(chain: Array<out X509Certificate>?, authType: String?, socket: Socket?): Unit =
        check(chain, requestOn(socket), stapled((socket as? SSLSocket)?.handshakeSession))

    override fun checkClientTrusted(chain: Array<out X509Certificate>?, authType: String?, engine: SSLEngine?): Unit =
        check(chain, requestOn(engine))

    override fun checkServerTrusted(chain: Array<out X509Certificate>?, authType: String?, engine: SSLEngine?): Unit =
        check(chain, requestOn(engine), stapled(engine?.handshakeSession))

    /** The trust anchors. */
    override fun getAcceptedIssuers(): Array<X509Certificate> {
        val factory = CertificateFactory.getInstance("X.509")
        val read = { anchor: Certificate -> factory.generateCertificate(ByteArrayInputStream(anchor.encoded)) as X509Certificate }
        return relyingParty.anchors.map(read).toTypedArray()
    }

    private fun requestOn(socket: Socket?): AccessRequest =
        if (socket is SSLSocket) requestTo(socket.handshakeSession, socket.sslParameters) else request

    private fun requestOn(engine: SSLEngine?): AccessRequest =
        if (engine != null) requestTo(engine.handshakeSession, engine.sslParameters) else request

    private fun requestTo(session: SSLSession?, parameters: SSLParameters): AccessRequest {
        val algorithm = parameters.endpointIdentificationAlgorithm.orEmpty()
        if (namesThePeer || algorithm.isEmpty()) return request
        if (!algorithm.equals("HTTPS", ignoreCase = true) && !algorithm.equals("LDAPS", ignoreCase = true)) {
            throw CertificateException("the endpoint identification algorithm $algorithm is not known here")
        }
        val host = session?.peerHost
        if (host.isNullOrEmpty()) throw CertificateException("the peer is to be identified by its host, and the connection has none")
        return try {
            request.expecting(calling { expectedHost(host) })
        } catch (malformed: SetupError) {
            throw CertificateException(malformed.message, malformed)
        }
    }

    /** What the server stapled, as far as the TLS stack tells; JSSE has an empty response for a certificate without one. */
    private fun stapled(session: SSLSession?): List<ByteArray> =
        try {
            (session as? ExtendedSSLSession)?.statusResponses.orEmpty().filter { it.isNotEmpty() }
        } catch (_: UnsupportedOperationException) {
            emptyList()
        } catch (_: NoSuchMethodError) {
            // Android has had the class for longer than the method.
            emptyList()
        }

    private fun check(chain: Array<out X509Certificate>?, request: AccessRequest, stapled: List<ByteArray> = emptyList()) {
        val presented = stapled.fold(PresentedChain.fromTls(chain.orEmpty().map { it.encoded }), PresentedChain::withStapledOcsp)
        try {
            relyingParty.authorize(presented, request, clock.instant())
        } catch (denied: AccessDenied) {
            throw PeerRefused(denied)
        }
    }
}

/**
 * A handshake that was refused by [HandfastTrustManager]: the message is the decision's own text, the cause the [AccessDenied].
 *
 * @property decision why
 */
public class PeerRefused internal constructor(denied: AccessDenied) : CertificateException(denied.message, denied) {
    @Transient public val decision: Decision = denied.decision

    private companion object {
        private const val serialVersionUID: Long = 1
    }
}
