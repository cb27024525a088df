import Foundation

/// The certificates that a peer presented, and how they arrived. Nothing here can fail: what is wrong with them becomes a
/// reason in the decision.
public struct PresentedChain: Sendable {
    let record: ChainRecord

    /// The certificates of a TLS handshake, each DER or PEM: the end entity first. No certificate at all is a chain, too.
    ///
    /// The TLS stack has checked that the peer holds the key of the first.
    public static func fromTls(_ certificates: [Data]) -> PresentedChain {
        return PresentedChain(arrival: .tls, certificates: certificates)
    }

    /// The certificates that a hop forwarded, in the order of `fromTls`.
    public static func fromForwarded(_ certificates: [Data], hop: String) -> PresentedChain {
        return PresentedChain(arrival: .forwarded(hop: hop), certificates: certificates)
    }

    /// Certificates from files, each PEM with any number of blocks or one DER certificate, in any order.
    public static func fromFiles(_ files: [Data]) -> PresentedChain {
        return PresentedChain(arrival: .files, certificates: files)
    }

    private init(arrival: ArrivalRecord, certificates: [Data], stapledOcsp: [Data] = []) {
        self.record = ChainRecord(arrival: arrival, certificates: certificates, stapledOcsp: stapledOcsp)
    }

    /// With an OCSP response that the peer stapled, as the TLS stack has it. It need not be about the peer's own certificate.
    /// One that cannot be read is left out, and the decision says so.
    public func withStapledOcsp(_ response: Data) -> PresentedChain {
        return PresentedChain(
            arrival: record.arrival,
            certificates: record.certificates,
            stapledOcsp: record.stapledOcsp + [response])
    }

    private var contents: ChainContents { return chainContents(chain: record) }

    /// How it arrived.
    public var arrival: Arrival { return contents.arrival }
    /// The hop that forwarded it.
    public var hop: String? { return contents.hop }
    /// Whether the peer sent nothing.
    public var isEmpty: Bool { return contents.isEmpty }
    /// The peer's own certificate, or the reason why there is none that can be used.
    public var endEntity: CertificateReading { return contents.endEntity }
    /// The other certificates, in an order of their own, each once.
    public var others: [Certificate] { return contents.others }
}
