"""Verifies a client's chain, evaluates the policy for what it asks for, and prints the decision with its reasons."""

import sys
from datetime import datetime, timezone
from pathlib import Path

import handfast

data = Path(sys.argv[1])
at = datetime(2026, 6, 1, tzinfo=timezone.utc)

orders = handfast.RelyingParty(
    handfast.TrustAnchors.from_pem(data / "anchors.pem"),
    profile=handfast.Profile.client(),
    policy=handfast.Policy.parse(data / "policy.yaml"),
)
chain = handfast.PresentedChain.from_tls([(data / "client.pem").read_bytes()])

# For showing.
for method in ("GET", "DELETE"):
    decision = orders.decide(chain, handfast.AccessRequest(method, "/orders/42"), at=at)
    print(decision)
    for reason in decision.reasons:
        print(f"    fix: {reason.fix}")

# For guarding: a denial cannot be overlooked.
try:
    orders.authorize(chain, handfast.AccessRequest("DELETE", "/orders/42"), at=at)
except handfast.AccessDenied as denied:
    print(f"refused: {denied.decision.reasons[0].code}")
else:
    sys.exit(1)
