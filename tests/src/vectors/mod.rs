//! Decision vectors: written here with what they must give, kept as JSON in `tests/vectors` for every language.
//!
//! Each stage has a module; [`world`] has the authorities and peers that they share. The expectation of a vector is
//! written by hand; the decision that is stored beside it is the core's, so that a change of it is seen in review.
#![expect(clippy::too_many_lines, reason = "a table of vectors is as long as what it shows")]

mod building;
mod constraints;
mod decide;
mod encoding;
mod identity;
mod keys;
mod model;
mod path;
mod policy_keys;
mod policy_logic;
mod policy_values;
mod presented;
mod profile;
mod revocation;
mod revocation_ocsp;
#[cfg(test)]
mod schemas;
#[cfg(test)]
mod tests;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use handfast::{Code, Provider};

use decide::{Order, decide, outcome};
use model::{Expectation, Vector, VectorFile};
use world::World;

const SCHEMA: &str = "../../schemas/vector.schema.json";

/// Makes the vectors, and holds each to what it expects. Writes them into the folder, or with `check` only says whether
/// what is there is the same.
///
/// # Errors
/// The folder cannot be read or written, or a vector cannot be read.
pub(crate) fn run(folder: &Path, check: bool) -> Result<bool, String> {
    let vectors = made()?;
    let mut failed = 0_usize;
    for vector in &vectors {
        if let Some(difference) = difference(vector)? {
            failed = failed.saturating_add(1);
            println!("{}: {difference}", vector.id);
        }
    }
    let missing = codes_without_vector(&vectors);
    for code in &missing {
        println!("{code}: no vector expects this code");
    }
    let count = vectors.len();
    // What is not decided as it should be is not written down.
    let sound = failed == 0 && files(folder, vectors, check)? && missing.is_empty();
    println!("vectors: {} passed, {failed} failed", count.saturating_sub(failed));
    Ok(sound)
}

/// Every vector, with the decision of the core.
fn made() -> Result<Vec<Vector>, String> {
    let world = World::new();
    let mut vectors = [
        encoding::vectors(&world),
        presented::vectors(&world),
        path::vectors(&world),
        building::vectors(&world),
        keys::vectors(&world),
        constraints::vectors(&world),
        profile::vectors(&world),
        revocation::vectors(&world),
        revocation_ocsp::vectors(&world),
        identity::vectors(&world),
        policy_keys::vectors(&world),
        policy_logic::vectors(&world),
        policy_values::vectors(&world),
    ]
    .concat();
    let provider = Provider::preferred().map_err(|error| error.to_string())?;
    let mut ids = BTreeSet::new();
    for vector in &mut vectors {
        if !ids.insert(vector.id.clone()) {
            return Err(format!("two vectors have the id {}", vector.id));
        }
        let decided = decide(vector, provider, Order::AsSent);
        vector.decision = decided.map_err(|error| format!("{}: {error}", vector.id))?.to_json();
    }
    Ok(vectors)
}

/// What the decision is and what it should be, if that is not the same.
fn difference(vector: &Vector) -> Result<Option<String>, String> {
    let provider = Provider::preferred().map_err(|error| error.to_string())?;
    let decision = decide(vector, provider, Order::AsSent)?;
    let actual = outcome(&decision, &vector.expect);
    let json = |expectation: &Expectation| serde_json::to_string(expectation).map_err(|error| error.to_string());
    let (expected, actual) = (json(&vector.expect)?, json(&actual)?);
    Ok((expected != actual).then(|| format!("\n  expected {expected}\n  decided  {actual}\n{decision}")))
}

fn codes_without_vector(vectors: &[Vector]) -> Vec<&'static str> {
    let expected: BTreeSet<&str> = vectors.iter().flat_map(|v| v.expect.codes.iter().map(String::as_str)).collect();
    Code::ALL.iter().map(|code| code.as_str()).filter(|code| !expected.contains(code)).collect()
}

/// The files of the folder, by path, as they should be.
fn texts(folder: &Path, vectors: Vec<Vector>) -> Result<BTreeMap<PathBuf, String>, String> {
    let mut by_stage: BTreeMap<String, Vec<Vector>> = BTreeMap::new();
    for vector in vectors {
        let stage = vector.id.split('/').next().unwrap_or_default().to_owned();
        by_stage.entry(stage).or_default().push(vector);
    }
    let text = |(stage, vectors): (String, Vec<Vector>)| {
        let file = VectorFile { schema: SCHEMA.to_owned(), handfast_vectors: 1, vectors };
        let mut text = serde_json::to_string_pretty(&file).map_err(|error| error.to_string())?;
        text.push('\n');
        Ok((folder.join(format!("{stage}.json")), text))
    };
    by_stage.into_iter().map(text).collect()
}

/// Writes the files, or says which are not as they should be.
fn files(folder: &Path, vectors: Vec<Vector>, check: bool) -> Result<bool, String> {
    let texts = texts(folder, vectors)?;
    let mut sound = true;
    let strays = stored(folder)?.into_iter().filter(|path| !texts.contains_key(path));
    for path in strays {
        sound = false;
        println!("{}: no vector belongs into this file; delete it", path.display());
    }
    for (path, text) in texts {
        if fs::read_to_string(&path).is_ok_and(|stored| stored == text) {
            continue;
        }
        if check {
            sound = false;
            println!("{}: differs from what the sources make; run `cargo xtask vectors`", path.display());
        } else {
            fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
            println!("{}: written", path.display());
        }
    }
    Ok(sound)
}

/// The files of vectors that are there, in order.
fn stored(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    Ok(paths)
}
