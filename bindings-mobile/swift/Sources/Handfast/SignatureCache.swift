/// A bounded set of signatures that are known to be right, so that a peer from a known issuer costs one signature, and a peer
/// seen before none. It never changes a decision, only how long one takes.
///
/// A relying party has one of its own; several may share one, whatever their anchors, profiles and policies are, from any
/// thread.
public struct SignatureCache: Sendable {
    let native: NativeSignatureCache?

    /// An empty one that keeps at most this many signatures, rounded up to the next multiple of 16, and 16 for none or
    /// fewer: none at all is `off`. Each takes a hundred octets more than its certificate.
    public init(entries: Int) {
        self.native = NativeSignatureCache.of(entries: UInt32(clamping: entries))
    }

    private init() {
        self.native = nil
    }

    /// One that remembers nothing: each signature is verified anew.
    public static let off = SignatureCache()

    /// Most signatures that it keeps.
    public var capacity: Int { return native.map { Int($0.capacity()) } ?? 0 }
    /// How many signatures it keeps.
    public var count: Int { return native.map { Int($0.kept()) } ?? 0 }

    /// Forgets them all.
    public func clear() {
        native?.clear()
    }
}
