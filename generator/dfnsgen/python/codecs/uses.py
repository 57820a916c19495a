"""The codecs of an API: one for each definition, and one for each other body and parameter.

In: the API and its names. Out: for each place where an operation uses a schema, the codec there.
Places of equal structure share one, which is named after the first of them; but a scalar is named
after what it is, `string` or `limit_integer`, for it has nothing to do with that operation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dfnsgen.model.api import Api, Use, uses_of
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.schemas.signature import Signatures
from dfnsgen.model.shapes.shape import Reference, Shape
from dfnsgen.python.checks.checks import snake_names
from dfnsgen.python.checks.schemas import is_scalar
from dfnsgen.python.models.annotations import MODELS, annotate
from dfnsgen.python.models.fields import Fields, fields_of_classes
from dfnsgen.python.names.names import Names, py_name
from dfnsgen.python.names.structure_names import STATUS_PHRASES
from dfnsgen.python.source.source import Source, code, identifier, imported

_CODECS = imported(".", "codecs")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodecRef:
    """A codec: its name in `codecs`, and the type of what it gives ("models.Wallet")."""

    py_name: str
    annotation: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """A codec that belongs to no definition. `at` is the first place that uses it."""

    py_name: str
    at: str
    schema: Schema
    shape: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """`by_use` gives the codec of each place, `further` those that belong to no definition.

    `fields` are those of the classes that codecs build and write.
    """

    by_use: Mapping[str, CodecRef]
    further: tuple[Further, ...]
    fields: Fields


def plan_uses(api: Api, names: Names) -> Uses:
    """Find the codec of each place where a schema is used."""
    signatures = Signatures(lambda _key: None)
    taken = {*names.definitions.values(), *names.aliases}
    taken.update(snake_names(names).values())
    by_use: dict[str, CodecRef] = {}
    known: dict[tuple[str, Shape], Further] = {}
    for use, subject, candidates in _named_uses(api, names):
        if use.at in by_use:
            continue
        if isinstance(use.shape, Reference) and use.schema.is_reference:
            name = names.definitions[use.shape.key]
        else:
            mark = (signatures.of(use.schema), use.shape)
            if mark not in known:
                name = _free([*_scalar_names(use.schema, subject), *candidates], taken)
                taken.add(name)
                known[mark] = Further(py_name=name, at=use.at, schema=use.schema, shape=use.shape)
            name = known[mark].py_name
        by_use[use.at] = CodecRef(
            py_name=name, annotation=annotate(use.shape, names, prefix=MODELS).text
        )
    return Uses(
        by_use=by_use,
        further=tuple(known.values()),
        fields=fields_of_classes(api.definitions),
    )


def _free(candidates: Iterable[str], taken: set[str]) -> str:
    """Return the first name that is free; where none is, the last one grows until it is."""
    name = ""
    for name in candidates:
        if name not in taken:
            return name
    while name in taken:
        name += "_codec"
    return name


def _scalar_names(schema: Schema, subject: str) -> Iterator[str]:
    """Yield what a scalar is, nothing for what is none.

    `subject` is the name of the parameter or header, for what no short name can say.
    """
    plain = _plain_name(schema)
    if plain is not None:
        yield plain
    if subject and is_scalar(schema):
        kind = "enum" if schema.enum is not None else (schema.types or ("value",))[0]
        yield f"{subject}_{kind}"


def _plain_name(schema: Schema) -> str | None:
    """Return the name of a type with none but simple limits, or of an array of such."""
    kinds = [kind for kind in schema.types or () if kind != "null"]
    if schema.items and schema.types == ("array",) and schema.says_only("types", "items"):
        inner = _plain_name(schema.items)
        return None if inner is None else f"{inner}_list"
    if len(kinds) != 1 or kinds[0] in ("array", "object"):
        return None
    limits = _limits(schema)
    if limits is None:
        return None
    before = [py_name(schema.format).strip("_")] if schema.format else []
    after = ["or_null"] if len(schema.types or ()) > 1 else []
    return "_".join([*before, kinds[0], *limits, *after])


def _limits(schema: Schema) -> list[str] | None:
    """Return limits in words, None where a schema says more than that."""
    if schema.says_only("types", "format", "min_length", "max_length"):
        return _range(schema.min_length or None, schema.max_length)
    if not schema.says_only("types", "format", "minimum", "maximum", "exclusive_minimum"):
        return None
    least = [schema.minimum] if schema.minimum is not None else []
    if schema.exclusive_minimum is not None:
        if "integer" not in (schema.types or ()):
            return None
        least.append(schema.exclusive_minimum + 1)
    bounds = (max(least, default=None), schema.maximum)
    if any(bound is not None and (not isinstance(bound, int) or bound < 0) for bound in bounds):
        return None
    return _range(*bounds)


def _range(low: object, high: object) -> list[str]:
    """Return `from_1_to_64`, or what there is of it."""
    start = [] if low is None else ["from", str(low)]
    return start if high is None else [*start, "to", str(high)]


def _named_uses(api: Api, names: Names) -> Iterator[tuple[Use, str, list[str]]]:
    """Yield each use with the parameter or header that it is of, and names for a codec of its own.

    The first name that is free is taken.
    """
    callers = [(given.namespace, given.method.rstrip("_")) for given in names.operations]
    callers += [("webhook", f"{py_name(name).rstrip('_')}_event") for name in names.webhooks]
    for operation, (namespace, method) in zip(api.all_operations, callers, strict=True):
        placed = list(uses_of(operation))
        roles = [found.role for found in placed]
        for use, role, spec_name, content_type, status in placed:
            subject = py_name(spec_name).strip("_") if spec_name else ""
            own = "_".join([method, *([subject] if spec_name else []), role])
            found = [own]
            if not spec_name and roles.count(role) > 1:
                kinds = (STATUS_PHRASES.get(status, ""), content_type.split(";")[0].split("/")[-1])
                found += [f"{method}_{py_name(kind).strip('_')}_{role}" for kind in kinds if kind]
            yield use, subject, [*found, f"{namespace}_{own}"]
    for name, use in api.components.items():
        yield use, "", [f"{py_name(name).rstrip('_')}_component"]


def codec_at(at: str, codecs: Uses) -> Source:
    """Return the codec of the place where a schema is used, as other modules spell it."""
    return code("{}.{}", _CODECS, identifier(codecs.by_use[at].py_name))
