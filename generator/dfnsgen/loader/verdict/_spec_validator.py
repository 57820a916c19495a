"""A program: judges the OpenAPI document on standard input; imports openapi_spec_validator alone.

Out: a JSON list of [kind, pointer, problem], at most as many of a kind as the first argument says,
on standard output. A kind says in which way the specification is broken, by the keyword of its
schema that says so. It is run in a process of its own by `verdict`, and imports nothing of dfnsgen,
so that it starts beside the other work.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from typing import Any, TypeAlias, cast
from urllib.parse import urlsplit

from jsonschema import FormatChecker  # type: ignore[import-untyped]  # it ships no types
from jsonschema.validators import validator_for  # type: ignore[import-untyped]  # it ships no types
from jsonschema_path.paths import SchemaPath
from openapi_spec_validator import (
    OpenAPIV30SpecValidator,
    OpenAPIV31SpecValidator,
    OpenAPIV32SpecValidator,
)
from openapi_spec_validator.validation import keywords
from openapi_spec_validator.validation.exceptions import (
    DuplicateOperationIDError,
    ExtraParametersError,
    OpenAPIValidationError,
    ParameterDuplicateError,
    UnresolvableParameterError,
)

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Found = tuple[str, str, str]

VALIDATORS: dict[str, Any] = {
    "3.0": OpenAPIV30SpecValidator,
    "3.1": OpenAPIV31SpecValidator,
    "3.2": OpenAPIV32SpecValidator,
}


KINDS = {
    "unevaluatedProperties": "stray-key",
    "additionalProperties": "stray-key",
    "required": "missing-key",
    "type": "wrong-type",
    "uniqueItems": "repeated",
}
"""What a keyword of the specification's schema says of a document; other keywords: `form`."""
OWN_KINDS: tuple[tuple[Any, str], ...] = (
    (DuplicateOperationIDError, "operation-id"),
    (ParameterDuplicateError, "repeated"),
    (UnresolvableParameterError, "path-parameter"),
    (ExtraParametersError, "required-undeclared"),
)
"""What the library looks at beside the schema."""

META_SCHEMA = "https://json-schema.org/draft/2020-12/schema"

_ADDRESSES = 10_000
"""How many are remembered."""
_SECONDS = 25
"""Processor time: 13 MB of real documents take four seconds."""
_BYTES = 768 << 20
"""The same take a sixth of this; a ring of references may take any amount."""


class _Ids(set[int]):
    """Schemas that were seen. The library keeps a list and searches it for each schema."""

    def append(self, number: int) -> None:
        """Add one, as to a list."""
        self.add(number)


def shared(value: Json, known: dict[Any, Any]) -> Any:
    """Return a JSON value in which equal objects and arrays are one: each is judged once."""
    if isinstance(value, dict):
        made: Any = {key: shared(inner, known) for key, inner in value.items()}
        parts = (dict, *((key, _identity(inner)) for key, inner in made.items()))
    elif isinstance(value, list):
        made = [shared(inner, known) for inner in value]
        parts = (list, *(_identity(inner) for inner in made))
    else:
        return value
    return known.setdefault(parts, made)


def _identity(value: Any) -> Any:
    return id(cast(Any, value)) if isinstance(value, dict | list) else (type(value), value)


def _remember_clean_schemas() -> None:
    """Let jsonschema judge a schema once, where the meta-schema comes back to itself."""
    rules = validator_for({"$schema": META_SCHEMA}).VALIDATORS
    original = rules["$dynamicRef"]
    clean: set[tuple[int, str]] = set()

    def judge(validator: Any, reference: Any, instance: Any, schema: Any) -> Iterator[Any]:
        key = (id(instance), str(reference))
        if key in clean:
            return
        failed = False
        for error in original(validator, reference, instance, schema):
            failed = True
            yield error
        if not failed:
            clean.add(key)

    rules["$dynamicRef"] = judge


def _leave_patterns_out() -> None:
    """Python's `re` is no judge of ECMA-262: the generator itself tells which patterns are none."""
    original = FormatChecker.check

    def check(self: Any, instance: Any, format: str) -> None:
        if format != "regex":
            original(self, instance, format)

    FormatChecker.check = check


def _remember_addresses() -> None:
    """Let an address be put together once, and not for each value that a schema is held to.

    These functions are pure; they take a third of a verdict. One that a library no longer has is
    left out.
    """
    for module, name in (
        ("referencing._core", "urljoin"),
        ("referencing._core", "urldefrag"),
        ("typing", "_get_protocol_attrs"),  # of Python 3.11, which looks for them at each question
    ):
        holder: Any = import_module(module)
        if hasattr(holder, name):
            setattr(holder, name, lru_cache(_ADDRESSES)(getattr(holder, name)))
    addresses: Any = getattr(import_module("jsonschema._utils"), "URIDict", None)
    if hasattr(addresses, "normalize"):

        def normalize(_: Any, address: str) -> str:
            return _normal(address)

        addresses.normalize = normalize


@lru_cache(_ADDRESSES)
def _normal(address: str) -> str:
    return urlsplit(address).geturl()


def prepare() -> None:
    """Let the library's errors say where they are, and let it judge each schema once."""
    _remember_addresses()
    _remember_clean_schemas()
    _leave_patterns_out()
    waiting = [keywords.KeywordValidator]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if "__call__" in vars(kind):
            _locate_errors(kind)
    _end_at_cycles(keywords.SchemaValidator)
    start = keywords.SchemaValidator.__init__

    def init(self: Any, registry: Any) -> None:
        start(self, registry)
        self.visited_schema_ids = _Ids()
        self.meta_checked_schema_ids = _Ids()

    keywords.SchemaValidator.__init__ = init  # type: ignore[method-assign]  # see _Ids


def _end_at_cycles(kind: Any) -> None:
    """Let a search for property names look at each schema once: it would follow cycles for ever."""
    original = kind._collect_properties
    seen: set[int] = set()

    def collect(self: Any, schema: SchemaPath) -> set[str]:
        number = id(schema.read_value())
        if number in seen:
            return set()
        is_first = not seen
        seen.add(number)
        try:
            names: set[str] = original(self, schema)
        finally:
            if is_first:
                seen.clear()
        return names

    kind._collect_properties = collect


def _locate_errors(kind: Any) -> None:
    """Let errors that a part of the validator finds know the part of the document it judged."""
    original = kind.__call__
    judges_default = issubclass(kind, keywords.ValueValidator)

    def call(self: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
        place = next((arg for arg in args if isinstance(arg, SchemaPath)), None)
        with suppress(re.error):  # A default stands beside a pattern that isn't Python's.
            for error in original(self, *args, **kwargs):
                located: Any = error
                if not hasattr(error, "at"):
                    if not isinstance(error, OpenAPIValidationError):
                        located = OpenAPIValidationError.create_from(error)
                    located.at = () if place is None else tuple(place.parts)
                    located.of_default = judges_default
                yield located

    kind.__call__ = call


def problems(document: dict[str, Any]) -> Iterator[Found]:
    """Yield the kind, the pointer and the text of each violation.

    The library walks a document as if it followed the specification's schema; where it doesn't, the
    walk may break off, and what the schema says is what there is to say.
    """
    prepare()
    found = False
    try:
        for error in VALIDATORS[document["openapi"][:3]](document).iter_errors():
            for one in _found(document, error):
                found = True
                yield one
    except Exception:
        if not found:
            raise


def _found(document: dict[str, Any], error: Any) -> Iterator[Found]:
    """Yield what an error says: of stray keys, each of its own."""
    deepest = _significant(error)
    of_default = bool(getattr(error, "of_default", False))
    at = [*getattr(error, "at", ()), *(["default"] if of_default else []), *deepest.absolute_path]
    kind = "default" if of_default else _kind(deepest)
    if kind != "stray-key":
        yield kind, _pointer(document, at), _text(deepest)
        return
    holder = _pointer(document, at)
    keys = _stray_keys(_at(document, [_unescaped(t) for t in holder.split("/")[1:]]), deepest)
    for key in keys:
        yield kind, _pointer(document, [*at, key]), f"no {key!r}"
    if not keys:
        yield kind, holder, _text(deepest)


def _kind(error: Any) -> str:
    for kind, name in OWN_KINDS:
        if isinstance(error, kind):
            return name
    if "Duplicate tag" in error.message:
        return "repeated"
    way = list(error.absolute_schema_path)
    if way[-1:] == ["pattern"] and "components" in way:
        return "name"
    return KINDS.get(str(way[-1]) if way else "", "form")


def _stray_keys(holder: Json, error: Any) -> list[str]:
    """Return the keys that an object may not have: those that the error names."""
    tail = error.message[error.message.find("(") :]
    return [key for key in holder if repr(key) in tail] if isinstance(holder, dict) else []


def _significant(error: Any) -> Any:
    """Return the cause of an error that a reader can act on: the deepest of a failed choice."""
    while error.context:
        error = max(error.context, key=lambda cause: (len(cause.absolute_path), -_rank(cause)))
    return error


def _rank(error: Any) -> int:
    """Prefer what is wrong with a value to what says that it isn't a reference."""
    return int(error.validator == "required" and "$ref" in str(error.message))


def _pointer(document: Any, path: list[Any]) -> str:
    """Return the pointer of a path; where it goes on behind a reference, of what that leads to."""
    tokens: list[str] = []
    node: Json = document
    for token in map(str, path):
        hops = 0
        while isinstance(node, dict) and token not in node and "$ref" in node and hops < 50:
            reference = str(node["$ref"])
            tokens = [_unescaped(part) for part in reference.split("/")[1:]]
            node = _at(document, tokens)
            hops += 1
        tokens.append(token)
        node = _at(node, [token])
    return "/".join(["#", *(t.replace("~", "~0").replace("/", "~1") for t in tokens)])


def _unescaped(token: str) -> str:
    return token.replace("~1", "/").replace("~0", "~").replace("%25", "%")


def _at(node: Json, tokens: list[str]) -> Json:
    for token in tokens:
        if isinstance(node, dict):
            node = node.get(token)
        elif isinstance(node, list) and token.isdecimal():
            node = dict(enumerate(node)).get(int(token))
        else:
            return None
    return node


def _text(error: Any) -> str:
    if list(error.absolute_schema_path)[-2:] in (["parameter", "oneOf"], ["header", "oneOf"]):
        return "it should have one of `schema` and `content`"
    text = " ".join(str(error.message).split("\n\nFailed validating ")[0].split())
    return text if len(text) <= 300 else f"{text[:150]} … {text[-149:]}"


def _bound() -> None:
    """Hold this process to what ten times the largest documents that are known would need."""
    with suppress(ImportError, OSError, ValueError):  # Not every system has such limits.
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))


def main() -> None:
    """Read the document, write what is wrong with it."""
    _bound()
    sys.setrecursionlimit(20_000)
    limit = int(sys.argv[1])
    found: dict[Found, None] = {}
    kinds: Counter[str] = Counter()
    for problem in problems(shared(json.load(sys.stdin), {})):
        if problem not in found and kinds[problem[0]] < limit:
            found[problem] = None
            kinds[problem[0]] += 1
    json.dump(list(found), sys.stdout)


if __name__ == "__main__":
    main()
