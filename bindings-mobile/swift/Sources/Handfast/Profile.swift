/// What a certification path must look like to be accepted.
public struct Profile: Sendable {
    let native: NativeProfile

    /// A client of a private PKI.
    public static func client() -> Profile {
        return Profile(native: NativeProfile.client())
    }

    /// An X509-SVID as a client.
    public static func svid() -> Profile {
        return Profile(native: NativeProfile.svid())
    }

    /// RFC 5280 and nothing else.
    public static func rfc5280() -> Profile {
        return Profile(native: NativeProfile.rfc5280())
    }

    /// A TLS server of the public web.
    public static func webpkiServer() -> Profile {
        return Profile(native: NativeProfile.webpkiServer())
    }

    /// The authentication certificate of a PIV card.
    public static func piv() -> Profile {
        return Profile(native: NativeProfile.piv())
    }

    /// A peer of EAP-TLS, such as a laptop that joins a network.
    public static func eapTls() -> Profile {
        return Profile(native: NativeProfile.eapTls())
    }

    /// A device by the identity that its maker or owner gave it.
    public static func iotDevice() -> Profile {
        return Profile(native: NativeProfile.iotDevice())
    }

    /// Reads a profile from JSON: `based_on`, a name of `profileNames()` (`client` if it is left out), and what is to be
    /// otherwise, in the members that `toJson` writes. Throws a `SetupError` with the place of a mistake.
    public static func fromJson(_ text: String) throws -> Profile {
        return Profile(native: try calling { try NativeProfile.fromJson(text: text) })
    }

    /// The profile as JSON, on one line, with every member; `fromJson` reads it back.
    public func toJson() -> String {
        return native.toJson()
    }

    /// In what the other profile differs, member by member; empty if they are the same.
    public func diff(_ other: Profile) -> [ProfileDifference] {
        return native.diff(other: other.native)
    }

    /// The profile of that name; `profileNames()` lists them. Throws a `SetupError` for any other name.
    public static func byName(_ name: String) throws -> Profile {
        return Profile(native: try calling { try NativeProfile.byName(name: name) })
    }

    /// Its name, as `byName` takes it.
    public var name: String {
        return native.name()
    }

    /// Asks for these extended key usages instead of the profile's own; none at all asks for nothing.
    ///
    /// Throws a `SetupError` if one is no object identifier in dotted form.
    public func withExtendedKeyUsages(_ oids: [String]) throws -> Profile {
        return Profile(native: try calling { try native.withExtendedKeyUsages(oids: oids) })
    }

    /// Permits at most this many intermediate certificates between the end entity and the anchor; fewer than none is none.
    public func withAtMostIntermediates(_ count: Int) -> Profile {
        return Profile(native: native.withAtMostIntermediates(count: UInt32(clamping: count)))
    }

    /// Says whether an anchor's own notBefore and notAfter count.
    public func withAnchorValidity(_ statement: AnchorStatement) -> Profile {
        return Profile(native: native.withAnchorValidity(statement: statement))
    }

    /// Says whether an anchor's own name constraints count.
    public func withAnchorNameConstraints(_ statement: AnchorStatement) -> Profile {
        return Profile(native: native.withAnchorNameConstraints(statement: statement))
    }

    /// Says whether an anchor's own key usage, extended key usage and path length count.
    public func withAnchorUsage(_ statement: AnchorStatement) -> Profile {
        return Profile(native: native.withAnchorUsage(statement: statement))
    }

    /// Holds certificates to the form that CAs are to issue by this standard.
    public func withForm(_ form: Form) -> Profile {
        return Profile(native: native.withForm(form: form))
    }

    /// Asks for a path for which at least one of these certificate policies holds: the user-initial-policy-set, and
    /// initial-explicit-policy (RFC 5280 section 6.1.1 (c) and (e)). None at all asks for any policy.
    ///
    /// Throws a `SetupError` if one is no object identifier in dotted form.
    public func withCertificatePolicies(_ oids: [String]) throws -> Profile {
        return Profile(native: try calling { try native.withCertificatePolicies(oids: oids) })
    }

    /// Says which certificate policies are of interest, without asking for one: the user-initial-policy-set (RFC 5280 section
    /// 6.1.1 (c)). The path may still ask for one, and then it must be one of these.
    ///
    /// Throws a `SetupError` if one is no object identifier in dotted form.
    public func withInitialCertificatePolicies(_ oids: [String]) throws -> Profile {
        return Profile(native: try calling { try native.withInitialCertificatePolicies(oids: oids) })
    }

    /// Asks for a path for which some certificate policy holds: initial-explicit-policy (RFC 5280 section 6.1.1 (e)).
    public func withExplicitCertificatePolicy() -> Profile {
        return Profile(native: native.withExplicitCertificatePolicy())
    }

    /// Lets no CA map a certificate policy to another: initial-policy-mapping-inhibit (RFC 5280 section 6.1.1 (d)).
    public func withoutPolicyMapping() -> Profile {
        return Profile(native: native.withoutPolicyMapping())
    }

    /// Lets no CA stand for every certificate policy: initial-any-policy-inhibit (RFC 5280 section 6.1.1 (f)).
    public func withoutAnyPolicy() -> Profile {
        return Profile(native: native.withoutAnyPolicy())
    }
}

extension Profile: CustomStringConvertible {
    /// A line for each member, with its value as JSON.
    public var description: String {
        return native.text()
    }
}
