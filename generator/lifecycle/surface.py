"""What a package offers to the code that uses it, read from the emitted modules themselves.

In: the texts of a package, of any version, also of one whose document is no longer at hand. Out: a
Surface: types with their fields, methods with their parameters. Nothing is imported or run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_MODELS = "models.py"
_CLIENT = "client/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A field or parameter: its type as written, and whether it must be given."""

    annotation: str
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A class, an alias or a method; `target` is what an alias stands for or a method returns."""

    kind: str
    members: Mapping[str, Member] = field(default_factory=dict[str, Member])
    target: str = ""


Surface = Mapping[str, Item]
"""By name: `models.Wallet`, `client.wallets.get_wallet`."""


def read_surface(texts: Mapping[str, str]) -> Surface:
    """Return the surface of a package; a module that isn't Python offers nothing."""
    found: dict[str, Item] = {}
    for path, text in texts.items():
        if path == _MODELS:
            found.update(_Module(text).types())
        elif path.startswith(_CLIENT) and path.endswith(".py") and path != "client/__init__.py":
            namespace = path.removeprefix(_CLIENT).removesuffix(".py")
            found.update(_Module(text).methods(f"client.{namespace}"))
    return found


class _Module:
    """One emitted module; types are given as they are written, however long a union is."""

    def __init__(self, text: str) -> None:
        self._lines = text.encode().splitlines(keepends=True)
        try:
            self._body = ast.parse(text).body
        except (SyntaxError, ValueError, RecursionError):
            self._body = []

    def types(self) -> Iterator[tuple[str, Item]]:
        """Yield the classes and aliases of `models`."""
        for node in self._body:
            if isinstance(node, ast.ClassDef):
                yield f"models.{node.name}", Item(kind="class", members=dict(self._fields(node)))
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                yield f"models.{node.target.id}", Item(kind="alias", target=self._text(node.value))

    def methods(self, prefix: str) -> Iterator[tuple[str, Item]]:
        """Yield the methods of a namespace; those of its other classes are the same."""
        for node in self._body:
            if not isinstance(node, ast.ClassDef) or node.name.startswith("Async"):
                continue
            for method in () if node.name.endswith("WithRawResponse") else node.body:
                if isinstance(method, ast.FunctionDef) and _is_offered(method):
                    yield f"{prefix}.{method.name}", self._method(method)

    def _fields(self, node: ast.ClassDef) -> Iterator[tuple[str, Member]]:
        for statement in node.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                annotation = self._text(statement.annotation)
                member = Member(annotation=annotation, required=statement.value is None)
                yield statement.target.id, member

    def _method(self, node: ast.FunctionDef) -> Item:
        given = node.args
        positional = [*given.posonlyargs, *given.args][1:]
        missing = len(positional) - len(given.defaults)
        members = {
            argument.arg: Member(
                annotation=self._text(argument.annotation), required=number < missing
            )
            for number, argument in enumerate(positional)
        }
        for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
            annotation = self._text(argument.annotation)
            members[argument.arg] = Member(annotation=annotation, required=default is None)
        return Item(kind="method", members=members, target=self._text(node.returns))

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
