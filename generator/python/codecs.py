"""The plan of `codecs.py`, `validators.py` and `_schemas.py`: JSON to typed values and back.

In: the API and its names. Out: for each definition and each other body or parameter a codec, the
functions it needs, the exact schema that has the last word, and the pointers of `VALIDATORS`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from generator.loader.document import JsonValue
from generator.model.api import Api
from generator.model.children import children
from generator.model.json_schema import as_json_schema
from generator.model.schema import Schema
from generator.model.shape import Shape
from generator.python.annotations import annotate
from generator.python.check_constants import Constants
from generator.python.checks import Checked, ChecksPlan, Constant, Table, function_names
from generator.python.codec_functions import CheckNames, Function, Functions
from generator.python.codec_uses import CodecRef, Uses
from generator.python.ecma_regex import Untranslatable, translate
from generator.python.names import Names
from generator.python.plan import FilePlan
from generator.python.source import Source, code, identifier, join, literal

_NOTHING = Source("")
_NEVER_COMPILES = "("


@dataclass(frozen=True, slots=True, kw_only=True)
class CodecLine:
    """The declaration of one codec; the annotation is empty where a builder tells the type."""

    name: Source
    annotation: Source
    arguments: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class CodecsPlan:
    """The whole of the three modules. `by_use` tells the client which codec is where."""

    runtime: Source
    names_used: bool
    model_names: Source
    constants: tuple[Constant, ...]
    functions: tuple[Function, ...]
    codecs: tuple[CodecLine, ...]
    aliases: tuple[Constant, ...]
    derived: tuple[Constant, ...]
    tables: tuple[Table, ...]
    schemas: tuple[Constant, ...]
    patterns: tuple[Constant, ...]
    dynamic: Source
    pointers: tuple[Constant, ...]
    by_use: Mapping[str, CodecRef]


def further_checks(uses: Uses) -> tuple[Checked, ...]:
    """Return the schemas of codecs without a definition, for which checks must be written."""
    return tuple(Checked(name=f.py_name, schema=f.schema) for f in uses.further)


def plan_codecs(api: Api, names: Names, uses: Uses, checks: ChecksPlan) -> CodecsPlan:
    """Return the plan of the three modules."""
    constants = Constants({})
    check_names = CheckNames(
        functions=function_names(api, names, "check"),
        tables={frozenset(table.rows): table.name for table in checks.tables},
    )
    functions = Functions(api.definitions, names, constants, check_names)
    written = [f for key in api.definitions for f in functions.of_definition(key)]
    for further in uses.further:
        written += functions.of_shape(further.py_name, further.shape)
    codecs = _Codecs(functions, names, check_names, checks)
    lines = [codecs.of_definition(key, d.shape) for key, d in api.definitions.items()]
    lines += [codecs.of_further(f.py_name, f.shape) for f in uses.further]
    texts = " ".join(line for function in written for line in function.lines)
    schemas = _schemas(api, names, uses)
    return CodecsPlan(
        runtime=_used(("Codec", "builders", "dump_any", "extras", "first_match"), texts, functions),
        names_used=bool(constants.keys),
        model_names=_used_models(texts),
        constants=tuple(Constant(name=n, value=v) for n, v in constants.keys.items()),
        functions=tuple(written),
        codecs=tuple(lines),
        aliases=tuple(
            Constant(name=identifier(alias), value=identifier(names.definitions[key]))
            for alias, key in names.aliases.items()
        ),
        derived=tuple(
            Constant(name=name, value=code("builders(checks.{})", table))
            for name, table in functions.derived.items()
        ),
        tables=tuple(Table(name=n, rows=rows) for n, rows in functions.tables.items()),
        schemas=tuple(_schema_line(name, at, schema) for name, at, schema in schemas),
        patterns=_patterns([schema for _, _, schema in schemas]),
        dynamic=_dynamic(api),
        pointers=_pointers(api, names, uses),
        by_use=uses.by_use,
    )


class _Codecs:
    """Declares codecs."""

    def __init__(
        self, functions: Functions, names: Names, checks: CheckNames, plan: ChecksPlan
    ) -> None:
        self._functions = functions
        self._names = names
        self._checks = checks
        self._guarded = plan.guarded

    def of_definition(self, key: str, shape: Shape) -> CodecLine:
        """Declare the codec of a definition."""
        name = identifier(self._names.definitions[key])
        functions = (self._functions.builders[key], self._functions.dumpers[key])
        return self._line(name, self._checks.functions[key], functions, shape)

    def of_further(self, py_name: str, shape: Shape) -> CodecLine:
        """Declare the codec of a body or parameter."""
        functions = (identifier(f"build_{py_name}"), identifier(f"dump_{py_name}"))
        return self._line(identifier(py_name), identifier(f"check_{py_name}"), functions, shape)

    def _line(
        self, name: Source, check: Source, functions: tuple[Source, Source], shape: Shape
    ) -> CodecLine:
        arguments = [literal(str(name)), code("checks.{}", check)]
        build, dump = functions
        typed = False
        if self._functions.shapes.is_built(shape):
            typed = self._functions.returns_model(shape)
            dumper = dump if self._functions.needs_dump(shape) else Source("dump_any")
            arguments += [build, dumper]
        if check in self._guarded:
            arguments.append(Source("guarded=True"))
        annotation = _NOTHING
        if not typed:
            annotation = code(": Codec[{}]", self._annotation(name, shape))
        return CodecLine(name=name, annotation=annotation, arguments=join(", ", arguments))

    def _annotation(self, name: Source, shape: Shape) -> Source:
        if name in self._names.definitions.values():
            return code("models.{}", name)
        return annotate(shape, self._names, prefix="models.")


def _used(candidates: tuple[str, ...], texts: str, functions: Functions) -> Source:
    derived = {"Codec": True, "builders": bool(functions.derived), "dump_any": True}
    chosen = [name for name in candidates if derived.get(name, f"{name}(" in texts)]
    return join(", ", map(identifier, chosen))


def _used_models(texts: str) -> Source:
    return join(", ", (identifier(n) for n in ("UNSET", "UnknownVariant") if n in texts))


def _schemas(api: Api, names: Names, uses: Uses) -> list[tuple[str, str, Schema]]:
    found = [(names.definitions[key], key, d.schema) for key, d in api.definitions.items()]
    return found + [(f.py_name, f.at, f.schema) for f in uses.further]


def _schema_line(name: str, at: str, schema: Schema) -> Constant:
    text = json.dumps(as_json_schema(schema), ensure_ascii=False, separators=(",", ":"))
    return Constant(name=literal(name), value=literal(f"{at}\n{text}"))


def _patterns(schemas: list[Schema]) -> tuple[Constant, ...]:
    """Return the patterns whose spelling differs in Python; one that has none never compiles."""
    found: dict[str, str] = {}
    waiting = list(schemas)
    while waiting:
        schema = waiting.pop()
        waiting += children(schema)
        for pattern in (*schema.patterns, *(name for name, _ in schema.pattern_properties)):
            if pattern not in found:
                found[pattern] = _python(pattern)
    return tuple(
        Constant(name=literal(pattern), value=literal(python))
        for pattern, python in sorted(found.items())
        if python != pattern
    )


def _python(pattern: str) -> str:
    try:
        return translate(pattern)
    except Untranslatable:
        return _NEVER_COMPILES


def _dynamic(api: Api) -> Source:
    """Return the keys of the dynamic anchors of each resource, empty where there are none."""
    anchors: dict[str, JsonValue] = {
        resource: dict(keys) for resource, keys in sorted(api.dynamic_anchors.items())
    }
    return literal(anchors) if anchors else _NOTHING


def _pointers(api: Api, names: Names, uses: Uses) -> tuple[Constant, ...]:
    """Return the codec of each pointer that a document's reader may look for."""
    found = {key: name for key, name in names.definitions.items() if api.definitions[key].component}
    found |= {at: ref.py_name for at, ref in uses.by_use.items()}
    return tuple(
        Constant(name=literal(at), value=literal(name)) for at, name in sorted(found.items())
    )


def codec_files(plan: CodecsPlan) -> tuple[FilePlan, ...]:
    """Return the plans of the three files."""
    return (
        FilePlan(
            path="codecs.py",
            template="codecs.py.jinja",
            context=plan,
            about="Codecs: from JSON to typed values and back.",
            expected=tuple(str(function.name) for function in plan.functions),
            calls=("Codec", "builders", "names"),
        ),
        FilePlan(
            path="validators.py",
            template="validators.py.jinja",
            context=plan,
            about="VALIDATORS: a check that raises ValidationError, by JSON pointer.",
            expected=(),
            calls=("Validators",),
        ),
        FilePlan(
            path="_schemas.py",
            template="_schemas.py.jinja",
            context=plan,
            about="The exact schemas, by the names of their codecs: pointer and JSON Schema.",
            expected=(),
            calls=("Texts",),
        ),
    )
