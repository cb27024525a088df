// What crosses to a raw module in one piece: `bindings-wasm/shared/src/packed.rs` reads what is written here, and writes
// what is read here.

const encoder = new TextEncoder()
const decoder = new TextDecoder()

// The length that a view has, whatever a subclass says.
const { get: lengthOf } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), 'byteLength')
const lengthIn = (bytes) => lengthOf.call(bytes)

/** A part: a letter, the length as four octets, the smallest first, and the bytes. */
const HEAD = 5
const letter = (text) => text.charCodeAt(0)
const CERTIFICATE = letter('c')
const HOP = letter('h')
const STAPLED = letter('s')
const ARRIVALS = { tls: letter('t'), forwarded: letter('h'), files: letter('f') }

function put(packed, place, kind, bytes) {
  const length = lengthIn(bytes)
  packed[place] = kind
  packed[place + 1] = length
  packed[place + 2] = length >>> 8
  packed[place + 3] = length >>> 16
  packed[place + 4] = length >>> 24
  // A buffer that is gone is a `TypeError` here.
  packed.set(bytes, place + HEAD)
  return place + HEAD + length
}

/** Room for so many bytes, of the raw module's own kind. */
function room(raw, length) {
  if (length > 0xffff_ffff) throw new RangeError('more than 4 GiB are no certificates')
  return raw.bytes(length)
}

/** What a peer presented: how it arrived, its certificates, the hop that forwarded them. The bytes are copied. */
export function chain(raw, arrival, items, hop) {
  const name = hop === null ? null : encoder.encode(hop)
  let length = 1
  for (let place = 0; place < items.length; place += 1) length += HEAD + lengthIn(items[place])
  if (name !== null) length += HEAD + name.length
  const packed = room(raw, length)
  packed[0] = ARRIVALS[arrival]
  let place = 1
  for (let item = 0; item < items.length; item += 1) place = put(packed, place, CERTIFICATE, items[item])
  if (name !== null) put(packed, place, HOP, name)
  return packed
}

/** What a peer presented, and a response that it stapled. */
export function stapled(raw, before, response) {
  const length = lengthIn(before)
  const packed = room(raw, length + HEAD + lengthIn(response))
  packed.set(before)
  put(packed, length, STAPLED, response)
  return packed
}

/** Each part of what a raw module gives: its letter and a copy of its bytes. */
export function parts(packed) {
  const found = []
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  for (let place = 0; place < packed.length; ) {
    const end = place + HEAD + view.getUint32(place + 1, true)
    found.push([String.fromCharCode(packed[place]), new Uint8Array(packed.subarray(place + HEAD, end))])
    place = end
  }
  return found
}

export const text = (bytes) => decoder.decode(bytes)

/** Texts in one: NUL stands between them, and is written otherwise where one has it. */
export function texts(list) {
  let all = escaped(list[0])
  for (let place = 1; place < list.length; place += 1) all += `\0${escaped(list[place])}`
  return all
}

function escaped(text) {
  if (!text.includes('\0') && !text.includes('\x01')) return text
  return text.replaceAll('\x01', '\x01a').replaceAll('\0', '\x01b')
}
