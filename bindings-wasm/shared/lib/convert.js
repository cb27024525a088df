// What JavaScript gives and gets, at the border to a raw module. Wrong types are `TypeError`s here; what is of the right
// type and no good is the core's to refuse.

const encoder = new TextEncoder()
const getTime = Date.prototype.getTime
const SETUP_ERROR = 'handfast:setup:'

/** The name of a value's type, for a sentence. */
function kind(value) {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  const type = typeof value
  if (type === 'object') {
    const name = value.constructor?.name
    return typeof name === 'string' && name !== '' ? `an object of class ${name}` : 'an object'
  }
  return type === 'undefined' ? type : `a ${type}`
}

/** A `TypeError` that says what was wanted, what was given, and perhaps what to do. */
export function wrong(what, wanted, value, hint) {
  return new TypeError(`${what} must be ${wanted}, not ${kind(value)}${hint === undefined ? '' : `; ${hint}`}`)
}

/** A text that the caller wrote: a lone surrogate in it is a mistake. */
export function text(value, what, hint) {
  if (typeof value !== 'string') throw wrong(what, 'a string', value, hint)
  if (wellFormed(value) !== value) throw new TypeError(`${what} must be well-formed text, and has a lone surrogate`)
  return value
}

/** A text that a peer may have chosen: it never throws for what it says. A lone surrogate becomes U+FFFD, as in a URL. */
export function peerText(value, what) {
  if (typeof value !== 'string') throw wrong(what, 'a string', value)
  return wellFormed(value)
}

function wellFormed(value) {
  return value.toWellFormed?.() ?? value.replace(/\p{Surrogate}/gu, '\ufffd')
}

/** Bytes: any view or buffer, or a text (PEM, JSON). Shared memory is copied, so that nothing changes while it is read. */
export function bytes(value, what) {
  return typeof value === 'string' ? encoder.encode(value) : binary(value, what, 'a string, Uint8Array or ArrayBuffer')
}

/** Bytes that are no text. */
export function binary(value, what, wanted = 'a Uint8Array or ArrayBuffer') {
  if (ArrayBuffer.isView(value)) {
    const view = value instanceof Uint8Array ? value : new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    return isUnshared(view.buffer) ? view : new Uint8Array(view)
  }
  if (isUnshared(value)) return new Uint8Array(value)
  if (isShared(value)) return new Uint8Array(new Uint8Array(value))
  throw wrong(what, wanted, value)
}

const tag = (value) => Object.prototype.toString.call(value)
const isUnshared = (value) => value instanceof ArrayBuffer || tag(value) === '[object ArrayBuffer]'
const isShared = (value) => tag(value) === '[object SharedArrayBuffer]'

/** A list, item by item; only an array is one, since a text and a Uint8Array can be iterated, too. */
export function list(value, what, item) {
  if (!Array.isArray(value)) throw wrong(what, 'an array', value)
  const items = []
  for (let index = 0; index < value.length; index += 1) items.push(item(value[index], `${what}[${index}]`))
  return items
}

/** A list of bytes: for each peer, so the usual is not asked twice and is given no name. */
export function listOfBytes(value, what) {
  if (!Array.isArray(value)) throw wrong(what, 'an array', value)
  const items = []
  for (let index = 0; index < value.length; index += 1) {
    const item = value[index]
    const isUsual = item instanceof Uint8Array && item.buffer instanceof ArrayBuffer
    items.push(isUsual ? item : bytes(item, `${what}[${index}]`))
  }
  return items
}

/** Seconds since 1970. Years before 0 and after 9999 are the core's to hold within them. */
export function seconds(value, what) {
  let time
  try {
    time = getTime.call(value)
  } catch {
    throw wrong(what, 'a Date', value, 'give the moment to decide for, such as `new Date()`')
  }
  if (Number.isNaN(time)) throw new TypeError(`${what} must be a valid Date`)
  return Math.floor(time / 1000)
}

/** Whether a switch is on. */
export function flag(value, what) {
  if (value !== undefined && value !== null && typeof value !== 'boolean') throw wrong(what, 'a boolean', value)
  return value === true
}

/** A number of things, or of seconds. */
export function whole(value, what) {
  if (typeof value !== 'number') throw wrong(what, 'a number', value)
  if (!Number.isInteger(value) || value < 0) throw new TypeError(`${what} must be a whole number, and not negative`)
  return value
}

/** Whether an optional value is there. */
export const given = (value) => value !== undefined && value !== null

/** An object of options; a key that is not known is a mistake, not something to overlook. */
export function options(value, what, known) {
  if (!given(value)) return {}
  if (typeof value !== 'object' || Array.isArray(value)) throw wrong(what, 'an object', value)
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) throw new TypeError(`${what} has no \`${key}\`; it may have ${known.join(', ')}`)
  }
  return value
}

/** A map from names to what `item` makes of the values. */
export function entries(value, what, item) {
  if (!given(value)) return []
  if (typeof value !== 'object' || Array.isArray(value)) throw wrong(what, 'an object', value)
  return Object.entries(value).map(([key, values]) => {
    return [text(key, `a key of ${what}`), item(values, `${what}[${JSON.stringify(key)}]`)]
  })
}

/** A list, of which one may stand by itself. */
export function oneOrMore(value, what, item) {
  return Array.isArray(value) ? list(value, what, item) : [item(value, what)]
}

/** The `SetupError` that a raw module threw, as the facade's own class; anything else as it is. */
export function rethrown(error, SetupError) {
  const message = typeof error?.message === 'string' ? error.message : ''
  if (!message.startsWith(SETUP_ERROR)) return error
  return new SetupError(JSON.parse(message.slice(SETUP_ERROR.length)))
}
