"""What the model stage hands on: the API as typed, immutable values, free of any language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from dfnsgen.json_value import JsonValue
from dfnsgen.model.schemas.equality import type_of
from dfnsgen.model.schemas.schema import TYPES, Annotations, Schema, unfold
from dfnsgen.model.shapes.shape import Reference, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A place where a definition's structure stands, and the words that lead to it.

    `holder` is the key of the definition whose property (or item, or variant) it is; at the top of
    an operation's body it is "", and `operation` (an index in `Api.operations`, or in
    `Api.webhooks` for the role "webhook") and `role` ("request", "response", "parameter",
    "header", "webhook") say where that is. `tag_value` is the constant that chooses the variant.
    """

    at: str
    holder: str = ""
    property_name: str = ""
    is_item: bool = False
    tag_value: str = ""
    operation: int = -1
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One distinct structure: an object, a union, an enum, or any component.

    `key` is the JSON pointer of its first place (the component, where it is one). `schema` is the
    merged, exact form, in which every nested definition is a `Schema(ref=key)`; `shape` the typed
    form, in which it is a `Reference(key)`. `component` is the component's name or "".
    `aliases` are further components of equal structure. `answer` is the key of what answers hold
    where requests hold this, if the two differ.
    """

    key: str
    schema: Schema
    shape: Shape
    component: str = ""
    aliases: tuple[str, ...] = ()
    answer: str = ""
    annotations: Annotations = field(default_factory=Annotations)
    occurrences: tuple[Occurrence, ...] = ()


def unfolded(schema: Schema, definitions: Mapping[str, Definition]) -> Schema:
    """Put what a reference leads to in its place; one that leads round in a circle stays."""

    def target(key: str) -> Schema | None:
        found = definitions.get(key)
        return None if found is None else found.schema

    return unfold(schema, target)


def resolved(shape: Shape, definitions: Mapping[str, Definition]) -> Shape:
    """Follow references to the shape that they mean; one that leads round in a circle stays."""
    seen: set[str] = set()
    while isinstance(shape, Reference) and shape.key not in seen:
        seen.add(shape.key)
        shape = definitions[shape.key].shape
    return shape


def types_at_most(
    schema: Schema, definitions: Mapping[str, Definition], seen: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Return JSON types beside which no value is valid; what only constants exclude counts, too."""
    found = frozenset[str]() if schema.never else frozenset(schema.types or TYPES)
    if schema.enum is not None:
        found &= {type_of(member) for member in schema.enum}
    if schema.ref is not None and schema.ref not in seen:
        target = definitions[schema.ref].schema
        found &= types_at_most(target, definitions, seen | {schema.ref})
    groups = (*((part,) for part in schema.all_of), *schema.groups)
    for group in groups:
        parts = (types_at_most(part, definitions, seen) for part in group)
        found &= frozenset[str]().union(*parts)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A schema where an operation uses it: the exact and the typed form, by reference mostly.

    `at` is the pointer of the place in the document, the key under which VALIDATORS offers it.
    """

    at: str
    schema: Schema
    shape: Shape


class In(Enum):
    """Where a parameter travels. Source: OpenAPI 3.1.1, section 4.8.12."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    QUERYSTRING = "querystring"
    """The whole query as one value. Source: OpenAPI 3.2.0, section 4.12."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter. `style` and `explode` are filled in with the defaults of its location.

    `content_type` is set where the parameter is declared by `content` instead of a schema.
    """

    spec_name: str
    location: In
    required: bool
    use: Use
    style: str
    explode: bool
    allow_reserved: bool = False
    allow_empty: bool = False
    content_type: str = ""
    deprecated: bool = False
    description: str = ""
    examples: tuple[JsonValue, ...] = ()
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How one property of a form or multipart body is sent.

    A part without a name is called `[0]` by its place, or `[]` like all that have none of their
    own. `encodings` are those of the parts of a part.
    """

    property_name: str
    content_type: str = ""
    style: str = "form"
    explode: bool = True
    headers: tuple[str, ...] = ()
    encodings: tuple[Encoding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaType:
    """One content type of a body; `use` is None where no schema is given.

    `item_use` is what each item of a sequence is (server-sent events, JSON lines).
    """

    content_type: str
    use: Use | None
    item_use: Use | None = None
    encodings: tuple[Encoding, ...] = ()
    examples: tuple[JsonValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBody:
    """The body of a request, in one or more content types.

    `says_required` tells whether the document says of it that it is required, or that it isn't.
    """

    required: bool
    says_required: bool = False
    contents: tuple[MediaType, ...]
    description: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A response header; `content_type` is set where it is declared by `content`."""

    spec_name: str
    required: bool
    use: Use | None
    content_type: str = ""
    deprecated: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What an answer tells of a further operation: its id or place, and what is handed to it."""

    name: str
    operation: str
    handed: tuple[tuple[str, JsonValue], ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One declared answer: `status` is `200`, `2XX` or `default`."""

    status: str
    contents: tuple[MediaType, ...]
    headers: tuple[Header, ...] = ()
    links: tuple[Link, ...] = ()
    description: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeRequirement:
    """One scheme that a requirement asks for, with its scopes."""

    scheme: str
    scopes: tuple[str, ...] = ()


SecurityRequirement = tuple[SchemeRequirement, ...]
"""Schemes that must all be satisfied; empty means none is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthFlow:
    """One way to get a token. Source: OpenAPI 3.1.1, section 4.8.29."""

    kind: str
    authorization_url: str = ""
    device_url: str = ""
    token_url: str = ""
    refresh_url: str = ""
    scopes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityScheme:
    """A declared scheme. Source: OpenAPI 3.1.1, section 4.8.27.

    `token_url` and `scopes` are those of the flow that the client knows, `clientCredentials`.
    """

    name: str
    type: str
    scheme: str = ""
    location: str = ""
    parameter_name: str = ""
    bearer_format: str = ""
    token_url: str = ""
    scopes: tuple[tuple[str, str], ...] = ()
    flows: tuple[OAuthFlow, ...] = ()
    open_id_url: str = ""
    deprecated: bool = False
    description: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerVariable:
    """A variable of a server's URL template."""

    spec_name: str
    default: str
    enum: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A base URL, and its name where it has one.

    `deprecated` is told by a profile (a `<Deprecated>` in the description).
    """

    url: str
    name: str = ""
    description: str = ""
    variables: tuple[ServerVariable, ...] = ()
    deprecated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A group of operations; `parent` is the tag that holds it."""

    name: str
    description: str = ""
    summary: str = ""
    parent: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation. `method` is upper case; `security` lists alternatives in document order.

    `extensions` are those that say how its list is paged.
    """

    method: str
    path: str
    operation_id: str = ""
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    deprecated: bool = False
    parameters: tuple[Parameter, ...] = ()
    request_body: RequestBody | None = None
    responses: tuple[Response, ...] = ()
    security: tuple[SecurityRequirement, ...] = ()
    servers: tuple[Server, ...] = ()
    extensions: tuple[tuple[str, JsonValue], ...] = field(default=(), compare=False)
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A request that the API sends to us; `name` is its key in the document.

    `callback_of` are the methods and paths of the operations after which it comes, none for a
    webhook. Of several callbacks with one name, each has an operation's before it.
    """

    name: str
    operation: Operation
    callback_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """The whole API. `definitions` is in document order, components first.

    `about` holds what else is said of the API: terms, contact, licence, further documentation.
    `not_carried` lists, by JSON pointer, what the document holds and no output will show.
    `dynamic_anchors` maps the URI of a schema resource to the keys of its dynamic anchors.
    """

    title: str
    version: str
    description: str = ""
    about: tuple[tuple[str, str], ...] = ()
    declared_openapi: str = "3.1.0"
    partial: bool = False
    servers: tuple[Server, ...] = ()
    tags: tuple[Tag, ...] = ()
    security_schemes: tuple[SecurityScheme, ...] = ()
    operations: tuple[Operation, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
    definitions: Mapping[str, Definition] = field(default_factory=dict[str, Definition])
    components: Mapping[str, Use] = field(default_factory=dict[str, Use])
    not_carried: tuple[str, ...] = ()
    dynamic_anchors: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict[str, Mapping[str, str]]
    )

    @property
    def all_operations(self) -> tuple[Operation, ...]:
        """Its operations, and those of its webhooks."""
        return (*self.operations, *(webhook.operation for webhook in self.webhooks))


class PlacedUse(NamedTuple):
    """A use of a schema with its place in an operation.

    `role` is as in Occurrence, or "item" for what each item of a sequence is. `spec_name` is that
    of a parameter or header; `content_type` and `status` are those of a body.
    """

    use: Use
    role: str
    spec_name: str = ""
    content_type: str = ""
    status: str = ""


def uses_of(operation: Operation) -> Iterator[PlacedUse]:
    """Yield each use of a schema in an operation."""
    for parameter in operation.parameters:
        yield PlacedUse(parameter.use, "parameter", parameter.spec_name)
    if operation.request_body is not None:
        yield from _contents(operation.request_body.contents, "request")
    for response in operation.responses:
        yield from _contents(response.contents, "response", response.status)
        for header in response.headers:
            if header.use is not None:
                yield PlacedUse(header.use, "header", header.spec_name)


def _contents(contents: tuple[MediaType, ...], role: str, status: str = "") -> Iterator[PlacedUse]:
    for content in contents:
        if content.use is not None:
            yield PlacedUse(content.use, role, "", content.content_type, status)
        if content.item_use is not None:
            yield PlacedUse(content.item_use, "item", "", content.content_type, status)
