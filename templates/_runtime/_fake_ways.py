"""What of a value travels one way alone: `writeOnly` stands in no answer, `readOnly` in no request.

    User: {name: {}, password: {writeOnly: true}}     {"name": "ann", "password": "…"} is answered
                                                      as {"name": "ann"}

In: the facts of schemas, a value. Out: the value without what doesn't travel. What a schema
requires stays: a package to the letter of its document may ask for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal

from ._fake_facts import Facts, FactsOf, as_list, as_object
from ._lookup import Schema

Flag = Literal["readOnly", "writeOnly"]
_DEEPEST: Final = 24


class Ways:
    """Leaves out of values what travels the other way, for the schemas of one document."""

    def __init__(self, facts: FactsOf) -> None:
        self._facts = facts
        self._known: dict[tuple[int, Flag], tuple[Schema, bool]] = {}

    def without(self, schema: Schema, value: Any, flag: Flag) -> Any:
        """Return a value without the properties that have a flag, itself where none has."""
        mark = (id(schema), flag)
        if mark not in self._known:  # Few documents have any.
            self._known[mark] = (schema, self._leads_to(schema, flag))
        return self._without(schema, value, flag, 0) if self._known[mark][1] else value

    def flagged(self, schema: Schema, flag: Flag) -> frozenset[str]:
        """Return the names of an object's properties that have a flag."""
        return frozenset(self._names([*self._branches(schema, 0)], flag))

    def _without(self, schema: Schema, value: Any, flag: Flag, depth: int) -> Any:
        items, held = as_list(value), as_object(value)
        if depth > _DEEPEST or (items is None and held is None):
            return value
        branches = [*self._branches(schema, depth)]
        if items is not None:
            inner = [branch["items"] for branch in branches if "items" in branch]
            return [self._of_all(inner, item, flag, depth) for item in items]
        unsent = frozenset(self._names(branches, flag))
        return {
            name: self._of_all([*_below(branches, name)], one, flag, depth)
            for name, one in (held or {}).items()
            if name not in unsent
        }

    def _of_all(self, schemas: list[Schema], value: Any, flag: Flag, depth: int) -> Any:
        for schema in schemas:
            value = self._without(schema, value, flag, depth + 1)
        return value

    def _branches(self, schema: Schema, depth: int) -> Iterator[Facts]:
        """Yield the facts of a schema and those of its variants."""
        facts = self._facts.of(schema)
        if facts is None or depth > _DEEPEST:
            return
        yield facts
        for group in facts.get("groups", ()):
            for variant in group:
                yield from self._branches(variant, depth + 1)

    def _names(self, branches: list[Facts], flag: Flag) -> Iterator[str]:
        required = {name for branch in branches for name in branch.get("required", ())}
        for branch in branches:
            for name, schema in branch.get("properties", {}).items():
                if name not in required and (self._facts.of(schema) or {}).get(flag) is True:
                    yield name

    def _leads_to(self, schema: Schema, flag: Flag) -> bool:
        """Whether a schema leads to one that has a flag."""
        seen: set[int] = set()
        waiting: list[Schema] = [schema]
        while waiting:
            facts = self._facts.of(waiting.pop())
            if facts is None or id(facts) in seen:
                continue
            seen.add(id(facts))
            if facts.get(flag) is True:
                return True
            waiting += facts.get("properties", {}).values()
            waiting += [facts[name] for name in ("items", "additionalProperties") if name in facts]
            waiting += [variant for group in facts.get("groups", ()) for variant in group]
        return False


def _below(branches: list[Facts], name: str) -> Iterator[Schema]:
    """Yield what the branches of an object say of a property."""
    for branch in branches:
        known: dict[str, Schema] = branch.get("properties", {})
        if name in known:
            yield known[name]
        elif "additionalProperties" in branch:
            yield branch["additionalProperties"]
