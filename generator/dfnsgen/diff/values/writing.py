"""Parameters as texts, by the very code that emitted clients use.

In: a parameter and a value. Out: the text that a request holds.
"""

from __future__ import annotations

import json

from dfnsgen.diff.wording import plain
from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import In, Parameter
from dfnsgen.runtime import runtime_module

_PARAMETERS = runtime_module("_parameters")


def written(parameter: Parameter, value: JsonValue) -> str | None:
    """Return how emitted clients write a parameter's value; None where no request can hold it."""
    value = plain(value)
    name, explode = parameter.spec_name, parameter.explode
    is_whole = parameter.location is In.QUERYSTRING
    if parameter.content_type and not (is_whole and "json" not in parameter.content_type):
        value = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    param = _PARAMETERS.Param(
        parameter.location.value,
        name,
        style=parameter.style,
        explode=explode,
        allow_reserved=parameter.allow_reserved,
    )
    try:
        match parameter.location:
            case In.PATH:
                return str(_PARAMETERS.path_text(param, value))
            case In.HEADER:
                return str(_PARAMETERS.header_text(param, value))
            case In.QUERYSTRING:
                return "&".join(_PARAMETERS.query_texts(param, value))
            case In.QUERY | In.COOKIE:
                return "&".join(_PARAMETERS.query_texts(param, value))
    except _PARAMETERS.InvalidRequest:
        return None


def without_name(name: str, text: str) -> str:
    """Return what is written: `a,b`, but `tag=a&tag=b` where each part has a name."""
    return text if "&" in text else text.removeprefix(f"{name}=")


def has_empty_part(value: JsonValue) -> bool:
    """Whether a value has an empty part: what is written of it hardly shows."""
    if isinstance(value, list):
        return not value or any(map(has_empty_part, value))
    if isinstance(value, dict):
        return not value or any(map(has_empty_part, value.values()))
    return value in ("", None)
