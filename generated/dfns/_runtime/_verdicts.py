# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""Whether a value satisfies a schema: every assertion of JSON Schema 2020-12, exactly.

In: schemas whose references are resolved to keys, and a plain JSON value. Out: true or false.
Nothing is collected here; `_explanations` says why. A verdict on a reference is remembered per
(schema, value), so that unions that meet again and again cost no more than one look each.
Some patterns are searched for in short texts only. What depends on a longer one passes with a
doubt; a no is sure at all times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias, cast

from ._issues import TooLong
from ._keywords import TESTS, Format, Overlaps, kind
from ._lookup import Object, Schema, Schemas
from ._search import Search

Scope: TypeAlias = tuple[str, ...]


class Verdicts:
    """Verdicts of one evaluation. `scope` lists the resources entered, the outermost first.

    `overlaps` says whether a `oneOf` takes what fits several of its variants. `doubts` are what
    the yes of the last verdict depends on.
    """

    __slots__ = (
        "_doubtful",
        "_evaluated",
        "_verdicts",
        "doubts",
        "formats",
        "lenient",
        "overlaps",
        "schemas",
        "scope",
        "strict",
    )

    def __init__(
        self,
        schemas: Schemas,
        *,
        lenient: bool,
        formats: Mapping[str, Format],
        overlaps: Overlaps = "none",
        doubts: list[TooLong] | None = None,
    ) -> None:
        self.schemas = schemas
        self.lenient = lenient
        self.overlaps: Overlaps = overlaps
        self.formats = formats
        self.scope: Scope = ()
        is_exact = not lenient and overlaps == "none"
        self.doubts: list[TooLong] = [] if doubts is None else doubts
        self.strict = (
            self
            if is_exact
            else Verdicts(schemas, lenient=False, formats=formats, doubts=self.doubts)
        )
        self._verdicts: dict[tuple[int, int, Scope], bool] = {}
        self._doubtful: dict[tuple[int, int, Scope], TooLong] = {}
        self._evaluated: dict[tuple[int, int, Scope], frozenset[Any]] = {}

    def passes(self, schema: Schema, value: Any) -> bool:
        """Whether the value satisfies the schema."""
        # Schemas that are a reference alone are followed without a frame on the stack for each.
        marks: list[tuple[int, int, Scope]] = []
        verdict: bool | None = None
        before = len(self.doubts)
        while verdict is None:
            if isinstance(schema, bool):
                verdict = schema
            elif len(schema) == 1 and "$ref" in schema:
                schema = self.schemas.by_key[schema["$ref"]]
                mark = (id(schema), id(value), self.scope)
                verdict = self._verdicts.get(mark)
                if mark in self._doubtful:
                    self.doubts.append(self._doubtful[mark])
                if verdict is None:
                    # One that leads back to itself over the same value asks nothing more of it.
                    self._verdicts[mark] = True
                    marks.append(mark)
            else:
                resource = schema.get("$resource")
                if resource is not None and resource not in self.scope:
                    verdict = bool(self.within(resource, self.passes, schema, value))
                    break
                tests = TESTS[kind(value)]
                verdict = True
                for keyword, operand in schema.items():
                    test = tests.get(keyword)
                    if test is not None and not test(self, operand, schema, value):
                        verdict = False
                        break
        if not verdict:
            del self.doubts[before:]
        for mark in marks:
            self._verdicts[mark] = verdict
        if len(self.doubts) > before:
            self._doubtful.update((mark, self.doubts[-1]) for mark in marks)
        return verdict

    def finds(self, search: Search, text: str) -> bool | None:
        """Whether a search finds something in a text; None, and a doubt, where it can't tell."""
        try:
            return search(text) is not None
        except TooLong as doubt:
            self.doubts.append(doubt)
            return None

    def passes_key(self, key: str, value: Any) -> bool:
        """Whether the value satisfies the schema of this key; each pair is judged once."""
        return self.passes({"$ref": key}, value)

    def within(self, resource: str, function: Callable[..., Any], *arguments: Any) -> Any:
        """Return what the function gives inside a resource that was not entered before."""
        outer = self.scope
        self.scope = (*outer, resource)
        if self.strict is not self:
            self.strict.scope = self.scope
        try:
            return function(*arguments)
        finally:
            self.scope = outer
            if self.strict is not self:
                self.strict.scope = outer

    def target(self, keyword: str, operand: Any) -> str:
        """Return the key that a `$ref` or `$dynamicRef` means here and now."""
        if keyword == "$ref":
            return cast(str, operand)
        name, key = operand
        for resource in self.scope:
            anchors = self.schemas.dynamic.get(resource)
            if anchors is not None and name in anchors:
                return anchors[name]
        return cast(str, key)

    def matching(self, keyword: str, variants: list[Schema], value: Any) -> list[int]:
        """Return the indices of the variants of an `anyOf` or `oneOf` that the value satisfies.

        Leniently, a `oneOf` counts what matches only leniently where nothing matches strictly,
        and of several such the first.
        """
        tag = self.schemas.tag(variants)
        if tag is not None and tag.decides(value):
            index = tag.chosen(cast(Object, value))
            return [] if index is None or not self.passes(variants[index], value) else [index]
        if self.lenient and keyword == "oneOf":
            return (
                self.strict.matching(keyword, variants, value) or self._fitting(variants, value)[:1]
            )
        return self._fitting(variants, value)

    def _fitting(self, variants: list[Schema], value: Any) -> list[int]:
        found: list[int] = []
        for index, variant in enumerate(variants):
            if self.passes(variant, value):
                found.append(index)  # A comprehension is one more frame a level
        return found

    def tolerates(self, variants: list[Schema], value: Any) -> bool:
        """Whether the value names a variant that only a newer document may know."""
        tag = self.schemas.tag(variants) if self.lenient and isinstance(value, dict) else None
        return tag is not None and tag.is_unknown(cast(Object, value))

    def evaluated(self, schema: Schema, value: Any) -> frozenset[Any]:
        """Return the names or indices that the schema, which holds, says something about.

        Source: JSON Schema 2020-12 Core, sections 10.3 and 11.
        """
        if isinstance(schema, bool):
            return frozenset()
        resource = schema.get("$resource")
        if resource is not None and resource not in self.scope:
            return cast("frozenset[Any]", self.within(resource, self.evaluated, schema, value))
        mark = (id(schema), id(value), self.scope)
        found = self._evaluated.get(mark)
        if found is None:
            before = len(self.doubts)
            self._evaluated[mark] = frozenset()
            found = self._evaluated[mark] = self.evaluated_before(schema, value) | (
                _own(self, schema, value, "unevaluatedProperties", "unevaluatedItems")
            )
            if len(self.doubts) > before:
                del self._evaluated[mark]
        return found

    def evaluated_before(self, schema: Mapping[str, Any], value: Any) -> frozenset[Any]:
        """Return what `evaluated` does, the schema's own `unevaluated…` keywords left out."""
        own = _own(self, schema, value, "additionalProperties", "items")
        return own.union(*(self.evaluated(part, value) for part in _in_place(self, schema, value)))


def _own(
    verdicts: Verdicts, schema: Mapping[str, Any], value: Any, names_rest: str, items_rest: str
) -> frozenset[Any]:
    """Return what the schema's own keywords reach: all, where one for the rest is there."""
    if isinstance(value, dict):
        names = cast(Object, value).keys()
        if names_rest in schema:
            return frozenset(names)
        found = {name for name in schema.get("properties", ()) if name in names}
        for pattern in schema.get("patternProperties", ()):
            search = verdicts.schemas.search(pattern)
            found |= {name for name in names if search is not None and verdicts.finds(search, name)}
        return frozenset(found)
    if not issubclass(type(value), list):
        return frozenset()
    items: list[Any] = value
    if items_rest in schema:
        return frozenset(range(len(items)))
    indices = set(range(min(len(items), len(schema.get("prefixItems", ())))))
    if "contains" in schema:
        contained = schema["contains"]
        indices |= {i for i, item in enumerate(items) if verdicts.passes(contained, item)}
    return frozenset(indices)


def _in_place(verdicts: Verdicts, schema: Mapping[str, Any], value: Any) -> Iterator[Schema]:
    """Yield the subschemas that speak of this same value and hold for it."""
    for keyword in ("$ref", "$dynamicRef"):
        if keyword in schema:
            yield verdicts.schemas.by_key[verdicts.target(keyword, schema[keyword])]
    yield from schema.get("allOf", ())
    for keyword in ("anyOf", "oneOf"):
        variants = schema.get(keyword, [])
        yield from (variants[i] for i in verdicts.matching(keyword, variants, value))
    if "if" in schema:
        if verdicts.strict.passes(schema["if"], value):
            yield schema["if"]
            yield schema.get("then", True)
        else:
            yield schema.get("else", True)
    for name, dependent in schema.get("dependentSchemas", {}).items():
        if isinstance(value, dict) and name in value:
            yield dependent
