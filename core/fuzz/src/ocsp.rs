//! Bytes as an OCSP response, given and stapled: no panic, and no peer is let in by a response that nobody signed.

use handfast::{OcspResponse, RevocationData, SetupCode};

use super::crl::decided;

pub fn run(input: &[u8]) {
    match OcspResponse::from_der(input) {
        Err(error) => {
            let codes = [SetupCode::RevocationMalformed, SetupCode::FormNotSupported, SetupCode::TooLarge];
            assert!(codes.contains(&error.code()), "{error}");
            assert!(!error.message().contains(char::is_control), "control characters in {:?}", error.message());
        }
        Ok(response) => {
            let again = OcspResponse::from_der(response.der()).expect("what was accepted once is accepted again");
            assert_eq!(all_of(&response), all_of(&again));
            let data = RevocationData::new().with_ocsp_response(response);
            assert_eq!(decided(data), handfast::Effect::Deny, "a response that the root never signed says good");
        }
    }
}

fn all_of(response: &OcspResponse) -> String {
    let statements: Vec<_> = response.statements().collect();
    format!("{} {} {statements:?} {}", response.responder(), response.produced_at(), response.certificates().len())
}
