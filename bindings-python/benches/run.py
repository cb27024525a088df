"""Measures the binding next to the core, and next to `cryptography`'s verifier: one run, one chain, in turns, without a
signature cache, so that each decision has the signatures of a peer that is seen for the first time. Two threads need two
idle cores to be measured, and the core's own figure beside it tells whether they were; that the GIL is released is a test
(`tests/test_bad_input.py`), whatever the load.

The core's own figure comes from `cargo run --release -p handfast-python --example core_decide`, whose program is given as the
argument. Exit status 1 if a figure is missed.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path

import handfast
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from conftest import make_world

AT = datetime(2026, 6, 1, tzinfo=timezone.utc)
TURNS, ROUNDS = 40, 200


def nanoseconds(work: Callable[[], object]) -> float:
    """The fastest of many rounds: what else the machine does comes between them, not into them."""
    fastest = 1e18
    for _ in range(ROUNDS):
        began = time.perf_counter_ns()
        work()
        fastest = min(fastest, time.perf_counter_ns() - began)
    return fastest


def threads(decide: Callable[[], object]) -> float:
    """How many times as many decisions two threads make as one, in the same time."""

    def many(_: int) -> None:
        for _ in range(ROUNDS):
            decide()

    def fastest(count: int) -> float:
        with ThreadPoolExecutor(count) as pool:
            list(pool.map(many, range(count)))  # the threads are there before anything is measured
            times: list[float] = []
            for _ in range(TURNS):
                began = time.perf_counter()
                list(pool.map(many, range(count)))
                times.append(time.perf_counter() - began)
        return min(times) / count

    return fastest(1) / fastest(2)


def import_milliseconds() -> float:
    """What `import handfast` adds to the start of a Python that has `datetime` already, as every caller has."""

    def start(code: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return (time.perf_counter() - began) * 1000

    pairs = [(start("import handfast"), start("pass")) for _ in range(15)]
    return statistics.median(with_it for with_it, _ in pairs) - statistics.median(bare for _, bare in pairs)


def main(core_program: str) -> int:
    made = make_world()
    sent = [made.web.der, made.issuing.der]
    anchors = handfast.TrustAnchors.from_der(made.root.der)
    first = handfast.RelyingParty(anchors, any_verified_peer=True, signature_cache=False)
    again = handfast.RelyingParty(anchors, any_verified_peer=True)

    def ours() -> handfast.Decision:
        chain = handfast.PresentedChain.from_tls(sent)
        return first.decide(chain, handfast.AccessRequest("GET", "/orders/42"), at=AT)

    def seen_before() -> handfast.Decision:
        chain = handfast.PresentedChain.from_tls(sent)
        return again.decide(chain, handfast.AccessRequest("GET", "/orders/42"), at=AT)

    assert ours().effect == seen_before().effect == "allow"
    verifier = PolicyBuilder().store(Store([made.root.certificate])).time(AT).build_client_verifier()

    def theirs() -> object:
        end_entity, issuing = (x509.load_der_x509_certificate(der) for der in sent)
        return verifier.verify(end_entity, [issuing])

    with tempfile.TemporaryDirectory() as folder:
        root, chain = Path(folder, "anchors.pem"), Path(folder, "chain.pem")
        root.write_text(made.root.pem)
        chain.write_text(made.web.pem + made.issuing.pem)
        command = [core_program, str(root), str(chain), str(int(AT.timestamp())), str(ROUNDS)]

        def core(threads: int) -> tuple[float, float]:
            """The fastest decision, and all rounds of all threads."""
            done = subprocess.run([*command, str(threads)], check=True, capture_output=True, text=True)
            fastest, together = done.stdout.split()
            return float(fastest), float(together)

        rows = [(core(1)[0], nanoseconds(ours), nanoseconds(theirs)) for _ in range(TURNS)]
        core_threads = 2 * min(core(1)[1] for _ in range(TURNS)) / min(core(2)[1] for _ in range(TURNS))
    core_ns, ours_ns, theirs_ns = (min(row[place] for row in rows) for place in range(3))
    figures = [
        ("one decision, the core alone", core_ns / 1000, "us", None),
        ("one decision, Python", ours_ns / 1000, "us", None),
        ("overhead over the core", (ours_ns - core_ns) / 1000, "us", ("below", 3.0)),
        ("one chain, cryptography", theirs_ns / 1000, "us", None),
        ("times as many chains as cryptography", theirs_ns / ours_ns, "", ("at least", 1.4)),
        ("one decision, Python, peer seen before", nanoseconds(seen_before) / 1000, "us", None),
        ("two threads over one, the core alone", core_threads, "times", None),
        ("two threads over one, Python", threads(ours), "times", ("at least", 1.8)),
        ("import", import_milliseconds(), "ms", ("below", 20.0)),
    ]
    missed = 0
    for name, value, unit, limit in figures:
        asked = ""
        if limit is not None:
            kind, bound = limit
            met = value < bound if kind == "below" else value >= bound
            missed += not met
            asked = f"  ({kind} {bound:g}: {'met' if met else 'MISSED'})"
        print(f"{name:<40} {value:8.2f} {unit}{asked}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
