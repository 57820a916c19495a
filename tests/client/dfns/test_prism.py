"""A server nobody here wrote: Prism mocks the whole Dfns document, and judges each request.

Every operation is called, sync and async, with generated parameters and bodies. Prism answers 422
or 401 to what the document doesn't allow, so a call that returns was accepted; and our decoder
takes what Prism makes up from the document. Prism is installed where npm is there, else the tests
skip, saying so.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from tests.client.whole import Signer, Whole, without_nulls

PRISM = "@stoplight/prism-cli@5"
PRINTING = ("-v", "error", "--dynamic", "--seed", "dfnsgen")

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture(scope="module")
def prism(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The command that runs Prism."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("npm is not here, so Prism can't be installed")
    folder = tmp_path_factory.mktemp("prism")
    install = [npm, "install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"]
    # In CI a test that can't run has failed; elsewhere there may be no network.
    given_up = pytest.fail if os.environ.get("CI") else pytest.skip
    try:
        ran = subprocess.run(
            [*install, "--loglevel=error", PRISM],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=150,
        )
    except subprocess.TimeoutExpired:
        given_up("Prism could not be installed in time")
    if ran.returncode:
        given_up(f"Prism could not be installed: {ran.stderr[-300:]}")
    return str(folder / "node_modules" / ".bin" / "prism")


@pytest.fixture(scope="module")
def url(prism: str, whole: Whole, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where Prism serves the document, on loopback."""
    path = tmp_path_factory.mktemp("document") / "dfns.json"
    path.write_text(json.dumps(without_nulls(whole.document)))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [prism, "mock", "-h", "127.0.0.1", "-p", str(port), *PRINTING, str(path)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        wait(address, running)
        yield address
    finally:
        running.kill()
        running.wait()


def wait(address: str, running: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert running.poll() is None, "Prism ended"
        try:
            urllib.request.urlopen(address, timeout=1)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("Prism doesn't answer")


def agreed(whole: Whole, spec: Any, raw: Any) -> bool:
    """Whether an answer was decoded; refused is only what jsonschema-rs refuses as well.

    Prism makes no value for an `allOf` that nothing satisfies, and for some patterns. Taken though
    the letter refuses it is only an `allOf` with a closed part, which closes over all its parts.
    """
    content = spec["responses"]["200"].get("content", {}).get("application/json")
    if content is None or not raw.body:
        return raw.value() is None
    schema = {**without_nulls(content["schema"]), "components": whole.judged["components"]}
    valid = jsonschema_rs.Draft202012Validator(schema).is_valid(json.loads(raw.body))
    try:
        raw.value()
    except whole.package.InvalidAnswer:
        assert not valid
        return False
    assert valid or '"allOf"' in json.dumps(content["schema"])
    return True


def arguments(url: str) -> dict[str, Any]:
    return {
        "base_url": url,
        "authentication_token": "tok",
        "signer": Signer(),
        "retries": 0,
        "answers": "checked",
    }


def test_prism_accepts_every_request_and_we_every_answer(whole: Whole, url: str) -> None:
    decoded = called = 0
    with whole.package.Client(**arguments(url)) as client:
        for _, spec, namespace, method in whole.operations():
            call = getattr(getattr(client, namespace).with_raw_response, method)
            decoded += agreed(whole, spec, call(**whole.arguments(spec)))
            called += 1
    assert called == 158
    assert decoded > 140


def test_prism_accepts_the_same_asynchronously(whole: Whole, url: str) -> None:
    async def scenario() -> int:
        decoded = 0
        async with whole.package.AsyncClient(**arguments(url)) as client:
            for _, spec, namespace, method in whole.operations():
                call = getattr(getattr(client, namespace).with_raw_response, method)
                decoded += agreed(whole, spec, await call(**whole.arguments(spec)))
        return decoded

    assert asyncio.run(scenario()) > 140


def test_prism_refuses_what_the_document_does(whole: Whole, url: str) -> None:
    """The judge judges: without a check of ours, a wrong request doesn't pass."""
    request = urllib.request.Request(f"{url}/wallets", b"{}", {"Content-Type": "application/json"})
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    assert caught.value.code in (401, 422)
