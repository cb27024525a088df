"""What a relying party says, field by field."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from types import MappingProxyType
from typing import Any

import handfast
import pytest
from conftest import AT, DELETE, GET, WEB, World, issue
from cryptography import x509


def test_a_peer_that_may_is_allowed_with_everything_that_is_known(world: World) -> None:
    decision = world.orders.decide(world.chain, GET, at=AT)
    assert decision.effect == "allow"
    assert decision.principal is not None
    assert (decision.principal.class_, decision.principal.value, str(decision.principal)) == ("spiffe", WEB, WEB)
    assert (decision.state, decision.arrival, decision.hop, decision.possession) == ("verified", "tls", None, "proven")
    assert [reason.code for reason in decision.reasons] == ["rule_allowed"]
    assert (decision.rule, decision.nearest) == ("checkout-reads-orders", None)
    assert (decision.profile, decision.policy_name) == ("client", "orders")
    assert (decision.policy_fingerprint or "").startswith("sha256:")
    assert decision.at == AT
    # A second after the first notAfter.
    assert decision.valid_until == datetime(2027, 1, 1, 0, 0, 1, tzinfo=timezone.utc)
    assert [certificate.der for certificate in decision.path] == [world.web.der, world.issuing.der]
    assert decision.anchor is not None
    assert (decision.anchor.certificate.der, decision.anchor.bundle) == (world.root.der, None)
    assert (decision.shadow, decision.attempts, decision.attempts_total) == ((), (), 0)
    obligations = decision.obligations
    assert (obligations.roles, obligations.labels) == (("reader",), {"team": "checkout"})
    assert (obligations.max_session_seconds, obligations.audit, obligations.bind_token) == (900, "always", False)
    assert (obligations.tenant, obligations.forward, obligations.call) == (None, (), ())
    identity = decision.identity
    assert identity is not None
    assert (identity.names, identity.spiffe_id) == ((f"uri:{WEB}",), WEB)
    assert (identity.matched_name, identity.bundle) == (None, None)
    assert identity.path.certificates == decision.path
    assert (identity.path.anchor, identity.path.at) == (decision.anchor, AT)


def test_a_denial_by_no_rule_names_the_nearest(world: World) -> None:
    decision = world.orders.decide(world.chain, DELETE, at=AT)
    assert decision.effect == "deny"
    nearest = decision.nearest
    assert nearest is not None
    assert (nearest.rule, nearest.field) == ("checkout-reads-orders", "method")
    assert (nearest.observed, nearest.expected) == ("`DELETE`", "`GET`")
    assert str(decision).splitlines()[0] == f"deny: {WEB} may not DELETE /orders/42"


def test_a_reason_has_every_field(world: World) -> None:
    expired = issue("old", world.issuing, until=datetime(2026, 3, 1, tzinfo=timezone.utc))
    chain = handfast.PresentedChain.from_tls([expired.der, world.issuing.der])
    [reason] = world.orders.decide(chain, GET, at=AT).reasons
    assert (reason.code, reason.stage, reason.rule) == ("certificate_expired", "path", None)
    assert reason.message.startswith("certificate 0 was valid until 2026-03-01T00:00:00Z")
    assert reason.certificate_index == 0
    assert reason.certificate_fingerprint == handfast.Certificate.parse(expired.der).fingerprint
    assert reason.reference == "RFC 5280, section 6.1.3 (a)(2)"
    assert reason.observed == "2026-06-01T12:00:00Z"
    assert reason.expected is not None
    assert reason.fix
    assert str(reason) == f"certificate_expired: {reason.message}"


def test_what_was_tried_is_told(world: World) -> None:
    stranger = handfast.PresentedChain.from_tls([issue("x", issue("Other CA", None, ca=True)).der])
    rejection = world.anyone.verify(stranger, at=AT)
    assert isinstance(rejection, handfast.Rejection)
    assert [reason.code for reason in rejection.reasons] == ["issuer_unknown"]
    decision = world.anyone.decide(stranger, GET, at=AT)
    assert decision.attempts == rejection.attempts
    assert decision.attempts_total == len(decision.attempts) == 1
    [attempt] = decision.attempts
    assert [step.subject for step in attempt.path] == ["CN=x"]
    assert (attempt.candidate, attempt.is_anchor) == (None, False)
    assert attempt.reason.code == "issuer_unknown"


def test_to_json_is_the_cores_text(world: World) -> None:
    decision = world.orders.decide(world.chain, GET, at=AT)
    form = json.loads(decision.to_json())
    assert (form["effect"], form["at"]) == ("allow", "2026-06-01T12:00:00Z")
    assert form["obligations"]["labels"] == {"team": "checkout"}


def test_authorize_gives_the_identity_or_raises_the_decision(world: World) -> None:
    identity = world.orders.authorize(world.chain, GET, at=AT)
    assert identity.principal.value == WEB
    with pytest.raises(handfast.AccessDenied) as denied:
        world.orders.authorize(world.chain, DELETE, at=AT)
    assert denied.value.decision == world.orders.decide(world.chain, DELETE, at=AT)
    assert str(denied.value) == str(denied.value.decision)


def test_verify_gives_a_path_or_a_rejection(world: World) -> None:
    path = world.orders.verify(world.chain, at=AT)
    assert isinstance(path, handfast.VerifiedPath)
    assert [certificate.subject for certificate in path.certificates] == ["CN=web", "CN=Issuing CA"]
    rejection = world.orders.verify(handfast.PresentedChain.from_tls([]), at=AT)
    assert isinstance(rejection, handfast.Rejection)
    assert [reason.code for reason in rejection.reasons] == ["chain_empty"]


def test_nothing_that_was_decided_is_true_or_false(world: World) -> None:
    # `Any`: a type checker refuses the conditions below by itself.
    values: list[Any] = [
        world.orders.decide(world.chain, GET, at=AT),
        world.orders.verify(world.chain, at=AT),
        world.orders.verify(handfast.PresentedChain.from_tls([]), at=AT),
    ]
    for value in values:
        with pytest.raises(TypeError, match="never true or false"):
            bool(value)
        with pytest.raises(TypeError):
            assert value  # as a guard that was written in haste would


def test_many_decisions_are_the_single_ones_in_order(world: World) -> None:
    empty = handfast.PresentedChain.from_tls([])
    decisions = world.orders.decide_many([world.chain, empty, world.chain], [GET, GET, DELETE], at=AT)
    assert decisions == [
        world.orders.decide(world.chain, GET, at=AT),
        world.orders.decide(empty, GET, at=AT),
        world.orders.decide(world.chain, DELETE, at=AT),
    ]
    assert world.orders.decide_many([], [], at=AT) == []
    with pytest.raises(ValueError, match="there are 1 chains and 2 requests"):
        world.orders.decide_many([world.chain], [GET, DELETE], at=AT)


def test_arrival_counts(world: World) -> None:
    sent = [world.web.der, world.issuing.der]
    forwarded = handfast.PresentedChain.from_forwarded(sent, "envoy")
    files = handfast.PresentedChain.from_files(sent)
    assert (forwarded.arrival, forwarded.hop, files.arrival) == ("forwarded", "envoy", "files")
    for chain in (forwarded, files):
        decision = world.anyone.decide(chain, GET, at=AT)
        assert (decision.effect, decision.state) == ("deny", "presented")
        assert [reason.code for reason in decision.reasons] == ["possession_not_proven"]
    trusting = handfast.RelyingParty(world.anchors, any_verified_peer=True, trusted_hops=["envoy"])
    decision = trusting.decide(forwarded, GET, at=AT)
    assert (decision.effect, decision.state) == ("allow", "verified_elsewhere")
    assert (decision.hop, decision.possession) == ("envoy", "asserted_by_hop")
    tool = handfast.RelyingParty(world.anchors, any_verified_peer=True, accept_files_without_possession=True)
    assert tool.decide(files, GET, at=AT).effect == "allow"


def test_who_is_expected_must_be_there(world: World) -> None:
    server = issue("server", world.issuing, names=[x509.DNSName("orders.example")])
    chain = handfast.PresentedChain.from_tls([server.der, world.issuing.der])
    right = handfast.AccessRequest.connection(expecting="dns:orders.example")
    wrong = handfast.AccessRequest.connection(expecting="dns:billing.example")
    assert world.anyone.authorize(chain, right, at=AT).matched_name == "dns:orders.example"
    [reason] = world.anyone.decide(chain, wrong, at=AT).reasons
    assert reason.code == "name_not_matched"


def test_the_context_reaches_the_policy(world: World) -> None:
    policy = handfast.Policy.parse(
        """
        handfast: 1
        default: deny
        identity: [spiffe]
        sets: { offices: { external: true } }
        rules:
          - id: from-the-office
            effect: allow
            from: [{ source_ip: 192.0.2.0/24 }]
            to: [{ action: publish, resource: meters/up, host: a.example, claims: { site: { in: offices } } }]
        """,
        MappingProxyType({"offices": ["north", "south"]}),
    )
    assert policy.required_context == ("action", "claims.site", "host", "resource", "source_ip")
    party = handfast.RelyingParty(world.anchors, policy=policy, supplies_context=policy.required_context)

    def effect(source_ip: str, site: str | list[str]) -> str:
        request = handfast.AccessRequest.action(
            "publish", "meters/up", source_ip=source_ip, host="A.example:443", context={"claims.site": site}
        )
        return party.decide(world.chain, request, at=AT).effect

    assert effect("192.0.2.7", "north") == "allow"
    assert effect("192.0.2.7", ["north", "south"]) == "allow"
    assert effect("192.0.2.7", "west") == "deny"
    assert effect("198.51.100.7", "north") == "deny"


def test_the_policy_tells_about_itself(world: World) -> None:
    text = """
handfast: 1
name: self
default: deny
identity: [spiffe, dns]
rules:
  - id: everyone
    effect: allow
tests:
  - name: anyone may
    peer: { spiffe: spiffe://a.example/x }
    request: { method: GET, path: / }
    expect: { decision: allow }
"""
    policy = handfast.Policy.parse(text)
    assert (policy.name, policy.identity, policy.rules, policy.bundles) == (
        "self",
        ("spiffe", "dns"),
        ("everyone",),
        (),
    )
    [outcome] = policy.test()
    assert (outcome.name, outcome.passed, outcome.expected, outcome.actual) == (
        "anyone may",
        True,
        "decision allow",
        "decision allow",
    )
    assert outcome.line == 10
    finding = policy.lint(AT)[0]
    assert finding.severity in ("note", "warning", "error")
    assert (finding.rule, finding.line) == ("everyone", 7)
    assert finding.code and finding.message and finding.fix and finding.column
    failing = text.replace("decision: allow }", "decision: deny }")
    assert not handfast.Policy.parse_untested(failing).test()[0].passed


def test_explanations_are_there_for_every_code() -> None:
    for code in handfast.codes():
        explanation = handfast.explain(code)
        assert explanation.code == code
        assert all(
            (explanation.stage, explanation.meaning, explanation.matters, explanation.fix, explanation.reference)
        )
    assert handfast.profile_names() == ["client", "svid", "rfc5280", "webpki-server", "piv", "eap-tls", "iot-device"]
    assert handfast.providers()[0] == "aws-lc-rs"
    assert handfast.version() == handfast.__version__
