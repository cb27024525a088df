"""The relying party."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, final

from .decision import Decision, PeerIdentity
from .path import Rejection, VerifiedPath
from .policy import Policy
from .presented import PresentedChain
from .request import AccessRequest
from .revocation import RevocationData, RevocationMode
from .timeline import Timeline
from .trust import Profile, TrustAnchors

@final
class SignatureCache:
    """A bounded set of signatures that are known to be right, for several relying parties together.

    It never changes a decision, only how long one takes.
    """

    def __new__(cls, entries: int) -> SignatureCache:
        """An empty one that keeps at most this many signatures, rounded up to the next multiple of 16."""

    @property
    def capacity(self) -> int:
        """Most signatures that it keeps."""

    def clear(self) -> None:
        """Forgets them all."""

    def __len__(self) -> int:
        """How many signatures it keeps."""

@final
class RelyingParty:
    """Decides about peers: trust anchors, a profile, a policy. Made once, used for every peer, from any thread."""

    def __new__(
        cls,
        trust_anchors: TrustAnchors,
        *,
        policy: Policy | None = None,
        any_verified_peer: bool = False,
        profile: Profile | None = None,
        provider: str | None = None,
        accept_files_without_possession: bool = False,
        trusted_hops: Sequence[str] | None = None,
        supplies_context: Sequence[str] | None = None,
        revocation: RevocationData | None = None,
        revocation_mode: RevocationMode | None = None,
        revocation_modes: Mapping[str, RevocationMode] | None = None,
        signature_cache: SignatureCache | Literal[False] | None = None,
    ) -> RelyingParty:
        """Exactly one of `policy` and `any_verified_peer` is given.

        Revocation is looked at by `revocation_mode`, and on paths that end in an anchor of a bundle by what
        `revocation_modes` says of it: hard with `revocation`, off without, unless they say otherwise. What a policy's `trust`
        says of a bundle comes before `revocation_mode`, and must not be contradicted by `revocation_modes`.

        Signatures that were right are remembered in a cache of its own, or in `signature_cache`; `False` is none.
        """

    def decide(self, chain: PresentedChain, request: AccessRequest, *, at: datetime) -> Decision:
        """Decides whether the peer may do what it asks for, at that time. For showing: see `authorize`.

        Never raises for anything that a peer sent.
        """

    def decide_many(
        self, chains: Sequence[PresentedChain], requests: Sequence[AccessRequest], *, at: datetime
    ) -> list[Decision]:
        """Decides about many peers in one call, each chain with the request at its place.

        Raises `ValueError` if there are not as many of one as of the other.
        """

    def authorize(self, chain: PresentedChain, request: AccessRequest, *, at: datetime) -> PeerIdentity:
        """Decides, and gives the identity of a peer that may. For guarding.

        Raises `AccessDenied` for one that may not.
        """

    def timeline(self, chain: PresentedChain, request: AccessRequest, *, start: datetime, end: datetime) -> Timeline:
        """The decisions from one instant to another, both included.

        Whenever the decision becomes another one, and why. Only what is known now counts.
        """

    def verify(self, chain: PresentedChain, *, at: datetime) -> VerifiedPath | Rejection:
        """Verifies the path alone. Never raises for anything that a peer sent.

        What the peer's names mean is read for a decision only: with the profile `svid`, whether the URI is a SPIFFE ID.
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
