//! What OpenSSL says about the same CRLs and OCSP responses, where it is installed.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use handfast::{OcspResponse, RevocationData};

use crate::forge::Ca;
use crate::forge::crl::{
    CrlSpec, flag, issuing_distribution_point, point_name, reason, revoked, serial_of, unheard_of,
};
use crate::forge::extension::uri;
use crate::forge::ocsp::{ResponseSpec, Statement, good, revoked as ocsp_revoked};
use crate::revocation::{Small, small};
use crate::support::{AT, codes, decide, instant, labelled, pem};

/// A folder of its own, removed at the end; `None` without OpenSSL, which is said.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Folder {
    #[expect(clippy::print_stderr, reason = "what is skipped is said")]
    fn new(small: &Small) -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        if Command::new("openssl").arg("version").output().is_err() {
            eprintln!("skipped: there is no openssl to compare with");
            return None;
        }
        let name = format!("handfast-openssl-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = Self(std::env::temp_dir().join(name));
        fs::create_dir_all(&folder.0).unwrap();
        folder.put("root.pem", pem(&small.root));
        folder.put("client.pem", pem(&small.client));
        Some(folder)
    }

    fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.0.join(name), content).unwrap();
    }

    /// Exit status and everything printed.
    fn openssl(&self, words: &str) -> (bool, String) {
        let output = Command::new("openssl").args(words.split(' ')).current_dir(&self.0).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&text).into_owned())
    }
}

#[test]
fn openssl_agrees_about_crls() {
    let small = small();
    let Some(folder) = Folder::new(&small) else { return };
    let serial = serial_of(&small.client);
    let own = |spec: CrlSpec| spec.sign(&small.ca.key);
    let other = Ca::new("Other");
    let scoped = |fields: &[Vec<u8>]| own(small.crl().with(issuing_distribution_point(fields)));
    let entry = |why| revoked(&serial, "260501000000Z", &[reason(why)]);
    let cases = [
        ("none", true, vec![own(small.crl())]),
        ("revoked", false, vec![own(small.crl().entry(entry(1)))]),
        ("on hold", false, vec![own(small.crl().entry(entry(6)))]),
        ("another serial number", true, vec![own(small.crl().entry(revoked(&[5], "260501000000Z", &[])))]),
        ("another CA's", false, vec![CrlSpec::new(&other).sign(&other.key)]),
        ("forged", false, vec![CrlSpec::new(&small.ca).sign(&other.key)]),
        ("stale", false, vec![own(small.crl().window("260401000000Z", "260501000000Z"))]),
        ("of the future", false, vec![own(small.crl().window("260701000000Z", "260801000000Z"))]),
        ("for users", true, vec![scoped(&[flag(1)])]),
        ("for CAs", false, vec![scoped(&[flag(2)])]),
        ("for attribute certificates", false, vec![scoped(&[flag(5)])]),
        ("another point", false, vec![scoped(&[point_name(&[uri("http://ca.example/1.crl")])])]),
        ("not understood", false, vec![own(small.crl().with(unheard_of(true)))]),
    ];
    let at = instant(AT).unix_seconds();
    for (name, expected, crls) in cases {
        let ours = codes(&small.decided(&crls)) == ["path_verified"];
        assert_eq!(ours, expected, "{name}");
        let text: String = crls.iter().map(|crl| labelled("X509 CRL", crl)).collect();
        folder.put("crls.pem", text);
        let words =
            format!("verify -crl_check -extended_crl -attime {at} -CAfile root.pem -CRLfile crls.pem client.pem");
        let (theirs, said) = folder.openssl(&words);
        assert_eq!(theirs, expected, "{name}: {said}");
    }
}

#[test]
fn openssl_agrees_about_ocsp_responses() {
    let small = small();
    let Some(folder) = Folder::new(&small) else { return };
    let other = Ca::new("Other");
    let about = |status| Statement::new(&small.ca, &serial_of(&small.client), status);
    let response = |statement| ResponseSpec::by_name(&small.ca.name, vec![statement]);
    let cases = [
        ("good", "client.pem: good", response(about(good())).sign(&small.ca.key)),
        ("revoked", "client.pem: revoked", response(about(ocsp_revoked("20260501000000Z", 1))).sign(&small.ca.key)),
        ("forged", "Response Verify Failure", response(about(good())).sign(&other.key)),
        (
            "another certificate",
            "client.pem: ERROR: No Status found",
            response(about(good()).change(|statement| statement.serial = vec![5])).sign(&small.ca.key),
        ),
    ];
    for (name, expected, der) in cases {
        let data = RevocationData::new().with_ocsp_response(OcspResponse::from_der(&der).unwrap());
        let party = small.builder().revocation(data).build().unwrap();
        let ours = codes(&decide(&party, std::slice::from_ref(&small.client)));
        assert_eq!(ours == ["path_verified"], name == "good", "{name}");
        folder.put("response.der", &der);
        // Its own clock is another one: how old the response is does not count.
        let words = format!(
            "ocsp -respin response.der -issuer root.pem -sha256 -cert client.pem -CAfile root.pem -no_nonce -validity_period 1000000000 -attime {}",
            instant(AT).unix_seconds()
        );
        let (_, said) = folder.openssl(&words);
        assert!(said.contains(expected), "{name}: {said}");
    }
}
