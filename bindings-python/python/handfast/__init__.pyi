"""Decides who is at the other end of a connection, and says why."""

from typing import final

from ._stubs.certificate import Certificate, Reason
from ._stubs.decision import Decision, Nearest, Obligations, PeerIdentity, Principal, ShadowOutcome
from ._stubs.path import (
    Anchor,
    AppliedLoosening,
    Attempt,
    AttemptStep,
    CertificatePolicies,
    ProfileDifference,
    Rejection,
    StatedPolicy,
    VerifiedPath,
)
from ._stubs.policy import Finding, Policy, TestOutcome
from ._stubs.presented import PresentedChain
from ._stubs.relying_party import RelyingParty, SignatureCache
from ._stubs.request import AccessRequest
from ._stubs.revocation import CertificateRevocation, Crl, OcspResponse, OcspStatement, RevocationData, RevocationMode
from ._stubs.timeline import Timeline, TimelineEvent, TimelineSpan
from ._stubs.trust import Profile, TrustAnchors

__all__ = [
    "AccessDenied",
    "AccessRequest",
    "Anchor",
    "AppliedLoosening",
    "Attempt",
    "AttemptStep",
    "Certificate",
    "CertificatePolicies",
    "CertificateRevocation",
    "Crl",
    "Decision",
    "Explanation",
    "Finding",
    "Nearest",
    "Obligations",
    "OcspResponse",
    "OcspStatement",
    "PeerIdentity",
    "Policy",
    "PresentedChain",
    "Principal",
    "Profile",
    "ProfileDifference",
    "Reason",
    "Rejection",
    "RelyingParty",
    "RevocationData",
    "RevocationMode",
    "SetupError",
    "ShadowOutcome",
    "SignatureCache",
    "StatedPolicy",
    "TestOutcome",
    "Timeline",
    "TimelineEvent",
    "TimelineSpan",
    "TrustAnchors",
    "VerifiedPath",
    "codes",
    "explain",
    "profile_names",
    "providers",
    "version",
]

@final
class Explanation:
    """What a reason code means, why it matters and how to mend it."""

    @property
    def code(self) -> str:
        """The code."""

    @property
    def stage(self) -> str:
        """The stage that gives this reason, unless the reason itself says another."""

    @property
    def meaning(self) -> str:
        """What is true when this code is given."""

    @property
    def matters(self) -> str:
        """What could go wrong if it were let through."""

    @property
    def fix(self) -> str:
        """How to mend it."""

    @property
    def reference(self) -> str:
        """The standard and section that asks for it."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Explanation: ...
    def __deepcopy__(self, _memo: object) -> Explanation: ...

class SetupError(Exception):
    """The caller's mistake: wrong anchors, an unusable policy, a value that is none. A peer can never cause it."""

    code: str
    """What kind of mistake it is, stable across releases."""
    message: str
    """One sentence."""
    position: str | None
    """Where in the input it is, such as `line 3, column 5`."""
    fix: str
    """What to do about it."""

class AccessDenied(Exception):
    """The peer may not do what it asks for. Raised by `RelyingParty.authorize` alone."""

    decision: Decision
    """The decision, which says why."""

def explain(code: str) -> Explanation:
    """What a reason code means, why it matters and how to mend it."""

def codes() -> list[str]:
    """Every reason code, in the order of the pipeline."""

def profile_names() -> list[str]:
    """The names that `Profile.by_name` knows."""

def providers() -> list[str]:
    """The names of the signature providers of this build, the preferred one first."""

def version() -> str:
    """The version of Handfast."""

__version__: str
