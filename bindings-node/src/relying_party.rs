//! The relying party.

use std::rc::Rc;

use handfast::{Certificate, Provider, RelyingParty, RelyingPartyBuilder, RevocationData, SignatureCache};
use handfast_js::{Deciding, count, revocation_mode};
use napi::Env;
use napi::bindgen_prelude::{FunctionCallContext, Object, ToNapiValue};
use napi_derive::napi;

use crate::certificate::{RawTrustAnchors, copied};
use crate::policy::{RawPolicy, RawProfile};
use crate::revocation::{RawCrl, RawOcspResponse};
use crate::thrown;

/// Builds a relying party.
#[napi]
pub struct RawRelyingPartyBuilder(RelyingPartyBuilder);

impl RawRelyingPartyBuilder {
    fn change(&mut self, with: impl FnOnce(RelyingPartyBuilder) -> RelyingPartyBuilder) {
        self.0 = with(std::mem::take(&mut self.0));
    }
}

#[napi]
impl RawRelyingPartyBuilder {
    /// Begins one.
    #[napi(constructor)]
    pub fn new() -> Self {
        Self(RelyingParty::builder())
    }

    /// Trusts these anchors.
    #[napi]
    pub fn trust_anchors(&mut self, anchors: &RawTrustAnchors) {
        self.change(|builder| builder.trust_anchors(anchors.0.clone()));
    }

    /// Evaluates this policy.
    #[napi]
    pub fn policy(&mut self, policy: &RawPolicy) {
        self.change(|builder| builder.policy(policy.0.clone()));
    }

    /// Goes without a policy.
    #[napi]
    pub fn any_verified_peer(&mut self) {
        self.change(RelyingPartyBuilder::any_verified_peer);
    }

    /// Verifies paths by this profile.
    #[napi]
    pub fn profile(&mut self, profile: &RawProfile) {
        self.change(|builder| builder.profile(profile.0.clone()));
    }

    /// Verifies signatures with this provider.
    #[napi]
    pub fn provider(&mut self, name: String) -> napi::Result<()> {
        let provider = Provider::by_name(&name).map_err(thrown)?;
        self.change(|builder| builder.provider(provider));
        Ok(())
    }

    /// Accepts chains from files.
    #[napi]
    pub fn accept_files_without_possession(&mut self) {
        self.change(RelyingPartyBuilder::accept_files_without_possession);
    }

    /// Believes this hop.
    #[napi]
    pub fn trusted_hop(&mut self, hop: String) {
        self.change(|builder| builder.trusted_hop(hop));
    }

    /// Says what context the host will supply.
    #[napi]
    pub fn supplies_context(&mut self, keys: Vec<String>) {
        self.change(|builder| builder.supplies_context(keys));
    }

    /// Looks at revocation with this CRL, too.
    #[napi]
    pub fn crl(&mut self, crl: &RawCrl) {
        self.change(|builder| builder.revocation(RevocationData::new().with_crl(crl.0.clone())));
    }

    /// Looks at revocation with this OCSP response, too.
    #[napi]
    pub fn ocsp_response(&mut self, response: &RawOcspResponse) {
        self.change(|builder| builder.revocation(RevocationData::new().with_ocsp_response(response.0.clone())));
    }

    /// Knows this certificate, DER, of somebody who may have signed revocation data.
    #[napi]
    pub fn revocation_certificate(&mut self, der: &[u8]) -> napi::Result<()> {
        let certificate = Certificate::parse(der).map_err(thrown)?;
        self.change(|builder| builder.revocation(RevocationData::new().with_certificate(certificate)));
        Ok(())
    }

    /// Asks this of revocation, of one bundle if it is named.
    #[napi]
    pub fn revocation_mode(&mut self, kind: String, grace: Option<f64>, bundle: Option<String>) {
        let mode = revocation_mode(&kind, grace);
        self.change(|builder| match bundle {
            Some(bundle) => builder.revocation_mode_of(bundle, mode),
            None => builder.revocation_mode(mode),
        });
    }

    /// Remembers right signatures in this cache.
    #[napi]
    pub fn signature_cache(&mut self, cache: &RawSignatureCache) {
        self.change(|builder| builder.signature_cache(cache.0.clone()));
    }

    /// Remembers none.
    #[napi]
    pub fn without_signature_cache(&mut self) {
        self.change(RelyingPartyBuilder::without_signature_cache);
    }

    /// Makes the relying party.
    #[napi]
    pub fn build<'env>(&self, env: Env) -> napi::Result<Object<'env>> {
        functions(env, self.0.clone().build().map_err(thrown)?)
    }
}

/// Right signatures that are remembered.
#[napi]
pub struct RawSignatureCache(SignatureCache);

#[napi]
impl RawSignatureCache {
    /// An empty one.
    #[napi(constructor)]
    pub fn new(entries: u32) -> Self {
        Self(SignatureCache::new(usize::try_from(entries).unwrap_or(usize::MAX)))
    }

    /// Most that it keeps.
    #[napi]
    pub fn capacity(&self) -> f64 {
        count(self.0.capacity())
    }

    /// How many it keeps.
    #[napi]
    pub fn size(&self) -> f64 {
        count(self.0.len())
    }

    /// Forgets them.
    #[napi]
    pub fn clear(&self) {
        self.0.clear();
    }
}

/// Decides about peers: an object of functions, each of which holds the relying party. What napi's macros write around a method
/// takes longer than all that crosses with a decision.
fn functions<'env>(env: Env, party: RelyingParty) -> napi::Result<Object<'env>> {
    let mut all = Functions { env, party: Rc::new(party.into()), object: Object::new(&env)? };
    // Whether the peer may do what it asks for: a number, odd if it may.
    all.add("decide", |party, given| {
        party.decide(given.get(0)?, &given.get::<String>(1)?, given.get(2)?).map_err(thrown)
    })?;
    // The path alone: a number, odd if it verified.
    all.add("verify", |party, given| Ok(party.verify(given.get(0)?, given.get(1)?)))?;
    // The decisions from one time to another, as JSON and as text.
    all.add("timeline", |party, given| {
        party.timeline(given.get(0)?, &given.get::<String>(1)?, given.get(2)?, given.get(3)?).map_err(thrown)
    })?;
    // A text of an outcome; nothing if it is not kept any more.
    all.add("text", |party, given| Ok(party.text(given.get(0)?, &given.get::<String>(1)?)))?;
    // The certificates of an outcome's path and its trust anchor's; nothing if it is not kept any more.
    all.add("certificates", |party, given| {
        party.certificates(given.get(0)?).map(|certificates| copied(*given.env, certificates)).transpose()
    })?;
    Ok(all.object)
}

struct Functions<'env> {
    env: Env,
    party: Rc<Deciding>,
    object: Object<'env>,
}

impl Functions<'_> {
    fn add<T: ToNapiValue>(
        &mut self,
        name: &str,
        run: impl Fn(&Deciding, &FunctionCallContext<'_>) -> napi::Result<T> + 'static,
    ) -> napi::Result<()> {
        let party = Rc::clone(&self.party);
        let run = move |given: FunctionCallContext<'_>| run(&party, &given);
        self.object.set(name, self.env.create_function_from_closure::<(), T, _>(name, run)?)
    }
}
