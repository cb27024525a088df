"""What several rooms speak of."""

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any, Literal, Protocol, TypeAlias

from .certificate import Certificate

class HasPublicBytes(Protocol):
    """A value of the package `cryptography`."""

    def public_bytes(self, encoding: Any, /) -> bytes: ...

Bytes: TypeAlias = bytes | bytearray | memoryview | str | Certificate | HasPublicBytes
File: TypeAlias = Bytes | PathLike[str]
Effect: TypeAlias = Literal["allow", "deny"]
Arrival: TypeAlias = Literal["tls", "forwarded", "files"]
Statement: TypeAlias = Literal["honoured", "ignored"]
Form: TypeAlias = Literal["as_issued", "rfc5280", "baseline_requirements"]
Context: TypeAlias = Mapping[str, str | Sequence[str]]
