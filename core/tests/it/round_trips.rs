//! What is printed is read as the same value again, and what is read prints as it was written.

use std::net::IpAddr;

use handfast::encoding::oid::OidBuf;
use handfast::identity::SpiffeId;
use handfast::{Code, Profile, Provider, ReferenceIdentifier, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::properties::cases;

/// The grammar of SPIFFE-ID section 2, said once more.
fn is_spiffe_id(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("spiffe://") else { return false };
    let mut parts = rest.split('/');
    let trust_domain = parts.next().unwrap();
    !trust_domain.is_empty()
        && trust_domain.len() <= 255
        && trust_domain.chars().all(|c| "abcdefghijklmnopqrstuvwxyz0123456789.-_".contains(c))
        && text.len() <= 2048
        && parts.all(|segment| {
            !["", ".", ".."].contains(&segment)
                && segment.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c))
        })
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn spiffe_ids(text in "(spiffe://|SPIFFE://|spiffe:/)?[a-cA._-]{0,4}(/[a-cB._-]{0,3}){0,3}[/?#%@:]?") {
        prop_assert_eq!(SpiffeId::parse(&text).is_ok(), is_spiffe_id(&text));
        if let Ok(id) = SpiffeId::parse(&text) {
            prop_assert_eq!(id.to_string(), text.clone());
            prop_assert_eq!(format!("spiffe://{}{}", id.trust_domain(), id.path()), text);
        }
    }

    #[test]
    fn object_identifiers(root in 0_u64..4, second in 0_u64..90, rest in vec(any::<u64>(), 0..6)) {
        let arcs: Vec<String> = [root, second].iter().chain(&rest).map(ToString::to_string).collect();
        let text = arcs.join(".");
        let parsed = OidBuf::parse(&text);
        // X.660: three roots, of which the first two have 40 arcs each.
        prop_assert_eq!(parsed.is_some(), root == 2 || (root < 2 && second < 40));
        if let Some(oid) = parsed {
            prop_assert_eq!(oid.to_string(), text);
        }
    }

    #[test]
    fn no_text_is_an_object_identifier_that_prints_otherwise(text in "[0-3](\\.[0-9x -]{0,3}){0,4}") {
        if let Some(oid) = OidBuf::parse(&text) {
            prop_assert_eq!(oid.to_string(), text);
        }
    }

    #[test]
    fn instants(seconds in Timestamp::MIN.unix_seconds()..=Timestamp::MAX.unix_seconds(), offset in -14_i64..=14) {
        let at = Timestamp::from_unix_seconds(seconds);
        prop_assert_eq!(at.unix_seconds(), seconds);
        prop_assert_eq!(at.to_string().parse::<Timestamp>().unwrap(), at);
        // The same instant as a clock elsewhere shows it, with a fraction that is dropped.
        let there = at.plus_seconds(offset * 3_600);
        if there.seconds_since(at) == offset * 3_600 {
            let sign = if offset < 0 { '-' } else { '+' };
            let text = there.to_string().replace('Z', &format!(".75{sign}{:02}:00", offset.abs()));
            prop_assert_eq!(text.parse::<Timestamp>().unwrap(), at, "{}", text);
        }
    }

    #[test]
    fn reference_identifiers(
        host in "[a-zA-Z]([a-z0-9-]{0,3}[a-z0-9])?(\\.[a-zA-Z]([a-z0-9_-]{0,3}[a-z])?){0,3}\\.?",
        local in "[a-zA-Z0-9.+]{1,6}",
        octets in any::<[u8; 16]>(),
        path in "(/[A-Za-z0-9_-]{1,5}){0,3}",
    ) {
        let v4 = <[u8; 4]>::try_from(&octets[..4]).unwrap();
        let plain = host.trim_end_matches('.');
        let lower = plain.to_lowercase();
        let texts = [
            (format!("dns:{host}"), format!("dns:{lower}")),
            (format!("email:{local}@{plain}"), format!("email:{local}@{plain}")),
            (format!("ip:{}", IpAddr::from(octets)), format!("ip:{}", IpAddr::from(octets))),
            (format!("ip:{}", IpAddr::from(v4)), format!("ip:{}", IpAddr::from(v4))),
            (format!("spiffe:spiffe://{lower}{path}"), format!("spiffe://{lower}{path}")),
        ];
        for (text, printed) in texts {
            let parsed: ReferenceIdentifier = text.parse().unwrap();
            prop_assert_eq!(parsed.to_string(), printed.clone());
            prop_assert_eq!(printed.parse::<ReferenceIdentifier>().unwrap(), parsed);
        }
    }

    #[test]
    fn no_text_makes_a_parser_panic(text in any::<String>(), kind in "(dns|ip|spiffe|email|):") {
        let _ = SpiffeId::parse(&text);
        let _ = OidBuf::parse(&text);
        let _ = text.parse::<Timestamp>();
        let _ = handfast::Policy::parse(&text);
        if let Ok(parsed) = format!("{kind}{text}").parse::<ReferenceIdentifier>() {
            prop_assert_eq!(parsed.to_string().parse::<ReferenceIdentifier>().unwrap(), parsed);
        }
    }
}

#[test]
fn names_of_codes_profiles_and_providers() {
    for code in Code::ALL {
        assert_eq!(Code::named(code.as_str()).unwrap(), *code);
    }
    for name in handfast::path::PROFILE_NAMES {
        assert_eq!(Profile::by_name(name).unwrap().name(), name);
    }
    for provider in Provider::available() {
        assert_eq!(Provider::by_name(provider.name()).unwrap(), provider);
    }
}
