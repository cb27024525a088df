// The raw module that the facade is made over: napi's classes, and two classes over handles. A chain and a decision are made
// for every peer, and a handle costs a fraction of an instance of napi's.
'use strict'

/** The raw module of what `lib/native.cjs` has loaded. */
exports.rawOf = (native) => {
  class RawPresentedChain {
    constructor(handle) {
      this.handle = handle
    }

    static fromTls(certificates) {
      return new RawPresentedChain(native.chainFromTls(certificates))
    }

    static fromForwarded(certificates, hop) {
      return new RawPresentedChain(native.chainFromForwarded(certificates, hop))
    }

    static fromFiles(files) {
      return new RawPresentedChain(native.chainFromFiles(files))
    }

    withStapledOcsp(response) {
      return new RawPresentedChain(native.chainWithStapledOcsp(this.handle, response))
    }

    arrival() {
      return native.chainArrival(this.handle)
    }

    hop() {
      return native.chainHop(this.handle)
    }

    isEmpty() {
      return native.chainIsEmpty(this.handle)
    }

    endEntity() {
      return native.chainEndEntity(this.handle)
    }

    others() {
      return native.chainOthers(this.handle)
    }
  }

  class RawDecision {
    constructor(handle) {
      this.handle = handle
    }

    effect() {
      return native.decisionEffect(this.handle)
    }

    toJson() {
      return native.decisionToJson(this.handle)
    }

    text() {
      return native.decisionText(this.handle)
    }

    identity() {
      return native.decisionIdentity(this.handle)
    }

    path() {
      return native.decisionPath(this.handle)
    }

    anchor() {
      return native.decisionAnchor(this.handle)
    }
  }

  class RawRelyingParty {
    constructor(party) {
      this.party = party
    }

    decide(chain, request, at) {
      return new RawDecision(this.party.decide(chain.handle, request, at))
    }

    authorize(chain, request, at) {
      const given = this.party.authorize(chain.handle, request, at)
      return given instanceof native.RawPeerIdentity ? given : new RawDecision(given)
    }

    verify(chain, at) {
      return this.party.verify(chain.handle, at)
    }
  }

  class RawRelyingPartyBuilder extends native.RawRelyingPartyBuilder {
    build() {
      return new RawRelyingParty(super.build())
    }
  }

  return { ...native, RawDecision, RawPresentedChain, RawRelyingParty, RawRelyingPartyBuilder }
}
