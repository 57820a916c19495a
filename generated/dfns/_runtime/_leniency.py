# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""How closely an answer is held to what the document says of it.

In: a codec, and what came. Out: its typed value. `checked` refuses what isn't valid. `lenient`, the
default, takes it: a field of which the type can't hold what came raises when it is read, and the
log tells once what was wrong. `unchecked` looks at nothing that it needn't look at. What can't be
decided is taken each time, and told.
"""

from __future__ import annotations

import logging
import re
from typing import Any, Final, Literal, TypeAlias

from ._issues import ValidationError

Leniency: TypeAlias = Literal["checked", "lenient", "unchecked"]

LENIENCIES: Final = ("checked", "lenient", "unchecked")

FITTING: Final = "fitting"
"""Lenient towards newer servers alone: for bodies that may be something else altogether."""

_LOG: Final = logging.getLogger(__name__.partition("._runtime")[0])
_MOST_REPORTED: Final = 1000
_reported: Final[set[tuple[str, str, str]]] = set()
_NUMBER: Final = re.compile(r"/[0-9]+(?=/|$)")


def read_json(codec: Any, data: bytes, answers: str, where: str) -> Any:
    """Return the typed value of a JSON text; `where` names the operation to the log.

    Raises ValidationError where the text isn't JSON, or no such value by any measure.
    """
    if answers == "unchecked":
        from ._tolerant import unchecked_json

        return unchecked_json(codec, data)
    try:
        return codec.from_json(data, lenient=answers != "checked")
    except ValidationError as error:
        if answers != "lenient" and not error.undecided:
            raise
        from ._tolerant import tolerant_json

        found = tolerant_json(codec, data, error)
        _warn(where, error)
        return found


def read_value(codec: Any, value: Any, answers: str, where: str) -> Any:
    """Return the typed form of a plain JSON value; see `read_json`."""
    if answers == "unchecked":
        from ._tolerant import unchecked_value

        return unchecked_value(codec, value)
    try:
        return codec.from_value(value, lenient=answers != "checked")
    except ValidationError as error:
        if answers != "lenient" and not error.undecided:
            raise
        from ._tolerant import tolerant_value

        found = tolerant_value(codec, value, error)
        _warn(where, error)
        return found


def _warn(where: str, error: ValidationError) -> None:
    """Log each kind of problem of an operation once; the log holds no value that came."""
    for issue in error.issues:
        mark = (where, _NUMBER.sub("/*", issue.instance), issue.keyword)
        if mark in _reported or len(_reported) >= _MOST_REPORTED:
            continue
        _reported.add(mark)
        _LOG.warning("%s: the answer isn't as documented: %s", where, issue.describe())
