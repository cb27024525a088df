//! `xtask-uniffi LIBRARY FOLDER`: makes the Kotlin and Swift sources of a library, in `FOLDER/kotlin` and `FOLDER/swift`.
//!
//! Apart from `handfast-mobile`, which is built without all this; `cargo xtask mobile` runs it.
#![expect(clippy::print_stderr, reason = "a command-line tool prints")]

use std::process::ExitCode;

use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [library, folder] = arguments.as_slice() else {
        eprintln!("usage: xtask-uniffi LIBRARY FOLDER");
        return ExitCode::FAILURE;
    };
    for (language, name) in [(TargetLanguage::Kotlin, "kotlin"), (TargetLanguage::Swift, "swift")] {
        let made = generate(GenerateOptions {
            languages: vec![language],
            source: library.into(),
            out_dir: format!("{folder}/{name}").into(),
            config_override: None,
            format: false,
            crate_filter: None,
            metadata_no_deps: false,
        });
        if let Err(error) = made {
            eprintln!("error: uniffi-bindgen: {error:#}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
