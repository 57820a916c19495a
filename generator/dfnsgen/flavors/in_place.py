"""The one change to the module that datamodel-code-generator printed: parts go to their places.

In: the text of a module. Out: the text and the names that it declares. Constrained types inside
others were definitions of their own in the document: each is written where it is named. No text of
the document is put into the module here: what stands in it is moved.

Before: `InPlace1: TypeAlias = Annotated[int, Meta(ge=0)]` and `ages: list[InPlace1]`.
After:  `ages: list[Annotated[int, Meta(ge=0)]]`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from dataclasses import dataclass

from dfnsgen.python.source.source import Source

Span = tuple[int, int]

_MAKERS = frozenset({"BaseModel", "TypeAlias", "TypeAliasType"})
"""What makes classes and aliases: nobody, where there are none of its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedModule:
    """The text of a module with the classes and the aliases that it declares, in its order."""

    text: str
    classes: tuple[str, ...]
    aliases: tuple[str, ...]


def put_in_place(text: str, names: frozenset[str], own_import: Source | None) -> PrintedModule:
    """Write the types of some aliases where the aliases are named, and leave the aliases out.

    `own_import` goes below the other imports: that generator takes no relative ones.
    """
    module = _Module(text)
    aliases = dict(_aliases(module.body))
    # What stands before the first statement is a comment of that generator's own.
    changes = {(0, module.span(module.body[0])[0]): b""}
    kept: list[ast.stmt] = []
    for statement in module.body:
        if _is_left_out(statement, names):
            changes[module.span(statement)] = b""
        else:
            kept.append(statement)
    if own_import is not None:
        end = max(module.span(s)[1] for s in module.body if isinstance(s, ast.ImportFrom))
        changes[(end, end)] = b"\n\n" + own_import.encode()
    makers = _MAKERS - {
        node.id for statement in kept for node in ast.walk(statement) if isinstance(node, ast.Name)
    }
    for statement in kept:
        if isinstance(statement, ast.ImportFrom):
            changes[module.span(statement)] = _import(statement, makers).encode()
        else:
            changes |= module.replacements(statement, {name: aliases[name] for name in names})
    return PrintedModule(
        text=module.changed(changes, 0, len(module.content)).decode(),
        classes=tuple(s.name for s in kept if isinstance(s, ast.ClassDef)),
        aliases=tuple(name for name in aliases if name not in names),
    )


class _Module:
    """A module's tree and the text that it was read from."""

    def __init__(self, text: str) -> None:
        self.content = text.encode()
        self.body = ast.parse(text).body
        # Lines as the parser counts them: other separators of `str.splitlines` end none.
        self._starts = [0]
        for line in self.content.split(b"\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    def span(self, node: ast.expr | ast.stmt) -> Span:
        """Return where a node starts and ends, in bytes."""
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        start = self._starts[node.lineno - 1] + node.col_offset
        return start, self._starts[end_line - 1] + end_column

    def replacements(
        self, node: ast.stmt | ast.expr, types: dict[str, ast.expr]
    ) -> dict[Span, bytes]:
        """Return what stands at the places of some names: their types, replaced likewise."""
        found: dict[Span, bytes] = {}
        for inner in ast.walk(node):
            match inner:
                case ast.Name(id=name) if name in types:
                    target = types[name]
                    changes = self.replacements(target, types)
                    found[self.span(inner)] = self.changed(changes, *self.span(target))
                case ast.Name(id="compile"):  # to a reader, this is the built-in one
                    found[self.span(inner)] = b"re.compile"
                case _:
                    pass
        return found

    def changed(self, changes: dict[Span, bytes], start: int, end: int) -> bytes:
        """Return a part of the text with the changes made, which lie in it and apart."""
        parts: list[bytes] = []
        for (first, last), replacement in sorted(changes.items()):
            parts += [self.content[start:first], replacement]
            start = last
        return b"".join([*parts, self.content[start:end]])


def _is_left_out(statement: ast.stmt, names: frozenset[str]) -> bool:
    """Whether this declares one of the names, or calls what pydantic calls itself when needed."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="model_rebuild"))):
            return True
        case _:
            return any(name in names for name, _ in _aliases([statement]))


def _import(statement: ast.ImportFrom, unused: Set[str]) -> str:
    """Return an import without some names; nothing where no other is left."""
    if statement.module == "re":
        return "import re"
    statement.names = [alias for alias in statement.names if alias.name not in unused]
    return ast.unparse(statement) if statement.names else ""


def _aliases(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    """Give the name and the type of each alias; a TypedDict that is called for is one as well."""
    for statement in body:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Name(id="TypeAliasType"), args=[_, target]),
            ):
                yield name, target
            case ast.Assign(targets=[ast.Name(id=name)], value=target):
                yield name, target
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as target):
                yield name, target
            case ast.If():
                yield from _aliases(statement.body)
            case _:
                pass
