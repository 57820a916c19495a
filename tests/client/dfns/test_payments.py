"""The program of a newcomer, sync and async: run as it stands, and strictly typed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.client.dfns.played import KEY, pem
from tests.client.dfns.test_examples import EXAMPLES, Examples, delivery
from tests.client.dfns.test_pending import Policy
from tests.client.local_server import LocalServer, Reply, Seen
from tests.client.whole import Whole

pytestmark = pytest.mark.slow

PROGRAMS = ("payments.py", "payments_async.py")


class Payments(Policy):
    """Dfns with two pages of wallets and, where there are `statuses`, a policy for transfers."""

    def __init__(self, whole: Whole, *statuses: str) -> None:
        self.wallet = whole.samples.of({"$ref": "#/components/schemas/Wallet"})
        operation = whole.document["paths"]["/wallets/{walletId}/transfers"]["post"]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        self.transfer = {**whole.samples.of(schema), "id": "xfr-1", "status": "Pending"}
        super().__init__(*statuses, kind="Wallets:Sign", transferRequest=self.transfer)
        self.is_held = bool(statuses)
        self.names = ["other"]
        self.refusal: Reply | None = None

    def act(self, seen: Seen, reply: Reply) -> Reply:
        if seen.method == "GET" and seen.target.startswith("/wallets"):
            items = [{**self.wallet, "id": f"wa-{n}", "name": n} for n in self.names]
            if "paginationToken" in seen.target:
                return Reply(value={"items": items})
            return Reply(value={"items": [], "nextPageToken": "next"})
        if seen.target == "/wallets":
            return Reply(value={**self.wallet, "id": "wa-new", "name": seen.json["name"]})
        if seen.method == "POST" and self.refusal is not None:
            return self.refusal
        is_read = seen.method == "GET"
        return super().act(seen, reply) if is_read or self.is_held else Reply(value=self.transfer)


@pytest.fixture
def program(whole: Whole, server: LocalServer, tmp_path: Path) -> Iterator[Any]:
    """Runs a program in a folder of its own, as a user does."""
    (tmp_path / "key.pem").write_text(pem(KEY))
    folder = Path(str(whole.package.__file__)).parents[1]
    environment = Examples(folder, server.url).environment
    environment |= {"DFNS_CREDENTIAL_ID": "cr-1", "DFNS_PRIVATE_KEY": "key.pem"}

    def run(name: str, *words: str, body: bytes | None = None, **more: str) -> str:
        command = [sys.executable, str(EXAMPLES / name), *words]
        ran = subprocess.run(
            command, env={**environment, **more}, cwd=tmp_path, input=body, capture_output=True
        )
        assert ran.returncode == 0, ran.stderr.decode()
        return ran.stdout.decode()

    yield run


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_wallet_is_made_and_a_payment_waits_for_its_policy(
    program: Any, whole: Whole, server: LocalServer, name: str
) -> None:
    server.answer = played = Payments(whole, "Pending", "Approved")
    words = ("pay",) if name == "payments.py" else ()
    assert program(name, *words, "0xa", "5", "n-1") == "transfer xfr-1: Pending\n"
    made, paid = played.made
    assert (made.json["network"], made.json["name"]) == ("EthereumSepolia", "payments")
    assert paid.target == "/wallets/wa-new/transfers"
    assert paid.json == {"kind": "Native", "to": "0xa", "amount": "5", "externalId": "n-1"}
    assert played.read == ["/v2/policy-approvals/ap-1"] * 2


def error(text: str, **more: Any) -> dict[str, Any]:
    return {"error": {"message": text, **more}}


OUTCOMES = {
    "not approved: Denied": None,
    "another payment has this name: taken": Reply(409, error("taken")),
    "refused with 403: not you (request r-1)": Reply(
        403, error("not you"), headers={"X-Request-Id": "r-1"}
    ),
    "failed, resume the journal: POST /wallets/{walletId}/transfers: ": Reply(
        body=b"<html>", headers={"Content-Type": "text/html"}
    ),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("name", PROGRAMS)
def test_each_error_is_told(
    program: Any, whole: Whole, server: LocalServer, name: str, outcome: str
) -> None:
    server.answer = played = Payments(whole, "Denied")
    played.names = ["payments"]
    played.refusal = OUTCOMES[outcome]
    words = ("pay",) if name == "payments.py" else ()
    assert program(name, *words, "0xa", "5", "n-1").startswith(outcome)


def test_what_is_wrong_is_told_before_anything_is_sent(
    program: Any, whole: Whole, server: LocalServer
) -> None:
    server.answer = Payments(whole)
    found = program("payments.py", "pay", "0xa", "5.5", "n-1")
    assert found.startswith("wrong arguments: ") and "amount" in found
    nothing = program("payments.py", "pay", "0xa", "5", "n", DFNS_AUTHENTICATION_TOKEN="")
    assert nothing.startswith("not configured: ") and "authentication_token" in nothing
    keyless = program("payments.py", "pay", "0xa", "5", "n", DFNS_PRIVATE_KEY="none.pem")
    assert keyless.startswith("failed, repeat: the private key is neither a PEM nor the path of")
    nowhere = program("payments.py", "pay", "0xa", "5", "n", DFNS_BASE_URL="http://127.0.0.1:9")
    assert nowhere.startswith("failed, repeat: GET /wallets: 127.0.0.1:9: ")


def test_a_delivery_is_heard(program: Any, whole: Whole, server: LocalServer) -> None:
    body, headers = delivery(whole)
    found = program("payments.py", "hear", *headers.values(), body=body)
    assert found == f"another event: {json.loads(body)['kind']}\n"


def test_the_programs_are_strictly_typed(whole: Whole, tmp_path: Path) -> None:
    for name in PROGRAMS:
        shutil.copy(EXAMPLES / name, tmp_path)
    folder = Path(str(whole.package.__file__)).parents[1]
    shutil.copytree(folder / "dfns", tmp_path / "dfns")
    config = {"typeCheckingMode": "strict", "pythonVersion": "3.11", "include": [*PROGRAMS]}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(config))
    mypy = ["mypy", "--strict", "--python-version=3.11", "--cache-dir", str(tmp_path / "c")]
    for command in ([*mypy, *PROGRAMS], ["pyright", "--pythonpath", sys.executable]):
        ran = subprocess.run(
            [sys.executable, "-m", *command], cwd=tmp_path, capture_output=True, text=True
        )
        assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-2000:]
