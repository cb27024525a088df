/**
 * Handfast decides who is at the other end of a connection, and says why.
 *
 * Whatever a peer sends gives a {@link Decision}. What the caller got wrong is thrown when it is built: a `TypeError` for a
 * value of the wrong type, a {@link SetupError} for one that is no good.
 *
 * @packageDocumentation
 */

export * from './values.js'
export * from './trust.js'
export * from './policy.js'
export * from './revocation.js'
export * from './relying-party.js'
export * from './presented.js'
export * from './decision.js'
export * from './peer.js'
export * from './certificate.js'
export * from './setup.js'
