"""A client that can't pay twice: killed at any instant, it makes each transfer exactly once."""

from __future__ import annotations

import importlib
import json
import os
import random
import signal
import stat
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.client.dfns.played import KEY, Dfns, pem
from tests.client.documents import DELEGATED
from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply, Seen


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("once"), DELEGATED, "emitted_once", testing=True)


class Bank(Dfns):
    """The fake, which makes each transfer once under its key, and then drops, delays or fails."""

    def __init__(self, package: ModuleType, chance: random.Random | None = None) -> None:
        testing = importlib.import_module(f"{package.__name__}.testing._document")
        super().__init__(document=testing.DOCUMENT)
        self.chance = chance
        self.lost = 0

    @property
    def committed(self) -> dict[str, list[bytes]]:
        """The bodies of what was made, by key."""
        found: dict[str, list[bytes]] = {}
        for call in self.asked("POST /wallets/{walletId}/transfers"):
            if call.status == 200 and call.content not in found.setdefault(
                call.body["externalId"], []
            ):
                found[call.body["externalId"]].append(call.content)
        return found

    @property
    def conflicts(self) -> int:
        """How many requests used a key otherwise."""
        return sum(call.status == 409 for call in self.fake.calls)

    def act(self, seen: Seen, reply: Reply) -> Reply:
        what = self.chance.random() if self.chance else 1.0
        if what < 0.2 or self.lost:
            self.lost -= bool(self.lost)
            return Reply(value={"id": "x" * 100}, cut=True)
        if what < 0.3:
            return Reply(500)
        if what < 0.6:
            reply.wait = 0.01
        return super().act(seen, reply)


def client(package: ModuleType, server: LocalServer, path: Path, **options: Any) -> Any:
    return package.Client(
        base_url=server.url,
        authentication_token="tok",
        signer=package.KeySigner("cr-1", pem(KEY)),
        transport=package.StandardTransport(),
        **{"journal": path, "retries": 0, **options},
    )


def pay_until_killed(
    package: ModuleType, server: LocalServer, path: Path, seed: int, begun: int
) -> None:
    """Make transfers, as a program does that nobody supervises."""
    with client(package, server, path) as made:
        os.write(begun, b".")
        for number in range(10_000):
            try:
                made.wallets.transfer("w", {"amount": f"{seed}.{number}"})
            except package.ClientError:
                continue


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked here")
def test_each_transfer_is_made_exactly_once_whenever_it_is_killed(
    package: ModuleType, server: LocalServer, tmp_path: Path
) -> None:
    chance = random.Random(7)
    server.answer = bank = Bank(package, random.Random(8))
    path = tmp_path / "payments.sqlite"
    before = time.monotonic()
    with client(package, server, path) as made, suppress(package.ClientError):
        made.wallets.transfer("w", {"amount": "first"})
    usual = time.monotonic() - before
    begins, begun = os.pipe()
    for seed in range(200):
        child = os.fork()
        if child == 0:
            try:
                pay_until_killed(package, server, path, seed, begun)
            finally:
                os._exit(0)
        os.read(begins, 1)
        time.sleep(chance.random() * 2 * usual)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    bank.chance = None
    with client(package, server, path) as made:
        unknown = made.journal.pending()
        resumed = made.journal.resume()
        assert len(resumed) == len(unknown) > 20
        assert {entry.state for entry in unknown} >= {"authorising", "sent"}
        assert [one.error for one in resumed if one.error] == []
        assert made.journal.pending() == ()
        entries = made.journal.entries()
    assert len(entries) > 100
    assert bank.conflicts == 0
    assert {entry.state for entry in entries} == {"done"}
    assert {entry.key: [entry.body] for entry in entries} == bank.committed
    amounts = [json.loads(entry.body)["amount"] for entry in entries]
    assert len(set(amounts)) == len(amounts)
    content = path.read_bytes()
    for secret in (b"tok\x00", b"Bearer", b"ua-", b"nonce-", b"credentialAssertion"):
        assert secret not in content


def test_a_lost_answer_is_unknown_until_it_is_resumed(
    package: ModuleType, server: LocalServer, tmp_path: Path
) -> None:
    server.answer = bank = Bank(package)
    path = tmp_path / "payments.sqlite"
    bank.lost = 1
    made = client(package, server, path)
    with pytest.raises(package.TransportError):
        made.wallets.transfer("w", {"amount": "1"}, x_trace="t-1")
    (entry,) = client(package, server, path).journal.pending()
    assert (entry.state, entry.advice, entry.operation) == (
        "sent",
        "repeat",
        "POST /wallets/{walletId}/transfers",
    )
    (resumed,) = client(package, server, path).journal.resume()
    assert (resumed.status, len(bank.committed)) == (200, 1)
    assert len(bank.made) == 2
    assert bank.made[0].body == bank.made[1].body == entry.body
    assert bank.made[0].headers["x-trace"] == bank.made[1].headers["x-trace"] == "t-1"
    assert made.journal.resume() == ()


def test_what_was_never_sent_and_is_refused_when_resumed_is_settled(
    package: ModuleType, server: LocalServer, tmp_path: Path
) -> None:
    """Of one that was sent, a refusal says nothing: what it repeats may have worked."""
    server.answer = bank = Bank(package)
    made = client(package, server, tmp_path / "a.sqlite")
    for state in ("authorising", "sent"):
        entry = package.Entry(
            operation="POST /wallets/{walletId}/transfers",
            target="/wallets/w/transfers",
            headers=(("Content-Type", "application/json"),),
            body=b'{"amount":"1","externalId":"%s"}' % state.encode(),
            key=state,
            security=(("authenticationToken", "userActionSignature"),),
            state=state,
        )
        made.journal.store.begin(entry)
    bank.outcomes += [Reply(422), Reply(422)]
    assert [one.status for one in made.journal.resume()] == [422, 422]
    assert [entry.state for entry in made.journal.entries()] == ["refused", "sent"]


def test_what_surely_had_no_effect_is_not_pending(
    package: ModuleType, server: LocalServer, tmp_path: Path
) -> None:
    server.answer = Bank(package)
    made = client(package, server, tmp_path / "a.sqlite")
    made.wallets.transfer("w", {"amount": "1"})
    with pytest.raises(package.InvalidRequest):
        made.wallets.transfer("w", {"amount": 1.5})
    away = package.Client(
        base_url="http://127.0.0.1:9",
        authentication_token="tok",
        signer=package.KeySigner("cr-1", pem(KEY)),
        journal=tmp_path / "a.sqlite",
        retries=0,
    )
    with pytest.raises(package.TransportError):
        away.wallets.transfer("w", {"amount": "2"})
    assert made.journal.pending() == ()
    assert [entry.state for entry in made.journal.entries()] == ["done", "refused"]


def test_a_call_without_a_key_is_to_be_asked_about(
    package: ModuleType, server: LocalServer, tmp_path: Path
) -> None:
    server.answer = bank = Bank(package)
    bank.outcomes.append(Reply(500))
    made = client(package, server, tmp_path / "a.sqlite")
    with pytest.raises(package.ServerError):
        made.wallets.tag("w")
    (entry,) = made.journal.pending()
    assert (entry.advice, made.journal.resume()) == ("ask the server", ())
    assert made.journal.pending() == (entry,) or len(made.journal.pending()) == 1
    made.journal.store.forget([entry])
    assert made.journal.entries() == ()


def test_the_file_is_its_owners_alone(
    package: ModuleType, server: LocalServer, tmp_path: Path
) -> None:
    server.answer = Bank(package)
    path = tmp_path / "a.sqlite"
    client(package, server, path).wallets.transfer("w", {"amount": "1"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_journal_that_cant_be_written_refuses_the_call(
    package: ModuleType, server: LocalServer, tmp_path: Path
) -> None:
    server.answer = Bank(package)
    (tmp_path / "text").write_text("no database, whatever its length is" * 9)
    for path in (tmp_path / "no" / "such" / "folder", tmp_path / "text"):
        with pytest.raises(package.JournalError) as caught:
            client(package, server, path).wallets.transfer("w", {"amount": "1"})
        assert (caught.value.effect, caught.value.sent) == ("none", "no")
    assert not server.seen
    with pytest.raises(package.ClientError, match="keeps no journal"):
        assert client(package, server, tmp_path, journal=None).journal


def test_two_clients_share_a_journal(
    package: ModuleType, server: LocalServer, tmp_path: Path
) -> None:
    server.answer = bank = Bank(package)
    path = tmp_path / "a.sqlite"

    def pay(name: str) -> None:
        made = client(package, server, path)
        for number in range(10):
            made.wallets.transfer("w", {"amount": f"{name}{number}"})

    threads = [threading.Thread(target=pay, args=(name,)) for name in "12345"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = client(package, server, path).journal.entries()
    assert len(entries) == len(bank.committed) == 50
    assert {entry.state for entry in entries} == {"done"}
