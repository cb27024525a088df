"""Runs every decision vector through the Python binding. Its only argument is the folder `tests/vectors`."""

import json
import sys
from base64 import b64decode
from datetime import datetime, timedelta
from functools import reduce
from pathlib import Path
from typing import Any

import handfast


def anchors(given: list[dict[str, Any]]) -> handfast.TrustAnchors:
    sets = [(handfast.TrustAnchors.from_der(b64decode(anchor["der"])), anchor["bundle"]) for anchor in given]
    named = [read if bundle is None else read.named(bundle) for read, bundle in sets]
    return reduce(handfast.TrustAnchors.with_anchors, named)


def revocation(vector: dict[str, Any]) -> dict[str, Any]:
    """What is handed in about revocation, and how it is looked at."""
    given = vector.get("revocation")
    if given is None:
        return {}
    grace = given["grace_seconds"]
    modes = {
        None: None,
        "hard": handfast.RevocationMode.hard(),
        "soft": handfast.RevocationMode.soft(None if grace is None else timedelta(seconds=grace)),
        "off": handfast.RevocationMode.off(),
    }
    data = handfast.RevocationData(
        crls=[handfast.Crl.from_der(b64decode(der)) for der in given["crls"]],
        ocsp_responses=[handfast.OcspResponse.from_der(b64decode(der)) for der in given["ocsp"]],
        certificates=[handfast.Certificate.parse(b64decode(der)) for der in given["certificates"]],
    )
    return {"revocation": data, "revocation_mode": modes[given["mode"]]}


def profile(given: str) -> handfast.Profile:
    return handfast.Profile.from_json(given) if given.startswith("{") else handfast.Profile.by_name(given)


def relying_party(vector: dict[str, Any]) -> handfast.RelyingParty:
    given = vector["relying_party"]
    policy = given["policy"]
    return handfast.RelyingParty(
        anchors(vector["anchors"]),
        profile=profile(given["profile"]),
        policy=None if policy is None else handfast.Policy.parse(policy, given["external_sets"]),
        any_verified_peer=given["any_verified_peer"],
        accept_files_without_possession=given["accept_files"],
        trusted_hops=given["trusted_hops"],
        **revocation(vector),
    )


def chain(vector: dict[str, Any], items: list[bytes]) -> handfast.PresentedChain:
    match vector["arrived"]:
        case "tls":
            made = handfast.PresentedChain.from_tls(items)
        case "forwarded":
            made = handfast.PresentedChain.from_forwarded(items, vector["hop"])
        case _:
            made = handfast.PresentedChain.from_files(items)
    stapled: list[str] = vector.get("revocation", {}).get("stapled_ocsp", [])
    return reduce(handfast.PresentedChain.with_stapled_ocsp, map(b64decode, stapled), made)


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
    asked = request(vector["request"])
    decision = party.decide(chain(vector, items), asked, at=at)
    again = party.decide(chain(vector, items[:1] + items[:0:-1]), asked, at=at)
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
    failed = 0
    for vector in vectors:
        for difference in (wrong := differences(vector)):
            print(f"{vector['id']}: {difference}")
        failed += bool(wrong)
    print(f"vectors: {len(vectors) - failed} passed, {failed} failed, {len(files)} files")
    return 1 if failed or not vectors else 0


if __name__ == "__main__":
    sys.exit(main())
