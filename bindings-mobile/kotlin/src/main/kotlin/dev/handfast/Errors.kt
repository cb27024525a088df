package dev.handfast

import java.nio.charset.CharacterCodingException

/**
 * A caller's mistake, found at construction: wrong anchors, an unusable policy, an empty trust store. A peer can never cause one.
 *
 * @property code the kind of mistake; stable, programs may branch on it
 * @property sentence one sentence, without the position and the fix that [message] has
 * @property position where in the input, if the mistake has a place
 * @property fix what to do about it
 */
public class SetupError internal constructor(
    public val code: SetupCode,
    override val message: String,
    public val sentence: String,
    public val position: Position?,
    public val fix: String,
) : IllegalArgumentException(message) {
    private companion object {
        private const val serialVersionUID: Long = 1
    }
}

/**
 * A denial, with the decision that says why.
 *
 * @property decision the decision
 */
public class AccessDenied internal constructor(
    @Transient public val decision: Decision,
) : Exception(decision.toString()) {
    private companion object {
        private const val serialVersionUID: Long = 1
    }
}

/** Calls the native library: its refusals become a [SetupError], and a text that is none an [IllegalArgumentException]. */
internal inline fun <T> calling(call: () -> T): T =
    try {
        call()
    } catch (failure: SetupFailure.Refused) {
        throw SetupError(failure.code, failure.text, failure.sentence, failure.position, failure.fix)
    } catch (malformed: CharacterCodingException) {
        throw IllegalArgumentException("a text has half of a surrogate pair, which is no character", malformed)
    }

/**
 * The text with each half of a surrogate pair that stands alone replaced by U+FFFD, as a decoder does with bytes that are no
 * character: what a peer asks for gives a decision, whatever it is.
 */
internal fun String.wellFormed(): String {
    if (none(Char::isSurrogate)) return this
    val text = StringBuilder(length)
    var index = 0
    while (index < length) {
        val paired = this[index].isHighSurrogate() && index + 1 < length && this[index + 1].isLowSurrogate()
        when {
            paired -> text.append(this[index]).append(this[index + 1])
            this[index].isSurrogate() -> text.append('\uFFFD')
            else -> text.append(this[index])
        }
        index += if (paired) 2 else 1
    }
    return text.toString()
}
