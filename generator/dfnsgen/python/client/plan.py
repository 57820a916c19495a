"""What the templates of the client print: methods, namespaces, servers, credentials, events.

In: nothing. Out: the types that the planners of the client fill. All that a template prints is
`Source`; `about` is for the head of the file and may be the document's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from dfnsgen.python.source.source import Source


class CodecRef(Protocol):
    """The codec of a place."""

    @property
    def py_name(self) -> str:
        """Its name in `codecs`."""
        ...


class Codecs(Protocol):
    """What the client needs of the codecs' plan."""

    @property
    def by_use(self) -> Mapping[str, CodecRef]:
        """The codec of each place where an operation uses a schema, by `Use.at`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """What differs between the sync and the async text of a namespace or client.

    `method_types` holds for each method what it returns, in the order of the methods.
    """

    prefix: Source
    underscored: Source
    definition: Source
    wait: Source
    raw: Source


SYNC = Mode(
    prefix=Source(""),
    underscored=Source(""),
    definition=Source("def"),
    wait=Source(""),
    raw=Source("raw"),
)
ASYNC = Mode(
    prefix=Source("Async"),
    underscored=Source("async_"),
    definition=Source("async def"),
    wait=Source("await "),
    raw=Source("async_raw"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodPlan:
    """One operation: the constant that describes it, and the method that calls it.

    `kind` is the class of the constant, `type` its parameters. `returns` and `async_returns` are
    written apart since a page of a list is another class for asynchronous code.
    """

    name: Source
    constant: Source
    kind: Source
    type: Source
    fields: tuple[Source, ...]
    decorators: tuple[Source, ...]
    parameters: tuple[Source, ...]
    returns: Source
    docstring: Source
    caller: Source
    arguments: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamespaceClass:
    """One of the two classes of a namespace, with the one that gives raw answers."""

    mode: Mode
    name: Source
    docstring: Source
    raw_name: Source
    methods: tuple[MethodPlan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamespacePlan:
    """The operations of one tag. `imports` are the lines of import beside the constant ones."""

    py_name: Source
    class_name: Source
    about: str
    docstring: Source
    imports: tuple[Source, ...]
    has_deprecated: bool
    operations: tuple[MethodPlan, ...]
    classes: tuple[NamespaceClass, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerPlan:
    """One member of the enum of servers."""

    name: Source
    value: Source
    docstring: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialPlan:
    """One security scheme: what makes its credential, and how a user configures it.

    `argument` and `said` are empty where the scheme is no business of the client's caller.
    """

    scheme: Source
    credential: Source
    how: Source
    argument: tuple[Source, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientClass:
    """`Client` or `AsyncClient`."""

    mode: Mode
    docstring: Source
    namespaces: tuple[NamespacePlan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientPlan:
    """The module that holds `Client` and `AsyncClient`.

    `server_argument` is empty where the document names no server; `deprecated_argument` takes only
    those that are deprecated, and is empty where there are none. `idempotency` is the argument
    that fills in keys, empty where no operation takes one; `lenient` is the default of the argument
    of this name.
    """

    about: str
    imports: tuple[Source, ...]
    typing_imports: tuple[Source, ...]
    servers: tuple[ServerPlan, ...]
    server_argument: tuple[Source, ...]
    deprecated_argument: tuple[Source, ...]
    deprecated_addresses: tuple[Source, ...]
    idempotency: tuple[Source, ...]
    lenient: Source
    variables: Source
    credentials: tuple[CredentialPlan, ...]
    base_url_variable: Source
    user_agent: Source
    classes: tuple[ClientClass, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPlan:
    """One webhook event: its tag on the wire, its type (quoted as well), its codec."""

    tag: Source
    name: Source
    annotation: Source
    quoted: Source
    codec: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhooksPlan:
    """The module of the events. `tag` is the property that names an event's kind.

    `verification` holds the import lines of what verifies deliveries, where a profile knows it.
    """

    about: str
    events: tuple[EventPlan, ...]
    tag: Source
    verification: tuple[Source, ...]
    needs_models: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LazyModule:
    """A module that is imported when it is used; `line` tells type checkers of it."""

    name: Source
    module: Source
    line: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class InitPlan:
    """The package's `__init__`: its imports, the names that it offers, the modules that wait."""

    about: str
    version: Source
    imports: tuple[Source, ...]
    names: tuple[Source, ...]
    lazy: tuple[LazyModule, ...]
