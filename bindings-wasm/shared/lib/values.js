// The core's JSON as frozen values, by the names of `docs/surface.md`.

export const instant = (value) => (value === null ? null : new Date(value))

const freeze = Object.freeze
export const all = (items, make) => freeze(items.map(make))

export const principal = (form) => (form === null ? null : freeze({ class: form.class, value: form.value }))

export const reason = (form) =>
  freeze({
    code: form.code,
    stage: form.stage,
    message: form.message,
    certificateIndex: form.certificate?.index ?? null,
    certificateFingerprint: form.certificate?.fingerprint ?? null,
    rule: form.rule,
    reference: form.reference,
    observed: form.observed,
    expected: form.expected,
    fix: form.fix,
  })

export const statement = (form) => freeze({ serial: form.serial, status: form.status })

/** The dates are its own: whoever changes them changes nobody else's. */
export const revocation = (form) =>
  freeze({
    index: form.certificate.index,
    fingerprint: form.certificate.fingerprint,
    status: form.status,
    source: form.source,
    thisUpdate: instant(form.this_update),
    nextUpdate: instant(form.next_update),
    revokedAt: instant(form.revoked_at),
    reason: form.reason,
    crlUrls: freeze(form.crl_urls),
    ocspUrls: freeze(form.ocsp_urls),
    observations: freeze(form.observations),
  })

/** A decision has none where revocation was not looked at. */
export const revocations = (form) => (form === undefined || form === null ? null : all(form, revocation))

export const loosened = (form) => all(form ?? [], applied)

const applied = ({ name, what, until, issuer_spki, index }) =>
  freeze({ name, what, until: instant(until), issuerSpki: issuer_spki, index })

export const certificatePolicies = (form) =>
  freeze({ permitted: freeze(form.permitted), stated: all(form.stated, statedPolicy) })

const statedPolicy = (form) => freeze({ oid: form.oid, qualifiers: bytes(form.qualifiers) })

const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (octet) => Number.parseInt(octet, 16))

const step = (form) => freeze({ fingerprint: form.fingerprint, subject: form.subject })

export const attempt = (form) =>
  freeze({
    path: all(form.path, step),
    candidate: form.candidate === null ? null : step(form.candidate),
    isAnchor: form.is_anchor,
    reason: reason(form.reason),
  })

export const nearest = (form) =>
  form === null
    ? null
    : freeze({ rule: form.rule, field: form.field, observed: form.observed, expected: form.expected })

export const obligations = (form) =>
  freeze({
    roles: freeze(form.roles),
    labels: freeze(form.labels),
    tenant: form.tenant,
    maxSessionSeconds: form.max_session_seconds,
    bindToken: form.bind_token,
    forward: freeze(form.forward),
    audit: form.audit,
    call: freeze(form.call),
  })

export const shadow = (form) => freeze({ rule: form.rule, effect: form.effect, wouldChange: form.would_change })

export const finding = (form) =>
  freeze({
    code: form.code,
    severity: form.severity,
    message: form.message,
    line: form.line,
    column: form.column,
    rule: form.rule,
    fix: form.fix,
  })

export const outcome = (form) =>
  freeze({
    name: form.name,
    passed: form.passed,
    expected: form.expected,
    actual: form.actual,
    line: form.line,
    column: form.column,
  })

export const explanation = (form) =>
  freeze({
    code: form.code,
    stage: form.stage,
    meaning: form.meaning,
    matters: form.matters,
    fix: form.fix,
    reference: form.reference,
  })

export const event = (form) =>
  freeze({
    kind: form.kind,
    at: instant(form.at),
    message: form.message,
    certificateFingerprint: form.certificate_fingerprint,
  })

/**
 * A decision's JSON as an object that `JSON.stringify` writes back byte for byte. JavaScript moves keys that look like
 * array indices to the front; labels may have such names, and the core has all in one order.
 */
export function exact(form) {
  const { labels } = form.obligations
  const keys = Object.keys(labels)
  const indices = keys.filter((key) => /^(0|[1-9]\d*)$/.test(key))
  if (indices.length > 0) {
    const order = keys.filter((key) => !indices.includes(key))
    for (const index of indices.sort()) {
      const place = order.findIndex((key) => key > index)
      order.splice(place < 0 ? order.length : place, 0, index)
    }
    form.obligations.labels = new Proxy(labels, { ownKeys: () => order })
  }
  return form
}
