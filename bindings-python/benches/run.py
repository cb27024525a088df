"""Measures the binding next to the core, and next to `cryptography`'s verifier: one run, one chain, in turns, without a
signature cache, so that each decision has the signatures of a peer that is seen for the first time. Two threads need two
idle cores to be measured, and the core's own figure beside it tells whether they were; that the GIL is released is a test
(`tests/test_bad_input.py`), whatever the load.

What the binding adds is measured between two programs of their own, `decide.py` and `core_decide.rs`, in turns of a few
milliseconds: about one chain, and about many peers in turn, for one chain again and again is known to the processor by heart.
Counted is the fastest decision about each peer, and their mean: what else the machine does comes between them, not into all of
them. Where the system has put a program in memory is worth a microsecond, so there are several pairs of programs, as many of
one as of the other, and the figure is the median of their differences.

The core's program comes from `cargo build --release -p handfast-python --example core_decide`, and is given as the argument.
Exit status 1 if a figure is missed.
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
from conftest import World, issue, make_world

AT = datetime(2026, 6, 1, tzinfo=timezone.utc)
TURNS, ROUNDS = 40, 200
PAIRS, PEERS, DECISIONS = 7, 64, 192


def nanoseconds(work: Callable[[], object]) -> float:
    """The fastest of many rounds: what else the machine does comes between them, not into them."""
    fastest = 1e18
    for _ in range(ROUNDS):
        began = time.perf_counter_ns()
        work()
        fastest = min(fastest, time.perf_counter_ns() - began)
    return fastest


class Program:
    """One that decides about all peers at a time, and says how long it took."""

    def __init__(self, command: list[str]) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, line: str) -> list[float]:
        assert self._process.stdin is not None and self._process.stdout is not None
        print(line, file=self._process.stdin, flush=True)
        return [float(number) for number in self._process.stdout.readline().split()]

    def end(self) -> None:
        self._process.communicate()
        assert self._process.returncode == 0


def next_to_the_core(core_program: str, made: World, count: int) -> tuple[float, list[tuple[float, float]]]:
    """How much more two threads of the core decide than one; and nanoseconds of the core and of Python, for each pair."""
    with tempfile.TemporaryDirectory() as folder:
        names = [f"spiffe://prod.example/ns/checkout/sa/peer-{number}" for number in range(count)]
        peers = [issue("peer", made.issuing, names=[x509.UniformResourceIdentifier(name)]).der for name in names]
        files = [Path(folder, f"{number}.der") for number in range(count + 2)]
        for file, der in zip(files, [made.root.der, made.issuing.der, *peers], strict=True):
            file.write_bytes(der)
        anchor, issuing, *others = map(str, files)
        arguments = [anchor, str(int(AT.timestamp())), issuing, *others]
        python = [sys.executable, str(Path(__file__).with_name("decide.py")), *arguments]
        rounds = DECISIONS // count
        pairs: list[tuple[float, float]] = []
        for _ in range(PAIRS):
            core, ours = Program([core_program, *arguments]), Program(python)
            rows = [(core.ask(f"{rounds} 1")[0], ours.ask(f"{rounds}")[0]) for _ in range(TURNS)]
            pairs.append(rows[-1])
            core.end()
            ours.end()
        core = Program([core_program, *arguments])
        together = [min(core.ask(f"{3 * rounds} {threads}")[1] for _ in range(TURNS)) / threads for threads in (1, 2)]
        core.end()
        return together[0] / together[1], pairs


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

    core_threads, pairs = next_to_the_core(core_program, made, 1)
    _, pairs_of_many = next_to_the_core(core_program, made, PEERS)
    core_ns, python_ns = (statistics.median(pair[place] for pair in pairs) for place in range(2))
    added, added_of_many = (sorted(python - core for core, python in each) for each in (pairs, pairs_of_many))
    rows = [(nanoseconds(ours), nanoseconds(theirs)) for _ in range(TURNS)]
    ours_ns, theirs_ns = (min(row[place] for row in rows) for place in range(2))
    figures = [
        ("one decision, the core alone", core_ns / 1000, "us", None),
        ("one decision, Python", python_ns / 1000, "us", None),
        ("overhead over the core", statistics.median(added) / 1000, "us", ("below", 3.0)),
        (f"overhead over the core, {PEERS} peers in turn", statistics.median(added_of_many) / 1000, "us", None),
        ("one chain, cryptography", theirs_ns / 1000, "us", None),
        ("times as many chains as cryptography", theirs_ns / ours_ns, "", ("at least", 1.4)),
        ("one decision, Python, peer seen before", nanoseconds(seen_before) / 1000, "us", None),
        ("two threads over one, the core alone", core_threads, "times", None),
        ("two threads over one, Python", threads(ours), "times", ("at least", 1.8)),
        ("import", import_milliseconds(), "ms", ("below", 20.0)),
    ]
    print(f"overhead in each of {PAIRS} pairs: {', '.join(f'{ns / 1000:.2f}' for ns in added)} us")
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
