"""What no cassette may hold: credentials, and what is called like one or declared as a secret.

    {"user": "ann", "password": "hush-hush", "pin": 4711}  →  {"user": "ann", "password": "masked",
                                                              "pin": 0}

In: the document that a fake plays, and calls. Out: names that mean secrets, the values that stood
under them, and texts in which both are masked. A value is masked wherever it stands again: in an
answer that repeats it, in a path, in a message.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import parse_qsl, quote, unquote

from ._fake_document import Document
from ._fake_facts import as_list, as_object
from ._http import Headers

MASKED: Final = "masked"
_PAIR: Final = re.compile(r"(?<=[?&])([^?&=#<>]+)=([^&#<>]*)")
_SHORTEST: Final = 6
"""What is shorter is masked under its own name alone: else words would go."""
_NAMED: Final = re.compile(
    r"passw|passphrase|passcode|pwd|secret|token|private_?key|api_?-?key|access_?key|authoriz|"
    r"credential(?!kind|id|name)|signature|clientdata|recoverycode|registrationcode|cookie|"
    r"mnemonic|seed_?phrase|jwt|assertion|cvv|cvc|session_?id|^pin$|pin_?code|^otp|otp$|otp_?code",
    re.IGNORECASE,
)
_WHOLE: Final = re.compile(
    r"passw|passphrase|passcode|pwd|secret|cvv|cvc|^pin$|pin_?code|^otp|otp$|otp_?code",
    re.IGNORECASE,
)
"""Names below which nothing is kept, numbers and what lies deeper included."""


class Secrets:
    """Knows secrets by their names, and by their values once they were seen."""

    def __init__(self, document: Document) -> None:
        self._properties = _properties_of(document)
        self._parameters = frozenset(
            scheme.get("name", "").lower()
            for scheme in document.schemes.values()
            if scheme.get("type") == "apiKey"
        )
        self._values: set[str] = set()

    def is_secret(self, name: str) -> bool:
        """Whether a property that is called so is a secret."""
        return name in self._properties or _NAMED.search(name) is not None

    def is_credential(self, name: str) -> bool:
        """Whether a parameter or a header that is called so is a secret."""
        return name.lower() in self._parameters or self.is_secret(name)

    def learn(self, headers: Headers, query: str, body: Any) -> None:
        """Remember the secrets of a message: its credentials, and what its body calls secret."""
        for name, value in headers.items():
            if self.is_credential(name):
                self._add(_credentials(value))
        self._add(value for name, value in parse_qsl(query) if self.is_credential(name))
        self._add(self._below(body, "", is_secret=False))

    def _add(self, values: Iterable[str]) -> None:
        self._values |= {value for value in values if len(value) >= _SHORTEST and value != MASKED}

    def _below(self, value: Any, name: str, *, is_secret: bool) -> Iterator[str]:
        held = as_object(value)
        for key, inner in (held or {}).items():
            deeper = is_secret and self._is_whole(name)
            yield from self._below(inner, key, is_secret=deeper or self.is_secret(key))
        for item in as_list(value) or ():
            yield from self._below(item, name, is_secret=is_secret)
        if is_secret and isinstance(value, str):
            yield value

    def _is_whole(self, name: str) -> bool:
        return name in self._properties or _WHOLE.search(name) is not None

    def masked(self, value: Any, name: str = "") -> Any:
        """Return a JSON value without secrets."""
        return self._masked(value, name, is_whole=False)

    def _masked(self, value: Any, name: str, *, is_whole: bool) -> Any:
        is_whole = is_whole or self._is_whole(name)
        held = as_object(value)
        if held is not None:
            return {key: self._masked(one, key, is_whole=is_whole) for key, one in held.items()}
        items = as_list(value)
        if items is not None:
            return [self._masked(item, name, is_whole=is_whole) for item in items]
        if isinstance(value, str):
            return MASKED if is_whole or self.is_secret(name) else self.text(value)
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return 0 if is_whole and is_number else value

    def text(self, text: str) -> str:
        """Return a text without the secrets that are known."""
        for value in sorted(self._values, key=lambda value: (-len(value), value)):
            for spelled in dict.fromkeys((value, quote(value), quote(value, safe=""))):
                text = text.replace(spelled, MASKED)
        return text

    def raw(self, content: bytes) -> bytes:
        """Return bytes without the secrets that are known."""
        for value in sorted(self._values, key=lambda value: (-len(value), value)):
            content = content.replace(value.encode(), MASKED.encode())
        return content

    def target(self, target: str) -> str:
        """Return a path and query, or an address, without secrets."""

        def one(pair: re.Match[str]) -> str:
            value = MASKED if self.is_credential(unquote(pair[1])) else pair[2]
            return f"{pair[1]}={value}"

        return _PAIR.sub(one, self.text(target))

    def query(self, query: str) -> str:
        """Return a query or the text of a form without secrets."""
        return self.target(f"?{query}")[1:]


def _credentials(value: str) -> Iterator[str]:
    """Yield the credentials in a header: all of it, what follows its kind, cookies, a password."""
    _, _, rest = value.partition(" ")
    yield from (value, rest)
    yield from (piece.partition("=")[2].strip() for piece in value.split(";"))
    with suppress(ValueError):
        yield base64.b64decode(rest, validate=True).decode().partition(":")[2]


def _properties_of(document: Document) -> frozenset[str]:
    """Return the names of properties that a document calls secret, by format or as `writeOnly`.

    What is written only here and read there is no secret by its name.
    """
    for key in document.keys:
        document.operation(key)  # What stands in place is known only then.
    passwords: set[str] = set()
    written: set[str] = set()
    others: set[str] = set()
    waiting: list[Any] = [*document.schemas.by_key.values()]
    while waiting:
        node = waiting.pop()
        held: Mapping[str, Any] = as_object(node) or {}
        for name, schema in (as_object(held.get("properties")) or {}).items():
            notes = as_object(schema) or {}
            is_password, is_written = notes.get("format") == "password", notes.get("writeOnly")
            (passwords if is_password else written if is_written else others).add(name)
        waiting += [*held.values(), *(as_list(node) or ())]
    return frozenset(passwords | (written - others))
