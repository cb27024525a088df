//! DNS names as certificates write them: labels, wildcards, and what lies within what.

use std::fmt;

/// Longest DNS name in its textual form, without a trailing dot (RFC 1035 section 3.1: 255 octets on the wire).
const NAME_CHARACTERS: usize = 253;
/// Longest label (RFC 1035 section 3.1).
const LABEL_CHARACTERS: usize = 63;

/// A well-formed DNS name. Compares without regard to ASCII case (RFC 4343).
#[derive(Clone, Copy)]
pub(crate) struct DnsName<'a> {
    /// The labels, joined by dots, without the wildcard; may be empty for a constraint on every name.
    base: &'a str,
    wildcard: bool,
}

impl<'a> DnsName<'a> {
    /// A name as a certificate presents it: `host.example`, or `*.example` with the wildcard as the whole left-most
    /// label and at least two labels to its right or one (a profile may ask for more).
    pub(crate) fn parse_presented(text: &'a str) -> Option<Self> {
        match text.strip_prefix("*.") {
            Some(base) => Self::parse_host(base).map(|name| Self { wildcard: true, ..name }),
            None => Self::parse_host(text),
        }
    }

    /// A name without a wildcard. Underscores are let through; [`Self::is_preferred_syntax`] tells.
    pub(crate) fn parse_host(text: &'a str) -> Option<Self> {
        // All octets, whatever the first ones are: that is done for many at a time.
        let fits = |o: u8| o.is_ascii_alphanumeric() | matches!(o, b'-'..=b'.') | matches!(o, b'_');
        let well_formed = text.len() <= NAME_CHARACTERS
            && text.bytes().fold(true, |all, octet| all & fits(octet))
            && text.as_bytes().split(|octet| *octet == b'.').all(is_label);
        well_formed.then_some(Self { base: text, wildcard: false })
    }

    /// A constraint: a name, or nothing, which covers every name.
    pub(crate) fn parse_constraint(text: &'a str) -> Option<Self> {
        if text.is_empty() { Some(Self { base: text, wildcard: false }) } else { Self::parse_host(text) }
    }

    /// The labels, without the wildcard.
    #[cfg(feature = "psl")]
    pub(crate) fn base(&self) -> &'a str {
        self.base
    }

    /// Whether it begins with a wildcard label.
    pub(crate) fn is_wildcard(&self) -> bool {
        self.wildcard
    }

    /// Whether its labels keep to letters, digits and hyphens (RFC 1034 section 3.5, asked for by RFC 5280
    /// section 4.2.1.6), and its last label is not all digits, as an address's would be.
    pub(crate) fn is_preferred_syntax(&self) -> bool {
        !self.base.contains('_') && !self.looks_like_address()
    }

    /// Whether the last label is a number, as in an IPv4 address (WHATWG URL, "ends in a number").
    pub(crate) fn looks_like_address(&self) -> bool {
        self.labels_from_right().next().is_some_and(|label| label.bytes().all(|b| b.is_ascii_digit()))
    }

    /// The labels to the right of the wildcard.
    pub(crate) fn label_count(&self) -> usize {
        self.labels_from_right().count()
    }

    fn labels_from_right(&self) -> impl Iterator<Item = &'a str> {
        self.base.rsplit('.').filter(|label| !label.is_empty())
    }

    /// Whether a presented name matches this host: RFC 9525 section 6.3. A wildcard stands for exactly one label.
    pub(crate) fn presented_matches(presented: &DnsName<'_>, host: &DnsName<'_>) -> bool {
        if host.wildcard {
            return false;
        }
        if !presented.wildcard {
            return presented == host;
        }
        host.base.split_once('.').is_some_and(|(_, parent)| parent.eq_ignore_ascii_case(presented.base))
    }
}

impl PartialEq for DnsName<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.wildcard == other.wildcard && self.base.eq_ignore_ascii_case(other.base)
    }
}

impl fmt::Display for DnsName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.wildcard {
            f.write_str("*.")?;
        }
        f.write_str(self.base)
    }
}

/// What is asked of a label besides its letters.
fn is_label(label: &[u8]) -> bool {
    (1..=LABEL_CHARACTERS).contains(&label.len()) && !label.starts_with(b"-") && !label.ends_with(b"-")
}

/// Whether every name that `name` stands for is `base` or lies below it.
pub(super) fn within(name: &DnsName<'_>, base: &DnsName<'_>) -> bool {
    let mut labels = name.labels_from_right();
    base.labels_from_right().all(|base| labels.next().is_some_and(|label| label.eq_ignore_ascii_case(base)))
}

/// Whether some name that the wildcard `name` stands for is `base` or lies below it, though not every one does.
pub(super) fn wildcard_may_be_within(name: &DnsName<'_>, base: &DnsName<'_>) -> bool {
    // The wildcard is one label: the constraint may name that label and no more.
    name.wildcard
        && name.label_count().saturating_add(1) == base.label_count()
        && within(&DnsName { wildcard: false, ..*base }, &DnsName { wildcard: false, ..*name })
}
