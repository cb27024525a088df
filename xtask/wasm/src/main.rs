//! `xtask-wasm MODULE FOLDER`: makes the JavaScript around a WebAssembly module, as the command `wasm-bindgen` does.
//!
//! Apart from `xtask`, so that no other task waits for these dependencies; `cargo xtask wasm` runs it.
#![expect(clippy::print_stderr, reason = "a command-line tool prints")]

use std::path::PathBuf;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [module, folder] = arguments.as_slice() else {
        eprintln!("usage: xtask-wasm MODULE FOLDER");
        return ExitCode::FAILURE;
    };
    // The target `web` leaves it to the caller where the module comes from; each runtime has its own entry file.
    let made = Bindgen::new()
        .input_path(module)
        .out_name("handfast")
        .web(true)
        .and_then(|bindgen| bindgen.typescript(false).omit_default_module_path(true).generate(folder));
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: wasm-bindgen: {error:#}");
            ExitCode::FAILURE
        }
    }
}
