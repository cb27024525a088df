"""The relying party."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import final

from .decision import Decision, PeerIdentity
from .path import Rejection, VerifiedPath
from .policy import Policy
from .presented import PresentedChain
from .request import AccessRequest
from .revocation import RevocationData, RevocationMode
from .trust import Profile, TrustAnchors

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
    ) -> RelyingParty:
        """Exactly one of `policy` and `any_verified_peer` is given.

        Revocation is looked at by `revocation_mode`, and on paths that end in an anchor of a bundle by what
        `revocation_modes` says of it: hard with `revocation`, off without, unless they say otherwise. What a policy's `trust`
        says of a bundle comes before `revocation_mode`, and must not be contradicted by `revocation_modes`.
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

    def verify(self, chain: PresentedChain, *, at: datetime) -> VerifiedPath | Rejection:
        """Verifies the path alone. Never raises for anything that a peer sent."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
