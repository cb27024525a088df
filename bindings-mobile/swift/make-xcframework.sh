#!/usr/bin/env bash
# Makes Handfast.xcframework in this folder: iOS, its simulator and macOS, with the pure-Rust provider. Needs a Mac with
# Xcode and rustup.
set -euo pipefail
cd "$(dirname "$0")"
command -v xcodebuild >/dev/null || { echo "error: xcodebuild is missing; this runs on a Mac with Xcode" >&2; exit 1; }
top=$(cd ../.. && pwd)
(cd "$top" && cargo xtask mobile)

targets=(aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios aarch64-apple-darwin x86_64-apple-darwin)
rustup target add "${targets[@]}"
for target in "${targets[@]}"; do
    (cd "$top" && cargo rustc --release --package handfast-mobile --lib --crate-type staticlib \
        --no-default-features --features rustcrypto --target "$target")
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/include" "$work/simulator" "$work/macos"
cp Sources/HandfastFFI/include/HandfastFFI.h "$work/include/"
printf 'module HandfastFFI {\n    header "HandfastFFI.h"\n    export *\n}\n' > "$work/include/module.modulemap"
library=libhandfast_mobile.a
lipo -create -output "$work/simulator/$library" \
    "$top/target/aarch64-apple-ios-sim/release/$library" "$top/target/x86_64-apple-ios/release/$library"
lipo -create -output "$work/macos/$library" \
    "$top/target/aarch64-apple-darwin/release/$library" "$top/target/x86_64-apple-darwin/release/$library"

rm -rf Handfast.xcframework
xcodebuild -create-xcframework \
    -library "$top/target/aarch64-apple-ios/release/$library" -headers "$work/include" \
    -library "$work/simulator/$library" -headers "$work/include" \
    -library "$work/macos/$library" -headers "$work/include" \
    -output Handfast.xcframework
echo "made Handfast.xcframework; name it as a binaryTarget HandfastFFI in the place of the target of that name"
