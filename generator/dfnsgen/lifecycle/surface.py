"""What a package offers to the code that uses it, read from the emitted modules themselves.

In: the texts of a package, of any version, also of one whose document is no longer at hand, and
which operations its methods are. Out: a Surface. Nothing is imported or run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from dfnsgen.diff.bindings.surface import Item, Method, Surface, Type, read_item, read_parameters

_MODELS = "models.py"
_CLIENT = "client/"


def read_surface(texts: Mapping[str, str], operations: Mapping[str, str]) -> Surface:
    """Return the surface of a package; a module that isn't Python offers nothing.

    `operations` are the names of methods by the keys of their operations, as a lock has them.
    """
    types = list(_Module(texts.get(_MODELS, "")).types())
    aliases = {name: target for name, target, _ in types if target}
    keys = {name: key for key, name in operations.items()}
    methods: dict[str, Method] = {}
    for path, text in texts.items():
        if path.startswith(_CLIENT) and path.endswith(".py") and path != "client/__init__.py":
            namespace = path.removeprefix(_CLIENT).removesuffix(".py")
            for own, parameters, returns in _Module(text).methods():
                name = f"{namespace}.{own}"
                methods[name] = Method(
                    name=name,
                    parameters=read_parameters(parameters, aliases),
                    returns=returns,
                    operation=keys.get(name, ""),
                )
    return Surface(
        types={
            name: Type(name=name, target=target, fields=tuple(_items(fields, aliases)))
            for name, target, fields in types
        },
        methods=methods,
    )


def _items(texts: list[str], aliases: Mapping[str, str]) -> Iterator[Item]:
    yield from (read_item(text, aliases) for text in texts)


class _Module:
    """One emitted module; types are given as they are written, however long a union is."""

    def __init__(self, text: str) -> None:
        self._lines = text.encode().splitlines(keepends=True)
        try:
            self._body = ast.parse(text).body
        except (SyntaxError, ValueError, RecursionError):
            self._body = []

    def types(self) -> Iterator[tuple[str, str, list[str]]]:
        """Yield the classes and aliases of `models`: name, target, fields."""
        for node in self._body:
            if isinstance(node, ast.ClassDef):
                yield node.name, "", list(self._fields(node))
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                yield node.target.id, self._text(node.value), []

    def methods(self) -> Iterator[tuple[str, list[str], str]]:
        """Yield the methods of a namespace: name, parameters, what it returns."""
        for node in self._body:
            if not isinstance(node, ast.ClassDef) or node.name.startswith("Async"):
                continue
            for method in () if node.name.endswith("WithRawResponse") else node.body:
                if isinstance(method, ast.FunctionDef) and _is_offered(method):
                    yield method.name, list(self._parameters(method.args)), self._text(
                        method.returns
                    )

    def _fields(self, node: ast.ClassDef) -> Iterator[str]:
        for statement in node.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                yield self._item(statement.target.id, statement.annotation, statement.value)

    def _parameters(self, given: ast.arguments) -> Iterator[str]:
        positional = [*given.posonlyargs, *given.args][1:]
        missing = len(positional) - len(given.defaults)
        for number, argument in enumerate(positional):
            default = given.defaults[number - missing] if number >= missing else None
            yield self._item(argument.arg, argument.annotation, default)
        if given.kwonlyargs:
            yield "*"
        for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
            yield self._item(argument.arg, argument.annotation, default)

    def _item(self, name: str, annotation: ast.expr | None, default: ast.expr | None) -> str:
        value = f" = {self._text(default)}" if default is not None else ""
        return f"{name}: {self._text(annotation) or 'Any'}{value}"

    def _text(self, node: ast.expr | None) -> str:
        """Return the source of an expression in one line, as a formatter would spell it."""
        if node is None or node.end_lineno is None:
            return ""
        lines = self._lines[node.lineno - 1 : node.end_lineno]
        lines[-1] = lines[-1][: node.end_col_offset]
        lines[0] = lines[0][node.col_offset :]
        text = " ".join(b" ".join(lines).decode().split())
        return re.sub(r",? ?([\])])", r"\1", re.sub(r"([\[(]) ", r"\1", text))


def _is_offered(method: ast.FunctionDef) -> bool:
    marks = {mark.id for mark in method.decorator_list if isinstance(mark, ast.Name)}
    return not method.name.startswith("_") and not marks & {"property", "overload"}
