// What comes out: certificates, decisions, identities, verified paths and rejections. A certificate is its DER; all others
// are read from the relying party when somebody looks at them.

import * as convert from './convert.js'
import * as packed from './packed.js'
import * as values from './values.js'

const MADE_HERE = Symbol('made here')
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/** A class whose instances only this module makes. */
function guard(key, made) {
  if (key !== MADE_HERE) throw new TypeError(made)
}

/**
 * What a relying party found out, by its number there. It keeps the latest few; of what it has not any more it finds out
 * again, and the same chain, request and time give the same.
 */
export class Outcome {
  #party
  #chain
  #request
  #at
  #number

  /** A decision about a request; about the path alone if there is none. */
  constructor(party, chain, request, at) {
    this.#party = party
    this.#chain = chain
    this.#request = request
    this.#at = at
    this.#number = request === null ? party.verify(chain, at) : party.decide(chain, request, at)
  }

  /** Whether it allows, or verified. */
  get isGood() {
    return this.#number % 2 === 1
  }

  text(what) {
    return this.#party.text(this.#number, what) ?? this.#party.text(this.#again(), what)
  }

  /** Those of the path, and the trust anchor's behind them; none if there is no path. */
  certificates() {
    return packed.parts(this.#party.certificates(this.#number) ?? this.#party.certificates(this.#again()))
  }

  #again() {
    const found = new Outcome(this.#party, this.#chain, this.#request, this.#at)
    return (this.#number = found.#number)
  }
}

export function createOutputs(raw, setup) {
  let certificateOf
  class Certificate {
    #der
    #form

    constructor(key, der) {
      guard(key, 'a Certificate is made by Certificate.parse')
      this.#der = der
    }

    static parse(given) {
      const bytes = convert.bytes(given, 'bytes')
      return certificate(setup(() => raw.parseCertificate(bytes)))
    }

    static readAll(given) {
      const read = packed.parts(raw.readCertificates(convert.bytes(given, 'bytes')))
      return read.map(([kind, bytes]) => (kind === 'c' ? certificate(bytes) : values.reason(JSON.parse(packed.text(bytes)))))
    }

    get #fields() {
      return (this.#form ??= this.toJSON())
    }

    get der() {
      return new Uint8Array(this.#der)
    }

    toJSON() {
      return JSON.parse(raw.certificateJson(this.#der))
    }

    toString() {
      return `Certificate(${this.#fields.fingerprint})`
    }

    [INSPECT]() {
      return this.toString()
    }

    static {
      const field = (name, of) => {
        Object.defineProperty(this.prototype, name, { get() { return of(this.#fields) }, configurable: true })
      }
      for (const [name, key] of Object.entries(CERTIFICATE_FIELDS)) field(name, (form) => form[key])
      for (const [name, key] of Object.entries(CERTIFICATE_LISTS)) field(name, (form) => Object.freeze(form[key]))
      field('notBefore', (form) => values.instant(form.not_before))
      field('notAfter', (form) => values.instant(form.not_after))
      certificateOf = (value, what) => {
        if (typeof value === 'object' && value !== null && #der in value) return value.#der
        throw convert.wrong(what, 'a Certificate', value, 'read one with Certificate.parse')
      }
    }
  }

  class PeerIdentity {
    #outcome
    #form
    #path

    constructor(key, outcome) {
      guard(key, 'a PeerIdentity is made by RelyingParty.authorize')
      this.#outcome = outcome
    }

    get #fields() {
      return (this.#form ??= this.toJSON())
    }

    get principal() {
      return values.principal(this.#fields.principal)
    }

    get names() {
      return Object.freeze(this.#fields.names)
    }

    get matchedName() {
      return this.#fields.matched_name
    }

    get spiffeId() {
      return this.#fields.spiffe_id
    }

    get bundle() {
      return this.#fields.bundle
    }

    get path() {
      return (this.#path ??= verifiedPath(this.#outcome))
    }

    toJSON() {
      return JSON.parse(this.#outcome.text('identity'))
    }

    [INSPECT]() {
      return `PeerIdentity ${JSON.stringify(this.#fields)}`
    }
  }

  class VerifiedPath {
    #outcome
    #form
    #all

    constructor(key, outcome) {
      guard(key, 'a VerifiedPath is made by RelyingParty.verify')
      this.#outcome = outcome
    }

    get #fields() {
      return (this.#form ??= JSON.parse(this.#outcome.text('path')))
    }

    get #certificates() {
      return (this.#all ??= certificates(this.#outcome, () => this.#fields.bundle))
    }

    get verified() {
      return true
    }

    get certificates() {
      return this.#certificates.path
    }

    get anchor() {
      return this.#certificates.anchor
    }

    get at() {
      return values.instant(this.#fields.at)
    }

    get validUntil() {
      return values.instant(this.#fields.valid_until)
    }

    get attempts() {
      return values.all(this.#fields.attempts.kept, values.attempt)
    }

    get revocation() {
      return values.revocations(this.#fields.revocation)
    }

    get loosened() {
      return values.loosened(this.#fields.loosened)
    }

    get certificatePolicies() {
      return values.certificatePolicies(this.#fields.certificate_policies)
    }
  }

  class Rejection {
    #outcome
    #form

    constructor(key, outcome) {
      guard(key, 'a Rejection is made by RelyingParty.verify')
      this.#outcome = outcome
    }

    get #fields() {
      return (this.#form ??= JSON.parse(this.#outcome.text('json')))
    }

    get verified() {
      return false
    }

    get reasons() {
      return values.all(this.#fields.reasons, values.reason)
    }

    get attempts() {
      return values.all(this.#fields.attempts.kept, values.attempt)
    }

    get revocation() {
      return values.revocations(this.#fields.revocation)
    }
  }

  class Decision {
    #outcome
    #json
    #text
    #form
    #read

    constructor(key, outcome) {
      guard(key, 'a Decision is made by RelyingParty.decide')
      this.#outcome = outcome
    }

    get #fields() {
      return (this.#form ??= JSON.parse(this.toJson()))
    }

    /** A field that is made once. */
    #once(name, make) {
      const read = (this.#read ??= new Map())
      if (!read.has(name)) read.set(name, make())
      return read.get(name)
    }

    get #certificates() {
      return this.#once('certificates', () => certificates(this.#outcome, () => this.#fields.anchor.bundle))
    }

    get effect() {
      return this.#outcome.isGood ? 'allow' : 'deny'
    }

    get identity() {
      return this.#once('identity', () => (this.#outcome.text('identity') === '' ? null : identity(this.#outcome)))
    }

    get path() {
      return this.#certificates.path
    }

    get anchor() {
      return this.#certificates.anchor
    }

    get revocation() {
      return values.revocations(this.#fields.revocation)
    }

    get loosened() {
      return values.loosened(this.#fields.loosened)
    }

    /** The core's bytes, as text. */
    toJson() {
      return (this.#json ??= this.#outcome.text('json'))
    }

    toJSON() {
      return values.exact(JSON.parse(this.toJson()))
    }

    toString() {
      return (this.#text ??= this.#outcome.text('text'))
    }

    [INSPECT]() {
      return this.toString()
    }

    static {
      for (const [name, of] of Object.entries(DECISION_FIELDS)) {
        Object.defineProperty(this.prototype, name, {
          get() {
            const read = this.#once(name, () => of(this.#fields))
            return read instanceof Date ? new Date(read) : read
          },
          configurable: true,
        })
      }
    }
  }

  const made = (type) => (given) => Object.freeze(new type(MADE_HERE, given))
  const certificate = made(Certificate)
  const identity = made(PeerIdentity)
  const verifiedPath = made(VerifiedPath)
  const ofParts = (parts) => values.all(parts, ([, der]) => certificate(der))

  /** The certificates of an outcome's path, and its trust anchor. */
  const certificates = (outcome, bundle) => {
    const parts = outcome.certificates()
    const last = parts.pop()
    const anchor = last === undefined ? null : Object.freeze({ certificate: certificate(last[1]), bundle: bundle() })
    return { path: ofParts(parts), anchor }
  }

  return {
    classes: { Certificate, PeerIdentity, VerifiedPath, Rejection, Decision },
    certificate,
    certificates: (bytes) => ofParts(packed.parts(bytes)),
    certificateOf,
    identity,
    verifiedPath,
    rejection: made(Rejection),
    decision: (outcome) => new Decision(MADE_HERE, outcome),
  }
}

const CERTIFICATE_FIELDS = {
  fingerprint: 'fingerprint',
  spkiPin: 'spki_pin',
  version: 'version',
  serial: 'serial',
  issuer: 'issuer',
  subject: 'subject',
  keyAlgorithm: 'key_algorithm',
  keyBits: 'key_bits',
  keyCurve: 'key_curve',
  signatureAlgorithm: 'signature_algorithm',
  isCa: 'is_ca',
  pathLength: 'path_length',
  subjectKeyIdentifier: 'subject_key_identifier',
  authorityKeyIdentifier: 'authority_key_identifier',
  isSelfIssued: 'is_self_issued',
}

const CERTIFICATE_LISTS = {
  names: 'names',
  keyUsage: 'key_usage',
  extendedKeyUsage: 'extended_key_usage',
  certificatePolicies: 'certificate_policies',
  crlDistributionPoints: 'crl_distribution_points',
  ocspUrls: 'ocsp_urls',
  caIssuersUrls: 'ca_issuers_urls',
  oddities: 'oddities',
}

const DECISION_FIELDS = {
  principal: (form) => values.principal(form.principal),
  state: (form) => form.peer.state,
  arrival: (form) => form.peer.arrived,
  hop: (form) => form.peer.hop,
  possession: (form) => form.peer.possession,
  reasons: (form) => values.all(form.reasons, values.reason),
  rule: (form) => form.rule,
  nearest: (form) => values.nearest(form.nearest),
  obligations: (form) => values.obligations(form.obligations),
  shadow: (form) => values.all(form.shadow, values.shadow),
  attempts: (form) => values.all(form.attempts.kept, values.attempt),
  attemptsTotal: (form) => form.attempts.total,
  validUntil: (form) => values.instant(form.valid_until),
  at: (form) => values.instant(form.at),
  profile: (form) => form.profile,
  policyName: (form) => form.policy?.name ?? null,
  policyFingerprint: (form) => form.policy?.fingerprint ?? null,
}
