"""What a peer asks for."""

from ipaddress import IPv4Address, IPv6Address
from typing import final

from .common import Context

@final
class AccessRequest:
    """What a peer asks for, and what the host knows about the connection.

    `expecting` is who the peer must be, such as `dns:orders.example`; `context` is what else the host knows, text or a list
    of texts by key. A key that is not supplied is unavailable: a deny rule that asks for it denies.
    """

    def __new__(
        cls,
        method: str,
        path: str,
        *,
        expecting: str | None = None,
        source_ip: str | IPv4Address | IPv6Address | None = None,
        host: str | None = None,
        context: Context | None = None,
    ) -> AccessRequest:
        """An HTTP request. A path that two servers may read differently is matched by no allow rule."""

    @staticmethod
    def connection(
        *,
        expecting: str | None = None,
        source_ip: str | IPv4Address | IPv6Address | None = None,
        host: str | None = None,
        context: Context | None = None,
    ) -> AccessRequest:
        """A connection by itself: no request yet, or none that concerns the decision."""

    @staticmethod
    def action(
        action: str,
        resource: str,
        *,
        expecting: str | None = None,
        source_ip: str | IPv4Address | IPv6Address | None = None,
        host: str | None = None,
        context: Context | None = None,
    ) -> AccessRequest:
        """An action on a resource, where there is no HTTP: `publish` on `meters/M-1/up`."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
