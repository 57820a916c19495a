"""What the checks share: sets of constants, patterns, tables of tags, functions of the runtime.

In: the constants that tests need, as they come up. Out: a name for each, and in the end the lines
that define them. Equal constants share a name; names come from definitions or from the content, so
that a new constant never renames an old one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, Final, LiteralString, TypeAlias

from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.equality import json_key
from dfnsgen.patterns.backtracking import emitted, is_linear
from dfnsgen.python.checks.tests import UNSURE, Test, sure
from dfnsgen.python.expressions.expression import (
    NONE,
    VALUE,
    Attribute,
    Call,
    Expression,
    Infix,
    Name,
    call,
)
from dfnsgen.python.source.source import Source, code, identifier, imported, join, literal, needing


def short_name(prefix: str, content: str) -> Source:
    """Return a name made of the content's hash: the same in every document."""
    return identifier(f"{prefix}_{sha256(content.encode('utf-8', 'replace')).hexdigest()[:8]}")


_CHECKING: Final = "._runtime._checking"
PATTERNS = imported(_CHECKING, "Patterns")
LINEAR = imported("._runtime._linear", "Linear")
ENUMS = code("{}({})", imported(_CHECKING, "Enums"), imported(".", "models"))
"""What `E` is, the sets of members by the names of the enums' aliases."""
KEYS = code("{}(__name__)", imported("._runtime._texts", "Keys"))
"""What `K` is, the tests for the names that the schemas of types declare."""
_E = needing(Source("E"), ENUMS.needs)
K = Name(needing(Source("K"), KEYS.needs))
_P = Name(needing(Source("P"), PATTERNS.needs))
_NAMES = imported(_CHECKING, "names")

Use: TypeAlias = tuple[str, Any, Any]
"""The kind of a constant, what it is found by, and its name or content."""
Search = Attribute
"""A search function: an attribute of `P`, the patterns of the module."""


def helper(name: LiteralString) -> Name:
    """Return a function of the runtime, which brings its import."""
    return Name(imported(_CHECKING, name))


def found(search: Search, value: Expression) -> Infix:
    """Return the test that a search finds something."""
    return Infix(call(search, value), "is not", NONE)


def searched(test: Test) -> Search | None:
    """Return the search function of a pattern, where it is all that a test calls."""
    match test.operands:
        case (Infix(Call(Attribute() as search, (argument,)), "is not", right),):
            return search if argument is VALUE and right == NONE else None
        case _:
            return None


class Constants:
    """Collects the constants of `checks.py`.

    `enums` maps the members of known enums to aliases; `formats` makes `format` an assertion.
    """

    def __init__(self, enums: Mapping[str, Source], *, formats: bool) -> None:
        self._known_enums = enums
        self.formats = formats
        self.enums: dict[str, tuple[Source, Source]] = {}
        self.patterns: dict[str, tuple[Source, Source]] = {}
        self.has_linear = False
        self.keys: dict[Source, Source] = {}
        self.classes: dict[Source, Source] = {}
        self.tables: dict[Source, tuple[tuple[Source, Source], ...]] = {}
        self.used: list[Use] = []
        """All that was asked for, as often as it was."""

    def use(self, uses: Iterable[Use]) -> None:
        """Collect what tests need that were written with other constants."""
        for kind, name, content in uses:
            self._use(kind, name, content)

    def _use(self, kind: str, name: str, content: Any) -> None:
        getattr(self, kind).setdefault(name, content)
        self.has_linear |= kind == "patterns" and is_linear(name)
        self.used.append((kind, name, content))

    def enum(self, members: tuple[JsonValue, ...]) -> Name:
        """Return the name of a set of scalars."""
        key = json_key(list(members))
        if key not in self.enums:
            alias = self._known_enums.get(key)
            content = join(", ", (literal(member) for member in members))
            if alias is not None:
                return Name(code("{}.{}", _E, alias))
            self.enums[key] = short_name("E", key), _tuple_set(content, len(members))
        self._use("enums", key, self.enums[key])
        return Name(self.enums[key][0])

    def matches(self, pattern: str, value: Expression) -> Test:
        """Return the test that a text matches a pattern of ECMA-262."""
        search = self.search(pattern)
        return UNSURE if search is None else sure(found(search, value))

    def search(self, pattern: str) -> Search | None:
        """Return the search function of a pattern, None where Python can't say it."""
        if pattern not in self.patterns:
            spelled = emitted(pattern)
            if spelled is None:
                return None
            self.patterns[pattern] = short_name("p", pattern), literal(spelled)
        self._use("patterns", pattern, self.patterns[pattern])
        return Attribute(_P, self.patterns[pattern][0])

    def key_set(self, owner: Source, names: tuple[str, ...]) -> Name:
        """Return the name of a set of property names."""
        if any(character.isspace() for name in names for character in name):
            content = _tuple_set(join(", ", (literal(name) for name in names)), len(names))
        else:
            content = code("{}({})", _NAMES, literal(" ".join(names)))
        name = owner
        if self.keys.get(name, content) != content:
            name = short_name(owner, content)
        self._use("keys", name, content)
        return Name(name)

    def class_set(self, classes: tuple[Source, ...]) -> Name:
        """Return the name of a set of Python classes."""
        members = tuple(dict.fromkeys(classes))
        name = code("C_{}", join("_", members))
        # Of any class: to a type checker no `dict` is one of these, and asking so is an error.
        self._use("classes", name, code("frozenset[type]([{}])", join(", ", members)))
        return Name(name)

    def table(self, owner: Source, rows: tuple[tuple[Source, Source], ...]) -> Name:
        """Return the name of a table from tags to checks."""
        name = owner
        if self.tables.get(name, rows) != rows:
            name = short_name(owner, repr(rows))
        self._use("tables", name, rows)
        return Name(name)


def _tuple_set(content: Source, count: int) -> Source:
    return code("frozenset(({},))", content) if count == 1 else code("frozenset(({}))", content)
