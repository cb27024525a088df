"""Certificate policies: what a profile asks for, and what a path says; and the form of certificates."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import handfast
import pytest
from conftest import AT, GET, WEB, Party, World, der, issue
from cryptography import x509

GOLD, SILVER, ANY = "1.3.6.1.4.1.32473.1", "1.3.6.1.4.1.32473.2", "2.5.29.32.0"
Refused = Callable[[Callable[[], object]], handfast.SetupError]


def stating(*oids: str, practice: str | None = None) -> tuple[x509.ExtensionType, ...]:
    qualifiers: list[str | x509.UserNotice] | None = None if practice is None else [practice]
    return (x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(oid), qualifiers) for oid in oids]),)


def below(issuing: Party, *oids: str, practice: str | None = None) -> handfast.PresentedChain:
    """The chain of a workload whose certificate states these policies."""
    names: list[x509.GeneralName] = [x509.UniformResourceIdentifier(WEB)]
    web = issue("web", issuing, names=names, extensions=stating(*oids, practice=practice) if oids else ())
    return handfast.PresentedChain.from_tls([web.der, issuing.der])


@pytest.fixture(scope="module")
def issuing(world: World) -> Party:
    """An issuing CA that states gold."""
    return issue("Gold CA", world.root, ca=True, extensions=stating(GOLD))


def party(world: World, profile: handfast.Profile) -> handfast.RelyingParty:
    return handfast.RelyingParty(world.anchors, any_verified_peer=True, profile=profile)


def codes(world: World, profile: handfast.Profile, chain: handfast.PresentedChain) -> list[str]:
    return [reason.code for reason in party(world, profile).decide(chain, GET, at=AT).reasons]


VERIFIED, REFUSED = ["path_verified"], ["certificate_policy_not_permitted"]
CLIENT = handfast.Profile.client()


def test_a_path_says_which_policies_hold_for_it(world: World, issuing: Party) -> None:
    chain = below(issuing, GOLD, SILVER, practice="https://ca.example/cps")
    policies = party(world, CLIENT).authorize(chain, GET, at=AT).path.certificate_policies
    # Silver does not: its issuer does not state it.
    assert policies.permitted == (GOLD,)
    [stated] = policies.stated
    assert stated.oid == GOLD
    # SEQUENCE { SEQUENCE { OID id-qt-cps, IA5String } }, RFC 5280 section 4.2.1.4.
    pointer = der(0x06, b"\x2b\x06\x01\x05\x05\x07\x02\x01"), der(0x16, b"https://ca.example/cps")
    assert stated.qualifiers == der(0x30, der(0x30, *pointer))
    plain = party(world, CLIENT).authorize(below(issuing, GOLD), GET, at=AT).path.certificate_policies
    assert [(policy.oid, policy.qualifiers) for policy in plain.stated] == [(GOLD, b"")]
    assert plain != policies
    none = party(world, CLIENT).authorize(world.chain, GET, at=AT).path.certificate_policies
    assert (none.permitted, none.stated) == ((), ())


def test_a_profile_may_ask_for_one_of_several_policies(world: World, issuing: Party) -> None:
    chain = below(issuing, GOLD)
    assert codes(world, CLIENT.with_certificate_policies([SILVER, GOLD]), chain) == VERIFIED
    assert codes(world, CLIENT.with_certificate_policies([SILVER]), chain) == REFUSED
    assert codes(world, CLIENT.with_certificate_policies([]), chain) == VERIFIED
    assert codes(world, CLIENT.with_certificate_policies([]), world.chain) == REFUSED
    assert codes(world, CLIENT.with_explicit_certificate_policy(), world.chain) == REFUSED
    # Of interest, and not asked for.
    assert codes(world, CLIENT.with_initial_certificate_policies([SILVER]), chain) == VERIFIED
    asked = CLIENT.with_initial_certificate_policies([SILVER]).with_explicit_certificate_policy()
    assert codes(world, asked, chain) == REFUSED


def test_a_profile_may_let_no_ca_stand_for_every_policy(world: World) -> None:
    everything = issue("Any CA", world.root, ca=True, extensions=stating(ANY))
    asked = CLIENT.with_certificate_policies([GOLD])
    assert codes(world, asked, below(everything, GOLD)) == VERIFIED
    assert codes(world, asked.without_any_policy(), below(everything, GOLD)) == REFUSED


def test_a_profile_may_let_no_ca_map_a_policy(world: World) -> None:
    # `cryptography` writes no policyMappings: SEQUENCE OF SEQUENCE { gold, silver }, RFC 5280 section 4.2.1.5.
    gold, silver = (der(0x06, b"\x2b\x06\x01\x04\x01\x81\xfd\x59" + last) for last in (b"\x01", b"\x02"))
    mappings = der(0x30, der(0x30, gold, silver))
    mapping = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.33"), mappings)
    mapped = issue("Mapping CA", world.root, ca=True, extensions=(*stating(GOLD), mapping))
    asked = CLIENT.with_certificate_policies([GOLD])
    path = party(world, asked).verify(below(mapped, SILVER), at=AT)
    assert isinstance(path, handfast.VerifiedPath), path
    assert path.certificate_policies.permitted == (GOLD,)
    assert [policy.oid for policy in path.certificate_policies.stated] == [SILVER]
    assert codes(world, asked.without_policy_mapping(), below(mapped, SILVER)) == REFUSED


def test_a_profile_says_which_form_certificates_have(world: World) -> None:
    # RFC 5280 section 4.2.1.9: basicConstraints of a CA is critical.
    loose = issue("Loose CA", world.root, ca=True, basic_constraints_critical=False)
    assert codes(world, CLIENT.with_form("as_issued"), below(loose)) == VERIFIED
    assert codes(world, CLIENT.with_form("rfc5280"), below(loose)) == ["extension_not_permitted"]
    assert CLIENT.with_form("as_issued") == CLIENT
    assert CLIENT.with_form("baseline_requirements") != CLIENT.with_form("rfc5280")


def test_what_is_no_policy_and_no_form_is_the_callers_mistake(refused: Refused) -> None:
    for change in (CLIENT.with_certificate_policies, CLIENT.with_initial_certificate_policies):
        for wrong in ("gold", "", "1", "1.2\0"):
            assert refused(partial(change, [wrong])).code == "value_malformed"
    form: Any = "rfc-5280"
    error = refused(lambda: CLIENT.with_form(form))
    assert (error.code, error.fix) == ("value_malformed", "did you mean `rfc5280`?")
