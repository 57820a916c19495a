"""What the checks share: sets of constants, patterns, tables of tags, functions of the runtime.

In: the constants that tests need, as they come up. Out: a name for each, and in the end the lines
that define them. Equal constants share a name; names come from definitions or from the content, so
that a new constant never renames an old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.equality import json_key
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.patterns.ecma_regex import Untranslatable, translate
from dfnsgen.python.checks.tests import UNSURE, VALUE, Test
from dfnsgen.python.source.source import Source, code, identifier, join, literal


def short_name(prefix: str, content: str) -> Source:
    """Return a name made of the content's hash: the same in every document."""
    return identifier(f"{prefix}_{sha256(content.encode('utf-8', 'replace')).hexdigest()[:8]}")


Text = tuple[int | None, int | None, tuple[str, ...]]
"""What schemas say about texts: shortest, longest, patterns."""


def text_mark(schema: Schema) -> Text:
    """Return what a schema says about texts."""
    return schema.min_length, schema.max_length, schema.patterns


class Constants:
    """Collects the constants of `checks.py`.

    `enums` maps the members of known enums to aliases; `recurring` holds the texts that have a
    predicate of their own; `formats` makes `format` an assertion. `asked` tells whether some
    decision was taken by the exactness of a test, `guarded` whether the function being written
    relies on plain JSON values, `careful` whether a valid value may fail the test being written,
    which then must not raise.
    """

    def __init__(
        self, enums: Mapping[str, Source], recurring: frozenset[Text], *, formats: bool
    ) -> None:
        self._known_enums = enums
        self._recurring = recurring
        self.formats = formats
        self.predicates: dict[Text, tuple[Source, Test]] = {}
        self.enums: dict[str, tuple[Source, Source]] = {}
        self.patterns: dict[str, tuple[Source, Source]] = {}
        self.keys: dict[Source, Source] = {}
        self.classes: dict[Source, Source] = {}
        self.tables: dict[Source, tuple[tuple[Source, Source], ...]] = {}
        self.helpers: set[str] = set()
        self.guarded = False
        self.asked = False
        self.careful = False

    def predicate(self, schema: Schema, test: Test) -> Test | None:
        """Return the call of a predicate in the place of a test that many schemas have."""
        mark = text_mark(schema)
        if mark not in self._recurring or test.is_false:
            return None
        if mark not in self.predicates:
            self.predicates[mark] = short_name("is", repr(mark)), test
        return Test(operands=(code("{}({})", self.predicates[mark][0], VALUE),), exact=test.exact)

    def helper(self, name: str) -> Source:
        """Return a function of the runtime, to be imported."""
        self.helpers.add(name)
        return identifier(name)

    def guard(self) -> None:
        """Note that the function being written relies on values being plain JSON."""
        self.guarded = True

    def enum(self, members: tuple[JsonValue, ...]) -> Source:
        """Return the name of a set of scalars."""
        key = json_key(list(members))
        if key not in self.enums:
            alias = self._known_enums.get(key)
            content = join(", ", (literal(member) for member in members))
            if alias is not None:
                self.helpers.add("Enums")
                return code("E.{}", alias)
            self.enums[key] = short_name("E", key), _tuple_set(content, len(members))
        return self.enums[key][0]

    def matches(self, pattern: str, value: Source) -> Test:
        """Return the test that a text matches a pattern of ECMA-262."""
        search = self.search(pattern)
        if search is None:
            return UNSURE
        return Test(operands=(code("{}({}) is not None", search, value),))

    def search(self, pattern: str) -> Source | None:
        """Return the search function of a pattern, None where Python can't say it."""
        if pattern not in self.patterns:
            try:
                source = translate(pattern)
            except Untranslatable:
                return None
            self.patterns[pattern] = short_name("p", pattern), literal(source)
        return code("P.{}", self.patterns[pattern][0])

    def key_set(self, owner: Source, names: tuple[str, ...]) -> Source:
        """Return the name of a set of property names."""
        if any(character.isspace() for name in names for character in name):
            content = _tuple_set(join(", ", (literal(name) for name in names)), len(names))
        else:
            content = code("{}({})", self.helper("names"), literal(" ".join(names)))
        name = owner
        if self.keys.get(name, content) != content:
            name = short_name(owner, content)
        self.keys[name] = content
        return name

    def class_set(self, names: tuple[str, ...]) -> Source:
        """Return the name of a set of Python classes."""
        members = [identifier(name) for name in dict.fromkeys(names)]
        name = code("C_{}", join("_", members))
        # Of any class: to a type checker no `dict` is one of these, and asking so is an error.
        self.classes[name] = code("frozenset[type]([{}])", join(", ", members))
        if "Decimal" in names:
            self.helpers.add("Decimal")
        return name

    def table(self, owner: Source, rows: tuple[tuple[Source, Source], ...]) -> Source:
        """Return the name of a table from tags to checks."""
        name = owner
        if self.tables.get(name, rows) != rows:
            name = short_name(owner, repr(rows))
        self.tables[name] = rows
        return name

    def called(self, test: Test) -> Source | None:
        """Return the function that a test does nothing but call, if it is like that."""
        if len(test.operands) != 1 or test.operands[0].count(VALUE) != 1:
            return None
        name, call, rest = test.operands[0].partition(f"({VALUE})")
        return identifier(name) if call and not rest and name.isidentifier() else None

    def searched(self, test: Test) -> Source | None:
        """Return the search function of a pattern, where it is all that a test calls."""
        for name, _ in self.patterns.values():
            if test.operands == (code("P.{}({}) is not None", name, VALUE),):
                return code("P.{}", name)
        return None


def _tuple_set(content: Source, count: int) -> Source:
    return code("frozenset(({},))", content) if count == 1 else code("frozenset(({}))", content)
