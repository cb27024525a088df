"""What the relying party trusts, and how a path must look."""

from collections.abc import Sequence
from typing import final

from .certificate import Certificate
from .common import File, Form, Statement
from .path import ProfileDifference

@final
class TrustAnchors:
    """A set of trust anchors, never empty."""

    @staticmethod
    def from_pem(text: File) -> TrustAnchors:
        """Reads the certificates of a PEM text, or of the file that a path names."""

    @staticmethod
    def from_der(der: File) -> TrustAnchors:
        """Reads one DER certificate, or the file that a path names."""

    @staticmethod
    def from_pem_or_der(bytes: File) -> TrustAnchors:
        """Reads PEM or DER, whichever it is, or the file that a path names."""

    @staticmethod
    def from_spiffe_bundle(json: File) -> TrustAnchors:
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
    def piv() -> Profile:
        """The authentication certificate of a PIV card."""

    @staticmethod
    def eap_tls() -> Profile:
        """A peer of EAP-TLS, such as a laptop that joins a network."""

    @staticmethod
    def iot_device() -> Profile:
        """A device by the identity that its maker or owner gave it."""

    @staticmethod
    def from_json(text: str) -> Profile:
        """Reads a profile from JSON.

        It has `based_on`, a name of `profile_names()` (`client` if it is left out), and what is to be otherwise, in the members
        that `to_json` writes. Raises `SetupError` with the place of a mistake.
        """

    def to_json(self) -> str:
        """The profile as JSON, on one line, with every member; `from_json` reads it back."""

    def diff(self, other: Profile) -> tuple[ProfileDifference, ...]:
        """In what the other profile differs, member by member; empty if they are the same."""

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

    def with_anchor_validity(self, statement: Statement) -> Profile:
        """Says whether an anchor's own notBefore and notAfter count."""

    def with_anchor_name_constraints(self, statement: Statement) -> Profile:
        """Says whether an anchor's own name constraints count."""

    def with_anchor_usage(self, statement: Statement) -> Profile:
        """Says whether an anchor's own key usage, extended key usage and path length count."""

    def with_form(self, form: Form) -> Profile:
        """Holds certificates to the form that CAs are to issue by a standard."""

    def with_certificate_policies(self, oids: Sequence[str]) -> Profile:
        """Asks for a path for which at least one of these certificate policies holds. None at all asks for any policy."""

    def with_initial_certificate_policies(self, oids: Sequence[str]) -> Profile:
        """Says which certificate policies are of interest, without asking for one.

        The path may still ask for one, and then it must be one of these.
        """

    def with_explicit_certificate_policy(self) -> Profile:
        """Asks for a path for which some certificate policy holds."""

    def without_policy_mapping(self) -> Profile:
        """Lets no CA map a policy to another."""

    def without_any_policy(self) -> Profile:
        """Lets no CA stand for every policy."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
