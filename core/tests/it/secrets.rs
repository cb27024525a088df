//! A private key that is given where it has no place is named as such, and never appears in what is said about it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use handfast::{AccessRequest, Certificate, Crl, Policy, PresentedChain, TrustAnchors};

use crate::forge::Ca;
use crate::forge::extension::dns;
use crate::support::{AT, client, instant, labelled, party, pem};

/// Octets that would be noticed wherever they came out: as base64, as hex, or as they are.
const SECRET: &[u8] = b"this-is-the-secret-scalar-of-nobody-at-all";

/// Whether some text holds a piece of the secret.
fn leaks(text: &str) -> bool {
    let hex: String = SECRET.iter().map(|octet| format!("{octet:02x}")).collect::<Vec<_>>().concat();
    let base64 = STANDARD.encode(SECRET);
    let forms = [std::str::from_utf8(SECRET).unwrap(), hex.as_str(), base64.as_str()];
    let lower = text.to_lowercase();
    // Eight characters in a row, wherever they begin.
    forms.iter().any(|form| {
        (0..form.len() - 8)
            .any(|start| text.contains(&form[start..start + 8]) || lower.contains(&form[start..start + 8]))
    })
}

/// The kinds of block that hold one.
const LABELS: [&str; 6] = [
    "PRIVATE KEY",
    "EC PRIVATE KEY",
    "RSA PRIVATE KEY",
    "DSA PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "OPENSSH PRIVATE KEY",
];

#[test]
fn among_trust_anchors_it_is_refused_by_name() {
    let root = Ca::new("Root").root();
    assert!(leaks(&labelled("PRIVATE KEY", SECRET)), "the test sees what it looks for");
    for label in LABELS {
        let key = labelled(label, SECRET);
        for text in
            [key.clone(), format!("{}{key}", pem(&root)), format!("{key}{}", pem(&root)), key.replace("-----END", "")]
        {
            let error = TrustAnchors::from_pem_or_der(&text).unwrap_err();
            assert_eq!(error.code().as_str(), "private_key_present", "{label}");
            assert!(!leaks(&format!("{error} {error:?}")), "{error}");
        }
    }
}

#[test]
fn among_presented_certificates_it_is_no_certificate() {
    let root = Ca::new("Root");
    let leaf = pem(&client(&root, &[dns("a.example")]).sign(&root.key));
    let party = party(&[root.root()]);
    for label in LABELS {
        let key = labelled(label, SECRET);
        for items in [
            vec![key.clone()],
            vec![format!("{leaf}{key}")],
            vec![format!("{key}{leaf}")],
            vec![leaf.clone(), key.clone()],
        ] {
            for chain in [PresentedChain::from_tls(&items), PresentedChain::from_files(&items)] {
                let decision = party.decide(&chain, &AccessRequest::connection(), instant(AT));
                let said = format!("{decision} {decision:?} {} {chain:?}", decision.to_json());
                assert!(!leaks(&said), "{said}");
            }
        }
        let error = Certificate::parse(&key).unwrap_err();
        assert!(!leaks(&format!("{error} {error:?}")), "{error}");
    }
}

/// As keys are that went through a variable, a form or an editor: in one line, or with a piece of a line in its label.
fn without_line_breaks(key: &str) -> [String; 6] {
    [
        key.replace('\n', " "),
        key.replace('\n', "\r"),
        key.replace('\n', "\\n"),
        key.replace('\n', ""),
        key.replacen("-----\n", "", 1),
        key.replacen("-----\n", " ---", 1).replace('\n', ""),
    ]
}

#[test]
fn without_its_line_breaks_it_is_not_repeated_either() {
    let root = Ca::new("Root");
    let leaf = pem(&client(&root, &[dns("a.example")]).sign(&root.key));
    let party = party(&[root.root()]);
    for label in LABELS {
        for key in without_line_breaks(&labelled(label, SECRET)) {
            for text in [key.clone(), format!("{leaf}{key}\n"), format!("{key}\n{leaf}")] {
                let chain = PresentedChain::from_files([&text]);
                let decision = party.decide(&chain, &AccessRequest::connection(), instant(AT));
                let said = format!("{decision} {decision:?} {} {chain:?}", decision.to_json());
                assert!(!leaks(&said), "{text}\n{said}");
                let said = format!(
                    "{:?} {:?} {:?} {:?}",
                    Certificate::parse(&text),
                    TrustAnchors::from_pem_or_der(&text),
                    Crl::from_pem_or_der(&text),
                    handfast::presented::read_certificates(text.as_bytes()),
                );
                assert!(!leaks(&said), "{text}\n{said}");
            }
        }
    }
}

#[test]
fn in_a_policy_it_is_a_mistake_that_is_not_repeated() {
    let key = labelled("PRIVATE KEY", SECRET);
    let inside = key.lines().map(|line| format!("      {line}\n")).collect::<Vec<_>>().concat();
    let head = "handfast: 1\ndefault: deny\nidentity: [dns]\n";
    let documents = [
        key.clone(),
        format!("{head}{key}"),
        format!("{head}rules: []\ntrust:\n  mesh:\n    bundel: |\n{inside}"),
        format!("{head}rules: []\nname:\n    - |\n{inside}"),
        format!("{head}rules:\n  - id: |\n{inside}    effect: allow\n"),
        format!("{head}rules:\n  - id: a\n    effect: |\n{inside}"),
        format!("{head}rules:\n  - id: a\n    effect: allow\n    from:\n    - spki: |\n{inside}"),
    ];
    for document in documents {
        let error = Policy::parse(&document).unwrap_err();
        assert_eq!(error.code().as_str(), "private_key_present", "{document}");
        assert!(!leaks(&format!("{error} {error:?}")), "{document}\n{error}");
    }
}
