// On Node: the native module, or WebAssembly where no binary fits. Both go through the same facade.
'use strict'

const { createApi } = require('./lib/api.cjs')

/** Octets from which the copies of several chains are cut: an array by itself for each would cost more than the call. */
const SLAB = 64 * 1024
let slab = new ArrayBuffer(0)
let place = 0

/** Room for what a peer presented. */
function bytes(length) {
  if (length > SLAB / 4) return new Uint8Array(length)
  if (place + length > slab.byteLength) {
    slab = new ArrayBuffer(SLAB)
    place = 0
  }
  const room = new Uint8Array(slab, place, length)
  // Aligned copies are quicker.
  place += (length + 7) & ~7
  return room
}

function load() {
  let native
  try {
    native = require('./lib/native.cjs')
  } catch (missing) {
    try {
      return require('handfast-wasm')
    } catch (alsoMissing) {
      const why = 'handfast has no native module for this platform, and handfast-wasm could not be loaded'
      throw new Error(why, { cause: new AggregateError([missing, alsoMissing]) })
    }
  }
  // WebAssembly has to be compiled before it can be used, and says when it is; a native module is ready at once.
  return { ...createApi({ ...native, bytes }), ready: Promise.resolve() }
}

module.exports = load()
