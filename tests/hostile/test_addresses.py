"""Where a token goes: to the host that was meant, by the scheme that was meant, or nowhere."""

from __future__ import annotations

import random
from contextlib import suppress
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.client.emitted import imported
from tests.hostile.shapes import TEXT, document, thing

_SERVERS: list[dict[str, Any]] = [
    {"url": "https://{region}.api.example.com/v1", "variables": {"region": {"default": "eu"}}},
    {"url": "https://{host}/v1", "variables": {"host": {"default": "api.example.com"}}},
    {"url": "https://api.example.com:{port}", "variables": {"port": {"default": "8443"}}},
    {"url": "{scheme}://api.example.com", "variables": {"scheme": {"default": "https"}}},
    {"url": "https://api.example.com/{base}", "variables": {"base": {"default": "v1"}}},
    {
        "url": "https://{tenant}.x.example.com",
        "variables": {"tenant": {"default": "a", "enum": ["a", "b"]}},
    },
]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """A package with a server of each form."""
    call: dict[str, Any] = {
        "operationId": "ping",
        "tags": ["t"],
        "security": [{"bearer": []}],
        "responses": {"204": {"description": ""}},
    }
    made = document({"Any": thing(x=TEXT)}, {"/ping": {"get": call}})
    made["servers"] = _SERVERS
    made["components"]["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    return imported(tmp_path_factory.mktemp("addresses"), made, "hostile_addresses")


class _Seen:
    """A transport that notes where a request would go."""

    def __init__(self, package: ModuleType) -> None:
        self.package = package
        self.urls: list[str] = []

    def send(self, request: Any, timeout: float | None) -> Any:
        del timeout
        self.urls.append(request.url)
        raise self.package.TransportError("noted")

    def close(self) -> None:
        """Nothing is open."""


def _sent(package: ModuleType, **options: Any) -> str | None:
    """Return the address that a call would go to, None where it is refused."""
    seen = _Seen(package)
    with suppress(package.ClientError):
        package.Client(transport=seen, bearer="token", retries=0, **options).t.ping()
    return seen.urls[0] if seen.urls else None


_EVIL = ("evil.example", "/", "@", "?", "#", "\\", ":", "..", ".", "%2f", "\r\n", " ", "a", "-")
_MORE = (
    "１",
    "。",
    "\0",
    "[",
    "]",
    "eu",
    "443",
    "http",
    "//",
    "{host}",
    "*",
    "",
    "_",
    "é",
    "\ud800",
)


def _value(chance: random.Random) -> str:
    return "".join(chance.choice(_EVIL + _MORE) for _ in range(chance.randrange(1, 6)))


def test_no_value_moves_the_host(package: ModuleType) -> None:
    """Whatever fills a place, scheme and host end as the document has them."""
    chance = random.Random(14)
    servers = list(package.Server)
    for _ in range(6000):
        n = chance.randrange(len(servers))
        (name,) = _SERVERS[n]["variables"]
        value = _value(chance)
        url = _sent(package, server=servers[n], server_variables={name: value})
        if url is None:
            continue
        parts = urlsplit(url)
        assert parts.scheme == "https"
        assert parts.username is None and parts.path.endswith("/ping") and not parts.query
        if name == "host":  # the whole host is the user's to choose
            assert parts.hostname == value.lower()
        elif name == "region":
            assert parts.hostname == f"{value.lower()}.api.example.com" and "." not in value
        elif name == "tenant":
            assert parts.hostname in ("a.x.example.com", "b.x.example.com")
        else:
            assert parts.hostname == "api.example.com"


@pytest.mark.parametrize(
    "base_url",
    [
        *("", "api.example.com", "ftp://x", "https://[::1", "https://a@b", "https://a\\@b"),
        *("https://", "https://a?b", "https://a#b", "https://a b", "https://é.example"),
        *("https://a:99999", "https://[:::::]", "https://a/../b", "https://a..b", "https://-a"),
        *("https://a%2fb", "//a", b"https://a", 5, "https://a/\ud800"),
    ],
)
def test_no_address_is_refused_at_once(package: ModuleType, base_url: Any) -> None:
    """The constructor refuses what can't be an address."""
    with pytest.raises(package.ClientError):
        package.Client(base_url=base_url, bearer="token")


def test_a_token_travels_over_http_on_this_machine_alone(package: ModuleType) -> None:
    """Anybody on the way reads what http carries."""
    local = "localhost 127.0.0.1 127.1.2.3:80 [::1]:8080 x.localhost".split()
    other = "api.example.com 127.0.0.1.example.com localhost.example.com 10.0.0.1 [::2]".split()
    for host in local:
        assert _sent(package, base_url=f"http://{host}") == f"http://{host}/ping"
    for host in other:
        assert _sent(package, base_url=f"http://{host}") is None
        assert _sent(package, base_url=f"http://{host}", allow_http=True)
    package.Client(base_url="http://api.example.com")
