"""The peer's chain of a TLS connection of Python's own `ssl`.

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.verify_mode = ssl.CERT_OPTIONAL     # or the peer is never asked for a certificate
    ...
    peer = relying_party.authorize(handfast.ssl.presented_chain(connection), request, at=now)

Python's `ssl` verifies the chain against its own certificates during the handshake, and ends a handshake that it does not
like: load the trust anchors into the context, too, and leave the rest to the relying party.
"""

from __future__ import annotations

import ssl
import warnings
from typing import Any, TypeAlias

from . import PresentedChain

__all__ = ["EndEntityOnlyWarning", "end_entity_only", "presented_chain"]

Connection: TypeAlias = ssl.SSLObject | ssl.SSLSocket


class EndEntityOnlyWarning(UserWarning):
    """Only the peer's own certificate could be had, though it may have sent more."""


def presented_chain(connection: Connection) -> PresentedChain:
    """The chain that the peer presented in the handshake, which must be done.

    The TLS stack has checked that the peer holds the key. A peer that sent no certificate gives an empty chain. Where only
    the end entity can be had, an `EndEntityOnlyWarning` says why; a path through an intermediate certificate then verifies
    only if the relying party has it as an anchor.

    It raises what `ssl` raises: `ValueError` before the handshake is done.
    """
    chain, why = _chain(connection)
    if why is not None:
        warnings.warn(why, EndEntityOnlyWarning, stacklevel=2)
    return PresentedChain.from_tls(chain)


def end_entity_only(connection: Connection) -> str | None:
    """Why only the peer's own certificate can be had, in one sentence; `None` if all that the peer sent is there."""
    return _chain(connection)[1]


def _chain(connection: Connection) -> tuple[list[bytes], str | None]:
    """What the peer sent, and why it is not all."""
    end_entity = connection.getpeercert(binary_form=True)
    if end_entity is None:
        return [], None
    sent = _sent(connection)
    if sent:
        # The certificate whose key was proven comes first, whatever the list says; the same one twice counts once.
        return [end_entity, *sent], None
    if connection.session_reused:
        return [end_entity], "the session was resumed, and a session ticket holds the peer's own certificate only"
    return [end_entity], "this Python does not tell which certificates the peer sent besides its own"


def _sent(connection: Connection) -> list[bytes]:
    """What the peer sent, as far as this Python tells."""
    public: Any = getattr(connection, "get_unverified_chain", None)
    if public is not None:  # Python 3.13
        return list(public())
    private: Any = getattr(getattr(connection, "_sslobj", None), "get_unverified_chain", None)
    if private is None:
        return []
    import _ssl

    encoding: Any = getattr(_ssl, "ENCODING_DER")  # noqa: B009
    return [certificate.public_bytes(encoding) for certificate in private() or ()]
