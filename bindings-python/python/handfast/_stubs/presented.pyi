"""What a peer presented."""

from collections.abc import Iterable
from typing import final

from .certificate import Certificate
from .common import Arrival, Bytes, File

@final
class PresentedChain:
    """The certificates that a peer presented, and how they arrived. Whatever a peer sends makes one."""

    @staticmethod
    def from_tls(certificates: Iterable[Bytes]) -> PresentedChain:
        """The certificates of a TLS handshake, each DER or PEM: the end entity first, the rest in any order.

        An empty list is a chain, too: the peer sent none.
        """

    @staticmethod
    def from_forwarded(certificates: Iterable[Bytes], hop: str) -> PresentedChain:
        """The certificates that a hop forwarded, in the order of `from_tls`.

        A relying party believes only hops that it was built to trust.
        """

    @staticmethod
    def from_files(files: Iterable[File]) -> PresentedChain:
        """Certificates from files, each a path, PEM with any number of blocks, or DER, in any order.

        Nothing shows that anybody holds the key.
        """

    def with_stapled_ocsp(self, response: Bytes) -> PresentedChain:
        """With the OCSP response that the peer stapled as well, whatever it is.

        It need not be about the peer's own certificate. One that cannot be read is left out, and the decision says so.
        """

    @property
    def arrival(self) -> Arrival:
        """How it arrived."""

    @property
    def hop(self) -> str | None:
        """The hop that forwarded it."""

    @property
    def is_empty(self) -> bool:
        """Whether the peer sent nothing."""

    @property
    def end_entity(self) -> Certificate | None:
        """The peer's own certificate; `None` if there is none that can be used, for which the decision has the reason."""

    @property
    def others(self) -> tuple[Certificate, ...]:
        """The other certificates that can be read, in an order of their own, each once."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
