"""The changes to what datamodel-code-generator printed that all flavours share.

In: a Module. Out: changes. None of them puts a text of the document into the module: they move
what stands in it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from dfnsgen.flavors.rewriting import Change, Module, Pass


def alias_of(statement: ast.stmt) -> tuple[str, ast.expr] | None:
    """Return name and type of a statement that declares a type alias."""
    match statement:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.Call(func=ast.Name(id="TypeAliasType"), args=[_, target]),
        ):
            return name, target
        case ast.AnnAssign(
            target=ast.Name(id=name),
            annotation=ast.Name(id="TypeAlias"),
            value=ast.expr() as target,
        ):
            return name, target
        case _:
            return None


def put_in_place(names: frozenset[str]) -> Pass:
    """Write the types of some aliases where the aliases stand, and leave the aliases out."""

    def changes(module: Module) -> Iterator[Change]:
        texts: dict[str, str] = {}
        for statement in module.tree.body:
            alias = alias_of(statement)
            if alias is not None and alias[0] in names:
                texts[alias[0]] = _with(texts, module.source(alias[1]))
        for statement in module.tree.body:
            alias = alias_of(statement)
            if alias is not None and alias[0] in names:
                yield module.replaced(statement, "")
                continue
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and node.id in texts:
                    yield module.replaced(node, texts[node.id])

    return changes


def _with(texts: Mapping[str, str], expression: str) -> str:
    """Return an expression with the names in it replaced."""
    module = Module(expression)
    return module.changed(
        module.replaced(node, texts[node.id])
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Name) and node.id in texts
    )


def drop_head(module: Module) -> Iterator[Change]:
    """Leave out what stands before the first statement: a comment of that generator's own."""
    yield Change(start=0, end=module.span(module.tree.body[0])[0], text="")


def drop_rebuilds(module: Module) -> Iterator[Change]:
    """Leave out `Model.model_rebuild()`: pydantic does that itself when a model is first used."""
    for statement in module.tree.body:
        match statement:
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr="model_rebuild"))):
                yield module.replaced(statement, "")
            case _:
                pass


def write_null_once(module: Module) -> Iterator[Change]:
    """Write `None` for `None | None`, which Python can't evaluate."""
    for node in ast.walk(module.tree):
        match node:
            case ast.BinOp(left=ast.Constant(value=None), right=ast.Constant(value=None)):
                yield module.replaced(node, "None")
            case _:
                pass


def name_compile(module: Module) -> Iterator[Change]:
    """Call `re.compile` by its full name: a bare `compile` is the built-in one to a reader."""
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=ast.Name(id="compile") as called):
                yield module.replaced(called, "re.compile")
            case ast.ImportFrom(module="re"):
                yield module.replaced(node, "import re")
            case _:
                pass


def import_used(*more: str) -> Pass:
    """Import what is used of what is imported, and of `more`: pairs like `typing.ClassVar`."""

    def changes(module: Module) -> Iterable[Change]:
        used = {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name)}
        wanted: dict[str, set[str]] = {}
        for pair in more:
            source, _, name = pair.rpartition(".")
            wanted.setdefault(source or ".", set()).add(name)
        found = [s for s in module.tree.body if isinstance(s, ast.ImportFrom)]
        for statement in found:
            source = statement.module or ""
            if source == "__future__":
                continue
            names = {ast.unparse(alias) for alias in statement.names}
            kept = {name for name in names if name.split(" as ")[-1] in used}
            kept |= {name for name in wanted.pop(source, set()) if name in used}
            yield module.replaced(statement, _import(source, kept) if kept else "")
        last = found[-1]
        for source, names in wanted.items():
            kept = names & used
            if kept:
                gap = "\n\n" if source.startswith(".") else "\n"
                yield module.inserted(last, gap + _import(source, kept), after=True)

    return changes


def _import(source: str, names: set[str]) -> str:
    """Write an import as it is usual: constants, classes, functions."""
    ordered = sorted(names, key=lambda name: (not name.isupper(), name[:1].islower(), name))
    return f"from {source} import {', '.join(ordered)}"
