# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""The exact schemas of a package, kept as text until something has to be explained.

In: for each type the places that it is for, a line each, and its schema as JSON in the last line.
Out: verdicts of the interpreter. Nothing is parsed before the first question, and only what the
question needs. A place is a JSON pointer, one that starts at a type (`Pet/properties/tag`), or the
body of an operation (`GET /pets 200`, `POST /pets body`); a reference is the name of a type.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, cast

from ._issues import ValidationError
from ._json import loads
from ._keywords import Format, Overlaps
from ._lookup import Schemas
from ._package import Package, package_beside
from ._search import Engine
from ._validation import evaluate

_CONSTANTS: Final = ("const", "enum")
_BY_NAME: Final = ("properties", "patternProperties", "dependentSchemas")


class _Parsed(Mapping[str, Any]):
    """Schemas by key, each parsed when it is first asked for; `pointer` is the key of a place."""

    def __init__(self, texts: Mapping[str, str], pointer: Callable[[str], str]) -> None:
        self._texts = texts
        self._pointer = pointer
        self._parsed: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._parsed:
            self._parsed[key] = self._with_keys(loads(self._texts[key]))
        return self._parsed[key]

    def _with_keys(self, schema: Any) -> Any:
        """Put the key of a place for the place into each reference, and into nothing else."""
        if schema.__class__ is list:
            return list(map(self._with_keys, schema))
        if schema.__class__ is not dict:
            return schema
        found: dict[str, Any] = schema
        for keyword, value in found.items():
            if keyword == "$ref":
                found[keyword] = self._pointer(value)
            elif keyword in _BY_NAME:
                found[keyword] = {name: self._with_keys(value[name]) for name in value}
            elif keyword not in _CONSTANTS:
                found[keyword] = self._with_keys(value)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


class Texts:
    """The schemas of the types of a package, by the name of their codec.

    `letter` gives, by their places, those that say less or more than what they mean; places of what
    only the meaning has are `unlisted`. Where codecs hold to the letter themselves they are
    `exact`.
    `pointers` gives the JSON pointer of each type, which is the key of its schema.
    `patterns` gives Python's spelling of the patterns that ECMA-262 spells otherwise; `dynamic` the
    dynamic anchors of each resource; `formats` those that are assertions. `linear` searches for
    patterns that `re` may take years for, where there are some.
    """

    def __init__(
        self,
        lines: Mapping[str, str],
        *,
        letter: Mapping[str, str] | None = None,
        unlisted: Iterable[str] = (),
        exact: bool = False,
        patterns: Mapping[str, str] | None = None,
        dynamic: Mapping[str, Mapping[str, str]] | None = None,
        formats: Mapping[str, Format] | None = None,
        linear: Engine | None = None,
    ) -> None:
        self.pointers: dict[str, str] = {}
        for name in lines:
            self._find(name, lines)
        texts = {self.pointers[n]: text[text.rindex("\n") + 1 :] for n, text in lines.items()}
        exact_texts = {self._pointer(place): text for place, text in (letter or {}).items()}
        self._lines = lines
        self._patterns = patterns or {}
        self._schemas = Schemas(_Parsed(texts, self._pointer), dynamic, self._spelled, linear)
        to_the_letter = _Parsed({**texts, **exact_texts}, self._pointer)
        self._letter = Schemas(to_the_letter, dynamic, self._spelled, linear)
        self._overlaps = not exact
        self.to_the_letter: frozenset[str] = frozenset(exact_texts)
        self.unlisted: frozenset[str] = frozenset(map(self._pointer, unlisted))
        self._formats = formats

    def _find(self, name: str, lines: Mapping[str, str]) -> None:
        """Find the pointer of a type, and before it those of the types that it is a part of."""
        waiting = [name]
        while waiting:
            place = lines[waiting[-1]].partition("\n")[0]
            base = place.partition("/")[0]
            if base in lines and base not in self.pointers:
                waiting.append(base)
            else:
                self.pointers[waiting.pop()] = self._pointer(place)

    def _pointer(self, place: str) -> str:
        """Return the JSON pointer of a place."""
        if place in self.pointers:
            return self.pointers[place]
        if "\\" in place:  # It is written as JSON does.
            place = cast("str", json.loads(f'"{place}"'))
        base, slash, rest = place.partition("/")
        if base in self.pointers:
            return f"{self.pointers[base]}{slash}{rest}"
        if place.startswith("#"):
            return place
        if place.count(" ") != 2:  # A place of another document, by its address.
            return place
        method, path, status = place.split(" ")
        path = path.replace("~", "~0").replace("/", "~1")
        part = "requestBody" if status == "body" else f"responses/{status}"
        return f"#/paths/{path}/{method.lower()}/{part}/content/application~1json/schema"

    def _spelled(self, pattern: str) -> str:
        """Return Python's spelling of a pattern."""
        return self._patterns.get(pattern, pattern)

    @property
    def places(self) -> Mapping[str, tuple[str, ...]]:
        """The pointers of all places that each type is for, its own first."""
        return {
            name: (self.pointers[name], *map(self._pointer, text.split("\n")[1:-1]))
            for name, text in self._lines.items()
        }

    @property
    def schemas(self) -> Schemas:
        """The schemas by their keys."""
        return self._schemas

    def schema(self, name: str) -> Any:
        """Return the schema of a type."""
        return self._schemas.by_key[self.pointers[name]]

    def judge(
        self,
        name: str,
        value: object,
        *,
        lenient: bool = False,
        overlaps: Overlaps = "none",
        formats: Mapping[str, Format] | None = None,
    ) -> None:
        """Raise ValidationError with all issues where the value isn't valid for the type.

        `formats` are assertions as well. `overlaps` says which values may fit several variants of a
        `oneOf`: of an answer the best one is taken, and a model is of one already.
        """
        report = evaluate(
            self._schemas,
            self.pointers[name],
            value,
            lenient=lenient,
            overlaps=overlaps if self._overlaps else "none",
            formats={**(formats or {}), **self._formats} if self._formats else formats,
        )
        if report.issues:
            raise ValidationError(report.issues, subject=name, more=report.more)

    def judge_letter(self, pointer: str, value: object) -> None:
        """Raise ValidationError where the value isn't valid to the letter of a schema."""
        report = evaluate(self._letter, pointer, value, formats=self._formats)
        if report.issues:
            raise ValidationError(report.issues, subject=pointer, more=report.more)

    def is_valid(self, name: str, value: object, *, lenient: bool = False) -> bool:
        """Whether the value is valid for the type."""
        try:
            self.judge(name, value, lenient=lenient, overlaps="all")
        except ValidationError:
            return False
        return True


def texts_of(package: Package) -> Texts:
    """Return the schemas of a package, whose module is imported when first needed."""
    return cast("Texts", package.printed("_schemas").TEXTS)


@cache
def declared_names(package: Package, name: str) -> frozenset[str]:
    """Return the properties that a type declares, none of a union."""
    schema: Any = texts_of(package).schema(name)
    return frozenset() if isinstance(schema, bool) else frozenset(schema.get("properties", ()))


def wires_of(package: Package, name: str) -> list[str]:
    """Return the names of a model's properties in the order of its fields."""
    listed = listed_wires(package, name)
    return listed or list(texts_of(package).schema(name).get("properties", {}))


def listed_wires(package: Package, name: str) -> list[str] | None:
    """Return the names of a model's properties where its schema doesn't list them in order."""
    return cast("list[str] | None", package.printed("codecs").__dict__.get("WIRES", {}).get(name))


class Keys:
    """Tests for the names that the schema of a type declares: `K.Wallet(value)`.

    A test says whether an object has no other names. The types are those of the package that a
    module lies in.
    """

    def __init__(self, module: str) -> None:
        self._package = package_beside(module)

    def __getattr__(self, name: str) -> Callable[[Iterable[str]], bool]:
        if name not in texts_of(self._package).pointers:
            raise AttributeError(name)
        has_all = self._names(name).issuperset
        setattr(self, name, has_all)
        return has_all

    def _names(self, name: str) -> frozenset[str]:
        """Return the declared names."""
        return frozenset(texts_of(self._package).schema(name)["properties"])
