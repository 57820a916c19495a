"""The codecs of an API: one for each definition, and one for each other body and parameter.

In: the API and its names. Out: for each place where an operation uses a schema, the codec there.
Places of equal structure share one, which is named after the first of them; but a scalar is named
after what it is, `string` or `limit_integer`, for it has nothing to do with that operation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dfnsgen.model.api import Api, MediaType, Operation, Use
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.model.schemas.signature import Signatures
from dfnsgen.model.shapes.shape import Reference, Shape
from dfnsgen.python.checks.checks import snake_names
from dfnsgen.python.checks.schemas import is_scalar
from dfnsgen.python.models.annotations import MODELS, annotate
from dfnsgen.python.names.names import Names, py_name
from dfnsgen.python.source.source import Source

_FURTHER = ("other", "further", "alternative", "additional", "extra", "last")


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
    """`by_use` gives the codec of each place, `further` those that belong to no definition."""

    by_use: Mapping[str, CodecRef]
    further: tuple[Further, ...]


def plan_uses(api: Api, names: Names) -> Uses:
    """Find the codec of each place where a schema is used."""
    signatures = Signatures(lambda _key: None)
    taken = {*names.definitions.values(), *names.aliases}
    taken |= {*snake_names(names.definitions.values()).values()}
    by_use: dict[str, CodecRef] = {}
    known: dict[tuple[str, Shape], Further] = {}
    for use, wanted, subject in _named_uses(api, names):
        if use.at in by_use:
            continue
        key = _definition(use)
        if key is not None:
            name = names.definitions[key]
        else:
            mark = (signatures.of(use.schema), use.shape)
            if mark not in known:
                name = _free(_scalar_name(use.schema, subject) or wanted, taken)
                taken.add(name)
                known[mark] = Further(py_name=name, at=use.at, schema=use.schema, shape=use.shape)
            name = known[mark].py_name
        by_use[use.at] = CodecRef(
            py_name=name, annotation=annotate(use.shape, names, prefix=MODELS).text
        )
    return Uses(by_use=by_use, further=tuple(known.values()))


def _definition(use: Use) -> str | None:
    """Return the key of the definition that a use is nothing but a reference to."""
    if isinstance(use.shape, Reference) and use.schema.is_reference:
        return use.shape.key
    return None


def _free(wanted: str, taken: set[str]) -> str:
    name, words = wanted, iter(_FURTHER)
    while name in taken:
        word = next(words, None)
        name = f"{name}_{_FURTHER[-1]}" if word is None else f"{wanted}_{word}"
    return name


def _scalar_name(schema: Schema, subject: str) -> str | None:
    """Return what a scalar is, None for what is none.

    `subject` is the name of the parameter or header, for what no short name can say.
    """
    plain = _plain_name(schema)
    if plain is not None or not subject or not is_scalar(schema):
        return plain
    if schema.enum is not None:
        return f"{subject}_enum"
    return f"{subject}_{schema.types[0] if schema.types else 'value'}"


def _plain_name(schema: Schema) -> str | None:
    """Return the name of a type with none but simple limits, or of an array of such."""
    kinds = [kind for kind in schema.types or () if kind != "null"]
    if schema.items is not None and schema == Schema(types=("array",), items=schema.items):
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
    if _says_only(schema, "min_length", "max_length"):
        return _range(schema.min_length or None, schema.max_length)
    if not _says_only(schema, "minimum", "maximum"):
        return None
    bounds = (schema.minimum, schema.maximum)
    if any(bound is not None and (not isinstance(bound, int) or bound < 0) for bound in bounds):
        return None
    return _range(*bounds)


def _range(low: object, high: object) -> list[str]:
    """Return `from_1_to_64`, or what there is of it."""
    start = [] if low is None else ["from", str(low)]
    return start if high is None else [*start, "to", str(high)]


def _says_only(schema: Schema, *limits: str) -> bool:
    """Whether a schema says no more than its types, its format and some limits."""
    kept = ("types", "format", *limits)
    return schema == Schema(**{name: getattr(schema, name) for name in kept})


def _named_uses(api: Api, names: Names) -> Iterator[tuple[Use, str, str]]:
    """Yield each use, the name of a codec of its own, and the parameter or header that it is of."""
    for operation, given in zip(api.operations, names.operations, strict=True):
        yield from _of_operation(operation, given.method.rstrip("_"))
    for webhook, name in zip(api.webhooks, names.webhooks, strict=True):
        yield from _of_operation(webhook.operation, f"{py_name(name).rstrip('_')}_event")
    for name, use in api.components.items():
        yield use, f"{py_name(name).rstrip('_')}_component", ""


def _of_operation(operation: Operation, method: str) -> Iterator[tuple[Use, str, str]]:
    for parameter in operation.parameters:
        name = py_name(parameter.spec_name).strip("_")
        yield parameter.use, f"{method}_{name}_parameter", name
    if operation.request_body is not None:
        yield from _of_contents(operation.request_body.contents, f"{method}_request")
    for response in operation.responses:
        yield from _of_contents(response.contents, f"{method}_response")
        for header in response.headers:
            if header.use is not None:
                name = py_name(header.spec_name).strip("_")
                yield header.use, f"{method}_{name}_header", name


def _of_contents(contents: tuple[MediaType, ...], wanted: str) -> Iterator[tuple[Use, str, str]]:
    for content in contents:
        if content.use is not None:
            yield content.use, wanted, ""
