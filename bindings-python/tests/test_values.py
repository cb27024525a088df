"""The classes as Python's: shown, compared, hashed, pickled, copied, frozen."""

from __future__ import annotations

import copy
import functools
import pickle
from datetime import datetime, timedelta, timezone
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import handfast
import pytest
from conftest import AT, DELETE, GET, POLICY, Party, World, crl, ocsp_response
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp


def inputs(world: World) -> list[Any]:
    request = handfast.AccessRequest(
        "GET",
        "/a",
        expecting="dns:a.example",
        source_ip=ip_address("192.0.2.1"),
        host="h",
        context={"claims.role": ["a", "b"]},
    )
    svid = handfast.Profile.svid().with_at_most_intermediates(2).with_anchor_validity("ignored")
    policy = handfast.Policy.parse(POLICY)
    anchors = world.anchors.named("mesh").with_anchors(handfast.TrustAnchors.from_der(world.issuing.der))
    return [
        anchors,
        svid.with_extended_key_usages(["1.3.6.1.5.5.7.3.2"]),
        policy,
        world.chain,
        handfast.PresentedChain.from_forwarded([world.web.certificate], "envoy"),
        handfast.PresentedChain.from_files([b"junk"]),
        request,
        handfast.AccessRequest.connection(),
        handfast.AccessRequest.action("publish", "a/b"),
        handfast.Certificate.parse(world.web.pem),
        handfast.RelyingParty(world.anchors, policy=policy, profile=svid, provider="aws-lc-rs", trusted_hops=["envoy"]),
        *revocation_inputs(world),
    ]


@functools.cache
def signed(issuer: Party, *revoked: Party) -> handfast.Crl:
    """Signed once: every signature is another one."""
    return handfast.Crl.from_der(crl(issuer, *revoked))


@functools.cache
def answered(issuer: Party, about: Party, status: ocsp.OCSPCertStatus) -> handfast.OcspResponse:
    return handfast.OcspResponse.from_der(ocsp_response(issuer, about, status))


def revocation_inputs(world: World) -> list[Any]:
    of_root, response = signed(world.root), answered(world.issuing, world.web, ocsp.OCSPCertStatus.GOOD)
    data = handfast.RevocationData(
        crls=[of_root], ocsp_responses=[response], certificates=[handfast.Certificate.parse(world.issuing.der)]
    )
    grace = handfast.RevocationMode.soft(timedelta(days=2, seconds=3))
    profile = handfast.Profile.client().with_form("rfc5280").with_certificate_policies(["1.3.6.1.4.1.5.1"])
    return [
        of_root,
        signed(world.issuing, world.web),
        response,
        data,
        handfast.RevocationData(crls=[of_root]),
        handfast.RevocationData(),
        handfast.RevocationMode.hard(),
        handfast.RevocationMode.soft(),
        handfast.RevocationMode.soft(timedelta(0)),
        grace,
        handfast.RevocationMode.off(),
        profile,
        profile.without_policy_mapping(),
        profile.without_any_policy(),
        handfast.Profile.client().with_explicit_certificate_policy(),
        handfast.Profile.client().with_initial_certificate_policies(["1.3.6.1.4.1.5.1"]),
        world.chain.with_stapled_ocsp(response.der),
        handfast.RelyingParty(
            world.anchors.named("mesh"),
            any_verified_peer=True,
            revocation=data,
            revocation_mode=grace,
            revocation_modes={"mesh": handfast.RevocationMode.off()},
        ),
    ]


def outputs(world: World) -> list[Any]:
    allow = world.orders.decide(world.chain, GET, at=AT)
    deny = world.orders.decide(world.chain, DELETE, at=AT)
    strange = world.orders.decide(handfast.PresentedChain.from_tls([world.stranger.der]), GET, at=AT)
    return [
        allow,
        allow.principal,
        allow.identity,
        allow.obligations,
        allow.anchor,
        allow.reasons[0],
        deny.nearest,
        strange.attempts[0],
        strange.attempts[0].path[0],
        world.orders.verify(world.chain, at=AT),
        world.orders.verify(handfast.PresentedChain.from_tls([]), at=AT),
        handfast.explain("chain_empty"),
        *revocation_outputs(world),
    ]


def revocation_outputs(world: World) -> list[Any]:
    response = answered(world.issuing, world.web, ocsp.OCSPCertStatus.GOOD)
    data = handfast.RevocationData(crls=[signed(world.root), signed(world.issuing, world.web)])
    party = handfast.RelyingParty(world.anchors, any_verified_peer=True, revocation=data)
    rejection = party.verify(world.chain, at=AT)
    assert isinstance(rejection, handfast.Rejection)
    assert rejection.revocation is not None
    path = world.anyone.verify(world.chain, at=AT)
    assert isinstance(path, handfast.VerifiedPath)
    return [
        response.statements[0],
        answered(world.issuing, world.web, ocsp.OCSPCertStatus.REVOKED).statements[0],
        rejection,
        *rejection.revocation,
        path.certificate_policies,
    ]


def test_inputs_are_made_again_by_pickle(world: World) -> None:
    for value in inputs(world):
        again = pickle.loads(pickle.dumps(value))
        assert again == value
        assert hash(again) == hash(value)
        assert repr(again) == repr(value)
        assert copy.deepcopy(value) == value


def test_what_only_the_core_makes_cannot_be_pickled_and_says_so(world: World) -> None:
    for value in outputs(world):
        with pytest.raises(TypeError, match="cannot be pickled"):
            pickle.dumps(value)
        assert copy.copy(value) is value
        assert copy.deepcopy([value])[0] is value


def test_equal_values_are_equal_and_hash_alike(world: World) -> None:
    for first, second in zip(inputs(world) + outputs(world), inputs(world) + outputs(world), strict=True):
        assert first == second
        assert hash(first) == hash(second)
    values = inputs(world) + outputs(world)
    for place, value in enumerate(values):
        assert not any(value == other for other in values[place + 1 :])
        assert value != 1
        assert value != None
    assert handfast.Profile.client() != handfast.Profile.client().with_at_most_intermediates(1)
    assert world.anchors != world.anchors.named("mesh")


def test_every_value_is_shown(world: World) -> None:
    for value in inputs(world) + outputs(world):
        assert type(value).__name__ in repr(value)
    assert repr(handfast.AccessRequest("GET", "/a", host="h")) == "AccessRequest('GET', '/a', host='h')"
    assert (
        repr(handfast.Profile.client().with_at_most_intermediates(2))
        == "Profile.client().with_at_most_intermediates(2)"
    )
    assert repr(world.orders.decide(world.chain, DELETE, at=AT)) == "<Decision deny: no_rule_matched>"
    shown = repr(world.orders.decide(world.chain, GET, at=AT).reasons[0])
    assert shown.startswith("Reason(code='rule_allowed', stage='policy', message=")
    assert repr(handfast.RevocationMode.soft()) == "RevocationMode.soft()"
    assert repr(handfast.RevocationMode.soft(timedelta(days=2))) == "RevocationMode.soft(datetime.timedelta(days=2))"
    assert repr(signed(world.issuing, world.web)).startswith("Crl(issuer='CN=Issuing CA', number='07', this_update=")
    # The same values are made again from what is shown.
    request = handfast.AccessRequest.action("publish", "a", source_ip="192.0.2.1")
    assert eval(repr(request), dict(vars(handfast))) == request


def test_values_are_frozen(world: World) -> None:
    for value in inputs(world) + outputs(world):
        with pytest.raises((AttributeError, TypeError)):
            value.effect = "allow"
        with pytest.raises((AttributeError, TypeError)):
            value.anything = 1
        with pytest.raises(TypeError):
            type("Sub", (value.__class__,), {})
    decision = world.orders.decide(world.chain, GET, at=AT)
    decision.obligations.labels["team"] = "mine"
    assert decision.obligations.labels == {"team": "checkout"}


def test_only_the_core_makes_what_it_decides() -> None:
    for made in (handfast.Decision, handfast.PeerIdentity, handfast.VerifiedPath, handfast.Reason):
        with pytest.raises(TypeError):
            made()


def test_setup_errors_are_made_again_by_pickle() -> None:
    with pytest.raises(handfast.SetupError) as caught:
        handfast.explain("tired")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.code, again.message, again.position, again.fix) == (
        "value_malformed",
        caught.value.message,
        None,
        caught.value.fix,
    )


def test_a_certificate_says_what_is_in_it(world: World) -> None:
    certificate = handfast.Certificate.parse(world.web.der)
    same = world.web.certificate
    assert certificate.der == world.web.der
    assert certificate.fingerprint == same.fingerprint(hashes.SHA256()).hex()
    assert (certificate.version, int(certificate.serial, 16)) == (3, same.serial_number)
    assert (certificate.issuer, certificate.subject) == ("CN=Issuing CA", "CN=web")
    assert (certificate.not_before, certificate.not_after) == (same.not_valid_before_utc, same.not_valid_after_utc)
    assert certificate.names == ("uri:spiffe://prod.example/ns/checkout/sa/web",)
    assert (certificate.key_algorithm, certificate.key_bits, certificate.key_curve) == ("ec", 256, "p256")
    assert (certificate.is_ca, certificate.path_length, certificate.is_self_issued) == (False, None, False)
    assert certificate.key_usage == ("digitalSignature",)
    assert certificate.extended_key_usage == ("1.3.6.1.5.5.7.3.2",)
    identifier = same.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest.hex()
    assert certificate.subject_key_identifier == identifier
    assert certificate.authority_key_identifier == handfast.Certificate.parse(world.issuing.der).subject_key_identifier
    assert (certificate.certificate_policies, certificate.crl_distribution_points) == ((), ())
    assert (certificate.ocsp_urls, certificate.ca_issuers_urls) == ((), ())
    assert isinstance(certificate.signature_algorithm, str)
    assert len(certificate.spki_pin) == 64
    assert isinstance(certificate.oddities, tuple)


def test_certificates_come_in_every_form(world: World, tmp_path: Path) -> None:
    der = world.web.der
    for form in (der, bytearray(der), memoryview(der), world.web.pem, world.web.pem.encode(), world.web.certificate):
        assert handfast.Certificate.parse(form).der == der
        assert handfast.PresentedChain.from_tls(form for form in [form]).end_entity == handfast.Certificate.parse(der)
    parsed = handfast.Certificate.parse(der)
    assert handfast.PresentedChain.from_tls([parsed]).end_entity == parsed
    # A view that is not contiguous is read as it stands.
    assert handfast.Certificate.parse(memoryview(bytes(b for byte in der for b in (byte, 0)))[::2]).der == der
    assert handfast.TrustAnchors.from_der(world.root.certificate).certificates[0].der == world.root.der
    # A file where a file is meant.
    file = tmp_path / "chain.pem"
    file.write_text(world.web.pem + world.issuing.pem)
    assert [item for item in handfast.Certificate.read_all(file)] == [
        parsed,
        handfast.Certificate.parse(world.issuing.der),
    ]
    assert handfast.PresentedChain.from_files([file]).end_entity == parsed
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY)
    assert handfast.Policy.parse(policy) == handfast.Policy.parse(POLICY)
    anchors = tmp_path / "anchors.pem"
    anchors.write_text(world.root.pem)
    assert handfast.TrustAnchors.from_pem(anchors) == handfast.TrustAnchors.from_pem_or_der(world.root.der)
    with pytest.raises(FileNotFoundError):
        handfast.TrustAnchors.from_pem(tmp_path / "none.pem")
    # What a peer sent is never a file.
    with pytest.raises(TypeError):
        handfast.PresentedChain.from_tls([file])  # type: ignore[list-item] # pyright: ignore


def test_a_file_is_read_certificate_by_certificate(world: World) -> None:
    first, second = handfast.Certificate.read_all(
        world.web.pem + "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n"
    )
    assert isinstance(first, handfast.Certificate)
    assert isinstance(second, handfast.Reason)
    assert second.code == "encoding_malformed"


def test_a_spiffe_bundle_is_read(world: World) -> None:
    import base64
    import json

    key = {"use": "x509-svid", "kty": "EC", "x5c": [base64.b64encode(world.root.der).decode()]}
    anchors = handfast.TrustAnchors.from_spiffe_bundle(json.dumps({"keys": [key]}))
    assert anchors == world.anchors


def test_a_time_is_an_instant_whatever_its_zone(world: World) -> None:
    there = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert world.orders.decide(world.chain, GET, at=there).at == AT
    fraction = AT + timedelta(microseconds=999_999)
    assert world.orders.decide(world.chain, GET, at=fraction).at == AT
    before = datetime(1969, 12, 31, 23, 59, 59, 500_000, tzinfo=timezone.utc)
    assert world.orders.decide(world.chain, GET, at=before).at == before.replace(microsecond=0)
