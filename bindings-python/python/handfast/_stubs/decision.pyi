"""Who the peer is, and what was decided."""

from datetime import datetime
from typing import Literal, NoReturn, final

from .certificate import Certificate, Reason
from .common import Arrival, Effect
from .path import Anchor, AppliedLoosening, Attempt, VerifiedPath
from .revocation import CertificateRevocation

@final
class Principal:
    """The one name that the policy speaks about."""

    @property
    def class_(self) -> str:
        """Which class of name it is."""

    @property
    def value(self) -> str:
        """The name. It is the peer's text: `str()` makes it fit to print."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Principal: ...
    def __deepcopy__(self, _memo: object) -> Principal: ...

@final
class PeerIdentity:
    """Who the peer is: every name that the verified path vouches for, and the principal."""

    @property
    def principal(self) -> Principal:
        """The one name that the policy speaks about."""

    @property
    def names(self) -> tuple[str, ...]:
        """All subject alternative names, each with its kind: `dns:host.example`."""

    @property
    def matched_name(self) -> str | None:
        """The presented identifier that matched the expected name, if one was expected."""

    @property
    def spiffe_id(self) -> str | None:
        """The SPIFFE ID, if the certificate has one."""

    @property
    def bundle(self) -> str | None:
        """The name of the trust anchor's bundle; `None` for the unnamed one."""

    @property
    def path(self) -> VerifiedPath:
        """The path that vouches for it."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> PeerIdentity: ...
    def __deepcopy__(self, _memo: object) -> PeerIdentity: ...

@final
class Nearest:
    """An allow rule that did not match, and the one field that failed."""

    @property
    def rule(self) -> str:
        """The rule's `id`."""

    @property
    def field(self) -> str:
        """The key that did not hold, as the document writes it."""

    @property
    def observed(self) -> str | None:
        """What was seen; `None` if the certificate lacks it."""

    @property
    def expected(self) -> str:
        """What the rule asks for."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Nearest: ...
    def __deepcopy__(self, _memo: object) -> Nearest: ...

@final
class Obligations:
    """What the host is asked to do with a peer that is let in."""

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles, each once."""

    @property
    def labels(self) -> dict[str, str]:
        """Labels, by name."""

    @property
    def tenant(self) -> str | None:
        """The tenant."""

    @property
    def max_session_seconds(self) -> int | None:
        """The longest session, in seconds."""

    @property
    def bind_token(self) -> bool:
        """Whether tokens are to be bound to the certificate (RFC 8705)."""

    @property
    def forward(self) -> tuple[str, ...]:
        """What to forward."""

    @property
    def audit(self) -> str | None:
        """What is to be recorded: `never`, `denied` or `always`."""

    @property
    def call(self) -> tuple[str, ...]:
        """What to call."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Obligations: ...
    def __deepcopy__(self, _memo: object) -> Obligations: ...

@final
class ShadowOutcome:
    """A shadow rule that matched: it changes nothing, and is told."""

    @property
    def rule(self) -> str:
        """The rule's `id`."""

    @property
    def effect(self) -> Effect:
        """What it would do: `allow` or `deny`."""

    @property
    def would_change(self) -> bool:
        """Whether the decision would be another one if it were enforced."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> ShadowOutcome: ...
    def __deepcopy__(self, _memo: object) -> ShadowOutcome: ...

@final
class Decision:
    """Whether a peer may do what it asks for, and why. For showing; to guard something, use `RelyingParty.authorize()`."""

    @property
    def effect(self) -> Effect:
        """`allow` or `deny`."""

    @property
    def principal(self) -> Principal | None:
        """The one name that the policy speaks about; `None` unless the peer was verified and named."""

    @property
    def identity(self) -> PeerIdentity | None:
        """Everything that the verified path says about the peer; `None` unless it was verified and named."""

    @property
    def state(self) -> Literal["no_certificate", "presented", "verified", "verified_elsewhere", "rejected"]:
        """`no_certificate`, `presented`, `verified`, `verified_elsewhere` or `rejected`."""

    @property
    def arrival(self) -> Arrival:
        """How the chain arrived: `tls`, `forwarded` or `files`."""

    @property
    def hop(self) -> str | None:
        """The hop that forwarded it."""

    @property
    def possession(self) -> Literal["proven", "asserted_by_hop", "not_proven"]:
        """Who has shown that the peer holds its key: `proven`, `asserted_by_hop` or `not_proven`."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why, at least one reason; the one to mend first comes first."""

    @property
    def rule(self) -> str | None:
        """The `id` of the rule that decided."""

    @property
    def nearest(self) -> Nearest | None:
        """For a denial by no rule: the allow rule that came nearest."""

    @property
    def obligations(self) -> Obligations:
        """What the host is asked to do with a peer that is let in."""

    @property
    def shadow(self) -> tuple[ShadowOutcome, ...]:
        """The shadow rules that matched."""

    @property
    def path(self) -> tuple[Certificate, ...]:
        """The certificates of the verified path, the end entity first; none if none verified."""

    @property
    def anchor(self) -> Anchor | None:
        """The trust anchor that the verified path ends in."""

    @property
    def revocation(self) -> tuple[CertificateRevocation, ...] | None:
        """What is known of the revocation of each certificate of the path; `None` if revocation was not looked at."""

    @property
    def loosened(self) -> tuple[AppliedLoosening, ...]:
        """The loosenings of the profile without which the path would not have verified."""

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """What was tried and failed on the way to a path: the first of it."""

    @property
    def attempts_total(self) -> int:
        """How many attempts were made."""

    @property
    def valid_until(self) -> datetime | None:
        """The first instant at which the decision may be another one; `None` if nothing known now will change it."""

    @property
    def at(self) -> datetime:
        """The verification time."""

    @property
    def profile(self) -> str:
        """The name of the profile that the path was held to."""

    @property
    def policy_name(self) -> str | None:
        """The name of the policy that it was made by."""

    @property
    def policy_fingerprint(self) -> str | None:
        """The fingerprint of the policy that it was made by; `None` without a policy."""

    def to_json(self) -> str:
        """The decision as JSON: the same bytes in every language."""

    def __bool__(self) -> NoReturn:
        """Raises `TypeError`: guard with `RelyingParty.authorize()`."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Decision: ...
    def __deepcopy__(self, _memo: object) -> Decision: ...
