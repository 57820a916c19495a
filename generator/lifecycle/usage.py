"""Where a repository's code uses what a step changes.

In: a repository's folder, a package in it, breaking changes, the Surface they start from. Out:
places. What a value is, is told by imports, annotations, calls and assignments; where that can't be
told, an attribute of a changed name is given as a place that may be meant, and says so.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.lifecycle.imports import imported_names
from generator.lifecycle.step import SourceChange
from generator.lifecycle.surface import Surface

_SKIPPED = frozenset(
    ("node_modules", "__pycache__", "venv", "env", "build", "dist", "site-packages")
)
_MOST_BYTES = 2_000_000
_CLIENTS = frozenset(("Client", "AsyncClient", "client.Client", "client.AsyncClient"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in the code; `path` is relative to the repository. `sure` is False for a guess."""

    path: str
    line: int
    code: str
    change: SourceChange
    sure: bool = True


def find_usage(
    repository: Path, package: Path, changes: Iterable[SourceChange], surface: Surface
) -> tuple[Place, ...]:
    """Return the places that changes touch, by file and line; the package itself is left out."""
    changes = tuple(changes)
    if not changes:
        return ()
    dotted = ".".join(package.relative_to(repository).parts)
    places: list[Place] = []
    for path in _python_files(repository, package):
        name = path.relative_to(repository)
        places += _in_file(path, name, dotted, _Changed(changes, surface))
    return tuple(sorted(set(places), key=lambda p: (p.path, p.line, not p.sure, p.change.message)))


def _python_files(repository: Path, package: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(repository):
        here = Path(folder)
        folders[:] = sorted(
            name
            for name in folders
            if name not in _SKIPPED and not name.startswith(".") and here / name != package
        )
        yield from (here / name for name in sorted(files) if name.endswith(".py"))


class _Changed:
    """The changes, by what they are about."""

    def __init__(self, changes: tuple[SourceChange, ...], surface: Surface) -> None:
        self.surface = surface
        self.of_item: dict[str, list[SourceChange]] = {}
        self.of_member: dict[tuple[str, str], list[SourceChange]] = {}
        self.by_member: dict[str, list[SourceChange]] = {}
        for change in changes:
            if not change.member:
                self.of_item.setdefault(change.name, []).append(change)
                continue
            self.of_member.setdefault((change.name, change.member), []).append(change)
            if change.name.startswith("models.") and change.change == "removed":
                self.by_member.setdefault(change.member, []).append(change)

    def required_of(self, name: str) -> Iterator[SourceChange]:
        """Yield what must be given now to a class or method."""
        for (owner, _), changes in self.of_member.items():
            if owner == name:
                yield from (change for change in changes if change.change == "required")


def _in_file(path: Path, name: Path, package: str, changed: _Changed) -> Iterator[Place]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            return
        text = path.read_bytes()
        tree = ast.parse(text)
    except (OSError, SyntaxError, ValueError, RecursionError):
        return
    module = ".".join(name.with_suffix("").parts)
    names = imported_names(tree, module, package)
    if not names:
        return
    reader = _Reader(names, package, changed)
    try:
        found = [*reader.imports(tree, module), *reader.scope(tree.body, {})]
    except RecursionError:
        return
    lines = text.decode("utf-8", "replace").splitlines()
    for node, change, sure in found:
        line = getattr(node, "lineno", 1)
        code = lines[line - 1].strip() if line <= len(lines) else ""
        yield Place(
            path=name.as_posix(),
            line=line,
            code=code[:80],
            change=change,
            sure=sure,
        )


_Found = tuple[ast.AST, SourceChange, bool]


class _Reader:
    """Reads one module, knowing for some names which type of the package they have."""

    def __init__(self, names: Mapping[str, str], package: str, changed: _Changed) -> None:
        self._names = names
        self._package = package
        self._changed = changed

    def imports(self, tree: ast.Module, module: str) -> Iterator[_Found]:
        """Yield the imports of names that are changed as a whole."""
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                for inside in imported_names(
                    ast.Module(body=[node], type_ignores=[]), module, self._package
                ).values():
                    yield from ((node, c, True) for c in self._changed.of_item.get(inside, ()))

    def scope(self, body: list[ast.stmt], outer: Mapping[str, str]) -> Iterator[_Found]:
        """Yield what a module, class or function uses; `outer` gives the types of known names."""
        types = dict(outer)
        for statement in body:
            yield from self._statement(statement, types)

    def _statement(self, node: ast.AST, types: dict[str, str]) -> Iterator[_Found]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            inner = {**types, **self._arguments(node.args)}
            parts = node.body if isinstance(node.body, list) else [node.body]
            for outside in _outside(node):
                yield from self._statement(outside, types)
            for part in parts:
                yield from self._statement(part, inner)
            return
        self._bind(node, types)
        yield from self._use(node, types)
        for child in ast.iter_child_nodes(node):
            yield from self._statement(child, types)

    def _arguments(self, arguments: ast.arguments) -> dict[str, str]:
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        return {a.arg: self._annotated(a.annotation) for a in every}

    def _bind(self, node: ast.AST, types: dict[str, str]) -> None:
        """Note the type of what a statement assigns; an unknown one hides what was known."""
        pairs: list[tuple[ast.expr | None, str]] = []
        if isinstance(node, ast.Assign):
            pairs = [(target, self._type(node.value, types)) for target in node.targets]
        elif isinstance(node, ast.AnnAssign):
            pairs = [(node.target, self._annotated(node.annotation))]
        elif isinstance(node, ast.NamedExpr):
            pairs = [(node.target, self._type(node.value, types))]
        elif isinstance(node, ast.With | ast.AsyncWith):
            pairs = [(i.optional_vars, self._type(i.context_expr, types)) for i in node.items]
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            pairs = [(node.target, self._type(node.iter, types))]
        for target, kind in pairs:
            if isinstance(target, ast.Name):
                types[target.id] = kind
            elif isinstance(target, ast.Attribute):
                types[ast.unparse(target)] = kind

    def _use(self, node: ast.AST, types: Mapping[str, str]) -> Iterator[_Found]:
        if isinstance(node, ast.Call):
            yield from self._call(node, types)
        elif isinstance(node, ast.Attribute):
            yield from self._attribute(node, types)
        elif isinstance(node, ast.Name):
            changes = self._changed.of_item.get(self._names.get(node.id, ""), ())
            yield from ((node, change, True) for change in changes)

    def _call(self, node: ast.Call, types: Mapping[str, str]) -> Iterator[_Found]:
        called = self._called(node.func, types)
        if not called:
            return
        given = {keyword.arg for keyword in node.keywords}
        for keyword in node.keywords:
            for change in self._changed.of_member.get((called, keyword.arg or ""), ()):
                yield node, change, True
        if None not in given and not node.args:
            for change in self._changed.required_of(called):
                if change.member not in given:
                    yield node, change, True

    def _attribute(self, node: ast.Attribute, types: Mapping[str, str]) -> Iterator[_Found]:
        whole = self._called(node, types)
        if whole:
            yield from ((node, change, True) for change in self._changed.of_item.get(whole, ()))
            return
        owner = self._type(node.value, types)
        if owner:
            for name in _classes(owner):
                for change in self._changed.of_member.get((name, node.attr), ()):
                    if change.change != "required":
                        yield node, change, True
        elif self._inside(node.value) is None:
            for change in self._changed.by_member.get(node.attr, ()):
                yield node, change, False

    def _called(self, node: ast.expr, types: Mapping[str, str]) -> str:
        """Return the name of the class or method that an expression is; "" where it is neither."""
        inside = self._inside(node)
        if inside:
            return inside if inside.startswith(("models.", "client.")) else ""
        if isinstance(node, ast.Attribute):
            owner = self._type(node.value, types)
            if owner.startswith("client."):
                return f"{owner}.{node.attr}"
        return ""

    def _inside(self, node: ast.expr) -> str | None:
        """Return what of the package an expression names, by its imports alone."""
        text = _dotted(node)
        for size in range(text.count(".") + 1, 0, -1) if text else ():
            head = ".".join(text.split(".")[:size])
            if head in self._names:
                rest = text.split(".")[size:]
                return ".".join([part for part in (self._names[head], *rest) if part])
        return None

    def _annotated(self, node: ast.expr | None) -> str:
        if node is None:
            return ""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                return self._annotated(ast.parse(node.value, mode="eval").body)
            except (SyntaxError, ValueError):
                return ""
        inside = self._inside(node)
        if inside is not None:
            return "client" if inside in _CLIENTS else inside
        if isinstance(node, ast.BinOp | ast.Subscript | ast.Tuple):
            return " ".join(
                filter(
                    None,
                    (
                        self._annotated(c)
                        for c in ast.iter_child_nodes(node)
                        if isinstance(c, ast.expr)
                    ),
                )
            )
        return ""

    def _type(self, node: ast.expr, types: Mapping[str, str]) -> str:
        """Return the type of an expression: classes of the package, `client...`, "" if unknown."""
        if isinstance(node, ast.Await):
            return self._type(node.value, types)
        if isinstance(node, ast.Name | ast.Attribute) and types.get(ast.unparse(node)):
            return types[ast.unparse(node)]
        if isinstance(node, ast.Subscript):
            return self._type(node.value, types)  # of a list, a page or a mapping of these
        if isinstance(node, ast.Call):
            return self._result(node, types)
        if isinstance(node, ast.Attribute):
            owner = self._type(node.value, types)
            if owner == "client":
                return f"client.{node.attr}"
            members = [
                self._changed.surface[c].members.get(node.attr)
                for c in _classes(owner)
                if c in self._changed.surface
            ]
            return " ".join(_named(member.annotation) for member in members if member)
        return ""

    def _result(self, node: ast.Call, types: Mapping[str, str]) -> str:
        inside = self._inside(node.func)
        if inside in _CLIENTS:
            return "client"
        called = self._called(node.func, types)
        item = self._changed.surface.get(called)
        if item is None:
            if isinstance(node.func, ast.Attribute) and node.func.attr.startswith("from_"):
                return self._inside(node.func.value) or ""
            return ""
        return called if item.kind == "class" else _named(item.target)


def _outside(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Iterator[ast.AST]:
    """Yield what of a function belongs to the scope around it."""
    yield from ast.iter_child_nodes(node.args)
    if not isinstance(node, ast.Lambda):
        yield from node.decorator_list
        yield from [node.returns] if node.returns else []


def _classes(kind: str) -> Iterator[str]:
    yield from (name for name in kind.split() if name.startswith("models."))


def _named(annotation: str) -> str:
    """Return the classes that an emitted annotation names, with their module."""
    found = re.findall(r"\b(?:models\.)?([A-Z]\w*)", annotation)
    return " ".join(dict.fromkeys(f"models.{name}" for name in found))


def _dotted(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])
