// Certificates made in sight: a small DER writer over node:crypto, able to write what no CA would.

import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

export function tlv(tag, ...contents) {
  const content = Buffer.concat(contents)
  if (content.length < 128) return Buffer.concat([Buffer.from([tag, content.length]), content])
  const hex = content.length.toString(16)
  const length = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content])
}

export const seq = (...items) => tlv(0x30, ...items)
const text = (value) => tlv(0x0c, Buffer.from(value))
const octets = (value) => tlv(0x04, value)
const bits = (unused, value) => tlv(0x03, Buffer.from([unused]), value)
const integer = (value) => tlv(0x02, value)
export const oid = (hex) => tlv(0x06, Buffer.from(hex, 'hex'))

const ECDSA_SHA256 = seq(oid('2a8648ce3d040302'))
const name = (commonName) => seq(tlv(0x31, seq(oid('550403'), text(commonName))))
const extension = (hex, critical, value) =>
  seq(oid(hex), ...(critical ? [tlv(0x01, Buffer.from([0xff]))] : []), octets(value))

/** UTCTime up to 2049, GeneralizedTime after (RFC 5280 section 4.1.2.5). */
function time(value) {
  const digits = value.replace(/[-T:]/g, '')
  return Number(value.slice(0, 4)) < 2050 ? tlv(0x17, Buffer.from(digits.slice(2))) : tlv(0x18, Buffer.from(digits))
}

export const key = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })

/** Issues a certificate; without an issuer, it signs itself. */
export function issue(subject, options = {}) {
  const { issuer, ca = false, names = [], serial = Buffer.from([1, ...randomBytes(8)]), extra = [] } = options
  // clientAuth and serverAuth
  const { usages = ['2b06010505070302', '2b06010505070301'] } = options
  const { from = '2026-01-01T00:00:00Z', until = '2027-01-01T00:00:00Z', pair = key() } = options
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' })
  const signer = issuer ?? { subject, pair }
  const keyId = (pair) => createHash('sha1').update(pair.publicKey.export({ type: 'spki', format: 'der' })).digest()
  const extensions = [
    extension('551d13', true, seq(...(ca ? [tlv(0x01, Buffer.from([0xff]))] : []))),
    extension('551d0f', true, ca ? bits(1, Buffer.from([0x06])) : bits(7, Buffer.from([0x80]))),
    extension('551d0e', false, octets(keyId(pair))),
    extension('551d23', false, seq(tlv(0x80, keyId(signer.pair)))),
  ]
  if (!ca) extensions.push(extension('551d25', false, seq(...usages.map(oid))))
  if (names.length > 0) extensions.push(extension('551d11', false, seq(...names.map(generalName))))
  const tbs = seq(
    tlv(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    ECDSA_SHA256,
    name(signer.subject),
    seq(time(from), time(until)),
    name(subject),
    spki,
    tlv(0xa3, seq(...extensions, ...extra)),
  )
  const der = seq(tbs, ECDSA_SHA256, bits(0, sign('sha256', tbs, signer.pair.privateKey)))
  const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`
  return { subject, pair, serial, der, pem, keyPem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) }
}

function generalName(given) {
  const [kind, ...rest] = given.split(':')
  const tags = { email: 0x81, dns: 0x82, uri: 0x86 }
  if (kind === 'ip') return tlv(0x87, Buffer.from(rest[0].split('.').map(Number)))
  return tlv(tags[kind], Buffer.from(rest.join(':')))
}

/** An extension of our own, of any size. */
export const ballast = (size) => extension('2a0304', false, Buffer.alloc(size))

/** Certificate policies by their object identifiers in hex; the first may have qualifiers, DER. */
export const certificatePolicies = (oids, ...qualifiers) =>
  extension('551d20', false, seq(...oids.map((hex, place) => seq(oid(hex), ...(place === 0 ? qualifiers : [])))))

const signed = (tbs, signer) => seq(tbs, ECDSA_SHA256, bits(0, sign('sha256', tbs, signer.pair.privateKey)))
const keyHash = ({ pair }) => createHash('sha1').update(pair.publicKey.export({ type: 'spki', format: 'der' })).digest()

/** A CRL of an issuer: the serial numbers that are revoked since April, because their keys were compromised. */
export function crl(issuer, revoked = [], options = {}) {
  const { from = '2026-05-01T00:00:00Z', until = '2026-07-01T00:00:00Z', number = 5, base } = options
  const entry = (serial) =>
    seq(integer(serial), time('2026-04-01T00:00:00Z'), seq(extension('551d15', false, tlv(0x0a, Buffer.from([1])))))
  const extensions = [
    extension('551d23', false, seq(tlv(0x80, keyHash(issuer)))),
    extension('551d14', false, integer(Buffer.from([number]))),
    ...(base === undefined ? [] : [extension('551d1b', true, integer(Buffer.from([base])))]),
  ]
  const tbs = seq(
    integer(Buffer.from([1])),
    ECDSA_SHA256,
    name(issuer.subject),
    time(from),
    time(until),
    ...(revoked.length === 0 ? [] : [seq(...revoked.map(entry))]),
    tlv(0xa0, seq(...extensions)),
  )
  const der = signed(tbs, issuer)
  const pem = `-----BEGIN X509 CRL-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END X509 CRL-----\n`
  return { der, pem }
}

/** An OCSP response by the issuer itself, that a certificate is good. */
export function goodResponse(issuer, { serial }, { from = '2026-05-31T00:00:00Z', until = '2026-06-02T00:00:00Z' } = {}) {
  const generalized = (value) => tlv(0x18, Buffer.from(value.replace(/[-T:]/g, '')))
  const sha1 = (value) => octets(createHash('sha1').update(value).digest())
  const { x, y } = issuer.pair.publicKey.export({ format: 'jwk' })
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  const id = seq(seq(oid('2b0e03021a'), tlv(0x05)), sha1(name(issuer.subject)), sha1(point), integer(serial))
  const single = seq(id, tlv(0x80), generalized(from), tlv(0xa0, generalized(until)))
  const data = seq(tlv(0xa1, name(issuer.subject)), generalized(from), seq(single))
  const basic = signed(data, issuer)
  return seq(tlv(0x0a, Buffer.from([0])), tlv(0xa0, seq(oid('2b0601050507300101'), octets(basic))))
}

/** A root, an intermediate and a client with a SPIFFE ID, as of the middle of 2026. */
export function mesh() {
  const root = issue('Mesh Root', { ca: true })
  const intermediate = issue('Issuing CA 1', { ca: true, issuer: root })
  const web = issue('web', { issuer: intermediate, names: ['uri:spiffe://prod.example/ns/checkout/sa/web'] })
  return { root, intermediate, web, chain: [web.der, intermediate.der] }
}

export const AT = new Date('2026-06-01T00:00:00Z')

export const POLICY = `
handfast: 1
name: payments
default: deny
trust:
  mesh: { trust_domain: prod.example }
identity: [spiffe]
rules:
  - id: checkout-calls-ledger
    effect: allow
    from: [{ spiffe: spiffe://prod.example/ns/checkout/sa/web }]
    to: [{ method: [GET, POST], path: /ledger/** }]
    then: { roles: [writer], labels: { "10": ten, "9": nine, zone: eu }, max_session: 15m }
`
