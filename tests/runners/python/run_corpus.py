"""A conformance suite through the Python binding, decision by decision.

Arguments: the cases as `handfast-conformance limbo --export` writes them, and `tests/limbo/exceptions.json`. The last line is
the one that the Rust runner prints.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import handfast


def relying_party(case: dict[str, Any]) -> handfast.RelyingParty:
    return handfast.RelyingParty(
        handfast.TrustAnchors.from_pem(case["anchors"]),
        profile=handfast.Profile.from_json(case["profile"]),
        any_verified_peer=True,
        revocation=None if case["crls"] is None else handfast.RevocationData(crls=handfast.Crl.from_pem(case["crls"])),
    )


def decided(case: dict[str, Any]) -> list[handfast.Decision] | handfast.SetupError:
    """A decision for each name, or one without; or what is wrong with the caller's part."""
    at = datetime.fromisoformat(case["at"].replace("Z", "+00:00"))
    chain = handfast.PresentedChain.from_tls(case["chain"])
    try:
        party = relying_party(case)
        requests = [handfast.AccessRequest.connection(expecting=name) for name in case["names"] or [None]]
    except handfast.SetupError as error:
        return error
    return [party.decide(chain, request, at=at) for request in requests]


def differs(case: dict[str, Any], got: list[handfast.Decision] | handfast.SetupError) -> bool:
    """Whether the core says something else."""
    error: str | None = case["setup_error"]
    decisions: list[str] = case["decisions"]
    if isinstance(got, handfast.SetupError):
        return got.code != error
    return [decision.to_json() for decision in got] != decisions or error is not None


def main() -> int:
    file, exceptions_file = map(Path, sys.argv[1:])
    exceptions = {entry["id"]: entry["actual"] for entry in json.loads(exceptions_file.read_text("utf-8"))}
    passed = false_accepts = false_rejects = odd = 0
    with file.open(encoding="utf-8") as lines:
        for case in map(json.loads, lines):
            got = decided(case)
            accepted = not isinstance(got, handfast.SetupError) and all(one.effect == "allow" for one in got)
            actual = "SUCCESS" if accepted else "FAILURE"
            right = actual == case["expected"]
            passed += right
            false_accepts += accepted and not right
            false_rejects += not accepted and not right
            # An exception that is not needed is as wrong as one that is missing.
            if exceptions.get(case["id"]) != (None if right else actual):
                odd += 1
                why = "stale exception" if right else "not explained"
                print(f"{why}: {case['id']} expected {case['expected']}, got {actual}")
            if differs(case, got):
                odd += 1
                print(f"{case['id']}: the core decides otherwise")
    failed = false_accepts + false_rejects
    print(
        f"limbo: {passed} passed, {failed} failed, 0 skipped; "
        f"FA {false_accepts} false accepts, FR {false_rejects} false rejects"
    )
    return 1 if odd or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
