"""The recipes of the client's page run as they stand: an authority, a proxy, tracing."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import re
import ssl
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tests.client.emitted import imported
from tests.client.local_server import LocalServer, Reply

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parents[2] / "docs" / "client.md"
OPERATION = {"tags": ["pets"], "operationId": "listPets", "responses": {"204": {"description": ""}}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1"},
    "servers": [{"url": "http://pets.example"}],
    "paths": {"/pets": {"get": OPERATION}},
}


def recipe(mark: str) -> str:
    """Return the one block of the page that holds a text."""
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (found,) = (block for block in blocks if mark in block)
    return str(found)


@pytest.fixture(scope="module")
def pets(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(tmp_path_factory.mktemp("pets"), DOCUMENT, "emitted_recipes")


def made(text: str, client: Callable[..., Any]) -> Any:
    """Run a recipe, and return the client that it makes."""
    names: dict[str, Any] = {"Client": client}
    exec(text, names)
    return names["client"]


def test_an_authority_of_ones_own(pets: ModuleType, server: LocalServer, tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server._server.socket = context.wrap_socket(server._server.socket, server_side=True)
    server.answer = lambda seen: Reply(204)
    text = recipe("cafile=").replace("ca.pem", certificate.as_posix())
    url = server.url.replace("http:", "https:")
    with made(text, partial(pets.Client, base_url=url)) as client:
        client.pets.list_pets()
    with pytest.raises(pets.TransportError):
        pets.Client(base_url=url, retries=0).pets.list_pets()


def test_a_session_of_aiohttp(pets: ModuleType, server: LocalServer) -> None:
    server.answer = lambda seen: Reply(204)
    names: dict[str, Any] = {
        "AsyncClient": partial(pets.AsyncClient, base_url=server.url),
        "AiohttpTransport": pets.AiohttpTransport,
    }
    exec(recipe("aiohttp.ClientSession"), names)
    asyncio.run(names["main"]())
    assert server.seen[0].target == "/pets"


def self_signed(folder: Path) -> Path:
    """Write a certificate for this machine, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pets")])
    now = datetime.datetime.now(datetime.UTC)
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - datetime.timedelta(days=1))
    builder = builder.not_valid_after(now + datetime.timedelta(days=1))
    builder = builder.add_extension(alternative, critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = folder / "ca.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *form)
        + builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_a_proxy(pets: ModuleType, server: LocalServer) -> None:
    server.answer = lambda seen: Reply(204)
    text = recipe("proxy=").replace("http://proxy.example:3128", server.url)
    with made(text, pets.Client) as client:
        client.pets.list_pets()
    assert server.seen[0].target == "http://pets.example/pets"


def test_tracing_by_hooks(
    pets: ModuleType, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two functions of OpenTelemetry that the recipe calls are played here."""
    events: list[Any] = []
    span = SimpleNamespace(add_event=lambda *told: events.append(told))
    played = ModuleType("opentelemetry")

    def inject(headers: dict[str, str]) -> None:
        headers["traceparent"] = "00-1"

    vars(played).update(
        propagate=SimpleNamespace(inject=inject),
        trace=SimpleNamespace(get_current_span=lambda: span),
    )
    monkeypatch.setitem(sys.modules, "opentelemetry", played)
    server.answer = lambda seen: Reply(204)
    made(recipe("opentelemetry"), partial(pets.Client, base_url=server.url)).pets.list_pets()
    assert server.seen[0].headers["traceparent"] == "00-1"
    assert events == [("GET /pets", {"status": 204})]
