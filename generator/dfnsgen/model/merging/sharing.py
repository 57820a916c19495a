"""What people would call a structure where it stands: equal ones that are called alike are one.

In: the place of a structure, and what its holder is called. Out: a text that only compares. Two
answers `{ok}` of `archive_room` and `add_pin` are two things that happen to be equal; what
`get_wallet` and `create_wallet` answer with is a wallet to everybody, and so is an item of
`list_wallets`. The body of a request belongs to its call.
"""

from __future__ import annotations

import re

from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Occurrence
from dfnsgen.pointers import child, lookup, tokens

_ANONYMOUS = frozenset(
    "item items data result results value values entry entries list record records body content "
    "object response payload".split()
)
"""Properties that say no more of what they hold than their holder does."""
_VAGUE = frozenset("kind status state type mode code reason role action".split())
"""Properties whose members are those of what holds them: a wallet's status is no key's."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")


def called(where: Occurrence, holder: str, tree: JsonValue, *, is_enum: bool) -> str:
    """Return what a structure is called; `holder` is what that is called which it stands in."""
    if where.tag_value:
        return f"tag {where.tag_value}"
    name = name_called(where.property_name)
    if is_enum and holder and name in _VAGUE:
        return f"{holder} {name}"
    if name and name not in _ANONYMOUS:
        return name
    return holder if where.holder else _by_operation(where, tree)


def name_called(name: str) -> str:
    """Return the words of a name, by which two names are compared."""
    return " ".join(_words(name))


def _by_operation(where: Occurrence, tree: JsonValue) -> str:
    """Return what an operation takes or gives: its subject in answers, else something of its own.

    Before: `Get Wallet By Id`, `listWallets`. After: `wallet`, `wallet`.
    """
    parts = tokens(where.at)
    if where.role != "response" or parts[:1] != ["paths"] or len(parts) < 5:
        return where.at
    operation = lookup(tree, child("#", *parts[:3]))
    if _is_error(parts[4], operation):
        return "error"
    words = _words(_name_of(operation))
    subject = words[1 : words.index("by") if "by" in words else None]
    return " ".join(subject) or where.at


def _is_error(status: str, operation: JsonValue) -> bool:
    answers = operation.get("responses") if isinstance(operation, dict) else None
    several = answers if isinstance(answers, dict) else {}
    has_good = any(other[:1] == "2" for other in several)
    return status[:1] in ("4", "5") or (status == "default" and has_good)


def _name_of(operation: JsonValue) -> str:
    """Return the operationId or the summary of an operation."""
    several = operation if isinstance(operation, dict) else {}
    names = (several.get(key) for key in ("operationId", "summary"))
    return next((name for name in names if isinstance(name, str) and name), "")


def _words(name: str) -> list[str]:
    """Return the words of a name in lower case, in the singular."""
    return [_singular(word.lower()) for word in _WORD.findall(name)]


def _singular(word: str) -> str:
    is_plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if is_plural else word
