"""Profiles as data."""

import json
import pickle

import handfast
import pytest


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
