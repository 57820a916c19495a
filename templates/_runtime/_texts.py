"""The exact schemas of a package, kept as text until something has to be explained.

In: one line per type: its JSON pointer, a line break, its schema as JSON. Out: verdicts of the
interpreter. Nothing is parsed before the first question, and only what the question needs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Final, cast

from ._issues import ValidationError
from ._lookup import Schemas
from ._validation import evaluate


class _Parsed(Mapping[str, Any]):
    """Schemas by key, each parsed when it is first asked for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._parsed: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._parsed:
            self._parsed[key] = json.loads(self._texts[key])
        return self._parsed[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


class Texts:
    """The schemas of the types of a package, by the name of their codec.

    `patterns` gives Python's spelling of the patterns that ECMA-262 spells otherwise; `dynamic`
    the dynamic anchors of each resource; `formats` makes `format` an assertion.
    """

    def __init__(
        self,
        lines: Mapping[str, str],
        *,
        patterns: Mapping[str, str] | None = None,
        dynamic: Mapping[str, Mapping[str, str]] | None = None,
        formats: bool = False,
    ) -> None:
        split = {name: line.split("\n", 1) for name, line in lines.items()}
        self._keys = {name: key for name, (key, _) in split.items()}
        self._schemas = Schemas(_Parsed(dict(split.values())), dynamic, patterns)
        self._formats = formats

    @property
    def pointers(self) -> Mapping[str, str]:
        """The JSON pointer of each type."""
        return self._keys

    def schema(self, name: str) -> Any:
        """Return the schema of a type."""
        return self._schemas.by_key[self._keys[name]]

    def judge(self, name: str, value: object, *, lenient: bool = False) -> None:
        """Raise ValidationError with all issues where the value isn't valid for the type."""
        report = evaluate(
            self._schemas, self._keys[name], value, lenient=lenient, formats=self._formats
        )
        if report.issues:
            raise ValidationError(report.issues, subject=name, more=report.more)

    def is_valid(self, name: str, value: object, *, lenient: bool = False) -> bool:
        """Whether the value is valid for the type."""
        try:
            self.judge(name, value, lenient=lenient)
        except ValidationError:
            return False
        return True


def package_texts() -> Texts:
    """Return the schemas of the package, whose module is imported when first needed."""
    return cast("Texts", import_module(".._schemas", __package__).TEXTS)


class Keys:
    """The names of the properties that a type declares: `K.Wallet`."""

    def __getattr__(self, name: str) -> frozenset[str]:
        texts = package_texts()
        if name not in texts.pointers:
            raise AttributeError(name)
        names = frozenset[str](texts.schema(name)["properties"])
        setattr(self, name, names)
        return names


K: Final = Keys()
