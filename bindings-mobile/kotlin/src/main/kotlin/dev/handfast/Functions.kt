@file:JvmName("Handfast")

package dev.handfast

/** What a reason code means, why it matters and how to mend it. */
public fun explain(code: ReasonCode): Explanation = explain(code.value)

/**
 * What the reason code of that name means.
 *
 * @throws SetupError for an unknown code
 */
public fun explain(code: String): Explanation = calling { explainCode(code) }

/** Every reason code, in the order of the pipeline. */
public fun codes(): List<ReasonCode> = codeNames().map { spelled(it) }
