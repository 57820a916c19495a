"""The plan of `checks.py`: a straight-line verdict for each definition and each body.

In: the API, its names, and the further schemas that codecs need. Out: functions, each one boolean
expression, and the constants that they share. Example: a `Wallet` whose `id` is a text gives

    def check_wallet(v: Any) -> bool:
        return v.__class__ is dict and v.get("id").__class__ is str
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dfnsgen.model.api import Api, Definition
from dfnsgen.model.schemas.children import children
from dfnsgen.model.schemas.equality import json_key
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.shape import LiteralShape
from dfnsgen.python.checks.constants import Constants, Text, text_mark
from dfnsgen.python.checks.schemas import SchemaTests, alternatives, is_scalar
from dfnsgen.python.checks.tests import VALUE, Test, in_lines, put
from dfnsgen.python.names.names import Names
from dfnsgen.python.plan import FilePlan
from dfnsgen.python.source.common_parts import common_parts
from dfnsgen.python.source.source import Source, code, identifier, join

_VALUE = Source("v")
_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One check; its lines are joined by `and`."""

    name: Source
    first: Source
    more: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """A name, its annotation where it has one, and its value."""

    name: Source
    value: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table from tags to checks."""

    name: Source
    rows: tuple[tuple[Source, Source], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksPlan:
    """The whole module. `guarded` names the functions that rely on plain JSON values."""

    helpers: Source
    uses_formats: bool
    uses_keys: bool
    uses_decimal: bool
    uses_enums: bool
    patterns: tuple[Constant, ...]
    constants: tuple[Constant, ...]
    functions: tuple[Function, ...]
    tables: tuple[Table, ...]
    guarded: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A schema that is no definition and needs a check of its own."""

    name: str
    schema: Schema


def function_names(api: Api, names: Names, prefix: str) -> Mapping[str, Source]:
    """Return the name of a function for each definition, by key: `check_wallet`."""
    snakes = snake_names(names.definitions.values())
    return {
        key: identifier(f"{prefix}_{snakes[names.definitions[key]]}") for key in api.definitions
    }


def snake_names(class_names: Iterable[str]) -> Mapping[str, str]:
    """Return snake_case names that lead back to the class names: these differ in more than case."""
    return {name: _WORD_STARTS.sub("_", name).lower() for name in class_names}


def plan_checks(
    api: Api, names: Names, further: tuple[Checked, ...], *, formats: bool
) -> ChecksPlan:
    """Return the plan of `checks.py`; `formats` makes `format` an assertion."""
    enums = known_enums(api.definitions, names)
    schemas = list(_all_schemas(api, further))
    recurring = _recurring_texts(schemas)
    inexact: frozenset[str] = frozenset()
    while True:
        constants = Constants(enums, recurring, formats=formats)
        writer = _Writer(api, names, constants, inexact, schemas)
        plan = writer.plan(further)
        if not writer.constants.asked or writer.inexact <= inexact:
            return plan
        inexact |= writer.inexact


def _all_schemas(api: Api, further: tuple[Checked, ...]) -> Iterator[Schema]:
    waiting = [d.schema for d in api.definitions.values()] + [f.schema for f in further]
    while waiting:
        schema = waiting.pop()
        waiting += children(schema)
        yield schema


def _recurring_texts(schemas: list[Schema]) -> frozenset[Text]:
    """Return what several schemas say about texts, where it takes more than a look at a class."""
    counts = Counter(
        text_mark(s)
        for s in schemas
        if s.enum is None and (s.patterns or (s.min_length and s.max_length))
    )
    return frozenset(mark for mark, count in counts.items() if count > 3)


def known_enums(definitions: Mapping[str, Definition], names: Names) -> Mapping[str, Source]:
    """Return the alias of each enum of texts, by its members."""
    found: dict[str, Source] = {}
    for key, definition in definitions.items():
        shape = definition.shape
        if isinstance(shape, LiteralShape) and all(isinstance(v, str) for v in shape.values):
            found.setdefault(json_key(list(shape.values)), identifier(names.definitions[key]))
    return found


class _Writer:
    """Writes all functions of one attempt; the checks of `inexact` keys may refuse too much."""

    def __init__(
        self,
        api: Api,
        names: Names,
        constants: Constants,
        inexact: frozenset[str],
        schemas: list[Schema],
    ) -> None:
        self.constants = constants
        self.inexact: frozenset[str] = frozenset()
        self._definitions = api.definitions
        self._types = names.definitions
        self._functions = function_names(api, names, "check")
        self._tests = SchemaTests(api.definitions, self._functions, constants, inexact)
        tried = [part for s in schemas for part in alternatives(s, self._tests.has_tag)]
        self._tests.careful = self._tests.weights.reached_by(*tried)
        self._guarded: set[str] = set()
        self._written: dict[str, tuple[Source, ...]] = {}

    def plan(self, further: tuple[Checked, ...]) -> ChecksPlan:
        """Write everything."""
        for key, definition in self._definitions.items():
            if not _is_enum(definition):
                self._definition(key)
        for checked in further:
            if not is_scalar(checked.schema):
                self._further(checked)
        constants = self.constants
        predicates = {str(name): test.operands for name, test in constants.predicates.values()}
        written = {**predicates, **self._with_common_parts()}
        sets = [*constants.classes.items(), *constants.enums.values(), *constants.keys.items()]
        helpers = constants.helpers - {"Decimal", "K", "fits"}
        helpers |= {"Patterns"} if constants.patterns else set()
        return ChecksPlan(
            helpers=join(", ", map(identifier, sorted(helpers))),
            uses_formats="fits" in constants.helpers,
            uses_keys="K" in constants.helpers,
            uses_decimal="Decimal" in constants.helpers,
            uses_enums="Enums" in constants.helpers,
            patterns=tuple(Constant(name=n, value=v) for n, v in constants.patterns.values()),
            constants=tuple(Constant(name=n, value=v) for n, v in sets),
            functions=tuple(_function(identifier(n), parts) for n, parts in written.items()),
            tables=tuple(Table(name=n, rows=rows) for n, rows in constants.tables.items()),
            guarded=self._all_guarded(further),
        )

    def _with_common_parts(self) -> dict[str, tuple[Source, ...]]:
        """Let the variants of a union call one function for what they all ask."""
        unions = (
            (name.removeprefix("T_"), tuple(str(check) for _, check in rows))
            for name, rows in self.constants.tables.items()
        )
        may_move = {name: tuple(filter(_may_move, parts)) for name, parts in self._written.items()}
        written: dict[str, tuple[Source, ...]] = {}
        replaced = dict(self._written)
        for union, (variants, common) in common_parts(unions, may_move).items():
            name = identifier(f"common_{union}")
            written[name] = common
            for variant in variants:
                own = (part for part in replaced[variant] if part not in common)
                replaced[variant] = (*own, code("{}({})", name, VALUE))
        return {**written, **replaced}

    def _definition(self, key: str) -> None:
        name = self._functions[key]
        owner = Source(name.removeprefix("check_"))
        type_name = identifier(self._types[key])
        test = self._tests.whole(self._definitions[key].schema, owner, type_name, key)
        if not test.exact:
            self.inexact |= {key}
        self._note(name, test)

    def _further(self, checked: Checked) -> None:
        name = identifier(f"check_{checked.name}")
        test = self._tests.whole(
            checked.schema, Source(name.removeprefix("check_")), identifier(checked.name), None
        )
        self._note(name, test)

    def _note(self, name: Source, test: Test) -> None:
        if self.constants.guarded:
            self._guarded.add(str(name))
        self._written[str(name)] = test.operands

    def _all_guarded(self, further: tuple[Checked, ...]) -> frozenset[str]:
        """Add the functions that lead to a guarded one."""
        keys = {key for key, name in self._functions.items() if name in self._guarded}
        if not keys:
            return frozenset(self._guarded)
        reached = self._tests.weights.reached_by
        found = {
            str(self._functions[k]) for k in self._definitions if reached(Schema(ref=k)) & keys
        }
        found |= {f"check_{c.name}" for c in further if reached(c.schema) & keys}
        return frozenset(found | self._guarded)


def _may_move(operand: Source) -> bool:
    """Whether an operand isn't the one that guards those that follow."""
    return operand != f"{VALUE}.__class__ is dict"


def _function(name: Source, operands: tuple[Source, ...]) -> Function:
    first, *more = in_lines(tuple(put(operand, _VALUE) for operand in operands))
    if len(operands) == 1 and f" == {_VALUE}" in first:
        first = code("bool({})", first)  # To type checkers `==` may give anything.
    return Function(name=name, first=first, more=tuple(more))


def _is_enum(definition: Definition) -> bool:
    """Whether a definition is a list of texts, for which the codec needs no function."""
    enum = definition.schema.enum
    return (
        isinstance(definition.shape, LiteralShape)
        and enum is not None
        and len(enum) > 1
        and all(isinstance(member, str) for member in enum)
        and definition.schema == Schema(enum=enum, types=definition.schema.types)
        and definition.schema.types in (None, ("string",))
    )


def checks_file(plan: ChecksPlan) -> FilePlan:
    """Return the plan of the file."""
    return FilePlan(
        path="checks.py",
        template="checks.py.jinja",
        context=plan,
        about="Fast verdicts: what they call valid is valid; else the exact schema decides.",
        expected=tuple(str(function.name) for function in plan.functions),
        calls=("Enums", "Patterns", "names", "frozenset[type]"),
    )
