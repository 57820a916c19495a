"""Whether a version accepts a value, by the very evaluator that its emitted validators use.

In: an Api, its schemas, and values. Out: verdicts, and what is wrong where. Formats are assertions
here: a document that names one means it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dfnsgen.diff.change import Direction
from dfnsgen.diff.directions import bound_to
from dfnsgen.diff.sides import Side
from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.json_schema import as_json_schema
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.patterns.backtracking import emitted
from dfnsgen.runtime import runtime_module

_NEVER_COMPILES = "("


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What is wrong at one place of a value: the pointer into it, the keyword, and the message."""

    at: str
    keyword: str
    message: str

    def __str__(self) -> str:
        return f"{self.at} {self.message}".strip()


class Judge:
    """One version's validators, of values that travel in a direction, or in none."""

    def __init__(self, side: Side, direction: Direction | None = None) -> None:
        self._runtime = runtime_module("_validation")
        self._formats = runtime_module("_formats").FORMATS
        self._schemas = _WrittenSchemas(side, direction)
        self._evaluator = self._runtime.Schemas(
            self._schemas, side.api.dynamic_anchors, _spelled, runtime_module("_linear").Linear
        )
        self._kept = self._fresh()

    def _fresh(self) -> Any:
        return self._runtime.Verdicts(self._evaluator, lenient=False, formats=self._formats)

    def accepts(self, schema: Schema, value: JsonValue) -> bool:
        """Whether a value satisfies a schema of this version."""
        key = self._schemas.key(schema)
        return bool(self._runtime.satisfies(self._evaluator, key, value, formats=self._formats))

    def accepts_kept(self, schema: Schema, value: JsonValue) -> bool:
        """Whether a value satisfies a schema; the value must live as long as the judge.

        What was found of it and of its parts is remembered by their identity: of thousands of
        values that are put together of the same parts, each part is judged once.
        """
        verdicts = self._kept
        verdicts.doubts.clear()
        try:
            return (
                bool(verdicts.passes_key(self._schemas.key(schema), value)) and not verdicts.doubts
            )
        except RecursionError:
            self._kept = self._fresh()
            return False

    def issues(self, schema: Schema, value: JsonValue) -> tuple[Issue, ...]:
        """Return what is wrong with a value."""
        key = self._schemas.key(schema)
        report = self._runtime.evaluate(self._evaluator, key, value, formats=self._formats)
        return tuple(
            Issue(at=issue.instance, keyword=issue.keyword, message=issue.message)
            for issue in report.issues
        )


class _WrittenSchemas(Mapping[str, Any]):
    """The schemas by key, each written when it is first asked for; others get keys of their own."""

    def __init__(self, side: Side, direction: Direction | None) -> None:
        self._side = side
        self._api = side.api
        self._direction = direction
        self._written: dict[str, Any] = {}
        self._kept: dict[int, Schema] = {}

    def key(self, schema: Schema) -> str:
        """Return the key of a schema, which stays alive from now on."""
        key = f"@{id(schema)}"
        if key not in self._written:
            self._kept[id(schema)] = schema
            self._written[key] = self._text(schema)
        return key

    def _text(self, schema: Schema) -> Any:
        if self._direction is not None:
            schema = bound_to(self._side, schema, self._direction)
        return as_json_schema(schema)

    def __getitem__(self, key: str) -> Any:
        found = self._written.get(key)
        if found is None:
            definition = self._api.definitions.get(key)
            # A reference that leads nowhere asserts nothing.
            found = True if definition is None else self._text(definition.schema)
            self._written[key] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._api.definitions)

    def __len__(self) -> int:
        return len(self._api.definitions)


def _spelled(pattern: str) -> str:
    """Return a pattern in Python's spelling; one that has none is not checked."""
    spelled = emitted(pattern)
    return _NEVER_COMPILES if spelled is None else spelled
