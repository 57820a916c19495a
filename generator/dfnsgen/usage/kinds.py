"""What a value in somebody's code is, as far as it concerns an emitted package.

In: annotations and things. Out: Kinds: the things that a value is or may be, and what it holds.

    client.wallets.get_wallet          ClientMethod("wallets.get_wallet")
    client.wallets.get_wallet("wa")    Model("Wallet")
    from app.pay import Service        OwnName("app.pay", "Service")
    Service()                          OwnValue("app.pay", "Service")
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum


@dataclass(frozen=True, slots=True)
class PackagePart:
    """What can be imported of the package, as itself: `models.Wallet`; "" is the package."""

    path: str


@dataclass(frozen=True, slots=True)
class Model:
    """An instance of a class of the package, or a constant of an alias."""

    name: str


@dataclass(frozen=True, slots=True)
class ClientNamespace:
    """A namespace of a client, `wallets`; `raw` where its methods give raw responses."""

    name: str
    raw: bool = False


@dataclass(frozen=True, slots=True)
class ClientMethod:
    """A method of a client, `wallets.get_wallet`, or the `step` of it that is called apart."""

    name: str
    raw: bool = False
    step: str = ""


@dataclass(frozen=True, slots=True)
class OwnName:
    """What the code itself defines, as itself: a class or function at a path, or a module."""

    module: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class OwnValue:
    """An instance of the code's own class, or a method that was reached through a class."""

    module: str
    path: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """What other packages and Python itself offer: `asyncio.gather`."""

    name: str


@dataclass(frozen=True, slots=True)
class ContainerMethod:
    """A method of a list or mapping, or of a page; the Kind's `value` is the container."""

    name: str
    of_page: bool = False


@dataclass(frozen=True, slots=True)
class Partial:
    """What `functools.partial` makes of a callable, in a call that gives some of the arguments."""

    of: Thing
    call: ast.Call = field(repr=False)


class Special(Enum):
    """A client, its `with_options`, a page of a list, a raw response, a callable, an alias."""

    CLIENT = "client"
    WITH_OPTIONS = "with_options"
    PAGE = "page"
    RAW = "raw response"
    CALLABLE = "callable"
    ALIAS = "alias"


Thing = (
    PackagePart
    | Model
    | ClientNamespace
    | ClientMethod
    | OwnName
    | OwnValue
    | Foreign
    | ContainerMethod
    | Partial
    | Special
)

CLIENTS = frozenset(
    map(PackagePart, ("Client", "AsyncClient", "client.Client", "client.AsyncClient"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a value may be; `known` where it is that, or nothing that concerns the package.

    `items` is what iterating over it gives, `value` what it holds, `parts` those of a tuple.
    `excluded` are the things that it was before tests left none of them, `literal` is the dict that
    it is, where that is written out.
    """

    things: frozenset[Thing] = frozenset()
    items: Kind | None = None
    value: Kind | None = None
    parts: tuple[Kind, ...] = ()
    known: bool = False
    excluded: frozenset[Thing] = frozenset()
    literal: ast.Dict | None = None

    @property
    def is_determined(self) -> bool:
        """Whether anything is known of the value."""
        return self.known or bool(self.things or self.items or self.value or self.parts)

    @property
    def concerns(self) -> bool:
        """Whether it may be, or hold, something of the package or of the code itself."""
        inner = (self.items, self.value, *self.parts)
        own = any(not isinstance(thing, Foreign) for thing in self.things)
        return (
            own
            or not self.is_determined
            or any(kind.concerns for kind in inner if kind is not None)
        )

    @property
    def element(self) -> Kind:
        """What iterating over it gives."""
        return self.items or (union(self.parts) if self.parts else PLAIN if self.known else UNKNOWN)


UNKNOWN = Kind()
PLAIN = Kind(known=True)


def one_of(*things: Thing) -> Kind:
    """Return a value that is one of these."""
    return Kind(things=frozenset(things), known=True)


def many(inner: Kind) -> Kind:
    """Return a value that holds several of a kind."""
    return Kind(items=inner, value=inner, known=True)


def mapping(inner: Kind) -> Kind:
    """Return a mapping to values of a kind."""
    return Kind(items=PLAIN, value=inner, known=True)


def tuple_of(parts: Iterable[Kind]) -> Kind:
    """Return a tuple."""
    return Kind(parts=tuple(parts), known=True)


def union(kinds: Iterable[Kind]) -> Kind:
    """Return what a value is that is one of these."""
    several = list(dict.fromkeys(kinds))
    if len(several) < 2:
        return several[0] if several else UNKNOWN
    parts = {kind.parts for kind in several if kind.parts}
    return Kind(
        things=frozenset(thing for kind in several for thing in kind.things),
        items=_joined(kind.items for kind in several),
        value=_joined(kind.value for kind in several),
        parts=parts.pop() if len(parts) == 1 else (),
        known=all(kind.known for kind in several),
    )


def _joined(kinds: Iterable[Kind | None]) -> Kind | None:
    found = [kind for kind in kinds if kind is not None]
    return union(found) if found else None


_MANY = frozenset(
    "list List set Set frozenset FrozenSet deque Sequence MutableSequence Collection Iterable "
    "Iterator AsyncIterable AsyncIterator Generator AsyncGenerator Container AbstractSet".split()
)
_MAPPINGS = frozenset(
    "dict Dict Mapping MutableMapping defaultdict DefaultDict OrderedDict ChainMap".split()
)
_TRANSPARENT = frozenset(
    "Optional Annotated Final ClassVar Required NotRequired ReadOnly Awaitable Future Task "
    "InitVar Mapped AbstractContextManager AbstractAsyncContextManager ContextManager "
    "AsyncContextManager Depends".split()
)
_TUPLES = frozenset(("tuple", "Tuple"))
_ANYTHING = frozenset(("Any", "object"))

Look = Callable[[ast.expr], Kind]
"""What a name or attribute stands for."""


class AnnotationKinds:
    """Reads annotations; `look` says what their names stand for, `instance` what a class makes."""

    def __init__(self, look: Look, instance: Callable[[Thing], Kind]) -> None:
        self._look = look
        self._instance = instance

    def kind(self, node: ast.expr | None) -> Kind:
        """Return the kind of a value that is annotated like this."""
        match node:
            case None:
                return UNKNOWN
            case ast.Constant(value=str(text)):
                try:
                    return self.kind(ast.parse(text, mode="eval").body)
                except (SyntaxError, ValueError, RecursionError):
                    return UNKNOWN
            case ast.Constant():
                return PLAIN
            case ast.BinOp(op=ast.BitOr()):
                return union(self.kind(part) for part in _alternatives(node))
            case ast.Subscript():
                return self._generic(node)
            case ast.Name() | ast.Attribute():
                return self._instances(self._look(node))
            case _:
                return UNKNOWN

    def _instances(self, kind: Kind) -> Kind:
        if not kind.things or Special.ALIAS in kind.things:
            return kind.value or UNKNOWN
        return union(self._made(thing) for thing in kind.things)

    def _made(self, thing: Thing) -> Kind:
        return foreign(_last_name(thing)) if isinstance(thing, Foreign) else self._instance(thing)

    def _generic(self, node: ast.Subscript) -> Kind:
        inside = node.slice
        arguments = inside.elts if isinstance(inside, ast.Tuple) else [inside]
        heads = frozenset(map(_last_name, self._look(node.value).things))
        if heads & {"type", "Type"}:
            return self._look(arguments[0]) if isinstance(arguments[0], ast.Name) else UNKNOWN
        if isinstance(arguments[-1], ast.Constant) and arguments[-1].value is ...:
            arguments = arguments[:1]
            heads |= _MANY if heads & _TUPLES else frozenset()
        found = generic(heads, [self.kind(argument) for argument in arguments])
        return found or (self.kind(node.value) if heads else UNKNOWN)


def generic(heads: frozenset[str], arguments: Sequence[Kind]) -> Kind | None:
    """Return what a type with parameters is, by its name or several; None of an unknown one."""
    if heads & _MANY:
        return many(arguments[0])
    if heads & _MAPPINGS:
        return mapping(arguments[-1])
    if heads & {"Union"}:
        return union(arguments)
    if heads & _TUPLES:
        return tuple_of(arguments)
    if heads & _TRANSPARENT:
        return arguments[0]
    if heads & {"Coroutine"}:
        return arguments[-1]
    if heads & {"Callable"}:
        return Kind(things=frozenset((Special.CALLABLE,)), value=arguments[-1], known=True)
    if heads & {"Page", "AsyncPage", "AsyncPages"}:
        value, items = (*arguments, *arguments)[:2]
        return Kind(things=frozenset((Special.PAGE,)), items=items, value=value, known=True)
    if heads & {"RawResponse"}:
        return Kind(things=frozenset((Special.RAW,)), value=arguments[0], known=True)
    return None


def foreign(name: str) -> Kind:
    """Return an instance of a type that isn't the package's."""
    return UNKNOWN if name in _ANYTHING else PLAIN


def _last_name(thing: Thing) -> str:
    """Return what an importable thing is called in its module; "" of what is none."""
    match thing:
        case Foreign(name) | PackagePart(name):
            return name.rpartition(".")[2]
        case _:
            return ""


def _alternatives(node: ast.expr) -> list[ast.expr]:
    """Return the parts of `A | B | C`, however many: a long union is deep on its left."""
    parts: list[ast.expr] = []
    while isinstance(node, ast.BinOp):
        parts.append(node.right)
        node = node.left
    return [node, *reversed(parts)]
