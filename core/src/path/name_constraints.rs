//! Name constraints: RFC 5280 section 4.2.1.10, for DNS, email, URI, IP and directory names.
//!
//! RFC 5280 section 6.1 keeps, from the anchor down, the intersection of the permitted and the union of the excluded
//! subtrees. A name lies in that intersection exactly when it lies in the permitted subtrees of each CA above it, so
//! here each CA's constraints are applied, when that CA is tried, to every certificate below it.

use std::cell::OnceCell;
use std::net::IpAddr;

use super::designation;
use super::dns_name::{DnsName, wildcard_may_be_within, within};
use crate::certificate::{Certificate, DistinguishedName, GeneralName, GeneralSubtree, NameConstraints};
use crate::encoding::oid::known;
use crate::limits::{Budget, Spent};
use crate::reason::remedy::ca_with;
use crate::reason::{Code, Reason, quoted};

/// Why a certificate does not satisfy a CA's constraints.
pub(super) enum Violation {
    /// A name, the form, and the subtrees that it was held against.
    Reason(Box<Reason>),
    /// There were too many comparisons.
    Spent(Spent),
}

impl From<Reason> for Violation {
    fn from(reason: Reason) -> Self {
        Self::Reason(Box::new(reason))
    }
}

impl From<Spent> for Violation {
    fn from(spent: Spent) -> Self {
        Self::Spent(spent)
    }
}

/// Applies one CA's constraints to one certificate below it. The caller leaves out self-issued certificates that are
/// not the end entity (RFC 5280 section 6.1.3 (b) and (c)).
pub(super) fn apply(
    constraints: &NameConstraints<'_>,
    issuer: &Certificate,
    certificate: &Certificate,
    budget: &Budget,
) -> Result<(), Violation> {
    let subtrees = Subtrees::new(constraints);
    for name in certificate.subject_alt_names() {
        apply_to_name(&subtrees, issuer, &name, budget)?;
    }
    let subject = certificate.subject();
    if !subject.is_empty() {
        apply_to_name(&subtrees, issuer, &GeneralName::DirectoryName(subject), budget)?;
    }
    // Section 4.2.1.10 asks for it where there is no subjectAltName. A policy may ask for an emailAddress of the subject whatever
    // else there is.
    for attribute in subject.attributes().filter(|a| a.oid() == known::EMAIL_ADDRESS) {
        apply_to_name(&subtrees, issuer, &GeneralName::Email(&attribute.text()), budget)?;
    }
    Ok(())
}

/// The constraints of one CA, each read at most once: all names of a certificate meet all of them.
struct Subtrees<'a> {
    constraints: &'a NameConstraints<'a>,
    lists: OnceCell<[Vec<Subtree<'a>>; 2]>,
}

struct Subtree<'a> {
    general: GeneralSubtree<'a>,
    octets: usize,
    /// A dNSName, if it is well formed.
    dns: Option<DnsName<'a>>,
}

impl<'a> Subtrees<'a> {
    fn new(constraints: &'a NameConstraints<'a>) -> Self {
        Self { constraints, lists: OnceCell::new() }
    }

    /// The excluded and the permitted subtrees. Reading them counts as a comparison of each with nothing.
    fn lists(&self, budget: &Budget) -> Result<&[Vec<Subtree<'a>>; 2], Spent> {
        if let Some(lists) = self.lists.get() {
            return Ok(lists);
        }
        let read = |subtree: GeneralSubtree<'a>| {
            let octets = match &subtree {
                // Folded character by character, which takes several times as long.
                GeneralSubtree::DirectoryName(name) => name.der().len().saturating_mul(DIRECTORY_NAME_WEIGHT),
                other => other.octets(),
            };
            budget.spend_name_comparison(octets)?;
            let dns = match subtree {
                GeneralSubtree::Dns(base) => DnsName::parse_constraint(base),
                _ => None,
            };
            Ok(Subtree { general: subtree, octets, dns })
        };
        let excluded = self.constraints.excluded().map(read).collect::<Result<_, _>>()?;
        let permitted = self.constraints.permitted().map(read).collect::<Result<_, _>>()?;
        Ok(self.lists.get_or_init(|| [excluded, permitted]))
    }
}

/// How many octets of another form an octet of a directory name counts for.
const DIRECTORY_NAME_WEIGHT: usize = 4;

/// A name, with what is read of it once for all subtrees.
struct Name<'a> {
    name: &'a GeneralName<'a>,
    dns: Option<DnsName<'a>>,
}

fn apply_to_name(
    subtrees: &Subtrees<'_>,
    issuer: &Certificate,
    name: &GeneralName<'_>,
    budget: &Budget,
) -> Result<(), Violation> {
    let [excluded_subtrees, permitted_subtrees] = subtrees.lists(budget)?;
    let octets = match name {
        GeneralName::DirectoryName(name) => name.der().len().saturating_mul(DIRECTORY_NAME_WEIGHT),
        other => other.octets(),
    };
    let dns = match name {
        GeneralName::Dns(text) => DnsName::parse_presented(text),
        _ => None,
    };
    let presented = Name { name, dns };
    for subtree in excluded_subtrees {
        budget.spend_name_comparison(octets.saturating_add(subtree.octets))?;
        match covers(subtree, &presented, Side::Excluded) {
            Covers::Yes => return Err(excluded(issuer, name, &subtree.general)),
            Covers::Unclear(why) => return Err(unclear(issuer, name, why).into()),
            Covers::Malformed(why) => return Err(malformed(issuer, name, why, &subtree.general)),
            Covers::No | Covers::OtherForm => {}
        }
    }
    let mut outside = false;
    for subtree in permitted_subtrees {
        budget.spend_name_comparison(octets.saturating_add(subtree.octets))?;
        match covers(subtree, &presented, Side::Permitted) {
            Covers::Yes => return Ok(()),
            Covers::Unclear(why) => return Err(unclear(issuer, name, why).into()),
            Covers::Malformed(why) => return Err(malformed(issuer, name, why, &subtree.general)),
            Covers::No => outside = true,
            Covers::OtherForm => {}
        }
    }
    if !outside {
        return Ok(());
    }
    let of_its_form = |subtree: &&Subtree<'_>| matches!(covers(subtree, &presented, Side::Permitted), Covers::No);
    let permitted = permitted_subtrees.iter().filter(of_its_form).take(SUBTREES_NAMED);
    let permitted: Vec<String> = permitted.map(|subtree| quoted(&subtree.general.to_string())).collect();
    Err(not_permitted(issuer, name, &permitted))
}

/// Most permitted subtrees that a message lists.
const SUBTREES_NAMED: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Permitted,
    Excluded,
}

enum Covers {
    Yes,
    No,
    /// The subtree is of another form and says nothing about the name.
    OtherForm,
    /// Name and subtree are of one form and cannot be compared: the name is refused (section 4.2.1.10).
    Unclear(&'static str),
    /// The same, for the subtree is malformed.
    Malformed(&'static str),
}

impl From<bool> for Covers {
    fn from(covers: bool) -> Self {
        if covers { Self::Yes } else { Self::No }
    }
}

fn covers(subtree: &Subtree<'_>, presented: &Name<'_>, side: Side) -> Covers {
    match (&subtree.general, presented.name) {
        (GeneralSubtree::Dns(base), GeneralName::Dns(_)) => dns(base, subtree.dns, presented.dns, side),
        (GeneralSubtree::Email(base), GeneralName::Email(name)) => email(base, name),
        // RFC 9598 section 6 holds it to the constraints of mailboxes.
        (GeneralSubtree::Email(_), GeneralName::OtherName { type_id, .. }) if *type_id == known::SMTP_UTF8_MAILBOX => {
            Covers::Unclear("international mailboxes are not supported")
        }
        (GeneralSubtree::Uri(base), GeneralName::Uri(name)) => uri(base, name),
        (GeneralSubtree::Ip { network, mask }, GeneralName::Ip(address)) => ip(network, mask, *address),
        (GeneralSubtree::DirectoryName(base), GeneralName::DirectoryName(name)) => directory(name, base, side),
        (GeneralSubtree::Other { form }, name) if *form == name.form() => {
            Covers::Unclear("constraints on names of this form are not supported")
        }
        _ => Covers::OtherForm,
    }
}

/// Any number of labels added to the left of the constraint satisfies it. A wildcard is permitted when every name that
/// it can stand for is, and excluded when one of them is.
fn dns(text: &str, base: Option<DnsName<'_>>, name: Option<DnsName<'_>>, side: Side) -> Covers {
    if text.starts_with('.') {
        return Covers::Malformed("a dNSName constraint must not begin with a period");
    }
    let Some(base) = base else {
        return Covers::Malformed("the dNSName constraint is malformed");
    };
    let Some(name) = name else {
        return Covers::Unclear("the dNSName is malformed");
    };
    match side {
        Side::Permitted => within(&name, &base).into(),
        Side::Excluded => (within(&name, &base) || wildcard_may_be_within(&name, &base)).into(),
    }
}

/// `mailbox@host` is that mailbox, `host` every mailbox at that host, `.domain` every mailbox at a host below it.
fn email(base: &str, name: &str) -> Covers {
    let Some((name_local, name_host)) = mailbox(name) else {
        return Covers::Unclear("the rfc822Name is malformed");
    };
    let Some(name_host) = DnsName::parse_host(name_host) else {
        return Covers::Unclear("the rfc822Name's host is malformed");
    };
    if base.contains('@') {
        let Some((local, host)) = mailbox(base) else {
            return Covers::Malformed("the rfc822Name constraint is malformed");
        };
        // RFC 5280 section 7.5: the local part is compared exactly, the host without regard to case.
        return match DnsName::parse_host(host) {
            Some(host) => (local == name_local && host == name_host).into(),
            None => Covers::Malformed("the rfc822Name constraint is malformed"),
        };
    }
    host_constraint(base, &name_host).unwrap_or(Covers::Malformed("the rfc822Name constraint is malformed"))
}

/// Splits at the one `@`; `None` for none, several, or an empty side. Quoted local parts, which may hold another `@`,
/// are refused.
fn mailbox(text: &str) -> Option<(&str, &str)> {
    let (local, host) = text.split_once('@')?;
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '(' | ')' | '<' | '>' | ',' | ';' | ':' | '\\');
    (!local.is_empty() && !host.is_empty() && !host.contains('@') && local.chars().all(plain)).then_some((local, host))
}

/// The constraint is on the host of the URI; one without a host name, or with an address for it, is refused.
fn uri(base: &str, name: &str) -> Covers {
    let Some(host) = uri_host(name) else {
        return Covers::Unclear("the URI has no host that is a domain name");
    };
    let Some(host) = DnsName::parse_host(host).filter(|host| !host.looks_like_address()) else {
        return Covers::Unclear("the URI's host is not a domain name");
    };
    host_constraint(base, &host).unwrap_or(Covers::Malformed("the URI constraint is malformed"))
}

/// `scheme://[userinfo@]host[:port][/?#...]` (RFC 3986 section 3.2); `None` without an authority, for an address, and
/// for what two parsers may read differently.
fn uri_host(uri: &str) -> Option<&str> {
    let (scheme, rest) = uri.split_once("://")?;
    if scheme.is_empty() || !scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')) {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    let host_and_port = match authority.split_once('@') {
        Some((userinfo, host)) if userinfo.bytes().all(is_userinfo) => host,
        Some(_) => return None,
        None => authority,
    };
    let (host, port) = host_and_port.split_once(':').unwrap_or((host_and_port, ""));
    (!host.is_empty() && port.bytes().all(|b| b.is_ascii_digit())).then_some(host)
}

/// RFC 3986 section 3.2.1.
fn is_userinfo(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:".contains(&octet)
}

/// `host` is that host, `.domain` every host below it, nothing is every host. `None` if it is malformed.
fn host_constraint(base: &str, host: &DnsName<'_>) -> Option<Covers> {
    if base.is_empty() {
        return Some(Covers::Yes);
    }
    match base.strip_prefix('.') {
        Some(domain) => {
            let domain = DnsName::parse_host(domain)?;
            Some((within(host, &domain) && *host != domain).into())
        }
        None => Some((DnsName::parse_host(base)? == *host).into()),
    }
}

/// Section 4.2.1.10: address and mask of one length, the mask in the style of RFC 4632: ones, then zeros.
fn ip(network: &[u8], mask: &[u8], address: IpAddr) -> Covers {
    let (v4, v6);
    let octets: &[u8] = match address {
        IpAddr::V4(a) => {
            v4 = a.octets();
            &v4
        }
        // Policies read it as the IPv4 address (RFC 4291 section 2.5.5.2), which other constraints would be for.
        IpAddr::V6(a) if a.to_ipv4_mapped().is_some() => {
            return Covers::Unclear("an IPv4 address in an IPv6 address can be read as either");
        }
        IpAddr::V6(a) => {
            v6 = a.octets();
            &v6
        }
    };
    if mask.len() != network.len() || !is_contiguous(mask) {
        return Covers::Malformed("the iPAddress constraint's mask is malformed");
    }
    // Both versions are the one form iPAddress: where only addresses of one are permitted, none of the other is.
    if network.len() != octets.len() {
        return Covers::No;
    }
    let inside = octets.iter().zip(network).zip(mask).all(|((octet, network), mask)| octet & mask == network & mask);
    inside.into()
}

fn is_contiguous(mask: &[u8]) -> bool {
    let mut ended = false;
    mask.iter().all(|&octet| {
        let ok = if ended { octet == 0 } else { octet.leading_ones().saturating_add(octet.trailing_zeros()) >= 8 };
        ended |= octet != 0xff;
        ok
    })
}

fn directory(name: &DistinguishedName<'_>, base: &DistinguishedName<'_>, side: Side) -> Covers {
    if !name.is_within(base) && side == Side::Excluded && name.may_be_within(base) {
        return Covers::Unclear("characters outside ASCII may be another spelling of the excluded name");
    }
    name.is_within(base).into()
}

fn excluded(issuer: &Certificate, name: &GeneralName<'_>, subtree: &GeneralSubtree<'_>) -> Violation {
    let (name, subtree) = (quoted(&name.to_string()), quoted(&subtree.to_string()));
    let ca = designation(&issuer.subject());
    violation(format!("{name} lies in the subtree {subtree}, which the CA {ca} excludes"), name)
        .wanted(format!("outside {subtree}"))
        .into()
}

fn not_permitted(issuer: &Certificate, name: &GeneralName<'_>, permitted: &[String]) -> Violation {
    let (name, permitted) = (quoted(&name.to_string()), permitted.join(" or "));
    let ca = designation(&issuer.subject());
    violation(format!("{name} lies outside what the CA {ca} permits, {permitted}"), name).wanted(permitted).into()
}

fn unclear(issuer: &Certificate, name: &GeneralName<'_>, why: &'static str) -> Reason {
    let name = quoted(&name.to_string());
    let ca = designation(&issuer.subject());
    violation(format!("{name} cannot be held against the name constraints of the CA {ca}: {why}"), name)
}

/// Other names would not mend it: the CA's certificate is to be issued again.
fn malformed(
    issuer: &Certificate,
    name: &GeneralName<'_>,
    why: &'static str,
    subtree: &GeneralSubtree<'_>,
) -> Violation {
    let example = match subtree {
        GeneralSubtree::Email(_) => "email:host.example",
        GeneralSubtree::Uri(_) => "URI:host.example",
        GeneralSubtree::Ip { .. } => "IP:192.0.2.0/255.255.255.0",
        _ => "DNS:host.example",
    };
    let line = format!("nameConstraints = critical, permitted;{example}");
    unclear(issuer, name, why).mended_by(ca_with(&[&line])).into()
}

fn violation(message: String, observed: String) -> Reason {
    Reason::new(Code::NameNotPermitted, message).saw(observed)
}
