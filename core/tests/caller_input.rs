//! What a caller gives by name is the value meant, or a `SetupError` that says what to do.

use handfast::encoding::oid::OidBuf;
use handfast::path::{AnchorStatement, Form};
use handfast::{Certificate, Code, SetupCode};

#[test]
fn every_code_is_found_by_its_name_and_no_other_is() {
    for code in Code::ALL {
        assert_eq!(Code::named(code.as_str()), Ok(*code));
    }
    let error = Code::named("certificate_tired").unwrap_err();
    assert_eq!(error.code(), SetupCode::ValueMalformed);
    assert_eq!(error.message(), "there is no reason code `certificate_tired`");
}

#[test]
fn an_anchors_statement_is_honoured_or_ignored() {
    assert_eq!(AnchorStatement::by_name("honoured"), Ok(AnchorStatement::Honoured));
    assert_eq!(AnchorStatement::by_name("ignored"), Ok(AnchorStatement::Ignored));
    assert_eq!(AnchorStatement::by_name("Ignored").unwrap_err().code(), SetupCode::ValueMalformed);
}

#[test]
fn a_form_of_certificates_is_found_by_its_name_and_no_other_is() {
    assert_eq!(Form::by_name("as_issued"), Ok(Form::AsIssued));
    assert_eq!(Form::by_name("rfc5280"), Ok(Form::Rfc5280));
    assert_eq!(Form::by_name("baseline_requirements"), Ok(Form::BaselineRequirements));
    let error = Form::by_name("baseline-requirements").unwrap_err();
    assert_eq!(error.code(), SetupCode::ValueMalformed);
    assert_eq!(error.message(), "there is no form of certificates `baseline-requirements`");
    assert_eq!(error.fix(), "did you mean `baseline_requirements`?");
    assert_eq!(Form::by_name("").unwrap_err().fix(), "use one of as_issued, rfc5280, baseline_requirements");
}

#[test]
fn an_object_identifier_is_dotted() {
    assert_eq!(OidBuf::dotted("1.3.6.1.5.5.7.3.2").unwrap().to_string(), "1.3.6.1.5.5.7.3.2");
    for text in ["", "1", "1.3.", "3.1", "1.40", "clientAuth", "1.2\0"] {
        assert_eq!(OidBuf::dotted(text).unwrap_err().code(), SetupCode::ValueMalformed, "{text:?}");
    }
}

#[test]
fn what_is_no_certificate_is_the_callers_mistake() {
    for bytes in [
        &b""[..],
        b"hello",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        &vec![0x30; 100_000][..],
    ] {
        let error = Certificate::parse(bytes).unwrap_err();
        assert_eq!(error.code(), SetupCode::CertificateMalformed);
        assert!(!error.fix().is_empty());
    }
    assert_eq!(Certificate::parse("").unwrap_err().message(), "there is no certificate in it");
}
