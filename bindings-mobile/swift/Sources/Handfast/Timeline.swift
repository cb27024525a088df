import Foundation

/// The decisions about one peer's request over a time, by everything that is known at the outset. Only a relying party makes
/// one.
public struct Timeline: Hashable, Sendable, CustomStringConvertible {
    private let record: TimelineRecord

    init(record: TimelineRecord) {
        self.record = record
    }

    /// The first instant that was looked at.
    public var start: Date { return record.from }
    /// The last instant that was looked at: the one that was asked for, unless the timeline is not complete.
    public var end: Date { return record.to }
    /// Whether all of the time that was asked for was looked at. It was not if there are too many instants at which something
    /// may change.
    public var isComplete: Bool { return record.isComplete }
    /// The spans of time in which the decision is the same, in order, without gaps; at least one.
    public var spans: [TimelineSpan] { return record.spans.map { TimelineSpan(record: $0) } }
    /// What lies ahead and flips nothing by itself: that public CAs issue no more certificates for clientAuth.
    public var notices: [TimelineEvent] { return record.notices }

    /// The timeline as JSON, on one line, the decision of each span whole: the same bytes in every language.
    public func toJson() -> String { return record.json }

    /// The same JSON, octet for octet, as of `Decision`.
    public static func == (left: Timeline, right: Timeline) -> Bool {
        return left.record.json.utf8.elementsEqual(right.record.json.utf8)
    }

    /// By its JSON.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(octetsOf: record.json)
    }

    /// The timeline in lines for people.
    public var description: String { return record.text }
}

/// A span of time with one decision.
public struct TimelineSpan: Hashable, Sendable {
    private let record: TimelineSpanRecord

    init(record: TimelineSpanRecord) {
        self.record = record
    }

    /// Its first instant.
    public var start: Date { return record.from }
    /// The first instant of the next span; nil for the last one.
    public var until: Date? { return record.until }
    /// The decision at its first instant.
    public var decision: Decision { return Decision(record: record.decision) }
    /// Why it begins: what happens at its first instant. Empty for the first span.
    public var events: [TimelineEvent] { return record.events }
}
