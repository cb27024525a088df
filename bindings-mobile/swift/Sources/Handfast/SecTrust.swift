#if canImport(Security)
import Foundation
import Security

extension PresentedChain {
    /// The chain of a `SecTrust`, as `URLSession` and Network.framework hand it over in a challenge.
    ///
    /// The TLS stack has checked that the peer holds the key of the first certificate.
    public static func fromTrust(_ trust: SecTrust) -> PresentedChain {
        let chain = SecTrustCopyCertificateChain(trust) as? [SecCertificate] ?? []
        return fromTls(chain.map { SecCertificateCopyData($0) as Data })
    }
}

/// A delegate of `URLSession` that asks a relying party about every server.
///
/// The host of the challenge must be among the names of the server's certificate, as RFC 9525 has it, unless `expecting`
/// names the peer otherwise, by a SPIFFE ID for example.
public final class HandfastSessionDelegate: NSObject, URLSessionDelegate, Sendable {
    private let relyingParty: RelyingParty
    private let expecting: String?
    private let refused: @Sendable (any Error) -> Void

    /// Asks `relyingParty`; tells `refused` why a server is not spoken to: an `AccessDenied`, or a `SetupError` for a host
    /// that is no host.
    public init(
        relyingParty: RelyingParty,
        expecting: String? = nil,
        refused: @escaping @Sendable (any Error) -> Void
    ) {
        self.relyingParty = relyingParty
        self.expecting = expecting
        self.refused = refused
    }

    /// Answers the challenge of a server; leaves every other to the system.
    public func urlSession(
        _ session: URLSession,
        didReceive challenge: URLAuthenticationChallenge,
        completionHandler: @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
    ) {
        let space = challenge.protectionSpace
        guard space.authenticationMethod == NSURLAuthenticationMethodServerTrust, let trust = space.serverTrust else {
            completionHandler(.performDefaultHandling, nil)
            return
        }
        do {
            let name = try expecting ?? calling { try expectedHost(host: space.host) }
            let request = try AccessRequest.connection(expecting: name)
            _ = try relyingParty.authorize(PresentedChain.fromTrust(trust), request, at: Date())
            completionHandler(.useCredential, URLCredential(trust: trust))
        } catch {
            refused(error)
            completionHandler(.cancelAuthenticationChallenge, nil)
        }
    }
}
#endif
