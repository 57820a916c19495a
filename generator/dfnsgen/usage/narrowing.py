"""What a test says of a value: which of several kinds it is where the test holds.

In: a test or a pattern, and the names before it. Out: the names behind it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from dfnsgen.usage.expressions import ExpressionKinds, Names
from dfnsgen.usage.kinds import Kind, Model, Thing, one_of, union


class Narrowing:
    """Narrows Kinds by `isinstance`, by a tag's constant, and by patterns."""

    def __init__(self, expressions: ExpressionKinds) -> None:
        self._expressions = expressions

    def holds(self, test: ast.expr, names: Names, *, yes: bool) -> Names:
        """Return the names where a test holds, or doesn't."""
        match test:
            case ast.UnaryOp(op=ast.Not()):
                return self.holds(test.operand, names, yes=not yes)
            case ast.BoolOp(op=ast.And()) if yes:
                for value in test.values:
                    names = self.holds(value, names, yes=True)
                return names
            case ast.BoolOp(op=ast.Or()) if not yes:
                for value in test.values:
                    names = self.holds(value, names, yes=False)
                return names
            case ast.Call(func=ast.Name(id="isinstance"), args=[subject, classes]):
                return self._instance(subject, classes, names, yes=yes)
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant() as right]):
                return self._tag(left, [right], names, yes=yes)
            case ast.Compare(left=left, ops=[ast.NotEq()], comparators=[ast.Constant() as right]):
                return self._tag(left, [right], names, yes=not yes)
            case ast.Compare(left=left, ops=[ast.In()], comparators=[several]):
                constants = several.elts if isinstance(several, ast.Tuple | ast.Set) else []
                known = [value for value in constants if isinstance(value, ast.Constant)]
                return self._tag(left, known, names, yes=yes) if known else names
            case _:
                return names

    def matches(self, subject: ast.expr, pattern: ast.pattern, names: Names) -> Names:
        """Return the names inside a case, those that its pattern binds as well."""
        match pattern:
            case ast.MatchAs(pattern=within, name=name):
                narrowed = self.matches(subject, within, names) if within else names
                kind = self._expressions.kind(subject, narrowed)
                return narrowed | ({name: kind} if name else {})
            case ast.MatchOr():
                return names
            case ast.MatchClass():
                kind = self._expressions.annotated(pattern.cls, names)
                inner = _set(subject, kind, names)
                for attribute, part in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
                    if isinstance(part, ast.MatchAs) and part.name and part.pattern is None:
                        field = self._expressions.attribute(kind, attribute)
                        inner = inner | {part.name: field}
                return inner
            case ast.MatchValue(value=ast.Constant() as value):
                return self._tag(subject, [value], names, yes=True)
            case _:
                return names

    def _instance(self, subject: ast.expr, classes: ast.expr, names: Names, *, yes: bool) -> Names:
        parts = classes.elts if isinstance(classes, ast.Tuple) else [classes]
        tested = union(self._expressions.annotated(part, names) for part in parts)
        if yes:
            return _set(subject, tested, names) if tested.is_determined else names
        kind = self._expressions.kind(subject, names)
        return _only(subject, kind, lambda thing: thing not in tested.things, names)

    def _tag(
        self, left: ast.expr, constants: list[ast.Constant], names: Names, *, yes: bool
    ) -> Names:
        """Narrow `x` by `x.kind == "Native"`."""
        if not isinstance(left, ast.Attribute):
            return names
        constants_of_test = {f"Literal[{constant.value!r}]" for constant in constants}
        types = self._expressions.offers.surface.types

        def fits(thing: Thing) -> bool:
            found = types.get(thing.name) if isinstance(thing, Model) else None
            tags = {f.name: f.members for f in found.fields} if found else {}
            members = tags.get(left.attr, frozenset[str]())
            if not members or not all(m.startswith("Literal[") for m in members):
                return True
            return bool(members & constants_of_test) if yes else not members <= constants_of_test

        return _only(left.value, self._expressions.kind(left.value, names), fits, names)


def _only(subject: ast.expr, kind: Kind, fits: Callable[[Thing], bool], names: Names) -> Names:
    kept = [thing for thing in kind.things if fits(thing)]
    if len(kept) == len(kind.things):
        return names
    left = one_of(*kept)
    seen = kind.excluded | (kind.things - left.things)
    return _set(subject, replace(left, excluded=seen), names)


def _set(subject: ast.expr, kind: Kind, names: Names) -> Names:
    if isinstance(subject, ast.NamedExpr):
        subject = subject.target
    if isinstance(subject, ast.Name | ast.Attribute):
        return names | {ast.unparse(subject): kind}
    return names
