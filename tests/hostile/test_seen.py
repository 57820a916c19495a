"""What an error shows of itself, its frames and half-made objects: no secret, and no error."""

from __future__ import annotations

import importlib
import pickle
import pkgutil
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.client.emitted import imported
from tests.hostile.shapes import TEXT, document

_SECRET = "s3cr3t-of-mine"
_BYTES = b"s3cr3t-of-mine\xff"
_HALF = "s3cr3t-of-mine\ud800"
_SCHEMES: dict[str, Any] = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "key": {"type": "apiKey", "in": "query", "name": "key"},
    "oauth": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "https://a.example/t", "scopes": {}}},
    },
    "userActionSignature": {"type": "apiKey", "in": "header", "name": "X-DFNS-USERACTION"},
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """A package that takes credentials of every kind, and signs."""
    calls: dict[str, Any] = {
        f"/{name}": {
            "post": {
                "operationId": name,
                "tags": ["t"],
                "security": [{name: []}],
                "responses": {
                    "200": {"description": "", "content": {"text/plain": {"schema": TEXT}}}
                },
            }
        }
        for name in _SCHEMES
    }
    made = document({}, calls)
    made["info"]["title"] = "Dfns"
    made["servers"] = [{"url": "https://api.dfns.io"}]
    made["components"]["securitySchemes"] = _SCHEMES
    return imported(tmp_path_factory.mktemp("seen"), made, "hostile_seen")


def _runtime(package: ModuleType, name: str) -> Any:
    return importlib.import_module(f"{package.__name__}._runtime.{name}")


def _shows_nothing(error: BaseException) -> None:
    """Everything that a crash reporter collects: chain, arguments, frames with their variables."""
    own = f"{__name__.rpartition('.')[2]}.py"
    seen: BaseException | None = error
    while seen is not None:
        assert _SECRET not in f"{seen} {seen!r} {seen.args}", seen
        for frame, _ in traceback.walk_tb(seen.__traceback__):
            if not frame.f_code.co_filename.endswith(own):
                assert _SECRET not in repr(frame.f_locals), frame
        seen = seen.__cause__ or seen.__context__
    report = traceback.TracebackException.from_exception(error, capture_locals=True)
    assert list(report.format())


def _failures(package: ModuleType) -> dict[str, Callable[[], object]]:
    client, keys = package.Client, _runtime(package, "_dfns_keys")
    signing = _runtime(package, "_dfns_signing")
    oauth = package.ClientCredentials
    made: dict[str, Callable[[], object]] = {
        "address": lambda: client(
            base_url="ftp://x", bearer=_SECRET, basic=("u", _SECRET), key=_SECRET, oauth=_SECRET
        ),
        "http": lambda: client(base_url="http://a.example", bearer=_SECRET),
        "basic of one": lambda: client(basic=(_SECRET,)),
        "basic as text": lambda: client(basic=_SECRET),
        "returned": lambda: client(bearer=lambda: _BYTES).t.bearer(),
        "encrypt": lambda: keys.encrypt_private_key(_HALF, "p"),
        "decrypt": lambda: keys.decrypt_private_key('{"kdf":"PBKDF2-SHA256"}', _SECRET),
        "pem": lambda: keys.Key(_SECRET, password=_SECRET).sign(b""),
    }
    for text in (_BYTES, _HALF):
        made |= {
            f"bearer {text!a}": lambda text=text: client(bearer=text),
            f"basic {text!a}": lambda text=text: client(basic=("u", text)),
            f"key {text!a}": lambda text=text: client(key=text),
            f"oauth {text!a}": lambda text=text: oauth("id", text),
            f"signer {text!a}": lambda text=text: signing.KeySigner("cr", text),
            f"opened {text!a}": lambda text=text: signing.KeySigner("cr", "pem", password=text),
        }
    return made


def test_no_failure_shows_a_secret(package: ModuleType) -> None:
    """Credentials that are none, and those beside another fault."""
    for name, fail in _failures(package).items():
        with pytest.raises(package.ClientError) as raised:
            fail()
        try:
            _shows_nothing(raised.value)
        except AssertionError as shown:
            raise AssertionError(name) from shown


def test_a_key_in_a_file_that_is_none(package: ModuleType, tmp_path: Path) -> None:
    """Neither its bytes nor the password are seen."""
    signing = _runtime(package, "_dfns_signing")
    (tmp_path / "key").write_bytes(_BYTES)
    for path in (tmp_path / "key", tmp_path / "none"):
        with pytest.raises(package.SigningError) as raised:
            signing.KeySigner("cr", path, password=_SECRET)
        _shows_nothing(raised.value)


def test_half_made_objects_can_be_shown(package: ModuleType) -> None:
    """A constructor that raises leaves an object in a frame, which reporters print."""
    runtime = importlib.import_module(f"{package.__name__}._runtime")
    checked = 0
    for found in pkgutil.iter_modules(runtime.__path__):
        module = _runtime(package, found.name)
        for name in dir(module):
            kind: Any = getattr(module, name)
            own = type(kind).__name__ in ("type", "ABCMeta", "ModelMeta", "_ProtocolMeta")
            if own and kind.__module__ == module.__name__ and name[0] != "_":
                try:
                    half: object = kind.__new__(kind)
                except TypeError:
                    continue  # It is made of something else, and can't be half of it.
                assert isinstance(repr(half), str), name
                checked += 1
    assert checked > 60


def test_what_a_server_repeats_is_masked(package: ModuleType) -> None:
    """In headers and body, of every credential, in what is shown and in what is pickled."""
    headers = _runtime(package, "_http").Headers

    class Echo:
        """Repeats each request."""

        def send(self, request: Any, timeout: float | None) -> Any:
            del timeout
            text = f"{request.url} {list(request.headers.pairs)}"
            shown = headers([("X-Request-Id", text), ("Content-Type", "text/plain")])
            return package.Response(500, shown, text.encode())

        def close(self) -> None:
            """Nothing is open."""

    client = package.Client(
        bearer=_SECRET, basic=("u", _SECRET), key=_SECRET, transport=Echo(), retries=0
    )
    for name in ("bearer", "basic", "key"):
        with pytest.raises(package.ServerError) as raised:
            getattr(client.t, name)()
        error = raised.value
        assert _SECRET not in f"{error} {error.args} {error.body} {error.raw!r} {error.message}"
        assert _SECRET.encode() not in pickle.dumps(error)
        assert "***" in str(error)
