"""What the expressions of somebody's code are, in Kinds.

In: an expression, and the Kinds of the names around it. Out: its Kind. The code's own functions,
classes and modules are asked through `Definitions`; nothing is run.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from dfnsgen.usage.kinds import (
    PLAIN,
    UNKNOWN,
    AnnotationKinds,
    ContainerMethod,
    Foreign,
    Kind,
    OwnName,
    OwnValue,
    Partial,
    Special,
    Thing,
    many,
    mapping,
    one_of,
    tuple_of,
    union,
)
from dfnsgen.usage.offers import Offers, of_container, of_page

Names = dict[str, Kind]
"""What names, and attributes of names, stand for at a point of the code."""

_SAME = frozenset(
    "list tuple set frozenset sorted reversed iter aiter copy.copy copy.deepcopy "
    "asyncio.create_task asyncio.ensure_future asyncio.wait_for asyncio.shield asyncio.run "
    "contextlib.closing contextlib.nullcontext itertools.islice "
    "itertools.chain dataclasses.replace "
    "tqdm.tqdm".split()
)
"""What gives what it is given, or several of the same."""
_FIRST = frozenset(("next", "anext", "max", "min", "random.choice"))
_SECOND = frozenset(
    ("filter", "itertools.takewhile", "itertools.dropwhile", "itertools.filterfalse")
)
_RUNNING = frozenset(("asyncio.to_thread", "anyio.run", "anyio.to_thread.run_sync"))
_CONTEXTS = frozenset(("enter_context", "enter_async_context"))


class Definitions(Protocol):
    """What the code itself defines."""

    def member(self, thing: OwnName | OwnValue, attribute: str) -> Kind:
        """Return an attribute of one of the code's modules, classes or instances."""
        ...

    def result(self, thing: OwnName | OwnValue) -> Kind:
        """Return what calling one of the code's functions or classes gives."""
        ...

    def instance(self, thing: OwnName) -> Kind:
        """Return what one of the code's classes stands for in an annotation."""
        ...

    def parameters(self, thing: OwnName | OwnValue) -> tuple[tuple[str, Kind], ...]:
        """Return the parameters of one of the code's functions, with what they are annotated as."""
        ...


class ExpressionKinds:
    """Finds the Kinds of expressions."""

    def __init__(self, offers: Offers, definitions: Definitions) -> None:
        self.offers = offers
        self._definitions = definitions

    def annotated(self, node: ast.expr | None, names: Names) -> Kind:
        """Return the kind of what is annotated like this."""
        return AnnotationKinds(lambda inner: self.kind(inner, names), self.instance).kind(node)

    def instance(self, thing: Thing) -> Kind:
        """Return what a class stands for in an annotation."""
        if isinstance(thing, OwnName):
            return self._definitions.instance(thing)
        return self.offers.instance(thing)

    def parameters(self, thing: Thing) -> tuple[tuple[str, Kind], ...]:
        """Return the parameters of one of the code's functions; none of anything else."""
        if not isinstance(thing, OwnName | OwnValue):
            return ()
        return self._definitions.parameters(thing)

    def kind(self, node: ast.expr, names: Names) -> Kind:
        """Return the kind of an expression."""
        match node:
            case ast.Name():
                return self._name(node.id, names)
            case ast.Attribute():
                narrowed = names.get(ast.unparse(node)) if _is_path(node) else None
                owner = self.kind(node.value, names)
                return narrowed or self.attribute(owner, node.attr)
            case ast.Call():
                return self._call(node, names)
            case ast.Await() | ast.Starred():
                return self.kind(node.value, names)
            case ast.NamedExpr():
                return self.kind(node.value, names)
            case ast.Subscript():
                return self._subscript(node, names)
            case ast.IfExp():
                return union((self.kind(node.body, names), self.kind(node.orelse, names)))
            case ast.BoolOp():
                return union(self.kind(value, names) for value in node.values)
            case ast.Tuple():
                return tuple_of(self.kind(part, names) for part in node.elts)
            case ast.List() | ast.Set():
                return many(union(self._element(part, names) for part in node.elts))
            case ast.Dict():
                inner = union(self.kind(part, names) for part in node.values)
                return replace(mapping(inner), literal=node)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                return many(self.kind(node.elt, self.inside(node.generators, names)))
            case ast.DictComp():
                return mapping(self.kind(node.value, self.inside(node.generators, names)))
            case ast.BinOp(op=ast.BitOr()):
                return union((self.kind(node.left, names), self.kind(node.right, names)))
            case ast.BinOp(op=ast.Add()):
                return self.kind(node.left, names)
            case ast.Lambda():
                inner = self.kind(node.body, names)
                return Kind(things=frozenset((Special.CALLABLE,)), value=inner, known=True)
            case ast.Yield() | ast.YieldFrom():
                return UNKNOWN
            case _:
                return PLAIN  # a constant, a comparison, arithmetic: nothing of the package

    def _element(self, part: ast.expr, names: Names) -> Kind:
        """Return what a part of a list puts into it: `*several` each of several."""
        kind = self.kind(part, names)
        return kind.element if isinstance(part, ast.Starred) else kind

    def _name(self, name: str, names: Names) -> Kind:
        if name in names:
            return names[name]
        return one_of(Foreign(name)) if hasattr(builtins, name) else UNKNOWN

    def attribute(self, owner: Kind, attribute: str) -> Kind:
        """Return the kind of an attribute."""
        if not owner.is_determined:
            return UNKNOWN
        found = [self._member(t, attribute, owner) for t in sorted(owner.things, key=repr)]
        if not found and (owner.items or owner.value):
            method = ContainerMethod(attribute)
            return Kind(things=frozenset((method,)), value=owner, known=True)
        return union(found) if found else (PLAIN if owner.known else UNKNOWN)

    def _member(self, thing: Thing, attribute: str, owner: Kind) -> Kind:
        match thing:
            case OwnName() | OwnValue():
                return self._definitions.member(thing, attribute)
            case Foreign(name):
                return one_of(Foreign(f"{name}.{attribute}"))
            case Special.PAGE if attribute in ("items", "value"):
                return of_page(attribute, owner)
            case Special.PAGE:
                method = ContainerMethod(attribute, of_page=True)
                return Kind(things=frozenset((method,)), value=owner, known=True)
            case Special.RAW | Special.CALLABLE | Special.ALIAS | ContainerMethod():
                return Kind(things=frozenset((thing,)), value=owner.value, known=True)
            case _:
                return self.offers.attribute(thing, attribute)

    def _call(self, node: ast.Call, names: Names) -> Kind:
        called = self.kind(node.func, names)
        if not called.things:
            return PLAIN if called.known else UNKNOWN
        things = sorted(called.things, key=repr)
        return union(self._result(thing, called, node, names) for thing in things)

    def _result(self, thing: Thing, called: Kind, node: ast.Call, names: Names) -> Kind:
        match thing:
            case OwnName() | OwnValue():
                return self._definitions.result(thing)
            case Foreign(name):
                return self._foreign(name, node, names)
            case Special.RAW | Special.CALLABLE:
                return called.value or UNKNOWN
            case Partial(of):
                return self._result(of, called, node, names)
            case ContainerMethod(name, of_page=True):
                return of_page(name, called.value or UNKNOWN)
            case ContainerMethod(name):
                return of_container(name, called.value or UNKNOWN)
            case _:
                return self.offers.result(thing)

    def _foreign(self, name: str, node: ast.Call, names: Names) -> Kind:
        """Return what a function of Python or of another package gives."""
        given = [self.kind(argument, names) for argument in node.args]
        first = given[0] if given else PLAIN
        if name.rpartition(".")[2] in _CONTEXTS or name in _SAME:
            if name == "itertools.chain":
                return many(union(kind.element for kind in given))
            return many(first.element) if first.parts else first
        match name:
            case "enumerate":
                return many(tuple_of((PLAIN, first.element)))
            case "zip" | "itertools.product" | "zip_longest":
                return many(tuple_of(kind.element for kind in given))
            case "map":
                return many(self._applied(node, names))
            case "asyncio.gather":
                starred = any(isinstance(argument, ast.Starred) for argument in node.args)
                return many(first.element) if starred else tuple_of(given)
            case "asyncio.as_completed":
                return many(first.element)
            case "typing.cast" | "typing_extensions.cast":
                return self.annotated(node.args[0], names) if node.args else UNKNOWN
            case "getattr":
                return self._getattr(node, first)
            case "functools.partial":
                return replace(first, things=frozenset(Partial(one, node) for one in first.things))
            case "super":
                return UNKNOWN
            case _:
                pass
        if name in _FIRST:
            return first.element
        if name in _SECOND and len(given) > 1:
            return many(given[1].element)
        if name in _RUNNING and node.args:
            return self._call(ast.Call(func=node.args[0], args=[], keywords=[]), names)
        return UNKNOWN if any(kind.concerns for kind in given) else PLAIN

    def _applied(self, node: ast.Call, names: Names) -> Kind:
        if len(node.args) < 2:
            return UNKNOWN
        function = node.args[0]
        element = self.kind(node.args[1], names).element
        if isinstance(function, ast.Lambda):
            return self.kind(function.body, bound(function, element, names))
        call = ast.Call(func=function, args=[], keywords=[])
        return self._call(call, names)

    def _getattr(self, node: ast.Call, owner: Kind) -> Kind:
        if len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
            return self.attribute(owner, str(node.args[1].value))
        return UNKNOWN

    def _subscript(self, node: ast.Subscript, names: Names) -> Kind:
        holder = self.kind(node.value, names)
        if any(isinstance(t, Foreign) and t.name.startswith("typing") for t in holder.things):
            inner = self.annotated(node, names)
            return Kind(things=frozenset((Special.ALIAS,)), value=inner, known=True)
        if isinstance(node.slice, ast.Slice):
            return holder
        at = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if holder.parts and isinstance(at, int) and at < len(holder.parts):
            return holder.parts[at]
        if holder.value is not None or holder.parts:
            return holder.value or holder.element
        return PLAIN if holder.known else UNKNOWN

    def inside(self, generators: list[ast.comprehension], names: Names) -> Names:
        """Return the names that hold inside a comprehension."""
        inner = dict(names)
        for generator in generators:
            element = self.kind(generator.iter, inner).element
            inner.update(unpacked(generator.target, element))
        return inner


def bound(function: ast.Lambda, element: Kind, names: Names) -> Names:
    """Return the names inside a lambda whose first parameter is an element."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    inner = names | {argument.arg: UNKNOWN for argument in arguments}
    return inner | ({arguments[0].arg: element} if arguments else {})


def unpacked(target: ast.expr, kind: Kind) -> Iterator[tuple[str, Kind]]:
    """Yield the names that an assignment binds, and what to."""
    if isinstance(target, ast.Name):
        yield target.id, kind
    elif isinstance(target, ast.Attribute) and _is_path(target):
        yield ast.unparse(target), kind
    elif isinstance(target, ast.Starred):
        yield from unpacked(target.value, many(kind))
    elif isinstance(target, ast.Tuple | ast.List):
        parts = kind.parts if len(kind.parts) == len(target.elts) else ()
        for number, inner in enumerate(target.elts):
            yield from unpacked(inner, parts[number] if parts else kind.element)


def _is_path(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)
