"""What is handed in about revocation, what is asked of it, and what was found out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, final

from .certificate import Certificate
from .common import File

@final
class RevocationData:
    """Revocation data that the caller has: CRLs, OCSP responses, and certificates whose keys may have signed them.

    What it says counts once somebody signed it whose certification path ends in the same anchor as the certificate's. Nothing
    is ever fetched.
    """

    def __new__(
        cls,
        *,
        crls: Sequence[Crl] | None = None,
        ocsp_responses: Sequence[OcspResponse] | None = None,
        certificates: Sequence[Certificate] | None = None,
    ) -> RevocationData:
        """`certificates` are those of CRL issuers and responders that stand in no chain.

        They are no trust anchors, and no intermediates for the peer's own path.
        """

    @property
    def crls(self) -> tuple[Crl, ...]:
        """Its CRLs."""

    @property
    def ocsp_responses(self) -> tuple[OcspResponse, ...]:
        """Its OCSP responses."""

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """The certificates of those who may have signed it."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Crl:
    """A certificate revocation list that was read strictly.

    Whether its signature is its issuer's is found out when a certificate is asked about.
    """

    @staticmethod
    def from_der(der: File) -> Crl:
        """Reads one DER CRL, or the file that a path names."""

    @staticmethod
    def from_pem(text: File) -> list[Crl]:
        """Reads the CRLs of a PEM text, or of the file that a path names."""

    @staticmethod
    def from_pem_or_der(bytes: File) -> list[Crl]:
        """Reads PEM or DER, whichever it is, or the file that a path names."""

    @property
    def der(self) -> bytes:
        """Its DER encoding, as it was given."""

    @property
    def issuer(self) -> str:
        """Who issued it (RFC 4514)."""

    @property
    def this_update(self) -> datetime:
        """When it was issued."""

    @property
    def next_update(self) -> datetime:
        """When the next one is issued at the latest; after that, this one is stale."""

    @property
    def number(self) -> str | None:
        """Its number, in hex."""

    @property
    def base_number(self) -> str | None:
        """For a delta CRL: the number of the complete CRL, in hex, from which on it tells what has changed."""

    @property
    def entry_count(self) -> int:
        """How many certificates it names."""

    @property
    def scope(self) -> str:
        """What it is about, in words: `all certificates`, `user certificates`, ..."""

    @property
    def signature_algorithm(self) -> str:
        """The algorithm of the signature on it."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class OcspResponse:
    """An OCSP response that was read strictly.

    Whether its signature is a responder's is found out when a certificate is asked about.
    """

    @staticmethod
    def from_der(der: File) -> OcspResponse:
        """Reads one DER response, or the file that a path names."""

    @property
    def der(self) -> bytes:
        """Its DER encoding, as it was given."""

    @property
    def produced_at(self) -> datetime:
        """When it was signed."""

    @property
    def responder(self) -> str:
        """Who made it, in words: its name, or the hash of its key."""

    @property
    def statements(self) -> tuple[OcspStatement, ...]:
        """What it says about each certificate."""

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """The certificates that came with it."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class OcspStatement:
    """What an OCSP response says about one certificate."""

    @property
    def serial(self) -> str:
        """The certificate's serial number, in hex."""

    @property
    def status(self) -> Literal["good", "revoked", "unknown"]:
        """What it says."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> OcspStatement: ...
    def __deepcopy__(self, _memo: object) -> OcspStatement: ...

@final
class RevocationMode:
    """What happens to a certificate of which nobody says that it is good.

    One that is revoked is denied in every mode but off.
    """

    @staticmethod
    def hard() -> RevocationMode:
        """Every certificate of the path must be said to be good, by data that is not stale."""

    @staticmethod
    def soft(grace: timedelta | None = None) -> RevocationMode:
        """A certificate of which nothing is known is let through.

        Stale data counts until so long after it should have been replaced, without an end if no grace is given. Whoever can keep
        data from the relying party keeps revocation from it.
        """

    @staticmethod
    def off() -> RevocationMode:
        """Revocation is not looked at."""

    @property
    def kind(self) -> Literal["hard", "soft", "off"]:
        """`hard`, `soft` or `off`."""

    @property
    def grace(self) -> timedelta | None:
        """How long stale data counts; `None` without an end, and in every other mode."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class CertificateRevocation:
    """What was found out about one certificate of a path."""

    @property
    def index(self) -> int:
        """The certificate's place in the path: 0 is the end entity."""

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate, in hex."""

    @property
    def status(self) -> Literal["good", "stale", "unknown", "revoked"]:
        """Four things that must not be taken for one another."""

    @property
    def source(self) -> Literal["crl", "ocsp"] | None:
        """Who says so; `None` if nobody says anything."""

    @property
    def this_update(self) -> datetime | None:
        """When that was issued."""

    @property
    def next_update(self) -> datetime | None:
        """When something newer is issued at the latest."""

    @property
    def revoked_at(self) -> datetime | None:
        """Since when it is revoked. After the verification time, the certificate was not revoked yet."""

    @property
    def reason(self) -> str | None:
        """Why it is revoked: `key_compromise`, `superseded`, ..."""

    @property
    def crl_urls(self) -> tuple[str, ...]:
        """Where the certificate says that its CRL can be fetched. Told, never fetched."""

    @property
    def ocsp_urls(self) -> tuple[str, ...]:
        """Where the certificate says that its OCSP responder is. Told, never asked."""

    @property
    def observations(self) -> tuple[str, ...]:
        """Why data that was at hand did not count, in sentences."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> CertificateRevocation: ...
    def __deepcopy__(self, _memo: object) -> CertificateRevocation: ...
