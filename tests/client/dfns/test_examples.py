"""Each example runs as it stands, in a process of its own, against a server that plays Dfns."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _runtime._dfns_keys import decrypt_private_key, from_base64url

from tests.client.chromium import Chromium
from tests.client.dfns.played import KEY, Dfns, pem
from tests.client.dfns.test_registration import ANSWER, CHALLENGE
from tests.client.local_server import LocalServer, Reply, Seen
from tests.client.passkeys import SoftwarePasskey, verified_registration
from tests.client.whole import Whole

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[3] / "examples"
SECRET = "whsec"


@pytest.fixture(scope="module")
def folder(whole: Whole) -> Path:
    """The folder with the package `dfns`, as the examples import it."""
    return Path(str(whole.package.__file__)).parents[1]


class Examples:
    """Runs examples; those that serve are ended with the test."""

    def __init__(self, folder: Path, url: str) -> None:
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("DFNS_")},
            "PYTHONPATH": str(folder),
            "PYTHONUNBUFFERED": "1",
            "DFNS_BASE_URL": url,
            "DFNS_AUTHENTICATION_TOKEN": "tok",
            "DFNS_WEBHOOK_SECRET": SECRET,
        }
        self.running: list[subprocess.Popen[str]] = []

    def run(
        self, name: str, *arguments: str, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(EXAMPLES / name), *arguments]
        env = {**self.environment, **environment}
        return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)

    def serve(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        started = subprocess.Popen(
            [sys.executable, *command],
            env={**self.environment, **environment},
            cwd=EXAMPLES,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.running.append(started)
        return started


@pytest.fixture
def examples(folder: Path, server: LocalServer) -> Iterator[Examples]:
    made = Examples(folder, server.url)
    yield made
    for running in made.running:
        running.kill()
        running.wait()
        assert running.stdout is not None
        running.stdout.close()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def posted(port: int, path: str, body: bytes, headers: dict[str, str] | None = None) -> Any:
    """Post to an example that serves; wait until it does."""
    for _ in range(200):
        connection = http.client.HTTPConnection("localhost", port, timeout=20)
        try:
            connection.request("POST", path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except ConnectionRefusedError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise AssertionError("the example doesn't serve")


def test_wallets_are_listed_and_a_list_is_resumed(
    examples: Examples, server: LocalServer, whole: Whole
) -> None:
    wallet = whole.samples.of({"$ref": "#/components/schemas/Wallet"})

    def answer(seen: Seen) -> Reply:
        if "paginationToken=next" in seen.target:
            return Reply(value={"items": [{**wallet, "name": "second"}]})
        return Reply(value={"items": [{**wallet, "name": "first"}], "nextPageToken": "next"})

    server.answer = answer
    ran = examples.run("list_wallets.py")
    assert [line.split()[-1] for line in ran.stdout.splitlines()] == ["first", "second"], ran.stderr
    assert ran.stderr == "resume with next\n"
    assert examples.run("list_wallets.py", "next").stdout.endswith("second\n")


OUTCOMES = {
    "made": (None, "transfer xfr-1 ", 0),
    "a policy asks": (Reply(202, {"approvalId": "ap-1"}), "waiting for approval ap-1", 0),
    "a name is taken": (Reply(409, {"error": {"message": "taken"}}), "another transfer has", 1),
    "no right": (Reply(403, {"error": {"message": "not you"}}), "refused: not you", 1),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_transfer_says_what_became_of_it(
    examples: Examples, server: LocalServer, whole: Whole, tmp_path: Path, outcome: str
) -> None:
    reply, said, code = OUTCOMES[outcome]
    operation = whole.document["paths"]["/wallets/{walletId}/transfers"]["post"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    server.answer = dfns = Dfns()
    dfns.outcomes.append(reply or Reply(value={**whole.samples.of(schema), "id": "xfr-1"}))
    key = tmp_path / "key.pem"
    key.write_text(pem(KEY))
    ran = examples.run(
        "transfer.py",
        "wa-1",
        "0xé",
        "5",
        "n-1",
        DFNS_CREDENTIAL_ID="cr-1",
        DFNS_PRIVATE_KEY=str(key),
    )
    assert ran.stdout.startswith(said), ran.stderr
    assert ran.returncode == code
    (seen,) = dfns.made
    assert seen.json == {"kind": "Native", "to": "0xé", "amount": "5", "externalId": "n-1"}


def test_the_calls_of_the_guide_run_as_they_stand(
    folder: Path, server: LocalServer, tmp_path: Path
) -> None:
    guide = EXAMPLES.parent / "docs" / "guides" / "dfns.md"
    text = guide.read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (example,) = (block for block in blocks if "transfer_asset" in block)
    dfns = Dfns()
    dfns.outcomes += [Reply(202, {"approvalId": "ap-1"})] * 2
    dfns.outcomes.append(Reply(body=b"id\n", headers={"Content-Type": "text/csv"}))
    server.answer = dfns
    (tmp_path / "key.pem").write_text(pem(KEY))
    ran = subprocess.run(
        [sys.executable, "-c", example],
        env=Examples(folder, server.url).environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.stdout == "waits for approval ap-1\n", ran.stderr
    assert [len(seen.json["externalId"]) for seen in dfns.made] == [32, 32]
    assert (tmp_path / "audit.csv").read_bytes() == b"id\n"


def delivery(whole: Whole, **more: Any) -> tuple[bytes, dict[str, str]]:
    """A genuine delivery of the first kind of event that the document knows."""
    hook = next(iter(whole.document["webhooks"].values()))
    schema = hook["post"]["requestBody"]["content"]["application/json"]["schema"]
    value = {**whole.samples.of(schema), "timestampSent": int(time.time()), **more}
    body = json.dumps(value, separators=(",", ":")).encode()
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return body, {"X-DFNS-WEBHOOK-SIGNATURE": f"sha256={digest}"}


@pytest.mark.parametrize("framework", ["wsgi", "fastapi"])
def test_webhooks_are_received(examples: Examples, whole: Whole, framework: str) -> None:
    port = free_port()
    if framework == "fastapi":
        pytest.importorskip("fastapi", reason="FastAPI is not here")
        pytest.importorskip("uvicorn", reason="uvicorn is not here to serve FastAPI")
        arguments = ("-m", "uvicorn", "webhooks_fastapi:app", "--port", str(port))
        path = "/webhooks"
    else:
        arguments, path = ("webhooks_wsgi.py",), "/"
    examples.serve(*arguments, PORT=str(port))
    body, headers = delivery(whole)
    assert posted(port, path, body, headers)[0] == 204
    assert posted(port, path, body.replace(b"{", b'{"a":1,', 1), headers)[0] == 400
    assert posted(port, path, *delivery(whole, timestampSent=1))[0] == 400
    assert posted(port, path, *delivery(whole, kind="brand.new"))[0] == 204


class Registrations:
    """Plays the two calls of a registration."""

    def __init__(self) -> None:
        self.completed: Seen | None = None

    def __call__(self, seen: Seen) -> Reply:
        if seen.target == "/auth/registration/init":
            assert seen.json["registrationCode"] == "code"
            assert "authorization" not in seen.headers
            return Reply(value={**ANSWER, "supportedCredentialKinds": FACTORS})
        assert seen.target == "/auth/registration"
        assert seen.headers["authorization"] == "Bearer tok"
        self.completed = seen
        return Reply(value=REGISTERED)


FACTORS = {"firstFactor": ["Fido2"], "secondFactor": []}
REGISTERED = {
    "credential": {"uuid": "cr-1", "kind": "Fido2", "name": "a"},
    "user": {"id": "us-1", "username": "u", "orgId": "or-1"},
}
ASKED = {"orgId": "or-1", "username": "u", "registrationCode": "code"}


def judged(seen: Seen | None, origin: str, code: str) -> None:
    """Check what was registered with libraries that aren't ours."""
    assert seen is not None
    passkey, recovery = seen.json["firstFactorCredential"], seen.json["recoveryCredential"]
    verified_registration(passkey["credentialInfo"], CHALLENGE, origin)
    opened = decrypt_private_key(recovery["encryptedPrivateKey"], code).reveal()
    assert opened.startswith("-----BEGIN PRIVATE KEY")
    said = json.loads(from_base64url(recovery["credentialInfo"]["clientData"]))
    assert said["origin"] == origin


def test_a_user_registers(examples: Examples, server: LocalServer) -> None:
    server.answer = played = Registrations()
    port = free_port()
    origin = f"http://localhost:{port}"
    examples.serve("register_user.py", ORIGIN=origin)
    status, options = posted(port, "/begin", json.dumps(ASKED).encode())
    assert status == 200
    created = SoftwarePasskey(origin).create(json.loads(options))
    status, done = posted(port, "/complete", json.dumps(created).encode())
    assert status == 200
    judged(played.completed, origin, json.loads(done)["recoveryCode"])


def test_a_user_registers_in_chromium(
    examples: Examples, server: LocalServer, tmp_path: Path
) -> None:
    """A real browser runs the page of the example, with a virtual authenticator."""
    browser = next(filter(None, map(shutil.which, Chromium.NAMES)), None)
    if browser is None:
        pytest.skip("Chromium is not installed")
    server.answer = played = Registrations()
    port = free_port()
    origin = f"http://localhost:{port}"
    examples.serve("register_user.py", ORIGIN=origin)
    posted(port, "/", b"")
    with Chromium(browser, tmp_path / "profile") as chromium:
        chromium.add_authenticator()
        chromium.open(origin)
        fill = "".join(
            f"document.forms[0].{name}.value = {json.dumps(value)};"
            for name, value in ASKED.items()
        )
        chromium.evaluate(fill + "document.forms[0].requestSubmit()")
        said = chromium.wait("document.querySelector('output').textContent")
    judged(played.completed, origin, said.removeprefix("Keep this: "))
