// swift-tools-version: 6.0
import PackageDescription

// A package is known by the name of its folder, which may not be that of one it needs: `swift`.
let package = Package(
    name: "review",
    platforms: [.macOS(.v12)],
    dependencies: [.package(path: "../../../../bindings-mobile/swift")],
    targets: [
        .executableTarget(
            name: "review", dependencies: [.product(name: "Handfast", package: "swift")], path: "Sources")
    ]
)
