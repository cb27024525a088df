package dev.handfast

import java.time.Instant

/** A policy document, ready to be evaluated. */
public class Policy internal constructor(private val held: NativePolicy) : AutoCloseable {
    internal val native: NativePolicy
        get() = held.also { check(!it.uniffiIsDestroyed) { "the policy is closed" } }

    private val contents: PolicyRecord = held.contents()

    /** The document's `name`. */
    public val name: String? get() = contents.name

    /** `sha256:` and hex: a hash of what the document says, whatever its comments and layout. */
    public val fingerprint: String get() = contents.fingerprint

    /** The classes of name that may be the principal, in order. */
    public val identity: List<String> get() = contents.identity

    /** The `id` of every rule, in order. */
    public val rules: List<String> get() = contents.rules

    /** The names of the bundles of trust anchors that it speaks of. */
    public val bundles: List<String> get() = contents.bundles

    /** The keys of the context that its rules ask for: what the host must supply. */
    public val requiredContext: List<String> get() = contents.requiredContext

    /** What may be mistaken about the document. [at] tells which rules are over; without it that is not looked at. */
    @JvmOverloads
    public fun lint(at: Instant? = null): List<Finding> = native.lint(at)

    /**
     * Runs the document's own tests.
     *
     * @throws SetupError for a test that cannot be read
     */
    public fun test(): List<TestOutcome> = calling { native.test() }

    override fun close(): Unit = held.close()

    override fun toString(): String = "Policy(${name ?: fingerprint})"

    public companion object {
        /**
         * Reads a document in YAML or JSON, and runs the tests in it. [sets] are the values of its external sets.
         *
         * @throws SetupError with line and column
         */
        @JvmStatic
        @JvmOverloads
        public fun parse(text: String, sets: Map<String, List<String>> = emptyMap()): Policy =
            Policy(calling { NativePolicy.parse(text, sets) })

        /**
         * As [parse], without running the tests: for tools that report on them.
         *
         * @throws SetupError with line and column
         */
        @JvmStatic
        @JvmOverloads
        public fun parseUntested(text: String, sets: Map<String, List<String>> = emptyMap()): Policy =
            Policy(calling { NativePolicy.parseUntested(text, sets) })
    }
}
