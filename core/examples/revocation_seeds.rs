//! Makes the seeds of the fuzz targets `crl` and `ocsp`, from fixed keys: in the name of the seeds' root, and by a key that is
//! not the root's.
#![expect(clippy::unwrap_used, reason = "a tool for developers")]

#[path = "../../tests/src/forge/mod.rs"]
#[expect(clippy::allow_attributes, reason = "whether anything is left over is up to the decision vectors")]
#[allow(dead_code, reason = "the decision vectors use the rest of it")]
mod forge;

use std::fs;
use std::path::Path;

use forge::crl::{
    CrlSpec, certificate_issuer, delta, flag, invalid_since, issuing_distribution_point, point_name, reason,
    relative_name, revoked, serial_of, some_reasons, unheard_of,
};
use forge::der::{octets, rdns};
use forge::extension::{basic_constraints, extended_key_usage, key_usage, raw, uri};
use forge::ocsp::{self, ResponseSpec, Statement};
use forge::{Ca, Key, Spec};

fn main() {
    let name = rdns(&[(&[85, 4, 10], 0x0c, b"Fuzz"), (&[85, 4, 3], 0x0c, b"Fuzz Root")]);
    let ca = Ca { name, key: Key::new("fuzz"), label: "Fuzz Root".to_owned() };
    let serial = serial_of(include_bytes!("../fuzz/corpus/certificate/plain"));
    let plain = CrlSpec::new(&ca).change(|spec| drop(spec.extensions.remove(0)));
    let entry = revoked(&serial, "260201000000Z", &[reason(1), invalid_since("20260115000000Z")]);
    let point = point_name(&[uri("http://ca.example/1.crl")]);
    for (name, spec) in [
        ("plain", plain.clone()),
        ("revoking", plain.clone().entry(entry.clone()).entry(revoked(&[5], "260301000000Z", &[reason(6)]))),
        ("delta", plain.clone().numbered(2).with(delta(1)).entry(revoked(&serial, "260201000000Z", &[reason(8)]))),
        ("scoped", plain.clone().with(issuing_distribution_point(&[point, flag(1), some_reasons(3, 0x60)]))),
        ("relative", plain.clone().with(issuing_distribution_point(&[relative_name("Point 1")]))),
        (
            "indirect",
            plain
                .clone()
                .with(issuing_distribution_point(&[flag(4)]))
                .entry(revoked(&[1], "260201000000Z", &[certificate_issuer(&forge::der::cn("Else"))]))
                .entry(entry),
        ),
        ("unknown", plain.clone().with(unheard_of(true)).entry(revoked(&[1], "260201000000Z", &[unheard_of(true)]))),
        ("version-1", plain.change(|spec| (spec.version, spec.extensions) = (Vec::new(), Vec::new()))),
    ] {
        write("crl", name, &spec.sign(&ca.key));
    }
    let about = |status| Statement::new(&ca, &serial, status);
    let by_ca = |statements| ResponseSpec::by_name(&ca.name, statements);
    let key = Key::new("fuzz responder");
    let responder = Spec::new("Responder", &key, &ca)
        .with(basic_constraints(false, None))
        .with(key_usage(&[0]))
        .with(extended_key_usage(&[9]))
        .sign(&ca.key);
    let delegated = ResponseSpec::by_name(&forge::der::cn("Responder"), vec![about(ocsp::good())]).with(&responder);
    let nonce = raw(&[0x2b, 6, 1, 5, 5, 7, 48, 1, 2], false, octets([7; 16]));
    for (name, der) in [
        ("good", by_ca(vec![about(ocsp::good())]).sign(&ca.key)),
        ("revoked", by_ca(vec![about(ocsp::revoked("20260201000000Z", 1))]).sign(&ca.key)),
        ("several", by_ca(vec![about(ocsp::good()), about(ocsp::unknown())]).sign(&ca.key)),
        ("delegated", delegated.sign(&key)),
        ("nonce", by_ca(vec![about(ocsp::good())]).change(|spec| spec.extensions.push(nonce)).sign(&ca.key)),
        ("try-later", vec![0x30, 3, 0x0a, 1, 3]),
    ] {
        write("ocsp", name, &der);
    }
}

fn write(target: &str, name: &str, bytes: &[u8]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), bytes).unwrap();
}
