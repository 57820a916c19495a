"""The plan of `codecs.py`, `validators.py` and `_schemas.py`: JSON to typed values and back.

In: the API and its names. Out: for each definition and each other body or parameter a codec, the
functions it needs, the exact schema that has the last word, and the pointers of `VALIDATORS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import Api
from dfnsgen.model.schemas.children import nested
from dfnsgen.model.schemas.json_schema import as_json_schema
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.shapes.shape import ArrayShape, MapShape, ObjectShape, Shape, UnionShape
from dfnsgen.patterns.backtracking import emitted, is_linear
from dfnsgen.python.checks.checks import ChecksPlan, snake_names
from dfnsgen.python.codecs.functions import CodecFunction, Functions
from dfnsgen.python.codecs.letter import Letter
from dfnsgen.python.codecs.numberless import Numberless
from dfnsgen.python.codecs.schema_texts import SchemaText, place_text, schema_text
from dfnsgen.python.codecs.uses import Uses
from dfnsgen.python.codecs.valued import Valued, formats
from dfnsgen.python.models.annotations import MODELS, annotate
from dfnsgen.python.models.values import spelled, value_plan
from dfnsgen.python.names.names import Names
from dfnsgen.python.plan import FilePlan, Pair, PlanOptions, Rows
from dfnsgen.python.source.annotation import ANY, NONE
from dfnsgen.python.source.imports import Imports, import_lines, needs_of
from dfnsgen.python.source.source import NOTHING, Source, code, identifier, imported, join, literal

_RUNTIME: Final = "._runtime._codec"
_CHECKS = imported(".", "checks")
_UNSURE = imported(_RUNTIME, "unsure")
_GUARDED = imported(_RUNTIME, "GUARDED")
_NUMBERLESS = imported(_RUNTIME, "NUMBERLESS")
_PLAIN = imported(_RUNTIME, "PLAIN")
_VALUED = imported(_RUNTIME, "VALUED")
_EXACT = imported(_RUNTIME, "EXACT")
_LINEAR = Source("Linear")
_NEVER_COMPILES = "("
_ALWAYS = needs_of(
    ANY,
    imported("collections.abc", "Callable"),
    imported(_RUNTIME, "Codec"),
    imported(_RUNTIME, "Own"),
)
"""What the template itself writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodecRow:
    """What one codec is made of: the name of its type, its check, its builder, and its flags."""

    name: Source
    check: Source
    build: Source
    flags: Source

    @property
    def is_long(self) -> bool:
        """Whether it doesn't fit in a line."""
        return len(self.name) + len(self.check) + len(self.build) + len(self.flags) > 180


@dataclass(frozen=True, slots=True, kw_only=True)
class CodecsPlan:
    """The whole of the three modules."""

    imports: Imports
    deprecates: bool
    wires: Rows
    read_only: Rows
    functions: tuple[CodecFunction, ...]
    codecs: Rows
    rows: tuple[CodecRow, ...]
    aliases: Rows
    plans: Rows
    values: Source
    named: tuple[tuple[Source, Rows], ...]
    derived: Rows
    tables: tuple[tuple[Source, Rows], ...]
    schemas: tuple[SchemaText, ...]
    patterns: Rows
    linear: Source
    letter: tuple[SchemaText, ...]
    unlisted: tuple[Source, ...]
    exact: bool
    dynamic: Source
    formats: bool


def plan_codecs(
    api: Api, names: Names, uses: Uses, checks: ChecksPlan, letter: Letter, options: PlanOptions
) -> CodecsPlan:
    """Return the plan of the three modules."""
    functions = Functions(api.definitions, names, uses, checks)
    written = [*functions.common()]
    written += [f for key in api.definitions for f in functions.of_definition(key)]
    for further in uses.further:
        written += functions.of_shape(further.py_name, further.shape)
    codecs = tuple(_declared(api, names, uses))
    builders = {*functions.derived, *(f.name for f in written)}
    rows = tuple(_rows(api, names, uses, checks, builders, decimals=options.decimals))
    values = formats(shape for _, shape in _shapes(api, names, uses))
    needs = needs_of(written, codecs, rows, functions.derived, functions.tables)
    schemas = [(names.definitions[key], key, d.schema) for key, d in api.definitions.items()]
    schemas += [(f.py_name, f.at, f.schema) for f in uses.further]
    own = {at: name for name, at, _ in schemas}
    patterns = _patterns([*(s for _, _, s in schemas), *(s for _, s in letter.schemas)])
    return CodecsPlan(
        imports=import_lines(needs | _ALWAYS),
        deprecates=any(d.annotations.deprecated for d in api.definitions.values()),
        wires=tuple(
            (literal(names.definitions[key]), literal(list(wires)))
            for key, wires in functions.wires.items()
        ),
        read_only=_read_only(api, names),
        functions=tuple(written),
        codecs=codecs,
        rows=rows,
        aliases=tuple(
            (literal(alias), literal(names.definitions[key]))
            for alias, key in names.aliases.items()
        ),
        plans=tuple(_plans(api, names, uses)),
        values=literal([*values]) if values else NOTHING,
        named=tuple(functions.named.items()),
        derived=tuple(functions.derived.items()),
        tables=tuple(functions.tables.items()),
        schemas=_schema_texts(schemas, own, uses),
        patterns=tuple(_spelled(patterns)),
        linear=_LINEAR if any(map(is_linear, patterns)) else NOTHING,
        letter=tuple(
            schema_text(place_text(at, own), (), as_json_schema(schema), own)
            for at, schema in letter.schemas
        ),
        unlisted=tuple(literal(place_text(at, own)) for at in letter.unlisted),
        exact=letter.is_exact,
        dynamic=_dynamic(api),
        formats=options.formats,
    )


def _rows(
    api: Api,
    names: Names,
    uses: Uses,
    checks: ChecksPlan,
    builders: set[Source],
    *,
    decimals: bool,
) -> Iterator[CodecRow]:
    """Yield the rows of the table of codecs; `builders` are the functions that there are."""
    numberless, valued = Numberless(api.definitions), Valued(api.definitions)
    written = {function.name for function in checks.functions}
    snakes = snake_names(names)

    def row(
        name: str, snake: str, otherwise: Source, *, is_numberless: bool, is_valued: bool
    ) -> CodecRow:
        check, build = identifier(f"check_{snake}"), identifier(f"build_{snake}")
        flags = [_GUARDED] if str(check) in checks.guarded else []
        flags += [_NUMBERLESS] if is_numberless else [_EXACT] if decimals else []
        flags += [_VALUED] if is_valued else []
        return CodecRow(
            name=literal(name),
            check=code("{}.{}", _CHECKS, check) if check in written else otherwise,
            build=build if build in builders else NONE.text,
            flags=join(" | ", flags or [_PLAIN]),
        )

    for key in api.definitions:
        name = names.definitions[key]
        # A definition without a check is an enum, whose members stand in the type's own alias.
        members = code("{}.E.{}.__contains__", _CHECKS, identifier(name))
        otherwise = members if checks.enums else _UNSURE
        yield row(
            name,
            snakes[key],
            otherwise,
            is_numberless=key in numberless.keys,
            is_valued=key in valued.keys,
        )
    for further in uses.further:
        name = further.py_name
        yield row(
            name,
            name,
            _UNSURE,
            is_numberless=numberless.holds(further.schema),
            is_valued=valued.holds(further.shape),
        )


def _shapes(api: Api, names: Names, uses: Uses) -> Iterator[tuple[str, Shape]]:
    """Yield the name and the shape of each codec."""
    for key, definition in api.definitions.items():
        yield names.definitions[key], definition.shape
    for further in uses.further:
        yield further.py_name, further.shape


def _plans(api: Api, names: Names, uses: Uses) -> Iterator[Pair]:
    """Yield how values are read of those types that are no models."""
    for name, shape in _shapes(api, names, uses):
        plan = value_plan(shape, api.definitions)
        if plan is not None:
            yield literal(name), spelled(plan)


def _declared(api: Api, names: Names, uses: Uses) -> Iterator[Pair]:
    """Yield name and type of the codecs that are asked for by name.

    A model brings its own methods; a scalar that no operation uses by itself needs no type.
    """
    used = {ref.py_name for ref in uses.by_use.values()}
    found = [
        names.definitions[key]
        for key, definition in api.definitions.items()
        if names.definitions[key] in used
        or isinstance(definition.shape, (ArrayShape, MapShape, UnionShape))
    ]
    for name in map(identifier, (*found, *names.aliases)):
        yield name, code("{}{}", MODELS, name)
    for further in uses.further:
        yield identifier(further.py_name), annotate(further.shape, names, prefix=MODELS).text


def _read_only(api: Api, names: Names) -> Rows:
    """Return the properties of answers' classes that go without where these are sent."""
    found: dict[str, list[JsonValue]] = {}
    for key in names.answers.values():
        shape = api.definitions[key].shape
        if isinstance(shape, ObjectShape):
            own = [p.spec_name for p in shape.properties if p.annotations.read_only]
            found[names.definitions[key]] = [*own]
    return tuple((literal(name), literal(own)) for name, own in sorted(found.items()))


def _schema_texts(
    schemas: list[tuple[str, str, Schema]], own: Mapping[str, str], uses: Uses
) -> tuple[SchemaText, ...]:
    """Return for each codec the places that it is for, its own first, and its schema."""
    places: dict[str, list[str]] = {name: [at] for name, at, _ in schemas}
    for at, ref in uses.by_use.items():
        if at not in own:
            places[ref.py_name].append(at)
    return tuple(
        schema_text(name, places[name], as_json_schema(schema), own) for name, _, schema in schemas
    )


def _patterns(schemas: list[Schema]) -> list[str]:
    """Return all patterns, sorted."""
    found: set[str] = set()
    for schema in nested(*schemas):
        found.update(schema.patterns, (name for name, _ in schema.pattern_properties))
    return sorted(found)


def _spelled(patterns: list[str]) -> Iterator[Pair]:
    """Yield the patterns that Python spells otherwise; some have no such spelling."""
    for pattern in patterns:
        python = emitted(pattern)
        if python != pattern:
            yield literal(pattern), literal(_NEVER_COMPILES if python is None else python)


def _dynamic(api: Api) -> Source:
    """Return the keys of the dynamic anchors of each resource, empty where there are none."""
    anchors: dict[str, JsonValue] = {
        resource: dict(keys) for resource, keys in sorted(api.dynamic_anchors.items())
    }
    return literal(anchors) if anchors else NOTHING


def built_otherwise(plan: CodecsPlan, built: Source) -> CodecsPlan:
    """Return the plan of codecs whose values are built by a function of the runtime.

    `built` is that function: it gets the codecs, the name of a type, and what makes the type where
    it is none of `models.py`. What is built of it is what a model says that isn't ours.
    """
    types = {str(literal(name)): (name, kind) for name, kind in plan.codecs}

    def changed(row: CodecRow) -> CodecRow:
        if row.build == NONE.text:
            return row
        name, kind = types.get(row.name, (NOTHING, NOTHING))
        if not kind or kind == code("{}{}", MODELS, name):
            return replace(row, build=code("{}(own, {})", built, row.name))
        return replace(row, build=code("{}(own, {}, lambda: {})", built, row.name, kind))

    rows = tuple(map(changed, plan.rows))
    needs = needs_of(plan.codecs, rows) | MODELS.needs | _ALWAYS
    return replace(
        plan,
        imports=import_lines(needs),
        functions=(),
        rows=rows,
        plans=(),
        derived=(),
        tables=(),
    )


def codec_files(plan: CodecsPlan) -> tuple[FilePlan, ...]:
    """Return the plans of the three files."""
    return (
        FilePlan(
            path="codecs.py",
            template="codecs.py.jinja",
            context=plan,
            about="Codecs: from JSON to typed values and back.",
            expected=(
                *(str(function.name) for function in plan.functions),
                *(("sent_formats",) if plan.values else ()),
                "__getattr__",
            ),
            calls=("Own", "own.tagged"),
        ),
        FilePlan(
            path="validators.py",
            template="validators.py.jinja",
            context=plan,
            about="VALIDATORS: a check that raises ValidationError, by JSON pointer.",
            calls=("Validators",),
        ),
        FilePlan(
            path="_schemas.py",
            template="_schemas.py.jinja",
            context=plan,
            about="The exact schemas, by the names of their codecs: pointer and JSON Schema.",
            calls=("Texts",),
        ),
    )
