"""How often one value may be looked at by a check, so that no document makes checks explode.

In: the definitions. Out: a weight for each schema: the most often that any part of a value is
tested. Unions and `allOf` test one value several times; nested, this doubles and doubles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from dfnsgen.model.api import Definition
from dfnsgen.model.schemas.children import below
from dfnsgen.model.schemas.recursion import references
from dfnsgen.model.schemas.schema import Schema

MOST = 300
"""Above this weight the interpreter decides, which judges each pair of schema and value once."""


class Weights:
    """Weighs schemas; remembers the definitions' weights and what they lead to."""

    def __init__(
        self,
        definitions: Mapping[str, Definition],
        has_tag: Callable[[tuple[Schema, ...]], bool],
    ) -> None:
        self._definitions = definitions
        self._has_tag = has_tag
        self._known: dict[str, int] = {}
        self._reached: dict[str, frozenset[str]] = {}

    def of(self, schema: Schema, open_keys: frozenset[str] = frozenset()) -> int:
        """Return the weight of a schema; a reference back to what is being weighed counts one."""
        total = sum(
            max(self.of(part, open_keys) for part in parts) for parts in self._same_place(schema)
        )
        total += max((self.of(part, open_keys) for part in below(schema)), default=0)
        if schema.ref is not None:
            total += self._of_key(schema.ref, open_keys)
        return min(max(1, total), MOST + 1)

    def _of_key(self, key: str, open_keys: frozenset[str]) -> int:
        if key in open_keys or len(open_keys) > 200:
            return 1
        if key not in self._known:
            weight = self.of(self._definitions[key].schema, open_keys | {key})
            self._known[key] = weight if weight <= MOST else 1  # Its check asks nothing then.
        return self._known[key]

    def doubles(self, schema: Schema, key: str | None) -> bool:
        """Whether several parts for one value lead back to the definition `key`.

        Each level of a value would then double the work.
        """
        alternatives = list(self._same_place(schema))
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
        return any(target == key or key in self.reached(target) for target in references(schema))

    def reached_by(self, *schemas: Schema) -> frozenset[str]:
        """Return the keys of all definitions that some schemas lead to."""
        targets = frozenset(target for schema in schemas for target in references(schema))
        return targets.union(*map(self.reached, targets))

    def reached(self, start: str) -> frozenset[str]:
        """Return the keys of all definitions that one leads to."""
        if start not in self._reached:
            seen: set[str] = set()
            waiting = [start]
            while waiting:
                for target in references(self._definitions[waiting.pop()].schema):
                    if target not in seen:
                        seen.add(target)
                        waiting.append(target)
            self._reached[start] = frozenset(seen)
        return self._reached[start]


def _conditional(schema: Schema) -> Iterator[Schema]:
    """Yield the parts for the same value that stand outside unions; a test is asked twice."""
    yield from schema.all_of
    yield from schema.not_
    for condition in schema.conditions:
        yield from (condition.test, condition.test)
        yield from (part for part in (condition.then, condition.otherwise) if part)
    yield from (part for _, part in schema.dependent_schemas)
