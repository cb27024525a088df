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

    /** The profile as JSON, on one line, with every member; [fromJson] reads it back. */
    public fun toJson(): String = native.toJson()

    /** In what the other profile differs, member by member; empty if they are the same. */
    public fun diff(other: Profile): List<ProfileDifference> = native.diff(other.native)

    override fun close(): Unit = held.close()

    /** A line for each member, with its value as JSON. */
    override fun toString(): String = if (held.uniffiIsDestroyed) "Profile(closed)" else native.text()

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

        /** The authentication certificate of a PIV card. */
        @JvmStatic
        public fun piv(): Profile = Profile(NativeProfile.piv())

        /** A peer of EAP-TLS, such as a laptop that joins a network. */
        @JvmStatic
        public fun eapTls(): Profile = Profile(NativeProfile.eapTls())

        /** A device by the identity that its maker or owner gave it. */
        @JvmStatic
        public fun iotDevice(): Profile = Profile(NativeProfile.iotDevice())

        /**
         * Reads a profile from JSON: `based_on`, a name of [profileNames] (`client` if it is left out), and what is to be
         * otherwise, in the members that [toJson] writes.
         *
         * @throws SetupError with the place of the mistake
         */
        @JvmStatic
        public fun fromJson(text: String): Profile = Profile(calling { NativeProfile.fromJson(text) })

        /**
         * The profile of that name; [profileNames] lists them.
         *
         * @throws SetupError for any other name
         */
        @JvmStatic
        public fun byName(name: String): Profile = Profile(calling { NativeProfile.byName(name) })
    }
}
