//! What `trust:` binds a bundle's paths to.

use std::cell::Cell;

use super::criterion::Quantifier;
use super::document::TrustBundle;
use super::field::Field;
use super::matcher::{Answer, Atom, Subject};
use super::request::AccessRequest;
use crate::anchor::Binding;
use crate::certificate::{Certificate, GeneralName};
use crate::encoding::oid::known;
use crate::encoding::time::Timestamp;
use crate::identity::facts::PeerFacts;
use crate::identity::{SpiffeId, with_lower_case_host};
use crate::reason::{Code, Reason, quoted};

/// A bundle's trust domain and permitted names.
#[derive(Debug)]
pub(crate) struct BundleBinding(pub(crate) TrustBundle);

impl Binding for BundleBinding {
    fn permits(&self, end_entity: &Certificate) -> Result<(), Reason> {
        let bundle = &self.0;
        let refuse = |name: &str, wanted: String| {
            let (name, bundle) = (quoted(name), quoted(&bundle.name));
            Err(Reason::new(
                Code::NameNotPermitted,
                format!("{name} lies outside what the bundle {bundle} is bound to, {wanted}"),
            )
            .certificate_ref(Some(0), end_entity.fingerprint())
            .saw(name)
            .wanted(wanted)
            .by("policy document, trust")
            .mended_by("present a certificate that the CA of that name's own bundle issued, or change the binding"))
        };
        let permits = |name: &GeneralName<'_>| {
            if let (Some(trust_domain), GeneralName::Uri(uri)) = (&bundle.trust_domain, name) {
                let claims = uri.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("spiffe:"));
                if claims && SpiffeId::parse(uri).map(|id| id.trust_domain()) != Ok(trust_domain.as_str()) {
                    return refuse(uri, format!("the trust domain {}", quoted(trust_domain)));
                }
            }
            for (field, tests) in &bundle.permit {
                let Some(facts) = facts_with(field, name) else { continue };
                let atom = Atom { field: field.clone(), quantifier: Quantifier::Only, tests: tests.clone() };
                let request = AccessRequest::connection();
                let subject = Subject { peer: &facts, request: &request, at: Timestamp::MIN, flips: Cell::new(None) };
                if atom.ask(&subject) != Answer::Match {
                    let wanted: Vec<String> = tests.iter().map(ToString::to_string).collect();
                    return refuse(&name.to_string(), wanted.join(" or "));
                }
            }
            Ok(())
        };
        end_entity.subject_alt_names().try_for_each(|name| permits(&name))?;
        // As name constraints have it: a rule may ask for it as `subject.email`.
        let mut addresses = end_entity.subject().values(known::EMAIL_ADDRESS);
        addresses.try_for_each(|address| permits(&GeneralName::Email(&address)))
    }
}

/// The name as the only fact of a peer, if it is of the field.
fn facts_with(field: &Field, name: &GeneralName<'_>) -> Option<PeerFacts> {
    let mut facts = PeerFacts::default();
    match (field, name) {
        (Field::Dns, GeneralName::Dns(text)) => facts.dns.push(text.to_ascii_lowercase()),
        (Field::Email, GeneralName::Email(text)) => facts.email.push(with_lower_case_host(text)),
        // RFC 9598 section 3: a mailbox as well. One that cannot be read is of no value that is permitted.
        (Field::Email, GeneralName::OtherName { type_id: known::SMTP_UTF8_MAILBOX, .. }) => {
            facts.email.extend(name.other_name_text().map(with_lower_case_host));
        }
        (Field::Uri, GeneralName::Uri(text)) => facts.uri.push((*text).to_owned()),
        (Field::Upn, name) => facts.upn.push(with_lower_case_host(name.user_principal_name()?)),
        _ => return None,
    }
    Some(facts)
}
