//! Handfast for Kotlin and Swift: records in, records out, a whole chain in one call.
//!
//! Conversions only. What is decided, by which default and for what reason, is the core's; what reads well in Kotlin or
//! Swift is in `kotlin/` and `swift/`, over the code that UniFFI makes of this crate.
//!
//! - `types`: the records;
//! - `convert`: the core's types as records, and back;
//! - `error`: the caller's mistakes.
#![expect(clippy::missing_errors_doc, reason = "what is thrown is written where people call it, in kotlin/ and swift/")]

mod convert;
mod error;
mod types;

use std::collections::HashMap;
use std::sync::Arc;

use handfast::encoding::oid::OidBuf;
use handfast::path::PROFILE_NAMES;
use handfast::presented::{PresentedChain, read_certificates};
use handfast::{
    AccessRequest, Code, Crl, OcspResponse, Policy, Profile, Provider, ReferenceIdentifier, RelyingParty,
    RevocationData, SignatureCache, TrustAnchors,
};

use convert::{attempts, reading, revocation, signed};
use error::SetupFailure;
use types::{
    AnchorStatement, Authorization, Certificate, CertificateReading, CertificateRecord, ChainContents, ChainRecord,
    CrlRecord, DecisionRecord, Explanation, Finding, Form, OcspRecord, PolicyRecord, ProfileDifference, Question,
    RelyingPartySettings, RequestRecord, TestOutcome, TimelineRecord, Timestamp, VerificationRecord,
};

uniffi::setup_scaffolding!("handfast");

type Made<T> = Result<Arc<T>, SetupFailure>;

/// The core's trust anchors, behind `TrustAnchors`.
#[derive(uniffi::Object)]
pub struct NativeTrustAnchors(TrustAnchors);

#[uniffi::export]
impl NativeTrustAnchors {
    /// See `TrustAnchors`.
    #[uniffi::constructor]
    pub fn from_pem(text: String) -> Made<Self> {
        Ok(Arc::new(Self(TrustAnchors::from_pem(text)?)))
    }

    /// See `TrustAnchors`.
    #[uniffi::constructor]
    pub fn from_der(der: Vec<u8>) -> Made<Self> {
        Ok(Arc::new(Self(TrustAnchors::from_der(der)?)))
    }

    /// See `TrustAnchors`.
    #[uniffi::constructor]
    pub fn from_pem_or_der(bytes: Vec<u8>) -> Made<Self> {
        Ok(Arc::new(Self(TrustAnchors::from_pem_or_der(bytes)?)))
    }

    /// See `TrustAnchors`.
    #[uniffi::constructor]
    pub fn from_spiffe_bundle(json: String) -> Made<Self> {
        Ok(Arc::new(Self(TrustAnchors::from_spiffe_bundle(json)?)))
    }

    /// See `TrustAnchors`.
    pub fn named(&self, bundle: String) -> Arc<Self> {
        Arc::new(Self(self.0.clone().named(&bundle)))
    }

    /// See `TrustAnchors`.
    pub fn with_anchors(&self, others: Arc<Self>) -> Arc<Self> {
        Arc::new(Self(self.0.clone().with(&others.0)))
    }

    /// See `TrustAnchors`.
    pub fn certificates(&self) -> Vec<Certificate> {
        self.0.iter().map(|anchor| anchor.certificate().into()).collect()
    }
}

/// The core's profile, behind `Profile`.
#[derive(uniffi::Object)]
pub struct NativeProfile(Profile);

#[uniffi::export]
impl NativeProfile {
    /// See `Profile`.
    #[uniffi::constructor]
    pub fn client() -> Arc<Self> {
        Arc::new(Self(Profile::client()))
    }

    /// See `Profile`.
    #[uniffi::constructor]
    pub fn svid() -> Arc<Self> {
        Arc::new(Self(Profile::svid()))
    }

    /// See `Profile`.
    #[uniffi::constructor]
    pub fn rfc5280() -> Arc<Self> {
        Arc::new(Self(Profile::rfc5280()))
    }

    /// See `Profile`.
    #[uniffi::constructor]
    pub fn webpki_server() -> Arc<Self> {
        Arc::new(Self(Profile::webpki_server()))
    }

    /// See `Profile`.
    #[uniffi::constructor]
    pub fn piv() -> Arc<Self> {
        Arc::new(Self(Profile::piv()))
    }

    /// See `Profile`.
    #[uniffi::constructor]
    pub fn eap_tls() -> Arc<Self> {
        Arc::new(Self(Profile::eap_tls()))
    }

    /// See `Profile`.
    #[uniffi::constructor]
    pub fn iot_device() -> Arc<Self> {
        Arc::new(Self(Profile::iot_device()))
    }

    /// See `Profile`.
    #[uniffi::constructor]
    pub fn from_json(text: String) -> Made<Self> {
        Ok(Arc::new(Self(Profile::from_json(text)?)))
    }

    /// See `Profile`.
    pub fn to_json(&self) -> String {
        self.0.to_json()
    }

    /// See `Profile`.
    pub fn text(&self) -> String {
        self.0.to_string()
    }

    /// See `Profile`.
    pub fn diff(&self, other: &Self) -> Vec<ProfileDifference> {
        self.0.diff(&other.0).iter().map(ProfileDifference::from).collect()
    }

    /// See `Profile`.
    #[uniffi::constructor]
    pub fn by_name(name: String) -> Made<Self> {
        Ok(Arc::new(Self(Profile::by_name(&name)?)))
    }

    /// See `Profile`.
    pub fn name(&self) -> String {
        self.0.name().to_owned()
    }

    /// See `Profile`.
    pub fn with_extended_key_usages(&self, oids: Vec<String>) -> Made<Self> {
        let oids = identifiers(&oids)?;
        Ok(Arc::new(Self(self.0.clone().with_extended_key_usages(oids.iter().map(OidBuf::as_oid)))))
    }

    /// See `Profile`.
    pub fn with_at_most_intermediates(&self, count: u32) -> Arc<Self> {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        Arc::new(Self(self.0.clone().with_at_most_intermediates(count)))
    }

    /// See `Profile`.
    pub fn with_anchor_validity(&self, statement: AnchorStatement) -> Arc<Self> {
        Arc::new(Self(self.0.clone().with_anchor_validity(statement.into())))
    }

    /// See `Profile`.
    pub fn with_anchor_name_constraints(&self, statement: AnchorStatement) -> Arc<Self> {
        Arc::new(Self(self.0.clone().with_anchor_name_constraints(statement.into())))
    }

    /// See `Profile`.
    pub fn with_anchor_usage(&self, statement: AnchorStatement) -> Arc<Self> {
        Arc::new(Self(self.0.clone().with_anchor_usage(statement.into())))
    }

    /// See `Profile`.
    pub fn with_form(&self, form: Form) -> Arc<Self> {
        Arc::new(Self(self.0.clone().with_form(form.into())))
    }

    /// See `Profile`.
    pub fn with_certificate_policies(&self, oids: Vec<String>) -> Made<Self> {
        let oids = identifiers(&oids)?;
        Ok(Arc::new(Self(self.0.clone().with_certificate_policies(oids.iter().map(OidBuf::as_oid)))))
    }

    /// See `Profile`.
    pub fn with_initial_certificate_policies(&self, oids: Vec<String>) -> Made<Self> {
        let oids = identifiers(&oids)?;
        Ok(Arc::new(Self(self.0.clone().with_initial_certificate_policies(oids.iter().map(OidBuf::as_oid)))))
    }

    /// See `Profile`.
    pub fn with_explicit_certificate_policy(&self) -> Arc<Self> {
        Arc::new(Self(self.0.clone().with_explicit_certificate_policy()))
    }

    /// See `Profile`.
    pub fn without_policy_mapping(&self) -> Arc<Self> {
        Arc::new(Self(self.0.clone().without_policy_mapping()))
    }

    /// See `Profile`.
    pub fn without_any_policy(&self) -> Arc<Self> {
        Arc::new(Self(self.0.clone().without_any_policy()))
    }
}

fn identifiers(oids: &[String]) -> Result<Vec<OidBuf>, SetupFailure> {
    Ok(oids.iter().map(|oid| OidBuf::dotted(oid)).collect::<Result<_, _>>()?)
}

/// The core's policy, behind `Policy`.
#[derive(uniffi::Object)]
pub struct NativePolicy(Policy);

#[uniffi::export]
impl NativePolicy {
    /// See `Policy`.
    #[uniffi::constructor]
    pub fn parse(text: String, sets: HashMap<String, Vec<String>>) -> Made<Self> {
        Ok(Arc::new(Self(Policy::parse_with_sets(&text, &sets.into_iter().collect())?)))
    }

    /// See `Policy`.
    #[uniffi::constructor]
    pub fn parse_untested(text: String, sets: HashMap<String, Vec<String>>) -> Made<Self> {
        Ok(Arc::new(Self(Policy::parse_untested_with_sets(&text, &sets.into_iter().collect())?)))
    }

    /// See `Policy`.
    pub fn contents(&self) -> PolicyRecord {
        (&self.0).into()
    }

    /// See `Policy`.
    pub fn lint(&self, at: Option<Timestamp>) -> Vec<Finding> {
        self.0.lint(at.map(Into::into)).iter().map(Into::into).collect()
    }

    /// See `Policy`.
    pub fn test(&self) -> Result<Vec<TestOutcome>, SetupFailure> {
        Ok(self.0.test()?.iter().map(Into::into).collect())
    }
}

/// The core's CRL, behind `Crl`.
#[derive(uniffi::Object)]
pub struct NativeCrl(Crl);

#[uniffi::export]
impl NativeCrl {
    /// See `Crl`.
    #[uniffi::constructor]
    pub fn from_der(der: Vec<u8>) -> Made<Self> {
        Ok(Arc::new(Self(Crl::from_der(der)?)))
    }

    /// See `Crl`.
    pub fn contents(&self) -> CrlRecord {
        (&self.0).into()
    }

    /// See `Crl`.
    pub fn der(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }
}

/// The core's signature cache, behind `SignatureCache`.
#[derive(uniffi::Object)]
pub struct NativeSignatureCache(SignatureCache);

#[uniffi::export]
impl NativeSignatureCache {
    /// See `SignatureCache`.
    #[uniffi::constructor]
    pub fn of(entries: u32) -> Arc<Self> {
        Arc::new(Self(SignatureCache::new(usize::try_from(entries).unwrap_or(usize::MAX))))
    }

    /// See `SignatureCache`.
    pub fn capacity(&self) -> i64 {
        signed(self.0.capacity())
    }

    /// See `SignatureCache`.
    pub fn kept(&self) -> i64 {
        signed(self.0.len())
    }

    /// See `SignatureCache`.
    pub fn clear(&self) {
        self.0.clear();
    }
}

/// The core's relying party, behind `RelyingParty`.
#[derive(uniffi::Object)]
pub struct NativeRelyingParty(RelyingParty);

#[uniffi::export]
impl NativeRelyingParty {
    /// See `RelyingParty`.
    #[uniffi::constructor]
    pub fn build(
        trust_anchors: Arc<NativeTrustAnchors>,
        policy: Option<Arc<NativePolicy>>,
        profile: Option<Arc<NativeProfile>>,
        crls: Vec<Arc<NativeCrl>>,
        signature_cache: Option<Arc<NativeSignatureCache>>,
        settings: RelyingPartySettings,
    ) -> Made<Self> {
        let mut builder = RelyingParty::builder().trust_anchors(trust_anchors.0.clone());
        if let Some(policy) = policy {
            builder = builder.policy(policy.0.clone());
        }
        if settings.any_verified_peer {
            builder = builder.any_verified_peer();
        }
        if let Some(profile) = profile {
            builder = builder.profile(profile.0.clone());
        }
        if let Some(provider) = settings.provider {
            builder = builder.provider(Provider::by_name(&provider)?);
        }
        if settings.accept_files_without_possession {
            builder = builder.accept_files_without_possession();
        }
        if let Some(keys) = settings.supplies_context {
            builder = builder.supplies_context(keys);
        }
        for hop in settings.trusted_hops {
            builder = builder.trusted_hop(hop);
        }
        let mut data = RevocationData::new().with_crls(crls.iter().map(|crl| crl.0.clone()));
        for response in settings.ocsp_responses {
            data = data.with_ocsp_response(OcspResponse::from_der(response)?);
        }
        for certificate in settings.revocation_certificates {
            data = data.with_certificate(handfast::Certificate::parse(certificate.0)?);
        }
        builder = builder.revocation(data);
        if let Some(mode) = settings.revocation_mode {
            builder = builder.revocation_mode(mode.into());
        }
        for (bundle, mode) in settings.revocation_modes {
            builder = builder.revocation_mode_of(bundle, mode.into());
        }
        if let Some(cache) = signature_cache {
            builder = builder.signature_cache(cache.0.clone());
        }
        if settings.without_signature_cache {
            builder = builder.without_signature_cache();
        }
        Ok(Arc::new(Self(builder.build()?)))
    }

    /// See `RelyingParty`.
    pub fn decide(&self, question: Question) -> Result<DecisionRecord, SetupFailure> {
        let Question { chain, request, at } = question;
        let request = AccessRequest::try_from(&request)?;
        Ok((&self.0.decide(&PresentedChain::from(&chain), &request, at.into())).into())
    }

    /// See `RelyingParty`.
    pub fn authorize(&self, question: Question) -> Result<Authorization, SetupFailure> {
        let Question { chain, request, at } = question;
        let request = AccessRequest::try_from(&request)?;
        Ok(match self.0.authorize(&PresentedChain::from(&chain), &request, at.into()) {
            Ok(identity) => Authorization::Authorized { identity: (&identity).into(), path: identity.path().into() },
            Err(denied) => Authorization::Denied { decision: denied.decision().into() },
        })
    }

    /// See `RelyingParty`.
    pub fn timeline(&self, question: Question, to: Timestamp) -> Result<TimelineRecord, SetupFailure> {
        let Question { chain, request, at } = question;
        let request = AccessRequest::try_from(&request)?;
        Ok((&self.0.timeline(&PresentedChain::from(&chain), &request, at.into(), to.into())).into())
    }

    /// See `RelyingParty`.
    pub fn verify(&self, chain: ChainRecord, at: Timestamp) -> VerificationRecord {
        match self.0.verify(&PresentedChain::from(&chain), at.into()) {
            Ok(path) => VerificationRecord::Verified { path: (&path).into() },
            Err(rejection) => VerificationRecord::Rejected {
                reasons: rejection.reasons().iter().map(Into::into).collect(),
                attempts: attempts(rejection.attempts()),
                revocation: revocation::of_path(rejection.revocation()),
            },
        }
    }
}

/// Reads one certificate, behind `Certificate.parse`.
#[uniffi::export]
pub fn parse_certificate(bytes: Vec<u8>) -> Result<Certificate, SetupFailure> {
    Ok((&handfast::Certificate::parse(bytes)?).into())
}

/// Reads every certificate of a file, behind `Certificate.readAll`.
#[uniffi::export]
pub fn read_all_certificates(bytes: Vec<u8>) -> Vec<CertificateReading> {
    read_certificates(&bytes).iter().map(|read| reading(read.as_ref())).collect()
}

/// What a certificate says, behind the members of `Certificate`.
#[uniffi::export]
pub fn certificate_contents(certificate: Certificate) -> Result<CertificateRecord, SetupFailure> {
    Ok((&handfast::Certificate::parse(certificate.0)?).into())
}

/// Reads the CRLs of a PEM text, behind `Crl.fromPem`.
#[uniffi::export]
pub fn crls_from_pem(text: String) -> Result<Vec<Arc<NativeCrl>>, SetupFailure> {
    Ok(Crl::from_pem(text)?.into_iter().map(|crl| Arc::new(NativeCrl(crl))).collect())
}

/// Reads PEM or DER, behind `Crl.fromPemOrDer`.
#[uniffi::export]
pub fn crls_from_pem_or_der(bytes: Vec<u8>) -> Result<Vec<Arc<NativeCrl>>, SetupFailure> {
    Ok(Crl::from_pem_or_der(bytes)?.into_iter().map(|crl| Arc::new(NativeCrl(crl))).collect())
}

/// Reads an OCSP response, behind `OcspResponse.fromDer`.
#[uniffi::export]
pub fn read_ocsp_response(der: Vec<u8>) -> Result<OcspRecord, SetupFailure> {
    Ok((&OcspResponse::from_der(der)?).into())
}

/// What a chain holds, behind the members of `PresentedChain`.
#[uniffi::export]
pub fn chain_contents(chain: ChainRecord) -> ChainContents {
    (&PresentedChain::from(&chain)).into()
}

/// Refuses a request that is not of its form, when it is made.
#[uniffi::export]
pub fn check_request(request: RequestRecord) -> Result<(), SetupFailure> {
    AccessRequest::try_from(&request).map(drop)
}

/// The reference identifier of a connection's host.
#[uniffi::export]
pub fn expected_host(host: String) -> Result<String, SetupFailure> {
    Ok(ReferenceIdentifier::host(&host)?.to_string())
}

/// What a reason code means.
#[uniffi::export]
pub fn explain_code(code: String) -> Result<Explanation, SetupFailure> {
    Ok(Code::named(&code)?.into())
}

/// Every reason code.
#[uniffi::export]
pub fn code_names() -> Vec<String> {
    Code::ALL.iter().map(ToString::to_string).collect()
}

/// The names of the profiles.
#[uniffi::export]
pub fn profile_names() -> Vec<String> {
    PROFILE_NAMES.map(ToOwned::to_owned).to_vec()
}

/// The signature providers of this build, the preferred one first.
#[uniffi::export]
pub fn providers() -> Vec<String> {
    Provider::available().iter().map(|provider| provider.name().to_owned()).collect()
}

/// The version of the library.
#[uniffi::export]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
