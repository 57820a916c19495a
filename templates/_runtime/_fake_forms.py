"""Forms as a server reads them: names with brackets, fields that come several times, parts.

    metadata[plan]=gold&tags=a&tags=b&items[0][price]=7
    {"metadata": {"plan": "gold"}, "tags": ["a", "b"], "items": [{"price": "7"}]}

In: the text of a query or a body. Out: an object whose values are texts, lists and objects of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from ._fake_facts import Object, as_list, as_object


def form_of(text: str, known: Collection[str] = ()) -> Object:
    """Return the fields of a form; one that comes several times is a list.

    Names with brackets lead into a property that is `known` by the name before them.
    """
    return gathered(
        (steps_of(name, known), value) for name, value in parse_qsl(text, keep_blank_values=True)
    )


def steps_of(name: str, known: Collection[str]) -> list[str]:
    """Return the steps that a name with brackets leads through, the name itself if it has none."""
    first, bracket, _ = name.partition("[")
    if not bracket or name in known or first not in known:
        return [name]
    return [first, *re.findall(r"\[([^\]]*)\]", name)]


def gathered(fields: Iterable[tuple[list[str], Any]]) -> Object:
    """Return an object of the values that stand at the end of steps."""
    found: Object = {}
    for steps, value in fields:
        _set(found, steps, value)
    return {name: _lists(inner) for name, inner in found.items()}


def _set(found: Object, steps: list[str], value: Any) -> None:
    *way, last = steps
    for step in way:
        inner = as_object(found.setdefault(step, {}))
        if inner is None:
            return
        found = inner
    if last not in found:
        found[last] = value
        return
    before = as_list(found[last])
    found[last] = [found[last], value] if before is None else [*before, value]


def _lists(value: Any) -> Any:
    """Return a value in which an object whose names count from 0 is a list, as is `tags[]=a`."""
    held = as_object(value)
    if held is None:
        return value
    if [*held] == [""]:
        several = as_list(held[""])
        return [held[""]] if several is None else several
    held = {name: _lists(inner) for name, inner in held.items()}
    is_list = bool(held) and [*held] == [str(index) for index in range(len(held))]
    return [*held.values()] if is_list else held


def multipart_of(content_type: str, body: bytes) -> Object:
    """Return the parts of a multipart body by name; what is no text comes as a placeholder.

    Raises ValueError for a part without a name.
    """
    head = b"Content-Type: " + content_type.encode() + b"\r\n\r\n"
    parsed: Any = BytesParser(policy=HTTP).parsebytes(head + body)
    fields: list[tuple[list[str], Any]] = []
    for part in parsed.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if name is None and not part.keys() and not part.get_payload(decode=True):
            continue  # An empty form, as some clients write it.
        if name is None:
            raise ValueError("has a part without a name")
        content: bytes = part.get_payload(decode=True) or b""
        text = content.decode("utf-8", "replace")
        value = json_text(text) if is_json(part.get_content_type()) else text
        fields.append(([str(name)], value))
    return gathered(fields)


def json_text(text: str) -> Any:
    """Return the value of a text of JSON, itself where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def media_type(text: str) -> str:
    """Return a content type without its parameters."""
    return text.partition(";")[0].strip().lower()


def is_json(kind: str) -> bool:
    """Whether bodies of a content type are JSON."""
    return kind == "application/json" or kind.endswith("+json")
