"""What a user's code can touch of an emitted package: types with their fields, methods.

In: an Api and its names. Out: a Surface, all of it as texts of Python, as they will be printed.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from generator.model.api import Api
from generator.profiles.known import PROFILES
from generator.profiles.profile import recognised
from generator.python.client import plan_client_files
from generator.python.client_plan import MethodPlan, NamespacePlan
from generator.python.models import Declaration, plan_models
from generator.python.names import Names
from generator.python.package import plan_model_files
from generator.python.plan import PlanOptions


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A method of the client, called `client.<name>`."""

    name: str
    parameters: tuple[Item, ...]
    returns: str

    def __str__(self) -> str:
        named = [p for p in self.parameters if not p.positional]
        positional = [str(p) for p in self.parameters if p.positional]
        parts = [*positional, *(["*"] if named else []), *map(str, named)]
        return f"{self.name}({', '.join(parts)}) -> {self.returns}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """The types by name, and the method of each operation in the order of the Api's."""

    types: Mapping[str, Type]
    methods: tuple[Method | None, ...]


def surface_of(api: Api, names: Names) -> Surface:
    """Plan the package of an Api and return what of it can be touched."""
    declarations = plan_models(api, names).declarations
    aliases = {str(d.name): str(d.target) for d in declarations if d.target}
    profile = recognised(api, PROFILES)
    _, codecs = plan_model_files(api, names)
    planned: dict[tuple[str, str], Method] = {}
    for file in plan_client_files(api, names, codecs, profile, PlanOptions(package="package")):
        if isinstance(file.context, NamespacePlan):
            namespace = str(file.context.py_name)
            for method in file.context.classes[0].methods:
                planned[namespace, str(method.name)] = _method(namespace, method, aliases)
    return Surface(
        types={str(d.name): _type(d, aliases) for d in declarations},
        methods=tuple(planned.get((n.namespace, n.method)) for n in names.operations),
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


def _type(declaration: Declaration, aliases: Mapping[str, str]) -> Type:
    return Type(
        name=str(declaration.name),
        target=str(declaration.target),
        fields=tuple(_item(str(line.declaration), aliases) for line in declaration.fields),
    )


def _method(namespace: str, plan: MethodPlan, aliases: Mapping[str, str]) -> Method:
    texts = [str(text) for text in plan.parameters if text != "self"]
    star = texts.index("*") if "*" in texts else len(texts)
    parameters = [
        _item(text, aliases, positional=index < star)
        for index, text in enumerate(texts)
        if text != "*"
    ]
    return Method(
        name=f"{namespace}.{plan.name}", parameters=tuple(parameters), returns=str(plan.returns)
    )


def _item(text: str, aliases: Mapping[str, str], *, positional: bool = False) -> Item:
    """Read `name: annotation = default`."""
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    annotation = ast.unparse(node.annotation)
    return Item(
        name=node.target.id,
        annotation=annotation,
        members=_expanded(annotation, aliases),
        default="" if node.value is None else ast.unparse(node.value),
        positional=positional,
    )


def _expanded(annotation: str, aliases: Mapping[str, str]) -> frozenset[str]:
    """Return the members of a type, those of the aliases in it in their place."""
    found: set[str] = set()
    stack = [*members_of(annotation)]
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
