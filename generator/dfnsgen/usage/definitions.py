"""What somebody's code defines: what its modules hold, its functions return, its classes have.

In: a repository's modules. Out: Kinds, found when they are asked for. What leads back to itself
is unknown where it does.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dfnsgen.usage.expressions import Expressions, Names
from dfnsgen.usage.kinds import CLIENTS, PLAIN, UNKNOWN, Kind, named, union
from dfnsgen.usage.offers import Offers
from dfnsgen.usage.scopes import Function, Walk
from dfnsgen.usage.sources import Imports, Module, Repository

_PROPERTIES = ("property", "cached_property", "functools.cached_property")
_MOST_ANSWERS = 20_000
"""From so many on, each is kept: code whose parts ask each other has an end."""
_START: Names = {"__name__": PLAIN, "__file__": PLAIN}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Defined:
    node: Function | ast.ClassDef
    module: Module
    names: Names


class Silent:
    """Watches a walk for what it defines and returns, and for nothing else."""

    silent = True

    def __init__(self, code: Code, module: Module) -> None:
        self._code = code
        self._module = module
        self.given: list[Kind] = []

    def imports(self, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, Kind]]:
        """Yield the names that an import binds."""
        yield from self._code.imports(node, self._module)

    def sees(self, node: ast.AST, names: Names) -> None:
        """Take no note of an expression."""

    def defines(self, name: str, node: Function | ast.ClassDef, names: Names) -> Kind:
        """Take note of a definition."""
        return self._code.define(name, node, self._module, names)

    def gives(self, value: Kind) -> None:
        """Take note of what is returned."""
        self.given.append(value)


class Code:
    """The code of a repository; it answers what `Expressions` asks of the code's own names."""

    def __init__(self, repository: Repository, offers: Offers) -> None:
        self._repository = repository
        self._offers = offers
        self._imports = Imports(repository)
        self._defined: dict[str, _Defined] = {}
        self._answers: dict[tuple[str, str], Kind] = {}
        self._modules: dict[str, Names] = {}
        self._attributes: dict[str, Names] = {}
        self._open: set[tuple[str, str]] = set()
        self._cut = False
        self._asked = 0
        self.expressions = Expressions(offers, self)

    def names_of(self, name: str) -> Names:
        """Return what a module's own names stand for."""
        if name not in self._modules:
            self._modules[name] = {}
            module = self._repository.modules[name]
            walk = Walk(self.expressions, Silent(self, module))
            self._modules[name] = walk.module(module.tree.body, _START, deep=False)
        return self._modules[name]

    def imports(
        self, node: ast.Import | ast.ImportFrom, module: Module
    ) -> Iterator[tuple[str, Kind]]:
        """Yield the names that an import binds, those of `*` among them."""
        if isinstance(node, ast.ImportFrom) and (source := self._imports.stars(node, module)):
            inside = self._imports.inside(source)
            if inside == "models":
                yield from ((n, named(f"=models.{n}")) for n in self._offers.surface.types)
            elif inside == "":
                yield from ((n, named(f"={n}")) for n in ("Client", "AsyncClient", "models"))
            elif source in self._repository.modules:
                yield from self.names_of(source).items()
        for name, kind in self._imports.bound(node, module):
            yield name, self._resolved(kind)

    def _resolved(self, kind: Kind) -> Kind:
        """Return what an imported name of the code's own stands for where it was defined."""
        for name in kind.names:
            if name.startswith("=@") and ":" in name:
                module, _, own = name[2:].partition(":")
                return self.names_of(module).get(own, kind)
        return kind

    def define(
        self, path: str, node: Function | ast.ClassDef, module: Module, names: Names
    ) -> Kind:
        """Take note of a definition, and return what its name stands for."""
        key = f"{module.name}:{path}"
        self._defined[key] = _Defined(node=node, module=module, names=names)
        return named(f"=@{key}")

    def member(self, name: str, attribute: str) -> Kind:
        """Return an attribute of a module, a class or an instance."""
        return self._once("member", f"{name} {attribute}", lambda: self._member(name, attribute))

    def result(self, name: str) -> Kind:
        """Return what calling a function or class gives."""
        return self._once("result", name, lambda: self._result(name))

    def instance(self, name: str) -> Kind:
        """Return what a class stands for in an annotation."""
        found = self._find(name)
        if found is None:
            return UNKNOWN
        if not isinstance(found.node, ast.ClassDef):
            return UNKNOWN
        return Kind(names=frozenset((name[1:], *self._package_bases(found))), known=True)

    def _once(self, what: str, name: str, find: Callable[[], Kind]) -> Kind:
        """Answer a question, once; an answer that waits for another open one is not kept."""
        key = (what, name)
        if key in self._open:
            self._cut = True
            return UNKNOWN
        if key in self._answers:
            return self._answers[key]
        self._open.add(key)
        before, self._cut = self._cut, False
        found = find()
        self._open.discard(key)
        self._asked += 1
        if not self._cut or not self._open or self._asked > _MOST_ANSWERS:
            self._answers[key] = found
        self._cut = bool(self._open) and (before or self._cut)
        return found

    def _find(self, name: str) -> _Defined | None:
        """Return what a name says: `=@app.pay:Service`, `@app.pay:Service.client`."""
        key = name.lstrip("=@")
        module = key.partition(":")[0]
        if key not in self._defined and module in self._repository.modules:
            self.names_of(module)
        return self._defined.get(key)

    def _member(self, name: str, attribute: str) -> Kind:
        key = name.lstrip("=@")
        if ":" not in key:
            own = self.names_of(key) if key in self._repository.modules else {}
            return (
                own[attribute]
                if attribute in own
                else self._resolved(self._imports.member(key, attribute))
            )
        found = self._find(name)
        if found is None or not isinstance(found.node, ast.ClassDef):
            return UNKNOWN
        method = self._find(f"{name}.{attribute}")
        if method is not None:
            marks = [ast.unparse(mark) for mark in method.node.decorator_list]
            is_value = not name.startswith("=") and any(mark in _PROPERTIES for mark in marks)
            return self.result(f"@{key}.{attribute}") if is_value else named(f"@{key}.{attribute}")
        assigned = self._of_class(key, found).get(attribute)
        if assigned is not None:
            return assigned
        inherited = [self.expressions.attribute(base, attribute) for base in self._bases(found)]
        told = [kind for kind in inherited if kind.told]
        return union(told) if told else UNKNOWN if found.node.bases else PLAIN

    def _bases(self, found: _Defined) -> Iterator[Kind]:
        assert isinstance(found.node, ast.ClassDef)
        for base in found.node.bases:
            yield self.expressions.annotated(base, found.names)

    def _package_bases(self, found: _Defined) -> Iterator[str]:
        """Yield what of the package a class is as well."""
        assert isinstance(found.node, ast.ClassDef)
        for base in found.node.bases:
            for name in self.expressions.kind(base, found.names).names:
                if name.startswith("=models."):
                    yield name[1:]
                elif name in CLIENTS:
                    yield "client"

    def _of_class(self, key: str, found: _Defined) -> Names:
        """Return the attributes that a class and its methods assign."""
        if ("class", key) in self._open:
            self._cut = True
            return self._attributes[key]
        if key not in self._attributes:
            self._attributes[key] = {}
            self._open.add(("class", key))
            own: dict[str, list[Kind]] = {}
            for name, kind in self._assignments(key, found):
                own.setdefault(name, []).append(kind)
                told = [one for one in own[name] if one.told]
                self._attributes[key][name] = union(told)
            self._open.discard(("class", key))
        return self._attributes[key]

    def _assignments(self, key: str, found: _Defined) -> Iterator[tuple[str, Kind]]:
        """Yield what a class's body assigns, then what its methods do: the first one before all."""
        around = found.names | self.names_of(found.module.name)
        for statement in found.node.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                kind = self.expressions.annotated(statement.annotation, around)
                yield statement.target.id, kind
            elif isinstance(statement, ast.Assign):
                for target in statement.targets:
                    if isinstance(target, ast.Name):
                        yield target.id, self.expressions.kind(statement.value, around)
        for statement in found.node.body:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from self._assigned(statement, key, found, around)

    def _assigned(
        self, node: Function, key: str, found: _Defined, around: Names
    ) -> Iterator[tuple[str, Kind]]:
        """Yield the attributes of `self` that a method assigns."""
        if not node.args.args:
            return
        mine = f"{node.args.args[0].arg}."
        path = f"{key.partition(':')[2]}.{node.name}"
        walk = Walk(self.expressions, Silent(self, found.module), path)
        after = walk.module(node.body, walk.parameters(node, around, f"@{key}"), deep=False)
        for name, kind in after.items():
            if name.startswith(mine) and name.count(".") == 1:
                yield name.removeprefix(mine), kind

    def _result(self, name: str) -> Kind:
        found = self._find(name)
        if found is None:
            return UNKNOWN
        if isinstance(found.node, ast.ClassDef):
            return self.instance(f"=@{name.lstrip('=@')}")
        around = found.names | self.names_of(found.module.name)
        told = self.expressions.annotated(found.node.returns, around)
        if found.node.returns is not None:
            return told
        watcher = Silent(self, found.module)
        key = name.lstrip("=@")
        holder, _, _ = key.rpartition(".")
        owner = f"@{holder}" if ":" in holder and self._is_class(holder) else ""
        walk = Walk(self.expressions, watcher, key.partition(":")[2])
        walk.module(found.node.body, walk.parameters(found.node, around, owner), deep=False)
        return union(watcher.given) if watcher.given else PLAIN

    def _is_class(self, key: str) -> bool:
        found = self._defined.get(key)
        return found is not None and isinstance(found.node, ast.ClassDef)
