# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""What the constructor of a model takes: its signature, and what is wrong with a call of it.

In: a model's class and the arguments that were given. Out: a Signature, or the error to raise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inspect import Signature


def wrong_arguments(
    kind: str, fields: Sequence[str], defaults: Mapping[str, object], given: Mapping[str, object]
) -> TypeError:
    """Return the error that names all unknown and all missing arguments of a class.

    Beside an unknown one stands the field that was probably meant.
    """
    unknown = [name for name in given if name not in fields]
    missing = [name for name in fields if name not in given and name not in defaults]
    free = [name for name in fields if name not in given]
    parts: list[str] = []
    if unknown:
        hints = ", ".join(repr(name) + did_you_mean(name, free) for name in unknown)
        parts.append(f"knows no keyword arguments {hints}")
    if missing:
        parts.append(f"misses the keyword arguments {', '.join(map(repr, missing))}")
    return TypeError(f"{kind}() {' and '.join(parts)}")


def did_you_mean(name: str, known: list[str]) -> str:
    """Return a hint at the known name that is nearest, "" where none is near."""
    near = nearest(name, known)
    return "" if near is None else f" (did you mean {near!r}?)"


def nearest(name: str, known: Sequence[str]) -> str | None:
    """Return the known name that is nearest, None where none is near."""
    from difflib import get_close_matches

    by_letters = {_letters(one): one for one in reversed(known)}
    near = get_close_matches(_letters(name), by_letters, n=1, cutoff=0.7)
    return by_letters[near[0]] if near else None


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def signature(annotations: Mapping[str, Any], defaults: Mapping[str, Any]) -> Signature:
    """Return the signature of a constructor: the fields as keyword arguments, in their order."""
    from inspect import Parameter, Signature

    return Signature(
        [
            Parameter(
                name,
                Parameter.KEYWORD_ONLY,
                default=defaults.get(name, Parameter.empty),
                annotation=annotation,
            )
            for name, annotation in annotations.items()
        ]
    )
