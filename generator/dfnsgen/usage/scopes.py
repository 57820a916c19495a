"""A walk through somebody's code, statement by statement, with the Kinds of all names.

In: statements, and the names around them. Out: each expression, once, to whoever watches. What a
test says holds in its branch: `isinstance`, `is None`, a comparison with a constant, `match`.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from dfnsgen.usage.expressions import ExpressionKinds, Names, bound, unpacked
from dfnsgen.usage.kinds import PLAIN, UNKNOWN, Kind, OwnName, many, one_of, union
from dfnsgen.usage.narrowing import Narrowing

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef
_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)


class Watcher(Protocol):
    """What is called on a walk; a silent one looks at no expression."""

    @property
    def silent(self) -> bool:
        """Whether expressions needn't be shown."""
        ...

    def imports(self, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, Kind]]:
        """Yield the names that an import binds."""
        ...

    def visit(self, node: ast.AST, names: Names) -> None:
        """Take note of an expression or pattern, with what its names stand for there."""
        ...

    def defines(self, name: str, node: Function | ast.ClassDef, names: Names) -> Kind:
        """Take note of a function or class, and return what its name stands for."""
        ...

    def returned(self, value: Kind) -> None:
        """Take note of what the function that is walked through returns or yields."""
        ...


class Walk:
    """A walk through one module, class or function. `owner` is the class around, if any."""

    def __init__(
        self,
        expressions: ExpressionKinds,
        watcher: Watcher,
        path: str = "",
        owner: OwnName | None = None,
    ) -> None:
        self._expressions = expressions
        self._watcher = watcher
        self._path = path
        self._owner = owner
        self._narrowing = Narrowing(expressions)
        self._waiting: list[tuple[Function, OwnName | None]] = []

    def module(self, body: Iterable[ast.stmt], names: Names, *, deep: bool = True) -> Names:
        """Walk through a scope, then through the functions in it: they see all of its names."""
        names = self._block(body, names)
        for node, owner in self._waiting if deep else ():
            path = f"{self._path}.{node.name}" if self._path else node.name
            inner = Walk(self._expressions, self._watcher, path)
            inner.module(node.body, self.parameters(node, names, owner))
        return names

    def parameters(self, node: Function, names: Names, owner: OwnName | None = None) -> Names:
        """Return the names inside a function."""
        given = node.args
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs]
        kinds = {a.arg: self._expressions.annotated(a.annotation, names) for a in every}
        if given.vararg:
            inner = self._expressions.annotated(given.vararg.annotation, names)
            kinds[given.vararg.arg] = many(inner)
        if given.kwarg:
            kinds[given.kwarg.arg] = UNKNOWN
        marks = {ast.unparse(mark) for mark in node.decorator_list}
        if owner and every and "staticmethod" not in marks:
            itself = one_of(owner)
            made = self._expressions.instance(owner)
            kinds[every[0].arg] = itself if "classmethod" in marks else made
        hidden = {name: kind for name, kind in names.items() if name.split(".")[0] not in kinds}
        return hidden | kinds

    def _block(self, body: Iterable[ast.stmt], names: Names) -> Names:
        for statement in body:
            names = self._statement(statement, names)
        return names

    def _statement(self, node: ast.stmt, names: Names) -> Names:
        match node:
            case ast.Import() | ast.ImportFrom():
                return names | dict(self._watcher.imports(node))
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                return self._definition(node, names)
            case ast.If():
                return self._if(node, names)
            case ast.For() | ast.AsyncFor():
                self._see(node.iter, names)
                element = self._expressions.kind(node.iter, names).element
                inner = self._bind(node.target, element, names)
                after = self._block(node.body, inner)
                return self._block(node.orelse, _either(inner, after))
            case ast.While():
                self._see(node.test, names)
                names = self._walrus(node.test, names)
                inner = self._narrowing.holds(node.test, names, yes=True)
                after = self._block(node.body, inner)
                return self._block(node.orelse, _either(names, after))
            case ast.With() | ast.AsyncWith():
                return self._with(node, names)
            case ast.Try() | ast.TryStar():
                return self._try(node, names)
            case ast.Match():
                return self._match(node, names)
            case _:
                return self._simple(node, names)

    def _simple(self, node: ast.stmt, names: Names) -> Names:
        for child in ast.iter_child_nodes(node):
            if isinstance(node, ast.AnnAssign) and child is node.annotation:
                self._see(_unquoted(node.annotation), names)
            else:
                self._see(child, names)
        names = self._walrus(node, names)
        match node:
            case ast.Assign():
                kind = self._expressions.kind(node.value, names)
                for target in node.targets:
                    names = self._bind(target, kind, names)
            case ast.AnnAssign():
                self._watcher.visit(node, names)
                declared = self._expressions.annotated(node.annotation, names)
                value = self._expressions.kind(node.value, names) if node.value else UNKNOWN
                kind = replace(declared, literal=value.literal)
                names = self._bind(node.target, kind if declared.is_determined else value, names)
            case ast.Return(value=ast.expr() as value):
                self._watcher.returned(self._expressions.kind(value, names))
            case ast.Expr(value=ast.Yield(value=ast.expr() as value)):
                self._watcher.returned(many(self._expressions.kind(value, names)))
            case ast.Expr(value=ast.Call() as call):
                names = self._appended(call, names)
            case ast.Assert():
                names = self._narrowing.holds(node.test, names, yes=True)
            case _:
                pass
        return names

    def _bind(self, target: ast.expr, kind: Kind, names: Names) -> Names:
        """Bind names; what was known of their attributes is no longer so."""
        found = dict(unpacked(target, kind))
        return {
            name: old
            for name, old in names.items()
            if not any(name.startswith(f"{new}.") for new in found)
        } | found

    def _walrus(self, node: ast.AST, names: Names) -> Names:
        """Return the names with those that an expression binds."""
        for inner in ast.walk(node):
            if isinstance(inner, ast.NamedExpr):
                names = names | {inner.target.id: self._expressions.kind(inner.value, names)}
        return names

    def _appended(self, call: ast.Call, names: Names) -> Names:
        """Note what is put into a list that was empty at first."""
        func = call.func
        if not (isinstance(func, ast.Attribute) and call.args):
            return names
        if func.attr not in ("append", "add", "extend", "update", "insert"):
            return names
        held = names.get(ast.unparse(func.value))
        if held is None or held.things or not (held.items or held.known):
            return names
        kind = self._expressions.kind(call.args[-1], names)
        element = kind.element if func.attr in ("extend", "update") else kind
        inner = union([*([held.items] if held.items and held.items.is_determined else []), element])
        return names | {ast.unparse(func.value): many(inner)}

    def _if(self, node: ast.If, names: Names) -> Names:
        self._see(node.test, names)
        names = self._walrus(node.test, names)
        yes = self._block(node.body, self._narrowing.holds(node.test, names, yes=True))
        no = self._block(node.orelse, self._narrowing.holds(node.test, names, yes=False))
        if _ends(node.body):
            return no
        return yes if _ends(node.orelse) else _either(yes, no)

    def _with(self, node: ast.With | ast.AsyncWith, names: Names) -> Names:
        for item in node.items:
            self._see(item.context_expr, names)
            kind = self._expressions.kind(item.context_expr, names)
            entered = kind if kind.things or kind.items is None else kind.items
            if item.optional_vars is not None:
                names = self._bind(item.optional_vars, entered, names)
        return self._block(node.body, names)

    def _try(self, node: ast.Try | ast.TryStar, names: Names) -> Names:
        after = self._block(node.body, names)
        ends = [] if _ends(node.body) else [self._block(node.orelse, after)]
        for handler in node.handlers:
            if handler.type is not None:
                self._see(handler.type, names)
            caught = {handler.name: PLAIN} if handler.name else {}
            failed = self._block(handler.body, _either(names, after) | caught)
            ends += [] if _ends(handler.body) else [failed]
        return self._block(node.finalbody, _either(*ends) if ends else after)

    def _match(self, node: ast.Match, names: Names) -> Names:
        self._see(node.subject, names)
        if not self._watcher.silent:
            self._watcher.visit(node, names)
        ends = [names]
        for case in node.cases:
            inner = self._narrowing.matches(node.subject, case.pattern, names)
            self._pattern(case.pattern, node.subject, names)
            if case.guard is not None:
                self._see(case.guard, inner)
            after = self._block(case.body, inner)
            ends += [] if _ends(case.body) else [after]
        return _either(*ends)

    def _pattern(self, pattern: ast.pattern, subject: ast.expr, names: Names) -> None:
        for inner in ast.walk(pattern):
            if isinstance(inner, ast.MatchClass):
                self._watcher.visit(inner, names)
                self._see(inner.cls, names)
            elif isinstance(inner, ast.MatchValue):
                compared = ast.Compare(left=subject, ops=[ast.Eq()], comparators=[inner.value])
                self._watcher.visit(ast.copy_location(compared, inner), names)

    def _definition(self, node: Function | ast.ClassDef, names: Names) -> Names:
        for mark in node.decorator_list:
            self._see(mark, names)
        path = f"{self._path}.{node.name}" if self._path else node.name
        kind = self._watcher.defines(path, node, names)
        names = names | {node.name: kind}
        if isinstance(node, ast.ClassDef):
            for base in (*node.bases, *(keyword.value for keyword in node.keywords)):
                self._see(base, names)
            owner = next((thing for thing in kind.things if isinstance(thing, OwnName)), None)
            inner = Walk(self._expressions, self._watcher, path, owner)
            inner._block(node.body, names)
            self._waiting += inner._waiting
        else:
            for outside in _outside(node):
                self._see(outside, names)
            self._waiting.append((node, self._owner))
        return names

    def _see(self, node: ast.AST, names: Names) -> None:
        """Show the watcher an expression and all inside of it."""
        if self._watcher.silent:
            return
        self._watcher.visit(node, names)
        match node:
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                self._comprehension(node, names)
            case ast.Lambda():
                self._see(node.body, bound(node, UNKNOWN, names))
            case ast.Call():
                self._see(node.func, names)
                for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                    if isinstance(argument, ast.Lambda):
                        element = self._given(node, names)
                        self._see(argument.body, bound(argument, element, names))
                    else:
                        self._see(argument, names)
            case ast.BoolOp():
                for value in node.values:
                    self._see(value, names)
                    names = self._walrus(value, names)
                    names = self._narrowing.holds(value, names, yes=isinstance(node.op, ast.And))
            case ast.IfExp():
                self._see(node.test, names)
                self._see(node.body, self._narrowing.holds(node.test, names, yes=True))
                self._see(node.orelse, self._narrowing.holds(node.test, names, yes=False))
            case _:
                for child in ast.iter_child_nodes(node):
                    self._see(child, names)

    def _given(self, node: ast.Call, names: Names) -> Kind:
        """Return what a function that is handed to another one is called with, as a rule."""
        others = [argument for argument in node.args if not isinstance(argument, ast.Lambda)]
        return self._expressions.kind(others[0], names).element if others else UNKNOWN

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, names: Names
    ) -> None:
        for number, generator in enumerate(node.generators):
            self._see(generator.iter, self._expressions.inside(node.generators[:number], names))
        inner = self._expressions.inside(node.generators, names)
        for generator in node.generators:
            for test in generator.ifs:
                self._see(test, inner)
                inner = self._narrowing.holds(test, inner, yes=True)
        parts = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
        for part in parts:
            self._see(part, inner)


def _outside(node: Function) -> Iterator[ast.AST]:
    """Yield what of a function belongs to the scope around it."""
    given = node.args
    for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg):
        if argument is not None and argument.annotation is not None:
            yield _unquoted(argument.annotation)
    yield from (default for default in (*given.defaults, *given.kw_defaults) if default)
    if node.returns is not None:
        yield _unquoted(node.returns)


class _Unquoting(ast.NodeTransformer):
    """Turns the texts of an annotation into what they say, at the place where they stand."""

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        """Parse a text; one that isn't an expression stays."""
        if not isinstance(node.value, str):
            return node
        try:
            inner = ast.parse(node.value, mode="eval").body
        except (SyntaxError, ValueError, RecursionError):
            return node
        for part in ast.walk(inner):
            ast.copy_location(part, node)
        return inner


def _unquoted(annotation: ast.expr) -> ast.expr:
    """Return an annotation without quotes; those of `Literal` are texts and stay."""
    if not any(isinstance(part, ast.Constant) for part in ast.walk(annotation)):
        return annotation
    if "Literal" in ast.unparse(annotation):
        return annotation
    unquoted = _Unquoting().visit(copy.deepcopy(annotation))
    return unquoted if isinstance(unquoted, ast.expr) else annotation


def _ends(body: list[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[-1], _ENDS)


def _either(*several: Mapping[str, Kind]) -> Names:
    """Return what names are after one of some branches."""
    if all(names is several[0] for names in several):
        return dict(several[0])
    every = dict.fromkeys(name for names in several for name in names)
    return {
        name: union(names[name] for names in several if name in names)
        for name in every
        if "." not in name or all(name in names for names in several)
    }
