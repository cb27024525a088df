//! What OCSP responses say about a certificate: RFC 6960 section 3.2.
//!
//! A response counts if it is about this very certificate, and was signed by the certificate's issuer or by somebody whom
//! the issuer itself has certified for that. Of several statements about one certificate the worst counts.

use super::by_crl::{Question, ends};
use super::ocsp::{OcspResponse, Says, Statement};
use super::reasons::RevocationReason;
use super::status::{Finding, RevocationSource, RevocationStatus};
use super::{Authority, NoSigner, Sources};
use crate::encoding::time::Timestamp;
use crate::limits::Spent;

/// What the responses that are at hand, and those that the peer stapled, say.
pub(super) fn finding(question: &Question<'_>, sources: &Sources, authority: &dyn Authority) -> Result<Finding, Spent> {
    let given = sources.responses(question.certificate.serial().content());
    let stapled = question.stapled.iter().filter_map(|stapled| stapled.as_ref().ok());
    let mut said = Vec::new();
    for response in given.iter().chain(stapled) {
        said.extend(by_response(question, response, authority)?);
    }
    // As with CRLs, a hold ends with a newer response that says good.
    let newest =
        said.iter().filter(|finding| finding.status != RevocationStatus::Revoked).map(|finding| finding.this_update);
    let newest = newest.max().flatten();
    let ended = |finding: &Finding| {
        let on_hold = finding.revoked.is_some_and(|(_, reason)| reason == RevocationReason::CertificateHold);
        finding.status == RevocationStatus::Revoked && on_hold && finding.this_update < newest
    };
    let mut all = Finding::unknown();
    for finding in said {
        all = all.and(if ended(&finding) { Finding { flips: finding.flips, ..Finding::unknown() } } else { finding });
    }
    question.stapled.iter().filter_map(|stapled| stapled.as_ref().err()).for_each(|why| all.observe(why.as_str()));
    Ok(all)
}

/// `None` if it is not about the certificate.
fn by_response(
    question: &Question<'_>,
    response: &OcspResponse,
    authority: &dyn Authority,
) -> Result<Option<Finding>, Spent> {
    question.budget.spend_crl()?;
    let statements = response.about(question.certificate, authority.issuer());
    // What is revoked already is worse than what will be, for good worse than on hold, and the earlier the worse.
    let sooner = |instant: Timestamp| instant.unix_seconds().saturating_neg();
    let rank = |statement: &&Statement<'_>| match statement.says {
        Says::Good => (0, statement.next_update.map_or(0, sooner)),
        Says::Revoked(since, _) if since > question.at => (1, sooner(since)),
        Says::Unknown => (2, 0),
        Says::Revoked(since, RevocationReason::CertificateHold) => (3, sooner(since)),
        Says::Revoked(since, _) => (4, sooner(since)),
    };
    let Some(worst) = statements.iter().max_by_key(rank) else { return Ok(None) };
    let mut finding = Finding::unknown();
    let name = response.named();
    let unknown = response.unknown_extension().or_else(|| statements.iter().find_map(|statement| statement.unknown));
    if let Some(oid) = unknown {
        finding.observe(format!("{name} has the critical extension {oid}, which is not understood"));
        return Ok(Some(finding));
    }
    match authority.responder_of(response) {
        Ok(()) => {}
        Err(NoSigner::Spent(spent)) => return Err(spent),
        Err(NoSigner::None(why)) => {
            finding.observe(format!("{name} {why}"));
            return Ok(Some(finding));
        }
    }
    // A revocation that is yet to come ends what holds now, whichever statement counts.
    finding.flips.extend(statements.iter().filter_map(|statement| match statement.says {
        Says::Revoked(since, _) if since > question.at => Some(since),
        _ => None,
    }));
    say(question, response, worst, &mut finding);
    Ok(Some(finding))
}

fn say(question: &Question<'_>, response: &OcspResponse, worst: &Statement<'_>, finding: &mut Finding) {
    let Question { certificate, at, requirement, .. } = *question;
    let name = response.named();
    finding.said_by.clone_from(&name);
    if let Says::Revoked(since, reason) = worst.says {
        finding.revoked = Some((since, reason));
        if since <= at {
            finding.status = RevocationStatus::Revoked;
            finding.source = Some(RevocationSource::Ocsp);
            finding.this_update = Some(worst.this_update);
            finding.next_update = worst.next_update;
            finding.flips.extend(worst.next_update.map(|instant| instant.plus_seconds(1)));
            return;
        }
        finding.observe(format!("{name} says that it is revoked from {since} on"));
    }
    if worst.says == Says::Unknown {
        finding.observe(format!("{name} says that the responder does not know the certificate"));
        return;
    }
    if let Some(why) = question.refuses(&name, &response.signature_algorithm()) {
        finding.observe(why);
        return;
    }
    let issued = worst.this_update.max(response.produced_at());
    if issued > at {
        finding.flips.push(issued);
        finding.observe(format!("{name} was issued at {issued}, after the verification time"));
        return;
    }
    // Section 4.4.4: of certificates that expired before the cutoff, the responder keeps nothing.
    if let Some(cutoff) = worst.archive_cutoff.filter(|cutoff| certificate.not_after() < *cutoff) {
        finding.observe(format!("{name} does not answer for certificates that expired before {cutoff}"));
        return;
    }
    // Section 4.2.2.1: without nextUpdate, newer information is available all the time.
    let next_update = worst.next_update.unwrap_or(worst.this_update);
    let fresh_until = requirement.fresh_until(worst.this_update, next_update);
    finding.status = if fresh_until >= at { RevocationStatus::Good } else { RevocationStatus::Stale };
    finding.source = Some(RevocationSource::Ocsp);
    finding.this_update = Some(worst.this_update);
    finding.next_update = worst.next_update;
    finding.fresh_until = Some(fresh_until);
    finding.flips.extend(ends(requirement, fresh_until));
}
