// Revocation data that a caller hands in, and what is asked of it.

import * as convert from './convert.js'
import * as values from './values.js'

const MADE_HERE = Symbol('made here')

export function createRevocation(raw, setup, outputs) {
  let crlOf
  class Crl {
    #raw
    #form

    constructor(key, instance) {
      if (key !== MADE_HERE) throw new TypeError('a Crl is made by Crl.fromDer and its siblings')
      this.#raw = instance
    }

    static #of(instance) {
      return Object.freeze(new Crl(MADE_HERE, instance))
    }

    static fromDer(der) {
      const bytes = convert.binary(der, 'der')
      return Crl.#of(setup(() => raw.RawCrl.fromDer(bytes)))
    }

    static fromPem(text) {
      const bytes = convert.bytes(text, 'text')
      return values.all(setup(() => raw.RawCrl.fromPem(bytes)), Crl.#of)
    }

    static fromPemOrDer(given) {
      const bytes = convert.bytes(given, 'bytes')
      return values.all(setup(() => raw.RawCrl.fromPemOrDer(bytes)), Crl.#of)
    }

    get #fields() {
      return (this.#form ??= JSON.parse(this.#raw.toJson()))
    }

    get der() {
      return this.#raw.der()
    }

    get issuer() {
      return this.#fields.issuer
    }

    get thisUpdate() {
      return values.instant(this.#fields.this_update)
    }

    get nextUpdate() {
      return values.instant(this.#fields.next_update)
    }

    get number() {
      return this.#fields.number
    }

    get baseNumber() {
      return this.#fields.base_number
    }

    get entryCount() {
      return this.#fields.entry_count
    }

    get scope() {
      return this.#fields.scope
    }

    get signatureAlgorithm() {
      return this.#fields.signature_algorithm
    }

    static {
      crlOf = (value, what) => {
        if (typeof value !== 'object' || value === null || !(#raw in value)) throw convert.wrong(what, 'a Crl', value)
        return value.#raw
      }
    }
  }

  let responseOf
  class OcspResponse {
    #raw
    #form
    #certificates

    constructor(key, instance) {
      if (key !== MADE_HERE) throw new TypeError('an OcspResponse is made by OcspResponse.fromDer')
      this.#raw = instance
    }

    static fromDer(der) {
      const bytes = convert.binary(der, 'der')
      return Object.freeze(new OcspResponse(MADE_HERE, setup(() => raw.RawOcspResponse.fromDer(bytes))))
    }

    get #fields() {
      return (this.#form ??= JSON.parse(this.#raw.toJson()))
    }

    get der() {
      return this.#raw.der()
    }

    get producedAt() {
      return values.instant(this.#fields.produced_at)
    }

    get responder() {
      return this.#fields.responder
    }

    get statements() {
      return values.all(this.#fields.statements, values.statement)
    }

    get certificates() {
      return (this.#certificates ??= outputs.certificates(this.#raw.certificates()))
    }

    static {
      responseOf = (value, what) => {
        if (typeof value === 'object' && value !== null && #raw in value) return value.#raw
        throw convert.wrong(what, 'an OcspResponse', value, 'read one with OcspResponse.fromDer')
      }
    }
  }

  /** Puts revocation data into the builder of a relying party. */
  let putData
  class RevocationData {
    #crls
    #ocspResponses
    #certificates

    constructor(options) {
      const given = convert.options(options, "RevocationData's options", REVOCATION_DATA)
      const list = (key, of) => {
        const items = convert.given(given[key]) ? convert.list(given[key], key, (item, what) => (of(item, what), item)) : []
        return Object.freeze(items)
      }
      this.#crls = list('crls', crlOf)
      this.#ocspResponses = list('ocspResponses', responseOf)
      this.#certificates = list('certificates', outputs.certificateOf)
      Object.freeze(this)
    }

    get crls() {
      return this.#crls
    }

    get ocspResponses() {
      return this.#ocspResponses
    }

    get certificates() {
      return this.#certificates
    }

    get isEmpty() {
      return this.#crls.length === 0 && this.#ocspResponses.length === 0
    }

    static {
      putData = (value, what, builder) => {
        if (typeof value !== 'object' || value === null || !(#crls in value)) throw convert.wrong(what, 'RevocationData', value)
        for (const crl of value.#crls) builder.crl(crlOf(crl))
        for (const response of value.#ocspResponses) builder.ocspResponse(responseOf(response))
        for (const certificate of value.#certificates) builder.revocationCertificate(outputs.certificateOf(certificate))
      }
    }
  }

  let modeOf
  class RevocationMode {
    #kind
    #grace

    constructor(key, kind, grace) {
      if (key !== MADE_HERE) throw new TypeError('a RevocationMode is made by RevocationMode.hard, soft or off')
      this.#kind = kind
      this.#grace = grace
    }

    static #of(kind, grace = null) {
      return Object.freeze(new RevocationMode(MADE_HERE, kind, grace))
    }

    static hard() {
      return RevocationMode.#of('hard')
    }

    static soft(grace) {
      return RevocationMode.#of('soft', convert.given(grace) ? convert.whole(grace, 'grace') : null)
    }

    static off() {
      return RevocationMode.#of('off')
    }

    get kind() {
      return this.#kind
    }

    get grace() {
      return this.#grace
    }

    static {
      modeOf = (value, what) => {
        if (typeof value === 'object' && value !== null && #kind in value) return [value.#kind, value.#grace ?? undefined]
        throw convert.wrong(what, 'a RevocationMode', value, 'make one with RevocationMode.hard, soft or off')
      }
    }
  }

  return { classes: { Crl, OcspResponse, RevocationData, RevocationMode }, putData, modeOf }
}

const REVOCATION_DATA = ['crls', 'ocspResponses', 'certificates']
