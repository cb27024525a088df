"""The timeline, and the cache of signatures."""

from __future__ import annotations

import copy
import json
import pickle
import time
from datetime import datetime, timedelta, timezone
from typing import Any

import handfast
import pytest
from conftest import AT, DAY, GET, NEXT_UPDATE, POLICY, World, crl

SECOND = timedelta(seconds=1)
# What `issue` gives every certificate but the root's.
EXPIRES = datetime(2027, 1, 1, tzinfo=timezone.utc)
BEGINS = datetime(2026, 1, 1, tzinfo=timezone.utc)


def test_a_timeline_says_when_the_decision_flips_and_why(world: World) -> None:
    timeline = world.orders.timeline(world.chain, GET, start=BEGINS - DAY, end=EXPIRES + DAY)
    assert (timeline.start, timeline.end, timeline.is_complete) == (BEGINS - DAY, EXPIRES + DAY, True)
    # notBefore and notAfter are both within the validity (RFC 5280 section 4.1.2.5).
    before, within, after = timeline.spans
    assert [span.decision.effect for span in timeline.spans] == ["deny", "allow", "deny"]
    assert (before.start, before.until, before.events) == (BEGINS - DAY, BEGINS, ())
    assert (within.start, within.until) == (BEGINS, EXPIRES + SECOND)
    assert (after.start, after.until) == (EXPIRES + SECOND, None)
    assert within.decision == world.orders.decide(world.chain, GET, at=BEGINS)
    ends = [event for event in after.events if event.kind == "certificate_ends"]
    assert handfast.Certificate.parse(world.web.der).fingerprint in [event.certificate_fingerprint for event in ends]
    assert {event.at for event in ends} == {EXPIRES + SECOND}
    assert all(event.message for event in ends)


def test_a_timeline_is_the_cores_in_json_and_text(world: World) -> None:
    timeline = world.orders.timeline(world.chain, GET, start=AT, end=EXPIRES + DAY)
    told = json.loads(timeline.to_json())
    assert [span["decision"] for span in told["spans"]] == [
        json.loads(span.decision.to_json()) for span in timeline.spans
    ]
    assert [event["message"] for event in told["spans"][1]["events"]] == [
        event.message for event in timeline.spans[1].events
    ]
    assert "2027-01-01" in str(timeline)


def test_stale_revocation_data_ends_a_span(world: World) -> None:
    crls = [handfast.Crl.from_der(crl(world.root)), handfast.Crl.from_der(crl(world.issuing))]
    party = handfast.RelyingParty(world.anchors, any_verified_peer=True, revocation=handfast.RevocationData(crls=crls))
    allow, deny = party.timeline(world.chain, GET, start=AT, end=AT + 60 * DAY).spans
    assert (allow.until, deny.start) == (NEXT_UPDATE + SECOND, NEXT_UPDATE + SECOND)
    assert "revocation_stale" in [event.kind for event in deny.events]


def test_a_timeline_is_a_value_that_only_the_core_makes(world: World) -> None:
    def made() -> handfast.Timeline:
        return world.orders.timeline(world.chain, GET, start=AT, end=EXPIRES + DAY)

    timeline = made()
    for value, same in (
        (timeline, made()),
        (timeline.spans[0], made().spans[0]),
        (timeline.spans[1].events[0], made().spans[1].events[0]),
    ):
        assert value == same
        assert hash(value) == hash(same)
        assert type(value).__name__ in repr(value)
        assert copy.deepcopy(value) is value
        with pytest.raises(TypeError, match="cannot be pickled"):
            pickle.dumps(value)
    assert timeline != world.orders.timeline(world.chain, GET, start=AT, end=EXPIRES)


def test_whatever_a_peer_sends_has_a_timeline(world: World) -> None:
    for junk in ([], [b"junk"], [b"0" * 10_000_000]):
        chain = handfast.PresentedChain.from_tls(junk)
        [span] = world.orders.timeline(chain, GET, start=AT, end=AT - DAY).spans
        assert (span.decision.effect, span.until) == ("deny", None)


@pytest.mark.parametrize("wrong", [None, 1, "2026-06-01", datetime(2026, 6, 1)])
def test_the_ends_of_a_timeline_are_aware(world: World, wrong: Any) -> None:
    with pytest.raises(TypeError):
        world.orders.timeline(world.chain, GET, start=wrong, end=AT)
    with pytest.raises(TypeError):
        world.orders.timeline(world.chain, GET, start=AT, end=wrong)


def test_relying_parties_may_share_what_they_know_of_signatures(world: World) -> None:
    cache = handfast.SignatureCache(100)
    assert (cache.capacity, len(cache)) == (112, 0)
    policy = handfast.Policy.parse(POLICY)
    orders = handfast.RelyingParty(world.anchors, policy=policy, signature_cache=cache)
    anyone = handfast.RelyingParty(world.anchors, any_verified_peer=True, signature_cache=cache)
    assert orders.decide(world.chain, GET, at=AT) == world.orders.decide(world.chain, GET, at=AT)
    # One signature of the issuing CA's, one of the root's.
    assert len(cache) == 2
    assert anyone.decide(world.chain, GET, at=AT) == world.anyone.decide(world.chain, GET, at=AT)
    assert len(cache) == 2
    cache.clear()
    assert len(cache) == 0
    assert repr(cache) == "<SignatureCache of 112: 0>"


def test_a_peer_that_was_seen_costs_less_unless_there_is_no_cache(world: World) -> None:
    def fastest(**more: Any) -> float:
        party = handfast.RelyingParty(world.anchors, any_verified_peer=True, **more)
        times: list[float] = []
        for _ in range(50):
            began = time.perf_counter()
            assert party.decide(world.chain, GET, at=AT).effect == "allow"
            times.append(time.perf_counter() - began)
        return min(times)

    assert fastest() < fastest(signature_cache=False) / 2


def test_a_cache_stays_with_its_process(world: World) -> None:
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(handfast.SignatureCache(16))
    shared = handfast.RelyingParty(world.anchors, any_verified_peer=True, signature_cache=handfast.SignatureCache(16))
    assert pickle.loads(pickle.dumps(shared)) == shared == world.anyone
    without = handfast.RelyingParty(world.anchors, any_verified_peer=True, signature_cache=False)
    assert pickle.loads(pickle.dumps(without)) == without != shared
    assert repr(without).endswith("signature_cache=False)")


@pytest.mark.parametrize("wrong", [True, 0, 16, "off", b"", []])
def test_a_cache_is_one_or_false(world: World, wrong: Any) -> None:
    with pytest.raises(TypeError, match="SignatureCache, or False"):
        handfast.RelyingParty(world.anchors, any_verified_peer=True, signature_cache=wrong)


def test_the_size_of_a_cache_is_a_number(world: World) -> None:
    wrong: Any
    for wrong in (None, "16", 1.5):
        with pytest.raises(TypeError):
            handfast.SignatureCache(wrong)
    for wrong in (-1, 1 << 64):
        with pytest.raises(OverflowError):
            handfast.SignatureCache(wrong)
    assert handfast.SignatureCache(0).capacity == 16
    assert handfast.RelyingParty(world.anchors, any_verified_peer=True, signature_cache=None) == world.anyone
