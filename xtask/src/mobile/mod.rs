//! What the Kotlin and Swift packages are made of: the native library and the sources that UniFFI makes of it, both under
//! `target/mobile`.

mod bench;
mod codes;

pub(crate) use bench::bench;
pub(crate) use codes::{camel, enumerations, setup_code_names};

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{Done, cargo, root, run};

/// The library as it is built for the tests, or as it is shipped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    Tests,
    Release,
}

pub(crate) fn folder() -> PathBuf {
    root().join("target").join("mobile")
}

/// Builds the library, and makes the sources.
pub(crate) fn make(build: Build) -> Done {
    // Together with xtask, so that what xtask is made of need not be compiled a second time with other features.
    let (options, built): (&[&str], _) = match build {
        Build::Tests => (&["--package", "handfast-mobile", "--package", "xtask"], "debug"),
        Build::Release => (&["--package", "handfast-mobile", "--lib", "--release"], "release"),
    };
    run(cargo(["build", "--quiet"]).args(options))?;
    let library = root().join("target").join(built).join(library_name());
    run(cargo(["run", "--quiet", "--package", "xtask-uniffi", "--"]).args([&library, &folder()]))?;
    let kotlin = folder().join("kotlin").join("dev").join("handfast").join("handfast.kt");
    let text = fs::read_to_string(&kotlin).map_err(|error| format!("{}: {error}", kotlin.display()))?;
    write(&kotlin, &lean(&hidden(&text))?)?;
    copy(&library, &folder().join("native").join(jna_platform()).join(library_name()))?;
    for (from, to) in [
        ("Handfast.swift", "Sources/Handfast/Generated/Handfast.swift"),
        ("HandfastFFI.h", "Sources/HandfastFFI/include/HandfastFFI.h"),
    ] {
        copy(&folder().join("swift").join(from), &root().join("bindings-mobile").join("swift").join(to))?;
    }
    Ok(())
}

/// The generated Kotlin with everything internal that the classes written by hand stand over.
fn hidden(text: &str) -> String {
    const PARTS: [&str; 7] =
        ["Authorization", "ChainContents", "Question", "RelyingPartySettings", "SetupFailure", "Verb", "UniffiCleaner"];
    const FUNCTIONS: [&str; 11] = [
        "parseCertificate",
        "readAllCertificates",
        "certificateContents",
        "chainContents",
        "crlsFromPem",
        "crlsFromPemOrDer",
        "readOcspResponse",
        "checkRequest",
        "expectedHost",
        "explainCode",
        "codeNames",
    ];
    let inner = |name: &str| {
        let parts = PARTS.contains(&name) || name.ends_with("Record");
        parts || name.starts_with("Native") || name.starts_with("FfiConverter")
    };
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let line_hidden = |line: &str| {
        let plain = line.trim_start();
        let bare = plain.strip_prefix("public ").unwrap_or(plain);
        let mut words = bare.split(|c| !is_name(c)).filter(|word| !word.is_empty());
        let declared = words.find(|word| ["class", "interface", "object", "typealias"].contains(word));
        let name = words.next().unwrap_or_default();
        let starts = ["class ", "data class ", "enum class ", "sealed class ", "open class ", "interface ", "object "];
        let declaration = starts.iter().any(|start| bare.starts_with(start)) || bare.starts_with("typealias ");
        let at_top = line.len() == plain.len();
        if declaration && at_top && declared.is_some() && inner(name) {
            format!("internal {bare}")
        } else {
            line.to_owned()
        }
    };
    let text = text.lines().map(line_hidden).collect::<Vec<_>>().join("\n");
    // Functions stand behind their documentation or their annotation, on the same line.
    FUNCTIONS
        .iter()
        .fold(text, |text, name| text.replace(&format!(" fun `{name}`("), &format!(" internal fun `{name}`(")))
}

/// The generated Kotlin with a status of each call that is used again (`CallStatuses` in `kotlin/`).
fn lean(text: &str) -> Done<String> {
    const MADE: &str = "    var status = UniffiRustCallStatus()
    val return_value = callback(status)
    uniffiCheckCallStatus(errorHandler, status)
    return return_value
";
    const KEPT: &str = "    val status = CallStatuses.take()
    val return_value = callback(status)
    if (!CallStatuses.keep(status)) uniffiCheckCallStatus(errorHandler, status)
    return return_value
";
    if text.matches(MADE).count() != 1 {
        return Err("UniFFI makes the status of a call in another way: see `lean` in xtask/src/mobile".to_owned());
    }
    Ok(text.replace(MADE, KEPT))
}

fn library_name() -> &'static str {
    match std::env::consts::OS {
        "macos" => "libhandfast_mobile.dylib",
        "windows" => "handfast_mobile.dll",
        _ => "libhandfast_mobile.so",
    }
}

/// The folder in which JNA looks for this machine's library.
fn jna_platform() -> String {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let machine = match std::env::consts::ARCH {
        "x86_64" => "x86-64",
        other => other,
    };
    format!("{system}-{machine}")
}

pub(crate) fn write(path: &Path, text: &str) -> Done {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(path.parent().unwrap_or(path)).map_err(failed)?;
    fs::write(path, text).map_err(failed)
}

/// The blocks of that language in a Markdown text, the first so many.
pub(crate) fn blocks<const COUNT: usize>(text: &str, language: &str) -> Done<[String; COUNT]> {
    let begin = format!("```{language}\n");
    let after = text.split(&begin).skip(1).take(COUNT);
    let blocks: Vec<String> = after.filter_map(|rest| rest.split("```").next()).map(ToOwned::to_owned).collect();
    blocks.try_into().map_err(|_| format!("the README has no {COUNT} blocks of {language}"))
}

fn copy(from: &Path, to: &Path) -> Done {
    let failed = |error: std::io::Error| format!("{}: {error}", to.display());
    fs::create_dir_all(to.parent().unwrap_or(to)).map_err(failed)?;
    fs::copy(from, to).map(drop).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_of_making_the_status_that_is_not_known_is_told() {
        assert!(lean("    var status = UniffiRustCallStatus()\n").is_err());
    }

    #[test]
    fn what_the_classes_stand_over_is_internal_and_the_rest_is_as_it_was() {
        let text = "open class NativePolicy: Disposable\n    constructor()\npublic object FfiConverterTypeReason: X\ndata class Reason (\n     fun `codeNames`(): List\n     fun `version`(): String\n";
        let wanted = "internal open class NativePolicy: Disposable\n    constructor()\ninternal object FfiConverterTypeReason: X\ndata class Reason (\n     internal fun `codeNames`(): List\n     fun `version`(): String";
        assert_eq!(hidden(text), wanted);
    }
}
