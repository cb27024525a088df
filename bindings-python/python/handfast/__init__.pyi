"""Decides who is at the other end of a connection, and says why."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address
from os import PathLike
from typing import Any, Literal, NoReturn, Protocol, TypeAlias, final

__all__ = [
    "AccessDenied",
    "AccessRequest",
    "Anchor",
    "Attempt",
    "AttemptStep",
    "Certificate",
    "Decision",
    "Explanation",
    "Finding",
    "Nearest",
    "Obligations",
    "PeerIdentity",
    "Policy",
    "PresentedChain",
    "Principal",
    "Profile",
    "Reason",
    "Rejection",
    "RelyingParty",
    "SetupError",
    "ShadowOutcome",
    "TestOutcome",
    "TrustAnchors",
    "VerifiedPath",
    "codes",
    "explain",
    "profile_names",
    "providers",
    "version",
]

class _HasPublicBytes(Protocol):
    """A certificate of the package `cryptography`."""

    def public_bytes(self, encoding: Any, /) -> bytes: ...

_Bytes: TypeAlias = bytes | bytearray | memoryview | str | Certificate | _HasPublicBytes
_File: TypeAlias = _Bytes | PathLike[str]
_Effect: TypeAlias = Literal["allow", "deny"]
_Arrival: TypeAlias = Literal["tls", "forwarded", "files"]
_Statement: TypeAlias = Literal["honoured", "ignored"]
_Context: TypeAlias = Mapping[str, str | Sequence[str]]

@final
class TrustAnchors:
    """A set of trust anchors, never empty."""

    @staticmethod
    def from_pem(text: _File) -> TrustAnchors:
        """Reads the certificates of a PEM text, or of the file that a path names."""

    @staticmethod
    def from_der(der: _File) -> TrustAnchors:
        """Reads one DER certificate, or the file that a path names."""

    @staticmethod
    def from_pem_or_der(bytes: _File) -> TrustAnchors:
        """Reads PEM or DER, whichever it is, or the file that a path names."""

    @staticmethod
    def from_spiffe_bundle(json: _File) -> TrustAnchors:
        """Reads the X.509 authorities of a SPIFFE trust bundle, or of the file that a path names."""

    def named(self, bundle: str) -> TrustAnchors:
        """All of them, in the bundle of that name, which a policy's `trust` speaks of."""

    def with_anchors(self, others: TrustAnchors) -> TrustAnchors:
        """These and the others; the same certificate in the same bundle counts once."""

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """Their certificates."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Profile:
    """What a certification path must look like to be accepted."""

    @staticmethod
    def client() -> Profile:
        """A client of a private PKI."""

    @staticmethod
    def svid() -> Profile:
        """An X509-SVID as a client."""

    @staticmethod
    def rfc5280() -> Profile:
        """RFC 5280 and nothing else."""

    @staticmethod
    def webpki_server() -> Profile:
        """A TLS server of the public web."""

    @staticmethod
    def by_name(name: str) -> Profile:
        """The profile of that name; `profile_names()` lists them."""

    @property
    def name(self) -> str:
        """The profile's name."""

    def with_extended_key_usages(self, oids: Sequence[str]) -> Profile:
        """Asks for these extended key usages, in dotted form, instead of the profile's own. None at all asks for nothing."""

    def with_at_most_intermediates(self, count: int) -> Profile:
        """Permits at most this many intermediate certificates."""

    def with_anchor_validity(self, statement: _Statement) -> Profile:
        """Says whether an anchor's own notBefore and notAfter count."""

    def with_anchor_name_constraints(self, statement: _Statement) -> Profile:
        """Says whether an anchor's own name constraints count."""

    def with_anchor_usage(self, statement: _Statement) -> Profile:
        """Says whether an anchor's own key usage, extended key usage and path length count."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

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
    ) -> RelyingParty:
        """Exactly one of `policy` and `any_verified_peer` is given."""

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

@final
class PresentedChain:
    """The certificates that a peer presented, and how they arrived. Whatever a peer sends makes one."""

    @staticmethod
    def from_tls(certificates: Iterable[_Bytes]) -> PresentedChain:
        """The certificates of a TLS handshake, each DER or PEM: the end entity first, the rest in any order.

        An empty list is a chain, too: the peer sent none.
        """

    @staticmethod
    def from_forwarded(certificates: Iterable[_Bytes], hop: str) -> PresentedChain:
        """The certificates that a hop forwarded, in the order of `from_tls`.

        A relying party believes only hops that it was built to trust.
        """

    @staticmethod
    def from_files(files: Iterable[_File]) -> PresentedChain:
        """Certificates from files, each a path, PEM with any number of blocks, or DER, in any order.

        Nothing shows that anybody holds the key.
        """

    @property
    def arrival(self) -> _Arrival:
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
        context: _Context | None = None,
    ) -> AccessRequest:
        """An HTTP request. A path that two servers may read differently is matched by no allow rule."""

    @staticmethod
    def connection(
        *,
        expecting: str | None = None,
        source_ip: str | IPv4Address | IPv6Address | None = None,
        host: str | None = None,
        context: _Context | None = None,
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
        context: _Context | None = None,
    ) -> AccessRequest:
        """An action on a resource, where there is no HTTP: `publish` on `meters/M-1/up`."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Decision:
    """Whether a peer may do what it asks for, and why. For showing; to guard something, use `RelyingParty.authorize()`."""

    @property
    def effect(self) -> _Effect:
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
    def arrival(self) -> _Arrival:
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
    def effect(self) -> _Effect:
        """What it would do: `allow` or `deny`."""

    @property
    def would_change(self) -> bool:
        """Whether the decision would be another one if it were enforced."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> ShadowOutcome: ...
    def __deepcopy__(self, _memo: object) -> ShadowOutcome: ...

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
class Reason:
    """Why something is as it is: a code for machines and sentences for people."""

    @property
    def code(self) -> str:
        """The code, stable across releases."""

    @property
    def stage(self) -> str:
        """The stage of the pipeline that made it."""

    @property
    def message(self) -> str:
        """One sentence for people."""

    @property
    def certificate_index(self) -> int | None:
        """The place in the path of the certificate it speaks of: 0 is the end entity."""

    @property
    def certificate_fingerprint(self) -> str | None:
        """The SHA-256 of the certificate it speaks of."""

    @property
    def rule(self) -> str | None:
        """The `id` of the policy rule it speaks of."""

    @property
    def reference(self) -> str:
        """The standard and section that asks for it."""

    @property
    def observed(self) -> str | None:
        """What was seen, if it is one value."""

    @property
    def expected(self) -> str | None:
        """What would have been accepted, if it is one value."""

    @property
    def fix(self) -> str:
        """What to do about it."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Reason: ...
    def __deepcopy__(self, _memo: object) -> Reason: ...

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

    def __bool__(self) -> NoReturn:
        """Raises `TypeError`: ask with `isinstance()`."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Rejection: ...
    def __deepcopy__(self, _memo: object) -> Rejection: ...

@final
class Certificate:
    """An X.509 certificate that was read strictly. Nothing about it is verified."""

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of its DER encoding, in hex."""

    @property
    def spki_pin(self) -> str:
        """The SHA-256 of its SubjectPublicKeyInfo, in hex (RFC 7469)."""

    @property
    def version(self) -> int:
        """1, 2 or 3."""

    @property
    def serial(self) -> str:
        """The serial number, in hex."""

    @property
    def issuer(self) -> str:
        """The issuer's name (RFC 4514)."""

    @property
    def subject(self) -> str:
        """The subject's name, which may be empty (RFC 4514)."""

    @property
    def not_before(self) -> datetime:
        """The first second of its validity; an instant before the year 1 becomes the first that a `datetime` can hold."""

    @property
    def not_after(self) -> datetime:
        """The last second of its validity."""

    @property
    def names(self) -> tuple[str, ...]:
        """The subject alternative names, each with its kind: `dns:host.example`."""

    @property
    def key_algorithm(self) -> str:
        """`rsa`, `ec`, `ed25519`, `ed448`, `dsa`, or the object identifier."""

    @property
    def key_bits(self) -> int | None:
        """The key's size."""

    @property
    def key_curve(self) -> str | None:
        """`p256`, `p384`, `p521`, or the object identifier."""

    @property
    def signature_algorithm(self) -> str:
        """The algorithm of the signature on it."""

    @property
    def is_ca(self) -> bool:
        """Whether its basic constraints make it a CA certificate."""

    @property
    def path_length(self) -> int | None:
        """How many CA certificates may follow it in a path."""

    @property
    def key_usage(self) -> tuple[str, ...]:
        """The bits of keyUsage that are set; none if there is no such extension."""

    @property
    def extended_key_usage(self) -> tuple[str, ...]:
        """The object identifiers of extendedKeyUsage; none if there is no such extension."""

    @property
    def subject_key_identifier(self) -> str | None:
        """subjectKeyIdentifier, in hex."""

    @property
    def authority_key_identifier(self) -> str | None:
        """The key identifier of authorityKeyIdentifier, in hex."""

    @property
    def certificate_policies(self) -> tuple[str, ...]:
        """The certificate policies that it states."""

    @property
    def crl_distribution_points(self) -> tuple[str, ...]:
        """Where it says that its CRL is. Told, never fetched."""

    @property
    def ocsp_urls(self) -> tuple[str, ...]:
        """Where it says that OCSP is answered. Told, never fetched."""

    @property
    def ca_issuers_urls(self) -> tuple[str, ...]:
        """Where it says that its issuer's certificate is. Told, never fetched."""

    @property
    def is_self_issued(self) -> bool:
        """Whether subject and issuer are the same name."""

    @property
    def oddities(self) -> tuple[str, ...]:
        """What is unusual about it, in sentences."""

    @staticmethod
    def parse(bytes: _File) -> Certificate:
        """Reads one certificate, DER or PEM, or the file that a path names."""

    @staticmethod
    def read_all(bytes: _File) -> list[Certificate | Reason]:
        """Reads every certificate of a file: each is a `Certificate`, or the `Reason` why it cannot be read."""

    @property
    def der(self) -> bytes:
        """Its DER encoding, as it was given."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

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
