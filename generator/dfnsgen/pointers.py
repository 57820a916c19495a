"""JSON pointers in their URI fragment form (`#/components/schemas/Wallet`). Source: RFC 6901."""

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
    """Return the unescaped segments of a pointer; percent-encoding is undone as well."""
    if "%" in pointer:
        pointer = unquote(pointer)
    return [t.replace("~1", "/").replace("~0", "~") for t in pointer.split("/")[1:]]


def canonical(pointer: str) -> str:
    """Return the one spelling of a pointer that is used as a key."""
    return child("#", *tokens(pointer)) if "%" in pointer else pointer


def last(pointer: str) -> str:
    """Return the last segment, unescaped."""
    return pointer.rsplit("/", 1)[-1].replace("~1", "/").replace("~0", "~")


def lookup(tree: JsonValue, pointer: str) -> JsonValue:
    """Return the value at `pointer`. Raises KeyError where there is none."""
    value = tree
    for token in tokens(pointer):
        if isinstance(value, dict):
            value = value[token]
        elif isinstance(value, list):
            if not token.isdecimal() or int(token) >= len(value):
                raise KeyError(pointer)
            value = value[int(token)]
        else:
            raise KeyError(pointer)
    return value
