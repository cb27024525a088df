package dev.handfast

/**
 * What a peer asks for, and what the host knows about the connection.
 *
 * A key of the context that was not supplied is unavailable: no allow rule that asks for it matches, and a deny rule that does
 * denies.
 *
 * Every way to make one takes, by name: `expecting`, who the peer is expected to be, as `dns:HOST`, `ip:ADDRESS`,
 * `email:ADDRESS` or `spiffe://...`; `sourceIp`, the address that the connection comes from; `host`, the host that the request is
 * for; `context`, further values by their keys, such as `header.x-tenant`.
 */
public class AccessRequest private constructor(internal val record: RequestRecord) {
    /**
     * An HTTP request.
     *
     * @throws SetupError if `expecting`, `sourceIp` or a key of `context` is not of its form
     */
    @JvmOverloads
    public constructor(
        method: String,
        path: String,
        expecting: String? = null,
        sourceIp: String? = null,
        host: String? = null,
        context: Map<String, List<String>> = emptyMap(),
    ) : this(recordOf(Verb.Http(method.wellFormed(), path.wellFormed()), expecting, sourceIp, host, context))

    override fun equals(other: Any?): Boolean = other is AccessRequest && other.record == record

    override fun hashCode(): Int = record.hashCode()

    override fun toString(): String = "AccessRequest(${record.verb})"

    internal fun expecting(name: String): AccessRequest = AccessRequest(record.copy(expecting = name))

    public companion object {
        /**
         * A connection by itself: no request yet, or none that concerns the decision.
         *
         * @throws SetupError if `expecting`, `sourceIp` or a key of `context` is not of its form
         */
        @JvmStatic
        @JvmOverloads
        public fun connection(
            expecting: String? = null,
            sourceIp: String? = null,
            host: String? = null,
            context: Map<String, List<String>> = emptyMap(),
        ): AccessRequest = AccessRequest(recordOf(Verb.Connection, expecting, sourceIp, host, context))

        /**
         * An action on a resource, where there is no HTTP: `publish` on `meters/M-1/up`.
         *
         * @throws SetupError if `expecting`, `sourceIp` or a key of `context` is not of its form
         */
        @JvmStatic
        @JvmOverloads
        public fun action(
            action: String,
            resource: String,
            expecting: String? = null,
            sourceIp: String? = null,
            host: String? = null,
            context: Map<String, List<String>> = emptyMap(),
        ): AccessRequest =
            AccessRequest(
                recordOf(Verb.Action(action.wellFormed(), resource.wellFormed()), expecting, sourceIp, host, context),
            )

        private fun recordOf(
            verb: Verb,
            expecting: String?,
            sourceIp: String?,
            host: String?,
            context: Map<String, List<String>>,
        ): RequestRecord {
            val values = context.map { (key, values) -> key.wellFormed() to values.map(String::wellFormed) }.toMap()
            val record = RequestRecord(verb, expecting?.wellFormed(), sourceIp?.wellFormed(), host?.wellFormed(), values)
            // The rest can be anything, and needs no look.
            if (expecting != null || sourceIp != null || values.isNotEmpty()) calling { checkRequest(record) }
            return record
        }
    }
}
