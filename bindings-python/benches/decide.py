"""Python's side of the benchmark next to the core, a program of its own like the core's (`core_decide.rs`): the same
arguments, the same work, the same answer. A line on its input is a number of rounds.
"""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from pathlib import Path
from time import perf_counter_ns

import handfast


def main(anchor: str, seconds: str, issuing: str, *peers: str) -> None:
    at = datetime.fromtimestamp(int(seconds), timezone.utc)
    ca = Path(issuing).read_bytes()
    chains = [[Path(peer).read_bytes(), ca] for peer in peers]
    anchors = handfast.TrustAnchors.from_der(Path(anchor).read_bytes())
    party = handfast.RelyingParty(anchors, any_verified_peer=True, signature_cache=False)
    fastest = [sys.maxsize] * len(chains)
    for line in sys.stdin:
        for _ in range(int(line)):
            for place, sent in enumerate(chains):
                began = perf_counter_ns()
                chain = handfast.PresentedChain.from_tls(sent)
                decision = party.decide(chain, handfast.AccessRequest("GET", "/orders/42"), at=at)
                allows = decision.effect == "allow"
                del chain, decision
                fastest[place] = min(fastest[place], perf_counter_ns() - began)
                assert allows
        print(sum(fastest) // len(fastest), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
