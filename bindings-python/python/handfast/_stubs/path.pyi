"""Verified paths, and what was tried on the way to one."""

from datetime import datetime
from typing import NoReturn, final

from .certificate import Certificate, Reason
from .revocation import CertificateRevocation

@final
class Anchor:
    """A trust anchor that a path ends in."""

    @property
    def certificate(self) -> Certificate:
        """Its certificate."""

    @property
    def bundle(self) -> str | None:
        """The name of its bundle; `None` for the unnamed one."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Anchor: ...
    def __deepcopy__(self, _memo: object) -> Anchor: ...

@final
class AttemptStep:
    """A certificate of an attempt, in short."""

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate, in hex."""

    @property
    def subject(self) -> str:
        """Its subject (RFC 4514)."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> AttemptStep: ...
    def __deepcopy__(self, _memo: object) -> AttemptStep: ...

@final
class Attempt:
    """A candidate issuer that was tried, and what ended the attempt."""

    @property
    def path(self) -> tuple[AttemptStep, ...]:
        """The certificates so far, the end entity first."""

    @property
    def candidate(self) -> AttemptStep | None:
        """The candidate issuer of the last of them; `None` if there was no candidate at all."""

    @property
    def is_anchor(self) -> bool:
        """Whether the candidate is a trust anchor."""

    @property
    def reason(self) -> Reason:
        """What failed."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Attempt: ...
    def __deepcopy__(self, _memo: object) -> Attempt: ...

@final
class StatedPolicy:
    """A certificate policy that holds, as the end entity's certificate names it."""

    @property
    def oid(self) -> str:
        """The policy's object identifier."""

    @property
    def qualifiers(self) -> bytes:
        """The DER of its qualifiers; empty if it has none."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> StatedPolicy: ...
    def __deepcopy__(self, _memo: object) -> StatedPolicy: ...

@final
class AppliedLoosening:
    """A loosening of the profile that was needed, and where."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def what(self) -> str:
        """What it lets through; behind `critical_extension` its object identifier."""

    @property
    def until(self) -> datetime | None:
        """The first instant at which it is over; `None` if it has no end."""

    @property
    def issuer_spki(self) -> str | None:
        """SHA-256 of the SubjectPublicKeyInfo of the CA that it is for, in hex; `None` if it is for every path."""

    @property
    def index(self) -> int:
        """The place in the path of the certificate that needed it: 0 is the end entity, the last one the anchor."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> AppliedLoosening: ...
    def __deepcopy__(self, _memo: object) -> AppliedLoosening: ...

@final
class ProfileDifference:
    """One thing in which two profiles differ."""

    @property
    def member(self) -> str:
        """The member, as `Profile.to_json` names it."""

    @property
    def left(self) -> str:
        """Its value in the first profile, as JSON."""

    @property
    def right(self) -> str:
        """Its value in the second."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> ProfileDifference: ...
    def __deepcopy__(self, _memo: object) -> ProfileDifference: ...

@final
class CertificatePolicies:
    """What a path says about certificate policies."""

    @property
    def permitted(self) -> tuple[str, ...]:
        """The user-constrained policy set: the policies that hold for the path, as the trust anchor names them.

        `2.5.29.32.0` among them means that every policy does.
        """

    @property
    def stated(self) -> tuple[StatedPolicy, ...]:
        """The same policies as the end entity names them, with their qualifiers."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> CertificatePolicies: ...
    def __deepcopy__(self, _memo: object) -> CertificatePolicies: ...

@final
class VerifiedPath:
    """A certification path that verified. It says that the anchors vouch for the peer, not that the peer may do anything."""

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """The certificates, the end entity first, the anchor excluded."""

    @property
    def anchor(self) -> Anchor:
        """The trust anchor that it ends in."""

    @property
    def at(self) -> datetime:
        """The verification time."""

    @property
    def valid_until(self) -> datetime | None:
        """The first instant at which it no longer verifies; `None` if nothing known now will change it."""

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """The candidates that failed before it was found."""

    @property
    def revocation(self) -> tuple[CertificateRevocation, ...] | None:
        """What is known of the revocation of each certificate; `None` if revocation was not looked at."""

    @property
    def certificate_policies(self) -> CertificatePolicies:
        """The certificate policies that hold for the whole path."""

    @property
    def loosened(self) -> tuple[AppliedLoosening, ...]:
        """The loosenings of the profile without which it would not have verified."""

    def __bool__(self) -> NoReturn:
        """Raises `TypeError`: ask with `isinstance()`."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> VerifiedPath: ...
    def __deepcopy__(self, _memo: object) -> VerifiedPath: ...

@final
class Rejection:
    """No path verified: why, and everything that was tried."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why, at least one reason; the one to mend first comes first."""

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """The candidates that were tried."""

    @property
    def revocation(self) -> tuple[CertificateRevocation, ...] | None:
        """What is known of the revocation of the path that came closest; `None` if that was not looked at."""

    def __bool__(self) -> NoReturn:
        """Raises `TypeError`: ask with `isinstance()`."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Rejection: ...
    def __deepcopy__(self, _memo: object) -> Rejection: ...
