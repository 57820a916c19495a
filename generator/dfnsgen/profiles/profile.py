"""What a document doesn't say about an API, and the one generic way to apply it.

In: an Api. Out: the Api with what its profile tells filled in. No API is named here: each has a
module of its own that holds one `Profile`, and `recognised` finds the one for a document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dfnsgen.model.api import Api, Operation, Parameter, Server
from dfnsgen.model.schemas.schema import Annotations
from dfnsgen.model.shapes.shape import ObjectShape, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class PagingNames:
    """How lists name the parameter with the token, and the field with the next one.

    `items` are the names that the list of items may have; where none of them is a property, the
    only array of the answer is taken.
    """

    parameters: tuple[str, ...]
    tokens: tuple[str, ...]
    items: tuple[str, ...]


COMMON_PAGING = PagingNames(
    parameters=("paginationToken", "pageToken", "page_token", "nextToken", "cursor", "after"),
    tokens=("nextPageToken", "next_page_token", "nextToken", "nextCursor", "next_cursor"),
    items=("items", "data", "results", "records", "values"),
)
"""Names that mean pages wherever both of them occur in one operation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedScheme:
    """A security scheme whose header is made anew for each request, by a flow of the runtime.

    `module` is the runtime module that holds `factory`, called with the argument, the header's
    name; `types` are the names of it that the package offers to its users. `delegated` is the
    module with the decorators `signed` and `async_signed`, which let others sign a method's
    request.
    """

    scheme: str
    argument: str
    argument_type: str
    module: str
    factory: str
    types: tuple[str, ...]
    delegated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A status of operations under the signed scheme that the document doesn't declare."""

    status: int
    module: str
    factory: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookVerification:
    """The runtime module that verifies deliveries: its `verify`, and the tag of the events."""

    module: str
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """A runtime module that users import from the package, for documents with some operations.

    `paths` are the paths of those operations; `py_name` is the module's name in the package.
    """

    py_name: str
    module: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The conventions of one API; the defaults are those of HTTP and of OpenAPI alone.

    `repeatable` are the methods that may be sent twice; `idempotency_key` is the property of a
    body that makes any repeatable. A text that begins with one of
    `deprecated` is that of a deprecated thing.
    """

    name: str = ""
    hosts: tuple[str, ...] = ()
    deprecated: tuple[str, ...] = ()
    repeatable: tuple[str, ...] = ("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE")
    idempotency_key: str = ""
    paging: PagingNames = COMMON_PAGING
    signed: SignedScheme | None = None
    pending: Pending | None = None
    webhooks: WebhookVerification | None = None
    companions: tuple[Companion, ...] = ()


PLAIN = Profile()


def recognised(api: Api, profiles: tuple[Profile, ...]) -> Profile:
    """Return the profile whose hosts the document's servers name; the plain one where none does."""
    hosts = {re.sub(r"^[a-z]+://|[:/].*$", "", server.url.lower()) for server in api.servers}
    for profile in profiles:
        for known in profile.hosts:
            if any(host == known or host.endswith("." + known) for host in hosts):
                return profile
    return PLAIN


def apply_profile(api: Api, profile: Profile) -> Api:
    """Mark what the profile's convention calls deprecated, and take the mark out of the texts."""
    marks = profile.deprecated
    if not marks:
        return api
    return replace(
        api,
        servers=tuple(_server(server, marks) for server in api.servers),
        operations=tuple(_operation(operation, marks) for operation in api.operations),
        webhooks=tuple(
            replace(hook, operation=_operation(hook.operation, marks)) for hook in api.webhooks
        ),
        definitions={
            key: replace(
                definition,
                annotations=_annotations(definition.annotations, marks),
                shape=_shape(definition.shape, marks),
            )
            for key, definition in api.definitions.items()
        },
    )


def _shape(shape: Shape, marks: tuple[str, ...]) -> Shape:
    if not isinstance(shape, ObjectShape):
        return shape
    properties = (
        p if found is p.annotations else replace(p, annotations=found)
        for p, found in ((p, _annotations(p.annotations, marks)) for p in shape.properties)
    )
    return replace(shape, properties=tuple(properties))


def _server(server: Server, marks: tuple[str, ...]) -> Server:
    text, marked = _unmarked(server.description, marks)
    return replace(server, description=text, deprecated=server.deprecated or marked)


def _operation(operation: Operation, marks: tuple[str, ...]) -> Operation:
    summary, in_summary = _unmarked(operation.summary, marks)
    description, in_description = _unmarked(operation.description, marks)
    return replace(
        operation,
        summary=summary,
        description=description,
        deprecated=operation.deprecated or in_summary or in_description,
        parameters=tuple(_parameter(parameter, marks) for parameter in operation.parameters),
        servers=tuple(_server(server, marks) for server in operation.servers),
    )


def _parameter(parameter: Parameter, marks: tuple[str, ...]) -> Parameter:
    text, marked = _unmarked(parameter.description, marks)
    return replace(parameter, description=text, deprecated=parameter.deprecated or marked)


def _annotations(annotations: Annotations, marks: tuple[str, ...]) -> Annotations:
    title, in_title = _unmarked(annotations.title, marks)
    description, in_description = _unmarked(annotations.description, marks)
    if not in_title and not in_description:
        return annotations
    return replace(annotations, title=title, description=description, deprecated=True)


def _unmarked(text: str, marks: tuple[str, ...]) -> tuple[str, bool]:
    """Return a text without the mark at its start, and whether there was one."""
    stripped = text.lstrip()
    for mark in marks:
        if stripped.startswith(mark):
            return stripped[len(mark) :].strip(), True
    return text, False
