"""The plan of `checks.py`: a straight-line verdict for each definition and each body.

In: the API, its names, and the further schemas that codecs need. Out: functions, each one boolean
expression, and the constants that they share. Example: a `Wallet` whose `id` is a text gives

    def check_wallet(v: Any) -> bool:
        return v.__class__ is dict and v.get("id").__class__ is str
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from dfnsgen.model.api import Api, Definition
from dfnsgen.model.schemas.children import nested
from dfnsgen.model.schemas.equality import json_key
from dfnsgen.model.schemas.recursion import references
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.shape import LiteralShape
from dfnsgen.python.checks.constants import ENUMS, KEYS, LINEAR, PATTERNS, Constants, Use
from dfnsgen.python.checks.schemas import SchemaTests, is_scalar
from dfnsgen.python.checks.survey import Survey
from dfnsgen.python.checks.tests import Owner, Test
from dfnsgen.python.checks.values import is_a, is_plain_enum
from dfnsgen.python.expressions.expression import VALUE, Expression, Name, call, has_text, is_any
from dfnsgen.python.expressions.printing import laid_out
from dfnsgen.python.names.names import Names
from dfnsgen.python.plan import FilePlan, Rows
from dfnsgen.python.source.annotation import ANY
from dfnsgen.python.source.common_parts import common_parts
from dfnsgen.python.source.imports import Imports, import_lines, needs_of
from dfnsgen.python.source.source import NOTHING, Source, code, identifier, imported

_ALWAYS = (ANY.text, imported("collections.abc", "Callable"))
_WIDTH = 180
"""The longest part of a line of a check."""
_FILLED = 110
"""Of a line with several properties."""
_FEW = 8
"""Operands that share lines."""
_SHORT = 100
"""A check that stands beside its name."""

_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFunction:
    """One check; its lines are joined by `and`."""

    name: Source
    first: Source
    more: tuple[Source, ...]

    @property
    def is_short(self) -> bool:
        """Whether it stands beside its name."""
        return not self.more and len(self.name) + len(self.first) <= _SHORT


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksPlan:
    """The whole module. `guarded` names the functions that rely on plain JSON values.

    `enums` is what `E` is, empty where no enum is asked for; so are `keys`, which `K` is, and
    `linear`, which searches for patterns. `of_definitions` names the check of each definition.
    """

    imports: Imports
    enums: Source
    keys: Source
    patterns: Rows
    linear: Source
    constants: Rows
    functions: tuple[CheckFunction, ...]
    tables: tuple[tuple[Source, Rows], ...]
    guarded: frozenset[str]
    of_definitions: Mapping[str, Source]


def snake_names(names: Names) -> Mapping[str, Source]:
    """Return what each definition's functions are called, by key: `wallet` for `check_wallet`.

    The names lead back to those of the classes, which differ in more than case.
    """
    return {
        key: Source(_WORD_STARTS.sub("_", identifier(name)).lower())
        for key, name in names.definitions.items()
    }


def plan_checks(
    api: Api, names: Names, further: Mapping[str, Schema], *, formats: bool
) -> ChecksPlan:
    """Return the plan of `checks.py`; `formats` makes `format` an assertion."""
    enums = known_enums(api.definitions, names)
    schemas = list(nested(*(d.schema for d in api.definitions.values()), *further.values()))
    survey = Survey(api.definitions, schemas)
    writer = _Writer(api, names, Constants(enums, formats=formats), frozenset(), survey)
    writer.compile(further)
    # Which checks are exact is known when they are written; a `not` around one that turns out to
    # be inexact has to be written again, as a question to the interpreter. All others stay.
    if writer.asked and (inexact := writer.settled()):
        known = writer.unasked
        writer = _Writer(api, names, Constants(enums, formats=formats), inexact, survey, known)
        writer.compile(further)
    return writer.plan(further)


def known_enums(definitions: Mapping[str, Definition], names: Names) -> Mapping[str, Source]:
    """Return the alias of each enum of texts, by its members."""
    found: dict[str, Source] = {}
    for key, definition in definitions.items():
        shape = definition.shape
        if isinstance(shape, LiteralShape) and all(isinstance(v, str) for v in shape.values):
            found.setdefault(json_key(list(shape.values)), identifier(names.definitions[key]))
    return found


_Written: TypeAlias = tuple[Test, tuple[Use, ...]]


class _Writer:
    """Writes all functions; the checks of `inexact` keys are known to refuse too much."""

    def __init__(
        self,
        api: Api,
        names: Names,
        constants: Constants,
        inexact: frozenset[str],
        survey: Survey,
        known: Mapping[Source, _Written] = MappingProxyType({}),
    ) -> None:
        self.constants = constants
        self._known = known
        self._inexact: set[str] = set()
        self._definitions = api.definitions
        self._types = names.definitions
        self._snakes = snake_names(names)
        self._functions = {key: code("check_{}", self._snakes[key]) for key in api.definitions}
        self._weights = survey.weights
        self._tests = SchemaTests(api.definitions, self._functions, constants, inexact, survey)
        self._compiled: dict[Source, Test] = {}
        self._uses: dict[Source, tuple[Use, ...]] = {}

    @property
    def asked(self) -> bool:
        """Whether some test was written by the exactness of another one."""
        return any(test.asked for test in self._compiled.values())

    @property
    def unasked(self) -> Mapping[Source, _Written]:
        """All other tests, each with the constants that it needs."""
        compiled = self._compiled.items()
        return {name: (test, self._uses[name]) for name, test in compiled if not test.asked}

    def compile(self, further: Mapping[str, Schema]) -> None:
        """Compile all tests."""
        for key in self._definitions:
            self._compile_definition(key)
        for name, schema in further.items():
            if not is_scalar(schema):
                self._compile(identifier(name), schema, name, None)

    def settled(self) -> frozenset[str]:
        """Return the keys of all checks that are inexact, each knowing of those that it calls.

        Only who calls a check that turned out inexact has to be asked again.
        """
        fresh = frozenset(self._inexact)
        while fresh:
            before = frozenset(self._inexact)
            self._tests.inexact = before
            for key in self._weights.referring_to(fresh):
                if key not in before:
                    self._compile_definition(key)
            fresh = frozenset(self._inexact) - before
        return frozenset(self._inexact)

    def _compile_definition(self, key: str) -> None:
        definition = self._definitions[key]
        if not _is_enum(definition):
            test = self._compile(self._snakes[key], definition.schema, self._types[key], key)
            if not test.exact:
                self._inexact.add(key)

    def _compile(self, name: Source, schema: Schema, type_name: str, key: str | None) -> Test:
        function = code("check_{}", name)
        begun = len(self.constants.used)
        if function in self._known:
            test, uses = self._known[function]
            self.constants.use(uses)
        else:
            owner = Owner(name=name, type_name=identifier(type_name), schema=schema, key=key)
            test = self._tests.of(owner)
        self._compiled[function] = test
        self._uses[function] = tuple(self.constants.used[begun:])
        return test

    def plan(self, further: Mapping[str, Schema]) -> ChecksPlan:
        """Lay out all functions."""
        constants = self.constants
        sets = [*constants.classes.items(), *constants.enums.values(), *constants.keys.items()]
        patterns = tuple(constants.patterns.values())
        functions = tuple(_function(n, parts) for n, parts in self._with_common_parts().items())
        linear = LINEAR if constants.has_linear else NOTHING
        needs = needs_of(functions, sets, PATTERNS if patterns else (), linear, _ALWAYS)
        return ChecksPlan(
            imports=import_lines(needs),
            enums=ENUMS if ENUMS.needs <= needs else NOTHING,
            keys=KEYS if KEYS.needs <= needs else NOTHING,
            patterns=patterns,
            linear=linear,
            constants=tuple(sets),
            functions=functions,
            tables=tuple(constants.tables.items()),
            guarded=self._all_guarded(further),
            of_definitions=self._functions,
        )

    def _with_common_parts(self) -> dict[Source, tuple[Operand, ...]]:
        """Let the variants of a union call one function for what they all ask."""
        unions = (
            (name.removeprefix("T_"), tuple(check for _, check in rows))
            for name, rows in self.constants.tables.items()
        )
        written = {
            name: tuple(map(_operand, test.operands)) for name, test in self._compiled.items()
        }
        may_move = {name: tuple(filter(_may_move, parts)) for name, parts in written.items()}
        common_functions: dict[Source, tuple[Operand, ...]] = {}
        for union, (variants, common) in common_parts(unions, may_move, _size).items():
            name = identifier(f"common_{union}")
            common_functions[name] = common
            for variant in variants:
                own = (part for part in written[variant] if part not in common)
                written[variant] = (*own, _operand(call(Name(name), VALUE)))
        return {**common_functions, **written}

    def _all_guarded(self, further: Mapping[str, Schema]) -> frozenset[str]:
        """Add the functions that lead to a guarded one."""
        guarded = {str(name) for name, test in self._compiled.items() if test.guarded}
        keys = {key for key, name in self._functions.items() if name in guarded}
        if not keys:
            return frozenset(guarded)
        leading = self._weights.leading_to(keys)
        found = {str(self._functions[k]) for k in leading}
        found |= {
            f"check_{name}"
            for name, schema in further.items()
            if not leading.isdisjoint(references(schema))
        }
        return frozenset(found | guarded)


@dataclass(frozen=True, slots=True)
class Operand:
    """One operand of a check: its lines, whether it begins one, and whether it is `Any`."""

    lines: tuple[Source, ...]
    begins: bool = False
    is_any: bool = False


def _operand(expression: Expression) -> Operand:
    return Operand(laid_out(expression, _WIDTH), has_text(expression), is_any(expression))


def _size(operand: Operand) -> int:
    return sum(map(len, operand.lines))


_IS_OBJECT = _operand(*is_a("dict").operands)


def _may_move(operand: Operand) -> bool:
    """Whether an operand isn't the one that guards those that follow."""
    return operand != _IS_OBJECT


def _function(name: Source, operands: tuple[Operand, ...]) -> CheckFunction:
    first, *more = in_lines(operands or (Operand((Source("True"),)),))
    if operands and all(operand.is_any for operand in operands):
        lines = (code("bool({}", first), *more)
        first, *more = (*lines[:-1], code("{})", lines[-1]))
    return CheckFunction(name=name, first=first, more=tuple(more))


def in_lines(operands: tuple[Operand, ...]) -> list[Source]:
    """Lay out operands so that one more or less changes its own line, and at most its neighbour's.

    Each property has a line, unless there are few: those share lines, of which few can move. The
    first one stands beside what is said of the value as a whole. One that needs several lines ends
    with them.
    """
    lines: list[Source] = []
    is_open = False
    for number, operand in enumerate(operands):
        first, *more = operand.lines
        length = len(lines[-1]) + len(first) if is_open else _WIDTH
        fits = length < _WIDTH and (number == 1 or not operand.begins)
        fills = length < _FILLED and len(operands) <= _FEW
        if number == 0:
            lines.append(first)
        elif fits or fills:
            lines[-1] = code("{} and {}", lines[-1], first)
        else:
            lines.append(code("and {}", first))
        lines += more
        is_open = not more
    return lines


def _is_enum(definition: Definition) -> bool:
    """Whether a definition is a list of texts, for which the codec needs no function."""
    schema = definition.schema
    return (
        isinstance(definition.shape, LiteralShape)
        and schema.enum is not None
        and len(schema.enum) > 1
        and all(isinstance(member, str) for member in schema.enum)
        and is_plain_enum(schema)
    )


def checks_file(plan: ChecksPlan) -> FilePlan:
    """Return the plan of the file."""
    return FilePlan(
        path="checks.py",
        template="checks.py.jinja",
        context=plan,
        about="Fast verdicts: what they call valid is valid; else the exact schema decides.",
        expected=tuple(str(function.name) for function in plan.functions),
        calls=("Enums", "Keys", "Patterns", "names", "frozenset[type]"),
    )
