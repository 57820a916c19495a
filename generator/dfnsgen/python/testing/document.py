"""The plan of `testing/_document.py`: operations, schemas and credentials, as texts of JSON.

In: the API as it is meant, and to the letter; a profile. Out: a FilePlan. Each schema stands in the
direction of its place, with its examples: what a fake answers with first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from dfnsgen.json_value import JsonValue
from dfnsgen.model.api import (
    Api,
    MediaType,
    Operation,
    Parameter,
    Response,
    Use,
    Webhook,
    uses_of,
)
from dfnsgen.model.schemas.children import nested
from dfnsgen.model.schemas.json_schema import as_json_schema
from dfnsgen.model.schemas.schema import Schema
from dfnsgen.patterns.backtracking import emitted
from dfnsgen.profiles.profile import Profile
from dfnsgen.python.client.constants import runtime_module
from dfnsgen.python.client.front.security import plan_credentials, signed_scheme
from dfnsgen.python.codecs.letter import plan_letter
from dfnsgen.python.codecs.schema_texts import SchemaText, json_text
from dfnsgen.python.plan import FilePlan, Rows
from dfnsgen.python.source.imports import Imports, import_lines
from dfnsgen.python.source.source import Source, identifier, imported, literal
from dfnsgen.python.testing.sampling import sampling_tree

_NEVER_COMPILES = "("


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPlan:
    """What the template prints: see `Document` of the runtime."""

    title: Source
    operations: tuple[SchemaText, ...]
    schemas: tuple[SchemaText, ...]
    letter: tuple[SchemaText, ...]
    webhooks: tuple[SchemaText, ...]
    samples: tuple[SchemaText, ...]
    preferred: tuple[SchemaText, ...]
    patterns: Rows
    dynamic: Source
    schemes: Source
    bases: Source
    credentials: Source
    idempotency_key: Source
    conventions: Source
    imports: Imports


def plan_testing(
    api: Api,
    letter: Api,
    package: str,
    profile: Profile,
    preferred: Mapping[str, list[JsonValue]] | None = None,
) -> FilePlan:
    """Return the plan of the module; `preferred` are answers to give before any other."""
    exact = plan_letter(api, letter)
    schemas = [*_schemas(api), *(schema for _, schema in exact.schemas)]
    patterns = sorted({pattern for schema in nested(*schemas) for pattern in _patterns(schema)})
    trees = ((pattern, sampling_tree(pattern)) for pattern in patterns)
    conventions = _conventions(api, profile)
    plan = DocumentPlan(
        title=literal(api.title),
        operations=tuple(_operations(api.operations, letter)),
        schemas=tuple(
            json_text(key, _written(definition.schema))
            for key, definition in api.definitions.items()
        ),
        letter=tuple(json_text(at, as_json_schema(schema)) for at, schema in exact.schemas),
        webhooks=tuple(_webhooks(api.webhooks)),
        samples=tuple(json_text(name, tree) for name, tree in trees if tree is not None),
        preferred=tuple(json_text(key, [*several]) for key, several in (preferred or {}).items()),
        patterns=tuple(_spellings(patterns)),
        dynamic=literal({at: dict(keys) for at, keys in sorted(api.dynamic_anchors.items())}),
        schemes=literal(_schemes(api)),
        bases=literal([*_bases(api)]),
        credentials=literal(_credentials(api, package, profile)),
        idempotency_key=literal(profile.idempotency_key),
        conventions=conventions,
        imports=import_lines(conventions.needs, depth=1),
    )
    return FilePlan(
        path="testing/_document.py",
        template="testing/document.py.jinja",
        context=plan,
        about="What the fake knows of the document.",
        calls=("Document",),
    )


def _schemas(api: Api) -> Iterator[Schema]:
    for definition in api.definitions.values():
        yield definition.schema
    for operation in api.all_operations:
        for placed in uses_of(operation):
            yield placed.use.schema


def _patterns(schema: Schema) -> Iterator[str]:
    yield from schema.patterns
    yield from (name for name, _ in schema.pattern_properties)


def _spellings(patterns: Iterable[str]) -> Iterator[tuple[Source, Source]]:
    """Yield the patterns that Python spells otherwise; some have no such spelling."""
    for pattern in patterns:
        spelled = emitted(pattern)
        if spelled != pattern:
            yield literal(pattern), literal(_NEVER_COMPILES if spelled is None else spelled)


def _written(schema: Schema) -> JsonValue:
    return as_json_schema(schema, _notes)


def _notes(schema: Schema) -> Mapping[str, JsonValue]:
    """Return what a fake answers with first where a schema says it, and what travels one way."""
    about = schema.annotations
    return {
        **({"examples": [*about.examples]} if about.examples else {}),
        **({"default": about.default} if about.has_default else {}),
        **({"readOnly": True} if about.read_only else {}),
        **({"writeOnly": True} if about.write_only else {}),
    }


def _operations(operations: Iterable[Operation], letter: Api) -> Iterator[SchemaText]:
    """Yield the operations; a body that must be there, though nothing says so, is expected."""
    required = {
        (one.method, one.path)
        for one in letter.operations
        if one.request_body is not None and one.request_body.required
    }
    for operation in operations:
        key = f"{operation.method} {operation.path}"
        is_required = (operation.method, operation.path) in required
        yield json_text(key, _operation(operation, is_required=is_required))


def _webhooks(webhooks: Iterable[Webhook]) -> Iterator[SchemaText]:
    for webhook in webhooks:
        yield json_text(webhook.name, _operation(webhook.operation))


def _operation(operation: Operation, *, is_required: bool = True) -> JsonValue:
    written: dict[str, JsonValue] = {}
    if operation.operation_id:
        written["id"] = operation.operation_id
    if operation.parameters:
        written["parameters"] = [_parameter(one) for one in operation.parameters]
    body = operation.request_body
    if body is not None:
        how = "required" if is_required else "expected"
        written["body"] = {how: body.required, "contents": _contents(body.contents)}
    written["answers"] = [_response(one) for one in operation.responses]
    if operation.security:
        written["security"] = [[one.scheme for one in schemes] for schemes in operation.security]
    return written


def _parameter(parameter: Parameter) -> JsonValue:
    return {
        "name": parameter.spec_name,
        "in": parameter.location.value,
        "style": parameter.style,
        "explode": parameter.explode,
        **({"required": True} if parameter.required else {}),
        **({"content": parameter.content_type} if parameter.content_type else {}),
        **_use(parameter.use, parameter.examples),
    }


def _contents(contents: tuple[MediaType, ...]) -> list[JsonValue]:
    return [_content(content) for content in contents]


def _content(content: MediaType) -> JsonValue:
    encodings: dict[str, JsonValue] = {
        one.property_name: {"type": one.content_type, "style": one.style, "explode": one.explode}
        for one in content.encodings
    }
    return {
        "type": content.content_type,
        **({} if content.use is None else _use(content.use, content.examples)),
        **({} if content.item_use is None else {"item": _use(content.item_use, ())}),
        **({"encodings": encodings} if encodings else {}),
    }


def _response(response: Response) -> JsonValue:
    headers: list[JsonValue] = [
        {"name": header.spec_name, **_use(header.use, ())}
        for header in response.headers
        if header.use is not None
    ]
    return {
        "status": response.status,
        **({"contents": _contents(response.contents)} if response.contents else {}),
        **({"headers": headers} if headers else {}),
    }


def _use(use: Use, examples: tuple[JsonValue, ...]) -> dict[str, JsonValue]:
    more: dict[str, JsonValue] = {"examples": [*examples]} if examples else {}
    return {"at": use.at, "schema": _written(use.schema), **more}


def _schemes(api: Api) -> dict[str, JsonValue]:
    return {
        scheme.name: {
            "type": scheme.type,
            **({"scheme": scheme.scheme} if scheme.scheme else {}),
            **({"in": scheme.location} if scheme.location else {}),
            **({"name": scheme.parameter_name} if scheme.parameter_name else {}),
        }
        for scheme in api.security_schemes
    }


def _conventions(api: Api, profile: Profile) -> Source:
    """Return what the API does beyond its document, None where it signs nothing."""
    if profile.fake is None or signed_scheme(api.security_schemes, profile) is None:
        return literal(None)
    return imported(runtime_module(profile.fake.module), identifier(profile.fake.name))


def _bases(api: Api) -> Iterator[str]:
    """Yield the paths of the servers, the places in them filled in."""
    servers = [*api.servers, *(one for o in api.operations for one in o.servers)]
    seen: set[str] = {""}
    for server in servers:
        url = server.url
        for variable in server.variables:
            url = url.replace(f"{{{variable.spec_name}}}", variable.default)
        try:
            path = urlsplit(url).path.rstrip("/")
        except ValueError:
            continue
        if path not in seen:
            seen.add(path)
            yield path


def _credentials(api: Api, package: str, profile: Profile) -> dict[str, JsonValue]:
    """Return the arguments of the client that take credentials, each with its kind."""
    kinds: dict[str, JsonValue] = {}
    planned = plan_credentials(api.security_schemes, package, profile)
    for scheme, credential in zip(api.security_schemes, planned, strict=True):
        if credential.argument is not None:
            is_pair = scheme.type == "http" and scheme.scheme.lower() == "basic"
            is_signed = profile.signed is not None and scheme.name == profile.signed.scheme
            kinds[str(credential.argument.name)] = (
                "signer" if is_signed else "pair" if is_pair else "text"
            )
    return kinds
