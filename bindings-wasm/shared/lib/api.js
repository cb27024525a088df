// The public interface, over a raw module: Node's native one or WebAssembly's. It converts and decides nothing; what the
// raw module must have is what is called here.

import * as convert from './convert.js'
import { createInputs } from './inputs.js'
import { Outcome, createOutputs } from './outputs.js'
import { createRevocation } from './revocation.js'
import { createTimeline } from './timeline.js'
import * as values from './values.js'

/** The public interface of Handfast over `raw`. */
export function createApi(raw) {
  /** What a caller did wrong, found when something is built. */
  class SetupError extends Error {
    constructor(form) {
      super(form.message)
      this.code = form.code
      this.position = form.position === null ? null : Object.freeze(form.position)
      this.fix = form.fix
      Object.defineProperty(this, 'text', { value: form.text })
    }

    toString() {
      return `SetupError: ${this.text}`
    }
  }
  naming(SetupError, 'SetupError')

  /** A denial, with the decision that says why. */
  class AccessDenied extends Error {
    constructor(decision) {
      super(decision.toString())
      Object.defineProperty(this, 'decision', { value: decision, enumerable: true })
    }
  }
  naming(AccessDenied, 'AccessDenied')

  /** Runs what may throw a caller's mistake. */
  const setup = (run) => {
    try {
      return run()
    } catch (error) {
      throw convert.rethrown(error, SetupError)
    }
  }

  const outputs = createOutputs(raw, setup)
  const inputs = createInputs(raw, setup, outputs)
  const revocation = createRevocation(raw, setup, outputs)
  const { classes: ofTime, timeline, cacheOf } = createTimeline(raw)
  const { chainOf, requestOf, anchorsOf, profileOf, policyOf } = inputs

  class RelyingParty {
    #raw

    constructor(options) {
      const what = "RelyingParty's options"
      const given = convert.options(options, what, RELYING_PARTY)
      const has = (key) => convert.given(given[key])
      const builder = new raw.RawRelyingPartyBuilder()
      if (has('trustAnchors')) builder.trustAnchors(anchorsOf(given.trustAnchors, 'trustAnchors'))
      if (has('policy')) builder.policy(policyOf(given.policy, 'policy'))
      if (convert.flag(given.anyVerifiedPeer, 'anyVerifiedPeer')) builder.anyVerifiedPeer()
      if (has('profile')) builder.profile(profileOf(given.profile, 'profile'))
      if (convert.flag(given.acceptFilesWithoutPossession, 'acceptFilesWithoutPossession')) {
        builder.acceptFilesWithoutPossession()
      }
      if (has('trustedHops')) {
        for (const hop of convert.list(given.trustedHops, 'trustedHops', convert.text)) builder.trustedHop(hop)
      }
      if (has('suppliesContext')) {
        builder.suppliesContext(convert.list(given.suppliesContext, 'suppliesContext', convert.text))
      }
      if (has('revocation')) revocation.putData(given.revocation, 'revocation', builder)
      if (has('revocationMode')) builder.revocationMode(...revocation.modeOf(given.revocationMode, 'revocationMode'))
      for (const [bundle, mode] of convert.entries(given.revocationModes, 'revocationModes', revocation.modeOf)) {
        builder.revocationMode(...mode, bundle)
      }
      if (given.signatureCache === false) builder.withoutSignatureCache()
      else if (has('signatureCache')) builder.signatureCache(cacheOf(given.signatureCache, 'signatureCache'))
      this.#raw = setup(() => {
        if (has('provider')) builder.provider(convert.text(given.provider, 'provider'))
        return builder.build()
      })
    }

    #decided(chain, request, at) {
      return new Outcome(this.#raw, chainOf(chain), requestOf(request), convert.seconds(at, 'at'))
    }

    decide(chain, request, at) {
      return outputs.decision(this.#decided(chain, request, at))
    }

    authorize(chain, request, at) {
      const outcome = this.#decided(chain, request, at)
      if (outcome.isGood) return outputs.identity(outcome)
      throw new AccessDenied(outputs.decision(outcome))
    }

    verify(chain, at) {
      const outcome = new Outcome(this.#raw, chainOf(chain), null, convert.seconds(at, 'at'))
      return outcome.isGood ? outputs.verifiedPath(outcome) : outputs.rejection(outcome)
    }

    timeline(chain, request, from, to) {
      const bytes = chainOf(chain)
      const text = requestOf(request)
      const texts = this.#raw.timeline(bytes, text, convert.seconds(from, 'from'), convert.seconds(to, 'to'))
      return timeline(texts, (at) => this.decide(chain, request, at))
    }
  }

  const explain = (code) => {
    const name = convert.text(code, 'code')
    return values.explanation(JSON.parse(setup(() => raw.explain(name))))
  }

  return {
    ...inputs.classes,
    ...revocation.classes,
    ...outputs.classes,
    ...ofTime,
    RelyingParty,
    SetupError,
    AccessDenied,
    explain,
    codes: () => raw.codes(),
    profileNames: () => raw.profileNames(),
    providers: () => raw.providers(),
    version: () => raw.version(),
  }
}

const RELYING_PARTY = [
  'trustAnchors',
  'policy',
  'anyVerifiedPeer',
  'profile',
  'provider',
  'acceptFilesWithoutPossession',
  'trustedHops',
  'suppliesContext',
  'revocation',
  'revocationMode',
  'revocationModes',
  'signatureCache',
]

/** The name that an error is printed with, which a minifier must not change. */
function naming(type, name) {
  Object.defineProperty(type.prototype, 'name', { value: name, writable: true, configurable: true })
}
