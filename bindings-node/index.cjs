// On Node: the native module, or WebAssembly where no binary fits. Both go through the same facade.
'use strict'

const { createApi } = require('./lib/api.cjs')

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
  // What a peer presented is copied into bytes of Node's pool, which costs a tenth of an array of its own.
  // WebAssembly has to be compiled before it can be used, and says when it is; a native module is ready at once.
  return { ...createApi({ ...native, bytes: Buffer.allocUnsafe }), ready: Promise.resolve() }
}

module.exports = load()
