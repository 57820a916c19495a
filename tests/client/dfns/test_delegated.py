"""User actions in two steps, perhaps in two processes: challenge here, signature there."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.client.dfns.played import KEY, Dfns, pem
from tests.client.documents import DELEGATED
from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply

HEADER = "x-dfns-useraction"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("delegated"), DELEGATED, "emitted_delegated")


@pytest.fixture
def dfns(server: LocalServer) -> Dfns:
    server.answer = played = Dfns()
    return played


@pytest.fixture
def client(package: ModuleType, server: LocalServer, dfns: Dfns) -> Any:
    return package.Client(base_url=server.url + "/base", authentication_token="tok")


@pytest.fixture
def based(server: LocalServer, dfns: Dfns) -> None:
    """Dfns behind a base path: what is signed doesn't hold it."""

    def answer(seen: Any) -> Reply:
        assert seen.target.startswith("/base/")
        seen.target = seen.target.removeprefix("/base")
        return dfns(seen)

    server.answer = answer


def signed(package: ModuleType, text: str) -> Any:
    """What the end user's device does: it knows the challenge and the key, and nothing else."""
    challenge = package.Challenge.from_json(text)
    return json.loads(json.dumps(package.KeySigner("cr-1", pem(KEY)).sign(challenge)))


@pytest.mark.usefixtures("based")
def test_a_challenge_is_completed_with_the_very_bytes(
    package: ModuleType, client: Any, dfns: Dfns
) -> None:
    transfer = client.wallets.delegated.transfer
    challenge = transfer.challenge(
        "é/1", {"amount": "1.50", "memo": "Trésor 🏦"}, dry=True, x_trace="t-1"
    )
    assert not dfns.made
    text = challenge.to_json()
    assert "tok" not in text.replace("token", "")
    made = transfer.complete(challenge.from_json(text), signed(package, text))
    assert isinstance(made, package.models.Transfer)
    (seen,) = dfns.made
    assert seen.body == '{"amount":"1.50","memo":"Trésor 🏦"}'.encode()
    assert seen.target == "/wallets/%C3%A9%2F1/transfers?dry=true"
    assert seen.headers["content-type"] == "application/json"
    assert seen.headers["x-trace"] == "t-1"


@pytest.mark.usefixtures("based")
def test_the_second_step_may_run_in_another_process(
    package: ModuleType, client: Any, dfns: Dfns, server: LocalServer
) -> None:
    text = client.wallets.delegated.transfer.challenge("w", {"amount": "1"}).to_json()
    code = (
        "import json, sys, emitted_delegated as d\n"
        "challenge, factor = d.Challenge.from_json(sys.argv[2]), json.loads(sys.argv[3])\n"
        "client = d.Client(base_url=sys.argv[1], authentication_token='tok')\n"
        "print(client.wallets.delegated.transfer.complete(challenge, factor).id)\n"
    )
    arguments = [server.url + "/base", text, json.dumps(signed(package, text))]
    folder = Path(str(package.__file__)).parents[1]
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=folder, capture_output=True, text=True
    )
    assert run.stdout == "xfr-1\n", run.stderr
    assert len(dfns.made) == 1


@pytest.mark.usefixtures("based")
def test_both_steps_are_there_for_asynchronous_code(
    package: ModuleType, server: LocalServer, dfns: Dfns
) -> None:
    async def scenario() -> Any:
        url = server.url + "/base"
        async with package.AsyncClient(base_url=url, authentication_token="tok") as client:
            transfer = client.wallets.delegated.transfer
            challenge = await transfer.challenge("w", {"amount": "1"})
            return await transfer.complete(challenge, signed(package, challenge.to_json()))

    assert asyncio.run(scenario()).id == "xfr-1"
    assert len(dfns.made) == 1


@pytest.mark.usefixtures("based")
def test_a_challenge_serves_once_and_is_never_repeated(
    package: ModuleType, client: Any, dfns: Dfns
) -> None:
    transfer = client.wallets.delegated.transfer
    challenge = transfer.challenge("w", {"amount": "1", "externalId": "e"})
    factor = signed(package, challenge.to_json())
    dfns.outcomes.append(Reply(503))
    with pytest.raises(package.ServerError):
        transfer.complete(challenge, factor)
    assert len(dfns.made) == 1


@pytest.mark.usefixtures("based")
def test_a_pending_policy_is_a_value_here_too(package: ModuleType, client: Any, dfns: Dfns) -> None:
    transfer = client.wallets.delegated.transfer
    challenge = transfer.challenge("w", {"amount": "1"})
    dfns.outcomes.append(Reply(202, {"approvalId": "ap-1"}))
    pending = transfer.complete(challenge, signed(package, challenge.to_json()))
    assert pending == package.PolicyPending("ap-1", {"approvalId": "ap-1"})


@pytest.mark.usefixtures("based")
def test_a_challenge_of_another_operation_is_refused_before_anything_is_sent(
    package: ModuleType, client: Any, server: LocalServer
) -> None:
    transfer, tag = client.wallets.delegated.transfer, client.wallets.delegated.tag
    challenge = transfer.challenge("w", {"amount": "1"})
    sent = len(server.seen)
    with pytest.raises(package.SigningError, match="isn't one of"):
        tag.complete(challenge, {})
    other = json.loads(challenge.to_json())
    for path in (
        "/wallets/a/b/transfers",
        "/wallets/w/transfers/x",
        "/wallets/w/transfers#",
        "//e",
    ):
        forged = package.Challenge.from_json(json.dumps({**other, "path": path}))
        with pytest.raises(package.SigningError):
            transfer.complete(forged, {})
    host = {**other, "headers": {"host": "evil"}}
    with pytest.raises(package.InvalidRequest):
        transfer.complete(package.Challenge.from_json(json.dumps(host)), {})
    for text in ("", "[]", "{}", '{"value": 1}', json.dumps({**other, "more": 1})):
        with pytest.raises(package.SigningError):
            package.Challenge.from_json(text)
    assert len(server.seen) == sent


def test_what_is_wrong_is_said_before_a_challenge_is_asked_for(
    package: ModuleType, client: Any, server: LocalServer
) -> None:
    with pytest.raises(package.ValidationError):
        client.wallets.delegated.transfer.challenge("w", {"amount": 1})
    with pytest.raises(package.InvalidRequest):
        client.wallets.delegated.transfer.challenge("..", {"amount": "1"})
    assert not server.seen


def test_only_signed_methods_have_steps(client: Any) -> None:
    assert not hasattr(client.wallets.get_wallet, "challenge")
    assert client.wallets.transfer.__doc__.startswith("Transfer.")


def test_a_journal_knows_what_was_completed_and_no_mere_challenge(
    package: ModuleType, server: LocalServer, dfns: Dfns, tmp_path: Path
) -> None:
    path = tmp_path / "journal.sqlite"
    client = package.Client(base_url=server.url, authentication_token="tok", journal=path)
    transfer = client.wallets.delegated.transfer
    challenge = transfer.challenge("w", {"amount": "1"})
    assert client.journal.entries() == ()
    key = json.loads(challenge.payload)["externalId"]

    dfns.outcomes.append(Reply(500, {}))
    with pytest.raises(package.ServerError):
        transfer.complete(challenge, signed(package, challenge.to_json()))
    (entry,) = client.journal.pending()
    assert (entry.operation, entry.key, entry.body) == (
        "POST /wallets/{walletId}/transfers",
        key,
        challenge.payload.encode(),
    )
    signer = package.KeySigner("cr-1", pem(KEY))
    again = package.Client(
        base_url=server.url, authentication_token="tok", signer=signer, journal=path
    )
    (resumed,) = again.journal.resume()
    assert resumed.status == 200
    assert [seen.json["externalId"] for seen in dfns.made] == [key, key]

    another = transfer.challenge("w", {"amount": "2"})
    transfer.complete(another, signed(package, another.to_json()))
    assert client.journal.pending() == ()
    assert [entry.state for entry in client.journal.entries()] == ["done", "done"]
