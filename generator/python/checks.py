"""The plan of `checks.py`: a straight-line verdict for each definition and each body.

In: the API, its names, and the further schemas that codecs need. Out: functions, each one boolean
expression, and the constants that they share. Example: a `Wallet` whose `id` is a text gives

    def check_wallet(v: Any) -> bool:
        return v.__class__ is dict and v.get("id").__class__ is str
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.model.api import Api, Definition
from generator.model.equality import json_key
from generator.model.schema import Schema
from generator.model.shape import LiteralShape
from generator.python.check_constants import Constants
from generator.python.check_schemas import SchemaTests
from generator.python.check_tests import Test, packed, put
from generator.python.names import Names, py_name
from generator.python.plan import FilePlan
from generator.python.source import Source, identifier, join

_VALUE = Source("v")


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One check; its operands are joined by `and`."""

    name: Source
    operands: tuple[Source, ...]


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
    """The whole module. `guarded` holds the functions that rely on plain JSON values."""

    helpers: Source
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
    """Return snake_case names; where two would be the same, the later keeps its own spelling."""
    taken: dict[str, str] = {}
    found: dict[str, str] = {}
    for name in class_names:
        snake = py_name(name).rstrip("_")
        found[name] = name if snake in taken else snake
        taken.setdefault(snake, name)
    return found


def plan_checks(api: Api, names: Names, further: tuple[Checked, ...]) -> ChecksPlan:
    """Return the plan of `checks.py`."""
    functions = function_names(api, names, "check")
    enums = known_enums(api.definitions, names)
    inexact: frozenset[str] = frozenset()
    while True:
        writer = _Writer(api.definitions, functions, Constants(enums), inexact)
        plan = writer.plan(further)
        if not writer.constants.asked or writer.inexact <= inexact:
            return plan
        inexact |= writer.inexact


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
        definitions: Mapping[str, Definition],
        functions: Mapping[str, Source],
        constants: Constants,
        inexact: frozenset[str],
    ) -> None:
        self.constants = constants
        self.inexact: frozenset[str] = frozenset()
        self._definitions = definitions
        self._functions = functions
        self._tests = SchemaTests(definitions, functions, constants, inexact)
        self._guarded: set[str] = set()

    def plan(self, further: tuple[Checked, ...]) -> ChecksPlan:
        """Write everything."""
        written = [self._definition(key) for key in self._definitions]
        written += [self._further(checked) for checked in further]
        constants = self.constants
        sets = [*constants.classes.items(), *constants.enums.values(), *constants.keys.items()]
        helpers = constants.helpers - {"get_args", "Decimal"}
        helpers |= {"Patterns"} if constants.patterns else set()
        return ChecksPlan(
            helpers=join(", ", map(identifier, sorted(helpers))),
            uses_decimal="Decimal" in constants.helpers,
            uses_enums="get_args" in constants.helpers,
            patterns=tuple(Constant(name=n, value=v) for n, v in constants.patterns.values()),
            constants=tuple(Constant(name=n, value=v) for n, v in sets),
            functions=tuple(written),
            tables=tuple(Table(name=n, rows=rows) for n, rows in constants.tables.items()),
            guarded=self._all_guarded(further),
        )

    def _definition(self, key: str) -> Function:
        name = self._functions[key]
        owner = Source(name.removeprefix("check_"))
        test = self._tests.whole(self._definitions[key].schema, owner, key)
        if not test.exact:
            self.inexact |= {key}
        return self._function(name, test)

    def _further(self, checked: Checked) -> Function:
        name = identifier(f"check_{checked.name}")
        test = self._tests.whole(checked.schema, Source(name.removeprefix("check_")), None)
        return self._function(name, test)

    def _function(self, name: Source, test: Test) -> Function:
        if self.constants.guarded:
            self._guarded.add(str(name))
        operands = tuple(put(operand, _VALUE) for operand in packed(test.operands))
        return Function(name=name, operands=operands or (Source("True"),))

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


def checks_file(plan: ChecksPlan) -> FilePlan:
    """Return the plan of the file."""
    return FilePlan(
        path="checks.py",
        template="checks.py.jinja",
        context=plan,
        about="Fast verdicts: what they call valid is valid; else the exact schema decides.",
        expected=tuple(str(function.name) for function in plan.functions),
        calls=("Patterns", "get_args", "names"),
    )
