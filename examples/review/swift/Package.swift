// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "review",
    platforms: [.macOS(.v12)],
    dependencies: [.package(name: "Handfast", path: "../../../bindings-mobile/swift")],
    targets: [
        .executableTarget(name: "review", dependencies: ["Handfast"], path: "Sources")
    ]
)
