// swift-tools-version: 6.0
import PackageDescription

// The generated sources and the C header are made by `cargo xtask mobile`. On Linux the native library is found with
// `swift build -Xlinker -L../../target/debug`; on Apple systems take the XCFramework that `make-xcframework.sh` makes.
let package = Package(
    name: "Handfast",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [
        .library(name: "Handfast", targets: ["Handfast"])
    ],
    targets: [
        .target(
            name: "HandfastFFI",
            linkerSettings: [.linkedLibrary("handfast_mobile")]
        ),
        .target(name: "Handfast", dependencies: ["HandfastFFI"]),
        .testTarget(name: "HandfastTests", dependencies: ["Handfast"]),
    ],
    swiftLanguageModes: [.v6]
)
