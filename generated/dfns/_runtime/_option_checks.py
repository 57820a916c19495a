# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Options of a client or a call, looked at before they are used.

In: what somebody gave, and the names that are known. Out: nothing, or one sentence that says what
to give: an option that is of no use must not make a call fail that is on its way already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final, cast

from ._errors import ClientError
from ._leniency import LENIENCIES


def _is_seconds(value: object) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value is None or (is_number and cast("float", value) > 0)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _are_texts(value: object, *, lists: bool = False) -> bool:
    """Whether a value is texts by name, with `lists` also several of a name."""
    if not isinstance(value, Mapping):
        return False
    pairs = cast("Mapping[object, object]", value).items()
    texts = [name for name, _ in pairs]
    for _, one in pairs:
        texts += cast("list[object]", one) if lists and isinstance(one, (list, tuple)) else [one]
    return all(isinstance(text, str) for text in texts)


_FITTING: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "timeout": (_is_seconds, "seconds as a number, more than 0, or None"),
    "deadline": (_is_seconds, "seconds as a number, more than 0, or None"),
    "retries": (_is_count, "a whole number, 0 or more"),
    "headers": (_are_texts, "a dict of texts"),
    "query": (partial(_are_texts, lists=True), "a dict of texts, or of lists of texts"),
    "idempotency_key": (lambda value: isinstance(value, str) and value != "", "a text"),
    "answers": (lambda value: value in LENIENCIES, f"one of {', '.join(LENIENCIES)}"),
    "idempotency": (lambda value: value in ("auto", None), "'auto' or None"),
}


def check_options(given: Mapping[str, Any], known: Iterable[str]) -> None:
    """Raise ClientError where an option isn't known, or is of no use as it is given."""
    if not isinstance(cast("object", given), Mapping):
        raise ClientError(f"options={given!r}: it is a dict of {', '.join(known)}")
    for name, value in given.items():
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
            raise ClientError(f"there is no option {name!r}: {hint}")
        fits, what = _FITTING[name]
        if not fits(value):
            # Headers and queries may hold what nobody is to see.
            shown = "" if name in ("headers", "query") else f"={value!r}"
            raise ClientError(f"{name}{shown}: it is {what}")
