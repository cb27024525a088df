"""Revocation: what is handed in, how it is looked at, and what a decision tells."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import handfast
import pytest
from conftest import AT, DAY, GET, NEXT_UPDATE, REVOKED_AT, THIS_UPDATE, WEB, Party, World, crl, issue, ocsp_response
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

Refused = Callable[[Callable[[], object]], handfast.SetupError]
GOOD, REVOKED, UNKNOWN = ocsp.OCSPCertStatus.GOOD, ocsp.OCSPCertStatus.REVOKED, ocsp.OCSPCertStatus.UNKNOWN


@dataclass
class Watched:
    """A workload whose certificate says where its revocation is published, and the root's CRL, which names nobody."""

    world: World
    web: Party
    root_crl: handfast.Crl

    def chain(self) -> handfast.PresentedChain:
        return handfast.PresentedChain.from_tls([self.web.der, self.world.issuing.der])

    def party(self, *crls: x509.CertificateRevocationList, **more: Any) -> handfast.RelyingParty:
        """Asks the root's CRL and these."""
        data = handfast.RevocationData(crls=[self.root_crl, *map(handfast.Crl.from_der, crls)])
        anchors = self.world.anchors.named("mesh")
        options: dict[str, Any] = {"revocation": data, **more}
        return handfast.RelyingParty(anchors, any_verified_peer=True, **options)

    def decide(self, *crls: x509.CertificateRevocationList, **more: Any) -> handfast.Decision:
        return self.party(*crls, **more).decide(self.chain(), GET, at=AT)


@pytest.fixture(scope="module")
def watched(world: World) -> Watched:
    points = x509.CRLDistributionPoints(
        [x509.DistributionPoint([x509.UniformResourceIdentifier("http://crl.example/1.crl")], None, None, None)]
    )
    responder = x509.AccessDescription(
        AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier("http://ocsp.example/")
    )
    access = x509.AuthorityInformationAccess([responder])
    names: list[x509.GeneralName] = [x509.UniformResourceIdentifier(WEB)]
    web = issue("watched", world.issuing, names=names, extensions=(points, access))
    return Watched(world, web, handfast.Crl.from_der(crl(world.root)))


def statuses(decision: handfast.Decision) -> list[str]:
    assert decision.revocation is not None
    return [certificate.status for certificate in decision.revocation]


def codes(decision: handfast.Decision) -> list[str]:
    return [reason.code for reason in decision.reasons]


def test_a_revoked_peer_is_denied_and_told_since_when_why_and_by_whom(watched: Watched) -> None:
    revoking = crl(watched.world.issuing, watched.web)
    decision = watched.decide(revoking)
    assert (decision.effect, codes(decision)) == ("deny", ["certificate_revoked"])
    assert decision.revocation is not None
    peer, issuing = decision.revocation
    assert (peer.index, peer.fingerprint) == (0, handfast.Certificate.parse(watched.web.der).fingerprint)
    assert (peer.status, peer.source, peer.revoked_at, peer.reason) == ("revoked", "crl", REVOKED_AT, "key_compromise")
    assert (peer.this_update, peer.next_update) == (THIS_UPDATE, NEXT_UPDATE)
    assert (peer.crl_urls, peer.ocsp_urls) == (("http://crl.example/1.crl",), ("http://ocsp.example/",))
    assert (issuing.index, issuing.status, issuing.revoked_at, issuing.reason) == (1, "good", None, None)
    assert (issuing.crl_urls, issuing.ocsp_urls, issuing.observations) == ((), (), ())
    rejection = watched.party(revoking).verify(watched.chain(), at=AT)
    assert isinstance(rejection, handfast.Rejection)
    assert rejection.revocation == decision.revocation


def test_what_a_decision_tells_is_what_its_json_tells(watched: Watched) -> None:
    decision = watched.decide(crl(watched.world.issuing, watched.web))
    assert decision.revocation is not None
    instant = "%Y-%m-%dT%H:%M:%SZ"
    told = [
        {
            "certificate": {"index": certificate.index, "fingerprint": certificate.fingerprint},
            "status": certificate.status,
            "source": certificate.source,
            "this_update": certificate.this_update and certificate.this_update.strftime(instant),
            "next_update": certificate.next_update and certificate.next_update.strftime(instant),
            "revoked_at": certificate.revoked_at and certificate.revoked_at.strftime(instant),
            "reason": certificate.reason,
            "crl_urls": list(certificate.crl_urls),
            "ocsp_urls": list(certificate.ocsp_urls),
            "observations": list(certificate.observations),
        }
        for certificate in decision.revocation
    ]
    assert told == json.loads(decision.to_json())["revocation"]


def test_a_peer_that_is_good_is_let_in_until_the_crl_is_stale(watched: Watched) -> None:
    party = watched.party(crl(watched.world.issuing))
    decision = party.decide(watched.chain(), GET, at=AT)
    assert (decision.effect, statuses(decision)) == ("allow", ["good", "good"])
    assert decision.valid_until == NEXT_UPDATE + timedelta(seconds=1)
    assert party.authorize(watched.chain(), GET, at=AT).path.revocation == decision.revocation
    after = party.decide(watched.chain(), GET, at=NEXT_UPDATE + timedelta(seconds=1))
    assert (after.effect, codes(after), statuses(after)) == ("deny", ["revocation_data_stale"], ["stale", "stale"])


def test_without_data_revocation_is_not_looked_at(world: World) -> None:
    assert world.anyone.decide(world.chain, GET, at=AT).revocation is None
    path = world.anyone.verify(world.chain, at=AT)
    assert isinstance(path, handfast.VerifiedPath)
    assert path.revocation is None
    stranger = world.anyone.verify(handfast.PresentedChain.from_tls([world.stranger.der]), at=AT)
    assert isinstance(stranger, handfast.Rejection)
    assert stranger.revocation is None


def test_the_mode_says_what_happens_to_a_peer_of_which_nothing_is_known(watched: Watched) -> None:
    # The root's CRL alone says nothing about the peer. Data makes the mode hard, unless it is said.
    unknown = ["unknown", "good"]
    for mode in (None, handfast.RevocationMode.hard()):
        decision = watched.decide(revocation_mode=mode)
        assert (codes(decision), statuses(decision)) == (["revocation_status_unknown"], unknown)
    soft = watched.decide(revocation_mode=handfast.RevocationMode.soft())
    assert (soft.effect, statuses(soft)) == ("allow", unknown)
    off = watched.decide(crl(watched.world.issuing, watched.web), revocation_mode=handfast.RevocationMode.off())
    assert (off.effect, off.revocation) == ("allow", None)
    # A mode that is given holds without data, too.
    hard = watched.decide(revocation=None, revocation_mode=handfast.RevocationMode.hard())
    assert codes(hard)[0] == "revocation_status_unknown"


def test_stale_data_counts_within_the_grace_to_the_second(watched: Watched) -> None:
    of_issuing = crl(watched.world.issuing, next_update=AT - DAY)

    def effect(grace: timedelta | None) -> str:
        return watched.decide(of_issuing, revocation_mode=handfast.RevocationMode.soft(grace)).effect

    assert effect(timedelta(seconds=86_399)) == "deny"
    # A fraction of a second is dropped, as of every time.
    assert effect(timedelta(seconds=86_399, microseconds=999_999)) == "deny"
    assert effect(DAY) == "allow"
    assert effect(timedelta.max) == "allow"
    assert effect(None) == "allow"


def test_a_bundle_has_a_mode_of_its_own(watched: Watched, refused: Refused) -> None:
    revoking = crl(watched.world.issuing, watched.web)
    modes = {"mesh": handfast.RevocationMode.off()}
    for given in (modes, MappingProxyType(modes)):
        assert watched.decide(revoking, revocation_modes=given).effect == "allow"
    assert watched.decide(revoking, revocation_modes={}).effect == "deny"
    unknown = {"mash": handfast.RevocationMode.off()}
    assert refused(lambda: watched.party(revocation_modes=unknown)).code == "bundle_unknown"


def test_a_mode_says_what_it_is() -> None:
    modes = [handfast.RevocationMode.hard(), handfast.RevocationMode.soft(DAY), handfast.RevocationMode.off()]
    assert [(mode.kind, mode.grace) for mode in modes] == [("hard", None), ("soft", DAY), ("off", None)]
    assert handfast.RevocationMode.soft(grace=None).grace is None
    odd = timedelta(days=1, seconds=2, microseconds=3)
    assert handfast.RevocationMode.soft(odd).grace == odd
    assert handfast.RevocationMode.soft(timedelta.max).grace == timedelta.max


@pytest.mark.parametrize("wrong", [1, 3600.0, "1d", AT])
def test_a_grace_is_a_duration(wrong: Any) -> None:
    with pytest.raises(TypeError):
        handfast.RevocationMode.soft(wrong)


def test_a_grace_is_not_negative() -> None:
    for wrong in (timedelta(microseconds=-1), -DAY, timedelta.min):
        with pytest.raises(ValueError, match="a grace cannot be negative"):
            handfast.RevocationMode.soft(wrong)


def test_an_ocsp_response_that_is_given_says_whether_the_peer_is_good(watched: Watched) -> None:
    def decide(status: ocsp.OCSPCertStatus) -> handfast.Decision:
        response = handfast.OcspResponse.from_der(ocsp_response(watched.world.issuing, watched.web, status))
        data = handfast.RevocationData(crls=[watched.root_crl], ocsp_responses=[response])
        return watched.decide(revocation=data)

    good = decide(GOOD)
    assert good.revocation is not None
    assert (good.effect, good.revocation[0].source, good.revocation[1].source) == ("allow", "ocsp", "crl")
    revoked = decide(REVOKED)
    assert revoked.revocation is not None
    assert codes(revoked) == ["certificate_revoked"]
    assert (revoked.revocation[0].revoked_at, revoked.revocation[0].reason) == (REVOKED_AT, "superseded")
    assert codes(decide(UNKNOWN)) == ["revocation_status_unknown"]


def test_a_stapled_response_counts_in_whatever_form_it_comes(watched: Watched) -> None:
    der = ocsp_response(watched.world.issuing, watched.web, GOOD)
    party = watched.party()
    for form in (der, bytearray(der), memoryview(der), ocsp.load_der_ocsp_response(der)):
        chain = watched.chain().with_stapled_ocsp(form)
        assert chain != watched.chain()
        assert party.decide(chain, GET, at=AT).effect == "allow"


def test_whatever_a_peer_staples_gives_a_decision(watched: Watched) -> None:
    party = watched.party()
    for junk in (b"", b"\0", b"0" * 10_000_000, "\ud800", "nul\0", watched.web.der, watched.web.pem):
        decision = party.decide(watched.chain().with_stapled_ocsp(junk), GET, at=AT)
        assert codes(decision) == ["revocation_status_unknown"]
        assert decision.revocation is not None
        assert "an OCSP response" in decision.revocation[0].observations[0]
    chain = watched.chain()
    for _ in range(1_000):
        chain = chain.with_stapled_ocsp(b"junk")
    assert codes(party.decide(chain, GET, at=AT)) == ["revocation_status_unknown"]


def test_a_crl_says_what_is_in_it(watched: Watched) -> None:
    given = crl(watched.world.issuing, watched.web, watched.world.web)
    read = handfast.Crl.from_der(given.public_bytes(Encoding.DER))
    assert read.der == given.public_bytes(Encoding.DER)
    assert (read.issuer, read.entry_count, read.scope) == ("CN=Issuing CA", 2, "all certificates")
    assert (read.this_update, read.next_update) == (THIS_UPDATE, NEXT_UPDATE)
    assert (read.number, read.base_number) == ("07", None)
    assert read.signature_algorithm == handfast.Certificate.parse(watched.web.der).signature_algorithm


def test_crls_come_in_every_form(watched: Watched, tmp_path: Path) -> None:
    given = crl(watched.world.issuing)
    der, pem = given.public_bytes(Encoding.DER), given.public_bytes(Encoding.PEM)
    read = handfast.Crl.from_der(der)
    for form in (bytearray(der), memoryview(der), given):
        assert handfast.Crl.from_der(form) == read
    both = pem + crl(watched.world.root).public_bytes(Encoding.PEM)
    assert [one.issuer for one in handfast.Crl.from_pem(both)] == ["CN=Issuing CA", "CN=Root"]
    assert handfast.Crl.from_pem(pem.decode()) == handfast.Crl.from_pem_or_der(der) == [read]
    file = tmp_path / "ca.crl"
    file.write_bytes(der)
    assert handfast.Crl.from_der(file) == read
    file.write_bytes(pem)
    assert handfast.Crl.from_pem(file) == handfast.Crl.from_pem_or_der(file) == [read]
    with pytest.raises(FileNotFoundError):
        handfast.Crl.from_pem(tmp_path / "none.crl")


def test_an_ocsp_response_says_what_is_in_it(watched: Watched, tmp_path: Path) -> None:
    der = ocsp_response(watched.world.issuing, watched.web, REVOKED)
    read = handfast.OcspResponse.from_der(der)
    same = ocsp.load_der_ocsp_response(der)
    assert (read.der, read.produced_at, same.produced_at_utc) == (der, THIS_UPDATE, THIS_UPDATE)
    assert (read.responder, read.certificates) == ("CN=Issuing CA", ())
    [statement] = read.statements
    assert (int(statement.serial, 16), statement.status) == (watched.web.certificate.serial_number, "revoked")
    file = tmp_path / "response.der"
    file.write_bytes(der)
    assert handfast.OcspResponse.from_der(file) == handfast.OcspResponse.from_der(same) == read


def test_revocation_data_has_what_was_given(watched: Watched) -> None:
    response = handfast.OcspResponse.from_der(ocsp_response(watched.world.issuing, watched.web, GOOD))
    certificate = handfast.Certificate.parse(watched.world.issuing.der)
    data = handfast.RevocationData(crls=[watched.root_crl], ocsp_responses=(response,), certificates=[certificate])
    assert (data.crls, data.ocsp_responses, data.certificates) == ((watched.root_crl,), (response,), (certificate,))
    assert not data.is_empty
    nothing = handfast.RevocationData(crls=[], ocsp_responses=[], certificates=[])
    assert nothing == handfast.RevocationData()
    assert hash(nothing) == hash(handfast.RevocationData())
    assert nothing.is_empty
    # Nothing handed in is nothing looked at.
    assert watched.decide(revocation=nothing).revocation is None
    for wrong in (watched.root_crl, 1, watched.root_crl.der, "x"):
        with pytest.raises(TypeError):
            handfast.RevocationData(crls=wrong)  # type: ignore[arg-type] # pyright: ignore
    with pytest.raises(TypeError):
        handfast.RevocationData([watched.root_crl])  # type: ignore[call-arg] # pyright: ignore


def test_what_is_no_revocation_data_is_the_callers_mistake(watched: Watched, refused: Refused) -> None:
    web, root = watched.web, watched.world.root
    response = ocsp_response(watched.world.issuing, web, GOOD)
    der = crl(root).public_bytes(Encoding.DER)

    def codes_of(read: Callable[[Any], object], *inputs: Any) -> list[str]:
        return [refused(partial(read, given)).code for given in inputs]

    # A certificate, a key or an OCSP response is none, whatever its form.
    other = [web.der, web.certificate, handfast.Certificate.parse(web.der), response]
    assert codes_of(handfast.Crl.from_der, *other) == ["form_not_supported"] * 4
    assert codes_of(handfast.Crl.from_pem, web.pem, root.key_pem) == ["form_not_supported", "private_key_present"]
    assert codes_of(handfast.Crl.from_pem_or_der, web.pem, web.der) == ["form_not_supported"] * 2
    assert codes_of(handfast.OcspResponse.from_der, web.der, web.pem, der) == ["form_not_supported"] * 3
    junk = [b"", b"junk", "", "\ud800", "nul\0", b"0" * 10_000_000, der[:-1], der + b"\0"]
    for read in (handfast.Crl.from_der, handfast.Crl.from_pem_or_der):
        assert codes_of(read, *junk) == ["revocation_malformed"] * len(junk)
    assert codes_of(handfast.Crl.from_pem, *junk[:6]) == ["revocation_malformed"] * 6
    assert codes_of(handfast.OcspResponse.from_der, *junk[:5], response[:-1]) == ["revocation_malformed"] * 6
    assert codes_of(handfast.OcspResponse.from_der, b"0" * 10_000_000) == ["too_large"]
    # The position is that of the block.
    second = der_to_pem(der) + web.pem
    assert (refused(lambda: handfast.Crl.from_pem(second)).position or "").startswith("entry 2")


def der_to_pem(der: bytes) -> str:
    return x509.load_der_x509_crl(der).public_bytes(Encoding.PEM).decode()


def test_a_policy_that_counts_on_crls_is_refused_without_any(world: World, refused: Refused) -> None:
    policy = handfast.Policy.parse(
        """
handfast: 1
default: deny
identity: [spiffe]
trust: { mesh: { bundle: mesh.pem, revocation: { crl: hard, ocsp: off } } }
rules: [{ id: all, effect: allow, from: [{ anchor: mesh }] }]
"""
    )
    anchors = world.anchors.named("mesh")
    assert refused(lambda: handfast.RelyingParty(anchors, policy=policy)).code == "revocation_missing"
    data = handfast.RevocationData(crls=[handfast.Crl.from_der(crl(world.root))])
    modes = {"mesh": handfast.RevocationMode.soft()}
    contradicted = refused(
        lambda: handfast.RelyingParty(anchors, policy=policy, revocation=data, revocation_modes=modes)
    )
    assert contradicted.code == "policy_inconsistent"
    asked = handfast.RelyingParty(anchors, policy=policy, revocation=data).decide(world.chain, GET, at=AT)
    assert codes(asked) == ["revocation_status_unknown"]
