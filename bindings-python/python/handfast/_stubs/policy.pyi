"""The policy, and what it says about itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from os import PathLike
from typing import Literal, final

@final
class Policy:
    """A policy document, ready to be evaluated."""

    @staticmethod
    def parse(text: str | PathLike[str], sets: Mapping[str, Sequence[str]] | None = None) -> Policy:
        """Reads a document, YAML or JSON, or the file that a path names, and runs its tests.

        `sets` are the values of its external sets.
        """

    @staticmethod
    def parse_untested(text: str | PathLike[str], sets: Mapping[str, Sequence[str]] | None = None) -> Policy:
        """As `parse`, without running the tests: for tools that report on them."""

    @property
    def name(self) -> str | None:
        """The document's `name`."""

    @property
    def fingerprint(self) -> str:
        """`sha256:` and hex: a hash of what the document says, whatever its layout."""

    @property
    def identity(self) -> tuple[str, ...]:
        """The classes of name that may be the principal, in order."""

    @property
    def rules(self) -> tuple[str, ...]:
        """The `id` of every rule, in order."""

    @property
    def bundles(self) -> tuple[str, ...]:
        """The names of the bundles of trust anchors that it speaks of."""

    @property
    def required_context(self) -> tuple[str, ...]:
        """The keys of the context that its rules ask for: what the host must supply."""

    def lint(self, at: datetime | None = None) -> list[Finding]:
        """What may be mistaken about the document.

        `at` tells which rules are over; without it that is not looked at.
        """

    def test(self) -> list[TestOutcome]:
        """Runs the document's own tests."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Finding:
    """Something about a policy document that may be mistaken."""

    @property
    def code(self) -> str:
        """What kind of finding it is; stable."""

    @property
    def severity(self) -> Literal["note", "warning", "error"]:
        """`note`, `warning` or `error`."""

    @property
    def message(self) -> str:
        """One sentence."""

    @property
    def line(self) -> int | None:
        """The line it is in, from 1."""

    @property
    def column(self) -> int | None:
        """The column it begins at, from 1."""

    @property
    def rule(self) -> str | None:
        """The rule, if it is about one."""

    @property
    def fix(self) -> str:
        """What to do about it."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Finding: ...
    def __deepcopy__(self, _memo: object) -> Finding: ...

@final
class TestOutcome:
    """What a test of the document gave."""

    @property
    def name(self) -> str:
        """The test's `name`."""

    @property
    def passed(self) -> bool:
        """Whether the policy said what the test expects."""

    @property
    def expected(self) -> str:
        """What it expects."""

    @property
    def actual(self) -> str:
        """What the policy said."""

    @property
    def line(self) -> int | None:
        """The line the test stands in, from 1."""

    @property
    def column(self) -> int | None:
        """The column it begins at, from 1."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> TestOutcome: ...
    def __deepcopy__(self, _memo: object) -> TestOutcome: ...
