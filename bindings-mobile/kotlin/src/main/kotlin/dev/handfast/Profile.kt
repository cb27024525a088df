package dev.handfast

/** What a certification path must look like to be accepted. */
public class Profile internal constructor(private val held: NativeProfile) : AutoCloseable {
    internal val native: NativeProfile
        get() = held.also { check(!it.uniffiIsDestroyed) { "the profile is closed" } }

    /** Its name, as [byName] takes it. */
    public val name: String
        get() = native.name()

    /**
     * Asks for these extended key usages instead of the profile's own; none at all asks for nothing.
     *
     * @throws SetupError if one is no object identifier in dotted form
     */
    public fun withExtendedKeyUsages(oids: List<String>): Profile =
        Profile(calling { native.withExtendedKeyUsages(oids) })

    /** Permits at most [count] intermediate certificates between the end entity and the anchor. */
    public fun withAtMostIntermediates(count: Int): Profile {
        require(count >= 0) { "a number of certificates is not negative" }
        return Profile(native.withAtMostIntermediates(count.toUInt()))
    }

    /** Says whether an anchor's own notBefore and notAfter count. */
    public fun withAnchorValidity(statement: AnchorStatement): Profile = Profile(native.withAnchorValidity(statement))

    /** Says whether an anchor's own name constraints count. */
    public fun withAnchorNameConstraints(statement: AnchorStatement): Profile =
        Profile(native.withAnchorNameConstraints(statement))

    /** Says whether an anchor's own key usage, extended key usage and path length count. */
    public fun withAnchorUsage(statement: AnchorStatement): Profile = Profile(native.withAnchorUsage(statement))

    /** Holds certificates to the form that CAs are to issue by this standard. */
    public fun withForm(form: Form): Profile = Profile(native.withForm(form))

    /**
     * Asks for a path for which at least one of these certificate policies holds: the user-initial-policy-set, and
     * initial-explicit-policy (RFC 5280 section 6.1.1 (c) and (e)). None at all asks for any policy.
     *
     * @throws SetupError if one is no object identifier in dotted form
     */
    public fun withCertificatePolicies(oids: List<String>): Profile =
        Profile(calling { native.withCertificatePolicies(oids) })

    /**
     * Says which certificate policies are of interest, without asking for one: the user-initial-policy-set (RFC 5280 section
     * 6.1.1 (c)). The path may still ask for one, and then it must be one of these.
     *
     * @throws SetupError if one is no object identifier in dotted form
     */
    public fun withInitialCertificatePolicies(oids: List<String>): Profile =
        Profile(calling { native.withInitialCertificatePolicies(oids) })

    /** Asks for a path for which some certificate policy holds: initial-explicit-policy (RFC 5280 section 6.1.1 (e)). */
    public fun withExplicitCertificatePolicy(): Profile = Profile(native.withExplicitCertificatePolicy())

    /** Lets no CA map a certificate policy to another: initial-policy-mapping-inhibit (RFC 5280 section 6.1.1 (d)). */
    public fun withoutPolicyMapping(): Profile = Profile(native.withoutPolicyMapping())

    /** Lets no CA stand for every certificate policy: initial-any-policy-inhibit (RFC 5280 section 6.1.1 (f)). */
    public fun withoutAnyPolicy(): Profile = Profile(native.withoutAnyPolicy())

    override fun close(): Unit = held.close()

    override fun toString(): String = if (held.uniffiIsDestroyed) "Profile(closed)" else "Profile($name)"

    public companion object {
        /** A client of a private PKI. */
        @JvmStatic
        public fun client(): Profile = Profile(NativeProfile.client())

        /** An X509-SVID as a client. */
        @JvmStatic
        public fun svid(): Profile = Profile(NativeProfile.svid())

        /** RFC 5280 and nothing else. */
        @JvmStatic
        public fun rfc5280(): Profile = Profile(NativeProfile.rfc5280())

        /** A TLS server of the public web. */
        @JvmStatic
        public fun webpkiServer(): Profile = Profile(NativeProfile.webpkiServer())

        /**
         * The profile of that name; [profileNames] lists them.
         *
         * @throws SetupError for any other name
         */
        @JvmStatic
        public fun byName(name: String): Profile = Profile(calling { NativeProfile.byName(name) })
    }
}
