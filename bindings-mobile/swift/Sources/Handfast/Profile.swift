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
}
