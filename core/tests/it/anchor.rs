//! Trust anchors: what is read, and what each mistake says.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use handfast::TrustAnchors;

use crate::forge::Ca;
use crate::forge::der::{oid, seq, tlv};
use crate::forge::extension::dns;
use crate::support::{client, labelled, pem};

#[test]
fn pem_der_and_spiffe_bundles_give_the_same_anchors() {
    let (one, two) = (Ca::new("One").root(), Ca::new("Two").root());
    let text = format!("# our roots\r\n{}\r\ntext between\r\n{}{}", pem(&one), pem(&two), pem(&one));
    let key = |der: &[u8]| format!(r#"{{"use":"x509-svid","kty":"EC","x5c":["{}"]}}"#, STANDARD.encode(der));
    let bundle = format!(
        r#"{{"spiffe_sequence":1,"keys":[{},{{"use":"jwt-svid","kid":"a"}},{{"use":"x509-svid"}},{}]}}"#,
        key(&one),
        key(&two)
    );
    let of = |anchors: TrustAnchors| anchors.iter().map(|a| a.certificate().der().to_vec()).collect::<Vec<_>>();
    assert_eq!(of(TrustAnchors::from_pem(&text).unwrap()), [one.clone(), two.clone()], "each once");
    assert_eq!(of(TrustAnchors::from_spiffe_bundle(&bundle).unwrap()), [one.clone(), two.clone()]);
    assert_eq!(of(TrustAnchors::from_der(&one).unwrap()), std::slice::from_ref(&one));
    assert_eq!(of(TrustAnchors::from_pem_or_der(&two).unwrap()), std::slice::from_ref(&two));
    assert_eq!(of(TrustAnchors::from_pem_or_der(text).unwrap()), [one, two]);
}

#[test]
fn of_several_certificates_in_a_key_the_first_counts() {
    // X509-SVID section 6.2.
    let (one, two) = (Ca::new("One").root(), Ca::new("Two").root());
    let bundle =
        format!(r#"{{"keys":[{{"use":"x509-svid","x5c":["{}","{}"]}}]}}"#, STANDARD.encode(&one), STANDARD.encode(two));
    let anchors = TrustAnchors::from_spiffe_bundle(bundle).unwrap();
    assert_eq!(anchors.iter().map(|anchor| anchor.certificate().der()).collect::<Vec<_>>(), [one]);
}

#[test]
fn each_mistake_says_where_it_is_and_what_to_do() {
    let root = Ca::new("Root");
    let leaf = client(&root, &[dns("a.example")]).sign(&root.key);
    let good = pem(&root.root());
    // Each with its code, its place and a piece of its fix.
    let cases = [
        (String::new(), "anchors_empty", "", "at least one CA certificate"),
        ("  \n".to_owned(), "anchors_empty", "", "at least one CA certificate"),
        ("no certificate here".to_owned(), "anchors_empty", "", "BEGIN CERTIFICATE"),
        (format!("{good}{}", pem(&leaf)), "anchor_not_ca", "entry 2 (line 4)", "certificate of the CA that issued it"),
        (
            format!("{good}{good}{}", pem(&leaf[..40])),
            "anchor_malformed",
            "entry 3 (line 7)",
            "get the CA's certificate",
        ),
        (
            format!("{good}{}", labelled("PRIVATE KEY", b"k")),
            "private_key_present",
            "entry 2 (line 4)",
            "replace the key",
        ),
        (format!("\n{}", labelled("EC PRIVATE KEY", b"k")), "private_key_present", "entry 1 (line 2)", "take it out"),
        (labelled("ENCRYPTED PRIVATE KEY", b"k"), "private_key_present", "entry 1 (line 1)", "take it out"),
        (labelled("PKCS7", b"k"), "form_not_supported", "entry 1 (line 1)", "openssl pkcs7 -print_certs"),
        (labelled("CERTIFICATE REQUEST", b"k"), "form_not_supported", "entry 1 (line 1)", "the CA issued"),
        (labelled("X509 CRL", b"k"), "form_not_supported", "entry 1 (line 1)", "give the certificates"),
        ("-----BEGIN CERTIFICATE-----\nMII".to_owned(), "anchor_malformed", "entry 1 (line 1)", "from BEGIN to END"),
    ];
    for (text, code, place, fix) in cases {
        let error = TrustAnchors::from_pem(&text).unwrap_err();
        assert_eq!(error.code().as_str(), code, "{text}");
        assert_eq!(error.position().map(|position| position.to_string()).unwrap_or_default(), place, "{text}");
        assert!(error.fix().contains(fix), "{error}");
    }
    let error = TrustAnchors::from_der(&leaf).unwrap_err();
    assert_eq!((error.code().as_str(), error.position()), ("anchor_not_ca", None));
    assert_eq!(
        TrustAnchors::from_der([0x30, 3, 2, 1, 3]).unwrap_err().code().as_str(),
        "form_not_supported",
        "PKCS#12"
    );
    assert_eq!(TrustAnchors::from_pem(vec![b'a'; 17 << 20]).unwrap_err().code().as_str(), "too_large");
}

/// As `openssl x509 -addreject` and `-addtrust` write them: what is not trusted for everything is not taken for that.
#[test]
fn a_trusted_certificate_that_names_its_uses_is_refused() {
    let root = Ca::new("Root").root();
    let trusted =
        |settings: &[u8]| TrustAnchors::from_pem(labelled("TRUSTED CERTIFICATE", &[&root, settings].concat()));
    let client_auth = || oid(&[0x2b, 6, 1, 5, 5, 7, 3, 2]);
    let alias = tlv(0x0c, "our root");
    for settings in [vec![], seq(&[]), seq(&[alias.clone(), tlv(4, "key")])] {
        assert_eq!(trusted(&settings).unwrap().iter().next().unwrap().certificate().der(), root);
    }
    for settings in [
        seq(&[tlv(0xa0, client_auth())]),
        seq(&[tlv(0xa0, client_auth()), alias.clone()]),
        seq(&[seq(&[client_auth()]), alias.clone()]),
        seq(&[seq(&[client_auth()]), tlv(0xa0, client_auth())]),
        [seq(&[alias]), vec![5, 0]].concat(),
        vec![0x30, 9],
        vec![5, 0],
    ] {
        let error = trusted(&settings).unwrap_err();
        assert_eq!(error.code().as_str(), "form_not_supported", "{settings:02x?}");
        assert_eq!(error.position().unwrap().to_string(), "entry 1 (line 1)");
        assert!(error.fix().contains("`openssl x509 -in FILE -out ca.pem`"), "{error}");
    }
}

#[test]
fn a_spiffe_bundle_says_which_key_is_wrong() {
    let leaf = client(&Ca::new("Root"), &[dns("a.example")]).sign(&Ca::new("Root").key);
    let cases = [
        ("nothing".to_owned(), "anchor_malformed", "line 1, column 2"),
        (r#"{"keys":[]}"#.to_owned(), "anchors_empty", ""),
        (r#"{"keys":[{"use":"jwt-svid"}]}"#.to_owned(), "anchors_empty", ""),
        (r#"{"keys":[{"use":"jwt-svid"},{"use":"x509-svid","x5c":["!"]}]}"#.to_owned(), "anchor_malformed", "entry 2"),
        (
            format!(r#"{{"keys":[{{"use":"x509-svid","x5c":["{}"]}}]}}"#, STANDARD.encode(leaf)),
            "anchor_not_ca",
            "entry 1",
        ),
    ];
    for (json, code, place) in cases {
        let error = TrustAnchors::from_spiffe_bundle(&json).unwrap_err();
        let at = error.position().map(|position| position.to_string()).unwrap_or_default();
        assert_eq!((error.code().as_str(), at.as_str()), (code, place), "{json}");
        assert!(!error.fix().is_empty());
    }
}

#[test]
fn a_certificate_stands_once_in_a_bundle_and_may_stand_in_two() {
    let one = TrustAnchors::from_der(Ca::new("One").root()).unwrap();
    assert_eq!(one.clone().with(&one).len(), 1);
    assert_eq!(one.clone().named("a").with(&one.clone().named("b")).len(), 2);
    assert_eq!(one.clone().named("a").with(&one.named("a")).len(), 1);
}
