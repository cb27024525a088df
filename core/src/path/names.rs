//! Whose name is whose. Names in use have the same octets, and then nothing needs to be made comparable.

use crate::certificate::Certificate;

/// Whether the certificate below names the other one's subject as its issuer (RFC 5280 section 7.1).
pub(super) fn is_named_by(certificate: &Certificate, below: &Certificate) -> bool {
    certificate.subject().der() == below.issuer().der() || certificate.subject_key() == below.issuer_key()
}

/// Whether both certify one name with one key: the same CA, however often it was certified.
pub(super) fn same_ca(one: &Certificate, other: &Certificate) -> bool {
    one.public_key().spki_der() == other.public_key().spki_der()
        && (one.subject().der() == other.subject().der() || one.subject_key() == other.subject_key())
}

/// Whether both are one certificate by what revocation data names it by. Octets do not tell: of an ECDSA signature anybody can
/// make a second one that is as right.
pub(super) fn same_certificate(one: &Certificate, other: &Certificate) -> bool {
    one.serial() == other.serial()
        && (one.issuer().der() == other.issuer().der() || one.issuer_key() == other.issuer_key())
}
