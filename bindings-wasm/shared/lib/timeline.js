// When the decision about a peer flips, and why; and the signatures that a relying party remembers.

import * as convert from './convert.js'
import * as values from './values.js'

const MADE_HERE = Symbol('made here')
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

export function createTimeline(raw) {
  class Timeline {
    #json
    #text
    #decide
    #form
    #decisions = []

    constructor(key, [json, text], decide) {
      if (key !== MADE_HERE) throw new TypeError('a Timeline is made by RelyingParty.timeline')
      this.#json = json
      this.#text = text
      this.#decide = decide
    }

    get #fields() {
      return (this.#form ??= JSON.parse(this.#json))
    }

    get start() {
      return values.instant(this.#fields.from)
    }

    get end() {
      return values.instant(this.#fields.to)
    }

    get isComplete() {
      return this.#fields.complete
    }

    get spans() {
      const decisionAt = (instant, place) => (this.#decisions[place] ??= this.#decide(instant))
      return values.all(this.#fields.spans, (form, place) =>
        Object.freeze({
          start: values.instant(form.from),
          until: values.instant(form.until),
          events: values.all(form.events, values.event),
          get decision() {
            return decisionAt(values.instant(form.from), place)
          },
        }),
      )
    }

    get notices() {
      return values.all(this.#fields.notices, values.event)
    }

    /** The core's bytes, as text. */
    toJson() {
      return this.#json
    }

    toJSON() {
      const form = JSON.parse(this.#json)
      for (const span of form.spans) values.exact(span.decision)
      return form
    }

    toString() {
      return this.#text
    }

    [INSPECT]() {
      return this.#text
    }
  }

  let cacheOf
  class SignatureCache {
    #raw

    constructor(entries) {
      this.#raw = new raw.RawSignatureCache(Math.min(convert.whole(entries, 'entries'), 0xffff_ffff))
      Object.freeze(this)
    }

    get capacity() {
      return this.#raw.capacity()
    }

    get size() {
      return this.#raw.size()
    }

    clear() {
      this.#raw.clear()
    }

    static {
      cacheOf = (value, what) => {
        if (typeof value === 'object' && value !== null && #raw in value) return value.#raw
        throw convert.wrong(what, 'a SignatureCache, or false for none', value)
      }
    }
  }

  const timeline = (texts, decide) => Object.freeze(new Timeline(MADE_HERE, texts, decide))

  return { classes: { Timeline, SignatureCache }, timeline, cacheOf }
}
