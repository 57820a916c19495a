"""The plan of `checks.py`: a straight-line verdict for each definition and each body.

In: the API, its names, and the further schemas that codecs need. Out: functions, each one boolean
expression, and the constants that they share. Example: a `Wallet` whose `id` is a text gives

    def check_wallet(v: Any) -> bool:
        return v.__class__ is dict and v.get("id").__class__ is str
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dfnsgen.model.api import Api, Definition
from dfnsgen.model.schemas.children import children
from dfnsgen.model.schemas.equality import json_key
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.shape import LiteralShape
from dfnsgen.python.checks.constants import ENUMS, PATTERNS, Constants
from dfnsgen.python.checks.schemas import SchemaTests, alternatives, is_scalar
from dfnsgen.python.checks.tests import Owner, Test
from dfnsgen.python.checks.values import is_a
from dfnsgen.python.expressions.expression import (
    VALUE,
    Expression,
    Name,
    call,
    compares_value,
    has_text,
)
from dfnsgen.python.expressions.printing import laid_out
from dfnsgen.python.names.names import Names
from dfnsgen.python.plan import FilePlan
from dfnsgen.python.source.annotation import ANY
from dfnsgen.python.source.common_parts import common_parts
from dfnsgen.python.source.imports import Imports, import_lines, needs_of
from dfnsgen.python.source.source import NOTHING, Source, code, identifier, imported

_ALWAYS = (ANY.text, imported("collections.abc", "Callable"))
_WIDTH = 180
"""The longest part of a line of a check."""

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
    """The whole module. `guarded` names the functions that rely on plain JSON values.

    `enums` is what `E` is, empty where no enum is asked for.
    """

    imports: Imports
    enums: Source
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
    inexact: frozenset[str] = frozenset()
    # Which checks are exact is known when they are written; a `not` around one that turns out to
    # be inexact has to be written again, as a question to the interpreter.
    while True:
        writer = _Writer(api, names, Constants(enums, formats=formats), inexact, schemas)
        writer.compile(further)
        if not writer.asked or writer.inexact <= inexact:
            return writer.plan(further)
        inexact |= writer.inexact


def _all_schemas(api: Api, further: tuple[Checked, ...]) -> Iterator[Schema]:
    waiting = [d.schema for d in api.definitions.values()] + [f.schema for f in further]
    while waiting:
        schema = waiting.pop()
        waiting += children(schema)
        yield schema


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
        self._compiled: dict[Source, Test] = {}

    @property
    def asked(self) -> bool:
        """Whether some test was written by the exactness of another one."""
        return any(test.asked for test in self._compiled.values())

    def compile(self, further: tuple[Checked, ...]) -> None:
        """Compile all tests."""
        for key, definition in self._definitions.items():
            if not _is_enum(definition):
                name = self._functions[key]
                type_name = identifier(self._types[key])
                self._compile(name, definition.schema, type_name, key)
                if not self._compiled[name].exact:
                    self.inexact |= {key}
        for checked in further:
            if not is_scalar(checked.schema):
                name = identifier(f"check_{checked.name}")
                self._compile(name, checked.schema, identifier(checked.name), None)

    def _compile(self, name: Source, schema: Schema, type_name: Source, key: str | None) -> None:
        own = Source(name.removeprefix("check_"))
        owner = Owner(name=own, type_name=type_name, schema=schema, key=key)
        self._compiled[name] = self._tests.of(owner)

    def plan(self, further: tuple[Checked, ...]) -> ChecksPlan:
        """Lay out all functions."""
        constants = self.constants
        sets = [*constants.classes.items(), *constants.enums.values(), *constants.keys.items()]
        patterns = _constants(constants.patterns.values())
        written = _constants(sets)
        functions = tuple(_function(n, parts) for n, parts in self._with_common_parts().items())
        needs = needs_of(functions, written, PATTERNS if patterns else (), _ALWAYS)
        return ChecksPlan(
            imports=import_lines(needs),
            enums=ENUMS if ENUMS.needs <= needs else NOTHING,
            patterns=patterns,
            constants=written,
            functions=functions,
            tables=tuple(Table(name=n, rows=rows) for n, rows in constants.tables.items()),
            guarded=self._all_guarded(further),
        )

    def _with_common_parts(self) -> dict[Source, tuple[Operand, ...]]:
        """Let the variants of a union call one function for what they all ask."""
        unions = (
            (name.removeprefix("T_"), tuple(check for _, check in rows))
            for name, rows in self.constants.tables.items()
        )
        written = {name: _operands(test) for name, test in self._compiled.items()}
        may_move = {name: tuple(filter(_may_move, parts)) for name, parts in written.items()}
        common_functions: dict[Source, tuple[Operand, ...]] = {}
        for union, (variants, common) in common_parts(unions, may_move, _size).items():
            name = identifier(f"common_{union}")
            common_functions[name] = common
            for variant in variants:
                own = (part for part in written[variant] if part not in common)
                written[variant] = (*own, _operand(call(Name(name), VALUE)))
        return {**common_functions, **written}

    def _all_guarded(self, further: tuple[Checked, ...]) -> frozenset[str]:
        """Add the functions that lead to a guarded one."""
        guarded = {str(name) for name, test in self._compiled.items() if test.guarded}
        keys = {key for key, name in self._functions.items() if name in guarded}
        if not keys:
            return frozenset(guarded)
        reached = self._tests.weights.reached_by
        found = {
            str(self._functions[k]) for k in self._definitions if reached(Schema(ref=k)) & keys
        }
        found |= {f"check_{c.name}" for c in further if reached(c.schema) & keys}
        return frozenset(found | guarded)


@dataclass(frozen=True, slots=True)
class Operand:
    """One operand of a check: its lines, whether it begins one, and whether it is a `bool`.

    To type checkers `==` may give anything.
    """

    lines: tuple[Source, ...]
    begins: bool = False
    is_bool: bool = True


def _operands(test: Test) -> tuple[Operand, ...]:
    match test.operands:
        case (alone,):
            return (_operand(alone, is_bool=not compares_value(alone)),)
        case operands:
            return tuple([_operand(operand) for operand in operands])


def _operand(expression: Expression, *, is_bool: bool = True) -> Operand:
    return Operand(laid_out(expression, _WIDTH), has_text(expression), is_bool)


def _size(operand: Operand) -> int:
    return sum(map(len, operand.lines))


_IS_OBJECT = _operand(*is_a("dict").operands)


def _may_move(operand: Operand) -> bool:
    """Whether an operand isn't the one that guards those that follow."""
    return operand != _IS_OBJECT


def _function(name: Source, operands: tuple[Operand, ...]) -> Function:
    first, *more = in_lines(operands or (Operand((Source("True"),)),))
    if len(operands) == 1 and not operands[0].is_bool:
        first = code("bool({})", first)
    return Function(name=name, first=first, more=tuple(more))


def in_lines(operands: tuple[Operand, ...]) -> list[Source]:
    """Lay out operands so that one more or less changes its own line, and at most its neighbour's.

    Each property has a line; but for the first, which stands beside what is said of the value as
    a whole. One that needs several lines ends with them.
    """
    lines: list[Source] = []
    is_open = False
    for number, operand in enumerate(operands):
        first, *more = operand.lines
        fits = is_open and len(lines[-1]) + len(first) < _WIDTH
        if number == 0:
            lines.append(first)
        elif fits and (number == 1 or not operand.begins):
            lines[-1] = code("{} and {}", lines[-1], first)
        else:
            lines.append(code("and {}", first))
        lines += more
        is_open = not more
    return lines


def _constants(pairs: Iterable[tuple[Source, Source]]) -> tuple[Constant, ...]:
    return tuple(Constant(name=name, value=value) for name, value in pairs)


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
