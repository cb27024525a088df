//! Makes the Kotlin and Swift sources: `uniffi-bindgen generate LIBRARY --language kotlin --out-dir DIR --no-format`.

fn main() {
    uniffi::uniffi_bindgen_main();
}
