//! Public suffixes: domains below which anybody can register names, by the list of <https://publicsuffix.org>.
//!
//! The list is part of the build, as of the version of the crate `psl` in it, and takes more than half as much room in
//! WebAssembly as everything else together: hence the feature, without which no profile can ask for it.

use super::dns_name::DnsName;

/// Whether what stands to the right of the wildcard is a public suffix, by the list's ICANN section: Baseline Requirements
/// section 3.2.2.6 says to consult that one only. A domain of one label is one, listed or not.
#[cfg(feature = "psl")]
pub(super) fn is_one(wildcard: &DnsName<'_>) -> bool {
    let base = wildcard.base().to_ascii_lowercase();
    let suffix = psl::suffix(base.as_bytes());
    suffix.is_some_and(|suffix| suffix.as_bytes() == base.as_bytes() && suffix.typ() != Some(psl::Type::Private))
}

/// Out of reach: no profile of this build asks.
#[cfg(not(feature = "psl"))]
pub(super) fn is_one(_: &DnsName<'_>) -> bool {
    true
}
