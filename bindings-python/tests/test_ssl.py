"""`handfast.ssl` on real connections of Python's `ssl`, on 127.0.0.1 and in memory."""

from __future__ import annotations

import socket
import ssl
import threading
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

import handfast
import handfast.ssl as handfast_ssl
import pytest
from conftest import AT, GET, WEB, Party, World, issue
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID


@pytest.fixture(scope="module")
def server(world: World) -> Party:
    return issue(
        "server",
        world.issuing,
        names=[x509.IPAddress(ip_address("127.0.0.1"))],
        usage=ExtendedKeyUsageOID.SERVER_AUTH,
        until=world.root.certificate.not_valid_after_utc,
    )


class Contexts:
    """Of a server and a client that trust the same root; both send the issuing CA's certificate."""

    def __init__(self, world: World, server: Party, folder: Path, client: Party | None) -> None:
        self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        for name, context, party in (("server", self.server, server), ("client", self.client, client)):
            context.load_verify_locations(cadata=world.root.pem)
            # The certificates of the tests hold for one year; what `ssl` says of the time is not what is tested.
            context.verify_flags |= ssl.VerifyFlags(0x200000)  # X509_V_FLAG_NO_CHECK_TIME
            if party is not None:
                file = folder / f"{name}.pem"
                file.write_bytes(party.pem.encode() + world.issuing.pem.encode() + party.key_pem)
                context.load_cert_chain(file)
        self.server.verify_mode = ssl.CERT_OPTIONAL


@contextmanager
def connected(
    contexts: Contexts, session: ssl.SSLSession | None = None
) -> Generator[tuple[ssl.SSLSocket, ssl.SSLSocket], None, None]:
    """A server's and a client's end of one connection on 127.0.0.1."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)
        accepted: list[ssl.SSLSocket] = []

        def accept() -> None:
            raw, _ = listener.accept()
            raw.settimeout(10)
            accepted.append(contexts.server.wrap_socket(raw, server_side=True))
            # A byte after the handshake carries the session tickets of TLS 1.3 with it.
            accepted[0].sendall(b"!")

        thread = threading.Thread(target=accept)
        thread.start()
        with socket.create_connection(listener.getsockname(), timeout=10) as raw:
            client = contexts.client.wrap_socket(raw, server_hostname="127.0.0.1", session=session)
            assert client.recv(1) == b"!"
            thread.join(10)
            try:
                yield accepted[0], client
            finally:
                accepted[0].close()
                client.close()


def test_a_server_sees_all_that_the_client_sent(world: World, server: Party, tmp_path: Path) -> None:
    with connected(Contexts(world, server, tmp_path, world.web)) as (ours, _):
        chain = handfast_ssl.presented_chain(ours)
        assert handfast_ssl.end_entity_only(ours) is None
    assert (chain.arrival, chain.end_entity) == ("tls", handfast.Certificate.parse(world.web.der))
    assert chain.others == (handfast.Certificate.parse(world.issuing.der),)
    assert world.orders.authorize(chain, GET, at=AT).principal.value == WEB


def test_a_client_sees_all_that_the_server_sent(world: World, server: Party, tmp_path: Path) -> None:
    with connected(Contexts(world, server, tmp_path, None)) as (_, ours):
        chain = handfast_ssl.presented_chain(ours)
    profile = handfast.Profile.client().with_extended_key_usages(["1.3.6.1.5.5.7.3.1"])
    party = handfast.RelyingParty(world.anchors, any_verified_peer=True, profile=profile)
    request = handfast.AccessRequest.connection(expecting="ip:127.0.0.1")
    assert party.authorize(chain, request, at=AT).matched_name == "ip:127.0.0.1"


def test_a_client_without_a_certificate_is_an_empty_chain(world: World, server: Party, tmp_path: Path) -> None:
    with connected(Contexts(world, server, tmp_path, None)) as (ours, _):
        chain = handfast_ssl.presented_chain(ours)
    assert chain.is_empty
    [reason] = world.orders.decide(chain, GET, at=AT).reasons
    assert reason.code == "chain_empty"


def test_a_resumed_session_has_the_end_entity_only_and_says_why(world: World, server: Party, tmp_path: Path) -> None:
    contexts = Contexts(world, server, tmp_path, world.web)
    with connected(contexts) as (_, client):
        session = client.session
    with connected(contexts, session) as (ours, client):
        assert ours.session_reused
        why = handfast_ssl.end_entity_only(ours)
        assert why is not None and why.startswith("the session was resumed")
        with pytest.warns(handfast_ssl.EndEntityOnlyWarning, match="the session was resumed"):
            chain = handfast_ssl.presented_chain(ours)
    assert chain.end_entity == handfast.Certificate.parse(world.web.der)
    assert chain.others == ()
    [reason] = world.orders.decide(chain, GET, at=AT).reasons
    assert reason.code == "issuer_unknown"


def test_a_python_without_a_chain_says_so(world: World) -> None:
    class Old:
        """An `SSLSocket` of a Python that tells the end entity only."""

        session_reused = False

        def getpeercert(self, binary_form: bool) -> bytes:
            return world.web.der

    old: ssl.SSLSocket = Old()  # type: ignore[assignment] # pyright: ignore
    with pytest.warns(handfast_ssl.EndEntityOnlyWarning, match="this Python does not tell"):
        assert handfast_ssl.presented_chain(old).end_entity == handfast.Certificate.parse(world.web.der)


def test_an_ssl_object_in_memory(world: World, server: Party, tmp_path: Path) -> None:
    contexts = Contexts(world, server, tmp_path, world.web)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = contexts.server.wrap_bio(to_server, to_client, server_side=True)
    theirs = contexts.client.wrap_bio(to_client, to_server, server_hostname="127.0.0.1")
    with pytest.raises(ValueError):
        handfast_ssl.presented_chain(ours)
    done: set[ssl.SSLObject] = set()
    for _ in range(20):
        for end in (theirs, ours):
            try:
                end.do_handshake()
                done.add(end)
            except ssl.SSLWantReadError:
                pass
    assert len(done) == 2
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(handfast_ssl.presented_chain(ours).others) == 1
