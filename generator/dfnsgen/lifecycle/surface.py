"""What a package offers to the code that uses it, read from the emitted modules themselves.

In: the texts of a package, of any version, also of one whose document is no longer at hand, and
which operations its methods are. Out: a Surface. Nothing is imported or run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from dfnsgen.diff.bindings.surface import Item, Method, Surface, Type, aliases_of
from dfnsgen.lifecycle.declared import parsed, with_imported
from dfnsgen.python.models.annotations import MODELS
from dfnsgen.python.source.annotation import (
    ANY,
    NONE,
    Annotation,
    Applied,
    Either,
    Plain,
    Ref,
    constants,
)
from dfnsgen.python.source.source import NOTHING, Source

_CLIENT = "client/"


def read_surface(texts: Mapping[str, str], operations: Mapping[str, str]) -> Surface:
    """Return the surface of a package; a module that isn't Python offers nothing.

    What it shares with others is named as it lies beside it: `../_runtime/models_v1.py`.
    `operations` are the names of methods by the keys of their operations, as a lock has them.
    """
    body = with_imported(texts)
    aliases = aliases_of(_types(body, {}))
    keys = {name: key for key, name in operations.items()}
    methods: dict[str, Method] = {}
    for path, text in texts.items():
        if path.startswith(_CLIENT) and path.endswith(".py") and path != "client/__init__.py":
            namespace = path.removeprefix(_CLIENT).removesuffix(".py")
            for method in _methods(parsed(text)):
                name = f"{namespace}.{method.name}"
                methods[name] = Method(
                    name=name,
                    parameters=tuple(_parameters(method.args, aliases)),
                    result=Plain(NOTHING) if method.returns is None else _read(method.returns),
                    operation=keys.get(name, ""),
                )
    return Surface(types={one.name: one for one in _types(body, aliases)}, methods=methods)


def _types(body: list[ast.stmt], aliases: Mapping[str, Annotation]) -> Iterator[Type]:
    """Yield the classes and aliases of `models`."""
    for node in body:
        match node:
            case ast.ClassDef(name=name):
                yield Type(name=name, fields=tuple(_fields(node, aliases)))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as target):
                yield Type(name=name, alias=_read(target))
            case _:
                pass


def _fields(node: ast.ClassDef, aliases: Mapping[str, Annotation]) -> Iterator[Item]:
    for statement in node.body:
        match statement:
            # What is deprecated is read and given as if it weren't: `Old[T] = old(default=…)`.
            case ast.AnnAssign(
                target=ast.Name(id=name),
                annotation=ast.Subscript(value=ast.Name(id="Old"), slice=inner),
                value=ast.Call(keywords=given),
            ):
                default = next((k.value for k in given if k.arg == "default"), None)
                yield _item(name, inner, default, aliases)
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=default):
                yield _item(name, annotation, default, aliases)
            case _:
                pass


def _methods(body: list[ast.stmt]) -> Iterator[ast.FunctionDef]:
    """Yield the methods of a namespace."""
    for node in body:
        if not isinstance(node, ast.ClassDef) or node.name.startswith("Async"):
            continue
        for method in () if node.name.endswith("WithRawResponse") else node.body:
            if isinstance(method, ast.FunctionDef) and _is_offered(method):
                yield method


def _is_offered(method: ast.FunctionDef) -> bool:
    marks = {mark.id for mark in method.decorator_list if isinstance(mark, ast.Name)}
    return not method.name.startswith("_") and not marks & {"property", "overload"}


def _parameters(given: ast.arguments, aliases: Mapping[str, Annotation]) -> Iterator[Item]:
    positional = [*given.posonlyargs, *given.args][1:]
    defaults = [*[None] * (len(positional) - len(given.defaults)), *given.defaults]
    for argument, default in zip(positional, defaults, strict=True):
        yield _item(argument.arg, argument.annotation, default, aliases, positional=True)
    for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        yield _item(argument.arg, argument.annotation, default, aliases)


def _item(
    name: str,
    annotation: ast.expr | None,
    default: ast.expr | None,
    aliases: Mapping[str, Annotation],
    *,
    positional: bool = False,
) -> Item:
    return Item(
        name=name,
        type=ANY if annotation is None else _read(annotation),
        default="" if default is None else ast.unparse(default),
        positional=positional,
        aliases=aliases,
    )


def _read(node: ast.expr) -> Annotation:
    """Return the annotation that an expression of an emitted module is."""
    match node:
        case ast.Constant(value=None):
            return NONE
        case ast.Constant(value=str(text)):
            return _read_text(text)
        case ast.Attribute(value=ast.Name(id="models"), attr=name):
            return Ref(Source(name), MODELS)
        case ast.Name(id=name):
            return Ref(Source(name))
        case ast.BinOp(op=ast.BitOr()):
            return Either(tuple(map(_read, _members(node))))
        case ast.Subscript(value=ast.Name(id="Union"), slice=parts):
            return Either(tuple(map(_read, _elements(parts))))
        case ast.Subscript(value=ast.Name(id="Literal"), slice=parts):
            return _read_constants(node, _elements(parts))
        case ast.Subscript(value=ast.Name(id=name), slice=parts):
            return Applied(Source(name), tuple(map(_read, _elements(parts))))
        case _:
            return Plain(Source(ast.unparse(node)))


def _read_text(text: str) -> Annotation:
    """Read a type that is quoted since it comes later in the file."""
    try:
        return _read(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError):
        return Plain(Source(text))


def _read_constants(node: ast.expr, parts: list[ast.expr]) -> Annotation:
    try:
        return constants(map(ast.literal_eval, parts))
    except (TypeError, ValueError):
        return Plain(Source(ast.unparse(node)))


def _elements(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _members(node: ast.expr) -> list[ast.expr]:
    """Return the members of a union, which is deep on its left where it is long."""
    found: list[ast.expr] = []
    while isinstance(node, ast.BinOp):
        found.append(node.right)
        node = node.left
    return [node, *reversed(found)]
