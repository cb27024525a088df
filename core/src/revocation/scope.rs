//! Which certificates a CRL is about: issuing distribution points (RFC 5280 section 5.2.5) against the distribution points
//! of certificates (section 4.2.1.13).

use std::fmt;

use super::reasons::ReasonMask;
use crate::certificate::{
    Certificate, DistinguishedName, GeneralName, GeneralNames, elements, parse_general_name, parse_rdns, sequence,
    values, view,
};
use crate::encoding::der::{Malformed, Reader, Value, tag};
use crate::encoding::oid::known;

const IDP: &str = "RFC 5280, section 5.2.5";

/// Which certificates a CRL is limited to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holders {
    All,
    Users,
    Cas,
    /// Attribute certificates, which are none of ours.
    Attributes,
}

/// What an issuing distribution point says; a CRL without one is about all certificates of its issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scope {
    /// The names of the distribution point, comparable; `None` without a distribution point.
    pub(super) names: Option<Vec<Vec<u8>>>,
    pub(super) holders: Holders,
    pub(super) reasons: ReasonMask,
    pub(super) indirect: bool,
    /// Whether the CRL has an issuing distribution point at all.
    pub(super) stated: bool,
}

impl Scope {
    pub(super) const WHOLE: Self =
        Self { names: None, holders: Holders::All, reasons: ReasonMask::ALL, indirect: false, stated: false };

    /// IssuingDistributionPoint. Empty, it would say what its absence does; DER leaves defaults out.
    pub(super) fn read(value: &Value<'_>, crl_issuer: &DistinguishedName<'_>) -> Result<Self, Malformed> {
        let whole = sequence(value, "issuingDistributionPoint is not a SEQUENCE")?;
        let mut inside = whole.reader();
        let name = inside.optional(tag::explicit(0))?;
        let names = name.map(|name| point_names(&name, &[&crl_issuer.comparison_key()])).transpose()?;
        let mut flag = |number: u8| inside.optional(tag::implicit(number))?.map_or(Ok(false), |flag| flag.boolean());
        let (users, cas) = (flag(1)?, flag(2)?);
        let reasons = inside.optional(tag::implicit(3))?.map(|bits| ReasonMask::read(&bits)).transpose()?;
        let mut flag = |number: u8| inside.optional(tag::implicit(number))?.map_or(Ok(false), |flag| flag.boolean());
        let (indirect, attributes) = (flag(4)?, flag(5)?);
        inside.finish("bytes follow issuingDistributionPoint")?;
        let holders = match (users, cas, attributes) {
            (false, false, false) => Holders::All,
            (true, false, false) => Holders::Users,
            (false, true, false) => Holders::Cas,
            (false, false, true) => Holders::Attributes,
            _ => return Err(whole.malformed("a CRL is limited to more than one kind of certificates", IDP)),
        };
        Ok(Self { names, holders, reasons: reasons.unwrap_or(ReasonMask::ALL), indirect, stated: true })
    }

    /// Section 6.3.3 (b)(2)(ii) to (iv).
    pub(super) fn holds(&self, certificate: &Certificate) -> bool {
        let ca = certificate.basic_constraints().is_some_and(|constraints| constraints.ca);
        match self.holders {
            Holders::All => true,
            Holders::Users => !ca,
            Holders::Cas => ca,
            Holders::Attributes => false,
        }
    }
}

/// A place where a certificate's revocation is told: one of its distribution points, or the one that every certificate
/// has, its issuer's name.
#[derive(Debug)]
pub(super) struct Point<'a> {
    /// The names, comparable; `None` if only a CRL issuer is stated.
    pub(super) names: Option<Vec<Vec<u8>>>,
    pub(super) reasons: ReasonMask,
    /// Whose CRL it is, if not the certificate issuer's: names, of which one is to match.
    pub(super) crl_issuers: Vec<DistinguishedName<'a>>,
    /// Whether the point names a CRL issuer, even one that is no directory name.
    pub(super) by_other: bool,
}

impl Point<'_> {
    /// Section 6.3.3 (b)(2)(i).
    pub(super) fn is_of(&self, scope: &Scope) -> bool {
        let Some(wanted) = &scope.names else { return true };
        let issuers;
        let names = if let Some(names) = &self.names {
            names
        } else {
            issuers = self.crl_issuers.iter().map(comparable_directory_name).collect();
            &issuers
        };
        names.iter().any(|name| wanted.contains(name))
    }

    /// How much there is to compare with a scope.
    pub(super) fn octets(&self) -> usize {
        self.names.iter().flatten().map(Vec::len).sum()
    }
}

/// The points of a certificate, in its order, and last the one that section 6.3.3 assumes: all reasons, the issuer's name.
/// A point that cannot be read is none.
pub(super) fn points(certificate: &Certificate) -> Vec<Point<'_>> {
    let extension = certificate.extension(known::CRL_DISTRIBUTION_POINTS);
    let stated = extension.into_iter().flat_map(|extension| values(view(extension.value())));
    let issuer = certificate.issuer_key();
    let mut points: Vec<Point<'_>> = stated.filter_map(|point| read_point(&point, issuer).ok()).take(POINTS).collect();
    points.push(Point {
        names: Some(vec![comparable(issuer)]),
        reasons: ReasonMask::ALL,
        crl_issuers: Vec::new(),
        by_other: false,
    });
    points
}

/// Most distribution points of a certificate that are looked at; public certificates have one or two.
const POINTS: usize = 64;

/// DistributionPoint.
fn read_point<'a>(point: &Value<'a>, issuer: &[u8]) -> Result<Point<'a>, Malformed> {
    let mut inside = point.reader();
    let name = inside.optional(tag::explicit(0))?;
    let reasons = inside.optional(tag::implicit(1))?.map(|bits| ReasonMask::read(&bits)).transpose()?;
    let stated = inside.optional(tag::explicit(2))?;
    inside.finish("bytes follow a distribution point")?;
    let crl_issuers: Vec<DistinguishedName<'a>> = stated.map(|names| directory_names(&names)).unwrap_or_default();
    let theirs: Vec<Vec<u8>> = crl_issuers.iter().map(DistinguishedName::comparison_key).collect();
    let theirs: Vec<&[u8]> = theirs.iter().map(Vec::as_slice).collect();
    let bases = if stated.is_some() { theirs.as_slice() } else { &[issuer] };
    let names = name.map(|name| point_names(&name, bases)).transpose()?;
    Ok(Point { names, reasons: reasons.unwrap_or(ReasonMask::ALL), crl_issuers, by_other: stated.is_some() })
}

fn directory_names<'a>(names: &Value<'a>) -> Vec<DistinguishedName<'a>> {
    GeneralNames::inside(names)
        .filter_map(|name| match name {
            GeneralName::DirectoryName(name) => Some(name),
            _ => None,
        })
        .take(CRL_ISSUERS)
        .collect()
}

/// Most CRL issuers of a distribution point that are looked at; there is one in all that are in use.
const CRL_ISSUERS: usize = 4;

/// DistributionPointName: full names, or a relative name below the CRL issuer's, whose comparison key is given.
fn point_names(name: &Value<'_>, bases: &[&[u8]]) -> Result<Vec<Vec<u8>>, Malformed> {
    let mut outside = name.reader();
    let choice = outside.read()?;
    outside.finish("bytes follow the name of a distribution point")?;
    match choice.tag {
        FULL => {
            let mut names = Vec::new();
            elements(&choice, "a distribution point has no name", |name| {
                names.push(match parse_general_name(&name)? {
                    GeneralName::DirectoryName(name) => comparable_directory_name(&name),
                    _ => name.raw.to_vec(),
                });
                Ok(())
            })?;
            Ok(names)
        }
        // It must not be used with more than one CRL issuer (section 4.2.1.13).
        RELATIVE => match bases {
            [base] => Ok(vec![relative_to(base, &choice)?]),
            _ => Err(choice.malformed("a relative name has no one name above it", "RFC 5280, section 4.2.1.13")),
        },
        _ => Err(choice.malformed("the name of a distribution point is neither full nor relative", IDP)),
    }
}

const FULL: u8 = tag::explicit(0);
const RELATIVE: u8 = tag::explicit(1);

/// A directory name in a form that is the same for names that match (section 7.1); no other name begins as it does.
fn comparable_directory_name(name: &DistinguishedName<'_>) -> Vec<u8> {
    comparable(&name.comparison_key())
}

fn comparable(comparison_key: &[u8]) -> Vec<u8> {
    [&[tag::explicit(4), 0x80], comparison_key].concat()
}

/// The name with this comparison key, with one relative distinguished name more.
fn relative_to(base: &[u8], relative: &Value<'_>) -> Result<Vec<u8>, Malformed> {
    let der = wrapped(tag::SEQUENCE, &wrapped(tag::SET, relative.content));
    let name = Reader::new(&der).read()?;
    parse_rdns(&name).map_err(|malformed| relative.malformed(malformed.what, malformed.reference))?;
    // A name's key is those of its relative distinguished names, one behind the other.
    Ok(comparable(&[base, &DistinguishedName::new(&der).comparison_key()].concat()))
}

/// A value of this tag.
fn wrapped(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut der = vec![tag];
    match u8::try_from(content.len()) {
        Ok(length @ 0..=0x7f) => der.push(length),
        _ => {
            der.push(0x84);
            der.extend(u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes());
            // The shortest form has no leading zero octets.
            let zeros = der.iter().skip(2).take_while(|octet| **octet == 0).count();
            der.drain(2..zeros.saturating_add(2));
            let octets = u8::try_from(der.len().saturating_sub(2)).unwrap_or(4);
            if let Some(first) = der.get_mut(1) {
                *first = 0x80 | octets;
            }
        }
    }
    der.extend_from_slice(content);
    der
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.holders {
            Holders::All => "all certificates",
            Holders::Users => "certificates that are no CA's",
            Holders::Cas => "CA certificates",
            Holders::Attributes => "attribute certificates",
        })?;
        if self.names.is_some() {
            f.write_str(" of one distribution point")?;
        }
        if !self.reasons.has_all(ReasonMask::ALL) {
            f.write_str(", for some reasons")?;
        }
        if self.indirect {
            f.write_str(", also of other CAs")?;
        }
        Ok(())
    }
}
