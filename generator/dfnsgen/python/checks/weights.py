"""How often one value may be looked at by a check, so that no document makes checks explode.

In: the definitions. Out: a weight for each schema: the most often that any part of a value is
tested. Unions and `allOf` test one value several times; nested, this doubles and doubles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain

from dfnsgen.cycles import grouped
from dfnsgen.model.api import Definition
from dfnsgen.model.schemas.children import below, holds_schemas
from dfnsgen.model.schemas.recursion import references
from dfnsgen.model.schemas.schema import Schema

MOST = 300
"""Above this weight the interpreter decides, which judges each pair of schema and value once."""


class Weights:
    """Weighs schemas; remembers the definitions' weights and what they lead to."""

    def __init__(
        self, definitions: Mapping[str, Definition], has_tag: Callable[[tuple[Schema, ...]], bool]
    ) -> None:
        self._definitions = definitions
        self._has_tag = has_tag
        self._targets = {
            key: tuple(dict.fromkeys(references(definition.schema)))
            for key, definition in definitions.items()
        }
        self._groups = tuple(grouped(self._targets))
        self._group = {key: n for n, group in enumerate(self._groups) for key in group}
        self._known: dict[str, int] = {}

    def of(self, schema: Schema) -> int:
        """Return the weight of a schema; a reference back to what is being weighed counts one."""
        if not self._known:
            self._weigh_all()
        return self._of(schema)

    def _weigh_all(self) -> None:
        """Weigh each definition after those that it leads to."""
        # Not by following references: a chain of them may be longer than Python's stack.
        for key in chain.from_iterable(self._groups):
            weight = self._of(self._definitions[key].schema)
            self._known[key] = weight if weight <= MOST else 1  # Its check asks nothing then.

    def _of(self, schema: Schema) -> int:
        if schema.is_leaf:  # as most are
            return 1
        total = sum(max(map(self._of, parts)) for parts in self._same_place(schema))
        total += max(map(self._of, below(schema)), default=0)
        if schema.ref is not None:
            total += self._known.get(schema.ref, 1)
        return min(max(1, total), MOST + 1)

    def doubles(self, schema: Schema, key: str | None) -> bool:
        """Whether several parts for one value lead back to the definition `key`.

        Each level of a value would then double the work.
        """
        alternatives = list(self._same_place(schema)) if holds_schemas(schema) else []
        if not alternatives or key is None:
            return False
        ways = sum(any(self._leads(part, key) for part in parts) for parts in alternatives)
        ways += any(self._leads(part, key) for part in below(schema))
        ways += schema.ref is not None and self._leads(Schema(ref=schema.ref), key)
        return ways > 1

    def _same_place(self, schema: Schema) -> Iterator[tuple[Schema, ...]]:
        """Yield what is applied to the same value; of the parts of a tuple only one is."""
        for group in (*schema.any_of, *schema.one_of):
            if self._has_tag(group):
                yield group
            else:
                yield from ((part,) for part in group)
        yield from ((part,) for part in _conditional(schema))

    def _leads(self, schema: Schema, key: str) -> bool:
        """Whether a part of the definition `key` leads back to it."""
        own = self._group[key]
        return any(self._group[target] == own for target in references(schema))

    def reached_by(self, schemas: Iterable[Schema]) -> frozenset[str]:
        """Return the keys of all definitions that some schemas lead to."""
        starts = (target for schema in schemas for target in references(schema))
        return _closed(starts, self._targets)

    def leading_to(self, keys: Iterable[str]) -> frozenset[str]:
        """Return the keys of all definitions that lead to some, and those themselves."""
        return _closed(keys, self._sources)

    def referring_to(self, keys: Iterable[str]) -> list[str]:
        """Return the keys of the definitions that refer to some, each once."""
        return list(dict.fromkeys(source for k in keys for source in self._sources.get(k, ())))

    @cached_property
    def _sources(self) -> Mapping[str, list[str]]:
        """The keys of the definitions that refer to each."""
        sources: dict[str, list[str]] = {}
        for key, targets in self._targets.items():
            for target in targets:
                sources.setdefault(target, []).append(key)
        return sources


def _closed(starts: Iterable[str], edges: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Return all that some keys lead to, themselves among them."""
    waiting = list(starts)
    seen: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting += edges.get(key, ())
    return frozenset(seen)


def _conditional(schema: Schema) -> Iterator[Schema]:
    """Yield the parts for the same value that stand outside unions; a test is asked twice."""
    yield from schema.all_of
    yield from schema.not_
    for condition in schema.conditions:
        yield from (condition.test, condition.test)
        yield from (part for part in (condition.then, condition.otherwise) if part)
    yield from (part for _, part in schema.dependent_schemas)
