//! Bytes as a CRL: no panic, one reading, and no peer is let in by a CRL that nobody signed.

use std::sync::LazyLock;

use handfast::{
    AccessRequest, Crl, Effect, PresentedChain, Profile, RelyingParty, RevocationData, SetupCode, Timestamp,
    TrustAnchors,
};

static ROOT: &[u8] = include_bytes!("../anchors/root.der");
/// A certificate that the root issued itself.
static CHAIN: &[u8] = include_bytes!("../corpus/certificate/plain");
/// 2026-06-01T00:00:00Z.
pub(crate) const AT: Timestamp = Timestamp::from_unix_seconds(1_780_272_000);

static ANCHORS: LazyLock<TrustAnchors> = LazyLock::new(|| TrustAnchors::from_der(ROOT).expect("an anchor"));

pub fn run(input: &[u8]) {
    match Crl::from_pem_or_der(input) {
        Err(error) => {
            let codes = [
                SetupCode::RevocationMalformed,
                SetupCode::FormNotSupported,
                SetupCode::PrivateKeyPresent,
                SetupCode::TooLarge,
            ];
            assert!(codes.contains(&error.code()), "{error}");
            assert!(!error.message().contains(char::is_control), "control characters in {:?}", error.message());
        }
        Ok(crls) => {
            for crl in &crls {
                accepted(crl);
            }
            let data = RevocationData::new().with_crls(crls);
            assert_eq!(decided(data), Effect::Deny, "a CRL that the root never signed says good");
        }
    }
}

fn accepted(crl: &Crl) {
    let again = Crl::from_der(crl.der()).expect("what was accepted once is accepted again");
    assert_eq!(all_of(crl), all_of(&again));
    // One that names other CAs keeps their names apart.
    let indirect = crl.scope().contains("also of other CAs");
    assert!(indirect || crl.memory_bytes() < 2 * crl.der().len(), "more than twice its size in memory");
    let shorter = crl.der().split_last().map(|(_, shorter)| shorter).unwrap_or_default();
    assert!(Crl::from_der(shorter).is_err(), "a CRL may be cut off");
}

fn all_of(crl: &Crl) -> String {
    format!(
        "{} {} {} {:?} {:?} {} {} {}",
        crl.issuer(),
        crl.this_update(),
        crl.next_update(),
        crl.number(),
        crl.base_number(),
        crl.entry_count(),
        crl.scope(),
        crl.signature_algorithm()
    )
}

/// About a client that the root issued, whose key has never signed a CRL.
pub(crate) fn decided(data: RevocationData) -> Effect {
    let builder = RelyingParty::builder().trust_anchors(ANCHORS.clone()).profile(Profile::rfc5280());
    let party = builder.revocation(data).any_verified_peer().build().expect("a relying party");
    party.decide(&PresentedChain::from_tls([CHAIN]), &AccessRequest::connection(), AT).effect()
}
