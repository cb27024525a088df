// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "vectors",
    platforms: [.macOS(.v12)],
    dependencies: [.package(name: "Handfast", path: "../../../bindings-mobile/swift")],
    targets: [
        .executableTarget(name: "vectors", dependencies: ["Handfast"], path: "Sources")
    ]
)
