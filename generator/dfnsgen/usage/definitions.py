"""What somebody's code defines: what its modules hold, its functions return, its classes have.

In: a repository's modules. Out: Kinds, found when they are asked for. What leads back to itself
is unknown where it does.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dfnsgen.usage.expressions import ExpressionKinds, Names
from dfnsgen.usage.kinds import (
    CLIENTS,
    PLAIN,
    UNKNOWN,
    Kind,
    Model,
    OwnName,
    OwnValue,
    PackagePart,
    Special,
    Thing,
    one_of,
    union,
)
from dfnsgen.usage.offers import Offers
from dfnsgen.usage.scopes import Function, Walk
from dfnsgen.usage.sources import ImportedNames, Repository, SourceModule

_PROPERTIES = ("property", "cached_property", "functools.cached_property")
_MOST_ANSWERS = 20_000
"""From so many on, each is kept: code whose parts ask each other has an end."""
_Question = tuple[str, OwnName | OwnValue, str]
"""What is asked, of what, and for which attribute."""
_START: Names = {"__name__": PLAIN, "__file__": PLAIN}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Defined:
    node: Function | ast.ClassDef
    module: SourceModule
    names: Names


class Silent:
    """Watches a walk for what it defines and returns, and for nothing else."""

    silent = True

    def __init__(self, code: Code, module: SourceModule) -> None:
        self._code = code
        self._module = module
        self.given: list[Kind] = []

    def imports(self, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, Kind]]:
        """Yield the names that an import binds."""
        yield from self._code.imports(node, self._module)

    def visit(self, node: ast.AST, names: Names) -> None:
        """Take no note of an expression."""

    def defines(self, name: str, node: Function | ast.ClassDef, names: Names) -> Kind:
        """Take note of a definition."""
        return self._code.define(name, node, self._module, names)

    def returned(self, value: Kind) -> None:
        """Take note of what is returned."""
        self.given.append(value)


class Code:
    """The code of a repository; it answers what `ExpressionKinds` asks of the code's own names."""

    def __init__(self, repository: Repository, offers: Offers) -> None:
        self._repository = repository
        self._offers = offers
        self._imports = ImportedNames(repository)
        self._defined: dict[OwnName, _Defined] = {}
        self._answers: dict[_Question, Kind] = {}
        self._modules: dict[str, Names] = {}
        self._attributes: dict[OwnName, Names] = {}
        self._open: set[_Question] = set()
        self._cut = False
        self._asked = 0
        self.expressions = ExpressionKinds(offers, self)

    def names_of(self, name: str) -> Names:
        """Return what a module's own names stand for."""
        if name not in self._modules:
            self._modules[name] = {}
            module = self._repository.modules[name]
            walk = Walk(self.expressions, Silent(self, module))
            self._modules[name] = walk.module(module.tree.body, _START, deep=False)
        return self._modules[name]

    def imports(
        self, node: ast.Import | ast.ImportFrom, module: SourceModule
    ) -> Iterator[tuple[str, Kind]]:
        """Yield the names that an import binds, those of `*` among them."""
        if isinstance(node, ast.ImportFrom) and (source := self._imports.stars(node, module)):
            inside = self._imports.inside(source)
            if inside == "models":
                types = self._offers.surface.types
                yield from ((n, one_of(PackagePart(f"models.{n}"))) for n in types)
            elif inside == "":
                offered = ("Client", "AsyncClient", "models")
                yield from ((n, one_of(PackagePart(n))) for n in offered)
            elif source in self._repository.modules:
                yield from self.names_of(source).items()
        for name, kind in self._imports.bound(node, module):
            yield name, self._resolved(kind)

    def is_out_of_package(self, node: ast.Import | ast.ImportFrom, module: SourceModule) -> bool:
        """Whether an import names a module of the package itself."""
        source = self._imports.source(node, module) if isinstance(node, ast.ImportFrom) else ""
        return self._imports.inside(source) is not None

    def imported_names(
        self, node: ast.Import | ast.ImportFrom, module: SourceModule
    ) -> set[tuple[str, str]]:
        """Return what an import names, each with the module that it is imported from."""
        if isinstance(node, ast.Import):
            return set()
        source = self._imports.source(node, module)
        known = self.names_of(source) if source in self._repository.modules else {}
        return {
            (source, name)
            for alias in node.names
            for name in (known if alias.name == "*" else (alias.name,))
        }

    def _resolved(self, kind: Kind) -> Kind:
        """Return what an imported name of the code's own stands for where it was defined."""
        for thing in kind.things:
            if isinstance(thing, OwnName) and thing.path:
                return self.names_of(thing.module).get(thing.path, kind)
        return kind

    def define(
        self, path: str, node: Function | ast.ClassDef, module: SourceModule, names: Names
    ) -> Kind:
        """Take note of a definition, and return what its name stands for."""
        own = OwnName(module.name, path)
        self._defined[own] = _Defined(node=node, module=module, names=names)
        return one_of(own)

    def member(self, thing: OwnName | OwnValue, attribute: str) -> Kind:
        """Return an attribute of a module, a class or an instance."""
        question = ("member", thing, attribute)
        return self._once(question, lambda: self._member(thing, attribute))

    def result(self, thing: OwnName | OwnValue) -> Kind:
        """Return what calling a function or class gives."""
        return self._once(("result", thing, ""), lambda: self._result(_own(thing)))

    def instance(self, thing: OwnName) -> Kind:
        """Return what a class stands for in an annotation."""
        found = self._find(thing)
        if found is None or not isinstance(found.node, ast.ClassDef):
            return UNKNOWN
        return one_of(OwnValue(thing.module, thing.path), *self._package_bases(found))

    def parameters(self, thing: OwnName | OwnValue) -> tuple[tuple[str, Kind], ...]:
        """Return the parameters of a function, with what they are annotated as; `self` is none."""
        found = self._find(_own(thing))
        if found is None or isinstance(found.node, ast.ClassDef):
            return ()
        arguments = [*found.node.args.posonlyargs, *found.node.args.args]
        if "." in thing.path and arguments and arguments[0].annotation is None:
            arguments = arguments[1:]
        return tuple(
            (one.arg, self.expressions.annotated(one.annotation, found.names))
            for one in (*arguments, *found.node.args.kwonlyargs)
        )

    def _once(self, key: _Question, find: Callable[[], Kind]) -> Kind:
        """Answer a question, once; an answer that waits for another open one is not kept."""
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

    def _find(self, own: OwnName) -> _Defined | None:
        """Return the definition of a name, whose module is walked through for it if need be."""
        if own not in self._defined and own.module in self._repository.modules:
            self.names_of(own.module)
        return self._defined.get(own)

    def _member(self, thing: OwnName | OwnValue, attribute: str) -> Kind:
        own, module = _own(thing), thing.module
        if not own.path:
            names = self.names_of(module) if module in self._repository.modules else {}
            if attribute in names:
                return names[attribute]
            return self._resolved(self._imports.member(module, attribute))
        found = self._find(own)
        if found is None or not isinstance(found.node, ast.ClassDef):
            return UNKNOWN
        method = self._find(OwnName(module, f"{own.path}.{attribute}"))
        if method is not None:
            marks = [ast.unparse(mark) for mark in method.node.decorator_list]
            reached = OwnValue(module, f"{own.path}.{attribute}")
            is_value = isinstance(thing, OwnValue) and any(mark in _PROPERTIES for mark in marks)
            return self.result(reached) if is_value else one_of(reached)
        assigned = self._of_class(own, found).get(attribute)
        if assigned is not None:
            return assigned
        inherited = [self.expressions.attribute(base, attribute) for base in self._bases(found)]
        determined = [kind for kind in inherited if kind.is_determined]
        if determined:
            return union(determined)
        return UNKNOWN if found.node.bases else PLAIN

    def _bases(self, found: _Defined) -> Iterator[Kind]:
        assert isinstance(found.node, ast.ClassDef)
        for base in found.node.bases:
            yield self.expressions.annotated(base, found.names)

    def _package_bases(self, found: _Defined) -> Iterator[Thing]:
        """Yield what of the package a class is as well."""
        assert isinstance(found.node, ast.ClassDef)
        for base in found.node.bases:
            for thing in self.expressions.kind(base, found.names).things:
                if thing in CLIENTS:
                    yield Special.CLIENT
                elif isinstance(thing, PackagePart) and thing.path.startswith("models."):
                    yield Model(thing.path.removeprefix("models."))

    def _of_class(self, key: OwnName, found: _Defined) -> Names:
        """Return the attributes that a class and its methods assign."""
        if ("class", key, "") in self._open:
            self._cut = True
            return self._attributes[key]
        if key not in self._attributes:
            self._attributes[key] = {}
            self._open.add(("class", key, ""))
            own: dict[str, list[Kind]] = {}
            for name, kind in self._assignments(key, found):
                own.setdefault(name, []).append(kind)
                determined = [one for one in own[name] if one.is_determined]
                self._attributes[key][name] = union(determined)
            self._open.discard(("class", key, ""))
        return self._attributes[key]

    def _assignments(self, key: OwnName, found: _Defined) -> Iterator[tuple[str, Kind]]:
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
        self, node: Function, key: OwnName, found: _Defined, around: Names
    ) -> Iterator[tuple[str, Kind]]:
        """Yield the attributes of `self` that a method assigns."""
        if not node.args.args:
            return
        mine = f"{node.args.args[0].arg}."
        path = f"{key.path}.{node.name}"
        walk = Walk(self.expressions, Silent(self, found.module), path)
        after = walk.module(node.body, walk.parameters(node, around, key), deep=False)
        for name, kind in after.items():
            if name.startswith(mine) and name.count(".") == 1:
                yield name.removeprefix(mine), kind

    def _result(self, own: OwnName) -> Kind:
        found = self._find(own)
        if found is None:
            return UNKNOWN
        if isinstance(found.node, ast.ClassDef):
            return self.instance(own)
        around = found.names | self.names_of(found.module.name)
        if found.node.returns is not None:
            return self.expressions.annotated(found.node.returns, around)
        watcher = Silent(self, found.module)
        holder = OwnName(own.module, own.path.rpartition(".")[0])
        owner = holder if self._is_class(holder) else None
        walk = Walk(self.expressions, watcher, own.path)
        walk.module(found.node.body, walk.parameters(found.node, around, owner), deep=False)
        return union(watcher.given) if watcher.given else PLAIN

    def _is_class(self, own: OwnName) -> bool:
        found = self._defined.get(own)
        return found is not None and isinstance(found.node, ast.ClassDef)


def _own(thing: OwnName | OwnValue) -> OwnName:
    """Return the definition of a thing: of an instance its class."""
    return OwnName(thing.module, thing.path)
