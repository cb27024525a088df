//! Bytes as a certificate: no panic, one reading, and nothing accepted that says more than its bytes do.

use handfast::{Certificate, Code, PresentedChain};

pub fn run(input: &[u8]) {
    match Certificate::from_der(input) {
        Err(reason) => {
            assert!(matches!(reason.code(), Code::EncodingMalformed | Code::WorkLimitReached), "{reason}");
            assert!(!reason.message().contains(char::is_control), "control characters in {:?}", reason.message());
        }
        Ok(certificate) => accepted(&certificate, input),
    }
    // A peer's bytes are a chain whatever they are.
    let chain = PresentedChain::from_tls([input, input]);
    assert!(chain.others().is_empty(), "the same certificate twice is one");
}

fn accepted(certificate: &Certificate, input: &[u8]) {
    assert_eq!(certificate.der(), input);
    let again = Certificate::from_der(certificate.der()).expect("what was accepted once is accepted again");
    assert_eq!(all_of(certificate), all_of(&again));
    let (subject, issuer) = (certificate.subject(), certificate.issuer());
    assert!(subject.matches(&subject) && subject.is_within(&subject));
    assert_eq!(certificate.is_self_issued(), issuer.matches(&subject), "matching names does not depend on the side");
    // DER has one encoding: a byte more or less is another certificate, and none.
    let mut longer = input.to_vec();
    longer.push(0);
    assert!(Certificate::from_der(&longer).is_err(), "bytes may follow a certificate");
    let shorter = input.split_last().map(|(_, shorter)| shorter).unwrap_or_default();
    assert!(Certificate::from_der(shorter).is_err(), "a certificate may be cut off");
    let chain = PresentedChain::from_tls([input]);
    assert_eq!(chain.end_entity().ok(), Some(certificate));
}

/// Everything that can be asked of a certificate, as text.
fn all_of(certificate: &Certificate) -> String {
    let mut text = format!(
        "{} {} {} {} {} {} {} {:?} {} {:?} {:?} {:?} {:?} {:?} {:?}",
        certificate.version(),
        certificate.serial(),
        certificate.issuer(),
        certificate.subject(),
        certificate.not_before(),
        certificate.not_after(),
        certificate.public_key().kind(),
        certificate.public_key().kind().bits(),
        certificate.signature().algorithm_name(),
        certificate.basic_constraints(),
        certificate.key_usage(),
        certificate.subject_key_identifier(),
        certificate.authority_key_identifier().and_then(|identifier| identifier.key_identifier()),
        certificate.crl_distribution_points(),
        certificate.oddities(),
    );
    let mut add = |item: String| {
        text.push(' ');
        text.push_str(&item);
    };
    certificate.extensions().for_each(|extension| add(format!("{}{}", extension.oid(), extension.critical())));
    certificate.subject_alt_names().for_each(|name| add(name.to_string()));
    certificate.issuer_alt_names().for_each(|name| add(name.to_string()));
    certificate.certificate_policies().for_each(|policy| add(policy.to_string()));
    if let Some(usages) = certificate.extended_key_usage() {
        usages.iter().for_each(|usage| add(usage.to_string()));
    }
    if let Some(constraints) = certificate.name_constraints() {
        constraints.permitted().for_each(|subtree| add(subtree.to_string()));
        constraints.excluded().for_each(|subtree| add(subtree.to_string()));
    }
    text
}
