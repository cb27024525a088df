import type { Severity } from './values.js'

/** The values of a policy's external sets, by name. */
export type ExternalSets = Readonly<Record<string, string | readonly string[]>>

/** A policy document, ready to be evaluated. */
export class Policy {
  private constructor()
  /** Reads a document in YAML or JSON, and runs the tests in it. @throws SetupError with line and column */
  static parse(text: string, sets?: ExternalSets | null): Policy
  /** Without running the tests: for tools that report on them. @throws SetupError */
  static parseUntested(text: string, sets?: ExternalSets | null): Policy
  readonly name: string | null
  /** `sha256:` and hex, of what the document says, whatever its layout. */
  readonly fingerprint: string
  /** The classes of name that may be the principal, in order. */
  readonly identity: readonly string[]
  /** The `id` of every rule, in order. */
  readonly rules: readonly string[]
  /** The bundles of trust anchors that it speaks of. */
  readonly bundles: readonly string[]
  /** The keys of the context that its rules ask for. */
  readonly requiredContext: readonly string[]
  /** What may be mistaken about it; `at` tells which rules are over. */
  lint(at?: Date | null): readonly Finding[]
  /** Runs the document's own tests. @throws SetupError for a test that cannot be read */
  test(): readonly TestOutcome[]
}

export interface Finding {
  readonly code: string
  readonly severity: Severity
  readonly message: string
  readonly line: number | null
  readonly column: number | null
  readonly rule: string | null
  readonly fix: string
}

export interface TestOutcome {
  readonly name: string
  readonly passed: boolean
  readonly expected: string
  readonly actual: string
  readonly line: number | null
  readonly column: number | null
}
