import type { Code, ProfileName, ProviderName, SetupCode, Stage } from './values.js'
import type { Decision } from './decision.js'

/** Where in the caller's input a mistake is; everything counts from 1. */
export type Position =
  | { readonly line: number; readonly column: number }
  | { readonly entry: number; readonly line: number | null }

/** What the caller did wrong, found when something is built. A peer can never cause one. */
export class SetupError extends Error {
  private constructor()
  readonly name: 'SetupError'
  readonly code: SetupCode
  readonly position: Position | null
  readonly fix: string
}

/** A denial, with the decision that says why. */
export class AccessDenied extends Error {
  private constructor()
  readonly name: 'AccessDenied'
  readonly decision: Decision
}

export interface Explanation {
  readonly code: Code
  readonly stage: Stage
  readonly meaning: string
  readonly matters: string
  readonly fix: string
  readonly reference: string
}

/** What a reason code means, why it matters and how to mend it. @throws SetupError for an unknown one */
export function explain(code: Code): Explanation
/** Every reason code, in the order of the pipeline. */
export function codes(): Code[]
export function profileNames(): ProfileName[]
/** The signature providers of this build, the preferred one first. */
export function providers(): ProviderName[]
export function version(): string
/** Settled when everything can be used: at once on Node, after compiling it where WebAssembly is loaded. */
export const ready: Promise<void>
