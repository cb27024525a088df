"""Certificates, and the reasons that speak of them."""

from datetime import datetime
from typing import final

from .common import File

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
        """`rsa`, `ec`, `ed25519`, `ed448`, `dsa`, `ml-dsa-44`, `ml-dsa-65`, `ml-dsa-87`, or the object identifier."""

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
    def parse(bytes: File) -> Certificate:
        """Reads one certificate, DER or PEM, or the file that a path names."""

    @staticmethod
    def read_all(bytes: File) -> list[Certificate | Reason]:
        """Reads every certificate of a file: each is a `Certificate`, or the `Reason` why it cannot be read."""

    @property
    def der(self) -> bytes:
        """Its DER encoding, as it was given."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
