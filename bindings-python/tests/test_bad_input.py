"""Bad input: a native exception or a denial, never a crash, never a hang, no leak."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any

import handfast
import pytest
from conftest import AT, GET, POLICY, World, issue
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

Refused = Callable[[Callable[[], object]], handfast.SetupError]


def codes(world: World, *certificates: Any) -> list[str]:
    decision = world.anyone.decide(handfast.PresentedChain.from_tls(certificates), GET, at=AT)
    assert decision.effect == "deny"
    return [reason.code for reason in decision.reasons]


def test_whatever_a_peer_sends_is_denied(world: World) -> None:
    assert codes(world) == ["chain_empty"]
    for bad in (b"\0", b"junk", b"0" * 10_000_000, "\ud800", "nul\0", world.web.der[:-1], world.web.der + b"\0"):
        assert codes(world, bad) == ["encoding_malformed"] or codes(world, bad) == ["work_limit_reached"]
    # A 10 MB certificate with the header of one.
    assert codes(world, b"\x30\x83\x98\x96\x80" + b"\0" * 10_000_000) == ["work_limit_reached"]
    assert codes(world, b"", " \n") == ["chain_empty"]
    assert "work_limit_reached" in codes(world, *[issue(str(n), None).der for n in range(129)])


def test_a_serial_number_of_21_octets_is_denied(world: World) -> None:
    der = issue("long", world.issuing, serial=(1 << 159) - 1).der
    # `cryptography` makes none longer than 20 octets: the octets and the lengths around them are written here.
    tbs = x509.load_der_x509_certificate(der).tbs_certificate_bytes
    at = tbs.index(b"\x02\x14\x7f")
    longer = tbs[4:at] + b"\x02\x15\x01" + tbs[at + 2 :]
    longer = b"\x30\x82" + len(longer).to_bytes(2, "big") + longer
    rest = der[4 + len(tbs) :]
    whole = b"\x30\x82" + (len(longer) + len(rest)).to_bytes(2, "big") + longer + rest
    assert codes(world, whole, world.issuing.der) == ["encoding_malformed"]


@pytest.mark.parametrize("wrong", [None, 1, 1.5, object(), [], {}, ["x"], type])
def test_wrong_types_are_type_errors(world: World, wrong: Any) -> None:
    calls: list[Callable[[], object]] = [
        lambda: handfast.PresentedChain.from_tls([wrong]),
        lambda: handfast.PresentedChain.from_files([wrong]),
        lambda: handfast.PresentedChain.from_forwarded([], wrong),
        lambda: handfast.TrustAnchors.from_pem(wrong),
        lambda: handfast.Certificate.parse(wrong),
        lambda: handfast.Certificate.read_all(wrong),
        lambda: handfast.Policy.parse(wrong),
        lambda: handfast.AccessRequest(wrong, "/"),
        lambda: handfast.AccessRequest("GET", wrong),
        lambda: handfast.explain(wrong),
        lambda: handfast.Profile.by_name(wrong),
        lambda: handfast.RelyingParty(wrong, any_verified_peer=True),
        lambda: world.anyone.decide(wrong, GET, at=AT),
        lambda: world.anyone.decide(world.chain, wrong, at=AT),
        lambda: world.anyone.decide(world.chain, GET, at=wrong),
        lambda: world.anyone.decide_many([wrong], [GET], at=AT),
        lambda: world.anyone.verify(wrong, at=AT),
        lambda: world.anyone.authorize(wrong, GET, at=AT),
        lambda: handfast.Crl.from_der(wrong),
        lambda: handfast.Crl.from_pem(wrong),
        lambda: handfast.Crl.from_pem_or_der(wrong),
        lambda: handfast.OcspResponse.from_der(wrong),
        lambda: world.chain.with_stapled_ocsp(wrong),
        lambda: handfast.RevocationData(crls=[wrong]),
        lambda: handfast.RevocationData(ocsp_responses=[wrong]),
        lambda: handfast.RevocationData(certificates=[wrong]),
        lambda: handfast.RelyingParty(world.anchors, any_verified_peer=True, revocation_modes={"mesh": wrong}),
        lambda: handfast.Profile.client().with_form(wrong),
        lambda: handfast.Profile.client().with_certificate_policies([wrong]),
        lambda: handfast.Profile.client().with_initial_certificate_policies([wrong]),
    ]
    for call in calls:
        with pytest.raises(TypeError):
            call()


def test_one_certificate_is_not_a_list_of_them(world: World) -> None:
    for single in (world.web.der, bytearray(world.web.der), memoryview(world.web.der), world.web.pem):
        with pytest.raises(TypeError, match=r"write \[certificate\]"):
            handfast.PresentedChain.from_tls(single)  # type: ignore[arg-type] # pyright: ignore
    for other in (None, 7, handfast.Certificate.parse(world.web.der)):
        with pytest.raises(TypeError):
            handfast.PresentedChain.from_tls(other)  # type: ignore[arg-type] # pyright: ignore


def test_a_time_is_required_and_aware(world: World) -> None:
    with pytest.raises(TypeError, match="at"):
        world.anyone.decide(world.chain, GET)  # type: ignore[call-arg] # pyright: ignore
    with pytest.raises(TypeError, match="not NoneType.*datetime.now"):
        world.anyone.decide(world.chain, GET, at=None)  # type: ignore[arg-type] # pyright: ignore
    with pytest.raises(TypeError, match="naive datetime"):
        world.anyone.decide(world.chain, GET, at=datetime(2026, 6, 1))
    with pytest.raises(TypeError, match="aware datetime, not date"):
        world.anyone.decide(world.chain, GET, at=AT.date())  # type: ignore[arg-type] # pyright: ignore

    class Broken(tzinfo):
        def utcoffset(self, dt: datetime | None, /) -> timedelta:
            raise ZeroDivisionError

        def dst(self, dt: datetime | None, /) -> None:
            return None

        def tzname(self, dt: datetime | None, /) -> None:
            return None

    with pytest.raises(ZeroDivisionError):
        world.anyone.decide(world.chain, GET, at=datetime(2026, 6, 1, tzinfo=Broken()))


def test_the_first_and_the_last_year_are_instants(world: World) -> None:
    first = datetime.min.replace(tzinfo=timezone.utc)
    last = datetime.max.replace(tzinfo=timezone.utc)
    assert world.anyone.decide(world.chain, GET, at=first).at == first
    assert world.anyone.decide(world.chain, GET, at=last).at == last.replace(microsecond=0)
    # Instants in the years 0 and 10000: the first and the last that there are.
    before = datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))
    after = datetime.max.replace(tzinfo=timezone(timedelta(hours=-12)))
    assert world.anyone.decide(world.chain, GET, at=before).at == first
    assert world.anyone.decide(world.chain, GET, at=after).at == last.replace(microsecond=0)
    assert '"at":"0000-12-31T10:00:00Z"' in world.anyone.decide(world.chain, GET, at=before).to_json()


def test_a_certificate_that_begins_in_the_year_0_can_be_looked_at(world: World) -> None:
    der = world.root.certificate.public_bytes(Encoding.DER)
    utc_time = b"\x17\x0d260101000000Z"
    generalized = b"\x18\x0f00000101000000Z"
    tbs = world.root.certificate.tbs_certificate_bytes
    longer = tbs[4:].replace(b"\x30\x1e" + utc_time, b"\x30\x20" + generalized, 1)
    assert len(longer) == len(tbs) - 2
    longer = b"\x30\x82" + len(longer).to_bytes(2, "big") + longer
    rest = der[4 + len(tbs) :]
    whole = b"\x30\x82" + (len(longer) + len(rest)).to_bytes(2, "big") + longer + rest
    [read] = handfast.Certificate.read_all(whole)
    assert isinstance(read, handfast.Certificate), read
    assert read.not_before == datetime.min.replace(tzinfo=timezone.utc)


def test_setup_mistakes_are_setup_errors(world: World, refused: Refused) -> None:
    assert refused(lambda: handfast.TrustAnchors.from_pem("")).code == "anchors_empty"
    assert refused(lambda: handfast.TrustAnchors.from_pem(b"\xff\0")).code == "anchors_empty"
    assert refused(lambda: handfast.TrustAnchors.from_pem("\ud800")).code == "anchors_empty"
    key = world.root.pem + "\n" + world.root.key_pem.decode()
    error = refused(lambda: handfast.TrustAnchors.from_pem(key))
    assert (error.code, (error.position or "").split(" (")[0]) == ("private_key_present", "entry 2")
    assert refused(lambda: handfast.TrustAnchors.from_der(world.web.der)).code == "anchor_not_ca"
    assert refused(lambda: handfast.Certificate.parse(b"junk")).code == "certificate_malformed"
    assert refused(lambda: handfast.Profile.by_name("nobody")).code == "value_malformed"
    client = handfast.Profile.client()
    assert refused(lambda: client.with_extended_key_usages(["clientAuth"])).code == "value_malformed"
    wrong: Any = "maybe"
    assert refused(lambda: client.with_anchor_usage(wrong)).code == "value_malformed"
    assert refused(lambda: handfast.explain("nul\0")).code == "value_malformed"
    error = refused(lambda: handfast.Policy.parse("handfast: 1\nrules: [\n"))
    assert (error.code, (error.position or "").startswith("line ")) == ("policy_malformed", True)
    assert refused(lambda: handfast.RelyingParty(world.anchors)).code == "policy_missing"
    policy = handfast.Policy.parse(POLICY)
    both = refused(lambda: handfast.RelyingParty(world.anchors, policy=policy, any_verified_peer=True))
    assert "policy" in both.message
    error = refused(lambda: handfast.RelyingParty(world.anchors, any_verified_peer=True, provider="openssl"))
    assert error.code == "provider_missing"
    missing = refused(lambda: handfast.RelyingParty(world.anchors, policy=policy, supplies_context=[]))
    assert missing.code == "context_missing"
    assert refused(lambda: handfast.AccessRequest("GET", "/", source_ip="here")).code == "value_malformed"
    assert refused(lambda: handfast.AccessRequest("GET", "/", context={"nothing": "x"})).code == "value_malformed"
    assert refused(lambda: handfast.AccessRequest("GET", "/", expecting="orders")).code == "value_malformed"


def test_texts_with_nul_and_lone_surrogates(world: World) -> None:
    decision = world.orders.decide(world.chain, handfast.AccessRequest("GET\0", "/orders/\0"), at=AT)
    assert decision.effect == "deny"
    for call in (
        lambda: handfast.AccessRequest("GET", "/\ud800"),
        lambda: handfast.AccessRequest("GET", "/", host="\udcff"),
        lambda: handfast.PresentedChain.from_forwarded([], "\ud800"),
        lambda: handfast.Policy.parse("\ud800"),
        lambda: handfast.explain("\ud800"),
    ):
        with pytest.raises(UnicodeEncodeError):
            call()


def test_a_certificate_object_that_misbehaves_raises_its_own_error() -> None:
    class Broken:
        def public_bytes(self, encoding: object, /) -> bytes:
            raise ZeroDivisionError

    class Text:
        def public_bytes(self, encoding: object, /) -> bytes:
            return "text"  # type: ignore[return-value] # pyright: ignore

    with pytest.raises(ZeroDivisionError):
        handfast.PresentedChain.from_tls([Broken()])
    with pytest.raises(TypeError):
        handfast.PresentedChain.from_tls([Text()])


def test_a_buffer_that_changes_afterwards_changes_nothing(world: World) -> None:
    buffer = bytearray(world.web.der)
    chain = handfast.PresentedChain.from_tls([buffer])
    buffer[:] = b"\0" * 4
    assert chain.end_entity == handfast.Certificate.parse(world.web.der)


def test_two_threads_at_once_get_the_same_decisions(world: World) -> None:
    party, chain = world.orders, world.chain
    expected = party.decide(chain, GET, at=AT).to_json()
    start = threading.Barrier(2)

    def work(_: int) -> set[str]:
        start.wait(10)
        return {party.decide(chain, GET, at=AT).to_json() for _ in range(300)}

    with ThreadPoolExecutor(2) as pool:
        assert set().union(*pool.map(work, range(2))) == {expected}


def test_others_run_while_a_decision_is_made(world: World) -> None:
    # Each signature is verified anew, so that the call takes long enough.
    anchors = handfast.TrustAnchors.from_pem(world.root.pem.encode())
    party = handfast.RelyingParty(anchors, any_verified_peer=True, signature_cache=False)
    chains = [world.chain] * 3_000
    took: list[float] = []

    def decide() -> None:
        began = time.perf_counter()
        party.decide_many(chains, [GET] * len(chains), at=AT)
        took.append(time.perf_counter() - began)

    thread = threading.Thread(target=decide)
    thread.start()
    longest, last = 0.0, time.perf_counter()
    while not took:
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    thread.join(60)
    # With the GIL held, this thread would stand still for the whole of the call.
    assert took[0] > 0.1
    assert longest < took[0] / 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_process_decides_as_its_parent(world: World) -> None:
    party, chain = world.orders, world.chain
    expected = party.decide(chain, GET, at=AT).to_json()
    child = os.fork()
    if child == 0:
        os._exit(0 if party.decide(chain, GET, at=AT).to_json() == expected else 1)
    assert os.waitpid(child, 0)[1] == 0


def resident() -> int:
    """The memory of this process, in bytes."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is measured through /proc")
def test_100_000_calls_leave_nothing_behind(world: World) -> None:
    party = world.orders
    junk = [b"junk"]

    def calls(count: int) -> None:
        for _ in range(count):
            # Refused before any signature, with everything read that a decision has; an exception; a value made and shown.
            chain = handfast.PresentedChain.from_tls(junk).with_stapled_ocsp(junk[0])
            decision = party.decide(chain, handfast.AccessRequest("GET", "/a", context={"claims.role": ["a"]}), at=AT)
            for name in ("reasons", "path", "attempts", "at", "obligations", "identity", "anchor", "revocation"):
                getattr(decision, name)
            decision.to_json()
            try:
                party.authorize(chain, GET, at=AT)
            except handfast.AccessDenied as denied:
                repr(denied.decision.reasons)
            try:
                handfast.explain("tired")
            except handfast.SetupError:
                pass

    calls(2_000)
    gc.collect()
    before = resident()
    calls(100_000)
    gc.collect()
    grown = resident() - before
    # A single leaked object of 64 bytes a call would be 6 MB.
    assert grown < 3_000_000, f"{grown} bytes more after 100,000 calls"
