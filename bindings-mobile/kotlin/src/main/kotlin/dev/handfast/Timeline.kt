package dev.handfast

import java.time.Instant

/** The decisions about one peer's request over a time, by everything that is known at the outset. Only a relying party makes one. */
public class Timeline internal constructor(private val record: TimelineRecord) {
    /** The first instant that was looked at. */
    public val start: Instant get() = record.from

    /** The last instant that was looked at: the one that was asked for, unless the timeline is not [complete][isComplete]. */
    public val end: Instant get() = record.to

    /** Whether all of the time that was asked for was looked at. It was not if there are too many instants at which something may change. */
    public val isComplete: Boolean get() = record.isComplete

    /** The spans of time in which the decision is the same, in order, without gaps; at least one. */
    public val spans: List<TimelineSpan> = record.spans.map(::TimelineSpan)

    /** What lies ahead and flips nothing by itself: that public CAs issue no more certificates for clientAuth. */
    public val notices: List<TimelineEvent> get() = record.notices

    /** The timeline as JSON, on one line, the decision of each span whole: the same bytes in every language. */
    public fun toJson(): String = record.json

    /** The timeline in lines for people. */
    override fun toString(): String = record.text

    override fun equals(other: Any?): Boolean = other is Timeline && other.record.json == record.json

    override fun hashCode(): Int = record.json.hashCode()
}

/** A span of time with one decision. */
public class TimelineSpan internal constructor(private val record: TimelineSpanRecord) {
    /** Its first instant. */
    public val start: Instant get() = record.from

    /** The first instant of the next span; null for the last one. */
    public val until: Instant? get() = record.until

    /** The decision at its first instant. */
    public val decision: Decision = Decision(record.decision)

    /** Why it begins: what happens at its first instant. Empty for the first span. */
    public val events: List<TimelineEvent> get() = record.events

    override fun equals(other: Any?): Boolean =
        other is TimelineSpan && other.decision == decision && other.until == until && other.events == events

    override fun hashCode(): Int = decision.hashCode()

    override fun toString(): String = "TimelineSpan($start, ${decision.effect.value})"
}
