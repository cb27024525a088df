// What comes out: certificates, decisions, identities, verified paths and rejections. Each holds a raw instance and reads
// its JSON when a field of it is looked at.

import * as convert from './convert.js'
import * as values from './values.js'

const MADE_HERE = Symbol('made here')
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/** A class whose instances only this module makes. */
function guard(key, made) {
  if (key !== MADE_HERE) throw new TypeError(made)
}

export function createOutputs(raw, setup) {
  let certificateOf
  class Certificate {
    #raw
    #form
    #der

    constructor(key, instance) {
      guard(key, 'a Certificate is made by Certificate.parse')
      this.#raw = instance
    }

    static parse(given) {
      const bytes = convert.bytes(given, 'bytes')
      return certificate(setup(() => raw.RawCertificate.parse(bytes)))
    }

    static readAll(given) {
      const read = raw.RawCertificate.readAll(convert.bytes(given, 'bytes'))
      return read.map((item) => (typeof item === 'string' ? values.reason(JSON.parse(item)) : certificate(item)))
    }

    get #fields() {
      return (this.#form ??= JSON.parse(this.#raw.toJson()))
    }

    get der() {
      return (this.#der ??= this.#raw.der()).slice()
    }

    toJSON() {
      return JSON.parse(this.#raw.toJson())
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
        if (typeof value === 'object' && value !== null && #raw in value) return value.#raw
        throw convert.wrong(what, 'a Certificate', value, 'read one with Certificate.parse')
      }
    }
  }

  class PeerIdentity {
    #raw
    #form
    #path

    constructor(key, instance) {
      guard(key, 'a PeerIdentity is made by RelyingParty.authorize')
      this.#raw = instance
    }

    get #fields() {
      return (this.#form ??= JSON.parse(this.#raw.toJson()))
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
      return (this.#path ??= verifiedPath(this.#raw.path()))
    }

    toJSON() {
      return JSON.parse(this.#raw.toJson())
    }

    [INSPECT]() {
      return `PeerIdentity ${JSON.stringify(this.#fields)}`
    }
  }

  class VerifiedPath {
    #raw
    #form
    #certificates
    #anchor

    constructor(key, instance) {
      guard(key, 'a VerifiedPath is made by RelyingParty.verify')
      this.#raw = instance
    }

    get #fields() {
      return (this.#form ??= JSON.parse(this.#raw.toJson()))
    }

    get verified() {
      return true
    }

    get certificates() {
      return (this.#certificates ??= values.all(this.#raw.certificates(), certificate))
    }

    get anchor() {
      return (this.#anchor ??= anchor(this.#raw.anchor(), this.#fields.bundle))
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

    get certificatePolicies() {
      return values.certificatePolicies(this.#fields.certificate_policies)
    }
  }

  class Rejection {
    #form

    constructor(key, instance) {
      guard(key, 'a Rejection is made by RelyingParty.verify')
      this.#form = JSON.parse(instance.toJson())
    }

    get verified() {
      return false
    }

    get reasons() {
      return values.all(this.#form.reasons, values.reason)
    }

    get attempts() {
      return values.all(this.#form.attempts.kept, values.attempt)
    }

    get revocation() {
      return values.revocations(this.#form.revocation)
    }
  }

  class Decision {
    #raw
    #form
    #read = {}

    constructor(key, instance) {
      guard(key, 'a Decision is made by RelyingParty.decide')
      this.#raw = instance
    }

    get #fields() {
      return (this.#form ??= JSON.parse(this.#raw.toJson()))
    }

    get effect() {
      return this.#raw.effect()
    }

    get identity() {
      return (this.#read.identity ??= optional(this.#raw.identity(), identity))
    }

    get path() {
      return (this.#read.path ??= values.all(this.#raw.path(), certificate))
    }

    get anchor() {
      return (this.#read.anchor ??= optional(this.#raw.anchor(), (made) => anchor(made, this.#fields.anchor.bundle)))
    }

    get revocation() {
      return values.revocations(this.#fields.revocation)
    }

    /** The core's bytes, as text. */
    toJson() {
      return this.#raw.toJson()
    }

    toJSON() {
      return values.exact(this.#raw.toJson())
    }

    toString() {
      return this.#raw.text()
    }

    [INSPECT]() {
      return this.#raw.text()
    }

    static {
      for (const [name, of] of Object.entries(DECISION_FIELDS)) {
        Object.defineProperty(this.prototype, name, {
          get() {
            if (!(name in this.#read)) this.#read[name] = of(this.#fields)
            const read = this.#read[name]
            return read instanceof Date ? new Date(read) : read
          },
          configurable: true,
        })
      }
    }
  }

  const made = (type) => (instance) => Object.freeze(new type(MADE_HERE, instance))
  const certificate = made(Certificate)
  const identity = made(PeerIdentity)
  const verifiedPath = made(VerifiedPath)
  const anchor = (instance, bundle) => Object.freeze({ certificate: certificate(instance), bundle })

  return {
    classes: { Certificate, PeerIdentity, VerifiedPath, Rejection, Decision },
    certificate,
    certificateOf,
    identity,
    verifiedPath,
    rejection: made(Rejection),
    decision: (instance) => new Decision(MADE_HERE, instance),
  }
}

const optional = (instance, make) => (instance === undefined || instance === null ? null : make(instance))

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
