"""When a decision flips, and why."""

from datetime import datetime
from typing import final

from .decision import Decision

@final
class Timeline:
    """The decisions about one peer's request over a time, by everything that is known at the outset."""

    @property
    def start(self) -> datetime:
        """The first instant that was looked at."""

    @property
    def end(self) -> datetime:
        """The last instant that was looked at: the one that was asked for, unless the timeline is not complete."""

    @property
    def is_complete(self) -> bool:
        """Whether all of the time that was asked for was looked at; not if too much may change in it."""

    @property
    def spans(self) -> tuple[TimelineSpan, ...]:
        """The spans of time in which the decision is the same, in order, without gaps; at least one."""

    @property
    def notices(self) -> tuple[TimelineEvent, ...]:
        """What lies ahead and flips nothing by itself."""

    def to_json(self) -> str:
        """The timeline as JSON: the same bytes in every language."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Timeline: ...
    def __deepcopy__(self, _memo: object) -> Timeline: ...

@final
class TimelineSpan:
    """A span of time with one decision."""

    @property
    def start(self) -> datetime:
        """Its first instant."""

    @property
    def until(self) -> datetime | None:
        """The first instant of the next span; `None` for the last one."""

    @property
    def decision(self) -> Decision:
        """The decision at its first instant."""

    @property
    def events(self) -> tuple[TimelineEvent, ...]:
        """Why it begins: what happens at its first instant. Empty for the first span."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> TimelineSpan: ...
    def __deepcopy__(self, _memo: object) -> TimelineSpan: ...

@final
class TimelineEvent:
    """Something that happens at an instant."""

    @property
    def kind(self) -> str:
        """What sort of thing: `certificate_ends`, `revocation_stale`, ..."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def message(self) -> str:
        """What, in a sentence."""

    @property
    def certificate_fingerprint(self) -> str | None:
        """The SHA-256 of the certificate that it is about, in hex, if it is about one."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> TimelineEvent: ...
    def __deepcopy__(self, _memo: object) -> TimelineEvent: ...
