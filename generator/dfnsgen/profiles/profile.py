"""What a document doesn't say about an API, and the one generic way to apply it.

In: an Api. Out: the Api with what its profile tells filled in. No API is named here: each has a
module of its own that holds one `Profile`, and `known.profile_of` finds the one for a document.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar

from dfnsgen.configuration.paging import PagingRows
from dfnsgen.model.api import Api, Operation, Parameter, Server
from dfnsgen.model.schemas.schema import Annotations
from dfnsgen.model.shapes.shape import ObjectShape, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class PagingNames:
    """How lists name the parameter with the token, and the field with the next one.

    `items` are the names that the list of items may have; where none of them is a property, the
    only array of the answer is taken. `header` is one that names the next page, whether or not an
    operation declares it.
    """

    parameters: tuple[str, ...]
    tokens: tuple[str, ...]
    items: tuple[str, ...]
    header: str = ""


COMMON_PAGING = PagingNames(
    parameters=("paginationToken", "pageToken", "page_token", "nextToken", "cursor", "after"),
    tokens=("nextPageToken", "next_page_token", "nextToken", "nextCursor", "next_cursor"),
    items=("items", "data", "results", "records", "values"),
)
"""Names that mean pages wherever both of them occur in one operation."""


def with_names(known: PagingNames, rows: PagingRows) -> PagingNames:
    """Return names with those that a configuration adds, which come first."""
    added = dict(rows)

    def first(key: str, names: tuple[str, ...]) -> tuple[str, ...]:
        return (added[key], *names) if key in added else names

    return PagingNames(
        parameters=first("parameter", known.parameters),
        tokens=first("next", known.tokens),
        items=first("items", known.items),
        header=added.get("header", known.header),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedScheme:
    """A security scheme whose header is made anew for each request, by a flow of the runtime.

    `module` is the runtime module that holds `factory`, called with the argument, the header's
    name; `types` are the names of it that the package offers to its users. `delegated` is the
    module with `delegated` and `async_delegated`, which let others sign a method's request.
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
    """A status of operations under the signed scheme that the document doesn't declare.

    `operations` are patterns of methods and paths: the calls that can have it. `error` is what
    waiting for such a call may raise.
    """

    status: int
    module: str
    factory: str
    type: str
    error: str
    operations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookVerification:
    """The runtime module that verifies deliveries: its `verify`, and the tag of the events."""

    module: str
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeConventions:
    """The runtime module with what a fake does beyond the document, and its class there."""

    module: str
    name: str


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
    fake: FakeConventions | None = None


PLAIN = Profile()

Marked = TypeVar("Marked", Server, Operation, Parameter, Annotations)
"""What a mark in a text may call deprecated."""


def apply_profile(api: Api, profile: Profile) -> Api:
    """Mark what the profile's convention calls deprecated, and take the mark out of the texts."""
    marks = profile.deprecated
    if not marks:
        return api
    return replace(
        api,
        servers=tuple(_unmarked(server, marks, "description") for server in api.servers),
        operations=tuple(_operation(operation, marks) for operation in api.operations),
        webhooks=tuple(
            replace(hook, operation=_operation(hook.operation, marks)) for hook in api.webhooks
        ),
        definitions={
            key: replace(
                definition,
                annotations=_unmarked(definition.annotations, marks, "title", "description"),
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
        for p, found in (
            (p, _unmarked(p.annotations, marks, "title", "description")) for p in shape.properties
        )
    )
    return replace(shape, properties=tuple(properties))


def _operation(operation: Operation, marks: tuple[str, ...]) -> Operation:
    return replace(
        _unmarked(operation, marks, "summary", "description"),
        parameters=tuple(_unmarked(one, marks, "description") for one in operation.parameters),
        servers=tuple(_unmarked(one, marks, "description") for one in operation.servers),
    )


def _unmarked(thing: Marked, marks: tuple[str, ...], *fields: str) -> Marked:
    """Return a thing without the mark at the start of its texts; one that had any is deprecated."""
    texts = {field: str(getattr(thing, field)).lstrip() for field in fields}
    found: dict[str, Any] = {
        field: text.removeprefix(mark).strip()
        for field, text in texts.items()
        for mark in marks
        if text.startswith(mark)
    }
    return replace(thing, **found, deprecated=True) if found else thing
