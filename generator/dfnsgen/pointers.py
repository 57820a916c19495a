"""JSON pointers as keys of places (`#/components/schemas/Wallet`), and references to them.

A key is a pointer behind `#` with nothing percent-encoded; a reference is a URI fragment, in which
anything may be. Before: the reference `#/paths/~1a%20b`; after: the key `#/paths/~1a b`.
Source: RFC 6901, sections 3, 4 and 6.
"""

from __future__ import annotations

from urllib.parse import unquote

from dfnsgen.json_value import JsonValue


def escape(token: str) -> str:
    """Return `token` as one segment of a pointer."""
    return token.replace("~", "~0").replace("/", "~1")


def child(pointer: str, *tokens: str | int) -> str:
    """Return the pointer of a place below `pointer`."""
    for token in tokens:
        text = str(token)
        pointer += "/" + (escape(text) if "/" in text or "~" in text else text)
    return pointer


def tokens(pointer: str) -> list[str]:
    """Return the unescaped segments of a pointer, with or without the `#` of a fragment."""
    return [t.replace("~1", "/").replace("~0", "~") for t in pointer.split("/")[1:]]


def key_of(reference: str) -> str:
    """Return the key of the place that a reference into the same document leads to."""
    return unquote(reference) if "%" in reference else reference


def reference_to(key: str) -> str:
    """Return the one spelling of a reference: nothing is percent-encoded but the percent sign."""
    return child("#", *tokens(key)).replace("%", "%25")


def last(pointer: str) -> str:
    """Return the last segment, unescaped."""
    return pointer.rsplit("/", 1)[-1].replace("~1", "/").replace("~0", "~")


def lookup(tree: JsonValue, pointer: str) -> JsonValue:
    """Return the value at `pointer`. Raises KeyError where there is none."""
    value = tree
    for token in tokens(pointer):
        value = step(value, token)
    return value


def step(value: JsonValue, token: str) -> JsonValue:
    """Return the member of a value that a token names. Raises KeyError where there is none."""
    if isinstance(value, dict):
        return value[token]
    if isinstance(value, list) and (index := index_of(token, len(value))) is not None:
        return value[index]
    raise KeyError(token)


def index_of(token: str, length: int) -> int | None:
    """Return the index that a token is in an array of some length, or None."""
    if token.isdecimal() and token.isascii() and len(token) < 10 and int(token) < length:
        return int(token)
    return None
