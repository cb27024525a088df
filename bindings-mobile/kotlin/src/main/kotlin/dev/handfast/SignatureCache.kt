package dev.handfast

/**
 * A bounded set of signatures that are known to be right, so that a peer from a known issuer costs one signature, and a peer seen
 * before none. It never changes a decision, only how long one takes.
 *
 * A relying party has one of its own; several may share one, whatever their anchors, profiles and policies are, from any thread.
 *
 * It holds native memory, which [close] gives back at once and the garbage collector some time later; a relying party that was made
 * with it keeps it.
 */
public class SignatureCache private constructor(private val held: NativeSignatureCache?) : AutoCloseable {
    /**
     * An empty one that keeps at most this many signatures, rounded up to the next multiple of 16. Each takes a
     * hundred octets more than its certificate.
     *
     * @throws IllegalArgumentException if [entries] is negative
     */
    public constructor(entries: Int) : this(NativeSignatureCache.of(notNegative(entries).toUInt()))

    internal val native: NativeSignatureCache?
        get() = held?.also { check(!it.uniffiIsDestroyed) { "the signature cache is closed" } }

    /** Most signatures that it keeps. */
    public val capacity: Long get() = native?.capacity() ?: 0

    /** How many signatures it keeps. */
    public val size: Long get() = native?.kept() ?: 0

    /** Forgets them all. */
    public fun clear() {
        native?.clear()
    }

    /** Whether it is the one that remembers nothing. */
    internal val isOff: Boolean get() = held == null

    override fun close() {
        held?.close()
    }

    public companion object {
        /** One that remembers nothing: each signature is verified anew. */
        @JvmStatic
        public fun off(): SignatureCache = SignatureCache(null)

        private fun notNegative(entries: Int): Int {
            require(entries >= 0) { "a number of signatures is not negative" }
            return entries
        }
    }
}
