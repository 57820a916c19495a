"""What a user's code can touch of an emitted package: types with their fields, methods.

In: nothing. Out: the types of a Surface, all of it as texts of Python as they are printed. One is
planned from an Api (`planned_surface`), or read from the files of a package.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A field of a class, or a parameter of a method; `default` is empty where it must be given.

    `members` are those of its type, with aliases as what they stand for.
    """

    name: str
    annotation: str
    members: frozenset[str]
    default: str = ""
    positional: bool = False

    def __str__(self) -> str:
        return f"{self.name}: {self.annotation}" + (f" = {self.default}" if self.default else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """A class with its fields, or an alias with its target."""

    name: str
    target: str = ""
    fields: tuple[Item, ...] = ()

    @property
    def kind(self) -> str:
        """What Python calls it."""
        return "alias" if self.target else "class"


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A method of the client, called `client.<name>`; `operation` is its key where it is known."""

    name: str
    parameters: tuple[Item, ...]
    returns: str
    operation: str = ""

    def __str__(self) -> str:
        named = [p for p in self.parameters if not p.positional]
        positional = [str(p) for p in self.parameters if p.positional]
        parts = [*positional, *(["*"] if named else []), *map(str, named)]
        return f"{self.name}({', '.join(parts)}) -> {self.returns}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """The types and the methods, by their names."""

    types: Mapping[str, Type] = field(default_factory=dict[str, Type])
    methods: Mapping[str, Method] = field(default_factory=dict[str, Method])


def read_item(text: str, aliases: Mapping[str, str], *, positional: bool = False) -> Item:
    """Read `name: annotation = default`."""
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    kind, value = _as_used(node.annotation, node.value)
    annotation = ast.unparse(kind)
    return Item(
        name=node.target.id,
        annotation=annotation,
        members=expanded(members_of(annotation), aliases),
        default="" if value is None else ast.unparse(value),
        positional=positional,
    )


def _as_used(kind: ast.expr, value: ast.expr | None) -> tuple[ast.expr, ast.expr | None]:
    """Return the type and the default of a field without what marks it as deprecated.

    `Old[str | None] = old(default=None)` is read and given as `str | None = None` is.
    """
    match kind, value:
        case ast.Subscript(value=ast.Name(id="Old"), slice=inner), ast.Call(keywords=given):
            return inner, next((k.value for k in given if k.arg == "default"), None)
        case _:
            return kind, value


def read_parameters(texts: Iterable[str], aliases: Mapping[str, str]) -> tuple[Item, ...]:
    """Read a signature's parameters, with `*` among them."""
    several = [text for text in texts if text != "self"]
    star = several.index("*") if "*" in several else len(several)
    return tuple(
        read_item(text, aliases, positional=index < star)
        for index, text in enumerate(several)
        if text != "*"
    )


def members_of(annotation: str) -> frozenset[str]:
    """Return the members of a union, those of its literals apart."""
    try:
        tree = ast.parse(annotation, mode="eval").body
    except SyntaxError:
        return frozenset((annotation,))
    return frozenset(_members(tree))


def _members(node: ast.expr) -> list[str]:
    joined: list[str] = []
    while isinstance(node, ast.BinOp):  # a long union is deep on its left
        joined += _members(node.right)
        node = node.left
    return [*joined, *_members_of_one(node)]


def _members_of_one(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(value=str(text)):
            return [*members_of(text)]
        case ast.Subscript(value=ast.Name(id="Union"), slice=ast.Tuple(elts=parts)):
            return [member for part in parts for member in _members(part)]
        case ast.Subscript(value=ast.Name(id="Literal"), slice=ast.Tuple(elts=parts)):
            return [f"Literal[{ast.unparse(part)}]" for part in parts]
        case _:
            return [ast.unparse(node)]


def expanded(members: Iterable[str], aliases: Mapping[str, str]) -> frozenset[str]:
    """Return the members of a type, those of the aliases among them in their place."""
    found: set[str] = set()
    stack = [*members]
    seen: set[str] = set()
    while stack:
        member = stack.pop()
        name = member.removeprefix("models.")
        if name in aliases and name not in seen:
            seen.add(name)
            stack += members_of(aliases[name])
        else:
            found.add(name)
    return frozenset(found)
