"""Certificates of the tests, made in sight with the package `cryptography`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import handfast
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AT = datetime(2026, 6, 1, 12, tzinfo=timezone.utc)
WEB = "spiffe://prod.example/ns/checkout/sa/web"
POLICY = """
handfast: 1
name: orders
default: deny
identity: [spiffe]
rules:
  - id: checkout-reads-orders
    effect: allow
    from: [{ spiffe: spiffe://prod.example/ns/checkout/sa/web }]
    to: [{ method: GET, path: /orders/** }]
    then: { roles: [reader], labels: { team: checkout }, max_session: 15m, audit: always }
"""


@dataclass(frozen=True)
class Party:
    """A certificate, its key, and what issued it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def issue(
    name: str,
    issuer: Party | None,
    *,
    ca: bool = False,
    names: list[x509.GeneralName] | None = None,
    until: datetime = datetime(2027, 1, 1, tzinfo=timezone.utc),
    serial: int | None = None,
    usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.CLIENT_AUTH,
    basic_constraints_critical: bool = True,
    extensions: tuple[x509.ExtensionType, ...] = (),
) -> Party:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(datetime(2026, 1, 1, tzinfo=timezone.utc))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=basic_constraints_critical)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not ca,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=ca,
                crl_sign=ca,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if not ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return Party(builder.sign(signer, hashes.SHA256()), key)


REVOKED_AT = datetime(2026, 5, 1, 12, tzinfo=timezone.utc)
THIS_UPDATE = datetime(2026, 5, 31, tzinfo=timezone.utc)
NEXT_UPDATE = datetime(2026, 6, 30, tzinfo=timezone.utc)


def crl(issuer: Party, *revoked: Party, next_update: datetime = NEXT_UPDATE) -> x509.CertificateRevocationList:
    """The issuer's CRL number 7, in which the keys of these are in other hands."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(THIS_UPDATE)
        .next_update(next_update)
        .add_extension(x509.CRLNumber(7), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
    )
    for party in revoked:
        entry = (
            x509.RevokedCertificateBuilder()
            .serial_number(party.certificate.serial_number)
            .revocation_date(REVOKED_AT)
            .add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
        )
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA256())


def ocsp_response(issuer: Party, about: Party, status: ocsp.OCSPCertStatus) -> bytes:
    """What the issuer itself answers about a certificate."""
    revoked = status is ocsp.OCSPCertStatus.REVOKED
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=about.certificate,
        issuer=issuer.certificate,
        algorithm=hashes.SHA256(),
        cert_status=status,
        this_update=THIS_UPDATE,
        next_update=NEXT_UPDATE,
        revocation_time=REVOKED_AT if revoked else None,
        revocation_reason=x509.ReasonFlags.superseded if revoked else None,
    )
    answer = builder.responder_id(ocsp.OCSPResponderEncoding.NAME, issuer.certificate).sign(issuer.key, hashes.SHA256())
    # `cryptography` writes the clock's time into it: here is that of thisUpdate, signed again (RFC 6960 section 4.2.1).
    then, now = (f"{time:%Y%m%d%H%M%SZ}".encode() for time in (THIS_UPDATE, answer.produced_at_utc))
    tbs = answer.tbs_response_bytes.replace(now, then, 1)
    ecdsa_with_sha256 = der(0x30, b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02")
    signature = der(0x03, b"\0", issuer.key.sign(tbs, ec.ECDSA(hashes.SHA256())))
    basic = der(0x04, der(0x30, tbs, ecdsa_with_sha256, signature))
    id_pkix_ocsp_basic = b"\x06\x09\x2b\x06\x01\x05\x05\x07\x30\x01\x01"
    return der(0x30, b"\x0a\x01\0", der(0xA0, der(0x30, id_pkix_ocsp_basic, basic)))


def der(tag: int, *contents: bytes) -> bytes:
    """A DER value (X.690 section 8.1)."""
    content = b"".join(contents)
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    header = length if len(content) < 0x80 else bytes([0x80 | len(length)]) + length
    return bytes([tag]) + (header or b"\0") + content


@dataclass
class World:
    """A root, an issuing CA and the checkout workload below it, and somebody who is not."""

    root: Party
    issuing: Party
    web: Party
    stranger: Party

    @property
    def anchors(self) -> handfast.TrustAnchors:
        return handfast.TrustAnchors.from_pem(self.root.pem)

    @property
    def chain(self) -> handfast.PresentedChain:
        return handfast.PresentedChain.from_tls([self.web.der, self.issuing.der])

    @property
    def orders(self) -> handfast.RelyingParty:
        return handfast.RelyingParty(self.anchors, policy=handfast.Policy.parse(POLICY))

    @property
    def anyone(self) -> handfast.RelyingParty:
        return handfast.RelyingParty(self.anchors, any_verified_peer=True)


def make_world() -> World:
    root = issue("Root", None, ca=True, until=datetime(2036, 1, 1, tzinfo=timezone.utc))
    issuing = issue("Issuing CA", root, ca=True)
    web = issue("web", issuing, names=[x509.UniformResourceIdentifier(WEB)])
    return World(root, issuing, web, issue("stranger", None))


@pytest.fixture(scope="session")
def world() -> World:
    return make_world()


@pytest.fixture
def refused() -> Callable[[Callable[[], object]], handfast.SetupError]:
    """The setup error that something raises, whose fields are all there."""

    def catch(setup: Callable[[], object]) -> handfast.SetupError:
        with pytest.raises(handfast.SetupError) as caught:
            setup()
        error = caught.value
        assert error.message in str(error)
        assert error.fix in str(error)
        return error

    return catch


GET = handfast.AccessRequest("GET", "/orders/42")
DELETE = handfast.AccessRequest("DELETE", "/orders/42")
DAY = timedelta(days=1)
