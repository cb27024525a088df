// swift-tools-version: 6.0
import PackageDescription

// A package is known by the name of its folder, which may not be that of one it needs: `swift`.
let package = Package(
    name: "vectors",
    platforms: [.macOS(.v12)],
    dependencies: [.package(path: "../../../../bindings-mobile/swift")],
    targets: [
        .executableTarget(
            name: "vectors", dependencies: [.product(name: "Handfast", package: "swift")], path: "Sources")
    ]
)
