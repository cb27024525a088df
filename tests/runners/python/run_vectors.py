"""Runs every decision vector through the Python binding. Its only argument is the folder `tests/vectors`."""

import json
import sys
from base64 import b64decode
from datetime import datetime
from functools import reduce
from pathlib import Path
from typing import Any

import handfast


def anchors(given: list[dict[str, Any]]) -> handfast.TrustAnchors:
    sets = [(handfast.TrustAnchors.from_der(b64decode(anchor["der"])), anchor["bundle"]) for anchor in given]
    named = [read if bundle is None else read.named(bundle) for read, bundle in sets]
    return reduce(handfast.TrustAnchors.with_anchors, named)


def relying_party(vector: dict[str, Any]) -> handfast.RelyingParty:
    given = vector["relying_party"]
    policy = given["policy"]
    return handfast.RelyingParty(
        anchors(vector["anchors"]),
        profile=handfast.Profile.by_name(given["profile"]),
        policy=None if policy is None else handfast.Policy.parse(policy, given["external_sets"]),
        any_verified_peer=given["any_verified_peer"],
        accept_files_without_possession=given["accept_files"],
        trusted_hops=given["trusted_hops"],
    )


def chain(arrived: str, hop: str, items: list[bytes]) -> handfast.PresentedChain:
    match arrived:
        case "tls":
            return handfast.PresentedChain.from_tls(items)
        case "forwarded":
            return handfast.PresentedChain.from_forwarded(items, hop)
        case _:
            return handfast.PresentedChain.from_files(items)


def request(given: dict[str, Any]) -> handfast.AccessRequest:
    more = {"expecting": given["expected_name"], "context": given["context"]}
    match given["kind"]:
        case "http":
            return handfast.AccessRequest(given["method"], given["path"], **more)
        case "action":
            return handfast.AccessRequest.action(given["action"], given["resource"], **more)
        case _:
            return handfast.AccessRequest.connection(**more)


def differences(vector: dict[str, Any]) -> list[str]:
    """What was decided otherwise than it should be."""
    party = relying_party(vector)
    items = [b64decode(item) for item in vector["chain"]]
    at = datetime.fromisoformat(vector["at"].replace("Z", "+00:00"))
    asked, arrived, hop = request(vector["request"]), vector["arrived"], vector["hop"]
    decision = party.decide(chain(arrived, hop, items), asked, at=at)
    again = party.decide(chain(arrived, hop, items[:1] + items[:0:-1]), asked, at=at)
    got: dict[str, Any] = {
        "effect": decision.effect,
        "codes": [reason.code for reason in decision.reasons],
        "rule": decision.rule,
        "nearest_field": decision.nearest and decision.nearest.field,
        "principal": decision.principal and decision.principal.value,
        "state": decision.state,
        "shadow": [shadow.rule + "*" * shadow.would_change for shadow in decision.shadow],
        "valid_until": decision.valid_until.isoformat().replace("+00:00", "Z") if decision.valid_until else "never",
        "obligations": json.dumps(
            json.loads(decision.to_json())["obligations"],
            separators=(",", ":"),
            ensure_ascii=False,
        ),
    }
    wrong = [f"{key}: {got[key]!r}, not {want!r}" for key, want in vector["expect"].items() if got[key] != want]
    if decision.to_json() != vector["decision"]:
        wrong.append(f"the decision is\n{decision.to_json()}\nnot\n{vector['decision']}")
    if again.to_json() != decision.to_json():
        wrong.append("the order of the chain makes another decision")
    return wrong


def main() -> int:
    files = sorted(Path(sys.argv[1]).glob("*.json"))
    vectors = [vector for file in files for vector in json.loads(file.read_text("utf-8"))["vectors"]]
    # The binding cannot be given revocation data yet.
    runnable = [vector for vector in vectors if "revocation" not in vector]
    if skipped := len(vectors) - len(runnable):
        print(f"skipped: {skipped} vectors hand in revocation data, which this binding does not take yet")
    failed = 0
    for vector in runnable:
        for difference in (wrong := differences(vector)):
            print(f"{vector['id']}: {difference}")
        failed += bool(wrong)
    print(f"vectors: {len(runnable) - failed} passed, {failed} failed, {len(files)} files")
    return 1 if failed or not runnable else 0


if __name__ == "__main__":
    sys.exit(main())
