"""What the templates of the client print: methods, namespaces, servers, credentials, events.

In: nothing. Out: the types that the planners of the client fill. All that a template prints is
`Source`; `about` is for the head of the file and may be the document's words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar, Final, TypeVar

from dfnsgen.python.client.headers_plan import HeadersClass
from dfnsgen.python.client.modes import PAGING, Mode, RawWays, Signed
from dfnsgen.python.source.annotation import Annotation
from dfnsgen.python.source.imports import Imports, needs_of
from dfnsgen.python.source.source import NOTHING, Import, Source, imported

_OPERATION: Final = "._runtime._operation"
_OF_PARAM = imported("._runtime._parameters", "Param").needs
_OF_PART = imported(_OPERATION, "Part").needs
_WIDEST_MARKED = 80
_WIDEST_ROW = 140
_OF_BODY = imported(_OPERATION, "Body").needs
_OF_OPERATION = imported(_OPERATION, "Operation").needs
_OF_PAGED = needs_of(imported(PAGING, "PagedOperation"))
_OF_CHOICE = imported("typing", "overload").needs
_OF_DEPRECATED = imported("._runtime._deprecated", "deprecated").needs
_OF_NESTED = imported("typing", "TYPE_CHECKING").needs
_OF_KEYWORDS = needs_of(
    imported("typing", "Any"),
    imported("typing", "overload"),
    imported("._runtime._given", "body_of"),
)


T = TypeVar("T")


def in_rows(
    things: Iterable[T], width: Callable[[T], int], widest: int = _WIDEST_ROW
) -> tuple[tuple[T, ...], ...]:
    """Return things by the lines in which they are printed: as many in each as fit."""
    rows: list[list[T]] = []
    left = 0
    for thing in things:
        needed = width(thing)
        if not rows or needed > left:
            rows.append([])
            left = widest
        rows[-1].append(thing)
        left -= needed
    return tuple(map(tuple, rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument of a method or constructor; `default` is empty where one must be given.

    `is_wide` tells whether a union needs parentheses to be laid out over several lines.
    """

    name: Source
    annotation: Annotation
    default: Source = NOTHING
    is_wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The arguments of a method beside `self`, by how they are given."""

    positional: tuple[Argument, ...]
    named: tuple[Argument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """How a parameter travels; what is empty or False is as the style has it by default."""

    location: Source
    name: Source
    codec: Source
    style: Source = NOTHING
    explode: Source = NOTHING
    allow_reserved: bool = False
    deprecated: bool = False
    json: bool = False

    needs: ClassVar = _OF_PARAM
    """What the template writes beside the parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How a property of a form travels, where that isn't how it travels by default."""

    name: Source
    options: tuple[tuple[Source, Source], ...]
    parts: tuple[Part, ...] = ()

    needs: ClassVar = _OF_PART
    """What the template writes beside the parts."""

    @property
    def width(self) -> int:
        """What it measures in a line."""
        options = sum(len(name) + len(value) + 3 for name, value in self.options)
        return len(self.name) + 10 + options + sum(inner.width for inner in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Ways to the properties of a body that are `deprecated`, or `secret`."""

    mark: Source
    ways: tuple[tuple[Source, ...], ...]

    @property
    def width(self) -> int:
        """What the names measure in a line."""
        return sum(len(name) + 2 for way in self.ways for name in way)

    @property
    def is_wide(self) -> bool:
        """Whether they have lines of their own."""
        return self.width > _WIDEST_MARKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A media type of the request; what some of its properties are marked as."""

    content_type: Source
    codec: Source = NOTHING
    parts: tuple[Part, ...] = ()
    marked: tuple[Marked, ...] = ()

    needs: ClassVar = _OF_BODY
    """What the template writes beside the parts."""

    @property
    def width(self) -> int:
        """What it measures in a line."""
        held: tuple[Part | Marked, ...] = (
            *self.parts,
            *(one for one in self.marked if not one.is_wide),
        )
        return len(self.content_type) + len(self.codec) + 10 + sum(one.width for one in held)

    @property
    def part_rows(self) -> tuple[tuple[Part, ...], ...]:
        """The properties by the lines in which they are printed."""
        return in_rows(self.parts, lambda part: part.width)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The codecs of a status, by media type."""

    status: Source
    contents: tuple[tuple[Source, Source], ...]

    @property
    def width(self) -> int:
        """What it measures in a line."""
        return len(self.status) + 6 + sum(map(_width_of_content, self.contents))

    @property
    def rows(self) -> tuple[tuple[tuple[Source, Source], ...], ...]:
        """The contents by the lines in which they are printed."""
        return in_rows(self.contents, _width_of_content)


def _width_of_content(content: tuple[Source, Source]) -> int:
    return sum(map(len, content)) + 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Special:
    """How a status is decoded that only the profile knows."""

    status: int
    factory: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The place of the token's parameter; the fields of the next token and of the items.

    `style` is empty where it is a token, `first` the number of the first page. `link` reads the
    header that names the next page, where one does.
    """

    index: int
    token: Source
    items: Source
    item: Annotation
    style: Source = NOTHING
    first: Source = NOTHING
    link: Source = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationPlan:
    """What the runtime knows of an operation. `server` is empty where it is the client's.

    `redirects` are the statuses beside 2xx that are no errors, `further` the content types that
    come only where they are asked for.
    """

    route: Source
    result: Annotation
    params: tuple[Param, ...] = ()
    bodies: tuple[Body, ...] = ()
    body_required: bool = False
    answers: tuple[Answer, ...] = ()
    redirects: tuple[Source, ...] = ()
    further: tuple[Source, ...] = ()
    security: tuple[tuple[Source, ...], ...] = ()
    repeatable: bool = False
    idempotency_key: Source = NOTHING
    idempotency_header: Source = NOTHING
    server: Source = NOTHING
    special: Special | None = None
    pages: Pages | None = None

    @property
    def body_rows(self) -> tuple[tuple[Body, ...], ...]:
        """The media types of the request by the lines in which they are printed."""
        return in_rows(self.bodies, lambda body: body.width)

    @property
    def has_one_body(self) -> bool:
        """Whether the request has a single media type: a tuple of one has a comma."""
        return len(self.bodies) == 1

    @property
    def answer_rows(self) -> tuple[tuple[Answer, ...], ...]:
        """The answers by the lines in which they are printed."""
        return in_rows(self.answers, lambda answer: answer.width)

    @property
    def is_wide(self) -> bool:
        """Whether the type of its answers takes a line of its own."""
        return len(self.result.text) > 120

    @property
    def needs(self) -> frozenset[Import]:
        """What the template writes beside the parts."""
        return _OF_PAGED if self.pages else _OF_OPERATION


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a method returns for some of the content types that can be asked for."""

    accept: Argument
    result: Annotation


@dataclass(frozen=True, slots=True, kw_only=True)
class Keywords:
    """A body that may be given by its fields: their class, and the signature with them.

    `either` is the signature of the method itself, which takes both ways.
    """

    kind: Source
    signature: Signature
    either: Signature

    needs: ClassVar = _OF_KEYWORDS
    """What the template writes beside the parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodPlan:
    """One operation: the constant that describes it, and the method that calls it.

    `deprecated` is the literal of what callers are told, empty elsewhere; `signed` what gives the
    two steps of one that a profile signs. `values` are the parameters in the order of the
    operation; `has_body` and `has_choice` tell whether a body and its media type are handed on,
    `hands_on` whether anything is. `raw` makes the method of the raw namespace, and `raw_headers`
    types its headers; `raw_ways` do both where it has overloads. `streamed` gives the items where
    an answer comes one by one, None for others. `choices` are the overloads of what can be asked
    for. `awaited` makes the method of the one for sync code, where it needn't be written.
    `keywords` is None where the body can't be given by its fields; `body_alone` is the
    place of a body that can't for the name of a field alone. `headers` are those of its answers.
    """

    name: Source
    constant: Source
    operation: OperationPlan
    signature: Signature
    docstring: Source
    values: tuple[Source, ...]
    has_body: bool
    has_choice: bool
    hands_on: bool
    raw: Source = NOTHING
    raw_headers: Source = NOTHING
    raw_ways: RawWays | None = None
    streamed: Annotation | None = None
    choices: tuple[Choice, ...] = ()
    keywords: Keywords | None = None
    body_alone: str = ""
    deprecated: Source = NOTHING
    signed: Signed | None = None
    pages: Source = NOTHING
    awaited: Source = NOTHING
    headers: HeadersClass | None = None

    @property
    def is_lazy(self) -> bool:
        """Whether the call is made by who awaits or iterates over what is returned."""
        return self.streamed is not None or self.operation.pages is not None

    @property
    def caller(self) -> Source:
        """The method of the namespace that makes the call."""
        if self.streamed is not None:
            return Source("_items")
        return Source("_page") if self.operation.pages is not None else Source("_call")

    @property
    def needs(self) -> frozenset[Import]:
        """What the template writes beside the parts."""
        found = _OF_DEPRECATED if self.deprecated else NOTHING.needs
        return found | _OF_CHOICE if self.choices else found


@dataclass(frozen=True, slots=True, kw_only=True)
class NamespaceClass:
    """One of the two classes of a namespace, with the one that gives raw answers.

    `bases` are the classes of the runtime that make its calls, `of` is the class for sync code.
    """

    mode: Mode
    name: Source
    of: Source
    docstring: Source
    raw_name: Source
    delegated_name: Source
    bases: tuple[Source, ...]
    methods: tuple[MethodPlan, ...]

    @property
    def delegated(self) -> tuple[MethodPlan, ...]:
        """The methods that somebody else may sign."""
        return tuple(method for method in self.methods if method.signed)


@dataclass(frozen=True, slots=True, kw_only=True)
class NestedNamespace:
    """A namespace as the attribute of another: `client.pets.chips` is `client.pets_chips`."""

    name: Source
    module: Source
    class_name: Source
    docstring: Source

    needs: ClassVar = _OF_NESTED
    """What the template writes beside the parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamespacePlan:
    """The operations of one tag; none where it only holds those `nested` in it."""

    py_name: Source
    class_name: Source
    about: str
    docstring: Source
    imports: Imports
    has_deprecated: bool
    has_dicts: bool
    operations: tuple[MethodPlan, ...]
    classes: tuple[NamespaceClass, ...]
    nested: tuple[NestedNamespace, ...] = ()

    @property
    def names_modules(self) -> bool:
        """Whether type checkers must know modules that are imported when they are used."""
        return self.has_dicts or bool(self.nested)

    @property
    def headers(self) -> tuple[HeadersClass, ...]:
        """The headers of the answers to its operations."""
        return tuple(o.headers for o in self.operations if o.headers is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerPlan:
    """One member of the enum of servers."""

    name: Source
    value: Source
    docstring: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerVariables:
    """The variables of one address: by name the default, and what else each may be."""

    address: Source
    variables: tuple[tuple[Source, tuple[Source, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialPlan:
    """One security scheme: what makes its credential, and how a user configures it.

    There is no `argument` and nothing `text` where the scheme is no business of the caller's.
    `hide` is what keeps the argument's text from being seen.
    """

    scheme: Source
    maker: Source
    arguments: tuple[Source, ...]
    how: Source
    hide: Source = NOTHING
    argument: Argument | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualSecurity:
    """What most operations of an HTTP method ask for, "" for all methods."""

    method: Source
    alternatives: tuple[tuple[Source, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientClass:
    """`Client` or `AsyncClient`; `arguments` are those behind the server."""

    mode: Mode
    docstring: Source
    arguments: tuple[Argument, ...]
    namespaces: tuple[NamespacePlan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientPlan:
    """The module that holds `Client` and `AsyncClient`.

    `default_server` is empty where the document names no server by its whole address; `base_path`
    is then the path below which the API is served. `settings` are the arguments that are handed on
    as they are. `polling` are the arguments that say how operations that go on tell of their end.
    """

    about: str
    imports: Imports
    namespaces: tuple[Source, ...]
    servers: tuple[ServerPlan, ...]
    default_server: Source
    base_path: Source
    deprecated_servers: tuple[Source, ...]
    deprecated_addresses: tuple[Source, ...]
    settings: tuple[Source, ...]
    variables: tuple[ServerVariables, ...]
    credentials: tuple[CredentialPlan, ...]
    security: tuple[UsualSecurity, ...]
    base_url_variable: Source
    user_agent: Source
    classes: tuple[ClientClass, ...]
    polling: tuple[tuple[Source, Source], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LazyModule:
    """A module that is imported when it is used; type checkers know it by `package` and `last`."""

    name: Source
    module: Source
    package: Source
    last: Source
    py_name: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class InitPlan:
    """The package's `__init__`: its imports, the names that it offers, the modules that wait."""

    about: str
    version: Source
    imports: Imports
    package: Source
    names: tuple[Source, ...]
    lazy: tuple[LazyModule, ...]
