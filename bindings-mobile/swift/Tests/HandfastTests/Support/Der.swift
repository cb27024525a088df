/// DER as the tests write it (X.690 section 10).
enum Der {
    static func value(_ tag: UInt8, _ contents: [UInt8]...) -> [UInt8] {
        let contents = contents.flatMap { $0 }
        return [tag] + length(contents.count) + contents
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] {
        return value(0x30, parts.flatMap { $0 })
    }

    /// An explicit tag of the class context-specific.
    static func tagged(_ number: UInt8, _ parts: [UInt8]...) -> [UInt8] {
        return value(0xa0 | number, parts.flatMap { $0 })
    }

    /// An INTEGER of these octets, which are no negative number's.
    static func integer(_ octets: [UInt8]) -> [UInt8] {
        let significant = octets.drop { $0 == 0 }
        let needsZero = (significant.first ?? 0x80) >= 0x80
        return value(0x02, (needsZero ? [0] : []) + significant)
    }

    static func enumerated(_ number: UInt8) -> [UInt8] {
        return value(0x0a, [number])
    }

    static func octets(_ octets: [UInt8]) -> [UInt8] {
        return value(0x04, octets)
    }

    static func bits(_ octets: [UInt8], unused: UInt8 = 0) -> [UInt8] {
        return value(0x03, [unused] + octets)
    }

    static func text(_ text: String) -> [UInt8] {
        return value(0x0c, Array(text.utf8))
    }

    /// An object identifier from its dotted form.
    static func oid(_ dotted: String) -> [UInt8] {
        let arcs = dotted.split(separator: ".").compactMap { UInt64($0) }
        return value(0x06, ([arcs[0] * 40 + arcs[1]] + arcs[2...]).flatMap(base128))
    }

    /// A UTCTime from the form of RFC 3339, for the years 1950 to 2049.
    static func utcTime(_ time: String) -> [UInt8] {
        return value(0x17, Array(time.filter { !"-:T".contains($0) }.dropFirst(2).utf8))
    }

    static func generalizedTime(_ time: String) -> [UInt8] {
        return value(0x18, Array(time.filter { !"-:T".contains($0) }.utf8))
    }

    private static func length(_ count: Int) -> [UInt8] {
        if count < 0x80 { return [UInt8(count)] }
        let octets = withUnsafeBytes(of: UInt32(count).bigEndian) { Array($0) }.drop { $0 == 0 }
        return [0x80 | UInt8(octets.count)] + octets
    }

    private static func base128(_ arc: UInt64) -> [UInt8] {
        var (octets, rest) = ([UInt8(arc & 0x7f)], arc >> 7)
        while rest > 0 {
            octets.insert(0x80 | UInt8(rest & 0x7f), at: 0)
            rest >>= 7
        }
        return octets
    }
}
