// What a caller gives: trust anchors, profiles, policies, presented chains, requests.

import * as convert from './convert.js'
import * as packed from './packed.js'
import { certificatesOf } from './tls.js'
import * as values from './values.js'

const MADE_HERE = Symbol('made here')

const texts = (value, what) => convert.oneOrMore(value, what, convert.text)
const peerTexts = (value, what) => convert.oneOrMore(value, what, convert.peerText)

export function createInputs(raw, setup, outputs) {
  let anchorsOf
  class TrustAnchors {
    #raw
    #certificates

    constructor(key, instance) {
      if (key !== MADE_HERE) throw new TypeError('TrustAnchors are made by TrustAnchors.fromPem and its siblings')
      this.#raw = instance
    }

    static #read(method, bytes) {
      return Object.freeze(new TrustAnchors(MADE_HERE, setup(() => raw.RawTrustAnchors[method](bytes))))
    }

    static fromPem(text) {
      return TrustAnchors.#read('fromPem', convert.bytes(text, 'text'))
    }

    static fromDer(der) {
      return TrustAnchors.#read('fromDer', convert.binary(der, 'der'))
    }

    static fromPemOrDer(bytes) {
      return TrustAnchors.#read('fromPemOrDer', convert.bytes(bytes, 'bytes'))
    }

    static fromSpiffeBundle(json) {
      return TrustAnchors.#read('fromSpiffeBundle', convert.bytes(json, 'json'))
    }

    named(bundle) {
      return Object.freeze(new TrustAnchors(MADE_HERE, this.#raw.named(convert.text(bundle, 'bundle'))))
    }

    withAnchors(others) {
      return Object.freeze(new TrustAnchors(MADE_HERE, this.#raw.withAnchors(anchorsOf(others, 'others'))))
    }

    get certificates() {
      return (this.#certificates ??= outputs.certificates(this.#raw.certificates()))
    }

    static {
      anchorsOf = (value, what) => {
        if (typeof value !== 'object' || value === null || !(#raw in value)) throw convert.wrong(what, 'TrustAnchors', value)
        return value.#raw
      }
    }
  }

  let profileOf
  class Profile {
    #raw

    constructor(key, instance) {
      if (key !== MADE_HERE) throw new TypeError('a Profile is made by Profile.client and its siblings')
      this.#raw = instance
    }

    static byName(name) {
      const text = convert.text(name, 'name')
      return Object.freeze(new Profile(MADE_HERE, setup(() => raw.RawProfile.byName(text))))
    }

    static fromJson(json) {
      const text = convert.text(json, 'json')
      return Object.freeze(new Profile(MADE_HERE, setup(() => raw.RawProfile.fromJson(text))))
    }

    static client() {
      return Profile.byName('client')
    }

    static svid() {
      return Profile.byName('svid')
    }

    static rfc5280() {
      return Profile.byName('rfc5280')
    }

    static webpkiServer() {
      return Profile.byName('webpki-server')
    }

    static piv() {
      return Profile.byName('piv')
    }

    static eapTls() {
      return Profile.byName('eap-tls')
    }

    static iotDevice() {
      return Profile.byName('iot-device')
    }

    toJson() {
      return this.#raw.toJson()
    }

    toString() {
      return this.#raw.text()
    }

    diff(other) {
      if (typeof other !== 'object' || other === null || !(#raw in other)) throw convert.wrong('other', 'Profile', other)
      return Object.freeze(JSON.parse(this.#raw.diff(other.#raw)).map(Object.freeze))
    }

    get name() {
      return this.#raw.name()
    }

    #with(what, values = []) {
      return Object.freeze(new Profile(MADE_HERE, setup(() => this.#raw.derived(what, values))))
    }

    withExtendedKeyUsages(oids) {
      return this.#with('with_extended_key_usages', convert.list(oids, 'oids', convert.text))
    }

    withAtMostIntermediates(count) {
      return this.#with('with_at_most_intermediates', [String(convert.whole(count, 'count'))])
    }

    withForm(form) {
      return this.#with('with_form', [convert.text(form, 'form')])
    }

    withAnchorValidity(statement) {
      return this.#with('with_anchor_validity', [convert.text(statement, 'statement')])
    }

    withAnchorNameConstraints(statement) {
      return this.#with('with_anchor_name_constraints', [convert.text(statement, 'statement')])
    }

    withAnchorUsage(statement) {
      return this.#with('with_anchor_usage', [convert.text(statement, 'statement')])
    }

    withCertificatePolicies(oids) {
      return this.#with('with_certificate_policies', convert.list(oids, 'oids', convert.text))
    }

    withInitialCertificatePolicies(oids) {
      return this.#with('with_initial_certificate_policies', convert.list(oids, 'oids', convert.text))
    }

    withExplicitCertificatePolicy() {
      return this.#with('with_explicit_certificate_policy')
    }

    withoutPolicyMapping() {
      return this.#with('without_policy_mapping')
    }

    withoutAnyPolicy() {
      return this.#with('without_any_policy')
    }

    static {
      profileOf = (value, what) => {
        if (typeof value !== 'object' || value === null || !(#raw in value)) throw convert.wrong(what, 'a Profile', value)
        return value.#raw
      }
    }
  }

  let policyOf
  class Policy {
    #raw
    #form

    constructor(key, instance) {
      if (key !== MADE_HERE) throw new TypeError('a Policy is made by Policy.parse')
      this.#raw = instance
    }

    static #read(method, text, sets) {
      const document = convert.text(text, 'text', 'read the file as text, for example as UTF-8')
      const entries = convert.entries(sets, 'sets', texts)
      const external = entries.flatMap(([name, list]) => [name, String(list.length), ...list])
      return Object.freeze(new Policy(MADE_HERE, setup(() => raw.RawPolicy[method](document, external))))
    }

    static parse(text, sets) {
      return Policy.#read('parse', text, sets)
    }

    static parseUntested(text, sets) {
      return Policy.#read('parseUntested', text, sets)
    }

    get #fields() {
      return (this.#form ??= JSON.parse(this.#raw.toJson()))
    }

    get name() {
      return this.#fields.name
    }

    get fingerprint() {
      return this.#fields.fingerprint
    }

    get identity() {
      return Object.freeze(this.#fields.identity)
    }

    get rules() {
      return Object.freeze(this.#fields.rules)
    }

    get bundles() {
      return Object.freeze(this.#fields.bundles)
    }

    get requiredContext() {
      return Object.freeze(this.#fields.required_context)
    }

    lint(at) {
      const seconds = convert.given(at) ? convert.seconds(at, 'at') : undefined
      return values.all(JSON.parse(this.#raw.lint(seconds)), values.finding)
    }

    test() {
      return values.all(JSON.parse(setup(() => this.#raw.test())), values.outcome)
    }

    static {
      policyOf = (value, what) => {
        if (typeof value !== 'object' || value === null || !(#raw in value)) throw convert.wrong(what, 'a Policy', value)
        return value.#raw
      }
    }
  }

  let chainOf
  class PresentedChain {
    #packed
    #arrival
    #hop
    #seen

    constructor(key, bytes, arrival, hop) {
      if (key !== MADE_HERE) throw new TypeError('a PresentedChain is made by PresentedChain.fromTls and its siblings')
      this.#packed = bytes
      this.#arrival = arrival
      this.#hop = hop
    }

    static #of(arrival, items, hop) {
      return new PresentedChain(MADE_HERE, packed.chain(raw, arrival, items, hop), arrival, hop)
    }

    static fromTls(certificates) {
      return PresentedChain.#of('tls', convert.listOfBytes(certificates, 'certificates'), null)
    }

    static fromTlsSocket(socket) {
      return PresentedChain.fromTls(certificatesOf(socket))
    }

    static fromForwarded(certificates, hop) {
      const items = convert.listOfBytes(certificates, 'certificates')
      return PresentedChain.#of('forwarded', items, convert.text(hop, 'hop'))
    }

    static fromFiles(files) {
      return PresentedChain.#of('files', convert.listOfBytes(files, 'files'), null)
    }

    withStapledOcsp(response) {
      const bytes = packed.stapled(raw, this.#packed, convert.binary(response, 'response'))
      return new PresentedChain(MADE_HERE, bytes, this.#arrival, this.#hop)
    }

    get arrival() {
      return this.#arrival
    }

    get hop() {
      return this.#hop
    }

    /** What can be read of it, read once. */
    get #read() {
      if (this.#seen === undefined) {
        const parts = packed.parts(raw.presented(this.#packed))
        const of = (kind) => values.all(parts.filter(([letter]) => letter === kind), ([, der]) => outputs.certificate(der))
        this.#seen = { isEmpty: parts.some(([letter]) => letter === 'n'), endEntity: of('e')[0] ?? null, others: of('o') }
      }
      return this.#seen
    }

    get isEmpty() {
      return this.#read.isEmpty
    }

    get endEntity() {
      return this.#read.endEntity
    }

    get others() {
      return this.#read.others
    }

    static {
      chainOf = (value) => {
        if (typeof value === 'object' && value !== null && #packed in value) return value.#packed
        throw convert.wrong('chain', 'a PresentedChain', value, 'make one with PresentedChain.fromTls')
      }
    }
  }

  let requestOf
  class AccessRequest {
    #text

    constructor(method, path, options) {
      const texts = method === MADE_HERE ? path : ['http', convert.peerText(method, 'method'), convert.peerText(path, 'path')]
      const more = convert.given(options) ? told(options) : NOTHING
      this.#text = packed.texts(more.length === 0 ? texts : [...texts, ...more])
      if (more.length > 0) setup(() => raw.checkRequest(this.#text))
    }

    static connection(options) {
      return new AccessRequest(MADE_HERE, ['connection', '', ''], options)
    }

    static action(action, resource, options) {
      const texts = ['action', convert.peerText(action, 'action'), convert.peerText(resource, 'resource')]
      return new AccessRequest(MADE_HERE, texts, options)
    }

    static {
      requestOf = (value) => {
        if (typeof value === 'object' && value !== null && #text in value) return value.#text
        throw convert.wrong('request', 'an AccessRequest', value, 'make one with new AccessRequest(method, path)')
      }
    }
  }

  /** What the host knows beside that: for each thing a letter and its arguments. */
  function told(options) {
    const given = convert.options(options, "AccessRequest's options", ACCESS_REQUEST)
    const has = (key) => convert.given(given[key])
    const context = convert.entries(given.context, 'context', peerTexts)
    const texts = []
    if (has('expecting')) texts.push('e', convert.text(given.expecting, 'expecting'))
    if (has('sourceIp')) texts.push('w', 'source_ip', convert.text(given.sourceIp, 'sourceIp'))
    if (has('host')) texts.push('h', convert.peerText(given.host, 'host'))
    for (const [key, list] of context) for (const value of list) texts.push('w', key, value)
    return texts
  }

  return {
    classes: { TrustAnchors, Profile, Policy, PresentedChain, AccessRequest },
    anchorsOf,
    profileOf,
    policyOf,
    chainOf,
    requestOf,
  }
}

const NOTHING = []
const ACCESS_REQUEST = ['expecting', 'sourceIp', 'host', 'context']
