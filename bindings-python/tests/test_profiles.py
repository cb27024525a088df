"""Profiles as data."""

import json
import pickle
from datetime import datetime, timezone

import handfast
import pytest
from conftest import AT, World, issue
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID


def test_every_profile_is_read_back_as_it_is_written() -> None:
    for name in handfast.profile_names():
        profile = handfast.Profile.by_name(name)
        again = handfast.Profile.from_json(profile.to_json())
        assert again.name == name
        assert again.to_json() == profile.to_json()
        assert again.diff(profile) == ()
        assert json.loads(profile.to_json())["handfast_profile"] == 1
    made = [handfast.Profile.piv(), handfast.Profile.eap_tls(), handfast.Profile.iot_device()]
    assert [profile.name for profile in made] == ["piv", "eap-tls", "iot-device"]


def test_profiles_are_compared_and_printed() -> None:
    mine = handfast.Profile.from_json('{"handfast_profile": 1, "name": "mine", "rsa_bits": 3072}')
    first, second = handfast.Profile.client().diff(mine)
    assert (first.member, first.left, first.right) == ("name", '"client"', '"mine"')
    assert (second.member, second.left, second.right) == ("rsa_bits", "2048", "3072")
    assert first == handfast.Profile.client().diff(mine)[0]
    assert "rsa_bits: 3072" in str(mine).splitlines()
    assert pickle.loads(pickle.dumps(mine)).to_json() == mine.to_json()


def test_mistakes_have_their_place() -> None:
    with pytest.raises(handfast.SetupError) as raised:
        handfast.Profile.from_json('{"handfast_profile": 1,\n "rsa_bit": 4096}')
    assert (raised.value.code, raised.value.position) == ("value_malformed", "line 2, column 13")
    assert raised.value.fix == "did you mean `rsa_bits`?"
    for wrong in (None, 1, b"{}"):
        with pytest.raises(TypeError):
            handfast.Profile.from_json(wrong)  # type: ignore[arg-type]
    for text in ("", "null", "[]", "{}", "\0"):
        with pytest.raises(handfast.SetupError):
            handfast.Profile.from_json(text)


def test_a_loosening_that_was_needed_is_told(world: World) -> None:
    server = issue(
        "server", world.issuing, names=[x509.DNSName("server.example")], usage=ExtendedKeyUsageOID.SERVER_AUTH
    )
    root = handfast.Certificate.parse(world.root.der).spki_pin
    loosening = {
        "name": "partner",
        "what": "server_auth_for_clients",
        "until": "2027-03-15T00:00:00Z",
        "issuer_spki": root,
    }
    profile = handfast.Profile.from_json(json.dumps({"handfast_profile": 1, "loosenings": [loosening]}))
    party = handfast.RelyingParty(
        handfast.TrustAnchors.from_pem(world.root.pem.encode()), any_verified_peer=True, profile=profile
    )
    chain = handfast.PresentedChain.from_tls([server.pem, world.issuing.pem])
    decision = party.decide(chain, handfast.AccessRequest.connection(), at=AT)
    assert decision.effect == "allow"
    (applied,) = decision.loosened
    assert (applied.name, applied.what, applied.index) == ("partner", "server_auth_for_clients", 0)
    assert applied.until == datetime(2027, 3, 15, tzinfo=timezone.utc)
    assert applied.issuer_spki == root
    verified = party.verify(chain, at=AT)
    assert isinstance(verified, handfast.VerifiedPath)
    assert verified.loosened == (applied,)
    other = handfast.Profile.from_json(
        json.dumps({"handfast_profile": 1, "loosenings": [{**loosening, "issuer_spki": "00" * 32}]})
    )
    refusing = handfast.RelyingParty(
        handfast.TrustAnchors.from_pem(world.root.pem.encode()), any_verified_peer=True, profile=other
    )
    assert refusing.decide(chain, handfast.AccessRequest.connection(), at=AT).effect == "deny"


def test_wildcards_below_public_suffixes_can_be_refused() -> None:
    profile = handfast.Profile.from_json(json.dumps({"handfast_profile": 1, "public_suffix_wildcards": False}))
    assert [difference.member for difference in handfast.Profile.client().diff(profile)] == ["public_suffix_wildcards"]
